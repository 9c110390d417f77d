/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/view.h"

#include <inttypes.h>
#include <string.h>

#include "spool/ticket_state.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define PAGE_FULL 50 /* rows of a list, as it is asked for */

const char *
view_word_or_null(const View *view, const char *section, const char *name)
{
	return json_string_value(json_object_get(json_object_get(view->words, section), name));
}

const char *
view_word(const View *view, const char *section, const char *name)
{
	const char *word = view_word_or_null(view, section, name);

	return word != NULL ? word : name;
}

char *
view_say(const View *view, const char *section, const char *name, ...)
{
	g_autoptr(GString) text = g_string_new(view_word(view, section, name));
	const char *key = NULL;
	va_list pairs;

	va_start(pairs, name);
	while ((key = va_arg(pairs, const char *)) != NULL) {
		const char *value = va_arg(pairs, const char *);
		g_autofree char *place = g_strdup_printf("{{%s}}", key);

		g_string_replace(text, place, value == NULL ? "" : value, 1);
	}
	va_end(pairs);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

const char *
view_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

int64_t
view_number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

int64_t
view_time(const json_t *object, const char *key)
{
	const char *text = view_text(object, key);
	g_autoptr(GDateTime) at =
	    text == NULL ? NULL : g_date_time_new_from_iso8601(text, NULL);

	return at == NULL ? 0 : g_date_time_to_unix(at) * 1000;
}

const char *
view_query(const View *view, const char *name)
{
	const char *word = view_text(view->page->query, name);

	return word == NULL ? "" : word;
}

/* The two largest units, the second only where it counts. */
char *
view_span(const View *view, int64_t span_ms)
{
	int64_t minutes = MAX(span_ms, 0) / MINUTE;
	int64_t hours = minutes / 60, days = hours / 24;
	g_autofree char *large = g_strdup_printf("%" PRId64, days > 0    ? days
							     : hours > 0 ? hours
									 : minutes);
	g_autofree char *small =
	    g_strdup_printf("%" PRId64, days > 0 ? hours % 24 : minutes % 60);
	bool alone = days >= 7 || strcmp(small, "0") == 0;

	if (days > 0)
		return view_say(
		    view, "spans", alone ? "days" : "days_hours", "d", large, "h", small, NULL);
	if (hours > 0)
		return view_say(view, "spans", alone ? "hours" : "hours_minutes", "h", large,
		    "m", small, NULL);
	return view_say(view, "spans", "minutes", "m", large, NULL);
}

/* Which day it is, counted; in the machine's time zone. */
static int
day_number(GDateTime *at)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(at),
	    (GDateMonth)g_date_time_get_month(at), (GDateYear)g_date_time_get_year(at));
	return (int)g_date_get_julian(&date);
}

static bool
is_today(const View *view, int64_t at_ms)
{
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(view->page->now_ms / 1000);
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);

	return at != NULL && now != NULL && day_number(at) == day_number(now);
}

/* "23 November", with its year where that is another one. Caller owns. */
static char *
date_text(const View *view, int64_t at_ms)
{
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(view->page->now_ms / 1000);
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);
	const char *name = NULL;

	if (at == NULL || now == NULL)
		return g_strdup("");
	name = locale_month(view->locale, g_date_time_get_month(at));
	if (g_date_time_get_year(at) == g_date_time_get_year(now))
		return g_strdup_printf("%d %s", g_date_time_get_day_of_month(at), name);
	return g_strdup_printf(
	    "%d %s %d", g_date_time_get_day_of_month(at), name, g_date_time_get_year(at));
}

char *
view_day(const View *view, int64_t at_ms)
{
	if (is_today(view, at_ms))
		return g_strdup(view_word(view, "spans", "today"));
	return date_text(view, at_ms);
}

char *
view_moment(const View *view, int64_t at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);
	g_autofree char *clock = at == NULL ? g_strdup("") : g_date_time_format(at, "%H:%M");
	g_autofree char *date = NULL;

	if (is_today(view, at_ms))
		return g_steal_pointer(&clock);
	date = date_text(view, at_ms);
	return g_strdup_printf("%s, %s", date, clock);
}

char *
view_machine_time(int64_t at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_ms / 1000);

	return at == NULL ? g_strdup("") : g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ");
}

void
view_set(json_t *out, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		json_object_set_new(out, key, json_string(text));
}

void
view_take(json_t *out, const char *key, char *take_text)
{
	view_set(out, key, take_text);
	g_free(take_text);
}

void
view_set_flag(json_t *out, const char *key, bool is)
{
	json_object_set_new(out, key, json_boolean(is));
}

void
view_set_time(const View *view, json_t *out, const char *key, int64_t at_ms)
{
	g_autofree char *machine = g_strconcat(key, "_at", NULL);

	if (at_ms == 0)
		return;
	view_take(out, key, view_moment(view, at_ms));
	view_take(out, machine, view_machine_time(at_ms));
}

char *
view_short(const char *text, int most)
{
	g_autofree char *line = g_strdup(text == NULL ? "" : text);
	g_autofree char *cut = NULL;

	g_strdelimit(line, "\r\n\t", ' ');
	g_strstrip(line);
	if (g_utf8_strlen(line, -1) <= most)
		return g_steal_pointer(&line);
	cut = g_utf8_substring(line, 0, most);
	return g_strconcat(g_strchomp(cut), "\xe2\x80\xa6", NULL);
}

const char *
view_state(const View *view, const char *state)
{
	return state == NULL ? "" : locale_desk_state(view->locale, state);
}

const char *
view_state_class(const char *state)
{
	static const struct {
		TicketState state;
		const char *css_class;
	} CLASSES[] = {
	    {TICKET_NEW, "us"},
	    {TICKET_OPEN, "us"},
	    {TICKET_IN_PROGRESS, "us"},
	    {TICKET_AWAITING_INFO, "wait"},
	    {TICKET_AWAITING_APPROVAL, "wait"},
	    {TICKET_RESOLVED, "done"},
	    {TICKET_FULFILLED, "done"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CLASSES); i++)
		if (g_strcmp0(state, ticket_state_name(CLASSES[i].state)) == 0)
			return CLASSES[i].css_class;
	return "";
}

json_t *
view_pill(const char *label, const char *css_class)
{
	return json_pack("{ss, ss}", "label", label, "class", css_class);
}

char *
view_tab_path(const char *path, const char *tab)
{
	return *tab == '\0' ? g_strdup(path) : g_strconcat(path, "?tab=", tab, NULL);
}

void
view_set_tabs(const View *view, json_t *out, const char *path, const ViewTab *tabs)
{
	json_t *list = json_array();

	for (; tabs->name != NULL; tabs++) {
		json_t *tab = json_object();
		bool is_current = strcmp(tabs->tab, view_query(view, "tab")) == 0;

		view_set(tab, "label", view_word(view, "tabs", tabs->name));
		view_take(tab, "url", view_tab_path(path, tabs->tab));
		view_set_flag(tab, "current", is_current);
		json_array_append_new(list, tab);
	}
	json_object_set_new(out, "tabs", list);
}

void
view_set_next(
    const View *view, json_t *out, const char *path, const json_t *list, const char *cursor)
{
	const json_t *last = json_array_get(list, json_array_size(list) - 1);
	const char *tab = view_query(view, "tab");
	const char *text = view_text(last, cursor);
	g_autofree char *number = text != NULL
				      ? g_strdup(text)
				      : g_strdup_printf("%" PRId64, view_number(last, cursor));
	g_autofree char *escaped = NULL;

	if (json_array_size(list) < PAGE_FULL)
		return;
	escaped = g_uri_escape_string(number, NULL, false);
	view_take(out, "next",
	    g_strdup_printf("%s?%s%s%sbefore=%s", path, *tab == '\0' ? "" : "tab=", tab,
		*tab == '\0' ? "" : "&", escaped));
}
