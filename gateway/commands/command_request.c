/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate request`: requests listed and shown, and what the desk does with them. */
#include "gateway/commands/command.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/desk/desk.h"
#include "gateway/util/error.h"
#include "spool/step.h"

static const char HELP[] =
    "usage: casegate request list [STATE] [--waiting] [--text WORDS] [FILTER ...]\n"
    "       casegate request show NUMBER [--cut]\n"
    "       casegate request answer|ask NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate request approve|fulfil NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate request decline|note NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate request cancel NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate request link|unlink NUMBER OTHER [--as AGENT]\n"
    "       casegate request retry NUMBER\n"
    "       casegate request attachment NUMBER [N]\n"
    "\n"
    "  list        requests, newest first; of one state, or of all (see below)\n"
    "  show        one request with its fields and its timeline\n"
    "  answer      writes to the requester\n"
    "  ask         asks the requester\n"
    "  approve     lets a request that waits for approval go on\n"
    "  fulfil      tells the requester that it is done\n"
    "  decline     refuses it; the text is the reason\n"
    "  note        writes what only the desk sees\n"
    "  cancel      withdraws it\n"
    "  link        shows each of two requests or cases at the other\n"
    "  unlink      no longer\n"
    "  retry       runs a command again that was given up\n"
    "  attachment  writes the bytes of its Nth attachment to standard output;\n"
    "              without N, lists its attachments\n"
    "\n"
    "The text of answer, ask, decline and note is the word TEXT, or the FILE, or else\n"
    "standard input.\n" TICKET_COMMAND_LIST_HELP;

static const char **
actions(void)
{
	return agent_action_words(TICKET_REQUEST);
}

static bool
serve_retry(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	bool any = false;

	if (!ticket_command_find(context, call, &ticket, error) ||
	    !step_retry(context->spool, ticket->id, context->now_ms, &any, error))
		return false;
	if (!any) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED,
		    "%s: no command of it was given up", ticket->number);
		return false;
	}
	ticket_command_tell_state(call, ticket, out);
	return true;
}

static const Subcommand SUBCOMMANDS[] = {
    TICKET_COMMAND_SUBCOMMANDS(actions),
    {.name = "retry", .operands = TICKET_COMMAND_NUMBER, .least = 1, .serve = serve_retry},
    {.name = NULL},
};

const Command command_request = {
    .name = "request",
    .summary = "list and show requests; approve, fulfil, decline, answer ...",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
