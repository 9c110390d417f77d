/* SPDX-License-Identifier: Apache-2.0 */
/* A mail whose bytes no reader could make a message of: nobody's word, but nothing is lost. */
#include "gateway/intake/apply.h"
#include "gateway/intake/intake.h"
#include "spool/mail_trace.h"

bool
intake_unreadable(Context *context, const Mail *mail, const char *reason, GError **error)
{
	g_auto(ApplyResult) applied = {0};
	g_autofree char *trace = NULL;
	MailOutcome outcome = {
	    .state = MAIL_QUARANTINED,
	    .reason = reason,
	    .decision = "open case",
	    .subject = "",
	};

	if (!apply_unreadable(context, mail, reason, &applied, error))
		return false;
	outcome.ticket = applied.ticket;
	trace =
	    g_strdup_printf("mail      %" G_GINT64_FORMAT "\ndecision  open case  %s, bare: %s",
		mail->id, applied.number, reason);
	return mail_decide(context->spool, mail->id, &outcome, error) &&
	       mail_trace_set(context->spool, mail->id, trace, error);
}
