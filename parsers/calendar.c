/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over the lines; of each property the first counts. Times stay as they are written, beside the name of their
 * zone: who reads them knows it, and we need no table of zones.
 */
#include "parsers/calendar.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "parsers/charset.h"
#include "parsers/text.h"

enum {
	MAX_LINE = 1024,       /* bytes of a value that is shown on a line */
	MAX_WORDS = 64 * 1024, /* bytes of a description */
};

typedef enum {
	SUMMARY,
	START,
	END,
	LOCATION,
	ORGANIZER,
	ATTENDEE,
	COMMENT,
	DESCRIPTION,
	METHOD,
	STATUS,
	PROPERTY_COUNT,
} Property;

static const char *const names[] = {[SUMMARY] = "SUMMARY",
    [START] = "DTSTART",
    [END] = "DTEND",
    [LOCATION] = "LOCATION",
    [ORGANIZER] = "ORGANIZER",
    [ATTENDEE] = "ATTENDEE",
    [COMMENT] = "COMMENT",
    [DESCRIPTION] = "DESCRIPTION",
    [METHOD] = "METHOD",
    [STATUS] = "STATUS"};

typedef struct {
	char *lines[PROPERTY_COUNT]; /* own; unfolded, or NULL */
	unsigned depth;              /* of what stands inside of the calendar */
	bool in_event;
	bool is_done; /* an event was read */
} Calendar;

/* The bytes without the folds of their lines, which may stand in the midst of a character; as clean UTF-8. */
static char *
unfold(const char *bytes, size_t size, const char *charset)
{
	g_autoptr(GString) whole = g_string_sized_new(size);
	const char *end = bytes + size;

	while (bytes < end) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		bool is_folded =
		    stop != NULL && stop + 1 < end && (stop[1] == ' ' || stop[1] == '\t');

		g_string_append_len(whole, bytes, (stop == NULL ? end : stop) - bytes);
		if (whole->len > 0 && whole->str[whole->len - 1] == '\r')
			g_string_truncate(whole, whole->len - 1);
		if (stop != NULL && !is_folded)
			g_string_append_c(whole, '\n');
		bytes = stop == NULL ? end : stop + 1 + is_folded;
	}
	return text_clean(charset_to_utf8(whole->str, whole->len, charset));
}

/* Behind a name is its value or a parameter. */
static bool
is_called(const char *line, const char *name)
{
	size_t size = strlen(name);

	return g_ascii_strncasecmp(line, name, size) == 0 &&
	       (line[size] == ':' || line[size] == ';');
}

/* The value of a property: behind the first colon that is in no quotes. */
static const char *
value_of(const char *line)
{
	bool quoted = false;

	for (; *line != '\0' && (quoted || *line != ':'); line++)
		quoted ^= *line == '"';
	return *line == ':' ? line + 1 : line;
}

/* A parameter of a property without its quotes, or NULL. Caller owns. */
static char *
parameter(const char *line, const char *name)
{
	const char *end = value_of(line);
	bool quoted = false;

	for (; line < end; line++) {
		quoted ^= *line == '"';
		if (quoted || *line != ';' ||
		    g_ascii_strncasecmp(line + 1, name, strlen(name)) != 0 ||
		    line[1 + strlen(name)] != '=')
			continue;
		line += strlen(name) + 2;
		if (*line == '"')
			return g_strndup(line + 1, strcspn(line + 1, "\""));
		return g_strndup(line, strcspn(line, ";:"));
	}
	return NULL;
}

/* "Kamer 1\, B12\nToren": what a backslash stands before is meant. */
static char *
plain_value(const char *line, size_t most)
{
	GString *out = g_string_new(NULL);

	for (const char *p = value_of(line); *p != '\0'; p++) {
		if (*p == '\\' && (p[1] == 'n' || p[1] == 'N'))
			g_string_append_c(out, '\n');
		else if (*p != '\\' || p[1] == '\0')
			g_string_append_c(out, *p);
		else
			g_string_append_c(out, p[1]);
		p += *p == '\\' && p[1] != '\0';
	}
	text_cut(out->str, most);
	return g_strstrip(text_clean(g_string_free(out, false)));
}

static void
take_line(Calendar *calendar, char *take_text)
{
	g_autofree char *line = take_text;

	if (g_ascii_strncasecmp(line, "BEGIN:", 6) == 0) {
		calendar->in_event =
		    calendar->depth == 1 && (g_ascii_strncasecmp(line + 6, "VEVENT", 6) == 0 ||
						g_ascii_strncasecmp(line + 6, "VTODO", 5) == 0);
		calendar->depth++;
		return;
	}
	if (g_ascii_strncasecmp(line, "END:", 4) == 0) {
		calendar->depth -= calendar->depth > 0;
		calendar->is_done =
		    calendar->is_done || (calendar->in_event && calendar->depth == 1);
		return;
	}
	for (Property i = 0; i < PROPERTY_COUNT; i++) {
		bool is_here = i == METHOD ? calendar->depth == 1
					   : calendar->in_event && calendar->depth == 2;

		if (is_here && calendar->lines[i] == NULL && is_called(line, names[i]))
			calendar->lines[i] = g_steal_pointer(&line);
		if (line == NULL)
			return;
	}
}

static void
add_line(GString *out, const char *text)
{
	g_autofree char *line = text_one_line(g_strdup(text));

	text_cut(line, MAX_LINE);
	if (*line != '\0')
		g_string_append_printf(out, "%s%s", out->len > 0 ? "\n" : "", line);
}

static void
add_value(GString *out, const char *line)
{
	g_autofree char *value = line == NULL ? NULL : plain_value(line, MAX_LINE);

	if (value != NULL)
		add_line(out, value);
}

/* "20261201T100000" as "2026-12-01 10:00", or "" where it is no such time. Caller owns. */
static char *
time_text(const char *value)
{
	size_t digits = strspn(value, "0123456789");

	if (digits != 8)
		return g_strdup("");
	if (value[8] != 'T' || strspn(value + 9, "0123456789") < 4)
		return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4, value + 6);
	return g_strdup_printf(
	    "%.4s-%.2s-%.2s %.2s:%.2s", value, value + 4, value + 6, value + 9, value + 11);
}

/* "2026-12-01 10:00 - 11:00 Europe/Amsterdam" */
static void
add_time(GString *out, const char *start, const char *end)
{
	g_autofree char *from = start == NULL ? NULL : time_text(value_of(start));
	g_autofree char *to = end == NULL ? NULL : time_text(value_of(end));
	g_autofree char *zone = start == NULL ? NULL : parameter(start, "TZID");
	g_autofree char *line = NULL;
	const char *shown = to;

	if (from == NULL || *from == '\0')
		return;
	if (to != NULL && strlen(to) > 11 && strncmp(from, to, 11) == 0)
		shown = to + 11;
	if (zone == NULL && g_str_has_suffix(start, "Z"))
		zone = g_strdup("UTC");
	/* A whole day ends where the next one begins. */
	if (shown == NULL || *shown == '\0' || strlen(from) == 10)
		shown = NULL;
	line = g_strdup_printf("%s%s%s %s", from, shown == NULL ? "" : " - ",
	    shown == NULL ? "" : shown, zone == NULL ? "" : zone);
	add_line(out, line);
}

/* "Els Bos <els@klant.example>", and what they answer. */
static void
add_person(GString *out, const char *property)
{
	g_autofree char *name = property == NULL ? NULL : parameter(property, "CN");
	g_autofree char *answer = property == NULL ? NULL : parameter(property, "PARTSTAT");
	g_autofree char *lower = answer == NULL ? NULL : g_ascii_strdown(answer, -1);
	g_autofree char *line = NULL;
	const char *address = property == NULL ? "" : value_of(property);

	if (g_ascii_strncasecmp(address, "mailto:", 7) == 0)
		address += 7;
	if (*address == '\0')
		return;
	line = name == NULL || *name == '\0'
		   ? g_strdup_printf("%s%s%s", address, lower == NULL ? "" : ": ",
			 lower == NULL ? "" : lower)
		   : g_strdup_printf("%s <%s>%s%s", name, address, lower == NULL ? "" : ": ",
			 lower == NULL ? "" : lower);
	add_line(out, line);
}

static void
add_words(GString *out, const char *property)
{
	g_autofree char *words = property == NULL ? NULL : plain_value(property, MAX_WORDS);

	if (words != NULL && *words != '\0')
		g_string_append_printf(out, "%s%s", out->len > 0 ? "\n\n" : "", words);
}

char *
calendar_text(const char *bytes, size_t size, const char *charset)
{
	g_autofree char *calendar = unfold(bytes, size, charset);
	Calendar read = {0};
	GString *out = g_string_new(NULL);
	bool is_reply = false;

	for (const char *line = calendar; *line != '\0' && !read.is_done;) {
		size_t length = strcspn(line, "\n");

		take_line(&read, g_strndup(line, length));
		line += length;
		line += *line == '\n';
	}
	is_reply = read.lines[METHOD] != NULL &&
		   g_ascii_strcasecmp(value_of(read.lines[METHOD]), "REPLY") == 0;
	add_value(out, read.lines[SUMMARY]);
	if (read.lines[STATUS] != NULL &&
	    g_ascii_strcasecmp(value_of(read.lines[STATUS]), "CANCELLED") == 0)
		add_line(out, "cancelled");
	add_time(out, read.lines[START], read.lines[END]);
	add_value(out, read.lines[LOCATION]);
	add_person(out, read.lines[is_reply ? ATTENDEE : ORGANIZER]);
	add_words(out, read.lines[is_reply ? COMMENT : DESCRIPTION]);
	for (Property i = 0; i < PROPERTY_COUNT; i++)
		g_free(read.lines[i]);
	return g_string_free(out, false);
}
