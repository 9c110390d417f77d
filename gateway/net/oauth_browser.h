/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in with a browser that comes back with a code (RFC 6749 4.1, RFC 7636, RFC 8252). It is sent to an address of
 * the very machine that it runs on, where nobody listens: the person brings that address here. Pure, but for chance.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define OAUTH_BROWSER_REDIRECT "http://127.0.0.1:47325/"

typedef struct {
	char *page;     /* own; to be opened */
	char *state;    /* own; comes back with the code */
	char *verifier; /* own; shows that it is us who began */
} OauthBrowser;
OauthBrowser oauth_browser_begin(
    const char *authorize_url, const char *client_id, const char *scope);
void oauth_browser_clear(OauthBrowser *browser);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OauthBrowser, oauth_browser_clear)

/* The code in the address where the browser ended, or NULL with what is wrong. Caller owns. */
char *oauth_browser_code(const OauthBrowser *browser, const char *address, GError **error);
