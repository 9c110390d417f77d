/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What parts a label from its value is a sign (a colon, an equals sign, an arrow, a tab, the bar of a table) or, where
 * the words before it are a label, what people draw for one: dashes, dots, some blanks. Of all places where a line may
 * be parted, the one with the best label before it counts.
 */
#include "rules/form_line.h"

#include <string.h>

enum {
	LABEL_MOST = 160,   /* bytes from the start of a line in which its label ends */
	PLACES_MOST = 8,    /* where it may be parted */
	FOREIGN_MOST = 40,  /* bytes of a label that this form has not */
	FOREIGN_WORDS = 4,  /* in it */
	TICK_MARK_MOST = 3, /* bytes in "[x]" between the brackets */
	CELLS_MOST = 32,
	INNER_MOST = 80, /* bytes of a label inside of a line */
};

/* Some bytes are part of a character; a blank may be one that does not break. */
static size_t
blank_size(const char *p, const char *end)
{
	if (p < end && *p == ' ')
		return 1;
	return end - p >= 2 && memcmp(p, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == '\t' || blank_size(p, end) > 0))
		p += *p == '\t' ? 1 : blank_size(p, end);
	return p;
}

/* The first of these that stands there, or 0. */
static size_t
one_of(const char *const *signs, size_t count, const char *p, const char *end)
{
	for (size_t i = 0; i < count; i++) {
		size_t size = *signs[i] == *p ? strlen(signs[i]) : 0;

		if (size > 0 && (size_t)(end - p) >= size && memcmp(p, signs[i], size) == 0)
			return size;
	}
	return 0;
}
#define ONE_OF(signs, p, end) one_of((signs), G_N_ELEMENTS(signs), (p), (end))

char
form_line_tick(const char *p, const char *end, size_t *ret_size)
{
	static const char *const ticked[] = {
	    "☒", "☑", "✓", "✔", "✅", "🗹", "🗷", "◉", "⦿", "🔘", "√"};
	static const char *const open[] = {"☐", "□", "○", "◯", "⬜", "🔲"};
	char closing = p < end && *p == '[' ? ']' : ')';
	const char *last = NULL;
	size_t size = p >= end ? 0 : ONE_OF(ticked, p, end);

	*ret_size = size;
	if (p >= end || size > 0)
		return size > 0 ? 'x' : 0;
	*ret_size = ONE_OF(open, p, end);
	if (*ret_size > 0)
		return '-';
	if (*p != '[' && *p != '(')
		return 0;
	for (last = p + 1; last < end && *last != closing && last - p <= TICK_MARK_MOST;)
		last++;
	if (last >= end || *last != closing)
		return 0;
	*ret_size = (size_t)(last - p) + 1;
	p = skip_blanks(p + 1, last);
	if (p == last || *p == '_')
		return '-';
	return strchr("xXvV*+", *p) != NULL || (unsigned char)*p >= 0x80 ? 'x' : 0;
}

/* "1. ", "2) ", "a) ", "3.1 ": how long what counts a line is. */
static size_t
count_size(const char *line, const char *end)
{
	size_t digits = 0;
	size_t size = 0;

	while (digits < 3 && line + digits < end && g_ascii_isdigit(line[digits]))
		digits++;
	size = digits == 0 && line < end && g_ascii_isalpha(*line) ? 1 : digits;
	if (size == 0 || end - line < (ssize_t)size + 3)
		return 0;
	if ((line[size] == ')' || (line[size] == '.' && digits > 0)) &&
	    (blank_size(line + size + 1, end) > 0 || line[size + 1] == '\t'))
		return size + 1;
	return 0;
}

const char *
form_line_skip_bullet(const char *line, const char *end, char *ret_tick)
{
	static const char *const bullets[] = {"- ", "* ", "+ ", "•", "·", "– ", "— ", "●", "▪",
	    "■", "➢", "➤", "►", "▶", "", "→ ", "o ", "§ ", "Ø ", "> "};

	*ret_tick = 0;
	/* none of them begins with two letters */
	for (unsigned i = 0;
	     i < 3 && !(end - line > 1 && g_ascii_isalpha(line[0]) && g_ascii_isalpha(line[1]));
	     i++) {
		size_t size = 0;
		char tick = 0;

		line = skip_blanks(line, end);
		size = line < end ? ONE_OF(bullets, line, end) : 0;
		size = size == 0 ? count_size(line, end) : size;
		if (size == 0 && (tick = form_line_tick(line, end, &size)) == 0)
			break;
		*ret_tick = tick == 0 ? *ret_tick : tick;
		line += size;
	}
	line = skip_blanks(line, end);
	while (line < end && strchr("*_\"'", *line) != NULL)
		line++;
	return line;
}

typedef enum {
	PLACE_NONE,
	PLACE_TIGHT, /* "naam-jan": parts what is a label as it stands, nothing else */
	PLACE_DRAWN, /* "naam - jan" */
	PLACE_SIGN,  /* "naam: jan" */
} Place;

static Place
colon_place(const char *p, const char *start, const char *end)
{
	if (p + 1 < end && (p[1] == '/' || p[1] == '\\'))
		return PLACE_NONE;
	if (p > start && g_ascii_isdigit(p[-1]) && p + 1 < end && g_ascii_isdigit(p[1]))
		return PLACE_NONE;
	return PLACE_SIGN;
}

/* A dash, by the blanks around it. */
static Place
dash_place(const char *p, size_t size, const char *start, const char *end)
{
	bool before = p > start && (p[-1] == ' ' || p[-1] == '\t' || p[-1] == '\xa0');
	bool after = p + size >= end || blank_size(p + size, end) > 0;

	return before || after ? PLACE_DRAWN : PLACE_TIGHT;
}

/* Whether a label may end here; *ret_size: of what parts it from its value. */
static Place
place_at(const char *p, const char *start, const char *end, size_t *ret_size)
{
	static const char *const signs[] = {"：", "->", "=>", "→", "⇒", "➔", "»"};
	static const char *const dashes[] = {"-", "–", "—", "−", "‒", "―"};
	static const char *const drawn[] = {"...", "…", "__", ";", "?", "* ", "> "};

	*ret_size = blank_size(p, end);
	if (*ret_size > 0)
		return blank_size(p + *ret_size, end) > 0 ? PLACE_DRAWN : PLACE_NONE;
	*ret_size = 1;
	if (*p == ':')
		return colon_place(p, start, end);
	if (*p == '\t' || *p == '|')
		return PLACE_SIGN;
	*ret_size = ONE_OF(signs, p, end);
	if (*ret_size > 0)
		return PLACE_SIGN;
	*ret_size = 1;
	if (*p == '=')
		return p + 1 < end && p[1] == '=' ? PLACE_NONE : PLACE_SIGN;
	*ret_size = ONE_OF(dashes, p, end);
	if (*ret_size > 0)
		return dash_place(p, *ret_size, start, end);
	*ret_size = ONE_OF(drawn, p, end);
	return *ret_size > 0 ? PLACE_DRAWN : PLACE_NONE;
}

/* Behind letters and the single blanks between them, where no label ends. */
static const char *
skip_words(const char *p, const char *end)
{
	while (p < end &&
	       (g_ascii_isalnum(*p) || (*p == ' ' && p + 1 < end && g_ascii_isalnum(p[1]))))
		p++;
	return p;
}

/* The label at the start, where what parts it from its value stands before `end`; the value begins at *ret_value. */
static FormLabel
label_before(const Form *form, const char *start, const char *end, const char **ret_value)
{
	const char *most = start + MIN(end - start, LABEL_MOST);
	const char *p = skip_words(start, most);
	FormLabel best = {FIT_NONE, 0, 0};
	unsigned places = 0;

	while (p < most && places < PLACES_MOST) {
		size_t size = 0;
		Place place = p == start ? PLACE_NONE : place_at(p, start, end, &size);
		FormLabel label = {FIT_NONE, 0, 0};

		if (place != PLACE_NONE) {
			places++;
			label = form_label(form, start, (size_t)(p - start));
		}
		if (label.fit > best.fit && (place != PLACE_TIGHT || label.fit == FIT_SAME)) {
			best = label;
			*ret_value = p + size;
		}
		if (best.fit == FIT_SAME || *p == '\t' || *p == '|')
			break;
		p = skip_words(p + MAX(size, 1), most);
	}
	return best;
}

bool
form_line_is_blank(const char *line, const char *end)
{
	line = skip_blanks(line, end);
	while (line < end && (strchr("|+-=_~* \t", *line) != NULL || *line < ' '))
		line++;
	return line >= end;
}

bool
form_line_is_foreign(const char *line, const char *end)
{
	char tick = 0;
	const char *start = form_line_skip_bullet(line, end, &tick);
	const char *most = start + MIN(end - start, FOREIGN_MOST);
	unsigned words = 0;

	if (memchr(start, ':', (size_t)(most - start)) == NULL &&
	    memchr(start, '\t', (size_t)(most - start)) == NULL)
		return false;
	for (const char *p = start; p < most; p++) {
		words += blank_size(p, end) > 0;
		if (words >= FOREIGN_WORDS)
			return false;
		if (*p == '\t')
			return true;
		if (*p == ':' && p > start && colon_place(p, start, end) == PLACE_SIGN)
			return p + 1 == end || strchr(" \t*_", p[1]) != NULL;
	}
	return false;
}

char *
form_line_value(const char *start, const char *end)
{
	static const char *const lead[] = {
	    "->", "=>", "→", "...", "…", "__", "–", "—", "：", "> ", "- ", ".. "};

	while (start < end) {
		size_t size = ONE_OF(lead, start, end);

		if (size == 0 && strchr(" \t*_:=|", *start) == NULL &&
		    blank_size(start, end) == 0 && !(*start == '.' && start + 1 < end))
			break;
		start += size > 0 ? size : MAX(blank_size(start, end), 1);
	}
	while (end > start && (strchr(" \t*_|", end[-1]) != NULL ||
				  (end - start >= 2 && memcmp(end - 2, "\xc2\xa0", 2) == 0)))
		end -= end[-1] == '\xa0' ? 2 : 1;
	return g_strndup(start, (size_t)(end - start));
}

/* The signs by which a row is parted, or NULL: by some blanks. */
static const char *
cell_signs(const char *line, const char *end)
{
	size_t size = (size_t)(end - line);

	if (memchr(line, '\t', size) != NULL)
		return "\t";
	if (memchr(line, '|', size) != NULL)
		return "|";
	return memchr(line, ';', size) != NULL ? ";" : NULL;
}

static const char *
cell_end(const char *p, const char *end, const char *signs)
{
	while (p < end) {
		size_t blank = blank_size(p, end);

		if (signs != NULL ? *p == *signs : blank > 0 && blank_size(p + blank, end) > 0)
			break;
		p++;
	}
	return p;
}

bool
form_line_may_be_row(const char *line, const char *end)
{
	if (cell_signs(line, end) != NULL)
		return true;
	for (const char *p = line; (p = memchr(p, ' ', (size_t)(end - p))) != NULL; p++)
		if (p + 1 < end && p[1] == ' ')
			return true;
	return memchr(line, '\xc2', (size_t)(end - line)) !=
	       NULL; /* of a blank which does not break */
}

GPtrArray *
form_line_cells(const char *line, const char *end)
{
	GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
	const char *signs = cell_signs(line, end);

	if (signs == NULL || *signs == '|')
		line = skip_blanks(line, end);
	if (signs != NULL && *signs == '|' && line < end && *line == '|')
		line++;
	while (line < end && cells->len < CELLS_MOST) {
		const char *stop = cell_end(line, end, signs);

		g_ptr_array_add(cells, form_line_value(line, stop));
		line = signs == NULL ? skip_blanks(stop, end) : stop + (stop < end);
	}
	return cells;
}

/* Where in a value the label of another question begins: ", doel: ...". The end where there is none. */
static const char *
inner_label(const Form *form, unsigned question, const char *value, const char *end)
{
	for (const char *p = value; p < end; p++) {
		const char *sign = NULL;
		FormLabel label;

		if (strchr(",;|", *p) == NULL && !(*p == '.' && blank_size(p + 1, end) > 0) &&
		    !(blank_size(p, end) > 0 && blank_size(p + 1, end) > 0))
			continue;
		for (sign = p + 1; sign < end && sign - p < INNER_MOST; sign++)
			if (strchr(":=,;|", *sign) != NULL)
				break;
		if (sign >= end || (*sign != ':' && *sign != '='))
			continue;
		label = form_label(form, p + 1, (size_t)(sign - p - 1));
		if (label.fit > FIT_SEVERAL && label.question != question)
			return p;
	}
	return end;
}

static void
add_part(GArray *parts, FormLabel label, const char *value, const char *end, char tick)
{
	const FormPart part = {label, value, end, tick};

	g_array_append_val(parts, part);
}

/* The cell behind a label that is its value; hints between them are passed over. */
static const char *
value_cell(const Form *form, unsigned question, const char *p, const char *end, char sign,
    const char **ret_end)
{
	while (p < end) {
		const char *stop = memchr(p, sign, (size_t)(end - p));
		g_autofree char *text = NULL;

		stop = stop == NULL ? end : stop;
		*ret_end = stop;
		text = form_line_value(p, stop);
		if (*text != '\0' && !form_is_hint(form, question, text))
			return form_label_alone(form, text, strlen(text)).fit != FIT_NONE ? NULL
											  : p;
		p = stop + (stop < end);
	}
	return NULL;
}

/* A row: each cell that is a label, with the cell behind it. */
static void
read_row(const Form *form, const char *line, const char *end, char sign, GArray *parts)
{
	while (line < end) {
		const char *stop = memchr(line, sign, (size_t)(end - line));
		char tick = 0;
		const char *start = NULL;
		const char *value = NULL;
		const char *value_end = NULL;
		g_autofree char *text = NULL;
		FormLabel label;

		stop = stop == NULL ? end : stop;
		start = form_line_skip_bullet(line, stop, &tick);
		text = form_line_value(start, stop);
		label = form_label_alone(form, text, strlen(text));
		line = stop + (stop < end);
		if (label.fit == FIT_NONE)
			label = label_before(form, start, stop, &value), value_end = stop;
		else
			value = value_cell(form, label.question, line, end, sign, &value_end);
		if (label.fit == FIT_NONE)
			continue;
		add_part(parts, label, value == NULL ? stop : value,
		    value == NULL ? stop : value_end, tick);
		line = value == NULL ? line : value_end + (value_end < end);
	}
}

/* The label that a line begins with: all of it, or what stands before a sign in it. */
static FormLabel
first_label(const Form *form, const char *start, const char *end, const char **ret_value)
{
	FormLabel alone = form_label_alone(form, start, (size_t)(end - start));
	FormLabel before = {FIT_NONE, 0, 0};

	/* a short value looks like the end of a label that is spelt otherwise: "Naam van het team: X" */
	if (alone.fit != FIT_SAME)
		before = label_before(form, start, end, ret_value);
	if (before.fit != FIT_NONE && (before.fit > alone.fit || alone.fit < FIT_NEAR))
		return before;
	*ret_value = end;
	return alone;
}

void
form_line_read(const Form *form, const char *line, const char *end, GArray *parts)
{
	char tick = 0;
	const char *start = form_line_skip_bullet(line, end, &tick);
	const char *value = NULL;
	FormLabel label;

	for (const char *sign = "\t|"; *sign != '\0'; sign++)
		if (memchr(start, *sign, (size_t)(end - start)) != NULL) {
			read_row(form, line, end, *sign, parts);
			return;
		}
	label = first_label(form, start, end, &value);
	while (label.fit != FIT_NONE) {
		const char *inner = inner_label(form, label.question, value, end);

		add_part(parts, label, value, inner, tick);
		if (inner == end)
			return;
		start = skip_blanks(inner + 1, end);
		tick = 0;
		label = label_before(form, start, end, &value);
	}
}
