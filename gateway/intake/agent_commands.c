/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command is "#" and a letter at the beginning of a line, above all text; behind it stands its value, or the first
 * line of the text. The first line that is none ends them: a "#" further down is text, but a command there is a mistake:
 * the customer must not read what was meant for the desk.
 */
#include "gateway/intake/agent_commands.h"

#include <string.h>

#include "gateway/templates/refusals.h"
#include "gateway/util/choices.h"

#define SETTINGS_MOST 20

/* What is read, and how commands are called in it. All foreign. */
typedef struct {
	AgentCommand *command;
	const Templates *templates; /* or NULL */
	const char *language;
} Reading;

/* How an action is called: by all, or in the language. Borrowed. */
static const char *
word_of(const Reading *reading, const AgentActionRow *row, bool own)
{
	return own && reading->templates != NULL
		   ? templates_call(reading->templates, reading->language, row->word)
		   : row->word;
}

/* own: among the words of the language. What may be several is none of either. */
static bool
find_among(const Reading *reading, const char *typed, bool own, AgentAction *ret_action,
    bool *ret_several)
{
	g_autoptr(Choices) choices = choices_new();
	g_autoptr(GPtrArray) possible = NULL;
	const AgentActionRow *first = agent_action_row(AGENT_NOTHING);
	const AgentActionRow *meant = NULL;

	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++)
		if (first[i].by_mail)
			choices_add(choices, word_of(reading, &first[i], own), &first[i]);
	meant = choices_find(choices, typed, &possible);
	if (meant != NULL)
		*ret_action = (AgentAction)(meant - first);
	*ret_several = meant == NULL && possible->len > 0;
	return meant != NULL;
}

/* What "#word" asks for, in full or by its beginning. */
static bool
find_action(const Reading *reading, const char *typed, AgentAction *ret_action)
{
	bool several = false;

	return find_among(reading, typed, false, ret_action, &several) ||
	       (!several && find_among(reading, typed, true, ret_action, &several));
}

/* A whole word of either. */
static bool
is_command(const Reading *reading, const char *typed)
{
	const AgentActionRow *first = agent_action_row(AGENT_NOTHING);

	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++)
		if (first[i].by_mail &&
		    (strcmp(first[i].word, typed) == 0 ||
			strcmp(word_of(reading, &first[i], true), typed) == 0))
			return true;
	return false;
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
	g_clear_pointer(&command->mistyped, g_free);
}

static void
take_action(const Reading *reading, AgentAction action, const char *rest, GString *text)
{
	AgentCommand *command = reading->command;

	if (command->action != AGENT_NOTHING) {
		command->diagnostic = refusal_text(reading->templates, reading->language,
		    "#{{one}} and #{{other}} cannot be done together", "one",
		    word_of(reading, agent_action_row(command->action), true), "other",
		    word_of(reading, agent_action_row(action), true), NULL);
		return;
	}
	command->action = action;
	g_string_append(text, rest);
}

static void
take_setting(const Reading *reading, AgentAction action, const char *value)
{
	AgentCommand *command = reading->command;
	const AgentActionRow *row = agent_action_row(action);
	AgentSetting *setting = NULL;

	if (value[0] == '\0' && !row->is_bare) {
		command->diagnostic = refusal_text(reading->templates, reading->language,
		    "#{{word}} needs a word behind it", "word", word_of(reading, row, true),
		    NULL);
		return;
	}
	if (command->settings->len >= SETTINGS_MOST) {
		command->diagnostic = refusal_text(
		    reading->templates, reading->language, "there are too many commands", NULL);
		return;
	}
	setting = g_new0(AgentSetting, 1);
	setting->action = action;
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
take_line(const Reading *reading, const char *line, GString *text)
{
	AgentCommand *command = reading->command;
	size_t length = word_length(line);
	g_autofree char *word = g_ascii_strdown(line, (gssize)MIN(length, 40));
	g_autofree char *rest = g_strstrip(g_strdup(line + length));
	AgentAction action = AGENT_NOTHING;

	if (!find_action(reading, word, &action))
		command->mistyped = g_steal_pointer(&word);
	else if (agent_action_row(action)->is_setting)
		take_setting(reading, action, rest);
	else
		take_action(reading, action, rest, text);
}

/* Takes the lines of commands; where the text begins. */
static const char *
take_lines(const Reading *reading, const char *text, GString *first)
{
	const AgentCommand *command = reading->command;

	while (command->diagnostic == NULL && command->mistyped == NULL) {
		const char *begin = text + strspn(text, " \t\n");
		const char *end = begin + strcspn(begin, "\n");
		g_autofree char *line = NULL;

		if (begin[0] != '#' || !g_ascii_isalpha(begin[1]))
			break;
		line = g_strndup(begin + 1, (size_t)(end - begin - 1));
		take_line(reading, line, first);
		text = end;
		if (first->len > 0)
			break;
	}
	return text;
}

static void
look_for_command(const Reading *reading, const char *line)
{
	g_autofree char *word = NULL;

	line += strspn(line, " \t");
	if (line[0] != '#')
		return;
	word = g_ascii_strdown(line + 1, (gssize)word_length(line + 1));
	if (is_command(reading, word))
		reading->command->diagnostic =
		    refusal_text(reading->templates, reading->language,
			"#{{word}} stands in the text; commands come first, a line each",
			"word", word, NULL);
}

static void
look_for_commands(const Reading *reading)
{
	const AgentCommand *command = reading->command;

	for (const char *line = command->text; line != NULL && command->diagnostic == NULL;) {
		look_for_command(reading, line);
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
}

void
agent_commands_read(const Templates *templates, const char *language, const char *text,
    AgentCommand *ret_command)
{
	const Reading reading = {ret_command, templates, language};
	g_autoptr(GString) all = g_string_new(NULL);
	const char *below = NULL;

	*ret_command = (AgentCommand){.action = AGENT_NOTHING};
	ret_command->settings = g_ptr_array_new_with_free_func((GDestroyNotify)setting_free);
	below = take_lines(&reading, text, all);
	g_string_append(all, below);
	ret_command->text = g_strdup(g_strstrip(all->str));
	if (ret_command->action != AGENT_NOTES) /* which the desk alone reads */
		look_for_commands(&reading);
	if (ret_command->diagnostic != NULL || ret_command->mistyped != NULL ||
	    ret_command->action != AGENT_NOTHING)
		return;
	if (ret_command->text[0] != '\0')
		ret_command->action = AGENT_ANSWERS;
	else if (ret_command->settings->len == 0)
		ret_command->diagnostic =
		    refusal_text(templates, language, "it says nothing", NULL);
}
