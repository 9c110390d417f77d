/* SPDX-License-Identifier: Apache-2.0 */
/* A mail whose bytes no reader could make a message of: nobody's word, but nothing is lost. */
#include "gateway/intake/apply.h"
#include "gateway/intake/intake.h"
#include "spool/mail_trace.h"

bool
process_unreadable(Office *office, const Mail *mail, const char *reason, GError **error)
{
	g_auto(Effect) effect = {0};
	g_autofree char *trace = NULL;
	MailOutcome outcome = {
	    .state = MAIL_QUARANTINED,
	    .reason = reason,
	    .decision = "open case",
	    .subject = "",
	};

	if (!apply_unreadable(office, mail, reason, &effect, error))
		return false;
	outcome.ticket = effect.ticket;
	trace =
	    g_strdup_printf("mail      %" G_GINT64_FORMAT "\ndecision  open case  %s, bare: %s",
		mail->id, effect.number, reason);
	return mail_decide(office->spool, mail->id, &outcome, error) &&
	       trace_set(office->spool, mail->id, trace, error);
}
