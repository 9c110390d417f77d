/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person may read of what is kept of them: their own words, what was written to them, and what was noted of their
 * mails. Not: words of others, but for the answers to them; what the desk wrote for itself, unless asked for; tokens of
 * ours, which speak for who has them.
 */
#include "gateway/cli/contact_export.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/still_spool.h"
#include "gateway/commands/contact_view.h"
#include "gateway/letters/letter_token.h"
#include "gateway/letters/token_cut.h"
#include "gateway/model/key_file.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/tar_writer.h"
#include "spool/contact.h"
#include "spool/contact_change.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/mail_trace.h"
#include "spool/person.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"

static const char README[] =
    "What casegate keeps of one person.\n"
    "\n"
    "contact.json   who they are, and what of that they had changed by mail\n"
    "tickets.json   the cases and requests that they reported, with all that was said to and\n"
    "               by them, and those of others on which they are somebody, with their own\n"
    "               words alone. Words of other people are left out: \"text\" is null\n"
    "mails.json     their mails, and why each became what it became; mails/N.eml: as they "
    "came\n"
    "letters.json   what was written to them; letters/N.eml: as it was sent\n"
    "\n"
    "Attachments are in the mails. Secret codes in mails and letters are replaced by an x.\n";

typedef struct {
	CliOptions options;
	const char *address;
	const char *path;
	bool notes;        /* what the desk wrote for itself, too */
	Context context;   /* of it the spool and the key are there, for tokens */
	Contact *contact;  /* own */
	GHashTable *mails; /* own; int64_t: the person's */
	FILE *out;         /* own */
} Export;

static void
export_clear(Export *export)
{
	key_ring_clear(&export->context.keys);
	g_clear_pointer(&export->contact, contact_free);
	g_clear_pointer(&export->mails, g_hash_table_unref);
	if (export->out != NULL && export->out != stdout)
		fclose(export->out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Export, export_clear)

/* Without tokens of ours. */
static bool
add_bytes(Export *export, const char *name, GBytes *bytes, int64_t at_ms, GError **error)
{
	const TokenCutter cutter =
	    letter_token_cutter(&export->context, TOKEN_LETTERS_MOST, NULL);
	g_autoptr(GBytes) blanked = token_blank(&cutter, bytes);
	gsize size = 0;
	const void *data = g_bytes_get_data(blanked, &size);

	return tar_add(export->out, name, data, size, at_ms, error);
}

static bool
add_json(Export *export, const char *name, json_t *take_json, GError **error)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GBytes) bytes = NULL;

	json_print(text, take_json);
	bytes = g_string_free_to_bytes(text);
	return add_bytes(export, name, bytes, g_get_real_time() / 1000, error);
}

static bool
add_eml(
    Export *export, const char *kind, int64_t id, GBytes *bytes, int64_t at_ms, GError **error)
{
	g_autofree char *name = g_strdup_printf("%s/%" PRId64 ".eml", kind, id);

	return add_bytes(export, name, bytes, at_ms, error);
}

static bool
add_contact(Export *export, GError **error)
{
	const Contact *contact = export->contact;
	g_autoptr(GPtrArray) aliases = NULL;
	g_autoptr(GPtrArray) changes = NULL;
	json_t *list = NULL;

	if (!contact_aliases(export->context.spool, contact->id, &aliases, error) ||
	    !contact_change_list(export->context.spool, contact->id, &changes, error))
		return false;
	list = json_array();
	for (guint i = 0; i < aliases->len; i++)
		json_array_append_new(list, json_print_string(aliases->pdata[i]));
	return add_json(export, "contact.json",
	    json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:o}", "address",
		json_print_string(contact->address), "name", json_print_string(contact->name),
		"addresses", list, "language", json_print_string(contact->language), "account",
		json_print_string(contact->account_name), "known", contact->known,
		"undeliverable", contact->undeliverable, "changes",
		contact_changes_json(changes)),
	    error);
}

static bool
add_mail(Export *export, int64_t id, json_t *list, GError **error)
{
	Spool *spool = export->context.spool;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(GError) failure = NULL;
	g_autofree char *trace = NULL;
	g_autofree char *file = NULL;

	if (!mail_get(spool, id, &mail, error) || !mail_trace_get(spool, id, &trace, error))
		return false;
	raw = mail_raw(spool, id, &failure);
	if (raw == NULL && !g_error_matches(failure, SPOOL_ERROR, SPOOL_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	if (raw != NULL)
		file = g_strdup_printf("mails/%" PRId64 ".eml", id);
	json_array_append_new(
	    list, json_pack("{s:I, s:o, s:o, s:o, s:s, s:o, s:s, s:o, s:o}", "mail",
		      (json_int_t)id, "mailbox", json_print_string(mail->mailbox), "received",
		      json_print_time(mail->received_ms), "subject",
		      json_print_string(mail->subject), "state", mail_state_name(mail->state),
		      "reason", json_print_string(mail->reason), "decision", mail->decision,
		      "trace", json_print_lines(trace), "file", json_print_string(file)));
	g_hash_table_add(export->mails, g_memdup2(&id, sizeof id));
	return raw == NULL || add_eml(export, "mails", id, raw, mail->received_ms, error);
}

static bool
add_letter(Export *export, int64_t id, json_t *list, GError **error)
{
	Spool *spool = export->context.spool;
	g_autoptr(Letter) letter = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) gone = NULL;

	if (!letter_get(spool, id, &letter, error))
		return false;
	bytes = letter_bytes(spool, id, &gone);
	if (bytes == NULL && !g_error_matches(gone, SPOOL_ERROR, SPOOL_ERROR_MISSING)) {
		g_propagate_error(error, g_steal_pointer(&gone));
		return false;
	}
	json_array_append_new(list,
	    json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o}", "letter", (json_int_t)id, "name",
		letter->name, "state", letter_state_name(letter->state), "to",
		json_print_string(letter->recipient), "subject",
		json_print_string(letter->subject), "created",
		json_print_time(letter->created_ms), "sent", json_print_time(letter->sent_ms)));
	return bytes == NULL || g_bytes_get_size(bytes) == 0 ||
	       add_eml(export, "letters", id, bytes, letter->created_ms, error);
}

/* Whether the person may read it: what they wrote, what was said to them of their own ticket, and what changed there. */
static bool
is_theirs(const Export *export, const Entry *entry, bool own)
{
	if (entry->mail != 0)
		return g_hash_table_contains(export->mails, &entry->mail) ||
		       (own && (entry->kind == ENTRY_ANSWER || entry->kind == ENTRY_QUESTION));
	if (entry->kind == ENTRY_NOTE)
		return own && export->notes;
	return own && entry->kind != ENTRY_COMMENT && entry->kind != ENTRY_DESCRIPTION;
}

static json_t *
entry_json(const Export *export, const Entry *entry, bool own)
{
	bool theirs = is_theirs(export, entry, own);

	return json_pack("{s:o, s:s, s:o, s:o, s:I}", "time", json_print_time(entry->at_ms),
	    "kind", entry_kind_name(entry->kind), "author",
	    json_print_string(theirs ? entry->author : NULL), "text",
	    json_print_string(theirs ? entry->text : NULL), "mail",
	    (json_int_t)(theirs ? entry->mail : 0));
}

static json_t *
fields_json(const GPtrArray *fields)
{
	json_t *list = json_array();

	for (guint i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		json_array_append_new(
		    list, json_pack("{s:o, s:o, s:o}", "name", json_print_string(field->name),
			      "label", json_print_string(field->label), "value",
			      json_print_string(field->value)));
	}
	return list;
}

static json_t *
attachments_json(const Export *export, const GPtrArray *attachments)
{
	json_t *list = json_array();

	for (guint i = 0; i < attachments->len; i++) {
		const TicketAttachment *one = attachments->pdata[i];

		if (g_hash_table_contains(export->mails, &one->mail))
			json_array_append_new(
			    list, json_pack("{s:o, s:o, s:I, s:I, s:o}", "name",
				      json_print_string(one->name), "type",
				      json_print_string(one->type), "size",
				      (json_int_t)one->size, "mail", (json_int_t)one->mail,
				      "part", json_print_string(one->path)));
	}
	return list;
}

static bool
add_ticket(Export *export, int64_t id, bool own, json_t *list, GError **error)
{
	Spool *spool = export->context.spool;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(GPtrArray) fields = NULL;
	g_autoptr(GPtrArray) attachments = NULL;
	json_t *timeline = NULL;

	if (!ticket_get(spool, id, &ticket, error) ||
	    !ticket_entries(spool, id, &entries, error) ||
	    !ticket_fields(spool, id, &fields, error) ||
	    !ticket_attachments(spool, id, &attachments, error))
		return false;
	timeline = json_array();
	for (guint i = 0; i < entries->len; i++)
		json_array_append_new(timeline, entry_json(export, entries->pdata[i], own));
	if (!own)
		g_ptr_array_set_size(fields, 0);
	json_array_append_new(list,
	    json_pack("{s:s, s:s, s:b, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "number",
		ticket->number, "kind", ticket_kind_name(ticket->kind), "reported_by_them", own,
		"state", ticket_state_name(ticket->state), "created",
		json_print_time(ticket->created_ms), "changed",
		json_print_time(ticket->changed_ms), "title",
		json_print_string(own ? ticket->title : NULL), "item",
		json_print_string(own ? ticket->item : NULL), "fields", fields_json(fields),
		"attachments", attachments_json(export, attachments), "timeline", timeline));
	return true;
}

static bool
add_shared(Export *export, int64_t id, json_t *list, GError **error)
{
	return add_ticket(export, id, false, list, error);
}

static bool
add_own(Export *export, int64_t id, json_t *list, GError **error)
{
	return add_ticket(export, id, true, list, error);
}

typedef bool (*AddOne)(Export *export, int64_t id, json_t *list, GError **error);

static bool
add_each(Export *export, PersonKind kind, AddOne add, json_t *list, GError **error)
{
	g_autoptr(GArray) ids = NULL;

	if (!person_ids(export->context.spool, export->contact->id, kind, &ids, error))
		return false;
	for (guint i = 0; i < ids->len; i++)
		if (!add(export, g_array_index(ids, int64_t, i), list, error))
			return false;
	return true;
}

static bool
add_list(Export *export, const char *name, const PersonKind kinds[], const AddOne adds[],
    GError **error)
{
	json_t *list = json_array();

	for (size_t i = 0; adds[i] != NULL; i++)
		if (!add_each(export, kinds[i], adds[i], list, error)) {
			json_decref(list);
			return false;
		}
	return add_json(export, name, list, error);
}

static bool
write_all(Export *export, GError **error)
{
	static const PersonKind MAILS[] = {PERSON_MAILS}, LETTERS[] = {PERSON_LETTERS},
				TICKETS[] = {PERSON_TICKETS, PERSON_SHARED};
	static const AddOne ADD_MAILS[] = {add_mail, NULL}, ADD_LETTERS[] = {add_letter, NULL},
			    ADD_TICKETS[] = {add_own, add_shared, NULL};

	return tar_add(export->out, "README.txt", README, strlen(README),
		   g_get_real_time() / 1000, error) &&
	       add_contact(export, error) &&
	       add_list(export, "mails.json", MAILS, ADD_MAILS, error) &&
	       add_list(export, "letters.json", LETTERS, ADD_LETTERS, error) &&
	       add_list(export, "tickets.json", TICKETS, ADD_TICKETS, error) &&
	       tar_end(export->out, error);
}

static bool
read_key(Export *export, GError **error)
{
	bool there = false;

	return key_file_read(export->options.state, &export->context.keys, &there, error) &&
	       (there || key_file_refuse_lost(export->options.state, error));
}

/* Nobody else may read it, and none that is there is written over. */
static bool
open_file(Export *export, GError **error)
{
	int fd = -1;

	if (strcmp(export->path, "-") == 0) {
		export->out = stdout;
		return true;
	}
	fd = open(export->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	export->out = fd < 0 ? NULL : fdopen(fd, "w");
	if (export->out != NULL)
		return true;
	return error_set_errno(error, "%s", export->path);
}

static bool
close_file(Export *export, GError **error)
{
	FILE *out = g_steal_pointer(&export->out);

	if ((out == stdout ? fflush(out) : fclose(out)) == 0)
		return true;
	return error_set_errno(error, "%s", export->path);
}

static bool
run(Export *export, GError **error)
{
	g_autoptr(StillSpool) still = NULL;
	bool good = false;

	if (!read_key(export, error))
		return false;
	still = still_spool_new(&export->options, error);
	export->context.spool = still == NULL ? NULL : still_spool_reader(still, error);
	if (export->context.spool == NULL ||
	    !contact_named(export->context.spool, export->address, &export->contact, error) ||
	    !open_file(export, error))
		return false;
	good = write_all(export, error) && still_spool_holds(still, error) &&
	       close_file(export, error);
	if (!good && strcmp(export->path, "-") != 0)
		unlink(export->path);
	return good;
}

int
contact_export(const Call *call, const CliOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_auto(Export) export = {.options = *options,
	    .address = call_word(call, "address"),
	    .path = call_word(call, "file"),
	    .notes = call_flag(call, "notes"),
	    .mails = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};

	return run(&export, &error) ? EX_OK : cli_fail(options, error);
}
