/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/header.h"
#include "parsers/limits.h"

static const struct {
	const char *name;
	const char *input;
	const char *charset;
	const char *expected;
} texts[] = {
    {"plain", "Printer kapot", NULL, "Printer kapot"},
    {"quoted", "=?utf-8?Q?St=C3=B6rung_hier?=", NULL, "Störung hier"},
    {"base64", "=?UTF-8?B?U3TDtnJ1bmc=?=", NULL, "Störung"},
    {"character split between words", "=?utf-8?Q?=C3?= =?utf-8?Q?=B6?=", NULL, "ö"},
    {"blank between words goes", "=?utf-8?Q?a?=  =?utf-8?Q?b?=", NULL, "ab"},
    {"blank before text stays", "=?utf-8?Q?a?= b", NULL, "a b"},
    {"two charsets", "=?utf-8?Q?=C3=B6?= =?iso-8859-1?Q?=F6?=", NULL, "öö"},
    {"language", "=?utf-8*nl?Q?ja?=", NULL, "ja"},
    {"no padding", "=?utf-8?B?amE?=", NULL, "ja"},
    {"blanks inside", "=?utf-8?Q?een twee?=", NULL, "een twee"},
    {"no end", "=?utf-8?Q?een", NULL, "een"},
    {"no word", "a =? b ?= c", NULL, "a =? b ?= c"},
    {"other encoding", "=?utf-8?X?a?=", NULL, "=?utf-8?X?a?="},
    {"wrong charset is repaired", "=?utf-8?Q?St=F6rung?=", NULL, "Störung"},
    {"8-bit utf-8", "Störung", NULL, "Störung"},
    {"8-bit latin", "St\xf6rung", NULL, "Störung"},
    {"8-bit of the mail's charset", "\xcf\xf0\xe8", "windows-1251", "При"},
    {"no line ends come out", "=?utf-8?Q?a=0D=0ABcc:_b?=", NULL, "a Bcc: b"},
};

static void
test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = header_text(texts[i].input, texts[i].charset);

		if (strcmp(text, texts[i].expected) != 0)
			fail_msg("%s: \"%s\"", texts[i].name, text);
	}
}

static const struct {
	const char *input;
	const char *expected; /* "address (name)", one after another */
} addresses[] = {
    {"els@klant.example", "els@klant.example ()"},
    {"Els Bos <Els@KLANT.Example>", "Els@klant.example (Els Bos)"},
    {"\"Bos, Els\" <els@klant.example>, jan@klant.example",
	"els@klant.example (Bos, Els) jan@klant.example ()"},
    {"=?utf-8?Q?Ren=C3=A9?= <r@k.example>", "r@k.example (René)"},
    {"team: a@k.example, b@k.example;", "a@k.example () b@k.example ()"},
    {"els@klant.example (Els Bos)", "els@klant.example (Els Bos)"},
    {"Els Bos els@klant.example", "els@klant.example (Els Bos)"},
    {"\"Els\" <els bos@klant.example>", "els bos@klant.example (Els)"},
    {"jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example ()"},
    {"jo@Bücher.example", "jo@xn--bcher-kva.example ()"},
    {"els@\xe2\x84\xaalant.example", "els@\xe2\x84\xaalant.example ()"},
    {"Bos, Els <els@klant.example>", "Bos () els@klant.example (Els)"},
    {"=?utf-8?Q?Bos,_Ren=C3=A9?= <r@k.example>", "r@k.example (Bos, René)"},
    {"=?utf-8?Q?Els_Bos_<els@klant.example>?=", "els@klant.example (Els Bos)"},
    {"Els Bos <mailto:els@klant.example?subject=x>", "els@klant.example (Els Bos)"},
    {"\"SMTP:els@klant.example\" <SMTP:els@klant.example>", "els@klant.example ()"},
    {"Els Bos [mailto:els@klant.example]", "els@klant.example (Els Bos)"},
    {"Els Bos &lt;els@klant.example&gt;", "els@klant.example (Els Bos &lt;)"},
    {"Bos; Els <els@klant.example>", "els@klant.example (Bos; Els)"},
    {"\"els bos\"@klant.example", "\"els bos\"@klant.example ()"},
    {"o'brien@klant.example", "o'brien@klant.example ()"},
    {"'els@klant.example'", "els@klant.example ()"},
    {"\"\"@klant.example", ""},
    {".@klant.example", ""},
    {"<\" \"@klant.example>", ""},
    {"els@", ""},
    {"<>", ""},
    {"undisclosed-recipients:;", ""},
    {"", ""},
};

static void
test_addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GPtrArray) found = header_addresses(addresses[i].input, NULL, limits);
		g_autoptr(GString) all = g_string_new(NULL);

		for (unsigned n = 0; n < found->len; n++) {
			const MessageAddress *one = found->pdata[n];

			g_string_append_printf(
			    all, "%s%s (%s)", n == 0 ? "" : " ", one->address, one->name);
		}
		if (strcmp(all->str, addresses[i].expected) != 0)
			fail_msg("%s: \"%s\"", addresses[i].input, all->str);
	}
}

/* GMime overflows its stack on a few thousand groups inside each other. */
static void
test_groups_without_end(void **state)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) colons = g_string_new(NULL);
	g_autoptr(GPtrArray) found = NULL;

	(void)state;
	for (unsigned i = 0; i < 20000; i++)
		g_string_append(colons, "a:");
	found = header_addresses(colons->str, NULL, limits);
	assert_int_equal(found->len, 0);
	assert_string_equal(limits->pdata[0], "address header");
}

static void
test_too_many_recipients(void **state)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autoptr(GPtrArray) found = NULL;

	(void)state;
	for (unsigned i = 0; i < 5000; i++)
		g_string_append_printf(list, "u%u@klant.example, ", i);
	found = header_addresses(list->str, NULL, limits);
	assert_int_equal(found->len, LIMIT_RECIPIENTS);
	assert_string_equal(limits->pdata[0], "address header");
	assert_string_equal(limits->pdata[1], "recipients");
}

static const struct {
	const char *input;
	const char *expected;
} ids[] = {
    {"<a@b>", "a@b"},
    {"<a@b> <c@d>\t<a@b>", "a@b|c@d"},
    {"<a@b><c@d>", "a@b|c@d"},
    {"a@b c", "a@b"},
    {"<a b@c>", "a b@c"},
    {"<", ""},
    {"<a@b", "a@b"},
    {"", ""},
};

static void
test_ids(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *joined = NULL;

		header_ids(ids[i].input, found);
		joined = mail_join(found);
		assert_string_equal(joined, ids[i].expected);
	}
}

static void
test_unfold(void **state)
{
	static const char folded[] = " a\r\n b\0c \t";
	g_autofree char *value = header_unfold(folded, sizeof(folded) - 1);

	(void)state;
	assert_string_equal(value, "a bc");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_groups_without_end),
	    cmocka_unit_test(test_too_many_recipients),
	    cmocka_unit_test(test_ids),
	    cmocka_unit_test(test_unfold),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
