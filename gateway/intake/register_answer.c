/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What proves an address is the letter's token alone: it went nowhere else, and says nothing of the mail that brought it,
 * so that nobody confirms words of a stranger's. Only the mail whose letter was answered counts as confirmed.
 */
#include "gateway/intake/register_answer.h"

#include "gateway/desk/notifications.h"
#include "gateway/intake/trace.h"
#include "gateway/intake/writer.h"
#include "gateway/templates/letter_types.h"
#include "parsers/domain.h"
#include "spool/account.h"
#include "spool/registration.h"

/* The letter that asked, by its token; NULL: it names none. */
static const Evidence *
find_letter(const MailFacts *facts)
{
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->kind != EVIDENCE_LETTER_ID && one->sent != NULL &&
		    g_str_equal(one->sent->purpose, PURPOSE_REGISTER))
			return one;
	}
	return NULL;
}

/* Why this answer confirms nothing, or NULL. */
static const char *
why_not(const MailFacts *facts, const Evidence *one, const Contact *sender)
{
	if (facts->message->kind != MESSAGE_PERSON)
		return "no person wrote it";
	if (sender == NULL || sender->id != one->contact ||
	    !writer_may_have_token(facts->context->config, facts->message))
		return "it was sent to somebody else";
	return one->proves == PROVES_NOTHING ? "it came too late" : NULL;
}

/* An operator who looked at it may have let it go on. */
static bool
is_allowed(MailFacts *facts)
{
	Standing standing = STANDING_CONFIRMED;

	verdict_clear(&facts->verdict);
	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	if (!facts->mail->released)
		standing = proof_standing(true, facts->verdict.passed, facts->verdict.failed);
	return proof_outcome(ACTION_BECOME_KNOWN, standing, true) == PROOF_YES;
}

static bool
hold(const MailFacts *facts, Taken *taken, GError **error)
{
	*taken = (Taken){true, MAIL_HELD, "hold",
	    g_strdup("it confirms an address, and our own server calls it forged")};
	trace_add(
	    facts->trace, "proof", "%s; token of the letter that asked", facts->verdict.why);
	trace_add(facts->trace, "decision", "hold  %s", taken->reason);
	return facts->mail->id == 0 || notifications_held(facts->context, facts->mail->id, NULL,
					   facts->message->from->address, error);
}

/* Whoever has a mailbox in a domain that an account owns and trusts is its contact. Of one that it does not trust, and of
 * one where anybody may have an address, it is none. */
static bool
join_account(const MailFacts *facts, const Contact *contact, GError **error)
{
	g_autoptr(Account) account = NULL;

	if (contact->account != 0 || !account_find_domain(facts->context->spool,
					 domain_of(contact->address), &account, error))
		return contact->account != 0;
	return account == NULL || !account->trusts_domains ||
	       contact_join(facts->context->spool, contact->id, account->id, error);
}

static bool
confirm(const MailFacts *facts, const Evidence *one, const Contact *contact, Taken *taken,
    GError **error)
{
	Context *context = facts->context;
	int64_t mails = 0;

	if (!contact_register(context->spool, contact->id, context->now_ms, error) ||
	    !join_account(facts, contact, error) ||
	    !registration_confirm(context->spool, contact->id, one->sent->mail, &mails, error))
		return false;
	trace_add(
	    facts->trace, "registered", "%s answers the letter that asked", contact->address);
	if (mails == 0)
		return true;
	*taken = (Taken){true, MAIL_WAITING, "register",
	    g_strdup("it is decided behind what had waited for it")};
	trace_add(
	    facts->trace, "decision", "register  %" G_GINT64_FORMAT " that waited", mails);
	if (context->read_again != NULL)
		context->read_again(context->running);
	return true;
}

bool
register_answer(MailFacts *facts, Taken *ret_taken, GError **error)
{
	const MessageAddress *from = facts->message->from;
	const Evidence *one = find_letter(facts);
	g_autoptr(Contact) sender = NULL;
	const char *why = NULL;

	if (one == NULL)
		return true;
	if (from != NULL && !contact_find(facts->context->spool, from->address, &sender, error))
		return false;
	why = why_not(facts, one, sender);
	if (why != NULL) {
		trace_add(facts->trace, "registered", "no: it answers a letter, but %s", why);
		return true;
	}
	return is_allowed(facts) ? confirm(facts, one, sender, ret_taken, error)
				 : hold(facts, ret_taken, error);
}

bool
register_keep(const MailFacts *facts, GError **error)
{
	const Registration registration = {
	    facts->mail->id, facts->sender->id, facts->context->now_ms};

	return facts->mail->id == 0 ||
	       registration_keep(facts->context->spool, &registration, error);
}
