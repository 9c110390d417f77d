/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What customers and agents said stands as a text; what happened is a line. Of a change whose words went to the customer the
 * words are a text, too.
 */
#include "gateway/web/view_entry.h"

#include <inttypes.h>
#include <string.h>

#include "gateway/util/sanitize.h"

#define TEXT_MOST 12000 /* characters of one text; its mail has all */
#define CUT_MOST 4000
#define LINE_MOST 140 /* characters that a line holds; more is a text */

/* How an entry of this kind looks. */
typedef struct {
	const char *kind;
	const char *css_class;
	const char *pill; /* in the section "entry", or NULL */
	const char *pill_class;
	const char *begins; /* what its text begins with in the timeline; or NULL */
} Look;

static const Look LOOKS[] = {
    {"description", "", NULL, "", NULL},
    {"comment", "", NULL, "", NULL},
    {"answer", "desk", "answer", "", NULL},
    {"question", "desk", "question", "", "asked: "},
    {"note", "note", "note", "wait", NULL},
};

static const Look *
look_of(const char *kind)
{
	for (size_t i = 0; i < G_N_ELEMENTS(LOOKS); i++)
		if (g_strcmp0(LOOKS[i].kind, kind) == 0)
			return &LOOKS[i];
	return NULL;
}

static char *
cut_to(const View *view, const char *text, int most, bool *ret_cut)
{
	g_autofree char *cut = NULL;

	*ret_cut = g_utf8_strlen(text, -1) > most;
	if (!*ret_cut)
		return g_strdup(text);
	cut = g_utf8_substring(text, 0, most);
	return g_strdup_printf("%s\xe2\x80\xa6\n%s", cut, view_word(view, "entry", "longer"));
}

static void
set_body(const View *view, json_t *out, const char *text)
{
	bool cut = false;

	view_take(out, "body", cut_to(view, text == NULL ? "" : text, TEXT_MOST, &cut));
}

static json_t *
file_json(const json_t *file)
{
	json_t *out = json_object();
	const char *name = view_text(file, "name");
	const json_t *marks = json_object_get(file, "marks");

	view_set(out, "name", name != NULL ? name : view_text(file, "type"));
	view_take(out, "size", sanitize_size(view_number(file, "size")));
	json_object_set_new(out, "n", json_integer(view_number(file, "number")));
	view_set_flag(out, "risky", json_array_size(marks) > 0);
	return out;
}

static void
set_files(json_t *out, const json_t *entry, const json_t *attachments)
{
	json_t *files = json_array();
	int64_t mail = view_number(entry, "mail");
	const json_t *file = NULL;
	size_t i = 0;

	json_array_foreach (attachments, i, file)
		if (mail != 0 && view_number(file, "mail") == mail)
			json_array_append_new(files, file_json(file));
	view_set_flag(out, "has_files", json_array_size(files) > 0);
	json_object_set_new(out, "files", files);
}

static void
set_cut(const View *view, json_t *out, const json_t *entry)
{
	const json_t *pieces = json_object_get(entry, "cut");
	g_autoptr(GString) all = g_string_new(NULL);
	const json_t *piece = NULL;
	size_t i = 0;
	bool cut = false;

	json_array_foreach (pieces, i, piece)
		g_string_append_printf(
		    all, "%s%s", i == 0 ? "" : "\n\n", json_string_value(piece));
	view_take(out, "cut", cut_to(view, all->str, CUT_MOST, &cut));
}

static void
set_duplicates(const View *view, json_t *out, const json_t *entry)
{
	int64_t count = view_number(entry, "duplicates");
	g_autofree char *number = g_strdup_printf("%" PRId64, count);

	if (count > 0)
		view_take(out, "duplicates",
		    view_say(view, "entry", count == 1 ? "duplicate" : "duplicates", "n",
			number, NULL));
}

static void
set_text_entry(const View *view, json_t *out, const json_t *entry, const Look *look)
{
	const char *text = view_text(entry, "text");

	if (text != NULL && look->begins != NULL && g_str_has_prefix(text, look->begins))
		text += strlen(look->begins);
	view_set_flag(out, "is_text", true);
	json_object_set_new(out, "css", json_string(look->css_class));
	if (look->pill != NULL)
		json_object_set_new(out, "pill",
		    view_pill(view_word(view, "entry", look->pill), look->pill_class));
	set_body(view, out, text);
	set_cut(view, out, entry);
	set_duplicates(view, out, entry);
}

/* "acknowledgement sent to els@klant.example" */
static void
set_letter(const View *view, json_t *out, const char *text)
{
	static const struct {
		const char *says;
		const char *word;
	} STATES[] = {
	    {" waits to be sent", "letter_waits"},
	    {" sent", "letter_sent"},
	    {" not delivered", "letter_failed"},
	    {" waits for the desk", "letter_prepared"},
	};
	size_t length = strcspn(text, " ");
	g_autofree char *name = g_strndup(text, length);

	for (size_t i = 0; i < G_N_ELEMENTS(STATES); i++) {
		const char *rest = text + length;

		if (!g_str_has_prefix(rest, STATES[i].says))
			continue;
		rest += strlen(STATES[i].says);
		if (g_str_has_prefix(rest, " to "))
			view_set(out, "letter_to", rest + strlen(" to "));
		view_take(
		    out, "line", view_say(view, "entry", STATES[i].word, "letter", name, NULL));
		view_set_flag(out, "failed", strcmp(STATES[i].word, "letter_failed") == 0);
		return;
	}
	view_set(out, "line", text);
}

/* What a change is called and what follows; word NULL: it is none that has words here. */
typedef struct {
	const char *word; /* foreign */
	const char *rest; /* foreign; within the text */
	bool is_solution;
} Change;

/* "priority: high", "assigned to Tom Vermeer", "closed" */
static Change
read_change(const View *view, const char *text)
{
	static const char *const PHRASES[] = {"assigned to ", "added ", "removed ",
	    "linked to ", "no longer linked to ", "merged "};
	const char *colon = strstr(text, ": ");
	size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
	g_autofree char *what = g_strndup(text, length);
	Change change = {view_word_or_null(view, "changes", what),
	    text + length + (colon == NULL ? 0 : strlen(": ")), strcmp(what, "resolved") == 0};

	for (size_t i = 0; change.word == NULL && i < G_N_ELEMENTS(PHRASES); i++) {
		g_autofree char *phrase = g_strchomp(g_strdup(PHRASES[i]));

		if (!g_str_has_prefix(text, PHRASES[i]))
			continue;
		change.word = view_word_or_null(view, "changes", phrase);
		change.rest = text + strlen(PHRASES[i]);
	}
	if (strcmp(what, "state") == 0)
		change.rest = view_state(view, change.rest);
	if (strcmp(what, "priority") == 0)
		change.rest = locale_priority(view->locale, change.rest);
	return change;
}

static void
set_change(const View *view, json_t *out, const json_t *entry, const char *text)
{
	Change change = read_change(view, text);
	Look look = {"change", "desk", NULL, "", NULL};

	if (g_utf8_strlen(change.rest, -1) > LINE_MOST || change.is_solution) {
		set_text_entry(view, out, entry, &look);
		set_body(view, out, change.word == NULL ? text : change.rest);
		if (change.word != NULL)
			json_object_set_new(out, "pill", view_pill(change.word, "done"));
	} else if (change.word == NULL || *change.rest == '\0') {
		view_set(out, "line", change.word == NULL ? text : change.word);
	} else {
		view_take(out, "line", g_strdup_printf("%s: %s", change.word, change.rest));
	}
}

json_t *
view_entry(const View *view, const json_t *entry, const json_t *attachments)
{
	json_t *out = json_object();
	const char *kind = view_text(entry, "kind");
	const char *author = view_text(entry, "author");
	const char *text = view_text(entry, "text");
	const Look *look = look_of(kind);

	json_object_set_new(out, "id", json_integer(view_number(entry, "id")));
	if (g_strcmp0(author, "casegate") == 0)
		author = NULL;
	json_object_set_new(out, "author", json_string(author == NULL ? "" : author));
	view_set_time(view, out, "at", view_time(entry, "time"));
	view_set_flag(out, "unproven", g_strcmp0(view_text(entry, "mark"), "unproven") == 0);
	if (look != NULL)
		set_text_entry(view, out, entry, look);
	else if (g_strcmp0(kind, "letter") == 0)
		set_letter(view, out, text == NULL ? "" : text);
	else
		set_change(view, out, entry, text == NULL ? "" : text);
	set_files(out, entry, attachments);
	return out;
}

size_t
view_entry_size(const json_t *entry)
{
	const char *text = view_text(entry, "text");
	const json_t *piece = NULL;
	size_t i = 0, size = 300, cut = 0;

	json_array_foreach (json_object_get(entry, "cut"), i, piece)
		cut += json_string_length(piece);
	return size + MIN(text == NULL ? 0 : strlen(text), TEXT_MOST) + MIN(cut, CUT_MOST);
}
