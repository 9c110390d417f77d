/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate request`: requests listed and shown. */
#include "gateway/command.h"
#include "gateway/ticket_command.h"

static const char HELP[] = "usage: casegate request list [STATE] [--limit N]\n"
			   "       casegate request show NUMBER\n"
			   "\n"
			   "  list  requests, newest first; of one state, or of all\n"
			   "  show  one request with its fields and its timeline\n";

static bool
serve_list(Office *office, const Request *request, GString *out, GError **error)
{
	return ticket_command_list(office, request, TICKET_REQUEST, out, error);
}

static bool
serve_show(Office *office, const Request *request, GString *out, GError **error)
{
	return ticket_command_show(office, request, TICKET_REQUEST, out, error);
}

static const Verb VERBS[] = {
    {.name = "list",
	.operands = VERB_LIST_OPERANDS,
	.options = VERB_LIST_OPTIONS,
	.serve = serve_list},
    {.name = "show", .operands = TICKET_COMMAND_NUMBER, .least = 1, .serve = serve_show},
    {.name = NULL},
};

const Command command_request = {
    .name = "request",
    .summary = "list and show requests",
    .help = HELP,
    .verbs = VERBS,
};
