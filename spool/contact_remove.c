/* SPDX-License-Identifier: Apache-2.0 */
/* Forgetting a contact; it stands above contact.c, contact_alias.c and contact_rights.c. */
#include "spool/contact.h"
#include "spool/factor.h"
#include "spool/sqlite.h"

static bool
contact_forget(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE contact SET name = '', language = NULL, account = NULL, known = 0, "
	    "registered_ms = 0,"
	    " manager = NULL, sees_organisation = 0, items = NULL WHERE id = $1");

	sql_bind_int(update, 1, id);
	return sql_run_on(update, "contact", id, error);
}

/* Removes it from the rows of others. */
static bool
contact_leave_others(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) reports =
	    sql_prepare(spool, "UPDATE contact SET manager = NULL WHERE manager = $1");
	g_autoptr(SqlStatement) approvals =
	    sql_prepare(spool, "DELETE FROM contact_approves_contact WHERE contact = $1");

	sql_bind_int(reports, 1, id);
	sql_bind_int(approvals, 1, id);
	return sql_run(reports, error) && sql_run(approvals, error);
}

static bool
contact_end_tokens(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE letter SET expires_ms = $1 WHERE contact = $2 AND expires_ms > $1");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, id);
	return sql_run(update, error);
}

/* What it was called before is forgotten, too. */
static bool
contact_forget_changes(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM contact_change WHERE contact = $1");

	sql_bind_int(delete, 1, id);
	return sql_run(delete, error);
}

/* A contact to whom anything refers stays, with who it is at a desk elsewhere. */
#define UNUSED                                                                \
	" AND NOT EXISTS (SELECT 1 FROM ticket WHERE reporter = $1)"          \
	" AND NOT EXISTS (SELECT 1 FROM ticket_person WHERE contact = $1)"    \
	" AND NOT EXISTS (SELECT 1 FROM ticket_requester WHERE contact = $1)" \
	" AND NOT EXISTS (SELECT 1 FROM letter WHERE contact = $1)"           \
	" AND NOT EXISTS (SELECT 1 FROM step_up WHERE contact = $1)"

static bool
contact_delete_unused(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) person =
	    sql_prepare(spool, "DELETE FROM desk_person WHERE contact = $1" UNUSED);
	g_autoptr(SqlStatement) contact =
	    sql_prepare(spool, "DELETE FROM contact WHERE id = $1" UNUSED);

	sql_bind_int(person, 1, id);
	sql_bind_int(contact, 1, id);
	return sql_run(person, error) && sql_run(contact, error);
}

bool
contact_remove(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	static const char *const NO_ALIASES[] = {NULL};

	return contact_forget(spool, id, error) && contact_leave_others(spool, id, error) &&
	       contact_set_aliases(spool, id, NO_ALIASES, now_ms, error) &&
	       contact_drop_approvals(spool, id, error) &&
	       contact_end_tokens(spool, id, now_ms, error) &&
	       contact_forget_changes(spool, id, error) && factor_remove(spool, id, error) &&
	       contact_delete_unused(spool, id, error);
}
