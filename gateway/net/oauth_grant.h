/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an authorization server is asked for, and what it answers: a token by any grant of OAuth 2.0 (RFC 6749), and a
 * code to sign in with on another device (RFC 8628). Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A form, application/x-www-form-urlencoded, of names and values in turn, NULL behind the last name; a value of NULL is
 * left out. */
GBytes *oauth_grant_form(const char *const *pairs);
/* One more pair of a form, or of the query of a URL. */
void oauth_grant_add(GString *form, const char *name, const char *value);

/* Either an access token, or an error; neither: it is no answer of such a server. */
typedef struct {
	char *access;   /* own */
	char *refresh;  /* own; or NULL: none came */
	int64_t life_s; /* of the access token */
	char *error;    /* own; "invalid_grant", or what stands in its place */
	char *words;    /* own; the server's, one line */
} OauthGrant;
void oauth_grant_clear(OauthGrant *grant);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OauthGrant, oauth_grant_clear)
OauthGrant oauth_grant_read(long status, const GByteArray *answer);
/* Whether the error is the server's own trouble, over which nobody can do anything but ask again. */
bool oauth_grant_is_trouble(const OauthGrant *grant, long status);

typedef struct {
	char *device_code; /* own */
	char *user_code;   /* own */
	char *page;        /* own */
	int64_t life_s;
	int64_t interval_s;
} OauthDevice;
void oauth_device_clear(OauthDevice *device);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OauthDevice, oauth_device_clear)
/* False: that is none. */
bool oauth_device_read(long status, const GByteArray *answer, OauthDevice *ret_device);
