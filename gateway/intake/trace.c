/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is decided here: what others found out is put into words. */
#include "gateway/intake/trace.h"

#include <stdarg.h>
#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/intake/decide.h"
#include "gateway/intake/mail_facts.h"
#include "gateway/util/time_format.h"

#define TITLE_MAX 100
#define BRIEF_LINES 12 /* of each piece that was cut */
#define TOLD_MOST 5    /* addresses of the desk's people */

struct Trace {
	GString *lines;  /* own */
	GString *rules;  /* own; those tried, not yet among the lines */
	GString *unseen; /* own; said instead of "none" in the ticket's line */
};

Trace *
trace_new(void)
{
	Trace *trace = g_new0(Trace, 1);

	trace->lines = g_string_new(NULL);
	trace->rules = g_string_new(NULL);
	trace->unseen = g_string_new(NULL);
	return trace;
}

void
trace_free(Trace *trace)
{
	if (trace == NULL)
		return;
	g_string_free(trace->lines, true);
	g_string_free(trace->rules, true);
	g_string_free(trace->unseen, true);
	g_free(trace);
}

const char *
trace_text(const Trace *trace)
{
	return trace->lines->str;
}

void
trace_add(Trace *trace, const char *label, const char *format, ...)
{
	va_list list;

	if (trace->lines->len > 0)
		g_string_append_c(trace->lines, '\n');
	g_string_append_printf(trace->lines, "%-9s ", label);
	va_start(list, format);
	g_string_append_vprintf(trace->lines, format, list);
	va_end(list);
}

static char *
one_line(const char *text)
{
	g_autofree char *line =
	    g_utf8_substring(text, 0, MIN(TITLE_MAX, g_utf8_strlen(text, -1)));

	return g_strdup(g_strdelimit(line, "\n\t", ' '));
}

/* What was cut is read here, without the mail: all of it, where no line of it can be taken for one of the trace. */
static void
trace_cut(Trace *trace, const GPtrArray *cut)
{
	for (unsigned i = 0; i < cut->len; i++) {
		const MessageCut *piece = cut->pdata[i];
		g_autofree char *text = g_strchomp(g_strdup(piece->text));
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		g_autofree char *words = g_strjoinv("\n" TRACE_MARGIN, lines);

		trace_add(trace, TRACE_CUT, "%s: %s", message_cut_name(piece->kind), words);
	}
}

GPtrArray *
trace_pieces(const char *trace)
{
	g_auto(GStrv) lines = g_strsplit(trace, "\n", -1);
	GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
	GString *piece = NULL;

	for (size_t i = 0; lines[i] != NULL; i++) {
		bool goes_on = g_str_has_prefix(lines[i], TRACE_MARGIN);

		if (piece != NULL && !goes_on)
			g_ptr_array_add(pieces, g_string_free(g_steal_pointer(&piece), false));
		if (piece != NULL)
			g_string_append_printf(piece, "\n%s", lines[i] + strlen(TRACE_MARGIN));
		else if (g_str_has_prefix(lines[i], TRACE_CUT " "))
			piece = g_string_new(lines[i] + strlen(TRACE_MARGIN));
	}
	if (piece != NULL)
		g_ptr_array_add(pieces, g_string_free(piece, false));
	return pieces;
}

char *
trace_brief(const char *trace)
{
	g_auto(GStrv) lines = g_strsplit(trace, "\n", -1);
	GString *brief = g_string_new(NULL);
	unsigned more = 0; /* lines of the piece; 0: this is none */

	for (size_t i = 0; lines[i] != NULL; i++) {
		bool goes_on = more > 0 && g_str_has_prefix(lines[i], TRACE_MARGIN);

		more = goes_on ? more + 1 : (unsigned)g_str_has_prefix(lines[i], TRACE_CUT " ");
		if (more > BRIEF_LINES)
			continue;
		g_string_append_printf(brief, "%s%s", i == 0 ? "" : "\n",
		    more == BRIEF_LINES ? TRACE_MARGIN "..." : lines[i]);
	}
	return g_string_free(brief, false);
}

void
trace_mail(Trace *trace, const Mail *mail, const Message *message)
{
	g_autofree char *subject = one_line(message_whole_subject(message));
	g_autofree char *time =
	    time_format_local(message->date_ms != 0 ? message->date_ms : mail->received_ms);

	trace_add(trace, "mail", "<%s>  %s  \"%s\"",
	    message->message_id == NULL ? "no Message-ID" : message->message_id, time, subject);
	trace_add(
	    trace, "kind", "%-12s %s", message_kind_name(message->kind), message->kind_reason);
	if (message->scan != NULL)
		trace_add(trace, "scan", "%s", message->scan);
	for (unsigned i = 0; i < message->limits->len; i++)
		trace_add(trace, "limit", "%s", (const char *)message->limits->pdata[i]);
	trace_cut(trace, message->cut);
}

void
trace_sender(Trace *trace, const Message *message, const Contact *sender)
{
	const MessageAddress *from = message->from;
	const char *blank = from == NULL || from->name[0] == '\0' ? "" : " ";

	if (message->via != NULL)
		trace_add(trace, "sender", "not %s, which is in From: it stands for another",
		    message->via->address);
	if (from == NULL)
		trace_add(trace, "sender", "none: there is no address in From");
	else if (sender == NULL)
		trace_add(
		    trace, "sender", "%s%s<%s>, no contact", from->name, blank, from->address);
	else
		trace_add(trace, "sender", "%s%s<%s>, %s%s%s", from->name, blank, from->address,
		    sender->known ? "contact" : "unverified",
		    sender->account_name == NULL ? "" : ", ",
		    sender->account_name == NULL ? "" : sender->account_name);
}

void
trace_proof(
    Trace *trace, SenderProof proof, const char *verdict_why, const Ticket *ticket, bool token)
{
	g_autofree char *level = g_strdup_printf("L%d", (int)proof);
	g_autofree char *named = NULL;

	if (token)
		named = g_strdup_printf("token of %s, issued to this contact", ticket->number);
	trace_add(trace, "proof", "%-12s %s; %s", level,
	    verdict_why == NULL ? "no sender" : verdict_why,
	    named == NULL ? "no token of theirs" : named);
}

void
trace_code(Trace *trace, ConfirmedBy by)
{
	if (by == CONFIRMED_BY_NOTHING)
		return;
	g_string_truncate(trace->rules, 0);
	trace_add(trace, "code", "confirmed by the code of %s",
	    by == CONFIRMED_BY_APP ? "the sender's app" : "a letter");
}

void
trace_ticket(Trace *trace, const Ticket *ticket, const Thread *thread)
{
	if (ticket != NULL)
		trace_add(trace, "ticket", "%-12s %s; %s", ticket->number,
		    ticket_state_name(ticket->state), thread->words);
	else
		trace_add(trace, "ticket", "none%s", trace->unseen->str);
}

void
trace_not_seen(
    Trace *trace, const Ticket *ticket, const Thread *thread, const NamedTicket *named)
{
	g_string_append_printf(trace->unseen, "         %s is named (%s), but %s%s%s",
	    ticket->number, thread->words,
	    named->elsewhere ? "the mail went to another mailbox"
			     : "the sender is no party to it",
	    named->tied == NULL ? "" : "; ", named->tied == NULL ? "" : named->tied);
}

void
trace_lines(Trace *trace, const GPtrArray *words)
{
	for (guint i = 0; words != NULL && i < words->len; i++)
		trace_add(trace, "lines", "%s", (const char *)words->pdata[i]);
}

void
trace_rule(Trace *trace, const char *rule, bool matched, const char *why)
{
	if (trace->rules->len > 0)
		g_string_append_printf(trace->rules, "\n%-9s ", "");
	g_string_append_printf(trace->rules, "%-20s %s: %s", rule, matched ? "yes" : "no", why);
}

/* What the sender needed for it, where more than words were allowed or asked for. */
static void
explain_allowed(Trace *trace, const MailFacts *facts)
{
	const Decision *decision = &facts->decision;
	const char *name = decision_kind_name(decision->kind);
	const Ticket *ticket = facts->ticket;

	if (decision->kind == DECISION_ASK_BACK && decision->mark[0] != '\0')
		trace_add(trace, "allowed", "asked back: %s", decision->mark);
	else if (decision->mark[0] != '\0' && ticket != NULL && ticket->state != decision->next)
		trace_add(trace, "allowed", "%s counts, with a mark: %s", name, decision->mark);
	else if (decision->mark[0] != '\0')
		trace_add(trace, "allowed", "words only: %s%s",
		    facts->proof == PROOF_NONE &&
			    strcmp(decision->mark, PROOF_MARK_UNPROVEN) == 0
			? "the sender is "
			: "",
		    decision->mark);
	else if (decision->kind == DECISION_ACCEPT)
		trace_add(trace, "allowed", "%s needs the ticket's token from its contact: %s",
		    name,
		    facts->thread.own_token ? "yes" : "no, but the configuration allows it");
	else if (decision->kind == DECISION_REJECT || decision->kind == DECISION_REOPEN)
		trace_add(trace, "allowed",
		    "%s needs the ticket's token, or an aligned domain: yes", name);
}

void
trace_decision(Trace *trace, const MailFacts *facts)
{
	const Decision *decision = &facts->decision;
	const char *number = facts->applied.number;
	const char *name = decision_kind_name(decision->kind);
	const Ticket *ticket = facts->ticket;
	const char *colon = decision->reason[0] == '\0' ? "" : ": ";

	trace_add(trace, "rules", "%s", trace->rules->str);
	explain_allowed(trace, facts);
	if (decision->kind == DECISION_OPEN_CASE || decision->kind == DECISION_FILE_REQUEST)
		trace_add(trace, "decision", "%-12s %s, %s%s%s", name,
		    number == NULL ? "?" : number, ticket_state_name(decision->next),
		    decision->follows ? ", follows " : "",
		    decision->follows ? ticket->number : "");
	else if (facts->ticket != NULL && ticket->state != decision->next)
		trace_add(trace, "decision", "%-12s %s -> %s%s%s", name,
		    ticket_state_name(ticket->state), ticket_state_name(decision->next), colon,
		    decision->reason);
	else
		trace_add(trace, "decision", "%-12s %s%s", name,
		    decision->reason[0] == '\0' && ticket != NULL
			? ticket_state_name(ticket->state)
			: "",
		    decision->reason);
}

void
trace_fields(Trace *trace, const MailFacts *facts)
{
	const Ticket *ticket = facts->after.ticket;
	const char *account = facts->after.account;
	const GPtrArray *watchers = facts->rule_result->watchers;
	g_autofree char *title = one_line(ticket->title);
	g_autoptr(GString) fields = g_string_new(NULL);

	g_string_append_printf(
	    fields, "category %s, priority %s", ticket->category, ticket->priority);
	if (ticket->group != NULL)
		g_string_append_printf(fields, ", group %s", ticket->group);
	if (ticket->agent != NULL)
		g_string_append_printf(
		    fields, ", agent %s", agents_shown(facts->context->config, ticket->agent));
	if (account != NULL)
		g_string_append_printf(fields, ", account %s", account);
	for (unsigned i = 0; i < watchers->len; i++)
		g_string_append_printf(
		    fields, "%s %s", i == 0 ? ", watchers" : "", (char *)watchers->pdata[i]);
	trace_add(trace, "fields", "%s, title \"%s\"", fields->str, title);
}

void
trace_faq(Trace *trace, const GPtrArray *hits)
{
	for (unsigned i = 0; hits != NULL && i < hits->len; i++) {
		const FaqHit *hit = hits->pdata[i];

		trace_add(trace, "faq", "%-20s yes: %s", hit->title, hit->why);
	}
}

void
trace_letter(Trace *trace, const ApplyResult *applied, const char *language, const Contact *to)
{
	if (applied->letter != NULL)
		trace_add(
		    trace, "letter", "%s (%s) to %s", applied->letter, language, to->address);
	else if (applied->no_letter != NULL)
		trace_add(trace, "letter", "none: %s", applied->no_letter);
	else
		trace_add(trace, "letter", "none");
}

void
trace_notice(Trace *trace, const ApplyResult *applied)
{
	g_autoptr(GString) told = g_string_new(NULL);

	if (applied->notice == NULL)
		return;
	for (unsigned i = 0; i < applied->told->len && i < TOLD_MOST; i++)
		g_string_append_printf(
		    told, "%s%s", i == 0 ? "" : ", ", (const char *)applied->told->pdata[i]);
	if (applied->told->len > TOLD_MOST)
		g_string_append_printf(told, " and %u more", applied->told->len - TOLD_MOST);
	if (told->len == 0)
		trace_add(trace, "desk", "nobody is told: %s", applied->notice);
	else
		trace_add(trace, "desk", "is told: %s, to %s", applied->notice, told->str);
}
