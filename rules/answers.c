/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads answers/<lang>.yaml: lists of words, by what they say. Languages are not kept apart: people mix them, and
 * a word that is doubtful in one of them makes an answer doubtful.
 */
#include "rules/answers.h"

#include "rules/rule_files.h"
#include "rules/yaml.h"

struct Answers {
	Phrases *phrases; /* own */
	Form *labels;     /* own; its questions are CaseLabel */
};

/* One file as read: a list of phrases for each thing they may say. */
typedef struct {
	GPtrArray *lists[SAYS_COUNT]; /* own; NULL where the file says nothing */
	GPtrArray *labels[LABEL_COUNT];
} File;

static void
file_clear(File *file)
{
	for (size_t i = 0; i < SAYS_COUNT; i++)
		g_clear_pointer(&file->lists[i], g_ptr_array_unref);
	for (size_t i = 0; i < LABEL_COUNT; i++)
		g_clear_pointer(&file->labels[i], g_ptr_array_unref);
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
static const YamlField fields[] = {
    LIST("accept", SAYS_ACCEPT, "words that accept a solution"),
    LIST("reject", SAYS_REJECT, "words that reject a solution"),
    LIST("wish", SAYS_WISH, "words that wish the ticket closed"),
    LIST("request", SAYS_REQUEST, "the same, as a question"),
    LIST("no", SAYS_NO, "words that deny by themselves"),
    LIST("negate", SAYS_NEGATE, "words that turn an answer round"),
    LIST("ask", SAYS_ASK, "words that begin a question"),
    LIST("later", SAYS_LATER, "words of who has yet to try"),
    LIST("perhaps", SAYS_PERHAPS, "words of who is not sure"),
    LIST("but", SAYS_BUT, "words that make an accept doubtful"),
    LIST("trouble", SAYS_TROUBLE, "words of what is wrong"),
    LIST("fault", SAYS_FAULT, "nouns of what is wrong"),
    LIST("gone", SAYS_GONE, "words of what is no longer there"),
    LIST("again", SAYS_AGAIN, "words of what comes again"),
    LIST("over", SAYS_OVER, "words that end what is wrong"),
    LIST("success", SAYS_SUCCESS, "words of what works"),
    LIST("does", SAYS_DOES, "words of what things do, and people with them"),
    LIST("harmless", SAYS_HARMLESS, "phrases that sound like doubt and are none"),
    LIST("lead", SAYS_LEAD, "words that may stand before an answer"),
    LIST("thanks", SAYS_THANKS, "words of thanks"),
    LIST("greet", SAYS_GREET, "words that begin a salutation"),
    LIST("behalf", SAYS_BEHALF, "words before for whom one accepts"),
    LIST("about", SAYS_ABOUT, "words before for what one thanks, or where it works"),
    LIST("polite", SAYS_POLITE, "words that say nothing by themselves"),
    LIST("beside", SAYS_BESIDE, "words that may stand beside an accept"),
    LIST("close", SAYS_CLOSE, "words that close a letter"),
    LIST("postscript", SAYS_POSTSCRIPT, "words that begin what is said below the name"),
    LIST("footer", SAYS_FOOTER, "words that begin what a device or an office added"),
    LIST("notice", SAYS_NOTICE, "words of disclaimers and working hours"),
    LIST("verb", SAYS_VERB, "words that make a line a sentence"),
    LIST("vague", SAYS_VAGUE, "words that do not say what it is about"),
    LIST("status", SAYS_STATUS, "words that ask how a ticket stands"),
    LIST("mine", SAYS_MINE, "words that ask for one's own tickets"),
    LIST("organisation", SAYS_ORGANISATION, "words that ask for one's organisation's tickets"),
    LIST("forms", SAYS_FORMS, "words that ask which forms there are"),
    {.key = "labels",
	.read = yaml_read_section,
	.extra = label_fields,
	.help = "labels of lines that fill in a case"},
    {0},
};
#undef LIST
#undef LABEL

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

/* In two languages a label may be spelt alike, but not mean two things: the first one counts. */
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
load_file(Answers *answers, const char *path, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	g_auto(File) file = {{NULL}, {NULL}};
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);

	if (top == NULL || !yaml_read_map(top, fields, &file))
		return;
	add_lists(answers->phrases, &file, top);
	add_labels(answers->labels, &file, top);
}

Answers *
answers_load(const char *const *directories, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) paths = rule_files_list(directories, diagnostics);
	Answers *answers = g_new0(Answers, 1);

	answers->phrases = phrases_new();
	answers->labels = form_new();
	for (unsigned i = 0; i < LABEL_COUNT; i++)
		form_add_question(answers->labels, i == LABEL_PEOPLE ? FORM_PEOPLE : FORM_LINE);
	for (size_t i = 0; i < paths->len; i++)
		load_file(answers, paths->pdata[i], diagnostics);
	return answers;
}

void
answers_free(Answers *answers)
{
	if (answers == NULL)
		return;
	phrases_free(answers->phrases);
	form_free(answers->labels);
	g_free(answers);
}

const Phrases *
answers_phrases(const Answers *answers)
{
	return answers->phrases;
}

const Form *
answers_labels(const Answers *answers)
{
	return answers->labels;
}
