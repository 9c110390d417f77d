/* SPDX-License-Identifier: Apache-2.0 */
/* What a command asks of whoever has the spool open: made from arguments, carried by FRAME_COMMAND. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/util/text_table.h"

/* How far a long one is: so many of so many. */
typedef void (*RequestProgress)(int done, int total, void *data);

typedef struct {
	char *command; /* own; "case" */
	GVariantDict *
	    words; /* own; arguments by name, strings and numbers: "verb" "show", "number" "CS0001234" */
	GBytes *bytes;            /* own; a mail, a text; or NULL */
	RequestProgress progress; /* where somebody looks on; or NULL */
	void *watcher;            /* foreign; what it is given */
} Request;

void request_init(Request *request, const char *command);
void request_clear(Request *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)

/* The body of FRAME_COMMAND, floating. */
GVariant *request_pack(Request *request);
/* From the body and the bytes of a FRAME_COMMAND. */
void request_unpack(GVariant *body, GBytes *bytes, Request *ret_request);

void request_set_word(Request *request, const char *name, const char *value);
void request_set_number(Request *request, const char *name, gint64 value);
void request_set_words(Request *request, const char *name, char *const *values, int n_values);
void request_set_flag(Request *request, const char *name);

const char *request_word(const Request *request, const char *name); /* borrowed, or NULL */
/* NULL-terminated; empty where there are none. Caller owns the array, not the words. */
const char **request_words(const Request *request, const char *name);
gint64 request_number(const Request *request, const char *name, gint64 otherwise);
bool request_flag(const Request *request, const char *name);
/* The bytes as valid UTF-8 without control characters, line ends as "\n", white space around it gone. NULL with
 * an error when there are none, or more than a text may have. Caller owns. */
char *request_text(const Request *request, GError **error);
/* To be called often: it tells each hundredth part only. */
void request_tell_progress(const Request *request, int done, int total);
/* How tables are to look where this request came from. */
TableStyle request_style(const Request *request);

/* What comes back, FRAME_REPLY. */
typedef struct {
	int code;    /* exit code */
	char *error; /* own; why it failed, or "" */
	GBytes *out; /* own; what is to be printed */
} Reply;
void reply_clear(Reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reply, reply_clear)
