/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logging in to the customers' pages by a code of six digits, which a letter takes to the registered address, and which
 * counts only in the browser that asked for it. Nobody learns whether an address is known: all that is said at once is the
 * same, and the letter is made a moment later. Five wrong codes end what was asked for, and no contact is sent more than
 * LOGIN_LETTERS_HOUR or LOGIN_LETTERS_DAY letters, so that 100 codes of a million can be tried in a day at most. Who has an
 * app is asked for its code, too.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/session.h"

#define LOGIN_LASTS_MS (INT64_C(15) * 60 * 1000)
#define LOGIN_IDLE_MS \
	(INT64_C(30) * 24 * 60 * 60 * 1000) /* a session of a customer that is not used ends */
#define LOGIN_TRIES 5
#define LOGIN_LETTERS_HOUR 5
#define LOGIN_LETTERS_DAY 20
#define LOGIN_WAITING_MOST 5000 /* browsers at once, whoever they are */

/* A new session that waits for the code; its secret is the browser's. Caller owns, and wipes it. */
bool login_code_ask(Context *context, const char *address, char **ret_secret, GError **error);

typedef enum {
	LOGIN_RIGHT,    /* in: ret_secret is that of a new session, and the old one is gone */
	LOGIN_ASKS_APP, /* the same, and that waits for the code of the app */
	LOGIN_WRONG,
	LOGIN_OVER, /* too many were wrong, or its time is over, or it asked for nothing: again from the start */
} LoginResult;
/* digits: as they were typed; session: of the browser, that waits for them, or 0. Caller owns the secret, and wipes it. */
bool login_code_take(Context *context, int64_t session, const char *digits,
    LoginResult *ret_result, char **ret_secret, GError **error);

/* As desk_deadlines() and desk_next_deadline(). */
bool login_code_deadlines(Context *context, int limit, GError **error);
bool login_code_next_deadline(Context *context, int64_t *ret_next_ms, GError **error);
