/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of the header of a letter that came back. How it comes back is shown by real servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/cli/online_letter.h"

#define FROM "Received: from a by mx.desk.example with ESMTP\nFrom: <desk@desk.example>\n"
#define AR "Authentication-Results: mx.desk.example; "
#define GOOD                                                                     \
	"spf=pass smtp.mailfrom=desk.example; dkim=pass header.d=desk.example; " \
	"dmarc=pass header.from=desk.example\n"

static const struct {
	const char *header;
	bool good;
	const char *said[2]; /* parts of it */
} ROWS[] = {
    {AR GOOD FROM, true,
	{"letter, SPF: good: pass for desk.example\n", "letter, DMARC: good: pass"}},
    {"Received: from mx by imap with LMTP\n" AR GOOD FROM, true,
	{"judged by 'mx.desk.example'\n", "letter, DKIM: good: pass for desk.example\n"}},
    {FROM, true, {"good: it came back, and is deleted; its server judges no letters", NULL}},
    {AR "spf=none smtp.mailfrom=desk.example; dkim=none; dmarc=none "
	"header.from=desk.example\n" FROM,
	false,
	{"letter, SPF: wrong: none: desk.example has no record: publish a TXT record",
	    "letter, DKIM: wrong: none: nothing signs the letter: have the server that sends "
	    "it sign "
	    "with d=desk.example"}},
    {AR "spf=softfail smtp.mailfrom=desk.example; dkim=fail header.d=desk.example; dmarc=fail "
	"header.from=desk.example\n" FROM,
	false,
	{"letter, SPF: wrong: softfail: the record of desk.example does not name the server",
	    "letter, DMARC: wrong: fail: neither SPF nor DKIM passes for desk.example"}},
    {AR "spf=pass smtp.mailfrom=bounces.provider.example; dkim=pass "
	"header.d=provider.example\n" FROM,
	false,
	{"letter, SPF: wrong: not aligned: the letter leaves with an envelope sender of "
	 "bounces.provider.example, which says nothing for desk.example",
	    "letter, DKIM: wrong: not aligned: the letter is signed by provider.example"}},
    {AR "spf=permerror smtp.mailfrom=desk.example; dkim=temperror header.d=desk.example; "
	"dmarc=permerror header.from=desk.example\n" FROM,
	false,
	{"letter, SPF: wrong: permerror: the record of desk.example cannot be used",
	    "letter, DMARC: wrong: permerror: the policy cannot be read"}},
    /* the best of several signatures, and one of a subdomain */
    {AR "dkim=pass header.d=provider.example; dkim=pass header.d=mail.desk.example\n" FROM,
	true,
	{"letter, DKIM: good: pass for mail.desk.example\n",
	    "letter, SPF: not known: the server says nothing of it\n"}},
    /* the topmost server's, and no others' */
    {AR "dkim=none\nAuthentication-Results: other.example; spf=fail "
	"smtp.mailfrom=desk.example\n"
	"Received: from b by mx\n" AR "spf=fail smtp.mailfrom=desk.example\n" FROM,
	false, {"letter, SPF: not known", "letter, DKIM: wrong: none"}},
};

static void
each_is_judged(void **state)
{
	const ConfigMailbox mailbox = {
	    .name = (char *)"support", .address = (char *)"desk@desk.example"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Origin) origin = origin_read(ROWS[i].header, strlen(ROWS[i].header));
		g_autoptr(GString) said = g_string_new(NULL);
		bool good = online_letter_judge(&mailbox, origin, said);

		for (size_t part = 0; part < 2 && ROWS[i].said[part] != NULL; part++)
			if (good != ROWS[i].good ||
			    strstr(said->str, ROWS[i].said[part]) == NULL)
				fail_msg("row %zu: %s", i, said->str);
		assert_true(
		    strstr(said->str, "DOMAIN") == NULL && strstr(said->str, "OTHER") == NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
