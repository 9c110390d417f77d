/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects as mail programs of many languages write them: "Antw: FW: [CS0001234] Scherm is zwart". */
#include "gateway/intake/title.h"

#include <glib.h>
#include <string.h>

#include "parsers/subject_mark.h"
#include "parsers/ticket_refs.h"

#define TITLE_MAX 200

/* How long a "[CS0001234]" at the start is; 0: none. */
static size_t
bracketed_number(const char *subject, const char *const *shapes)
{
	size_t length = subject[0] == '[' ? ticket_refs_number_length(subject + 1, shapes) : 0;

	return length > 0 && subject[1 + length] == ']' ? length + 2 : 0;
}

static char *
shorten(const char *text, size_t length)
{
	g_autofree char *line = g_strndup(text, length);

	g_strdelimit(line, "\t", ' ');
	g_strstrip(line);
	if (g_utf8_strlen(line, -1) <= TITLE_MAX)
		return g_steal_pointer(&line);
	return g_utf8_substring(line, 0, TITLE_MAX);
}

const char *
title_of_subject(const Templates *templates, const char *const *shapes, const char *subject)
{
	const char *start = subject + strspn(subject, " \t\n");

	subject = start;
	for (;;) {
		const char *next = subject_mark_skip(subject);

		if (next == subject)
			next = subject + bracketed_number(subject, shapes);
		if (next == subject && subject > start && strchr(subject, ':') != NULL)
			next = templates_behind_words(templates, subject);
		if (next == NULL || next == subject)
			return subject;
		subject = next + strspn(next, " \t\n");
	}
}

char *
title_of(const Templates *templates, const char *const *shapes, const char *subject,
    const char *text, const char *untitled)
{
	subject = title_of_subject(templates, shapes, subject);
	if (subject[0] != '\0')
		return shorten(subject, strcspn(subject, "\n"));
	text += strspn(text, " \t\n");
	if (text[0] != '\0')
		return shorten(text, strcspn(text, "\n"));
	return g_strdup(untitled);
}
