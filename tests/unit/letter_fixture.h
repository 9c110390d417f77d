/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what was composed. */
#pragma once

#include <glib.h>
#include <string.h>

/* The folded header joined, "" where there is none. Caller owns. */
static inline char *
letter_header(const char *letter, const char *name)
{
	g_autofree char *start = g_strdup_printf("\r\n%s: ", name);
	g_auto(GStrv) halves = g_strsplit(letter, "\r\n\r\n", 2);
	g_autofree char *head = g_strdup_printf("\r\n%s\r\n", halves[0]);
	const char *place = strstr(head, start);
	GString *value = g_string_new(NULL);

	for (place = place == NULL ? "" : place + strlen(start); *place != '\0'; place++) {
		if (g_str_has_prefix(place, "\r\n") && place[2] != ' ')
			break;
		if (*place != '\r' && *place != '\n')
			g_string_append_c(value, *place);
	}
	return g_string_free(value, FALSE);
}
