/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use which command: every command that there is, cell by cell. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/command.h"
#include "gateway/commands/command_right.h"
#include "gateway/commands/served.h"
#include "gateway/util/error.h"

/* Of the group, with an agent's login, root; and on a page: nobody who is logged in, an agent, an operator. */
enum { MEMBER = 1, AGENT = 2, ROOT = 4, STRANGER = 8, ON_PAGE = 16, OPERATOR = 32 };
enum {
	AGENTS = AGENT | ROOT | ON_PAGE | OPERATOR,
	ALL = MEMBER | AGENTS,
	OWNER = ROOT | OPERATOR,
	PAGE = ROOT | STRANGER | ON_PAGE | OPERATOR,
};

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
    {"case preview", ALL},
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
    {"deliver", ROOT},
    {"explain", ALL},
    {"history count", ROOT},
    {"history take", ROOT},
    {"history wait", ROOT},
    {"hold-still", ROOT},
    {"key rotate", ROOT},
    {"letter drop", AGENTS},
    {"letter list", ALL},
    {"letter retry", AGENTS},
    {"letter show", ALL},
    {"link send", PAGE},
    {"link sent", PAGE},
    {"link show", PAGE},
    {"mail discard", AGENTS},
    {"mail ham", AGENTS},
    {"mail list", ALL},
    {"mail raw", AGENTS},
    {"mail release", AGENTS},
    {"mail retry", AGENTS},
    {"mail show", ALL},
    {"mail spam", AGENTS},
    {"mail spammers", ALL},
    {"mfa confirm", ROOT},
    {"mfa enroll", ROOT},
    {"mfa list", ALL},
    {"mfa reset", OWNER},
    {"page enter", PAGE},
    {"page health", PAGE},
    {"page leave", PAGE},
    {"page metrics", PAGE},
    {"page numbers", ALL},
    {"page who", PAGE},
    {"reload", ROOT},
    {"request add", AGENTS},
    {"request answer", AGENTS},
    {"request approve", AGENTS},
    {"request ask", AGENTS},
    {"request assign", ALL},
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
    {"request preview", ALL},
    {"request remove", AGENTS},
    {"request retry", ALL},
    {"request set", AGENTS},
    {"request show", ALL},
    {"request snooze", ALL},
    {"request unhold", ALL},
    {"request unlink", ALL},
    {"request wake", ALL},
    {"session end", ROOT},
    {"session list", ROOT},
    {"session open", ROOT},
    {"status", ALL},
    {"unheard of", ROOT},
};

static const struct {
	unsigned who;
	const char *login;
	bool is_owner;
	bool by_page;
} CALLERS[] = {
    {MEMBER, "els", false, false},
    {AGENT, "sanne", false, false},
    {ROOT, "root", true, false},
    {STRANGER, "", false, true},
    {STRANGER, "sanne", false, true},
    {ON_PAGE, "sanne@desk.example", false, true},
    {OPERATOR, "olga@desk.example", false, true},
};

static void
add_operator(Config *config)
{
	ConfigAgent *olga = g_new0(ConfigAgent, 1);

	olga->name = g_strdup("Olga");
	olga->address = g_strdup("olga@desk.example");
	olga->groups = g_ptr_array_new_with_free_func(g_free);
	olga->is_operator = true;
	g_ptr_array_add(config->agents, olga);
}

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_setup(state);
	desk = *state;
	((ConfigAgent *)desk->context->config->agents->pdata[0])->login = g_strdup("sanne");
	add_operator(desk->context->config);
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
			call.caller = (Caller){.login = g_strdup(CALLERS[j].login),
			    .is_owner = CALLERS[j].is_owner,
			    .by_page = CALLERS[j].by_page};
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
