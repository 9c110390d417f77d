/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier execs this very program as its worker. */
#include "tests/unit/spool_fixture.h"

#include "gateway/cli/online_authserv.h"
#include "gateway/workers/worker.h"
#include "spool/mail.h"

#define MX "Received: from a by mx.desk.example with ESMTP\n"
#define LMTP "Received: from mx by imap.desk.example with LMTP\n"
#define AR "Authentication-Results: mx.desk.example; dmarc=pass header.from=k.example\n"
#define EVIL "Authentication-Results: mx.evil.example; dmarc=pass header.from=k.example\n"
#define OUTLOOK                                                        \
	"Received: from a by B.prod.outlook.com\nReceived: from a by " \
	"C.outlook.office365.com\n"
#define OUTSIDE                                                      \
	"Authentication-Results: dmarc=pass header.from=k.example\n" \
	"Received: from mail.k.example by C.mail.protection.outlook.com\n"
#define ELS "From: els@klant.example\n"
#define TOM "From: tom@ander.example\n"

static const struct {
	const char *what;
	const char *mails[4];
	const char *authserv;
	unsigned hops;
	const char *said;
	bool good;
} ROWS[] = {
    {"it fits", {AR MX ELS, AR MX TOM, MX ELS, AR MX ELS}, "mx.desk.example", 0,
	"3 of the 4 newest mails have results of 'mx.desk.example'\n", true},
    {"none is configured", {LMTP AR MX ELS, LMTP AR MX TOM, LMTP AR MX ELS}, NULL, 0,
	"set 'authserv: mx.desk.example' and 'authserv_hops: 1'", true},
    {"below the server's own Received", {LMTP MX AR ELS, LMTP MX AR TOM, LMTP MX AR ELS}, NULL,
	0, "set 'authserv: mx.desk.example' and 'authserv_hops: 2'", true},
    {"another name", {AR MX ELS, AR MX TOM, AR MX ELS}, "mail.desk.example", 0,
	"wrong: 0 of the 3 newest mails have results of 'mail.desk.example'; 3 have results of "
	"'mx.desk.example' below 0 Received",
	false},
    {"too few hops", {LMTP AR MX ELS, LMTP AR MX TOM, LMTP AR MX ELS}, "mx.desk.example", 0,
	"set 'authserv: mx.desk.example' and 'authserv_hops: 1'", false},
    {"Microsoft 365", {OUTLOOK OUTSIDE ELS, OUTLOOK OUTSIDE TOM, OUTLOOK OUTSIDE ELS}, NULL, 0,
	"set 'authserv: microsoft365' and 'authserv_hops: 2'", true},
    {"what senders wrote, who have no Received of that name",
	{MX EVIL ELS, MX EVIL TOM, MX EVIL ELS}, NULL, 0, "no other server's", true},
    {"all of one sender's domain", {MX AR ELS, MX AR ELS, MX AR ELS}, NULL, 0,
	"no other server's", true},
    {"too few mails", {AR MX ELS, AR MX TOM}, "mail.desk.example", 0, "no other server's",
	true},
    {"mails of before the configuration", {AR MX ELS, AR MX TOM, AR MX ELS},
	"mail.desk.example", 0,
	"support, authserv: warning: 0 of the 3 newest mails have results of "
	"'mail.desk.example'; all of them came before the configuration was changed: look "
	"again when mail has come since; 3 have results of 'mx.desk.example'",
	true},
    {"no mail", {NULL}, "mx.desk.example", 0, "", true},
};

static void
say(size_t i)
{
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	g_autoptr(GString) out = g_string_new(NULL);
	Spool *spool = spool_open(NULL, NULL);
	ConfigMailbox mailbox = {.name = (char *)"support",
	    .authserv = (char *)ROWS[i].authserv,
	    .authserv_hops = ROWS[i].hops};
	const Config config = {.mailboxes = mailboxes,
	    .file = strstr(ROWS[i].said, "before the configuration") != NULL ? (char *)SRCDIR
			"/data/casegate.yaml.example"
									     : NULL};
	bool good = false;

	g_ptr_array_add(mailboxes, &mailbox);
	must(spool_begin(spool, &error));
	for (int n = 0; n < 4 && ROWS[i].mails[n] != NULL; n++) {
		g_autofree char *key = g_strdup_printf("%d", n);
		g_autofree char *text =
		    g_strdup_printf("%sX-Number: %d\n\n", ROWS[i].mails[n], n);
		g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
		MailArrival arrival = {.mailbox = "support", .key = key, .raw = raw};
		int64_t id = 0;

		must(mail_add(spool, &arrival, &id, &error));
	}
	must(spool_commit(spool, &error));
	good = online_authserv(&config, spool, out, NULL);
	if (good != ROWS[i].good || strstr(out->str, ROWS[i].said) == NULL)
		fail_msg("%s: %d %s", ROWS[i].what, good, out->str);
	if (ROWS[i].said[0] == '\0')
		assert_string_equal(out->str, "");
	spool_close(spool);
}

static void
a_server_that_most_mails_bear_is_proposed(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		say(i);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_server_that_most_mails_bear_is_proposed),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
