/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An access token of OAuth 2.0 (RFC 6749), by client credentials or a user's password: what to ask the server for, what
 * it answers, and how long that is good. A refresh token is used where one came. A server that is asked again while a
 * token lives may answer the same one, with what is left of its life. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct OauthToken OauthToken;

/* What is there stays with whoever gives it, as long as the token. */
typedef struct {
	const char *client_id;
	const char *client_secret;
	const char *user; /* or NULL: the client's own credentials are enough */
	const char *password;
	const char *scope; /* or NULL */
} OauthLogin;

OauthToken *oauth_token_new(const OauthLogin *login);
void oauth_token_free(OauthToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OauthToken, oauth_token_free)

/* Borrowed; NULL: there is none that is good, or it soon will not be, so that one is to be asked for. now_us:
 * monotonic. */
const char *oauth_token_get(const OauthToken *token, int64_t now_us);
/* The server did not take this one: it is forgotten where it still is ours. */
void oauth_token_refused(OauthToken *token, const char *access);

/* The body of the request, application/x-www-form-urlencoded. */
GBytes *oauth_token_request(const OauthToken *token);

typedef enum {
	OAUTH_GOOD,
	OAUTH_AGAIN, /* the refresh token is not taken any more: to be asked for once again, without it */
	OAUTH_REFUSED,  /* error tells in the server's words */
	OAUTH_NONSENSE, /* that is no answer of such a server */
} OauthAnswer;
/* What came to it. */
OauthAnswer oauth_token_take(
    OauthToken *token, long status, const GByteArray *answer, int64_t now_us, GError **error);
