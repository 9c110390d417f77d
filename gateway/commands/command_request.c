/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate request`: requests listed and shown, and what the desk does with them. */
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/ticket_attachment.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/desk/desk.h"
#include "gateway/util/error.h"
#include "spool/step.h"

static const char HELP[] =
    "usage: casegate request list [STATE] [--waiting] [--text WORDS] [FILTER ...]\n"
    "       casegate request show NUMBER\n"
    "       casegate request answer|ask NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate request approve|fulfil NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate request decline NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate request cancel NUMBER [TEXT | --file FILE] [--as AGENT]\n"
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
    "  cancel      withdraws it\n"
    "  retry       runs a command again that was given up\n"
    "  attachment  writes the bytes of its Nth attachment to standard output;\n"
    "              without N, lists its attachments\n"
    "\n"
    "The text of answer, ask and decline is the word TEXT, or the FILE, or else\n"
    "standard input.\n" TICKET_COMMAND_LIST_HELP;

static bool
serve_list(Context *context, const Call *request, GString *out, GError **error)
{
	return ticket_command_list(context, request, TICKET_REQUEST, out, error);
}

static bool
serve_show(Context *context, const Call *request, GString *out, GError **error)
{
	return ticket_command_show(context, request, TICKET_REQUEST, out, error);
}

static const struct {
	const char *name;
	RequestVerb verb;
	bool needs_text;
} ACTS[] = {
    {"answer", REQUEST_ANSWERS, true},
    {"ask", REQUEST_ASKS, true},
    {"approve", REQUEST_APPROVES, false},
    {"fulfil", REQUEST_FULFILS, false},
    {"decline", REQUEST_DECLINES, true},
    {"cancel", REQUEST_CANCELS, false},
};

static bool
serve_act(Context *context, const Call *request, GString *out, GError **error)
{
	const char *verb = call_word(request, "subcommand");
	const char *author = ticket_command_author(context, request, error);
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = NULL;
	size_t i = 0;

	while (strcmp(ACTS[i].name, verb) != 0)
		i++;
	if (author == NULL ||
	    !ticket_command_find(context, request, TICKET_REQUEST, &ticket, error))
		return false;
	if (ACTS[i].needs_text || request->bytes != NULL) {
		text = call_text(request, error);
		if (text == NULL)
			return false;
	}
	if (!apply_request(
		context, ticket, ACTS[i].verb, &(AgentWords){author, text, NULL}, error))
		return false;
	ticket_command_tell_state(request, ticket, out);
	return true;
}

static bool
serve_retry(Context *context, const Call *request, GString *out, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	bool any = false;

	if (!ticket_command_find(context, request, TICKET_REQUEST, &ticket, error) ||
	    !step_retry(context->spool, ticket->id, context->now_ms, &any, error))
		return false;
	if (!any) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED,
		    "%s: no command of it was given up", ticket->number);
		return false;
	}
	ticket_command_tell_state(request, ticket, out);
	return true;
}

static bool
serve_attachment(Context *context, const Call *request, GString *out, GError **error)
{
	return ticket_attachment_serve(context, request, TICKET_REQUEST, out, error);
}

static const char *const NUMBER_AND_TEXT[] = {"number", "text", NULL};
static const SubcommandOption TEXT_OPTIONS[] = {
    {"file", OPTION_WORD},
    {"as", OPTION_WORD},
    {NULL, OPTION_FLAG},
};

#define ACT(verb, prepare_text)                                                      \
	{                                                                            \
		.name = verb, .operands = NUMBER_AND_TEXT, .least = 1,               \
		.options = TEXT_OPTIONS, .prepare = prepare_text, .serve = serve_act \
	}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "list",
	.operands = SUBCOMMAND_LIST_OPERANDS,
	.options = TICKET_COMMAND_LIST_OPTIONS,
	.serve = serve_list},
    {.name = "show", .operands = TICKET_COMMAND_NUMBER, .least = 1, .serve = serve_show},
    ACT("answer", subcommand_take_text),
    ACT("ask", subcommand_take_text),
    ACT("approve", subcommand_take_text_if_given),
    ACT("fulfil", subcommand_take_text_if_given),
    ACT("decline", subcommand_take_text),
    ACT("cancel", subcommand_take_text_if_given),
    {.name = "retry", .operands = TICKET_COMMAND_NUMBER, .least = 1, .serve = serve_retry},
    {.name = "attachment",
	.operands = TICKET_ATTACHMENT_OPERANDS,
	.least = 1,
	.serve = serve_attachment,
	.finish = ticket_attachment_finish},
    {.name = NULL},
};

const Command command_request = {
    .name = "request",
    .summary = "list and show requests; approve, fulfil, decline, answer ...",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
