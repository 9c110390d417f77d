/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers/fetch_imap_queue.h"

#define MAX_BYTES (40 * 1024 * 1024)
#define BATCH_BYTES (8 * 1024 * 1024)
#define BATCH_MAILS 200
#define OLD_AT_ONCE 1000 /* old mails that are looked at before the next search for others */

/* How a mail is asked for; see fetching. */
typedef enum {
	CARE_NONE,    /* among many others */
	CARE_SUSPECT, /* in small sets */
	CARE_ALONE,
	CARES,
} Care;
G_STATIC_ASSERT(CARES == G_N_ELEMENTS(((ImapQueue *)NULL)->fetching));

void
imap_queue_init(ImapQueue *queue, Channel *channel, GVariant *settings)
{
	*queue = (ImapQueue){
	    .channel = channel,
	    .max_bytes = worker_number(settings, "max_bytes", MAX_BYTES),
	    .batch_bytes = worker_number(settings, "batch_bytes", BATCH_BYTES),
	    .taken_from_ms = worker_number(settings, "taken_from_ms", 0),
	    .old_history = worker_number(settings, "old_history", 0) != 0,
	    .found = g_array_new(FALSE, FALSE, sizeof(guint32)),
	    .sized = g_array_new(FALSE, FALSE, sizeof(ImapMail)),
	    .held = g_hash_table_new(NULL, NULL),
	    .left = g_hash_table_new(NULL, NULL),
	};
	fetch_troubles_init(&queue->troubles, channel, settings);
	pace_init(&queue->sizing, FETCH_ASKED_MAX);
	pace_init(&queue->fetching[CARE_NONE], BATCH_MAILS);
	pace_init(&queue->fetching[CARE_SUSPECT], BATCH_MAILS);
	pace_slow_down(&queue->fetching[CARE_SUSPECT]);
	pace_init(&queue->fetching[CARE_ALONE], 1);
}

void
imap_queue_clear(ImapQueue *queue)
{
	fetch_troubles_clear(&queue->troubles);
	g_array_unref(queue->found);
	g_array_unref(queue->sized);
	g_hash_table_unref(queue->held);
	g_hash_table_unref(queue->left);
}

static bool
hold(ImapQueue *queue, uint32_t uid)
{
	return g_hash_table_add(queue->held, GUINT_TO_POINTER(uid));
}

bool
imap_queue_has_brought(const ImapQueue *queue, uint32_t uid)
{
	return g_hash_table_contains(queue->held, GUINT_TO_POINTER(uid));
}

/* A mail whose date the server does not tell is taken as any other: SEARCH thought it new. */
static bool
is_old(const ImapQueue *queue, const ImapMail *mail)
{
	return mail->came_ms != 0 && mail->came_ms < queue->taken_from_ms;
}

static char *
make_key(const ImapQueue *queue, uint32_t uid)
{
	return fetch_imap_key(imap_session_validity(queue->session), uid);
}

/* Whether there is anything that makes one mail different from others. */
static bool
is_careful(const ImapQueue *queue)
{
	return g_hash_table_size(queue->troubles.mails) +
		   g_hash_table_size(queue->troubles.suspects) >
	       0;
}

static Care
care_of(const ImapQueue *queue, uint32_t uid)
{
	g_autofree char *key = NULL;

	if (!is_careful(queue))
		return CARE_NONE;
	key = make_key(queue, uid);
	if (fetch_troubles_has(&queue->troubles, key))
		return CARE_ALONE;
	return fetch_troubles_suspects(&queue->troubles, key) ? CARE_SUSPECT : CARE_NONE;
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
report_asked(const ImapQueue *queue, const GArray *uids, GError **error)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < uids->len; i++)
		g_ptr_array_add(keys, make_key(queue, g_array_index(uids, guint32, i)));
	return fetch_report_asked(queue->channel, keys, error);
}

static bool
none_is_asked(const ImapQueue *queue, GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();

	return fetch_report_asked(queue->channel, none, error);
}

/* A mail that was refused alone goes last; what was refused among others is to be asked for again by the caller. */
static bool
take_refusal(ImapQueue *queue, const Question *question, const GError *refusal, GError **error)
{
	bool later = refusal->code == IMAP_SESSION_ERROR_LATER;
	g_autofree char *key = NULL;

	pace_refused(question->pace, question->count, later, g_get_monotonic_time());
	if (question->count != 1 || question->missing->len != 1)
		return true;
	key = make_key(queue, g_array_index(question->missing, guint32, 0));
	return fetch_troubles_failed(&queue->troubles, key, refusal->message, error);
}

/* What comes of a question. *ret_again: what is missing is to be asked for again, now. */
static bool
settle(ImapQueue *queue, const Question *question, GError *take_failure, bool *ret_again,
    GError **error)
{
	g_autoptr(GError) failure = take_failure;

	*ret_again = false;
	if (failure != NULL && !imap_session_refused(failure)) {
		report_asked(queue, question->missing, NULL);
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	if (question->missing->len > 0 && !none_is_asked(queue, error))
		return false;
	if (failure != NULL) {
		*ret_again = question->count > 1;
		return take_refusal(queue, question, failure, error);
	}
	if (question->hurries)
		pace_worked(question->pace);
	for (guint i = 0; i < question->missing->len; i++) {
		g_autofree char *key =
		    make_key(queue, g_array_index(question->missing, guint32, i));

		if (!fetch_troubles_missed(&queue->troubles, key, error))
			return false;
	}
	return true;
}

/* What is on its way from the server. */
typedef struct {
	ImapQueue *queue;
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
	ImapQueue *queue = batch->queue;
	const ImapMail *mail = g_hash_table_lookup(batch->asked, GUINT_TO_POINTER(uid));
	g_autofree char *key = NULL;
	g_autoptr(GBytes) header = NULL;
	FetchMail found = {.header_only = batch->header_only, .bytes = bytes};

	if (mail == NULL || bytes == NULL)
		return true;
	key = make_key(queue, uid);
	found.key = key;
	found.size = mail->size;
	found.came_ms = mail->came_ms;
	found.history = is_old(queue, mail);
	if (!found.header_only && (int64_t)g_bytes_get_size(bytes) > queue->max_bytes) {
		found.size = (int64_t)g_bytes_get_size(bytes);
		found.header_only = true;
	}
	if (found.header_only)
		found.bytes = header = fetch_cut_header(bytes);
	hold(queue, uid);
	fetch_troubles_came(&queue->troubles, key);
	g_hash_table_remove(batch->asked, GUINT_TO_POINTER(uid));
	return fetch_bring(queue->channel, &found, error);
}

static bool
is_large(const ImapQueue *queue, const ImapMail *mail)
{
	return mail->size > queue->max_bytes;
}

/* Moves the next batch from the front of sized: mails of one kind, whole or header only, and of one care. */
static GArray *
next_batch(ImapQueue *queue, bool *ret_header_only, Pace **ret_pace)
{
	GArray *batch = g_array_new(FALSE, FALSE, sizeof(ImapMail));
	const ImapMail *first = &g_array_index(queue->sized, ImapMail, 0);
	bool large = is_large(queue, first);
	Care care = care_of(queue, first->uid);
	int64_t bytes = 0;

	while (batch->len < MIN(queue->sized->len, queue->fetching[care].size)) {
		const ImapMail *mail = &g_array_index(queue->sized, ImapMail, batch->len);

		bytes += large ? FETCH_HEADER_MAX : mail->size;
		if (is_large(queue, mail) != large || care_of(queue, mail->uid) != care ||
		    (batch->len > 0 && bytes > queue->batch_bytes))
			break;
		g_array_append_vals(batch, mail, 1);
	}
	g_array_remove_range(queue->sized, 0, batch->len);
	*ret_header_only = large;
	*ret_pace = &queue->fetching[care];
	return batch;
}

/* Moves the next ones of one care from the front of found. */
static GArray *
next_found(ImapQueue *queue, Pace **ret_pace)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	Care care = care_of(queue, g_array_index(queue->found, guint32, 0));
	Pace *pace = care == CARE_NONE ? &queue->sizing : &queue->fetching[care];

	while (uids->len < MIN(queue->found->len, pace->size)) {
		guint32 uid = g_array_index(queue->found, guint32, uids->len);

		if (care_of(queue, uid) != care)
			break;
		g_array_append_val(uids, uid);
	}
	g_array_remove_range(queue->found, 0, uids->len);
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
ask_sizes(ImapQueue *queue, GError **error)
{
	g_auto(Question) question = {0};
	g_autoptr(GArray) uids = next_found(queue, &question.pace);
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GHashTable) asked = g_hash_table_new(NULL, NULL);
	GError *failure = NULL;
	bool again = false;

	for (guint i = 0; i < uids->len; i++)
		g_hash_table_add(asked, GUINT_TO_POINTER(g_array_index(uids, guint32, i)));
	if (!report_asked(queue, uids, error))
		return false;
	imap_session_sizes(queue->session, uids, &mails, &failure);
	for (guint i = 0; i < mails->len; i++) {
		const ImapMail *mail = &g_array_index(mails, ImapMail, i);

		if (!g_hash_table_remove(asked, GUINT_TO_POINTER(mail->uid)))
			continue;
		if (is_old(queue, mail) && !queue->old_history)
			g_hash_table_add(queue->left, GUINT_TO_POINTER(mail->uid));
		else
			g_array_append_vals(queue->sized, mail, 1);
	}
	question.hurries = question.pace == &queue->sizing;
	question.count = uids->len;
	question.missing = still_missing(uids, asked);
	if (!settle(queue, &question, failure, &again, error))
		return false;
	if (again)
		g_array_prepend_vals(
		    queue->found, question.missing->data, question.missing->len);
	return true;
}

/* Back to the front of sized: what was refused together with others. */
static void
put_back(ImapQueue *queue, const GArray *mails, GHashTable *asked)
{
	for (guint i = mails->len; i-- > 0;) {
		const ImapMail *mail = &g_array_index(mails, ImapMail, i);

		if (g_hash_table_contains(asked, GUINT_TO_POINTER(mail->uid)))
			g_array_prepend_vals(queue->sized, mail, 1);
	}
}

static bool
ask_mails(ImapQueue *queue, GError **error)
{
	g_auto(Question) question = {0};
	g_auto(Batch) batch = {.queue = queue, .asked = g_hash_table_new(NULL, NULL)};
	g_autoptr(GArray) mails = next_batch(queue, &batch.header_only, &question.pace);
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
	if (!report_asked(queue, uids, error))
		return false;
	imap_session_fetch(queue->session, &fetch, &failure);
	question.hurries = true;
	question.count = mails->len;
	question.missing = still_missing(uids, batch.asked);
	if (!settle(queue, &question, failure, &again, error))
		return false;
	if (again)
		put_back(queue, mails, batch.asked);
	return true;
}

bool
imap_queue_is_empty(const ImapQueue *queue)
{
	return queue->found->len + queue->sized->len == 0;
}

/* Whom the next question is about. */
static const Pace *
next_pace(const ImapQueue *queue)
{
	Care care;

	if (queue->sized->len > 0) {
		care = care_of(queue, g_array_index(queue->sized, ImapMail, 0).uid);
		return &queue->fetching[care];
	}
	care = care_of(queue, g_array_index(queue->found, guint32, 0));
	return care == CARE_NONE ? &queue->sizing : &queue->fetching[care];
}

bool
imap_queue_is_ready(const ImapQueue *queue)
{
	return !imap_queue_is_empty(queue) &&
	       pace_is_ready(next_pace(queue), g_get_monotonic_time());
}

bool
imap_queue_ask(ImapQueue *queue, GError **error)
{
	return queue->sized->len > 0 ? ask_mails(queue, error) : ask_sizes(queue, error);
}

int
imap_queue_wait_ms(const ImapQueue *queue)
{
	int wait_ms = fetch_troubles_wait_ms(&queue->troubles);

	if (imap_queue_is_empty(queue))
		return wait_ms;
	return MIN(
	    wait_ms, (int)backoff_wait_ms(&next_pace(queue)->backoff, g_get_monotonic_time()));
}

/* Sorts one mail of the folder: those that did not come before are asked for last. */
static void
take_found(ImapQueue *queue, guint32 uid, GArray *last)
{
	g_autofree char *key = NULL;

	if (imap_queue_has_brought(queue, uid) ||
	    g_hash_table_contains(queue->left, GUINT_TO_POINTER(uid)))
		return;
	if (!is_careful(queue)) {
		g_array_append_val(queue->found, uid);
		return;
	}
	key = make_key(queue, uid);
	if (!fetch_troubles_has(&queue->troubles, key))
		g_array_append_val(queue->found, uid);
	else if (fetch_troubles_is_due(&queue->troubles, key))
		g_array_append_val(last, uid);
}

static int
is_gone(void *uid, void *value, void *found)
{
	(void)value;
	return !g_hash_table_contains(found, uid);
}

/* A UID that is not in the folder any more stands for nothing: in a mailbox that is put back from a backup a new mail may
 * get it again. */
static void
forget_gone(ImapQueue *queue, const GArray *uids)
{
	g_autoptr(GHashTable) found = NULL;

	if (g_hash_table_size(queue->held) + g_hash_table_size(queue->left) == 0)
		return;
	found = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < uids->len; i++)
		g_hash_table_add(found, GUINT_TO_POINTER(g_array_index(uids, guint32, i)));
	g_hash_table_foreach_remove(queue->held, is_gone, found);
	g_hash_table_foreach_remove(queue->left, is_gone, found);
}

/* What is to be fetched of a search: so many at most, beside those that did not come before. */
static bool
find(
    ImapQueue *queue, const char *const *keywords, int64_t since_ms, guint most, GError **error)
{
	g_autoptr(GArray) uids = NULL;
	g_autoptr(GArray) last = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (!imap_session_search(queue->session, keywords, since_ms, &uids, error))
		return false;
	if (since_ms == 0 || !queue->old_history)
		forget_gone(queue, uids);
	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (queue->found->len < most || care_of(queue, uid) == CARE_ALONE)
			take_found(queue, uid, last);
	}
	g_array_append_vals(queue->found, last->data, last->len);
	return true;
}

/* Old mail is not even found; where it is history, some of it is when nothing else waits. Only a look at all that may be
 * fetched tells what is gone. */
bool
imap_queue_look(ImapQueue *queue, const char *const *keywords, GError **error)
{
	bool history = queue->taken_from_ms != 0 && queue->old_history;

	if (!find(queue, keywords, queue->taken_from_ms, G_MAXUINT, error))
		return false;
	if (history && !imap_queue_is_empty(queue))
		return true;
	return (!history || find(queue, keywords, 0, OLD_AT_ONCE, error)) &&
	       fetch_troubles_looked(&queue->troubles, error);
}

/* How many of these came before taken_from. */
static bool
count_old(ImapQueue *queue, const GArray *uids, guint *ret_count, GError **error)
{
	guint count = 0;

	for (guint done = 0; done < uids->len; done += FETCH_ASKED_MAX) {
		g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(guint32));
		g_autoptr(GArray) mails = NULL;

		g_array_append_vals(some, &g_array_index(uids, guint32, done),
		    MIN(uids->len - done, FETCH_ASKED_MAX));
		if (!imap_session_sizes(queue->session, some, &mails, error))
			return false;
		for (guint i = 0; i < mails->len; i++)
			count += is_old(queue, &g_array_index(mails, ImapMail, i));
	}
	*ret_count = count;
	return true;
}

bool
imap_queue_probe(ImapQueue *queue, const char *const *keywords, GError **error)
{
	bool starts = queue->taken_from_ms != 0;
	g_autoptr(GArray) all = NULL;
	g_autoptr(GArray) since = NULL;
	g_autofree char *words = NULL;
	guint among = 0;

	if (!imap_session_search(queue->session, keywords, 0, &all, error) ||
	    !imap_session_search(
		queue->session, keywords, queue->taken_from_ms, &since, error) ||
	    (starts && !count_old(queue, since, &among, error)))
		return false;
	words = fetch_describe_old(&(FetchOld){.all = all->len,
	    .old = all->len - MIN(all->len, since->len) + among,
	    .has_start = starts,
	    .history = queue->old_history});
	if (words != NULL)
		worker_log(queue->channel, LOG_INFO, "%s", words);
	return true;
}
