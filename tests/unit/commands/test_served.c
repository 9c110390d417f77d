/* SPDX-License-Identifier: Apache-2.0 */
/* What a command refuses is said in the language of who calls: whatever there is to be refused, by every command. */
#include "tests/unit/context_fixture.h"

#include <sysexits.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_right.h"
#include "gateway/commands/served.h"

/* On the control socket one without rights, an agent and root; on a page nobody, and an agent. */
static const Caller CALLERS[] = {
    {.login = (char *)"els"},
    {.login = (char *)"sanne"},
    {.login = (char *)"root", .is_owner = true},
    {.login = (char *)"", .by_page = true},
    {.login = (char *)"sanne@desk.example", .by_page = true},
};

/* What stands in the place of each argument: what is there, what is not, and what is none. */
static const char *const VALUES[] = {"1", "CS0000001", "999999", "CS0999999", ELS,
    "nobody@nowhere.example", "wat?", "a=b", "", NULL};

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_setup(state);
	desk = *state;
	((ConfigAgent *)desk->context->config->agents->pdata[0])->login = g_strdup("sanne");
	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "Scherm is zwart",
	    .text = "Help");
	return 0;
}

/* Of the command's own words only; caller owns the reply's. */
static void
serve(Context *context, const Caller *caller, const char *command, const char *const *words,
    const char *language, CallReply *ret_reply)
{
	g_auto(Call) call = {0};

	call_init(&call, command);
	call.caller = *caller;
	call.caller.login = g_strdup(caller->login);
	call_set_word(&call, "reads", language);
	for (; words[0] != NULL; words += 2)
		if (words[1] != NULL)
			call_set_word(&call, words[0], words[1]);
	must(spool_mark(context->spool, &error));
	served_run(context, &call, ret_reply);
	must(spool_undo(context->spool, &error));
}

/* words: from the name of the subcommand on. But for what is wrong in a file, which is printed as it is. */
static void
try_all_callers(const Desk *desk, const char *command, const char *const *words)
{
	for (size_t i = 0; i < G_N_ELEMENTS(CALLERS); i++) {
		g_auto(CallReply) english = {0};
		g_auto(CallReply) dutch = {0};

		serve(desk->context, &CALLERS[i], command, words, "en", &english);
		serve(desk->context, &CALLERS[i], command, words, "nl", &dutch);
		assert_int_equal(english.code, dutch.code);
		if (english.code == EX_DATAERR)
			continue;
		if (*english.error != '\0' && strcmp(english.error, dutch.error) == 0)
			fail_msg(
			    "no Dutch for \"%s\", %s %s", english.error, command, words[1]);
	}
}

/* Each argument has the same value; of the options one at a time. What the machine's owner alone may do is left out: who does
 * that reads its manual. */
static void
try(const Desk *desk, const char *command, const char *name, const Subcommand *subcommand)
{
	if (command_right(command, name) == RIGHT_MACHINE)
		return;
	for (size_t i = 0; VALUES[i] != NULL; i++) {
		g_autoptr(GPtrArray) words = g_ptr_array_new();

		g_ptr_array_add(words, (char *)"subcommand");
		g_ptr_array_add(words, (char *)name);
		for (int j = 0; subcommand->operands != NULL && subcommand->operands[j] != NULL;
		     j++) {
			g_ptr_array_add(words, (char *)subcommand->operands[j]);
			g_ptr_array_add(words, (char *)VALUES[i]);
		}
		g_ptr_array_set_size(words, (int)words->len + 4);
		try_all_callers(desk, command, (const char *const *)words->pdata);
		for (const SubcommandOption *option = subcommand->options;
		     option != NULL && option->name != NULL; option++) {
			if (option->kind != OPTION_WORD)
				continue;
			words->pdata[words->len - 4] = (char *)option->name;
			words->pdata[words->len - 3] = (char *)VALUES[i];
			try_all_callers(desk, command, (const char *const *)words->pdata);
		}
	}
}

static void
each_refusal_of_each_command_is_said_in_the_callers_language(void **state)
{
	const Desk *desk = *state;

	for (const Command *const *one = served_commands(); *one != NULL; one++)
		for (const Subcommand *sub = (*one)->subcommands; sub->serve != NULL; sub++) {
			g_autofree const char **names =
			    sub->names == NULL ? NULL : sub->names();

			if (names == NULL)
				try(desk, (*one)->name, sub->name, sub);
			for (size_t i = 0; names != NULL && names[i] != NULL; i++)
				try(desk, (*one)->name, names[i], sub);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		each_refusal_of_each_command_is_said_in_the_callers_language, setup,
		desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
