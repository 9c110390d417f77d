/* SPDX-License-Identifier: Apache-2.0 */
/* Each pair of tickets stands once; whoever asks for one of them gets the other. */
#include "spool/ticket_link.h"

#include "spool/sqlite.h"

static const char *const REASONS[] = {
    [LINK_NAMED] = "named",
    [LINK_THREAD] = "same conversation",
    [LINK_FORWARDED] = "forwarded",
    [LINK_DESK] = "linked by the desk",
};

const char *
ticket_link_reason_name(TicketLinkReason why)
{
	return REASONS[why];
}

void
ticket_link_free(TicketLink *link)
{
	if (!link)
		return;
	g_free(link->number);
	g_free(link);
}

static void *
ticket_link_from_row(SqlStatement *row)
{
	TicketLink *link = g_new0(TicketLink, 1);

	link->ticket = sql_int(row, 0);
	link->number = sql_text(row, 1);
	link->why = (TicketLinkReason)sql_name(row, 2, REASONS, G_N_ELEMENTS(REASONS));
	link->names = sql_int(row, 3) == 1;
	return link;
}

bool
ticket_links(Spool *spool, int64_t ticket, GPtrArray **ret_links, GError **error)
{
	static const char SELECT[] =
	    "SELECT t.id, t.number, l.why, l.names FROM"
	    " (SELECT other, why, 1 AS names FROM ticket_link WHERE ticket = $1"
	    "  UNION ALL SELECT ticket, why, 0 FROM ticket_link WHERE other = $1) l"
	    " JOIN ticket t ON t.id = l.other ORDER BY t.id";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	return sql_run_list(
	    select, ticket_link_from_row, (GDestroyNotify)ticket_link_free, ret_links, error);
}

bool
ticket_find_unseen(Spool *spool, const char *message_id, int64_t *ret_ticket, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT ticket FROM ticket_unseen WHERE message_id = $1 ORDER BY ticket LIMIT 1");

	sql_bind_text(select, 1, message_id);
	return sql_run_int(select, 0, ret_ticket, error);
}

/* What is merged is never merged into, so that the way has an end. */
bool
ticket_follow(Spool *spool, int64_t ticket, int64_t *ret_ticket, GError **error)
{
	static const char SELECT[] =
	    "WITH RECURSIVE way (id, next) AS ("
	    "  SELECT id, merged_into FROM ticket WHERE id = $1"
	    "  UNION SELECT t.id, t.merged_into FROM ticket t JOIN way w ON t.id = w.next)"
	    " SELECT id FROM way WHERE next IS NULL";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	return sql_run_int(select, ticket, ret_ticket, error);
}

bool
ticket_find_now(Spool *spool, const char *number, Ticket **ret_ticket, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	int64_t id = 0;

	if (!ticket_find(spool, number, &ticket, error))
		return false;
	if (ticket == NULL || ticket->merged_into == 0) {
		*ret_ticket = g_steal_pointer(&ticket);
		return true;
	}
	return ticket_follow(spool, ticket->id, &id, error) &&
	       ticket_get(spool, id, ret_ticket, error);
}

static void *
ticket_number_from_row(SqlStatement *row)
{
	return sql_text(row, 0);
}

bool
ticket_merged(Spool *spool, int64_t ticket, GPtrArray **ret_numbers, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT number FROM ticket WHERE merged_into = $1 ORDER BY id");

	sql_bind_int(select, 1, ticket);
	return sql_run_list(select, ticket_number_from_row, g_free, ret_numbers, error);
}

bool
ticket_has_words_of(
    Spool *spool, int64_t ticket, const char *address, bool *ret_has, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT 1 FROM ticket_entry e JOIN mail m ON m.id = e.mail"
			       " WHERE e.ticket = $1 AND lower(m.from_address) = $2 LIMIT 1");
	g_autofree char *key = sql_fold(address);
	int64_t has = 0;

	sql_bind_int(select, 1, ticket);
	sql_bind_text(select, 2, key);
	if (!sql_run_int(select, 0, &has, error))
		return false;
	*ret_has = has == 1;
	return true;
}
