/* SPDX-License-Identifier: Apache-2.0 */
/* A text and the files that go with it, which travel as one in the bytes of a call. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/context.h"

/* The argument that names the files: their paths, or what a page calls them. Where it is, the bytes are packed. */
#define CALL_FILES_WORD "attach"

/* What a scanner found in each of them, FILE_MARKS_SCAN as numbers; set where it is served. */
#define CALL_FILES_MARKS "marks"

typedef struct CallFiles CallFiles;
CallFiles *call_files_new(GBytes *take_text);
void call_files_free(CallFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallFiles, call_files_free)
void call_files_add(CallFiles *files, const char *name, GBytes *bytes);
/* Caller owns. */
GBytes *call_files_pack(const CallFiles *files);

/* Where the call was started: packs its bytes with the files of `--attach`. */
bool call_files_take(Call *call, GError **error);

/* Whether there are any. */
bool call_files_are_there(const Call *call);

/* Where it is served: the text, NULL where there is none; and of ComposeAttachment, with safe names and marks, which are
 * refused where they have more bytes than this together. Caller owns both. */
bool call_files_unpack(const Context *context, const Call *call, size_t most, char **ret_text,
    GPtrArray **ret_files, GError **error);
