/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How mails that are safe leave a Maildir. What is filed is the file that was brought: never another one that has taken
 * its name and time since. What is refused is tried again, later each time, and told.
 */
#pragma once

#include "gateway/util/backoff.h"
#include "gateway/workers/fetch.h"
#include "gateway/workers/fetch_maildir_files.h"

typedef struct {
	Channel *channel;    /* foreign */
	MaildirFiles *files; /* foreign */
	Filing processed;
	Filing too_large;
	Backoff backoff; /* where it is refused */
	guint unfiled;   /* keys that were refused when filing was last tried */
	guint tried;     /* keys that waited then */
	char *why;       /* own; the last refusal that was told, or NULL */
} MaildirFiling;

void maildir_filing_init(MaildirFiling *filing, MaildirFiles *files, GVariant *settings);
void maildir_filing_clear(MaildirFiling *filing);

/* Makes the folders where they are missing: before the sandbox is closed, as later none can be made. Without one nothing
 * can be filed; mail is fetched all the same. */
void maildir_filing_make_folders(const MaildirFiling *filing);
/* Files what was ordered, as far as it is due; what is refused stays among the orders. */
bool maildir_filing_follow(MaildirFiling *filing, FetchOrders *orders, GError **error);
/* How long nothing is due at least; G_MAXINT: nothing waits. */
int maildir_filing_wait_ms(const MaildirFiling *filing);
