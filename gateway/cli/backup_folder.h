/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folder of backups: each lies in a folder of its own that bears the time of its making, and has ".part" behind that until
 * it is whole. One process at a time makes one.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *path; /* own; the folder of all */
	char *part; /* own; the one that is being made */
	char *name; /* own; what that is called once it is whole */
	char *made; /* own; its time, ISO 8601 UTC */
	int lock;   /* own; descriptor of path, or -1 */
} BackupFolder;
void backup_folder_clear(BackupFolder *folder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BackupFolder, backup_folder_clear)

/* Makes path (mode 0700) where it is missing, removes what a backup that was cut off left there, and makes the folder of a
 * new one. GATEWAY_ERROR_TEMPORARY while another process makes one. */
bool backup_folder_begin(const char *path, BackupFolder *ret_folder, GError **error);
/* The new one is whole and stays; older ones go until `keep` are left, this one among them. */
bool backup_folder_finish(const BackupFolder *folder, int keep, GError **error);
/* The new one goes. */
void backup_folder_abandon(const BackupFolder *folder);

/* The backup that a person means: the folder of one, or the newest in the folder of all. Caller owns. */
char *backup_folder_find(const char *path, GError **error);
