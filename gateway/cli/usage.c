/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A usage is "casegate case answer|ask NUMBER [TEXT | --file FILE] [--as AGENT]". Where it says "[OPTION ...]" or "[FILTER
 * ...]", it takes the options that stand below and in no line of the usage; where it says "[the same options]", all.
 */
#include "gateway/cli/usage.h"

#include <string.h>

#define PROGRAM "casegate "

static void
option_free(void *data)
{
	UsageOption *option = data;

	g_free(option->name);
	g_free(option->value);
	g_free(option->about);
	g_free(option);
}

static void
usage_free(void *data)
{
	Usage *usage = data;

	g_strfreev(usage->verbs);
	g_ptr_array_unref(usage->operands);
	g_ptr_array_unref(usage->options);
	g_free(usage);
}

char *
usage_about(const char *help, const char *word)
{
	g_autofree char *begin = g_strdup_printf("\n  %s ", word);
	const char *line = strstr(help, begin);
	const char *end = line == NULL ? NULL : strchr(line + 1, '\n');
	g_autofree char *rest =
	    line == NULL ? NULL : g_strndup(line + 3, (gsize)(end - line - 3));
	const char *gap = rest == NULL ? NULL : strstr(rest, "  ");

	return gap == NULL ? g_strdup("") : g_strstrip(g_strdup(gap));
}

static bool
is_verb(const char *word)
{
	return word != NULL && *word != '\0' &&
	       strspn(word, "abcdefghijklmnopqrstuvwxyz|-") == strlen(word) && word[0] != '-';
}

static bool
has_option(const GPtrArray *options, const char *name)
{
	for (guint i = 0; i < options->len; i++)
		if (strcmp(((const UsageOption *)options->pdata[i])->name, name) == 0)
			return true;
	return false;
}

/* value: what stands behind it, "FILE", or NULL. */
static void
add_option(GPtrArray *options, const char *help, const char *name, const char *value)
{
	UsageOption *option = NULL;
	g_autofree char *with_value =
	    g_strdup_printf("%s %s", name, value == NULL ? "" : value);

	if (has_option(options, name))
		return;
	option = g_new0(UsageOption, 1);
	option->name = g_strdup(name);
	option->value = g_strdup(value);
	option->about = usage_about(help, value == NULL ? name : with_value);
	g_ptr_array_add(options, option);
}

/* "[--as AGENT]" -> "--as", "AGENT"; a "|" between two, and what is meant for people alone, are left out. Caller owns. */
static char **
words_of(const char *line)
{
	g_autofree char *plain = g_strdup(line);
	g_auto(GStrv) parts = NULL;
	GStrvBuilder *words = g_strv_builder_new();
	char **all = NULL;

	g_strdelimit(plain, "[],", ' ');
	parts = g_strsplit(plain, " ", -1);
	for (char **part = parts; *part != NULL; part++)
		if (**part != '\0' && strcmp(*part, "|") != 0)
			g_strv_builder_add(words, *part);
	all = g_strv_builder_end(words);
	g_strv_builder_unref(words);
	return all;
}

/* Whether it is what an option takes: "FILE", "yes|no"; the next option and a word of the text are not. */
static bool
is_value(const char *word)
{
	return word != NULL && (g_ascii_isupper(word[0]) || strchr(word, '|') != NULL);
}

/* Those that stand below the usage, "  --older AGE, --newer AGE   than ...". */
static void
add_below(const char *help, GPtrArray *options)
{
	g_auto(GStrv) lines = g_strsplit(help, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		const char *end =
		    strncmp(*line, "  --", 4) == 0 ? strstr(*line + 2, "   ") : NULL;
		g_autofree char *head =
		    end == NULL ? g_strdup(*line) : g_strndup(*line, (gsize)(end - *line));
		g_auto(GStrv) words = words_of(head);

		if (strncmp(*line, "  --", 4) != 0)
			continue;
		for (int i = 0; words[i] != NULL && (i == 0 || end != NULL); i++)
			if (g_str_has_prefix(words[i], "--"))
				add_option(options, help, words[i],
				    is_value(words[i + 1]) ? words[i + 1] : NULL);
	}
}

static void
read_words(char **words, const char *help, Usage *usage)
{
	for (int i = 0; words[i] != NULL; i++) {
		const char *value = is_value(words[i + 1]) ? words[i + 1] : NULL;

		if (g_str_has_prefix(words[i], "--")) {
			add_option(usage->options, help, words[i], value);
			i += value != NULL;
		} else if (g_str_has_suffix(words[i], "...")) {
			usage->repeats = true;
			if (words[i][0] != '.')
				g_ptr_array_add(usage->operands,
				    g_strndup(words[i], strlen(words[i]) - strlen("...")));
		} else if (g_ascii_isupper(words[i][0]) && strcmp(words[i], "FILTER") != 0 &&
			   strcmp(words[i], "OPTION") != 0) {
			g_ptr_array_add(usage->operands, g_strdup(words[i]));
		}
	}
}

static Usage *
read_line(const char *name, const char *line, const char *help)
{
	Usage *usage = g_new0(Usage, 1);
	g_autofree char *begin = g_strconcat(PROGRAM, name, NULL);
	g_auto(GStrv) words = words_of(line + strlen(begin));

	usage->verbs = g_strsplit(is_verb(words[0]) ? words[0] : "", "|", -1);
	usage->operands = g_ptr_array_new_with_free_func(g_free);
	usage->options = g_ptr_array_new_with_free_func(option_free);
	read_words(words + (usage->verbs[0] == NULL ? 0 : 1), help, usage);
	return usage;
}

/* Each line of the usage, with what it is continued by. Caller owns. */
static char **
usage_lines(const char *help)
{
	const char *end = strstr(help, "\n\n");
	g_autofree char *usage =
	    g_strndup(help, end == NULL ? strlen(help) : (gsize)(end - help));
	char **lines = g_strsplit(usage, PROGRAM, -1);

	for (char **line = lines; *line != NULL; line++) {
		char *joined = g_strdelimit(g_strconcat(PROGRAM, *line, NULL), "\n", ' ');

		g_free(*line);
		*line = joined;
	}
	return lines;
}

static void
add_options(GPtrArray *options, const char *help, const GPtrArray *more)
{
	for (guint i = 0; i < more->len; i++) {
		const UsageOption *option = more->pdata[i];

		add_option(options, help, option->name, option->value);
	}
}

/* named: those that stand in a line of the usage. */
static void
add_further(const GPtrArray *named, const char *help, const char *line, Usage *usage)
{
	g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func(option_free);
	bool all = strstr(line, "[the same options") != NULL;

	if (!all && strstr(line, "[OPTION ...]") == NULL &&
	    strstr(line, "[FILTER ...]") == NULL)
		return;
	if (all)
		add_options(usage->options, help, named);
	add_below(help, below);
	for (guint i = below->len; !all && i > 0; i--)
		if (has_option(named, ((UsageOption *)below->pdata[i - 1])->name))
			g_ptr_array_remove_index(below, i - 1);
	add_options(usage->options, help, below);
}

GPtrArray *
usage_read(const char *name, const char *help)
{
	GPtrArray *usages = g_ptr_array_new_with_free_func(usage_free);
	g_autoptr(GPtrArray) named = g_ptr_array_new_with_free_func(option_free);
	g_auto(GStrv) lines = usage_lines(help);

	/* what stands in front of the first is "usage: " */
	for (int i = 1; lines[0] != NULL && lines[i] != NULL; i++)
		g_ptr_array_add(usages, read_line(name, lines[i], help));
	for (guint i = 0; i < usages->len; i++)
		add_options(named, help, ((Usage *)usages->pdata[i])->options);
	for (guint i = 0; i < usages->len; i++)
		add_further(named, help, lines[i + 1], usages->pdata[i]);
	return usages;
}
