/* SPDX-License-Identifier: Apache-2.0 */
/* What would be written is seen by doing it and taking all of it back: so it is what will be written. */
#include "gateway/commands/ticket_act.h"

#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/call_files.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/intake/desk_files.h"
#include "gateway/letters/compose.h"
#include "gateway/model/refusal.h"
#include "gateway/model/typed.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"

const char *const TICKET_ACT_OPERANDS[] = {"number", "text", NULL};
const char *const TICKET_ACT_PREVIEW_OPERANDS[] = {"number", "act", "text", NULL};
const SubcommandOption TICKET_ACT_OPTIONS[] = {
    {"file", OPTION_WORD},
    {CALL_FILES_WORD, OPTION_WORDS},
    {"as", OPTION_WORD},
    {"last", OPTION_NUMBER},
    {"no-wait", OPTION_FLAG},
    {NULL, OPTION_FLAG},
};

/* A call to do it. All own. */
typedef struct {
	AgentAction action;
	Actor by;
	Ticket *ticket;
	char *text;
	GPtrArray *files; /* of ComposeAttachment; or NULL */
	char *unheard;    /* why nobody hears of it; or NULL */
} Act;

static void
act_clear(Act *act)
{
	actor_clear(&act->by);
	g_clear_pointer(&act->ticket, ticket_free);
	g_clear_pointer(&act->text, g_free);
	g_clear_pointer(&act->files, g_ptr_array_unref);
	g_clear_pointer(&act->unheard, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

/* The action that the call names; AGENT_NOTHING: none. */
static AgentAction
action_of(const Call *call)
{
	const char *subcommand = call_word(call, "subcommand");
	bool previews = strcmp(subcommand, TICKET_ACT_PREVIEW) == 0;
	const char *word = previews ? call_word(call, "act") : subcommand;
	AgentAction action = AGENT_NOTHING;

	if (word != NULL)
		agent_action_find(word, &action);
	return action;
}

bool
ticket_act_take(Call *call, GError **error)
{
	return (agent_action_row(action_of(call))->needs_text
		       ? subcommand_take_text
		       : subcommand_take_text_if_given)(call, error) &&
	       (!call_files_are_there(call) || call_files_take(call, error));
}

static bool
take_words(const Context *context, const Call *call, Act *act, GError **error)
{
	if (call_files_are_there(call))
		return call_files_unpack(
		    context, call, COMPOSE_FILES_MOST, &act->text, &act->files, error);
	if (!agent_action_row(act->action)->needs_text && call->bytes == NULL)
		return true;
	act->text = call_text(call, error);
	return act->text != NULL;
}

static bool
read_act(Context *context, const Call *call, Act *act, GError **error)
{
	const AgentActionRow *row = agent_action_row(act->action);

	return call_actor(context, call, row->letter != NULL, &act->by, error) &&
	       ticket_command_find_own(context, call, &act->ticket, error) &&
	       take_words(context, call, act, error);
}

/* What comes of its files and of its words is of one mail, where there is one. */
static bool
act(Context *context, Act *act, GError **error)
{
	const DeskFiles files = {act->ticket, &act->by, act->text, act->files};
	AgentWords words = {.by = &act->by, .text = act->text, .files = act->files};
	bool good = true;

	if (act->files != NULL && !desk_files_attach(context, &files, &words.mail, error))
		return false;
	context->mail = words.mail;
	good = desk_act(context, act->ticket, act->action, &words, error);
	context->mail = 0;
	return good;
}

/* What the caller is told besides: that no letter reaches anybody. */
static bool
warn(Context *context, const Call *call, Act *act, GError **error)
{
	const char *unheard = NULL;

	if (agent_action_row(act->action)->letter != NULL &&
	    !undeliverable_warn(context, act->ticket, &unheard, error))
		return false;
	if (unheard != NULL)
		act->unheard = refusal_said(context, call_language(call), unheard);
	return true;
}

bool
ticket_act_serve(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Act) one = {.action = action_of(call)};

	if (!read_act(context, call, &one, error) || !act(context, &one, error) ||
	    !warn(context, call, &one, error))
		return false;
	ticket_command_tell_done(call, one.ticket, one.unheard, out);
	return true;
}

/* ret_letters: that are written to customers; caller owns. Nothing is left of it but these. */
static bool
see(Context *context, const Call *call, Act *one, json_t **ret_letters, GError **error)
{
	json_auto_t *letters = json_array();
	bool mirrors = context->mirrors;
	bool good = false;

	if (!spool_mark(context->spool, error))
		return false;
	/* a letter that waits for a desk elsewhere is not composed yet */
	context->mirrors = true;
	context->seen = letters;
	good = act(context, one, error);
	context->seen = NULL;
	context->mirrors = mirrors;
	good = good && warn(context, call, one, error);
	if (!spool_undo(context->spool, good ? error : NULL) || !good)
		return false;
	*ret_letters = g_steal_pointer(&letters);
	return true;
}

static void
print(const Act *one, const json_t *letters, GString *out)
{
	const json_t *letter = NULL;
	size_t i = 0;

	if (json_array_size(letters) == 0)
		g_string_append_printf(
		    out, "%s: no letter would be written\n", one->ticket->number);
	if (one->unheard != NULL)
		g_string_append_printf(out, "%s\n", one->unheard);
	json_array_foreach (letters, i, letter) {
		const json_t *file = NULL;
		size_t j = 0;
		g_autofree char *text =
		    sanitize_text(json_string_value(json_object_get(letter, "text")));

		g_string_append_printf(out, "%sTo: %s\nSubject: %s\n", i == 0 ? "" : "\n",
		    json_string_value(json_object_get(letter, "address")),
		    json_string_value(json_object_get(letter, "subject")));
		json_array_foreach (json_object_get(letter, "files"), j, file)
			g_string_append_printf(out, "File: %s\n", json_string_value(file));
		g_string_append_printf(out, "\n%s\n", text);
	}
}

static bool
take_action(const Context *context, const Call *call, const char **names,
    AgentAction *ret_action, GError **error)
{
	int index = 0;

	return typed_index(context, "action", names, call_word(call, "act"),
		   call_language(call), &index, error) &&
	       agent_action_find(names[index], ret_action);
}

bool
ticket_act_preview(Context *context, const Call *call, GString *out, GError **error)
{
	g_autofree const char **names = agent_action_words(ticket_command_kind(call));
	g_auto(Act) one = {0};
	json_auto_t *letters = NULL;

	if (!take_action(context, call, names, &one.action, error) ||
	    !read_act(context, call, &one, error) || !see(context, call, &one, &letters, error))
		return false;
	if (call_flag(call, "json"))
		json_print(out, json_pack("{ss, ss, sO, ss?}", "number", one.ticket->number,
				    "act", agent_action_row(one.action)->word, "letters",
				    letters, "unheard", one.unheard));
	else
		print(&one, letters, out);
	return true;
}
