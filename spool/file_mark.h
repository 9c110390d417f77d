/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the file at a path is still the one that was there. A process goes on writing into a file that was removed, and
 * into one whose folder was moved away; only its name tells. Looking costs one stat().
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct FileMark FileMark;

/* Of the file that is there now. SPOOL_ERROR_GONE where there is none. */
FileMark *file_mark_new(const char *path, GError **error);
void file_mark_free(FileMark *mark);
/* SPOOL_ERROR_GONE that says what became of it. */
bool file_mark_holds(const FileMark *mark, GError **error);
