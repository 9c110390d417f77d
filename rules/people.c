/* SPDX-License-Identifier: Apache-2.0 */
/* People as they are named in one value: "Els Bos en Piet de Boer; a@klant.example". */
#include "rules/people.h"

#include <stdbool.h>
#include <string.h>

/* How many bytes stand between two people: "; ", " en ", a comma where no semicolon does it; 0: none of these. */
static size_t
between_people(const char *p, const char *start, bool commas)
{
	static const char *const words[] = {" en ", " and ", " und ", " et ", " & ", " + "};

	if (strchr("\r\n;|", *p) != NULL || (commas && *p == ','))
		return 1;
	if (*p == '/' && p > start && p[-1] != ':' && p[-1] != '/' && p[1] != '/')
		return 1;
	for (size_t i = 0; *p == ' ' && i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strncasecmp(p, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

/* "Bos, Els <els@klant.example>; ..." has commas inside of names. */
GPtrArray *
people_split(const char *given)
{
	GPtrArray *people = g_ptr_array_new_with_free_func(g_free);
	bool commas = strchr(given, ';') == NULL || strchr(given, '<') == NULL;
	const char *start = given;

	for (const char *p = given;; p++) {
		size_t size = *p == '\0' ? 1 : between_people(p, start, commas);
		g_autofree char *person = NULL;

		if (size == 0)
			continue;
		while (start < p && strchr("-* ", *start) != NULL)
			start++;
		person = g_strstrip(g_strndup(start, (size_t)(p - start)));
		if (*person != '\0')
			g_ptr_array_add(people, g_steal_pointer(&person));
		if (*p == '\0')
			return people;
		start = p + size;
		p = start - 1;
	}
}
