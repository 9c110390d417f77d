/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter says `Answer with "accept", or open this link: {{accept.mailto}}`: in plain text the link behind a word tells
 * what the word is to mean. In HTML the links are buttons, and below them stands which words do as well: what is in
 * quotes there means either, or names a button. The same holds for a text without links beside such HTML.
 */
#include "gateway/templates/template_answers.h"

#include <string.h>

#include "gateway/templates/mustache_node.h"
#include "rules/diagnostic.h"

/* Either is a link: the one prepares a mail, the other may open a page. */
static const char *const ACCEPT[] = {"{{accept.mailto}}", "{{accept.link}}"};
static const char *const REJECT[] = {"{{reject.mailto}}", "{{reject.link}}"};

typedef struct {
	const TemplateFile *file;
	const char *text; /* the template */
	bool either;      /* what is in quotes may mean either */
	const Answers *answers;
	GPtrArray *diagnostics;
} Look;

/* The first of the two, or NULL. */
static const char *
find_link(const char *text, const char *const links[2])
{
	const char *one = strstr(text, links[0]);
	const char *other = strstr(text, links[1]);

	return one == NULL || (other != NULL && other < one) ? other : one;
}

static AnswerKind
meaning_of(const Answers *answers, const char *text, const char *subject)
{
	g_autoptr(Message) message = message_new();
	Answer answer = {0};
	AnswerKind kind = ANSWER_NONE;

	g_free(message->text);
	message->text = g_strdup(text);
	g_free(message->subject);
	message->subject = g_strdup(subject);
	answer_read(answers, message, true, &answer);
	kind = answer.kind;
	answer_clear(&answer);
	return kind;
}

static void
tell(GPtrArray *diagnostics, const char *file, unsigned line, const char *words,
    const char *meant, AnswerKind kind)
{
	g_autofree char *expected =
	    g_strdup_printf("words that answers/*.yaml has under '%s'", meant);
	g_autofree char *read = kind == ANSWER_NONE || kind == ANSWER_REMARK
				    ? g_strdup("no answer")
				    : g_strdup_printf("'%s'", answer_kind_name(kind));

	diagnostics_add_line(diagnostics, file, line, expected,
	    "'%s', which customers are asked to answer and which is read as %s", words, read);
}

static void
check_prepared(const TemplateLanguage *language, const Answers *answers, GPtrArray *diagnostics)
{
	static const AnswerKind MEANT[] = {ANSWER_REJECT, ANSWER_ACCEPT};

	for (int accept = 0; language->locale != NULL && accept <= 1; accept++) {
		const char *word = locale_answer(language->locale, accept);
		g_autofree char *subject = g_strconcat(word, " [CS0000001]", NULL);
		AnswerKind kind = meaning_of(answers, "", subject);

		if (kind != MEANT[accept])
			tell(diagnostics, locale_file(language->locale), 0, word,
			    answer_kind_name(MEANT[accept]), kind);
	}
}

/* "x", “x”, „x“, «x»; in HTML the first kind is around attributes. */
static const struct {
	const char *open, *close;
	bool in_html;
} QUOTES[] = {{"\"", "\"", false}, {"“", "”", true}, {"„", "“", true}, {"«", "»", true}};

/* Where the words begin and end that the next quotes are around; false: there are none. */
static bool
next_quote(const Look *look, const char *from, const char **ret_words, const char **ret_end)
{
	const char *first = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(QUOTES); i++) {
		const char *open =
		    QUOTES[i].in_html || look->file->mustache->escape == MUSTACHE_PLAIN
			? strstr(from, QUOTES[i].open)
			: NULL;
		const char *words = open == NULL ? NULL : open + strlen(QUOTES[i].open);
		const char *end = words == NULL ? NULL : strstr(words, QUOTES[i].close);

		if (end == NULL || (first != NULL && open > first))
			continue;
		first = open;
		*ret_words = words;
		*ret_end = end;
	}
	return first != NULL;
}

/* "nee" of a button "Nee, nog niet". */
static bool
names_button(const char *text, const char *words)
{
	g_autofree char *folded = g_utf8_casefold(text, -1);
	g_autofree char *start = g_strconcat(">", words, NULL);
	g_autofree char *button = g_utf8_casefold(start, -1);

	return strstr(folded, button) != NULL;
}

/* What the words in quotes that end here are to mean, or NULL. */
static const char *
meant_by(const Look *look, const char *words, const char *end)
{
	const char *accept = find_link(end, ACCEPT);
	const char *reject = find_link(end, REJECT);
	const char *paragraph = strstr(end, "\n\n");
	bool accepts = accept != NULL && (reject == NULL || accept < reject);
	const char *link = accepts ? accept : reject;

	if (look->either)
		return link != NULL || names_button(look->text, words) ? NULL
								       : "accept' or 'reject";
	if (link == NULL || (paragraph != NULL && paragraph < link))
		return NULL;
	return answer_kind_name(accepts ? ANSWER_ACCEPT : ANSWER_REJECT);
}

static unsigned
line_of(const Look *look, const char *place)
{
	unsigned line = look->file->first_line;

	for (const char *c = look->text; c < place; c++)
		line += *c == '\n';
	return line;
}

static void
check_template(const Look *look)
{
	const char *words = NULL, *end = NULL;

	for (const char *from = look->text; next_quote(look, from, &words, &end);
	     from = end + 1) {
		g_autofree char *word = g_strndup(words, (size_t)(end - words));
		const char *meant =
		    strstr(word, "{{") != NULL ? NULL : meant_by(look, word, end);
		AnswerKind kind = meaning_of(look->answers, word, "");

		if (meant != NULL && strstr(meant, answer_kind_name(kind)) == NULL)
			tell(look->diagnostics, look->file->file, line_of(look, words), word,
			    meant, kind);
	}
}

static bool
has_links(const TemplateFile *file)
{
	return file != NULL && find_link(file->mustache->source, ACCEPT) != NULL &&
	       find_link(file->mustache->source, REJECT) != NULL;
}

static void
check_entry(const TemplateEntry *entry, const Answers *answers, GPtrArray *diagnostics)
{
	bool has_buttons = has_links(entry->parts[TEMPLATE_HTML]);

	for (int part = 0; part < TEMPLATE_PARTS; part++) {
		const TemplateFile *file = entry->parts[part];
		bool either = has_buttons && (part == TEMPLATE_HTML || !has_links(file));

		if (file != NULL && part != TEMPLATE_SUBJECT && (either || has_links(file)))
			check_template(&(Look){
			    file, file->mustache->source, either, answers, diagnostics});
	}
}

void
template_answers_check(
    const TemplateFiles *files, const Answers *answers, GPtrArray *diagnostics)
{
	for (guint i = 0; i < files->languages->len; i++) {
		const TemplateLanguage *language = files->languages->pdata[i];

		check_prepared(language, answers, diagnostics);
		for (guint j = 0; j < language->entries->len; j++)
			check_entry(language->entries->pdata[j], answers, diagnostics);
	}
}
