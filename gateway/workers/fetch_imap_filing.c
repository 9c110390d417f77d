/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers/fetch_imap_filing.h"

#define SET_FIRST 200
#define SET_MOST 5000
#define RANGES_MOST 500 /* of a set: a command's line may have 8000 bytes */
#define CHEAP_US (INT64_C(5) * 1000 * 1000)
#define DEAR_US (INT64_C(15) * 1000 * 1000)
#define COST_FIRST_US (INT64_C(2) * 1000 * 1000) /* until it is known */
#define SHARE 10                                 /* fetching has so much more of the time */
#define PATIENCE_MS (60 * 1000)
#define MARK_PROCESSED "CasegateProcessed"
#define MARK_TOO_LARGE "CasegateTooLarge"
#define EARLIER                                                              \
	"an earlier session was refused it, and marked them " MARK_PROCESSED \
	" or " MARK_TOO_LARGE

static void
queue_init(FilingQueue *queue, GVariant *settings, const char *name, const char *mark)
{
	*queue = (FilingQueue){
	    .filing = fetch_filing(settings, name),
	    .mark = mark,
	    .uids = g_array_new(FALSE, FALSE, sizeof(guint32)),
	    .refused = g_hash_table_new(NULL, NULL),
	    .marked = g_hash_table_new(NULL, NULL),
	};
	pace_init(&queue->pace, SET_FIRST);
}

static void
queue_clear(FilingQueue *queue)
{
	g_array_unref(queue->uids);
	g_hash_table_unref(queue->refused);
	g_hash_table_unref(queue->marked);
	g_free(queue->why);
}

void
imap_filing_init(ImapFiling *filing, Channel *channel, GVariant *settings)
{
	int64_t patience_ms = worker_number(settings, "poll_ms", PATIENCE_MS);

	*filing = (ImapFiling){
	    .channel = channel,
	    .only_look = worker_number(settings, "only_look", 0) != 0,
	    .patience_us = MIN(patience_ms, PATIENCE_MS) * 1000,
	    .cost_us = COST_FIRST_US,
	};
	queue_init(&filing->processed, settings, "processed", MARK_PROCESSED);
	queue_init(&filing->too_large, settings, "too_large", MARK_TOO_LARGE);
}

void
imap_filing_clear(ImapFiling *filing)
{
	queue_clear(&filing->processed);
	queue_clear(&filing->too_large);
	g_free(filing->told);
}

/* A server that can do neither MOVE nor UID EXPUNGE can only mark what was taken in. */
static bool
fall_back(const ImapFiling *filing, FilingQueue *queue)
{
	FilingKind kind = queue->filing.kind;

	if (kind == FILING_FLAG ||
	    (kind == FILING_MOVE && imap_session_can_move(filing->session)) ||
	    (kind == FILING_DELETE && imap_session_can_delete(filing->session)))
		return false;
	queue->filing = (Filing){.kind = FILING_FLAG, .name = queue->mark};
	return true;
}

static bool
check_keyword(const ImapFiling *filing, const FilingQueue *queue, GError **error)
{
	const Filing *how = &queue->filing;

	if (how->kind != FILING_FLAG || imap_session_keeps(filing->session, how->name))
		return true;
	g_set_error(error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_ACCOUNT,
	    "the folder keeps no keyword %s, so that done mails could not be told from new "
	    "ones",
	    how->name);
	return false;
}

static bool
may_be_marked(const ImapFiling *filing, const FilingQueue *queue)
{
	return queue->filing.kind != FILING_FLAG &&
	       (filing->only_look || imap_session_keeps(filing->session, queue->mark));
}

bool
imap_filing_open(ImapFiling *filing, ImapSession *session, GError **error)
{
	bool fallen;

	filing->session = session;
	if (filing->only_look)
		return true;
	fallen = fall_back(filing, &filing->processed);
	fallen = fall_back(filing, &filing->too_large) || fallen;
	if (fallen)
		worker_log(filing->channel, LOG_WARNING,
		    "the server has neither MOVE nor UIDPLUS: mails that are done stay in the "
		    "folder, marked " MARK_PROCESSED);
	return check_keyword(filing, &filing->processed, error) &&
	       check_keyword(filing, &filing->too_large, error);
}

static bool
probe_folder(ImapFiling *filing, const FilingQueue *queue, GString *untried, GError **error)
{
	g_autofree char *folder = NULL;
	bool there = true;

	if (queue->filing.kind == FILING_DELETE)
		g_string_append(untried, ", deleting a mail");
	else if (queue->filing.kind == FILING_FLAG)
		g_string_append_printf(untried, ", marking a mail %s", queue->filing.name);
	if (queue->filing.kind != FILING_MOVE)
		return true;
	folder = imap_session_folder(filing->session, queue->filing.name);
	g_string_append_printf(untried, ", moving a mail to %s", folder);
	if (!imap_session_has_folder(filing->session, queue->filing.name, &there, error))
		return false;
	if (!there)
		worker_log(filing->channel, LOG_INFO,
		    "there is no folder %s yet: it is made when the first mail goes there",
		    folder);
	return true;
}

bool
imap_filing_probe(ImapFiling *filing, GError **error)
{
	g_autoptr(GString) untried = g_string_new(NULL);

	if (!probe_folder(filing, &filing->processed, untried, error) ||
	    !probe_folder(filing, &filing->too_large, untried, error))
		return false;
	if (imap_session_is_read_only(filing->session))
		worker_log(filing->channel, LOG_WARNING,
		    "the folder is read-only: mails that are done stay in it");
	worker_log(filing->channel, LOG_INFO,
	    "not tried, as it would change something: fetching a mail%s", untried->str);
	return true;
}

void
imap_filing_keywords(const ImapFiling *filing, const char *ret_keywords[3])
{
	const FilingQueue *const QUEUES[] = {&filing->processed, &filing->too_large};
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(QUEUES); i++) {
		const FilingQueue *queue = QUEUES[i];
		const char *keyword =
		    queue->filing.kind == FILING_FLAG ? queue->filing.name : queue->mark;

		if (queue->filing.kind != FILING_FLAG &&
		    (queue->works || !may_be_marked(filing, queue)))
			continue;
		if (count == 0 || g_strcmp0(ret_keywords[0], keyword) != 0)
			ret_keywords[count++] = keyword;
	}
	ret_keywords[count] = NULL;
}

void
imap_filing_add(ImapFiling *filing, uint32_t uid, bool too_large)
{
	FilingQueue *queue = too_large ? &filing->too_large : &filing->processed;

	if (filing->ended_us == 0)
		filing->ended_us = g_get_monotonic_time();
	g_array_append_val(queue->uids, uid);
}

static bool
queue_is_due(const FilingQueue *queue, int64_t now_us)
{
	return queue->uids->len > 0 && pace_is_ready(&queue->pace, now_us);
}

bool
imap_filing_is_due(const ImapFiling *filing, bool fetching)
{
	int64_t now_us = g_get_monotonic_time();

	if (fetching && now_us - filing->ended_us < filing->cost_us * SHARE)
		return false;
	return queue_is_due(&filing->processed, now_us) ||
	       queue_is_due(&filing->too_large, now_us);
}

static int
queue_wait_ms(const FilingQueue *queue)
{
	if (queue->uids->len == 0)
		return G_MAXINT;
	return (int)backoff_wait_ms(&queue->pace.backoff, g_get_monotonic_time());
}

int
imap_filing_wait_ms(const ImapFiling *filing)
{
	return MIN(queue_wait_ms(&filing->processed), queue_wait_ms(&filing->too_large));
}

static bool
put_away(const ImapFiling *filing, const FilingQueue *queue, const GArray *uids, GError **error)
{
	const char *mark = may_be_marked(filing, queue) ? queue->mark : NULL;

	switch (queue->filing.kind) {
	case FILING_MOVE:
		return imap_session_move(
		    filing->session, uids, queue->filing.name, mark, error);
	case FILING_FLAG:
		return imap_session_flag(filing->session, uids, queue->filing.name, error);
	case FILING_DELETE:
		return imap_session_delete(filing->session, uids, error);
	}
	g_assert_not_reached();
}

static bool
report_uids(const ImapFiling *filing, const GArray *uids, GError **error)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	uint32_t validity = imap_session_validity(filing->session);

	for (guint i = 0; i < uids->len; i++)
		g_ptr_array_add(
		    keys, fetch_imap_key(validity, g_array_index(uids, guint32, i)));
	return fetch_report_filed(filing->channel, keys, error);
}

/* How many of them wait because of a refusal. */
static guint
count_refused(const FilingQueue *queue)
{
	return queue->refused_us != 0 ? queue->uids->len : g_hash_table_size(queue->refused);
}

/* Tells what is refused, as often as it changes. */
static bool
tell_refusals(ImapFiling *filing, GError **error)
{
	guint refused = count_refused(&filing->processed) + count_refused(&filing->too_large);
	guint count = refused + filing->left;
	const FilingQueue *queue =
	    count_refused(&filing->processed) > 0 ? &filing->processed : &filing->too_large;
	bool marked = g_hash_table_size(queue->marked) > 0;
	g_autofree char *why =
	    refused == 0 ? g_strdup(count == 0 ? "" : EARLIER)
			 : g_strconcat(queue->why, marked ? "; marked " : "",
			       marked ? queue->mark : "", marked ? " instead" : "", NULL);

	if (count == filing->told_count && g_strcmp0(why, filing->told) == 0)
		return true;
	if (count == 0 && filing->told == NULL)
		return true;
	filing->told_count = count;
	g_free(filing->told);
	filing->told = g_strdup(why);
	return fetch_report_unfiled(filing->channel, count, why, error);
}

/* Those marks under which an earlier session may have left something: NULL ends them. */
static void
marks_left(const ImapFiling *filing, const char *ret_marks[3])
{
	const FilingQueue *const QUEUES[] = {&filing->processed, &filing->too_large};
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(QUEUES); i++)
		if (!filing->only_look && !QUEUES[i]->works && may_be_marked(filing, QUEUES[i]))
			ret_marks[count++] = QUEUES[i]->mark;
	ret_marks[count] = NULL;
}

/* Without what this session marked, and without what a server says that cannot search for keywords: it calls the same
 * mails unmarked. */
static bool
count_left(ImapFiling *filing, const char *const *marks, GError **error)
{
	g_autoptr(GArray) marked = NULL;
	g_autoptr(GArray) unmarked = NULL;
	guint here = g_hash_table_size(filing->processed.marked) +
		     g_hash_table_size(filing->too_large.marked);

	if (!imap_session_search_marked(filing->session, marks, &marked, error))
		return false;
	if (marked->len > here &&
	    !imap_session_search(filing->session, marks, 0, &unmarked, error))
		return false;
	filing->left = marked->len - MIN(here, marked->len);
	for (guint i = 0, u = 0; unmarked != NULL && i < marked->len; i++) {
		guint32 uid = g_array_index(marked, guint32, i);

		while (u < unmarked->len && g_array_index(unmarked, guint32, u) < uid)
			u++;
		if (u < unmarked->len && g_array_index(unmarked, guint32, u) == uid)
			filing->left -= MIN(filing->left, 1);
	}
	return true;
}

bool
imap_filing_look(ImapFiling *filing, GError **error)
{
	g_autoptr(GError) failure = NULL;
	const char *marks[3] = {0};

	if (filing->looked && filing->left == 0)
		return true;
	filing->looked = true;
	filing->left = 0;
	marks_left(filing, marks);
	if (marks[0] == NULL || count_left(filing, marks, &failure) ||
	    imap_session_refused(failure))
		return tell_refusals(filing, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

/* The first of the queue, as many as one command may be about. */
static GArray *
next_set(const FilingQueue *queue)
{
	GArray *set = g_array_new(FALSE, FALSE, sizeof(guint32));
	guint most = MIN(queue->uids->len, queue->pace.size);
	guint ranges = 0;

	for (guint i = 0; i < most; i++) {
		guint32 uid = g_array_index(queue->uids, guint32, i);

		if (i == 0 || uid != g_array_index(set, guint32, i - 1) + 1)
			ranges++;
		if (ranges > RANGES_MOST)
			break;
		g_array_append_val(set, uid);
	}
	return set;
}

/* While a larger set costs little more than a small one, however much that is, the next may be larger. */
static void
learn_cost(const ImapFiling *filing, FilingQueue *queue, guint count)
{
	Pace *pace = &queue->pace;
	int64_t cost_us = filing->cost_us;
	bool grows = queue->cost_us != 0 && cost_us > queue->cost_us + queue->cost_us / 2;

	if (count == pace->most && (cost_us < CHEAP_US || !grows))
		pace->most = MIN(pace->most * 2, SET_MOST);
	else if (cost_us > DEAR_US && grows)
		pace->most = MAX(pace->most / 2, SET_FIRST);
	queue->cost_us = cost_us;
}

static bool
take_filed(ImapFiling *filing, FilingQueue *queue, const GArray *set, GError **error)
{
	for (guint i = 0; i < set->len; i++) {
		void *uid = GUINT_TO_POINTER(g_array_index(set, guint32, i));

		g_hash_table_remove(queue->refused, uid);
		g_hash_table_remove(queue->marked, uid);
	}
	g_array_remove_range(queue->uids, 0, set->len);
	queue->refused_us = 0;
	queue->works = true;
	learn_cost(filing, queue, set->len);
	pace_worked(&queue->pace);
	return report_uids(filing, set, error) && tell_refusals(filing, error);
}

/* All that wait are marked, unless the server refuses that too. They stay in the queue: it may let them go later. */
static bool
mark_all(ImapFiling *filing, FilingQueue *queue, GError **error)
{
	g_autoptr(GArray) set = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GError) failure = NULL;

	for (guint i = 0; i < queue->uids->len && set->len < RANGES_MOST; i++) {
		guint32 uid = g_array_index(queue->uids, guint32, i);

		if (!g_hash_table_contains(queue->marked, GUINT_TO_POINTER(uid)))
			g_array_append_val(set, uid);
	}
	if (set->len == 0)
		return true;
	if (!imap_session_flag(filing->session, set, queue->mark, &failure)) {
		if (imap_session_refused(failure))
			return true;
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	for (guint i = 0; i < set->len; i++)
		g_hash_table_add(
		    queue->marked, GUINT_TO_POINTER(g_array_index(set, guint32, i)));
	return report_uids(filing, set, error) && mark_all(filing, queue, error);
}

static bool
take_refused(ImapFiling *filing, FilingQueue *queue, const GArray *set, const GError *failure,
    GError **error)
{
	bool later = failure->code == IMAP_SESSION_ERROR_LATER;
	int64_t now_us = g_get_monotonic_time();
	guint32 uid = g_array_index(set, guint32, 0);

	pace_refused(&queue->pace, set->len, later || set->len == 1, now_us);
	if (queue->refused_us == 0)
		queue->refused_us = now_us;
	g_free(queue->why);
	queue->why = g_strdup(failure->message);
	if (set->len == 1) {
		g_hash_table_add(queue->refused, GUINT_TO_POINTER(uid));
		g_array_remove_range(queue->uids, 0, 1);
		g_array_append_val(queue->uids, uid);
		if (now_us - queue->refused_us >= filing->patience_us &&
		    may_be_marked(filing, queue) && !mark_all(filing, queue, error))
			return false;
	}
	return tell_refusals(filing, error);
}

bool
imap_filing_take_turn(ImapFiling *filing, GError **error)
{
	int64_t begin_us = g_get_monotonic_time();
	FilingQueue *queue = queue_is_due(&filing->processed, begin_us) ? &filing->processed
									: &filing->too_large;
	g_autoptr(GArray) set = next_set(queue);
	g_autoptr(GError) failure = NULL;
	bool filed = put_away(filing, queue, set, &failure);

	filing->ended_us = g_get_monotonic_time();
	filing->cost_us = filing->ended_us - begin_us;
	if (filed)
		return take_filed(filing, queue, set, error);
	if (imap_session_refused(failure))
		return take_refused(filing, queue, set, failure, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}
