/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/params.h"

static const struct {
	const char *input;
	const char *value;
	const char *name;
	const char *expected; /* NULL: no such parameter */
} cases[] = {
    {"text/plain; charset=utf-8", "text/plain", "charset", "utf-8"},
    {"TEXT/Plain;Charset=\"utf-8\"", "text/plain", "charset", "utf-8"},
    {"text/plain", "text/plain", "charset", NULL},
    {"attachment; filename=een twee.pdf", "attachment", "filename", "een twee.pdf"},
    {"attachment; filename=\"a;b\\\"c.pdf\"; size=5", "attachment", "filename", "a;b\"c.pdf"},
    {"attachment; filename=\"a;b.pdf\"; size=5", "attachment", "size", "5"},
    {"attachment; filename=\"C:\\map\\a.pdf\"", "attachment", "filename", "C:\\map\\a.pdf"},
    {"attachment; filename*=utf-8'nl'%e2%82%ac.txt", "attachment", "filename", "€.txt"},
    {"attachment; filename*0=lang; filename*1=er.txt", "attachment", "filename", "langer.txt"},
    {"attachment; filename*1=er.txt; filename*0=lang", "attachment", "filename", "langer.txt"},
    {"attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac.txt", "attachment", "filename",
	"€.txt"},
    {"attachment; filename*0*=utf-8''%e2%82%ac; filename*1=.txt", "attachment", "filename",
	"€.txt"},
    {"attachment; filename=x; filename*=utf-8''y", "attachment", "filename", "y"},
    {"attachment; filename=\"=?utf-8?Q?=E2=82=AC.txt?=\"", "attachment", "filename", "€.txt"},
    {"attachment; filename=\"caf\xe9.txt\"", "attachment", "filename", "café.txt"},
    {"attachment; filename*=iso-8859-1''caf%E9.txt", "attachment", "filename", "café.txt"},
    {"attachment; filename=", "attachment", "filename", ""},
    {"attachment;;; filename=a", "attachment", "filename", "a"},
    {"attachment; filename*999999999999=a", "attachment", "filename", ""},
    {"; name=a", "", "name", "a"},
    {"", "", "name", NULL},
};

static void
test_params(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(Params) params = params_parse(cases[i].input, NULL, limits);
		const char *found = params_get(params, cases[i].name);

		assert_string_equal(params->value, cases[i].value);
		if (g_strcmp0(found, cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].input, found);
		assert_int_equal(limits->len, 0);
	}
}

static void
test_limits(void **state)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) many = g_string_new("text/plain; charset=utf-8");
	g_autoptr(Params) params = NULL;
	g_autoptr(Params) longest = NULL;

	(void)state;
	for (unsigned i = 0; i < 5000; i++)
		g_string_append_printf(many, "; x*%u=a", i);
	params = params_parse(many->str, NULL, limits);
	assert_string_equal(params_get(params, "charset"), "utf-8");
	assert_string_equal(limits->pdata[0], "parameters");
	g_ptr_array_set_size(limits, 0);
	longest = params_parse(
	    "text/plain; "
	    "KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK=\"ќ\"",
	    NULL, limits);
	assert_string_equal(longest->value, "text/plain");
	assert_string_equal(limits->pdata[0], "parameters");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_params),
	    cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
