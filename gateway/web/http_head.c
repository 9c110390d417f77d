/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/http_head.h"

#include <string.h>

#include "parsers/limits.h"

#define VALUE_MAX 1024 /* bytes of those that we use */

void
http_head_init(HttpHead *head, const char *sso_header)
{
	*head = (HttpHead){.sso_header = sso_header, .length = -1};
}

void
http_head_clear(HttpHead *head)
{
	g_clear_pointer(&head->cookie, g_free);
	g_clear_pointer(&head->site, g_free);
	g_clear_pointer(&head->pressed, g_free);
	g_clear_pointer(&head->origin, g_free);
	g_clear_pointer(&head->languages, g_free);
	g_clear_pointer(&head->type, g_free);
	g_clear_pointer(&head->proxy, g_free);
	g_clear_pointer(&head->match, g_free);
}

static bool
is_named(const char *name, size_t size, const char *wanted)
{
	return size == strlen(wanted) && g_ascii_strncasecmp(name, wanted, size) == 0;
}

/* RFC 9110, section 5.6.2 */
static bool
is_token(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] == '\0' ||
		    (!g_ascii_isalnum(text[i]) && strchr("!#$%&'*+-.^_`|~", text[i]) == NULL))
			return false;
	return size > 0;
}

/* RFC 9110, section 5.5: no control character but the tab. */
static bool
is_value(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (g_ascii_iscntrl(text[i]) && text[i] != '\t')
			return false;
	return true;
}

/* Takes the secret out of "a=b; __Host-casegate=SECRET". Two of ours are none. */
static void
take_cookie(HttpHead *head, const char *value, size_t size)
{
	g_autofree char *all = g_strndup(value, size);
	g_auto(GStrv) cookies = g_strsplit(all, ";", LIMIT_WEB_FIELDS);

	for (char **cookie = cookies; *cookie != NULL; cookie++) {
		const char *text = g_strstrip(*cookie);

		if (!g_str_has_prefix(text, HTTP_COOKIE "="))
			continue;
		g_free(head->cookie);
		head->cookie = g_strdup(text + strlen(HTTP_COOKIE "="));
		head->cookies++;
	}
	if (head->cookies > 1)
		g_clear_pointer(&head->cookie, g_free);
}

static void
keep(char **target, const char *value, size_t size)
{
	if (*target == NULL && size <= VALUE_MAX)
		*target = g_strndup(value, size);
}

static void
take_length(HttpHead *head, const char *value, size_t size)
{
	g_autofree char *text = g_strndup(value, size);
	guint64 length = 0;

	head->lengths++;
	if (g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &length, NULL) &&
	    g_ascii_isdigit(*text))
		head->length = (int64_t)length;
	else
		head->malformed = true;
}

void
http_head_add(
    HttpHead *head, const char *name, size_t name_size, const char *value, size_t value_size)
{
	const struct {
		const char *name;
		char **target;
	} KEPT[] = {
	    {"sec-fetch-site", &head->site},
	    {"sec-fetch-user", &head->pressed},
	    {"origin", &head->origin},
	    {"accept-language", &head->languages},
	    {"content-type", &head->type},
	    {"if-none-match", &head->match},
	};

	head->headers++;
	if (!is_token(name, name_size) || !is_value(value, value_size))
		head->malformed = true;
	if (is_named(name, name_size, "content-length"))
		take_length(head, value, value_size);
	head->codings += is_named(name, name_size, "transfer-encoding");
	head->hosts += is_named(name, name_size, "host");
	if (is_named(name, name_size, "cookie"))
		take_cookie(head, value, value_size);
	for (size_t i = 0; i < G_N_ELEMENTS(KEPT); i++)
		if (is_named(name, name_size, KEPT[i].name))
			keep(KEPT[i].target, value, value_size);
	if (head->sso_header != NULL && is_named(name, name_size, head->sso_header)) {
		head->proxies++;
		keep(&head->proxy, value, value_size);
	}
}

bool
http_head_is_good(const HttpHead *head)
{
	return !head->malformed && head->headers <= LIMIT_WEB_HEADERS && head->lengths <= 1 &&
	       head->codings <= 1 && head->lengths + head->codings <= 1 && head->hosts == 1 &&
	       head->proxies <= 1;
}

bool
http_head_is_same_origin(const HttpHead *head, const char *ours)
{
	return head->site != NULL ? strcmp(head->site, "same-origin") == 0
				  : g_strcmp0(head->origin, ours) == 0;
}

bool
http_head_is_not_foreign(const HttpHead *head, const char *ours)
{
	bool untold =
	    head->site == NULL && (head->origin == NULL || strcmp(head->origin, "null") == 0);

	return untold || http_head_is_same_origin(head, ours);
}

bool
http_head_is_pressed(const HttpHead *head)
{
	return head->site == NULL || g_strcmp0(head->pressed, "?1") == 0;
}

const char *
http_head_language(const HttpHead *head, const char *const *languages, const char *otherwise)
{
	g_auto(GStrv) wanted =
	    g_strsplit(head->languages == NULL ? "" : head->languages, ",", 20);

	for (char **one = wanted; *one != NULL; one++) {
		const char *text = g_strstrip(*one);
		size_t length = strcspn(text, "-;");

		for (const char *const *ours = languages; *ours != NULL; ours++)
			if (is_named(text, length, *ours))
				return *ours;
	}
	return otherwise;
}
