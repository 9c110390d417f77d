/* SPDX-License-Identifier: Apache-2.0 */
/* Each line is read by itself. One that is neither such a line nor says nothing makes the whole mail something else. */
#include "rules/details.h"

#include <string.h>

#include "rules/answers.h"
#include "rules/yaml.h"

#define LINES_MOST 40
#define LINE_MOST 300 /* bytes */
#define NAME_MOST 80  /* bytes */
#define NAME_WORDS 6
#define BELOW_MOST 12 /* lines below the close: a name, an address, a telephone number */

typedef struct {
	const Answers *answers;
	Details *details;
	unsigned below; /* lines read below the close */
	bool closed;
	bool any;
	bool doubtful;
} Reading;

const char *
detail_name(Detail detail)
{
	static const char *const NAMES[] = {
	    [DETAIL_NAME] = "name",
	    [DETAIL_ADDRESS] = "address",
	    [DETAIL_LANGUAGE] = "language",
	};

	return NAMES[detail];
}

void
details_clear(Details *details)
{
	for (int i = 0; i < DETAIL_COUNT; i++)
		g_clear_pointer(&details->values[i], g_free);
}

/* How many words of the line the phrase takes, which is folded; 0: it does not begin with it. */
static unsigned
begins_with(const GArray *words, const char *phrase)
{
	g_auto(GStrv) wanted = g_strsplit(phrase, " ", -1);
	unsigned count = g_strv_length(wanted);

	if (count > words->len)
		return 0;
	for (unsigned i = 0; i < count; i++)
		if (!g_str_equal(g_array_index(words, Word, i).word, wanted[i]))
			return 0;
	return count;
}

static unsigned
longest(const GArray *words, const GPtrArray *phrases)
{
	unsigned most = 0;

	for (unsigned i = 0; i < phrases->len; i++)
		most = MAX(most, begins_with(words, phrases->pdata[i]));
	return most;
}

/* "els@klant.example.", "<els@klant.example>". Caller owns; NULL: it is not one address. */
static char *
read_address(const char *value)
{
	g_autofree char *address = g_strdup(value);

	g_strdelimit(address, "<>\"'", ' ');
	g_strstrip(address);
	if (g_str_has_suffix(address, "."))
		address[strlen(address) - 1] = '\0';
	return strpbrk(address, " \t,;") == NULL && yaml_is_address(address)
		   ? g_steal_pointer(&address)
		   : NULL;
}

/* A name begins and ends with a capital, and is no sentence. Caller owns; NULL: it is none. */
static char *
read_name(const char *value)
{
	g_autofree char *name = g_strstrip(g_strdup(value));
	g_autoptr(GArray) words = NULL;

	if (g_str_has_suffix(name, "."))
		name[strlen(name) - 1] = '\0';
	words = words_split(name, NAME_MOST + 1);
	if (words->len == 0 || words->len > NAME_WORDS || strlen(name) > NAME_MOST ||
	    !g_array_index(words, Word, 0).capital ||
	    !g_array_index(words, Word, words->len - 1).capital)
		return NULL;
	for (const char *c = name; *c != '\0'; c = g_utf8_next_char(c)) {
		gunichar letter = g_utf8_get_char(c);

		if (!g_unichar_isalpha(letter) && !g_unichar_ismark(letter) &&
		    (letter > 0x7f ? letter != 0x2019 : strchr(" .'-", (int)letter) == NULL))
			return NULL;
	}
	return g_steal_pointer(&name);
}

static char *
read_value(const Answers *answers, Detail detail, const char *value)
{
	g_autofree char *folded = NULL;

	if (detail == DETAIL_ADDRESS)
		return read_address(value);
	if (detail == DETAIL_NAME)
		return read_name(value);
	folded = words_fold(value);
	return g_strdup(answers_language(answers, folded));
}

/* Said twice alike is said once. */
static void
take(Reading *reading, Detail detail, const char *value)
{
	char **place = &reading->details->values[detail];
	g_autofree char *read = read_value(reading->answers, detail, value);

	if (read == NULL || (*place != NULL && !g_str_equal(*place, read))) {
		reading->doubtful = true;
		return;
	}
	reading->any = true;
	g_free(*place);
	*place = g_steal_pointer(&read);
}

/* The label of the form alone is left out by who fills in the others. */
static bool
read_detail(Reading *reading, const char *line, const GArray *words)
{
	int found = -1;
	unsigned most = 0;

	for (int i = 0; i < DETAIL_COUNT; i++) {
		unsigned taken =
		    longest(words, answers_details(reading->answers, (AnswersDetail)i));

		if (taken > most) {
			most = taken;
			found = i;
		}
	}
	if (found < 0)
		return false;
	if (most < words->len)
		take(reading, (Detail)found, line + g_array_index(words, Word, most).start);
	return true;
}

/* "Adreswijziging", alone. */
static bool
is_heading(const Reading *reading, const GArray *words)
{
	return longest(words, answers_details(reading->answers, ANSWERS_DETAIL_HEADING)) ==
	       words->len;
}

static bool
is_closing(const Reading *reading, GArray *words)
{
	phrases_look_up(answers_phrases(reading->answers), words);
	return phrases_at(SAYS_CLOSE, words, 0) > 0 || phrases_at(SAYS_FOOTER, words, 0) > 0;
}

static bool
is_thanks(const GArray *words)
{
	return words->len <= 4 && phrases_at(SAYS_THANKS, words, 0) > 0;
}

static void
read_line(Reading *reading, const char *text)
{
	g_autofree char *line = g_strstrip(g_strdup(text));
	g_autoptr(GArray) words = words_split(line, LINE_MOST);
	g_autofree char *telling = NULL;

	if (words->len == 0 || reading->doubtful)
		return;
	if (reading->closed) {
		phrases_look_up(answers_phrases(reading->answers), words);
		reading->doubtful = ++reading->below > BELOW_MOST ||
				    phrases_at(SAYS_POSTSCRIPT, words, 0) > 0 ||
				    strchr(line, '?') != NULL;
		return;
	}
	if (strlen(line) > LINE_MOST) {
		reading->doubtful = true;
		return;
	}
	if (read_detail(reading, line, words) || is_heading(reading, words))
		return;
	reading->closed = is_closing(reading, words);
	if (reading->closed || is_thanks(words))
		return;
	telling = answers_first_line(reading->answers, line);
	reading->doubtful = telling != NULL;
}

/* Below the text the subject speaks for itself: an empty one, or one that says the same. */
static void
read_subject(Reading *reading, const Message *message)
{
	bool closed = reading->closed;

	reading->closed = false;
	read_line(reading, message->subject);
	reading->closed = closed;
}

bool
details_read(const Answers *answers, const Message *message, Details *ret_details)
{
	g_auto(Details) details = {{NULL}};
	Reading reading = {.answers = answers, .details = &details};
	g_auto(GStrv) lines = g_strsplit(message->text, "\n", LINES_MOST + 1);

	if (message->attachments->len > 0 || g_strv_length(lines) > LINES_MOST)
		return false;
	for (size_t i = 0; lines[i] != NULL; i++)
		read_line(&reading, lines[i]);
	read_subject(&reading, message);
	if (!reading.any || reading.doubtful)
		return false;
	*ret_details = details;
	details = (Details){{NULL}};
	return true;
}
