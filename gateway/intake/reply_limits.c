/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The letters themselves are the memory of what was sent. A loop is seen by its pace: our answers to one correspondent
 * are answered within moments, again and again, and nobody of the desk wrote in between. Then no automatic answer goes
 * there until an agent writes or an hour passes without such a mail.
 */
#include "gateway/intake/reply_limits.h"

#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/reply_policy.h"
#include "gateway/letters/loop_mark.h"
#include "gateway/templates/letter_types.h"
#include "parsers/machine_sender.h"
#include "spool/letter_ceiling.h"
#include "spool/ticket_content.h"

#define MINUTE_MS (INT64_C(60) * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

#define QUICK_MS (2 * MINUTE_MS) /* after our letter: nobody answers so fast again and again */
#define SLACK_MS 1000            /* servers count in whole seconds */
#define DAY_FACTOR 3             /* so many times an hour's letters in a day, and it is one */
#define HARD_HOUR 600       /* to one correspondent, where the configuration has no limit */
#define HARD_TICKET_HOUR 60 /* and on one ticket */
#define FORM_HOUR 1         /* to whom a web form names */
#define PAST_LEAST 100      /* letters that are looked back at */

typedef struct {
	Context *context; /* foreign */
	const MailFacts *facts;
	const Ticket *ticket; /* foreign; or NULL */
	char *correspondent;  /* own */
	GPtrArray *past;      /* own; of LetterPast, newest first */
	char *why;            /* own; or NULL */
	bool loops;           /* found just now */
} Look;

static void
look_clear(Look *look)
{
	g_clear_pointer(&look->correspondent, g_free);
	g_clear_pointer(&look->past, g_ptr_array_unref);
	g_clear_pointer(&look->why, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

/* What somebody of the desk wrote. */
static bool
is_by_person(const LetterPast *past)
{
	return letter_types_of(past->name)->by_person;
}

static bool
is_quick(const LetterPast *past, int64_t came_ms)
{
	return past->sent_ms != 0 && came_ms + SLACK_MS >= past->sent_ms &&
	       came_ms <= past->sent_ms + QUICK_MS;
}

/* How many of our last answers were answered within moments. */
static int64_t
count_quick(const GPtrArray *past, int64_t came_ms)
{
	int64_t count = 0;

	for (unsigned i = 0; i < past->len; i++) {
		const LetterPast *one = past->pdata[i];

		if (is_by_person(one) || (one->received_ms != 0 && !is_quick(one, came_ms)))
			break;
		if (one->received_ms == 0)
			continue;
		count++;
		came_ms = one->received_ms;
	}
	return count;
}

/* How many letters with constant words went there since then. */
static int64_t
count_constant(const GPtrArray *past, int64_t since_ms)
{
	int64_t count = 0;

	for (unsigned i = 0; i < past->len; i++) {
		const LetterPast *one = past->pdata[i];

		count += one->received_ms != 0 && one->created_ms >= since_ms &&
			 reply_policy_letter(one->name, PROOF_NONE) == one->name;
	}
	return count;
}

static bool
look_at_pause(Look *look, GError **error)
{
	Context *context = look->context;
	int64_t last_ms = 0;

	if (!letter_ceiling_paused(context->spool, look->correspondent, &last_ms, error))
		return false;
	if (last_ms == 0)
		return true;
	if (context->now_ms - last_ms > HOUR_MS ||
	    (look->past->len > 0 && is_by_person(look->past->pdata[0])))
		return letter_ceiling_resume(context->spool, look->correspondent, error);
	look->why = g_strdup("its mails look like a machine's answers");
	return letter_ceiling_pause(
	    context->spool, look->correspondent, context->now_ms, error);
}

static bool
look_at_loop(Look *look, GError **error)
{
	int64_t most = look->context->config->acknowledgements.per_address_hour;
	int64_t row = look->context->config->letters.in_a_row;

	if (!letter_ceiling_past(look->context->spool, look->correspondent,
		(int)MAX(most, PAST_LEAST), &look->past, error) ||
	    !look_at_pause(look, error))
		return false;
	if (look->why != NULL || row == 0 ||
	    count_quick(look->past, look->facts->mail->received_ms) < row)
		return true;
	look->loops = true;
	look->why =
	    g_strdup_printf("%" G_GINT64_FORMAT
			    " letters in a row were answered within moments, as by a machine",
		row);
	return true;
}

/* The count, the ceiling that it has met, and how that is said: "3 of these went out within a minute". */
static void
compare(Look *look, int64_t count, int64_t most, const char *what)
{
	if (look->why == NULL && most > 0 && count >= most)
		look->why = g_strdup_printf("%" G_GINT64_FORMAT " of these %s", count, what);
}

/* Whoever fills in a web form names whom they like, and the machine that hands it in tells nothing of them. */
static int64_t
most_constant(const Look *look)
{
	int64_t most = look->context->config->acknowledgements.per_address_hour;
	const MessageAddress *via = look->facts->message->via;
	bool is_form = via != NULL && (machine_sender_address_tells(via->address) &
					  (SENDER_UNANSWERED | SENDER_FORM)) != 0;

	return is_form ? MIN(most, FORM_HOUR) : most;
}

static bool
look_at_address(Look *look, GError **error)
{
	static const char HOURLY[] = "went to this address within an hour";
	const Config *config = look->context->config;
	int64_t most = config->letters.per_address_hour;
	int64_t hard = most > 0 ? most : HARD_HOUR;
	int64_t count = 0;
	int64_t today = 0;

	if (!letter_ceiling_to(look->context->spool, look->correspondent,
		look->context->now_ms - HOUR_MS, &count, error) ||
	    !letter_ceiling_to(look->context->spool, look->correspondent,
		look->context->now_ms - DAY_MS, &today, error))
		return false;
	if (loop_mark_read(look->facts->message, config->domain) == LOOP_MARK_OTHER)
		compare(look, today, 1, "went to this gateway within a day");
	if (look->facts->proof == PROOF_NONE)
		compare(look, count_constant(look->past, look->context->now_ms - HOUR_MS),
		    most_constant(look), HOURLY);
	compare(look, count, hard, HOURLY);
	if (look->why == NULL && today >= DAY_FACTOR * hard) {
		compare(look, today, 1, "went to this address within a day");
		look->loops = true;
	}
	return true;
}

static bool
look_at_ticket(Look *look, GError **error)
{
	int64_t most = look->context->config->letters.per_ticket_hour;
	int64_t count = 0;

	if (look->why != NULL || look->ticket == NULL)
		return true;
	if (!letter_ceiling_on(look->context->spool, look->ticket->id,
		look->context->now_ms - HOUR_MS, &count, error))
		return false;
	compare(look, count, most > 0 ? most : HARD_TICKET_HOUR,
	    "went out on this ticket within an hour");
	return true;
}

/* A ceiling of all letters together. A mailbox that had less than its even part of them still has that. */
static bool
look_at_sum(Look *look, int64_t span_ms, int64_t most, const char *what, GError **error)
{
	Spool *spool = look->context->spool;
	int64_t since_ms = look->context->now_ms - span_ms;
	int64_t part = MAX(most / look->context->config->mailboxes->len, 1);
	int64_t count = 0;
	int64_t own = 0;

	if (look->why != NULL || most == 0)
		return true;
	if (!letter_ceiling_all(spool, since_ms, &count, error))
		return false;
	if (count < most)
		return true;
	if (!letter_ceiling_of(spool, look->facts->mail->mailbox, since_ms, &own, error))
		return false;
	if (own >= part)
		compare(look, count, most, what);
	return true;
}

static bool
look_at_all(Look *look, GError **error)
{
	static const char MINUTELY[] = "went out within a minute";
	const Config *config = look->context->config;
	int64_t unproven =
	    look->facts->proof == PROOF_NONE ? config->acknowledgements.per_minute : 0;

	return look_at_sum(look, MINUTE_MS, unproven, MINUTELY, error) &&
	       look_at_sum(look, MINUTE_MS, config->letters.per_minute, MINUTELY, error) &&
	       look_at_sum(
		   look, HOUR_MS, config->letters.per_hour, "went out within an hour", error);
}

/* One line for each ticket and correspondent, which counts. */
static bool
note(Look *look, HeldLetter *held, GError **error)
{
	g_autofree char *times =
	    held->times == 1 ? g_strdup("")
			     : g_strdup_printf(" (%" G_GINT64_FORMAT " times)", held->times);
	g_autofree char *text = g_strdup_printf(
	    "no automatic letter to %s%s: %s", look->facts->sender->address, times, look->why);
	const TicketLine line = {.kind = ENTRY_CHANGE, .text = text};

	if (held->entry != 0)
		return ticket_change_say_again(look->context, held->entry, text, error);
	return ticket_change_say(look->context, held->ticket, &line, &held->entry, error) &&
	       letter_ceiling_set_entry(look->context->spool, held, error);
}

static bool
record(Look *look, GError **error)
{
	Context *context = look->context;
	HeldLetter held = {
	    .ticket = look->ticket == NULL ? 0 : look->ticket->id,
	    .correspondent = look->correspondent,
	};

	if (look->facts->mail->id == 0)
		return true;
	context->held_back++;
	context->held_back_ms = context->now_ms;
	if (!letter_ceiling_hold(context->spool, &held, context->now_ms, error) ||
	    (held.ticket != 0 && !note(look, &held, error)))
		return false;
	/* the desk is told of a loop once: what comes while it is paused is only counted */
	return !look->loops ||
	       (letter_ceiling_pause(
		    context->spool, look->correspondent, context->now_ms, error) &&
		   (look->ticket == NULL ||
		       notifications_ticket(context, look->ticket, NOTIFY_LOOP, NULL, error)));
}

bool
reply_limits_look(const MailFacts *facts, const Ticket *ticket, char **ret_why, GError **error)
{
	const Contact *to = facts->sender;
	g_auto(Look) look = {.context = facts->context, .facts = facts, .ticket = ticket};

	if (!letter_correspondent(
		facts->context->spool, to->id, to->address, &look.correspondent, error) ||
	    !look_at_loop(&look, error) || !look_at_address(&look, error) ||
	    !look_at_ticket(&look, error) || !look_at_all(&look, error) ||
	    (look.why != NULL && !record(&look, error)))
		return false;
	*ret_why = g_steal_pointer(&look.why);
	return true;
}

bool
reply_limits_reply(const MailFacts *facts, const Ticket *ticket, char **ret_why, GError **error)
{
	const char *why = facts->lines.by_desk ? NULL
					       : reply_policy_forbids(facts->message,
						     &facts->verdict, facts->proof);

	if (why == NULL && facts->sender->undeliverable)
		why = "letters to this address come back";
	if (why == NULL)
		return reply_limits_look(facts, ticket, ret_why, error);
	*ret_why = g_strdup(why);
	return true;
}
