/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate case`: cases listed and shown, and what agents do with them. What an act changes is
 * gateway/desk/desk.h's business; here are only its words.
 */
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/commands/ticket_new.h"
#include "gateway/desk/desk.h"
#include "gateway/model/ticket_property.h"
#include "gateway/util/error.h"

static const char HELP[] =
    "usage: casegate case new TITLE [TEXT | --file FILE] --for REPORTER\n"
    "                         [--as AGENT] [OPTION ...]\n"
    "       casegate case list [STATE] [--waiting] [--text WORDS] [FILTER ...]\n"
    "       casegate case show NUMBER [--cut]\n"
    "       casegate case answer|ask|resolve NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case note NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case close|cancel NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case reopen NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case assign NUMBER AGENT [--as AGENT]\n"
    "       casegate case add|remove NUMBER ADDRESS [--as AGENT]\n"
    "       casegate case set NUMBER FIELD=VALUE ... [--as AGENT]\n"
    "       casegate case merge NUMBER OTHER [--as AGENT]\n"
    "       casegate case unmerge NUMBER [--as AGENT]\n"
    "       casegate case link|unlink NUMBER OTHER [--as AGENT]\n"
    "       casegate case snooze NUMBER [until] DATE [--as AGENT]\n"
    "       casegate case wake NUMBER [--as AGENT]\n"
    "       casegate case hold NUMBER [REASON] [--as AGENT]\n"
    "       casegate case unhold NUMBER [--as AGENT]\n"
    "       casegate case retry|drop NUMBER [--as AGENT]\n"
    "       casegate case attachment NUMBER [N]\n"
    "\n"
    "  new         opens one for somebody on the phone or at the counter (see below)\n"
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
    "  set         sets category, priority, title, group, agent, or reporter: an\n"
    "              address\n"
    "  merge       gives all that NUMBER has to OTHER, which answers to either are on\n"
    "              from now on; NUMBER is closed\n"
    "  unmerge     takes that back; what came since stays with OTHER\n"
    "  link        shows each of two cases or requests at the other\n"
    "  unlink      no longer\n"
    "  snooze      puts it off: 2026-12-14, '2026-12-14 09:30', monday, tomorrow, 3d,\n"
    "              2w; it is back then, or as soon as somebody writes\n"
    "  wake        it is back now\n"
    "  hold        nothing of it is deleted, neither after its time nor by erase\n"
    "  unhold      no longer\n"
    "  retry       lets go again what a desk elsewhere refused\n"
    "  drop        never does that\n"
    "  attachment  writes the bytes of its Nth attachment to standard output;\n"
    "              without N, lists its attachments\n"
    "\n"
    "The text of answer, ask, resolve and note is the word TEXT, or the FILE, or else\n"
    "standard input. NUMBER may be short: CS0000002 is 2.\n" TICKET_NEW_HELP
	TICKET_COMMAND_LIST_HELP;

static const char SETTINGS[] = "field=value";

static const char **
actions(void)
{
	return agent_action_words(TICKET_CASE);
}

/* Who acts, on which case. */
typedef struct {
	Ticket *ticket; /* own */
	Actor by;
} Act;

static void
act_clear(Act *act)
{
	g_clear_pointer(&act->ticket, ticket_free);
	actor_clear(&act->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static bool
read_act(Context *context, const Call *call, Act *act, GError **error)
{
	return call_actor(context, call, false, &act->by, error) &&
	       ticket_command_find_own(context, call, &act->ticket, error);
}

static bool
serve_assign(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error) ||
	    !desk_assign(context, act.ticket, call_word(call, "agent"), &act.by, error))
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
		context, act.ticket, address, &act.by, error))
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
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "'{{typed}}' is not of the form FIELD=VALUE", "typed", setting, NULL);
	field = g_strndup(setting, (gsize)(equals - setting));
	if (strcmp(field, ticket_property_name(PROPERTY_AGENT)) == 0)
		return desk_assign(context, act->ticket, equals + 1, &act->by, error);
	return desk_set(context, act->ticket, field, equals + 1, &act->by, error);
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
	    !desk_merge(context, act.ticket, call_word(call, "other"), &act.by, &to, error))
		return false;
	if (call_flag(call, "json"))
		ticket_command_tell_state(call, act.ticket, out);
	else
		g_string_append_printf(
		    out, "%s is merged into %s\n", act.ticket->number, to->number);
	return true;
}

static bool
serve_unmerge(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Act) act = {0};

	if (!call_actor(context, call, false, &act.by, error) ||
	    !ticket_command_find(context, call, &act.ticket, error) ||
	    !desk_unmerge(context, act.ticket, &act.by, error))
		return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}

static const char *const NUMBER_AND_AGENT[] = {"number", "agent", NULL};
static const char *const NUMBER_AND_ADDRESS[] = {"number", "address", NULL};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "new",
	.operands = TICKET_NEW_CASE,
	.least = 1,
	.options = TICKET_NEW_OPTIONS,
	.prepare = ticket_new_take,
	.serve = ticket_new_case},
    TICKET_COMMAND_SUBCOMMANDS(actions),
    {.name = "assign",
	.operands = NUMBER_AND_AGENT,
	.least = 2,
	.options = TICKET_COMMAND_AS_OPTION,
	.serve = serve_assign},
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
    .summary = "open, list and show cases; answer, ask, resolve, close, assign ...",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
