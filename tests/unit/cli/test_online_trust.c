/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier execs this very program as its worker. */
#include "tests/unit/spool_fixture.h"

#include "gateway/cli/online_trust.h"
#include "gateway/model/trust_code.h"
#include "gateway/workers/worker.h"
#include "spool/mail.h"

#define OUTLOOK "Received: from a by B.prod.outlook.com\n"
#define OUTSIDE                                                      \
	"Authentication-Results: dmarc=none header.from=k.example\n" \
	"Received: from mail.k.example by C.mail.protection.outlook.com\n"
#define MARK "X-MS-Exchange-Organization-AuthAs: Internal\n"
#define TRIAL "X-Casegate-Check: %s\n" /* with the code that was asked for */

static const struct {
	const char *what;
	const char *mails[3];
	const char *authas; /* "right": the code that a trial gives; NULL: none */
	const char *said;   /* stands in the line */
	bool good;
} ROWS[] = {
    {"nobody tried", {OUTLOOK OUTSIDE, OUTLOOK MARK}, NULL, "is not known: send", true},
    {"nobody tried, and somebody made up a code", {OUTLOOK MARK},
	"0123456789abcdef0123456789abcdef", "is not known: send", false},
    {"a trial lost it", {OUTLOOK OUTSIDE TRIAL, OUTLOOK MARK}, NULL, "may be set", true},
    {"a trial lost it, and the code is set", {OUTLOOK OUTSIDE TRIAL}, "right", "is believed",
	true},
    {"the trial is long ago", {OUTLOOK OUTSIDE}, "right", "is believed", true},
    {"a trial kept it", {OUTLOOK OUTSIDE TRIAL MARK}, NULL, "1 of 1 mails from outside", false},
    {"a stranger's copy beside a good trial",
	{OUTLOOK OUTSIDE MARK, OUTLOOK OUTSIDE TRIAL, OUTLOOK MARK}, "right",
	"1 of 2 mails from outside", false},
    {"a stranger's trial", {OUTLOOK OUTSIDE "X-Casegate-Check: authas\n"}, NULL, "is not known",
	true},
    {"more than the code", {OUTLOOK OUTSIDE "X-Casegate-Check: %s0\n"}, NULL, "is not known",
	true},
    {"a trial from inside is none", {OUTLOOK TRIAL}, NULL, "is not known", true},
    {"a trial's header in the body", {OUTLOOK OUTSIDE "\n" TRIAL}, NULL, "is not known", true},
};

/* The mail with the code in it. Caller owns. */
static GBytes *
mail_with(const char *text, const char *code, const char *end)
{
	g_auto(GStrv) halves = g_strsplit(text, "%s", 2);
	g_autofree char *mail = g_strjoinv(code, halves);
	char *whole = g_strconcat(mail, end, NULL);

	return g_bytes_new_take(whole, strlen(whole));
}

static void
add_mails(Spool *spool, const char *const mails[3], const char *code)
{
	must(spool_begin(spool, &error));
	for (int n = 0; n < 3 && mails[n] != NULL; n++) {
		g_autofree char *key = g_strdup_printf("%d", n);
		g_autoptr(GBytes) raw = mail_with(mails[n], code, "");
		g_autoptr(GBytes) longer = mail_with(mails[n], code, "\r\n");
		MailArrival arrival = {.mailbox = "support", .key = key, .raw = raw};
		int64_t id = 0;

		must(mail_add(spool, &arrival, &id, &error));
		arrival.mailbox = "another";
		arrival.raw = longer;
		must(mail_add(spool, &arrival, &id, &error));
	}
	must(spool_commit(spool, &error));
}

static void
a_mark_is_believed_when_copies_are_seen_to_be_taken_away(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
		g_autoptr(GPtrArray) internal = g_ptr_array_new();
		g_autoptr(GString) out = g_string_new(NULL);
		ConfigMailbox mailbox = {.name = (char *)"support",
		    .address = (char *)"desk@desk.example",
		    .authserv = (char *)CONFIG_MICROSOFT,
		    .authserv_hops = 3,
		    .internal = internal};
		Config config = {.mailboxes = mailboxes};
		const Context context = {.spool = spool_open(NULL, NULL),
		    .config = &config,
		    .keys = {.current = {7}}};
		g_autofree char *trial = trust_code_of_trial(&context.keys, &mailbox);
		g_autofree char *result = trust_code_of_result(&context.keys, &mailbox);

		g_ptr_array_add(mailboxes, &mailbox);
		mailbox.authas =
		    g_strcmp0(ROWS[i].authas, "right") == 0 ? result : (char *)ROWS[i].authas;
		mailbox.believes_authas = trust_code_is_given(&context.keys, &mailbox);
		add_mails(context.spool, ROWS[i].mails, trial);
		assert_true(online_trust_is_wanted(&config));
		assert_int_equal(online_trust(&context, out, NULL), ROWS[i].good);
		if (strstr(out->str, ROWS[i].said) == NULL)
			fail_msg("%s: %s", ROWS[i].what, out->str);
		/* what is to be set is told to whose trial came, and to nobody else */
		assert_int_equal(
		    strstr(out->str, result) != NULL, strcmp(ROWS[i].said, "may be set") == 0);
		spool_close(context.spool);
	}
}

static void
other_servers_are_not_looked_at(void **state)
{
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	g_autoptr(GPtrArray) internal = g_ptr_array_new();
	g_autoptr(GString) out = g_string_new(NULL);
	ConfigMailbox mailbox = {.name = (char *)"support",
	    .address = (char *)"desk@desk.example",
	    .authserv = (char *)"mail.desk.example",
	    .internal = internal};
	Config config = {.mailboxes = mailboxes};
	const Context context = {.config = &config};

	(void)state;
	g_ptr_array_add(mailboxes, &mailbox);
	assert_false(online_trust_is_wanted(&config));
	assert_true(online_trust(&context, out, NULL));
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
