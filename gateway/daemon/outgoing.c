/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter given to the worker stays "waiting" in the spool until the server's answer has been committed: when the worker
 * dies in between it is given again, with the same Message-ID.
 */
#include "gateway/daemon/outgoing.h"

#include "gateway/daemon/worker_settings.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"
#include "spool/letter.h"

#define REFUSALS 3    /* letters in a row, and the server is in trouble, not the letters */
#define GIVEN_MAX 512 /* letters the worker may have: more than it sends in a batch */
#define GIVEN_BYTES ((size_t)4 * 1024 * 1024) /* and of what size, beyond the first */
#define LONGEST_WAIT_MS (INT64_C(5) * 60 * 1000)
#define MINUTE_MS (INT64_C(60) * 1000)

typedef struct {
	int64_t letter;
	SendResult result;
	char *text; /* own */
} SendAnswer;

/* The alarm's mail; its id is below 0, where no letter's is. */
typedef struct {
	int64_t id;
	char *recipient; /* own; NULL: there is none */
	GBytes *bytes;   /* own */
	bool given;
	void (*on_gone)(void *data);
	void *data; /* foreign; for on_gone */
} AlarmMail;

struct Outgoing {
	Daemon *daemon;           /* foreign */
	Child *child;             /* own; the send worker's process, NULL: not running */
	WorkerSettings *settings; /* own; being made */
	Retry retry;
	GHashTable *
	    given; /* own; id -> bytes, of letters that the worker has; 0 of those that it answered, until
			       that is committed */
	size_t given_bytes; /* of all those */
	GQueue answers;     /* of SendAnswer */
	unsigned recorded;  /* so many of them are recorded in this batch */
	int64_t last;       /* the newest letter given */
	int64_t due_ms;     /* when the next of the postponed ones is due, or 0 */
	bool draining;      /* gives nothing more */
	bool renewing;      /* ends its worker once all is answered */
	char *state;        /* own; how it stands, in words */
	int starts;
	AlarmMail alarm_mail;
	unsigned refusals; /* letters that were refused since one was taken */
	int64_t refused;   /* the newest of them */
	char *refusal;     /* own; what was said to it, or NULL */
};

static void
send_answer_free(SendAnswer *answer)
{
	g_free(answer->text);
	g_free(answer);
}

static void
on_retry(void *data)
{
	daemon_wake(((Outgoing *)data)->daemon);
}

Outgoing *
outgoing_new(Daemon *daemon)
{
	Outgoing *outgoing = g_new0(Outgoing, 1);

	outgoing->daemon = daemon;
	outgoing->given = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	outgoing->state = g_strdup("nothing to send yet");
	g_queue_init(&outgoing->answers);
	retry_init(&outgoing->retry, LONGEST_WAIT_MS, on_retry, outgoing);
	return outgoing;
}

static void
alarm_mail_clear(AlarmMail *alarm_mail)
{
	g_clear_pointer(&alarm_mail->recipient, g_free);
	g_clear_pointer(&alarm_mail->bytes, g_bytes_unref);
	alarm_mail->given = false;
}

void
outgoing_free(Outgoing *outgoing)
{
	if (outgoing == NULL)
		return;
	child_free(outgoing->child);
	worker_settings_free(outgoing->settings);
	retry_reset(&outgoing->retry);
	g_queue_clear_full(&outgoing->answers, (GDestroyNotify)send_answer_free);
	g_hash_table_unref(outgoing->given);
	g_free(outgoing->state);
	g_free(outgoing->refusal);
	alarm_mail_clear(&outgoing->alarm_mail);
	g_free(outgoing);
}

static void
set_state(Outgoing *outgoing, LogLevel level, const char *text)
{
	if (g_strcmp0(outgoing->state, text) == 0)
		return;
	g_free(outgoing->state);
	outgoing->state = g_strdup(text);
	log_write(level, "outgoing", "%s", text);
}

static void
note_given(Outgoing *outgoing, int64_t letter, size_t bytes)
{
	g_hash_table_insert(
	    outgoing->given, g_memdup2(&letter, sizeof letter), GSIZE_TO_POINTER(bytes));
	outgoing->given_bytes += bytes;
}

/* One refused letter is the letter's trouble; several in a row are the server's. */
static void
count_refusals(Outgoing *outgoing, const SendAnswer *answer)
{
	if (answer->result == SEND_OK) {
		outgoing->refusals = 0;
		outgoing->refused = 0;
		return;
	}
	if (answer->letter <= outgoing->refused)
		return;
	outgoing->refused = answer->letter;
	outgoing->refusals++;
	g_free(outgoing->refusal);
	outgoing->refusal = g_strdup(answer->text);
}

/* Where the alarm itself is refused for good, only the log says so. */
static void
take_alarm_answer(Outgoing *outgoing, const SendAnswer *answer)
{
	outgoing->alarm_mail.given = false;
	if (answer->letter != outgoing->alarm_mail.id || answer->result == SEND_TEMPORARY)
		return;
	if (answer->result == SEND_PERMANENT)
		log_write(LOG_ERROR, "alarm", "the mail to %s is refused: %s",
		    outgoing->alarm_mail.recipient, answer->text);
	alarm_mail_clear(&outgoing->alarm_mail);
	outgoing->alarm_mail.on_gone(outgoing->alarm_mail.data);
}

static void
take_answer(Outgoing *outgoing, const Frame *frame)
{
	SendAnswer *answer = g_new0(SendAnswer, 1);
	guchar result = 0;
	gint64 letter = 0;

	g_variant_get(frame->body, "(xys)", &letter, &result, &answer->text);
	answer->letter = letter;
	answer->result = (SendResult)result;
	if (result > SEND_PERMANENT ||
	    (letter < 0 ? !outgoing->alarm_mail.given
			: !g_hash_table_contains(outgoing->given, &answer->letter))) {
		send_answer_free(answer);
		child_kill(outgoing->child);
		return;
	}
	if (letter < 0) {
		retry_reset(&outgoing->retry);
		take_alarm_answer(outgoing, answer);
		send_answer_free(answer);
		return;
	}
	count_refusals(outgoing, answer);
	outgoing->given_bytes -=
	    GPOINTER_TO_SIZE(g_hash_table_lookup(outgoing->given, &answer->letter));
	note_given(outgoing, answer->letter, 0);
	g_queue_push_tail(&outgoing->answers, answer);
	retry_reset(&outgoing->retry);
	set_state(outgoing, LOG_INFO, "sending");
	daemon_wake_late(outgoing->daemon);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Outgoing *outgoing = data;
	const char *text = NULL;

	if (frame->type == FRAME_SENT) {
		take_answer(outgoing, frame);
	} else if (frame->type == FRAME_LOG) {
		frame_log("outgoing", frame->body);
	} else if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_state(outgoing, LOG_WARNING, text);
	} else {
		child_kill(child);
	}
}

/* Letters without an answer are to be given again. */
static void
forget_given(Outgoing *outgoing)
{
	outgoing->alarm_mail.given = false;
	g_hash_table_remove_all(outgoing->given);
	outgoing->given_bytes = 0;
	for (const GList *one = outgoing->answers.head; one != NULL; one = one->next)
		note_given(outgoing, ((const SendAnswer *)one->data)->letter, 0);
	outgoing->last = 0;
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Outgoing *outgoing = data;

	child_free(child);
	outgoing->child = NULL;
	forget_given(outgoing);
	if (good) {
		daemon_wake(outgoing->daemon);
		return;
	}
	log_write(LOG_INFO, "outgoing", "its send worker ended: %s", how);
	retry_failed(&outgoing->retry);
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	Outgoing *outgoing = data;
	const ConfigOutgoing *config = &outgoing->daemon->context->config->outgoing;
	g_autoptr(GError) error = NULL;

	outgoing->settings = NULL;
	if (settings != NULL)
		outgoing->child = child_start(
		    worker_settings_send_name(config), settings, &EVENTS, outgoing, &error);
	outgoing->starts++;
	if (outgoing->child != NULL) {
		daemon_wake(outgoing->daemon);
		return;
	}
	set_state(outgoing, LOG_ERROR, problem != NULL ? problem : error->message);
	retry_failed(&outgoing->retry);
}

static void
start_if_wanted(Outgoing *outgoing)
{
	if (outgoing->child == NULL && outgoing->settings == NULL && outgoing->retry.timer == 0)
		outgoing->settings = worker_settings_send(
		    outgoing->daemon->context->config, on_settings, outgoing);
}

static bool
give_one(Outgoing *outgoing, const Letter *letter, GError **error)
{
	Context *context = outgoing->daemon->context;
	g_autofree char *sender = bounce_letter_address(context, letter);
	g_autoptr(GBytes) bytes = letter_bytes(context->spool, letter->id, error);

	if (bytes == NULL)
		return false;
	outgoing->last = MAX(outgoing->last, letter->id);
	note_given(outgoing, letter->id, g_bytes_get_size(bytes));
	child_send(outgoing->child, FRAME_LETTER,
	    g_variant_new("(xss)", (gint64)letter->id, sender, letter->recipient), bytes);
	return true;
}

/* The next letter starts another at once, by the configuration of that time. */
static void
end_worker(Outgoing *outgoing)
{
	g_clear_pointer(&outgoing->settings, worker_settings_free);
	g_clear_pointer(&outgoing->child, child_free);
	outgoing->alarm_mail.given = false;
	retry_reset(&outgoing->retry);
	outgoing->renewing = false;
}

bool
outgoing_give(Outgoing *outgoing, GError **error)
{
	guint size = g_hash_table_size(outgoing->given);
	LetterTurn turn = {.now_ms = outgoing->daemon->context->now_ms};
	g_autoptr(GPtrArray) letters = NULL;

	/* a postponed letter that is due now comes before the newest one given: all are looked at again */
	if (outgoing->due_ms != 0 && outgoing->due_ms <= turn.now_ms)
		outgoing->last = 0;
	if (outgoing->renewing && size == 0)
		end_worker(outgoing);
	if (outgoing->draining || outgoing->renewing || size >= GIVEN_MAX / 2 ||
	    outgoing->given_bytes >= GIVEN_BYTES)
		return true;
	turn.after = outgoing->last;
	turn.limit = (int)(GIVEN_MAX + size);
	if (!letter_waiting(outgoing->daemon->context->spool, &turn, &letters, error))
		return false;
	if (letters->len > 0)
		start_if_wanted(outgoing);
	for (unsigned i = 0;
	     outgoing->child != NULL && i < letters->len && outgoing->given_bytes < GIVEN_BYTES;
	     i++) {
		const Letter *letter = letters->pdata[i];

		if (!g_hash_table_contains(outgoing->given, &letter->id) &&
		    !give_one(outgoing, letter, error))
			return false;
	}
	return true;
}

bool
outgoing_next_due(Outgoing *outgoing, int64_t *ret_due_ms, GError **error)
{
	if (!letter_next_due(outgoing->daemon->context->spool,
		outgoing->daemon->context->now_ms, &outgoing->due_ms, error))
		return false;
	*ret_due_ms = outgoing->due_ms;
	return true;
}

void
outgoing_look_again(Outgoing *outgoing)
{
	outgoing->last = 0;
}

/* The ticket says that the letter will never arrive, where an agent sees it. */
static bool
give_up(Outgoing *outgoing, const Letter *letter, const char *reason, GError **error)
{
	Context *context = outgoing->daemon->context;
	g_autofree char *text = g_strdup_printf(
	    "%s to %s was not delivered: %s", letter->name, letter->recipient, reason);

	log_write(LOG_WARNING, "outgoing", "letter %" G_GINT64_FORMAT " was not delivered: %s",
	    letter->id, reason);
	return letter_set_failed(context->spool, letter->id, reason, error) &&
	       (letter->ticket == 0 ||
		   ticket_change_note(context, letter->ticket, text, error)) &&
	       bounce_letter_undelivered(context, letter, error);
}

/* Later with each try: 1, 2, 4 ... minutes, an hour at most; after the configured time it has failed. */
static bool
postpone(Outgoing *outgoing, const Letter *letter, const char *text, GError **error)
{
	Context *context = outgoing->daemon->context;
	int64_t wait_ms = MIN(MINUTE_MS << MIN(letter->attempts, 6), 60 * MINUTE_MS);

	if (context->now_ms - MAX(letter->created_ms, letter->paced_ms) >=
	    context->config->times.give_up_letter)
		return give_up(outgoing, letter, text, error);
	return letter_postpone(
	    context->spool, letter->id, text, context->now_ms + wait_ms, error);
}

static bool
record_refusal(Outgoing *outgoing, const SendAnswer *answer, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (!letter_get(outgoing->daemon->context->spool, answer->letter, &letter, error))
		return false;
	if (answer->result == SEND_TEMPORARY)
		return postpone(outgoing, letter, answer->text, error);
	return give_up(outgoing, letter, answer->text, error);
}

static bool
record(Outgoing *outgoing, const SendAnswer *answer, GError **error)
{
	Context *context = outgoing->daemon->context;

	if (answer->result != SEND_OK)
		return record_refusal(outgoing, answer, error);
	return letter_set_sent(
	    context->spool, answer->letter, answer->text, context->now_ms, error);
}

bool
outgoing_record(Outgoing *outgoing, GError **error)
{
	for (const GList *one = outgoing->answers.head; one != NULL; one = one->next) {
		if (!record(outgoing, one->data, error))
			return false;
		outgoing->recorded++;
	}
	return true;
}

void
outgoing_committed(Outgoing *outgoing)
{
	for (; outgoing->recorded > 0; outgoing->recorded--) {
		SendAnswer *answer = g_queue_pop_head(&outgoing->answers);

		if (answer->result == SEND_TEMPORARY)
			outgoing->last = 0;
		g_hash_table_remove(outgoing->given, &answer->letter);
		send_answer_free(answer);
	}
}

void
outgoing_undone(Outgoing *outgoing)
{
	outgoing->recorded = 0;
}

bool
outgoing_drain(Outgoing *outgoing)
{
	outgoing->draining = true;
	return outgoing->child == NULL || g_hash_table_size(outgoing->given) == 0;
}

void
outgoing_renew(Outgoing *outgoing)
{
	outgoing->renewing = true;
}

bool
outgoing_are_quiet(const Outgoing *outgoing)
{
	return g_hash_table_size(outgoing->given) == 0;
}

json_t *
outgoing_status(const Outgoing *outgoing)
{
	return json_pack("{s:s, s:b, s:i, s:i}", "state", outgoing->state, "working",
	    outgoing->child != NULL, "starts", outgoing->starts, "pid",
	    outgoing->child == NULL ? 0 : (int)child_pid(outgoing->child));
}

const char *
outgoing_trouble(const Outgoing *outgoing)
{
	if (outgoing->retry.backoff.failures > 0)
		return outgoing->state;
	return outgoing->refusals >= REFUSALS ? outgoing->refusal : NULL;
}

void
outgoing_set_alarm_mail(Outgoing *outgoing, const char *recipient, GBytes *bytes,
    void (*on_gone)(void *data), void *data)
{
	AlarmMail *alarm_mail = &outgoing->alarm_mail;
	bool given = alarm_mail->given;

	alarm_mail_clear(alarm_mail);
	alarm_mail->id--;
	alarm_mail->recipient = g_strdup(recipient);
	alarm_mail->bytes = g_bytes_ref(bytes);
	/* the answer to the earlier one is still to come */
	alarm_mail->given = given;
	alarm_mail->on_gone = on_gone;
	alarm_mail->data = data;
}

void
outgoing_give_alarm_mail(Outgoing *outgoing)
{
	const Config *config = outgoing->daemon->context->config;
	const ConfigMailbox *mailbox = config->mailboxes->pdata[0];
	AlarmMail *alarm_mail = &outgoing->alarm_mail;
	const char *sender = config->outgoing.envelope_from != NULL
				 ? config->outgoing.envelope_from
				 : mailbox->address;

	if (alarm_mail->recipient == NULL || alarm_mail->given)
		return;
	start_if_wanted(outgoing);
	if (outgoing->child == NULL)
		return;
	alarm_mail->given = true;
	child_send(outgoing->child, FRAME_LETTER,
	    g_variant_new("(xss)", (gint64)alarm_mail->id, sender, alarm_mail->recipient),
	    alarm_mail->bytes);
}
