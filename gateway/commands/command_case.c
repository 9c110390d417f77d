/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate case`: cases listed and shown, and what agents do with them. What an act changes is apply.h's
 * business; here are only its words.
 */
#include <string.h>

#include "gateway/intake/apply.h"
#include "gateway/commands/command.h"
#include "gateway/commands/ticket_attachment.h"
#include "gateway/commands/ticket_command.h"

static const char HELP[] =
    "usage: casegate case list [STATE] [--waiting] [--text WORDS] [FILTER ...]\n"
    "       casegate case show NUMBER\n"
    "       casegate case answer|ask|resolve NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case note NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case close|cancel NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case reopen NUMBER [TEXT | --file FILE] [--as AGENT]\n"
    "       casegate case assign NUMBER AGENT\n"
    "       casegate case add|remove NUMBER ADDRESS [--as AGENT]\n"
    "       casegate case set NUMBER FIELD=VALUE ... [--as AGENT]\n"
    "       casegate case attachment NUMBER [N]\n"
    "\n"
    "  list        cases, newest first; of one state, or of all (see below)\n"
    "  show        one case with its people and its timeline\n"
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
    "  set         sets category, priority, title or group\n"
    "  attachment  writes the bytes of its Nth attachment to standard output;\n"
    "              without N, lists its attachments\n"
    "\n"
    "The text of answer, ask, resolve and note is the word TEXT, or the FILE, or else\n"
    "standard input.\n" TICKET_COMMAND_LIST_HELP;

static const char SETTINGS[] = "field=value";

static bool
serve_list(Office *office, const Request *request, GString *out, GError **error)
{
	return ticket_command_list(office, request, TICKET_CASE, out, error);
}

static bool
serve_show(Office *office, const Request *request, GString *out, GError **error)
{
	return ticket_command_show(office, request, TICKET_CASE, out, error);
}

static const struct {
	const char *name;
	AgentVerb verb;
	bool needs_text;
} ACTS[] = {
    {"answer", AGENT_ANSWERS, true},
    {"ask", AGENT_ASKS, true},
    {"resolve", AGENT_RESOLVES, true},
    {"close", AGENT_CLOSES, false},
    {"cancel", AGENT_CANCELS, false},
    {"reopen", AGENT_REOPENS, false},
};

/* Who acts, on which case, with which words. */
typedef struct {
	Ticket *ticket;     /* own */
	const char *author; /* foreign */
	char *text;         /* own; "" where none was given */
} Act;

static void
act_clear(Act *act)
{
	g_clear_pointer(&act->ticket, ticket_free);
	g_clear_pointer(&act->text, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static bool
read_act(Office *office, const Request *request, bool needs_text, Act *act, GError **error)
{
	act->author = ticket_command_author(office, request, error);
	if (act->author == NULL ||
	    !ticket_command_find(office, request, TICKET_CASE, &act->ticket, error))
		return false;
	act->text =
	    needs_text || request->bytes != NULL ? request_text(request, error) : g_strdup("");
	return act->text != NULL;
}

static bool
serve_act(Office *office, const Request *request, GString *out, GError **error)
{
	const char *verb = request_word(request, "verb");
	g_auto(Act) act = {0};
	size_t i = 0;

	while (strcmp(ACTS[i].name, verb) != 0)
		i++;
	if (!read_act(office, request, ACTS[i].needs_text, &act, error) ||
	    !apply_agent(office, act.ticket, ACTS[i].verb,
		&(AgentWords){act.author, act.text, NULL}, error))
		return false;
	ticket_command_tell_state(request, act.ticket, out);
	return true;
}

static bool
serve_note(Office *office, const Request *request, GString *out, GError **error)
{
	g_auto(Act) act = {0};

	if (!read_act(office, request, true, &act, error) ||
	    !apply_note(office, act.ticket, act.author, act.text, error))
		return false;
	ticket_command_tell_state(request, act.ticket, out);
	return true;
}

static bool
serve_assign(Office *office, const Request *request, GString *out, GError **error)
{
	g_auto(Act) act = {0};

	if (!read_act(office, request, false, &act, error) ||
	    !apply_assign(
		office, act.ticket, request_word(request, "agent"), act.author, error))
		return false;
	ticket_command_tell_state(request, act.ticket, out);
	return true;
}

static bool
serve_people(Office *office, const Request *request, GString *out, GError **error)
{
	const char *address = request_word(request, "address");
	bool adds = strcmp(request_word(request, "verb"), "add") == 0;
	g_auto(Act) act = {0};

	if (!read_act(office, request, false, &act, error) ||
	    !(adds ? apply_add_person : apply_remove_person)(
		office, act.ticket, address, act.author, error))
		return false;
	ticket_command_tell_state(request, act.ticket, out);
	return true;
}

/* setting: "priority=high". */
static bool
set_one(Office *office, const Act *act, const char *setting, GError **error)
{
	const char *equals = strchr(setting, '=');
	g_autofree char *field = NULL;

	if (equals == NULL) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
		    "'%s' is not of the form FIELD=VALUE", setting);
		return false;
	}
	field = g_strndup(setting, (gsize)(equals - setting));
	return apply_set(office, act->ticket, field, equals + 1, act->author, error);
}

static bool
serve_set(Office *office, const Request *request, GString *out, GError **error)
{
	g_autofree const char **settings = request_words(request, SETTINGS);
	g_auto(Act) act = {0};

	if (!read_act(office, request, false, &act, error))
		return false;
	for (size_t i = 0; settings[i] != NULL; i++)
		if (!set_one(office, &act, settings[i], error))
			return false;
	ticket_command_tell_state(request, act.ticket, out);
	return true;
}

static bool
serve_attachment(Office *office, const Request *request, GString *out, GError **error)
{
	return ticket_attachment_serve(office, request, TICKET_CASE, out, error);
}

static const char *const NUMBER_AND_TEXT[] = {"number", "text", NULL};
static const char *const NUMBER_AND_AGENT[] = {"number", "agent", NULL};
static const char *const NUMBER_AND_ADDRESS[] = {"number", "address", NULL};
static const VerbOption TEXT_OPTIONS[] = {
    {"file", OPTION_WORD},
    {"as", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
static const VerbOption AS_OPTION[] = {
    {"as", OPTION_WORD},
    {NULL, OPTION_FLAG},
};

#define TEXT_VERB(verb, prepare_text, serve_it)                                     \
	{                                                                           \
		.name = verb, .operands = NUMBER_AND_TEXT, .least = 1,              \
		.options = TEXT_OPTIONS, .prepare = prepare_text, .serve = serve_it \
	}

static const Verb VERBS[] = {
    {.name = "list",
	.operands = VERB_LIST_OPERANDS,
	.options = TICKET_COMMAND_LIST_OPTIONS,
	.serve = serve_list},
    {.name = "show", .operands = TICKET_COMMAND_NUMBER, .least = 1, .serve = serve_show},
    TEXT_VERB("answer", verb_take_text, serve_act),
    TEXT_VERB("ask", verb_take_text, serve_act),
    TEXT_VERB("resolve", verb_take_text, serve_act),
    TEXT_VERB("note", verb_take_text, serve_note),
    TEXT_VERB("close", verb_take_text_if_given, serve_act),
    TEXT_VERB("cancel", verb_take_text_if_given, serve_act),
    TEXT_VERB("reopen", verb_take_text_if_given, serve_act),
    {.name = "assign", .operands = NUMBER_AND_AGENT, .least = 2, .serve = serve_assign},
    {.name = "add",
	.operands = NUMBER_AND_ADDRESS,
	.least = 2,
	.options = AS_OPTION,
	.serve = serve_people},
    {.name = "remove",
	.operands = NUMBER_AND_ADDRESS,
	.least = 2,
	.options = AS_OPTION,
	.serve = serve_people},
    {.name = "set",
	.operands = TICKET_COMMAND_NUMBER,
	.least = 1,
	.rest = SETTINGS,
	.options = AS_OPTION,
	.serve = serve_set},
    {.name = "attachment",
	.operands = TICKET_ATTACHMENT_OPERANDS,
	.least = 1,
	.serve = serve_attachment,
	.finish = ticket_attachment_finish},
    {.name = NULL},
};

const Command command_case = {
    .name = "case",
    .summary = "list and show cases; answer, ask, resolve, close, assign ...",
    .help = HELP,
    .verbs = VERBS,
};
