/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathering asks the spool; weighing is pure. A number in the subject is kept only when nothing better is there: it
 * is no key, and people copy subjects.
 */
#include "gateway/intake/threading.h"

#include <string.h>

#include "gateway/intake/mail_facts.h"
#include "gateway/letters/letter_token.h"
#include "gateway/templates/letter_types.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

#define ADDRESSES_MAX 100
#define IDS_MAX 32
#define NUMBERS_MAX 4

void
evidence_free(Evidence *evidence)
{
	letter_free(evidence->sent);
	g_free(evidence->words);
	g_free(evidence);
}

void
thread_clear(Thread *thread)
{
	g_clear_pointer(&thread->words, g_free);
}

bool
threading_is_for_desk(const Letter *letter)
{
	return g_str_equal(letter->purpose, PURPOSE_AGENT) ||
	       g_str_equal(letter->purpose, PURPOSE_GROUP);
}

/* A letter that a token or an id of ours names, and where that stands. */
typedef struct {
	EvidenceKind kind;
	int weight;
	int64_t letter;
	const char *words;
} Found;

/* Adds it where it is one of ours. */
static bool
find_token(const Context *context, const char *token, Found one, GArray *found, GError **error)
{
	if (!letter_token_check(context, TOKEN_PROOF, token, &one.letter, error))
		return false;
	if (one.letter != 0)
		g_array_append_val(found, one);
	return true;
}

static bool
find_id(const Context *context, const char *id, Found one, GArray *found, GError **error)
{
	if (!letter_token_check_message_id(context, id, &one.letter, error))
		return false;
	if (one.letter != 0)
		g_array_append_val(found, one);
	return true;
}

static bool
find_in_address(const Context *context, const char *form, const char *address, GArray *found,
    GError **error)
{
	g_autofree char *token = token_in_address(form, address);
	const Found one = {EVIDENCE_ADDRESS_TOKEN, 3, 0, "token in To"};

	return token == NULL || find_token(context, token, one, found, error);
}

static bool
find_in_people(const Context *context, const char *form, const GPtrArray *people, GArray *found,
    GError **error)
{
	for (unsigned i = 0; i < people->len && i < ADDRESSES_MAX; i++)
		if (!find_in_address(context, form,
			((const MessageAddress *)people->pdata[i])->address, found, error))
			return false;
	return true;
}

/* The tokens in addresses. */
static bool
find_in_addresses(const Context *context, const char *form, const Message *message,
    GArray *found, GError **error)
{
	const GPtrArray *delivered = message->delivered_to;

	if (!find_in_people(context, form, message->to, found, error) ||
	    !find_in_people(context, form, message->cc, found, error))
		return false;
	for (unsigned i = 0; i < delivered->len && i < ADDRESSES_MAX; i++)
		if (!find_in_address(context, form, delivered->pdata[i], found, error))
			return false;
	return true;
}

/* Of Found: the tokens in addresses, the ids of our letters, the tokens in the text. Returns a new array, or NULL. */
static GArray *
find_letters(const Context *context, const ConfigMailbox *mailbox, const Message *message,
    GError **error)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Found));
	const GPtrArray *ids = message->references;
	const GPtrArray *tokens = message->tokens;
	bool returns = message->kind == MESSAGE_BOUNCE || message->kind == MESSAGE_DELAYED;

	if (!find_in_addresses(context, mailbox->reply_address, message, found, error))
		return NULL;
	for (unsigned i = 0; i < ids->len && i < IDS_MAX; i++) {
		const Found one = {EVIDENCE_LETTER_ID, i == 0 ? 3 : 1, 0,
		    returns  ? "our letter came back"
		    : i == 0 ? "In-Reply-To is our letter"
			     : "our letter in References"};

		if (!find_id(context, ids->pdata[i], one, found, error))
			return NULL;
	}
	for (unsigned i = 0; i < tokens->len && i < IDS_MAX; i++) {
		const Found one = {EVIDENCE_REF_TOKEN, i == 0 ? 2 : 1, 0,
		    i == 0 ? "Ref line" : "Ref line further down"};

		if (!find_token(context, tokens->pdata[i], one, found, error))
			return NULL;
	}
	return g_steal_pointer(&found);
}

bool
threading_has_token(
    const Context *context, const ConfigMailbox *mailbox, const Message *message)
{
	g_autoptr(GArray) found = find_letters(context, mailbox, message, NULL);

	for (unsigned i = 0; found != NULL && i < found->len; i++)
		if (g_array_index(found, Found, i).kind != EVIDENCE_LETTER_ID)
			return true;
	return found == NULL;
}

static Proves
proof_of(const Letter *letter)
{
	static const struct {
		const char *purpose;
		Proves proves;
	} PURPOSES[] = {
	    {PURPOSE_TICKET, PROVES_PERSON},
	    {PURPOSE_OVERVIEW, PROVES_PERSON},
	    {PURPOSE_REGISTER, PROVES_PERSON},
	    {PURPOSE_CONFIRM, PROVES_CONFIRMED},
	    {PURPOSE_APPROVAL, PROVES_APPROVER},
	    {PURPOSE_CONFIRM_APPROVAL, PROVES_CONFIRMED_APPROVER},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(PURPOSES); i++)
		if (g_str_equal(letter->purpose, PURPOSES[i].purpose))
			return PURPOSES[i].proves;
	return PROVES_NOTHING;
}

/* Evidence for the letter's ticket; proof only by a token, and only while that lasts. Caller owns. */
static Evidence *
evidence_of(const Found *found, Letter *take_letter, int64_t now_ms)
{
	Evidence *evidence = g_new0(Evidence, 1);
	bool by_token = found->kind != EVIDENCE_LETTER_ID;
	bool expired = by_token && take_letter != NULL && take_letter->expires_ms <= now_ms;

	*evidence = (Evidence){.kind = found->kind,
	    .weight = found->weight,
	    .letter = found->letter,
	    .words = g_strconcat(expired ? "expired " : "", found->words, NULL),
	    .sent = take_letter};
	if (take_letter == NULL)
		return evidence;
	evidence->ticket = take_letter->ticket;
	evidence->contact = take_letter->contact;
	if (by_token && !expired)
		evidence->proves = proof_of(take_letter);
	return evidence;
}

/* A letter that asked somebody unknown is about what their mail became since. */
static bool
find_registered(Spool *spool, Letter *letter, GError **error)
{
	g_autoptr(Mail) mail = NULL;

	if (letter == NULL || letter->mail == 0 ||
	    !g_str_equal(letter->purpose, PURPOSE_REGISTER))
		return true;
	if (!mail_get(spool, letter->mail, &mail, error))
		return false;
	return mail->ticket == 0 || ticket_follow(spool, mail->ticket, &letter->ticket, error);
}

/* A letter that told how all the reader's tickets stand is about the one that its answer names, where it could be answered
 * then. */
static bool
find_told(Spool *spool, const Message *message, Letter *letter, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	if (letter == NULL || message->numbers->len == 0 ||
	    !g_str_equal(letter->purpose, PURPOSE_OVERVIEW))
		return true;
	if (!ticket_find(spool, message->numbers->pdata[0], &ticket, error))
		return false;
	if (ticket != NULL && ticket->reporter == letter->contact &&
	    ticket->state_ms <= letter->created_ms)
		letter->ticket = ticket->id;
	return true;
}

bool
threading_letters(MailFacts *facts, GError **error)
{
	g_autoptr(GArray) found =
	    find_letters(facts->context, facts->mailbox, facts->message, error);

	if (found == NULL)
		return false;
	facts->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	for (unsigned i = 0; i < found->len; i++) {
		const Found *one = &g_array_index(found, Found, i);
		Letter *letter = NULL;

		if (!letter_get(facts->context->spool, one->letter, &letter, error))
			return false;
		if (!find_registered(facts->context->spool, letter, error) ||
		    !find_told(facts->context->spool, facts->message, letter, error)) {
			letter_free(letter);
			return false;
		}
		g_ptr_array_add(
		    facts->evidence, evidence_of(one, letter, facts->context->now_ms));
	}
	return true;
}

static void
add(GPtrArray *evidence, EvidenceKind kind, int weight, int64_t ticket, const char *words)
{
	Evidence *one = g_new0(Evidence, 1);

	*one = (Evidence){
	    .kind = kind, .weight = weight, .ticket = ticket, .words = g_strdup(words)};
	g_ptr_array_add(evidence, one);
}

/* What was merged into another ticket names that one. */
bool
threading_gather(MailFacts *facts, GError **error)
{
	Spool *spool = facts->context->spool;
	const GPtrArray *ids = facts->message->references;
	const GPtrArray *numbers = facts->message->numbers;
	g_autoptr(GArray) known = NULL;

	if (ids->len > 0 && !ticket_find_by_ids(spool, (const char *const *)ids->pdata,
				MIN(ids->len, IDS_MAX), &known, error))
		return false;
	for (unsigned i = 0; known != NULL && i < known->len; i++) {
		const TicketReference *reference = &g_array_index(known, TicketReference, i);
		bool answered = reference->message_id == ids->pdata[0];
		int64_t ticket = 0;

		if (!ticket_follow(spool, reference->ticket, &ticket, error))
			return false;
		add(facts->evidence, EVIDENCE_KNOWN_ID, answered ? 2 : 1, ticket,
		    answered ? "In-Reply-To is known" : "known id in References");
	}
	for (unsigned i = 0; i < numbers->len && i < NUMBERS_MAX; i++) {
		g_autoptr(Ticket) ticket = NULL;

		if (!ticket_find_now(spool, numbers->pdata[i], &ticket, error))
			return false;
		if (ticket != NULL)
			add(facts->evidence, EVIDENCE_NUMBER, 1, ticket->id,
			    "number in the subject");
	}
	return true;
}

/* A letter about a held mail has no ticket, and only the desk's answers are to it. */
static bool
counts(const Evidence *one, bool for_desk)
{
	return one->ticket != 0 ||
	       (for_desk && one->sent != NULL && threading_is_for_desk(one->sent));
}

/* The first of the greatest weight among those that count. */
static const Evidence *
best(const GPtrArray *evidence, bool for_desk)
{
	const Evidence *found = NULL;

	for (unsigned i = 0; i < evidence->len; i++) {
		const Evidence *one = evidence->pdata[i];

		if (counts(one, for_desk) && (found == NULL || one->weight > found->weight))
			found = one;
	}
	return found;
}

static bool
has_token_of(const GPtrArray *evidence, int64_t letter)
{
	for (unsigned i = 0; i < evidence->len; i++) {
		const Evidence *one = evidence->pdata[i];

		if (one->letter == letter && one->kind != EVIDENCE_LETTER_ID)
			return true;
	}
	return false;
}

const Letter *
threading_agent_letter(const MailFacts *facts, bool *ret_by_token)
{
	const Evidence *chosen = best(facts->evidence, true);
	const MessageAddress *from = facts->message->from;
	const Letter *letter = chosen == NULL ? NULL : chosen->sent;

	if (letter == NULL || !threading_is_for_desk(letter))
		return NULL;
	*ret_by_token = has_token_of(facts->evidence, letter->id);
	return *ret_by_token || message_kind_is_machine(facts->message->kind) ||
		       (from != NULL &&
			   g_ascii_strcasecmp(from->address, letter->recipient) == 0)
		   ? letter
		   : NULL;
}

/* What one piece of evidence for the chosen ticket adds. */
static void
weigh_one(const Evidence *one, int64_t sender, Thread *thread)
{
	bool own = one->contact == sender && sender != 0;
	bool speaks = one->proves == PROVES_PERSON || one->proves == PROVES_CONFIRMED;

	thread->own_token = thread->own_token || (own && speaks);
	thread->answers_own =
	    thread->answers_own || (own && one->kind == EVIDENCE_LETTER_ID && one->weight == 3);
	if (thread->letter == 0)
		thread->letter = one->letter;
	if (own && one->proves == PROVES_CONFIRMED)
		thread->confirmed = one->letter;
	if (one->proves == PROVES_CONFIRMED_APPROVER) {
		thread->approval = one->letter;
		thread->approval_confirmed = true;
	}
	if (one->proves == PROVES_APPROVER && thread->approval == 0)
		thread->approval = one->letter;
}

void
threading_weigh(const GPtrArray *evidence, int64_t sender, Thread *ret_thread)
{
	g_autoptr(GString) words = g_string_new(NULL);
	const Evidence *chosen = best(evidence, false);
	Thread thread = {0};

	for (unsigned i = 0; chosen != NULL && i < evidence->len; i++) {
		const Evidence *one = evidence->pdata[i];

		if (!counts(one, false))
			continue;
		if (one->ticket != chosen->ticket) {
			/* numbers alone disagree among themselves too; a weak hint against a good one does not */
			thread.disagrees =
			    thread.disagrees || one->weight >= MIN(chosen->weight, 2);
			continue;
		}
		if (strstr(words->str, one->words) == NULL)
			g_string_append_printf(
			    words, "%s%s", words->len > 0 ? ", " : "", one->words);
		weigh_one(one, sender, &thread);
	}
	if (chosen != NULL) {
		thread.ticket = chosen->ticket;
		g_string_append(
		    words, thread.disagrees ? "; other evidence names another ticket" : "");
		thread.words = g_strdup(words->str);
	}
	*ret_thread = thread;
}

bool
threading_is_ours(
    const Context *context, const Message *message, bool *ret_ours, GError **error)
{
	int64_t letter = 0;

	if (message->message_id != NULL &&
	    !letter_token_check_message_id(context, message->message_id, &letter, error))
		return false;
	*ret_ours = letter != 0;
	return true;
}
