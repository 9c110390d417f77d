/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fetcher is a mailbox with its worker: started, heard, started again later when it failed. Arrivals wait in memory
 * for the next batch, at most FETCHER_BYTES of them; while more wait, the worker is not listened to.
 */
#include "gateway/daemon/mailboxes.h"

#include <string.h>

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/backoff.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/mail.h"

#define FETCHER_BYTES ((size_t)16 * 1024 * 1024)
#define FRESH_BYTES ((size_t)32 * 1024 * 1024)
#define LONGEST_WAIT_MS (INT64_C(5) * 60 * 1000)
#define STEADY_US (INT64_C(60) * 1000 * 1000) /* a fetcher that lives so long is well */
#define KEY_MAX 1024 /* a file's name whose every byte was escaped, and a number */
#define SIZE_MAX_BYTES (INT64_C(1) << 40)
#define FILED_MAX 1000000            /* keys to be noted, more than any mailbox waits for */
#define ARRIVAL_BYTES ((size_t)1024) /* what a mail of no bytes takes */
#define STATE_MAX 400                /* bytes of words in status */

typedef struct {
	char *key;   /* own */
	GBytes *raw; /* own */
	int64_t size;
	bool header_only;
	int64_t mail; /* its id once stored in the batch; 0: it was known */
} Arrival;

typedef struct {
	Mailboxes *fetchers;          /* foreign */
	const ConfigMailbox *mailbox; /* foreign */
	char *about;                  /* own; "mailbox support" */
	Child *child;                 /* own; NULL: not running */
	WorkerSettings *setup;        /* own; being made */
	Backoff backoff;
	Backoff crashes;    /* of a fetcher that dies, however well it worked before */
	int64_t started_us; /* monotonic */
	guint timer;        /* source that starts it again, or 0 */
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
	Daemon *gateway;   /* foreign */
	GPtrArray *all;    /* own; of MailboxWorker */
	GHashTable *fresh; /* own; mail id -> GBytes: what the readers will want next */
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
fetcher_free(MailboxWorker *fetcher)
{
	child_free(fetcher->child);
	worker_settings_free(fetcher->setup);
	if (fetcher->timer != 0)
		g_source_remove(fetcher->timer);
	g_queue_clear_full(&fetcher->arrived, (GDestroyNotify)arrival_free);
	g_queue_clear_full(&fetcher->stored, (GDestroyNotify)arrival_free);
	g_ptr_array_unref(fetcher->filed);
	g_free(fetcher->about);
	g_free(fetcher->state);
	g_free(fetcher);
}

static void
set_state(MailboxWorker *fetcher, LogLevel level, const char *text)
{
	if (g_strcmp0(fetcher->state, text) == 0)
		return;
	g_free(fetcher->state);
	fetcher->state = g_strdup(text);
	log_write(level, fetcher->about, "%s", text);
}

/* What a worker says is shown to people: one line, and not a long one. */
static void
set_words(MailboxWorker *fetcher, LogLevel level, const char *words)
{
	g_autofree char *line = sanitize_line(words);

	if (strlen(line) > STATE_MAX)
		*g_utf8_find_prev_char(line, line + STATE_MAX + 1) = '\0';
	set_state(fetcher, level, line);
}

static void
kill_fetcher(MailboxWorker *fetcher, const char *why)
{
	log_write(LOG_ERROR, fetcher->about, "its fetcher is killed: %s", why);
	child_kill(fetcher->child);
}

/* What is safe already but not filed: it is to be filed, not fetched. */
static bool
unfiled(MailboxWorker *fetcher, bool header_only, GVariant **ret_keys, GError **error)
{
	g_autoptr(GPtrArray) keys = NULL;
	Spool *spool = fetcher->fetchers->gateway->context->spool;

	if (!mail_unfiled(spool, fetcher->mailbox->name, header_only, &keys, error))
		return false;
	*ret_keys = g_variant_new_strv((const char *const *)keys->pdata, keys->len);
	return true;
}

static void
answer_opened(MailboxWorker *fetcher)
{
	g_autoptr(GError) error = NULL;
	GVariant *processed = NULL;
	GVariant *too_large = NULL;

	if (fetcher->fetchers->gateway->context->dry_run) {
		child_send(
		    fetcher->child, FRAME_FILE, g_variant_new("(asas)", NULL, NULL), NULL);
		return;
	}
	if (unfiled(fetcher, false, &processed, &error) &&
	    unfiled(fetcher, true, &too_large, &error)) {
		child_send(fetcher->child, FRAME_FILE,
		    g_variant_new("(@as@as)", processed, too_large), NULL);
		return;
	}
	log_write(LOG_ERROR, fetcher->about, "%s", error->message);
	g_clear_pointer(&processed, g_variant_unref);
	child_kill(fetcher->child);
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
take_mail(MailboxWorker *fetcher, const Frame *frame)
{
	Arrival *arrival = g_new0(Arrival, 1);
	int header_only = false; /* g_variant_get() writes a whole int */
	gint64 size = 0;

	g_variant_get(frame->body, "(sxb)", &arrival->key, &size, &header_only);
	if (!is_key(arrival->key) || size < 0 || size > SIZE_MAX_BYTES) {
		g_free(arrival->key);
		g_free(arrival);
		kill_fetcher(fetcher, "it brought what can be no mail");
		return;
	}
	arrival->size = size;
	arrival->header_only = header_only;
	arrival->raw = g_bytes_ref(frame->bytes);
	g_queue_push_tail(&fetcher->arrived, arrival);
	fetcher->waiting += weight(arrival);
	if (fetcher->waiting > FETCHER_BYTES)
		child_pause(fetcher->child, true);
}

static void
take_filed(MailboxWorker *fetcher, const Frame *frame)
{
	g_autoptr(GVariantIter) keys = NULL;
	char *key = NULL;

	g_variant_get(frame->body, "(as)", &keys);
	while (g_variant_iter_next(keys, "s", &key))
		g_ptr_array_add(fetcher->filed, key);
	if (fetcher->filed->len > FILED_MAX)
		kill_fetcher(fetcher, "it filed more than there is");
}

static void
take_opened(MailboxWorker *fetcher, const Frame *frame)
{
	const char *words = NULL;
	g_autofree char *text = NULL;

	if (fetcher->working) {
		kill_fetcher(fetcher, "it opened its mailbox twice");
		return;
	}
	g_variant_get(frame->body, "(&s)", &words);
	text = g_strdup_printf("open: %s", words);
	fetcher->working = true;
	set_words(fetcher, LOG_INFO, text);
	answer_opened(fetcher);
}

static void
take_trouble(MailboxWorker *fetcher, const Frame *frame)
{
	const char *text = NULL;
	guchar scope = 0;

	g_variant_get(frame->body, "(y&s)", &scope, &text);
	set_words(fetcher, LOG_WARNING, text);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	MailboxWorker *fetcher = data;

	switch (frame->type) {
	case FRAME_MAIL:
		take_mail(fetcher, frame);
		break;
	case FRAME_FILED:
		take_filed(fetcher, frame);
		daemon_wake_late(fetcher->fetchers->gateway);
		return;
	case FRAME_OPENED:
		take_opened(fetcher, frame);
		break;
	case FRAME_HEARD:
		fetcher->heard_ms = g_get_real_time() / 1000;
		backoff_worked(&fetcher->backoff);
		if (g_get_monotonic_time() - fetcher->started_us > STEADY_US)
			backoff_worked(&fetcher->crashes);
		return;
	case FRAME_TROUBLE:
		take_trouble(fetcher, frame);
		return;
	case FRAME_LOG:
		frame_log(fetcher->about, frame->body);
		return;
	default:
		child_kill(child);
		return;
	}
	daemon_wake(fetcher->fetchers->gateway);
}

static void fetcher_start(MailboxWorker *fetcher);

static int
on_wait_over(void *data)
{
	MailboxWorker *fetcher = data;

	fetcher->timer = 0;
	fetcher_start(fetcher);
	return G_SOURCE_REMOVE;
}

static void
start_later(MailboxWorker *fetcher)
{
	int64_t now_us = g_get_monotonic_time();

	fetcher->working = false;
	backoff_failed(&fetcher->backoff, now_us, LONGEST_WAIT_MS);
	fetcher->timer = g_timeout_add((guint)MAX(backoff_wait_ms(&fetcher->backoff, now_us),
					   backoff_wait_ms(&fetcher->crashes, now_us)),
	    on_wait_over, fetcher);
}

/* By what its server sent, most likely: it is told in status, and asked again more and more seldom. */
static void
note_crash(MailboxWorker *fetcher, const char *how)
{
	g_autofree char *text =
	    g_strdup_printf("its fetcher died (%s); it is started again after a while", how);

	backoff_failed(&fetcher->crashes, g_get_monotonic_time(), LONGEST_WAIT_MS);
	set_state(fetcher, LOG_WARNING, text);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	MailboxWorker *fetcher = data;

	child_free(child);
	fetcher->child = NULL;
	log_write(good ? LOG_DEBUG : LOG_INFO, fetcher->about, "its fetcher ended: %s", how);
	if (g_str_has_prefix(how, "signal"))
		note_crash(fetcher, how);
	start_later(fetcher);
}

/* Takes the setup, which is floating, and gives one that is. */
static GVariant *
only_look(GVariant *take_setup)
{
	GVariantDict settings;

	g_variant_ref_sink(take_setup);
	g_variant_dict_init(&settings, take_setup);
	g_variant_unref(take_setup);
	g_variant_dict_insert(&settings, "only_look", "x", (gint64)1);
	return g_variant_dict_end(&settings);
}

static void
on_setup(GVariant *setup, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {on_frame, on_ended};
	MailboxWorker *fetcher = data;
	g_autoptr(GError) error = NULL;

	fetcher->setup = NULL;
	fetcher->started_us = g_get_monotonic_time();
	if (setup != NULL && fetcher->fetchers->gateway->context->dry_run)
		setup = only_look(setup);
	if (setup != NULL)
		fetcher->child = child_start(worker_settings_fetch_name(fetcher->mailbox),
		    setup, &EVENTS, fetcher, &error);
	if (fetcher->child == NULL) {
		set_state(fetcher, LOG_ERROR, problem != NULL ? problem : error->message);
		start_later(fetcher);
	}
	fetcher->starts++;
}

static void
fetcher_start(MailboxWorker *fetcher)
{
	fetcher->setup = worker_settings_fetch(fetcher->mailbox, on_setup, fetcher);
}

static MailboxWorker *
fetcher_new(Mailboxes *fetchers, const ConfigMailbox *mailbox)
{
	MailboxWorker *fetcher = g_new0(MailboxWorker, 1);

	fetcher->fetchers = fetchers;
	fetcher->mailbox = mailbox;
	fetcher->about = g_strdup_printf("mailbox %s", mailbox->name);
	fetcher->state = g_strdup("starting");
	fetcher->filed = g_ptr_array_new_with_free_func(g_free);
	g_queue_init(&fetcher->arrived);
	g_queue_init(&fetcher->stored);
	fetcher_start(fetcher);
	return fetcher;
}

void
mailboxes_renew(Mailboxes *fetchers)
{
	const GPtrArray *mailboxes = fetchers->gateway->context->config->mailboxes;

	g_ptr_array_set_size(fetchers->all, 0);
	for (unsigned i = 0; i < mailboxes->len; i++)
		g_ptr_array_add(fetchers->all, fetcher_new(fetchers, mailboxes->pdata[i]));
}

Mailboxes *
mailboxes_new(Daemon *gateway)
{
	Mailboxes *fetchers = g_new0(Mailboxes, 1);

	fetchers->gateway = gateway;
	fetchers->all = g_ptr_array_new_with_free_func((GDestroyNotify)fetcher_free);
	fetchers->fresh = g_hash_table_new_full(
	    g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_bytes_unref);
	mailboxes_renew(fetchers);
	return fetchers;
}

void
mailboxes_free(Mailboxes *fetchers)
{
	if (fetchers == NULL)
		return;
	g_ptr_array_unref(fetchers->all);
	g_hash_table_unref(fetchers->fresh);
	g_free(fetchers);
}

static bool
store(MailboxWorker *fetcher, Arrival *arrival, GError **error)
{
	Context *context = fetcher->fetchers->gateway->context;
	const MailArrival mail = {
	    .mailbox = fetcher->mailbox->name,
	    .key = arrival->key,
	    .raw = arrival->raw,
	    .size = arrival->size,
	    .header_only = arrival->header_only,
	    .received_ms = context->now_ms,
	};

	return mail_add(context->spool, &mail, &arrival->mail, error);
}

static bool
take_in(MailboxWorker *fetcher, Batch *batch, GError **error)
{
	while (!g_queue_is_empty(&fetcher->arrived) && !batch_is_full(batch)) {
		Arrival *arrival = g_queue_peek_head(&fetcher->arrived);

		if (!store(fetcher, arrival, error))
			return false;
		batch_count(batch, g_bytes_get_size(arrival->raw));
		g_queue_push_tail(&fetcher->stored, g_queue_pop_head(&fetcher->arrived));
	}
	if (fetcher->filed->len == 0)
		return true;
	fetcher->noted = fetcher->filed->len;
	return mail_set_filed(fetcher->fetchers->gateway->context->spool,
	    fetcher->mailbox->name, (const char *const *)fetcher->filed->pdata, fetcher->noted,
	    error);
}

bool
mailboxes_take_in(Mailboxes *fetchers, Batch *batch, GError **error)
{
	for (unsigned i = 0; i < fetchers->all->len; i++)
		if (!take_in(fetchers->all->pdata[i], batch, error))
			return false;
	return true;
}

/* Keeps the bytes for the reader who will want them next, while there is room. */
static void
keep_fresh(Mailboxes *fetchers, const Arrival *arrival)
{
	size_t size = g_bytes_get_size(arrival->raw);

	if (arrival->mail == 0 || fetchers->fresh_bytes + size > FRESH_BYTES)
		return;
	fetchers->fresh_bytes += size;
	g_hash_table_insert(fetchers->fresh, g_memdup2(&arrival->mail, sizeof arrival->mail),
	    g_bytes_ref(arrival->raw));
}

GBytes *
mailboxes_take_raw(Mailboxes *fetchers, int64_t mail)
{
	GBytes *raw = g_hash_table_lookup(fetchers->fresh, &mail);

	if (raw == NULL)
		return NULL;
	g_bytes_ref(raw);
	fetchers->fresh_bytes -= g_bytes_get_size(raw);
	g_hash_table_remove(fetchers->fresh, &mail);
	return raw;
}

static void
tell_safe(MailboxWorker *fetcher)
{
	GVariantBuilder processed;
	GVariantBuilder too_large;
	Arrival *arrival = NULL;

	g_variant_builder_init(&processed, G_VARIANT_TYPE("as"));
	g_variant_builder_init(&too_large, G_VARIANT_TYPE("as"));
	while ((arrival = g_queue_pop_head(&fetcher->stored)) != NULL) {
		g_variant_builder_add(
		    arrival->header_only ? &too_large : &processed, "s", arrival->key);
		fetcher->waiting -= weight(arrival);
		keep_fresh(fetcher->fetchers, arrival);
		arrival_free(arrival);
	}
	if (fetcher->child == NULL || fetcher->fetchers->gateway->context->dry_run) {
		g_variant_builder_clear(&processed);
		g_variant_builder_clear(&too_large);
	} else {
		child_send(fetcher->child, FRAME_FILE,
		    g_variant_new("(asas)", &processed, &too_large), NULL);
	}
	if (fetcher->child == NULL)
		return;
	if (fetcher->waiting <= FETCHER_BYTES)
		child_pause(fetcher->child, false);
}

void
mailboxes_committed(Mailboxes *fetchers)
{
	for (unsigned i = 0; i < fetchers->all->len; i++) {
		MailboxWorker *fetcher = fetchers->all->pdata[i];

		if (!g_queue_is_empty(&fetcher->stored))
			tell_safe(fetcher);
		if (fetcher->noted > 0)
			g_ptr_array_remove_range(fetcher->filed, 0, fetcher->noted);
		fetcher->noted = 0;
		if (!g_queue_is_empty(&fetcher->arrived))
			daemon_go_on(fetchers->gateway);
	}
}

void
mailboxes_undone(Mailboxes *fetchers)
{
	for (unsigned i = 0; i < fetchers->all->len; i++) {
		MailboxWorker *fetcher = fetchers->all->pdata[i];
		Arrival *arrival = NULL;

		while ((arrival = g_queue_pop_tail(&fetcher->stored)) != NULL)
			g_queue_push_head(&fetcher->arrived, arrival);
		fetcher->noted = 0;
	}
}

bool
mailboxes_are_quiet(const Mailboxes *fetchers)
{
	for (unsigned i = 0; i < fetchers->all->len; i++)
		if (((const MailboxWorker *)fetchers->all->pdata[i])->arrived.length > 0)
			return false;
	return true;
}

json_t *
mailboxes_status(const Mailboxes *fetchers)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < fetchers->all->len; i++) {
		const MailboxWorker *fetcher = fetchers->all->pdata[i];
		g_autofree char *heard =
		    fetcher->heard_ms == 0 ? NULL : time_format_iso(fetcher->heard_ms);

		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:b, s:s?, s:i, s:i}", "name", fetcher->mailbox->name,
			"state", fetcher->state, "working", fetcher->working, "heard", heard,
			"starts", fetcher->starts, "pid",
			fetcher->child == NULL ? 0 : (int)child_pid(fetcher->child)));
	}
	return list;
}
