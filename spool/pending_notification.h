/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notifications to the desk's people that are not written yet: one row for each ticket or held mail. What happens to a
 * ticket meanwhile goes into the same one.
 */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t ticket; /* 0: of a held mail */
	int64_t mail;   /* the held one; 0: of a ticket */
	char *reason;   /* own; a reason of gateway/desk/notifications.h */
	char *actor;    /* own; address of who did it and gets none; "": everyone gets one */
	char *group; /* own; of a held mail: whose it is; of a ticket: those that are told, too,
			   * one a line; or NULL */
	int64_t since_ms; /* what stands on the timeline since then is new */
	int64_t due_ms;   /* not to be written before */
} PendingNotification;
void pending_notification_free(PendingNotification *notification);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PendingNotification, pending_notification_free)

/* Adds one. Where one waits already, a reason that it is new, or a loop, stays; so do the earlier times; and where
 * the actors differ everyone gets one. All fields are read. */
bool pending_notification_add(
    Spool *spool, const PendingNotification *notification, GError **error);
/* Those due by now_ms, longest due first. */
bool pending_notification_due(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_notifications, GError **error);
/* The earliest due_ms, or 0. */
bool pending_notification_next_due(Spool *spool, int64_t *ret_due_ms, GError **error);
bool pending_notification_done(
    Spool *spool, const PendingNotification *notification, GError **error);
bool pending_notification_postpone(
    Spool *spool, const PendingNotification *notification, int64_t due_ms, GError **error);
