/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a Maildir as they were last seen, and those that were brought. A key is the file's name without its flags,
 * and its mtime: names are unique only where programs deliver, a person drops the same name twice. Both stay when a mail
 * program moves the file from new/ to cur/ or changes its flags.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "gateway/ipc/channel.h"

/* Counted by g_rc_box: a look replaces all of them while some are still being brought. */
typedef struct {
	char *key;  /* own */
	char *path; /* own; from the Maildir on: "new/NAME" */
	int64_t mtime_ns;
	ino_t inode;
	off_t size;
} MaildirFile;
void maildir_file_unref(void *file);
/* Whether it is this very file, unchanged. */
bool maildir_file_is(const MaildirFile *file, const struct stat *status);

typedef struct {
	Channel *channel; /* foreign */
	const char *path; /* foreign; of the Maildir */
	GHashTable *seen; /* own; of MaildirFile by its key, as last seen */
	GHashTable
	    *held; /* own; of MaildirFile by its key, as brought: not to be brought again */
	GHashTable *odd; /* own; paths that were complained about */
} MaildirFiles;

void maildir_files_init(MaildirFiles *files, Channel *channel, const char *path);
void maildir_files_clear(MaildirFiles *files);

/* Sees all anew. */
bool maildir_files_look(MaildirFiles *files, GError **error);
/* Whether this very file was brought. */
bool maildir_files_holds(const MaildirFiles *files, const MaildirFile *file);
/* The file that was brought, as last seen; NULL: it is gone. Borrowed. */
const MaildirFile *maildir_files_brought(const MaildirFiles *files, const char *key);
/* Says once of each path that it is left alone, and why. */
void maildir_files_complain(MaildirFiles *files, const char *path, const char *why);
