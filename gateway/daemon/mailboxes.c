/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetch worker of each mailbox, restarted with back-off when it ends. Arrivals wait in memory for the next batch;
 * while more than WAITING_BYTES wait, nothing is read from the worker.
 */
#include "gateway/daemon/mailboxes.h"

#include <string.h>

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/mail.h"

#define WAITING_BYTES ((size_t)16 * 1024 * 1024)
#define FRESH_BYTES ((size_t)32 * 1024 * 1024)
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
	int64_t history_ms; /* when it came, of history; else 0 */
	int64_t mail;       /* its id once stored in the batch; 0: it was known */
} Arrival;

typedef struct {
	Mailboxes *mailboxes;         /* foreign */
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
	char *state;        /* own; how it stands, in words */
	bool working;       /* its session is open */
	int64_t heard_ms;   /* when the mailbox was last looked at, or 0 */
	int starts;
} MailboxWorker;

struct Mailboxes {
	Daemon *daemon;    /* foreign */
	GPtrArray *all;    /* own; of MailboxWorker */
	GHashTable *fresh; /* own; mail id -> GBytes: what the read workers will want next */
	size_t fresh_bytes;
};

static void
arrival_free(Arrival *arrival)
{
	g_free(arrival->key);
	g_bytes_unref(arrival->raw);
	g_free(arrival);
}

static void
mailbox_worker_free(MailboxWorker *worker)
{
	child_free(worker->child);
	worker_settings_free(worker->settings);
	retry_reset(&worker->retry);
	g_queue_clear_full(&worker->arrived, (GDestroyNotify)arrival_free);
	g_queue_clear_full(&worker->stored, (GDestroyNotify)arrival_free);
	g_ptr_array_unref(worker->filed);
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

/* The keys of mails that are stored but not filed: those are to be filed, not fetched again. */
static bool
unfiled(MailboxWorker *worker, bool header_only, GVariant **ret_keys, GError **error)
{
	g_autoptr(GPtrArray) keys = NULL;
	Spool *spool = worker->mailboxes->daemon->context->spool;

	if (!mail_unfiled(spool, worker->mailbox->name, header_only, &keys, error))
		return false;
	*ret_keys = g_variant_new_strv((const char *const *)keys->pdata, keys->len);
	return true;
}

static void
answer_opened(MailboxWorker *worker)
{
	g_autoptr(GError) error = NULL;
	GVariant *processed = NULL;
	GVariant *too_large = NULL;

	if (worker->mailboxes->daemon->context->dry_run) {
		child_send(
		    worker->child, FRAME_FILE, g_variant_new("(asas)", NULL, NULL), NULL);
		return;
	}
	if (unfiled(worker, false, &processed, &error) &&
	    unfiled(worker, true, &too_large, &error)) {
		child_send(worker->child, FRAME_FILE,
		    g_variant_new("(@as@as)", processed, too_large), NULL);
		return;
	}
	log_write(LOG_ERROR, worker->about, "%s", error->message);
	g_clear_pointer(&processed, g_variant_unref);
	child_kill(worker->child);
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

/* What an arrival takes in memory. */
static size_t
weight(const Arrival *arrival)
{
	return g_bytes_get_size(arrival->raw) + ARRIVAL_BYTES;
}

static void
take_mail(MailboxWorker *worker, const Frame *frame)
{
	Arrival *arrival = g_new0(Arrival, 1);
	int header_only = false; /* g_variant_get() writes a whole int */
	gint64 size = 0;
	gint64 history_ms = 0;

	if (frame->type == FRAME_HISTORY)
		g_variant_get(
		    frame->body, "(sxbx)", &arrival->key, &size, &header_only, &history_ms);
	else
		g_variant_get(frame->body, "(sxb)", &arrival->key, &size, &header_only);
	if (!is_key(arrival->key) || size < 0 || size > SIZE_MAX_BYTES) {
		g_free(arrival->key);
		g_free(arrival);
		kill_worker(worker, "it brought what can be no mail");
		return;
	}
	arrival->size = size;
	arrival->header_only = header_only;
	arrival->history_ms = MAX(history_ms, 0);
	arrival->raw = g_bytes_ref(frame->bytes);
	g_queue_push_tail(&worker->arrived, arrival);
	worker->waiting += weight(arrival);
	if (worker->waiting > WAITING_BYTES)
		child_pause(worker->child, true);
}

static void
take_filed(MailboxWorker *worker, const Frame *frame)
{
	g_autoptr(GVariantIter) keys = NULL;
	char *key = NULL;

	g_variant_get(frame->body, "(as)", &keys);
	while (g_variant_iter_next(keys, "s", &key))
		g_ptr_array_add(worker->filed, key);
	if (worker->filed->len > FILED_MAX)
		kill_worker(worker, "it filed more than there is");
}

static void
take_opened(MailboxWorker *worker, const Frame *frame)
{
	const char *server = NULL;
	g_autofree char *text = NULL;

	if (worker->working) {
		kill_worker(worker, "it opened its mailbox twice");
		return;
	}
	g_variant_get(frame->body, "(&s)", &server);
	text = g_strdup_printf("open: %s", server);
	worker->working = true;
	set_state_from_worker(worker, LOG_INFO, text);
	answer_opened(worker);
}

static void
take_trouble(MailboxWorker *worker, const Frame *frame)
{
	const char *text = NULL;
	guchar scope = 0;

	g_variant_get(frame->body, "(y&s)", &scope, &text);
	set_state_from_worker(worker, LOG_WARNING, text);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	MailboxWorker *worker = data;

	switch (frame->type) {
	case FRAME_MAIL:
	case FRAME_HISTORY:
		take_mail(worker, frame);
		break;
	case FRAME_FILED:
		take_filed(worker, frame);
		daemon_wake_late(worker->mailboxes->daemon);
		return;
	case FRAME_OPENED:
		take_opened(worker, frame);
		break;
	case FRAME_HEARD:
		worker->heard_ms = g_get_real_time() / 1000;
		if (g_get_monotonic_time() - worker->started_us > STEADY_US)
			worker->crashed = false;
		if (!worker->crashed)
			retry_reset(&worker->retry);
		return;
	case FRAME_TROUBLE:
		take_trouble(worker, frame);
		return;
	case FRAME_LOG:
		frame_log(worker->about, frame->body);
		return;
	default:
		child_kill(child);
		return;
	}
	daemon_wake(worker->mailboxes->daemon);
}

static void
start_later(MailboxWorker *worker)
{
	worker->working = false;
	retry_failed(&worker->retry);
}

/* Most likely what its server sent crashed it, and will again: status shows it, and each restart waits longer. */
static void
note_crash(MailboxWorker *worker, const char *how)
{
	g_autofree char *text = g_strdup_printf(
	    "its fetch worker died (%s); it is started again after a while", how);

	worker->crashed = true;
	set_state(worker, LOG_WARNING, text);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	MailboxWorker *worker = data;

	child_free(child);
	worker->child = NULL;
	log_write(
	    good ? LOG_DEBUG : LOG_INFO, worker->about, "its fetch worker ended: %s", how);
	if (g_str_has_prefix(how, "signal"))
		note_crash(worker, how);
	start_later(worker);
}

/* Takes the settings, which are floating, and returns floating ones. */
static GVariant *
only_look(GVariant *take_settings)
{
	GVariantDict settings;

	g_variant_ref_sink(take_settings);
	g_variant_dict_init(&settings, take_settings);
	g_variant_unref(take_settings);
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
	if (settings != NULL && worker->mailboxes->daemon->context->dry_run)
		settings = only_look(settings);
	if (settings != NULL)
		worker->child = child_start(worker_settings_fetch_name(worker->mailbox),
		    settings, &EVENTS, worker, &error);
	if (worker->child == NULL) {
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

static MailboxWorker *
mailbox_worker_new(Mailboxes *mailboxes, const ConfigMailbox *mailbox)
{
	MailboxWorker *worker = g_new0(MailboxWorker, 1);

	worker->mailboxes = mailboxes;
	worker->mailbox = mailbox;
	worker->about = g_strdup_printf("mailbox %s", mailbox->name);
	worker->state = g_strdup("starting");
	worker->filed = g_ptr_array_new_with_free_func(g_free);
	g_queue_init(&worker->arrived);
	g_queue_init(&worker->stored);
	retry_init(&worker->retry, LONGEST_WAIT_MS, mailbox_worker_start, worker);
	mailbox_worker_start(worker);
	return worker;
}

void
mailboxes_renew(Mailboxes *mailboxes)
{
	const GPtrArray *configured = mailboxes->daemon->context->config->mailboxes;

	g_ptr_array_set_size(mailboxes->all, 0);
	for (unsigned i = 0; i < configured->len; i++)
		g_ptr_array_add(
		    mailboxes->all, mailbox_worker_new(mailboxes, configured->pdata[i]));
}

Mailboxes *
mailboxes_new(Daemon *daemon)
{
	Mailboxes *mailboxes = g_new0(Mailboxes, 1);

	mailboxes->daemon = daemon;
	mailboxes->all = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_worker_free);
	mailboxes->fresh = g_hash_table_new_full(
	    g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_bytes_unref);
	mailboxes_renew(mailboxes);
	return mailboxes;
}

void
mailboxes_free(Mailboxes *mailboxes)
{
	if (mailboxes == NULL)
		return;
	g_ptr_array_unref(mailboxes->all);
	g_hash_table_unref(mailboxes->fresh);
	g_free(mailboxes);
}

static bool
store(MailboxWorker *worker, Arrival *arrival, GError **error)
{
	Context *context = worker->mailboxes->daemon->context;
	const MailArrival mail = {
	    .mailbox = worker->mailbox->name,
	    .key = arrival->key,
	    .raw = arrival->raw,
	    .size = arrival->size,
	    .header_only = arrival->header_only,
	    .received_ms = context->now_ms,
	    .history_ms = MIN(arrival->history_ms, context->now_ms),
	};

	return mail_add(context->spool, &mail, &arrival->mail, error);
}

static bool
take_in(MailboxWorker *worker, Batch *batch, GError **error)
{
	while (!g_queue_is_empty(&worker->arrived) && !batch_is_full(batch)) {
		Arrival *arrival = g_queue_peek_head(&worker->arrived);

		if (!store(worker, arrival, error))
			return false;
		batch_count(batch, g_bytes_get_size(arrival->raw));
		g_queue_push_tail(&worker->stored, g_queue_pop_head(&worker->arrived));
	}
	if (worker->filed->len == 0)
		return true;
	worker->noted = worker->filed->len;
	return mail_set_filed(worker->mailboxes->daemon->context->spool, worker->mailbox->name,
	    (const char *const *)worker->filed->pdata, worker->noted, error);
}

bool
mailboxes_take_in(Mailboxes *mailboxes, Batch *batch, GError **error)
{
	for (unsigned i = 0; i < mailboxes->all->len; i++)
		if (!take_in(mailboxes->all->pdata[i], batch, error))
			return false;
	return true;
}

/* Keeps the bytes for the read worker, which will want them next, while there is room. */
static void
keep_fresh(Mailboxes *mailboxes, const Arrival *arrival)
{
	size_t size = g_bytes_get_size(arrival->raw);

	if (arrival->mail == 0 || mailboxes->fresh_bytes + size > FRESH_BYTES)
		return;
	mailboxes->fresh_bytes += size;
	g_hash_table_insert(mailboxes->fresh, g_memdup2(&arrival->mail, sizeof arrival->mail),
	    g_bytes_ref(arrival->raw));
}

GBytes *
mailboxes_take_raw(Mailboxes *mailboxes, int64_t mail)
{
	GBytes *raw = g_hash_table_lookup(mailboxes->fresh, &mail);

	if (raw == NULL)
		return NULL;
	g_bytes_ref(raw);
	mailboxes->fresh_bytes -= g_bytes_get_size(raw);
	g_hash_table_remove(mailboxes->fresh, &mail);
	return raw;
}

static void
file_stored(MailboxWorker *worker)
{
	GVariantBuilder processed;
	GVariantBuilder too_large;
	Arrival *arrival = NULL;

	g_variant_builder_init(&processed, G_VARIANT_TYPE("as"));
	g_variant_builder_init(&too_large, G_VARIANT_TYPE("as"));
	while ((arrival = g_queue_pop_head(&worker->stored)) != NULL) {
		g_variant_builder_add(
		    arrival->header_only ? &too_large : &processed, "s", arrival->key);
		worker->waiting -= weight(arrival);
		keep_fresh(worker->mailboxes, arrival);
		arrival_free(arrival);
	}
	if (worker->child == NULL || worker->mailboxes->daemon->context->dry_run) {
		g_variant_builder_clear(&processed);
		g_variant_builder_clear(&too_large);
	} else {
		child_send(worker->child, FRAME_FILE,
		    g_variant_new("(asas)", &processed, &too_large), NULL);
	}
	if (worker->child == NULL)
		return;
	if (worker->waiting <= WAITING_BYTES)
		child_pause(worker->child, false);
}

void
mailboxes_committed(Mailboxes *mailboxes)
{
	for (unsigned i = 0; i < mailboxes->all->len; i++) {
		MailboxWorker *worker = mailboxes->all->pdata[i];

		if (!g_queue_is_empty(&worker->stored))
			file_stored(worker);
		if (worker->noted > 0)
			g_ptr_array_remove_range(worker->filed, 0, worker->noted);
		worker->noted = 0;
		if (!g_queue_is_empty(&worker->arrived))
			daemon_go_on(mailboxes->daemon);
	}
}

void
mailboxes_undone(Mailboxes *mailboxes)
{
	for (unsigned i = 0; i < mailboxes->all->len; i++) {
		MailboxWorker *worker = mailboxes->all->pdata[i];
		Arrival *arrival = NULL;

		while ((arrival = g_queue_pop_tail(&worker->stored)) != NULL)
			g_queue_push_head(&worker->arrived, arrival);
		worker->noted = 0;
	}
}

const char *
mailboxes_trouble(const Mailboxes *mailboxes, unsigned i)
{
	const MailboxWorker *worker = mailboxes->all->pdata[i];

	return worker->working ? NULL : worker->state;
}

bool
mailboxes_are_quiet(const Mailboxes *mailboxes)
{
	for (unsigned i = 0; i < mailboxes->all->len; i++)
		if (((const MailboxWorker *)mailboxes->all->pdata[i])->arrived.length > 0)
			return false;
	return true;
}

json_t *
mailboxes_status(const Mailboxes *mailboxes)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < mailboxes->all->len; i++) {
		const MailboxWorker *worker = mailboxes->all->pdata[i];
		g_autofree char *heard =
		    worker->heard_ms == 0 ? NULL : time_format_iso(worker->heard_ms);

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:b, s:s?, s:i, s:i}", "name",
			      worker->mailbox->name, "state", worker->state, "working",
			      worker->working, "heard", heard, "starts", worker->starts, "pid",
			      worker->child == NULL ? 0 : (int)child_pid(worker->child)));
	}
	return list;
}
