/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetch worker for a Maildir as mailbox. Settings:
 *   path                            the Maildir; made when it is missing
 *   processed, processed_name       "move": to this folder of the Maildir; "flag": the same, as flags are letters
 *   too_large, too_large_name       here and mean something else to everybody; "delete"
 *   only_look (x, 0)                not 0: the Maildir is not made
 *   poll_ms (x, 60 s)               how long at most until it is looked at again although inotify is silent
 *   avoided (a(suu)), suspects (as) what earlier sessions could not bring: fetch_troubles.h
 *   max_bytes (x, 40 MiB)           of a larger mail only the header is brought
 *   taken_from_ms (x, 0)            what came before (its file's mtime) is old mail; 0: nothing is
 *   old_history (x, 0)              not 0: old mail is brought as history, after all else; else it stays where it is
 * What there is stands in fetch_maildir_files.h, how it is filed in fetch_maildir_filing.h.
 */
#include "gateway/workers/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/workers/fetch.h"
#include "gateway/workers/fetch_maildir_filing.h"
#include "gateway/workers/fetch_troubles.h"
#include "gateway/workers/maildir.h"
#include "gateway/workers/sandbox.h"

#define POLL_MS (60 * 1000)
#define MAX_BYTES (40 * 1024 * 1024)
#define SETTLE_NS \
	(50 * G_GINT64_CONSTANT(1000000)) /* a file younger than this may still be copied */
#define NS_PER_MS G_GINT64_CONSTANT(1000000)
#define OLD_AT_ONCE 500 /* old mails that are brought before the next look */

typedef struct {
	Channel *channel;
	int poll_ms;
	int64_t max_bytes;
	int64_t taken_from_ms;
	bool old_history;
	int watch; /* own; inotify */
	MaildirFiles files;
	MaildirFiling filing;
	FetchTroubles troubles;
	bool unsettled; /* the last look left a file that was too young */
	bool only_look;
} Inbox;

static void
inbox_clear(Inbox *inbox)
{
	close(inbox->watch);
	maildir_files_clear(&inbox->files);
	maildir_filing_clear(&inbox->filing);
	fetch_troubles_clear(&inbox->troubles);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inbox, inbox_clear)

static void
inbox_init(Inbox *inbox, Channel *channel, GVariant *settings)
{
	*inbox = (Inbox){
	    .channel = channel,
	    .only_look = worker_number(settings, "only_look", 0) != 0,
	    .poll_ms = (int)CLAMP(worker_number(settings, "poll_ms", POLL_MS), 1, G_MAXINT),
	    .max_bytes = worker_number(settings, "max_bytes", MAX_BYTES),
	    .taken_from_ms = worker_number(settings, "taken_from_ms", 0),
	    .old_history = worker_number(settings, "old_history", 0) != 0,
	    .watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
	};
	maildir_files_init(&inbox->files, channel, worker_setting(settings, "path"));
	maildir_filing_init(&inbox->filing, &inbox->files, settings);
	fetch_troubles_init(&inbox->troubles, channel, settings);
}

/* When it came there, as Maildirs keep it; 0 is no time. */
static int64_t
came_ms(const MaildirFile *file)
{
	return MAX(file->mtime_ns / NS_PER_MS, 1);
}

static bool
is_old(const Inbox *inbox, const MaildirFile *file)
{
	return came_ms(file) < inbox->taken_from_ms;
}

static int
compare_arrival(const void *left, const void *right)
{
	const MaildirFile *a = *(const MaildirFile *const *)left;
	const MaildirFile *b = *(const MaildirFile *const *)right;

	if (a->mtime_ns != b->mtime_ns)
		return a->mtime_ns < b->mtime_ns ? -1 : 1;
	return strcmp(a->key, b->key);
}

/* Those that did not come before last, the others in order of arrival. */
static int
compare_fresh(const void *left, const void *right, void *data)
{
	const MaildirFile *a = *(const MaildirFile *const *)left;
	const MaildirFile *b = *(const MaildirFile *const *)right;
	const Inbox *inbox = data;
	bool last_a = fetch_troubles_has(&inbox->troubles, a->key);
	bool last_b = fetch_troubles_has(&inbox->troubles, b->key);

	return last_a != last_b ? last_a - last_b : compare_arrival(left, right);
}

/* Some of the old mail behind what is fresh. */
static void
add_old(Inbox *inbox, GPtrArray *fresh, GPtrArray *old)
{
	g_ptr_array_sort_with_data(old, compare_fresh, inbox);
	for (guint i = 0; i < old->len && i < OLD_AT_ONCE; i++)
		g_ptr_array_add(fresh, g_rc_box_acquire(old->pdata[i]));
}

/* What the gateway does not have yet, as far as it may be tried now. */
static GPtrArray *
fresh_files(Inbox *inbox)
{
	int64_t newest_ns = g_get_real_time() * 1000 - SETTLE_NS;
	GPtrArray *fresh = g_ptr_array_new_with_free_func(maildir_file_unref);
	g_autoptr(GPtrArray) old = g_ptr_array_new();
	GHashTableIter iter;
	void *value;

	inbox->unsettled = false;
	g_hash_table_iter_init(&iter, inbox->files.seen);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const MaildirFile *file = value;
		bool young =
		    file->mtime_ns > newest_ns && file->mtime_ns <= newest_ns + SETTLE_NS;

		if (!fetch_troubles_is_due(&inbox->troubles, file->key) ||
		    maildir_files_holds(&inbox->files, file))
			continue;
		/* nor one that took the place of a file that is to be filed: the order is not for it */
		if (young || g_hash_table_contains(inbox->files.held, file->key))
			inbox->unsettled = true;
		else if (!is_old(inbox, file))
			g_ptr_array_add(fresh, g_rc_box_acquire(value));
		else if (inbox->old_history)
			g_ptr_array_add(old, value);
	}
	g_ptr_array_sort_with_data(fresh, compare_fresh, inbox);
	add_old(inbox, fresh, old);
	return fresh;
}

/* Up to length bytes; fewer where the file is shorter. NULL with errno set when it cannot be read. */
static GBytes *
read_bytes(int fd, size_t length)
{
	g_autofree char *data = g_malloc(length + 1);
	size_t have = 0;

	while (have < length) {
		ssize_t got = read(fd, data + have, length - have);

		if (got < 0)
			return NULL;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return g_bytes_new_take(g_steal_pointer(&data), have);
}

static bool
bring_bytes(Inbox *inbox, MaildirFile *file, GBytes *bytes, GError **error)
{
	FetchMail mail = {.key = file->key,
	    .size = file->size,
	    .bytes = bytes,
	    .came_ms = came_ms(file),
	    .history = is_old(inbox, file)};
	g_autoptr(GBytes) header = NULL;

	mail.header_only = mail.size > inbox->max_bytes;
	if (mail.header_only)
		mail.bytes = header = fetch_cut_header(bytes);
	g_hash_table_replace(inbox->files.held, file->key, g_rc_box_acquire(file));
	fetch_troubles_came(&inbox->troubles, file->key);
	return fetch_bring(inbox->channel, &mail, error);
}

/* A file that is not the one that was seen, or changes while it is read, is for the next look. */
static bool
bring_open_file(Inbox *inbox, MaildirFile *file, int fd, GError **error)
{
	bool large = file->size > inbox->max_bytes;
	g_autoptr(GBytes) bytes = read_bytes(fd, large ? FETCH_HEADER_MAX : (size_t)file->size);
	struct stat status;

	if (bytes == NULL)
		return fetch_troubles_failed(
		    &inbox->troubles, file->key, g_strerror(errno), error);
	if (fstat(fd, &status) == 0 && maildir_file_is(file, &status))
		return bring_bytes(inbox, file, bytes, error);
	maildir_files_complain(&inbox->files, file->path, "it changes while it is read");
	inbox->unsettled = true;
	return true;
}

/* keys: what the worker is at, should it not come back from there. */
static bool
report_asked(const Inbox *inbox, const char *key, GError **error)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();

	if (key != NULL)
		g_ptr_array_add(keys, (void *)key);
	return fetch_report_asked(inbox->channel, keys, error);
}

/* A file that is gone was moved by a mail program, or deleted: the next look knows. */
static bool
bring_file(Inbox *inbox, MaildirFile *file, GError **error)
{
	g_autofree char *path = g_build_filename(inbox->files.path, file->path, NULL);
	int fd;
	bool ok;

	if (!report_asked(inbox, file->key, error))
		return false;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || fetch_troubles_failed(&inbox->troubles, file->key,
					      g_strerror(errno), error);
	ok = bring_open_file(inbox, file, fd, error);
	close(fd);
	return ok;
}

/* Files whatever the gateway asked for so far. */
static ChannelResult
follow_orders(Inbox *inbox, FetchOrders *orders, GError **error)
{
	ChannelResult result = fetch_receive_waiting(inbox->channel, orders, error);

	if (result != CHANNEL_FRAME)
		return result;
	return maildir_filing_follow(&inbox->filing, orders, error) ? CHANNEL_FRAME
								    : CHANNEL_BAD;
}

/* Looks once, and brings everything that it finds. */
static ChannelResult
take_turn(Inbox *inbox, FetchOrders *orders, GError **error)
{
	g_autoptr(GPtrArray) fresh = NULL;
	ChannelResult result = follow_orders(inbox, orders, error);

	if (result != CHANNEL_FRAME)
		return result;
	if (!maildir_files_look(&inbox->files, error))
		return CHANNEL_BAD;
	fresh = fresh_files(inbox);
	if (!fetch_troubles_looked(&inbox->troubles, error))
		return CHANNEL_BAD;
	for (guint i = 0; i < fresh->len && result == CHANNEL_FRAME; i++) {
		if (!bring_file(inbox, fresh->pdata[i], error))
			return CHANNEL_BAD;
		result = follow_orders(inbox, orders, error);
	}
	if (result == CHANNEL_FRAME && fresh->len > 0 && !report_asked(inbox, NULL, error))
		return CHANNEL_BAD;
	if (result == CHANNEL_FRAME && fresh->len == 0 && !inbox->unsettled &&
	    !channel_send(inbox->channel, FRAME_HEARD, g_variant_new("()"), NULL, error))
		return CHANNEL_BAD;
	return result;
}

/* Waits until the gateway sends something, a file comes, or it is time to look anyway. */
static void
wait_for_event(const Inbox *inbox)
{
	struct pollfd event[] = {
	    {.fd = channel_fd(inbox->channel), .events = POLLIN},
	    {.fd = inbox->watch, .events = POLLIN},
	};
	char events[4096];
	int wait_ms = MIN(inbox->poll_ms, fetch_troubles_wait_ms(&inbox->troubles));

	wait_ms = MIN(wait_ms, maildir_filing_wait_ms(&inbox->filing));
	if (inbox->unsettled)
		wait_ms = MIN(wait_ms, SETTLE_NS / 1000000);
	worker_poll(inbox->channel, event, G_N_ELEMENTS(event), wait_ms);
	while (read(inbox->watch, events, sizeof events) > 0)
		; /* the next look finds which file it was */
}

static bool
watch_folder(const Inbox *inbox, const char *folder)
{
	g_autofree char *path = g_build_filename(inbox->files.path, folder, NULL);

	return inotify_add_watch(
		   inbox->watch, path, IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE) >= 0;
}

static bool
inbox_open(Inbox *inbox, GError **error)
{
	g_autofree char *opened = g_strdup_printf("Maildir %s", inbox->files.path);

	if (!inbox->only_look && !maildir_make(inbox->files.path, error))
		return false;
	if (!inbox->only_look)
		maildir_filing_make_folders(&inbox->filing);
	if (!watch_folder(inbox, "new") || !watch_folder(inbox, "cur"))
		worker_log(inbox->channel, LOG_WARNING,
		    "%s: no inotify (%s): new mail is seen only each %d ms", inbox->files.path,
		    g_strerror(errno), inbox->poll_ms);
	return channel_send(
	    inbox->channel, FRAME_OPENED, g_variant_new("(s)", opened), NULL, error);
}

/* The Maildir with its folders, which a person may replace while we run. The state folder is none of them. */
static bool
lock_in(const Inbox *inbox, GError **error)
{
	const char *const folders[] = {inbox->files.path, NULL};

	return sandbox_enter_folders(folders, error);
}

int
fetch_maildir_worker(Channel *channel, GVariant *settings)
{
	g_auto(Inbox) inbox;
	g_auto(FetchOrders) orders;
	g_autoptr(GError) error = NULL;
	ChannelResult result = CHANNEL_FRAME;

	inbox_init(&inbox, channel, settings);
	fetch_orders_init(&orders);
	if (!inbox_open(&inbox, &error) || !lock_in(&inbox, &error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	while (result == CHANNEL_FRAME) {
		result = take_turn(&inbox, &orders, &error);
		if (result == CHANNEL_FRAME)
			wait_for_event(&inbox);
	}
	if (result == CHANNEL_CLOSED ||
	    g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
		return 0;
	return worker_trouble(channel, TROUBLE_TEMPORARY, "%s", error->message);
}
