/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the desk's people are to be told: one row for each ticket or held mail until the notification is
 * written. What happens to a ticket meanwhile is told in the same one.
 */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t ticket;   /* 0: of a held mail */
	int64_t mail;     /* the held one; 0: of a ticket */
	char *reason;     /* own; a word of gateway/desk/notifications.h */
	char *actor;      /* own; address of who did it and is not told; "": everyone is */
	char *group;      /* own; of a held mail, or NULL */
	int64_t since_ms; /* what stands on the timeline since then is new */
	int64_t due_ms;   /* not to be told before */
} PendingNotification;
void pending_notification_free(PendingNotification *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PendingNotification, pending_notification_free)

/* Adds one. Where one waits already, that it is a new ticket outweighs what happened since, the
 * earlier times hold, and two actors are told of each other. All fields are read. */
bool pending_notification_add(Spool *spool, const PendingNotification *notice, GError **error);
/* Those due by now_ms, longest due first. */
bool pending_notification_due(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_notices, GError **error);
/* The earliest due_ms, or 0. */
bool pending_notification_next_due(Spool *spool, int64_t *ret_due_ms, GError **error);
bool pending_notification_done(Spool *spool, const PendingNotification *notice, GError **error);
bool pending_notification_postpone(
    Spool *spool, const PendingNotification *notice, int64_t due_ms, GError **error);
