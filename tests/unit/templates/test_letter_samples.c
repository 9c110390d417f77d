/* SPDX-License-Identifier: Apache-2.0 */
/* What templates are checked against. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/templates/letter_samples.h"

static const char *const languages[] = {"nl", "en", "fr"};

static bool
are_alike(const json_t *a, const json_t *b)
{
	return json_typeof(a) == json_typeof(b) || json_is_null(b) ||
	       (json_is_boolean(a) && json_is_boolean(b));
}

static void
assert_same_shape(const char *name, const json_t *a, const json_t *b)
{
	const char *key = NULL;
	json_t *value = NULL;

	if (b == NULL || !are_alike(a, b) ||
	    (!json_is_null(b) && json_object_size(a) != json_object_size(b)))
		fail_msg("%s differs between the languages", name);
	if (json_is_null(b))
		return;
	json_object_foreach ((json_t *)a, key, value)
		assert_same_shape(key, value, json_object_get(b, key));
	for (size_t i = 0; i < json_array_size(a); i++)
		assert_same_shape(name, json_array_get(a, 0), json_array_get(b, i));
}

static void
test_languages(void **state)
{
	json_t *nl = letter_samples_all("nl");
	json_t *en = letter_samples_all("en");
	json_t *fr = letter_samples_all("fr");

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
	json_t *all = letter_samples_all("nl");
	json_t *used = json_object();

	(void)state;
	for (const LetterType *letter = LETTER_TYPES; letter->name != NULL; letter++) {
		json_t *values = letter_samples_of(letter->name, languages[0]);
		const char *key = NULL;
		json_t *value = NULL;

		json_object_foreach (values, key, value) {
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
	json_t *own = letter_samples_of("welcome", "en");
	json_t *shipped = letter_samples_of("acknowledgement", "en");

	(void)state;
	assert_true(json_equal(own, shipped));
	json_decref(own);
	json_decref(shipped);
}

static void
assert_sample(const char *letter, const char *key, const char *expected)
{
	json_t *values = letter_samples_of(letter, "en");

	assert_string_equal(json_string_value(json_object_get(values, key)), expected);
	json_decref(values);
}

static void
a_sample_is_as_its_letter(void **state)
{
	(void)state;
	assert_sample(LETTER_ACKNOWLEDGEMENT, "kind", "case");
	assert_sample(LETTER_REQUEST_READY, "kind", "request");
	assert_sample(LETTER_REQUEST_DECLINED, "number", "REQ0000087");
	assert_sample(LETTER_REQUEST_DECLINED, "text", "There is a team of this name already.");
	assert_sample(LETTER_REMINDER_QUESTION, "text",
	    "What is the number on the label below your screen?");
	assert_sample(LETTER_NOTIFICATION, "state", "new");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_languages),
	    cmocka_unit_test(test_letters),
	    cmocka_unit_test(test_own_letter),
	    cmocka_unit_test(a_sample_is_as_its_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
