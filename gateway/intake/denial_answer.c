/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own server is not asked who it is: whoever denies in somebody's name only has a person look. So nothing is undone
 * here, and nothing that waits is thrown away.
 */
#include "gateway/intake/denial_answer.h"

#include "gateway/desk/notifications.h"
#include "gateway/intake/code_letter.h"
#include "gateway/intake/trace.h"
#include "gateway/intake/writer.h"
#include "gateway/templates/letter_types.h"
#include "parsers/domain.h"
#include "rules/answer_denial.h"
#include "spool/contact_change.h"
#include "spool/factor.h"
#include "spool/registration.h"
#include "spool/step_up.h"

/* What was stopped by it. */
typedef struct {
	int64_t about; /* the contact's mail that the letter was about, or 0 */
	bool mail;     /* that waits for its sender, and stays held */
	bool app;
} Stopped;

/* The letter that is denied, by its token; or NULL. */
static const Letter *
find_letter(const MailFacts *facts)
{
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->sent != NULL && one->kind != EVIDENCE_LETTER_ID &&
		    letter_types_of(one->sent->name)->may_be_denied)
			return one->sent;
	}
	return NULL;
}

static bool
is_from_reader(const MailFacts *facts, const Letter *letter, const Contact *author)
{
	const MessageAddress *from = facts->message->from;

	return from != NULL && writer_may_have_token(facts->context->config, facts->message) &&
	       (domain_address_equal(from->address, letter->recipient) ||
		   (author != NULL && author->id == letter->contact));
}

/* Whichever letter about it is answered, it is the newest question that ends. Who was told that a code was asked of
 * somebody else says nothing of that one's mail. */
static bool
stop_mail(MailFacts *facts, const Letter *letter, Stopped *stopped, GError **error)
{
	Spool *spool = facts->context->spool;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(StepUp) step_up = NULL;

	if (!mail_get(spool, letter->mail, &mail, error) ||
	    !step_up_find(spool, 0, mail->id, &step_up, error))
		return false;
	if (step_up != NULL && step_up->contact != letter->contact)
		return true;
	stopped->about = mail->id;
	stopped->mail = mail->state == MAIL_HELD;
	if (step_up != NULL && step_up->state == STEP_UP_OPEN) {
		step_up->state = STEP_UP_DENIED;
		if (!step_up_save(spool, step_up, facts->context->now_ms, error))
			return false;
	}
	return registration_deny(spool, mail->id, error) &&
	       mail_set_reason(
		   spool, mail->id, "its sender says that they did not send it", error);
}

/* Nobody whom its owner knows has it: until a person took it away, it counts no more. */
static bool
stop_app(MailFacts *facts, int64_t contact, Stopped *stopped, GError **error)
{
	Spool *spool = facts->context->spool;
	g_autoptr(Factor) factor = NULL;

	if (!factor_get(spool, contact, &factor, error))
		return false;
	stopped->app = factor != NULL && factor->state != FACTOR_PENDING;
	return factor == NULL || factor->state != FACTOR_ACTIVE ||
	       factor_set_state(spool, contact, FACTOR_LOCKED, facts->context->now_ms, error);
}

static bool
stop(MailFacts *facts, const Letter *letter, Stopped *stopped, GError **error)
{
	Spool *spool = facts->context->spool;
	const int64_t now_ms = facts->context->now_ms;
	const ContactLetters to_new_address = {letter->contact, LETTER_DETAILS_CONFIRM};

	if (!letter_expire_token(spool, letter->id, now_ms, error) ||
	    (letter->mail != 0 && !stop_mail(facts, letter, stopped, error)))
		return false;
	if (g_str_equal(letter->name, LETTER_MFA_ENROLLED))
		return stop_app(facts, letter->contact, stopped, error);
	return !g_str_equal(letter->name, LETTER_DETAILS_CHANGED) ||
	       contact_change_end_tokens(spool, &to_new_address, now_ms, error);
}

/* Nobody unknown gets another letter for it. */
static bool
thank(MailFacts *facts, const Letter *letter, const Stopped *stopped, GError **error)
{
	json_t *values = NULL;
	CodeLetter thanks = {.name = LETTER_NOT_YOU, .mail = letter->mail};
	int64_t written = 0;
	bool good = false;

	if (facts->author == NULL || !facts->author->known)
		return true;
	facts->sender = facts->author;
	thanks.more = values =
	    json_pack("{s:b, s:b}", "stopped", stopped->mail, "app", stopped->app);
	good = code_letter_write(facts, &thanks, &written, error);
	json_decref(values);
	return good;
}

static char *
reason_of(const Letter *letter, const Stopped *stopped)
{
	if (stopped->about == 0)
		return g_strdup_printf("its sender says of the letter %s that it was not them: "
				       "somebody may be acting as this contact",
		    letter->name);
	return g_strdup_printf("its sender says that mail %" G_GINT64_FORMAT
			       " is not theirs%s: somebody may be writing as this contact",
	    stopped->about, stopped->mail ? "" : ", which was decided");
}

static bool
take(MailFacts *facts, const Letter *letter, Taken *taken, GError **error)
{
	Stopped stopped = {0};

	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	facts->applied.ticket = letter->ticket;
	if (!stop(facts, letter, &stopped, error) || !thank(facts, letter, &stopped, error))
		return false;
	*taken = (Taken){true, MAIL_HELD, "deny", reason_of(letter, &stopped)};
	trace_add(facts->trace, "decision", "%s  %s", taken->decision, taken->reason);
	trace_letter(facts->trace, &facts->applied, mail_facts_language(facts), facts->sender);
	return facts->mail->id == 0 ||
	       notifications_denied(facts->context, facts->mail->id, error);
}

bool
denial_answer(MailFacts *facts, Taken *ret_taken, GError **error)
{
	const Letter *letter = find_letter(facts);
	const MessageAddress *from = facts->message->from;
	g_autoptr(Contact) author = NULL;

	if (letter == NULL || facts->mail->released ||
	    message_kind_is_machine(facts->message->kind) ||
	    !answer_denial_read(facts->message->text))
		return true;
	if (from != NULL && !contact_find(facts->context->spool, from->address, &author, error))
		return false;
	if (!is_from_reader(facts, letter, author))
		return true;
	facts->author = g_steal_pointer(&author);
	return take(facts, letter, ret_taken, error);
}
