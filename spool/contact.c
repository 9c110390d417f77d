/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts and accounts. Addresses and account names are looked up by a folded key. Only ASCII
 * letters are folded: Unicode's folding knows the Kelvin sign and the long s, by which a
 * stranger's address could be made to look like somebody else's.
 */
#include "spool/contact.h"

#include "spool/sqlite.h"

#define SELECT_CONTACT                                                                     \
	"SELECT c.id, c.address, c.name, coalesce(c.language, a.language), c.account,"     \
	" a.name, c.known, c.undeliverable, a.team FROM contact c LEFT JOIN account a ON " \
	"a.id = c.account"

void
contact_free(Contact *contact)
{
	if (!contact)
		return;
	g_free(contact->address);
	g_free(contact->name);
	g_free(contact->language);
	g_free(contact->account_name);
	g_free(contact->group);
	g_free(contact);
}

static void *
contact_from_row(SqlStatement *row)
{
	Contact *contact = g_new0(Contact, 1);

	contact->id = sql_int(row, 0);
	contact->address = sql_text(row, 1);
	contact->name = sql_text(row, 2);
	contact->language = sql_text(row, 3);
	contact->account = sql_int(row, 4);
	contact->account_name = sql_text(row, 5);
	contact->known = sql_int(row, 6) == 1;
	contact->undeliverable = sql_int(row, 7) == 1;
	contact->group = sql_text(row, 8);
	return contact;
}

bool
contact_get(Spool *spool, int64_t id, Contact **ret_contact, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_CONTACT " WHERE c.id = $1");
	g_autoptr(Contact) contact = NULL;

	sql_bind_int(select, 1, id);
	if (sql_next(select))
		contact = contact_from_row(select);
	if (!sql_done(select, error))
		return false;
	if (!contact) {
		sql_set_missing(error, "contact", id);
		return false;
	}
	*ret_contact = g_steal_pointer(&contact);
	return true;
}

bool
contact_find(Spool *spool, const char *address, Contact **ret_contact, GError **error)
{
	g_autofree char *key = sql_fold(address);
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_CONTACT " WHERE c.address_key = $1");
	g_autoptr(Contact) contact = NULL;

	sql_bind_text(select, 1, key);
	if (sql_next(select))
		contact = contact_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_contact = g_steal_pointer(&contact);
	return true;
}

static bool
contact_insert(
    Spool *spool, const Contact *contact, int64_t now_ms, int64_t *ret_id, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO contact (address, address_key, name, language, known, created_ms)"
	    " VALUES ($1, $2, $3, $4, 0, $5)";
	g_autofree char *key = sql_fold(contact->address);
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_text(insert, 1, contact->address);
	sql_bind_text(insert, 2, key);
	sql_bind_text(insert, 3, contact->name);
	sql_bind_text(insert, 4, contact->language);
	sql_bind_int(insert, 5, now_ms);
	return sql_run_insert(insert, ret_id, error);
}

bool
contact_meet(Spool *spool, const ContactDetails *details, int64_t now_ms, Contact **ret_contact,
    GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!contact_find(spool, details->address, &contact, error))
		return false;
	if (!contact) {
		contact = g_new0(Contact, 1);
		contact->address = g_strdup(details->address);
		contact->name = g_strdup(details->name ? details->name : "");
		contact->language = g_strdup(details->language);
		if (!contact_insert(spool, contact, now_ms, &contact->id, error))
			return false;
		FAILPOINT("contact.met");
	}
	*ret_contact = g_steal_pointer(&contact);
	return true;
}

/* The account of this name, made when there is none. */
static bool
contact_account(Spool *spool, const char *name, int64_t *ret_id, GError **error)
{
	static const char UPSERT[] =
	    "INSERT INTO account (name, name_key) VALUES ($1, $2)"
	    " ON CONFLICT (name_key) DO UPDATE SET name = account.name RETURNING id";
	g_autofree char *key = sql_fold(name);
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);

	sql_bind_text(upsert, 1, name);
	sql_bind_text(upsert, 2, key);
	return sql_run_int(upsert, 0, ret_id, error);
}

bool
contact_add(Spool *spool, const ContactDetails *details, int64_t now_ms, int64_t *ret_id,
    GError **error)
{
	static const char UPSERT[] =
	    "INSERT INTO contact"
	    " (address, address_key, name, language, account, known, created_ms)"
	    " VALUES ($1, $2, coalesce($3, ''), $4, $5, 1, $6)"
	    " ON CONFLICT (address_key) DO UPDATE SET name = coalesce($3, contact.name),"
	    " language = coalesce($4, contact.language),"
	    " account = coalesce($5, contact.account), known = 1 RETURNING id";
	g_autofree char *key = sql_fold(details->address);
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);
	int64_t account = 0;

	if (details->account && !contact_account(spool, details->account, &account, error))
		return false;
	sql_bind_text(upsert, 1, details->address);
	sql_bind_text(upsert, 2, key);
	sql_bind_text(upsert, 3, details->name);
	sql_bind_text(upsert, 4, details->language);
	sql_bind_id(upsert, 5, account);
	sql_bind_int(upsert, 6, now_ms);
	return sql_run_int(upsert, 0, ret_id, error);
}

bool
contact_join(Spool *spool, int64_t id, int64_t account, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET known = 1, account = $1 WHERE id = $2");

	sql_bind_int(update, 1, account);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "contact", id, error);
}

static bool
contact_forget(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE contact SET name = '', language = NULL, account = NULL, known = 0"
	    " WHERE id = $1");

	sql_bind_int(update, 1, id);
	return sql_run_on(update, "contact", id, error);
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

static bool
contact_end_copies(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE ticket_person SET gets_letters = 0 WHERE contact = $1");

	sql_bind_int(update, 1, id);
	return sql_run(update, error);
}

static bool
contact_delete_unused(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) delete = sql_prepare(spool,
	    "DELETE FROM contact WHERE id = $1"
	    " AND NOT EXISTS (SELECT 1 FROM ticket WHERE reporter = $1)"
	    " AND NOT EXISTS (SELECT 1 FROM ticket_person WHERE contact = $1)"
	    " AND NOT EXISTS (SELECT 1 FROM letter WHERE contact = $1)");

	sql_bind_int(delete, 1, id);
	return sql_run(delete, error);
}

bool
contact_remove(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	return contact_forget(spool, id, error) &&
	       contact_end_tokens(spool, id, now_ms, error) &&
	       contact_end_copies(spool, id, error) && contact_delete_unused(spool, id, error);
}

bool
contact_set_known(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET known = 1 WHERE id = $1");

	sql_bind_int(update, 1, id);
	return sql_run_on(update, "contact", id, error);
}

bool
contact_set_undeliverable(Spool *spool, int64_t id, bool undeliverable, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET undeliverable = $1 WHERE id = $2");

	sql_bind_int(update, 1, undeliverable);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "contact", id, error);
}

bool
contact_account_name(Spool *spool, int64_t account, char **ret_name, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT name FROM account WHERE id = $1");
	g_autofree char *name = NULL;

	sql_bind_int(select, 1, account);
	if (sql_next(select))
		name = sql_text(select, 0);
	if (!sql_done(select, error))
		return false;
	*ret_name = g_steal_pointer(&name);
	return true;
}

bool
contact_list(Spool *spool, GPtrArray **ret_contacts, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_CONTACT " ORDER BY c.address_key");

	return sql_run_list(
	    select, contact_from_row, (GDestroyNotify)contact_free, ret_contacts, error);
}
