/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A label is short and stands at the start of its line before a colon or what people write for one, before a tab where
 * HTML had a table, or between the bars of one that was drawn.
 * Lines without a label belong to the value above, until a blank line: so a list or an address may have several
 * lines. Whether a label means anything is the catalog's business.
 */
#include "parsers/form_lines.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/limits.h"
#include "parsers/message.h"
#include "parsers/text.h"

enum {
	MAX_LABEL = 60, /* characters */
	MAX_LABEL_WORDS = 8,
	MAX_VALUE = 8 * 1024,
};

/* "1. ", "2) ", "a) ", "[x] ": how long what counts a line or ticks it off is. */
static size_t
count_size(const char *line, const char *end)
{
	size_t size = 0;

	if (end - line > 4 && line[0] == '[' && line[2] == ']')
		return 3;
	while (size < 3 && line + size < end && g_ascii_isdigit(line[size]))
		size++;
	if (size == 0 && line < end && g_ascii_isalpha(*line))
		size = 1;
	if (size == 0 || end - line < (ssize_t)size + 3)
		return 0;
	if ((line[size] == ')' || (line[size] == '.' && g_ascii_isdigit(*line))) &&
	    line[size + 1] == ' ')
		return size + 1;
	return 0;
}

/* Bullets, numbers, ticks, bold marks and quotes in front of a label. */
static const char *
skip_bullet(const char *line, const char *end)
{
	static const char *const bullets[] = {"- ", "* ", "+ ", "•", "·", "– ", "— ", "●", "▪",
	    "○", "■", "□", "☐", "☑", "☒", "✓", "✔", "✅", "➤", "►", "▶", "→ ", "o ", "> "};

	line += strspn(line, " \t");
	line += line < end ? count_size(line, end) : 0;
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	for (unsigned i = 0; i < G_N_ELEMENTS(bullets); i++) {
		size_t size = *bullets[i] == *line ? strlen(bullets[i]) : 0;

		if (size > 0 && (size_t)(end - line) > size &&
		    memcmp(line, bullets[i], size) == 0)
			line += size;
	}
	while (line < end && strchr(" \t*_\"'", *line) != NULL)
		line++;
	return line;
}

/* "Naam = Jan", "Naam -> Jan": what some write for a colon, but programs for other things. */
static size_t
sign_size(const char *p)
{
	static const char *const between[] = {" = ", " -> ", " => ", " \xe2\x86\x92 "};

	for (unsigned i = 0; *p == ' ' && i < G_N_ELEMENTS(between); i++) {
		if (g_str_has_prefix(p, between[i]))
			return strlen(between[i]);
	}
	/* A full-width colon. */
	return *p == '\xef' && g_str_has_prefix(p, "\xef\xbc\x9a") ? 3 : 0;
}

/* Where the label ends and how long what parts it from its value is; 0 where the line has none. */
static size_t
find_separator(const char *line, const char *end, size_t *ret_width)
{
	unsigned words = 0;

	for (const char *p = line; p < end && p - line < MAX_LABEL * 4; p++) {
		size_t sign = g_ascii_isupper(*line) || *p != ' ' ? sign_size(p) : 0;

		/* What only trimming takes away may stand before the first. */
		words += *p == ' ' && g_ascii_isalnum(p[1]);
		if (words > MAX_LABEL_WORDS)
			return 0;
		*ret_width = sign == 0 ? 1 : sign;
		if (*p == '\t' || sign > 0)
			return (size_t)(p - line);
		if (*p == ':' && (p + 1 == end || strchr(" \t*_\"'", p[1]) != NULL))
			return (size_t)(p - line);
		/* "Naam:Jan", but neither "http://" nor "10:30". */
		if (*p == ':' && p > line && !g_ascii_isdigit(p[-1]) && p[1] != '/' &&
		    p[1] != '\\')
			return (size_t)(p - line);
	}
	return 0;
}

static bool
is_label(const char *label)
{
	unsigned words = 1;
	bool has_letter = false;

	if (g_utf8_strlen(label, -1) > MAX_LABEL)
		return false;
	for (const char *p = label; *p != '\0'; p = g_utf8_next_char(p)) {
		words += *p == ' ';
		has_letter = has_letter || g_unichar_isalpha(g_utf8_get_char(p));
	}
	return has_letter && words <= MAX_LABEL_WORDS && strpbrk(label, "<>@") == NULL;
}

static char *
trimmed(const char *start, const char *end)
{
	while (start < end && strchr(" \t*_:", *start) != NULL)
		start++;
	while (end > start && strchr(" \t*_", end[-1]) != NULL)
		end--;
	return g_strndup(start, (size_t)(end - start));
}

/* A label without the quotes around it and the dots that lead to its value. */
static char *
trimmed_label(const char *start, const char *end)
{
	while (end > start && strchr(" \t*_\"'.", end[-1]) != NULL)
		end--;
	return trimmed(start, end);
}

/* A row of a table that is drawn with bars: what stands between the first two pairs of them. */
static MessageField *
row_at(const char *line, const char *end)
{
	const char *first = line + strspn(line, " \t") + 1;
	const char *middle = first < end ? memchr(first, '|', (size_t)(end - first)) : NULL;
	const char *last =
	    middle == NULL ? NULL : memchr(middle + 1, '|', (size_t)(end - middle - 1));
	g_autofree char *label = last == NULL ? NULL : trimmed_label(first, middle);
	MessageField *field = NULL;

	if (label == NULL || !is_label(label))
		return NULL;
	field = g_new(MessageField, 1);
	field->label = g_steal_pointer(&label);
	field->value = trimmed(middle + 1, last);
	return field;
}

/* Spares most lines the closer look. */
static bool
may_have_label(const char *line, const char *end)
{
	/* What parts a label from its value has one of these. */
	static const bool signs[256] = {[':'] = true,
	    ['\t'] = true,
	    ['='] = true,
	    ['>'] = true,
	    ['|'] = true,
	    [0x86] = true,
	    [0xef] = true};
	size_t look = MIN((size_t)(end - line), MAX_LABEL * 4);

	for (size_t i = 0; i < look; i++) {
		if (signs[(unsigned char)line[i]])
			return true;
	}
	return false;
}

/* A blank line, or one that a table is drawn with. */
static bool
parts_fields(const char *line, const char *end)
{
	return line + strspn(line, *line == '|' || *line == '+' ? "|+-=: \t" : " \t") >= end;
}

/* The field that a line begins, or NULL. */
static MessageField *
field_at(const char *line, const char *end)
{
	MessageField *field = NULL;
	const char *start = NULL;
	g_autofree char *label = NULL;
	size_t width = 0;
	size_t size = 0;

	if (!may_have_label(line, end))
		return NULL;
	if (line[strspn(line, " \t")] == '|')
		return row_at(line, end);
	start = skip_bullet(line, end);
	size = find_separator(start, end, &width);
	label = trimmed_label(start, start + size);
	if (size == 0 || !is_label(label))
		return NULL;
	field = g_new(MessageField, 1);
	field->label = g_steal_pointer(&label);
	field->value = trimmed(start + size + width, end);
	return field;
}

/* The line goes on with the value above. */
static void
extend(MessageField *field, const char *line, const char *end)
{
	g_autofree char *more = trimmed(skip_bullet(line, end), end);
	size_t size = strlen(field->value);

	if (size + strlen(more) >= MAX_VALUE)
		return;
	field->value = g_realloc(field->value, size + strlen(more) + 2);
	if (size > 0)
		field->value[size++] = '\n';
	memcpy(field->value + size, more, strlen(more) + 1);
}

static void
field_free(MessageField *field)
{
	g_free(field->label);
	g_free(field->value);
	g_free(field);
}

/* Whether there is room for one more; else it is gone. */
static bool
keep(MessageField *field, GPtrArray *fields, GPtrArray *limits)
{
	if (fields->len < LIMIT_FORM_FIELDS) {
		g_ptr_array_add(fields, field);
		return true;
	}
	if (limits != NULL)
		limits_note(limits, "form");
	field_free(field);
	return false;
}

/* How often the line is quoted; *line goes behind the marks. */
static unsigned
quote_depth(const char **line, const char *end)
{
	unsigned depth = 0;

	for (const char *p = *line; p < end && (*p == '>' || *p == ' '); p++)
		if (*p == '>') {
			depth++;
			*line = p + 1;
		}
	return depth;
}

/* A mark of parsers/html.h counts as blank. */
static bool
is_blank(const char *line, const char *end)
{
	while (line < end && ((unsigned char)*line <= ' '))
		line++;
	return line == end;
}

/* Reading an answer. What the person wrote below a quoted label is its value only when the quote goes on after it:
 * else it is how they end their mail. */
typedef struct {
	MessageField *open; /* foreign; or NULL */
	unsigned depth;     /* of its line */
	bool gap;           /* a blank line stands below it */
	GString *below;     /* own; the person's lines below a quoted label without a value */
} Quoted;

static void
take_below(Quoted *quoted)
{
	if (quoted->open != NULL && quoted->below->len > 0) {
		const char *text = quoted->below->str;

		extend(quoted->open, text, text + quoted->below->len);
	}
	g_string_truncate(quoted->below, 0);
}

static void
go_on(Quoted *quoted, unsigned depth, const char *line, const char *end)
{
	if (quoted->open == NULL)
		return;
	if (depth < quoted->depth) {
		if (*quoted->open->value == '\0' && quoted->below->len < MAX_VALUE)
			g_string_append_printf(quoted->below, "%s%.*s",
			    quoted->below->len > 0 ? "\n" : "", (int)(end - line), line);
	} else if (quoted->gap) {
		quoted->open = NULL;
	} else {
		extend(quoted->open, line, end);
	}
}

void
form_lines_read_quoted(const char *text, GPtrArray *fields)
{
	g_autoptr(GString) below = g_string_new(NULL);
	Quoted quoted = {.below = below};

	for (const char *line = text; *line != '\0';) {
		const char *end = line + strcspn(line, "\n");
		const char *next = *end == '\0' ? end : end + 1;
		unsigned depth = quote_depth(&line, end);
		MessageField *field = NULL;

		if (depth > 0)
			take_below(&quoted);
		if (depth > 1)
			quoted.open = NULL;
		else if (is_blank(line, end))
			quoted.gap = true;
		else if ((field = field_at(line, end)) == NULL)
			go_on(&quoted, depth, line, end);
		else if (!keep(field, fields, NULL))
			return;
		else
			quoted = (Quoted){.open = field, .depth = depth, .below = below};
		line = next;
	}
}

void
form_lines_read(const char *text, GPtrArray *fields, GPtrArray *limits)
{
	MessageField *open = NULL;

	for (const char *line = text; *line != '\0';) {
		const char *end = line + strcspn(line, "\n");
		MessageField *field = field_at(line, end);

		if (field != NULL && !keep(field, fields, limits))
			return;
		if (field != NULL)
			open = field;
		else if (parts_fields(line, end) && open != NULL && *open->value != '\0')
			open = NULL;
		else if (end > line && open != NULL)
			extend(open, line, end);
		line = *end == '\0' ? end : end + 1;
	}
}
