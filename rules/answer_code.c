/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail program that does not tell a quote from new words would have the letter's own code in the text: so only the
 * first line counts, and of what stands before the digits only words that lead up to them.
 */
#include "rules/answer_code.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define LINE_MOST 400 /* bytes of the line that are looked at */

/* What may lead up to the digits. */
static const char *const BEFORE[] = {"a", "akkoord", "alstublieft", "asked", "beste",
    "bevestig", "bevestiging", "bevestigingscode", "bij", "code", "confirm", "confirmation",
    "de", "deze", "dit", "for", "from", "gekregen", "hallo", "hello", "here", "hereby", "het",
    "hi", "hier", "hierbij", "i", "ik", "in", "is", "it", "ja", "je", "jouw", "kreeg", "letter",
    "mail", "met", "mijn", "my", "ok", "oke", "okay", "ontving", "please", "received", "s",
    "the", "this", "uit", "uw", "van", "verificatiecode", "verification", "volgende", "was",
    "with", "yes", "your", NULL};

/* With one of these in the line it is no yes. */
static const char *const DOUBTS[] = {"annuleer", "annuleren", "aren", "cancel", "didn", "doesn",
    "don", "dont", "fake", "fout", "fraud", "fraude", "geen", "hoezo", "isn", "nee", "neen",
    "never", "niet", "niemand", "no", "nobody", "nooit", "not", "onjuist", "onterecht",
    "phishing", "spam", "stop", "vals", "verkeerd", "waarom", "wasn", "wat", "what", "who",
    "why", "wie", "wrong", NULL};

/* Opens a mail and says nothing: the code may stand below. */
static const char *const GREETINGS[] = {"beste", "dag", "dear", "geachte", "goedemiddag",
    "goedemorgen", "goedenavond", "hallo", "hello", "hey", "hi", "hoi", NULL};

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* Words and numbers of the line, in small letters, without what stands between. Caller owns. */
static GPtrArray *
split(const char *line)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) word = g_string_new(NULL);

	for (const char *at = line;; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		int digit = g_unichar_digit_value(c);
		bool is_word = g_unichar_isalpha(c) && digit < 0;
		bool goes_on = word->len > 0 && (digit >= 0) == g_ascii_isdigit(word->str[0]);

		if (word->len > 0 && !(goes_on && (is_word || digit >= 0))) {
			g_ptr_array_add(words, g_strdup(word->str));
			g_string_truncate(word, 0);
		}
		if (c == 0)
			return words;
		if (digit >= 0)
			g_string_append_c(word, (char)('0' + digit));
		else if (is_word)
			g_string_append_unichar(word, g_unichar_tolower(c));
	}
}

/* The first line that has a letter or a digit; ret_rest: behind it. NULL: there is none. Caller owns. */
static char *
take_line(const char *text, const char **ret_rest)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		g_autofree char *line = g_strndup(text, MIN(length, LINE_MOST));
		g_autofree char *sound = g_utf8_make_valid(line, -1);
		g_autoptr(GPtrArray) words = split(sound);

		text += length + (text[length] == '\n');
		if (words->len > 0) {
			*ret_rest = text;
			return g_steal_pointer(&sound);
		}
	}
	return NULL;
}

/* At this place: six digits, or three and three. How many words they take; 0: none stand there. */
static unsigned
digits_at(const GPtrArray *words, unsigned at, char **ret_digits)
{
	const char *first = words->pdata[at];
	const char *second = at + 1 < words->len ? words->pdata[at + 1] : "";

	if (!g_ascii_isdigit(first[0]))
		return 0;
	if (strlen(first) == ANSWER_CODE_DIGITS) {
		*ret_digits = g_strdup(first);
		return 1;
	}
	if (strlen(first) != 3 || strlen(second) != 3 || !g_ascii_isdigit(second[0]))
		return 0;
	*ret_digits = g_strconcat(first, second, NULL);
	return 2;
}

static char *
read_line(const char *line, bool alone)
{
	g_autoptr(GPtrArray) words = split(line);
	g_autofree char *digits = NULL;
	unsigned taken = 0;

	if (strchr(line, '?') != NULL)
		return NULL;
	for (unsigned i = 0; i < words->len; i++) {
		unsigned here = digits == NULL ? digits_at(words, i, &digits) : 0;
		bool leads = digits != NULL || is_one_of(words->pdata[i], BEFORE);

		taken += here;
		if (here == 0 && (!leads || is_one_of(words->pdata[i], DOUBTS)))
			return NULL;
		i += here > 0 ? here - 1 : 0;
	}
	return alone && taken != words->len ? NULL : g_steal_pointer(&digits);
}

static bool
is_greeting(const char *line)
{
	g_autoptr(GPtrArray) words = split(line);

	for (unsigned i = 0; i < words->len; i++)
		if (g_ascii_isdigit(((char *)words->pdata[i])[0]))
			return false;
	return words->len <= 5 && is_one_of(words->pdata[0], GREETINGS);
}

char *
answer_code_read(const char *text)
{
	const char *rest = text;
	g_autofree char *line = take_line(text, &rest);

	if (line != NULL && is_greeting(line)) {
		g_free(line);
		line = take_line(rest, &rest);
	}
	return line == NULL ? NULL : read_line(line, false);
}

char *
answer_code_read_alone(const char *text, const char **ret_rest)
{
	const char *rest = text;
	g_autofree char *line = take_line(text, &rest);
	char *digits = line == NULL ? NULL : read_line(line, true);

	if (digits != NULL)
		*ret_rest = rest;
	return digits;
}
