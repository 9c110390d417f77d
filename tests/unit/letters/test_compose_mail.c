/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/letters/compose_mail.h"

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *mail;
	size_t size;
	bool is_mail, is_8bit;
	const char *expected;
} mails[] = {
    {BYTES("Subject: a\r\n\r\nhoi\r\n"), true, false, "Subject: a\r\n\r\nhoi\r\n"},
    {BYTES("Subject: a\n\nhoi"), true, false, "Subject: a\r\n\r\nhoi\r\n"},
    {BYTES("Subject: a\r\rhoi\r\n\n"), true, false, "Subject: a\r\n\r\nhoi\r\n\r\n"},
    {BYTES("X: caf\xc3\xa9\0\n\n\0"), true, true, "X: caf\xc3\xa9\r\n\r\n\r\n"},
    {BYTES(": a\n"), false, false, ": a\r\n"},
    {BYTES("a b: c\n"), false, false, "a b: c\r\n"},
    {BYTES("a"), false, false, "a\r\n"},
    {BYTES(""), false, false, ""},
};

static void
test_mails(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new_static(mails[i].mail, mails[i].size);
		g_autoptr(GString) out = g_string_new(NULL);

		compose_mail_append(out, bytes);
		assert_string_equal(out->str, mails[i].expected);
		assert_int_equal(compose_mail_is(bytes), mails[i].is_mail);
		assert_int_equal(compose_mail_is_8bit(bytes), mails[i].is_8bit);
	}
}

/* In a header it goes on, in a body there are two lines. */
static void
test_long_lines(void **state)
{
	g_autofree char *line = g_strnfill(2000, 'a');
	g_autofree char *mail = g_strdup_printf("X: %s\n\n%s\n", line, line);
	g_autoptr(GBytes) bytes = g_bytes_new_static(mail, strlen(mail));
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;

	(void)state;
	compose_mail_append(out, bytes);
	lines = g_strsplit(out->str, "\r\n", -1);
	assert_int_equal(g_strv_length(lines), 3 + 1 + 3 + 1);
	for (char **one = lines; *one != NULL; one++)
		assert_true(strlen(*one) <= 998);
	assert_true(g_str_has_prefix(lines[1], " a"));
	assert_true(g_str_has_prefix(lines[5], "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mails),
	    cmocka_unit_test(test_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
