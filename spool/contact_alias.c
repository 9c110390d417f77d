/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other addresses of a contact. An address is one contact's at most: its own or its alias, never
 * both, so that whoever writes from it is one person.
 */
#include "spool/contact.h"
#include "spool/factor.h"
#include "spool/sqlite.h"

static void *
alias_from_row(SqlStatement *row)
{
	return sql_text(row, 0);
}

bool
contact_aliases(Spool *spool, int64_t id, GPtrArray **ret_addresses, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT address FROM contact_alias WHERE contact = $1 ORDER BY address_key");

	sql_bind_int(select, 1, id);
	return sql_run_list(select, alias_from_row, g_free, ret_addresses, error);
}

static bool
alias_drop(Spool *spool, int64_t id, const char *address, int64_t now_ms, GError **error)
{
	g_autofree char *key = sql_fold(address);
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM contact_alias WHERE address_key = $1");
	g_autoptr(SqlStatement) expire = sql_prepare(spool,
	    "UPDATE letter SET expires_ms = $1 WHERE contact = $2 AND recipient_key = $3"
	    " AND expires_ms > $1");

	sql_bind_text(delete, 1, key);
	sql_bind_int(expire, 1, now_ms);
	sql_bind_int(expire, 2, id);
	sql_bind_text(expire, 3, key);
	return sql_run(delete, error) && sql_run(expire, error);
}

static bool
alias_is_among(const char *address, const char *const *addresses)
{
	for (; *addresses; addresses++)
		if (g_ascii_strcasecmp(address, *addresses) == 0)
			return true;
	return false;
}

static bool
alias_drop_others(
    Spool *spool, int64_t id, const char *const *kept, int64_t now_ms, GError **error)
{
	g_autoptr(GPtrArray) old = NULL;

	if (!contact_aliases(spool, id, &old, error))
		return false;
	for (guint i = 0; i < old->len; i++) {
		const char *address = g_ptr_array_index(old, i);

		if (!alias_is_among(address, kept) &&
		    !alias_drop(spool, id, address, now_ms, error))
			return false;
	}
	return true;
}

/* The unverified contact becomes part of this one. No ticket is its any more. */
static bool
alias_merge(Spool *spool, int64_t id, int64_t other, GError **error)
{
	g_autoptr(SqlStatement) move =
	    sql_prepare(spool, "UPDATE letter SET contact = $1 WHERE contact = $2");
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM contact WHERE id = $1");

	sql_bind_int(move, 1, id);
	sql_bind_int(move, 2, other);
	sql_bind_int(delete, 1, other);
	return sql_run(move, error) && factor_remove(spool, other, error) &&
	       sql_run(delete, error);
}

/* The address is nobody's, or becomes free. */
static bool
alias_make_free(Spool *spool, int64_t id, const char *address, GError **error)
{
	g_autoptr(Contact) owner = NULL;

	if (!contact_find(spool, address, &owner, error))
		return false;
	if (!owner)
		return true;
	if (!owner->known && owner->id != id)
		return alias_merge(spool, id, owner->id, error);
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_EXISTS,
	    owner->id == id ? "%s is its own address already" : "%s is another contact's",
	    address);
	return false;
}

static bool
alias_add(Spool *spool, int64_t id, const char *address, GError **error)
{
	g_autofree char *key = sql_fold(address);
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO contact_alias (address_key, address, contact) VALUES ($1, $2, $3)");

	if (!alias_make_free(spool, id, address, error))
		return false;
	sql_bind_text(insert, 1, key);
	sql_bind_text(insert, 2, address);
	sql_bind_int(insert, 3, id);
	return sql_run(insert, error);
}

bool
contact_set_aliases(
    Spool *spool, int64_t id, const char *const *addresses, int64_t now_ms, GError **error)
{
	g_autoptr(GPtrArray) kept = NULL;

	if (!alias_drop_others(spool, id, addresses, now_ms, error) ||
	    !contact_aliases(spool, id, &kept, error))
		return false;
	g_ptr_array_add(kept, NULL);
	for (; *addresses; addresses++)
		if (!alias_is_among(*addresses, (const char *const *)kept->pdata) &&
		    !alias_add(spool, id, *addresses, error))
			return false;
	return true;
}
