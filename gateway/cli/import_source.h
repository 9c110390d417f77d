/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where old mail is imported from: a fetch worker that only looks, as one mail after the other. What it reads is never
 * changed, moved or marked.
 */
#pragma once

#include "gateway/config/config.h"

typedef struct {
	char *where;  /* own; for people: "archive.mbox:17", a file's name, "Archive, UID 4" */
	char *wrong;  /* own; why there is no mail; or NULL */
	GBytes *raw;  /* own */
	int64_t size; /* of the whole mail */
	int64_t came_ms; /* 0: nobody knows */
} ImportMail;
void import_mail_free(ImportMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportMail, import_mail_free)

typedef struct ImportSource ImportSource;

/* A file; a Maildir, when its folders are there; a folder on the server of this mailbox. before_ms: only what came
 * before, where what came since is fetched as it comes; 0: all. */
ImportSource *import_source_mbox(const char *path, GError **error);
ImportSource *import_source_maildir(const char *path, int64_t before_ms, GError **error);
ImportSource *import_source_imap(
    const ConfigMailbox *mailbox, const char *folder, int64_t before_ms, GError **error);
/* Ends its worker. */
void import_source_free(ImportSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportSource, import_source_free)

/* Waits for the next mail; NULL without an error at the end. */
bool import_source_next(ImportSource *source, ImportMail **ret_mail, GError **error);
/* How far it is, in thousandths. */
int import_source_done(const ImportSource *source);
