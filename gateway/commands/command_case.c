/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate case`: cases listed and shown, and what agents do with them. What an act changes is
 * gateway/desk/desk.h's business; here are only its words.
 */
#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/commands/ticket_new.h"
#include "gateway/commands/ticket_settings.h"
#include "gateway/desk/desk.h"

static const char HELP[] =
    "usage: casegate case new TITLE [TEXT | --file FILE] --for REPORTER\n"
    "                         [--as AGENT] [--attach FILE ...] [OPTION ...]\n"
    "       casegate case list [STATE] [--waiting] [--text WORDS] [FILTER ...]\n"
    "       casegate case show NUMBER [--cut]\n"
    "       casegate case answer|ask|resolve NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                         [--attach FILE ...]\n"
    "       casegate case note NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                         [--attach FILE ...]\n"
    "       casegate case close|cancel NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                         [--attach FILE ...]\n"
    "       casegate case reopen NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "                         [--attach FILE ...]\n"
    "       casegate case preview NUMBER ACT [TEXT | --file FILE] [--as AGENT]\n"
    "                         [--attach FILE ...]\n"
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
    "  preview     shows the letters that ACT, such as answer or close, would write,\n"
    "              and does nothing\n"
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
    "standard input; --attach, as often as there are files, goes with any of them.\n"
    "NUMBER may be short: CS0000002 is 2.\n" TICKET_NEW_HELP TICKET_COMMAND_LIST_HELP;

static const char **
actions(void)
{
	return agent_action_words(TICKET_CASE);
}

static bool
serve_merge(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) to = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !ticket_command_find_own(context, call, &ticket, error) ||
	    !desk_merge(context, ticket, call_word(call, "other"), &by, &to, error))
		return false;
	if (call_flag(call, "json"))
		ticket_command_tell_state(call, ticket, out);
	else
		g_string_append_printf(
		    out, "%s is merged into %s\n", ticket->number, to->number);
	return true;
}

static bool
serve_unmerge(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	g_autoptr(Ticket) ticket = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !ticket_command_find(context, call, &ticket, error) ||
	    !desk_unmerge(context, ticket, &by, error))
		return false;
	ticket_command_tell_state(call, ticket, out);
	return true;
}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "new",
	.operands = TICKET_NEW_CASE,
	.least = 1,
	.options = TICKET_NEW_OPTIONS,
	.prepare = ticket_new_take,
	.serve = ticket_new_case},
    TICKET_COMMAND_SUBCOMMANDS(actions),
    TICKET_SETTINGS_SUBCOMMANDS,
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
