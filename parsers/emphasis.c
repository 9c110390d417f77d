/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/emphasis.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/html.h"

enum {
	MAX_INSIDE = 2000, /* bytes of HTML from a tag to the one that ends it */
	MAX_RUN = 190,     /* bytes */
	MAX_RUNS = 200,
};

static const char *const names[] = {"b", "strong"};

/* Behind this tag of that name, as "<b>" or "<b style=...>"; NULL: it is another. */
static const char *
behind_tag(const char *html, const char *name)
{
	size_t length = strlen(name);
	const char *end = NULL;

	if (g_ascii_strncasecmp(html + 1, name, length) != 0 ||
	    strchr("> \t\n", html[1 + length]) == NULL || html[1 + length] == '\0')
		return NULL;
	end = strchr(html + 1 + length, '>');
	return end == NULL ? NULL : end + 1;
}

/* Where the element ends whose content begins here; NULL: nowhere near. */
static const char *
closing_tag(const char *inside, const char *name)
{
	size_t length = strlen(name);

	for (const char *p = inside; (p = strstr(p, "</")) != NULL && p - inside <= MAX_INSIDE;
	     p += 2)
		if (g_ascii_strncasecmp(p + 2, name, length) == 0 && p[2 + length] == '>')
			return p;
	return NULL;
}

/* The words of an element, on one line; or NULL. Caller owns. */
static char *
run_of(const char *inside, const char *end)
{
	g_autofree char *html = g_strndup(inside, (size_t)(end - inside));
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *run = g_strstrip(html_to_text(html, limits));

	if (*run == '\0' || strlen(run) > MAX_RUN || strpbrk(run, "*\n\t") != NULL ||
	    !g_unichar_isalnum(g_utf8_get_char(run)))
		return NULL;
	return g_steal_pointer(&run);
}

/* The next element in bold; *html goes on behind it. False: there is no more. */
static bool
next_run(const char **html, char **ret_run)
{
	for (const char *p = *html; (p = strchr(p, '<')) != NULL; p++) {
		for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
			const char *inside = behind_tag(p, names[i]);
			const char *end = inside == NULL ? NULL : closing_tag(inside, names[i]);

			if (end == NULL)
				continue;
			*ret_run = run_of(inside, end);
			*html = end;
			return true;
		}
	}
	return false;
}

static bool
is_command(const char *text, const char *at)
{
	while (at > text && at[-1] != '\n')
		at--;
	return *at == '#';
}

/* Where the run stands as words of their own that are not marked yet; NULL: nowhere from here on. */
static const char *
find_run(const char *text, const char *from, const char *run)
{
	size_t length = strlen(run);

	for (const char *p = from; (p = strstr(p, run)) != NULL; p += length) {
		gunichar before = p == text ? ' ' : g_utf8_get_char(g_utf8_prev_char(p));
		gunichar behind = g_utf8_get_char(p + length);

		if (!g_unichar_isalnum(before) && !g_unichar_isalnum(behind) && before != '*' &&
		    behind != '*' && !is_command(text, p))
			return p;
	}
	return NULL;
}

char *
emphasis_put(const char *text, const char *html)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *done = text;

	for (unsigned count = 0; count < MAX_RUNS; count++) {
		g_autofree char *run = NULL;
		const char *at = NULL;

		if (!next_run(&html, &run))
			break;
		at = run == NULL ? NULL : find_run(text, done, run);
		if (at == NULL)
			continue;
		g_string_append_len(out, done, at - done);
		g_string_append_printf(out, "*%s*", run);
		done = at + strlen(run);
	}
	if (done == text)
		return NULL;
	g_string_append(out, done);
	return g_string_free(g_steal_pointer(&out), false);
}
