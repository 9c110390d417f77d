/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader told of a mail, and what became of the reader, end in the mail's new state. */
#include "gateway/intake/settle.h"

#include "gateway/util/log.h"
#include "gateway/intake/intake.h"

#define ATTEMPTS_MAX 3

/* What cannot be decided is held with the reason, so that it blocks nothing; only a spool that cannot be written
 * stops the batch. */
static bool
hold(Office *office, const Mail *mail, const GError *why, GError **error)
{
	g_autofree char *reason = g_strdup_printf("it could not be decided: %s", why->message);
	const MailOutcome outcome = {
	    .state = MAIL_HELD, .reason = reason, .decision = "hold", .subject = ""};

	log_write(
	    LOG_ERROR, "mail", "%" G_GINT64_FORMAT " is held: %s", mail->id, why->message);
	return mail_decide(office->spool, mail->id, &outcome, error);
}

/* One of the two was not itself any more, and nobody can say which. */
static bool
hold_disputed(Office *office, const Mail *mail, GError **error)
{
	const MailOutcome outcome = {.state = MAIL_HELD,
	    .reason =
		"two readings of it do not agree: look at the original before it is let go",
	    .decision = "hold",
	    .subject = ""};

	log_write(LOG_ERROR, "mail",
	    "%" G_GINT64_FORMAT " is held: two readings of it do not agree", mail->id);
	return mail_decide(office->spool, mail->id, &outcome, error);
}

/* A mail that lost its reader runs again, or is quarantined when that was the last attempt. */
static bool
count_attempt(Office *office, const Settled *read, GError **error)
{
	int attempts = 0;

	if (!mail_count_attempt(office->spool, read->mail->id, &attempts, error))
		return false;
	return attempts < ATTEMPTS_MAX ||
	       process_unreadable(office, read->mail, read->how, error);
}

bool
settle(Office *office, const Settled *read, GError **error)
{
	g_auto(Processed) processed = {0};

	if (read->message == NULL)
		return count_attempt(office, read, error);
	if (read->disputed)
		return hold_disputed(office, read->mail, error);
	if (read->message->refused != NULL)
		return process_unreadable(office, read->mail, read->message->refused, error);
	return process_message(office, read->mail, read->message, &processed, error);
}

bool
settle_alone(Office *office, const Settled *read, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!spool_mark(office->spool, error))
		return false;
	if (settle(office, read, &why))
		return spool_keep(office->spool, error);
	if (!spool_undo(office->spool, error))
		return false;
	if (g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_FULL)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	return hold(office, read->mail, why, error);
}
