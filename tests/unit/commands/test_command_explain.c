/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of mails in files; their reader execs this very program as its worker. */
#include <unistd.h>

#include "tests/unit/context_fixture.h"

#include "gateway/commands/command.h"
#include "gateway/config/config_folders.h"
#include "gateway/util/error.h"
#include "gateway/workers/worker.h"

#define MAIL                                    \
	"From: Els Bos <els@klant.example>\r\n" \
	"Subject: Scherm \"zwart\"\r\n"         \
	"\r\n"                                  \
	"Dit heeft spoed.\r\n"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_setup(state);
	desk = *state;
	desk_put(desk, "rules.d/10.yaml",
	    "- {name: urgent, when: {text: spoed}, then: {open_case: {priority: high}}}\n");
	must(context_take_config(desk->context, desk_config(desk), &error));
	desk_put(desk, "een", MAIL);
	desk_put(desk, "twee", MAIL);
	return 0;
}

#define explain_test(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

/* One that explains these files of the desk's folder, after it has asked for the mailboxes. */
static void
ask(const Desk *desk, const char *const *files, Call *ret_call)
{
	bool again = false;
	const Subcommand *explain = command_explain.subcommands;
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GBytes) told = NULL;
	GString *out = g_string_new(NULL);

	g_ptr_array_add(argv, g_strdup("explain"));
	for (size_t i = 0; files[i] != NULL; i++)
		g_ptr_array_add(argv, g_build_filename(desk->folder, files[i], NULL));
	call_init(ret_call, "explain");
	call_set_caller(ret_call, geteuid());
	must(subcommand_parse(explain, (int)argv->len, (char **)argv->pdata, ret_call, &error));
	must(explain->serve(desk->context, ret_call, out, &error));
	told = g_string_free_to_bytes(out);
	must(explain->again(ret_call, told, &again, &error));
	assert_true(again);
}

/* Caller owns. */
static char *
said(const Desk *desk, const Call *call)
{
	GString *out = g_string_new(NULL);

	must(command_explain.subcommands[0].serve(desk->context, call, out, &error));
	return g_string_free(out, FALSE);
}

static void
has(const char *text, const char *part, bool wanted)
{
	if ((strstr(text, part) != NULL) != wanted)
		fail_msg("%s '%s' in\n%s", wanted ? "no" : "there is", part, text);
}

static void
each_file_is_explained(void **state)
{
	Desk *desk = *state;
	g_auto(Call) one = {0};
	g_auto(Call) two = {0};
	g_autofree char *of_one = NULL;
	g_autofree char *of_two = NULL;
	g_auto(GStrv) parts = NULL;

	ask(desk, (const char *const[]){"een", NULL}, &one);
	of_one = said(desk, &one);
	has(of_one, "decision  open case", true);
	has(of_one, "/een\n", false);
	ask(desk, (const char *const[]){"een", "twee", NULL}, &two);
	of_two = said(desk, &two);
	has(of_two, "/een\n", true);
	has(of_two, "\n\n/", true);
	parts = g_strsplit(of_two, "decision  open case", -1);
	assert_int_equal(g_strv_length(parts), 3);
}

/* What it says with --trial, or why it says nothing. Caller owns. */
static char *
tried(const Desk *desk, const char *rules)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) refusal = NULL;
	GString *out = g_string_new(NULL);

	if (rules != NULL)
		desk_put(desk, CONFIG_TRIAL "/10.yaml", rules);
	ask(desk, (const char *const[]){"een", NULL}, &call);
	call_set_flag(&call, "trial");
	if (!command_explain.subcommands[0].serve(desk->context, &call, out, &refusal))
		g_string_assign(out, refusal->message);
	return g_string_free(out, FALSE);
}

static void
rules_on_trial_are_not_in_force(void **state)
{
	Desk *desk = *state;
	const Ruleset *own = desk->context->config->rules;
	g_autofree char *none = tried(desk, NULL);
	g_autofree char *wrong = tried(desk, "- {name: held, whn: {text: spoed}}\n");
	g_autofree char *other =
	    tried(desk, "- {name: held, when: {text: spoed}, then: {hold: {reason: later}}}\n");
	g_autofree char *same = tried(desk,
	    "- {name: urgent, when: {text: spoed}, then: {open_case: {priority: high}}}\n");

	has(none, "there is no folder 'rules.trial'", true);
	has(wrong, "rules.trial/10.yaml:1", true);
	has(wrong, "whn", true);
	has(other, "decision  open case", true);
	has(other, "\ndecision  open case -> hold\n", true);
	has(other, "\nrule      urgent -> held\n", true);
	has(same, "\nthe same\n", true);
	assert_ptr_equal(own, desk->context->config->rules);
}

/* On a terminal, and there the words alone that a rule looked for. */
static void
what_matched_stands_out(void **state)
{
	Desk *desk = *state;
	g_auto(Call) call = {0};
	g_autofree char *plain = NULL;
	g_autofree char *coloured = NULL;
	g_auto(GStrv) parts = NULL;

	ask(desk, (const char *const[]){"een", NULL}, &call);
	plain = said(desk, &call);
	has(plain, "\x1b", false);
	call_set_flag(&call, "colour");
	coloured = said(desk, &call);
	has(coloured, "\"\x1b[1;32mspoed\x1b[0m\"", true);
	parts = g_strsplit(coloured, "\x1b[1;32m", -1);
	assert_int_equal(g_strv_length(parts), 2);
}

static void
it_may_come_by_another_mailbox(void **state)
{
	Desk *desk = *state;
	g_auto(Call) call = {0};
	g_autoptr(GError) refusal = NULL;
	g_autoptr(GString) out = g_string_new(NULL);

	ask(desk, (const char *const[]){"een", NULL}, &call);
	call_set_word(&call, "mailbox", "support");
	must(command_explain.subcommands[0].serve(desk->context, &call, out, &error));
	call_set_word(&call, "mailbox", "nergens");
	assert_false(command_explain.subcommands[0].serve(desk->context, &call, out, &refusal));
	assert_true(g_error_matches(refusal, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
	assert_string_equal(refusal->message, "there is no mailbox 'nergens'");
}

/* As the gateway knows it, whose configuration this process has not read. */
static void
the_words_of_a_mailbox_are_known(void **state)
{
	Desk *desk = *state;
	g_auto(Call) call = {0};
	g_autofree char *lines = NULL;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];

	mailbox->tags = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(mailbox->tags, g_strdup("[Poort Zuid]"));
	desk_put(desk, "drie",
	    "From: Els Bos <els@klant.example>\r\n"
	    "Subject: [Poort Zuid] Scherm is zwart\r\n"
	    "\r\n"
	    "Help.\r\n");
	ask(desk, (const char *const[]){"drie", NULL}, &call);
	call_set_flag(&call, "json");
	lines = said(desk, &call);
	has(lines, "\"title\":\"Scherm is zwart\"", true);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    explain_test(each_file_is_explained),
	    explain_test(rules_on_trial_are_not_in_force),
	    explain_test(what_matched_stands_out),
	    explain_test(it_may_come_by_another_mailbox),
	    explain_test(the_words_of_a_mailbox_are_known),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
