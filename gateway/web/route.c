/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/route.h"

#include <string.h>

#include "gateway/web/http_form.h"

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
route_find(
    const Route *const *lists, const char *path, char **ret_subject, char **ret_second)
{
	for (; *lists != NULL; lists++)
		for (const Route *route = *lists; route->pattern != NULL; route++) {
			char *pieces[2] = {NULL};

			if (matches(route->pattern, path, pieces)) {
				*ret_subject =
				    pieces[0] == NULL ? g_strdup("") : pieces[0];
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

bool
route_is_number(const char *text)
{
	if (g_ascii_strncasecmp(text, "CS", 2) != 0 && g_ascii_strncasecmp(text, "RQ", 2) != 0)
		return false;
	return text[2] != '\0' && text[2 + strspn(text + 2, "0123456789")] == '\0';
}
