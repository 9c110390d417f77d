/* SPDX-License-Identifier: Apache-2.0 */
/* A call of a subcommand where the spool is open: made from arguments, carried by FRAME_COMMAND. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "gateway/util/text_table.h"

/* How far a long one is: so many of so many. */
typedef void (*CallProgress)(int done, int total, void *data);

/* Who calls, as the kernel says; or, of what a page asks, as the session of the browser does. */
typedef struct {
	char *login; /* own; their name on this machine, or the address of an agent on a page */
	bool is_owner; /* root, or the user that this process runs as; nobody on a page */
	bool
	    by_page; /* who that is, is said by its session alone (gateway/commands/page_caller.h) */
	int64_t session; /* of a page's; 0: nobody who is let in */
	int64_t contact; /* whose session it is; 0: no customer's */
	int confirmed;   /* what they were let in by, as in Mail (spool/mail.h) */
	int64_t waiting; /* a session of nobody yet, which waits for a code; or 0 */
	char *nonce;     /* own; of a page's form that changes something, or NULL */
} Caller;

typedef struct {
	char *command; /* own; "case" */
	GVariantDict *
	    words; /* own; arguments by name, strings and numbers: "subcommand" "show", "number" "CS0001234" */
	GBytes *bytes;         /* own; a mail, a text; or NULL */
	CallProgress progress; /* where somebody watches; or NULL */
	void *watcher;         /* foreign; what it is given */
	Caller caller;         /* set where it is served */
} Call;

/* A call of this command is no command of people's: the gateway holds its spool still (spool_hold_still()) for as long as
 * the caller stays connected after the reply. It hangs up when it cannot any longer. */
#define CALL_HOLD_STILL "hold-still"
/* Nor is this one: the gateway takes its configuration anew, or says what is wrong with it. */
#define CALL_RELOAD "reload"

void call_init(Call *call, const char *command);
void call_clear(Call *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Call, call_clear)

/* The body of FRAME_COMMAND, floating. */
GVariant *call_pack(Call *call);
/* From the body and the bytes of a FRAME_COMMAND. */
void call_unpack(GVariant *body, GBytes *bytes, Call *ret_call);

void call_set_caller(Call *call, uid_t user);
void call_set_word(Call *call, const char *name, const char *value);
void call_set_number(Call *call, const char *name, gint64 value);
void call_set_words(Call *call, const char *name, char *const *values, int n_values);
void call_set_flag(Call *call, const char *name);

const char *call_word(const Call *call, const char *name); /* borrowed, or NULL */
/* NULL-terminated; empty where there are none. Caller owns the array, not the words. */
const char **call_words(const Call *call, const char *name);
gint64 call_number(const Call *call, const char *name, gint64 otherwise);
bool call_flag(const Call *call, const char *name);
/* Bytes as valid UTF-8 without control characters, line ends as "\n", white space around it gone. NULL with an error
 * when there are none (or bytes is NULL), or more than a text may have. Caller owns. */
char *call_text_of(GBytes *bytes, GError **error);
/* The same of the call's bytes. */
char *call_text(const Call *call, GError **error);
/* May be called often: it passes on each hundredth part only. */
void call_tell_progress(const Call *call, int done, int total);
/* How tables are to look where this call came from. */
TextTableStyle call_style(const Call *call);

/* The reply, FRAME_REPLY. */
typedef struct {
	int code;    /* exit code */
	char *error; /* own; why it failed, or "" */
	GBytes *out; /* own; what is to be printed */
} CallReply;
void call_reply_clear(CallReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CallReply, call_reply_clear)
