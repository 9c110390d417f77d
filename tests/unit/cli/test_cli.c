/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, requests that somebody else made, contacts, exit codes. */
#include <unistd.h>

#include "tests/unit/command_fixture.h"

#include "gateway/cli/cli.h"
#include "gateway/commands/served.h"
#include "gateway/util/error.h"
#include "parsers/message.h"

static void
test_contacts(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *list = NULL;

	must(spool_begin(fixture->spool, &error));
	some_contact(fixture->spool, "els@klant.example");
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context,
	    "contact add piet@klant.example --name Piet --account Jansen_BV",
	    "piet@klant.example\n  name      Piet\n  account   Jansen BV\n"
	    "  language  as the mail tells\n  aliases   none\n  manager   none\n"
	    "  sees      its own cases\n  items     all\n  approves  none\n"
	    "  app       none\n  state     known\n");
	assert_refused(&context, "contact add piet", 64,
	    "found address 'piet', expected one mail address (name@domain, nothing around it)");
	assert_refused(&context, "contact add desk@desk.example", 64,
	    "found address 'desk@desk.example', expected no address that mails are fetched "
	    "from");
	assert_refused(&context, "account add Jansen\nBV", 64,
	    "the name of an account is one line of at most 200 characters");
	assert_prints(&context, "contact list",
	    "address             name     account    language  state\n"
	    "els@klant.example   Els Bos                       unverified\n"
	    "piet@klant.example  Piet     Jansen BV            known\n");
	list = run_json(&context, "contact list --json");
	assert_json(json_array_get(list, 1), "account", "Jansen BV");
	assert_true(json_is_true(json_object_get(json_array_get(list, 1), "known")));
	json_decref(list);
}

/* By the socket comes what somebody else made. */
static void
test_strange_calls(void **state)
{
	static const struct {
		const char *command, *subcommand;
	} CASES[] = {
	    {"case", "show"},
	    {"case", "answer"},
	    {"case", "set"},
	    {"case", "sing"},
	    {"case", NULL},
	    {"mail", "retry"},
	    {"contact", "add"},
	    {"read", NULL},
	    {"nonsense", "list"},
	};
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_auto(Call) call = {0};
		g_auto(CallReply) reply = {0};

		call_init(&call, CASES[i].command);
		call_set_caller(&call, geteuid());
		if (CASES[i].subcommand != NULL)
			call_set_word(&call, "subcommand", CASES[i].subcommand);
		serve_request(&context, &call, &reply);
		assert_int_equal(reply.code, 64);
		assert_string_not_equal(reply.error, "");
	}
}

static void
test_exit_codes(void **state)
{
	const struct {
		GQuark domain;
		int code, exit;
	} cases[] = {
	    {GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY, 75},
	    {GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, 1},
	    {GATEWAY_ERROR, GATEWAY_ERROR_MISSING, 1},
	    {GATEWAY_ERROR, GATEWAY_ERROR_USAGE, 64},
	    {GATEWAY_ERROR, GATEWAY_ERROR_CONFIG, 78},
	    {SPOOL_ERROR, SPOOL_ERROR_BUSY, 75},
	    {SPOOL_ERROR, SPOOL_ERROR_FULL, 75},
	    {SPOOL_ERROR, SPOOL_ERROR_MISSING, 1},
	    {SPOOL_ERROR, SPOOL_ERROR_CORRUPT, 72},
	    {SPOOL_ERROR, SPOOL_ERROR_GONE, 72},
	    {PARSE_ERROR, PARSE_ERROR_MALFORMED, 65},
	    {G_FILE_ERROR, G_FILE_ERROR_NOENT, 66},
	    {G_FILE_ERROR, G_FILE_ERROR_ACCES, 77},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error =
		    g_error_new_literal(cases[i].domain, cases[i].code, "x");

		assert_int_equal(served_exit_code(error), cases[i].exit);
	}
}

/* What the whole line prints, standard output and error together, and its exit code. */
static char *
run_main(const char *line, int *ret_code)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int argc = (int)g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	FILE *file = tmpfile();
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fileno(file));
	char *text = NULL;

	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	*ret_code = cli_main(argc, argv);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	fclose(file);
	return text;
}

static const struct {
	const char *line;
	int code;
	const char *says;
} LINES[] = {
    {"casegate", 64, "usage: casegate COMMAND"},
    {"casegate help", 0, "  deliver     take one mail"},
    {"casegate --help", 0, "usage: casegate COMMAND"},
    {"casegate --version", 0, "casegate 0"},
    {"casegate help case", 0, "usage: casegate case new"},
    {"casegate case --help", 0, "usage: casegate case new"},
    {"casegate case show --help", 0, "Options of every command"},
    {"casegate read --help", 0, "usage: casegate read"},
    {"casegate help cse", 64, "unknown command 'cse'; did you mean 'case'?"},
    {"casegate stauts", 64, "unknown command 'stauts'; did you mean 'status'?"},
    {"casegate x\033y", 64, "unknown command 'x?y'"},
    {"casegate case", 64, "casegate case: it needs one of: new, list, show"},
    {"casegate case shwo", 64, "did you mean 'show'?\nTry 'casegate case --help'."},
    {"casegate case list --limt 5", 64, "did you mean '--limit'?"},
    {"casegate case list --state", 64, "--state needs a value"},
    {"casegate read", 64, "name the files to read"},
    {"casegate read --jsno x", 64, "did you mean '--json'?"},
    {"casegate case list --state /nonexistent/x --config /nonexistent/y", 78, "/nonexistent/y"},
};

static void
test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
		int code = 0;
		g_autofree char *text = run_main(LINES[i].line, &code);

		if (code != LINES[i].code || strstr(text, LINES[i].says) == NULL)
			fail_msg("%s: %d %s", LINES[i].line, code, text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_contacts),
	    spool_test(test_strange_calls),
	    cmocka_unit_test(test_exit_codes),
	    cmocka_unit_test(test_lines),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
