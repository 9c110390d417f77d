/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a template wants to be told, made of what the commands said: a screen has one function, which fills an object. In it
 * are texts to be shown, paths of ours, and names of the style's classes; nothing of it is markup. Texts of mails are never
 * called "text", which a template would search for links.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/templates/locale.h"
#include "gateway/web/page.h"

/* All borrowed. */
typedef struct {
	const PageView *page;
	const json_t *words; /* as page_words.h reads them */
	const Locale *locale;
	const json_t *values; /* what the commands said */
} View;

/* The words of this name; the name itself where there are none. Borrowed. */
const char *view_word(const View *view, const char *section, const char *name);
/* The same, or NULL where there are none. */
const char *view_word_or_null(const View *view, const char *section, const char *name);
/* The words with {{name}} filled in: pairs of name and text, then NULL. Caller owns. */
char *view_say(
    const View *view, const char *section, const char *name, ...) G_GNUC_NULL_TERMINATED;

/* Of what the commands said. Borrowed; NULL, 0: it is not there. */
const char *view_text(const json_t *object, const char *key);
int64_t view_number(const json_t *object, const char *key);
int64_t view_time(const json_t *object, const char *key); /* of an ISO time: UTC milliseconds */
/* A word of the page's query; "" where it lacks. */
const char *view_query(const View *view, const char *name);

/* How people write it. Callers own. */
char *view_span(const View *view, int64_t span_ms); /* "6 h 20 min", "2 d 3 h", "8 min" */
char *view_moment(const View *view, int64_t at_ms); /* "14:05", "23 November, 14:05" */
char *view_day(const View *view, int64_t at_ms);    /* "today", "23 November", "2 May 2025" */
/* Machine's time, for <time datetime>. */
char *view_machine_time(int64_t at_ms);

/* Sets a text, or nothing where it is NULL or empty. */
void view_set(json_t *out, const char *key, const char *text);
void view_take(json_t *out, const char *key, char *take_text);
void view_set_flag(json_t *out, const char *key, bool is);
/* A text cut to so many characters, with an ellipsis; on one line. Caller owns. */
char *view_short(const char *text, int most);
/* Sets key and key_at: a time as people read it and as machines do. */
void view_set_time(const View *view, json_t *out, const char *key, int64_t at_ms);

/* What a state is called, and its class: "us", "wait", "done" or "". Borrowed. */
const char *view_state(const View *view, const char *state);
const char *view_state_class(const char *state);
/* {label, class} */
json_t *view_pill(const char *label, const char *css_class);

/* Tabs above a list: pairs of query word and name in the section "tabs"; ended by a NULL name. */
typedef struct {
	const char *tab;
	const char *name;
} ViewTab;
/* Sets "tabs", each {label, url, current}. path: "/desk/". */
void view_set_tabs(const View *view, json_t *out, const char *path, const ViewTab *tabs);
/* "/desk/?tab=closed". Caller owns. */
char *view_tab_path(const char *path, const char *tab);
/* Sets "next" to the path of the page behind this one, where the list is full; cursor: what its last one is known by, a text or
 * a number. */
void view_set_next(
    const View *view, json_t *out, const char *path, const json_t *list, const char *cursor);

/* Rows of tickets. */
json_t *view_ticket_row(const View *view, const json_t *ticket);
json_t *view_ticket_rows(const View *view, const json_t *list);

/* What may be chosen of the values "agents", "groups" or "categories", and of priorities. has: what is chosen, or NULL.
 * nothing: the name in "row" of a choice that stands for none; NULL: there is one only where nothing is chosen. */
void view_set_choice(
    const View *view, json_t *out, const char *key, const char *has, const char *nothing);
void view_set_priorities(const View *view, json_t *out, const char *has, const char *nothing);

/* Texts of which one may be chosen, {value, selected}. has: or NULL. Caller owns. */
json_t *view_options(const json_t *values, const char *has);
/* What stands in a field: what was typed, where a form is shown again; else what it begins with. Borrowed. */
const char *view_typed(const View *view, const char *key, const char *begins_with);
/* Sets "trace", each {what, line}, and "has_trace". */
void view_set_trace(json_t *out, const json_t *lines);

#define VIEW_LACKS "lacks: " /* how a refusal begins that names fields */

/* The screens. */
void view_frame(const View *view, json_t *out); /* what every page has */
void view_login(const View *view, json_t *out);
void view_menu(const View *view, json_t *out);
void view_queue(const View *view, json_t *out);
void view_mine(const View *view, json_t *out);
void view_requests(const View *view, json_t *out);
void view_search(const View *view, json_t *out);
void view_case(const View *view, json_t *out);
void view_case_newer(const View *view, json_t *out);
void view_preview(const View *view, json_t *out);
void view_new(const View *view, json_t *out);
void view_held(const View *view, json_t *out);
void view_mail(const View *view, json_t *out);
void view_contacts(const View *view, json_t *out);
void view_contact(const View *view, json_t *out);
void view_letters(const View *view, json_t *out);
void view_try(const View *view, json_t *out);
void view_status(const View *view, json_t *out);
void view_numbers(const View *view, json_t *out);
void view_link(const View *view, json_t *out);
