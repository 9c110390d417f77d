/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/oauth_browser.h"

#include <openssl/rand.h>
#include <string.h>

#include "gateway/config/config_server.h"
#include "gateway/net/oauth_grant.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"

#define RANDOM_BYTES 32 /* 43 characters, as few as RFC 7636 allows */

/* base64url without padding. Caller owns. */
static char *
encode(const uint8_t *bytes, size_t length)
{
	char *text = g_base64_encode(bytes, length);

	g_strdelimit(g_strdelimit(text, "+", '-'), "/", '_');
	text[strcspn(text, "=")] = '\0';
	return text;
}

static char *
random_text(void)
{
	uint8_t bytes[RANDOM_BYTES];
	int result = RAND_bytes(bytes, sizeof bytes);

	g_assert(result == 1);
	return encode(bytes, sizeof bytes);
}

static char *
challenge_of(const char *verifier)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	uint8_t digest[32];
	gsize length = sizeof digest;

	g_checksum_update(checksum, (const guchar *)verifier, -1);
	g_checksum_get_digest(checksum, digest, &length);
	return encode(digest, length);
}

OauthBrowser
oauth_browser_begin(const char *authorize_url, const char *client_id, const char *scope)
{
	OauthBrowser browser = {.state = random_text(), .verifier = random_text()};
	g_autofree char *challenge = challenge_of(browser.verifier);
	g_autoptr(GString) query = g_string_new(NULL);

	oauth_grant_add(query, "response_type", "code");
	oauth_grant_add(query, "client_id", client_id);
	oauth_grant_add(query, "redirect_uri", OAUTH_BROWSER_REDIRECT);
	oauth_grant_add(query, "scope", scope);
	oauth_grant_add(query, "state", browser.state);
	oauth_grant_add(query, "code_challenge", challenge);
	oauth_grant_add(query, "code_challenge_method", "S256");
	/* Google's words for a refresh token, and for one again */
	oauth_grant_add(query, "access_type", "offline");
	oauth_grant_add(query, "prompt", "consent");
	browser.page = g_strconcat(authorize_url, "?", query->str, NULL);
	return browser;
}

void
oauth_browser_clear(OauthBrowser *browser)
{
	g_free(browser->page);
	g_free(browser->state);
	config_secret_free(browser->verifier);
	*browser = (OauthBrowser){0};
}

static char *
fail(GError **error, const char *why)
{
	error_set(error, GATEWAY_ERROR_REFUSED, "%s", why);
	return NULL;
}

char *
oauth_browser_code(const OauthBrowser *browser, const char *address, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(address, G_URI_FLAGS_ENCODED, NULL);
	const char *query = uri == NULL ? NULL : g_uri_get_query(uri);
	g_autoptr(GHashTable) values =
	    query == NULL ? NULL
			  : g_uri_parse_params(query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
	g_autofree char *refused = NULL;

	if (values == NULL || !g_str_has_prefix(address, OAUTH_BROWSER_REDIRECT))
		return fail(error, "that is not the address of the page: it begins "
				   "with " OAUTH_BROWSER_REDIRECT "?");
	if (g_strcmp0(g_hash_table_lookup(values, "state"), browser->state) != 0)
		return fail(error, "that is the address of another sign-in");
	if (g_hash_table_contains(values, "error")) {
		refused = sanitize_line(g_hash_table_lookup(values, "error"));
		error_set(
		    error, GATEWAY_ERROR_REFUSED, "the sign-in was refused there: %s", refused);
		return NULL;
	}
	return g_hash_table_contains(values, "code")
		   ? g_strdup(g_hash_table_lookup(values, "code"))
		   : fail(error, "there is no code in that address");
}
