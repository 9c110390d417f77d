/* SPDX-License-Identifier: Apache-2.0 */
/* The command on the mails that are shipped, and on folders of this test; its reader execs this program as its worker. */
#include "tests/unit/context_fixture.h"

#include <fcntl.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/commands/command.h"
#include "gateway/workers/worker.h"

/* Runs `casegate test-rules WORDS`; what it printed in ret_out. */
static int
run(const Desk *desk, const char *words, char **ret_out)
{
	g_autofree char *line = g_strdup_printf("casegate test-rules %s", words);
	g_auto(GStrv) all = g_strsplit(line, " ", -1);
	guint length = g_strv_length(all);
	/* what the command takes out of its arguments is ours still */
	g_autofree char **argv = g_memdup2(all, (length + 1) * sizeof *all);
	g_autofree char *path = g_build_filename(desk->folder, "out", NULL);
	int saved[] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int code;

	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	dup2(file, STDERR_FILENO);
	code = cli_main((int)length, argv);
	fflush(stdout);
	dup2(saved[0], STDOUT_FILENO);
	dup2(saved[1], STDERR_FILENO);
	close(saved[0]);
	close(saved[1]);
	close(file);
	assert_true(g_file_get_contents(path, ret_out, NULL, NULL));
	return code;
}

static void
assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("there is no '%s' in: %s", part, text);
}

static void
the_shipped_mails_are_as_expected(void **state)
{
	g_autofree char *out = NULL;
	int code = run(*state,
	    "--config " SRCDIR "/data/quickstart/casegate.yaml " SRCDIR "/data/quickstart",
	    &out);

	assert_string_equal(out, "4 mails, 4 with an expectation: 4 as expected, 0 not\n");
	assert_int_equal(code, 0);
}

static const char MAIL[] = "From: Els Bos <els@klant.example>\n"
			   "Subject: Printer B12\n"
			   "Message-ID: <1@klant.example>\n"
			   "Date: Mon, 23 Nov 2026 10:02:00 +0000\n"
			   "\n"
			   "Hij doet het niet.\n";

static void
a_difference_is_listed(void **state)
{
	const Desk *desk = *state;
	g_autofree char *words =
	    g_strdup_printf("--config %s/casegate.yaml %s/mails", desk->folder, desk->folder);
	g_autofree char *json = g_strdup_printf("--json %s", words);
	g_autofree char *out = NULL, *as_json = NULL;

	desk_put(desk, "mails/a.eml", MAIL);
	desk_put(desk, "mails/a.expect.yaml", "priority: high\nrule: anything else\n");
	desk_put(desk, "mails/b.eml", MAIL);
	assert_int_equal(run(desk, words, &out), 1);
	assert_has(out, "a.eml\n  priority  high -> normal\n");
	assert_has(out, "2 mails, 1 with an expectation: 0 as expected, 1 not\n");
	assert_int_equal(run(desk, json, &as_json), 1);
	assert_has(as_json, "\"expected\": \"high\",\n        \"found\": \"normal\"");
}

static void
mistakes_are_listed(void **state)
{
	const Desk *desk = *state;
	g_autofree char *words =
	    g_strdup_printf("--config %s/casegate.yaml %s/mails", desk->folder, desk->folder);
	g_autofree char *out = NULL, *nothing = NULL;

	desk_put(desk, "mails/a.eml", MAIL);
	desk_put(desk, "mails/a.expect.yaml", "prioritie: high\n");
	desk_put(desk, "mails/b.expect.yaml", "priority: high\n");
	assert_int_equal(run(desk, words, &out), 65);
	assert_has(out, "a.expect.yaml:1: found unknown key 'prioritie'");
	assert_has(out, "b.expect.yaml: found an expectation alone");
	assert_int_equal(run(desk, "--json", &nothing), 64);
}

static void
other_rules_are_compared(void **state)
{
	const Desk *desk = *state;
	g_autofree char *words =
	    g_strdup_printf("--config %s/casegate.yaml --against %s/other %s/mails",
		desk->folder, desk->folder, desk->folder);
	g_autofree char *out = NULL, *wrong = NULL;

	desk_put(desk, "mails/cur/1:2,S", MAIL);
	desk_put(desk, "mails/c.eml", "From: a@b.example\nSubject: Scherm\n\nZwart.\n");
	desk_put(desk, "other/10.yaml",
	    "- {name: printers, when: {subject: Printer}, then: {open_case: {priority: "
	    "high}}}\n");
	assert_int_equal(run(desk, words, &out), 1);
	assert_has(out, "cur/1:2,S\n  rule      anything else -> printers\n"
			"  priority  normal -> high\n");
	assert_has(out, "2 mails: 1 as before, 1 not\n      1  anything else -> printers\n");
	desk_put(
	    desk, "other/10.yaml", "- {name: printers, when: {subjekt: x}, then: comment}\n");
	assert_int_equal(run(desk, words, &wrong), 78);
	assert_has(wrong, "10.yaml:1: found unknown condition 'subjekt', expected subject");
}

/* Of the mailbox that is given, or else of the one that the mail is addressed to. */
static void
the_words_of_a_mailbox_are_known(void **state)
{
	const Desk *desk = *state;
	g_autofree char *words =
	    g_strdup_printf("--config %s/two.yaml %s/mails", desk->folder, desk->folder);
	g_autofree char *out = NULL;

	desk_put(desk, "two.yaml",
	    "desk: {name: Servicedesk, domain: desk.example, language: nl}\n"
	    "mailboxes:\n"
	    "  - {name: support, maildir: in, address: desk@desk.example}\n"
	    "  - {name: zuid, maildir: zuid, address: zuid@desk.example, subject_tags: "
	    "['[Poort Zuid]']}\n"
	    "outgoing: {maildir: out}\n"
	    "agents: [{name: Sanne, address: sanne@desk.example}]\n");
	desk_put(desk, "mails/a.eml",
	    "From: els@klant.example\nTo: zuid@desk.example\nSubject: [Poort Zuid] "
	    "Printer\n\nStuk.\n");
	desk_put(desk, "mails/a.expect.yaml", "title: Printer\n");
	desk_put(desk, "mails/b.eml",
	    "From: els@klant.example\nTo: desk@desk.example\nSubject: [Poort Zuid] "
	    "Printer\n\nStuk.\n");
	desk_put(desk, "mails/b.expect.yaml", "title: '[Poort Zuid] Printer'\n");
	desk_put(desk, "mails/c.eml",
	    "From: els@klant.example\nTo: desk@desk.example\nSubject: [Poort Zuid] "
	    "Printer\n\nStuk.\n");
	desk_put(desk, "mails/c.expect.yaml", "given: {mailbox: zuid}\ntitle: Printer\n");
	if (run(desk, words, &out) != 0)
		fail_msg("%s", out);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    desk_test(the_shipped_mails_are_as_expected),
	    desk_test(a_difference_is_listed),
	    desk_test(mistakes_are_listed),
	    desk_test(other_rules_are_compared),
	    desk_test(the_words_of_a_mailbox_are_known),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
