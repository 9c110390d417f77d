/* SPDX-License-Identifier: Apache-2.0 */
/* A mail whose bytes no reader could make a message of: a bare case says so, for a person to look at. */
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/intake.h"
#include "spool/mail_trace.h"

static bool
open_case(
    Context *context, const Mail *mail, const char *reason, Ticket *ret_ticket, GError **error)
{
	g_autofree char *text = g_strdup_printf(
	    "Mail %" G_GINT64_FORMAT " could not be read: %s. It is kept as it came.", mail->id,
	    reason);
	Ticket ticket = {
	    .kind = TICKET_CASE,
	    .state = TICKET_NEW,
	    .title = (char *)"A mail that could not be read",
	    .category = context->config->default_category,
	    .priority = (char *)"normal",
	    .mailbox = mail->mailbox,
	    .language = context->config->language,
	};
	const TicketLine line = {.kind = ENTRY_DESCRIPTION, .text = text, .mail = mail->id};

	if (!ticket_change_open(context, &ticket, error))
		return false;
	*ret_ticket = ticket;
	return ticket_change_say(context, ticket.id, &line, NULL, error) &&
	       notifications_ticket(context, &ticket, NOTIFY_NEW_CASE, NULL, error);
}

/* Old mail opens nothing: `mail list quarantined` has it. */
static bool
keep_history(Context *context, const Mail *mail, const char *reason, GError **error)
{
	g_autofree char *trace = g_strdup_printf(
	    "mail      %" G_GINT64_FORMAT "\ndecision  ignore  history: %s", mail->id, reason);
	const MailOutcome outcome = {
	    .state = MAIL_QUARANTINED, .reason = reason, .decision = "ignore", .subject = ""};

	return mail_decide(context->spool, mail->id, &outcome, error) &&
	       mail_trace_set(context->spool, mail->id, trace, error);
}

static bool
open_bare(Context *context, const Mail *mail, const char *reason, GError **error)
{
	Ticket ticket = {0};
	bool opened = open_case(context, mail, reason, &ticket, error);
	g_autofree char *number = ticket.number;
	g_autofree char *trace =
	    g_strdup_printf("mail      %" G_GINT64_FORMAT "\ndecision  open case  %s, bare: %s",
		mail->id, number, reason);
	const MailOutcome outcome = {
	    .state = MAIL_QUARANTINED,
	    .reason = reason,
	    .decision = "open case",
	    .subject = "",
	    .ticket = ticket.id,
	};

	return opened && mail_decide(context->spool, mail->id, &outcome, error) &&
	       mail_trace_set(context->spool, mail->id, trace, error);
}

bool
intake_unreadable(Context *context, const Mail *mail, const char *reason, GError **error)
{
	return mail->history_ms != 0 ? keep_history(context, mail, reason, error)
				     : open_bare(context, mail, reason, error);
}
