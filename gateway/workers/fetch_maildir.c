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
 * A key is the file's name without its flags, and its mtime: names are unique only where programs deliver, a person
 * drops the same name twice. Both stay when a mail program moves the file from new/ to cur/ or changes its flags. What is
 * filed is the file that was brought: never another one that has taken its name and time since.
 */
#include "gateway/workers/worker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/util/backoff.h"
#include "gateway/workers/fetch.h"
#include "gateway/workers/fetch_troubles.h"
#include "gateway/workers/maildir.h"
#include "gateway/workers/sandbox.h"

#define POLL_MS (60 * 1000)
#define MAX_BYTES (40 * 1024 * 1024)
#define REFUSALS_AT_ONCE 10 /* in a row: then it is not the file */
#define FILING_WAIT_MS (60 * 1000)
#define SETTLE_NS \
	(50 * G_GINT64_CONSTANT(1000000)) /* a file younger than this may still be copied */
#define NS_PER_S G_GINT64_CONSTANT(1000000000)
#define NS_PER_MS G_GINT64_CONSTANT(1000000)
#define OLD_AT_ONCE 500 /* old mails that are brought before the next look */

/* Counted by g_rc_box: a look replaces all of them while some are still being brought. */
typedef struct {
	char *key;  /* own */
	char *path; /* own; from the Maildir on: "new/NAME" */
	int64_t mtime_ns;
	ino_t inode;
	off_t size;
} MaildirFile;

typedef struct {
	Channel *channel;
	const char *path;
	Filing processed;
	Filing too_large;
	int poll_ms;
	int64_t max_bytes;
	int64_t taken_from_ms;
	bool old_history;
	int watch;         /* own; inotify */
	GHashTable *files; /* own; of MaildirFile by its key, as last seen */
	GHashTable
	    *held; /* own; of MaildirFile by its key, as brought: not to be brought again */
	GHashTable *odd; /* own; paths that were complained about */
	FetchTroubles troubles;
	Backoff filing; /* where it is refused */
	guint unfiled;  /* keys that were refused when filing was last tried */
	guint tried;    /* keys that waited then */
	char *why;      /* own; the last refusal that was told, or NULL */
	bool unsettled; /* the last look left a file that was too young */
	bool only_look;
} Inbox;

static void
maildir_file_clear(void *data)
{
	MaildirFile *file = data;

	g_free(file->key);
	g_free(file->path);
}

static void
maildir_file_unref(void *data)
{
	g_rc_box_release_full(data, maildir_file_clear);
}

static void
inbox_clear(Inbox *inbox)
{
	close(inbox->watch);
	g_hash_table_unref(inbox->files);
	g_hash_table_unref(inbox->held);
	g_hash_table_unref(inbox->odd);
	fetch_troubles_clear(&inbox->troubles);
	g_free(inbox->why);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inbox, inbox_clear)

static void
inbox_init(Inbox *inbox, Channel *channel, GVariant *settings)
{
	*inbox = (Inbox){
	    .channel = channel,
	    .path = worker_setting(settings, "path"),
	    .processed = fetch_filing(settings, "processed"),
	    .too_large = fetch_filing(settings, "too_large"),
	    .only_look = worker_number(settings, "only_look", 0) != 0,
	    .poll_ms = (int)CLAMP(worker_number(settings, "poll_ms", POLL_MS), 1, G_MAXINT),
	    .max_bytes = worker_number(settings, "max_bytes", MAX_BYTES),
	    .taken_from_ms = worker_number(settings, "taken_from_ms", 0),
	    .old_history = worker_number(settings, "old_history", 0) != 0,
	    .watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
	    .files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, maildir_file_unref),
	    .held = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, maildir_file_unref),
	    .odd = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	fetch_troubles_init(&inbox->troubles, channel, settings);
}

/* For messages and keys: a file's name may be any bytes, a frame's text may not. */
static char *
printable(const char *name, size_t length)
{
	g_autofree char *copy = g_strndup(name, length);

	if (g_utf8_validate(copy, -1, NULL))
		return g_steal_pointer(&copy);
	return g_uri_escape_string(copy, NULL, FALSE);
}

static void
complain_once(Inbox *inbox, const char *path, const char *why)
{
	g_autofree char *shown = printable(path, strlen(path));

	if (g_hash_table_add(inbox->odd, g_strdup(path)))
		worker_log(inbox->channel, LOG_WARNING, "%s/%s is left alone: %s", inbox->path,
		    shown, why);
}

static int64_t
mtime_of(const struct stat *status)
{
	return status->st_mtim.tv_sec * NS_PER_S + status->st_mtim.tv_nsec;
}

static bool
is_file(const MaildirFile *file, const struct stat *status)
{
	return S_ISREG(status->st_mode) && status->st_ino == file->inode &&
	       status->st_size == file->size && mtime_of(status) == file->mtime_ns;
}

static void
note_file(Inbox *inbox, const char *folder, const char *name, const struct stat *status)
{
	const char *flags = strrchr(name, ':');
	size_t length = flags == NULL ? strlen(name) : (size_t)(flags - name);
	g_autofree char *base = printable(name, length);
	MaildirFile *file = g_rc_box_new0(MaildirFile);

	file->mtime_ns = mtime_of(status);
	file->inode = status->st_ino;
	file->size = status->st_size;
	file->key = g_strdup_printf("%s@%" G_GINT64_FORMAT, base, file->mtime_ns);
	file->path = g_build_filename(folder, name, NULL);
	g_hash_table_replace(inbox->files, file->key, file);
}

static void
look_at_entry(Inbox *inbox, int directory, const char *folder, const char *name)
{
	struct stat status;
	g_autofree char *path = NULL;

	channel_beat(inbox->channel);
	if (*name == '.' || fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (S_ISREG(status.st_mode)) {
		note_file(inbox, folder, name, &status);
		return;
	}
	path = g_build_filename(folder, name, NULL);
	complain_once(inbox, path, "not a plain file");
}

static bool
look_at_folder(Inbox *inbox, const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(inbox->path, folder, NULL);
	DIR *directory = opendir(path);
	const struct dirent *entry;

	if (directory == NULL) {
		g_set_error(error, MAILDIR_ERROR, MAILDIR_ERROR_SYSTEM, "could not read %s: %s",
		    path, g_strerror(errno));
		return false;
	}
	while ((entry = readdir(directory)) != NULL)
		look_at_entry(inbox, dirfd(directory), folder, entry->d_name);
	closedir(directory);
	return true;
}

static bool
inbox_look(Inbox *inbox, GError **error)
{
	g_hash_table_remove_all(inbox->files);
	return look_at_folder(inbox, "new", error) && look_at_folder(inbox, "cur", error);
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

/* Whether this very file was brought. */
static bool
is_held(const Inbox *inbox, const MaildirFile *file)
{
	const MaildirFile *brought = g_hash_table_lookup(inbox->held, file->key);

	return brought != NULL && brought->inode == file->inode && brought->size == file->size;
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
	g_hash_table_iter_init(&iter, inbox->files);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const MaildirFile *file = value;
		bool young =
		    file->mtime_ns > newest_ns && file->mtime_ns <= newest_ns + SETTLE_NS;

		if (!fetch_troubles_is_due(&inbox->troubles, file->key) || is_held(inbox, file))
			continue;
		/* nor one that took the place of a file that is to be filed: the order is not for it */
		if (young || g_hash_table_contains(inbox->held, file->key))
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
	    .history_ms = is_old(inbox, file) ? came_ms(file) : 0};
	g_autoptr(GBytes) header = NULL;

	mail.header_only = mail.size > inbox->max_bytes;
	if (mail.header_only)
		mail.bytes = header = fetch_cut_header(bytes);
	g_hash_table_replace(inbox->held, file->key, g_rc_box_acquire(file));
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
	if (fstat(fd, &status) == 0 && is_file(file, &status))
		return bring_bytes(inbox, file, bytes, error);
	complain_once(inbox, file->path, "it changes while it is read");
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
	g_autofree char *path = g_build_filename(inbox->path, file->path, NULL);
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

/* Never over another mail: where the name is taken, the key is added to it. */
static bool
move_file(const char *from, const char *folder, const MaildirFile *file)
{
	const char *name = strrchr(file->path, '/') + 1;
	const char *flags = strchr(name, ':') == NULL ? ":2," : "";
	g_autofree char *free_name = g_strconcat(name, flags, NULL);
	g_autofree char *to = g_build_filename(folder, "cur", free_name, NULL);
	g_autofree char *other_name = NULL;
	g_autofree char *other = NULL;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno == EINVAL &&
	    access(to, F_OK) != 0) /* a file system that cannot do it in one */
		return rename(from, to) == 0;
	if (errno != EEXIST && errno != EINVAL)
		return false;
	other_name = g_strconcat(file->key, ":2,", NULL);
	other = g_build_filename(folder, "cur", other_name, NULL);
	return rename(from, other) == 0;
}

static char *
target_folder(const Inbox *inbox, const Filing *filing)
{
	g_autofree char *folder = g_strconcat(".", filing->name, NULL);

	return g_build_filename(inbox->path, g_strdelimit(folder, "/", '.'), NULL);
}

/* False with errno set; ENOENT says that the file is not where it was. */
static bool
put_away(const Inbox *inbox, const MaildirFile *file, const Filing *filing)
{
	g_autofree char *path = g_build_filename(inbox->path, file->path, NULL);
	g_autofree char *folder = NULL;
	struct stat status;

	if (lstat(path, &status) != 0)
		return false;
	if (!is_file(file, &status)) {
		errno = ENOENT;
		return false;
	}
	if (filing->kind == FILING_DELETE)
		return unlink(path) == 0;
	folder = target_folder(inbox, filing);
	return move_file(path, folder, file);
}

static bool
all_seen(const Inbox *inbox, const GPtrArray *keys)
{
	for (guint i = 0; i < keys->len; i++)
		if (!g_hash_table_contains(inbox->files, keys->pdata[i]))
			return false;
	return true;
}

/* The file that was brought, as last seen; NULL: it is gone. */
static const MaildirFile *
find_brought(const Inbox *inbox, const char *key)
{
	const MaildirFile *file = g_hash_table_lookup(inbox->files, key);

	return file != NULL && is_held(inbox, file) ? file : NULL;
}

/* True when the file is filed or gone. A mail program may have renamed it since the last look, hence the second. */
static bool
file_key(Inbox *inbox, const char *key, const Filing *filing, GError **error)
{
	const MaildirFile *file = find_brought(inbox, key);
	g_autofree char *folder = NULL;
	const char *why;

	if (file == NULL || put_away(inbox, file, filing))
		return true;
	if (errno == ENOENT && inbox_look(inbox, NULL)) {
		file = find_brought(inbox, key);
		if (file == NULL || put_away(inbox, file, filing))
			return true;
	}
	why = g_strerror(errno);
	folder = target_folder(inbox, filing);
	g_set_error(error, MAILDIR_ERROR, MAILDIR_ERROR_SYSTEM, "%s: %s",
	    filing->kind == FILING_DELETE ? key : folder, why);
	return false;
}

/* Files from the end of keys on; what is refused goes to their front, to be tried last the next time. *ret_refused: how
 * many of them, or all that are left where it is refused for each. */
static void
file_keys(Inbox *inbox, GPtrArray *keys, const Filing *filing, GPtrArray *filed,
    guint *ret_refused, GError **why)
{
	guint in_row = 0;

	*ret_refused = 0;
	for (guint left = keys->len; left > 0 && in_row < REFUSALS_AT_ONCE; left--) {
		char *key = g_ptr_array_steal_index(keys, keys->len - 1);

		channel_beat(inbox->channel);
		g_clear_error(why);
		if (file_key(inbox, key, filing, why)) {
			g_hash_table_remove(inbox->held, key);
			g_ptr_array_add(filed, key);
			in_row = 0;
			continue;
		}
		g_ptr_array_insert(keys, 0, key);
		in_row++;
		(*ret_refused)++;
	}
	if (in_row == REFUSALS_AT_ONCE)
		*ret_refused = keys->len;
}

/* Tells how many cannot be filed, when that changes. */
static bool
tell_refused(Inbox *inbox, guint refused, const GError *why, GError **error)
{
	const char *text = refused == 0 ? "" : why->message;

	if (refused == inbox->unfiled && (refused == 0 || g_strcmp0(text, inbox->why) == 0))
		return true;
	inbox->unfiled = refused;
	g_free(inbox->why);
	inbox->why = g_strdup(text);
	return fetch_report_unfiled(inbox->channel, refused, text, error);
}

static bool
file_orders(Inbox *inbox, FetchOrders *orders, GError **error)
{
	g_autoptr(GPtrArray) filed = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) why = NULL;
	g_autoptr(GError) why_large = NULL;
	int64_t now_us = g_get_monotonic_time();
	guint refused = 0;
	guint refused_large = 0;

	if (orders->processed->len + orders->too_large->len == inbox->tried &&
	    !backoff_is_over(&inbox->filing, now_us))
		return true;
	if ((!all_seen(inbox, orders->processed) || !all_seen(inbox, orders->too_large)) &&
	    !inbox_look(inbox, error))
		return false;
	file_keys(inbox, orders->processed, &inbox->processed, filed, &refused, &why);
	file_keys(
	    inbox, orders->too_large, &inbox->too_large, filed, &refused_large, &why_large);
	inbox->tried = orders->processed->len + orders->too_large->len;
	if (inbox->tried > 0)
		backoff_failed(&inbox->filing, now_us, FILING_WAIT_MS);
	else
		backoff_worked(&inbox->filing);
	return fetch_report_filed(inbox->channel, filed, error) &&
	       tell_refused(
		   inbox, refused + refused_large, refused > 0 ? why : why_large, error);
}

/* Files whatever the gateway asked for so far. */
static ChannelResult
follow_orders(Inbox *inbox, FetchOrders *orders, GError **error)
{
	ChannelResult result = fetch_receive_waiting(inbox->channel, orders, error);

	if (result != CHANNEL_FRAME)
		return result;
	return file_orders(inbox, orders, error) ? CHANNEL_FRAME : CHANNEL_BAD;
}

/* Looks once, and brings everything that it finds. */
static ChannelResult
take_turn(Inbox *inbox, FetchOrders *orders, GError **error)
{
	g_autoptr(GPtrArray) fresh = NULL;
	ChannelResult result = follow_orders(inbox, orders, error);

	if (result != CHANNEL_FRAME)
		return result;
	if (!inbox_look(inbox, error))
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

	if (inbox->tried > 0)
		wait_ms =
		    MIN(wait_ms, (int)backoff_wait_ms(&inbox->filing, g_get_monotonic_time()));
	if (inbox->unsettled)
		wait_ms = MIN(wait_ms, SETTLE_NS / 1000000);
	worker_poll(inbox->channel, event, G_N_ELEMENTS(event), wait_ms);
	while (read(inbox->watch, events, sizeof events) > 0)
		; /* the next look finds which file it was */
}

static bool
watch_folder(const Inbox *inbox, const char *folder)
{
	g_autofree char *path = g_build_filename(inbox->path, folder, NULL);

	return inotify_add_watch(
		   inbox->watch, path, IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE) >= 0;
}

/* Before the sandbox is closed: later no folder can be made. Without it nothing can be filed; it is fetched all the
 * same. */
static void
make_target(const Inbox *inbox, const Filing *filing)
{
	g_autofree char *folder = target_folder(inbox, filing);
	g_autoptr(GError) failure = NULL;

	if (filing->kind != FILING_DELETE && !maildir_make(folder, &failure))
		worker_log(inbox->channel, LOG_WARNING, "%s", failure->message);
}

static bool
inbox_open(Inbox *inbox, GError **error)
{
	g_autofree char *opened = g_strdup_printf("Maildir %s", inbox->path);

	if (!inbox->only_look && !maildir_make(inbox->path, error))
		return false;
	if (!inbox->only_look) {
		make_target(inbox, &inbox->processed);
		make_target(inbox, &inbox->too_large);
	}
	if (!watch_folder(inbox, "new") || !watch_folder(inbox, "cur"))
		worker_log(inbox->channel, LOG_WARNING,
		    "%s: no inotify (%s): new mail is seen only each %d ms", inbox->path,
		    g_strerror(errno), inbox->poll_ms);
	return channel_send(
	    inbox->channel, FRAME_OPENED, g_variant_new("(s)", opened), NULL, error);
}

/* The Maildir with its folders, which a person may replace while we run. The state folder is none of them. */
static bool
lock_in(const Inbox *inbox, GError **error)
{
	const char *const folders[] = {inbox->path, NULL};

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
