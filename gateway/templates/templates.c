/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes letters from templates. Whatever could go wrong is found when they are loaded (template_check.h).
 */
#include "gateway/templates/templates.h"

#include <string.h>

#include "gateway/templates/letter_types.h"
#include "gateway/templates/template_answers.h"
#include "gateway/templates/template_check.h"
#include "gateway/templates/template_files.h"
#include "gateway/templates/template_partials.h"
#include "rules/diagnostic.h"

#define TITLE_MAX 120     /* characters of a title in a subject */
#define PREHEADER_MAX 100 /* of the beginning of a text in a list of mails */
#define WORD_MAX 30       /* characters that are given up so as to cut between words */

struct Templates {
	TemplateFiles *template_files; /* own */
};

Templates *
templates_load(
    const char *const *directories, const TemplateStyle *style, GPtrArray *diagnostics)
{
	Templates *templates = g_new(Templates, 1);

	templates->template_files = template_files_load(directories, style, diagnostics);
	template_check(templates->template_files, diagnostics);
	for (const LetterType *letter = LETTER_TYPES; letter->name != NULL; letter++)
		if (!templates_has(templates, letter->name))
			diagnostics_add_file(diagnostics,
			    directories[0] != NULL ? directories[0] : "letters",
			    "LANGUAGE/NAME.txt with a Subject for each letter", "no '%s'",
			    letter->name);
	return templates;
}

void
templates_free(Templates *templates)
{
	if (templates == NULL)
		return;
	template_files_free(templates->template_files);
	g_free(templates);
}

void
templates_check_answers(
    const Templates *templates, const Answers *answers, GPtrArray *diagnostics)
{
	template_answers_check(templates->template_files, answers, diagnostics);
}

bool
templates_has(const Templates *templates, const char *name)
{
	return template_files_letter(templates->template_files, "", name) != NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
templates_names(const Templates *templates)
{
	const GPtrArray *languages = templates->template_files->languages;
	GPtrArray *names = g_ptr_array_new();

	for (unsigned i = 0; i < languages->len; i++) {
		const TemplateLanguage *language = languages->pdata[i];

		for (unsigned j = 0; j < language->entries->len; j++) {
			const TemplateEntry *entry = language->entries->pdata[j];

			if (entry->parts[TEMPLATE_SUBJECT] != NULL &&
			    !g_ptr_array_find_with_equal_func(
				names, entry->name, g_str_equal, NULL))
				g_ptr_array_add(names, entry->name);
		}
	}
	g_ptr_array_sort(names, by_name);
	return names;
}

const char *
templates_file(const Templates *templates, const char *name, const char *language)
{
	const TemplateEntry *letter =
	    template_files_letter(templates->template_files, language, name);

	return letter == NULL || strcmp(letter->language, language) != 0
		   ? NULL
		   : letter->parts[TEMPLATE_SUBJECT]->file;
}

GPtrArray *
templates_languages(const Templates *templates)
{
	const GPtrArray *languages = templates->template_files->languages;
	GPtrArray *names = g_ptr_array_new();

	for (unsigned i = 0; i < languages->len; i++)
		g_ptr_array_add(names, ((const TemplateLanguage *)languages->pdata[i])->name);
	return names;
}

typedef struct {
	TemplatePartials partials;
	const char *const *names;
	bool *used;
} Usage;

static const Mustache *
partial_to_look_at(const char *name, void *data)
{
	Usage *usage = data;

	return template_partials_get(name, &usage->partials);
}

static void
note_use(const MustacheUnknown *unknown, void *data)
{
	Usage *usage = data;
	size_t length = strcspn(unknown->name, ".");

	for (size_t i = 0; usage->names[i] != NULL; i++)
		if (strncmp(usage->names[i], unknown->name, length) == 0 &&
		    usage->names[i][length] == '\0')
			usage->used[i] = true;
}

/* Where there is no value at all, every name that is used is an unknown one. */
void
templates_uses(const Templates *templates, const TemplateUse *letter, const char *const *names,
    bool ret_used[])
{
	const TemplateEntry *entry =
	    template_files_letter(templates->template_files, letter->language, letter->name);
	json_t *nothing = json_object();
	Usage usage = {
	    .partials = {.files = templates->template_files,
		.signature = letter->signature != NULL ? letter->signature : ""},
	    .names = names,
	    .used = ret_used,
	};

	g_assert(entry != NULL);
	usage.partials.language = entry->language;
	memset(ret_used, 0, g_strv_length((char **)names) * sizeof *ret_used);
	for (size_t part = 0; part < TEMPLATE_PARTS; part++) {
		usage.partials.part = part;
		if (entry->parts[part] != NULL)
			mustache_check(entry->parts[part]->mustache, nothing,
			    partial_to_look_at, note_use, &usage);
	}
	json_decref(nothing);
}

/* Writing */

static char *
render(const TemplatePartials *partials, const TemplateFile *template, const json_t *values)
{
	return g_string_free(mustache_render(template->mustache, values, template_partials_get,
				 (void *)partials),
	    FALSE);
}

/* The beginning of a long text, cut between words where there is one. */
static char *
shorten(const char *title, long most)
{
	const char *end = title;
	const char *blank = NULL;

	if (g_utf8_strlen(title, -1) <= most)
		return g_strdup(title);
	end = g_utf8_offset_to_pointer(title, most);
	blank = g_strrstr_len(title, end - title, " ");
	if (blank != NULL && g_utf8_strlen(blank, end - blank) <= WORD_MAX)
		end = blank;
	return g_strdup_printf("%.*s…", (int)(end - title), title);
}

static char *
one_line(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \r\n\t", -1);
	GString *line = g_string_new(NULL);

	for (char **word = words; *word != NULL; word++) {
		if (**word != '\0' && line->len > 0)
			g_string_append_c(line, ' ');
		g_string_append(line, *word);
	}
	return g_string_free(line, FALSE);
}

/* A customer may have put anything into a title; a subject is one line. */
static char *
render_subject(
    const TemplatePartials *partials, const TemplateFile *template, const json_t *values)
{
	const char *title = json_string_value(json_object_get(values, "title"));
	json_t *copy = json_copy((json_t *)values);
	g_autofree char *subject = NULL;

	if (title != NULL) {
		g_autofree char *shortened = shorten(title, TITLE_MAX);
		json_object_set_new(copy, "title", json_string(shortened));
	}
	subject = render(partials, template, copy);
	json_decref(copy);
	return one_line(subject);
}

/* What a list of mails shows beside the subject: how the text begins behind its greeting, on one line. */
static char *
preheader_of(const char *text)
{
	const char *end = strstr(text, "\n\n");
	bool greets = end != NULL && memchr(text, '\n', (size_t)(end - text)) == NULL &&
		      end > text && end[-1] == ',';
	const char *start = greets ? end + 2 : text;
	const char *stop = strstr(start, "\n\n");
	g_autofree char *paragraph =
	    g_strndup(start, stop == NULL ? strlen(start) : (size_t)(stop - start));
	g_autofree char *line = one_line(paragraph);

	return shorten(line, PREHEADER_MAX);
}

static char *
render_html(const TemplatePartials *partials, const TemplateFile *template,
    const json_t *values, const char *text)
{
	json_t *copy = json_copy((json_t *)values);
	g_autofree char *preheader = preheader_of(text);
	char *html = NULL;

	json_object_set_new(copy, "preheader", json_string(preheader));
	html = render(partials, template, copy);
	json_decref(copy);
	return html;
}

void
templates_write(const Templates *templates, const char *name, const char *language,
    const json_t *values, RenderedLetter *ret_rendered)
{
	const TemplateEntry *letter =
	    template_files_letter(templates->template_files, language, name);
	const char *signature = json_string_value(json_object_get(values, "signature"));
	TemplatePartials partials = {.files = templates->template_files,
	    .signature = signature != NULL ? signature : ""};

	g_assert(letter != NULL);
	partials.language = letter->language;
	partials.part = TEMPLATE_SUBJECT;
	ret_rendered->subject =
	    render_subject(&partials, letter->parts[TEMPLATE_SUBJECT], values);
	partials.part = TEMPLATE_TEXT;
	ret_rendered->text = render(&partials, letter->parts[TEMPLATE_TEXT], values);
	partials.part = TEMPLATE_HTML;
	ret_rendered->html = letter->parts[TEMPLATE_HTML] == NULL
				 ? NULL
				 : render_html(&partials, letter->parts[TEMPLATE_HTML], values,
				       ret_rendered->text);
}

void
rendered_letter_clear(RenderedLetter *rendered)
{
	g_clear_pointer(&rendered->subject, g_free);
	g_clear_pointer(&rendered->text, g_free);
	g_clear_pointer(&rendered->html, g_free);
}

/* What stands in front of the title in the subject of a letter, without our number; "" where it has no title. */
static char *
title_words(const Templates *templates, const TemplateEntry *letter)
{
	static const char TITLE[] = "\xee\x80\x80"; /* a letter that no template has */
	TemplatePartials partials = {.files = templates->template_files,
	    .language = letter->language,
	    .part = TEMPLATE_SUBJECT,
	    .signature = ""};
	json_t *values = json_pack("{s:s, s:s, s:b}", "number", "", "title", TITLE, "known", 1);
	g_autofree char *subject =
	    render_subject(&partials, letter->parts[TEMPLATE_SUBJECT], values);
	const char *start = subject + (g_str_has_prefix(subject, "[] ") ? strlen("[] ") : 0);
	const char *title = strstr(start, TITLE);

	json_decref(values);
	return title == NULL ? g_strdup("") : g_strndup(start, (size_t)(title - start));
}

const char *
templates_behind_words(const Templates *templates, const char *subject)
{
	const GPtrArray *languages = templates->template_files->languages;

	for (unsigned i = 0; i < languages->len; i++) {
		const TemplateLanguage *language = languages->pdata[i];

		for (unsigned j = 0; j < language->entries->len; j++) {
			const TemplateEntry *entry = language->entries->pdata[j];
			g_autofree char *words = entry->parts[TEMPLATE_SUBJECT] == NULL
						     ? g_strdup("")
						     : title_words(templates, entry);

			if (*words != '\0' && g_str_has_prefix(subject, words))
				return subject + strlen(words);
		}
	}
	return NULL;
}

char *
templates_date(const Templates *templates, const char *language, int64_t at_ms)
{
	return locale_date(template_files_locale(templates->template_files, language), at_ms);
}

char *
templates_moment(const Templates *templates, const char *language, int64_t at_ms)
{
	return locale_moment(template_files_locale(templates->template_files, language), at_ms);
}

const char *
templates_state(const Templates *templates, const char *language, const char *state)
{
	return locale_state(template_files_locale(templates->template_files, language), state);
}

const char *
templates_desk_state(const Templates *templates, const char *language, const char *state)
{
	return locale_desk_state(
	    template_files_locale(templates->template_files, language), state);
}

const char *
templates_notice(const Templates *templates, const char *language, const char *reason)
{
	return locale_notice(
	    template_files_locale(templates->template_files, language), reason);
}

const char *
templates_command(const Templates *templates, const char *language, const char *command)
{
	return locale_command(
	    template_files_locale(templates->template_files, language), command);
}

const char *
templates_weekday(const Templates *templates, const char *language, int day)
{
	return locale_weekday(template_files_locale(templates->template_files, language), day);
}

const char *
templates_refusal(const Templates *templates, const char *language, const char *sentence)
{
	return locale_refusal(
	    template_files_locale(templates->template_files, language), sentence);
}

const char *
templates_call(const Templates *templates, const char *language, const char *command)
{
	return locale_call(template_files_locale(templates->template_files, language), command);
}

const char *
templates_elsewhere(const Templates *templates, const char *language, const char *word)
{
	return locale_elsewhere(
	    template_files_locale(templates->template_files, language), word);
}

const char *
templates_priority(const Templates *templates, const char *language, const char *priority)
{
	return locale_priority(
	    template_files_locale(templates->template_files, language), priority);
}

const char *
templates_report(const Templates *templates, const char *language, const char *word)
{
	return locale_report(template_files_locale(templates->template_files, language), word);
}

const char *
templates_typed(const Templates *templates, const char *language, const char *word)
{
	return locale_typed(template_files_locale(templates->template_files, language), word);
}

const char *
templates_wish(const Templates *templates, const char *language, const char *wish)
{
	return locale_wish(template_files_locale(templates->template_files, language), wish);
}

const char *
templates_answer(const Templates *templates, const char *language, bool accept)
{
	return locale_answer(
	    template_files_locale(templates->template_files, language), accept);
}

const char *
templates_untitled(const Templates *templates, const char *language)
{
	return locale_untitled(template_files_locale(templates->template_files, language));
}

const char *
templates_warning(const Templates *templates, const char *language)
{
	return locale_warning(template_files_locale(templates->template_files, language));
}

const char *
templates_mark(const Templates *templates, const char *language, const char *mark)
{
	return locale_mark(template_files_locale(templates->template_files, language), mark);
}
