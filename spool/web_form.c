/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/web_form.h"

#include "spool/sqlite.h"

static const char *const DEED_NAMES[WEB_DEEDS] = {
    [WEB_DEED_OPEN] = "open",
    [WEB_DEED_REQUEST] = "request",
    [WEB_DEED_COMMENT] = "comment",
    [WEB_DEED_ACCEPT] = "accept",
    [WEB_DEED_REJECT] = "reject",
    [WEB_DEED_APPROVE] = "approve",
    [WEB_DEED_DECLINE] = "decline",
};

const char *
web_deed_name(WebDeed deed)
{
	return DEED_NAMES[deed];
}

bool
web_deed_from_name(const char *name, WebDeed *ret_deed)
{
	for (size_t i = 0; i < G_N_ELEMENTS(DEED_NAMES); i++)
		if (g_strcmp0(name, DEED_NAMES[i]) == 0) {
			*ret_deed = (WebDeed)i;
			return true;
		}
	return false;
}

void
web_form_free(WebForm *form)
{
	if (form == NULL)
		return;
	g_free(form->item);
	g_clear_pointer(&form->fields, g_hash_table_unref);
	g_free(form);
}

const char *
web_form_field(const WebForm *form, const char *name)
{
	return form->fields == NULL ? NULL : g_hash_table_lookup(form->fields, name);
}

static bool
add_field(Spool *spool, int64_t mail, const char *name, const char *value, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO web_field (mail, name, value) VALUES ($1, $2, $3)");

	sql_bind_int(insert, 1, mail);
	sql_bind_text(insert, 2, name);
	sql_bind_text(insert, 3, value);
	return sql_run(insert, error);
}

static bool
add_fields(Spool *spool, const WebForm *form, GError **error)
{
	GHashTableIter iterator;
	void *name = NULL;
	void *value = NULL;

	if (form->fields == NULL)
		return true;
	g_hash_table_iter_init(&iterator, form->fields);
	while (g_hash_table_iter_next(&iterator, &name, &value))
		if (!add_field(spool, form->mail, name, value, error))
			return false;
	return true;
}

bool
web_form_add(
    Spool *spool, const WebForm *form, const uint8_t *nonce, size_t size, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO web_form (mail, nonce, contact, deed, ticket, item,"
			       " letter) VALUES ($1, $2, $3, $4, $5, $6, $7)");

	sql_bind_int(insert, 1, form->mail);
	sql_bind_blob(insert, 2, nonce, size);
	sql_bind_int(insert, 3, form->contact);
	sql_bind_text(insert, 4, DEED_NAMES[form->deed]);
	sql_bind_id(insert, 5, form->ticket);
	sql_bind_text(insert, 6, form->item);
	sql_bind_int(insert, 7, form->letter);
	return sql_run(insert, error) && add_fields(spool, form, error);
}

static bool
get_fields(Spool *spool, WebForm *form, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT name, value FROM web_field WHERE mail = $1");

	form->fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	sql_bind_int(select, 1, form->mail);
	while (sql_next(select))
		g_hash_table_insert(form->fields, sql_text(select, 0), sql_text(select, 1));
	return sql_done(select, error);
}

static void *
form_from_row(SqlStatement *row)
{
	WebForm *form = g_new0(WebForm, 1);

	form->mail = sql_int(row, 0);
	form->contact = sql_int(row, 1);
	form->deed = (WebDeed)sql_name(row, 2, DEED_NAMES, G_N_ELEMENTS(DEED_NAMES));
	form->ticket = sql_int(row, 3);
	form->item = sql_text(row, 4);
	form->letter = sql_int(row, 5);
	return form;
}

bool
web_form_get(Spool *spool, int64_t mail, WebForm **ret_form, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT mail, contact, deed, ticket, item, letter FROM web_form"
			       " WHERE mail = $1");
	g_autoptr(WebForm) form = NULL;

	sql_bind_int(select, 1, mail);
	if (sql_next(select))
		form = form_from_row(select);
	if (!sql_done(select, error) || (form != NULL && !get_fields(spool, form, error)))
		return false;
	*ret_form = g_steal_pointer(&form);
	return true;
}

bool
web_form_find(Spool *spool, int64_t contact, const void *nonce, size_t size, int64_t *ret_mail,
    GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT mail FROM web_form WHERE contact = $1 AND nonce = $2");

	sql_bind_int(select, 1, contact);
	sql_bind_blob(select, 2, nonce, size);
	return sql_run_int(select, 0, ret_mail, error);
}

bool
web_form_count_of_letter(
    Spool *spool, int64_t letter, int64_t since_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM web_form f JOIN mail m ON m.id = f.mail"
			       " WHERE f.letter = $1 AND f.letter > 0 AND m.received_ms >= $2");

	sql_bind_int(select, 1, letter);
	sql_bind_int(select, 2, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}
