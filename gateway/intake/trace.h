/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a trace: one line for each step of deciding, in the order in which an operator reads them. Pure. */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/model/proof.h"
#include "rules/faq.h"
#include "spool/mail.h"

/* A line that begins so goes on with the one above it. */
#define TRACE_MARGIN "          "
#define TRACE_CUT "cut"

Trace *trace_new(void);
void trace_free(Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trace, trace_free)
/* All lines so far, without a final newline. Borrowed. */
const char *trace_text(const Trace *trace);

/* A line of any kind: "mail", "kind", "sender", "proof", "ticket", "rules", "decision", "letter". */
void trace_add(Trace *trace, const char *label, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* What a trace says was cut, of char *: "quote: all its lines". Caller owns. */
GPtrArray *trace_pieces(const char *trace);
/* The trace with the first lines alone of what was cut, for people who look for the decision. Caller owns. */
char *trace_brief(const char *trace);

/* mail and kind */
void trace_mail(Trace *trace, const Mail *mail, const Message *message);
/* sender: or NULL */
void trace_sender(Trace *trace, const Message *message, const Contact *sender);
/* verdict_why, ticket: or NULL. token: of that ticket, issued to the sender. */
void trace_proof(
    Trace *trace, SenderProof proof, const char *verdict_why, const Ticket *ticket, bool token);
/* What was confirmed by a code, if anything was; what rules said before is forgotten. */
void trace_code(Trace *trace, ConfirmedBy by);
void trace_ticket(Trace *trace, const Ticket *ticket, const Thread *thread);
/* The evidence names this ticket, but the sender has nothing to do with it. */
void trace_not_seen(
    Trace *trace, const Ticket *ticket, const Thread *thread, const NamedTicket *named);
/* words: of char *, what the lines of a mail say of its case; or NULL */
void trace_lines(Trace *trace, const GPtrArray *words);
/* One rule that was tried; kept until the decision's line is written, before which all of them stand. */
void trace_rule(Trace *trace, const char *rule, bool matched, const char *why);
void trace_decision(Trace *trace, const MailFacts *facts);
/* The ticket's fields as they then are, and the watchers that a rule adds. */
void trace_fields(Trace *trace, const MailFacts *facts);

/* hits: of FaqHit, or NULL */
void trace_faq(Trace *trace, const GPtrArray *hits);
/* The one that was written, or why there is none. */
void trace_letter(
    Trace *trace, const ApplyResult *applied, const char *language, const Contact *to);
/* What the desk's people are told, and who of them. */
void trace_notice(Trace *trace, const ApplyResult *applied);
