/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter given to a worker stays "waiting" in the spool until what became of it has been committed: when the worker dies
 * in between it is given again, with the same Message-ID. No letter waits for another longer than a moment: those never
 * tried and those tried before go by lanes of their own, and a letter over which the server takes long leaves its lane,
 * with the worker, which has no other letter then.
 */
#include "gateway/daemon/outgoing.h"

#include <string.h>

#include "gateway/daemon/letter_outcome.h"
#include "gateway/daemon/send_lane.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/letters/letter_code.h"
#include "gateway/util/fair_queue.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "spool/letter.h"

#define LETTERS_FAILING 3 /* in a row, and the server is in trouble, not the letters */
#define TRIES_FAILING 5   /* in a row, whichever letters they were of */
#define GIVEN_AT_ONCE 32
#define ALARM_WAIT_US (INT64_C(60) * 1000000)
#define SLOW_MOST \
	6 /* letters in hand that take long; with the lanes that makes eight sessions at most */

typedef enum {
	LANE_FRESH, /* letters that were never tried */
	LANE_AGAIN, /* letters that were */
	LANES,
} Lane;

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
	int64_t given;   /* the id of the one given last; 0: none was */
	int64_t due_us;  /* not to be given before, monotonic */
	void (*on_gone)(void *data);
	void *data; /* foreign; for on_gone */
} AlarmMail;

/* What went wrong since a letter was taken last. */
typedef struct {
	int64_t since_ms; /* monotonic; 0: nothing */
	unsigned letters;
	unsigned tries;
	int64_t newest; /* of the letters */
	char *text;     /* own; what was said last, or NULL */
} Failing;

struct Outgoing {
	Daemon *daemon; /* foreign */
	SendLane *lanes[LANES];
	GPtrArray *slow; /* own; of SendLane, each with one letter, oldest first */
	GQueue answers;  /* of SendAnswer */
	GHashTable
	    *answered; /* own; of the ids in answers: not to be given until that is committed */
	unsigned recorded; /* so many of the answers are recorded in this batch */
	char *mailbox; /* own; that of the newest letter given of those never tried, or NULL */
	bool draining; /* gives nothing more */
	AlarmMail alarm_mail;
	Failing failing;
};

static void
send_answer_free(SendAnswer *answer)
{
	g_free(answer->text);
	g_free(answer);
}

/* Those that were given and are free again are found from the start. */
static void
look_again(Outgoing *outgoing)
{
	daemon_wake(outgoing->daemon);
}

static void
note_failure(Outgoing *outgoing, const char *text)
{
	Failing *failing = &outgoing->failing;
	char *copy = g_strdup(text);

	if (failing->since_ms == 0)
		failing->since_ms = g_get_monotonic_time() / 1000;
	g_free(failing->text);
	failing->text = copy;
}

/* One letter that fails is the letter's trouble; several in a row, or one again and again, are the server's. */
static void
count_failures(Outgoing *outgoing, const SendAnswer *answer)
{
	Failing *failing = &outgoing->failing;

	if (answer->result == SEND_OK) {
		g_free(failing->text);
		*failing = (Failing){0};
		return;
	}
	note_failure(outgoing, answer->text);
	failing->tries++;
	if (answer->letter <= failing->newest)
		return;
	failing->newest = answer->letter;
	failing->letters++;
}

static void
alarm_mail_clear(AlarmMail *alarm_mail)
{
	g_clear_pointer(&alarm_mail->recipient, g_free);
	g_clear_pointer(&alarm_mail->bytes, g_bytes_unref);
}

/* What may work later is tried again, as the letters are. Where the alarm itself is refused for good, only the log says
 * so. */
static void
take_alarm_answer(Outgoing *outgoing, int64_t id, SendResult result, const char *text)
{
	AlarmMail *alarm_mail = &outgoing->alarm_mail;

	if (result != SEND_OK && result != SEND_PERMANENT && result != SEND_UNTOUCHED)
		alarm_mail->due_us = g_get_monotonic_time() + ALARM_WAIT_US;
	if (id != alarm_mail->id || (result != SEND_OK && result != SEND_PERMANENT))
		return;
	if (result == SEND_PERMANENT)
		log_write(LOG_ERROR, "alarm", "the mail to %s is refused: %s",
		    alarm_mail->recipient, text);
	alarm_mail_clear(alarm_mail);
	alarm_mail->on_gone(alarm_mail->data);
}

static void
on_answered(int64_t letter, SendResult result, const char *text, void *data)
{
	Outgoing *outgoing = data;
	SendAnswer *answer = NULL;

	if (letter < 0) {
		take_alarm_answer(outgoing, letter, result, text);
		return;
	}
	if (result == SEND_UNTOUCHED) {
		look_again(outgoing);
		return;
	}
	answer = g_new0(SendAnswer, 1);
	*answer = (SendAnswer){letter, result, g_strdup(text)};
	count_failures(outgoing, answer);
	g_queue_push_tail(&outgoing->answers, answer);
	g_hash_table_add(outgoing->answered, &answer->letter);
	daemon_wake_late(outgoing->daemon);
}

/* Room for one more: of those whose letter was certainly not taken yet, the oldest goes. */
static void
make_room(const Outgoing *outgoing)
{
	for (unsigned i = 0; outgoing->slow->len > SLOW_MOST && i < outgoing->slow->len; i++)
		if (send_lane_cut_off(outgoing->slow->pdata[i]))
			return;
}

static void on_slow(SendLane *lane, void *data);
static void on_ended(SendLane *lane, bool good, void *data);
static const SendLaneEvents LANE_EVENTS = {on_answered, on_slow, on_ended};

static void
on_slow(SendLane *lane, void *data)
{
	Outgoing *outgoing = data;

	for (int i = 0; i < LANES; i++) {
		if (outgoing->lanes[i] != lane)
			continue;
		g_ptr_array_add(outgoing->slow, lane);
		outgoing->lanes[i] = send_lane_new(outgoing->daemon, &LANE_EVENTS, outgoing);
	}
	make_room(outgoing);
	look_again(outgoing);
}

static void
on_ended(SendLane *lane, bool good, void *data)
{
	Outgoing *outgoing = data;

	if (!good)
		note_failure(outgoing, send_lane_state(lane));
	g_ptr_array_remove(outgoing->slow, lane); /* frees it, where it is one of those */
	look_again(outgoing);
}

Outgoing *
outgoing_new(Daemon *daemon)
{
	Outgoing *outgoing = g_new0(Outgoing, 1);

	outgoing->daemon = daemon;
	for (int i = 0; i < LANES; i++)
		outgoing->lanes[i] = send_lane_new(daemon, &LANE_EVENTS, outgoing);
	outgoing->slow = g_ptr_array_new_with_free_func((GDestroyNotify)send_lane_free);
	outgoing->answered = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_queue_init(&outgoing->answers);
	return outgoing;
}

void
outgoing_free(Outgoing *outgoing)
{
	if (outgoing == NULL)
		return;
	for (int i = 0; i < LANES; i++)
		send_lane_free(outgoing->lanes[i]);
	g_ptr_array_unref(outgoing->slow);
	g_hash_table_unref(outgoing->answered);
	g_queue_clear_full(&outgoing->answers, (GDestroyNotify)send_answer_free);
	g_free(outgoing->mailbox);
	g_free(outgoing->failing.text);
	alarm_mail_clear(&outgoing->alarm_mail);
	g_free(outgoing);
}

bool
outgoing_has(const Outgoing *outgoing, int64_t letter)
{
	for (int i = 0; i < LANES; i++)
		if (send_lane_has(outgoing->lanes[i], letter))
			return true;
	for (unsigned i = 0; i < outgoing->slow->len; i++)
		if (send_lane_has(outgoing->slow->pdata[i], letter))
			return true;
	return g_hash_table_contains(outgoing->answered, &letter);
}

/* Of letters given that were not answered, and of answers that are not committed. */
static unsigned
count_out(const Outgoing *outgoing)
{
	unsigned count = g_hash_table_size(outgoing->answered);

	for (int i = 0; i < LANES; i++)
		count += send_lane_count(outgoing->lanes[i]);
	for (unsigned i = 0; i < outgoing->slow->len; i++)
		count += send_lane_count(outgoing->slow->pdata[i]);
	return count;
}

static bool
start_lane(const Outgoing *outgoing, SendLane *lane)
{
	return (outgoing->slow->len <= SLOW_MOST || send_lane_works(lane)) &&
	       send_lane_start(lane);
}

static bool
give_one(Outgoing *outgoing, SendLane *lane, const Letter *letter, GError **error)
{
	Context *context = outgoing->daemon->context;
	g_autofree char *sender = bounce_letter_address(context, letter);
	g_autoptr(GBytes) bytes = letter_code_bytes(context, letter, error);

	if (bytes == NULL)
		return false;
	send_lane_give(lane, letter->id, sender, letter->recipient, bytes);
	return true;
}

/* Puts those that may be given into the queue; it owns none of them, `letters` does. */
static bool
look_for_letters(Outgoing *outgoing, const char *mailbox, FairQueue *queue, GPtrArray *letters,
    GError **error)
{
	const LetterTurn turn = {mailbox, outgoing->daemon->context->now_ms,
	    (int)(GIVEN_AT_ONCE + count_out(outgoing))};
	g_autoptr(GPtrArray) found = NULL;

	if (!letter_waiting(outgoing->daemon->context->spool, &turn, &found, error))
		return false;
	while (found->len > 0) {
		Letter *letter = g_ptr_array_steal_index(found, found->len - 1);

		g_ptr_array_add(letters, letter);
		if (!outgoing_has(outgoing, letter->id))
			fair_queue_push_front(queue, mailbox == NULL ? "" : mailbox, letter);
	}
	return true;
}

/* All mailboxes of which letters wait, from the one behind that of the last letter given. */
static bool
look_at_mailboxes(Outgoing *outgoing, FairQueue *queue, GPtrArray *letters, GError **error)
{
	const char *first = outgoing->mailbox == NULL ? "" : outgoing->mailbox;
	g_autofree char *mailbox = g_strdup(first);
	bool again = *first == '\0'; /* those up to the first are left to be looked at */

	for (;;) {
		g_autofree char *before = g_steal_pointer(&mailbox);

		if (!letter_waiting_mailbox(
			outgoing->daemon->context->spool, before, &mailbox, error))
			return false;
		if (mailbox == NULL && again)
			return true;
		if (mailbox == NULL) {
			again = true;
			mailbox = g_strdup("");
			continue;
		}
		if (again && *first != '\0' && strcmp(mailbox, first) > 0)
			return true;
		if (!look_for_letters(outgoing, mailbox, queue, letters, error))
			return false;
	}
}

static bool
give_all(Outgoing *outgoing, SendLane *lane, FairQueue *queue, GError **error)
{
	const Letter *letter = NULL;

	while ((letter = fair_queue_peek(queue, NULL)) != NULL) {
		if (!start_lane(outgoing, lane) || send_lane_is_full(lane))
			return true;
		if (!give_one(outgoing, lane, letter, error))
			return false;
		if (lane == outgoing->lanes[LANE_FRESH]) {
			g_free(outgoing->mailbox);
			outgoing->mailbox = g_strdup(letter->mailbox);
		}
		fair_queue_drop(
		    queue, lane == outgoing->lanes[LANE_FRESH] ? letter->mailbox : "");
	}
	return true;
}

static bool
give_to(Outgoing *outgoing, Lane which, GError **error)
{
	SendLane *lane = outgoing->lanes[which];
	g_autoptr(GPtrArray) letters =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	g_autoptr(FairQueue) queue = fair_queue_new();

	if (!send_lane_wants(lane))
		return true;
	return (which == LANE_FRESH
		       ? look_at_mailboxes(outgoing, queue, letters, error)
		       : look_for_letters(outgoing, NULL, queue, letters, error)) &&
	       give_all(outgoing, lane, queue, error);
}

bool
outgoing_give(Outgoing *outgoing, GError **error)
{
	if (outgoing->draining)
		return true;
	for (Lane which = LANE_FRESH; which < LANES; which++)
		if (!give_to(outgoing, which, error))
			return false;
	return true;
}

bool
outgoing_next_due(Outgoing *outgoing, int64_t *ret_due_ms, GError **error)
{
	const Context *context = outgoing->daemon->context;

	return letter_next_due(context->spool, context->now_ms, ret_due_ms, error);
}

void
outgoing_look_again(Outgoing *outgoing)
{
	look_again(outgoing);
}

bool
outgoing_record(Outgoing *outgoing, GError **error)
{
	for (const GList *one = outgoing->answers.head; one != NULL; one = one->next) {
		const SendAnswer *answer = one->data;

		if (!letter_outcome_record(outgoing->daemon->context, answer->letter,
			answer->result, answer->text, error))
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

		if (answer->result == SEND_OK)
			mail_log_sent(&outgoing->daemon->mail_log, outgoing->daemon->context,
			    answer->letter);
		g_hash_table_remove(outgoing->answered, &answer->letter);
		send_answer_free(answer);
	}
}

void
outgoing_undone(Outgoing *outgoing)
{
	outgoing->recorded = 0;
}

bool
outgoing_are_quiet(const Outgoing *outgoing)
{
	return count_out(outgoing) == 0;
}

bool
outgoing_drain(Outgoing *outgoing)
{
	outgoing->draining = true;
	return outgoing_are_quiet(outgoing);
}

void
outgoing_stop(Outgoing *outgoing)
{
	outgoing->draining = true;
	g_ptr_array_set_size(outgoing->slow, 0);
	for (int i = 0; i < LANES; i++) {
		send_lane_free(outgoing->lanes[i]);
		outgoing->lanes[i] = send_lane_new(outgoing->daemon, &LANE_EVENTS, outgoing);
	}
	g_hash_table_remove_all(outgoing->answered);
	g_queue_clear_full(&outgoing->answers, (GDestroyNotify)send_answer_free);
	outgoing->recorded = 0;
}

void
outgoing_renew(Outgoing *outgoing)
{
	for (int i = 0; i < LANES; i++)
		send_lane_renew(outgoing->lanes[i]);
}

/* Why letters that were never tried cannot even be begun, or NULL. */
static const char *
held_up(const Outgoing *outgoing)
{
	return outgoing->slow->len > SLOW_MOST && !send_lane_works(outgoing->lanes[LANE_FRESH])
		   ? "the server takes long over the letters that it has: the others wait"
		   : NULL;
}

json_t *
outgoing_status(const Outgoing *outgoing)
{
	const SendLane *shown = outgoing->lanes[LANE_FRESH];
	unsigned sessions = outgoing->slow->len;
	const char *wait = held_up(outgoing);
	int starts = 0;

	for (int i = 0; i < LANES; i++) {
		starts += send_lane_starts(outgoing->lanes[i]);
		sessions += send_lane_works(outgoing->lanes[i]);
	}
	if (!send_lane_works(shown) && send_lane_works(outgoing->lanes[LANE_AGAIN]))
		shown = outgoing->lanes[LANE_AGAIN];
	return json_pack("{s:s, s:b, s:i, s:o, s:i, s:i}", "state",
	    wait != NULL ? wait : send_lane_state(shown), "working", sessions > 0, "starts",
	    starts, "pid", json_print_id(send_lane_pid(shown)), "sessions", (int)sessions,
	    "slow", (int)outgoing->slow->len);
}

const char *
outgoing_trouble(const Outgoing *outgoing, int64_t *ret_since_ms)
{
	const Failing *failing = &outgoing->failing;
	const char *trouble = send_lane_trouble(outgoing->lanes[LANE_FRESH]);

	if (trouble == NULL && !send_lane_works(outgoing->lanes[LANE_FRESH]))
		trouble = send_lane_trouble(outgoing->lanes[LANE_AGAIN]);
	if (trouble == NULL &&
	    (failing->letters >= LETTERS_FAILING || failing->tries >= TRIES_FAILING))
		trouble = failing->text;
	if (trouble == NULL)
		trouble = held_up(outgoing);
	*ret_since_ms = failing->since_ms;
	return trouble;
}

void
outgoing_set_alarm_mail(Outgoing *outgoing, const char *recipient, GBytes *bytes,
    void (*on_gone)(void *data), void *data)
{
	AlarmMail *alarm_mail = &outgoing->alarm_mail;

	alarm_mail_clear(alarm_mail);
	alarm_mail->id--;
	alarm_mail->recipient = g_strdup(recipient);
	alarm_mail->bytes = g_bytes_ref(bytes);
	alarm_mail->due_us = 0;
	alarm_mail->on_gone = on_gone;
	alarm_mail->data = data;
}

void
outgoing_give_alarm_mail(Outgoing *outgoing)
{
	const Config *config = outgoing->daemon->context->config;
	const ConfigMailbox *mailbox = config->mailboxes->pdata[0];
	SendLane *lane = outgoing->lanes[LANE_FRESH];
	AlarmMail *alarm_mail = &outgoing->alarm_mail;
	const char *sender = config->outgoing.envelope_from != NULL
				 ? config->outgoing.envelope_from
				 : mailbox->address;

	/* of one that it replaced the answer may be still to come; it has a session even where letters must wait for one */
	if (alarm_mail->recipient == NULL || outgoing_has(outgoing, alarm_mail->given) ||
	    g_get_monotonic_time() < alarm_mail->due_us || !send_lane_wants(lane) ||
	    !send_lane_start(lane))
		return;
	alarm_mail->given = alarm_mail->id;
	send_lane_give(lane, alarm_mail->id, sender, alarm_mail->recipient, alarm_mail->bytes);
}
