/* SPDX-License-Identifier: Apache-2.0 */
/* A call of a command that a page makes: the words of FRAME_COMMAND, always for JSON. What it gave becomes a member of the
 * page's values. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const char *name;    /* foreign; constant; the member: "list" */
	const char *command; /* foreign; constant; "case" */
	GVariantDict *words; /* own */
	GBytes *text;        /* own; a text; or NULL */
	bool may_fail;       /* the page lacks it then, and says nothing of it */
	bool is_raw;         /* what it gives is no JSON, and the whole answer */
} WebCall;
void web_call_free(WebCall *call);

/* Adds a call to the list, which owns it. subcommand: or NULL. */
WebCall *web_call_add(
    GPtrArray *calls, const char *name, const char *command, const char *subcommand);
void web_call_word(WebCall *call, const char *name, const char *value);
/* Nothing where value is NULL or "". */
void web_call_word_if(WebCall *call, const char *name, const char *value);
void web_call_number(WebCall *call, const char *name, gint64 value);
void web_call_flag(WebCall *call, const char *name);
void web_call_text(WebCall *call, const char *text);
/* The text, and the files that go with it: of HttpFile; or NULL. */
void web_call_files(WebCall *call, const char *text, const GPtrArray *files);
void web_call_take_bytes(WebCall *call, GBytes *take_bytes);
GPtrArray *web_calls_new(void);
