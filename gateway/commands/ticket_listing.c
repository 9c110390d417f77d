/* SPDX-License-Identifier: Apache-2.0 */
/* `list` of cases and requests: what a person asks for becomes a query, and its page a table. */
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/commands/ticket_view.h"
#include "gateway/model/typed.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/time_format.h"
#include "spool/desk_mirror.h"
#include "spool/search.h"
#include "spool/search_words.h"
#include "spool/ticket_list.h"

#define PAGE 50
#define POLLS_MISSED 3 /* a mirror of so many is old */
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
    {"overdue", OPTION_FLAG},
    {"snoozed", OPTION_FLAG},
    {"sort", OPTION_WORD},
    {"before", OPTION_WORD},
    {"limit", OPTION_NUMBER},
    {"words", OPTION_FLAG},
    {NULL, OPTION_FLAG},
};

/* The page while it is gathered: the query, and what it borrows. */
typedef struct {
	TicketQuery query;
	char **terms;     /* own */
	bool words;       /* what was said last is shown, too */
	GError *mistyped; /* own; what a word means that is looked for as it stands, or NULL */
} Listing;

static void
listing_clear(Listing *listing)
{
	g_clear_pointer(&listing->terms, g_strfreev);
	g_clear_error(&listing->mistyped);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Listing, listing_clear)

static bool
take_state(const Context *context, const Call *call, TicketQuery *query, GError **error)
{
	const char *typed = call_word(call, "state");
	TypedKind kind =
	    query->kind == TICKET_CASE ? TYPED_STATE_OF_CASE : TYPED_STATE_OF_REQUEST;

	if (typed == NULL)
		return true;
	query->state = typed_word(context, kind, typed, call_language(call), error);
	return query->state != NULL;
}

static bool
take_reporter(const Context *context, const Call *call, TicketQuery *query, GError **error)
{
	const char *typed = call_word(call, "reporter");
	g_autoptr(Contact) contact = NULL;

	if (typed == NULL)
		return true;
	if (!typed_contact(context, typed, call_language(call), &contact, error))
		return false;
	query->reporter = contact->id;
	return true;
}

static bool
take_account(const Context *context, const Call *call, TicketQuery *query, GError **error)
{
	const char *typed = call_word(call, "account");
	g_autoptr(Account) account = NULL;

	if (typed == NULL)
		return true;
	if (!typed_account(context, typed, call_language(call), &account, error))
		return false;
	query->account = account->id;
	return true;
}

/* What has left the configuration still finds its tickets; where it finds none, it was a mistake, which must not look like
 * a desk without work. */
static const char *
take_word(const Context *context, const Call *call, const char *option, TypedKind kind,
    Listing *listing)
{
	const char *typed = call_word(call, option);
	const char *meant = NULL;

	if (typed == NULL || (kind != TYPED_CATEGORY && strcmp(typed, "none") == 0))
		return typed == NULL ? NULL : "";
	meant = typed_word(context, kind, typed, call_language(call),
	    listing->mistyped == NULL ? &listing->mistyped : NULL);
	return meant == NULL ? typed : meant;
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
	return error_refuse(error, GATEWAY_ERROR_USAGE,
	    "--{{option}} needs a number and one of m, h, d, w (as in 3d), not '{{typed}}'",
	    "option", option, "typed", word, NULL);
}

static bool
take_order(const Context *context, const Call *call, TicketQuery *query, GError **error)
{
	static const char *const NAMES[] = {
	    [TICKETS_NEWEST] = "newest",
	    [TICKETS_OLDEST] = "oldest",
	    [TICKETS_CHANGED] = "changed",
	    [TICKETS_WAITING] = "waiting",
	    [TICKETS_OVERDUE] = "overdue",
	    [TICKETS_SNOOZED] = "snoozed",
	    NULL,
	};
	const char *typed = call_word(call, "sort");
	int order = call_flag(call, "snoozed")   ? TICKETS_SNOOZED
		    : call_flag(call, "overdue") ? TICKETS_OVERDUE
		    : call_flag(call, "waiting") ? TICKETS_WAITING
						 : TICKETS_NEWEST;

	if (typed != NULL &&
	    !typed_index(context, "order", NAMES, typed, call_language(call), &order, error))
		return false;
	query->order = (TicketOrder)order;
	return true;
}

static bool
take_place(Context *context, const Call *call, TicketQuery *query, GError **error)
{
	const char *number = call_word(call, "before");
	g_autoptr(Ticket) ticket = NULL;

	if (number == NULL)
		return true;
	if (query->order == TICKETS_CHANGED)
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "--before goes with no list that is sorted by changed", NULL);
	if (!typed_ticket(context, query->kind, number, call_language(call), &ticket, error))
		return false;
	query->beyond = ticket->id;
	query->beyond_ms = query->order == TICKETS_WAITING   ? ticket->waiting_ms
			   : query->order == TICKETS_OVERDUE ? ticket->answer_due_ms
							     : 0;
	return true;
}

/* Brings the index up to date. A running gateway that is far behind (a spool of an earlier version, an hour of much
 * mail) does not stand still for it. */
static bool
catch_up(Context *context, GError **error)
{
	g_autofree char *done = NULL;
	g_autofree char *seconds = NULL;
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
	done = g_strdup_printf("%d", percent);
	seconds = g_strdup_printf("%d", (int)(left / 5000) + 1);
	return error_refuse(error, GATEWAY_ERROR_TEMPORARY,
	    "the search index is being made: {{percent}} % is done; try again in {{seconds}} s",
	    "percent", done, "seconds", seconds, NULL);
}

static bool
take_text(Context *context, const Call *call, Listing *listing, GError **error)
{
	const char *text = call_word(call, "text");
	const char *vague = NULL;

	if (text == NULL)
		return true;
	listing->terms = search_terms(text);
	listing->query.terms = (const char *const *)listing->terms;
	if (listing->terms[0] == NULL)
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "--text '{{typed}}' has no word to look for", "typed", text, NULL);
	if (!catch_up(context, error) ||
	    !search_words_put(context->spool, listing->terms, &vague, error))
		return false;
	return vague == NULL ||
	       error_refuse(error, GATEWAY_ERROR_USAGE,
		   "--text '{{typed}}' begins very many words: give more of it", "typed", text,
		   NULL);
}

static bool
read_listing(Context *context, const Call *call, Listing *listing, GError **error)
{
	TicketQuery *query = &listing->query;

	query->group = take_word(context, call, "group", TYPED_GROUP, listing);
	query->category = take_word(context, call, "category", TYPED_CATEGORY, listing);
	query->agent = take_word(context, call, "agent", TYPED_AGENT, listing);
	query->now_ms = context->now_ms;
	listing->words = call_flag(call, "words");
	/* who looks for something finds it */
	query->with_snoozed = call_word(call, "text") != NULL ||
			      call_word(call, "reporter") != NULL ||
			      call_word(call, "account") != NULL;
	query->limit = (int)CLAMP(call_number(call, "limit", PAGE), 0, G_MAXINT32);
	return take_state(context, call, query, error) &&
	       take_order(context, call, query, error) &&
	       take_age(call, "older", context->now_ms, &query->until_ms, error) &&
	       take_age(call, "newer", context->now_ms, &query->since_ms, error) &&
	       take_reporter(context, call, query, error) &&
	       take_account(context, call, query, error) &&
	       take_place(context, call, query, error) &&
	       take_text(context, call, listing, error);
}

static const char *
short_name(const Contact *reporter)
{
	if (reporter == NULL)
		return "";
	return *reporter->name != '\0' ? reporter->name : reporter->address;
}

/* The last column of a list of those who wait is for how long, and of what is overdue the same. */
static char *
when_text(const Context *context, const TicketQuery *query, const Ticket *ticket)
{
	if (query->order == TICKETS_WAITING)
		return time_format_span(context->now_ms - ticket->waiting_ms);
	if (query->order == TICKETS_OVERDUE)
		return time_format_span(context->now_ms - ticket->answer_due_ms);
	return time_format_local(
	    query->order == TICKETS_SNOOZED ? ticket->snoozed_ms : ticket->changed_ms);
}

/* The last cell is left out where nobody asked for it. */
static void
add_row(
    const Context *context, const Listing *listing, const TicketHead *head, TextTable *table)
{
	g_autofree char *when = when_text(context, &listing->query, head->ticket);
	const char *cells[] = {head->ticket->number, ticket_state_name(head->ticket->state),
	    head->ticket->priority, head->ticket->category, short_name(head->reporter),
	    head->ticket->title, when, head->said == NULL ? "" : head->said->text};

	text_table_add(table, cells);
}

/* As a row of the table, or into the JSON array, where there is one. */
static bool
list_tickets(const Context *context, const Listing *listing, GPtrArray *tickets,
    TextTable *table, json_t *array, GError **error)
{
	for (guint i = 0; i < tickets->len; i++) {
		g_auto(TicketHead) head = {0};

		if (!ticket_head_read(context, tickets->pdata[i], &head, error) ||
		    (listing->words && !ticket_head_read_said(context->spool, &head, error)))
			return false;
		if (array != NULL)
			json_array_append_new(array, ticket_head_json(&head));
		else
			add_row(context, listing, &head, table);
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
	if (query->order != TICKETS_CHANGED)
		g_string_append_printf(out,
		    "The next page: --before %s; a longer one: --limit %d\n", last->number,
		    query->limit * 10);
	else
		g_string_append_printf(out, "A longer list: --limit %d\n", query->limit * 10);
}

/* And one that some are left out, of whatever state and group. */
static bool
tell_snoozed(const Context *context, const TicketQuery *query, const TextTableStyle *style,
    GString *out, GError **error)
{
	int64_t count = 0;

	if (style->width == 0 || query->with_snoozed || query->order == TICKETS_SNOOZED)
		return true;
	if (!ticket_count_snoozed(context->spool, query->kind, query->now_ms, &count, error))
		return false;
	if (count > 0)
		g_string_append_printf(
		    out, "Snoozed, and left out: %" G_GINT64_FORMAT "; --snoozed\n", count);
	return true;
}

/* At a terminal a line says how old the mirror of a desk elsewhere is, where that was not heard for some polls. */
static bool
tell_age(const Context *context, const TextTableStyle *style, GString *out, GError **error)
{
	const ConfigDesk *desk = context->config->tickets;
	g_autofree char *heard = NULL;
	int64_t heard_ms = 0;

	if (style->width == 0 || desk == NULL)
		return true;
	if (!desk_cursor_heard(context->spool, &heard_ms, error))
		return false;
	if (heard_ms == 0 || context->now_ms - heard_ms <= POLLS_MISSED * desk->poll_ms)
		return true;
	heard = time_format_local(heard_ms);
	g_string_append_printf(out, "As of %s: the desk has told nothing since.\n", heard);
	return true;
}

static bool
print_tickets(const Context *context, const Call *call, const Listing *listing,
    GPtrArray *tickets, GString *out, GError **error)
{
	const TicketQuery *query = &listing->query;
	static const char *const LAST[] = {
	    [TICKETS_NEWEST] = "changed",
	    [TICKETS_OLDEST] = "changed",
	    [TICKETS_CHANGED] = "changed",
	    [TICKETS_WAITING] = "waits",
	    [TICKETS_OVERDUE] = "overdue",
	    [TICKETS_SNOOZED] = "snoozed until",
	};
	const TextTableColumn columns[] = {
	    {.heading = "number"},
	    {.heading = "state"},
	    {.heading = "priority"},
	    {.heading = "category", .flexible = true},
	    {.heading = "reporter", .flexible = true},
	    {.heading = "title", .flexible = true},
	    {.heading = LAST[query->order]},
	    {.heading = "said last", .flexible = true},
	};
	g_autoptr(TextTable) table =
	    text_table_new(columns, G_N_ELEMENTS(columns) - !listing->words);
	json_t *array = call_flag(call, "json") ? json_array() : NULL;
	TextTableStyle style = call_style(call);

	if (!list_tickets(context, listing, tickets, table, array, error)) {
		json_decref(array);
		return false;
	}
	if (array != NULL) {
		json_print(out, array);
		return true;
	}
	text_table_print(table, &style, out);
	tell_more(query, tickets, &style, out);
	return tell_snoozed(context, query, &style, out, error) &&
	       tell_age(context, &style, out, error);
}

bool
ticket_command_list(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Listing) listing = {.query.kind = ticket_command_kind(call)};
	g_autoptr(GPtrArray) tickets = NULL;

	if (!read_listing(context, call, &listing, error) ||
	    !ticket_list(context->spool, &listing.query, &tickets, error))
		return false;
	if (tickets->len == 0 && listing.mistyped != NULL) {
		g_propagate_error(error, g_steal_pointer(&listing.mistyped));
		return false;
	}
	return print_tickets(context, call, &listing, tickets, out, error);
}
