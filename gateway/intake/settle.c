/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader told of a mail, and what became of the reader, end in the mail's new state. */
#include "gateway/intake/settle.h"

#include "gateway/intake/intake.h"
#include "gateway/util/log.h"

#define ATTEMPTS_MAX 3

/* What cannot be decided is held with the reason, so that it blocks nothing; only a spool that cannot be written
 * stops the batch. */
static bool
hold(Context *context, const Mail *mail, const GError *why, GError **error)
{
	g_autofree char *reason = g_strdup_printf("it could not be decided: %s", why->message);
	const MailOutcome outcome = {
	    .state = MAIL_HELD, .reason = reason, .decision = "hold", .subject = ""};

	log_write(
	    LOG_ERROR, "mail", "%" G_GINT64_FORMAT " is held: %s", mail->id, why->message);
	return mail_decide(context->spool, mail->id, &outcome, error);
}

/* One of the two was not itself any more, and nobody can say which. */
static bool
hold_disputed(Context *context, const Mail *mail, GError **error)
{
	const MailOutcome outcome = {.state = MAIL_HELD,
	    .reason =
		"two readings of it do not agree: look at the original before it is let go",
	    .decision = "hold",
	    .subject = ""};

	log_write(LOG_ERROR, "mail",
	    "%" G_GINT64_FORMAT " is held: two readings of it do not agree", mail->id);
	return mail_decide(context->spool, mail->id, &outcome, error);
}

/* A mail that lost its reader runs again, or is quarantined when that was the last attempt. */
static bool
count_attempt(Context *context, const Settled *read, GError **error)
{
	int attempts = 0;

	if (!mail_count_attempt(context->spool, read->mail->id, &attempts, error))
		return false;
	return attempts < ATTEMPTS_MAX ||
	       intake_unreadable(context, read->mail, read->how, error);
}

bool
settle(Context *context, const Settled *read, GError **error)
{
	g_auto(IntakeResult) processed = {0};

	if (read->message == NULL)
		return count_attempt(context, read, error);
	if (read->disputed)
		return hold_disputed(context, read->mail, error);
	if (read->message->refused != NULL)
		return intake_unreadable(context, read->mail, read->message->refused, error);
	return intake_message(context, read->mail, read->message, &processed, error);
}

bool
settle_alone(Context *context, const Settled *read, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!spool_mark(context->spool, error))
		return false;
	if (settle(context, read, &why))
		return spool_keep(context->spool, error);
	if (!spool_undo(context->spool, error))
		return false;
	if (g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_FULL)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	return hold(context, read->mail, why, error);
}
