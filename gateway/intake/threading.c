/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathering asks the spool; weighing is pure. A number in the subject is kept only when nothing better is there: it
 * is no key, and people copy subjects.
 */
#include "gateway/intake/threading.h"

#include <string.h>

#include "gateway/templates/letter_types.h"
#include "gateway/util/token.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define ADDRESSES_MAX 100
#define IDS_MAX 32

typedef struct {
	Context *context;
	const ConfigMailbox *mailbox;
	const Message *message;
	GPtrArray *evidence;
	GError **error;
	bool for_desk; /* tokens of letters to the desk's people count, too */
} Gathering;

void
evidence_free(Evidence *evidence)
{
	g_free(evidence->words);
	g_free(evidence);
}

void
thread_clear(Thread *thread)
{
	g_clear_pointer(&thread->words, g_free);
}

static Evidence *
add(Gathering *g, EvidenceKind kind, int weight, int64_t ticket, const char *words)
{
	Evidence *evidence = g_new0(Evidence, 1);

	*evidence = (Evidence){
	    .kind = kind, .weight = weight, .ticket = ticket, .words = g_strdup(words)};
	g_ptr_array_add(g->evidence, evidence);
	return evidence;
}

bool
threading_is_for_desk(const Letter *letter)
{
	return g_str_equal(letter->purpose, PURPOSE_AGENT) ||
	       g_str_equal(letter->purpose, PURPOSE_GROUP);
}

/* A letter of ours that a mail names by its token or its id. */
typedef struct {
	EvidenceKind kind;
	int weight;
	int64_t letter;
	const char *words;
} Found;

static Proves
proof_of(const Letter *letter)
{
	static const struct {
		const char *purpose;
		Proves proves;
	} PURPOSES[] = {
	    {PURPOSE_TICKET, PROVES_PERSON},
	    {PURPOSE_CONFIRM, PROVES_CONFIRMED},
	    {PURPOSE_APPROVAL, PROVES_APPROVER},
	    {PURPOSE_CONFIRM_APPROVAL, PROVES_CONFIRMED_APPROVER},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(PURPOSES); i++)
		if (g_str_equal(letter->purpose, PURPOSES[i].purpose))
			return PURPOSES[i].proves;
	return PROVES_NOTHING;
}

/* Evidence for its ticket; proof only by a token, and only while that lasts. */
static bool
add_letter(Gathering *g, const Found *found)
{
	g_autoptr(Letter) letter = NULL;
	g_autofree char *late = NULL;
	Evidence *evidence = NULL;
	bool expired = false;

	if (!letter_get(g->context->spool, found->letter, &letter, g->error))
		return false;
	if (letter == NULL ||
	    (letter->ticket == 0 && !(g->for_desk && threading_is_for_desk(letter))))
		return true;
	expired = found->kind != EVIDENCE_LETTER_ID && letter->expires_ms <= g->context->now_ms;
	late = g_strdup_printf("expired %s", found->words);
	evidence =
	    add(g, found->kind, found->weight, letter->ticket, expired ? late : found->words);
	evidence->letter = letter->id;
	evidence->contact = letter->contact;
	if (found->kind != EVIDENCE_LETTER_ID && !expired)
		evidence->proves = proof_of(letter);
	return true;
}

static bool
add_token(Gathering *g, EvidenceKind kind, int weight, const char *token, const char *words)
{
	Found found = {kind, weight, 0, words};

	return !token_check(g->context->key, TOKEN_PROOF, token, &found.letter) ||
	       add_letter(g, &found);
}

static bool
look_at_address(Gathering *g, const char *address)
{
	g_autofree char *token = token_in_address(g->mailbox->reply_address, address);

	return token == NULL || add_token(g, EVIDENCE_ADDRESS_TOKEN, 3, token, "token in To");
}

static bool
look_at_people(Gathering *g, const GPtrArray *people)
{
	for (unsigned i = 0; i < people->len && i < ADDRESSES_MAX; i++) {
		const MessageAddress *person = people->pdata[i];

		if (!look_at_address(g, person->address))
			return false;
	}
	return true;
}

static bool
look_at_addresses(Gathering *g)
{
	if (g->mailbox->reply_address == NULL)
		return true;
	if (!look_at_people(g, g->message->to) || !look_at_people(g, g->message->cc))
		return false;
	for (unsigned i = 0; i < g->message->delivered_to->len && i < ADDRESSES_MAX; i++)
		if (!look_at_address(g, g->message->delivered_to->pdata[i]))
			return false;
	return true;
}

/* Who answers a letter of ours, or quotes its id, need not be whom it was sent to. */
static bool
look_at_letter_ids(Gathering *g)
{
	const GPtrArray *ids = g->message->references;
	const char *domain = g->context->config->domain;

	for (unsigned i = 0; i < ids->len && i < IDS_MAX; i++) {
		int64_t id = 0;

		if (token_check_message_id(g->context->key, ids->pdata[i], domain, &id) &&
		    !add_letter(g,
			&(Found){EVIDENCE_LETTER_ID, i == 0 ? 3 : 1, id,
			    i == 0 ? "In-Reply-To is our letter" : "our letter in References"}))
			return false;
	}
	return true;
}

static bool
look_at_known_ids(Gathering *g)
{
	const GPtrArray *ids = g->message->references;
	g_autoptr(GArray) found = NULL;

	if (ids->len == 0)
		return true;
	if (!ticket_find_by_ids(g->context->spool, (const char *const *)ids->pdata,
		MIN(ids->len, IDS_MAX), &found, g->error))
		return false;
	for (unsigned i = 0; i < found->len; i++) {
		const TicketReference *reference = &g_array_index(found, TicketReference, i);
		bool answered = reference->message_id == ids->pdata[0];

		add(g, EVIDENCE_KNOWN_ID, answered ? 2 : 1, reference->ticket,
		    answered ? "In-Reply-To is known" : "known id in References");
	}
	return true;
}

static bool
look_at_refs(Gathering *g)
{
	const GPtrArray *tokens = g->message->tokens;

	for (unsigned i = 0; i < tokens->len && i < IDS_MAX; i++)
		if (!add_token(g, EVIDENCE_REF_TOKEN, i == 0 ? 2 : 1, tokens->pdata[i],
			i == 0 ? "Ref line" : "Ref line further down"))
			return false;
	return true;
}

static bool
look_at_numbers(Gathering *g)
{
	for (unsigned i = 0; i < g->message->numbers->len && i < 4; i++) {
		g_autoptr(Ticket) ticket = NULL;

		if (!ticket_find(
			g->context->spool, g->message->numbers->pdata[i], &ticket, g->error))
			return false;
		if (ticket != NULL)
			add(g, EVIDENCE_NUMBER, 1, ticket->id, "number in the subject");
	}
	return true;
}

bool
threading_gather(Context *context, const ConfigMailbox *mailbox, const Message *message,
    GPtrArray **ret_evidence, GError **error)
{
	g_autoptr(GPtrArray) evidence =
	    g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	Gathering gathering = {context, mailbox, message, evidence, error, false};

	if (!look_at_addresses(&gathering) || !look_at_letter_ids(&gathering) ||
	    !look_at_refs(&gathering) || !look_at_known_ids(&gathering) ||
	    !look_at_numbers(&gathering))
		return false;
	*ret_evidence = g_steal_pointer(&evidence);
	return true;
}

/* The first of the greatest weight. */
static const Evidence *
best(const GPtrArray *evidence)
{
	const Evidence *found = NULL;

	for (unsigned i = 0; i < evidence->len; i++) {
		const Evidence *one = evidence->pdata[i];

		if (found == NULL || one->weight > found->weight)
			found = one;
	}
	return found;
}

void
desk_answer_clear(DeskAnswer *answer)
{
	g_clear_pointer(&answer->letter, letter_free);
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

static bool
may_answer_by_id(const Message *message, const Letter *letter)
{
	return message_kind_is_machine(message->kind) ||
	       (message->from != NULL &&
		   g_ascii_strcasecmp(message->from->address, letter->recipient) == 0);
}

bool
threading_agent_letter(Context *context, const ConfigMailbox *mailbox, const Message *message,
    DeskAnswer *ret_answer, GError **error)
{
	g_autoptr(GPtrArray) evidence =
	    g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	Gathering gathering = {context, mailbox, message, evidence, error, true};
	g_auto(DeskAnswer) answer = {0};
	const Evidence *chosen = NULL;

	if (!look_at_addresses(&gathering) || !look_at_letter_ids(&gathering) ||
	    !look_at_refs(&gathering))
		return false;
	chosen = best(evidence);
	if (chosen == NULL)
		return true;
	if (!letter_get(context->spool, chosen->letter, &answer.letter, error))
		return false;
	answer.by_token = has_token_of(evidence, chosen->letter);
	if (threading_is_for_desk(answer.letter) &&
	    (answer.by_token || may_answer_by_id(message, answer.letter))) {
		*ret_answer = answer;
		answer.letter = NULL;
	}
	return true;
}

/* Numbers alone disagree among themselves too; a weak hint against a good one does not. */
static bool
contradicts(const Evidence *one, const Evidence *chosen)
{
	return one->ticket != chosen->ticket && one->weight >= MIN(chosen->weight, 2);
}

static void
say(GString *words, const Evidence *one)
{
	if (strstr(words->str, one->words) != NULL)
		return;
	if (words->len > 0)
		g_string_append(words, ", ");
	g_string_append(words, one->words);
}

static bool
speaks(const Evidence *one)
{
	return one->proves == PROVES_PERSON || one->proves == PROVES_CONFIRMED;
}

/* What one piece of evidence for the chosen ticket adds. */
static void
weigh_one(const Evidence *one, int64_t sender, Thread *thread)
{
	bool own = one->contact == sender && sender != 0;

	thread->own_token = thread->own_token || (own && speaks(one));
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
	const Evidence *chosen = best(evidence);
	Thread thread = {0};

	for (unsigned i = 0; chosen != NULL && i < evidence->len; i++) {
		const Evidence *one = evidence->pdata[i];

		thread.disagrees = thread.disagrees || contradicts(one, chosen);
		if (one->ticket != chosen->ticket)
			continue;
		say(words, one);
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
threading_is_ours(const Context *context, const Message *message)
{
	int64_t letter = 0;

	return message->message_id != NULL &&
	       token_check_message_id(
		   context->key, message->message_id, context->config->domain, &letter);
}
