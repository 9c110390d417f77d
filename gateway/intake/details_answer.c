/* SPDX-License-Identifier: Apache-2.0 */
/* The contact itself was asked before (gateway/intake/details_change.c): here it is the new address that speaks. */
#include "gateway/intake/details_answer.h"

#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/details_change.h"
#include "gateway/intake/trace.h"
#include "gateway/intake/writer.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/templates/letter_types.h"
#include "parsers/domain.h"
#include "spool/contact_change.h"

typedef struct {
	MailFacts *facts;     /* foreign */
	const Letter *letter; /* foreign; that asked */
	Contact *contact;     /* own; who asked for it, as it is */
	Contact *owner;       /* own; whose the new address is, or NULL */
} NewAddress;

static void
new_address_clear(NewAddress *one)
{
	g_clear_pointer(&one->contact, contact_free);
	g_clear_pointer(&one->owner, contact_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NewAddress, new_address_clear)

static const Letter *
find_letter(const MailFacts *facts)
{
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->kind != EVIDENCE_LETTER_ID && one->sent != NULL &&
		    g_str_equal(one->sent->purpose, PURPOSE_ADDRESS))
			return one->sent;
	}
	return NULL;
}

static bool
is_done(const NewAddress *one)
{
	return domain_address_equal(one->contact->address, one->letter->recipient);
}

/* Why it confirms nothing, or NULL. */
static const char *
why_not(const NewAddress *one)
{
	const MailFacts *facts = one->facts;
	const MessageAddress *from = facts->message->from;

	if (facts->message->kind != MESSAGE_PERSON)
		return "no person wrote it";
	if (from == NULL || !domain_address_equal(from->address, one->letter->recipient) ||
	    !writer_may_have_token(facts->context->config, facts->message))
		return "it was sent to somebody else";
	if (is_done(one))
		return NULL;
	return one->letter->expires_ms <= facts->context->now_ms || !one->contact->known
		   ? "it came too late"
		   : NULL;
}

/* Why a person is to look at it, or NULL. */
static const char *
why_held(NewAddress *one)
{
	MailFacts *facts = one->facts;

	verdict_clear(&facts->verdict);
	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	if (facts->verdict.failed && !facts->mail->released)
		return "it confirms an address, and our own server calls it forged";
	return one->owner != NULL && one->owner->id != one->contact->id && one->owner->known
		   ? "it confirms an address that is another contact's by now"
		   : NULL;
}

static bool
end(const NewAddress *one, MailState state, const char *decision, const char *reason,
    Taken *taken)
{
	*taken = (Taken){true, state, decision, g_strdup(reason)};
	trace_add(one->facts->trace, "decision", "%s  %s", decision, reason);
	return true;
}

/* To who has the new address, and where the old one was: whoever reads mail there learns of it. */
static bool
tell(const NewAddress *one, GError **error)
{
	MailFacts *facts = one->facts;
	Contact to = *one->contact;
	json_t *values = json_pack("{s:b, s:[o]}", "changed", true, "changes",
	    details_change_json(
		facts->context, DETAIL_ADDRESS, one->contact->address, one->letter->recipient));
	const LetterOrder to_old = {
	    .name = LETTER_DETAILS_CHANGED,
	    .mailbox = facts->mailbox->name,
	    .to = one->contact,
	    .purpose = PURPOSE_NOTHING,
	    .more = values,
	};
	LetterOrder to_new = to_old;
	bool good = false;

	to.address = one->letter->recipient;
	to_new.to = &to;
	to_new.purpose = NULL;
	to_new.answers = facts->message;
	to_new.mail = facts->mail->id;
	good = customer_letter(facts->context, &to_new, error) &&
	       (one->contact->undeliverable || customer_letter(facts->context, &to_old, error));
	json_decref(values);
	return good;
}

static bool
change(const NewAddress *one, GError **error)
{
	const MailFacts *facts = one->facts;
	Context *context = facts->context;
	const ContactChange row = {one->contact->id, (char *)detail_name(DETAIL_ADDRESS),
	    one->contact->address, one->letter->recipient, one->letter->mail, context->now_ms};

	if (one->owner != NULL && one->owner->id != one->contact->id &&
	    !ticket_change_merge(context, one->contact->id, one->owner->id, error))
		return false;
	return contact_change_address(context->spool, one->contact->id, one->letter->recipient,
		   context->now_ms, error) &&
	       contact_change_add(context->spool, &row, error) &&
	       letter_expire_token(context->spool, one->letter->id, context->now_ms, error) &&
	       tell(one, error);
}

bool
details_answer(MailFacts *facts, Taken *ret_taken, GError **error)
{
	g_auto(NewAddress) one = {.facts = facts, .letter = find_letter(facts)};
	const char *why = NULL;

	if (one.letter == NULL)
		return true;
	if (!contact_get(facts->context->spool, one.letter->contact, &one.contact, error) ||
	    !contact_find(facts->context->spool, one.letter->recipient, &one.owner, error))
		return false;
	why = why_not(&one);
	if (why != NULL) {
		trace_add(facts->trace, "details",
		    "no: it answers a letter to a new address, but %s", why);
		return true;
	}
	if (is_done(&one))
		return end(
		    &one, MAIL_DONE, "ignore", "the address was confirmed before", ret_taken);
	why = why_held(&one);
	if (why != NULL)
		return end(&one, MAIL_HELD, "hold", why, ret_taken) &&
		       (facts->mail->id == 0 ||
			   notifications_held(facts->context, facts->mail->id, NULL,
			       facts->message->from->address, error));
	return change(&one, error) && end(&one, MAIL_DONE, "change details",
					  "the new address has confirmed it", ret_taken);
}
