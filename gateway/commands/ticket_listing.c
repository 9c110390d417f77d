/* SPDX-License-Identifier: Apache-2.0 */
/* `list` of cases and requests: what a person asks for becomes a query, and its page a table. */
#include <string.h>

#include "gateway/commands/ticket_command.h"
#include "gateway/commands/ticket_view.h"
#include "gateway/config/agents.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/time_format.h"
#include "spool/account.h"
#include "spool/contact.h"
#include "spool/search.h"
#include "spool/ticket_list.h"

#define PAGE 50
/* So many pieces of the timeline are added to the index before a search; a gateway behind further does it first. */
#define PIECES_BEFORE_SEARCH 10

const SubcommandOption TICKET_COMMAND_LIST_OPTIONS[] = {
    {"group", OPTION_WORD},
    {"agent", OPTION_WORD},
    {"account", OPTION_WORD},
    {"category", OPTION_WORD},
    {"reporter", OPTION_WORD},
    {"text", OPTION_WORD},
    {"older", OPTION_WORD},
    {"newer", OPTION_WORD},
    {"waiting", OPTION_FLAG},
    {"sort", OPTION_WORD},
    {"before", OPTION_WORD},
    {"limit", OPTION_NUMBER},
    {NULL, OPTION_FLAG},
};

/* The names of a kind's states, NULL-terminated; the names are constants. Caller owns the array. */
static const char **
state_names(TicketKind kind)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (TicketState state = 0; state < TICKET_STATES; state++)
		if (ticket_state_is_of(state, kind))
			g_ptr_array_add(names, (char *)ticket_state_name(state));
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}

static bool
check_state(const Call *call, TicketKind kind, GError **error)
{
	g_autofree const char **names = state_names(kind);
	int state = 0;

	return subcommand_list_state(call, ticket_kind_name(kind), names, &state, error);
}

/* The page while it is gathered: the query, and what it borrows. */
typedef struct {
	TicketQuery query;
	char **terms; /* own */
} Listing;

static void
listing_clear(Listing *listing)
{
	g_clear_pointer(&listing->terms, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Listing, listing_clear)

static bool
missing(GError **error, const char *what, const char *word)
{
	return error_set(error, GATEWAY_ERROR_MISSING, "there is no %s '%s'", what, word);
}

static bool
take_reporter(Spool *spool, const char *address, TicketQuery *query, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (address == NULL)
		return true;
	if (!contact_find(spool, address, &contact, error))
		return false;
	if (contact == NULL)
		return missing(error, "contact", address);
	query->reporter = contact->id;
	return true;
}

static bool
take_account(Spool *spool, const char *name, TicketQuery *query, GError **error)
{
	g_autoptr(Account) account = NULL;

	if (name == NULL)
		return true;
	if (!account_find(spool, name, &account, error))
		return false;
	if (account == NULL)
		return missing(error, "account", name);
	query->account = account->id;
	return true;
}

/* An agent who left the configuration still has tickets: then the address counts as it stands. */
static bool
take_agent(const Context *context, const char *word, TicketQuery *query, GError **error)
{
	if (word == NULL || g_str_equal(word, "none")) {
		query->agent = word == NULL ? NULL : "";
		return true;
	}
	query->agent = ticket_command_agent_address(context, word, error);
	if (query->agent == NULL && strchr(word, '@') != NULL) {
		g_clear_error(error);
		query->agent = word;
	}
	return query->agent != NULL;
}

/* "3d", as in casegate.yaml. */
static bool
take_age(
    const Call *call, const char *option, int64_t now_ms, int64_t *ret_at_ms, GError **error)
{
	static const struct {
		char letter;
		int64_t ms;
	} UNITS[] = {{'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
	const char *word = call_word(call, option);
	char *end = NULL;
	guint64 count = 0;

	if (word == NULL)
		return true;
	count = g_ascii_strtoull(word, &end, 10);
	for (size_t i = 0; i < G_N_ELEMENTS(UNITS); i++) {
		if (!g_ascii_isdigit(*word) || *end != UNITS[i].letter || end[1] != '\0' ||
		    count > 100000)
			continue;
		*ret_at_ms = MAX(now_ms - (int64_t)count * UNITS[i].ms, 1);
		return true;
	}
	return error_set(error, GATEWAY_ERROR_USAGE,
	    "--%s needs a number and one of m, h, d, w (as in 3d), not '%s'", option, word);
}

static bool
take_order(const Call *call, TicketQuery *query, GError **error)
{
	static const char *const NAMES[] = {
	    [TICKETS_NEWEST] = "newest",
	    [TICKETS_OLDEST] = "oldest",
	    [TICKETS_CHANGED] = "changed",
	    [TICKETS_WAITING] = "waiting",
	    NULL,
	};
	const char *word = call_word(call, "sort");
	g_autofree char *meant = NULL;

	if (call_flag(call, "waiting"))
		query->order = TICKETS_WAITING;
	for (size_t i = 0; word != NULL && NAMES[i] != NULL; i++) {
		if (strcmp(NAMES[i], word) != 0)
			continue;
		query->order = (TicketOrder)i;
		word = NULL;
	}
	if (word == NULL)
		return true;
	meant = arguments_meant(word, NAMES, "");
	return error_set(error, GATEWAY_ERROR_USAGE,
	    "a list is sorted by newest, oldest, changed or waiting, not by '%s'%s", word,
	    meant);
}

static bool
take_place(Context *context, const Call *call, TicketQuery *query, GError **error)
{
	const char *number = call_word(call, "before");
	g_autoptr(Ticket) ticket = NULL;

	if (number == NULL)
		return true;
	if (query->order == TICKETS_CHANGED || query->order == TICKETS_WAITING) {
		return error_set(error, GATEWAY_ERROR_USAGE,
		    "--before goes with a list that is sorted by newest or oldest");
	}
	if (!ticket_find(context->spool, number, &ticket, error))
		return false;
	if (ticket == NULL)
		return missing(error, ticket_kind_name(query->kind), number);
	query->beyond = ticket->id;
	return true;
}

/* Brings the index up to date. A running gateway that is far behind (a spool of an earlier version, an hour of much
 * mail) does not stand still for it. */
static bool
catch_up(Context *context, GError **error)
{
	int64_t left = 0;
	int percent = 0;
	bool more = true;

	for (int i = 0; more && (context->running == NULL || i < PIECES_BEFORE_SEARCH); i++)
		if (!search_add(context->spool, &more, error))
			return false;
	if (!more)
		return true;
	if (!search_progress(context->spool, &percent, &left, error))
		return false;
	if (context->index_now != NULL)
		context->index_now(context->running);
	return error_set(error, GATEWAY_ERROR_TEMPORARY,
	    "the search index is being made: %d %% is done; try again in %d s", percent,
	    (int)(left / 5000) + 1);
}

static bool
take_text(Context *context, const Call *call, Listing *listing, GError **error)
{
	const char *text = call_word(call, "text");

	if (text == NULL)
		return true;
	listing->terms = search_terms(text);
	listing->query.terms = (const char *const *)listing->terms;
	if (listing->terms[0] != NULL)
		return catch_up(context, error);
	return error_set(
	    error, GATEWAY_ERROR_USAGE, "--text '%s' has no word to look for", text);
}

static bool
read_listing(Context *context, const Call *call, Listing *listing, GError **error)
{
	TicketQuery *query = &listing->query;
	const char *group = call_word(call, "group");

	query->state = call_word(call, "state");
	query->group = g_strcmp0(group, "none") == 0 ? "" : group;
	query->category = call_word(call, "category");
	query->limit = (int)CLAMP(call_number(call, "limit", PAGE), 0, G_MAXINT32);
	return check_state(call, query->kind, error) && take_order(call, query, error) &&
	       take_age(call, "older", context->now_ms, &query->until_ms, error) &&
	       take_age(call, "newer", context->now_ms, &query->since_ms, error) &&
	       take_agent(context, call_word(call, "agent"), query, error) &&
	       take_reporter(context->spool, call_word(call, "reporter"), query, error) &&
	       take_account(context->spool, call_word(call, "account"), query, error) &&
	       take_place(context, call, query, error) &&
	       take_text(context, call, listing, error);
}

/* A mistyped filter must not look like a desk without work. What has left the configuration still finds its tickets. */
static bool
check_words(const Config *config, const TicketQuery *query, GError **error)
{
	bool known = query->group == NULL || query->group[0] == '\0' ||
		     agents_group(config, query->group) != NULL;

	if (!known)
		return missing(error, "group", query->group);
	known = query->category == NULL;
	for (unsigned i = 0; !known && i < config->categories->len; i++)
		known = g_ascii_strcasecmp(config->categories->pdata[i], query->category) == 0;
	return known || missing(error, "category", query->category);
}

static const char *
short_name(const Contact *reporter)
{
	if (reporter == NULL)
		return "";
	return *reporter->name != '\0' ? reporter->name : reporter->address;
}

/* The last column of a list of those who wait is for how long. */
static char *
when_text(const Context *context, const TicketQuery *query, const Ticket *ticket)
{
	if (query->order == TICKETS_WAITING)
		return time_format_span(context->now_ms - ticket->waiting_ms);
	return time_format_local(ticket->changed_ms);
}

static void
add_row(
    const Context *context, const TicketQuery *query, const TicketHead *head, TextTable *table)
{
	g_autofree char *when = when_text(context, query, head->ticket);
	const char *cells[] = {head->ticket->number, ticket_state_name(head->ticket->state),
	    head->ticket->priority, head->ticket->category, short_name(head->reporter),
	    head->ticket->title, when};

	text_table_add(table, cells);
}

/* As a row of the table, or into the JSON array, where there is one. */
static bool
list_tickets(const Context *context, const TicketQuery *query, GPtrArray *tickets,
    TextTable *table, json_t *array, GError **error)
{
	for (guint i = 0; i < tickets->len; i++) {
		g_auto(TicketHead) head = {0};

		if (!ticket_head_read(context, tickets->pdata[i], &head, error))
			return false;
		if (array != NULL)
			json_array_append_new(array, ticket_head_json(&head));
		else
			add_row(context, query, &head, table);
	}
	return true;
}

/* At a terminal a line says that a full page may not be all. */
static void
tell_more(
    const TicketQuery *query, GPtrArray *tickets, const TextTableStyle *style, GString *out)
{
	const Ticket *last = tickets->len == 0 ? NULL : tickets->pdata[tickets->len - 1];

	if (style->width == 0 || last == NULL || tickets->len < (guint)query->limit)
		return;
	if (query->order == TICKETS_NEWEST || query->order == TICKETS_OLDEST)
		g_string_append_printf(out,
		    "The next page: --before %s; a longer one: --limit %d\n", last->number,
		    query->limit * 10);
	else
		g_string_append_printf(out, "A longer list: --limit %d\n", query->limit * 10);
}

static bool
print_tickets(const Context *context, const Call *call, const TicketQuery *query,
    GPtrArray *tickets, GString *out, GError **error)
{
	const TextTableColumn columns[] = {
	    {.heading = "number"},
	    {.heading = "state"},
	    {.heading = "priority"},
	    {.heading = "category", .flexible = true},
	    {.heading = "reporter", .flexible = true},
	    {.heading = "title", .flexible = true},
	    {.heading = query->order == TICKETS_WAITING ? "waits" : "changed"},
	};
	g_autoptr(TextTable) table = text_table_new(columns, G_N_ELEMENTS(columns));
	json_t *array = call_flag(call, "json") ? json_array() : NULL;
	TextTableStyle style = call_style(call);

	if (!list_tickets(context, query, tickets, table, array, error)) {
		json_decref(array);
		return false;
	}
	if (array != NULL) {
		json_print(out, array);
		return true;
	}
	text_table_print(table, &style, out);
	tell_more(query, tickets, &style, out);
	return true;
}

bool
ticket_command_list(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Listing) listing = {.query.kind = ticket_command_kind(call)};
	g_autoptr(GPtrArray) tickets = NULL;

	if (!read_listing(context, call, &listing, error) ||
	    !ticket_list(context->spool, &listing.query, &tickets, error))
		return false;
	if (tickets->len == 0 && !check_words(context->config, &listing.query, error))
		return false;
	return print_tickets(context, call, &listing.query, tickets, out, error);
}
