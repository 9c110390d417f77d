/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A number is no key, a Message-ID none either, and a token none in another's hand: what ties a second person to a
 * ticket decides where their words are read, and what they may do is what a stranger may. A link gives nobody anything,
 * so that ids which everybody reads are good enough for one.
 */
#include "gateway/intake/relation.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/trace.h"
#include "gateway/letters/letter_token.h"
#include "parsers/ticket_refs.h"
#include "rules/words.h"

#define LINKS_MAX 4   /* of one mail */
#define UNSEEN_MAX 8  /* ids of one mail that are looked at */
#define TEXT_MAX 4096 /* bytes in which numbers are looked for */

void
named_ticket_clear(NamedTicket *named)
{
	g_clear_pointer(&named->ticket, ticket_free);
	g_clear_pointer(&named->tied, g_free);
	g_clear_pointer(&named->mark, g_free);
}

static bool
is_addressed(const ConfigMailbox *mailbox, const GPtrArray *people)
{
	for (unsigned i = 0; i < people->len; i++)
		if (own_address_is_of(
			mailbox, ((const MessageAddress *)people->pdata[i])->address))
			return true;
	return false;
}

static bool
has_address_token(const MailFacts *facts)
{
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->kind == EVIDENCE_ADDRESS_TOKEN && one->ticket == facts->ticket->id)
			return true;
	}
	return false;
}

bool
relation_is_elsewhere(const MailFacts *facts)
{
	const ConfigMailbox *own =
	    config_mailbox(facts->context->config, facts->ticket->mailbox);

	return own != NULL && strcmp(own->name, facts->mailbox->name) != 0 &&
	       !message_kind_is_machine(facts->message->kind) && !has_address_token(facts) &&
	       !is_addressed(own, facts->message->to) && !is_addressed(own, facts->message->cc);
}

/* The letter of the ticket whose token the mail has while that lasts, where it went to somebody else; or NULL. */
static const Letter *
lent_token(const MailFacts *facts)
{
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->ticket == facts->ticket->id && one->proves != PROVES_NOTHING &&
		    one->contact != facts->author->id)
			return one->sent;
	}
	return NULL;
}

/* Whether the mail answers something of the ticket, by more than its number. */
static bool
answers(const MailFacts *facts, const Ticket *ticket)
{
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->ticket == ticket->id && one->kind != EVIDENCE_NUMBER)
			return true;
	}
	return false;
}

static bool
is_involved(const MailFacts *facts, bool *ret_is, GError **error)
{
	g_autoptr(GPtrArray) people = NULL;

	if (!ticket_people(facts->context->spool, facts->ticket->id, &people, error))
		return false;
	for (unsigned i = 0; i < people->len; i++)
		*ret_is = *ret_is || ((const TicketPerson *)people->pdata[i])->contact ==
					 facts->author->id;
	return true;
}

/* Own; NULL: nothing ties the author to the ticket. */
static bool
find_tie(const MailFacts *facts, char **ret_tied, GError **error)
{
	const Letter *lent = facts->author == NULL ? NULL : lent_token(facts);
	bool named = false;
	bool wrote = false;

	if (facts->author == NULL || !answers(facts, facts->ticket))
		return true;
	if (lent == NULL && (!is_involved(facts, &named, error) ||
				!ticket_has_words_of(facts->context->spool, facts->ticket->id,
				    facts->message->from->address, &wrote, error)))
		return false;
	*ret_tied = lent != NULL
			? g_strdup_printf("with the token issued to %s", lent->recipient)
		    : named ? g_strdup("was named on it")
		    : wrote ? g_strdup("wrote on it before")
			    : NULL;
	return true;
}

bool
relation_set_named(MailFacts *facts, bool elsewhere, GError **error)
{
	NamedTicket *named = &facts->named;

	if (!elsewhere && !facts->thread.disagrees && !find_tie(facts, &named->tied, error))
		return false;
	named->elsewhere = elsewhere;
	trace_not_seen(facts->trace, facts->ticket, &facts->thread, named);
	named->ticket = g_steal_pointer(&facts->ticket);
	facts->thread.own_token = false;
	facts->thread.disagrees = false;
	return true;
}

bool
relation_speaks(const MailFacts *facts)
{
	return facts->named.tied != NULL && !facts->lines.by_desk;
}

void
relation_mark(MailFacts *facts)
{
	const char *mark = facts->decision.mark;

	g_free(facts->named.mark);
	facts->named.mark =
	    g_strdup_printf("%s, %s", mark[0] == '\0' ? "no party" : mark, facts->named.tied);
	facts->decision.mark = facts->named.mark;
}

/* The tickets that a new one names, each once. */
typedef struct {
	const MailFacts *facts;
	int64_t ticket;
	int64_t named[LINKS_MAX];
	unsigned count;
} Links;

/* The one that it follows is shown as such. */
static bool
add_link(Links *links, int64_t other, TicketLinkReason why, GError **error)
{
	const Ticket *before = links->facts->ticket;

	for (unsigned i = 0; i < links->count; i++)
		if (links->named[i] == other)
			return true;
	if (other == 0 || other == links->ticket || links->count == LINKS_MAX ||
	    (before != NULL && other == before->id))
		return true;
	links->named[links->count++] = other;
	return ticket_change_link(links->facts->context, links->ticket, other, why, error);
}

static bool
link_evidence(Links *links, GError **error)
{
	const NamedTicket *named = &links->facts->named;
	const GPtrArray *evidence = links->facts->evidence;
	bool forwarded = named->elsewhere && answers(links->facts, named->ticket);

	if (named->ticket != NULL &&
	    !add_link(links, named->ticket->id, forwarded ? LINK_FORWARDED : LINK_NAMED, error))
		return false;
	for (unsigned i = 0; i < evidence->len; i++)
		if (!add_link(links, ((const Evidence *)evidence->pdata[i])->ticket, LINK_NAMED,
			error))
			return false;
	return true;
}

/* The numbers among these words. */
static bool
link_words(Links *links, const GArray *words, GError **error)
{
	const Context *context = links->facts->context;
	const char *const *shapes = config_desk_shapes(context->config->tickets);

	for (unsigned i = 0; i < words->len && links->count < LINKS_MAX; i++) {
		g_autofree char *number = g_ascii_strup(g_array_index(words, Word, i).word, -1);
		size_t length = ticket_refs_number_length(number, shapes);
		g_autoptr(Ticket) ticket = NULL;

		if (length == 0 || number[length] != '\0')
			continue;
		if (!ticket_find_now(context->spool, number, &ticket, error) ||
		    (ticket != NULL && !add_link(links, ticket->id, LINK_NAMED, error)))
			return false;
	}
	return true;
}

/* Numbers that stand in a person's own words: most of what is between two blanks has no digit. Those of other scripts
 * fold to ours. */
static bool
link_text(Links *links, GError **error)
{
	const char *text = links->facts->message->text;
	const char *stop = text + strnlen(text, TEXT_MAX);
	const char *start = text;

	for (const char *p = text; p < stop; p++) {
		g_autoptr(GArray) words = NULL;

		if (g_ascii_isalpha(*p))
			continue;
		if (*p == ' ' || *p == '\t' || *p == '\n')
			start = p + 1;
		if (!g_ascii_isdigit(*p) && (unsigned char)*p < 0x80)
			continue;
		p += MIN(strcspn(p, " \t\n"), (size_t)(stop - p));
		words = words_split(start, (size_t)(p - start));
		if (!link_words(links, words, error))
			return false;
		start = p + 1;
	}
	return true;
}

static bool
link_thread(Links *links, const char *id, GError **error)
{
	int64_t other = 0;

	if (!ticket_find_unseen(links->facts->context->spool, id, &other, error))
		return false;
	return other == 0 ||
	       (ticket_follow(links->facts->context->spool, other, &other, error) &&
		   add_link(links, other, LINK_THREAD, error));
}

/* An id that the mail answers, neither ours nor of a mail that came. */
static bool
is_unseen(const MailFacts *facts, const char *id, bool *ret_unseen, GError **error)
{
	g_autoptr(GArray) known = NULL;
	int64_t letter = 0;

	if (!letter_token_check_message_id(facts->context, id, &letter, error) ||
	    !ticket_find_by_ids(facts->context->spool, &id, 1, &known, error))
		return false;
	*ret_unseen = letter == 0 && known->len == 0;
	return true;
}

/* Machines answer ids that they made up, the same one for all that they have to say. */
static bool
keep_unseen(Links *links, bool opens, GError **error)
{
	const Message *message = links->facts->message;
	const GPtrArray *ids = message->references;

	if (opens && message->message_id != NULL &&
	    !link_thread(links, message->message_id, error))
		return false;
	for (unsigned i = 0; i < ids->len && i < UNSEEN_MAX; i++) {
		/* the last one is where the thread began */
		const char *id = ids->pdata[i == UNSEEN_MAX - 1 ? ids->len - 1 : i];
		bool unseen = false;

		if (!is_unseen(links->facts, id, &unseen, error) ||
		    (unseen && opens && !link_thread(links, id, error)) ||
		    (unseen && !ticket_change_remember_unseen(
				   links->facts->context, links->ticket, id, error)))
			return false;
	}
	return true;
}

bool
relation_keep(const MailFacts *facts, int64_t ticket, bool opens, GError **error)
{
	Links links = {.facts = facts, .ticket = ticket};

	if (opens && !link_evidence(&links, error))
		return false;
	return message_kind_is_machine(facts->message->kind) ||
	       ((!opens || link_text(&links, error)) && keep_unseen(&links, opens, error));
}
