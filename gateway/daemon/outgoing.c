/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter given to the worker stays "waiting" in the spool until the server's answer has been committed: when the worker
 * dies in between it is given again, with the same Message-ID.
 */
#include "gateway/daemon/outgoing.h"

#include "gateway/daemon/alarm.h"
#include "gateway/daemon/worker_settings.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/ipc/child.h"
#include "gateway/util/backoff.h"
#include "gateway/util/log.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define REFUSALS 3    /* letters in a row, and the server is in trouble, not the letters */
#define GIVEN_MAX 512 /* letters the worker may have: more than it sends in a batch */
#define GIVEN_BYTES ((size_t)4 * 1024 * 1024) /* and of what size, beyond the first */
#define LONGEST_WAIT_MS (INT64_C(5) * 60 * 1000)
#define MINUTE_MS (INT64_C(60) * 1000)

typedef struct {
	int64_t letter;
	SendResult result;
	char *words; /* own */
} SendAnswer;

/* A mail of our own; its id is below 0, where no letter's is. */
typedef struct {
	int64_t id;
	char *recipient; /* own; NULL: there is none */
	GBytes *bytes;   /* own */
	bool given;
} AlarmMail;

struct Outgoing {
	Daemon *gateway;       /* foreign */
	Child *child;          /* own; NULL: not running */
	WorkerSettings *setup; /* own; being made */
	Backoff backoff;
	guint timer; /* source of the next try, or 0 */
	GHashTable *
	    given; /* own; id -> bytes, of letters that the worker has; 0 of those that it answered, until
			       that is committed */
	size_t given_bytes; /* of all those */
	GQueue answers;     /* of SendAnswer */
	unsigned recorded;  /* so many of them are in this batch */
	int64_t last;       /* the newest letter given */
	int64_t due_ms;     /* when the next of those that were put off is due, or 0 */
	bool draining;      /* gives nothing more */
	bool renewing;      /* ends its worker once all is answered */
	char *state;        /* own; how it stands, in words */
	int starts;
	AlarmMail notice;
	unsigned refusals; /* letters that were refused since one was taken */
	int64_t refused;   /* the newest of them */
	char *refusal;     /* own; what was said to it, or NULL */
};

static void
send_answer_free(SendAnswer *answer)
{
	g_free(answer->words);
	g_free(answer);
}

Outgoing *
outgoing_new(Daemon *gateway)
{
	Outgoing *senders = g_new0(Outgoing, 1);

	senders->gateway = gateway;
	senders->given = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	senders->state = g_strdup("nothing to send yet");
	g_queue_init(&senders->answers);
	return senders;
}

static void
notice_clear(AlarmMail *notice)
{
	g_clear_pointer(&notice->recipient, g_free);
	g_clear_pointer(&notice->bytes, g_bytes_unref);
	notice->given = false;
}

void
outgoing_free(Outgoing *senders)
{
	if (senders == NULL)
		return;
	child_free(senders->child);
	worker_settings_free(senders->setup);
	if (senders->timer != 0)
		g_source_remove(senders->timer);
	g_queue_clear_full(&senders->answers, (GDestroyNotify)send_answer_free);
	g_hash_table_unref(senders->given);
	g_free(senders->state);
	g_free(senders->refusal);
	notice_clear(&senders->notice);
	g_free(senders);
}

static void
set_state(Outgoing *senders, LogLevel level, const char *text)
{
	if (g_strcmp0(senders->state, text) == 0)
		return;
	g_free(senders->state);
	senders->state = g_strdup(text);
	log_write(level, "outgoing", "%s", text);
}

static void
note_given(Outgoing *senders, int64_t letter, size_t bytes)
{
	g_hash_table_insert(
	    senders->given, g_memdup2(&letter, sizeof letter), GSIZE_TO_POINTER(bytes));
	senders->given_bytes += bytes;
}

/* One refused letter says nothing of the server; several do, when none was taken in between. */
static void
count_refusals(Outgoing *senders, const SendAnswer *answer)
{
	if (answer->result == SEND_OK) {
		senders->refusals = 0;
		senders->refused = 0;
		return;
	}
	if (answer->letter <= senders->refused)
		return;
	senders->refused = answer->letter;
	senders->refusals++;
	g_free(senders->refusal);
	senders->refusal = g_strdup(answer->words);
}

/* Where the alarm itself is refused for good, only the log can tell. */
static void
take_notice_answer(Outgoing *senders, const SendAnswer *answer)
{
	senders->notice.given = false;
	if (answer->letter != senders->notice.id || answer->result == SEND_TEMPORARY)
		return;
	if (answer->result == SEND_PERMANENT)
		log_write(LOG_ERROR, "alarm", "the mail to %s is refused: %s",
		    senders->notice.recipient, answer->words);
	notice_clear(&senders->notice);
	alarm_sent(senders->gateway->alarm);
}

static void
take_answer(Outgoing *senders, const Frame *frame)
{
	SendAnswer *answer = g_new0(SendAnswer, 1);
	guchar result = 0;
	gint64 letter = 0;

	g_variant_get(frame->body, "(xys)", &letter, &result, &answer->words);
	answer->letter = letter;
	answer->result = (SendResult)result;
	if (result > SEND_PERMANENT ||
	    (letter < 0 ? !senders->notice.given
			: !g_hash_table_contains(senders->given, &answer->letter))) {
		send_answer_free(answer);
		child_kill(senders->child);
		return;
	}
	if (letter < 0) {
		backoff_worked(&senders->backoff);
		take_notice_answer(senders, answer);
		send_answer_free(answer);
		return;
	}
	count_refusals(senders, answer);
	senders->given_bytes -=
	    GPOINTER_TO_SIZE(g_hash_table_lookup(senders->given, &answer->letter));
	note_given(senders, answer->letter, 0);
	g_queue_push_tail(&senders->answers, answer);
	backoff_worked(&senders->backoff);
	set_state(senders, LOG_INFO, "sending");
	daemon_wake_late(senders->gateway);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Outgoing *senders = data;
	const char *text = NULL;

	if (frame->type == FRAME_SENT) {
		take_answer(senders, frame);
	} else if (frame->type == FRAME_LOG) {
		frame_log("outgoing", frame->body);
	} else if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_state(senders, LOG_WARNING, text);
	} else {
		child_kill(child);
	}
}

/* Letters without an answer are to be given again. */
static void
forget_given(Outgoing *senders)
{
	senders->notice.given = false;
	g_hash_table_remove_all(senders->given);
	senders->given_bytes = 0;
	for (const GList *one = senders->answers.head; one != NULL; one = one->next)
		note_given(senders, ((const SendAnswer *)one->data)->letter, 0);
	senders->last = 0;
}

static int
on_wait_over(void *data)
{
	Outgoing *senders = data;

	senders->timer = 0;
	daemon_wake(senders->gateway);
	return G_SOURCE_REMOVE;
}

static void
try_later(Outgoing *senders)
{
	int64_t now_us = g_get_monotonic_time();

	backoff_failed(&senders->backoff, now_us, LONGEST_WAIT_MS);
	if (senders->timer == 0)
		senders->timer = g_timeout_add(
		    (guint)backoff_wait_ms(&senders->backoff, now_us), on_wait_over, senders);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Outgoing *senders = data;

	child_free(child);
	senders->child = NULL;
	forget_given(senders);
	if (good) {
		daemon_wake(senders->gateway);
		return;
	}
	log_write(LOG_INFO, "outgoing", "its sender ended: %s", how);
	try_later(senders);
}

static void
on_setup(GVariant *setup, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {on_frame, on_ended};
	Outgoing *senders = data;
	const ConfigOutgoing *outgoing = &senders->gateway->context->config->outgoing;
	g_autoptr(GError) error = NULL;

	senders->setup = NULL;
	if (setup != NULL)
		senders->child = child_start(
		    worker_settings_send_name(outgoing), setup, &EVENTS, senders, &error);
	senders->starts++;
	if (senders->child != NULL) {
		daemon_wake(senders->gateway);
		return;
	}
	set_state(senders, LOG_ERROR, problem != NULL ? problem : error->message);
	try_later(senders);
}

static void
start_if_wanted(Outgoing *senders)
{
	if (senders->child == NULL && senders->setup == NULL && senders->timer == 0)
		senders->setup =
		    worker_settings_send(senders->gateway->context->config, on_setup, senders);
}

static bool
give_one(Outgoing *senders, const Letter *letter, GError **error)
{
	Context *context = senders->gateway->context;
	g_autofree char *sender = bounce_letter_address(context, letter);
	g_autoptr(GBytes) bytes = letter_bytes(context->spool, letter->id, error);

	if (bytes == NULL)
		return false;
	senders->last = MAX(senders->last, letter->id);
	note_given(senders, letter->id, g_bytes_get_size(bytes));
	child_send(senders->child, FRAME_LETTER,
	    g_variant_new("(xss)", (gint64)letter->id, sender, letter->recipient), bytes);
	return true;
}

/* The next letter starts another, at once and by the configuration of then. */
static void
end_worker(Outgoing *senders)
{
	g_clear_pointer(&senders->setup, worker_settings_free);
	g_clear_pointer(&senders->child, child_free);
	senders->notice.given = false;
	if (senders->timer != 0)
		g_source_remove(senders->timer);
	senders->timer = 0;
	backoff_worked(&senders->backoff);
	senders->renewing = false;
}

/* Letters that were put off stand behind those given since. */
static void
look_again_when_due(Outgoing *senders)
{
	if (senders->due_ms != 0 && senders->due_ms <= senders->gateway->context->now_ms)
		senders->last = 0;
}

bool
outgoing_give(Outgoing *senders, GError **error)
{
	guint size = g_hash_table_size(senders->given);
	LetterTurn turn = {.now_ms = senders->gateway->context->now_ms};
	g_autoptr(GPtrArray) letters = NULL;

	look_again_when_due(senders);
	if (senders->renewing && size == 0)
		end_worker(senders);
	if (senders->draining || senders->renewing || size >= GIVEN_MAX / 2 ||
	    senders->given_bytes >= GIVEN_BYTES)
		return true;
	turn.after = senders->last;
	turn.limit = (int)(GIVEN_MAX + size);
	if (!letter_waiting(senders->gateway->context->spool, &turn, &letters, error))
		return false;
	if (letters->len > 0)
		start_if_wanted(senders);
	for (unsigned i = 0;
	     senders->child != NULL && i < letters->len && senders->given_bytes < GIVEN_BYTES;
	     i++) {
		const Letter *letter = letters->pdata[i];

		if (!g_hash_table_contains(senders->given, &letter->id) &&
		    !give_one(senders, letter, error))
			return false;
	}
	return true;
}

bool
outgoing_next_due(Outgoing *senders, int64_t *ret_due_ms, GError **error)
{
	if (!letter_next_due(senders->gateway->context->spool,
		senders->gateway->context->now_ms, &senders->due_ms, error))
		return false;
	*ret_due_ms = senders->due_ms;
	return true;
}

/* A letter that will never arrive is said on its ticket, where an agent sees it. */
static bool
give_up(Outgoing *senders, const Letter *letter, const char *words, GError **error)
{
	Context *context = senders->gateway->context;
	g_autofree char *text = g_strdup_printf(
	    "%s to %s was not delivered: %s", letter->name, letter->recipient, words);
	const Entry entry = {
	    .ticket = letter->ticket,
	    .at_ms = context->now_ms,
	    .kind = ENTRY_CHANGE,
	    .author = (char *)"casegate",
	    .text = text,
	    .mark = (char *)"",
	};

	log_write(LOG_WARNING, "outgoing", "letter %" G_GINT64_FORMAT " was not delivered: %s",
	    letter->id, words);
	return letter_set_failed(context->spool, letter->id, words, error) &&
	       (letter->ticket == 0 || ticket_add_entry(context->spool, &entry, NULL, error)) &&
	       bounce_letter_undelivered(context, letter, error);
}

/* Later with each try: 1, 2, 4 ... minutes, an hour at most; after the configured time it has failed. */
static bool
postpone(Outgoing *senders, const Letter *letter, const char *words, GError **error)
{
	Context *context = senders->gateway->context;
	int64_t wait_ms = MIN(MINUTE_MS << MIN(letter->attempts, 6), 60 * MINUTE_MS);

	if (context->now_ms - MAX(letter->created_ms, letter->paced_ms) >=
	    context->config->times.give_up_letter)
		return give_up(senders, letter, words, error);
	return letter_postpone(
	    context->spool, letter->id, words, context->now_ms + wait_ms, error);
}

static bool
record_refusal(Outgoing *senders, const SendAnswer *answer, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (!letter_get(senders->gateway->context->spool, answer->letter, &letter, error))
		return false;
	if (answer->result == SEND_TEMPORARY)
		return postpone(senders, letter, answer->words, error);
	return give_up(senders, letter, answer->words, error);
}

static bool
record(Outgoing *senders, const SendAnswer *answer, GError **error)
{
	Context *context = senders->gateway->context;

	if (answer->result != SEND_OK)
		return record_refusal(senders, answer, error);
	return letter_set_sent(
	    context->spool, answer->letter, answer->words, context->now_ms, error);
}

bool
outgoing_record(Outgoing *senders, GError **error)
{
	for (const GList *one = senders->answers.head; one != NULL; one = one->next) {
		if (!record(senders, one->data, error))
			return false;
		senders->recorded++;
	}
	return true;
}

void
outgoing_committed(Outgoing *senders)
{
	for (; senders->recorded > 0; senders->recorded--) {
		SendAnswer *answer = g_queue_pop_head(&senders->answers);

		if (answer->result == SEND_TEMPORARY)
			senders->last = 0;
		g_hash_table_remove(senders->given, &answer->letter);
		send_answer_free(answer);
	}
}

void
outgoing_undone(Outgoing *senders)
{
	senders->recorded = 0;
}

bool
outgoing_drain(Outgoing *senders)
{
	senders->draining = true;
	return senders->child == NULL || g_hash_table_size(senders->given) == 0;
}

void
outgoing_renew(Outgoing *senders)
{
	senders->renewing = true;
}

bool
outgoing_are_quiet(const Outgoing *senders)
{
	return g_hash_table_size(senders->given) == 0;
}

json_t *
outgoing_status(const Outgoing *senders)
{
	return json_pack("{s:s, s:b, s:i, s:i}", "state", senders->state, "working",
	    senders->child != NULL, "starts", senders->starts, "pid",
	    senders->child == NULL ? 0 : (int)child_pid(senders->child));
}

const char *
outgoing_trouble(const Outgoing *senders)
{
	if (senders->backoff.failures > 0)
		return senders->state;
	return senders->refusals >= REFUSALS ? senders->refusal : NULL;
}

void
outgoing_tell(Outgoing *senders, const char *recipient, GBytes *bytes)
{
	AlarmMail *notice = &senders->notice;
	bool given = notice->given;

	notice_clear(notice);
	notice->id--;
	notice->recipient = g_strdup(recipient);
	notice->bytes = g_bytes_ref(bytes);
	/* the answer to the earlier one is still to come */
	notice->given = given;
}

void
outgoing_push(Outgoing *senders)
{
	const Config *config = senders->gateway->context->config;
	const ConfigMailbox *mailbox = config->mailboxes->pdata[0];
	AlarmMail *notice = &senders->notice;
	const char *sender = config->outgoing.envelope_from != NULL
				 ? config->outgoing.envelope_from
				 : mailbox->address;

	if (notice->recipient == NULL || notice->given)
		return;
	start_if_wanted(senders);
	if (senders->child == NULL)
		return;
	notice->given = true;
	child_send(senders->child, FRAME_LETTER,
	    g_variant_new("(xss)", (gint64)notice->id, sender, notice->recipient),
	    notice->bytes);
}
