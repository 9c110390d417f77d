/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/http_multipart.h"

#include <string.h>

#include "parsers/limits.h"

#define TYPE "multipart/form-data"
#define BOUNDARY_MOST 70 /* RFC 2046, section 5.1.1 */

/* A piece of the body. */
typedef struct {
	const char *at; /* foreign */
	size_t size;
} Span;

/* What is read, and how far. */
typedef struct {
	GBytes *body;     /* foreign */
	char *mark;       /* own; "\r\n--BOUNDARY" */
	Span rest;        /* what is not read yet */
	json_t *form;     /* foreign */
	GPtrArray *files; /* foreign */
	size_t parts;
	size_t words; /* bytes of all fields */
} Reading;

/* The head of a part. */
typedef struct {
	char *name; /* own; NULL: it has none */
	char *file; /* own; NULL: it is no file */
} Head;

static void
head_clear(Head *head)
{
	g_clear_pointer(&head->name, g_free);
	g_clear_pointer(&head->file, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Head, head_clear)

static void
file_free(void *data)
{
	HttpFile *file = data;

	g_free(file->field);
	g_free(file->name);
	g_bytes_unref(file->bytes);
	g_free(file);
}

GPtrArray *
http_files_new(void)
{
	return g_ptr_array_new_with_free_func(file_free);
}

bool
http_multipart_is(const char *type)
{
	size_t length = strlen(TYPE);

	return type != NULL && g_ascii_strncasecmp(type, TYPE, length) == 0 &&
	       (type[length] == ';' || type[length] == ' ');
}

/* The value of a parameter, `"a \"b\""` or `a`, behind which *text then stands. Caller owns; NULL: it is none. */
static char *
take_value(const char **text)
{
	g_autoptr(GString) value = g_string_new(NULL);
	const char *p = *text;
	bool quoted = *p == '"';

	for (p += quoted; *p != '\0' && (quoted ? *p != '"' : *p != ';' && *p != ' '); p++) {
		if (quoted && *p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		g_string_append_c(value, *p);
	}
	if (quoted && *p != '"')
		return NULL;
	*text = p + quoted;
	return g_string_free(g_steal_pointer(&value), FALSE);
}

/* Sets the places that are named; each once. "; name=x; filename=y" */
static bool
take_parameters(const char *text, const char *const *names, char **const *places)
{
	while (*(text += strspn(text, "; ")) != '\0') {
		size_t length = strcspn(text, "=; ");
		g_autofree char *name = g_ascii_strdown(text, (gssize)length);
		g_autofree char *value = NULL;

		text += length;
		if (*text++ != '=')
			return false;
		value = take_value(&text);
		if (value == NULL || (*text != '\0' && *text != ';' && *text != ' '))
			return false;
		for (size_t i = 0; names[i] != NULL; i++) {
			if (strcmp(names[i], name) != 0)
				continue;
			if (*places[i] != NULL)
				return false;
			*places[i] = g_steal_pointer(&value);
			break;
		}
	}
	return true;
}

/* Caller owns; NULL: there is none that a browser would choose. */
static char *
boundary_of(const char *type)
{
	g_autofree char *boundary = NULL;
	static const char *const NAMES[] = {"boundary", NULL};
	char **const places[] = {&boundary};
	size_t length = 0;

	if (!http_multipart_is(type) || !take_parameters(type + strlen(TYPE), NAMES, places) ||
	    boundary == NULL)
		return NULL;
	length = strlen(boundary);
	for (const char *p = boundary; *p != '\0'; p++)
		if (!g_ascii_isalnum(*p) && strchr("'()+_,-./:=?", *p) == NULL)
			return NULL;
	return length == 0 || length > BOUNDARY_MOST ? NULL : g_steal_pointer(&boundary);
}

static Span
skip(Span span, size_t size)
{
	return (Span){span.at + size, span.size - size};
}

static bool
begins(Span span, const char *text)
{
	size_t length = strlen(text);

	return span.size >= length && memcmp(span.at, text, length) == 0;
}

/* Whether it is a beginning of this text. */
static bool
is_beginning(Span span, const char *text)
{
	return span.size < strlen(text) && strncmp(span.at, text, span.size) == 0;
}

static bool
is_whole(Span span, const char *text)
{
	return span.size == strlen(text) && begins(span, text);
}

/* Takes what stands before this text, and the text. */
static bool
take_until(Span *span, const char *text, Span *ret_before)
{
	size_t length = strlen(text);
	const char *end = span->size == 0 ? NULL : memmem(span->at, span->size, text, length);

	if (end == NULL)
		return false;
	*ret_before = (Span){span->at, (size_t)(end - span->at)};
	*span = skip(*span, ret_before->size + length);
	return true;
}

/* A line without its end. */
static bool
read_header(const char *line, Head *head)
{
	static const char DISPOSITION[] = "content-disposition:", FORM_DATA[] = "form-data";
	static const char ENCODING[] = "content-transfer-encoding:",
			  CONTENT[] = "content-type:";
	static const char *const NAMES[] = {"name", "filename", NULL};
	char **const places[] = {&head->name, &head->file};

	if (g_ascii_strncasecmp(line, ENCODING, strlen(ENCODING)) == 0)
		return false;
	if (g_ascii_strncasecmp(line, CONTENT, strlen(CONTENT)) == 0) {
		line += strlen(CONTENT);
		line += strspn(line, " ");
		return g_ascii_strncasecmp(line, "multipart/", strlen("multipart/")) != 0;
	}
	if (g_ascii_strncasecmp(line, DISPOSITION, strlen(DISPOSITION)) != 0)
		return true;
	line += strlen(DISPOSITION);
	line += strspn(line, " ");
	if (head->name != NULL || g_ascii_strncasecmp(line, FORM_DATA, strlen(FORM_DATA)) != 0)
		return false;
	line += strlen(FORM_DATA);
	return (*line == ';' || *line == ' ') && take_parameters(line, NAMES, places) &&
	       head->name != NULL;
}

/* Its lines, each with its end. */
static bool
read_head(Span lines, Head *head)
{
	while (lines.size > 0) {
		g_autofree char *line = NULL;
		Span one = {0};

		if (!take_until(&lines, "\r\n", &one) || one.size == 0)
			return false;
		for (size_t i = 0; i < one.size; i++)
			if (g_ascii_iscntrl(one.at[i]))
				return false;
		line = g_strndup(one.at, one.size);
		if (!read_header(line, head))
			return false;
	}
	return head->name != NULL;
}

/* The only escape that browsers have which is a character of a name. */
static char *
file_name(const char *name)
{
	g_auto(GStrv) pieces = g_strsplit(name, "%22", -1);
	g_autofree char *plain = g_strjoinv("\"", pieces);

	return g_utf8_make_valid(plain, -1);
}

static void
add_file(Reading *reading, const Head *head, Span content)
{
	const char *start = g_bytes_get_data(reading->body, NULL);
	HttpFile *file = NULL;

	if (*head->file == '\0' && content.size == 0)
		return;
	file = g_new0(HttpFile, 1);
	file->field = g_utf8_make_valid(head->name, -1);
	file->name = file_name(head->file);
	file->bytes =
	    g_bytes_new_from_bytes(reading->body, (gsize)(content.at - start), content.size);
	g_ptr_array_add(reading->files, file);
}

static bool
add_field(Reading *reading, const Head *head, Span content)
{
	g_autofree char *name = g_utf8_make_valid(head->name, -1);
	g_autofree char *value = NULL;

	reading->words += content.size;
	if (reading->words > LIMIT_WEB_FORM ||
	    (content.size > 0 && memchr(content.at, '\0', content.size) != NULL))
		return false;
	value = g_utf8_make_valid(content.size == 0 ? "" : content.at, (gssize)content.size);
	if (json_object_get(reading->form, name) == NULL)
		json_object_set_new(reading->form, name, json_string(value));
	return true;
}

typedef enum {
	PART_READ,
	PART_LAST, /* it was read, and is the last one */
	PART_OPEN, /* it does not end */
	PART_BAD,
} PartResult;

/* The rest begins behind a mark. */
static PartResult
read_part(Reading *reading)
{
	g_auto(Head) head = {0};
	Span lines = {0}, content = {0};
	Span start = reading->rest;

	if (is_whole(start, "--") || is_whole(start, "--\r\n"))
		return PART_LAST;
	if (!begins(start, "\r\n"))
		return is_beginning(start, "\r\n") || is_beginning(start, "--\r\n") ? PART_OPEN
										    : PART_BAD;
	if (++reading->parts > LIMIT_WEB_FIELDS)
		return PART_BAD;
	reading->rest = skip(reading->rest, strlen("\r\n"));
	start = (Span){reading->rest.at, MIN(reading->rest.size, (size_t)LIMIT_WEB_PART)};
	if (!take_until(&start, "\r\n\r\n", &lines))
		return reading->rest.size < LIMIT_WEB_PART ? PART_OPEN : PART_BAD;
	lines.size += strlen("\r\n");
	if (!read_head(lines, &head))
		return PART_BAD;
	reading->rest = skip(reading->rest, lines.size + strlen("\r\n"));
	if (!take_until(&reading->rest, reading->mark, &content))
		return PART_OPEN;
	if (head.file != NULL)
		add_file(reading, &head, content);
	else if (!add_field(reading, &head, content))
		return PART_BAD;
	return PART_READ;
}

bool
http_multipart_read(const char *type, GBytes *body, bool is_cut, json_t *form, GPtrArray *files)
{
	g_autofree char *boundary = boundary_of(type);
	g_autofree char *mark = boundary == NULL ? NULL : g_strconcat("\r\n--", boundary, NULL);
	Reading reading = {.body = body, .mark = mark, .form = form, .files = files};
	PartResult result = PART_READ;

	if (mark == NULL)
		return false;
	reading.rest.at = g_bytes_get_data(body, &reading.rest.size);
	if (!begins(reading.rest, mark + strlen("\r\n")))
		return is_cut && reading.rest.size < strlen(mark);
	reading.rest = skip(reading.rest, strlen(mark) - strlen("\r\n"));
	while (result == PART_READ)
		result = read_part(&reading);
	return result == PART_LAST || (is_cut && result == PART_OPEN);
}
