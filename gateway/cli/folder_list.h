/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies in the folders of the mailboxes, seen by the workers that fetch from them: of each mail its header is looked at,
 * nothing is filed, marked or changed.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/config/config.h"

typedef struct {
	const char *mailbox; /* foreign; the configuration's */
	const char *
	    folder; /* foreign; the configuration's: the one that mails are filed into, or NULL: the inbox */
	char *key;        /* own; the worker's name for it */
	char *message_id; /* own; without angle brackets, or NULL */
	int64_t size;     /* on the server */
} FolderMail;

/* Adds the mails of the inbox and of the folder that mails are filed into. mails: of FolderMail. troubles: of char *, what
 * could not be looked at and why. */
void folder_list(const ConfigMailbox *mailbox, GPtrArray *mails, GPtrArray *troubles);
void folder_mail_free(FolderMail *mail);
