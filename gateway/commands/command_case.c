/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate case`: cases listed and shown, and what agents do with them. What an act changes is
 * gateway/desk/desk.h's business; here are only its words.
 */
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/desk/desk.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"

static const char HELP[] =
    "usage: casegate case list [STATE] [--waiting] [--text WORDS] [FILTER ...]\n"
    "       casegate case show NUMBER [--cut]\n"
    "       casegate case answer|ask|resolve NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case note NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case close|cancel NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case reopen NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case assign NUMBER AGENT\n"
    "       casegate case add|remove NUMBER ADDRESS [--as AGENT]\n"
    "       casegate case set NUMBER FIELD=VALUE ... [--as AGENT]\n"
    "       casegate case merge NUMBER OTHER [--as AGENT]\n"
    "       casegate case unmerge NUMBER [--as AGENT]\n"
    "       casegate case link|unlink NUMBER OTHER [--as AGENT]\n"
    "       casegate case attachment NUMBER [N]\n"
    "\n"
    "  list        cases, newest first; of one state, or of all (see below)\n"
    "  show        one case with its people and its timeline; --cut: and what was cut\n"
    "              of its mails, as quotes and signatures are\n"
    "  answer      writes to the reporter; the case is open\n"
    "  ask         asks the reporter; the case awaits information\n"
    "  resolve     proposes a solution, which the reporter accepts or rejects\n"
    "  note        writes what only the desk sees\n"
    "  close       closes it without asking\n"
    "  cancel      cancels it\n"
    "  reopen      opens it again\n"
    "  assign      gives it to an agent, by name or address\n"
    "  add         involves somebody, who gets its letters from now on\n"
    "  remove      takes back that somebody is involved\n"
    "  set         sets category, priority, title, group or reporter, an address\n"
    "  merge       gives all that NUMBER has to OTHER, which answers to either are on\n"
    "              from now on; NUMBER is closed\n"
    "  unmerge     takes that back; what came since stays with OTHER\n"
    "  link        shows each of two cases or requests at the other\n"
    "  unlink      no longer\n"
    "  attachment  writes the bytes of its Nth attachment to standard output;\n"
    "              without N, lists its attachments\n"
    "\n"
    "The text of answer, ask, resolve and note is the word TEXT, or the FILE, or else\n"
    "standard input.\n" TICKET_COMMAND_LIST_HELP;

static const char SETTINGS[] = "field=value";

static const char **
actions(void)
{
	return agent_action_words(TICKET_CASE);
}

/* Who acts, on which case. */
typedef struct {
	Ticket *ticket;     /* own */
	const char *author; /* foreign */
} Act;

static void
act_clear(Act *act)
{
	g_clear_pointer(&act->ticket, ticket_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static bool
read_act(Context *context, const Call *call, Act *act, GError **error)
{
	act->author = ticket_command_author(context, call, error);
	return act->author != NULL &&
	       ticket_command_find_own(context, call, &act->ticket, error);
}

static bool
serve_assign(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error) ||
	    !desk_assign(context, act.ticket, call_word(call, "agent"), act.author, error))
		return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}

static bool
serve_people(Context *context, const Call *call, GString *out, GError **error)
{
	const char *address = call_word(call, "address");
	bool adds = strcmp(call_word(call, "subcommand"), "add") == 0;
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error) ||
	    !(adds ? desk_add_person : desk_remove_person)(
		context, act.ticket, address, act.author, error))
		return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}

/* setting: "priority=high". */
static bool
set_one(Context *context, const Act *act, const char *setting, GError **error)
{
	const char *equals = strchr(setting, '=');
	g_autofree char *field = NULL;

	if (equals == NULL)
		return error_set(
		    error, GATEWAY_ERROR_USAGE, "'%s' is not of the form FIELD=VALUE", setting);
	field = g_strndup(setting, (gsize)(equals - setting));
	return desk_set(context, act->ticket, field, equals + 1, act->author, error);
}

static bool
serve_set(Context *context, const Call *call, GString *out, GError **error)
{
	g_autofree const char **settings = call_words(call, SETTINGS);
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error))
		return false;
	for (size_t i = 0; settings[i] != NULL; i++)
		if (!set_one(context, &act, settings[i], error))
			return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}

static bool
serve_merge(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Ticket) to = NULL;
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error) ||
	    !desk_merge(context, act.ticket, call_word(call, "other"), act.author, &to, error))
		return false;
	if (call_flag(call, "json"))
		json_print(
		    out, json_pack("{ss, ss, ss}", "number", act.ticket->number, "state",
			     ticket_state_name(act.ticket->state), "merged_into", to->number));
	else
		g_string_append_printf(
		    out, "%s is merged into %s\n", act.ticket->number, to->number);
	return true;
}

static bool
serve_unmerge(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Act) act = {.author = ticket_command_author(context, call, error)};

	if (act.author == NULL || !ticket_command_find(context, call, &act.ticket, error) ||
	    !desk_unmerge(context, act.ticket, act.author, error))
		return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}

static const char *const NUMBER_AND_AGENT[] = {"number", "agent", NULL};
static const char *const NUMBER_AND_ADDRESS[] = {"number", "address", NULL};
static const Subcommand SUBCOMMANDS[] = {
    TICKET_COMMAND_SUBCOMMANDS(actions),
    {.name = "assign", .operands = NUMBER_AND_AGENT, .least = 2, .serve = serve_assign},
    {.name = "add",
	.operands = NUMBER_AND_ADDRESS,
	.least = 2,
	.options = TICKET_COMMAND_AS_OPTION,
	.serve = serve_people},
    {.name = "remove",
	.operands = NUMBER_AND_ADDRESS,
	.least = 2,
	.options = TICKET_COMMAND_AS_OPTION,
	.serve = serve_people},
    {.name = "set",
	.operands = TICKET_COMMAND_NUMBER,
	.least = 1,
	.rest = SETTINGS,
	.options = TICKET_COMMAND_AS_OPTION,
	.serve = serve_set},
    {.name = "merge",
	.operands = TICKET_COMMAND_TWO,
	.least = 2,
	.options = TICKET_COMMAND_AS_OPTION,
	.serve = serve_merge},
    {.name = "unmerge",
	.operands = TICKET_COMMAND_NUMBER,
	.least = 1,
	.options = TICKET_COMMAND_AS_OPTION,
	.serve = serve_unmerge},
    {.name = NULL},
};

const Command command_case = {
    .name = "case",
    .summary = "list and show cases; answer, ask, resolve, close, assign ...",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
