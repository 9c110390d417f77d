/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a trace: one line for each step of deciding, in the order in which an operator reads them. Pure. */
#pragma once

#include "gateway/intake/decide.h"
#include "gateway/intake/threading.h"
#include "rules/faq.h"
#include "spool/mail.h"

typedef struct Explanation Explanation;

Explanation *explanation_new(void);
void explanation_free(Explanation *explanation);
/* All lines so far, without a final newline. Borrowed. */
const char *explanation_text(const Explanation *explanation);

/* A line of any kind: "mail", "kind", "sender", "proof", "ticket", "rules", "decision", "letter". */
void explanation_add(Explanation *explanation, const char *label, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* mail and kind */
void explanation_mail(Explanation *explanation, const Mail *mail, const Message *message);
/* sender: or NULL */
void explanation_sender(
    Explanation *explanation, const Message *message, const Contact *sender);
/* why_aligned, ticket: or NULL */
void explanation_proof(Explanation *explanation, int proof, const char *why_aligned,
    const Ticket *ticket, bool own_token);
void explanation_ticket(Explanation *explanation, const Ticket *ticket, const Thread *thread);
/* The evidence names this ticket, but the sender has nothing to do with it. */
void explanation_not_seen(Explanation *explanation, const Ticket *ticket, const Thread *thread);
/* words: of char *, what the lines of a mail say of its case; or NULL */
void explanation_lines(Explanation *explanation, const GPtrArray *words);
/* One rule that was tried; kept until the decision's line is written, before which all of them stand. */
void explanation_rule(
    Explanation *explanation, const char *rule, bool matched, const char *why);
/* number: of a new ticket, or NULL */
void explanation_decision(Explanation *explanation, const Situation *situation,
    const Decision *decision, const char *number);
/* The ticket's fields as they then are. account: or NULL; watchers: of char *, those that a rule adds */
void explanation_fields(Explanation *explanation, const Ticket *ticket, const char *account,
    const GPtrArray *watchers);

/* All borrowed. */
typedef struct {
	const char *name; /* or NULL: none was written */
	const char *language;
	const Contact *to;
	const char *why_none; /* or NULL: none was due */
} ExplainedLetter;
/* hits: of FaqHit, or NULL */
void explanation_faq(Explanation *explanation, const GPtrArray *hits);
void explanation_letter(Explanation *explanation, const ExplainedLetter *letter);
/* What the desk's people are told, or NULL. */
void explanation_notice(Explanation *explanation, const char *notice);
