/* SPDX-License-Identifier: Apache-2.0 */
/* The words of `casegate import`, before anything is read; what it does: tests/e2e/test_import.py. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/cli/cli.h"

#define CONFIG                                                                       \
	"desk: {name: D, domain: desk.example, language: nl, categories: [A], "      \
	"default_category: A}\n"                                                     \
	"mailboxes:\n  - {name: support, maildir: in, address: desk@desk.example}\n" \
	"outgoing: {maildir: out}\n"

/* Runs it in a process of its own; its exit code, and what it said. */
static int
run(const char *folder, const char *line, char **ret_said)
{
	g_autofree char *config = g_build_filename(folder, "casegate.yaml", NULL);
	g_autofree char *state = g_build_filename(folder, "state", NULL);
	g_autofree char *said = g_build_filename(folder, "said", NULL);
	g_autofree char *whole = g_strdup_printf(
	    "import%s%s --config %s --state %s", *line == '\0' ? "" : " ", line, config, state);
	g_auto(GStrv) argv = g_strsplit(whole, " ", -1);
	int status = -1;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		if (freopen(said, "w", stderr) == NULL ||
		    freopen("/dev/null", "w", stdout) == NULL)
			_exit(99);
		status = command_import.main((int)g_strv_length(argv), argv);
		fflush(NULL);
		_exit(status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_true(g_file_get_contents(said, ret_said, NULL, NULL));
	return WEXITSTATUS(status);
}

static void
wrong_words(void **state)
{
	static const struct {
		const char *line;
		int code;
		const char *said;
	} CASES[] = {
	    {"", 64, "it needs mbox, maildir or imap"},
	    {"mobx /x", 64,
		"found 'mobx', expected mbox, maildir or imap; did you mean 'mbox'?"},
	    {"mbox", 64, "mbox takes one path"},
	    {"mbox /x /y", 64, "mbox takes one path"},
	    {"maildir", 64, "maildir takes one path"},
	    {"imap support", 64, "imap takes a mailbox and a folder"},
	    {"imap support Old --mailbox support", 64, "imap takes its mailbox as a word"},
	    {"imap nobody Old", 64, "there is no mailbox 'nobody'"},
	    {"imap support Old", 64, "mailbox support is a Maildir: casegate import maildir"},
	    {"mbox /x --mailbox nobody", 64, "there is no mailbox 'nobody'"},
	    {"mbox /x --mialbox nobody", 64, "did you mean '--mailbox'?"},
	    {"maildir /nowhere", 66, "found no folder cur in it, expected a Maildir"},
	};
	g_autofree char *folder = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *config = g_build_filename(folder, "casegate.yaml", NULL);
	g_autofree char *file = g_build_filename(folder, "said", NULL);
	g_autofree char *inbox = g_build_filename(folder, "in", NULL);
	g_autofree char *fetched = g_strdup_printf("maildir %s", inbox);
	g_autofree char *said_of_it = NULL;

	(void)state;
	assert_int_equal(g_mkdir(inbox, 0700), 0);
	assert_true(g_file_set_contents(config, CONFIG, -1, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *said = NULL;
		int code = run(folder, CASES[i].line, &said);

		if (code != CASES[i].code || strstr(said, CASES[i].said) == NULL)
			fail_msg("%s: %d %s", CASES[i].line, code, said);
	}
	assert_int_equal(run(folder, fetched, &said_of_it), 1);
	assert_non_null(
	    strstr(said_of_it, "mailbox support is fetched from there, all of it: set "
			       "its 'taken_from' first"));
	g_rmdir(inbox);
	g_unlink(config);
	g_unlink(file);
	g_rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wrong_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
