/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter is in `given` until it is answered for. in_hand is the one that the worker named last, 0 when that is
 * answered: the only one that a dead worker can have begun without a word.
 */
#include "gateway/daemon/send_lane.h"

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"

#define GIVEN_MAX \
	32 /* letters the worker may have: more than a server takes between two turns of the loop, and few
			enough that one of another mailbox does not wait long behind them */
#define RENEW_MS 10000 /* new settings wait for the answers of the old worker no longer */
#define GIVEN_BYTES ((size_t)4 * 1024 * 1024) /* and of what size, beyond the first */
#define LONGEST_WAIT_MS (INT64_C(5) * 60 * 1000)
#define OPENING_US (INT64_C(30) * 1000000) /* so long a session may take to come about */

struct SendLane {
	Daemon *daemon;               /* foreign */
	const SendLaneEvents *events; /* foreign; a constant */
	void *data;                   /* foreign; for the events */
	Child *child;                 /* own; NULL: not running */
	WorkerSettings *settings;     /* own; being made */
	Retry retry;
	GHashTable *given; /* own; id -> bytes */
	size_t given_bytes;
	int64_t in_hand;
	bool may_be_taken; /* the letter in hand */
	bool blamed;       /* a letter was lost in this session */
	bool
	    failing; /* no session came about, or none was good for a letter, since the last answer */
	bool opened; /* the session came about */
	bool slow;
	bool cut_off;
	bool renewing;
	guint renew_timer;  /* over that, or 0 */
	int64_t started_us; /* monotonic */
	char *state;        /* own */
	int starts;
};

static void
on_retry(void *data)
{
	daemon_wake(((SendLane *)data)->daemon);
}

SendLane *
send_lane_new(Daemon *daemon, const SendLaneEvents *events, void *data)
{
	SendLane *lane = g_new0(SendLane, 1);

	lane->daemon = daemon;
	lane->events = events;
	lane->data = data;
	lane->given = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	lane->state = g_strdup("nothing to send yet");
	retry_init(&lane->retry, LONGEST_WAIT_MS, on_retry, lane);
	return lane;
}

static void
stop_renewing(SendLane *lane)
{
	if (lane->renew_timer != 0)
		g_source_remove(lane->renew_timer);
	lane->renew_timer = 0;
	lane->renewing = false;
}

void
send_lane_free(SendLane *lane)
{
	if (lane == NULL)
		return;
	child_free(lane->child);
	worker_settings_free(lane->settings);
	retry_reset(&lane->retry);
	stop_renewing(lane);
	g_hash_table_unref(lane->given);
	g_free(lane->state);
	g_free(lane);
}

static void
set_state(SendLane *lane, LogLevel level, const char *text)
{
	if (g_strcmp0(lane->state, text) == 0)
		return;
	g_free(lane->state);
	lane->state = g_strdup(text);
	log_write(level, "outgoing", "%s", text);
}

static bool
take_back(SendLane *lane, int64_t letter)
{
	void *bytes = NULL;

	if (!g_hash_table_lookup_extended(lane->given, &letter, NULL, &bytes))
		return false;
	lane->given_bytes -= GPOINTER_TO_SIZE(bytes);
	g_hash_table_remove(lane->given, &letter);
	return true;
}

/* Of the next worker. */
static void
begin_session(SendLane *lane)
{
	g_hash_table_remove_all(lane->given);
	lane->given_bytes = 0;
	lane->in_hand = 0;
	lane->may_be_taken = lane->blamed = lane->opened = false;
	lane->started_us = g_get_monotonic_time();
}

static void
end_worker(SendLane *lane)
{
	g_clear_pointer(&lane->settings, worker_settings_free);
	g_clear_pointer(&lane->child, child_free);
	retry_reset(&lane->retry);
	begin_session(lane);
	stop_renewing(lane);
}

static void
answer(SendLane *lane, int64_t letter, SendResult result, const char *text)
{
	if (letter == lane->in_hand)
		lane->in_hand = 0;
	if (result <= SEND_PERMANENT) {
		retry_reset(&lane->retry);
		lane->failing = false;
		set_state(lane, LOG_INFO, "sending");
	} else {
		lane->blamed = lane->blamed || result != SEND_UNTOUCHED;
	}
	lane->events->answered(letter, result, text, lane->data);
}

static bool
take_sent(SendLane *lane, GVariant *body)
{
	const char *text = NULL;
	guchar result = 0;
	gint64 letter = 0;

	g_variant_get(body, "(xy&s)", &letter, &result, &text);
	if (result >= SEND_RESULTS || !take_back(lane, letter))
		return false;
	answer(lane, letter, (SendResult)result, text);
	return true;
}

static bool
take_sending(SendLane *lane, GVariant *body)
{
	int may_be_taken = false;
	gint64 letter = 0;

	g_variant_get(body, "(xb)", &letter, &may_be_taken);
	lane->in_hand = letter;
	lane->may_be_taken = may_be_taken != 0;
	return send_lane_has(lane, letter);
}

static bool
take_slow(SendLane *lane)
{
	int64_t letter = lane->in_hand;
	void *bytes = NULL;

	if (letter == 0 || lane->slow)
		return false;
	bytes = g_hash_table_lookup(lane->given, &letter);
	g_hash_table_remove_all(lane->given);
	g_hash_table_insert(lane->given, g_memdup2(&letter, sizeof letter), bytes);
	lane->given_bytes = GPOINTER_TO_SIZE(bytes);
	lane->slow = true;
	lane->events->slow(lane, lane->data);
	return true;
}

/* False: an honest worker does not say that. */
static bool
take_frame(SendLane *lane, const Frame *frame)
{
	const char *text = NULL;
	guchar scope = 0;

	switch (frame->type) {
	case FRAME_SENT:
		return take_sent(lane, frame->body);
	case FRAME_SENDING:
		return take_sending(lane, frame->body);
	case FRAME_SLOW:
		return take_slow(lane);
	case FRAME_OPENED:
		lane->opened = true;
		return true;
	case FRAME_BEAT:
		return true;
	case FRAME_LOG:
		frame_log("outgoing", frame->body);
		return true;
	case FRAME_TROUBLE:
		g_variant_get(frame->body, "(y&s)", &scope, &text);
		if (scope == TROUBLE_ACCOUNT)
			worker_settings_refused(
			    &lane->daemon->context->config->outgoing.smtp.login);
		set_state(lane, LOG_WARNING, text);
		return true;
	default:
		return false;
	}
}

/* Where it has a letter; with none it may wait as long as it likes. */
static void
expect_life(SendLane *lane)
{
	child_expect(lane->child, g_hash_table_size(lane->given) == 0
				      ? 0
				      : lane->daemon->context->config->times.silence);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	SendLane *lane = data;

	if (!take_frame(lane, frame))
		child_kill(child);
	else if (lane->renewing && g_hash_table_size(lane->given) == 0)
		daemon_wake_late(lane->daemon);
	expect_life(lane);
}

/* The one that the worker had begun, and said nothing of. */
static void
answer_for_the_dead(SendLane *lane, const char *how)
{
	int64_t letter = lane->in_hand;
	g_autofree char *text = g_strdup_printf("its send worker ended: %s", how);
	SendResult result = lane->may_be_taken ? SEND_UNKNOWN : SEND_LOST;

	if (letter == 0 || !take_back(lane, letter))
		return;
	if (lane->cut_off) {
		g_free(text);
		text = g_strdup("the server took so long over it that others had to go first");
	}
	answer(lane, letter, result, text);
}

/* Where a letter is to blame another may go at once; where none is, the server is asked again later each time. */
static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	SendLane *lane = data;
	const SendLaneEvents *events = lane->events;

	if (child_was_silent(child))
		daemon_note_hung(lane->daemon, "the send worker", how);
	child_free(child);
	lane->child = NULL;
	answer_for_the_dead(lane, how);
	if (!good) {
		log_write(LOG_INFO, "outgoing", "its send worker ended: %s", how);
		if (lane->blamed)
			retry_reset(&lane->retry);
		retry_failed(&lane->retry);
	}
	good = good || lane->blamed;
	lane->failing = lane->failing || !good;
	begin_session(lane);
	stop_renewing(lane);
	events->ended(lane, good, lane->data);
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	SendLane *lane = data;
	const ConfigOutgoing *config = &lane->daemon->context->config->outgoing;
	g_autoptr(GError) error = NULL;

	lane->settings = NULL;
	begin_session(lane);
	if (settings != NULL)
		lane->child = child_start(
		    worker_settings_send_name(config), settings, &EVENTS, lane, &error);
	lane->starts++;
	if (lane->child != NULL) {
		daemon_wake(lane->daemon);
		return;
	}
	set_state(lane, LOG_ERROR, problem != NULL ? problem : error->message);
	retry_failed(&lane->retry);
	lane->failing = true;
	lane->events->ended(lane, false, lane->data);
}

bool
send_lane_wants(SendLane *lane)
{
	if (lane->renewing && g_hash_table_size(lane->given) == 0)
		end_worker(lane);
	return !lane->renewing && g_hash_table_size(lane->given) < GIVEN_MAX / 2 &&
	       lane->given_bytes < GIVEN_BYTES;
}

bool
send_lane_start(SendLane *lane)
{
	if (lane->child == NULL && lane->settings == NULL && lane->retry.timer == 0)
		lane->settings =
		    worker_settings_send(lane->daemon->context->config, on_settings, lane);
	return lane->child != NULL;
}

bool
send_lane_is_full(const SendLane *lane)
{
	return g_hash_table_size(lane->given) >= GIVEN_MAX || lane->given_bytes >= GIVEN_BYTES;
}

void
send_lane_give(
    SendLane *lane, int64_t letter, const char *sender, const char *recipient, GBytes *bytes)
{
	size_t size = g_bytes_get_size(bytes);

	g_hash_table_insert(
	    lane->given, g_memdup2(&letter, sizeof letter), GSIZE_TO_POINTER(size));
	lane->given_bytes += size;
	child_send(lane->child, FRAME_LETTER,
	    g_variant_new("(xss)", (gint64)letter, sender, recipient), bytes);
	expect_life(lane);
}

bool
send_lane_has(const SendLane *lane, int64_t letter)
{
	return g_hash_table_contains(lane->given, &letter);
}

unsigned
send_lane_count(const SendLane *lane)
{
	return g_hash_table_size(lane->given);
}

static int
on_renew_late(void *data)
{
	SendLane *lane = data;

	lane->renew_timer = 0;
	if (lane->child == NULL)
		return G_SOURCE_REMOVE;
	log_write(LOG_WARNING, "outgoing",
	    "its send worker is killed: new settings wait for it, and it for the server");
	child_kill(lane->child);
	return G_SOURCE_REMOVE;
}

void
send_lane_renew(SendLane *lane)
{
	lane->renewing = true;
	if (lane->renew_timer == 0)
		lane->renew_timer = g_timeout_add(RENEW_MS, on_renew_late, lane);
}

bool
send_lane_cut_off(SendLane *lane)
{
	if (lane->child == NULL || lane->may_be_taken)
		return false;
	lane->cut_off = true;
	child_kill(lane->child);
	return true;
}

const char *
send_lane_trouble(const SendLane *lane)
{
	if (lane->failing)
		return lane->state;
	return lane->child != NULL && !lane->opened && g_hash_table_size(lane->given) > 0 &&
		       g_get_monotonic_time() - lane->started_us > OPENING_US
		   ? "the server does not let us in"
		   : NULL;
}

bool
send_lane_works(const SendLane *lane)
{
	return lane->child != NULL;
}

const char *
send_lane_state(const SendLane *lane)
{
	return lane->state;
}

int
send_lane_starts(const SendLane *lane)
{
	return lane->starts;
}

int
send_lane_pid(const SendLane *lane)
{
	return lane->child == NULL ? 0 : (int)child_pid(lane->child);
}
