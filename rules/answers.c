/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads answers/<lang>.yaml: lists of words, by what they say. Languages are not kept apart: people mix them, and
 * a word that is doubtful in one of them makes an answer doubtful. The last directory, the operator's, is read first: what
 * may mean one thing only means what is found first.
 */
#include "rules/answers.h"

#include <string.h>

#include "rules/inflect.h"
#include "rules/rule_files.h"
#include "rules/yaml.h"

#define ALL_FORMS '~' /* before a word in a list */

struct Answers {
	Phrases *phrases;                    /* own */
	Form *labels;                        /* own; its questions are CaseLabel */
	GPtrArray *details[ANSWERS_DETAILS]; /* own; of char *, folded */
	GHashTable *languages;               /* own; of names, folded, to codes */
	GHashTable *called;                  /* own; of codes to the first of their names */
};

/* One file as read: a list of phrases for each thing they may say. */
typedef struct {
	GPtrArray *lists[SAYS_COUNT]; /* own; NULL where the file says nothing */
	GPtrArray *labels[LABEL_COUNT];
	GPtrArray *details[ANSWERS_DETAILS];
	GPtrArray *called; /* this language */
	bool replaces;     /* the files of this name in the directories before */
} File;

static void
file_clear(File *file)
{
	for (size_t i = 0; i < SAYS_COUNT; i++)
		g_clear_pointer(&file->lists[i], g_ptr_array_unref);
	for (size_t i = 0; i < LABEL_COUNT; i++)
		g_clear_pointer(&file->labels[i], g_ptr_array_unref);
	for (size_t i = 0; i < ANSWERS_DETAILS; i++)
		g_clear_pointer(&file->details[i], g_ptr_array_unref);
	g_clear_pointer(&file->called, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(File, file_clear)

#define LIST(name, says, what)                                                                 \
	{                                                                                      \
		.key = name, .read = yaml_read_strings, .offset = offsetof(File, lists[says]), \
		.help = what                                                                   \
	}
#define LABEL(name, label, what)                                      \
	{                                                             \
		.key = name, .read = yaml_read_strings,               \
		.offset = offsetof(File, labels[label]), .help = what \
	}
static const YamlField label_fields[] = {
    LABEL("category", LABEL_CATEGORY, "before the category of a case"),
    LABEL("account", LABEL_ACCOUNT, "before the account of a case"),
    LABEL("people", LABEL_PEOPLE, "before the people involved"),
    LABEL("behalf", LABEL_BEHALF, "before the address of who reports it"),
    {0},
};
#define DETAIL(name, detail, what)                                      \
	{                                                               \
		.key = name, .read = yaml_read_strings,                 \
		.offset = offsetof(File, details[detail]), .help = what \
	}
static const YamlField detail_fields[] = {
    DETAIL("name", ANSWERS_DETAIL_NAME, "before the sender's new name"),
    DETAIL("address", ANSWERS_DETAIL_ADDRESS, "before the sender's new mail address"),
    DETAIL("language", ANSWERS_DETAIL_LANGUAGE, "before the language of letters to the sender"),
    DETAIL("heading", ANSWERS_DETAIL_HEADING, "lines that only say what the mail is about"),
    {0},
};
static const YamlField fields[] = {
    LIST("accept", SAYS_ACCEPT, "words that accept a solution"),
    LIST("reject", SAYS_REJECT, "words that reject a solution"),
    LIST("wish", SAYS_WISH, "words that wish the ticket closed"),
    LIST("request", SAYS_REQUEST, "the same, as a question"),
    LIST("no", SAYS_NO, "words that deny by themselves"),
    LIST("negate", SAYS_NEGATE, "words that turn an answer round"),
    LIST("ask", SAYS_ASK, "words that begin a question"),
    LIST("later", SAYS_LATER, "words of who has yet to try"),
    LIST("away", SAYS_AWAY, "words of who is not at work"),
    LIST("perhaps", SAYS_PERHAPS, "words of who is not sure"),
    LIST("but", SAYS_BUT, "words that make an accept doubtful"),
    LIST("want", SAYS_WANT, "words of who wants something"),
    LIST("order", SAYS_ORDER, "words that tell others what to do"),
    LIST("aside", SAYS_ASIDE, "words that tell more than an accept"),
    LIST("trouble", SAYS_TROUBLE, "words of what is wrong"),
    LIST("fault", SAYS_FAULT, "nouns of what is wrong"),
    LIST("gone", SAYS_GONE, "words of what is no longer there"),
    LIST("again", SAYS_AGAIN, "words of what comes again"),
    LIST("repeat", SAYS_REPEAT, "the same, of what never works again"),
    LIST("can", SAYS_CAN, "words of what somebody can do"),
    LIST("now", SAYS_NOW, "words of what is done since"),
    LIST("past", SAYS_PAST, "words of what was so"),
    LIST("cause", SAYS_CAUSE, "words of what it was in the end"),
    LIST("if", SAYS_IF, "words of what has not come about"),
    LIST("you", SAYS_YOU, "words of who is written to"),
    LIST("self", SAYS_SELF, "words of who writes"),
    LIST("sees", SAYS_SEES, "words of who sees and hears"),
    LIST("has", SAYS_HAS, "words of who has something, or has done it"),
    LIST("it", SAYS_IT, "words for a thing that was named before"),
    LIST("over", SAYS_OVER, "words that end what is wrong"),
    LIST("success", SAYS_SUCCESS, "words of what works"),
    LIST("does", SAYS_DOES, "words of what things do, and people with them"),
    LIST("harmless", SAYS_HARMLESS, "phrases that sound like doubt and are none"),
    LIST("lead", SAYS_LEAD, "words that may stand before an answer"),
    LIST("thanks", SAYS_THANKS, "words of thanks"),
    LIST("greet", SAYS_GREET, "words that begin a salutation"),
    LIST("behalf", SAYS_BEHALF, "words before for whom one accepts"),
    LIST("about", SAYS_ABOUT, "words before for what one thanks, or where it works"),
    LIST("person", SAYS_PERSON, "words for people, whose accept it may be"),
    LIST("place", SAYS_PLACE, "words before a noun that tells where, whose or by whom"),
    LIST("article", SAYS_ARTICLE, "words before a noun"),
    LIST("and", SAYS_AND, "words that go on to something else"),
    LIST("also", SAYS_ALSO, "words that mean one thing more"),
    LIST("polite", SAYS_POLITE, "words that say nothing by themselves"),
    LIST("beside", SAYS_BESIDE, "words that may stand beside an accept"),
    LIST("done", SAYS_DONE, "words of what was done to a thing"),
    LIST("close", SAYS_CLOSE, "words that close a letter"),
    LIST("postscript", SAYS_POSTSCRIPT, "words that begin what is said below the name"),
    LIST("footer", SAYS_FOOTER, "words that begin what a device or an office added"),
    LIST("notice", SAYS_NOTICE, "words of disclaimers and working hours"),
    LIST("verb", SAYS_VERB, "words that make a line a sentence"),
    LIST("ticket", SAYS_TICKET, "words for a ticket, which a wish closes"),
    LIST("vague", SAYS_VAGUE, "words that do not say what it is about"),
    LIST("status", SAYS_STATUS, "words that ask how a ticket stands"),
    LIST("mine", SAYS_MINE, "words that ask for one's own tickets"),
    LIST("organisation", SAYS_ORGANISATION, "words that ask for one's organisation's tickets"),
    LIST("forms", SAYS_FORMS, "words that ask which forms there are"),
    {.key = "labels",
	.read = yaml_read_section,
	.extra = label_fields,
	.help = "labels of lines that fill in a case"},
    {.key = "details",
	.read = yaml_read_section,
	.extra = detail_fields,
	.help = "lines by which people change their own data"},
    {.key = "called",
	.read = yaml_read_strings,
	.offset = offsetof(File, called),
	.help = "names of this language"},
    {.key = "replace",
	.read = yaml_read_bool,
	.offset = offsetof(File, replaces),
	.help = "yes: the shipped file of this name is not read"},
    {0},
};
#undef LIST
#undef LABEL
#undef DETAIL

/* "~haperen": all its forms; and what is known of them whatever they say. */
static bool
add_forms(Phrases *phrases, Says says, const char *word, const char *language)
{
	g_auto(Inflected) forms = {0};

	if (!inflect(language, word, &forms))
		return false;
	for (unsigned i = 0; i < forms.all->len; i++)
		phrases_add(phrases, says, forms.all->pdata[i]);
	for (unsigned i = 0; i < forms.past->len; i++)
		phrases_add(phrases, SAYS_PAST, forms.past->pdata[i]);
	for (unsigned i = 0; i < forms.finite->len; i++)
		phrases_add(phrases, SAYS_VERB, forms.finite->pdata[i]);
	return true;
}

static void
add_lists(Phrases *phrases, const File *file, const char *language, const YamlNode *top)
{
	for (size_t i = 0; i < SAYS_COUNT; i++) {
		GPtrArray *list = file->lists[i];

		for (size_t j = 0; list != NULL && j < list->len; j++) {
			const char *phrase = list->pdata[j];

			if (*phrase != ALL_FORMS
				? !phrases_add(phrases, (Says)i, phrase)
				: !add_forms(phrases, (Says)i, phrase + 1, language))
				yaml_mistake(top, "words",
				    *phrase != ALL_FORMS
					? "'%s', which has none"
					: "'%s', a word whose forms are not known",
				    phrase);
		}
	}
}

/* A label may be spelt alike in two files, but not mean two things. */
static void
add_labels(Form *labels, const File *file, const YamlNode *top)
{
	for (unsigned i = 0; i < LABEL_COUNT; i++) {
		GPtrArray *list = file->labels[i];

		for (size_t j = 0; list != NULL && j < list->len; j++) {
			const char *label = list->pdata[j];
			g_autofree char *folded = words_fold(label);

			if (*folded == '\0')
				yaml_mistake(top, "words", "'%s', which has none", label);
			else if (!form_has_label(labels, label))
				form_add_label(labels, i, label);
		}
	}
}

static void
add_details(Answers *answers, const File *file, const char *language)
{
	for (unsigned i = 0; i < ANSWERS_DETAILS; i++)
		for (size_t j = 0; file->details[i] != NULL && j < file->details[i]->len; j++)
			g_ptr_array_add(
			    answers->details[i], words_fold(file->details[i]->pdata[j]));
	for (size_t j = 0; file->called != NULL && j < file->called->len; j++) {
		const char *name = file->called->pdata[j];
		g_autofree char *folded = words_fold(name);

		if (!g_hash_table_contains(answers->called, language))
			g_hash_table_insert(
			    answers->called, g_strdup(language), g_strdup(name));
		if (!g_hash_table_contains(answers->languages, folded))
			g_hash_table_insert(
			    answers->languages, g_steal_pointer(&folded), g_strdup(language));
	}
}

/* Whether it stands for the files of its name that are still to be read. */
static bool
load_file(Answers *answers, const char *path, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	g_auto(File) file = {0};
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);
	g_autofree char *language = g_path_get_basename(path);

	if (top == NULL || !yaml_read_map(top, fields, &file))
		return false;
	language[strcspn(language, ".")] = '\0';
	add_lists(answers->phrases, &file, language, top);
	add_labels(answers->labels, &file, top);
	add_details(answers, &file, language);
	return file.replaces;
}

static void
load_directory(
    Answers *answers, const char *directory, GHashTable *replaced, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) paths =
	    rule_files_list((const char *const[]){directory, NULL}, diagnostics);

	for (size_t i = 0; i < paths->len; i++) {
		g_autofree char *name = g_path_get_basename(paths->pdata[i]);

		if (!g_hash_table_contains(replaced, name) &&
		    load_file(answers, paths->pdata[i], diagnostics))
			g_hash_table_add(replaced, g_steal_pointer(&name));
	}
}

Answers *
answers_load(const char *const *directories, GPtrArray *diagnostics)
{
	g_autoptr(GHashTable) replaced =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Answers *answers = g_new0(Answers, 1);

	answers->phrases = phrases_new();
	answers->labels = form_new();
	for (unsigned i = 0; i < LABEL_COUNT; i++)
		form_add_question(answers->labels, i == LABEL_PEOPLE ? FORM_PEOPLE : FORM_LINE);
	for (size_t i = 0; i < ANSWERS_DETAILS; i++)
		answers->details[i] = g_ptr_array_new_with_free_func(g_free);
	answers->languages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	answers->called = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (size_t i = g_strv_length((char **)directories); i > 0; i--)
		load_directory(answers, directories[i - 1], replaced, diagnostics);
	return answers;
}

void
answers_free(Answers *answers)
{
	if (answers == NULL)
		return;
	phrases_free(answers->phrases);
	form_free(answers->labels);
	for (size_t i = 0; i < ANSWERS_DETAILS; i++)
		g_ptr_array_unref(answers->details[i]);
	g_hash_table_unref(answers->languages);
	g_hash_table_unref(answers->called);
	g_free(answers);
}

const Phrases *
answers_phrases(const Answers *answers)
{
	return answers->phrases;
}

const GPtrArray *
answers_details(const Answers *answers, AnswersDetail detail)
{
	return answers->details[detail];
}

const char *
answers_language(const Answers *answers, const char *name)
{
	return g_hash_table_lookup(answers->languages, name);
}

const char *
answers_called(const Answers *answers, const char *language)
{
	return g_hash_table_lookup(answers->called, language);
}

const Form *
answers_labels(const Answers *answers)
{
	return answers->labels;
}
