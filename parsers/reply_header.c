/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block is told by the words of its labels, in the languages that we know, or by its shape in any: labels under each
 * other, of which one stands before a name with an address, another before a day with its time, and a third before a
 * subject that answers one. What people fill in has labels as well, so that one sign is never enough.
 */
#include "parsers/reply_header.h"

#include <string.h>

#include "parsers/reply_line.h"
#include "parsers/reply_words.h"
#include "parsers/subject_mark.h"
#include "parsers/ticket_refs.h"

enum {
	MAX_LINES = 20,      /* of a block */
	MAX_BEFORE_FROM = 4, /* lines of it above "From:" */
	MAX_OTHERS = 3,      /* lines without a label, of long lists of addresses */
	MAX_KNOWN = 32,      /* bytes of a label that we know */
	MAX_LABEL = 40,      /* bytes of any: three bytes for a letter in many scripts */
	MAX_LABEL_BLANKS = 2,
	MIN_DAY = 6,  /* digits of a day with its year, or with a time */
	MIN_DATE = 8, /* of a day with its year and more */
	MIN_SENT = 5, /* of what a label says to be a day: "3 mei 2026" */
	COLON_FAR = 60,
};

typedef enum {
	LABEL_NONE = 0,
	LABEL_FROM = 1 << 0,
	LABEL_DATE = 1 << 1,
	LABEL_TO = 1 << 2,
	LABEL_SUBJECT = 1 << 3,
	LABEL_OTHER = 1 << 4,
	LABEL_ANY = 1 << 5, /* a label by its shape */
} Label;

static const struct {
	Label label;
	const char *const *words;
} labels[] = {
    {LABEL_FROM, reply_from_labels},
    {LABEL_DATE, reply_date_labels},
    {LABEL_TO, reply_to_labels},
    {LABEL_SUBJECT, reply_subject_labels},
    {LABEL_OTHER, reply_other_labels},
};

static bool
is_one_of(const char *text, size_t size, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (**words == *text && strncmp(*words, text, size) == 0 &&
		    (*words)[size] == '\0')
			return true;
	}
	return false;
}

/* Of a few words of letters. */
static bool
has_label_shape(const char *line, size_t size)
{
	const char *end = line + size;
	unsigned blanks = 0;

	if (size == 0 || size > MAX_LABEL || !g_unichar_isalpha(g_utf8_get_char(line)))
		return false;
	for (; line < end; line = g_utf8_next_char(line)) {
		gunichar c = g_utf8_get_char(line);

		blanks += c == ' ';
		if (c != ' ' && c != '-' && c != '\'' && !g_unichar_isalpha(c) &&
		    !g_unichar_ismark(c))
			return false;
	}
	return blanks <= MAX_LABEL_BLANKS;
}

/* The label in front of a colon and what stands behind it: "van: jan" is LABEL_FROM. Stars of bold text may stand
 * around. */
static Label
find_label(const char *line, const char **ret_value)
{
	size_t size = strcspn(line, ":");
	const char *wide = strstr(line, "：");
	size_t colon = 1;

	if (wide != NULL && (size_t)(wide - line) < size) {
		size = (size_t)(wide - line);
		colon = strlen("：");
	}
	if (line[size] == '\0')
		return LABEL_NONE;
	*ret_value = line + size + colon;
	*ret_value += strspn(*ret_value, " \t*_");
	/* French has a hard blank before its colons. */
	if (size > 2 && memcmp(line + size - 2, "\xc2\xa0", 2) == 0)
		size -= 2;
	while (size > 0 && strchr(" *_", line[size - 1]) != NULL)
		size--;
	for (size_t i = 0; size > 0 && size <= MAX_KNOWN && i < G_N_ELEMENTS(labels); i++) {
		if (is_one_of(line, size, labels[i].words))
			return labels[i].label;
	}
	return **ret_value != '\0' && has_label_shape(line, size) ? LABEL_ANY : LABEL_NONE;
}

/* What the lines of a block have in them. */
typedef struct {
	const char *const *shapes; /* foreign; of numbers */
	unsigned labels;
	unsigned count; /* of them, under each other from the first on */
	unsigned last;  /* line with a label that we know, or with one of those */
	bool has_address;
	bool has_day;
	bool has_sender;  /* a name with an address in one of the first two lines */
	bool has_date;    /* a day with its time */
	bool has_subject; /* that answers one, or has a ticket's number */
	bool from_has_address;
	bool date_has_day;
} Header;

/* "Jan <jan@k.example>", "Jan [mailto:jan@k.example]" */
static bool
is_sender(const char *value)
{
	const char *open = strpbrk(value, "<[(");

	return open != NULL && strchr(open, '@') != NULL && strpbrk(open, ">])") != NULL;
}

static bool
has_clock(const char *value)
{
	for (const char *p = strchr(value, ':'); p != NULL; p = strchr(p + 1, ':')) {
		if (p > value && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]))
			return true;
	}
	return false;
}

static bool
has_number(const char *value, const char *const *shapes)
{
	g_autofree char *upper = g_ascii_strup(value, -1);

	for (const char *p = strpbrk(upper, "[("); p != NULL; p = strpbrk(p + 1, "[(")) {
		if (ticket_refs_number_length(p + 1, shapes) > 0)
			return true;
	}
	return ticket_refs_number_length(upper, shapes) > 0;
}

static void
take_value(Header *header, Label label, unsigned line, const char *value)
{
	unsigned digits = reply_line_digits(value);
	bool has_address = strchr(value, '@') != NULL;

	header->has_address |= has_address;
	header->has_day |= digits >= MIN_DAY;
	header->from_has_address |= label == LABEL_FROM && has_address;
	header->date_has_day |= label == LABEL_DATE && !has_address && digits >= MIN_SENT;
	header->has_sender |= line < 2 && is_sender(value);
	header->has_date |= !has_address && (digits >= MIN_DATE + 2 ||
						(digits >= MIN_DATE && has_clock(value)));
	header->has_subject =
	    header->has_subject || ((label & (LABEL_SUBJECT | LABEL_ANY)) != 0 &&
				       (has_number(value, header->shapes) ||
					   subject_mark_first(value) != SUBJECT_MARK_NONE));
}

/* Whether a colon stands among its first bytes. */
static bool
has_colon(const Line *line, size_t bytes)
{
	size_t size = MIN(line->size, bytes);

	return memchr(line->text, ':', size) != NULL ||
	       (memchr(line->text, *"：", size) != NULL &&
		   memmem(line->text, size, "：", strlen("：")) != NULL);
}

/* From the line where a block may start. */
static Header
read_header(GArray *lines, unsigned first, const char *const *shapes)
{
	Header header = {.shapes = shapes, .last = first};
	unsigned others = 0;
	bool is_run = true;

	for (unsigned i = first; i < lines->len && others < MAX_OTHERS && i < first + MAX_LINES;
	     i++) {
		const Line *line = &g_array_index(lines, Line, i);
		char text[REPLY_LOOK + 1];
		const char *value = "";
		Label label = LABEL_NONE;

		if (has_colon(line, line->size)) {
			reply_line_plain(line, text);
			label = find_label(text, &value);
		}
		is_run = is_run && label != LABEL_NONE;
		if (label == LABEL_NONE && i == first)
			return header;
		if (label == LABEL_NONE || (label == LABEL_ANY && !is_run)) {
			others++;
			continue;
		}
		others = 0;
		header.labels |= label;
		header.count += is_run;
		header.last = i;
		take_value(&header, label, i - first, value);
		if (i >= first + MAX_BEFORE_FROM && (header.labels & LABEL_FROM) == 0 &&
		    !header.has_sender && !header.has_date)
			return header;
	}
	return header;
}

static unsigned
count_kinds(unsigned found)
{
	return (unsigned)__builtin_popcount(
	    found & (LABEL_FROM | LABEL_DATE | LABEL_TO | LABEL_SUBJECT));
}

/* By words. "Van: Utrecht, Aan: Jan" is a person's form: a date or an address makes it a header. */
static bool
is_known(const Header *header)
{
	return (header->labels & LABEL_FROM) != 0 && count_kinds(header->labels) >= 3 &&
	       (header->has_address || header->has_day);
}

/* Whether a text follows: who reports a mail that he got may name its sender and day, and nothing else. */
static bool
has_text_below(GArray *lines, unsigned last)
{
	for (unsigned i = last + 1; i < lines->len; i++) {
		if (g_array_index(lines, Line, i).kind != LINE_BLANK)
			return i > last + 1;
	}
	return false;
}

/* "From: desk@desk.example, Date: 23-11-2026 10:00" */
static bool
is_short(const Header *header, GArray *lines)
{
	return header->from_has_address &&
	       (((header->labels & LABEL_DATE) != 0 && header->has_date) ||
		   (header->date_has_day && has_text_below(lines, header->last)) ||
		   ((header->labels & LABEL_SUBJECT) != 0 && header->has_subject));
}

/* By shape, in whatever language. */
static bool
is_shaped(const Header *header)
{
	unsigned signs = (unsigned)header->has_sender + header->has_date + header->has_subject;

	return (header->count >= 3 && signs == 3) ||
	       (header->count >= 4 && header->has_date && header->has_subject) ||
	       (header->count >= 2 && signs >= 2 && header->has_sender &&
		   count_kinds(header->labels) >= 1);
}

/* "This is what I got:" asks for what stands below it to be read. */
static bool
is_announced(GArray *lines, unsigned first)
{
	const Line *line = NULL;

	while (first > 0 && g_array_index(lines, Line, first - 1).kind == LINE_BLANK)
		first--;
	if (first == 0)
		return false;
	line = &g_array_index(lines, Line, first - 1);
	return line->kind == LINE_TEXT && line->text[line->size - 1] == ':';
}

unsigned
reply_header_block(GArray *lines, unsigned first, const char *const *shapes)
{
	Header header = {0};

	if (!has_colon(&g_array_index(lines, Line, first), COLON_FAR))
		return 0;
	header = read_header(lines, first, shapes);
	if (!is_known(&header) &&
	    !((is_short(&header, lines) || is_shaped(&header)) && !is_announced(lines, first)))
		return 0;
	return header.last - first + 1;
}

bool
reply_header_maybe(GArray *lines, unsigned first)
{
	Header header = {0};

	if (!has_colon(&g_array_index(lines, Line, first), COLON_FAR))
		return false;
	header = read_header(lines, first, NULL);
	return (header.labels & LABEL_FROM) != 0 && count_kinds(header.labels) >= 2;
}
