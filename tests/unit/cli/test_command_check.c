/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/commands/command.h"

typedef struct {
	char *folder; /* own */
	char *file;   /* own */
	char *out;    /* own; what the command prints goes here */
} Desk;

static int
make_desk(void **state)
{
	Desk *desk = g_new0(Desk, 1);

	desk->folder = g_dir_make_tmp("test_check_XXXXXX", NULL);
	desk->file = g_build_filename(desk->folder, "casegate.yaml", NULL);
	desk->out = g_build_filename(desk->folder, "out", NULL);
	*state = desk;
	return 0;
}

static int
remove_desk(void **state)
{
	Desk *desk = *state;

	g_unlink(desk->file);
	g_unlink(desk->out);
	assert_int_equal(g_rmdir(desk->folder), 0);
	g_free(desk->folder);
	g_free(desk->file);
	g_free(desk->out);
	g_free(desk);
	return 0;
}

/* Runs `casegate check --config FILE [more]`; ret_text: what it printed, the folder's name cut. */
static int
check(const Desk *desk, const char *more, char **ret_text)
{
	char *argv[] = {(char *)"check", (char *)"--config", desk->file, (char *)more, NULL};
	int argc = more != NULL ? 4 : 3;
	g_autoptr(GString) text = NULL;
	g_autofree char *raw = NULL;
	int streams[] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
	int file = open(desk->out, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int code;

	fflush(stdout);
	assert_true(dup2(file, STDOUT_FILENO) >= 0 && dup2(file, STDERR_FILENO) >= 0);
	code = command_check.main(argc, argv);
	fflush(stdout);
	assert_true(
	    dup2(streams[0], STDOUT_FILENO) >= 0 && dup2(streams[1], STDERR_FILENO) >= 0);
	close(streams[0]);
	close(streams[1]);
	close(file);
	assert_true(g_file_get_contents(desk->out, &raw, NULL, NULL));
	text = g_string_new(raw);
	g_string_replace(text, desk->folder, "", 0);
	*ret_text = g_strdup(text->str);
	return code;
}

static const char good[] = "desk: {name: D, domain: d.example}\n"
			   "mailboxes: [{name: a, maildir: in, address: a@d.example,\n"
			   "  reply_address: 'a+{token}@d.example', authserv: mx.d.example}]\n"
			   "outgoing: {maildir: out}\n"
			   "groups: {servicedesk: {address: team@d.example}}\n";
static const char blind[] = "desk: {name: D, domain: d.example}\n"
			    "mailboxes: [{name: a, maildir: in, address: a@d.example}]\n"
			    "outgoing: {maildir: out, envelope_from: b@d.example}\n";
static const char bad[] = "desk: {nam: D, domain: d.example}\n"
			  "mailboxes: [{name: a, maildir: in, address: a}]\n"
			  "outgoing: {maildir: out}\n";

static void
says_good(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;
	g_autofree char *folder = g_path_get_dirname(desk->file);
	g_autofree char *rules = g_build_filename(folder, "rules.d", NULL);
	g_autofree char *rule = g_build_filename(rules, "50-printers.yaml", NULL);

	assert_true(g_file_set_contents(desk->file, good, -1, NULL));
	assert_int_equal(check(desk, NULL, &text), 0);
	assert_true(g_str_has_prefix(text, "/casegate.yaml: good (1 mailbox, "));
	assert_non_null(strstr(text, " rules, "));
	assert_non_null(strstr(text, " items)\n"));
	assert_int_equal(g_mkdir(rules, 0700), 0);
	assert_true(g_file_set_contents(
	    rule, "- {name: p, when: {text: printer}, then: comment}\n", -1, NULL));
	g_free(text);
	assert_int_equal(check(desk, NULL, &text), 0);
	assert_non_null(strstr(text, " items; own files: rules.d/50-printers.yaml)\n"));
	assert_int_equal(g_unlink(rule), 0);
	assert_int_equal(g_rmdir(rules), 0);
}

static void
lists_every_mistake(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;

	assert_true(g_file_set_contents(desk->file, bad, -1, NULL));
	assert_int_equal(check(desk, NULL, &text), 78);
	assert_string_equal(text,
	    "/casegate.yaml:1: found no 'name', expected 'name' here: who writes the letters\n"
	    "/casegate.yaml:1: found unknown key 'nam', expected one of name, domain, "
	    "language, time_zone, address, logo, colour, tickets, "
	    "categories, default_category; did you mean 'name'?\n"
	    "/casegate.yaml:2: found 'a', expected one mail address (name@domain, nothing "
	    "around it)\n");
}

static void
lists_them_as_json(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;
	json_t *diagnostics;
	int is_good = 1;

	assert_true(g_file_set_contents(desk->file, bad, -1, NULL));
	assert_int_equal(check(desk, "--json", &text), 78);
	json_t *all = json_loads(text, 0, NULL);
	assert_int_equal(
	    json_unpack(all, "{sb, so}", "good", &is_good, "mistakes", &diagnostics), 0);
	assert_false(is_good);
	assert_int_equal(json_array_size(diagnostics), 3);
	const json_t *last = json_array_get(diagnostics, 2);
	assert_string_equal(json_string_value(json_object_get(last, "file")), "/casegate.yaml");
	assert_int_equal(json_integer_value(json_object_get(last, "line")), 2);
	assert_string_equal(json_string_value(json_object_get(last, "found")), "'a'");
	assert_non_null(json_string_value(json_object_get(last, "expected")));
	json_decref(all);
}

static void
counts_as_json(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;
	int is_good = 0;
	int mailboxes = 0;
	int rules = 0;
	int items = 0;

	assert_true(g_file_set_contents(desk->file, good, -1, NULL));
	assert_int_equal(check(desk, "--json", &text), 0);
	json_t *all = json_loads(text, 0, NULL);
	assert_int_equal(json_unpack(all, "{sb, s[], si, si, si}", "good", &is_good, "mistakes",
			     "mailboxes", &mailboxes, "rules", &rules, "items", &items),
	    0);
	assert_true(is_good);
	assert_int_equal(mailboxes, 1);
	assert_true(rules > 1);
	assert_true(items > 0);
	json_decref(all);
}

/* A mailbox that cannot tell who speaks is allowed, and its price is said. */
static void
warns_of_what_a_mailbox_cannot_prove(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;

	assert_true(g_file_set_contents(desk->file, blind, -1, NULL));
	assert_int_equal(check(desk, NULL, &text), 0);
	assert_non_null(strstr(text, "warning: /casegate.yaml: found mailbox 'a' without "
				     "authserv: nobody vouches for a sender"));
	assert_non_null(strstr(text, "found mailbox 'a' without reply_address: an accept"));
	assert_non_null(strstr(text, "found 'envelope_from': letters that come back"));
	assert_non_null(strstr(text, "\n/casegate.yaml: good ("));
}

/* What a desk elsewhere does not get, and what is for none. */
static void
warns_of_a_desk_elsewhere(void **state)
{
	static const char YAML[] =
	    "desk:\n  name: D\n  domain: d.example\n  tickets:\n    servicenow:\n"
	    "      url: https://v.example\n      login: {api_key_credential: x}\n"
	    "groups: {team: {address: t@d.example}}\n"
	    "mailboxes: [{name: a, maildir: in, address: a@d.example}]\noutgoing: {maildir: "
	    "out}\n";
	static const char ITEM[] = "item: x\ntitle: X\nremote: {item: a1}\nvariables: []\n";
	const Desk *desk = *state;
	g_autofree char *folder = g_build_filename(desk->folder, "catalog.d", NULL);
	g_autofree char *item = g_build_filename(folder, "x.yaml", NULL);
	g_autofree char *text = NULL, *local = NULL;

	assert_int_equal(g_mkdir(folder, 0700), 0);
	assert_true(g_file_set_contents(item, ITEM, -1, NULL));
	assert_true(g_file_set_contents(desk->file, YAML, -1, NULL));
	assert_int_equal(check(desk, NULL, &text), 0);
	assert_non_null(strstr(text, "found group 'team' without a sys_id"));
	assert_non_null(strstr(text, "found no value for a category"));
	assert_non_null(
	    strstr(text, "; tickets at https://v.example; own files: catalog.d/x.yaml)\n"));
	assert_null(strstr(text, "item 'x'"));
	assert_true(g_file_set_contents(desk->file, good, -1, NULL));
	assert_int_equal(check(desk, NULL, &local), 0);
	assert_non_null(strstr(local, "found item 'x' with 'remote': nothing is ordered"));
	assert_null(strstr(local, "group 'team'"));
	assert_int_equal(g_unlink(item), 0);
	assert_int_equal(g_rmdir(folder), 0);
}

static void
prints_who_may_do_what(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;

	assert_int_equal(check(desk, "--proof", &text), 0);
	assert_non_null(strstr(text, "token, pass"));
	assert_non_null(strstr(text, "agent's answer"));
	assert_non_null(strstr(text, "by the app's code"));
	assert_true(g_file_set_contents(desk->file, bad, -1, NULL));
	g_free(text);
	assert_int_equal(check(desk, "--proof", &text), 78);
	assert_non_null(strstr(text, "found unknown key 'nam'"));
}

/* Until there is a file of tokens. */
static void
warns_of_who_has_not_signed_in(void **state)
{
	static const char LOGIN[] =
	    "imap: imaps://imap.example.org/INBOX, user: desk@example.org, oauth: {provider: "
	    "microsoft, tenant: example.org, client_id: 1-2, token_file: '%s'}";
	const Desk *desk = *state;
	g_autofree char *tokens = g_build_filename(desk->folder, "tokens", NULL);
	g_autofree char *login = g_strdup_printf(LOGIN, tokens);
	g_autoptr(GString) yaml = g_string_new(good);
	g_autofree char *text = NULL;
	g_autofree char *then = NULL;

	g_string_replace(yaml, "maildir: in", login, 1);
	assert_true(g_file_set_contents(desk->file, yaml->str, -1, NULL));
	assert_int_equal(check(desk, NULL, &text), 0);
	assert_non_null(
	    strstr(text, "found mailbox 'a' with 'oauth': nobody has signed in yet"));
	assert_true(g_file_set_contents(tokens, "refresh\n", -1, NULL));
	assert_int_equal(check(desk, NULL, &then), 0);
	assert_null(strstr(then, "nobody has signed in"));
	assert_int_equal(g_unlink(tokens), 0);
}

/* A warning does not make a configuration bad. */
static void
warns_of_rules(void **state)
{
	const Desk *desk = *state;
	g_autofree char *folder = g_build_filename(desk->folder, "rules.d", NULL);
	g_autofree char *rules = g_build_filename(folder, "10-mine.yaml", NULL);
	g_autofree char *text = NULL, *json = NULL;

	assert_true(g_file_set_contents(desk->file, good, -1, NULL));
	assert_int_equal(g_mkdir(folder, 0700), 0);
	assert_true(g_file_set_contents(
	    rules, "- {name: slow, when: {text: '\\d'}, then: comment}\n", -1, NULL));
	assert_int_equal(check(desk, NULL, &text), 0);
	assert_true(g_str_has_prefix(
	    text, "warning: /rules.d/10-mine.yaml:1: found rule 'slow', whose patterns"));
	assert_non_null(strstr(text, "\n/casegate.yaml: good ("));
	assert_int_equal(check(desk, "--json", &json), 0);
	assert_non_null(strstr(json, "\"warnings\""));
	assert_non_null(strstr(json, "rule 'slow'"));
	assert_int_equal(g_unlink(rules), 0);
	assert_int_equal(g_rmdir(folder), 0);
}

/* One that a rule names is none of them. */
static void
warns_of_letters_that_nothing_sends(void **state)
{
	static const char *const FILES[][2] = {
	    {"rules.d/10-mine.yaml",
		"- {name: vip, when: {text: hoi}, then: {open_case: {letter: vip}}}\n"},
	    {"letters/nl/vip.txt", "Subject: x\n\nx"},
	    {"letters/nl/anser.txt", "Subject: x\n\nx"},
	};
	static const char *const FOLDERS[] = {"letters/nl", "letters", "rules.d"};
	const Desk *desk = *state;
	g_autofree char *text = NULL;

	assert_true(g_file_set_contents(desk->file, good, -1, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autofree char *path = g_build_filename(desk->folder, FILES[i][0], NULL);
		g_autofree char *folder = g_path_get_dirname(path);

		assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
		assert_true(g_file_set_contents(path, FILES[i][1], -1, NULL));
	}
	assert_int_equal(check(desk, NULL, &text), 0);
	assert_non_null(
	    strstr(text, "warning: /letters/nl/anser.txt: found a letter that is never"));
	assert_non_null(strstr(text, "did you mean 'answer.txt'?"));
	assert_null(strstr(text, "vip"));
	for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autofree char *path = g_build_filename(desk->folder, FILES[i][0], NULL);

		assert_int_equal(g_unlink(path), 0);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
		g_autofree char *path = g_build_filename(desk->folder, FOLDERS[i], NULL);

		assert_int_equal(g_rmdir(path), 0);
	}
}

static void
says_that_there_is_no_file(void **state)
{
	g_autofree char *text = NULL;

	assert_int_equal(check(*state, NULL, &text), 78);
	assert_string_equal(
	    text, "/casegate.yaml: found nothing there, expected a file to read\n");
}

static void
tries_nothing_with_mistakes(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;

	assert_true(g_file_set_contents(desk->file, "desk: {}\n", -1, NULL));
	assert_int_equal(check(desk, "--online", &text), 78);
	assert_null(strstr(text, "outgoing:"));
}

static void
tries_maildirs(void **state)
{
	const Desk *desk = *state;
	g_autofree char *text = NULL;

	assert_true(g_file_set_contents(desk->file, good, -1, NULL));
	assert_int_equal(check(desk, "--online", &text), 1);
	assert_non_null(strstr(text, "mailbox a: wrong: /in/cur: there is no such folder\n"));
	assert_non_null(strstr(text, "outgoing: wrong: /out/cur: there is no such folder\n"));
}

static void
takes_no_argument(void **state)
{
	g_autofree char *text = NULL;

	assert_int_equal(check(*state, "more", &text), 64);
	g_free(g_steal_pointer(&text));
	assert_int_equal(check(*state, "--jsn", &text), 64);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(says_good, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(lists_every_mistake, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(lists_them_as_json, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(counts_as_json, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(warns_of_rules, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(
		warns_of_letters_that_nothing_sends, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(
		warns_of_what_a_mailbox_cannot_prove, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(warns_of_a_desk_elsewhere, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(
		warns_of_who_has_not_signed_in, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(prints_who_may_do_what, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(says_that_there_is_no_file, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(
		tries_nothing_with_mistakes, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(tries_maildirs, make_desk, remove_desk),
	    cmocka_unit_test_setup_teardown(takes_no_argument, make_desk, remove_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
