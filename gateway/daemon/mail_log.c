/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read out of the spool once it is there, so that it does not matter who brought a mail or decided it. Where the spool
 * cannot be read nothing is said: the next batch tells of that.
 */
#include "gateway/daemon/mail_log.h"

#include <inttypes.h>

#include "gateway/util/log.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/ticket.h"

#define AT_ONCE 100

/* "mail 17", as what a line is about. Caller owns. */
static char *
about(const char *what, int64_t id)
{
	return g_strdup_printf("%s %" PRId64, what, id);
}

/* Thousands of old mails are kept at once, and nobody waits for one of them. */
static LogLevel
level_of(const Mail *mail)
{
	return mail->history_ms != 0 ? LOG_DEBUG : LOG_INFO;
}

/* ", CS0000012"; "": there is none. Caller owns. */
static char *
number_of(const Context *context, int64_t id)
{
	g_autoptr(Ticket) ticket = NULL;

	return id != 0 && ticket_get(context->spool, id, &ticket, NULL) && ticket != NULL
		   ? g_strconcat(", ", ticket->number, NULL)
		   : g_strdup("");
}

void
mail_log_begin(MailLog *log, const Context *context)
{
	g_autoptr(GPtrArray) newest = NULL;

	*log = (MailLog){0};
	if (mail_list(context->spool, -1, 1, &newest, NULL) && newest->len > 0)
		log->newest = ((const Mail *)newest->pdata[0])->id;
}

static void
tell_taken(const Mail *mail)
{
	g_autofree char *name = about("mail", mail->id);

	log_write(level_of(mail), name, "taken in: %" PRId64 " bytes, by mailbox %s%s%s",
	    mail->size, mail->mailbox, mail->key[0] == '\0' ? "" : " as ", mail->key);
}

void
mail_log_taken(MailLog *log, const Context *context)
{
	g_autoptr(GPtrArray) mails = NULL;

	do {
		g_clear_pointer(&mails, g_ptr_array_unref);
		if (!mail_since(context->spool, log->newest, AT_ONCE, &mails, NULL))
			return;
		for (unsigned i = 0; i < mails->len; i++) {
			const Mail *mail = mails->pdata[i];

			tell_taken(mail);
			log->newest = mail->id;
		}
		log->taken += mails->len;
	} while (mails->len == AT_ONCE);
}

/* One whose reader ended waits on. */
void
mail_log_decided(MailLog *log, const Context *context, int64_t id)
{
	g_autofree char *name = about("mail", id);
	g_autofree char *number = NULL;
	g_autoptr(Mail) mail = NULL;

	if (!mail_get(context->spool, id, &mail, NULL) || mail == NULL ||
	    mail->state == MAIL_WAITING)
		return;
	number = number_of(context, mail->ticket);
	log_write(level_of(mail), name, "decided: %s, %s%s", mail_state_name(mail->state),
	    mail->decision, number);
	log->decided++;
}

void
mail_log_sent(MailLog *log, const Context *context, int64_t id)
{
	g_autofree char *name = about("letter", id);
	g_autofree char *number = NULL;
	g_autofree char *mail = NULL;
	g_autoptr(Letter) letter = NULL;
	int64_t size = 0;

	if (!letter_get(context->spool, id, &letter, NULL) || letter == NULL ||
	    !letter_size(context->spool, id, &size, NULL))
		return;
	number = number_of(context, letter->ticket);
	mail = letter->mail == 0 ? g_strdup("")
				 : g_strdup_printf(", for mail %" PRId64, letter->mail);
	log_write(LOG_INFO, name, "sent: %s, %" PRId64 " bytes%s%s", letter->name, size, number,
	    mail);
	log->sent++;
}

void
mail_log_end(const MailLog *log, const char *why)
{
	log_write(LOG_INFO, "casegate",
	    "ended: %s; mails taken in: %u, decided: %u; letters sent: %u", why, log->taken,
	    log->decided, log->sent);
}
