/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier execs this very program as its worker. */
#include "tests/unit/spool_fixture.h"

#include "gateway/cli/online_trust.h"
#include "gateway/workers/worker.h"
#include "spool/mail.h"

#define OUTLOOK "Received: from a by B.prod.outlook.com\n"
#define OUTSIDE                                                      \
	"Authentication-Results: dmarc=none header.from=k.example\n" \
	"Received: from mail.k.example by C.mail.protection.outlook.com\n"
#define MARK "X-MS-Exchange-Organization-AuthAs: Internal\n"
#define TRIAL "X-Casegate-Check: authas\n"

static const struct {
	const char *what;
	const char *mails[3];
	bool believes;
	const char *said; /* stands in the line; NULL: there is none */
	bool good;
} ROWS[] = {
    {"nobody tried", {OUTLOOK OUTSIDE, OUTLOOK MARK}, false, "is not known", true},
    {"nobody tried, and it is believed", {OUTLOOK MARK}, true, "until then take 'authas' away",
	false},
    {"a trial lost it", {OUTLOOK OUTSIDE TRIAL, OUTLOOK MARK}, false, "may be set", true},
    {"a trial lost it, and it is believed", {OUTLOOK OUTSIDE TRIAL}, true, "takes", true},
    {"a trial kept it", {OUTLOOK OUTSIDE TRIAL MARK}, false, "1 of 1 mails from outside",
	false},
    {"a stranger's copy beside a good trial",
	{OUTLOOK OUTSIDE MARK, OUTLOOK OUTSIDE TRIAL, OUTLOOK MARK}, true,
	"1 of 2 mails from outside", false},
    {"a trial from inside is none", {OUTLOOK TRIAL}, false, "is not known", true},
    {"a trial's header in the body", {OUTLOOK OUTSIDE "\n" TRIAL}, false, "is not known", true},
};

static void
a_mark_is_believed_when_copies_are_seen_to_be_taken_away(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
		g_autoptr(GPtrArray) internal = g_ptr_array_new();
		g_autoptr(GString) out = g_string_new(NULL);
		Spool *spool = spool_open(NULL, NULL);
		ConfigMailbox mailbox = {.name = (char *)"support",
		    .authserv = (char *)CONFIG_MICROSOFT,
		    .authserv_hops = 3,
		    .internal = internal,
		    .believes_authas = ROWS[i].believes};
		const Config config = {.mailboxes = mailboxes};

		g_ptr_array_add(mailboxes, &mailbox);
		must(spool_begin(spool, &error));
		for (int n = 0; n < 3 && ROWS[i].mails[n] != NULL; n++) {
			g_autofree char *key = g_strdup_printf("%d", n);
			g_autoptr(GBytes) raw =
			    g_bytes_new_static(ROWS[i].mails[n], strlen(ROWS[i].mails[n]));
			MailArrival arrival = {.mailbox = "support", .key = key, .raw = raw};
			int64_t id = 0;

			g_autofree char *text = g_strconcat(ROWS[i].mails[n], "\r\n", NULL);
			g_autoptr(GBytes) longer = g_bytes_new_static(text, strlen(text));

			must(mail_add(spool, &arrival, &id, &error));
			arrival.mailbox = "another";
			arrival.raw = longer;
			must(mail_add(spool, &arrival, &id, &error));
		}
		must(spool_commit(spool, &error));
		assert_true(online_trust_is_wanted(&config));
		assert_int_equal(online_trust(&config, spool, out, NULL), ROWS[i].good);
		if (strstr(out->str, ROWS[i].said) == NULL)
			fail_msg("%s: %s", ROWS[i].what, out->str);
		spool_close(spool);
	}
}

static void
other_servers_are_not_looked_at(void **state)
{
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	g_autoptr(GPtrArray) internal = g_ptr_array_new();
	g_autoptr(GString) out = g_string_new(NULL);
	ConfigMailbox mailbox = {.name = (char *)"support",
	    .authserv = (char *)"mail.desk.example",
	    .internal = internal};
	const Config config = {.mailboxes = mailboxes};

	(void)state;
	g_ptr_array_add(mailboxes, &mailbox);
	assert_false(online_trust_is_wanted(&config));
	assert_true(online_trust(&config, NULL, out, NULL));
	assert_string_equal(out->str, "");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_mark_is_believed_when_copies_are_seen_to_be_taken_away),
	    cmocka_unit_test(other_servers_are_not_looked_at),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
