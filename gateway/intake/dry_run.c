/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sets the stage that was given, on the spool and in the message: a contact, a ticket with a letter of ours that the
 * mail answers, and what our own server would have said of the sender. Then the mail goes the way of every mail.
 */
#include "gateway/intake/dry_run.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/model/needs.h"
#include "gateway/model/proof.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/token.h"
#include "parsers/domain.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"

#define AUTHSERV "dry-run.invalid" /* where that of the mailbox has no name */
#define TOKEN_LASTS_MS (INT64_C(60) * 60 * 1000)

typedef struct {
	Context *context;
	const DryRunFacts *given;
	Message *message;
	ConfigMailbox *mailbox;
} Stage;

void
dry_run_facts_clear(DryRunFacts *given)
{
	g_clear_pointer(&given->account, g_free);
	g_clear_pointer(&given->category, g_free);
	g_clear_pointer(&given->item, g_free);
	g_clear_pointer(&given->mailbox, g_free);
}

static bool
is_known(const DryRunFacts *given)
{
	return given->contact || given->account != NULL ||
	       proof_has_pass((SenderProof)given->proof);
}

static bool
set_sender(const Stage *stage, Contact **ret_sender, GError **error)
{
	Spool *spool = stage->context->spool;
	const MessageAddress *from = stage->message->from;
	const ContactDetails details = {
	    .address = from->address, .name = from->name, .account = stage->given->account};
	int64_t now_ms = stage->context->now_ms, id = 0;

	if (!is_known(stage->given))
		return contact_meet(spool, &details, now_ms, ret_sender, error);
	return contact_add(spool, &details, now_ms, &id, error) &&
	       contact_get(spool, id, ret_sender, error);
}

/* Our own server vouches for the sender's domain. */
static void
vouch(const Stage *stage)
{
	const char *address = stage->message->from->address;
	Origin *origin = origin_new();

	origin->from = g_strdup(address);
	g_ptr_array_add(origin->results,
	    authres_new(stage->mailbox->authserv, "dmarc", "pass", domain_of(address)));
	origin_free(stage->message->origin);
	stage->message->origin = origin;
}

static bool
add_ticket(const Stage *stage, const Contact *sender, Ticket *ticket, GError **error)
{
	const DryRunFacts *given = stage->given;
	const Config *config = stage->context->config;

	*ticket = (Ticket){
	    .kind = (TicketKind)given->ticket_kind,
	    .state = (TicketState)given->ticket_state,
	    .title = (char *)"given",
	    .category = given->category == NULL ? config->default_category : given->category,
	    .priority = (char *)"normal",
	    .mailbox = stage->mailbox->name,
	    .language = config->language,
	    .item = given->item,
	    .reporter = sender->id,
	    .account = sender->account,
	};
	return ticket_change_open(stage->context, ticket, error);
}

/* The letter of the ticket that the mail answers; its token counts only where that is given. */
static bool
add_letter(const Stage *stage, const Contact *sender, const Ticket *ticket, GError **error)
{
	Spool *spool = stage->context->spool;
	int64_t now_ms = stage->context->now_ms, id = 0;
	TokenLetter named = {.salt = token_salt()};
	const Letter letter = {
	    .salt = named.salt,
	    .name = (char *)"given",
	    .purpose = (char *)PURPOSE_TICKET,
	    .ticket = ticket->id,
	    .contact = sender->id,
	    .mailbox = stage->mailbox->name,
	    .recipient = sender->address,
	    .created_ms = now_ms,
	    .expires_ms = now_ms + TOKEN_LASTS_MS,
	    .due_ms = now_ms,
	};
	char token[TOKEN_LENGTH + 1];
	g_autofree char *message_id = NULL;
	g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
	bool with_token = proof_has_token((SenderProof)stage->given->proof);

	if (with_token && !letter_add(spool, &letter, &id, error))
		return false;
	named.id = id;
	if (with_token)
		token_make(&stage->context->keys, TOKEN_PROOF, &named, token);
	message_id =
	    token_message_id(&stage->context->keys, &named, stage->context->config->domain);
	if (with_token)
		g_ptr_array_insert(stage->message->tokens, 0, g_strdup(token));
	g_ptr_array_insert(stage->message->references, 0, g_strdup(message_id));
	if (!with_token)
		return ticket_change_remember(stage->context, ticket->id, message_id, error);
	return letter_store(spool, id, &(LetterText){message_id, "given", nothing}, error) &&
	       letter_record(spool, id, error);
}

/* What is given of a sender is of nobody where the mail has none. */
static bool
set_stage(const Stage *stage, GError **error)
{
	g_autoptr(Contact) sender = NULL;
	Ticket ticket = {0};
	bool good = true;

	if (stage->message->from == NULL)
		return true;
	if (is_known(stage->given) || stage->given->has_ticket)
		good = set_sender(stage, &sender, error);
	if (good && proof_has_pass((SenderProof)stage->given->proof))
		vouch(stage);
	if (!good || !stage->given->has_ticket)
		return good;
	good = add_ticket(stage, sender, &ticket, error) &&
	       add_letter(stage, sender, &ticket, error);
	g_free(ticket.number);
	return good;
}

static bool
decide_mail(const Stage *stage, IntakeResult *ret_processed, GError **error)
{
	const Mail mail = {
	    .mailbox = stage->mailbox->name,
	    .key = (char *)"",
	    .received_ms = stage->context->now_ms,
	    .confirmed =
		stage->given->proof == PROOF_CODE ? CONFIRMED_BY_APP : CONFIRMED_BY_NOTHING,
	};

	return set_stage(stage, error) &&
	       intake_message(stage->context, &mail, stage->message, ret_processed, error);
}

bool
dry_run(Context *context, const DryRunFacts *given, Message *message,
    IntakeResult *ret_processed, GError **error)
{
	ConfigMailbox *mailbox =
	    (ConfigMailbox *)own_address_mailbox(context->config, given->mailbox, message);
	const Stage stage = {context, given, message, mailbox};
	char *authserv = mailbox->authserv;
	bool good;

	if (!spool_mark(context->spool, error))
		return false;
	if ((authserv == NULL || strcmp(authserv, CONFIG_MICROSOFT) == 0) &&
	    proof_has_pass((SenderProof)given->proof))
		mailbox->authserv = (char *)AUTHSERV;
	good = decide_mail(&stage, ret_processed, error);
	mailbox->authserv = authserv;
	return spool_undo(context->spool, good ? error : NULL) && good;
}

bool
dry_run_by(Context *context, Ruleset *rules, const DryRunFacts *given, Message *message,
    IntakeResult *ret_processed, GError **error)
{
	Ruleset *own = context->config->rules;
	bool good = false;

	context->config->rules = rules;
	good = dry_run(context, given, message, ret_processed, error);
	context->config->rules = own;
	return good;
}
