/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts and accounts. Addresses and account names are looked up by a folded key. Only ASCII
 * letters are folded: Unicode's folding knows the Kelvin sign and the long s, by which a
 * stranger's address could be made to look like somebody else's.
 */
#include "spool/contact.h"

#include <string.h>

#include "spool/sqlite.h"

#define COLUMNS                                                                          \
	" c.name, coalesce(c.language, a.language), c.account, a.name, c.known, a.team," \
	" c.manager, c.sees_organisation, c.items, c.registered_ms"
#define SELECT_CONTACT                                                        \
	"SELECT c.id, c.address, c.undeliverable," COLUMNS " FROM contact c " \
	"LEFT JOIN account a ON a.id = c.account"

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
	g_free(contact->items);
	g_free(contact);
}

static void *
contact_from_row(SqlStatement *row)
{
	Contact *contact = g_new0(Contact, 1);

	contact->id = sql_int(row, 0);
	contact->address = sql_text(row, 1);
	contact->undeliverable = sql_int(row, 2) == 1;
	contact->name = sql_text(row, 3);
	contact->language = sql_text(row, 4);
	contact->account = sql_int(row, 5);
	contact->account_name = sql_text(row, 6);
	contact->known = sql_int(row, 7) == 1;
	contact->group = sql_text(row, 8);
	contact->manager = sql_int(row, 9);
	contact->sees_organisation = sql_int(row, 10) == 1;
	contact->items = sql_text(row, 11);
	contact->registered_ms = sql_int(row, 12);
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

static bool
contact_find_by(SqlStatement *select, const char *key, Contact **ret_contact, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	sql_bind_text(select, 1, key);
	if (sql_next(select))
		contact = contact_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_contact = g_steal_pointer(&contact);
	return true;
}

/* The same address with the labels of its domain as people write them, as it was kept once; NULL: it has none such. */
static char *
contact_old_key(const char *key)
{
	const char *at = strrchr(key, '@');
	g_autofree char *domain = NULL;

	if (at == NULL || strstr(at, "xn--") == NULL)
		return NULL;
	domain = g_hostname_to_unicode(at + 1);
	return domain == NULL ? NULL : g_strdup_printf("%.*s@%s", (int)(at - key), key, domain);
}

static bool
contact_find_own(Spool *spool, const char *key, Contact **ret_contact, GError **error)
{
	g_autoptr(SqlStatement) own =
	    sql_prepare(spool, SELECT_CONTACT " WHERE c.address_key = $1");

	return contact_find_by(own, key, ret_contact, error);
}

/* Most addresses are contacts' own: their aliases are asked for only when it is none of these. */
bool
contact_find(Spool *spool, const char *address, Contact **ret_contact, GError **error)
{
	static const char BY_ALIAS[] =
	    "SELECT c.id, x.address, x.undeliverable," COLUMNS " FROM contact_alias x"
	    " JOIN contact c ON c.id = x.contact LEFT JOIN account a ON a.id = c.account"
	    " WHERE x.address_key = $1";
	g_autofree char *key = sql_fold(address);
	g_autofree char *old_key = contact_old_key(key);
	g_autoptr(SqlStatement) alias = NULL;

	if (!contact_find_own(spool, key, ret_contact, error))
		return false;
	if (!*ret_contact && old_key && !contact_find_own(spool, old_key, ret_contact, error))
		return false;
	if (*ret_contact)
		return true;
	alias = sql_prepare(spool, BY_ALIAS);
	return contact_find_by(alias, key, ret_contact, error);
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

/* The account of this name, made when there is none. Not by one UPSERT, for which SQLite makes a
 * savepoint of its own each time. */
static bool
contact_account(Spool *spool, const char *name, int64_t *ret_id, GError **error)
{
	g_autofree char *key = sql_fold(name);
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id FROM account WHERE name_key = $1");
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO account (name, name_key) VALUES ($1, $2)");

	sql_bind_text(select, 1, key);
	if (!sql_run_int(select, 0, ret_id, error))
		return false;
	if (*ret_id != 0)
		return true;
	sql_bind_text(insert, 1, name);
	sql_bind_text(insert, 2, key);
	return sql_run_insert(insert, ret_id, error);
}

/* An alias is no contact's own address. */
static bool
contact_refuse_alias(Spool *spool, const char *address, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT c.address FROM contact_alias x JOIN contact c ON c.id = x.contact"
	    " WHERE x.address_key = $1");
	g_autofree char *key = sql_fold(address);
	g_autofree char *owner = NULL;

	sql_bind_text(select, 1, key);
	if (!sql_run_text(select, &owner, error))
		return false;
	if (!owner)
		return true;
	g_set_error(
	    error, SPOOL_ERROR, SPOOL_ERROR_EXISTS, "%s is an alias of %s", address, owner);
	return false;
}

/* An operator's word. */
static bool
contact_verify(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET known = 1, registered_ms = 0 WHERE id = $1");

	sql_bind_int(update, 1, id);
	return sql_run(update, error);
}

bool
contact_add(Spool *spool, const ContactDetails *details, int64_t now_ms, int64_t *ret_id,
    GError **error)
{
	g_autofree char *key = sql_fold(details->address);
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id FROM contact WHERE address_key = $1");
	const Contact fresh = {.address = (char *)details->address, .name = (char *)""};
	int64_t id = 0;

	sql_bind_text(select, 1, key);
	if (!sql_run_int(select, 0, &id, error))
		return false;
	if (id == 0 && (!contact_refuse_alias(spool, details->address, error) ||
			   !contact_insert(spool, &fresh, now_ms, &id, error)))
		return false;
	*ret_id = id;
	return contact_verify(spool, id, error) && contact_set(spool, id, details, error);
}

/* Who leaves an account loses the letters on its tickets: their tokens prove nothing any more. */
static bool
contact_leave_account(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE letter SET expires_ms = 0 WHERE contact = $1 AND ticket IN"
	    " (SELECT t.id FROM ticket t JOIN contact c ON c.account = t.account"
	    " WHERE c.id = $1)");

	sql_bind_int(update, 1, id);
	return sql_run(update, error);
}

/* A column that refers to another table costs a savepoint of its own, so it is set where it changes
 * only. */
static bool
contact_set_account(Spool *spool, int64_t id, const char *name, GError **error)
{
	g_autoptr(SqlStatement) same = sql_prepare(
	    spool, "SELECT 1 FROM contact WHERE id = $1 AND coalesce(account, 0) = $2");
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET account = $1 WHERE id = $2");
	int64_t account = 0, is_same = 0;

	if (name[0] != '\0' && !contact_account(spool, name, &account, error))
		return false;
	sql_bind_int(same, 1, id);
	sql_bind_int(same, 2, account);
	if (!sql_run_int(same, 0, &is_same, error))
		return false;
	if (is_same == 1)
		return true;
	sql_bind_id(update, 1, account);
	sql_bind_int(update, 2, id);
	return contact_leave_account(spool, id, error) && sql_run(update, error);
}

bool
contact_set(Spool *spool, int64_t id, const ContactDetails *details, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET name = coalesce($1, name),"
			       " language = nullif(coalesce($2, language), ''),"
			       " registered_ms = iif($3 IS NULL, registered_ms, 0)"
			       " WHERE id = $4");

	sql_bind_text(update, 1, details->name);
	sql_bind_text(update, 2, details->language);
	sql_bind_text(update, 3, details->account);
	sql_bind_int(update, 4, id);
	return sql_run_on(update, "contact", id, error) &&
	       (!details->account || contact_set_account(spool, id, details->account, error));
}

bool
contact_join(Spool *spool, int64_t id, int64_t account, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET known = 1, registered_ms = 0, account = $1"
			       " WHERE id = $2");

	sql_bind_int(update, 1, account);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "contact", id, error);
}

bool
contact_register(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET known = 1, registered_ms = $1"
			       " WHERE id = $2 AND known = 0");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, id);
	return sql_run(update, error);
}

bool
contact_set_undeliverable(
    Spool *spool, int64_t id, const char *address, bool undeliverable, GError **error)
{
	g_autofree char *key = sql_fold(address);
	g_autoptr(SqlStatement) own = sql_prepare(
	    spool, "UPDATE contact SET undeliverable = $1 WHERE id = $2 AND address_key = $3");
	g_autoptr(SqlStatement) alias =
	    sql_prepare(spool, "UPDATE contact_alias SET undeliverable = $1 WHERE address_key "
			       "= $2 AND contact = $3");

	sql_bind_int(own, 1, undeliverable);
	sql_bind_int(own, 2, id);
	sql_bind_text(own, 3, key);
	sql_bind_int(alias, 1, undeliverable);
	sql_bind_text(alias, 2, key);
	sql_bind_int(alias, 3, id);
	return sql_run(own, error) && sql_run(alias, error);
}

bool
contact_account_name(Spool *spool, int64_t account, char **ret_name, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT name FROM account WHERE id = $1");

	sql_bind_int(select, 1, account);
	return sql_run_text(select, ret_name, error);
}

bool
contact_list_page(
    Spool *spool, const ContactPage *page, GPtrArray **ret_contacts, GError **error)
{
	static const char ALL[] =
	    SELECT_CONTACT " WHERE c.address_key > $1 ORDER BY c.address_key LIMIT $2";
	static const char OF_ACCOUNT[] =
	    SELECT_CONTACT " WHERE c.address_key > $1 AND c.account = $2"
			   " ORDER BY c.address_key LIMIT $3";
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, page->account == 0 ? ALL : OF_ACCOUNT);
	g_autofree char *after = sql_fold(page->after == NULL ? "" : page->after);

	sql_bind_text(select, 1, after);
	if (page->account != 0)
		sql_bind_int(select, 2, page->account);
	sql_bind_int(select, page->account == 0 ? 2 : 3, page->limit);
	return sql_run_list(
	    select, contact_from_row, (GDestroyNotify)contact_free, ret_contacts, error);
}

bool
contact_list(Spool *spool, int64_t account, GPtrArray **ret_contacts, GError **error)
{
	return contact_list_page(spool, &(ContactPage){.account = account, .limit = G_MAXINT32},
	    ret_contacts, error);
}

bool
contact_list_registered(Spool *spool, GPtrArray **ret_contacts, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, SELECT_CONTACT " WHERE c.registered_ms > 0 ORDER BY c.registered_ms");

	return sql_run_list(
	    select, contact_from_row, (GDestroyNotify)contact_free, ret_contacts, error);
}

bool
contact_count_registered(Spool *spool, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM contact WHERE registered_ms > 0");

	return sql_run_int(select, 0, ret_count, error);
}
