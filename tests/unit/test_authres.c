/* SPDX-License-Identifier: Apache-2.0 */
#include "mail_fixture.h"

#include "parsers/authres.h"

/* What is found as "authserv method=result domain", or NULL where the field breaks the grammar. */
static const struct {
	const char *field;
	const char *expected;
} fields[] = {
    {"mail.desk.example; dmarc=pass header.from=klant.example",
	"mail.desk.example dmarc=pass klant.example"},
    {"mail.desk.example 1; dmarc=pass header.from=klant.example",
	"mail.desk.example dmarc=pass klant.example"},
    {"Mail.Desk.Example; DKIM=Pass (2048-bit) header.d=Klant.example "
     "header.i=@klant.example;\tspf=fail "
     "smtp.mailfrom=els@klant.example",
	"mail.desk.example dkim=pass klant.example|mail.desk.example spf=fail klant.example"},
    {"m.example; dmarc=pass (p=reject dis=none) header.from=k.example",
	"m.example dmarc=pass k.example"},
    {"m.example; dkim=pass reason=\"good; really\" header.d=k.example",
	"m.example dkim=pass k.example"},
    {"m.example; auth=pass smtp.auth=els", "m.example auth=pass "},
    {"m.example; none", ""},
    {"m.example;", NULL},
    {"m.example", NULL},
    {"", NULL},
    {"m.example 2; dmarc=pass header.from=k.example", NULL},
    {"m.example; dmarc=pass header.from=k.example;", "m.example dmarc=pass k.example"},
    {"m.example; dmarc", NULL},
    {"m.example; dmarc=", NULL},
    {"m.example; dmarc=pass header.from", NULL},
    {"m.example; dmarc=pass (header.from=k.example", NULL},
    {"m.example; dmarc=pass \"header.from=k.example", NULL},
    {"m.example; dmarc=fail (a\\) header.from=x.example; dmarc=pass header.from=k.example",
	NULL},
    {"m.example; dmarc=fail (x (y) ; dmarc=pass) header.from=k.example",
	"m.example dmarc=fail k.example"},
    {"(evil.example; dmarc=pass) m.example; dmarc=fail header.from=k.example",
	"m.example dmarc=fail k.example"},
    {"\"m.example; dmarc=pass\"; dmarc=fail header.from=k.example",
	"m.example; dmarc=pass dmarc=fail k.example"},
    {"m.example; dmarc=pass, dkim=pass", NULL},
    {"m.example; dmarc=pass header.from=\"k\001.example\"", NULL},
    {"m.\xc3\xa9xample; dmarc=pass header.from=k.example", NULL},
};

static void
test_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autoptr(Message) message = message_new();
		g_autoptr(GString) found = g_string_new(NULL);
		bool is_good = authres_parse(fields[i].field, 3, message->authentication);

		for (unsigned n = 0; n < message->authentication->len; n++) {
			const MessageAuth *auth = message->authentication->pdata[n];

			assert_int_equal(auth->hop, 3);
			g_string_append_printf(found, "%s%s %s=%s %s", n == 0 ? "" : "|",
			    auth->authserv, auth->method, auth->result, auth->domain);
		}
		if (is_good != (fields[i].expected != NULL) ||
		    strcmp(found->str, is_good ? fields[i].expected : "") != 0)
			fail_msg("%s: %d \"%s\"", fields[i].field, is_good, found->str);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
