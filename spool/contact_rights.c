/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a contact may do. All is read when it is needed and nothing is inherited: a right that was
 * taken away is gone for the next mail, and who approves for an account approves for who is in it now.
 */
#include <string.h>

#include "spool/contact.h"
#include "spool/sqlite.h"

/* As for its account: a savepoint of its own only where it changes. */
static bool
rights_set_manager(Spool *spool, int64_t id, int64_t manager, GError **error)
{
	g_autoptr(SqlStatement) same = sql_prepare(
	    spool, "SELECT 1 FROM contact WHERE id = $1 AND coalesce(manager, 0) = $2");
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET manager = $1 WHERE id = $2");
	int64_t is_same = 0;

	sql_bind_int(same, 1, id);
	sql_bind_int(same, 2, manager);
	if (!sql_run_int(same, 0, &is_same, error))
		return false;
	sql_bind_id(update, 1, manager);
	sql_bind_int(update, 2, id);
	return is_same == 1 || sql_run(update, error);
}

bool
contact_set_rights(Spool *spool, int64_t id, const ContactRights *rights, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE contact SET"
	    " sees_organisation = CASE $1 WHEN -1 THEN sees_organisation ELSE $1 END,"
	    " items = nullif(coalesce($2, items, '" CONTACT_ALL_ITEMS "'),"
	    " '" CONTACT_ALL_ITEMS "') WHERE id = $3");

	sql_bind_int(update, 1, rights->sees_organisation ? *rights->sees_organisation : -1);
	sql_bind_text(update, 2, rights->items);
	sql_bind_int(update, 3, id);
	return sql_run_on(update, "contact", id, error) &&
	       (!rights->manager || rights_set_manager(spool, id, *rights->manager, error));
}

bool
contact_may_request(const Contact *contact, const char *item)
{
	g_auto(GStrv) names = NULL;

	if (!contact->items)
		return true;
	names = g_strsplit(contact->items, " ", -1);
	return g_strv_contains((const char *const *)names, item);
}

static bool
rights_name(Spool *spool, const Contact *approver, const Contact *other, bool *ret_named,
    GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT 1 FROM contact_approves_contact"
			       " WHERE approver = $1 AND contact = $2 UNION ALL"
			       " SELECT 1 FROM contact_approves_account"
			       " WHERE approver = $1 AND account = $3");
	int64_t named = 0;

	sql_bind_int(select, 1, approver->id);
	sql_bind_int(select, 2, other->id);
	sql_bind_int(select, 3, other->account);
	if (!sql_run_int(select, 0, &named, error))
		return false;
	*ret_named = named == 1;
	return true;
}

bool
contact_may_approve(
    Spool *spool, const Contact *approver, const Contact *other, bool *ret_may, GError **error)
{
	bool may = approver->known && approver->id != other->id;

	if (may && other->manager != approver->id)
		return rights_name(spool, approver, other, ret_may, error);
	*ret_may = may;
	return true;
}

bool
contact_approver(Spool *spool, const Contact *contact, Contact **ret_approver, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT c.id FROM contact c WHERE c.id = $1 AND c.id <> $2 AND c.known = 1"
	    " AND c.undeliverable = 0"
	    " UNION ALL SELECT c.id FROM contact_approves_contact x JOIN contact c"
	    " ON c.id = x.approver WHERE x.contact = $2 AND c.id <> $2 AND c.known = 1"
	    " AND c.undeliverable = 0"
	    " UNION ALL SELECT c.id FROM contact_approves_account x JOIN contact c"
	    " ON c.id = x.approver WHERE x.account = $3 AND c.id <> $2 AND c.known = 1"
	    " AND c.undeliverable = 0");
	int64_t id = 0;

	*ret_approver = NULL;
	sql_bind_id(select, 1, contact->manager);
	sql_bind_int(select, 2, contact->id);
	sql_bind_id(select, 3, contact->account);
	return sql_run_int(select, 0, &id, error) &&
	       (id == 0 || contact_get(spool, id, ret_approver, error));
}

bool
contact_drop_approvals(Spool *spool, int64_t approver, GError **error)
{
	g_autoptr(SqlStatement) contacts =
	    sql_prepare(spool, "DELETE FROM contact_approves_contact WHERE approver = $1");
	g_autoptr(SqlStatement) accounts =
	    sql_prepare(spool, "DELETE FROM contact_approves_account WHERE approver = $1");

	sql_bind_int(contacts, 1, approver);
	sql_bind_int(accounts, 1, approver);
	return sql_run(contacts, error) && sql_run(accounts, error);
}

bool
contact_add_approval(
    Spool *spool, int64_t approver, int64_t contact, int64_t account, GError **error)
{
	static const char OF_CONTACT[] =
	    "INSERT INTO contact_approves_contact (approver, contact) VALUES ($1, $2)"
	    " ON CONFLICT DO NOTHING";
	static const char OF_ACCOUNT[] =
	    "INSERT INTO contact_approves_account (approver, account) VALUES ($1, $2)"
	    " ON CONFLICT DO NOTHING";
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, contact != 0 ? OF_CONTACT : OF_ACCOUNT);

	sql_bind_int(insert, 1, approver);
	sql_bind_int(insert, 2, contact != 0 ? contact : account);
	return sql_run(insert, error);
}

static void *
approval_from_row(SqlStatement *row)
{
	return sql_text(row, 0);
}

bool
contact_approvals(Spool *spool, int64_t approver, GPtrArray **ret_names, GError **error)
{
	g_autoptr(SqlStatement) contacts =
	    sql_prepare(spool, "SELECT c.address FROM contact_approves_contact x JOIN contact "
			       "c ON c.id = x.contact"
			       " WHERE x.approver = $1");
	g_autoptr(SqlStatement) accounts = sql_prepare(spool,
	    "SELECT a.name FROM contact_approves_account x JOIN account a ON a.id = x.account"
	    " WHERE x.approver = $1");
	g_autoptr(GPtrArray) names = NULL;
	g_autoptr(GPtrArray) more = NULL;

	sql_bind_int(contacts, 1, approver);
	sql_bind_int(accounts, 1, approver);
	if (!sql_run_list(contacts, approval_from_row, g_free, &names, error) ||
	    !sql_run_list(accounts, approval_from_row, g_free, &more, error))
		return false;
	g_ptr_array_extend_and_steal(names, g_steal_pointer(&more));
	*ret_names = g_steal_pointer(&names);
	return true;
}
