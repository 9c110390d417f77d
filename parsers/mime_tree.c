/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes a mail apart in one pass. A line is looked at twice at most: by memchr() for its end, and, where it begins with
 * "--", against the boundaries that are open (at most LIMIT_DEPTH). All limits on structure are kept here, so that what
 * comes after may walk the tree by recursion and copy header values freely. Not GMime's parser: 3.2.13 takes 2.1 s for
 * 100,000 nested multiparts, loses the body of a multipart without a boundary and leaves a base64 message/rfc822
 * closed.
 */
#include "parsers/mime_tree.h"

#include <string.h>

#include "parsers/limits.h"
#include "parsers/part_fields.h"

enum {
	MAX_BROKEN_LINES = 5,
	MAX_JUNK_LINES = 100,
	MAX_GUESSES = 3,
};

typedef struct {
	const char *end;
	const char *at;
	const char
	    *body_end;     /* where the last body ended, without the line end of its boundary */
	const char *path;  /* foreign; in front of all paths */
	GPtrArray *limits; /* foreign */
	char newline;      /* '\r' in mails from machines that knew no '\n' */
	const char
	    *fields_to; /* up to here broken lines stand among fields: more follow there */
	unsigned parts;
	unsigned guesses;    /* at boundaries; each reads the mail once more */
	const char *charset; /* foreign; the first declared one: likely that of bare headers */
} Scan;

typedef struct {
	const char *start;
	const char *end;  /* without the line end */
	const char *next; /* where the next line starts */
} Line;

/* Which boundary ended a body: NULL where the mail ended. */
typedef struct {
	const Part *part;
	bool is_last;
} Hit;

static Line
line_at(const Scan *scan, const char *start)
{
	const char *end = memchr(start, scan->newline, (size_t)(scan->end - start));
	Line line = {start, end, end};

	if (end == NULL)
		line.end = line.next = scan->end;
	else
		line.next = end + 1;
	if (line.end > start && line.end[-1] == '\r')
		line.end--;
	return line;
}

static bool
line_is_blank(Line line)
{
	return line.start == line.end;
}

/* The bytes of a field's name, or 0 where this line begins no field. */
static size_t
field_name_size(Line line)
{
	const char *p = line.start;
	size_t size = 0;

	while (p<line.end && * p> ' ' && *p < 0x7f && *p != ':')
		p++;
	size = (size_t)(p - line.start);
	while (p < line.end && (*p == ' ' || *p == '\t'))
		p++;
	return p < line.end && *p == ':' ? size : 0;
}

static const char *
skip_blank(const char *from, const char *end)
{
	while (from < end && (*from == ' ' || *from == '\t'))
		from++;
	return from;
}

/* Whether what follows "--" is this boundary, as a line of its own. */
static bool
is_boundary(const char *from, const char *end, const char *boundary, bool *ret_last)
{
	size_t size = strlen(boundary);

	if ((size_t)(end - from) < size || memcmp(from, boundary, size) != 0)
		return false;
	from += size;
	if (skip_blank(from, end) == end) {
		*ret_last = false;
		return true;
	}
	if (end - from < 2 || from[0] != '-' || from[1] != '-')
		return false;
	*ret_last = true;
	return true;
}

/* Whether the line is a boundary of the part or of one around it. */
static bool
line_hits(Line line, const Part *part, Hit *ret_hit)
{
	if (line.end - line.start < 2 || line.start[0] != '-' || line.start[1] != '-')
		return false;
	for (; part != NULL; part = part->parent) {
		if (part->boundary != NULL &&
		    is_boundary(line.start + 2, line.end, part->boundary, &ret_hit->is_last)) {
			ret_hit->part = part;
			return true;
		}
	}
	return false;
}

/* Goes on behind the next boundary line of `part` or of one around it. */
static Hit
scan_to_boundary(Scan *scan, const Part *part)
{
	const char *start = scan->at;
	Hit hit = {NULL, false};

	while (scan->at < scan->end) {
		Line line = line_at(scan, scan->at);

		scan->at = line.next;
		if (!line_hits(line, part, &hit))
			continue;
		scan->body_end = line.start;
		if (scan->body_end > start && scan->body_end[-1] == scan->newline)
			scan->body_end--;
		if (scan->body_end > start && scan->body_end[-1] == '\r')
			scan->body_end--;
		return hit;
	}
	scan->body_end = scan->end;
	return hit;
}

static void
add_field(Scan *scan, Part *part, Line line, size_t name_size)
{
	PartField field = {line.start, name_size, NULL, 0};

	if (part->fields->len == LIMIT_FIELDS) {
		limits_note(scan->limits, "fields");
		return;
	}
	field.value = memchr(line.start, ':', (size_t)(line.end - line.start));
	field.value++;
	field.size = (size_t)(line.end - field.value);
	g_array_append_val(part->fields, field);
}

/* The line goes on where the last field ended. */
static void
extend_field(Scan *scan, Part *part, Line line)
{
	PartField *last = NULL;

	if (part->fields->len == 0 || part->fields->len == LIMIT_FIELDS)
		return;
	last = &g_array_index(part->fields, PartField, part->fields->len - 1);
	last->size = (size_t)(line.end - last->value);
	if (last->size > LIMIT_HEADER) {
		limits_note(scan->limits, "header");
		last->size = LIMIT_HEADER;
	}
}

/* The number of a field that mail programs write, and not just a word before a colon; or -1. */
static int
known_field(Line line)
{
	static const char *const known[] = {"received", "from", "to", "cc", "subject", "date",
	    "sender", "reply-to", "return-path", "message-id", "mime-version", "in-reply-to",
	    "references", "bcc"};
	size_t size = field_name_size(line);

	for (unsigned i = 0; i < G_N_ELEMENTS(known); i++) {
		if (strlen(known[i]) == size &&
		    g_ascii_strncasecmp(line.start, known[i], size) == 0)
			return (int)i;
	}
	if ((size > 2 && g_ascii_strncasecmp(line.start, "x-", 2) == 0) ||
	    (size > 8 && g_ascii_strncasecmp(line.start, "content-", 8) == 0))
		return G_N_ELEMENTS(known);
	return -1;
}

static bool
has_field(const Part *part, Line line)
{
	size_t size = field_name_size(line);

	for (unsigned i = 0; i < part->fields->len; i++) {
		const PartField *field = &g_array_index(part->fields, PartField, i);

		if (field->name_size == size &&
		    g_ascii_strncasecmp(field->name, line.start, size) == 0)
			return true;
	}
	return false;
}

/* A line among the header fields that is none: whether fields go on below. They do where one that mail programs write
 * comes soon, and further down where it is one that the header has not yet: a body may quote any. */
static bool
fields_go_on(Scan *scan, const Part *part, Line line)
{
	if (line.start < scan->fields_to)
		return true;
	for (unsigned i = 0; line.next < scan->end && line.next - line.start < LIMIT_HEADERS;
	     i++) {
		Line next = line_at(scan, line.next);

		if (line_is_blank(next) || i == MAX_JUNK_LINES)
			return false;
		if (known_field(next) >= 0 &&
		    (i < MAX_BROKEN_LINES || !has_field(part, next))) {
			scan->fields_to = next.start;
			return true;
		}
		line.next = next.next;
	}
	return false;
}

static bool
is_mbox_line(Line line)
{
	const char *p = line.start + (line.start < line.end && *line.start == '>');

	return line.end - p > 5 && memcmp(p, "From ", 5) == 0;
}

/* One line of a header block. Returns false where the block ended before this line. */
static bool
scan_field(Scan *scan, Part *part, Line line)
{
	size_t name_size = field_name_size(line);
	bool is_continued = *line.start == ' ' || *line.start == '\t';
	Hit hit = {0};

	if (line_hits(line, part, &hit))
		return false;
	if (name_size > 0 && !is_continued) {
		add_field(scan, part, line, name_size);
		extend_field(scan, part, line);
		return true;
	}
	if (is_continued && part->fields->len > 0) {
		extend_field(scan, part, line);
		return true;
	}
	if (part->fields->len == 0 && is_mbox_line(line))
		return true;
	if (!fields_go_on(scan, part, line))
		return false;
	if (!is_mbox_line(line))
		extend_field(scan, part, line);
	return true;
}

/* Whether servers alone have written what stands here: neither who writes, nor about what, nor of which type. */
static bool
is_trace(const Part *part)
{
	static const char *const written[] = {"From", "Subject", "To", "Date", "Content-Type"};

	for (unsigned i = 0; i < part->fields->len; i++) {
		for (unsigned n = 0; n < G_N_ELEMENTS(written); n++) {
			if (part_field_is(
				&g_array_index(part->fields, PartField, i), written[n]))
				return false;
		}
	}
	return part->fields->len > 0;
}

/* Whether a blank line tore the header of a mail: only servers have written what stands above it, and the block below is
 * a header's, with a From and no other lines. */
static bool
is_torn(const Scan *scan, const Part *part)
{
	Line line = {scan->at, scan->at, scan->at};
	bool has_from = false;
	unsigned known = 0;

	if (part->parent != NULL || !is_trace(part))
		return false;
	for (unsigned i = 0; i < MAX_JUNK_LINES && line.next < scan->end; i++) {
		bool is_continued = false;

		line = line_at(scan, line.next);
		is_continued = i > 0 && (*line.start == ' ' || *line.start == '\t');
		if (line_is_blank(line))
			break;
		if (!is_continued && field_name_size(line) == 0)
			return false;
		known += !is_continued && known_field(line) >= 0;
		has_from = has_from || (!is_continued && field_name_size(line) == 4 &&
					   g_ascii_strncasecmp(line.start, "From", 4) == 0);
	}
	return has_from && known >= 2;
}

static void
scan_fields(Scan *scan, Part *part)
{
	const char *start = scan->at;

	while (scan->at < scan->end) {
		Line line = line_at(scan, scan->at);

		if (line_is_blank(line)) {
			scan->at = line.next;
			if (part == NULL || !is_torn(scan, part))
				return;
			continue;
		}
		if (line.start - start > LIMIT_HEADERS) {
			limits_note(scan->limits, "headers");
			part = NULL;
		}
		if (part != NULL && !scan_field(scan, part, line))
			return;
		scan->at = line.next;
	}
}

static bool
holds_message(const Part *part)
{
	return part_is(part, "message/rfc822") || part_is(part, "message/news") ||
	       part_is(part, "message/global");
}

static unsigned
depth_of(const Part *part)
{
	unsigned depth = 0;

	for (; part->parent != NULL; part = part->parent)
		depth++;
	return depth;
}

static void
set_path(const Scan *scan, Part *part)
{
	const char *around = part->parent == NULL ? scan->path : part->parent->path;
	unsigned number = part->parent == NULL ? 1 : part->parent->children->len;
	bool is_top = part->parent == NULL || !part_is_multipart(part->parent);

	if (is_top && part_is_multipart(part))
		part->path = g_strdup(around);
	else
		part->path =
		    g_strdup_printf("%s%s%u", around, *around == '\0' ? "" : ".", number);
}

/* For a multipart that names no boundary, or one that never comes: the first line that looks like one. */
static char *
guess_boundary(Scan *scan, const Part *part)
{
	Hit hit = {0};

	for (const char *at = scan->at; at < scan->end;) {
		Line line = line_at(scan, at);
		Line next = {0};

		if (line_hits(line, part->parent, &hit))
			return NULL;
		at = line.next;
		if (line.end - line.start < 3 || memcmp(line.start, "--", 2) != 0 ||
		    at == scan->end)
			continue;
		next = line_at(scan, at);
		if (field_name_size(next) > 8 &&
		    g_ascii_strncasecmp(next.start, "Content-", 8) == 0)
			return g_strchomp(
			    g_strndup(line.start + 2, (size_t)(line.end - line.start - 2)));
	}
	return NULL;
}

static Hit scan_part(Scan *scan, Part *part);

static Hit
scan_children(Scan *scan, Part *part)
{
	Hit hit = scan_to_boundary(scan, part);

	while (hit.part == part && !hit.is_last) {
		if (++scan->parts > LIMIT_PARTS) {
			limits_note(scan->limits, "parts");
			scan->at = scan->body_end = scan->end;
			return (Hit){NULL, false};
		}
		hit = scan_part(scan, part_new(part));
	}
	return hit.part == part ? scan_to_boundary(scan, part->parent) : hit;
}

static Hit
scan_multipart(Scan *scan, Part *part)
{
	Hit hit = {NULL, false};

	if (part->boundary != NULL)
		hit = scan_children(scan, part);
	if (part->children == NULL && scan->guesses < MAX_GUESSES) {
		scan->guesses++;
		scan->at = part->body;
		g_free(part->boundary);
		part->boundary = guess_boundary(scan, part);
		if (part->boundary != NULL)
			hit = scan_children(scan, part);
	}
	if (part->children != NULL)
		return hit;
	g_free(part->type);
	part->type = g_strdup("text/plain");
	g_clear_pointer(&part->boundary, g_free);
	g_free(part->path);
	set_path(scan, part);
	scan->at = part->body;
	return scan_to_boundary(scan, part->parent);
}

static void
read_fields(Scan *scan, Part *part)
{
	scan_fields(scan, part);
	part_fields_read(part, &scan->charset, scan->limits);
	part->body = scan->at;
}

static bool
is_container(const Part *part)
{
	return part_is_multipart(part) ||
	       (holds_message(part) && part->encoding == PART_IDENTITY);
}

/* From the first header line of a part to behind the boundary that ends it. */
static Hit
scan_part(Scan *scan, Part *part)
{
	Hit hit = {0};

	read_fields(scan, part);
	if (is_container(part) && depth_of(part) > LIMIT_DEPTH) {
		limits_note(scan->limits, "depth");
		g_free(part->type);
		part->type = g_strdup("text/plain");
	}
	set_path(scan, part);
	if (part_is_multipart(part))
		hit = scan_multipart(scan, part);
	else if (is_container(part))
		hit = scan_part(scan, part_new(part));
	else
		hit = scan_to_boundary(scan, part->parent);
	part->body_size = (size_t)(scan->body_end - part->body);
	return hit;
}

/* Blank lines and a byte order mark before the first header line are nobody's. */
static void
skip_rubbish(Scan *scan)
{
	const char *start = scan->at;

	if (scan->end - scan->at >= 3 && memcmp(scan->at, "\xef\xbb\xbf", 3) == 0)
		scan->at += 3;
	while (scan->at < scan->end && strchr("\r\n \t", *scan->at) != NULL)
		scan->at++;
	if (scan->at == scan->end || field_name_size(line_at(scan, scan->at)) == 0)
		scan->at = start;
}

Part *
mime_tree(const char *raw, size_t size, GPtrArray *limits)
{
	return mime_tree_at("", raw, size, limits);
}

Part *
mime_tree_at(const char *path, const char *raw, size_t size, GPtrArray *limits)
{
	Part *top = part_new(NULL);
	Scan scan = {
	    .end = raw + size, .at = raw, .body_end = raw, .path = path, .limits = limits};

	scan.newline = memchr(raw, '\n', size) == NULL ? '\r' : '\n';
	skip_rubbish(&scan);
	scan_part(&scan, top);
	return top;
}
