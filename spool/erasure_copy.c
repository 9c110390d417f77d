/* SPDX-License-Identifier: Apache-2.0 */
/* What erasing a person is about, for who is to say yes to it; and the copies on servers, for who deletes them. */
#include "spool/erasure.h"
#include "spool/sqlite.h"

bool
erasure_note_copies(Spool *spool, int64_t mail, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT OR IGNORE INTO erasure_copy (mailbox, mail)"
			       " SELECT mailbox, mail FROM mail_copy WHERE mail = $1");

	sql_bind_int(insert, 1, mail);
	return sql_run(insert, error);
}

void
erasure_copy_free(ErasureCopy *copy)
{
	g_free(copy->hash);
	g_free(copy);
}

static void *
copy_from_row(SqlStatement *row)
{
	ErasureCopy *copy = g_new0(ErasureCopy, 1);

	copy->mail = sql_int(row, 0);
	copy->hash = sql_text(row, 1);
	copy->size = sql_int(row, 2);
	copy->header_only = sql_int(row, 3) == 1;
	return copy;
}

bool
erasure_copies(
    Spool *spool, const char *mailbox, int limit, GPtrArray **ret_copies, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT m.id, coalesce(m.hash, ''), m.size, m.header_only FROM erasure_copy c"
	    " JOIN mail m ON m.id = c.mail WHERE c.mailbox = $1 LIMIT $2");

	sql_bind_text(select, 1, mailbox);
	sql_bind_int(select, 2, limit);
	return sql_run_list(
	    select, copy_from_row, (GDestroyNotify)erasure_copy_free, ret_copies, error);
}

bool
erasure_copies_mailbox(Spool *spool, const char *after, char **ret_mailbox, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT mailbox FROM erasure_copy WHERE mailbox > $1 ORDER BY mailbox LIMIT 1");

	sql_bind_text(select, 1, after);
	return sql_run_text(select, ret_mailbox, error);
}

bool
erasure_copies_count(Spool *spool, const char *mailbox, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM erasure_copy WHERE mailbox = $1");

	sql_bind_text(select, 1, mailbox);
	return sql_run_int(select, 0, ret_count, error);
}

bool
erasure_copy_done(Spool *spool, const char *mailbox, int64_t mail, GError **error)
{
	g_autoptr(SqlStatement) remove =
	    sql_prepare(spool, "DELETE FROM erasure_copy WHERE mailbox = $1 AND mail = $2");

	sql_bind_text(remove, 1, mailbox);
	sql_bind_int(remove, 2, mail);
	return sql_run(remove, error);
}

void
erasure_plan_clear(ErasurePlan *plan)
{
	g_clear_pointer(&plan->open, g_ptr_array_unref);
	g_clear_pointer(&plan->held, g_ptr_array_unref);
	g_clear_pointer(&plan->elsewhere, g_ptr_array_unref);
	g_clear_pointer(&plan->copies, g_ptr_array_unref);
}

static void *
text_from_row(SqlStatement *row)
{
	return sql_text(row, 0);
}

static bool
list(Spool *spool, const char *sql, int64_t contact, GPtrArray **ret_texts, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);

	sql_bind_int(select, 1, contact);
	return sql_run_list(select, text_from_row, g_free, ret_texts, error);
}

static bool
count(Spool *spool, const char *sql, int64_t contact, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);

	sql_bind_int(select, 1, contact);
	return sql_run_int(select, 0, ret_count, error);
}

/* Names that are compared without case, as mails have them. */
#define FROM_IT                                                                            \
	" m.from_address COLLATE NOCASE IN (SELECT address_key FROM contact WHERE id = $1" \
	" UNION ALL SELECT address_key FROM contact_alias WHERE contact = $1)"

bool
erasure_plan(Spool *spool, int64_t contact, ErasurePlan *ret_plan, GError **error)
{
	return count(spool, "SELECT count(*) FROM ticket WHERE reporter = $1", contact,
		   &ret_plan->tickets, error) &&
	       count(spool, "SELECT count(*) FROM mail m WHERE" FROM_IT, contact,
		   &ret_plan->mails, error) &&
	       count(spool, "SELECT count(*) FROM letter WHERE contact = $1", contact,
		   &ret_plan->letters, error) &&
	       count(spool, "SELECT count(*) FROM ticket_person WHERE contact = $1", contact,
		   &ret_plan->shared, error) &&
	       list(spool,
		   "SELECT number FROM ticket WHERE reporter = $1 AND state NOT IN ('closed',"
		   " 'cancelled', 'fulfilled', 'declined', 'expired') ORDER BY id LIMIT 1000",
		   contact, &ret_plan->open, error) &&
	       list(spool,
		   "SELECT t.number FROM ticket t JOIN ticket_hold h ON h.ticket = t.id"
		   " WHERE t.id IN (SELECT id FROM ticket WHERE reporter = $1 UNION ALL"
		   "  SELECT ticket FROM ticket_person WHERE contact = $1)"
		   " ORDER BY t.id LIMIT 1000",
		   contact, &ret_plan->held, error) &&
	       list(spool,
		   "SELECT t.number || ' (' || d.remote_id || ')' FROM ticket t"
		   " JOIN desk_ticket d ON d.ticket = t.id WHERE t.reporter = $1"
		   " AND d.remote_id IS NOT NULL ORDER BY t.id LIMIT 1000",
		   contact, &ret_plan->elsewhere, error) &&
	       list(spool,
		   "SELECT DISTINCT c.mailbox FROM mail m JOIN mail_copy c ON c.mail = m.id"
		   " WHERE" FROM_IT " ORDER BY 1",
		   contact, &ret_plan->copies, error);
}
