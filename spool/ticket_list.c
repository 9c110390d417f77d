/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page is found by walking over the ids from one end, in windows that grow. For each window every
 * index that was asked for gives its ids, which are few or soon become few; what is left is looked
 * at row by row. So a page costs about what the smallest of the indexes holds, however many tickets
 * there are, and a filter that most tickets pass ends at the first windows.
 */
#include "spool/ticket_list.h"

#include <string.h>

#include "spool/search.h"
#include "spool/sqlite.h"

#define WINDOW_FIRST 1024
#define WINDOW_GROWTH 8
#define FEW 512      /* are looked at one by one, */
#define FEW_OF_A 256 /* and so is one of so many: the next index may have all the others */
#define SOURCES_MAX (SEARCH_TERMS_MAX + 9)
/* To be sorted by something that has no index: fewer than these, or so many that walking along the
 * timeline meets one soon. */
#define SORTED_MAX 5000
/* A clock may have been set back by so much: ids follow the time of creation but for that. */
#define CLOCK_SLACK_MS (INT64_C(60) * 60 * 1000)

/* An index that gives the ids which have something. */
typedef struct {
	const char *sql;   /* NULL: a term of the search */
	const char *value; /* what its first parameter is; NULL: the number */
	int64_t number;
	const char *second; /* another value; or NULL */
	const char *third;  /* and one more */
	bool binds_null;    /* value is to be bound although it is NULL */
} Source;

typedef struct {
	Spool *spool;
	const TicketQuery *query;
	Source sources[SOURCES_MAX];
	size_t n_sources;
	int64_t low, high; /* ids from low up to but not including high can be in the list */
	size_t wanted;
	GPtrArray *tickets; /* own; of Ticket */
} Page;

static void
page_add_source(Page *page, const Source *source)
{
	g_assert(page->n_sources < SOURCES_MAX);
	page->sources[page->n_sources++] = *source;
}

static void
page_add_value(Page *page, const char *sql, const char *value)
{
	const Source source = {.sql = sql,
	    .value = value == NULL || *value == '\0' ? NULL : value,
	    .binds_null = true};

	if (value != NULL)
		page_add_source(page, &source);
}

/* Of an agent in a state that goes on, which are few whatever has ended. */
static void
page_add_live(Page *page)
{
	const TicketQuery *query = page->query;
	const Source live_of_agent = {
	    .sql = "SELECT id FROM ticket WHERE agent = $1 COLLATE NOCASE AND kind = $2"
		   " AND state = $3 AND id >= $4 AND id < $5 AND state NOT IN"
		   " ('closed', 'cancelled', 'fulfilled', 'declined', 'expired')",
	    .value = query->agent,
	    .second = ticket_kind_name(query->kind),
	    .third = query->state,
	    .binds_null = true,
	};
	TicketState state = TICKET_STATES;

	if (query->agent != NULL && *query->agent != '\0' && query->state != NULL &&
	    ticket_state_from_name(query->state, &state) && !ticket_state_has_ended(state))
		page_add_source(page, &live_of_agent);
}

/* Those that mostly leave least come first. */
static void
page_add_sources(Page *page)
{
	const TicketQuery *query = page->query;
	const Source of_reporter = {
	    .sql = "SELECT id FROM ticket WHERE reporter = $1 AND id >= $2 AND id < $3",
	    .number = query->reporter,
	};
	const Source of_kind = {
	    .sql = "SELECT id FROM ticket WHERE kind = $1 AND id >= $2 AND id < $3",
	    .value = ticket_kind_name(query->kind),
	    .binds_null = true,
	};
	/* not by the account alone: those indexes are for what has not ended */
	const Source of_account = {
	    .sql = "SELECT id FROM ticket WHERE account = $1 AND kind = $2 AND id >= $3"
		   " AND id < $4",
	    .number = query->account,
	    .second = ticket_kind_name(query->kind),
	};
	const Source in_state = {
	    .sql = "SELECT id FROM ticket WHERE kind = $1 AND state = $2 AND id >= $3"
		   " AND id < $4",
	    .value = ticket_kind_name(query->kind),
	    .second = query->state,
	    .binds_null = true,
	};

	if (query->reporter != 0)
		page_add_source(page, &of_reporter);
	for (size_t i = 0; query->terms != NULL && query->terms[i] != NULL; i++)
		page_add_source(page, &(Source){.value = query->terms[i]});
	page_add_live(page);
	if (query->account != 0)
		page_add_source(page, &of_account);
	page_add_value(page,
	    "SELECT id FROM ticket WHERE agent IS $1 COLLATE NOCASE AND id >= $2 AND id < $3",
	    query->agent);
	page_add_value(page, "SELECT id FROM ticket WHERE team IS $1 AND id >= $2 AND id < $3",
	    query->group);
	page_add_value(page,
	    "SELECT id FROM ticket WHERE category = $1 AND id >= $2 AND id < $3",
	    query->category);
	page_add_source(page, query->state != NULL ? &in_state : &of_kind);
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* Ascending: an index gives the rows of one value by their ids. */
static bool
source_ids(Spool *spool, const Source *source, const int64_t range[2], GArray **ret_ids,
    GError **error)
{
	g_autoptr(SqlStatement) select = NULL;
	g_autoptr(GArray) ids = NULL;
	int place = 1;

	if (source->sql == NULL)
		return search_find(spool, source->value, range[0], range[1], ret_ids, error);
	select = sql_prepare(spool, source->sql);
	ids = g_array_new(false, false, sizeof(int64_t));
	if (source->binds_null)
		sql_bind_text(select, place++, source->value);
	else
		sql_bind_int(select, place++, source->number);
	if (source->second != NULL)
		sql_bind_text(select, place++, source->second);
	if (source->third != NULL)
		sql_bind_text(select, place++, source->third);
	sql_bind_int(select, place++, range[0]);
	sql_bind_int(select, place, range[1]);
	while (sql_next(select)) {
		int64_t id = sql_int(select, 0);

		g_array_append_val(ids, id);
	}
	if (!sql_done(select, error))
		return false;
	*ret_ids = g_steal_pointer(&ids);
	return true;
}

/* Leaves in ids what is in others too; both ascending. */
static void
keep_common(GArray *ids, const GArray *others)
{
	guint kept = 0;

	for (guint i = 0, j = 0; i < ids->len && j < others->len;) {
		int64_t id = g_array_index(ids, int64_t, i);
		int64_t other = g_array_index(others, int64_t, j);

		if (id == other)
			g_array_index(ids, int64_t, kept++) = id;
		i += id <= other;
		j += other <= id;
	}
	g_array_set_size(ids, kept);
}

static bool
are_few(const GArray *ids, const int64_t range[2])
{
	return ids->len <= FEW || (int64_t)ids->len * FEW_OF_A <= range[1] - range[0];
}

/* What the indexes give; ret_asked: so many of them were, page_add() does the rest. */
static bool
window_ids(
    Page *page, const int64_t range[2], GArray **ret_ids, size_t *ret_asked, GError **error)
{
	g_autoptr(GArray) ids = NULL;
	size_t i = 1;

	if (!source_ids(page->spool, &page->sources[0], range, &ids, error))
		return false;
	for (; i < page->n_sources && !are_few(ids, range); i++) {
		g_autoptr(GArray) others = NULL;

		if (!source_ids(page->spool, &page->sources[i], range, &others, error))
			return false;
		keep_common(ids, others);
	}
	*ret_asked = i;
	*ret_ids = g_steal_pointer(&ids);
	return true;
}

static bool
is_value(const char *wanted, const char *found)
{
	return wanted == NULL || g_ascii_strcasecmp(wanted, found == NULL ? "" : found) == 0;
}

/* All that was asked for but the search terms. */
static bool
page_wants(const TicketQuery *query, const Ticket *ticket)
{
	return ticket->kind == query->kind &&
	       (query->with_snoozed || query->order == TICKETS_SNOOZED ||
		   !ticket_is_snoozed(ticket, query->now_ms)) &&
	       is_value(query->state, ticket_state_name(ticket->state)) &&
	       is_value(query->agent, ticket->agent) && is_value(query->group, ticket->group) &&
	       is_value(query->category, ticket->category) &&
	       (query->reporter == 0 || query->reporter == ticket->reporter) &&
	       (query->account == 0 || query->account == ticket->account) &&
	       (query->since_ms == 0 || ticket->created_ms >= query->since_ms) &&
	       (query->until_ms == 0 || ticket->created_ms < query->until_ms);
}

static bool
page_has_terms(const Page *page, int64_t id, size_t asked, bool *ret_has, GError **error)
{
	*ret_has = true;
	for (size_t i = asked; *ret_has && i < page->n_sources; i++)
		if (page->sources[i].sql == NULL &&
		    !search_has(page->spool, page->sources[i].value, id, ret_has, error))
			return false;
	return true;
}

/* asked: by so many of the sources it was found. A look at the row costs less than one at a term that many have. */
static bool
page_add(Page *page, int64_t id, size_t asked, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	bool has = true;

	if (page->tickets->len >= page->wanted)
		return true;
	if (!ticket_get(page->spool, id, &ticket, error))
		return false;
	if (!page_wants(page->query, ticket))
		return true;
	if (!page_has_terms(page, id, asked, &has, error))
		return false;
	if (has)
		g_ptr_array_add(page->tickets, g_steal_pointer(&ticket));
	return true;
}

static bool
page_add_window(Page *page, const int64_t range[2], bool oldest, GError **error)
{
	g_autoptr(GArray) ids = NULL;
	size_t asked = 0;

	if (!window_ids(page, range, &ids, &asked, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		guint place = oldest ? i : ids->len - 1 - i;

		if (!page_add(page, g_array_index(ids, int64_t, place), asked, error))
			return false;
	}
	return true;
}

static bool
page_by_id(Page *page, bool oldest, GError **error)
{
	int64_t width = WINDOW_FIRST;

	while (page->low < page->high && page->tickets->len < page->wanted) {
		int64_t range[2] = {page->low, page->high};

		if (oldest)
			range[1] = page->low = MIN(page->low + width, page->high);
		else
			range[0] = page->high = MAX(page->high - width, page->low);
		if (!page_add_window(page, range, oldest, error))
			return false;
		width = MIN(width * WINDOW_GROWTH, INT64_C(1) << 40);
	}
	return true;
}

/* Adds those that the rows name, each once, until the page is full. */
static bool
page_along(Page *page, SqlStatement *rows, GError **error)
{
	g_autoptr(GHashTable) seen =
	    g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

	while (page->tickets->len < page->wanted && sql_next(rows)) {
		int64_t id = sql_int(rows, 0);

		if (g_hash_table_add(seen, g_memdup2(&id, sizeof id)) &&
		    !page_add(page, id, 0, error))
			return false;
	}
	return sql_done(rows, error);
}

/* Those of one agent have an index of their own: whoever has few does not wait for a look at all that wait. */
static bool
page_waiting(Page *page, GError **error)
{
	const char *agent = page->query->agent;
	bool is_one = agent != NULL && *agent != '\0';
	g_autoptr(SqlStatement) select =
	    is_one ? sql_prepare(page->spool,
			 "SELECT id FROM ticket WHERE kind = $1 AND waiting_ms > 0"
			 " AND (waiting_ms, id) > ($2, $3) AND agent = $4 COLLATE NOCASE"
			 " ORDER BY waiting_ms, id")
		   : sql_prepare(page->spool,
			 "SELECT id FROM ticket WHERE kind = $1 AND waiting_ms > 0"
			 " AND (waiting_ms, id) > ($2, $3) ORDER BY waiting_ms, id");

	sql_bind_text(select, 1, ticket_kind_name(page->query->kind));
	sql_bind_int(select, 2, page->query->beyond_ms);
	sql_bind_int(select, 3, page->query->beyond);
	if (is_one)
		sql_bind_text(select, 4, agent);
	return page_along(page, select, error);
}

bool
ticket_count_waiting(
    Spool *spool, TicketKind kind, const char *agent, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT count(*) FROM ticket WHERE kind = $1 AND agent = $2 COLLATE NOCASE"
	    " AND waiting_ms > 0");

	sql_bind_text(select, 1, ticket_kind_name(kind));
	sql_bind_text(select, 2, agent);
	return sql_run_int(select, 0, ret_count, error);
}

static bool
page_overdue(Page *page, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(page->spool,
	    "SELECT id FROM ticket WHERE kind = $1 AND answer_due_ms > 0 AND answer_due_ms < $2"
	    " AND (answer_due_ms, id) > ($3, $4) ORDER BY answer_due_ms, id");

	sql_bind_text(select, 1, ticket_kind_name(page->query->kind));
	sql_bind_int(select, 2, page->query->now_ms);
	sql_bind_int(select, 3, page->query->beyond_ms);
	sql_bind_int(select, 4, page->query->beyond);
	return page_along(page, select, error);
}

static bool
page_snoozed(Page *page, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(page->spool,
	    "SELECT id FROM ticket WHERE kind = $1 AND snoozed_ms > 0 AND snoozed_ms > $2"
	    " ORDER BY snoozed_ms");

	sql_bind_text(select, 1, ticket_kind_name(page->query->kind));
	sql_bind_int(select, 2, page->query->now_ms);
	return page_along(page, select, error);
}

static int
compare_changed(const void *a, const void *b)
{
	const Ticket *left = *(Ticket *const *)a, *right = *(Ticket *const *)b;

	if (left->changed_ms != right->changed_ms)
		return (left->changed_ms < right->changed_ms) -
		       (left->changed_ms > right->changed_ms);
	return compare_ids(&right->id, &left->id);
}

/* When a ticket changed has no index, which every mail would pay for. */
static bool
page_changed(Page *page, GError **error)
{
	g_autoptr(SqlStatement) select = NULL;
	size_t wanted = page->wanted;

	page->wanted = SORTED_MAX;
	if (!page_by_id(page, false, error))
		return false;
	if (page->tickets->len < SORTED_MAX) {
		g_ptr_array_sort(page->tickets, compare_changed);
		g_ptr_array_set_size(page->tickets, (int)MIN(page->tickets->len, wanted));
		return true;
	}
	page->wanted = wanted;
	g_ptr_array_set_size(page->tickets, 0);
	select = sql_prepare(page->spool, "SELECT ticket FROM ticket_entry ORDER BY id DESC");
	return page_along(page, select, error);
}

/* The first id that was created then or later. */
static bool
id_at(Spool *spool, int64_t at_ms, int64_t high, int64_t *ret_id, GError **error)
{
	int64_t low = 1;

	while (low < high) {
		g_autoptr(SqlStatement) select = sql_prepare(
		    spool, "SELECT created_ms FROM ticket WHERE id >= $1 ORDER BY id LIMIT 1");
		int64_t middle = low + (high - low) / 2, created_ms = 0;

		sql_bind_int(select, 1, middle);
		if (!sql_run_int(select, INT64_MAX, &created_ms, error))
			return false;
		if (created_ms < at_ms)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_id = low;
	return true;
}

static bool
page_set_bounds(Page *page, GError **error)
{
	const TicketQuery *query = page->query;
	g_autoptr(SqlStatement) last = sql_prepare(page->spool, "SELECT max(id) FROM ticket");
	int64_t end = 0;

	if (!sql_run_int(last, 0, &end, error))
		return false;
	end++;
	page->low = 1;
	page->high = end;
	if (query->since_ms != 0 &&
	    !id_at(page->spool, query->since_ms - CLOCK_SLACK_MS, end, &page->low, error))
		return false;
	if (query->until_ms != 0 &&
	    !id_at(page->spool, query->until_ms + CLOCK_SLACK_MS, end, &page->high, error))
		return false;
	if (query->beyond != 0 && query->order == TICKETS_NEWEST)
		page->high = MIN(page->high, query->beyond);
	if (query->beyond != 0 && query->order == TICKETS_OLDEST)
		page->low = MAX(page->low, query->beyond + 1);
	return true;
}

static bool
page_fill(Page *page, GError **error)
{
	switch (page->query->order) {
	case TICKETS_WAITING:
		return page_waiting(page, error);
	case TICKETS_OVERDUE:
		return page_overdue(page, error);
	case TICKETS_SNOOZED:
		return page_snoozed(page, error);
	case TICKETS_CHANGED:
		return page_changed(page, error);
	case TICKETS_OLDEST:
		return page_by_id(page, true, error);
	case TICKETS_NEWEST:
		break;
	}
	return page_by_id(page, false, error);
}

bool
ticket_list(Spool *spool, const TicketQuery *query, GPtrArray **ret_tickets, GError **error)
{
	g_autoptr(GPtrArray) tickets =
	    g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
	Page page = {
	    .spool = spool,
	    .query = query,
	    .wanted = (size_t)query->limit,
	    .tickets = tickets,
	};

	page_add_sources(&page);
	if (!page_set_bounds(&page, error) || !page_fill(&page, error))
		return false;
	*ret_tickets = g_steal_pointer(&tickets);
	return true;
}
