/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib.h>

#include "parsers/from.h"

/* The address, or NULL where the field is not for sure one. */
static const struct {
	const char *field, *address;
} FIELDS[] = {
    {" els@klant.example", "els@klant.example"},
    {" ELS@KLANT.EXAMPLE\r\n", "ELS@KLANT.EXAMPLE"},
    {"\r\n els@klant.example", "els@klant.example"},
    {" Els Bos <els@klant.example>", "els@klant.example"},
    {" \"Bos, Els\" <els@klant.example>", "els@klant.example"},
    {" \"E \\\"x\\\" <evil@evil.example>\" <els@klant.example>", "els@klant.example"},
    {" =?utf-8?q?Els_Bos?= =?utf-8?b?w7w=?=\r\n <els@klant.example>", "els@klant.example"},
    {" J. P. O'Neil [Klant] <els@klant.example>", "els@klant.example"},
    {" M\xc3\xbcller <els@klant.example>", "els@klant.example"},
    {" M\xfcller <els@klant.example>", "els@klant.example"},
    {" <els@klant.example>", "els@klant.example"},
    {" < els@klant.example > (Els)", "els@klant.example"},
    {" (a (nested \\) one)) els@klant.example (b)", "els@klant.example"},
    {" els@klant.example <els@klant.example>", "els@klant.example"},
    {" \"els@klant.example\" <evil@evil.example>", "evil@evil.example"},
    {" evil@evil.example (els@klant.example)", "evil@evil.example"},
    {" jo@b\xc3\xbc"
     "cher.example",
	"jo@b\xc3\xbc"
	"cher.example"},
    {" \"a b\"@klant.example", "\"a b\"@klant.example"},
    {" \"els@klant.example\"@evil.example", "\"els@klant.example\"@evil.example"},
    {" \"els@klant.example>\"@evil.example", "\"els@klant.example>\"@evil.example"},
    /* more than one, or in doubt */
    {" els@klant.example, evil@evil.example", NULL},
    {" evil@evil.example, els@klant.example", NULL},
    {" <els@klant.example>, <evil@evil.example>", NULL},
    {" Bos, Els <els@klant.example>", NULL},
    {" <els@klant.example> <evil@evil.example>", NULL},
    {" els@klant.example <evil@evil.example>", NULL},
    {" els@klant.example evil@evil.example <els@klant.example>", NULL},
    {" els@klant.example evil@evil.example", NULL},
    {" g: els@klant.example;", NULL},
    {" undisclosed:;", NULL},
    {" <@evil.example:els@klant.example>", NULL},
    {" <@evil.example,@b.example:els@klant.example>", NULL},
    {" =?utf-8?q?els=40klant.example?=", NULL},
    {" =?utf-8?q?els?=@klant.example", NULL},
    {" <=?utf-8?q?els?=@klant.example>", NULL},
    {" els@klant.example.", NULL},
    {" els@.klant.example", NULL},
    {" els@klant..example", NULL},
    {" els@[192.0.2.1]", NULL},
    {" els@", NULL},
    {" @klant.example", NULL},
    {" els", NULL},
    {" Els Bos els@klant.example", NULL},
    {" els @ klant.example", NULL},
    {" els@klant.example@evil.example", NULL},
    {" .els@klant.example", NULL},
    {" e..ls@klant.example", NULL},
    {" \"e\\ls\"@klant.example", NULL},
    {" \"\"@klant.example", NULL},
    {" \"els\"x@klant.example", NULL},
    {" <els@klant.example", NULL},
    {" els@klant.example>", NULL},
    {" (els@klant.example", NULL},
    {" \"Els <els@klant.example>", NULL},
    {" els(x)@klant.example", NULL},
    {" els@kl(x)ant.example", NULL},
    {" els@kl\xff"
     "ant.example",
	NULL},
    {" e\x01ls@klant.example", NULL},
    {"", NULL},
    {" \r\n", NULL},
};

static void
one_mailbox_and_no_doubt(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		g_autofree char *address =
		    from_address(FIELDS[i].field, strlen(FIELDS[i].field));

		if (g_strcmp0(address, FIELDS[i].address) != 0)
			fail_msg("\"%s\": %s", FIELDS[i].field, address);
	}
}

static void
a_zero_byte_cuts_nothing_off(void **state)
{
	static const char FIELD[] = " els@klant.example\0@evil.example";

	(void)state;
	assert_null(from_address(FIELD, sizeof FIELD - 1));
	assert_null(from_address(FIELD, sizeof FIELD));
}

/* Each takes seconds where something is looked at again and again. */
static void
long_fields_take_no_time(void **state)
{
	static const char *const PIECES[] = {"(", "\"", "a@b ", "\\", "<", "a.", "()", "=?"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
		g_autoptr(GString) field = g_string_new(NULL);

		while (field->len < 64 * 1024)
			g_string_append(field, PIECES[i]);
		assert_null(from_address(field->str, field->len));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_mailbox_and_no_doubt),
	    cmocka_unit_test(a_zero_byte_cuts_nothing_off),
	    cmocka_unit_test(long_fields_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
