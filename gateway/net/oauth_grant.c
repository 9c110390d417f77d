/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/oauth_grant.h"

#include <jansson.h>
#include <string.h>

#include "gateway/config/config_server.h"
#include "gateway/net/server_text.h"

#define LIFE_S 1800 /* of a token whose server does not say */
#define LIFE_MOST_S (365 * 24 * 3600)
#define DEVICE_LIFE_S 900
#define DEVICE_LIFE_MOST_S 3600
#define INTERVAL_S 5 /* RFC 8628, 3.2 */
#define INTERVAL_MOST_S 60
#define PAGE_MAX 1000

void
oauth_grant_add(GString *form, const char *name, const char *value)
{
	if (value == NULL)
		return;
	g_string_append_printf(form, "%s%s=", form->len == 0 ? "" : "&", name);
	g_string_append_uri_escaped(form, value, NULL, false);
}

GBytes *
oauth_grant_form(const char *const *pairs)
{
	GString *form = g_string_new(NULL);

	for (; pairs[0] != NULL; pairs += 2)
		oauth_grant_add(form, pairs[0], pairs[1]);
	return g_string_free_to_bytes(form);
}

void
oauth_grant_clear(OauthGrant *grant)
{
	config_secret_free(grant->access);
	config_secret_free(grant->refresh);
	g_free(grant->error);
	g_free(grant->words);
	*grant = (OauthGrant){0};
}

/* Whether it may stand in a header, or in a line of a file. */
static bool
is_token(const char *text)
{
	if (text == NULL || *text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if (!g_ascii_isgraph(*text))
			return false;
	return true;
}

static const char *
text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* Some servers write numbers as text. */
static int64_t
number_of(const json_t *object, const char *name, int64_t otherwise, int64_t most)
{
	const json_t *told = json_object_get(object, name);
	int64_t number = json_is_integer(told) ? json_integer_value(told)
			 : json_is_string(told)
			     ? g_ascii_strtoll(json_string_value(told), NULL, 10)
			     : otherwise;

	return CLAMP(number, 1, most);
}

/* Of either shape: {error, error_description}, or {error: {message, detail}}. */
static void
take_error(OauthGrant *grant, const json_t *json)
{
	const json_t *kind = json_object_get(json, "error");
	const char *error = json_string_value(kind);
	const char *words = text_of(json, "error_description");

	if (words == NULL)
		words = text_of(kind, "message");
	if (words == NULL)
		words = error;
	grant->error = server_text(error == NULL ? "" : error);
	grant->words = server_text(words == NULL ? "no words" : words);
}

OauthGrant
oauth_grant_read(long status, const GByteArray *answer)
{
	json_auto_t *json = json_loadb((const char *)answer->data, answer->len, 0, NULL);
	const char *access = text_of(json, "access_token");
	const char *refresh = text_of(json, "refresh_token");
	OauthGrant grant = {0};

	if (status == 200 && is_token(access)) {
		grant.access = g_strdup(access);
		grant.refresh = is_token(refresh) ? g_strdup(refresh) : NULL;
		grant.life_s = number_of(json, "expires_in", LIFE_S, LIFE_MOST_S);
	} else if (status != 200 && json_is_object(json))
		take_error(&grant, json);
	return grant;
}

bool
oauth_grant_is_trouble(const OauthGrant *grant, long status)
{
	static const char *const TROUBLES[] = {
	    "server_error", "temporarily_unavailable", "slow_down", NULL};

	return grant->error == NULL || status >= 500 || status == 408 || status == 429 ||
	       g_strv_contains(TROUBLES, grant->error);
}

void
oauth_device_clear(OauthDevice *device)
{
	config_secret_free(device->device_code);
	g_free(device->user_code);
	g_free(device->page);
	*device = (OauthDevice){0};
}

bool
oauth_device_read(long status, const GByteArray *answer, OauthDevice *ret_device)
{
	json_auto_t *json = json_loadb((const char *)answer->data, answer->len, 0, NULL);
	const char *device_code = text_of(json, "device_code");
	const char *user_code = text_of(json, "user_code");
	const char *page = text_of(json, "verification_uri");

	if (page == NULL) /* as it was in drafts of the RFC */
		page = text_of(json, "verification_url");
	if (status != 200 || !is_token(device_code) || user_code == NULL || !is_token(page) ||
	    strlen(page) > PAGE_MAX)
		return false;
	*ret_device = (OauthDevice){
	    .device_code = g_strdup(device_code),
	    .user_code = server_text(user_code),
	    .page = g_strdup(page),
	    .life_s = number_of(json, "expires_in", DEVICE_LIFE_S, DEVICE_LIFE_MOST_S),
	    .interval_s = number_of(json, "interval", INTERVAL_S, INTERVAL_MOST_S),
	};
	return true;
}
