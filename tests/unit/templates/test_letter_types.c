/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/templates/letter_types.h"

static const char *const languages[] = {"nl", "en", "fr"};

static void
assert_same_shape(const char *name, const json_t *a, const json_t *b)
{
	const char *key = NULL;
	json_t *value = NULL;

	if (b == NULL || json_typeof(a) != json_typeof(b) ||
	    json_object_size(a) != json_object_size(b))
		fail_msg("%s differs between the languages", name);
	json_object_foreach((json_t *)a, key, value)
	    assert_same_shape(key, value, json_object_get(b, key));
	for (size_t i = 0; i < json_array_size(a); i++)
		assert_same_shape(name, json_array_get(a, 0), json_array_get(b, i));
}

static void
test_languages(void **state)
{
	json_t *nl = letter_types_all("nl");
	json_t *en = letter_types_all("en");
	json_t *fr = letter_types_all("fr");

	(void)state;
	assert_same_shape("all", nl, en);
	assert_false(json_equal(nl, en));
	assert_true(json_equal(fr, en));
	json_decref(nl);
	json_decref(en);
	json_decref(fr);
}

/* Each letter's values are among those there are, and none of them is nobody's. */
static void
test_letters(void **state)
{
	json_t *all = letter_types_all("nl");
	json_t *used = json_object();

	(void)state;
	for (const LetterType *letter = SAMPLE_LETTERS; letter->name != NULL; letter++) {
		json_t *values = letter_types_values(letter->name, languages[0]);
		const char *key = NULL;
		json_t *value = NULL;

		if (letter > SAMPLE_LETTERS)
			assert_true(strcmp(letter[-1].name, letter->name) < 0);
		assert_ptr_equal(letter_types_letter(letter->name), letter);
		assert_true(letter->purpose[0] != '\0');
		json_object_foreach(values, key, value)
		{
			if (value == NULL || json_object_get(all, key) == NULL)
				fail_msg("%s: no sample of '%s'", letter->name, key);
			json_object_set(used, key, value);
		}
		json_decref(values);
	}
	assert_int_equal(json_object_size(used), json_object_size(all));
	json_decref(used);
	json_decref(all);
}

static void
test_own_letter(void **state)
{
	json_t *own = letter_types_values("welcome", "en");
	json_t *shipped = letter_types_values("acknowledgement", "en");

	(void)state;
	assert_null(letter_types_letter("welcome"));
	assert_true(json_equal(own, shipped));
	json_decref(own);
	json_decref(shipped);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_languages),
	    cmocka_unit_test(test_letters),
	    cmocka_unit_test(test_own_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
