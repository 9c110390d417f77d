/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/letters/agent_text.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/reply_signature.h"

#define GREETING_MOST 60 /* bytes */
#define GREETED_MOST 5   /* words, with those that greet */
#define CLOSING_LINES 6  /* with the name, the function */

/* In lower case; a language is added here. How letters close stands in parsers/reply_signature.c. */
static const char *const GREETINGS[] = {"beste", "geachte", "hallo", "hoi", "hi", "hey", "dag",
    "goedemorgen", "goedemiddag", "goedenavond", "goedendag", "goeiemorgen", "goeiemiddag",
    "dear", "hello", "good morning", "good afternoon", "good evening", "sehr geehrte",
    "sehr geehrter", "liebe", "lieber", "guten tag", "guten morgen", "guten abend", "moin",
    "bonjour", "bonsoir", "cher", "chère", "madame", "monsieur", "hola", "buenos días",
    "estimado", "estimada", "buongiorno", "gentile", "ciao", "olá"};

void
agent_text_clear(AgentText *text)
{
	g_clear_pointer(&text->greeting, g_free);
	g_clear_pointer(&text->text, g_free);
	g_clear_pointer(&text->closing, g_free);
}

static bool
greets(const char *line)
{
	g_autofree char *lower = g_utf8_strdown(line, -1);

	for (size_t i = 0; i < G_N_ELEMENTS(GREETINGS); i++) {
		size_t length = strlen(GREETINGS[i]);

		if (strncmp(lower, GREETINGS[i], length) == 0 &&
		    strchr(" ,!", lower[length]) != NULL)
			return true;
	}
	return false;
}

static unsigned
count_words(const char *text, size_t length)
{
	g_autofree char *copy = g_strstrip(g_strndup(text, length));
	unsigned words = 0;

	for (const char *at = copy; *at != '\0'; at += strspn(at, " \t")) {
		at += strcspn(at, " \t");
		words++;
	}
	return words;
}

/* How many bytes of the line greet: all of it, or up to a comma; 0: none. */
static size_t
greeting_length(const char *line)
{
	size_t length = strlen(line);
	size_t part = strcspn(line, ",!");

	if (!greets(line))
		return 0;
	if (length <= GREETING_MOST && count_words(line, length) <= GREETED_MOST &&
	    (part + 1 >= length || strpbrk(line + part + 1, ".?") == NULL) &&
	    strchr("?.", line[length - 1]) == NULL)
		return length;
	return part < length && part + 1 <= GREETING_MOST &&
		       count_words(line, part) < GREETED_MOST && line[part + 1] == ' '
		   ? part + 1
		   : 0;
}

/* What follows a greeting on its line began in lower case. */
static char *
with_capital(const char *text)
{
	gunichar first = g_utf8_get_char(text);
	char upper[7] = "";

	upper[g_unichar_to_utf8(g_unichar_toupper(first), upper)] = '\0';
	return g_strconcat(upper, g_utf8_next_char(text), NULL);
}

static char *
take_greeting(char **lines)
{
	char *greeting = NULL;
	size_t length = 0;
	unsigned i = 0;

	while (lines[i] != NULL && *g_strstrip(lines[i]) == '\0')
		i++;
	length = lines[i] == NULL ? 0 : greeting_length(lines[i]);
	if (length == 0)
		return NULL;
	greeting = g_strndup(lines[i], length);
	if (lines[i][length] == '\0') {
		lines[i][0] = '\0';
	} else {
		char *rest = with_capital(lines[i] + length + 1);

		g_free(lines[i]);
		lines[i] = rest;
	}
	return greeting;
}

/* The last closing that only a few short lines follow. */
static char *
take_closing(char **lines)
{
	unsigned count = g_strv_length(lines);
	unsigned below = 0;
	char *closing = NULL;

	for (unsigned i = count; i-- > 0 && below < CLOSING_LINES;) {
		g_autofree char *line = g_strstrip(g_strdup(lines[i]));

		if (reply_signature_is_closing(line, strlen(line))) {
			closing = g_strstrip(g_strjoinv("\n", lines + i));
			for (unsigned n = i; n < count; n++)
				lines[n][0] = '\0';
			return closing;
		}
		if (strlen(line) > GREETING_MOST)
			return NULL;
		below += *line != '\0';
	}
	return NULL;
}

AgentText
agent_text_split(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	AgentText split = {.greeting = take_greeting(lines), .closing = take_closing(lines)};

	split.text = g_strjoinv("\n", lines);
	g_strchomp(split.text);
	memmove(split.text, split.text + strspn(split.text, "\n"),
	    strlen(split.text) - strspn(split.text, "\n") + 1);
	if (*split.text != '\0')
		return split;
	agent_text_clear(&split);
	return (AgentText){.text = g_strdup(text)};
}
