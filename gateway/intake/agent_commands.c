/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command is "#" and a letter at the beginning of a line, above all text; behind it stands its value, or the first
 * line of the text. The first line that is none ends them: a "#" further down is text, but a command there is a mistake:
 * the customer must not read what was meant for the desk.
 */
#include "gateway/intake/agent_commands.h"

#include <string.h>

#define SETTINGS_MOST 20

static const struct {
	const char *word;
	AgentDeed deed; /* DEED_NONE: a setting */
} WORDS[] = {
    {"resolve", DEED_RESOLVE},
    {"ask", DEED_ASK},
    {"note", DEED_NOTE},
    {"close", DEED_CLOSE},
    {"cancel", DEED_CANCEL},
    {"reopen", DEED_REOPEN},
    {"fulfil", DEED_FULFIL},
    {"decline", DEED_DECLINE},
    {"release", DEED_RELEASE},
    {"assign", DEED_NONE},
    {"category", DEED_NONE},
    {"priority", DEED_NONE},
    {"group", DEED_NONE},
    {"title", DEED_NONE},
    {"add", DEED_NONE},
    {"remove", DEED_NONE},
};

const char *
agent_deed_name(AgentDeed deed)
{
	if (deed == DEED_NONE)
		return "set";
	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++)
		if (WORDS[i].deed == deed)
			return WORDS[i].word;
	return "answer";
}

static void
setting_free(AgentSetting *setting)
{
	g_free(setting->value);
	g_free(setting);
}

void
agent_commands_clear(AgentCommand *command)
{
	g_clear_pointer(&command->settings, g_ptr_array_unref);
	g_clear_pointer(&command->text, g_free);
	g_clear_pointer(&command->diagnostic, g_free);
}

/* "#resolve, #ask, ...". Caller owns. */
static char *
all_words(void)
{
	GString *all = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++)
		g_string_append_printf(all, "%s#%s", i == 0 ? "" : ", ", WORDS[i].word);
	return g_string_free(all, FALSE);
}

static void
tell_unknown(AgentCommand *command, const char *word)
{
	g_autofree char *all = all_words();

	command->diagnostic = g_strdup_printf("there is no #%s; there are %s", word, all);
}

static void
take_deed(AgentCommand *command, AgentDeed deed, const char *rest, GString *text)
{
	if (command->deed != DEED_NONE) {
		command->diagnostic = g_strdup_printf("#%s and #%s cannot be done together",
		    agent_deed_name(command->deed), agent_deed_name(deed));
		return;
	}
	command->deed = deed;
	g_string_append(text, rest);
}

static void
take_setting(AgentCommand *command, const char *word, const char *value)
{
	AgentSetting *setting = NULL;

	if (value[0] == '\0' && strcmp(word, "assign") != 0) {
		command->diagnostic = g_strdup_printf("#%s needs a word behind it", word);
		return;
	}
	if (command->settings->len >= SETTINGS_MOST) {
		command->diagnostic = g_strdup("there are too many commands");
		return;
	}
	setting = g_new0(AgentSetting, 1);
	setting->word = word;
	setting->value = g_strdup(value);
	g_ptr_array_add(command->settings, setting);
}

static size_t
word_length(const char *line)
{
	return strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/* line: without its "#". */
static void
take_line(AgentCommand *command, const char *line, GString *text)
{
	size_t length = word_length(line);
	g_autofree char *word = g_ascii_strdown(line, (gssize)MIN(length, 40));
	g_autofree char *rest = g_strstrip(g_strdup(line + length));

	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
		if (strcmp(WORDS[i].word, word) != 0)
			continue;
		if (WORDS[i].deed != DEED_NONE)
			take_deed(command, WORDS[i].deed, rest, text);
		else
			take_setting(command, WORDS[i].word, rest);
		return;
	}
	tell_unknown(command, word);
}

/* Takes the lines of commands; where the text begins. */
static const char *
take_lines(AgentCommand *command, const char *text, GString *first)
{
	while (command->diagnostic == NULL) {
		const char *begin = text + strspn(text, " \t\n");
		const char *end = begin + strcspn(begin, "\n");
		g_autofree char *line = NULL;

		if (begin[0] != '#' || !g_ascii_isalpha(begin[1]))
			break;
		line = g_strndup(begin + 1, (size_t)(end - begin - 1));
		take_line(command, line, first);
		text = end;
		if (first->len > 0)
			break;
	}
	return text;
}

/* The command that this line begins with, or NULL. */
static const char *
command_on(const char *line)
{
	size_t length = 0;

	line += strspn(line, " \t");
	if (line[0] != '#')
		return NULL;
	length = word_length(++line);
	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++)
		if (strlen(WORDS[i].word) == length &&
		    g_ascii_strncasecmp(WORDS[i].word, line, length) == 0)
			return WORDS[i].word;
	return NULL;
}

static void
look_for_commands(AgentCommand *command)
{
	for (const char *line = command->text; line != NULL && command->diagnostic == NULL;) {
		const char *word = command_on(line);

		if (word != NULL)
			command->diagnostic = g_strdup_printf(
			    "#%s stands in the text; commands come first, a line each", word);
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
}

void
agent_commands_read(const char *text, AgentCommand *ret_command)
{
	g_autoptr(GString) all = g_string_new(NULL);
	const char *below = NULL;

	*ret_command = (AgentCommand){.deed = DEED_NONE};
	ret_command->settings = g_ptr_array_new_with_free_func((GDestroyNotify)setting_free);
	below = take_lines(ret_command, text, all);
	g_string_append(all, below);
	ret_command->text = g_strdup(g_strstrip(all->str));
	if (ret_command->deed != DEED_NOTE) /* which the desk alone reads */
		look_for_commands(ret_command);
	if (ret_command->diagnostic != NULL || ret_command->deed != DEED_NONE)
		return;
	if (ret_command->text[0] != '\0')
		ret_command->deed = DEED_ANSWER;
	else if (ret_command->settings->len == 0)
		ret_command->diagnostic = g_strdup("it says nothing");
}
