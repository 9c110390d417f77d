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
 *   avoided (a(suu)), suspects (as) what earlier sessions could not bring: fetch_troubles.h
 *   taken_from_ms (x, 0)            what came before (its INTERNALDATE) is old mail; 0: nothing is
 *   old_history (x, 0)              not 0: old mail is brought as history, when nothing else waits; else it stays where
 *                                   it is
 *   counts (x)                      not 0: says once how many mails there are, before it brings them
 *   probe (x)                       not 0: only says what it finds, and ends
 * A key is "UIDVALIDITY.UID", and good for one session only: which mail it is, its bytes say. The work queue is what the folder holds (less what carries our keywords) without what
 * this session brought already; never \Seen, dates or sequence numbers. Each turn of the loop is one command or so:
 * fetching goes on while the gateway works; filing (fetch_imap_filing.h) takes what time is left.
 */
#include "gateway/workers/worker.h"

#include <poll.h>
#include <stdlib.h>

#include "gateway/net/imap_session.h"
#include "gateway/workers/fetch.h"
#include "gateway/workers/fetch_imap_filing.h"
#include "gateway/workers/fetch_troubles.h"
#include "gateway/workers/pace.h"
#include "gateway/workers/sandbox.h"

#define POLL_MS (60 * 1000)
#define IDLE_MS (25 * 60 * 1000)
#define WITHOUT_IDLE_MS (60 * 1000)
#define NAP_MS 5000 /* so short a wait needs no IDLE */
#define MAX_BYTES (40 * 1024 * 1024)
#define BATCH_BYTES (8 * 1024 * 1024)
#define BATCH_MAILS 200
#define OLD_AT_ONCE 1000 /* old mails that are looked at before the next search for others */

/* How a mail is asked for. Each has a pace of its own. */
typedef enum {
	CARE_NONE,    /* among many others */
	CARE_SUSPECT, /* in small sets */
	CARE_ALONE,
	CARES,
} Care;

typedef struct {
	Channel *channel;     /* foreign */
	ImapSession *session; /* own */
	ImapFiling filing;
	FetchTroubles troubles;
	int wait_ms;
	int64_t max_bytes;
	int64_t batch_bytes;
	int64_t taken_from_ms;
	bool old_history;
	bool counts;      /* how many there are is still to be said */
	GArray *found;    /* own; UIDs to be fetched, their sizes unknown */
	GArray *sized;    /* own; of ImapMail: to be fetched */
	GHashTable *held; /* own; UIDs that were brought: not to be fetched again */
	Pace sizing;      /* of asking for sizes, without care */
	Pace fetching[CARES];
	bool looked; /* and nothing is known to have come since */
} Inbox;

static void
inbox_init(Inbox *inbox, Channel *channel, GVariant *settings)
{
	int64_t poll_ms = worker_number(settings, "poll_ms", POLL_MS);
	int64_t idle_ms = worker_number(settings, "idle_ms", IDLE_MS);

	*inbox = (Inbox){
	    .channel = channel,
	    .wait_ms = (int)CLAMP(MIN(poll_ms, idle_ms), 1, IDLE_MS),
	    .max_bytes = worker_number(settings, "max_bytes", MAX_BYTES),
	    .batch_bytes = worker_number(settings, "batch_bytes", BATCH_BYTES),
	    .taken_from_ms = worker_number(settings, "taken_from_ms", 0),
	    .old_history = worker_number(settings, "old_history", 0) != 0,
	    .counts = worker_number(settings, "counts", 0) != 0,
	    .found = g_array_new(FALSE, FALSE, sizeof(guint32)),
	    .sized = g_array_new(FALSE, FALSE, sizeof(ImapMail)),
	    .held = g_hash_table_new(NULL, NULL),
	};
	imap_filing_init(&inbox->filing, channel, settings);
	fetch_troubles_init(&inbox->troubles, channel, settings);
	pace_init(&inbox->sizing, FETCH_ASKED_MAX);
	pace_init(&inbox->fetching[CARE_NONE], BATCH_MAILS);
	pace_init(&inbox->fetching[CARE_SUSPECT], BATCH_MAILS);
	pace_slow_down(&inbox->fetching[CARE_SUSPECT]);
	pace_init(&inbox->fetching[CARE_ALONE], 1);
}

static void
inbox_clear(Inbox *inbox)
{
	imap_session_free(inbox->session);
	imap_filing_clear(&inbox->filing);
	fetch_troubles_clear(&inbox->troubles);
	g_array_unref(inbox->found);
	g_array_unref(inbox->sized);
	g_hash_table_unref(inbox->held);
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
	return fetch_imap_key(imap_session_validity(inbox->session), uid);
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

/* Keys become UIDs to be filed, of what this session brought: in one before, the same UID may have been another mail, of
 * a mailbox that was restored since, or of another account. */
static void
take_keys(Inbox *inbox, const GPtrArray *keys, bool too_large)
{
	for (guint i = 0; i < keys->len; i++) {
		uint32_t uid = read_key(inbox, keys->pdata[i]);

		if (is_held(inbox, uid))
			imap_filing_add(&inbox->filing, uid, too_large);
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
	take_keys(inbox, orders.processed, false);
	take_keys(inbox, orders.too_large, true);
	return CHANNEL_FRAME;
}

/* Whether there is anything that makes one mail different from others. */
static bool
is_careful(const Inbox *inbox)
{
	return g_hash_table_size(inbox->troubles.mails) +
		   g_hash_table_size(inbox->troubles.suspects) >
	       0;
}

static Care
care_of(const Inbox *inbox, uint32_t uid)
{
	g_autofree char *key = NULL;

	if (!is_careful(inbox))
		return CARE_NONE;
	key = make_key(inbox, uid);
	if (fetch_troubles_has(&inbox->troubles, key))
		return CARE_ALONE;
	return fetch_troubles_suspects(&inbox->troubles, key) ? CARE_SUSPECT : CARE_NONE;
}

/* What was asked for in one command, and did not come. */
typedef struct {
	Pace *pace;      /* foreign */
	bool hurries;    /* an answer to all of it makes the next larger */
	guint count;     /* of what was asked for */
	GArray *missing; /* own; UIDs */
} Question;

static void
question_clear(Question *question)
{
	g_clear_pointer(&question->missing, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

/* Should the session end over it, or the worker, the gateway knows over what. */
static bool
report_asked(const Inbox *inbox, const GArray *uids, GError **error)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < uids->len; i++)
		g_ptr_array_add(keys, make_key(inbox, g_array_index(uids, guint32, i)));
	return fetch_report_asked(inbox->channel, keys, error);
}

static bool
none_is_asked(const Inbox *inbox, GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();

	return fetch_report_asked(inbox->channel, none, error);
}

/* A mail that was refused alone goes last; what was refused among others is to be asked for again by the caller. */
static bool
take_refusal(Inbox *inbox, const Question *question, const GError *refusal, GError **error)
{
	bool later = refusal->code == IMAP_SESSION_ERROR_LATER;
	g_autofree char *key = NULL;

	pace_refused(question->pace, question->count, later, g_get_monotonic_time());
	if (question->count != 1 || question->missing->len != 1)
		return true;
	key = make_key(inbox, g_array_index(question->missing, guint32, 0));
	return fetch_troubles_failed(&inbox->troubles, key, refusal->message, error);
}

/* What comes of a question. *ret_again: what is missing is to be asked for again, now. */
static bool
settle(Inbox *inbox, const Question *question, GError *take_failure, bool *ret_again,
    GError **error)
{
	g_autoptr(GError) failure = take_failure;

	*ret_again = false;
	if (failure != NULL && !imap_session_refused(failure)) {
		report_asked(inbox, question->missing, NULL);
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	if (question->missing->len > 0 && !none_is_asked(inbox, error))
		return false;
	if (failure != NULL) {
		*ret_again = question->count > 1;
		return take_refusal(inbox, question, failure, error);
	}
	if (question->hurries)
		pace_worked(question->pace);
	for (guint i = 0; i < question->missing->len; i++) {
		g_autofree char *key =
		    make_key(inbox, g_array_index(question->missing, guint32, i));

		if (!fetch_troubles_missed(&inbox->troubles, key, error))
			return false;
	}
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
	fetch_troubles_came(&inbox->troubles, key);
	g_hash_table_remove(batch->asked, GUINT_TO_POINTER(uid));
	return fetch_bring(inbox->channel, &found, error);
}

static bool
is_large(const Inbox *inbox, const ImapMail *mail)
{
	return mail->size > inbox->max_bytes;
}

/* Moves the next batch from the front of sized: mails of one kind, whole or header only, and of one care. */
static GArray *
next_batch(Inbox *inbox, bool *ret_header_only, Pace **ret_pace)
{
	GArray *batch = g_array_new(FALSE, FALSE, sizeof(ImapMail));
	const ImapMail *first = &g_array_index(inbox->sized, ImapMail, 0);
	bool large = is_large(inbox, first);
	Care care = care_of(inbox, first->uid);
	int64_t bytes = 0;

	while (batch->len < MIN(inbox->sized->len, inbox->fetching[care].size)) {
		const ImapMail *mail = &g_array_index(inbox->sized, ImapMail, batch->len);

		bytes += large ? FETCH_HEADER_MAX : mail->size;
		if (is_large(inbox, mail) != large || care_of(inbox, mail->uid) != care ||
		    (batch->len > 0 && bytes > inbox->batch_bytes))
			break;
		g_array_append_vals(batch, mail, 1);
	}
	g_array_remove_range(inbox->sized, 0, batch->len);
	*ret_header_only = large;
	*ret_pace = &inbox->fetching[care];
	return batch;
}

/* Moves the next ones of one care from the front of found. */
static GArray *
next_found(Inbox *inbox, Pace **ret_pace)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	Care care = care_of(inbox, g_array_index(inbox->found, guint32, 0));
	Pace *pace = care == CARE_NONE ? &inbox->sizing : &inbox->fetching[care];

	while (uids->len < MIN(inbox->found->len, pace->size)) {
		guint32 uid = g_array_index(inbox->found, guint32, uids->len);

		if (care_of(inbox, uid) != care)
			break;
		g_array_append_val(uids, uid);
	}
	g_array_remove_range(inbox->found, 0, uids->len);
	*ret_pace = pace;
	return uids;
}

/* The UIDs, in their order, that are still in asked. */
static GArray *
still_missing(const GArray *uids, GHashTable *asked)
{
	GArray *missing = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (g_hash_table_contains(asked, GUINT_TO_POINTER(uid)))
			g_array_append_val(missing, uid);
	}
	return missing;
}

static bool
ask_sizes(Inbox *inbox, GError **error)
{
	g_auto(Question) question = {0};
	g_autoptr(GArray) uids = next_found(inbox, &question.pace);
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GHashTable) asked = g_hash_table_new(NULL, NULL);
	GError *failure = NULL;
	bool again = false;

	for (guint i = 0; i < uids->len; i++)
		g_hash_table_add(asked, GUINT_TO_POINTER(g_array_index(uids, guint32, i)));
	if (!report_asked(inbox, uids, error))
		return false;
	imap_session_sizes(inbox->session, uids, &mails, &failure);
	for (guint i = 0; i < mails->len; i++) {
		const ImapMail *mail = &g_array_index(mails, ImapMail, i);

		if (!g_hash_table_remove(asked, GUINT_TO_POINTER(mail->uid)))
			continue;
		if (is_old(inbox, mail) && !inbox->old_history)
			hold(inbox, mail->uid);
		else
			g_array_append_vals(inbox->sized, mail, 1);
	}
	question.hurries = question.pace == &inbox->sizing;
	question.count = uids->len;
	question.missing = still_missing(uids, asked);
	if (!settle(inbox, &question, failure, &again, error))
		return false;
	if (again)
		g_array_prepend_vals(
		    inbox->found, question.missing->data, question.missing->len);
	return true;
}

/* Back to the front of sized: what was refused together with others. */
static void
put_back(Inbox *inbox, const GArray *mails, GHashTable *asked)
{
	for (guint i = mails->len; i-- > 0;) {
		const ImapMail *mail = &g_array_index(mails, ImapMail, i);

		if (g_hash_table_contains(asked, GUINT_TO_POINTER(mail->uid)))
			g_array_prepend_vals(inbox->sized, mail, 1);
	}
}

static bool
ask_mails(Inbox *inbox, GError **error)
{
	g_auto(Question) question = {0};
	g_auto(Batch) batch = {.inbox = inbox, .asked = g_hash_table_new(NULL, NULL)};
	g_autoptr(GArray) mails = next_batch(inbox, &batch.header_only, &question.pace);
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	ImapFetch fetch = {.mails = mails,
	    .header_max = batch.header_only ? FETCH_HEADER_MAX : 0,
	    .func = bring,
	    .data = &batch};
	GError *failure = NULL;
	bool again = false;

	for (guint i = 0; i < mails->len; i++) {
		ImapMail *mail = &g_array_index(mails, ImapMail, i);

		g_array_append_val(uids, mail->uid);
		g_hash_table_insert(batch.asked, GUINT_TO_POINTER(mail->uid), mail);
	}
	if (!report_asked(inbox, uids, error))
		return false;
	imap_session_fetch(inbox->session, &fetch, &failure);
	question.hurries = true;
	question.count = mails->len;
	question.missing = still_missing(uids, batch.asked);
	if (!settle(inbox, &question, failure, &again, error))
		return false;
	if (again)
		put_back(inbox, mails, batch.asked);
	return true;
}

static bool
is_fetching(const Inbox *inbox)
{
	return inbox->found->len + inbox->sized->len > 0;
}

/* Whom the next question is about. */
static const Pace *
next_pace(const Inbox *inbox)
{
	Care care;

	if (inbox->sized->len > 0) {
		care = care_of(inbox, g_array_index(inbox->sized, ImapMail, 0).uid);
		return &inbox->fetching[care];
	}
	care = care_of(inbox, g_array_index(inbox->found, guint32, 0));
	return care == CARE_NONE ? &inbox->sizing : &inbox->fetching[care];
}

static bool
may_fetch(const Inbox *inbox)
{
	return is_fetching(inbox) && pace_is_ready(next_pace(inbox), g_get_monotonic_time());
}

/* Sorts one mail of the folder: those that did not come before are asked for last. */
static void
take_found(Inbox *inbox, guint32 uid, GArray *last)
{
	g_autofree char *key = NULL;

	if (is_held(inbox, uid))
		return;
	if (!is_careful(inbox)) {
		g_array_append_val(inbox->found, uid);
		return;
	}
	key = make_key(inbox, uid);
	if (!fetch_troubles_has(&inbox->troubles, key))
		g_array_append_val(inbox->found, uid);
	else if (fetch_troubles_is_due(&inbox->troubles, key))
		g_array_append_val(last, uid);
}

/* What carries none of our keywords. */
static bool
search(const Inbox *inbox, int64_t since_ms, GArray **ret_uids, GError **error)
{
	const char *keywords[3] = {0};

	imap_filing_keywords(&inbox->filing, keywords);
	return imap_session_search_since(inbox->session, keywords, since_ms, ret_uids, error);
}

/* What is to be fetched of it: so many at most, beside those that did not come before. */
static bool
find(Inbox *inbox, int64_t since_ms, guint most, GError **error)
{
	g_autoptr(GArray) uids = NULL;
	g_autoptr(GArray) last = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (!search(inbox, since_ms, &uids, error))
		return false;
	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (inbox->found->len < most || care_of(inbox, uid) == CARE_ALONE)
			take_found(inbox, uid, last);
	}
	g_array_append_vals(inbox->found, last->data, last->len);
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

/* Old mail is not even found; where it is history, some of it is when nothing else waits. Only a look at all that may be
 * fetched tells what is gone. */
static bool
look(Inbox *inbox, GError **error)
{
	bool history = inbox->taken_from_ms != 0 && inbox->old_history;

	if (!tell_count(inbox, error) || !find(inbox, inbox->taken_from_ms, G_MAXUINT, error))
		return false;
	inbox->looked = true;
	if (history && inbox->found->len > 0)
		return true;
	return (!history || find(inbox, 0, OLD_AT_ONCE, error)) &&
	       fetch_troubles_looked(&inbox->troubles, error);
}

/* How long nothing is to be done, as far as can be known. */
static int
rest_ms(const Inbox *inbox)
{
	int wait_ms =
	    MIN(fetch_troubles_wait_ms(&inbox->troubles), imap_filing_wait_ms(&inbox->filing));

	if (is_fetching(inbox))
		wait_ms = MIN(wait_ms,
		    (int)backoff_wait_ms(&next_pace(inbox)->backoff, g_get_monotonic_time()));
	return MIN(wait_ms, inbox->wait_ms);
}

/* Until the gateway says something; then there is nothing new in the folder. Otherwise it is looked at again. */
static void
wait_for_either(Inbox *inbox, int wait_ms)
{
	struct pollfd event[] = {
	    {.fd = channel_fd(inbox->channel), .events = POLLIN},
	    {.fd = imap_session_fd(inbox->session), .events = POLLIN},
	};
	int count = poll(event, G_N_ELEMENTS(event), wait_ms);

	if (count <= 0 || event[1].revents != 0)
		inbox->looked = false;
}

/* Until the gateway or the server says something, or it is time for something. */
static bool
rest(Inbox *inbox, GError **error)
{
	int wait_ms = rest_ms(inbox);
	bool idling = false;

	if (wait_ms > NAP_MS && imap_session_can_idle(inbox->session) &&
	    !imap_session_idle(inbox->session, &idling, error))
		return false;
	if (!idling) {
		wait_for_either(inbox, MIN(wait_ms, WITHOUT_IDLE_MS));
		return wait_ms <= NAP_MS || imap_session_noop(inbox->session, error);
	}
	if (imap_session_pending(inbox->session))
		inbox->looked = false;
	else
		wait_for_either(inbox, wait_ms);
	if (!imap_session_idle_done(inbox->session, error))
		return false;
	if (imap_session_has_news(inbox->session))
		inbox->looked = false;
	return true;
}

/* Fetching first, and some filing beside it; then the rest of filing, with a look after each set; then sleep. */
static bool
take_turn(Inbox *inbox, GError **error)
{
	bool good;

	if (may_fetch(inbox)) {
		inbox->looked = false;
		good =
		    inbox->sized->len > 0 ? ask_mails(inbox, error) : ask_sizes(inbox, error);
		return good && (!imap_filing_is_due(&inbox->filing, true) ||
				   imap_filing_take_turn(&inbox->filing, error));
	}
	if (!is_fetching(inbox) && !inbox->looked)
		return look(inbox, error);
	if (imap_filing_is_due(&inbox->filing, false)) {
		inbox->looked = false;
		return imap_filing_take_turn(&inbox->filing, error);
	}
	good = is_fetching(inbox) ||
	       channel_send(inbox->channel, FRAME_HEARD, g_variant_new("()"), NULL, error);
	return good && rest(inbox, error);
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
	inbox->session = imap_session_open(account, error);
	return inbox->session != NULL &&
	       imap_filing_open(&inbox->filing, inbox->session, error) &&
	       tell_opened(inbox, error);
}

/* How many of these came before taken_from. */
static bool
count_old(Inbox *inbox, const GArray *uids, guint *ret_count, GError **error)
{
	guint count = 0;

	for (guint done = 0; done < uids->len; done += FETCH_ASKED_MAX) {
		g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(guint32));
		g_autoptr(GArray) mails = NULL;

		g_array_append_vals(some, &g_array_index(uids, guint32, done),
		    MIN(uids->len - done, FETCH_ASKED_MAX));
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
	return inbox_open(inbox, account, error) && imap_filing_probe(&inbox->filing, error) &&
	       probe_old(inbox, error);
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
