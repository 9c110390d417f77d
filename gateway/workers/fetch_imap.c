/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetch worker for an IMAP folder as mailbox. Settings:
 *   host, port, tls ("implicit", "starttls", "none"), ca_file (or the system's)
 *   user, password | token (XOAUTH2)
 *   folder                          the inbox, as a person writes it
 *   processed, processed_name       "move" to this folder, "flag" with this keyword, "delete"
 *   too_large, too_large_name       the same for mails of which only the header was brought
 *   only_look (x, 0)                not 0: nothing is filed, and the folder cannot change
 *   poll_ms (x, 60 s)               how long at most until it is looked at again although it is silent
 *                                   (a minute where the server has no IDLE)
 *   idle_ms (x, 25 min)             how long one IDLE lasts at most; servers end it after 29 minutes
 *   max_bytes (x, 40 MiB)           of a larger mail only the header is brought
 *   batch_bytes (x, 8 MiB)          how much one FETCH asks for
 *   taken_from_ms (x, 0)            what came before (its INTERNALDATE) is old mail; 0: nothing is
 *   old_history (x, 0)              not 0: old mail is brought as history, when nothing else waits; else it stays where
 *                                   it is
 *   counts (x)                      not 0: says once how many mails there are, before it brings them
 *   probe (x)                       not 0: only says what it finds, and ends
 * A key is "UIDVALIDITY.UID", and good for one session only: which mail it is, its bytes say. The work queue is what the folder holds (less what carries our keywords) without what
 * this session brought already; never \Seen, dates or sequence numbers. Each turn of the loop is one command or so:
 * fetching goes on while the gateway works, and what it has made safe is put away in sets between the batches.
 */
#include "gateway/workers/worker.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/net/imap_session.h"
#include "gateway/workers/fetch.h"
#include "gateway/workers/sandbox.h"

#define POLL_MS (60 * 1000)
#define IDLE_MS (25 * 60 * 1000)
#define WITHOUT_IDLE_MS (60 * 1000)
#define MAX_BYTES (40 * 1024 * 1024)
#define BATCH_BYTES (8 * 1024 * 1024)
#define BATCH_MAILS 200
#define SIZES_MAX 1000
#define FILING_SET 200
#define FALLBACK_KEYWORD "CasegateProcessed"

typedef struct {
	Channel *channel;     /* foreign */
	ImapSession *session; /* own */
	Filing processed;
	Filing too_large;
	int wait_ms;
	int64_t max_bytes;
	int64_t batch_bytes;
	int64_t taken_from_ms;
	bool old_history;
	bool counts;      /* how many there are is still to be said */
	GArray *found;    /* own; UIDs to be fetched, their sizes unknown */
	GArray *sized;    /* own; of ImapMail: to be fetched */
	GHashTable *held; /* own; UIDs that were brought or given up: not to be fetched again */
	GArray *to_processed; /* own; UIDs to be put away */
	GArray *to_too_large; /* own */
	bool refused; /* the server did not let us put away: not again before the next wait */
	char *said;   /* own; its last refusal that was reported, or NULL */
} Inbox;

static void
inbox_init(Inbox *inbox, Channel *channel, GVariant *settings)
{
	int64_t poll_ms = worker_number(settings, "poll_ms", POLL_MS);
	int64_t idle_ms = worker_number(settings, "idle_ms", IDLE_MS);

	*inbox = (Inbox){
	    .channel = channel,
	    .processed = fetch_filing(settings, "processed"),
	    .too_large = fetch_filing(settings, "too_large"),
	    .wait_ms = (int)CLAMP(MIN(poll_ms, idle_ms), 1, IDLE_MS),
	    .max_bytes = worker_number(settings, "max_bytes", MAX_BYTES),
	    .batch_bytes = worker_number(settings, "batch_bytes", BATCH_BYTES),
	    .taken_from_ms = worker_number(settings, "taken_from_ms", 0),
	    .old_history = worker_number(settings, "old_history", 0) != 0,
	    .counts = worker_number(settings, "counts", 0) != 0,
	    .found = g_array_new(FALSE, FALSE, sizeof(guint32)),
	    .sized = g_array_new(FALSE, FALSE, sizeof(ImapMail)),
	    .held = g_hash_table_new(NULL, NULL),
	    .to_processed = g_array_new(FALSE, FALSE, sizeof(guint32)),
	    .to_too_large = g_array_new(FALSE, FALSE, sizeof(guint32)),
	};
}

static void
inbox_clear(Inbox *inbox)
{
	imap_session_free(inbox->session);
	g_array_unref(inbox->found);
	g_array_unref(inbox->sized);
	g_hash_table_unref(inbox->held);
	g_array_unref(inbox->to_processed);
	g_array_unref(inbox->to_too_large);
	g_free(inbox->said);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inbox, inbox_clear)

static bool
hold(Inbox *inbox, uint32_t uid)
{
	return g_hash_table_add(inbox->held, GUINT_TO_POINTER(uid));
}

static bool
is_held(const Inbox *inbox, uint32_t uid)
{
	return g_hash_table_contains(inbox->held, GUINT_TO_POINTER(uid));
}

/* A mail whose date the server does not tell is taken as any other: SEARCH thought it new. */
static bool
is_old(const Inbox *inbox, const ImapMail *mail)
{
	return mail->came_ms != 0 && mail->came_ms < inbox->taken_from_ms;
}

static char *
make_key(const Inbox *inbox, uint32_t uid)
{
	return g_strdup_printf("%" G_GUINT32_FORMAT ".%" G_GUINT32_FORMAT,
	    imap_session_validity(inbox->session), uid);
}

/* 0 for a key of another UIDVALIDITY. */
static uint32_t
read_key(const Inbox *inbox, const char *key)
{
	char *end = NULL;
	guint64 validity = g_ascii_strtoull(key, &end, 10);
	guint64 uid = *end == '.' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;

	return validity == imap_session_validity(inbox->session) ? (uint32_t)uid : 0;
}

/* Keys become UIDs to be put away, of what this session brought: in one before, the same UID may have been another mail,
 * of a mailbox that was restored since, or of another account. */
static void
take_keys(const Inbox *inbox, const GPtrArray *keys, GArray *uids)
{
	for (guint i = 0; i < keys->len; i++) {
		uint32_t uid = read_key(inbox, keys->pdata[i]);

		if (is_held(inbox, uid))
			g_array_append_val(uids, uid);
	}
}

static ChannelResult
take_orders(Inbox *inbox, GError **error)
{
	g_auto(FetchOrders) orders;
	ChannelResult result;

	fetch_orders_init(&orders);
	result = fetch_receive_waiting(inbox->channel, &orders, error);
	if (result != CHANNEL_FRAME)
		return result;
	take_keys(inbox, orders.processed, inbox->to_processed);
	take_keys(inbox, orders.too_large, inbox->to_too_large);
	return CHANNEL_FRAME;
}

static bool
put_away(Inbox *inbox, const GArray *uids, const Filing *filing, GError **error)
{
	switch (filing->kind) {
	case FILING_MOVE:
		return imap_session_move(inbox->session, uids, filing->name, error);
	case FILING_FLAG:
		return imap_session_flag(inbox->session, uids, filing->name, error);
	case FILING_DELETE:
		return imap_session_delete(inbox->session, uids, error);
	}
	g_assert_not_reached();
}

static bool
report_uids(Inbox *inbox, const GArray *uids, GError **error)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < uids->len; i++)
		g_ptr_array_add(keys, make_key(inbox, g_array_index(uids, guint32, i)));
	return fetch_report_filed(inbox->channel, keys, error);
}

/* The mails are safe and stay where they are: no reason to stop fetching, and to say more than once. */
static void
note_refusal(Inbox *inbox, const char *why)
{
	inbox->refused = true;
	if (g_strcmp0(inbox->said, why) == 0)
		return;
	worker_log(
	    inbox->channel, LOG_ERROR, "mails that are safe could not be put away: %s", why);
	g_free(inbox->said);
	inbox->said = g_strdup(why);
}

/* Puts away one set. */
static bool
file_set(Inbox *inbox, GArray *uids, const Filing *filing, GError **error)
{
	g_autoptr(GArray) set = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GError) failure = NULL;

	g_array_append_vals(set, uids->data, MIN(uids->len, FILING_SET));
	if (put_away(inbox, set, filing, &failure)) {
		g_array_remove_range(uids, 0, set->len);
		return report_uids(inbox, set, error);
	}
	if (!g_error_matches(failure, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_REFUSED)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	note_refusal(inbox, failure->message);
	return true;
}

/* Sets of at least this many; a set costs the server nearly the same whatever its size. */
static bool
file_sets(Inbox *inbox, guint least, GError **error)
{
	while (!inbox->refused && inbox->to_processed->len >= least)
		if (!file_set(inbox, inbox->to_processed, &inbox->processed, error))
			return false;
	while (!inbox->refused && inbox->to_too_large->len >= least)
		if (!file_set(inbox, inbox->to_too_large, &inbox->too_large, error))
			return false;
	return true;
}

/* What is on its way from the server. */
typedef struct {
	Inbox *inbox;
	GHashTable *asked; /* own; of ImapMail by UID: still missing */
	bool header_only;
} Batch;

static void
batch_clear(Batch *batch)
{
	g_hash_table_unref(batch->asked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Batch, batch_clear)

/* An ImapMailFunc. Whatever was not asked for, or comes twice, is not ours. */
static bool
bring(uint32_t uid, GBytes *bytes, void *data, GError **error)
{
	Batch *batch = data;
	Inbox *inbox = batch->inbox;
	const ImapMail *mail = g_hash_table_lookup(batch->asked, GUINT_TO_POINTER(uid));
	g_autofree char *key = NULL;
	g_autoptr(GBytes) header = NULL;
	FetchMail found = {.header_only = batch->header_only, .bytes = bytes};

	if (mail == NULL || bytes == NULL)
		return true;
	key = make_key(inbox, uid);
	found.key = key;
	found.size = mail->size;
	found.history_ms = is_old(inbox, mail) ? mail->came_ms : 0;
	if (!found.header_only && (int64_t)g_bytes_get_size(bytes) > inbox->max_bytes) {
		found.size = (int64_t)g_bytes_get_size(bytes);
		found.header_only = true;
	}
	if (found.header_only)
		found.bytes = header = fetch_cut_header(bytes);
	hold(inbox, uid);
	g_hash_table_remove(batch->asked, GUINT_TO_POINTER(uid));
	return fetch_bring(inbox->channel, &found, error);
}

static bool fetch_mails(Inbox *inbox, const GArray *mails, bool header_only, GError **error);

/* What a batch did not bring is asked for one by one, so that a single mail that the server cannot give does not keep
 * the others; if it still does not come, it is gone, or a next session may have more luck. */
static bool
fetch_missing(Inbox *inbox, const Batch *batch, const GArray *mails, GError **error)
{
	for (guint i = 0; i < mails->len; i++) {
		const ImapMail *mail = &g_array_index(mails, ImapMail, i);
		g_autoptr(GArray) single = g_array_new(FALSE, FALSE, sizeof(ImapMail));

		if (!g_hash_table_contains(batch->asked, GUINT_TO_POINTER(mail->uid)))
			continue;
		if (mails->len == 1) {
			hold(inbox, mail->uid);
			worker_log(inbox->channel, LOG_WARNING,
			    "UID %" G_GUINT32_FORMAT " is gone or cannot be fetched",
			    mail->uid);
			return true;
		}
		g_array_append_vals(single, mail, 1);
		if (!fetch_mails(inbox, single, batch->header_only, error))
			return false;
	}
	return true;
}

static bool
fetch_mails(Inbox *inbox, const GArray *mails, bool header_only, GError **error)
{
	g_auto(Batch) batch = {
	    .inbox = inbox, .asked = g_hash_table_new(NULL, NULL), .header_only = header_only};
	ImapFetch fetch = {.mails = mails,
	    .header_max = header_only ? FETCH_HEADER_MAX : 0,
	    .func = bring,
	    .data = &batch};
	g_autoptr(GError) failure = NULL;

	for (guint i = 0; i < mails->len; i++) {
		ImapMail *mail = &g_array_index(mails, ImapMail, i);

		g_hash_table_insert(batch.asked, GUINT_TO_POINTER(mail->uid), mail);
	}
	if (imap_session_fetch(inbox->session, &fetch, &failure) ||
	    g_error_matches(failure, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_REFUSED))
		return fetch_missing(inbox, &batch, mails, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

static bool
is_large(const Inbox *inbox, const ImapMail *mail)
{
	return mail->size > inbox->max_bytes;
}

/* Moves the next batch from the front of sized: mails of one kind, whole or header only. */
static GArray *
next_batch(Inbox *inbox, bool *ret_header_only)
{
	GArray *batch = g_array_new(FALSE, FALSE, sizeof(ImapMail));
	bool large = is_large(inbox, &g_array_index(inbox->sized, ImapMail, 0));
	int64_t bytes = 0;

	while (batch->len < MIN(inbox->sized->len, BATCH_MAILS)) {
		const ImapMail *mail = &g_array_index(inbox->sized, ImapMail, batch->len);

		bytes += large ? FETCH_HEADER_MAX : mail->size;
		if (is_large(inbox, mail) != large ||
		    (batch->len > 0 && bytes > inbox->batch_bytes))
			break;
		g_array_append_vals(batch, mail, 1);
	}
	g_array_remove_range(inbox->sized, 0, batch->len);
	*ret_header_only = large;
	return batch;
}

static bool
ask_sizes(Inbox *inbox, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GHashTable) asked = g_hash_table_new(NULL, NULL);

	g_array_append_vals(uids, inbox->found->data, MIN(inbox->found->len, SIZES_MAX));
	g_array_remove_range(inbox->found, 0, uids->len);
	if (!imap_session_sizes(inbox->session, uids, &mails, error))
		return false;
	for (guint i = 0; i < uids->len; i++)
		g_hash_table_add(asked, GUINT_TO_POINTER(g_array_index(uids, guint32, i)));
	for (guint i = 0; i < mails->len; i++) {
		const ImapMail *mail = &g_array_index(mails, ImapMail, i);

		if (!g_hash_table_remove(asked, GUINT_TO_POINTER(mail->uid)))
			continue;
		if (is_old(inbox, mail) && !inbox->old_history)
			hold(inbox, mail->uid);
		else
			g_array_append_vals(inbox->sized, mail, 1);
	}
	return true;
}

static bool
fetch_some(Inbox *inbox, GError **error)
{
	g_autoptr(GArray) batch = NULL;
	bool header_only = false;

	if (inbox->sized->len == 0 && !ask_sizes(inbox, error))
		return false;
	if (inbox->sized->len == 0)
		return true;
	batch = next_batch(inbox, &header_only);
	return fetch_mails(inbox, batch, header_only, error);
}

/* What carries none of our keywords. */
static bool
search(Inbox *inbox, int64_t since_ms, GArray **ret_uids, GError **error)
{
	const char *keywords[3] = {0};
	size_t count = 0;

	if (inbox->processed.kind == FILING_FLAG)
		keywords[count++] = inbox->processed.name;
	if (inbox->too_large.kind == FILING_FLAG &&
	    g_strcmp0(keywords[0], inbox->too_large.name) != 0)
		keywords[count++] = inbox->too_large.name;
	return imap_session_search_since(inbox->session, keywords, since_ms, ret_uids, error);
}

/* What is to be fetched of it: so many at most. */
static bool
find(Inbox *inbox, int64_t since_ms, guint most, GError **error)
{
	g_autoptr(GArray) uids = NULL;

	if (!search(inbox, since_ms, &uids, error))
		return false;
	for (guint i = 0; i < uids->len && inbox->found->len < most; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (!is_held(inbox, uid))
			g_array_append_val(inbox->found, uid);
	}
	return true;
}

/* Once: for who watches. */
static bool
tell_count(Inbox *inbox, GError **error)
{
	g_autoptr(GArray) uids = NULL;

	if (!inbox->counts)
		return true;
	inbox->counts = false;
	return search(inbox, 0, &uids, error) &&
	       channel_send(inbox->channel, FRAME_PROGRESS,
		   g_variant_new("(ii)", 0, (int)MIN(uids->len, G_MAXINT)), NULL, error);
}

/* Old mail is not even found; where it is history, some of it is when nothing else waits. */
static bool
look(Inbox *inbox, GError **error)
{
	if (!tell_count(inbox, error) || !find(inbox, inbox->taken_from_ms, G_MAXUINT, error))
		return false;
	return inbox->found->len > 0 || inbox->taken_from_ms == 0 || !inbox->old_history ||
	       find(inbox, 0, SIZES_MAX, error);
}

static void
wait_for_either(const Inbox *inbox, int most_ms)
{
	struct pollfd event[] = {
	    {.fd = channel_fd(inbox->channel), .events = POLLIN},
	    {.fd = imap_session_fd(inbox->session), .events = POLLIN},
	};

	poll(event, G_N_ELEMENTS(event), MIN(inbox->wait_ms, most_ms));
}

/* Until the gateway or the server says something, or it is time to look anyway. */
static bool
rest(Inbox *inbox, GError **error)
{
	bool idling = false;

	inbox->refused = false;
	if (imap_session_can_idle(inbox->session) &&
	    !imap_session_idle(inbox->session, &idling, error))
		return false;
	if (!idling) {
		wait_for_either(inbox, WITHOUT_IDLE_MS);
		return imap_session_noop(inbox->session, error);
	}
	if (!imap_session_pending(inbox->session))
		wait_for_either(inbox, IDLE_MS);
	return imap_session_idle_done(inbox->session, error);
}

/* Fetching first, filing full sets beside it; then the rest of filing; then a look; then sleep. */
static bool
take_turn(Inbox *inbox, GError **error)
{
	if (inbox->found->len + inbox->sized->len > 0)
		return fetch_some(inbox, error) && file_sets(inbox, FILING_SET, error);
	if (!file_sets(inbox, 1, error) || !look(inbox, error))
		return false;
	if (inbox->found->len > 0)
		return true;
	return channel_send(inbox->channel, FRAME_HEARD, g_variant_new("()"), NULL, error) &&
	       rest(inbox, error);
}

/* A server that can do neither MOVE nor UID EXPUNGE can only mark what was taken in. */
static bool
fall_back(const Inbox *inbox, Filing *filing)
{
	if (filing->kind == FILING_FLAG ||
	    (filing->kind == FILING_MOVE && imap_session_can_move(inbox->session)) ||
	    (filing->kind == FILING_DELETE && imap_session_can_delete(inbox->session)))
		return false;
	*filing = (Filing){.kind = FILING_FLAG, .name = FALLBACK_KEYWORD};
	return true;
}

static bool
check_filing(const Inbox *inbox, const Filing *filing, GError **error)
{
	if (filing->kind != FILING_FLAG || imap_session_keeps(inbox->session, filing->name))
		return true;
	g_set_error(error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_ACCOUNT,
	    "the folder keeps no keyword %s, so that done mails could not be told from new "
	    "ones",
	    filing->name);
	return false;
}

static bool
tell_opened(Inbox *inbox, GError **error)
{
	g_autofree char *opened = imap_session_describe(inbox->session);

	return channel_send(
	    inbox->channel, FRAME_OPENED, g_variant_new("(s)", opened), NULL, error);
}

static bool
inbox_open(Inbox *inbox, const ImapAccount *account, GError **error)
{
	bool fallen;

	inbox->session = imap_session_open(account, error);
	if (inbox->session == NULL)
		return false;
	if (account->only_look)
		return tell_opened(inbox, error);
	fallen = fall_back(inbox, &inbox->processed);
	fallen = fall_back(inbox, &inbox->too_large) || fallen;
	if (fallen)
		worker_log(inbox->channel, LOG_WARNING,
		    "the server has neither MOVE nor UIDPLUS: mails that are done stay in the "
		    "folder, marked %s",
		    FALLBACK_KEYWORD);
	if (!check_filing(inbox, &inbox->processed, error) ||
	    !check_filing(inbox, &inbox->too_large, error))
		return false;
	return tell_opened(inbox, error);
}

static bool
probe_folder(Inbox *inbox, const Filing *filing, GError **error)
{
	bool there = true;

	if (filing->kind != FILING_MOVE)
		return true;
	if (!imap_session_has_folder(inbox->session, filing->name, &there, error))
		return false;
	if (!there)
		worker_log(inbox->channel, LOG_INFO,
		    "there is no folder %s yet: it is made when the first mail goes there",
		    filing->name);
	return true;
}

/* How many of these came before taken_from. */
static bool
count_old(Inbox *inbox, const GArray *uids, guint *ret_count, GError **error)
{
	guint count = 0;

	for (guint done = 0; done < uids->len; done += SIZES_MAX) {
		g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(guint32));
		g_autoptr(GArray) mails = NULL;

		g_array_append_vals(some, &g_array_index(uids, guint32, done),
		    MIN(uids->len - done, SIZES_MAX));
		if (!imap_session_sizes(inbox->session, some, &mails, error))
			return false;
		for (guint i = 0; i < mails->len; i++)
			count += is_old(inbox, &g_array_index(mails, ImapMail, i));
	}
	*ret_count = count;
	return true;
}

static bool
probe_old(Inbox *inbox, GError **error)
{
	g_autoptr(GArray) all = NULL;
	g_autoptr(GArray) since = NULL;
	g_autofree char *words = NULL;
	guint among = 0;

	if (!search(inbox, 0, &all, error) ||
	    !search(inbox, inbox->taken_from_ms, &since, error) ||
	    (inbox->taken_from_ms != 0 && !count_old(inbox, since, &among, error)))
		return false;
	words = fetch_describe_old(&(FetchOld){.all = all->len,
	    .old = all->len - MIN(all->len, since->len) + among,
	    .has_start = inbox->taken_from_ms != 0,
	    .history = inbox->old_history});
	if (words != NULL)
		worker_log(inbox->channel, LOG_INFO, "%s", words);
	return true;
}

/* Nothing is changed, here or there. */
static bool
probe(Inbox *inbox, const ImapAccount *account, GError **error)
{
	return inbox_open(inbox, account, error) &&
	       probe_folder(inbox, &inbox->processed, error) &&
	       probe_folder(inbox, &inbox->too_large, error) && probe_old(inbox, error);
}

static int
end_with(Channel *channel, const GError *error)
{
	bool person = g_error_matches(error, STREAM_TLS_ERROR, STREAM_TLS_ERROR_CERTIFICATE) ||
		      g_error_matches(error, STREAM_TLS_ERROR, STREAM_TLS_ERROR_REFUSED) ||
		      g_error_matches(error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_ACCOUNT);

	if (g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
		return 0;
	return worker_trouble(
	    channel, person ? TROUBLE_ACCOUNT : TROUBLE_TEMPORARY, "%s", error->message);
}

int
fetch_imap_worker(Channel *channel, GVariant *settings)
{
	ImapAccount account = {
	    .server = {.host = worker_setting(settings, "host"),
		.port = worker_setting(settings, "port"),
		.ca_file = worker_setting(settings, "ca_file"),
		.mode = stream_tls_mode(worker_setting(settings, "tls"))},
	    .user = worker_setting(settings, "user"),
	    .password = worker_setting(settings, "password"),
	    .token = worker_setting(settings, "token"),
	    .folder = worker_setting(settings, "folder"),
	    .only_look = worker_number(settings, "only_look", 0) != 0,
	    .asks_dates = worker_number(settings, "taken_from_ms", 0) != 0,
	};
	g_auto(Inbox) inbox;
	g_autoptr(GError) error = NULL;
	ChannelResult result = CHANNEL_FRAME;

	inbox_init(&inbox, channel, settings);
	g_assert(account.server.host != NULL && account.server.port != NULL &&
		 account.folder != NULL);
	if (account.user == NULL || (account.password == NULL && account.token == NULL))
		return worker_trouble(channel, TROUBLE_ACCOUNT,
		    "%s:%s: there is no user and password", account.server.host,
		    account.server.port);
	if (!sandbox_enter_network(account.server.ca_file, &error))
		return end_with(channel, error);
	if (worker_number(settings, "probe", 0) != 0)
		return probe(&inbox, &account, &error) ? 0 : end_with(channel, error);
	if (!inbox_open(&inbox, &account, &error))
		return end_with(channel, error);
	while (result == CHANNEL_FRAME) {
		if (!take_turn(&inbox, &error))
			return end_with(channel, error);
		result = take_orders(&inbox, &error);
	}
	return result == CHANNEL_CLOSED ? 0 : 1;
}
