/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/route.h"

#include <string.h>

#include "gateway/web/http_form.h"
#include "gateway/web/web_call.h"
#include "parsers/ticket_number.h"

/* Whether the path has the pattern's form; its pieces are unescaped. */
static bool
matches(const char *pattern, const char *path, char **pieces)
{
	size_t n = 0;

	while (*pattern != '\0') {
		size_t length = strcspn(path, "/");

		if (*pattern != '*') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		if (length == 0 || n == 2)
			return false;
		pieces[n] = http_form_unescape(path, length, false);
		if (pieces[n++] == NULL)
			return false;
		pattern++;
		path += length;
	}
	return *path == '\0';
}

const Route *
route_find(const Route *const *lists, const char *path, char **ret_subject, char **ret_second)
{
	for (; *lists != NULL; lists++)
		for (const Route *route = *lists; route->pattern != NULL; route++) {
			char *pieces[2] = {NULL};

			if (matches(route->pattern, path, pieces)) {
				*ret_subject = pieces[0] == NULL ? g_strdup("") : pieces[0];
				*ret_second = pieces[1] == NULL ? g_strdup("") : pieces[1];
				return route;
			}
			g_free(pieces[0]);
			g_free(pieces[1]);
		}
	return NULL;
}

const char *
route_query(const RouteView *view, const char *name)
{
	return http_form_get(view->query, name);
}

const char *
route_done(const RouteView *view, const char *const *words)
{
	const char *done = http_form_get(view->form, "do");

	for (; *words != NULL; words++)
		if (strcmp(*words, done) == 0)
			return *words;
	return NULL;
}

bool
route_is_first(const RouteView *view)
{
	return json_object_size(view->values) == 0;
}

bool
route_show_nothing(const RouteView *view, GPtrArray *calls)
{
	(void)view;
	(void)calls;
	return true;
}

bool
route_leave(const RouteView *view, GPtrArray *calls)
{
	(void)view;
	web_call_add(calls, "leave", "page", "leave");
	return true;
}

/* What stands in front of the digits: "CS", "REQ"; "NEW-" while a desk elsewhere has given none. */
static size_t
prefix_length(const char *text)
{
	size_t letters = 0;

	if (g_ascii_strncasecmp(text, "NEW-", strlen("NEW-")) == 0)
		return strlen("NEW-");
	while (g_ascii_isalpha(text[letters]))
		letters++;
	return letters >= TICKET_NUMBER_LETTERS_MIN && letters <= TICKET_NUMBER_LETTERS_MAX
		   ? letters
		   : 0;
}

bool
route_is_number(const char *text)
{
	size_t prefix = prefix_length(text);
	const char *digits = text + prefix;

	return prefix > 0 && *digits != '\0' && digits[strspn(digits, "0123456789")] == '\0';
}
