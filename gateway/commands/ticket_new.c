/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words become what they mean, a form is filled as that of a mail is, and gateway/intake/desk_word.h opens the ticket.
 * All that is wrong with a form is told at once, in the caller's language.
 */
#include "gateway/commands/ticket_new.h"

#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/call_files.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/config/own_address.h"
#include "gateway/intake/desk_word.h"
#include "gateway/intake/request_form.h"
#include "gateway/letters/compose.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/refusal.h"
#include "gateway/model/typed.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"
#include "rules/yaml.h"

const char *const TICKET_NEW_CASE[] = {"title", "text", NULL};
const char *const TICKET_NEW_REQUEST[] = {"item", NULL};
const SubcommandOption TICKET_NEW_OPTIONS[] = {
    {"for", OPTION_WORD},
    {"name", OPTION_WORD},
    {"category", OPTION_WORD},
    {"priority", OPTION_WORD},
    {"group", OPTION_WORD},
    {CALL_FILES_WORD, OPTION_WORDS},
    {"mailbox", OPTION_WORD},
    {"silent", OPTION_FLAG},
    {"file", OPTION_WORD},
    {"as", OPTION_WORD},
    {"no-wait", OPTION_FLAG},
    {NULL, OPTION_FLAG},
};

bool
ticket_new_take(Call *call, GError **error)
{
	return subcommand_take_text_if_given(call, error) && call_files_take(call, error);
}

/* What is put together before anything is opened. */
typedef struct {
	Actor by;
	Contact *reporter; /* own */
	char *text;        /* own; or NULL */
	DeskWord word;     /* its files and values are own */
} New;

static void
new_clear(New *new)
{
	actor_clear(&new->by);
	g_clear_pointer(&new->reporter, contact_free);
	g_clear_pointer(&new->text, g_free);
	g_clear_pointer(&new->word.files, g_ptr_array_unref);
	g_clear_pointer(&new->word.values, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(New, new_clear)

/* why: a sentence of refusals.h with one part. */
static bool
refuse(const Context *context, const Call *call, const char *why, const char *part,
    const char *value, GError **error)
{
	g_autofree char *said =
	    refusal_text(context->templates, call_language(call), why, part, value, NULL);

	return refusal_set(NULL, said, error);
}

/* An address that is new is a new contact; a name must be one's. */
static bool
take_reporter(Context *context, const Call *call, New *new, GError **error)
{
	const char *who = call_word(call, "for");
	const ContactDetails details = {.address = who, .name = call_word(call, "name")};

	if (who == NULL)
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "it needs --for: the address of whose it is, or the name of a contact",
		    NULL);
	if (!yaml_is_address(who))
		return typed_contact(context, who, call_language(call), &new->reporter, error);
	if (own_address_is_ours(context->config, who))
		return refuse(context, call, "'{{typed}}' is an address of the desk itself",
		    "typed", who, error);
	return contact_meet(context->spool, &details, context->now_ms, &new->reporter, error);
}

static bool
take_word(const Context *context, const Call *call, const char *option, TypedKind kind,
    const char **ret_word, GError **error)
{
	const char *typed = call_word(call, option);

	if (typed == NULL)
		return true;
	*ret_word = typed_word(context, kind, typed, call_language(call), error);
	return *ret_word != NULL;
}

static bool
take_mailbox(const Context *context, const Call *call, DeskWord *word, GError **error)
{
	const GPtrArray *mailboxes = context->config->mailboxes;
	g_autofree const char **names = g_new0(const char *, mailboxes->len + 1);
	const char *typed = call_word(call, "mailbox");
	int index = 0;

	for (unsigned i = 0; i < mailboxes->len; i++)
		names[i] = ((const ConfigMailbox *)mailboxes->pdata[i])->name;
	if (typed != NULL &&
	    !typed_index(context, "mailbox", names, typed, call_language(call), &index, error))
		return false;
	word->mailbox = mailboxes->pdata[index];
	return true;
}

static bool
take_all(Context *context, const Call *call, New *new, GError **error)
{
	DeskWord *word = &new->word;

	word->silent = call_flag(call, "silent");
	if (!call_actor(context, call, true, &new->by, error) ||
	    !take_reporter(context, call, new, error) ||
	    !take_word(context, call, "category", TYPED_CATEGORY, &word->category, error) ||
	    !take_word(context, call, "priority", TYPED_PRIORITY, &word->priority, error) ||
	    !take_word(context, call, "group", TYPED_GROUP, &word->group, error) ||
	    !take_mailbox(context, call, word, error))
		return false;
	word->by = &new->by;
	word->reporter = new->reporter;
	if (!call_files_unpack(
		context, call, COMPOSE_FILES_MOST, &new->text, &word->files, error))
		return false;
	word->text = new->text;
	return true;
}

static bool
open_it(Context *context, const Call *call, const New *new, GString *out, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	if (!desk_word_open(context, &new->word, &ticket, error))
		return false;
	ticket_command_tell_state(call, ticket, out);
	return true;
}

bool
ticket_new_case(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(New) new = {0};

	new.word.title = call_word(call, "title");
	if (!sanitize_is_line(new.word.title) || *new.word.title == '\0')
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "a title is one line of at most 200 characters", NULL);
	return take_all(context, call, &new, error) && open_it(context, call, &new, out, error);
}

/* setting: "Kanaal=Nieuw team". By the name of the field, or its label in any of the two languages. */
static bool
take_field(const Context *context, const Call *call, const CatalogItem *item,
    const char *setting, GHashTable *given, GError **error)
{
	const char *equals = strchr(setting, '=');
	CatalogEarlier *value = NULL;
	g_autofree char *typed = NULL;
	const char *name = NULL;

	if (equals == NULL)
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "'{{typed}}' is not of the form FIELD=VALUE", "typed", setting, NULL);
	typed = g_strndup(setting, (gsize)(equals - setting));
	name = typed_variable(context, item, typed, call_language(call), error);
	if (name == NULL)
		return false;
	value = g_new0(CatalogEarlier, 1);
	value->value = g_strdup(equals + 1);
	g_hash_table_insert(given, (char *)name, value);
	return true;
}

/* "Kanaal: 'x' must be one of A, B", a line for each; NULL: all is good. Caller owns. */
static char *
mistakes_in(const GPtrArray *values)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < values->len; i++) {
		const CatalogValue *value = values->pdata[i];
		const char *found = value->value == NULL ? "" : value->value;

		if (value->problem == NULL)
			continue;
		g_string_append_printf(text, "\n  %s (%s): %s%s%s%s", value->label, value->name,
		    *found == '\0' ? "" : "'", found, *found == '\0' ? "" : "' ",
		    value->problem);
	}
	return g_string_free(text, text->len == 0);
}

/* In the language of who reads it: of the caller, or of the reporter. Caller owns. */
static GPtrArray *
fill(const Context *context, const New *new, GHashTable *given, const char *language)
{
	g_autoptr(Message) message = message_new();

	message->from = message_address_new(new->reporter->address, new->reporter->name);
	return catalog_fill(new->word.item, message, context->config->answers, given, language);
}

/* As a mail would say it. Caller owns. */
static char *
form_text(const GPtrArray *values)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < values->len; i++) {
		const CatalogValue *value = values->pdata[i];

		if (value->value != NULL)
			g_string_append_printf(text, "%s: %s\n", value->label, value->value);
	}
	return g_strchomp(g_string_free(text, FALSE));
}

static bool
take_form(const Context *context, const Call *call, New *new, GError **error)
{
	g_autofree const char **settings = call_words(call, TICKET_NEW_FIELDS);
	g_autoptr(GHashTable) given = g_hash_table_new_full(
	    g_str_hash, g_str_equal, NULL, (GDestroyNotify)catalog_earlier_free);
	g_autoptr(GPtrArray) read = NULL;
	g_autofree char *mistakes = NULL;

	for (size_t i = 0; settings[i] != NULL; i++)
		if (!take_field(context, call, new->word.item, settings[i], given, error))
			return false;
	read = fill(context, new, given, call_language(call));
	mistakes = mistakes_in(read);
	if (mistakes != NULL)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "{{item}} is not complete:{{mistakes}}", "item",
		    catalog_item_title(new->word.item, call_language(call)), "mistakes",
		    mistakes, NULL);
	new->word.values = fill(context, new, given,
	    customer_letter_language_for(context, new->reporter, NULL, NULL));
	if (new->text == NULL)
		new->word.text = new->text = form_text(new->word.values);
	return true;
}

bool
ticket_new_request(Context *context, const Call *call, GString *out, GError **error)
{
	const char *name = typed_word(
	    context, TYPED_ITEM, call_word(call, "item"), call_language(call), error);
	g_auto(New) new = {0};

	if (name == NULL || !take_all(context, call, &new, error))
		return false;
	new.word.item = catalog_get(context->config->catalog, name);
	if (!request_form_may_ask(new.word.item, new.reporter))
		return refuse(context, call, "{{who}} may not ask for this", "who",
		    new.reporter->address, error);
	return take_form(context, call, &new, error) &&
	       open_it(context, call, &new, out, error);
}
