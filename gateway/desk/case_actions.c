/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk's own people do to a case, and the letters that tell the customer. */
#include "gateway/desk/desk.h"

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"
#include "rules/yaml.h"
#include "spool/ticket_content.h"

static const struct {
	const char *letter;
	const char *word; /* how the timeline begins; NULL: the text alone */
	EntryKind entry;
	bool needs_text;
} VERBS[] = {
    [AGENT_ANSWERS] = {LETTER_ANSWER, NULL, ENTRY_ANSWER, true},
    [AGENT_ASKS] = {LETTER_QUESTION, "asked", ENTRY_ANSWER, true},
    [AGENT_RESOLVES] = {LETTER_RESOLUTION, "resolved", ENTRY_CHANGE, true},
    [AGENT_CLOSES] = {LETTER_CLOSED, "closed", ENTRY_CHANGE, false},
    [AGENT_CANCELS] = {LETTER_CANCELLED, "cancelled", ENTRY_CHANGE, false},
    [AGENT_REOPENS] = {LETTER_REOPENED, "reopened", ENTRY_CHANGE, false},
};

static bool
add_entry(Context *context, const Ticket *ticket, EntryKind kind, const char *author,
    const char *text, GError **error)
{
	const Entry entry = {
	    .ticket = ticket->id,
	    .at_ms = context->now_ms,
	    .kind = kind,
	    .author = (char *)author,
	    .text = (char *)text,
	    .mark = (char *)"",
	};

	return ticket_add_entry(context->spool, &entry, NULL, error);
}

static char *
entry_text(AgentVerb verb, const char *text)
{
	if (VERBS[verb].word == NULL)
		return g_strdup(text);
	if (text == NULL || text[0] == '\0')
		return g_strdup(VERBS[verb].word);
	return g_strdup_printf("%s: %s", VERBS[verb].word, text);
}

static bool
write_to_all(Context *context, const Ticket *ticket, AgentVerb verb, const AgentWords *words,
    GError **error)
{
	const LetterOrder order = {
	    .name = VERBS[verb].letter,
	    .ticket = ticket,
	    .text = words->text,
	    .files = words->files,
	};

	return customer_letter_all(context, &order, error);
}

/* The colleague whose ticket it is; agent: who did it, by name. */
static bool
tell_desk(Context *context, const Ticket *ticket, NotifyReason reason, const char *agent,
    GError **error)
{
	const ConfigAgent *actor = agents_find_agent(context->config, agent);

	return notifications_ticket(
	    context, ticket, reason, actor == NULL ? NULL : actor->address, error);
}

static bool
refuse(GError **error, const Ticket *ticket, const char *why)
{
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, "%s: %s", ticket->number, why);
	return false;
}

bool
apply_agent(
    Context *context, Ticket *ticket, AgentVerb verb, const AgentWords *words, GError **error)
{
	g_autofree char *told = entry_text(verb, words->text);
	const char *why = NULL;
	TicketState next = ticket->state;
	bool reaches = true;

	if (!lifecycle_agent(ticket->state, verb, &next, &why))
		return refuse(error, ticket, why);
	if (VERBS[verb].needs_text && (words->text == NULL || words->text[0] == '\0'))
		return refuse(error, ticket, "there is no text for the customer");
	if (next != ticket->state || verb == AGENT_RESOLVES || verb == AGENT_ASKS) {
		ticket->state_ms = context->now_ms;
		ticket->reminded_ms = 0;
	}
	ticket->state = next;
	ticket->waiting_ms = 0;
	if (verb == AGENT_RESOLVES && !undeliverable_reaches(context, ticket, &reaches, error))
		return false;
	ticket->clock_stopped = !reaches;
	return ticket_save(context->spool, ticket, context->now_ms, error) &&
	       add_entry(context, ticket, VERBS[verb].entry, words->agent, told, error) &&
	       write_to_all(context, ticket, verb, words, error) &&
	       (reaches || undeliverable_nobody(context, ticket, error)) &&
	       customer_letter_end(context, ticket, error) &&
	       tell_desk(context, ticket, NOTIFY_ACT, words->agent, error);
}

bool
apply_note(
    Context *context, Ticket *ticket, const char *agent, const char *text, GError **error)
{
	if (text == NULL || text[0] == '\0')
		return refuse(error, ticket, "there is no text to note");
	return add_entry(context, ticket, ENTRY_NOTE, agent, text, error) &&
	       ticket_save(context->spool, ticket, context->now_ms, error) &&
	       tell_desk(context, ticket, NOTIFY_ACT, agent, error);
}

static void
replace(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

bool
apply_assign(
    Context *context, Ticket *ticket, const char *to, const char *agent, GError **error)
{
	const ConfigAgent *found = agents_find_agent(context->config, to);
	g_autofree char *told = NULL;

	if (found == NULL) {
		told = g_strdup_printf("there is no agent '%s' in the configuration", to);
		return refuse(error, ticket, told);
	}
	replace(&ticket->agent, found->address);
	told = g_strdup_printf("assigned to %s", found->name);
	return ticket_save(context->spool, ticket, context->now_ms, error) &&
	       add_entry(context, ticket, ENTRY_CHANGE, agent, told, error) &&
	       tell_desk(context, ticket, NOTIFY_ASSIGNED, agent, error);
}

static const char *const PRIORITIES[] = {"low", "normal", "high", NULL};

/* What a field may be, NULL-terminated; its words are borrowed. Caller owns the array. */
static const char **
choices_of(const Config *config, const char *field)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	if (g_str_equal(field, "category"))
		for (unsigned i = 0; i < config->categories->len; i++)
			g_ptr_array_add(words, config->categories->pdata[i]);
	else if (g_str_equal(field, "group"))
		for (unsigned i = 0; i < config->groups->len; i++)
			g_ptr_array_add(words, ((ConfigGroup *)config->groups->pdata[i])->name);
	else
		for (size_t i = 0; PRIORITIES[i] != NULL; i++)
			g_ptr_array_add(words, (char *)PRIORITIES[i]);
	g_ptr_array_add(words, NULL);
	return (const char **)g_ptr_array_steal(words, NULL);
}

static char **
place_of(Ticket *ticket, const char *field)
{
	if (g_str_equal(field, "category"))
		return &ticket->category;
	if (g_str_equal(field, "priority"))
		return &ticket->priority;
	if (g_str_equal(field, "group"))
		return &ticket->group;
	return g_str_equal(field, "title") ? &ticket->title : NULL;
}

static bool
may_be(const Config *config, const Ticket *ticket, const char *field, const char *value,
    GError **error)
{
	g_autofree const char **choices = choices_of(config, field);
	g_autofree char *all = g_strjoinv(", ", (char **)choices);

	if (g_str_equal(field, "title")) {
		if (value[0] != '\0' && sanitize_is_line(value))
			return true;
		return refuse(error, ticket, "a title is one line of at most 200 characters");
	}
	if (g_strv_contains(choices, value))
		return true;
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED,
	    "%s: there is no %s '%s'; there is %s", ticket->number, field, value,
	    all[0] == '\0' ? "none" : all);
	return false;
}

/* The field to write, or NULL with the reason. */
static char **
field_of(Context *context, Ticket *ticket, const char *field, const char *value, GError **error)
{
	char **place = place_of(ticket, field);

	if (place == NULL)
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
		    "there is no field '%s': category, priority, group and title can be set",
		    field);
	else if (!may_be(context->config, ticket, field, value, error))
		return NULL;
	return place;
}

bool
apply_set(Context *context, Ticket *ticket, const char *field, const char *value,
    const char *agent, GError **error)
{
	char **place = field_of(context, ticket, field, value, error);
	g_autofree char *told = g_strdup_printf("%s: %s", field, value);

	if (place == NULL)
		return false;
	replace(place, value);
	return ticket_save(context->spool, ticket, context->now_ms, error) &&
	       add_entry(context, ticket, ENTRY_CHANGE, agent, told, error) &&
	       tell_desk(context, ticket, place == &ticket->group ? NOTIFY_MOVED : NOTIFY_ACT,
		   agent, error);
}

static bool
change_people(
    Context *context, Ticket *ticket, const char *told, const char *agent, GError **error)
{
	return add_entry(context, ticket, ENTRY_CHANGE, agent, told, error) &&
	       ticket_save(context->spool, ticket, context->now_ms, error);
}

bool
apply_add_person(
    Context *context, Ticket *ticket, const char *address, const char *agent, GError **error)
{
	const ContactDetails details = {.address = address};
	g_autofree char *told = g_strdup_printf("added %s", address);
	g_autofree char *why = g_strdup_printf("'%s' is no address", address);
	g_autofree char *ours =
	    g_strdup_printf("'%s' is an address of the desk itself", address);
	g_autoptr(Contact) contact = NULL;

	if (!yaml_is_address(address))
		return refuse(error, ticket, why);
	if (own_address_is_ours(context->config, address))
		return refuse(error, ticket, ours);
	return contact_meet(context->spool, &details, context->now_ms, &contact, error) &&
	       ticket_involve(context->spool, ticket->id, contact->id, true, error) &&
	       change_people(context, ticket, told, agent, error);
}

bool
apply_remove_person(
    Context *context, Ticket *ticket, const char *address, const char *agent, GError **error)
{
	g_autofree char *told = g_strdup_printf("removed %s", address);
	g_autofree char *why = g_strdup_printf("'%s' is not involved", address);
	g_autoptr(Contact) contact = NULL;
	bool was = false;

	if (!contact_find(context->spool, address, &contact, error) ||
	    (contact != NULL &&
		!ticket_leave(context->spool, ticket->id, contact->id, &was, error)))
		return false;
	if (!was)
		return refuse(error, ticket, why);
	return change_people(context, ticket, told, agent, error);
}
