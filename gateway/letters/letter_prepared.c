/* SPDX-License-Identifier: Apache-2.0 */
/* What depends on the ticket is worked out when the letter is composed: its number, and the links that hold it. */
#include "gateway/letters/letter_prepared.h"

#include <string.h>

#include "gateway/model/desk_operation.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/log.h"
#include "spool/desk_mirror.h"
#include "spool/letter_hold.h"

#define TRY_AGAIN_MS (INT64_C(60) * 60 * 1000)

bool
letter_prepared_look(
    Context *context, const Ticket *ticket, LetterWait *ret_wait, GError **error)
{
	const ConfigDesk *desk = context->config->tickets;
	g_autoptr(OutboxOperation) operation = NULL;
	g_autoptr(OutboxOperation) ordering = NULL;
	g_autoptr(DeskTicket) there = NULL;

	*ret_wait = (LetterWait){0};
	/* where it was switched off with a queue, what has no number waits for one all the same */
	if (ticket == NULL || (desk == NULL && ticket_number_is_given(ticket)))
		return true;
	if (desk != NULL && desk->writes_there &&
	    !desk_ticket_get(context->spool, ticket->id, &there, error))
		return false;
	ret_wait->is_theirs = there != NULL;
	/* what came from there is true already */
	if (context->mirrors)
		return true;
	if (!outbox_newest_telling(context->spool, ticket->id, &operation, error))
		return false;
	ret_wait->operation = operation == NULL ? 0 : operation->id;
	if (operation == NULL || !ticket_number_is_given(ticket))
		return true;
	if (!outbox_newest(
		context->spool, ticket->id, desk_operation_name(DESK_ORDER), &ordering, error))
		return false;
	ret_wait->is_numbered = ordering == NULL;
	return true;
}

static json_t *
pack_files(const GPtrArray *files)
{
	json_t *list = json_array();

	for (unsigned i = 0; files != NULL && i < files->len; i++) {
		const ComposeAttachment *file = files->pdata[i];
		gsize size = 0;
		const guchar *bytes = g_bytes_get_data(file->bytes, &size);
		g_autofree char *text = g_base64_encode(bytes, size);

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:i, s:s}", "name", file->name, "type",
			      file->type, "marks", (int)file->marks, "bytes", text));
	}
	return list;
}

/* Caller owns. */
static char *
pack_draft(const LetterOrder *order, const LetterDraft *draft, json_t *values)
{
	json_t *thread = json_array();
	json_t *object = NULL;
	char *text = NULL;

	for (unsigned i = 0; draft->thread != NULL && i < draft->thread->len; i++)
		json_array_append_new(thread, json_string(draft->thread->pdata[i]));
	object = json_pack("{s:s, s:s?, s:b, s:s?, s:s, s:b, s:o, s:o, s:O}", "language",
	    draft->language, "auto_submitted", draft->auto_submitted, "shows_token",
	    draft->shows_token, "reply_to", draft->reply_to, "to", draft->to.name, "constant",
	    order->is_constant, "thread", thread, "files", pack_files(draft->files), "values",
	    values);
	text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	return text;
}

bool
letter_prepared_keep(Context *context, const LetterOrder *order, const LetterDraft *draft,
    const LetterWait *wait, json_t *values, GError **error)
{
	const ConfigDesk *desk = context->config->tickets;
	bool tells = order->waits != 0;
	bool composed = !tells && wait->is_numbered;
	bool acknowledges = !composed && letter_types_of(draft->name)->acknowledges;
	bool early = tells || (acknowledges && (desk == NULL || desk->acknowledges_early));
	int64_t wait_ms = desk == NULL ? 1 : desk->acknowledge_ms;
	g_autofree char *kept = composed ? NULL : pack_draft(order, draft, values);
	const LetterHold hold = {
	    .letter = draft->id,
	    .operation = wait->operation,
	    .draft = kept,
	    .early_ms = early ? context->now_ms + wait_ms : 0,
	};

	return (!composed || letter_writer_finish(context, draft, values, error)) &&
	       letter_hold_add(context->spool, &hold, error);
}

/* A draft that was kept, and all that it borrows from. */
typedef struct {
	Letter *letter;   /* own */
	Ticket *ticket;   /* own */
	Contact *contact; /* own; or NULL */
	json_t *object;   /* own */
	GPtrArray *files; /* own; of ComposeAttachment */
	LetterDraft draft;
	LetterOrder order;
} Kept;

static void
kept_clear(Kept *kept)
{
	letter_draft_clear(&kept->draft);
	g_clear_pointer(&kept->files, g_ptr_array_unref);
	g_clear_pointer(&kept->letter, letter_free);
	g_clear_pointer(&kept->ticket, ticket_free);
	g_clear_pointer(&kept->contact, contact_free);
	g_clear_pointer(&kept->object, json_decref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Kept, kept_clear)

static void
file_free(void *data)
{
	ComposeAttachment *file = data;

	g_bytes_unref(file->bytes);
	g_free(file);
}

static GPtrArray *
unpack_files(const json_t *list)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(file_free);
	size_t i = 0;
	json_t *one = NULL;

	json_array_foreach (list, i, one) {
		ComposeAttachment *file = g_new0(ComposeAttachment, 1);
		gsize size = 0;
		guchar *bytes =
		    g_base64_decode(json_string_value(json_object_get(one, "bytes")), &size);

		file->name = json_string_value(json_object_get(one, "name"));
		file->type = json_string_value(json_object_get(one, "type"));
		file->bytes = g_bytes_new_take(bytes, size);
		file->marks = (unsigned)json_integer_value(json_object_get(one, "marks"));
		g_ptr_array_add(files, file);
	}
	return files;
}

static GPtrArray *
unpack_thread(const json_t *list)
{
	GPtrArray *thread = g_ptr_array_new_with_free_func(g_free);
	size_t i = 0;
	json_t *id = NULL;

	json_array_foreach (list, i, id)
		g_ptr_array_add(thread, g_strdup(json_string_value(id)));
	return thread;
}

static bool
read_rows(Context *context, const LetterHold *hold, Kept *kept, GError **error)
{
	if (!letter_get(context->spool, hold->letter, &kept->letter, error) ||
	    (kept->letter->ticket != 0 &&
		!ticket_get(context->spool, kept->letter->ticket, &kept->ticket, error)))
		return false;
	return kept->letter->contact == 0 ||
	       contact_get(context->spool, kept->letter->contact, &kept->contact, error);
}

/* Its token and its Message-ID are those of its row. */
static void
unpack_draft(Context *context, Kept *kept)
{
	const json_t *object = kept->object;
	const Letter *letter = kept->letter;
	const TokenLetter token = {.id = letter->id, .salt = letter->salt};
	LetterDraft *draft = &kept->draft;

	kept->files = unpack_files(json_object_get(object, "files"));
	*draft = (LetterDraft){
	    .name = letter->name,
	    .language = json_string_value(json_object_get(object, "language")),
	    .mailbox = config_mailbox_or_first(context->config, letter->mailbox),
	    .to = {json_string_value(json_object_get(object, "to")), letter->recipient},
	    .contact = letter->contact,
	    .ticket = kept->ticket,
	    .mail = letter->mail,
	    .purpose = letter->purpose,
	    .expires_ms = letter->expires_ms,
	    .shows_token = json_is_true(json_object_get(object, "shows_token")),
	    .auto_submitted = json_string_value(json_object_get(object, "auto_submitted")),
	    .reply_to = json_string_value(json_object_get(object, "reply_to")),
	    .thread = unpack_thread(json_object_get(object, "thread")),
	    .files = kept->files,
	};
	letter_writer_sign(context, draft, &token);
	kept->order = (LetterOrder){
	    .name = letter->name,
	    .ticket = kept->ticket,
	    .to = kept->contact,
	    .address = letter->recipient,
	    .is_constant = json_is_true(json_object_get(object, "constant")),
	};
}

static bool
unpack(Context *context, const LetterHold *hold, Kept *kept, GError **error)
{
	if (!read_rows(context, hold, kept, error))
		return false;
	kept->object = json_loads(hold->draft, 0, NULL);
	if (kept->object == NULL)
		kept->object = json_object();
	unpack_draft(context, kept);
	return true;
}

static bool
compose(Context *context, const LetterHold *hold, const json_t *more, GError **error)
{
	g_auto(Kept) kept = {0};
	json_t *values = NULL;

	if (!unpack(context, hold, &kept, error))
		return false;
	values = json_object_get(kept.object, "values");
	if (kept.ticket != NULL &&
	    !customer_letter_set_ticket(context, &kept.order, &kept.draft, values, error))
		return false;
	if (more != NULL)
		json_object_update(values, (json_t *)more);
	return letter_writer_finish(context, &kept.draft, values, error);
}

static bool
release(Context *context, const LetterHold *hold, const json_t *more, GError **error)
{
	return (hold->draft == NULL || compose(context, hold, more, error)) &&
	       letter_hold_release(
		   context->spool, hold->letter, NULL, context->now_ms, error) &&
	       letter_record(context->spool, hold->letter, error);
}

bool
letter_prepared_release(Context *context, int64_t operation, const json_t *more, GError **error)
{
	g_autoptr(GPtrArray) holds = NULL;

	if (!letter_hold_of(context->spool, operation, &holds, error))
		return false;
	for (unsigned i = 0; i < holds->len; i++)
		if (!release(context, holds->pdata[i], more, error))
			return false;
	return true;
}

static bool
is_of_same_deed(const Letter *letter, const OutboxOperation *operation)
{
	if (letter->mail != 0 && operation->mail != 0)
		return letter->mail == operation->mail;
	return letter->created_ms == operation->created_ms;
}

/* Whatever else of its ticket is not done comes after it. */
static bool
wait_on(Context *context, const LetterHold *hold, const Letter *letter, GError **error)
{
	g_autoptr(OutboxOperation) next = NULL;

	if (!outbox_newest_telling(context->spool, letter->ticket, &next, error))
		return false;
	if (next == NULL)
		return release(context, hold, NULL, error);
	return letter_hold_move(context->spool, hold->letter, next->id, error);
}

bool
letter_prepared_drop(
    Context *context, const OutboxOperation *operation, const char *why, GError **error)
{
	g_autoptr(GPtrArray) holds = NULL;

	if (!letter_hold_of(context->spool, operation->id, &holds, error))
		return false;
	for (unsigned i = 0; i < holds->len; i++) {
		const LetterHold *hold = holds->pdata[i];
		g_autoptr(Letter) letter = NULL;

		if (!letter_get(context->spool, hold->letter, &letter, error))
			return false;
		if (is_of_same_deed(letter, operation)
			? !letter_hold_drop(context->spool, hold->letter, why, error)
			: !wait_on(context, hold, letter, error))
			return false;
	}
	return true;
}

/* No value of it depends on the ticket, which has no number yet, or on the mail. What was to tell what the desk knows
 * tells what the mirror knew. */
static bool
go_early(Context *context, const LetterHold *hold, GError **error)
{
	g_auto(Kept) kept = {0};
	json_t *values = NULL;
	bool good = false;

	if (!unpack(context, hold, &kept, error))
		return false;
	if (!letter_types_of(kept.letter->name)->acknowledges)
		return release(context, hold, NULL, error);
	kept.draft.name = LETTER_ACKNOWLEDGEMENT_EARLY;
	kept.draft.to.name = "";
	values =
	    json_pack("{s:s, s:s*}", "number", "", "signature", kept.draft.mailbox->signature);
	good = letter_writer_finish(context, &kept.draft, values, error) &&
	       letter_hold_release(context->spool, hold->letter, LETTER_ACKNOWLEDGEMENT_EARLY,
		   context->now_ms, error) &&
	       letter_record(context->spool, hold->letter, error);
	json_decref(values);
	return good;
}

/* One that cannot go is tried again later, and stops no other. */
static bool
try_early(Context *context, const LetterHold *hold, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!spool_mark(context->spool, error))
		return false;
	if (go_early(context, hold, &why))
		return spool_keep(context->spool, error);
	log_write(LOG_ERROR, "desk", "letter %" G_GINT64_FORMAT " cannot go: %s", hold->letter,
	    why->message);
	return spool_give_up(context->spool, why, error) &&
	       letter_hold_postpone(
		   context->spool, hold->letter, context->now_ms + TRY_AGAIN_MS, error);
}

bool
letter_prepared_go_early(Context *context, int limit, GError **error)
{
	g_autoptr(GPtrArray) holds = NULL;

	if (!letter_hold_early(context->spool, context->now_ms, limit, &holds, error))
		return false;
	for (unsigned i = 0; i < holds->len; i++)
		if (!try_early(context, holds->pdata[i], error))
			return false;
	return true;
}
