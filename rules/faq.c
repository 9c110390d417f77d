/* SPDX-License-Identifier: Apache-2.0 */
/* Words become patterns when they are read, so that there is one way to search. */
#include "rules/faq.h"

#include <string.h>

#include "rules/diagnostic.h"
#include "rules/localized.h"
#include "rules/pattern_risk.h"
#include "rules/prefilter.h"
#include "rules/required_literals.h"
#include "rules/rule_files.h"
#include "rules/words.h"
#include "rules/yaml.h"

#define SEARCHED_MOST (64 * 1024) /* bytes of a text */
#define SHOWN_MOST 60             /* characters of a match in the trace */

typedef struct {
	GPtrArray *title;    /* own; translated */
	GPtrArray *text;     /* own; translated, or NULL */
	GPtrArray *link;     /* own; translated, or NULL */
	char *language;      /* own; or NULL: any */
	GPtrArray *words;    /* own; of char *, or NULL */
	GPtrArray *patterns; /* own; of Pattern */
	char *file;          /* own */
	unsigned line;
} Question;

struct Faq {
	GPtrArray *questions; /* own; of Question */
	Prefilter *prefilter; /* own */
};

static void
free_pattern(void *pattern)
{
	pattern_free(pattern);
}

static void
free_question(void *data)
{
	Question *question = data;

	g_clear_pointer(&question->title, g_ptr_array_unref);
	g_clear_pointer(&question->text, g_ptr_array_unref);
	g_clear_pointer(&question->link, g_ptr_array_unref);
	g_free(question->language);
	g_clear_pointer(&question->words, g_ptr_array_unref);
	g_ptr_array_unref(question->patterns);
	g_free(question->file);
	g_free(question);
}

/* Reading */

static bool
read_patterns(const YamlNode *node, const void *extra, void *target)
{
	GPtrArray **patterns = target;
	bool is_list = yaml_kind(node) == YAML_LIST;
	bool good = true;

	(void)extra;
	for (size_t i = 0; i < (is_list ? yaml_length(node) : 1); i++) {
		Pattern *pattern = NULL;

		if (pattern_read(is_list ? yaml_item(node, i) : node, NULL, &pattern))
			g_ptr_array_add(*patterns, pattern);
		else
			good = false;
	}
	return good;
}

static bool
is_link(const char *text)
{
	return g_str_has_prefix(text, "https://") || g_str_has_prefix(text, "http://") ||
	       g_str_has_prefix(text, "mailto:");
}

/* Letters make it a link that is clicked: nothing but the web and mail. */
static bool
read_link(const YamlNode *node, const void *extra, void *target)
{
	GPtrArray **link = target;

	if (!localized_read(node, extra, target))
		return false;
	for (size_t i = 1; i < (*link)->len; i += 2) {
		const char *text = (*link)->pdata[i];

		if (is_link(text) && strpbrk(text, " \t\r\n<>\"") == NULL)
			continue;
		yaml_mistake(
		    node, "a link that begins with https://, http:// or mailto:", "'%s'", text);
		return false;
	}
	return true;
}

static const YamlField fields[] = {
    {.key = "title",
	.read = localized_read,
	.offset = offsetof(Question, title),
	.required = true,
	.help = "the question, in each language"},
    {.key = "text",
	.read = localized_read,
	.offset = offsetof(Question, text),
	.help = "the answer, in each language"},
    {.key = "link",
	.read = read_link,
	.offset = offsetof(Question, link),
	.help = "where the answer stands"},
    {.key = "language",
	.read = yaml_read_string,
	.offset = offsetof(Question, language),
	.help = "only for people who are written to in this language"},
    {.key = "words",
	.read = yaml_read_strings,
	.offset = offsetof(Question, words),
	.help = "words or phrases, one of which stands in subject or new text"},
    {.key = "patterns",
	.read = read_patterns,
	.offset = offsetof(Question, patterns),
	.help = "patterns, one of which has a match there"},
    {0},
};

/* "kan  niet printen" as it stands in any text: whatever its case and its blanks, and no part of a word. */
static void
append_phrase(GString *source, const char *phrase)
{
	g_auto(GStrv) words = g_strsplit_set(phrase, " \t\n", -1);
	bool first = true;

	for (char **word = words; *word != NULL; word++) {
		if (**word == '\0')
			continue;
		if (!first)
			g_string_append(source, "\\s+");
		first = false;
		for (const char *p = *word; *p != '\0'; p++) {
			if (g_ascii_ispunct(*p))
				g_string_append_c(source, '\\');
			g_string_append_c(source, *p);
		}
	}
}

/* Each phrase is a pattern of its own: one long alternation has too many literals for the prefilter. */
static bool
add_words(Question *question, const YamlNode *node)
{
	for (size_t i = 0; question->words != NULL && i < question->words->len; i++) {
		g_autoptr(GString) source = g_string_new("(?i)(?<!\\w)");
		g_autofree char *folded = words_fold(question->words->pdata[i]);
		g_autoptr(GError) error = NULL;
		Pattern *pattern = NULL;

		append_phrase(source, question->words->pdata[i]);
		g_string_append(source, "(?!\\w)");
		pattern = folded[0] == '\0' ? NULL : pattern_new(source->str, &error);
		if (pattern == NULL) {
			yaml_mistake(node, "words", "'%s'%s%s",
			    (char *)question->words->pdata[i], error == NULL ? "" : ": ",
			    error == NULL ? "" : error->message);
			return false;
		}
		g_ptr_array_add(question->patterns, pattern);
	}
	return true;
}

static bool
is_whole(const Question *question, const YamlNode *node)
{
	if (question->text == NULL && question->link == NULL)
		yaml_mistake(node, "'text', 'link' or both", "a question without an answer");
	else if (question->patterns->len == 0)
		yaml_mistake(
		    node, "'words', 'patterns' or both", "a question that no mail asks");
	else
		return true;
	return false;
}

static void
read_question(const YamlNode *node, GPtrArray *questions)
{
	Question *question = g_new0(Question, 1);

	question->patterns = g_ptr_array_new_with_free_func(free_pattern);
	question->file = g_strdup(yaml_file(node));
	question->line = yaml_line(node);
	if (yaml_read_map(node, fields, question) &&
	    add_words(question, yaml_get(node, "words")) && is_whole(question, node))
		g_ptr_array_add(questions, question);
	else
		free_question(question);
}

static void
load_file(Faq *faq, const char *path, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);

	if (top != NULL && yaml_kind(top) != YAML_LIST)
		yaml_mistake_unexpected(top, "a list of questions");
	for (size_t i = 0; top != NULL && yaml_kind(top) == YAML_LIST && i < yaml_length(top);
	     i++)
		read_question(yaml_item(top, i), faq->questions);
}

/* What one of its patterns needs, or NULL: they may match anything. */
static GPtrArray *
literals_of(const Question *question)
{
	GPtrArray *set =
	    required_literals_extract(pattern_source(g_ptr_array_index(question->patterns, 0)));

	for (size_t i = 1; set != NULL && i < question->patterns->len; i++)
		set = required_literals_either(set,
		    required_literals_extract(pattern_source(question->patterns->pdata[i])));
	return set;
}

Faq *
faq_load(const char *const *directories, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) paths = rule_files_list(directories, diagnostics);
	Faq *faq = g_new0(Faq, 1);

	faq->questions = g_ptr_array_new_with_free_func(free_question);
	for (size_t i = 0; i < paths->len; i++)
		load_file(faq, paths->pdata[i], diagnostics);
	faq->prefilter = prefilter_new(faq->questions->len);
	for (unsigned i = 0; i < faq->questions->len; i++) {
		g_autoptr(GPtrArray) literals = literals_of(faq->questions->pdata[i]);

		if (literals != NULL)
			prefilter_require(faq->prefilter, i, literals);
	}
	prefilter_build(faq->prefilter);
	return faq;
}

void
faq_free(Faq *faq)
{
	if (faq == NULL)
		return;
	g_ptr_array_unref(faq->questions);
	prefilter_free(faq->prefilter);
	g_free(faq);
}

size_t
faq_count(const Faq *faq)
{
	return faq->questions->len;
}

void
faq_check(const Faq *faq, GPtrArray *warnings)
{
	for (size_t i = 0; i < faq->questions->len; i++) {
		const Question *question = faq->questions->pdata[i];
		g_autoptr(GPtrArray) literals = literals_of(question);

		for (size_t j = 0; j < question->patterns->len; j++) {
			const char *source = pattern_source(question->patterns->pdata[j]);

			if (pattern_risk_is_likely(source))
				diagnostics_add_line(warnings, question->file, question->line,
				    "a pattern in which nothing that repeats is repeated",
				    "'%s', which some texts make very slow", source);
		}
		if (literals == NULL)
			diagnostics_add_line(warnings, question->file, question->line,
			    "a word of 3 letters or more that stands in every match",
			    "a question that every mail is searched for");
	}
}

/* Finding */

static void
free_hit(void *data)
{
	FaqHit *hit = data;

	g_free(hit->why);
	g_free(hit);
}

/* What one search goes through. */
typedef struct {
	const Faq *faq;
	const char *language;
	PatternScratch *scratch;
	PrefilterHits *candidates;
	const char *what; /* "subject" */
	const char *text;
	bool *found; /* by question: it is among the hits */
	GPtrArray *hits;
	bool late;
} Search;

static FaqHit *
hit_of(const Question *question, const char *language)
{
	FaqHit *hit = g_new0(FaqHit, 1);

	hit->title = localized_get(question->title, language);
	hit->text = localized_get(question->text, language);
	hit->link = localized_get(question->link, language);
	return hit;
}

static void
add_hit(Search *search, const Question *question)
{
	g_autofree char *found = pattern_found(search->scratch, search->text);
	g_autofree char *shown =
	    g_utf8_substring(found, 0, MIN(SHOWN_MOST, g_utf8_strlen(found, -1)));
	FaqHit *hit = hit_of(question, search->language);

	hit->why = g_strdup_printf("%s \"%s\"", search->what, g_strdelimit(shown, "\n\t", ' '));
	g_ptr_array_add(search->hits, hit);
}

static bool
is_read_in(const Question *question, const char *language)
{
	return question->language == NULL || strcmp(question->language, language) == 0;
}

static bool
is_asked(Search *search, const Question *question)
{
	size_t length = pattern_visible_length(search->text, SEARCHED_MOST);
	PatternResult result = PATTERN_NO;

	if (!is_read_in(question, search->language))
		return false;
	for (size_t i = 0;
	     result != PATTERN_YES && !search->late && i < question->patterns->len; i++) {
		result = pattern_search(
		    question->patterns->pdata[i], search->scratch, search->text, length);
		search->late |= result == PATTERN_LATE;
	}
	return result == PATTERN_YES;
}

static void
search_in(Search *search, const char *what, const char *text)
{
	unsigned count = search->faq->questions->len;

	search->what = what;
	search->text = text;
	for (unsigned i = prefilter_next(search->candidates, 0);
	     i < count && !search->late && search->hits->len < FAQ_MOST;
	     i = prefilter_next(search->candidates, i + 1)) {
		const Question *question = search->faq->questions->pdata[i];

		if (search->found[i] || !is_asked(search, question))
			continue;
		search->found[i] = true;
		add_hit(search, question);
	}
}

GPtrArray *
faq_find(
    const Faq *faq, const Message *message, const char *language, const PatternWatch *watch)
{
	g_autoptr(PrefilterHits) candidates = prefilter_hits_new(faq->prefilter);
	g_autoptr(PatternScratch) scratch = pattern_scratch_new(watch);
	g_autofree bool *found = g_new0(bool, faq->questions->len + 1);
	Search search = {
	    .faq = faq,
	    .language = language,
	    .scratch = scratch,
	    .candidates = candidates,
	    .found = found,
	    .hits = g_ptr_array_new_with_free_func(free_hit),
	};

	prefilter_scan(faq->prefilter, message->subject, strlen(message->subject), candidates);
	prefilter_scan(
	    faq->prefilter, message->text, strnlen(message->text, SEARCHED_MOST), candidates);
	search_in(&search, "subject", message->subject);
	search_in(&search, "text", message->text);
	return search.hits;
}

GPtrArray *
faq_all(const Faq *faq, const char *language)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(free_hit);

	for (unsigned i = 0; i < faq->questions->len; i++)
		if (is_read_in(faq->questions->pdata[i], language))
			g_ptr_array_add(all, hit_of(faq->questions->pdata[i], language));
	return all;
}
