/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who answers must be who was asked, by the address in From and by the token of the letter; our own server's word is not
 * asked, as the letter went to the registered address, and customers whose server signs nothing have it too.
 */
#include "gateway/intake/code_answer.h"

#include "gateway/desk/code_waiting.h"
#include "gateway/desk/factor_code.h"
#include "gateway/intake/code_letter.h"
#include "gateway/intake/trace.h"
#include "gateway/letters/letter_code.h"
#include "gateway/templates/letter_types.h"
#include "rules/answer_code.h"
#include "spool/factor.h"
#include "spool/mail.h"

typedef enum {
	OUTCOME_RIGHT,
	OUTCOME_WRONG,
	OUTCOME_DEAD,    /* the last that may be wrong */
	OUTCOME_LOCKED,  /* none is compared */
	OUTCOME_FOREIGN, /* from another address */
	OUTCOME_USED,    /* it was right, and counts once */
	OUTCOME_LATE,    /* the mail does not wait for it any more */
} Outcome;

static const char *const REASONS[] = {
    [OUTCOME_RIGHT] = "the right code, it goes on",
    [OUTCOME_WRONG] = "a wrong code",
    [OUTCOME_DEAD] = "a wrong code, and the last that it may have",
    [OUTCOME_LOCKED] = "a code after too many wrong ones",
    [OUTCOME_FOREIGN] = "a code from somebody who was not asked",
    [OUTCOME_USED] = "its code once more",
    [OUTCOME_LATE] = "a code, for which it does not wait any more",
};

/* The letter about a code that the mail answers, by its token; or NULL. */
static const Letter *
find_letter(const MailFacts *facts)
{
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->sent != NULL && g_str_equal(one->sent->purpose, PURPOSE_STEP_UP) &&
		    one->kind != EVIDENCE_LETTER_ID &&
		    one->sent->expires_ms > facts->context->now_ms)
			return one->sent;
	}
	return NULL;
}

void
code_answer_read(MailFacts *facts)
{
	if (find_letter(facts) != NULL)
		facts->code = answer_code_read(facts->message->text);
	if (facts->code != NULL)
		letter_code_swap(facts->code, LETTER_CODE_MARK, facts->message);
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->sent != NULL && g_str_equal(one->sent->purpose, PURPOSE_STEP_UP))
			letter_code_cut(facts->context, one->sent, facts->message);
	}
}

/* An app that is locked or gone takes none: nothing more can come for this mail. */
static bool
compare_app(MailFacts *facts, const StepUp *step_up, Outcome *ret_outcome, GError **error)
{
	FactorCodeResult result = FACTOR_CODE_NONE;

	if (!factor_code_check(facts->context, step_up->contact, facts->code,
		facts->mail->came_ms, &result, error))
		return false;
	*ret_outcome = result == FACTOR_CODE_RIGHT   ? OUTCOME_RIGHT
		       : result == FACTOR_CODE_WRONG ? OUTCOME_WRONG
						     : OUTCOME_DEAD;
	return true;
}

static bool
compare(MailFacts *facts, const StepUp *step_up, Outcome *ret_outcome, GError **error)
{
	g_autoptr(Letter) asked = NULL;

	if (step_up->kind == STEP_UP_APP)
		return compare_app(facts, step_up, ret_outcome, error);
	if (!letter_get(facts->context->spool, step_up->letter, &asked, error))
		return false;
	*ret_outcome =
	    letter_code_is(facts->context, asked, facts->code) ? OUTCOME_RIGHT : OUTCOME_WRONG;
	return true;
}

/* What is to be said of it before the digits are looked at. A token is worth something to whom it was issued: a letter
 * that told somebody else that he was not asked lets nobody answer in the name of who was. */
static bool
look_before(MailFacts *facts, const Letter *letter, const StepUp *step_up, Outcome *ret_outcome,
    GError **error)
{
	bool locked = false;

	if (!code_waiting_is_locked(facts->context, step_up->contact, &locked, error))
		return false;
	*ret_outcome =
	    facts->author == NULL || facts->author->id != step_up->contact ||
		    letter->contact != step_up->contact
		? OUTCOME_FOREIGN
	    : step_up->state == STEP_UP_CONFIRMED      ? OUTCOME_USED
	    : locked || step_up->state == STEP_UP_DEAD ? OUTCOME_LOCKED
	    : step_up->state != STEP_UP_OPEN || facts->mail->came_ms > step_up->expires_ms
		? OUTCOME_LATE
		: OUTCOME_RIGHT;
	return true;
}

static bool
judge(MailFacts *facts, const Letter *letter, StepUp *step_up, Outcome *ret_outcome,
    GError **error)
{
	if (!look_before(facts, letter, step_up, ret_outcome, error))
		return false;
	if (*ret_outcome != OUTCOME_RIGHT)
		return true;
	if (!compare(facts, step_up, ret_outcome, error))
		return false;
	if (*ret_outcome == OUTCOME_WRONG && ++step_up->tries >= CODE_WAITING_TRIES)
		*ret_outcome = OUTCOME_DEAD;
	return true;
}

/* The mail goes on, if it still waits; a person may have taken it out meanwhile. */
static bool
confirm(MailFacts *facts, StepUp *step_up, Outcome *ret_outcome, GError **error)
{
	Context *context = facts->context;
	ConfirmedBy by = step_up->kind == STEP_UP_APP ? CONFIRMED_BY_APP : CONFIRMED_BY_LETTER;
	bool held = false;

	if (!mail_confirm(context->spool, step_up->mail, by, &held, error))
		return false;
	step_up->state = held ? STEP_UP_CONFIRMED : STEP_UP_REPLACED;
	if (!held)
		*ret_outcome = OUTCOME_LATE;
	else if (context->read_again != NULL)
		context->read_again(context->running);
	return step_up_save(context->spool, step_up, context->now_ms, error);
}

static bool
record(MailFacts *facts, StepUp *step_up, Outcome *ret_outcome, GError **error)
{
	Context *context = facts->context;

	switch (*ret_outcome) {
	case OUTCOME_RIGHT:
		return confirm(facts, step_up, ret_outcome, error);
	case OUTCOME_WRONG:
		return step_up_save(context->spool, step_up, context->now_ms, error);
	case OUTCOME_DEAD:
		step_up->state = STEP_UP_DEAD;
		return code_waiting_give_up(context, step_up, error) &&
		       (step_up->kind != STEP_UP_APP ||
			   factor_code_died(context, step_up->contact, error));
	case OUTCOME_LATE:
		if (step_up->state != STEP_UP_OPEN)
			return true;
		step_up->state = STEP_UP_EXPIRED;
		return code_waiting_give_up(context, step_up, error);
	case OUTCOME_LOCKED:
	case OUTCOME_FOREIGN:
	case OUTCOME_USED:
		break;
	}
	return true;
}

/* Whose app is locked by now hears that by a letter of its own. */
static bool
look_at_lock(MailFacts *facts, const StepUp *step_up, bool *ret_told, GError **error)
{
	g_autoptr(Factor) factor = NULL;

	if (!factor_get(facts->context->spool, step_up->contact, &factor, error))
		return false;
	*ret_told =
	    step_up->kind == STEP_UP_APP && factor != NULL && factor->state == FACTOR_LOCKED;
	return true;
}

/* What the right one brings, the mail that goes on tells. */
static bool
tell(MailFacts *facts, const StepUp *step_up, Outcome outcome, GError **error)
{
	bool ended = outcome == OUTCOME_USED || outcome == OUTCOME_LATE;
	int left = outcome == OUTCOME_WRONG ? CODE_WAITING_TRIES - (int)step_up->tries : 0;
	g_autofree char *tries = left == 0 ? g_strdup("") : g_strdup_printf("%d", left);
	json_t *values = NULL;
	CodeLetter letter = {.mail = step_up->mail};
	int64_t written = 0;
	bool told = false, good = false;

	facts->sender = facts->author;
	if (outcome == OUTCOME_RIGHT || facts->sender == NULL)
		return true;
	if (outcome == OUTCOME_DEAD && !look_at_lock(facts, step_up, &told, error))
		return false;
	if (told)
		return true;
	letter.name = ended ? LETTER_STEP_UP_EXPIRED : LETTER_STEP_UP_WRONG;
	letter.more = values =
	    json_pack("{s:b, s:s, s:b, s:b}", "used", outcome == OUTCOME_USED, "tries", tries,
		"app", step_up->kind == STEP_UP_APP, "foreign", outcome == OUTCOME_FOREIGN);
	good = code_letter_write(facts, &letter, &written, error);
	json_decref(values);
	return good;
}

static bool
find_author(MailFacts *facts, GError **error)
{
	const MessageAddress *from = facts->message->from;

	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	return from == NULL ||
	       contact_find(facts->context->spool, from->address, &facts->author, error);
}

bool
code_answer_take(MailFacts *facts, Taken *ret_taken, GError **error)
{
	const Letter *letter = find_letter(facts);
	g_autoptr(StepUp) step_up = NULL;
	Outcome outcome = OUTCOME_RIGHT;

	if (facts->code == NULL || message_kind_is_machine(facts->message->kind))
		return true;
	if (!step_up_find(facts->context->spool, letter->id, letter->mail, &step_up, error))
		return false;
	if (step_up == NULL)
		return true;
	*ret_taken = (Taken){.is_one = true, .state = MAIL_DONE, .decision = "confirm by code"};
	if (!find_author(facts, error) || !judge(facts, letter, step_up, &outcome, error) ||
	    !record(facts, step_up, &outcome, error) || !tell(facts, step_up, outcome, error))
		return false;
	ret_taken->reason =
	    g_strdup_printf("mail %" G_GINT64_FORMAT ": %s", step_up->mail, REASONS[outcome]);
	trace_add(facts->trace, "decision", "%s  %s", ret_taken->decision, ret_taken->reason);
	trace_letter(facts->trace, &facts->applied, mail_facts_language(facts), facts->sender);
	return true;
}
