/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/contact_change.h"

#include "spool/contact.h"
#include "spool/sqlite.h"

void
contact_change_free(ContactChange *change)
{
	if (!change)
		return;
	g_free(change->field);
	g_free(change->old_value);
	g_free(change->new_value);
	g_free(change);
}

bool
contact_change_add(Spool *spool, const ContactChange *change, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO contact_change (contact, field, old_value, new_value, mail, at_ms)"
	    " VALUES ($1, $2, $3, $4, $5, $6)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_int(insert, 1, change->contact);
	sql_bind_text(insert, 2, change->field);
	sql_bind_text(insert, 3, change->old_value);
	sql_bind_text(insert, 4, change->new_value);
	sql_bind_id(insert, 5, change->mail);
	sql_bind_int(insert, 6, change->at_ms);
	return sql_run(insert, error);
}

static void *
change_from_row(SqlStatement *row)
{
	ContactChange *change = g_new0(ContactChange, 1);

	change->contact = sql_int(row, 0);
	change->field = sql_text(row, 1);
	change->old_value = sql_text(row, 2);
	change->new_value = sql_text(row, 3);
	change->mail = sql_int(row, 4);
	change->at_ms = sql_int(row, 5);
	return change;
}

bool
contact_change_list(Spool *spool, int64_t contact, GPtrArray **ret_changes, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT contact, field, old_value, new_value, mail, at_ms"
			       " FROM contact_change WHERE contact = $1 ORDER BY id");

	sql_bind_int(select, 1, contact);
	return sql_run_list(
	    select, change_from_row, (GDestroyNotify)contact_change_free, ret_changes, error);
}

/* The aliases but for this one, NULL-terminated; as it is spelled there. Caller owns. */
static bool
read_other_aliases(
    Spool *spool, int64_t contact, const char *address, GPtrArray **ret_aliases, GError **error)
{
	g_autoptr(GPtrArray) aliases = NULL;

	if (!contact_aliases(spool, contact, &aliases, error))
		return false;
	for (unsigned i = aliases->len; i > 0; i--)
		if (g_ascii_strcasecmp(aliases->pdata[i - 1], address) == 0)
			g_ptr_array_remove_index(aliases, i - 1);
	*ret_aliases = g_steal_pointer(&aliases);
	return true;
}

static bool
expire_to(Spool *spool, const Contact *contact, int64_t now_ms, GError **error)
{
	g_autofree char *key = sql_fold(contact->address);
	g_autoptr(SqlStatement) expire = sql_prepare(spool,
	    "UPDATE letter SET expires_ms = $1 WHERE contact = $2 AND recipient_key = $3"
	    " AND expires_ms > $1");

	sql_bind_int(expire, 1, now_ms);
	sql_bind_int(expire, 2, contact->id);
	sql_bind_text(expire, 3, key);
	return sql_run(expire, error);
}

static bool
move(Spool *spool, int64_t contact, const char *address, GError **error)
{
	g_autofree char *key = sql_fold(address);
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE contact SET address = $1, address_key = $2,"
			       " undeliverable = 0 WHERE id = $3");

	sql_bind_text(update, 1, address);
	sql_bind_text(update, 2, key);
	sql_bind_int(update, 3, contact);
	return sql_run_on(update, "contact", contact, error);
}

/* As an alias nobody else has it, and an unverified contact has given it up: then it is free. */
static bool
make_free(Spool *spool, int64_t contact, const char *address, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM contact_alias WHERE address_key = $1");
	g_autofree char *key = sql_fold(address);
	g_autoptr(GPtrArray) aliases = NULL;

	if (!read_other_aliases(spool, contact, address, &aliases, error))
		return false;
	g_ptr_array_add(aliases, g_strdup(address));
	g_ptr_array_add(aliases, NULL);
	sql_bind_text(delete, 1, key);
	return contact_set_aliases(
		   spool, contact, (const char *const *)aliases->pdata, now_ms, error) &&
	       sql_run(delete, error);
}

bool
contact_change_address(
    Spool *spool, int64_t contact, const char *address, int64_t now_ms, GError **error)
{
	g_autoptr(Contact) before = NULL;

	return contact_get(spool, contact, &before, error) &&
	       make_free(spool, contact, address, now_ms, error) &&
	       expire_to(spool, before, now_ms, error) && move(spool, contact, address, error);
}

bool
contact_change_end_tokens(
    Spool *spool, const ContactLetters *letters, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE letter SET expires_ms = $1 WHERE contact = $2 AND name = $3"
	    " AND expires_ms > $1");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, letters->contact);
	sql_bind_text(update, 3, letters->name);
	return sql_run(update, error);
}

bool
contact_change_count(Spool *spool, const ContactLetters *letters, int64_t since_ms,
    int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM letter WHERE contact = $1 AND name = $2 "
			       "AND created_ms >= $3");

	sql_bind_int(select, 1, letters->contact);
	sql_bind_text(select, 2, letters->name);
	sql_bind_int(select, 3, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}
