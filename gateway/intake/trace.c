/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is decided here: what others found out is put into words. */
#include "gateway/intake/trace.h"

#include <stdarg.h>
#include <string.h>

#include "gateway/util/time_format.h"

#define TITLE_MAX 100

struct Explanation {
	GString *lines;  /* own */
	GString *rules;  /* own; those tried, not yet among the lines */
	GString *unseen; /* own; said instead of "none" in the ticket's line */
};

Explanation *
explanation_new(void)
{
	Explanation *explanation = g_new0(Explanation, 1);

	explanation->lines = g_string_new(NULL);
	explanation->rules = g_string_new(NULL);
	explanation->unseen = g_string_new(NULL);
	return explanation;
}

void
explanation_free(Explanation *explanation)
{
	if (explanation == NULL)
		return;
	g_string_free(explanation->lines, true);
	g_string_free(explanation->rules, true);
	g_string_free(explanation->unseen, true);
	g_free(explanation);
}

const char *
explanation_text(const Explanation *explanation)
{
	return explanation->lines->str;
}

void
explanation_add(Explanation *explanation, const char *label, const char *format, ...)
{
	va_list list;

	if (explanation->lines->len > 0)
		g_string_append_c(explanation->lines, '\n');
	g_string_append_printf(explanation->lines, "%-9s ", label);
	va_start(list, format);
	g_string_append_vprintf(explanation->lines, format, list);
	va_end(list);
}

static char *
one_line(const char *text)
{
	g_autofree char *line =
	    g_utf8_substring(text, 0, MIN(TITLE_MAX, g_utf8_strlen(text, -1)));

	return g_strdup(g_strdelimit(line, "\n\t", ' '));
}

void
explanation_mail(Explanation *explanation, const Mail *mail, const Message *message)
{
	g_autofree char *subject = one_line(message->subject);
	g_autofree char *time =
	    time_text_local(message->date_ms != 0 ? message->date_ms : mail->received_ms);

	explanation_add(explanation, "mail", "<%s>  %s  \"%s\"",
	    message->message_id == NULL ? "no Message-ID" : message->message_id, time, subject);
	explanation_add(explanation, "kind", "%-12s %s", message_kind_name(message->kind),
	    message->kind_reason);
	for (unsigned i = 0; i < message->limits->len; i++)
		explanation_add(
		    explanation, "limit", "%s", (const char *)message->limits->pdata[i]);
}

void
explanation_sender(Explanation *explanation, const Message *message, const Contact *sender)
{
	const MessageAddress *from = message->from;
	const char *blank = from == NULL || from->name[0] == '\0' ? "" : " ";

	if (from == NULL)
		explanation_add(
		    explanation, "sender", "none: there is no From, or more than one");
	else if (sender == NULL)
		explanation_add(explanation, "sender", "%s%s<%s>, no contact", from->name,
		    blank, from->address);
	else
		explanation_add(explanation, "sender", "%s%s<%s>, %s%s%s", from->name, blank,
		    from->address, sender->known ? "contact" : "unverified",
		    sender->account_name == NULL ? "" : ", ",
		    sender->account_name == NULL ? "" : sender->account_name);
}

void
explanation_proof(Explanation *explanation, int proof, const char *why_aligned,
    const Ticket *ticket, bool own_token)
{
	g_autofree char *level = g_strdup_printf("L%d", proof);
	g_autofree char *token = NULL;

	if (own_token)
		token = g_strdup_printf("token of %s, issued to this contact", ticket->number);
	explanation_add(explanation, "proof", "%-12s %s; %s", level,
	    why_aligned == NULL ? "no sender" : why_aligned,
	    token == NULL ? "no token of theirs" : token);
}

void
explanation_ticket(Explanation *explanation, const Ticket *ticket, const Thread *thread)
{
	if (ticket != NULL)
		explanation_add(explanation, "ticket", "%-12s %s; %s", ticket->number,
		    ticket_state_name(ticket->state), thread->words);
	else
		explanation_add(explanation, "ticket", "none%s", explanation->unseen->str);
}

void
explanation_not_seen(Explanation *explanation, const Ticket *ticket, const Thread *thread)
{
	g_string_append_printf(explanation->unseen,
	    "         %s is named (%s), but the sender is no party to it", ticket->number,
	    thread->words);
}

void
explanation_lines(Explanation *explanation, const GPtrArray *words)
{
	for (guint i = 0; words != NULL && i < words->len; i++)
		explanation_add(explanation, "lines", "%s", (const char *)words->pdata[i]);
}

void
explanation_rule(Explanation *explanation, const char *rule, bool matched, const char *why)
{
	if (explanation->rules->len > 0)
		g_string_append_printf(explanation->rules, "\n%-9s ", "");
	g_string_append_printf(
	    explanation->rules, "%-20s %s: %s", rule, matched ? "yes" : "no", why);
}

/* What the sender needed for it, where more than words were allowed or asked for. */
static void
explain_allowed(Explanation *explanation, const Situation *situation, const Decision *decision)
{
	const char *name = decision_kind_name(decision->kind);
	const Ticket *ticket = situation->ticket;

	if (decision->kind == DECISION_ASK_BACK && decision->mark[0] != '\0')
		explanation_add(explanation, "allowed", "asked back: %s", decision->mark);
	else if (decision->mark[0] != '\0' && ticket != NULL && ticket->state != decision->next)
		explanation_add(
		    explanation, "allowed", "%s counts, with a mark: %s", name, decision->mark);
	else if (decision->mark[0] != '\0')
		explanation_add(explanation, "allowed", "words only: %s%s",
		    situation->proof == 0 && strcmp(decision->mark, PROOF_MARK_UNPROVEN) == 0
			? "the sender is "
			: "",
		    decision->mark);
	else if (decision->kind == DECISION_ACCEPT)
		explanation_add(explanation, "allowed",
		    "%s needs the ticket's token from its contact: %s", name,
		    situation->own_token ? "yes" : "no, but the configuration allows it");
	else if (decision->kind == DECISION_REJECT || decision->kind == DECISION_REOPEN)
		explanation_add(explanation, "allowed",
		    "%s needs the ticket's token, or an aligned domain: yes", name);
}

void
explanation_decision(Explanation *explanation, const Situation *situation,
    const Decision *decision, const char *number)
{
	const char *name = decision_kind_name(decision->kind);
	const Ticket *ticket = situation->ticket;
	const char *colon = decision->reason[0] == '\0' ? "" : ": ";

	explanation_add(explanation, "rules", "%s", explanation->rules->str);
	explain_allowed(explanation, situation, decision);
	if (decision->kind == DECISION_OPEN_CASE || decision->kind == DECISION_FILE_REQUEST)
		explanation_add(explanation, "decision", "%-12s %s, %s%s%s", name,
		    number == NULL ? "?" : number, ticket_state_name(decision->next),
		    decision->follows ? ", follows " : "",
		    decision->follows ? ticket->number : "");
	else if (ticket != NULL && ticket->state != decision->next)
		explanation_add(explanation, "decision", "%-12s %s -> %s%s%s", name,
		    ticket_state_name(ticket->state), ticket_state_name(decision->next), colon,
		    decision->reason);
	else
		explanation_add(explanation, "decision", "%-12s %s%s", name,
		    decision->reason[0] == '\0' && ticket != NULL
			? ticket_state_name(ticket->state)
			: "",
		    decision->reason);
}

void
explanation_fields(Explanation *explanation, const Ticket *ticket, const char *account,
    const GPtrArray *watchers)
{
	g_autofree char *title = one_line(ticket->title);
	g_autoptr(GString) fields = g_string_new(NULL);

	g_string_append_printf(
	    fields, "category %s, priority %s", ticket->category, ticket->priority);
	if (ticket->group != NULL)
		g_string_append_printf(fields, ", group %s", ticket->group);
	if (account != NULL)
		g_string_append_printf(fields, ", account %s", account);
	for (unsigned i = 0; i < watchers->len; i++)
		g_string_append_printf(
		    fields, "%s %s", i == 0 ? ", watchers" : "", (char *)watchers->pdata[i]);
	explanation_add(explanation, "fields", "%s, title \"%s\"", fields->str, title);
}

void
explanation_faq(Explanation *explanation, const GPtrArray *hits)
{
	for (unsigned i = 0; hits != NULL && i < hits->len; i++) {
		const FaqHit *hit = hits->pdata[i];

		explanation_add(explanation, "faq", "%-20s yes: %s", hit->title, hit->why);
	}
}

void
explanation_letter(Explanation *explanation, const ExplainedLetter *letter)
{
	if (letter->name != NULL)
		explanation_add(explanation, "letter", "%s (%s) to %s", letter->name,
		    letter->language, letter->to->address);
	else if (letter->why_none != NULL)
		explanation_add(explanation, "letter", "none: %s", letter->why_none);
	else
		explanation_add(explanation, "letter", "none");
}

void
explanation_notice(Explanation *explanation, const char *notice)
{
	if (notice != NULL)
		explanation_add(explanation, "desk", "is told: %s", notice);
}
