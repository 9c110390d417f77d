/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/code_need.h"

#include "gateway/templates/letter_types.h"

#define NOTHING NEED_ACTIONS

Need
code_need_of(const MailFacts *facts, NeedAction action)
{
	const CatalogItem *item = facts->form.item;

	return needs_strictest(action, &facts->context->config->needs,
	    &facts->confirmation.account, item == NULL ? NULL : catalog_item_needs(item));
}

static NeedOutcome
outcome_of(const MailFacts *facts, NeedAction action)
{
	return needs_outcome(
	    code_need_of(facts, action), facts->confirmation.has_app, facts->confirmation.by);
}

bool
code_need_is_met(const MailFacts *facts, NeedAction action)
{
	return code_need_of(facts, action) != NEED_NONE &&
	       outcome_of(facts, action) == NEED_MET;
}

/* Who is known, proven a little, and a person: to all others a letter is sent by whoever writes in their name. */
static bool
may_be_asked(const MailFacts *facts)
{
	return facts->sender != NULL && facts->sender->known && facts->proof != PROOF_NONE &&
	       mail_facts_is_personal(facts);
}

bool
code_need_raise(const MailFacts *facts, MailFacts *ret_confirmed)
{
	Standing raised = facts->standing == STANDING_PASS || facts->standing == STANDING_BOTH
			      ? STANDING_BOTH
			      : STANDING_CONFIRMED;

	if (!may_be_asked(facts) || facts->standing == raised)
		return false;
	*ret_confirmed = *facts;
	ret_confirmed->standing = raised;
	return true;
}

static int
action_of(const MailFacts *facts, const Decision *would)
{
	switch (would->kind) {
	case DECISION_OPEN_CASE:
		return NEED_OPEN;
	case DECISION_COMMENT:
	case DECISION_ASK_BACK:
		return NEED_COMMENT;
	case DECISION_REOPEN:
	case DECISION_REJECT:
		return NEED_REJECT;
	case DECISION_ACCEPT:
		return NEED_ACCEPT;
	case DECISION_FILE_REQUEST:
	case DECISION_CONTINUE_DRAFT:
		return facts->form.sensitive ? NEED_REQUEST_SENSITIVE : NEED_REQUEST;
	case DECISION_APPROVE:
	case DECISION_DECLINE:
	case DECISION_NOTE_APPROVAL:
		return facts->form.sensitive ? NEED_APPROVE_SENSITIVE : NEED_APPROVE;
	case DECISION_TELL_STATE:
		return facts->answer.asks == ASKS_ORGANISATION &&
			       g_strcmp0(would->letter, LETTER_STATUS) == 0
			   ? NEED_STATUS_ORGANISATION
			   : NOTHING;
	case DECISION_CHANGE_DETAILS:
		return NEED_CONTACT_DATA;
	case DECISION_IGNORE:
	case DECISION_HOLD:
	case DECISION_SPAM:
	case DECISION_LIST_FORMS:
	case DECISION_FORWARD:
	case DECISION_ASK_CODE:
	case DECISION_REFER:
		break;
	}
	return NOTHING;
}

/* A draft is only begun or filled in. */
static bool
starts_nothing(const Decision *would)
{
	return would->next == TICKET_DRAFT &&
	       (would->kind == DECISION_FILE_REQUEST || would->kind == DECISION_CONTINUE_DRAFT);
}

/* For whom a person of the desk decides anyway. */
static bool
is_for_desk(NeedAction action)
{
	return action == NEED_REQUEST_SENSITIVE || action == NEED_APPROVE_SENSITIVE;
}

static Decision
wait_for(const Decision *decision, DecisionKind kind, const char *reason)
{
	return (Decision){.kind = kind,
	    .next = decision->next,
	    .mark = "",
	    .reason = reason,
	    .needs_code = true};
}

static Decision
ask(const MailFacts *facts, const Decision *decision, const Decision *would, NeedAction action)
{
	bool by_app = outcome_of(facts, action) == NEED_ASKS_APP;
	Decision waits = wait_for(decision, DECISION_ASK_CODE,
	    by_app ? "it waits for the code of its sender's app"
		   : "it waits for the code that its sender was sent");

	if (!may_be_asked(facts))
		return wait_for(decision, DECISION_HOLD,
		    "what it wants needs a code, and nothing proves its sender");
	if (by_app && facts->confirmation.app_locked)
		return wait_for(decision, DECISION_HOLD,
		    "what it wants needs the code of its sender's app, which is locked");
	if (facts->confirmation.locked)
		return wait_for(decision, DECISION_HOLD,
		    "what it wants needs a code, and of late its sender gave too many wrong "
		    "ones");
	waits.letter = by_app ? LETTER_STEP_UP_APP : LETTER_STEP_UP;
	waits.purpose = PURPOSE_STEP_UP;
	waits.wish = would->kind == DECISION_DECLINE ? "decline" : need_action_name(action);
	return waits;
}

static Decision
look(const MailFacts *facts, const Decision *decision, const Decision *would, NeedAction action)
{
	switch (outcome_of(facts, action)) {
	case NEED_ASKS_LETTER:
	case NEED_ASKS_APP:
		return ask(facts, decision, would, action);
	case NEED_MET_BY_DESK:
		if (!is_for_desk(action) && !facts->mail->released)
			return wait_for(decision, DECISION_HOLD,
			    "its sender confirmed it and has no app: a person decides, too");
		break;
	case NEED_MET:
		break;
	}
	return *decision;
}

Decision
code_need_look(const MailFacts *facts, const Decision *decision, const Decision *would)
{
	int action = action_of(facts, would);
	Decision looked = *decision;

	if (action == NOTHING || facts->lines.by_desk || facts->words_only)
		return looked;
	if (!starts_nothing(would))
		looked = look(facts, decision, would, (NeedAction)action);
	looked.of_app = code_need_of(facts, (NeedAction)action) == NEED_APP;
	return looked;
}
