/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use which command: every command that there is, cell by cell. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/command.h"
#include "gateway/commands/command_right.h"
#include "gateway/commands/served.h"
#include "gateway/util/error.h"

enum { MEMBER = 1, AGENT = 2, OWNER = 4 }; /* of the group, with an agent's login, root */
enum { ALL = MEMBER | AGENT | OWNER, AGENTS = AGENT | OWNER };

static const struct {
	const char *line;
	unsigned may;
} TABLE[] = {
    {"account add", OWNER},
    {"account list", ALL},
    {"account set", OWNER},
    {"account show", ALL},
    {"case add", AGENTS},
    {"case answer", AGENTS},
    {"case ask", AGENTS},
    {"case assign", ALL},
    {"case attachment", ALL},
    {"case cancel", AGENTS},
    {"case close", AGENTS},
    {"case drop", ALL},
    {"case hold", ALL},
    {"case link", ALL},
    {"case list", ALL},
    {"case merge", ALL},
    {"case new", AGENTS},
    {"case note", ALL},
    {"case remove", AGENTS},
    {"case reopen", AGENTS},
    {"case resolve", AGENTS},
    {"case retry", ALL},
    {"case set", AGENTS},
    {"case show", ALL},
    {"case snooze", ALL},
    {"case unhold", ALL},
    {"case unlink", ALL},
    {"case unmerge", ALL},
    {"case wake", ALL},
    {"contact add", AGENTS},
    {"contact erase", OWNER},
    {"contact export", OWNER},
    {"contact import", OWNER},
    {"contact list", ALL},
    {"contact remove", AGENTS},
    {"contact set", AGENTS},
    {"contact show", ALL},
    {"deliver", OWNER},
    {"explain", ALL},
    {"history count", OWNER},
    {"history take", OWNER},
    {"history wait", OWNER},
    {"hold-still", OWNER},
    {"key rotate", OWNER},
    {"letter drop", AGENTS},
    {"letter list", ALL},
    {"letter retry", AGENTS},
    {"letter show", ALL},
    {"mail discard", AGENTS},
    {"mail list", ALL},
    {"mail raw", AGENTS},
    {"mail release", AGENTS},
    {"mail retry", AGENTS},
    {"mail show", ALL},
    {"mfa confirm", OWNER},
    {"mfa enroll", OWNER},
    {"mfa list", ALL},
    {"mfa reset", OWNER},
    {"reload", OWNER},
    {"request answer", AGENTS},
    {"request approve", AGENTS},
    {"request ask", AGENTS},
    {"request attachment", ALL},
    {"request cancel", AGENTS},
    {"request decline", AGENTS},
    {"request drop", ALL},
    {"request fulfil", AGENTS},
    {"request hold", ALL},
    {"request link", ALL},
    {"request list", ALL},
    {"request new", AGENTS},
    {"request note", ALL},
    {"request retry", ALL},
    {"request show", ALL},
    {"request snooze", ALL},
    {"request unhold", ALL},
    {"request unlink", ALL},
    {"request wake", ALL},
    {"status", ALL},
    {"unheard of", OWNER},
};

static const struct {
	unsigned who;
	const char *login;
	bool is_owner;
} CALLERS[] = {{MEMBER, "els", false}, {AGENT, "sanne", false}, {OWNER, "root", true}};

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_setup(state);
	desk = *state;
	((ConfigAgent *)desk->context->config->agents->pdata[0])->login = g_strdup("sanne");
	return 0;
}

static void
each_cell(void **state)
{
	const Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(CALLERS); j++) {
			g_auto(GStrv) words = g_strsplit(TABLE[i].line, " ", 2);
			bool may = (TABLE[i].may & CALLERS[j].who) != 0;
			g_autoptr(GError) error = NULL;
			g_auto(Call) call = {0};

			call_init(&call, words[0]);
			call.caller = (Caller){g_strdup(CALLERS[j].login), CALLERS[j].is_owner};
			if (words[1] != NULL)
				call_set_word(&call, "subcommand", words[1]);
			if (command_right_check(desk->context->config, &call, &error) != may)
				fail_msg("%s by %s", TABLE[i].line, CALLERS[j].login);
			assert_true(may || g_error_matches(error, GATEWAY_ERROR,
					       GATEWAY_ERROR_NOT_ALLOWED));
		}
}

static void
assert_listed(const char *command, const char *subcommand)
{
	g_autofree char *line =
	    subcommand == NULL ? g_strdup(command) : g_strjoin(" ", command, subcommand, NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++)
		if (strcmp(TABLE[i].line, line) == 0)
			return;
	fail_msg("who may use '%s'?", line);
}

static void
every_command_is_here(void **state)
{
	(void)state;
	for (const Command *const *one = served_commands(); *one != NULL; one++)
		for (const Subcommand *sub = (*one)->subcommands; sub->serve != NULL; sub++) {
			g_autofree const char **names =
			    sub->names == NULL ? NULL : sub->names();

			if (names == NULL)
				assert_listed((*one)->name, sub->name);
			for (size_t i = 0; names != NULL && names[i] != NULL; i++)
				assert_listed((*one)->name, names[i]);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(each_cell, setup, desk_teardown),
	    cmocka_unit_test(every_command_is_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
