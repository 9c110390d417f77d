/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one mail while it is decided. Each step adds what it finds out and reads what those before it did. */
#pragma once

#include "gateway/intake/decision.h"
#include "gateway/intake/findings.h"
#include "gateway/intake/sender_proof.h"
#include "gateway/model/context.h"
#include "gateway/model/needs.h"
#include "gateway/model/proof.h"
#include "rules/answer.h"
#include "rules/details.h"
#include "rules/ruleset.h"
#include "spool/mail.h"
#include "spool/web_form.h"

typedef struct Trace Trace; /* gateway/intake/trace.h */

typedef struct {
	/* What came. All foreign but the last. */
	Context *context;
	const Mail *mail; /* of id 0: it is not in the spool, but only explained */
	const Message *message;
	const ConfigMailbox *mailbox;
	Trace *trace;
	const char
	    *taken_by; /* who of the desk took it down (desk_word.h); NULL: it is a mail */
	WebForm *page; /* own; what a page says beside its words; NULL: it is no page's */
	json_t *tried; /* own; the rules, of a mail that is only explained; else NULL */

	/* The letters of ours that it names. */
	GPtrArray *evidence; /* own; of Evidence */
	char *code;          /* own; the digits that answer a letter about a code, or NULL */
	Letter *returned; /* own; at whose envelope address a machine's mail came in; or NULL */

	/* It was decided before, and the desk elsewhere had moved its ticket meanwhile. */
	int64_t conflicts;     /* how often that was so; 0: it is decided for the first time */
	int64_t said_on, said; /* the ticket that has its words, and their line; or 0 */

	/* Who speaks. */
	Contact *author; /* own; of From; NULL: there is none, or no usable one */
	const Contact
	    *sender;     /* who is heard: the author, or for whom an agent writes; or NULL */
	Verdict verdict; /* own */
	bool spammer;    /* the desk marked the address in From (spool/spam_sender.h) */
	Standing standing;
	SenderProof proof;
	Confirmation confirmation;

	bool registered; /* an unknown author, who has answered the letter that it brought */

	/* Which ticket. */
	Thread thread; /* own */
	Ticket
	    *ticket; /* own; as it was; it belongs to it, and the sender may see it; or NULL */
	GPtrArray *letters; /* own; of mail_facts_letters(), or NULL: nobody asked */
	int64_t letters_of; /* the ticket that they are of */
	NamedTicket named;  /* own */
	bool of_history;    /* an old mail: the ticket holds nothing but history */
	bool
	    may_approve; /* answers a letter that asked the author to approve it, who still may */
	bool was_asked; /* to approve it, and answers without that letter's token */
	bool
	    request_confirmed; /* of who may approve: what they are asked for was, by its writer */
	bool
	    closed_by_link; /* within a day, and its parties were asked whether that was right */
	int reopened_today; /* how often customers reopened it in the last day */

	/* What it says. */
	QuotedAnswers
	    quoted;       /* own; between the lines of our letter: `message` has it by then */
	CaseFields lines; /* own */
	RequestForm form; /* own */
	Answer answer;    /* own */
	char *subject;    /* own; what its subject adds to that of its ticket, or NULL */
	Ticket *
	    numbered; /* own; whose number stands in a question for its state, beside `ticket` */
	Details details; /* own; what of the sender's own data would be another */
	bool changes_details;
	int64_t new_addresses_today; /* that letters went to for this contact */
	const Ticket *asked;         /* whose state is asked for; NULL: of none in particular */
	bool asks_unseen; /* for one that the sender may not see, or that is not there */

	/* What becomes of it. */
	RuleResult *rule_result; /* own */
	bool released; /* an operator let it go on, and but for that it would be held again */
	bool
	    words_only; /* and it waits for a code: its words are added or open a case, no more */
	Decision decision;
	ApplyResult applied; /* own */
	ReportChanges after; /* own; of a mail that is only explained */
} MailFacts;

void mail_facts_clear(MailFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailFacts, mail_facts_clear)

/* What it says, and what the rules want because of that: none of it was read. */
void mail_facts_clear_words(MailFacts *facts);

/* The ticket that it is put on: its own, or the one to which a second person adds words; as it was; or NULL. Foreign. */
const Ticket *mail_facts_target(const MailFacts *facts);
/* Those that went out on this ticket, of Letter, oldest first: read once. NULL with an error. Borrowed. */
const GPtrArray *mail_facts_letters(MailFacts *facts, int64_t ticket, GError **error);
/* In which language the sender is written to. Borrowed. */
const char *mail_facts_language(const MailFacts *facts);
/* What the mail asks for, the form that was found in it included. */
AsksKind mail_facts_asks(const MailFacts *facts);
/* Whether it may be answered as a person's: of what came through a list, or as bulk, that of a known contact, and what
 * came to a list of ours; a newsletter never. */
bool mail_facts_is_personal(const MailFacts *facts);
