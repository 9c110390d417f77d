/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/desk_poll.h"

#include "gateway/desk/desk_news.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "spool/desk_mirror.h"

#define SOON_US (INT64_C(1) * 1000 * 1000)
#define FILES_MOST 4 /* under way at once */
#define FILE_BYTES \
	((size_t)48 * 1024 * 1024) /* kept until their changes are taken, beyond one change's */

typedef struct {
	json_t *change; /* own */
	GPtrArray *
	    files; /* own; of DeskNewsFile with own strings and bytes; NULL: not looked for yet */
	unsigned missing; /* of them */
} News;

struct DeskPoll {
	Daemon *daemon;       /* foreign */
	DeskWorker *worker;   /* foreign */
	bool asked;           /* for a page, which did not come yet */
	int64_t due_us;       /* when the next one is to be asked for, monotonic */
	GQueue news;          /* of News, oldest first */
	unsigned taken;       /* so many of them are taken in this batch */
	json_t *next;         /* own; the next page's POLL, once the news are taken; or NULL */
	bool more;            /* there is more than this page */
	bool kept;            /* next stands in the spool with this batch */
	GHashTable *fetching; /* own; id -> DeskNewsFile (foreign) */
	int64_t serial;
	size_t held;   /* bytes of files */
	char *trouble; /* own; or NULL */
};

static void
file_free(void *data)
{
	DeskNewsFile *file = data;

	g_free((char *)file->remote_id);
	g_clear_pointer(&file->bytes, g_bytes_unref);
	g_free(file);
}

static void
news_free(void *data)
{
	News *news = data;

	json_decref(news->change);
	g_clear_pointer(&news->files, g_ptr_array_unref);
	g_free(news);
}

DeskPoll *
desk_poll_new(Daemon *daemon, DeskWorker *worker)
{
	DeskPoll *poll = g_new0(DeskPoll, 1);

	poll->daemon = daemon;
	poll->worker = worker;
	poll->fetching = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_queue_init(&poll->news);
	return poll;
}

static void
forget_page(DeskPoll *poll)
{
	g_hash_table_remove_all(poll->fetching);
	g_queue_clear_full(&poll->news, news_free);
	g_clear_pointer(&poll->next, json_decref);
	poll->taken = 0;
	poll->held = 0;
	poll->kept = false;
}

void
desk_poll_free(DeskPoll *poll)
{
	if (poll == NULL)
		return;
	forget_page(poll);
	g_hash_table_unref(poll->fetching);
	g_free(poll->trouble);
	g_free(poll);
}

void
desk_poll_hurry(DeskPoll *poll)
{
	int64_t soon_us = g_get_monotonic_time() + SOON_US;

	poll->due_us = MIN(poll->due_us, soon_us);
}

/* Nothing of the page before is left to be taken. */
static bool
is_idle(const DeskPoll *poll)
{
	return !poll->asked && poll->next == NULL;
}

static bool
ask_for_page(DeskPoll *poll, GError **error)
{
	g_autofree char *cursor = NULL;

	if (!desk_cursor_get(poll->daemon->context->spool, &cursor, error))
		return false;
	poll->asked = true;
	poll->due_us =
	    g_get_monotonic_time() + poll->daemon->context->config->tickets->poll_ms * 1000;
	desk_worker_send(poll->worker, FRAME_POLL,
	    g_variant_new("(s)", cursor == NULL ? "{}" : cursor), NULL);
	return true;
}

static void
ask_for_file(DeskPoll *poll, DeskNewsFile *file)
{
	int64_t *id = g_new(int64_t, 1);

	*id = ++poll->serial;
	g_hash_table_insert(poll->fetching, id, file);
	desk_worker_send(poll->worker, FRAME_FETCH_FILE,
	    g_variant_new("(xs)", (gint64)*id, file->remote_id), NULL);
}

static bool
look_for_files(DeskPoll *poll, News *news, GError **error)
{
	g_autoptr(GPtrArray) ids = NULL;

	if (!desk_news_files(poll->daemon->context, news->change, &ids, error))
		return false;
	news->files = g_ptr_array_new_with_free_func(file_free);
	for (unsigned i = 0; ids != NULL && i < ids->len; i++) {
		DeskNewsFile *file = g_new0(DeskNewsFile, 1);

		file->remote_id = g_strdup(ids->pdata[i]);
		g_ptr_array_add(news->files, file);
		ask_for_file(poll, file);
		news->missing++;
	}
	return true;
}

static bool
has_room(const DeskPoll *poll, const News *news)
{
	return news == poll->news.head->data ||
	       (g_hash_table_size(poll->fetching) < FILES_MOST && poll->held < FILE_BYTES);
}

static bool
ask_for_files(DeskPoll *poll, GError **error)
{
	for (const GList *one = poll->news.head; one != NULL; one = one->next) {
		News *news = one->data;

		if (news->files != NULL)
			continue;
		if (!has_room(poll, news))
			return true;
		if (!look_for_files(poll, news, error))
			return false;
		if (news->missing == 0)
			daemon_wake(poll->daemon);
	}
	return true;
}

bool
desk_poll_give(DeskPoll *poll, bool may_ask, GError **error)
{
	if (!desk_worker_runs(poll->worker))
		return true;
	if (is_idle(poll) && may_ask && g_get_monotonic_time() >= poll->due_us &&
	    !ask_for_page(poll, error))
		return false;
	return ask_for_files(poll, error);
}

/* One that cannot be taken changes nothing, and stops nothing. */
static bool
take_one(DeskPoll *poll, const News *news, GError **error)
{
	Context *context = poll->daemon->context;
	g_autoptr(GError) why = NULL;

	if (!spool_mark(context->spool, error))
		return false;
	if (desk_news_take(context, news->change, news->files, &why))
		return spool_keep(context->spool, error);
	if (!spool_give_up(context->spool, why, error))
		return false;
	log_write(LOG_ERROR, "desk", "a change of %s cannot be taken: %s",
	    json_string_value(json_object_get(news->change, "number")), why->message);
	return true;
}

static bool
keep_cursor(DeskPoll *poll, GError **error)
{
	char *text = json_dumps(poll->next, JSON_COMPACT);

	poll->kept = desk_cursor_set(
	    poll->daemon->context->spool, text, poll->daemon->context->now_ms, error);
	free(text);
	return poll->kept;
}

bool
desk_poll_take(DeskPoll *poll, const Batch *batch, GError **error)
{
	for (const GList *one = poll->news.head; one != NULL && !batch_is_full(batch);
	     one = one->next) {
		const News *news = one->data;

		if (news->files == NULL || news->missing > 0)
			return true;
		if (!take_one(poll, news, error))
			return false;
		poll->taken++;
		FAILPOINT("desk.news");
	}
	return poll->next == NULL || poll->taken < poll->news.length ||
	       keep_cursor(poll, error);
}

static void
forget_news(DeskPoll *poll)
{
	News *news = g_queue_pop_head(&poll->news);

	for (unsigned i = 0; i < news->files->len; i++) {
		const DeskNewsFile *file = news->files->pdata[i];

		poll->held -= file->bytes == NULL ? 0 : g_bytes_get_size(file->bytes);
	}
	news_free(news);
}

void
desk_poll_committed(DeskPoll *poll)
{
	for (; poll->taken > 0; poll->taken--)
		forget_news(poll);
	if (poll->kept) {
		forget_page(poll);
		if (poll->more)
			poll->due_us = 0;
		daemon_wake_late(poll->daemon);
	} else if (poll->news.length > 0) {
		daemon_wake_late(poll->daemon);
	}
}

void
desk_poll_undone(DeskPoll *poll)
{
	poll->taken = 0;
	poll->kept = false;
}

static void
set_trouble(DeskPoll *poll, const char *text)
{
	if (g_strcmp0(poll->trouble, text) == 0)
		return;
	g_free(poll->trouble);
	poll->trouble = g_strdup(text);
	if (text != NULL)
		log_write(LOG_WARNING, "desk", "what changed there cannot be read: %s", text);
}

/* Rows of which no change could be made. */
static void
tell_aside(const json_t *aside)
{
	size_t i = 0;
	json_t *one = NULL;

	json_array_foreach ((json_t *)aside, i, one) {
		const char *words = json_string_value(one);
		g_autofree char *line = sanitize_line(words == NULL ? "no words" : words);

		log_write(LOG_WARNING, "desk", "set aside of what the desk brought as ours: %s",
		    line);
	}
}

bool
desk_poll_changes(DeskPoll *poll, const json_t *page)
{
	const json_t *changes = json_object_get(page, "changes");
	const char *why = json_string_value(json_object_get(page, "why"));
	size_t i = 0;
	json_t *change = NULL;

	if (!poll->asked)
		return false;
	poll->asked = false;
	set_trouble(poll, json_is_array(changes) ? NULL : why == NULL ? "no reason" : why);
	if (!json_is_array(changes))
		return true;
	tell_aside(json_object_get(page, "aside"));
	json_array_foreach (changes, i, change) {
		News *news = g_new0(News, 1);

		news->change = json_incref(change);
		g_queue_push_tail(&poll->news, news);
	}
	poll->more = json_is_true(json_object_get(page, "more"));
	poll->next = json_pack("{s:O*, s:O*}", "since", json_object_get(page, "since"), "seen",
	    json_object_get(page, "seen"));
	daemon_wake(poll->daemon);
	return true;
}

static News *
news_of(const DeskPoll *poll, const DeskNewsFile *file)
{
	for (const GList *one = poll->news.head; one != NULL; one = one->next) {
		News *news = one->data;

		if (news->files != NULL && g_ptr_array_find(news->files, file, NULL))
			return news;
	}
	return NULL;
}

bool
desk_poll_fetched(DeskPoll *poll, int64_t id, GBytes *bytes)
{
	DeskNewsFile *file = g_hash_table_lookup(poll->fetching, &id);

	if (file == NULL)
		return false;
	if (bytes != NULL) {
		file->bytes = g_bytes_ref(bytes);
		poll->held += g_bytes_get_size(bytes);
	}
	news_of(poll, file)->missing--;
	g_hash_table_remove(poll->fetching, &id);
	daemon_wake(poll->daemon);
	return true;
}

void
desk_poll_lost(DeskPoll *poll)
{
	forget_page(poll);
	poll->asked = false;
}

int64_t
desk_poll_wait_ms(const DeskPoll *poll)
{
	int64_t poll_ms = poll->daemon->context->config->tickets->poll_ms;
	int64_t wait_ms = (poll->due_us - g_get_monotonic_time()) / 1000 + 1;

	return is_idle(poll) ? CLAMP(wait_ms, 1, poll_ms) : poll_ms;
}

unsigned
desk_poll_owed(const DeskPoll *poll)
{
	return poll->asked + g_hash_table_size(poll->fetching);
}

const char *
desk_poll_trouble(const DeskPoll *poll)
{
	return poll->trouble;
}
