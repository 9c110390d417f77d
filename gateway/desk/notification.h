/* SPDX-License-Identifier: Apache-2.0 */
/* One notification: of what, to whom, and its letters; see notifications.h for who gets them. */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/mail.h"
#include "spool/pending_notification.h"
#include "spool/ticket.h"

/* Strings are borrowed from the configuration. */
typedef struct {
	const char *address;
	const char *person; /* NULL: a group's address */
} Recipient;

/* What waits in the spool, and what is needed to write its letters. */
typedef struct {
	const PendingNotification *notice;
	Ticket *ticket;     /* own; or NULL */
	Mail *mail;         /* own; or NULL */
	GArray *recipients; /* own; of Recipient */
} Notification;
void notification_clear(Notification *notification);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Notification, notification_clear)

/* Who is told, as notifications.h says: of Recipient. assigned, group: or NULL; actor: or "". Caller owns. */
GArray *notification_recipients(
    const Config *config, const char *assigned, const char *group, const char *actor);
/* Of what is no ticket's and no group's. */
GArray *notification_desk(const Config *config);
bool notification_read(Context *context, const PendingNotification *notice,
    Notification *notification, GError **error);
/* Nobody is there to be notified, or somebody dealt with the held mail meanwhile. */
bool notification_is_over(const Notification *notification);
/* Why, in the desk's language: "somebody wrote on it"; of an answer also when it is due. Caller owns. */
char *notification_words(const Context *context, const Notification *notification);
/* A held mail as a value of letters: {id, sender, subject}. Caller owns. */
json_t *notification_mail(const Mail *mail);
/* What an agent may answer with about this ticket, or NULL: a held mail; NULL-terminated. Caller owns the array. */
bool notification_commands(
    Context *context, const Ticket *ticket, const char ***ret_commands, GError **error);
/* The letters; then its notice is done. */
bool notification_write(Context *context, const Notification *notification, GError **error);
