/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arrivals wait in memory for the next batch; while more than this mailbox's part of WAITING_BYTES wait, nothing is read
 * from its worker. What the worker brought in one start is filed in that one only: a place is good for a session.
 */
#include "gateway/daemon/mailbox_worker.h"

#include <string.h>

#include "gateway/daemon/fetch_memory.h"
#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"
#include "gateway/util/sanitize.h"
#include "spool/mail_copy.h"

#define WAITING_BYTES ((size_t)4 * 1024 * 1024) /* of all mailboxes, beyond one mail of each */
#define LONGEST_WAIT_MS (INT64_C(5) * 60 * 1000)
#define STEADY_US             \
	(INT64_C(60) * 1000 * \
	    1000)    /* a worker that lives so long after a crash has got over it */
#define KEY_MAX 1024 /* a file's name whose every byte was escaped, and a number */
#define SIZE_MAX_BYTES (INT64_C(1) << 40)
#define FILED_MAX 1000000            /* keys to be noted, more than any mailbox waits for */
#define ARRIVAL_BYTES ((size_t)1024) /* what a mail of no bytes takes */
#define STATE_MAX 400                /* bytes of the state in status */

typedef struct {
	char *key;   /* own */
	GBytes *raw; /* own */
	int64_t size;
	bool header_only;
	int64_t came_ms; /* when the server got it, or 0 */
	bool history;
	int session; /* the start of the worker that brought it: another one may find another mail there */
	int64_t mail; /* its id once stored in the batch; 0: it was known */
} Arrival;

struct MailboxWorker {
	Daemon *daemon;               /* foreign */
	const ConfigMailbox *mailbox; /* foreign */
	char *about;                  /* own; "mailbox support" */
	Child *child;                 /* own; its process, NULL: not running */
	WorkerSettings *settings;     /* own; being made */
	Retry retry;
	bool
	    crashed; /* and since then none lived STEADY_US: its back-off goes on, however well it works */
	int64_t started_us; /* monotonic */
	GQueue arrived;     /* of Arrival, not stored */
	GQueue stored;      /* of Arrival, stored in this batch */
	size_t waiting;     /* bytes of arrived */
	GPtrArray *filed;   /* own; of char *: keys to be noted */
	unsigned noted;     /* so many of them are noted in this batch */
	GHashTable *
	    unseen; /* own; of char *: keys not filed yet when the session began, and not met in it so far */
	FetchMemory *memory; /* own */
	guint unfiled;       /* so many are safe, and the server refuses to file them */
	char *unfiled_why;   /* own; or NULL */
	char *
	    complaint; /* own; of mailbox_worker_unfetched() or mailbox_worker_unfiled(), or NULL */
	char *state;      /* own; how it stands, in words */
	bool working;     /* its session is open */
	int64_t heard_ms; /* when the mailbox was last looked at, or 0 */
	int starts;
};

static void
arrival_free(Arrival *arrival)
{
	g_free(arrival->key);
	g_bytes_unref(arrival->raw);
	g_free(arrival);
}

void
mailbox_worker_free(MailboxWorker *worker)
{
	child_free(worker->child);
	worker_settings_free(worker->settings);
	retry_reset(&worker->retry);
	g_queue_clear_full(&worker->arrived, (GDestroyNotify)arrival_free);
	g_queue_clear_full(&worker->stored, (GDestroyNotify)arrival_free);
	g_ptr_array_unref(worker->filed);
	g_hash_table_unref(worker->unseen);
	fetch_memory_free(worker->memory);
	g_free(worker->unfiled_why);
	g_free(worker->complaint);
	g_free(worker->about);
	g_free(worker->state);
	g_free(worker);
}

static void
set_state(MailboxWorker *worker, LogLevel level, const char *text)
{
	if (g_strcmp0(worker->state, text) == 0)
		return;
	g_free(worker->state);
	worker->state = g_strdup(text);
	log_write(level, worker->about, "%s", text);
}

/* What a worker says is shown to people: one line, and not a long one. */
static void
set_state_from_worker(MailboxWorker *worker, LogLevel level, const char *text)
{
	g_autofree char *line = sanitize_line(text);

	if (strlen(line) > STATE_MAX)
		*g_utf8_find_prev_char(line, line + STATE_MAX + 1) = '\0';
	set_state(worker, level, line);
}

static void
kill_worker(MailboxWorker *worker, const char *why)
{
	log_write(LOG_ERROR, worker->about, "its fetch worker is killed: %s", why);
	child_kill(worker->child);
}

/* What is not filed yet comes again in this session, and is known by its bytes; or its server copy is gone. */
static bool
expect_unfiled(MailboxWorker *worker, GError **error)
{
	g_autoptr(GPtrArray) keys = NULL;

	g_hash_table_remove_all(worker->unseen);
	if (!mail_unfiled(worker->daemon->context->spool, worker->mailbox->name, &keys, error))
		return false;
	g_ptr_array_set_free_func(keys, NULL);
	for (guint i = 0; i < keys->len; i++)
		g_hash_table_add(worker->unseen, keys->pdata[i]);
	return true;
}

/* The worker looked at all that is there. */
static void
take_heard(MailboxWorker *worker)
{
	GHashTableIter iter;
	void *key = NULL;

	worker->heard_ms = g_get_real_time() / 1000;
	if (g_get_monotonic_time() - worker->started_us > STEADY_US)
		worker->crashed = false;
	if (!worker->crashed)
		retry_reset(&worker->retry);
	if (g_hash_table_size(worker->unseen) == 0)
		return;
	g_hash_table_iter_init(&iter, worker->unseen);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		g_hash_table_iter_steal(&iter);
		g_ptr_array_add(worker->filed, key);
	}
	daemon_wake_late(worker->daemon);
}

static bool
is_key(const char *key)
{
	size_t length = strlen(key);

	for (size_t i = 0; i < length; i++)
		if (g_ascii_iscntrl(key[i]))
			return false;
	return length > 0 && length <= KEY_MAX;
}

size_t
mailbox_worker_weight(GBytes *raw)
{
	return g_bytes_get_size(raw) + ARRIVAL_BYTES;
}

static bool
has_enough(const MailboxWorker *worker)
{
	return worker->waiting >
	       WAITING_BYTES / worker->daemon->context->config->mailboxes->len;
}

static void
take_mail(MailboxWorker *worker, const Frame *frame)
{
	Arrival *arrival = g_new0(Arrival, 1);
	int header_only = false; /* g_variant_get() writes a whole int */
	gint64 size = 0;
	gint64 came_ms = 0;

	g_variant_get(frame->body, "(sxbx)", &arrival->key, &size, &header_only, &came_ms);
	if (!is_key(arrival->key) || size < 0 || size > SIZE_MAX_BYTES) {
		g_free(arrival->key);
		g_free(arrival);
		kill_worker(worker, "it brought what can be no mail");
		return;
	}
	arrival->size = size;
	arrival->header_only = header_only;
	arrival->came_ms = MAX(came_ms, 0);
	arrival->history = frame->type == FRAME_HISTORY;
	arrival->session = worker->starts;
	arrival->raw = g_bytes_ref(frame->bytes);
	fetch_memory_came(worker->memory, arrival->key);
	g_queue_push_tail(&worker->arrived, arrival);
	g_hash_table_remove(worker->unseen, arrival->key);
	worker->waiting += mailbox_worker_weight(arrival->raw);
	if (has_enough(worker))
		child_pause(worker->child, true);
}

static void
take_filed(MailboxWorker *worker, const Frame *frame)
{
	g_autoptr(GVariantIter) keys = NULL;
	char *key = NULL;

	g_variant_get(frame->body, "(as)", &keys);
	while (g_variant_iter_next(keys, "s", &key)) {
		fetch_memory_gone(worker->memory, key);
		g_ptr_array_add(worker->filed, key);
	}
	if (worker->filed->len > FILED_MAX)
		kill_worker(worker, "it filed more than there is");
}

static void
take_opened(MailboxWorker *worker, const Frame *frame)
{
	const char *server = NULL;
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	if (worker->working) {
		kill_worker(worker, "it opened its mailbox twice");
		return;
	}
	g_variant_get(frame->body, "(&s)", &server);
	text = g_strdup_printf("open: %s", server);
	worker->working = true;
	/* a new session has not tried to file anything yet */
	worker->unfiled = 0;
	g_clear_pointer(&worker->unfiled_why, g_free);
	set_state_from_worker(worker, LOG_INFO, text);
	if (!expect_unfiled(worker, &error))
		kill_worker(worker, error->message);
}

static void
take_trouble(MailboxWorker *worker, const Frame *frame)
{
	const char *text = NULL;
	guchar scope = 0;

	g_variant_get(frame->body, "(y&s)", &scope, &text);
	if (scope == TROUBLE_ACCOUNT)
		worker_settings_refused(&worker->mailbox->imap.login);
	set_state_from_worker(worker, LOG_WARNING, text);
}

static void
expect_life(MailboxWorker *worker)
{
	child_expect(worker->child, worker->daemon->context->config->times.silence);
}

static void
take_asked(MailboxWorker *worker, const Frame *frame)
{
	g_autoptr(GVariant) keys = g_variant_get_child_value(frame->body, 0);

	if (!fetch_memory_asked(worker->memory, keys))
		kill_worker(worker, "it asked for more than it may at once");
}

static void
take_unfetched(MailboxWorker *worker, const Frame *frame)
{
	const char *key = NULL;
	const char *why = NULL;

	g_variant_get(frame->body, "(&s&s)", &key, &why);
	if (!is_key(key) || !fetch_memory_failed(worker->memory, key, why))
		kill_worker(worker, "it named too many mails that do not come");
	else
		log_write(LOG_WARNING, worker->about, "%s does not come: %s", key, why);
	daemon_wake_late(worker->daemon);
}

static void
take_unfiled(MailboxWorker *worker, const Frame *frame)
{
	const char *why = NULL;
	g_autofree char *line = NULL;

	g_variant_get(frame->body, "(u&s)", &worker->unfiled, &why);
	line = sanitize_line(why);
	if (worker->unfiled == 0)
		g_clear_pointer(&worker->unfiled_why, g_free);
	if (worker->unfiled == 0 || g_strcmp0(worker->unfiled_why, line) == 0)
		return;
	g_free(worker->unfiled_why);
	worker->unfiled_why = g_steal_pointer(&line);
	log_write(LOG_ERROR, worker->about, "mails that are safe could not be filed: %s",
	    worker->unfiled_why);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	MailboxWorker *worker = data;

	expect_life(worker);
	switch (frame->type) {
	case FRAME_MAIL:
	case FRAME_HISTORY:
		take_mail(worker, frame);
		break;
	case FRAME_FILED:
		take_filed(worker, frame);
		daemon_wake_late(worker->daemon);
		return;
	case FRAME_ASKED:
		take_asked(worker, frame);
		return;
	case FRAME_UNFETCHED:
		take_unfetched(worker, frame);
		return;
	case FRAME_UNFILED:
		take_unfiled(worker, frame);
		return;
	case FRAME_OPENED:
		take_opened(worker, frame);
		break;
	case FRAME_HEARD:
		take_heard(worker);
		return;
	case FRAME_TROUBLE:
		take_trouble(worker, frame);
		return;
	case FRAME_BEAT:
		return;
	case FRAME_LOG:
		frame_log(worker->about, frame->body);
		return;
	default:
		child_kill(child);
		return;
	}
	daemon_wake(worker->daemon);
}

static void
start_later(MailboxWorker *worker)
{
	worker->working = false;
	retry_failed(&worker->retry);
}

/* Most likely what its server sent crashed it, or made it hang, and will again: status shows it, and each restart waits longer. */
static void
note_crash(MailboxWorker *worker, const char *how)
{
	g_autofree char *text = g_strdup_printf(
	    "its fetch worker died (%s); it is started again after a while", how);

	worker->crashed = true;
	set_state(worker, LOG_WARNING, text);
}

static void
note_hung(MailboxWorker *worker, const char *how)
{
	g_autofree char *name =
	    g_strdup_printf("the fetch worker of mailbox %s", worker->mailbox->name);

	daemon_note_hung(worker->daemon, name, how);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	MailboxWorker *worker = data;
	bool hung = child_was_silent(child);

	child_free(child);
	worker->child = NULL;
	log_write(
	    good ? LOG_DEBUG : LOG_INFO, worker->about, "its fetch worker ended: %s", how);
	if (hung || g_str_has_prefix(how, "signal"))
		note_crash(worker, how);
	if (hung)
		note_hung(worker, how);
	if (fetch_memory_ended(worker->memory, good ? how : worker->state) && !worker->crashed)
		retry_reset(&worker->retry);
	daemon_wake_late(worker->daemon);
	start_later(worker);
}

/* Takes the settings, which are floating, and returns floating ones. */
static GVariant *
complete_settings(const MailboxWorker *worker, GVariant *take_settings)
{
	GVariantDict settings;

	g_variant_ref_sink(take_settings);
	g_variant_dict_init(&settings, take_settings);
	g_variant_unref(take_settings);
	fetch_memory_add_settings(worker->memory, &settings);
	if (worker->daemon->context->dry_run)
		g_variant_dict_insert(&settings, "only_look", "x", (gint64)1);
	return g_variant_dict_end(&settings);
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	MailboxWorker *worker = data;
	g_autoptr(GError) error = NULL;

	worker->settings = NULL;
	worker->started_us = g_get_monotonic_time();
	if (settings != NULL)
		worker->child = child_start(worker_settings_fetch_name(worker->mailbox),
		    complete_settings(worker, settings), &EVENTS, worker, &error);
	if (worker->child != NULL) {
		expect_life(worker);
	} else {
		set_state(worker, LOG_ERROR, problem != NULL ? problem : error->message);
		start_later(worker);
	}
	worker->starts++;
}

static void
mailbox_worker_start(void *data)
{
	MailboxWorker *worker = data;

	worker->settings = worker_settings_fetch(worker->mailbox, on_settings, worker);
}

MailboxWorker *
mailbox_worker_new(Daemon *daemon, const ConfigMailbox *mailbox)
{
	MailboxWorker *worker = g_new0(MailboxWorker, 1);

	worker->daemon = daemon;
	worker->mailbox = mailbox;
	worker->about = g_strdup_printf("mailbox %s", mailbox->name);
	worker->state = g_strdup("starting");
	worker->memory = fetch_memory_new(daemon->context->spool, mailbox->name);
	worker->filed = g_ptr_array_new_with_free_func(g_free);
	worker->unseen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_queue_init(&worker->arrived);
	g_queue_init(&worker->stored);
	retry_init(&worker->retry, LONGEST_WAIT_MS, mailbox_worker_start, worker);
	mailbox_worker_start(worker);
	return worker;
}

static bool
store(MailboxWorker *worker, Arrival *arrival, GError **error)
{
	Context *context = worker->daemon->context;
	const MailArrival mail = {
	    .mailbox = worker->mailbox->name,
	    .key = arrival->key,
	    .raw = arrival->raw,
	    .size = arrival->size,
	    .header_only = arrival->header_only,
	    .received_ms = context->now_ms,
	    .came_ms = arrival->came_ms,
	    .history_ms = arrival->history ? MIN(arrival->came_ms, context->now_ms) : 0,
	};

	return mail_add(context->spool, &mail, &arrival->mail, error);
}

bool
mailbox_worker_note_filed(MailboxWorker *worker, GError **error)
{
	worker->noted = worker->filed->len;
	return worker->noted == 0 ||
	       mail_set_filed(worker->daemon->context->spool, worker->mailbox->name,
		   (const char *const *)worker->filed->pdata, worker->noted, error);
}

bool
mailbox_worker_take_in_next(MailboxWorker *worker, Batch *batch, GError **error)
{
	Arrival *arrival = g_queue_peek_head(&worker->arrived);

	if (!store(worker, arrival, error))
		return false;
	batch_count(batch, g_bytes_get_size(arrival->raw));
	g_queue_push_tail(&worker->stored, g_queue_pop_head(&worker->arrived));
	return true;
}

static void
file_stored(MailboxWorker *worker, const MailboxWorkerKeep *keep)
{
	GVariantBuilder processed;
	GVariantBuilder too_large;
	Arrival *arrival = NULL;

	g_variant_builder_init(&processed, G_VARIANT_TYPE("as"));
	g_variant_builder_init(&too_large, G_VARIANT_TYPE("as"));
	while ((arrival = g_queue_pop_head(&worker->stored)) != NULL) {
		if (arrival->session == worker->starts)
			g_variant_builder_add(
			    arrival->header_only ? &too_large : &processed, "s", arrival->key);
		worker->waiting -= mailbox_worker_weight(arrival->raw);
		if (arrival->mail != 0)
			keep->mail(arrival->mail, arrival->raw, keep->data);
		arrival_free(arrival);
	}
	if (worker->child == NULL || worker->daemon->context->dry_run) {
		g_variant_builder_clear(&processed);
		g_variant_builder_clear(&too_large);
	} else {
		child_send(worker->child, FRAME_FILE,
		    g_variant_new("(asas)", &processed, &too_large), NULL);
	}
	if (worker->child == NULL)
		return;
	if (!has_enough(worker))
		child_pause(worker->child, false);
}

bool
mailbox_worker_record(MailboxWorker *worker, GError **error)
{
	return fetch_memory_record(worker->memory, error);
}

void
mailbox_worker_committed(MailboxWorker *worker, const MailboxWorkerKeep *keep)
{
	if (!g_queue_is_empty(&worker->stored))
		file_stored(worker, keep);
	fetch_memory_committed(worker->memory);
	if (worker->noted > 0)
		g_ptr_array_remove_range(worker->filed, 0, worker->noted);
	worker->noted = 0;
	if (mailbox_worker_has_arrivals(worker) || worker->filed->len > 0)
		daemon_go_on(worker->daemon);
}

void
mailbox_worker_undone(MailboxWorker *worker)
{
	Arrival *arrival = NULL;

	while ((arrival = g_queue_pop_tail(&worker->stored)) != NULL)
		g_queue_push_head(&worker->arrived, arrival);
	worker->noted = 0;
}

bool
mailbox_worker_has_arrivals(const MailboxWorker *worker)
{
	return worker->arrived.length > 0;
}

const char *
mailbox_worker_trouble(const MailboxWorker *worker)
{
	return worker->working ? NULL : worker->state;
}

const char *
mailbox_worker_unfetched(MailboxWorker *worker)
{
	g_free(worker->complaint);
	worker->complaint = fetch_memory_trouble(worker->memory);
	return worker->complaint;
}

const char *
mailbox_worker_unfiled(MailboxWorker *worker)
{
	if (worker->unfiled == 0)
		return NULL;
	g_free(worker->complaint);
	worker->complaint = g_strdup_printf("%u %s: %s", worker->unfiled,
	    worker->unfiled == 1 ? "mail" : "mails", worker->unfiled_why);
	return worker->complaint;
}

json_t *
mailbox_worker_status(const MailboxWorker *worker)
{
	return json_pack("{s:s, s:s, s:b, s:o, s:i, s:o, s:I, s:s?}", "name",
	    worker->mailbox->name, "state", worker->state, "working", worker->working, "heard",
	    json_print_time(worker->heard_ms), "starts", worker->starts, "pid",
	    json_print_id(worker->child == NULL ? 0 : child_pid(worker->child)), "refused",
	    (json_int_t)worker->unfiled, "refused_why", worker->unfiled_why);
}
