/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Maildir: where its folders are made and how a mail gets into one so that it is there whole or not at all,
 * also after a power failure. Reading one is fetch_maildir.c's.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Makes path and its tmp, new and cur where they are missing (mode 0700); the parents must be there. */
bool maildir_make(const char *path, GError **error);

/* Writes bytes as new/name by way of tmp/. A mail of that name is replaced, so a repeated delivery does not double
 * it. It is only durable once maildir_sync() returned. name: no slash, no colon. */
bool maildir_put(const char *path, const char *name, GBytes *bytes, GError **error);
/* Makes durable what was put: one call serves many mails. */
bool maildir_sync(const char *path, GError **error);

#define MAILDIR_ERROR (maildir_error_quark())
GQuark maildir_error_quark(void);
typedef enum {
	MAILDIR_ERROR_SYSTEM, /* the file system said no: full, not allowed, not there */
} MaildirError;
