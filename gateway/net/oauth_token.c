/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/oauth_token.h"

#include <string.h>

#include "gateway/config/config_server.h"
#include "gateway/net/oauth_grant.h"
#include "gateway/util/error.h"

#define US_PER_S INT64_C(1000000)
/* A new one is asked for so long before its end, or in the last tenth of its life where that is shorter. */
#define AHEAD_S 60
#define AHEAD_PART 10

struct OauthToken {
	OauthLogin login;
	char *access;   /* own; or NULL */
	char *refresh;  /* own; or NULL */
	int64_t due_us; /* from then on another is asked for, monotonic */
};

OauthToken *
oauth_token_new(const OauthLogin *login)
{
	OauthToken *token = g_new0(OauthToken, 1);

	token->login = *login;
	return token;
}

void
oauth_token_free(OauthToken *token)
{
	if (token == NULL)
		return;
	config_secret_free(token->access);
	config_secret_free(token->refresh);
	g_free(token);
}

static void
forget(char **secret)
{
	config_secret_free(*secret);
	*secret = NULL;
}

const char *
oauth_token_get(const OauthToken *token, int64_t now_us)
{
	return token->access != NULL && now_us < token->due_us ? token->access : NULL;
}

void
oauth_token_refused(OauthToken *token, const char *access)
{
	if (g_strcmp0(token->access, access) == 0)
		forget(&token->access);
}

GBytes *
oauth_token_request(const OauthToken *token)
{
	const OauthLogin *login = &token->login;
	bool by_password = token->refresh == NULL && login->user != NULL;
	const char *grant = token->refresh != NULL ? "refresh_token"
			    : by_password          ? "password"
						   : "client_credentials";
	const char *const form[] = {"grant_type", grant, "refresh_token", token->refresh,
	    "username", by_password ? login->user : NULL, "password",
	    by_password ? login->password : NULL, "client_id", login->client_id,
	    "client_secret", login->client_secret, "scope", login->scope, NULL};

	return oauth_grant_form(form);
}

static void
keep(OauthToken *token, OauthGrant *grant, int64_t now_us)
{
	bool same = g_strcmp0(token->access, grant->access) == 0;
	int64_t life_s = grant->life_s;

	/* the same one again will be so until its end */
	token->due_us =
	    now_us + US_PER_S * (same ? life_s : life_s - MIN(AHEAD_S, life_s / AHEAD_PART));
	forget(&token->access);
	token->access = g_steal_pointer(&grant->access);
	if (grant->refresh != NULL) {
		forget(&token->refresh);
		token->refresh = g_steal_pointer(&grant->refresh);
	}
}

static bool
is_refusal(long status)
{
	return status == 400 || status == 401 || status == 403;
}

OauthAnswer
oauth_token_take(
    OauthToken *token, long status, const GByteArray *answer, int64_t now_us, GError **error)
{
	g_auto(OauthGrant) grant = oauth_grant_read(status, answer);
	OauthAnswer result = OAUTH_NONSENSE;

	if (grant.access != NULL) {
		keep(token, &grant, now_us);
		result = OAUTH_GOOD;
	} else if (is_refusal(status) && grant.error != NULL) {
		result = token->refresh != NULL ? OAUTH_AGAIN : OAUTH_REFUSED;
		if (result == OAUTH_REFUSED)
			error_set(error, GATEWAY_ERROR_REFUSED, "the login is refused: %ld %s",
			    status, grant.words);
		forget(&token->refresh);
	} else
		error_set(
		    error, GATEWAY_ERROR_TEMPORARY, "the login was answered by %ld", status);
	return result;
}
