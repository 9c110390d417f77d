/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The desk's word stands for what a mail has to prove, but nothing that costs money or gives access starts by it: such a
 * request waits for approval, and who took it down is a requester of it, who does not approve it.
 */
#include "gateway/intake/desk_word.h"

#include "gateway/desk/desk_request.h"
#include "gateway/intake/apply.h"
#include "gateway/intake/desk_files.h"
#include "gateway/intake/mail_facts.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/situation.h"
#include "gateway/intake/threading.h"
#include "gateway/intake/trace.h"
#include "gateway/templates/letter_types.h"
#include "parsers/language.h"
#include "spool/mail_trace.h"

/* Of nobody of the configuration it is as the reporter's own mail. */
static MessageAddress *
author_of(const DeskWord *word)
{
	const ConfigAgent *agent = word->by->agent;

	return agent == NULL
		   ? message_address_new(word->reporter->address, word->reporter->name)
		   : message_address_new(agent->address, agent->name);
}

static Message *
message_of(const DeskWord *word)
{
	Message *message = message_new();

	message->from = author_of(word);
	if (word->title != NULL) {
		g_free(message->subject);
		message->subject = g_strdup(word->title);
	}
	g_free(message->text);
	message->text = g_strdup(word->text == NULL ? "" : word->text);
	message->language = g_strdup(language_of(message->text));
	desk_files_list(word->files, message);
	return message;
}

static bool
meet_author(MailFacts *facts, const DeskWord *word, GError **error)
{
	const ContactDetails details = {
	    .address = facts->message->from->address, .name = facts->message->from->name};
	Spool *spool = facts->context->spool;

	if (!contact_get(spool, word->reporter->id, &facts->lines.reporter, error))
		return false;
	facts->sender = facts->lines.reporter;
	return contact_meet(spool, &details, facts->context->now_ms, &facts->author, error);
}

static void
put(char **place, const char *value)
{
	if (value == NULL)
		return;
	g_free(*place);
	*place = g_strdup(value);
}

/* Over what the rules say, and in the place of a form that they found in the text. */
static void
put_values(const DeskWord *word, MailFacts *facts)
{
	RuleResult *rule_result = facts->rule_result;

	put(&rule_result->title, word->title);
	put(&rule_result->category, word->category);
	put(&rule_result->priority, word->priority);
	put(&rule_result->group, word->group);
	request_form_clear(&facts->form);
	facts->form = (RequestForm){.item = word->item};
	if (word->item != NULL)
		facts->form.values = g_ptr_array_ref(word->values);
}

static Decision
decide_word(const DeskWord *word, const MailFacts *facts)
{
	bool waits =
	    word->item != NULL && (catalog_item_approval(word->item) != APPROVAL_NONE ||
				      catalog_item_is_sensitive(word->item));
	Decision decision = {
	    .kind = word->item == NULL ? DECISION_OPEN_CASE : DECISION_FILE_REQUEST,
	    .reason = DESK_REQUEST_TAKEN_DOWN,
	    .next = TICKET_NEW,
	    .mark = "",
	    .letter = facts->sender->known ? LETTER_ACKNOWLEDGEMENT
					   : LETTER_ACKNOWLEDGEMENT_UNVERIFIED,
	};

	if (word->item != NULL) {
		decision.next = waits ? TICKET_AWAITING_APPROVAL : TICKET_IN_PROGRESS;
		decision.letter = waits ? LETTER_REQUEST_WAITS : LETTER_REQUEST_ACKNOWLEDGEMENT;
	}
	if (word->silent)
		decision.letter = NULL;
	return decision;
}

static bool
finish(const MailFacts *facts, GError **error)
{
	const MailOutcome outcome = {
	    .state = MAIL_DONE,
	    .reason = facts->decision.reason,
	    .decision = "desk's word",
	    .ticket = facts->applied.ticket,
	    .from_address = facts->message->from->address,
	    .subject = facts->message->subject,
	};
	Spool *spool = facts->context->spool;

	return facts->mail->id == 0 ||
	       (mail_decide(spool, facts->mail->id, &outcome, error) &&
		   mail_trace_set(spool, facts->mail->id, trace_text(facts->trace), error));
}

bool
desk_word_open(Context *context, const DeskWord *word, Ticket **ret_ticket, GError **error)
{
	g_autoptr(Message) message = message_of(word);
	g_autoptr(Trace) trace = trace_new();
	Mail mail = {.mailbox = word->mailbox->name, .received_ms = context->now_ms};
	g_auto(MailFacts) facts = {.context = context,
	    .mail = &mail,
	    .message = message,
	    .mailbox = word->mailbox,
	    .trace = trace,
	    .taken_by = word->by->name,
	    .standing = STANDING_PASS,
	    .proof = PROOF_DOMAIN,
	    .lines = {.by_desk = true}};

	if ((word->files != NULL && word->files->len > 0 &&
		!desk_files_keep(
		    context, word->mailbox, message, word->files, &mail.id, error)) ||
	    !threading_letters(&facts, error) || !meet_author(&facts, word, error))
		return false;
	facts.form.item = word->item;
	if (!situation_ask_rules(&facts, error))
		return false;
	put_values(word, &facts);
	facts.decision = decide_word(word, &facts);
	context->mail = mail.id;
	if (!apply_message(&facts, error) || !finish(&facts, error))
		return false;
	context->mail = 0;
	return ticket_get(context->spool, facts.applied.ticket, ret_ticket, error);
}
