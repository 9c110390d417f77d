/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hangs on a ticket, each kind in a table of its own; entries, attachments and reopenings are
 * only ever added.
 */
#include "spool/ticket_content.h"

#include "spool/sqlite.h"

static const char *const ENTRY_NAMES[] = {
    [ENTRY_DESCRIPTION] = "description",
    [ENTRY_COMMENT] = "comment",
    [ENTRY_ANSWER] = "answer",
    [ENTRY_QUESTION] = "question",
    [ENTRY_NOTE] = "note",
    [ENTRY_CHANGE] = "change",
    [ENTRY_LETTER] = "letter",
};

const char *
entry_kind_name(EntryKind kind)
{
	return ENTRY_NAMES[kind];
}

char *
entry_line(const Entry *entry)
{
	return entry->kind == ENTRY_QUESTION ? g_strdup_printf("asked: %s", entry->text)
					     : g_strdup(entry->text);
}

void
ticket_person_free(TicketPerson *person)
{
	if (!person)
		return;
	g_free(person->address);
	g_free(person->name);
	g_free(person);
}

void
entry_free(Entry *entry)
{
	if (!entry)
		return;
	g_free(entry->author);
	g_free(entry->text);
	g_free(entry->mark);
	g_free(entry);
}

void
ticket_attachment_free(TicketAttachment *attachment)
{
	if (!attachment)
		return;
	g_free(attachment->path);
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment->marks);
	g_free(attachment);
}

void
ticket_field_free(TicketField *field)
{
	if (!field)
		return;
	g_free(field->name);
	g_free(field->label);
	g_free(field->value);
	g_free(field);
}

static void *
ticket_person_from_row(SqlStatement *row)
{
	TicketPerson *person = g_new0(TicketPerson, 1);

	person->contact = sql_int(row, 0);
	person->address = sql_text(row, 1);
	person->name = sql_text(row, 2);
	person->known = sql_int(row, 3) == 1;
	person->gets_letters = sql_int(row, 4) == 1;
	person->is_party = person->gets_letters || sql_int(row, 5) == 1;
	return person;
}

bool
ticket_people(Spool *spool, int64_t ticket, GPtrArray **ret_people, GError **error)
{
	static const char SELECT[] =
	    "SELECT p.contact, c.address, c.name, c.known,"
	    " p.gets_letters = 1 OR (p.gets_letters = 2 AND c.known = 1 AND"
	    " coalesce(c.account = t.account, 0)),"
	    " c.known = 1 AND coalesce(c.account = t.account, 0)"
	    " FROM ticket_person p JOIN contact c ON c.id = p.contact"
	    " JOIN ticket t ON t.id = p.ticket WHERE p.ticket = $1 ORDER BY p.contact";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	return sql_run_list(select, ticket_person_from_row, (GDestroyNotify)ticket_person_free,
	    ret_people, error);
}

bool
ticket_is_requester(Spool *spool, int64_t ticket, int64_t contact, bool *ret_is, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT 1 FROM ticket_requester WHERE ticket = $1 AND contact = $2");
	int64_t is = 0;

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, contact);
	if (!sql_run_int(select, 0, &is, error))
		return false;
	*ret_is = is == 1;
	return true;
}

bool
ticket_request_is_confirmed(Spool *spool, int64_t ticket, bool *ret_confirmed, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT 1 FROM ticket_requester WHERE ticket = $1 AND confirmed = 1 LIMIT 1");
	int64_t is = 0;

	sql_bind_int(select, 1, ticket);
	if (!sql_run_int(select, 0, &is, error))
		return false;
	*ret_confirmed = is == 1;
	return true;
}

static void *
entry_from_row(SqlStatement *row)
{
	Entry *entry = g_new0(Entry, 1);

	entry->id = sql_int(row, 0);
	entry->ticket = sql_int(row, 1);
	entry->at_ms = sql_int(row, 2);
	entry->kind = (EntryKind)sql_name(row, 3, ENTRY_NAMES, G_N_ELEMENTS(ENTRY_NAMES));
	entry->author = sql_text(row, 4);
	entry->mark = sql_text(row, 5);
	entry->mail = sql_int(row, 6);
	entry->letter = sql_int(row, 7);
	entry->text = sql_text(row, 8);
	entry->repeats = sql_int(row, 9);
	entry->repeated_ms = sql_int(row, 10);
	return entry;
}

bool
ticket_description(Spool *spool, int64_t ticket, char **ret_text, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT text FROM ticket_entry WHERE ticket = $1"
			       " AND kind = 'description' ORDER BY id LIMIT 1");

	sql_bind_int(select, 1, ticket);
	return sql_run_text(select, ret_text, error);
}

bool
ticket_entries(Spool *spool, int64_t ticket, GPtrArray **ret_entries, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT e.id, e.ticket, e.at_ms, e.kind, e.author, e.mark, e.mail, e.letter, "
	    "e.text,"
	    " m.repeats, m.repeated_ms FROM ticket_entry e LEFT JOIN mail m ON m.id = e.mail"
	    " WHERE e.ticket = $1 ORDER BY e.id");

	sql_bind_int(select, 1, ticket);
	return sql_run_list(
	    select, entry_from_row, (GDestroyNotify)entry_free, ret_entries, error);
}

bool
ticket_last_entry(Spool *spool, int64_t ticket, int64_t *ret_id, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT id FROM ticket_entry WHERE ticket = $1 ORDER BY id DESC LIMIT 1");

	sql_bind_int(select, 1, ticket);
	return sql_run_int(select, 0, ret_id, error);
}

bool
ticket_last_words(Spool *spool, int64_t ticket, int64_t contact, char **ret_text,
    int64_t *ret_at_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT CASE e.mark WHEN '' THEN e.text END, e.at_ms"
	    " FROM ticket_entry e JOIN mail m ON m.id = e.mail"
	    " WHERE e.ticket = $1 AND e.kind IN ('description', 'comment')"
	    " AND lower(m.from_address) IN (SELECT address_key FROM contact WHERE id = $2"
	    "  UNION ALL SELECT address_key FROM contact_alias WHERE contact = $2)"
	    " ORDER BY e.id DESC LIMIT 1");

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, contact);
	if (sql_next(select)) {
		*ret_text = sql_text(select, 0);
		*ret_at_ms = sql_int(select, 1);
	}
	return sql_done(select, error);
}

bool
ticket_last_said(Spool *spool, int64_t ticket, Entry **ret_entry, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT id, ticket, at_ms, kind, author, mark, mail, letter, substr(text, 1, 200),"
	    " 0, 0 FROM ticket_entry"
	    " WHERE ticket = $1 AND kind IN ('description', 'comment', 'answer', 'question')"
	    " ORDER BY id DESC LIMIT 1");

	sql_bind_int(select, 1, ticket);
	*ret_entry = sql_next(select) ? entry_from_row(select) : NULL;
	return sql_done(select, error);
}

static void *
ticket_attachment_from_row(SqlStatement *row)
{
	TicketAttachment *attachment = g_new0(TicketAttachment, 1);

	attachment->ticket = sql_int(row, 0);
	attachment->number = (int)sql_int(row, 1);
	attachment->mail = sql_int(row, 2);
	attachment->path = sql_text(row, 3);
	attachment->name = sql_text(row, 4);
	attachment->type = sql_text(row, 5);
	attachment->size = sql_int(row, 6);
	attachment->is_inline = sql_int(row, 7) == 1;
	attachment->marks = sql_text(row, 8);
	return attachment;
}

bool
ticket_attachments(Spool *spool, int64_t ticket, GPtrArray **ret_attachments, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT ticket, number, mail, path, name, type, size, is_inline, marks"
	    " FROM ticket_attachment WHERE ticket = $1 ORDER BY number");

	sql_bind_int(select, 1, ticket);
	return sql_run_list(select, ticket_attachment_from_row,
	    (GDestroyNotify)ticket_attachment_free, ret_attachments, error);
}

static void *
ticket_field_from_row(SqlStatement *row)
{
	TicketField *field = g_new0(TicketField, 1);

	field->name = sql_text(row, 0);
	field->label = sql_text(row, 1);
	field->value = sql_text(row, 2);
	field->set_ms = sql_int(row, 3);
	return field;
}

bool
ticket_fields_all(Spool *spool, int64_t ticket, GPtrArray **ret_fields, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT name, label, value, set_ms FROM ticket_field"
			       " WHERE ticket = $1 ORDER BY position, name");

	sql_bind_int(select, 1, ticket);
	return sql_run_list(select, ticket_field_from_row, (GDestroyNotify)ticket_field_free,
	    ret_fields, error);
}

bool
ticket_fields(Spool *spool, int64_t ticket, GPtrArray **ret_fields, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;

	if (!ticket_fields_all(spool, ticket, &fields, error))
		return false;
	for (unsigned i = fields->len; i-- > 0;)
		if (*((const TicketField *)fields->pdata[i])->value == '\0')
			g_ptr_array_remove_index(fields, i);
	*ret_fields = g_steal_pointer(&fields);
	return true;
}

static bool
ticket_find_by_id(Spool *spool, const char *message_id, GArray *references, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT ticket, letter FROM ticket_message WHERE message_id = $1");

	sql_bind_text(select, 1, message_id);
	while (sql_next(select)) {
		TicketReference reference = {
		    .ticket = sql_int(select, 0),
		    .letter = sql_int(select, 1),
		    .message_id = message_id,
		};

		g_array_append_val(references, reference);
	}
	return sql_done(select, error);
}

static int
ticket_compare_references(const void *a, const void *b)
{
	int64_t left = ((const TicketReference *)a)->ticket;
	int64_t right = ((const TicketReference *)b)->ticket;

	return (left < right) - (left > right);
}

bool
ticket_find_by_ids(
    Spool *spool, const char *const *ids, size_t n_ids, GArray **ret_references, GError **error)
{
	g_autoptr(GArray) references = g_array_new(false, false, sizeof(TicketReference));

	for (size_t i = 0; i < n_ids; i++)
		if (!ticket_find_by_id(spool, ids[i], references, error))
			return false;
	/* GLib sorts stably: ids of the same ticket stay in their order. */
	g_array_sort(references, ticket_compare_references);
	*ret_references = g_steal_pointer(&references);
	return true;
}

static void *
thread_read(SqlStatement *row)
{
	return sql_text(row, 0);
}

bool
ticket_thread(Spool *spool, const ThreadQuery *query, GPtrArray **ret_ids, GError **error)
{
	static const char SELECT[] =
	    "WITH own (address_key) AS (SELECT address_key FROM contact WHERE id = $1"
	    "  UNION SELECT address_key FROM contact_alias WHERE contact = $1"
	    "  UNION SELECT CAST($2 AS TEXT)),"
	    " thread (at_ms, kind, place, message_id) AS ("
	    "  SELECT min(e.at_ms), 0, min(e.id), m.message_id"
	    "  FROM ticket_entry e JOIN mail m ON m.id = e.mail"
	    "  WHERE e.ticket = $3 AND m.message_id IS NOT NULL"
	    "  AND lower(m.from_address) IN (SELECT address_key FROM own) GROUP BY m.id"
	    "  UNION ALL SELECT l.created_ms, 1, l.id, t.message_id"
	    "  FROM letter l JOIN letter_text t ON t.letter = l.id WHERE l.ticket = $3"
	    "  AND (l.contact = $1 OR (l.contact IS NULL AND l.recipient_key = $2)))"
	    " SELECT message_id FROM (SELECT * FROM thread"
	    "  ORDER BY at_ms DESC, kind DESC, place DESC LIMIT $4) newest"
	    " ORDER BY at_ms, kind, place";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);
	g_autofree char *key = query->address == NULL ? NULL : sql_fold(query->address);

	sql_bind_id(select, 1, query->contact);
	sql_bind_text(select, 2, key);
	sql_bind_int(select, 3, query->ticket);
	sql_bind_int(select, 4, query->limit);
	return sql_run_list(select, thread_read, g_free, ret_ids, error);
}

bool
ticket_count_reopened(
    Spool *spool, int64_t ticket, int64_t since_ms, int *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT count(*) FROM ticket_reopened WHERE ticket = $1 AND at_ms >= $2");
	int64_t count = 0;

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, since_ms);
	if (!sql_run_int(select, 0, &count, error))
		return false;
	*ret_count = (int)count;
	return true;
}
