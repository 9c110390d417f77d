/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a backup holds: manifest.json in its folder, with the size and the SHA-256 of each file. It is written last, so that
 * a backup without one is none.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/cli/file_copy.h"

#define BACKUP_MANIFEST "manifest.json"
#define BACKUP_SPOOL "spool.db"
#define BACKUP_KEY "key"
#define BACKUP_CONFIG "config/" /* in front of the names of the files of the configuration */

typedef struct {
	char *name; /* own; of the file, below the backup's folder */
	FileSum sum;
} BackupFile;

typedef struct {
	char *made;       /* own; the time of it, ISO 8601 UTC */
	GPtrArray *files; /* own; of BackupFile */
} BackupManifest;

BackupManifest *backup_manifest_new(const char *made);
void backup_manifest_free(BackupManifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BackupManifest, backup_manifest_free)

void backup_manifest_add(BackupManifest *manifest, const char *name, FileSum take_sum);
/* Bytes of all files. */
int64_t backup_manifest_size(const BackupManifest *manifest);
bool backup_manifest_has(const BackupManifest *manifest, const char *name);

bool backup_manifest_store(const BackupManifest *manifest, const char *folder, GError **error);
/* Of the backup in this folder, whose files are all looked at: GATEWAY_ERROR_DATA names the one that is missing or not as
 * it was. */
BackupManifest *backup_manifest_load(const char *folder, GError **error);
