/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads answers/<lang>.yaml: lists of words, by what they say. Languages are not kept apart: people mix them, and
 * a word that is doubtful in one of them makes an answer doubtful.
 */
#include "rules/answers.h"

#include "rules/directory.h"
#include "rules/yaml.h"

struct Answers {
	Phrases *phrases; /* own */
};

/* One file as read: a list of phrases for each thing they may say. */
typedef struct {
	GPtrArray *lists[SAYS_COUNT]; /* own; NULL where the file says nothing */
} File;

static void
file_clear(File *file)
{
	for (size_t i = 0; i < SAYS_COUNT; i++)
		g_clear_pointer(&file->lists[i], g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(File, file_clear)

#define LIST(name, says, what)                                                                 \
	{                                                                                      \
		.key = name, .read = yaml_read_strings, .offset = offsetof(File, lists[says]), \
		.help = what                                                                   \
	}
static const YamlField fields[] = {
    LIST("accept", SAYS_ACCEPT, "words that accept a solution"),
    LIST("reject", SAYS_REJECT, "words that reject a solution"),
    LIST("no", SAYS_NO, "words that deny by themselves"),
    LIST("negate", SAYS_NEGATE, "words that turn an answer round"),
    LIST("but", SAYS_BUT, "words that make an accept doubtful"),
    LIST("harmless", SAYS_HARMLESS, "phrases that sound like doubt and are none"),
    LIST("lead", SAYS_LEAD, "words that may stand before an answer"),
    LIST("thanks", SAYS_THANKS, "words of thanks"),
    LIST("greet", SAYS_GREET, "words that begin a salutation"),
    LIST("polite", SAYS_POLITE, "words that say nothing by themselves"),
    LIST("close", SAYS_CLOSE, "words that close a letter"),
    LIST("footer", SAYS_FOOTER, "words that begin what a device or an office added"),
    LIST("status", SAYS_STATUS, "words that ask how a ticket stands"),
    LIST("mine", SAYS_MINE, "words that ask for one's own tickets"),
    LIST("organisation", SAYS_ORGANISATION, "words that ask for one's organisation's tickets"),
    LIST("forms", SAYS_FORMS, "words that ask which forms there are"),
    {0},
};
#undef LIST

static void
add_lists(Phrases *phrases, const File *file, const YamlNode *top)
{
	for (size_t i = 0; i < SAYS_COUNT; i++) {
		GPtrArray *list = file->lists[i];

		for (size_t j = 0; list != NULL && j < list->len; j++)
			if (!phrases_add(phrases, (Says)i, list->pdata[j]))
				yaml_mistake(top, "words", "'%s', which has none",
				    (const char *)list->pdata[j]);
	}
}

static void
load_file(Phrases *phrases, const char *path, GPtrArray *mistakes)
{
	g_autoptr(YamlDocument) document = yaml_open(path, mistakes);
	g_auto(File) file = {{0}};
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);

	if (top != NULL && yaml_read_map(top, fields, &file))
		add_lists(phrases, &file, top);
}

Answers *
answers_load(const char *const *directories, GPtrArray *mistakes)
{
	g_autoptr(GPtrArray) paths = directory_list(directories, mistakes);
	Answers *answers = g_new0(Answers, 1);

	answers->phrases = phrases_new();
	for (size_t i = 0; i < paths->len; i++)
		load_file(answers->phrases, paths->pdata[i], mistakes);
	return answers;
}

void
answers_free(Answers *answers)
{
	if (answers == NULL)
		return;
	phrases_free(answers->phrases);
	g_free(answers);
}

const Phrases *
answers_phrases(const Answers *answers)
{
	return answers->phrases;
}
