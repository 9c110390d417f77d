/* SPDX-License-Identifier: Apache-2.0 */
/* A person's tickets are those they reported and those they get letters of. */
#include "spool/ticket_live.h"

#include "spool/sqlite.h"

#define LIVE " AND " TICKET_LIVE_SQL
#define THEIRS                                                                            \
	"SELECT id FROM ticket WHERE reporter = $1" LIVE                                  \
	" UNION SELECT p.ticket FROM ticket_person p JOIN ticket ON ticket.id = p.ticket" \
	" JOIN contact c ON c.id = p.contact WHERE p.contact = $1"                        \
	" AND (p.gets_letters = 1 OR (p.gets_letters = 2 AND c.known = 1"                 \
	" AND c.account = ticket.account))" LIVE

static bool
read_ids(Spool *spool, const TicketLiveQuery *query, GArray *ids, GError **error)
{
	static const char OF_PERSON[] = THEIRS " ORDER BY id DESC LIMIT $2";
	static const char OF_ACCOUNT[] =
	    "SELECT id FROM ticket WHERE account = $1" LIVE " ORDER BY id DESC LIMIT $2";
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, query->person != 0 ? OF_PERSON : OF_ACCOUNT);

	sql_bind_int(select, 1, query->person != 0 ? query->person : query->account);
	sql_bind_int(select, 2, query->limit);
	while (sql_next(select)) {
		int64_t id = sql_int(select, 0);

		g_array_append_val(ids, id);
	}
	return sql_done(select, error);
}

static bool
count(Spool *spool, const TicketLiveQuery *query, int64_t *ret_count, GError **error)
{
	static const char OF_PERSON[] = "SELECT count(*) FROM (" THEIRS ")";
	static const char OF_ACCOUNT[] = "SELECT count(*) FROM ticket WHERE account = $1" LIVE;
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, query->person != 0 ? OF_PERSON : OF_ACCOUNT);

	sql_bind_int(select, 1, query->person != 0 ? query->person : query->account);
	return sql_run_int(select, 0, ret_count, error);
}

bool
ticket_live(Spool *spool, const TicketLiveQuery *query, GPtrArray **ret_tickets,
    int64_t *ret_count, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(false, false, sizeof(int64_t));
	g_autoptr(GPtrArray) tickets =
	    g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);

	if (!read_ids(spool, query, ids, error) || !count(spool, query, ret_count, error))
		return false;
	for (unsigned i = 0; i < ids->len; i++) {
		Ticket *ticket = NULL;

		if (!ticket_get(spool, g_array_index(ids, int64_t, i), &ticket, error))
			return false;
		g_ptr_array_add(tickets, ticket);
	}
	*ret_tickets = g_steal_pointer(&tickets);
	return true;
}
