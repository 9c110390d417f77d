/* SPDX-License-Identifier: Apache-2.0 */
/* Each kind of word is a row: what it is called in an error, and what puts all that is possible together. */
#include "gateway/model/typed.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/model/agent_action.h"
#include "gateway/model/ticket_property.h"
#include "gateway/util/choices.h"
#include "gateway/util/error.h"
#include "rules/action.h"

#define TOLD_MOST 24  /* names in an error */
#define TYPED_MOST 60 /* characters of what was typed */

typedef struct {
	const Context *context; /* foreign */
	const char *typed;
	const char *language; /* of who reads the error */
	const char *kind;     /* "group" */
	Choices *choices;     /* own */
} Typing;

static void
typing_clear(Typing *typing)
{
	g_clear_pointer(&typing->choices, choices_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Typing, typing_clear)

static Typing
typing_of(const Context *context, const char *kind, const char *typed, const char *language)
{
	return (Typing){context, typed, language == NULL ? context->config->language : language,
	    kind, choices_new()};
}

static void
add_name(Typing *typing, const char *name)
{
	choices_add(typing->choices, name, name);
}

static void
add_agents(Typing *typing)
{
	agents_add_choices(typing->context->config, typing->choices);
}

static void
add_categories(Typing *typing)
{
	const GPtrArray *categories = typing->context->config->categories;

	for (unsigned i = 0; i < categories->len; i++)
		add_name(typing, categories->pdata[i]);
}

/* Told as notifications show them, in the desk's language. */
static void
add_commands(Typing *typing)
{
	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++) {
		const AgentActionRow *row = agent_action_row((AgentAction)i);

		if (!row->by_mail)
			continue;
		choices_add(typing->choices,
		    templates_call(typing->context->templates,
			typing->context->config->language, row->word),
		    row->word);
		choices_also(typing->choices, row->word);
	}
}

static void
add_fields(Typing *typing)
{
	for (int i = 0; i < PROPERTY_AGENT; i++)
		add_name(typing, ticket_property_name((TicketProperty)i));
	add_name(typing, TICKET_REPORTER);
}

static void
add_groups(Typing *typing)
{
	const GPtrArray *groups = typing->context->config->groups;

	for (unsigned i = 0; i < groups->len; i++)
		add_name(typing, ((const ConfigGroup *)groups->pdata[i])->name);
}

static void
add_items(Typing *typing)
{
	const Catalog *catalog = typing->context->config->catalog;
	g_autoptr(GPtrArray) languages = templates_languages(typing->context->templates);

	for (const char *const *name = catalog_names(catalog); *name != NULL; name++) {
		add_name(typing, *name);
		for (unsigned i = 0; i < languages->len; i++)
			choices_also(
			    typing->choices, catalog_item_title(catalog_get(catalog, *name),
						 languages->pdata[i]));
	}
}

/* Told as the reader calls it. */
static void
add_priorities(Typing *typing)
{
	const Context *context = typing->context;

	for (size_t i = 0; ACTION_PRIORITIES[i] != NULL; i++) {
		const char *name = ACTION_PRIORITIES[i];

		choices_add(typing->choices,
		    templates_priority(context->templates, typing->language, name), name);
		choices_also(typing->choices, name);
		choices_also(typing->choices,
		    templates_priority(context->templates, context->config->language, name));
	}
}

/* Told as all lists show it. */
static void
add_states(Typing *typing, TicketKind kind)
{
	const Context *context = typing->context;

	for (TicketState state = 0; state < TICKET_STATES; state++) {
		const char *name = ticket_state_name(state);

		if (!ticket_state_is_of(state, kind))
			continue;
		add_name(typing, name);
		choices_also(typing->choices,
		    templates_desk_state(context->templates, typing->language, name));
		choices_also(typing->choices,
		    templates_desk_state(context->templates, context->config->language, name));
	}
}

static void
add_states_of_case(Typing *typing)
{
	add_states(typing, TICKET_CASE);
}

static void
add_states_of_request(Typing *typing)
{
	add_states(typing, TICKET_REQUEST);
}

static const struct {
	const char *kind; /* words.yaml */
	void (*add)(Typing *typing);
} KINDS[] = {
    [TYPED_AGENT] = {"agent", add_agents},
    [TYPED_CATEGORY] = {"category", add_categories},
    [TYPED_COMMAND] = {"command", add_commands},
    [TYPED_FIELD] = {"field", add_fields},
    [TYPED_GROUP] = {"group", add_groups},
    [TYPED_ITEM] = {"item", add_items},
    [TYPED_PRIORITY] = {"priority", add_priorities},
    [TYPED_STATE_OF_CASE] = {"state", add_states_of_case},
    [TYPED_STATE_OF_REQUEST] = {"state", add_states_of_request},
};

/* "Jan Bos, Jan Kok or Jannie". Caller owns. */
static char *
list(const Typing *typing, char *const *names, size_t count)
{
	GString *text = g_string_new(NULL);
	const char * or = templates_typed(typing->context->templates, typing->language, "or");

	for (size_t i = 0; i < count; i++) {
		if (i > 0 && i + 1 == count)
			g_string_append_printf(text, " %s ", or);
		else if (i > 0)
			g_string_append(text, ", ");
		g_string_append(text, names[i]);
	}
	return g_string_free(text, FALSE);
}

static void
say(const Typing *typing, const char *what, char *const *names, size_t count, GError **error)
{
	const Templates *templates = typing->context->templates;
	g_autofree char *listed = list(typing, names, count);
	g_autofree char *typed = g_utf8_substring(
	    typing->typed, 0, MIN(g_utf8_strlen(typing->typed, -1), TYPED_MOST));
	g_autoptr(GString) text =
	    g_string_new(templates_typed(templates, typing->language, what));

	g_string_replace(
	    text, "{{kind}}", templates_typed(templates, typing->language, typing->kind), 0);
	g_string_replace(text, "{{names}}", listed, 0);
	g_string_replace(text, "{{typed}}", typed, 0);
	error_set(error, GATEWAY_ERROR_MISSING, "%s", text->str);
}

static void
say_none(const Typing *typing, GError **error)
{
	g_autofree const char **names = choices_names(typing->choices);
	const char *near = NULL;
	size_t count = g_strv_length((char **)names);

	for (size_t i = 0; count > TOLD_MOST && near == NULL && i < count; i++) {
		g_autoptr(Choices) one = choices_new();

		choices_add(one, names[i], names[i]);
		near = choices_near(one, typing->typed);
	}
	if (near != NULL)
		say(typing, "near", (char *const *)&near, 1, error);
	else if (count > 0 && count <= TOLD_MOST)
		say(typing, "none", (char *const *)names, count, error);
	else
		say(typing, "nothing", NULL, 0, error);
}

static const void *
find(const Typing *typing, GError **error)
{
	g_autoptr(GPtrArray) possible = NULL;
	const void *meant = choices_find(typing->choices, typing->typed, &possible);

	if (meant != NULL)
		return meant;
	if (possible->len == 0)
		say_none(typing, error);
	else
		say(typing, "many", (char *const *)possible->pdata,
		    MIN(possible->len, TOLD_MOST), error);
	return NULL;
}

const char *
typed_word(const Context *context, TypedKind kind, const char *typed, const char *language,
    GError **error)
{
	g_auto(Typing) typing = typing_of(context, KINDS[kind].kind, typed, language);

	KINDS[kind].add(&typing);
	return find(&typing, error);
}

const char *
typed_near(const Context *context, TypedKind kind, const char *typed)
{
	g_auto(Typing) typing = typing_of(context, KINDS[kind].kind, typed, NULL);
	g_autoptr(GPtrArray) possible = NULL;
	const char *meant = NULL;

	KINDS[kind].add(&typing);
	meant = choices_find(typing.choices, typed, &possible);
	return meant == NULL && possible->len == 0 ? choices_near(typing.choices, typed)
						   : meant;
}

const ConfigAgent *
typed_agent(const Context *context, const char *typed, const char *language, GError **error)
{
	const char *address = typed_word(context, TYPED_AGENT, typed, language, error);

	return address == NULL ? NULL : agents_agent(context->config, address);
}

bool
typed_index(const Context *context, const char *kind, const char *const *names,
    const char *typed, const char *language, int *ret_index, GError **error)
{
	g_auto(Typing) typing = typing_of(context, kind, typed, language);
	const char *const *meant = NULL;

	for (size_t i = 0; names[i] != NULL; i++)
		choices_add(typing.choices, names[i], &names[i]);
	meant = find(&typing, error);
	if (meant != NULL)
		*ret_index = (int)(meant - names);
	return meant != NULL;
}

const char *
typed_variable(const Context *context, const CatalogItem *item, const char *typed,
    const char *language, GError **error)
{
	g_auto(Typing) typing = typing_of(context, "field", typed, language);
	g_autoptr(GPtrArray) languages = templates_languages(context->templates);
	const char *name = NULL;

	for (size_t i = 0; (name = catalog_item_variable(item, i)) != NULL; i++) {
		choices_add(
		    typing.choices, catalog_item_variable_label(item, i, language), name);
		choices_also(typing.choices, name);
		for (unsigned j = 0; j < languages->len; j++)
			choices_also(typing.choices,
			    catalog_item_variable_label(item, i, languages->pdata[j]));
	}
	return find(&typing, error);
}

bool
typed_account(const Context *context, const char *typed, const char *language,
    Account **ret_account, GError **error)
{
	g_auto(Typing) typing = typing_of(context, "account", typed, language);
	g_autoptr(GPtrArray) accounts = NULL;
	const Account *meant = NULL;

	if (!account_list(context->spool, &accounts, error))
		return false;
	for (unsigned i = 0; i < accounts->len; i++) {
		const Account *account = accounts->pdata[i];

		choices_add(typing.choices, account->name, account);
	}
	meant = find(&typing, error);
	return meant != NULL && account_get(context->spool, meant->id, ret_account, error);
}

/* Two of one name are told apart by their addresses. */
bool
typed_contact(const Context *context, const char *typed, const char *language,
    Contact **ret_contact, GError **error)
{
	g_auto(Typing) typing = typing_of(context, "contact", typed, language);
	g_autoptr(GPtrArray) contacts = NULL;
	const Contact *meant = NULL;

	if (!contact_find(context->spool, typed, ret_contact, error))
		return false;
	if (*ret_contact != NULL)
		return true;
	if (!contact_list(context->spool, 0, &contacts, error))
		return false;
	for (unsigned i = 0; i < contacts->len; i++) {
		const Contact *contact = contacts->pdata[i];

		choices_add(typing.choices, contact->address, contact);
		choices_also(typing.choices, contact->name);
	}
	meant = find(&typing, error);
	return meant != NULL && contact_get(context->spool, meant->id, ret_contact, error);
}

/* A number as people write it: so many letters, and its digits without zeros in front. Borrowed from what was typed. */
typedef struct {
	const char *letters;
	size_t count;
	const char *digits;
} ShortNumber;

/* False: it is none, "CS0001234x". */
static bool
read_short(const char *typed, ShortNumber *ret_number)
{
	const char *digits = typed;

	while (g_ascii_isalpha(*digits))
		digits++;
	*ret_number =
	    (ShortNumber){typed, (size_t)(digits - typed), digits + strspn(digits, "0")};
	return *digits != '\0' && digits[strspn(digits, "0123456789")] == '\0';
}

/* Of a kind whose numbers look like shape, "CS0000000"; NULL: no number of it is meant. Caller owns. */
static char *
whole_number(const char *shape, const ShortNumber *number)
{
	size_t letters = strcspn(shape, "0123456789");
	size_t digits = strlen(shape + letters);
	size_t given = strlen(number->digits);

	if (given > digits || (number->count != 0 && number->count != letters) ||
	    g_ascii_strncasecmp(shape, number->letters, number->count) != 0)
		return NULL;
	return g_strdup_printf(
	    "%.*s%s", (int)(letters + digits - given), shape, number->digits);
}

static bool
find_short(const Context *context, TicketKind kind, const char *typed, GPtrArray *found,
    GError **error)
{
	const char *const ours[] = {"CS0000000", "REQ0000000", NULL};
	const char *const *theirs = config_desk_shapes(context->config->tickets);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) shapes = NULL;
	ShortNumber number;

	if (!read_short(typed, &number))
		return true;
	g_strv_builder_addv(builder, (const char **)ours);
	for (; theirs != NULL && *theirs != NULL; theirs++)
		if (!g_strv_contains(ours, *theirs))
			g_strv_builder_add(builder, *theirs);
	shapes = g_strv_builder_end(builder);
	for (size_t i = 0; shapes[i] != NULL; i++) {
		g_autofree char *whole = whole_number(shapes[i], &number);
		g_autoptr(Ticket) ticket = NULL;

		if (whole != NULL && !ticket_find(context->spool, whole, &ticket, error))
			return false;
		if (ticket != NULL && (number.count > 0 || ticket->kind == kind))
			g_ptr_array_add(found, g_steal_pointer(&ticket));
	}
	return true;
}

bool
typed_ticket(const Context *context, TicketKind kind, const char *typed, const char *language,
    Ticket **ret_ticket, GError **error)
{
	g_auto(Typing)
	    typing = {context, typed, language, ticket_kind_name(kind), choices_new()};
	g_autoptr(GPtrArray) found =
	    g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	g_autoptr(GPtrArray) numbers = g_ptr_array_new();

	if (!ticket_find(context->spool, typed, ret_ticket, error))
		return false;
	if (*ret_ticket != NULL)
		return true;
	if (!find_short(context, kind, typed, found, error))
		return false;
	if (found->len == 1) {
		*ret_ticket = g_ptr_array_steal_index(found, 0);
		return true;
	}
	for (unsigned i = 0; i < found->len; i++)
		g_ptr_array_add(numbers, ((const Ticket *)found->pdata[i])->number);
	say(&typing, found->len == 0 ? "nothing" : "many", (char *const *)numbers->pdata,
	    numbers->len, error);
	return false;
}
