/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter given to the role stays "waiting" in the spool until the server's answer has been committed: when the role
 * dies in between it is given again, with the same Message-ID.
 */
#include "gateway/daemon/outgoing.h"

#include "gateway/daemon/alarm.h"
#include "gateway/util/backoff.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/util/log.h"
#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define REFUSALS 3    /* letters in a row, and the server is in trouble, not the letters */
#define GIVEN_MAX 512 /* letters the role may have: more than it sends in a batch */
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
} Notice;

struct Senders {
	Gateway *gateway; /* foreign */
	Worker *worker;   /* own; NULL: not running */
	Setup *setup;     /* own; being made */
	Backoff backoff;
	guint timer; /* source of the next try, or 0 */
	GHashTable *
	    given; /* own; id -> bytes, of letters that the role has; 0 of those that it answered, until
			       that is committed */
	size_t given_bytes; /* of all those */
	GQueue answers;     /* of SendAnswer */
	unsigned recorded;  /* so many of them are in this batch */
	int64_t last;       /* the newest letter given */
	int64_t due_ms;     /* when the next of those that were put off is due, or 0 */
	bool draining;      /* gives nothing more */
	bool renewing;      /* ends its role once all is answered */
	char *state;        /* own; how it stands, in words */
	int starts;
	Notice notice;
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

Senders *
senders_new(Gateway *gateway)
{
	Senders *senders = g_new0(Senders, 1);

	senders->gateway = gateway;
	senders->given = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	senders->state = g_strdup("nothing to send yet");
	g_queue_init(&senders->answers);
	return senders;
}

static void
notice_clear(Notice *notice)
{
	g_clear_pointer(&notice->recipient, g_free);
	g_clear_pointer(&notice->bytes, g_bytes_unref);
	notice->given = false;
}

void
senders_free(Senders *senders)
{
	if (senders == NULL)
		return;
	worker_free(senders->worker);
	setup_free(senders->setup);
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
set_state(Senders *senders, LogLevel level, const char *text)
{
	if (g_strcmp0(senders->state, text) == 0)
		return;
	g_free(senders->state);
	senders->state = g_strdup(text);
	log_write(level, "outgoing", "%s", text);
}

static void
note_given(Senders *senders, int64_t letter, size_t bytes)
{
	g_hash_table_insert(
	    senders->given, g_memdup2(&letter, sizeof letter), GSIZE_TO_POINTER(bytes));
	senders->given_bytes += bytes;
}

/* One refused letter says nothing of the server; several do, when none was taken in between. */
static void
count_refusals(Senders *senders, const SendAnswer *answer)
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
take_notice_answer(Senders *senders, const SendAnswer *answer)
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
take_answer(Senders *senders, const Frame *frame)
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
		worker_kill(senders->worker);
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
	gateway_wake_late(senders->gateway);
}

static void
on_frame(Worker *worker, Frame *frame, void *data)
{
	Senders *senders = data;
	const char *text = NULL;

	if (frame->type == FRAME_SENT) {
		take_answer(senders, frame);
	} else if (frame->type == FRAME_LOG) {
		log_frame("outgoing", frame->body);
	} else if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_state(senders, LOG_WARNING, text);
	} else {
		worker_kill(worker);
	}
}

/* Letters without an answer are to be given again. */
static void
forget_given(Senders *senders)
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
	Senders *senders = data;

	senders->timer = 0;
	gateway_wake(senders->gateway);
	return G_SOURCE_REMOVE;
}

static void
try_later(Senders *senders)
{
	int64_t now_us = g_get_monotonic_time();

	backoff_failed(&senders->backoff, now_us, LONGEST_WAIT_MS);
	if (senders->timer == 0)
		senders->timer = g_timeout_add(
		    (guint)backoff_wait_ms(&senders->backoff, now_us), on_wait_over, senders);
}

static void
on_ended(Worker *worker, bool good, const char *how, void *data)
{
	Senders *senders = data;

	worker_free(worker);
	senders->worker = NULL;
	forget_given(senders);
	if (good) {
		gateway_wake(senders->gateway);
		return;
	}
	log_write(LOG_INFO, "outgoing", "its sender ended: %s", how);
	try_later(senders);
}

static void
on_setup(GVariant *setup, const char *problem, void *data)
{
	static const WorkerEvents EVENTS = {on_frame, on_ended};
	Senders *senders = data;
	const ConfigOutgoing *outgoing = &senders->gateway->office->config->outgoing;
	g_autoptr(GError) error = NULL;

	senders->setup = NULL;
	if (setup != NULL)
		senders->worker =
		    worker_start(setup_send_role(outgoing), setup, &EVENTS, senders, &error);
	senders->starts++;
	if (senders->worker != NULL) {
		gateway_wake(senders->gateway);
		return;
	}
	set_state(senders, LOG_ERROR, problem != NULL ? problem : error->message);
	try_later(senders);
}

static void
start_if_wanted(Senders *senders)
{
	if (senders->worker == NULL && senders->setup == NULL && senders->timer == 0)
		senders->setup =
		    setup_send(senders->gateway->office->config, on_setup, senders);
}

static bool
give_one(Senders *senders, const Letter *letter, GError **error)
{
	Office *office = senders->gateway->office;
	g_autofree char *sender = bounce_letter_address(office, letter);
	g_autoptr(GBytes) bytes = letter_bytes(office->spool, letter->id, error);

	if (bytes == NULL)
		return false;
	senders->last = MAX(senders->last, letter->id);
	note_given(senders, letter->id, g_bytes_get_size(bytes));
	worker_send(senders->worker, FRAME_LETTER,
	    g_variant_new("(xss)", (gint64)letter->id, sender, letter->recipient), bytes);
	return true;
}

/* The next letter starts another, at once and by the configuration of then. */
static void
end_role(Senders *senders)
{
	g_clear_pointer(&senders->setup, setup_free);
	g_clear_pointer(&senders->worker, worker_free);
	senders->notice.given = false;
	if (senders->timer != 0)
		g_source_remove(senders->timer);
	senders->timer = 0;
	backoff_worked(&senders->backoff);
	senders->renewing = false;
}

/* Letters that were put off stand behind those given since. */
static void
look_again_when_due(Senders *senders)
{
	if (senders->due_ms != 0 && senders->due_ms <= senders->gateway->office->now_ms)
		senders->last = 0;
}

bool
senders_give(Senders *senders, GError **error)
{
	guint size = g_hash_table_size(senders->given);
	LetterTurn turn = {.now_ms = senders->gateway->office->now_ms};
	g_autoptr(GPtrArray) letters = NULL;

	look_again_when_due(senders);
	if (senders->renewing && size == 0)
		end_role(senders);
	if (senders->draining || senders->renewing || size >= GIVEN_MAX / 2 ||
	    senders->given_bytes >= GIVEN_BYTES)
		return true;
	turn.after = senders->last;
	turn.limit = (int)(GIVEN_MAX + size);
	if (!letter_waiting(senders->gateway->office->spool, &turn, &letters, error))
		return false;
	if (letters->len > 0)
		start_if_wanted(senders);
	for (unsigned i = 0;
	     senders->worker != NULL && i < letters->len && senders->given_bytes < GIVEN_BYTES;
	     i++) {
		const Letter *letter = letters->pdata[i];

		if (!g_hash_table_contains(senders->given, &letter->id) &&
		    !give_one(senders, letter, error))
			return false;
	}
	return true;
}

bool
senders_next_due(Senders *senders, int64_t *ret_due_ms, GError **error)
{
	if (!letter_next_due(senders->gateway->office->spool, senders->gateway->office->now_ms,
		&senders->due_ms, error))
		return false;
	*ret_due_ms = senders->due_ms;
	return true;
}

/* A letter that will never arrive is said on its ticket, where an agent sees it. */
static bool
give_up(Senders *senders, const Letter *letter, const char *words, GError **error)
{
	Office *office = senders->gateway->office;
	g_autofree char *text = g_strdup_printf(
	    "%s to %s was not delivered: %s", letter->name, letter->recipient, words);
	const Entry entry = {
	    .ticket = letter->ticket,
	    .at_ms = office->now_ms,
	    .kind = ENTRY_CHANGE,
	    .author = (char *)"casegate",
	    .text = text,
	    .mark = (char *)"",
	};

	log_write(LOG_WARNING, "outgoing", "letter %" G_GINT64_FORMAT " was not delivered: %s",
	    letter->id, words);
	return letter_set_failed(office->spool, letter->id, words, error) &&
	       (letter->ticket == 0 || ticket_add_entry(office->spool, &entry, NULL, error)) &&
	       bounce_letter_undelivered(office, letter, error);
}

/* Later with each try: 1, 2, 4 ... minutes, an hour at most; after the configured time it has failed. */
static bool
postpone(Senders *senders, const Letter *letter, const char *words, GError **error)
{
	Office *office = senders->gateway->office;
	int64_t wait_ms = MIN(MINUTE_MS << MIN(letter->attempts, 6), 60 * MINUTE_MS);

	if (office->now_ms - MAX(letter->created_ms, letter->paced_ms) >=
	    office->config->times.give_up_letter)
		return give_up(senders, letter, words, error);
	return letter_postpone(
	    office->spool, letter->id, words, office->now_ms + wait_ms, error);
}

static bool
record_refusal(Senders *senders, const SendAnswer *answer, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (!letter_get(senders->gateway->office->spool, answer->letter, &letter, error))
		return false;
	if (answer->result == SEND_TEMPORARY)
		return postpone(senders, letter, answer->words, error);
	return give_up(senders, letter, answer->words, error);
}

static bool
record(Senders *senders, const SendAnswer *answer, GError **error)
{
	Office *office = senders->gateway->office;

	if (answer->result != SEND_OK)
		return record_refusal(senders, answer, error);
	return letter_set_sent(
	    office->spool, answer->letter, answer->words, office->now_ms, error);
}

bool
senders_record(Senders *senders, GError **error)
{
	for (const GList *one = senders->answers.head; one != NULL; one = one->next) {
		if (!record(senders, one->data, error))
			return false;
		senders->recorded++;
	}
	return true;
}

void
senders_committed(Senders *senders)
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
senders_undone(Senders *senders)
{
	senders->recorded = 0;
}

bool
senders_drain(Senders *senders)
{
	senders->draining = true;
	return senders->worker == NULL || g_hash_table_size(senders->given) == 0;
}

void
senders_renew(Senders *senders)
{
	senders->renewing = true;
}

bool
senders_are_quiet(const Senders *senders)
{
	return g_hash_table_size(senders->given) == 0;
}

json_t *
senders_status(const Senders *senders)
{
	return json_pack("{s:s, s:b, s:i, s:i}", "state", senders->state, "working",
	    senders->worker != NULL, "starts", senders->starts, "pid",
	    senders->worker == NULL ? 0 : (int)worker_pid(senders->worker));
}

const char *
senders_trouble(const Senders *senders)
{
	if (senders->backoff.failures > 0)
		return senders->state;
	return senders->refusals >= REFUSALS ? senders->refusal : NULL;
}

void
senders_tell(Senders *senders, const char *recipient, GBytes *bytes)
{
	Notice *notice = &senders->notice;
	bool given = notice->given;

	notice_clear(notice);
	notice->id--;
	notice->recipient = g_strdup(recipient);
	notice->bytes = g_bytes_ref(bytes);
	/* the answer to the earlier one is still to come */
	notice->given = given;
}

void
senders_push(Senders *senders)
{
	const Config *config = senders->gateway->office->config;
	const ConfigMailbox *mailbox = config->mailboxes->pdata[0];
	Notice *notice = &senders->notice;
	const char *sender = config->outgoing.envelope_from != NULL
				 ? config->outgoing.envelope_from
				 : mailbox->address;

	if (notice->recipient == NULL || notice->given)
		return;
	start_if_wanted(senders);
	if (senders->worker == NULL)
		return;
	notice->given = true;
	worker_send(senders->worker, FRAME_LETTER,
	    g_variant_new("(xss)", (gint64)notice->id, sender, notice->recipient),
	    notice->bytes);
}
