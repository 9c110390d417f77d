/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/desk_outbox.h"

#include <string.h>

#include "gateway/daemon/desk_poll.h"
#include "gateway/daemon/desk_worker.h"
#include "gateway/daemon/part_reader.h"
#include "gateway/desk/desk_request.h"
#include "gateway/desk/desk_result.h"
#include "gateway/letters/letter_prepared.h"
#include "gateway/util/backoff.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "spool/letter_hold.h"
#include "spool/mail.h"
#include "spool/ticket_content.h"

#define EARLY_AT_ONCE 50
#define LOOKED_AT 16 /* of those due, more than may go: some wait for their bytes */
#define PARTS_MOST 4 /* attachments kept in memory */
#define ASIDE_MS (INT64_C(10) * 60 * 1000)
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define PAUSE_LONGEST_MS (INT64_C(5) * 60 * 1000)

/* One that goes when the batch has committed. */
typedef struct {
	int64_t id;
	char *kind; /* own */
	bool looks_first;
	char *request; /* own; JSON */
	GBytes *bytes; /* own; or NULL */
} Flight;

typedef struct {
	int64_t id;
	DeskOutcome outcome;
	json_t *result; /* own */
} Result;

struct DeskOutbox {
	Daemon *daemon;     /* foreign */
	DeskWorker *worker; /* own */
	DeskPoll *poll;     /* own */
	PartReader *reader; /* own */
	GHashTable *flying; /* own; of ids: in flight, sent and not answered */
	GPtrArray *taken;   /* own; of Flight: in this batch */
	GQueue results;     /* of Result */
	unsigned recorded;  /* so many of them are, in this batch */
	GHashTable *parts;  /* own; id -> GBytes: an attachment that was read */
	GHashTable *unread; /* own; id -> char *: one that cannot be read, and why */
	bool began;         /* what was in flight before is known to be lost, */
	bool begins;        /* with this batch */
	char *why;          /* own; why the desk is left alone, or NULL: it is not */
	Backoff backoff;    /* of that */
	guint pause_timer;  /* source, or 0: one operation may tell whether it is over */
	bool probing;       /* that one is under way */
	bool is_alarm;      /* only a person can mend it */
	bool draining;
};

static void
flight_free(void *data)
{
	Flight *flight = data;

	g_free(flight->kind);
	g_free(flight->request);
	g_clear_pointer(&flight->bytes, g_bytes_unref);
	g_free(flight);
}

static void
result_free(void *data)
{
	Result *result = data;

	json_decref(result->result);
	g_free(result);
}

static void
add_result(DeskOutbox *outbox, int64_t id, DeskOutcome outcome, json_t *take_result)
{
	Result *result = g_new0(Result, 1);

	*result = (Result){id, outcome, take_result};
	g_queue_push_tail(&outbox->results, result);
	daemon_wake(outbox->daemon);
}

static void
look_after_worker(DeskOutbox *outbox)
{
	desk_worker_owes(
	    outbox->worker, g_hash_table_size(outbox->flying) + desk_poll_owed(outbox->poll));
}

static int
on_pause_over(void *data)
{
	DeskOutbox *outbox = data;

	outbox->pause_timer = 0;
	daemon_wake(outbox->daemon);
	return G_SOURCE_REMOVE;
}

/* Of those that were under way together the first sets the time. */
static void
set_pause(DeskOutbox *outbox, int64_t asked_ms)
{
	int64_t now_us = g_get_monotonic_time();

	if (outbox->why != NULL && !outbox->probing)
		return;
	backoff_failed(&outbox->backoff, now_us, PAUSE_LONGEST_MS);
	g_clear_handle_id(&outbox->pause_timer, g_source_remove);
	outbox->pause_timer = g_timeout_add(
	    (guint)CLAMP(
		asked_ms > 0 ? asked_ms : backoff_wait_ms(&outbox->backoff, now_us), 1, DAY_MS),
	    on_pause_over, outbox);
}

/* The desk is left alone: for as long as it says, else longer each time. */
static void
pause_desk(DeskOutbox *outbox, const json_t *result)
{
	const char *said = json_string_value(json_object_get(result, "why"));
	g_autofree char *why = sanitize_line(said == NULL ? "it does not say why" : said);

	if (outbox->why == NULL)
		log_write(LOG_WARNING, "desk", "paused: %s", why);
	set_pause(outbox, json_integer_value(json_object_get(result, "wait_ms")));
	outbox->probing = false;
	outbox->is_alarm = json_is_true(json_object_get(result, "alarm"));
	g_free(outbox->why);
	outbox->why = g_steal_pointer(&why);
}

static void
end_pause(DeskOutbox *outbox)
{
	if (outbox->why == NULL || !outbox->probing)
		return;
	log_write(LOG_INFO, "desk", "works again");
	backoff_worked(&outbox->backoff);
	outbox->probing = outbox->is_alarm = false;
	g_clear_pointer(&outbox->why, g_free);
	desk_poll_hurry(outbox->poll);
}

static bool
pauses(DeskOutcome outcome, const json_t *result)
{
	return outcome == DESK_PAUSED ||
	       (outcome == DESK_UNKNOWN && json_is_true(json_object_get(result, "pauses")));
}

static bool
on_operated(int64_t id, DeskOutcome outcome, const json_t *result, void *data)
{
	DeskOutbox *outbox = data;

	if (!g_hash_table_remove(outbox->flying, &id))
		return false;
	FAILPOINT("desk.answered");
	if (pauses(outcome, result))
		pause_desk(outbox, result);
	else
		end_pause(outbox);
	if (outcome == DESK_DONE && g_hash_table_size(outbox->flying) == 0)
		desk_poll_hurry(outbox->poll);
	add_result(outbox, id, outcome, json_incref((json_t *)result));
	look_after_worker(outbox);
	return true;
}

static bool
on_changes(const json_t *page, void *data)
{
	DeskOutbox *outbox = data;
	bool taken = desk_poll_changes(outbox->poll, page);

	look_after_worker(outbox);
	return taken;
}

static bool
on_fetched(int64_t id, GBytes *bytes, const char *why, void *data)
{
	DeskOutbox *outbox = data;
	bool taken = desk_poll_fetched(outbox->poll, id, bytes);

	if (bytes == NULL)
		log_write(LOG_WARNING, "desk", "a file cannot be fetched: %s", why);
	look_after_worker(outbox);
	return taken;
}

/* Whatever it was given may have been done. */
static void
on_ended(const char *how, void *data)
{
	DeskOutbox *outbox = data;
	GHashTableIter iter;
	void *id = NULL;

	g_hash_table_iter_init(&iter, outbox->flying);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		add_result(
		    outbox, *(int64_t *)id, DESK_UNKNOWN, json_pack("{s:s}", "why", how));
	g_hash_table_remove_all(outbox->flying);
	outbox->probing = false;
	desk_poll_lost(outbox->poll);
}

static void
on_part(int64_t id, GBytes *bytes, const char *why, void *data)
{
	DeskOutbox *outbox = data;
	int64_t *key = g_memdup2(&id, sizeof id);

	if (bytes != NULL)
		g_hash_table_insert(outbox->parts, key, g_bytes_ref(bytes));
	else
		g_hash_table_insert(outbox->unread, key, g_strdup(why));
	daemon_wake(outbox->daemon);
}

DeskOutbox *
desk_outbox_new(Daemon *daemon)
{
	static const DeskWorkerEvents EVENTS = {on_operated, on_changes, on_fetched, on_ended};
	DeskOutbox *outbox = g_new0(DeskOutbox, 1);

	outbox->daemon = daemon;
	outbox->worker = desk_worker_new(daemon, &EVENTS, outbox);
	outbox->poll = desk_poll_new(daemon, outbox->worker);
	outbox->reader = part_reader_new(daemon, on_part, outbox);
	outbox->flying = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	outbox->parts = g_hash_table_new_full(
	    g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_bytes_unref);
	outbox->unread = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	outbox->taken = g_ptr_array_new_with_free_func(flight_free);
	g_queue_init(&outbox->results);
	return outbox;
}

void
desk_outbox_free(DeskOutbox *outbox)
{
	if (outbox == NULL)
		return;
	desk_worker_free(outbox->worker);
	desk_poll_free(outbox->poll);
	part_reader_free(outbox->reader);
	g_clear_handle_id(&outbox->pause_timer, g_source_remove);
	g_hash_table_unref(outbox->flying);
	g_hash_table_unref(outbox->parts);
	g_hash_table_unref(outbox->unread);
	g_ptr_array_unref(outbox->taken);
	g_queue_clear_full(&outbox->results, result_free);
	g_free(outbox->why);
	g_free(outbox);
}

static bool
is_on(const DeskOutbox *outbox)
{
	return outbox->daemon->context->config->tickets != NULL &&
	       !outbox->daemon->context->dry_run;
}

/* All of it or nothing: false with `why` where it cannot be recorded, with `error` where nothing can. */
static bool
try_recording(
    Context *context, const Result *result, bool *ret_good, GError **why, GError **error)
{
	g_autoptr(GError) reason = NULL;

	if (!spool_mark(context->spool, error))
		return false;
	*ret_good =
	    desk_result_take(context, result->id, result->outcome, result->result, &reason);
	if (*ret_good)
		return spool_keep(context->spool, error);
	if (!spool_give_up(context->spool, reason, error))
		return false;
	log_write(LOG_ERROR, "desk", "operation %" G_GINT64_FORMAT ": %s", result->id,
	    reason->message);
	g_propagate_error(why, g_steal_pointer(&reason));
	return true;
}

/* One whose result cannot be recorded waits for a person, with the reason, and stops nothing; where not even that can be
 * recorded it stays in flight, and is looked for when the gateway starts again. */
static bool
record_one(Context *context, const Result *result, GError **error)
{
	g_autoptr(GError) why = NULL;
	Result doubt = {.id = result->id, .outcome = DESK_DOUBTFUL};
	bool recorded = false, good = false;

	if (!try_recording(context, result, &recorded, &why, error))
		return false;
	if (recorded)
		return true;
	doubt.result = json_pack("{s:s}", "why", why->message);
	good = try_recording(context, &doubt, &recorded, NULL, error);
	json_decref(doubt.result);
	return good;
}

static bool
record_results(DeskOutbox *outbox, const Batch *batch, GError **error)
{
	for (const GList *one = outbox->results.head; one != NULL && !batch_is_full(batch);
	     one = one->next) {
		if (!record_one(outbox->daemon->context, one->data, error))
			return false;
		outbox->recorded++;
	}
	return true;
}

/* What was in flight when the gateway ended is known by nobody. */
static bool
begin(DeskOutbox *outbox, GError **error)
{
	const Context *context = outbox->daemon->context;

	outbox->begins = !outbox->began;
	return outbox->began ||
	       outbox_lose(context->spool,
		   context->now_ms + context->config->tickets->look_up_ms, error);
}

static unsigned
room(const DeskOutbox *outbox)
{
	unsigned out = g_hash_table_size(outbox->flying) + outbox->taken->len;
	unsigned most = (unsigned)outbox->daemon->context->config->tickets->parallel;

	if (outbox->draining || !desk_worker_runs(outbox->worker))
		return 0;
	if (outbox->why != NULL)
		most = outbox->pause_timer == 0 && !outbox->probing;
	return out < most ? most - out : 0;
}

static bool
end_at_once(DeskOutbox *outbox, const OutboxOperation *operation, DeskOutcome outcome,
    const char *why, GError **error)
{
	Context *context = outbox->daemon->context;
	json_t *result = json_pack("{s:s}", "why", why);
	bool good = outbox_take_off(context->spool, operation->id, context->now_ms, error) &&
		    desk_result_take(context, operation->id, outcome, result, error);

	json_decref(result);
	daemon_wake_late(outbox->daemon);
	return good;
}

static bool
take_off(DeskOutbox *outbox, const OutboxOperation *operation, GBytes *bytes, GError **error)
{
	Context *context = outbox->daemon->context;
	json_t *request = NULL;
	Flight *flight = NULL;

	if (!outbox_take_off(context->spool, operation->id, context->now_ms, error) ||
	    (request = desk_request(context, operation, error)) == NULL)
		return false;
	flight = g_new0(Flight, 1);
	flight->id = operation->id;
	flight->kind = g_strdup(operation->kind);
	flight->looks_first = operation->looks_first;
	flight->request = json_dumps(request, JSON_COMPACT);
	flight->bytes = bytes == NULL ? NULL : g_bytes_ref(bytes);
	json_decref(request);
	g_ptr_array_add(outbox->taken, flight);
	return true;
}

/* Bytes of what is not to be given any more keep no place from others. */
static bool
free_parts(DeskOutbox *outbox, GError **error)
{
	GHashTableIter iter;
	void *id = NULL;

	g_hash_table_iter_init(&iter, outbox->parts);
	while (g_hash_table_iter_next(&iter, &id, NULL)) {
		g_autoptr(OutboxOperation) one = NULL;

		if (!outbox_get(outbox->daemon->context->spool, *(int64_t *)id, &one, error))
			return false;
		if (one == NULL ||
		    (one->state != OUTBOX_WAITING && one->state != OUTBOX_UNKNOWN))
			g_hash_table_iter_remove(&iter);
	}
	return true;
}

/* One at a time is read; what is gone from the spool cannot be. */
static bool
read_part(DeskOutbox *outbox, const OutboxOperation *operation, GError **error)
{
	Spool *spool = outbox->daemon->context->spool;
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(GError) failure = NULL;

	if (part_reader_is_busy(outbox->reader))
		return true;
	if (!free_parts(outbox, error))
		return false;
	if (g_hash_table_size(outbox->parts) >= PARTS_MOST)
		return true;
	if (!ticket_attachments(spool, operation->ticket, &all, error))
		return false;
	for (unsigned i = 0; i < all->len; i++) {
		const TicketAttachment *one = all->pdata[i];

		if (one->number != operation->attachment)
			continue;
		raw = mail_raw(spool, one->mail, &failure);
		if (g_error_matches(failure, SPOOL_ERROR, SPOOL_ERROR_MISSING))
			return end_at_once(
			    outbox, operation, DESK_REFUSED, failure->message, error);
		if (raw == NULL) {
			g_propagate_error(error, g_steal_pointer(&failure));
			return false;
		}
		part_reader_ask(outbox->reader, operation->id, raw, one->path);
		return true;
	}
	return end_at_once(
	    outbox, operation, DESK_REFUSED, "there is no such attachment", error);
}

/* took: whether it is in flight now. */
static bool
take_one(DeskOutbox *outbox, const OutboxOperation *operation, bool *ret_took, GError **error)
{
	bool brings = strcmp(operation->kind, desk_operation_name(DESK_ATTACH)) == 0;
	GBytes *bytes = g_hash_table_lookup(outbox->parts, &operation->id);
	const char *unread = g_hash_table_lookup(outbox->unread, &operation->id);

	*ret_took = false;
	if (desk_request_is_empty(operation))
		return end_at_once(outbox, operation, DESK_DONE, "", error);
	if (unread != NULL) {
		bool good = end_at_once(outbox, operation, DESK_REFUSED, unread, error);

		/* a person may let it go again: then it is read again */
		g_hash_table_remove(outbox->unread, &operation->id);
		return good;
	}
	if (brings && bytes == NULL)
		return read_part(outbox, operation, error);
	*ret_took = true;
	return take_off(outbox, operation, bytes, error);
}

/* One that cannot be taken waits for a person, with the reason; where not even that can be recorded, for another time. */
static bool
set_aside(DeskOutbox *outbox, const OutboxOperation *operation, const char *why, GError **error)
{
	Context *context = outbox->daemon->context;
	g_autoptr(GError) worse = NULL;

	log_write(LOG_ERROR, "desk", "operation %" G_GINT64_FORMAT ": %s", operation->id, why);
	if (!spool_mark(context->spool, error))
		return false;
	if (end_at_once(outbox, operation, DESK_DOUBTFUL, why, &worse))
		return spool_keep(context->spool, error);
	return spool_give_up(context->spool, worse, error) &&
	       outbox_postpone(
		   context->spool, operation, false, context->now_ms + ASIDE_MS, why, error);
}

/* Such a one stops no other. */
static bool
try_one(DeskOutbox *outbox, const OutboxOperation *operation, bool *ret_took, GError **error)
{
	Spool *spool = outbox->daemon->context->spool;
	g_autoptr(GError) why = NULL;

	if (!spool_mark(spool, error))
		return false;
	if (take_one(outbox, operation, ret_took, &why))
		return spool_keep(spool, error);
	*ret_took = false;
	return spool_give_up(spool, why, error) &&
	       set_aside(outbox, operation, why->message, error);
}

static bool
take_due(DeskOutbox *outbox, GError **error)
{
	const Context *context = outbox->daemon->context;
	unsigned may = room(outbox);
	g_autoptr(GPtrArray) due = NULL;

	if (may == 0)
		return true;
	if (!outbox_due(context->spool, context->now_ms, (int)may + LOOKED_AT, &due, error))
		return false;
	for (unsigned i = 0; i < due->len && may > 0; i++) {
		bool took = false;

		if (!try_one(outbox, due->pdata[i], &took, error))
			return false;
		may -= took;
	}
	return true;
}

bool
desk_outbox_record(DeskOutbox *outbox, const Batch *batch, GError **error)
{
	if (!outbox->daemon->context->dry_run &&
	    !letter_prepared_go_early(outbox->daemon->context, EARLY_AT_ONCE, error))
		return false;
	return !is_on(outbox) ||
	       (begin(outbox, error) && record_results(outbox, batch, error) &&
		   desk_poll_take(outbox->poll, batch, error) && take_due(outbox, error));
}

static void
send_flight(DeskOutbox *outbox, const Flight *flight)
{
	if (!desk_worker_runs(outbox->worker)) {
		/* it was not sent: nothing of it can have been done */
		add_result(outbox, flight->id, DESK_AGAIN,
		    json_pack("{s:s, s:i}", "why", "its worker ended before", "wait_ms", 1));
		return;
	}
	FAILPOINT("desk.committed");
	outbox->probing = outbox->probing || outbox->why != NULL;
	g_hash_table_add(outbox->flying, g_memdup2(&flight->id, sizeof flight->id));
	desk_worker_send(outbox->worker, FRAME_OPERATION,
	    g_variant_new("(xsbs)", (gint64)flight->id, flight->kind, flight->looks_first,
		flight->request),
	    flight->bytes);
	FAILPOINT("desk.sent");
}

void
desk_outbox_committed(DeskOutbox *outbox)
{
	outbox->began = outbox->began || outbox->begins;
	for (; outbox->recorded > 0; outbox->recorded--)
		result_free(g_queue_pop_head(&outbox->results));
	if (!g_queue_is_empty(&outbox->results))
		daemon_go_on(outbox->daemon);
	for (unsigned i = 0; i < outbox->taken->len; i++) {
		const Flight *flight = outbox->taken->pdata[i];

		send_flight(outbox, flight);
		g_hash_table_remove(outbox->parts, &flight->id);
	}
	g_ptr_array_set_size(outbox->taken, 0);
	desk_poll_committed(outbox->poll);
	look_after_worker(outbox);
}

void
desk_outbox_undone(DeskOutbox *outbox)
{
	outbox->begins = false;
	outbox->recorded = 0;
	g_ptr_array_set_size(outbox->taken, 0);
	desk_poll_undone(outbox->poll);
}

bool
desk_outbox_give(DeskOutbox *outbox, GError **error)
{
	bool good = false;

	if (!is_on(outbox) || outbox->draining)
		return true;
	if (!desk_worker_runs(outbox->worker) && desk_worker_start(outbox->worker))
		daemon_wake(outbox->daemon);
	good = desk_poll_give(outbox->poll, outbox->why == NULL, error);
	look_after_worker(outbox);
	return good;
}

bool
desk_outbox_next_due(DeskOutbox *outbox, int64_t *ret_due_ms, GError **error)
{
	const Context *context = outbox->daemon->context;
	int64_t times[3] = {0};

	*ret_due_ms = 0;
	if (!letter_hold_next_early(context->spool, context->now_ms, &times[1], error) ||
	    (is_on(outbox) &&
		!outbox_next_due(context->spool, context->now_ms, &times[0], error)))
		return false;
	if (is_on(outbox))
		times[2] = context->now_ms + desk_poll_wait_ms(outbox->poll);
	for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
		if (times[i] != 0 && (*ret_due_ms == 0 || times[i] < *ret_due_ms))
			*ret_due_ms = times[i];
	return true;
}

bool
desk_outbox_drain(DeskOutbox *outbox)
{
	outbox->draining = true;
	return g_hash_table_size(outbox->flying) == 0 && g_queue_is_empty(&outbox->results);
}

void
desk_outbox_renew(DeskOutbox *outbox)
{
	desk_worker_renew(outbox->worker);
}

const char *
desk_outbox_trouble(const DeskOutbox *outbox)
{
	const char *trouble = desk_worker_trouble(outbox->worker);

	if (trouble == NULL)
		trouble = outbox->why;
	return trouble != NULL ? trouble : desk_poll_trouble(outbox->poll);
}

json_t *
desk_outbox_status(const DeskOutbox *outbox)
{
	const char *trouble = desk_outbox_trouble(outbox);

	if (!is_on(outbox))
		return json_null();
	return json_pack("{s:s, s:b, s:s?, s:b, s:i, s:i, s:o}", "state",
	    trouble == NULL ? "works" : trouble, "working",
	    trouble == NULL && desk_worker_runs(outbox->worker), "paused", outbox->why, "alarm",
	    outbox->is_alarm, "under_way", (int)g_hash_table_size(outbox->flying), "starts",
	    desk_worker_starts(outbox->worker), "pid",
	    json_print_id(desk_worker_pid(outbox->worker)));
}
