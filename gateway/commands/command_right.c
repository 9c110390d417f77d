/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table is that of the manual (casegate(1), "Who may do what"). Who acts for an agent, and that only agents speak to
 * customers, is gateway/commands/call_actor.h's business.
 */
#include "gateway/commands/command_right.h"

#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/util/error.h"

#define OF_TICKETS "case request"

/* Words are separated by blanks. A row without subcommands is for a command that has none. */
static const struct {
	const char *commands;
	const char *subcommands;
	CommandRight right;
} ROWS[] = {
    {OF_TICKETS, "list show attachment preview", RIGHT_READ},
    {OF_TICKETS, "note assign link unlink merge unmerge snooze wake hold unhold retry drop",
	RIGHT_ACT},
    {OF_TICKETS,
	"new answer ask resolve reopen close cancel approve fulfil decline set add remove",
	RIGHT_AGENT},
    {"mail", "list show spammers", RIGHT_READ},
    {"mail", "raw retry release discard spam ham", RIGHT_AGENT},
    {"letter", "list show", RIGHT_READ},
    {"letter", "retry drop", RIGHT_AGENT},
    {"contact", "list show", RIGHT_READ},
    {"contact", "add set remove", RIGHT_AGENT},
    {"contact", "import export erase", RIGHT_OWNER},
    {"account", "list show", RIGHT_READ},
    {"account", "add set", RIGHT_OWNER},
    {"mfa", "list", RIGHT_READ},
    {"mfa", "reset", RIGHT_OWNER},
    {"mfa", "enroll confirm", RIGHT_MACHINE},
    {"key", "rotate", RIGHT_MACHINE},
    {"session", "open list end", RIGHT_MACHINE},
    {"page", "who enter leave metrics health", RIGHT_PAGE},
    {"page", "numbers", RIGHT_READ},
    {"login", "ask code", RIGHT_PAGE},
    {"link", "show send sent", RIGHT_LINK},
    {"my", "list show attachment new faq catalog form app sent", RIGHT_CUSTOMER},
    {"my", "send enroll confirm", RIGHT_CUSTOMER_SENDS},
    {"status", "", RIGHT_READ},
    {"values", "", RIGHT_READ},
    {"explain", "", RIGHT_READ},
    {"deliver", "", RIGHT_MACHINE},
    {"history", "take wait count", RIGHT_MACHINE}, /* import */
    {CALL_HOLD_STILL, "", RIGHT_MACHINE},          /* backup, audit */
    {CALL_RELOAD, "", RIGHT_MACHINE},
};

static bool
has_word(const char *words, const char *word)
{
	g_auto(GStrv) all = g_strsplit(words, " ", -1);

	return *words == '\0' ? word == NULL
			      : word != NULL && g_strv_contains((const char *const *)all, word);
}

CommandRight
command_right(const char *command, const char *subcommand)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		if (has_word(ROWS[i].commands, command) &&
		    has_word(ROWS[i].subcommands, subcommand))
			return ROWS[i].right;
	return RIGHT_MACHINE;
}

/* Nobody who is not let in may do a thing, whatever others at the control socket may. */
static bool
check_page(const Config *config, const Call *call, CommandRight right, GError **error)
{
	const ConfigAgent *agent = call_agent(config, call);

	if (right == RIGHT_CUSTOMER || right == RIGHT_CUSTOMER_SENDS)
		return call->caller.contact != 0 ||
		       error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED, "log in first", NULL);
	if (right == RIGHT_PAGE || right == RIGHT_LINK ||
	    (agent != NULL && right <= RIGHT_AGENT) ||
	    (agent != NULL && agent->is_operator && right == RIGHT_OWNER))
		return true;
	return error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED,
	    agent == NULL          ? "log in first"
	    : right == RIGHT_OWNER ? "it takes an operator"
				   : "it cannot be done by a page",
	    NULL);
}

bool
command_right_check(const Config *config, const Call *call, GError **error)
{
	const char *subcommand = call_word(call, "subcommand");
	CommandRight right = command_right(call->command, subcommand);
	g_autofree char *command = NULL;

	if (call->caller.by_page)
		return check_page(config, call, right, error);
	if (call->caller.is_owner || (right >= RIGHT_READ && right <= RIGHT_ACT) ||
	    (right == RIGHT_AGENT && call_agent(config, call) != NULL))
		return true;
	command = g_strconcat(call->command, subcommand == NULL ? NULL : " ", subcommand, NULL);
	return error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED,
	    right == RIGHT_AGENT
		? "{{command}} is not for {{login}}: it takes an agent of the "
		  "configuration with that login"
		: "{{command}} is not for {{login}}: it takes root or the user "
		  "that the gateway runs as",
	    "command", command, "login", call->caller.login, NULL);
}
