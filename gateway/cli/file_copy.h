/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of files that outlive a power cut, and what proves later that one is whole. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

typedef struct {
	int64_t size;
	char *sha256; /* own; in hexadecimal */
} FileSum;
void file_sum_clear(FileSum *sum);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FileSum, file_sum_clear)

/* How far it is: so many of so many bytes. */
typedef void (*FileProgress)(int64_t done, int64_t total, void *data);
typedef struct {
	FileProgress tell; /* or NULL */
	void *data;
} FileWatcher;

/* All that fd holds, read from its start, wherever it stands, as the new file `to` of mode 0600, which is synced. watcher
 * may be NULL. */
bool file_copy_fd(int fd, const char *from, const char *to, const FileWatcher *watcher,
    FileSum *ret_sum, GError **error);
bool file_copy(const char *from, const char *to, FileSum *ret_sum, GError **error);
/* Of a file as it is. */
bool file_sum(const char *path, FileSum *ret_sum, GError **error);
/* A new file with this text, which is synced. One that is there already stays as it is: GATEWAY_ERROR_REFUSED. */
bool file_copy_text(const char *path, const char *text, mode_t mode, GError **error);
/* What was made or renamed in this folder stays so. */
bool file_copy_sync_folder(const char *path, GError **error);
bool file_copy_rename(const char *from, const char *to, GError **error);
