/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/config/config_marked.h"

#include <limits.h>
#include <string.h>

#include "gateway/config/config_read.h"
#include "parsers/file_marks.h"

#define BETWEEN ", "

void
config_marked_clear(ConfigMarked *marked)
{
	g_clear_pointer(&marked->endings, g_ptr_array_unref);
}

/* The bit of a word, or 0. */
static unsigned
mark_of(const char *word)
{
	for (unsigned i = 0; FILE_MARK_NAMES[i] != NULL; i++)
		if (strcmp(FILE_MARK_NAMES[i], word) == 0)
			return 1u << i;
	return 0;
}

/* ".dwg": what a name can end in. */
static bool
is_ending(const char *word)
{
	size_t size = strlen(word);

	return word[0] == '.' && size > 1 && size <= 17 && strpbrk(word, " ,/\\") == NULL;
}

static bool
add_word(ConfigMarked *marked, const YamlNode *node, const char *word)
{
	const char *choices[sizeof(unsigned) * CHAR_BIT] = {NULL};
	g_autofree char *expected = NULL;

	if (is_ending(word)) {
		g_ptr_array_add(marked->endings, g_ascii_strdown(word, -1));
		return true;
	}
	if ((mark_of(word) & ~FILE_MARKS_SCAN) != 0) {
		marked->marks |= mark_of(word);
		return true;
	}
	for (unsigned i = 0; (1u << i & FILE_MARKS_SCAN) == 0; i++)
		choices[i] = FILE_MARK_NAMES[i];
	expected = config_expect_one_of("kinds, or an ending such as .dwg", word, choices);
	yaml_mistake(node, expected, "'%s'", word);
	return false;
}

bool
config_read_marked(const YamlNode *node, const void *extra, void *target)
{
	ConfigMarked *marked = target;
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	bool good = yaml_read_strings(node, extra, &words);

	config_marked_clear(marked);
	*marked = (ConfigMarked){0, g_ptr_array_new_with_free_func(g_free)};
	for (unsigned i = 0; i < words->len; i++)
		good = add_word(marked, node, words->pdata[i]) && good;
	return good;
}

static void
append_word(GString *words, const char *word)
{
	g_string_append_printf(words, "%s%s", words->len == 0 ? "" : BETWEEN, word);
}

char *
config_marked_words(const ConfigMarked *marked, unsigned marks, const char *name)
{
	GString *words = g_string_new(NULL);
	g_autofree char *lower = g_ascii_strdown(name, -1);

	for (unsigned i = 0; FILE_MARK_NAMES[i] != NULL; i++)
		if ((marks & (marked->marks | FILE_MARKS_SCAN) & (1u << i)) != 0)
			append_word(words, FILE_MARK_NAMES[i]);
	for (unsigned i = 0; marked->endings != NULL && i < marked->endings->len; i++)
		if (g_str_has_suffix(lower, marked->endings->pdata[i]))
			append_word(words, marked->endings->pdata[i]);
	return g_string_free(words, FALSE);
}

char *
config_marked_next(const char **words)
{
	const char *start = *words;
	const char *end = strstr(start, BETWEEN);
	size_t size = end == NULL ? strlen(start) : (size_t)(end - start);

	*words = end == NULL ? start + size : end + strlen(BETWEEN);
	return size == 0 ? NULL : g_strndup(start, size);
}

bool
config_marked_is_active(const char *words)
{
	char *word = NULL;
	bool active = false;

	while ((word = config_marked_next(&words)) != NULL) {
		active = active || (mark_of(word) & FILE_MARKS_DATA) == 0;
		g_free(word);
	}
	return active;
}
