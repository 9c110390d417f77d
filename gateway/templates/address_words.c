/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/templates/address_words.h"

#include <string.h>

enum { INFORMAL, FORMAL, FORMS };

typedef struct {
	char *tag;          /* own; "{{u}}" */
	char *forms[FORMS]; /* own */
} Word;

struct AddressWords {
	GPtrArray *words; /* own; of Word */
};

static void
word_free(void *data)
{
	Word *word = data;

	g_free(word->tag);
	for (size_t i = 0; i < FORMS; i++)
		g_free(word->forms[i]);
	g_free(word);
}

void
address_words_free(AddressWords *words)
{
	if (words == NULL)
		return;
	g_ptr_array_unref(words->words);
	g_free(words);
}

bool
address_words_read(const YamlNode *node, const void *extra, void *target)
{
	AddressWords *words = g_new(AddressWords, 1);

	(void)extra;
	words->words = g_ptr_array_new_with_free_func(word_free);
	*(AddressWords **)target = words;
	if (yaml_kind(node) != YAML_MAP) {
		yaml_mistake_unexpected(node, "a map of words: [informal, formal]");
		return false;
	}
	for (size_t i = 0; i < yaml_length(node); i++) {
		const YamlNode *value = yaml_value(node, i);
		Word *word = NULL;

		if (yaml_kind(value) != YAML_LIST || yaml_length(value) != FORMS ||
		    yaml_scalar(yaml_item(value, INFORMAL)) == NULL ||
		    yaml_scalar(yaml_item(value, FORMAL)) == NULL) {
			yaml_mistake_unexpected(value, "two words, [informal, formal]");
			return false;
		}
		word = g_new0(Word, 1);
		word->tag = g_strdup_printf("{{%s}}", yaml_scalar(yaml_key(node, i)));
		for (size_t form = 0; form < FORMS; form++)
			word->forms[form] = g_strdup(yaml_scalar(yaml_item(value, form)));
		g_ptr_array_add(words->words, word);
	}
	return true;
}

char *
address_words_say(const AddressWords *words, bool formal, const char *text)
{
	GString *said = g_string_new(text);

	for (unsigned i = 0; words != NULL && i < words->words->len; i++) {
		const Word *word = words->words->pdata[i];

		g_string_replace(said, word->tag, word->forms[formal ? FORMAL : INFORMAL], 0);
	}
	return g_string_free(said, FALSE);
}
