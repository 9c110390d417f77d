/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/mime_tree.h"

static const struct {
	const char *fields;
	const char *type, *charset, *name, *disposition, *method;
	PartEncoding encoding;
} cases[] = {
    {"Content-Type: text/html; charset=utf-8; name=a.html", "text/html", "utf-8", "a.html",
	NULL, NULL, PART_IDENTITY},
    {"Content-Type: html", "text/html", NULL, NULL, NULL, NULL, PART_IDENTITY},
    {"Content-Type: text", "text/plain", NULL, NULL, NULL, NULL, PART_IDENTITY},
    {"Content-Type: nonsense", "application/octet-stream", NULL, NULL, NULL, NULL,
	PART_IDENTITY},
    {"Subject: =?gb2312?B?eA==?=", "text/plain", NULL, NULL, NULL, NULL, PART_IDENTITY},
    {"Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; "
     "filename=b.pdf",
	"application/pdf", NULL, "b.pdf", "attachment", NULL, PART_IDENTITY},
    {"Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline",
	"application/pdf", NULL, "a.pdf", "inline", NULL, PART_IDENTITY},
    {"Content-Type: text/calendar; method=REPLY\nContent-Transfer-Encoding: BASE64",
	"text/calendar", NULL, NULL, NULL, "REPLY", PART_BASE64},
    {"Content-Transfer-Encoding: quoted-printable", "text/plain", NULL, NULL, NULL, NULL,
	PART_QUOTED},
    {"Content-Transfer-Encoding: x-uuencode", "text/plain", NULL, NULL, NULL, NULL, PART_UU},
};

static void
assert_text(const char *found, const char *expected)
{
	if (g_strcmp0(found, expected) != 0)
		fail_msg("%s, expected %s", found, expected);
}

static void
a_part_is_what_its_fields_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strconcat(cases[i].fields, "\n\nx", NULL);
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(Part) part = mime_tree(mail, strlen(mail), limits);

		assert_text(part->type, cases[i].type);
		assert_text(part->charset, cases[i].charset);
		assert_text(part->name, cases[i].name);
		assert_text(part->disposition, cases[i].disposition);
		assert_text(part->method, cases[i].method);
		assert_int_equal(part->encoding, cases[i].encoding);
	}
}

static void
the_first_charset_is_that_of_bare_fields(void **state)
{
	static const char mail[] = "Subject: =?gb2312?B?eA==?=\n\nx";
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Part) part = mime_tree(mail, strlen(mail), limits);

	(void)state;
	assert_text(part->word_charset, "gb2312");
	assert_string_equal(part_likely_charset(part), "gb2312");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_part_is_what_its_fields_say),
	    cmocka_unit_test(the_first_charset_is_that_of_bare_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
