/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/letter_outcome.h"

#include "gateway/desk/code_waiting.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "spool/letter.h"
#include "spool/letter_attempt.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)

/* A server that says "later" means it; a line that was cut may have been so by chance. After the first wait they are
 * alike: 1, 2, 4 ... minutes, an hour at most. */
static const struct {
	const char *name; /* of the attempt */
	int64_t first_wait_ms;
	int64_t most; /* attempts of this kind; 0: until the configured time is over */
} RESULTS[SEND_RESULTS] = {
    [SEND_OK] = {"sent", 0, 0},
    [SEND_TEMPORARY] = {"put off", MINUTE_MS, 0},
    [SEND_PERMANENT] = {"refused", 0, 1},
    [SEND_LOST] = {"lost", 5 * SECOND_MS, 0},
    [SEND_UNKNOWN] = {"unknown", 5 * SECOND_MS, LETTER_OUTCOME_UNKNOWN_MOST},
    [SEND_UNTOUCHED] = {"untouched", 0, 0},
};

/* The ticket says it, where an agent sees it. */
static bool
tell(Context *context, const Letter *letter, const char *what, GError **error)
{
	g_autofree char *text =
	    g_strdup_printf("%s to %s %s", letter->name, letter->recipient, what);
	g_autofree char *logged = sanitize_addresses(what);

	log_write(
	    LOG_WARNING, "outgoing", "letter %" G_GINT64_FORMAT " %s", letter->id, logged);
	return letter->ticket == 0 || ticket_change_note(context, letter->ticket, text, error);
}

static bool
give_up(Context *context, const Letter *letter, SendResult result, const char *answer,
    GError **error)
{
	g_autofree char *what =
	    result == SEND_UNKNOWN
		? g_strdup_printf("may have arrived, and is not sent again: the line was lost "
				  "each time, %d times, before the server had said that it "
				  "took it: %s",
		      LETTER_OUTCOME_UNKNOWN_MOST, answer)
		: g_strdup_printf("was not delivered: %s", answer);

	return letter_set_failed(context->spool, letter->id, answer, error) &&
	       tell(context, letter, what, error) &&
	       bounce_letter_undelivered(context, letter, error);
}

static int64_t
wait_ms(const Letter *letter, SendResult result)
{
	if (letter->attempts == 0)
		return RESULTS[result].first_wait_ms;
	return MIN(
	    MINUTE_MS << MIN(letter->attempts - (result != SEND_TEMPORARY), 6), 60 * MINUTE_MS);
}

static bool
postpone(Context *context, const Letter *letter, SendResult result, const char *answer,
    GError **error)
{
	g_autofree char *what = g_strdup_printf(
	    "is not sent after %d attempts, and is tried on: %s", letter->attempts + 1, answer);

	return letter_postpone(context->spool, letter->id, answer,
		   context->now_ms + wait_ms(letter, result), error) &&
	       (letter->attempts + 1 != LETTER_OUTCOME_TOLD_AFTER ||
		   (tell(context, letter, what, error) &&
		       bounce_letter_undelivered(context, letter, error)));
}

/* Whether this attempt was the last that the letter has. */
static bool
is_over(
    Context *context, const Letter *letter, SendResult result, bool *ret_over, GError **error)
{
	int64_t alike = 0;

	if (!letter_attempt_count(
		context->spool, letter->id, RESULTS[result].name, &alike, error))
		return false;
	*ret_over = (RESULTS[result].most != 0 && alike >= RESULTS[result].most) ||
		    context->now_ms - MAX(letter->created_ms, letter->paced_ms) >=
			context->config->times.give_up_letter;
	return true;
}

bool
letter_outcome_record(
    Context *context, int64_t id, SendResult result, const char *answer, GError **error)
{
	const LetterAttempt attempt = {.at_ms = context->now_ms,
	    .outcome = (char *)RESULTS[result].name,
	    .answer = (char *)answer};
	g_autoptr(Letter) letter = NULL;
	bool over = false;

	if (result == SEND_OK)
		return letter_set_sent(context->spool, id, answer, context->now_ms, error) &&
		       code_waiting_sent(context, id, error);
	if (!letter_get(context->spool, id, &letter, error) ||
	    !letter_attempt_add(context->spool, id, &attempt, error) ||
	    !is_over(context, letter, result, &over, error))
		return false;
	return over ? give_up(context, letter, result, answer, error)
		    : postpone(context, letter, result, answer, error);
}
