/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib.h>

#include "parsers/authres.h"

/*
 * What is found as "authserv method=result domain", with "p=policy" and "user" where there are some. "!" before it:
 * the field cannot be read; "~": the server's name is written oddly.
 */
static const struct {
	const char *field;
	const char *expected;
} fields[] = {
    {"mail.desk.example; dmarc=pass header.from=klant.example",
	"mail.desk.example dmarc=pass klant.example"},
    {"mail.desk.example 1; dmarc=pass header.from=klant.example",
	"mail.desk.example dmarc=pass klant.example"},
    {"Mail.Desk.Example; DKIM=Pass (2048-bit) header.d=Klant.example "
     "header.i=@klant.example;\tspf=fail smtp.mailfrom=els@klant.example",
	"Mail.Desk.Example dkim=pass klant.example|Mail.Desk.Example spf=fail klant.example"},
    {" mail.desk.example;\r\n\tdmarc=pass\r\n header.from=klant.example\r\n",
	"mail.desk.example dmarc=pass klant.example"},
    {"mail.desk.example (amavisd-new); dkim=pass (good) header.d=k.example",
	"mail.desk.example dkim=pass k.example"},
    {"m.example; dkim=pass reason=\"good; really\" header.d=k.example",
	"m.example dkim=pass k.example"},
    {"m.example; dkim=pass header.i=@k.example header.s=x header.b=\"ab/+=\"",
	"m.example dkim=pass k.example"},
    {"m.example; dkim=pass header.i=els@klant.example header.d=evil.example header.b=ab/+==",
	"m.example dkim=pass evil.example"},
    {"m.example; auth=pass (plain) smtp.auth=sanne@desk.example",
	"m.example auth=pass  user sanne@desk.example"},
    {"m.example; auth=pass smtp.auth=sanne@desk.example smtp.auth=els@klant.example",
	"m.example auth=pass  user ?"},
    {"m.example; dkim/1 = pass header . d = k.example", "m.example dkim=pass k.example"},
    {"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=k.example; dkim=none (x)\r\n"
     " header.d=none;dmarc=pass action=none header.from=k.example;compauth=pass reason=100",
	" spf=pass k.example| dkim=none none| dmarc=pass k.example| compauth=pass "},
    /* nothing */
    {"m.example; none", ""},
    {"m.example; none;", ""},
    {"m.example; NONE (because)", ""},
    {"m.example;", ""},
    {"m.example", ""},
    {"m.example; dmarc=pass header.from=k.example;", "m.example dmarc=pass k.example"},
    {"m.example; dmarc=pass header.from=k.example; ;", "m.example dmarc=pass k.example"},
    /* the domain's policy */
    {"m.example; dmarc=fail (p=reject dis=none) header.from=k.example",
	"m.example dmarc=fail k.example p=reject"},
    {"m.example; dmarc=fail (p=REJECT sp=NONE) header.from=k.example",
	"m.example dmarc=fail k.example p=reject"},
    {"m.example; dmarc=fail (sp=reject) header.from=k.example",
	"m.example dmarc=fail k.example"},
    {"m.example; dmarc=fail (p=none) header.from=k.example",
	"m.example dmarc=fail k.example p=none"},
    {"m.example; dmarc=fail header.from=k.example policy.dmarc=reject",
	"m.example dmarc=fail k.example p=reject"},
    {"m.example; dmarc=fail policy.published-domain-policy=reject header.from=k.example",
	"m.example dmarc=fail k.example p=reject"},
    {"dmarc=fail action=oreject header.from=k.example", " dmarc=fail k.example p=reject"},
    {"dmarc=fail action=none header.from=k.example", " dmarc=fail k.example"},
    /* what strangers can make a server write */
    {"m.example; spf=pass smtp.mailfrom=\"a b\"@evil.example; dmarc=fail header.from=k.example",
	"m.example spf=pass evil.example|m.example dmarc=fail k.example"},
    {"m.example; spf=pass smtp.mailfrom=\"a;b\"@evil.example; dmarc=fail header.from=k.example",
	"m.example spf=pass evil.example|m.example dmarc=fail k.example"},
    {"m.example; spf=pass smtp.mailfrom=\"x@k.example\"@evil.example",
	"m.example spf=pass evil.example"},
    {"m.example; spf=pass smtp.mailfrom=<\"a b\"@evil.example>; dmarc=pass "
     "header.from=k.example",
	"m.example spf=pass evil.example>|m.example dmarc=pass k.example"},
    {"m.example; dkim=pass header.i=\"x@k.example\"@evil.example",
	"m.example dkim=pass evil.example"},
    {"m.example; dkim=pass header.i=\"@k.example\"", "m.example dkim=pass k.example"},
    {"m.example; spf=pass smtp.mailfrom=\xc3\xbc@evil.example; dmarc=fail "
     "header.from=k.example",
	"m.example spf=pass evil.example|m.example dmarc=fail k.example"},
    {"m.example; dmarc=pass header.from=b\xc3\xbc"
     "cher.example",
	"m.example dmarc=pass b\xc3\xbc"
	"cher.example"},
    {"m.example; spf=none smtp.mailfrom=; dmarc=pass header.from=k.example",
	"m.example spf=none |m.example dmarc=pass k.example"},
    {"m.example; spf=none smtp.mailfrom=<> smtp.helo=x.example; dkim=none",
	"m.example spf=none <>|m.example dkim=none "},
    {"m.example; dmarc=pass smtp.mailfrom=els@k.example", "m.example dmarc=pass "},
    {"m.example; dmarc=pass header.d=k.example", "m.example dmarc=pass "},
    {"m.example; dmarc=pass header.from=evil.example header.from=k.example",
	"m.example dmarc=pass "},
    {"m.example; dmarc=fail (x (y) ; dmarc=pass) header.from=k.example",
	"m.example dmarc=fail k.example"},
    {"m.example; dmarc=fail (a) ; dkim=none (dmarc=pass header.from=k.example)",
	"m.example dmarc=fail |m.example dkim=none "},
    {"m.example; dmarc=fail (x) header.from=evil.example(.k.example; dmarc=pass "
     "header.from=k.example)",
	"m.example dmarc=fail evil.example"},
    {"m.example; dkim=pass reason=\"x; dmarc=pass header.from=k.example\" "
     "header.d=evil.example",
	"m.example dkim=pass evil.example"},
    /* a fail that a stranger hid */
    {"m.example; spf=pass smtp.mailfrom=a(b@evil.example; dmarc=fail header.from=k.example; "
     "dkim=pass header.i=c)",
	"m.example spf=pass a|m.example dmarc=fail "},
    {"m.example; spf=pass reason=\"; dmarc=fail (p=reject)\"; dmarc=pass header.from=k.example",
	"m.example spf=pass |m.example dmarc=pass k.example|m.example dmarc=fail  p=reject"},
    {"m.example; arc=none (xdmarc=fail dmarc=failure policy.dmarc=fail dmarc=none)",
	"m.example arc=none "},
    /* whose it is, in doubt */
    {"\"m.example\"; dmarc=pass header.from=k.example", "~m.example dmarc=pass k.example"},
    {"(x) m.example (y); dmarc=pass header.from=k.example", "~m.example dmarc=pass k.example"},
    {"(evil.example; dmarc=pass) m.example; dmarc=fail header.from=k.example",
	"~m.example dmarc=fail k.example"},
    {"\"m.example; dmarc=pass\"; dmarc=fail header.from=k.example",
	"~m.example; dmarc=pass dmarc=fail k.example"},
    {"m.example.evil.example; dmarc=pass header.from=k.example",
	"m.example.evil.example dmarc=pass k.example"},
    /* unreadable */
    {"m.example 2; dmarc=pass header.from=k.example", "!m.example ="},
    {"m.example 2; dmarc=fail (p=reject) header.from=k.example",
	"!m.example dmarc=fail  p=reject"},
    {"m.example 1 1; dmarc=pass", "!m.example ="},
    {"m.example; dmarc", "!m.example ="},
    {"m.example; dmarc=", "!m.example ="},
    {"m.example; dmarc=pass header.from", "!m.example ="},
    {"m.example; dmarc=pass (header.from=k.example", "!m.example ="},
    {"m.example; dmarc=pass \"header.from=k.example", "!m.example ="},
    {"m.example; dmarc=pass header.from=\"k.example", "!m.example ="},
    {"m.example; spf=pass smtp.mailfrom=a(b@evil.example; dmarc=fail (p=reject dis=none)",
	"!m.example dmarc=fail  p=reject"},
    {"m.example; spf=pass smtp.mailfrom=a\\b@evil.example; DMARC = Fail",
	"!m.example dmarc=fail "},
    {"m.example; spf=pass smtp.mailfrom=a,b@evil.example; dmarc=pass header.from=k.example",
	"!m.example ="},
    {"m.example; spf=pass smtp.mailfrom=\xfc@evil.example; dmarc=fail",
	"!m.example; spf=pass "
	"smtp.mailfrom=\xef\xbf"
	"\xbd@evil.example; "
	"dmarc=fail dmarc=fail "},
    {"m.example; dmarc=fail (a\\) header.from=x.example; dmarc=pass header.from=k.example",
	"!m.example dmarc=fail "},
    {"m.example; dmarc=pass, dkim=pass", "!m.example ="},
    {"m.example; dmarc=pass header.from=\"k\001.example\"", "!m.example ="},
    {"m.example; dmarc=pass header.from=k\001.example", "!m.example ="},
    {"m.example; none dmarc=pass", "!m.example ="},
    {"\"m.example; dmarc=fail header.from=k.example", "!m.example; dmarc=fail "
						      "header.from=k.example dmarc=fail "},
    {"(m.example; dmarc=pass", "!m.example; dmarc=pass ="},
    {"", "! ="},
    {";", "! ="},
};

static char *
found_words(const GPtrArray *results)
{
	GString *found = g_string_new(NULL);

	for (unsigned n = 0; n < results->len; n++) {
		const AuthResult *one = results->pdata[n];

		assert_int_equal(one->hop, 3);
		g_string_append_printf(found, "%s%s%s%s %s=%s%s%s", n == 0 ? "" : "|",
		    one->unreadable ? "!" : "", one->is_odd ? "~" : "", one->authserv,
		    one->method, one->result, one->method[0] == '\0' ? "" : " ", one->domain);
		if (one->policy[0] != '\0')
			g_string_append_printf(found, " p=%s", one->policy);
		if (one->user[0] != '\0')
			g_string_append_printf(found, " user %s", one->user);
	}
	return g_string_free(found, false);
}

static void
nothing_that_a_server_writes_is_lost(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autoptr(GPtrArray) results =
		    g_ptr_array_new_with_free_func((GDestroyNotify)authres_free);
		g_autofree char *found = NULL;

		authres_parse(fields[i].field, strlen(fields[i].field), 3, results);
		found = found_words(results);
		if (strcmp(found, fields[i].expected) != 0)
			fail_msg("%s:\n\"%s\"", fields[i].field, found);
	}
}

/* Nothing behind a NUL byte is believed, nor what stands in front of it. */
static void
a_nul_byte_is_unreadable(void **state)
{
	static const char FIELD[] =
	    "m.example; dmarc=pass header.from=desk.example\0; spf=pass";
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)authres_free);
	g_autofree char *found = NULL;

	(void)state;
	authres_parse(FIELD, sizeof(FIELD) - 1, 3, results);
	found = found_words(results);
	assert_string_equal(found, "!m.example; dmarc=pass header.from=desk.example =");
}

/* What a stranger's 60 signatures, or a long address, pushes out of sight. */
static void
a_fail_behind_much_is_still_read(void **state)
{
	static const char FAIL[] = "; dmarc=fail (p=reject) header.from=desk.example";
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)authres_free);
	g_autoptr(GString) field = g_string_new("m.example");
	const AuthResult *last = NULL;

	(void)state;
	for (int i = 0; i < 60; i++)
		g_string_append_printf(field, ";\r\n dkim=fail header.d=a%d.evil.example", i);
	g_string_append_printf(field, "; spf=pass smtp.mailfrom=%0*d@evil.example", 5000, 0);
	g_string_append_printf(field, " reason=\"%0*d\"%s", 5000, 0, FAIL);
	authres_parse(field->str, field->len, 0, results);
	assert_int_equal(results->len, 62);
	last = results->pdata[61];
	assert_string_equal(last->method, "dmarc");
	assert_string_equal(last->result, "fail");
	assert_string_equal(last->domain, "desk.example");
	assert_string_equal(last->policy, "reject");
	assert_false(last->unreadable);
}

static void
more_than_is_read_is_unreadable(void **state)
{
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)authres_free);
	g_autoptr(GString) field = g_string_new("m.example");
	const AuthResult *only = NULL;

	(void)state;
	for (int i = 0; i <= AUTHRES_MAX; i++)
		g_string_append(field, ";a=b");
	authres_parse(field->str, field->len, 0, results);
	assert_int_equal(results->len, 1);
	only = results->pdata[0];
	assert_true(only->unreadable);
	assert_string_equal(only->authserv, "m.example");
	for (int i = 0; i < 3 * AUTHRES_MAX; i++)
		authres_parse("(", 1, 0, results);
	assert_int_equal(results->len, 2 * AUTHRES_MAX);
}

static void
long_fields_take_no_time(void **state)
{
	static const char *const PIECES[] = {"(", ")", "\"", "(p=", "()", "\\", "; dmarc=fail",
	    "dmarc = ", "a=b ", ";", "=", "\"a\"", "/1"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
		g_autoptr(GPtrArray) results =
		    g_ptr_array_new_with_free_func((GDestroyNotify)authres_free);
		g_autoptr(GString) field = g_string_new("m.example; a=b ");

		while (field->len < 64 * 1024)
			g_string_append(field, PIECES[i]);
		authres_parse(field->str, field->len, 0, results);
		assert_true(results->len > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_that_a_server_writes_is_lost),
	    cmocka_unit_test(a_nul_byte_is_unreadable),
	    cmocka_unit_test(a_fail_behind_much_is_still_read),
	    cmocka_unit_test(more_than_is_read_is_unreadable),
	    cmocka_unit_test(long_fields_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
