/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/web/http_form.h"
#include "parsers/limits.h"

static const struct {
	const char *form, *json; /* json NULL: it is none */
} ROWS[] = {
    {"", "{}"},
    {"a=1&b=2", "{\"a\": \"1\", \"b\": \"2\"}"},
    {"a=1&a=2", "{\"a\": \"1\"}"},
    {"a=x+y%20z%26", "{\"a\": \"x y z&\"}"},
    {"a", "{\"a\": \"\"}"},
    {"&&a=1&", "{\"a\": \"1\"}"},
    {"text=een%0D%0Atwee", "{\"text\": \"een\\r\\ntwee\"}"},
    {"a=%c3%a9", "{\"a\": \"\303\251\"}"},
    {"a=%ff", "{\"a\": \"\357\277\275\"}"},
    {"a=%00", NULL},
    {"a=%", NULL},
    {"a=%g0", NULL},
    {"a=%4", NULL},
};

static void
is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		json_t *form = http_form_read(ROWS[i].form, strlen(ROWS[i].form));
		char *text = form == NULL ? NULL : json_dumps(form, JSON_SORT_KEYS);

		if (g_strcmp0(text, ROWS[i].json) != 0)
			fail_msg("%s: %s", ROWS[i].form, text);
		free(text);
		json_decref(form);
	}
}

static void
bytes_behind_the_form_are_not_read(void **state)
{
	json_t *form = http_form_read("a=%4", 3);

	(void)state;
	assert_null(form);
	form = http_form_read("a=1&b=2", 3);
	assert_string_equal(http_form_get(form, "a"), "1");
	assert_string_equal(http_form_get(form, "b"), "");
	json_decref(form);
}

static void
has_no_more_fields_than_a_form(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	for (int i = 0; i <= LIMIT_WEB_FIELDS; i++)
		g_string_append_printf(text, "f%d=&", i);
	assert_null(http_form_read(text->str, text->len));
}

static void
a_piece_of_a_path_is_one_line(void **state)
{
	g_autofree char *address = http_form_unescape("els%40klant.example", 19, false);
	g_autofree char *plus = http_form_unescape("a+b", 3, false);

	(void)state;
	assert_string_equal(address, "els@klant.example");
	assert_string_equal(plus, "a+b");
	assert_null(http_form_unescape("a%0ab", 5, false));
	assert_null(http_form_unescape("a%00b", 5, false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_read),
	    cmocka_unit_test(bytes_behind_the_form_are_not_read),
	    cmocka_unit_test(has_no_more_fields_than_a_form),
	    cmocka_unit_test(a_piece_of_a_path_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
