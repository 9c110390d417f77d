/* SPDX-License-Identifier: Apache-2.0 */
/*
 * [name] "<" address ">" or the address alone (RFC 5322, 3.4, with the UTF-8 of RFC 6532), comments and white space
 * around. The name is stepped over, not read. Nothing recurs.
 */
#include "parsers/from.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum {
	ADDRESS_MAX = 320,
	LOCAL_MAX = 64,
	LABEL_MAX = 63,
};

typedef struct {
	const char *at;
	const char *end;
} Reader;

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A letter, a digit, or what an atom may have beside them; bytes beyond ASCII are looked at by their words. */
static bool
is_atom_char(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool
skip_comment(Reader *reader)
{
	size_t depth = 0;

	for (; reader->at < reader->end; reader->at++) {
		if (*reader->at == '\\' && reader->end - reader->at > 1)
			reader->at++;
		else if (*reader->at == '(')
			depth++;
		else if (*reader->at == ')' && --depth == 0) {
			reader->at++;
			return true;
		}
	}
	return false;
}

/* Comments and white space; false where a comment does not end. */
static bool
skip(Reader *reader)
{
	while (reader->at < reader->end) {
		if (is_blank(*reader->at))
			reader->at++;
		else if (*reader->at != '(')
			return true;
		else if (!skip_comment(reader))
			return false;
	}
	return true;
}

static bool
skip_quoted(Reader *reader)
{
	for (reader->at++; reader->at < reader->end && *reader->at != '"'; reader->at++)
		if (*reader->at == '\\' && reader->end - reader->at > 1)
			reader->at++;
	if (reader->at == reader->end)
		return false;
	reader->at++;
	return true;
}

/* Words, strings and comments up to "<", a bracket or an apostrophe among them; or to the end, where none comes. An
 * address that stands there beside the true one is kept. */
static bool
skip_name(Reader *reader, GString *address)
{
	while (skip(reader) && reader->at < reader->end && *reader->at != '<') {
		const char *start = reader->at;
		char c = *start;

		if (c == '"') {
			if (!skip_quoted(reader))
				return false;
			continue;
		}
		if (!is_atom_char(c) && c != '[' && c != ']' && c != '@')
			return false;
		while (reader->at < reader->end &&
		       (is_atom_char(*reader->at) || strchr("[]@", *reader->at) != NULL) &&
		       *reader->at != '\0')
			reader->at++;
		if (memchr(start, '@', (size_t)(reader->at - start)) == NULL)
			continue;
		if (address->len > 0)
			return false;
		g_string_append_len(address, start, reader->at - start);
	}
	return reader->at < reader->end && *reader->at == '<';
}

static bool
is_dotted(const char *text, size_t size)
{
	if (size == 0 || text[0] == '.' || text[size - 1] == '.' ||
	    g_strstr_len(text, (gssize)size, "..") != NULL ||
	    g_strstr_len(text, (gssize)size, "=?") != NULL)
		return false;
	for (size_t i = 0; i < size; i++)
		if (!is_atom_char(text[i]))
			return false;
	return true;
}

/* A quoted local part, printable and without what two readers quote in two ways. */
static bool
is_quoted(const char *text, size_t size)
{
	if (size < 3 || text[0] != '"' || text[size - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < size; i++)
		if (text[i] == '"' || text[i] == '\\' || (unsigned char)text[i] < ' ' ||
		    text[i] == 0x7f)
			return false;
	return true;
}

static bool
is_domain(const char *text, size_t size)
{
	size_t label = 0;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c != '.' && !g_ascii_isalnum(c) && c != '-' && c != '_' &&
		    (unsigned char)c < 0x80)
			return false;
		label = c == '.' ? 0 : label + 1;
		if ((c == '.' && (i == 0 || text[i - 1] == '.')) || label > LABEL_MAX)
			return false;
	}
	return size > 0 && text[size - 1] != '.';
}

/* The address that begins here; the reader is behind it. */
static char *
read_address(Reader *reader)
{
	const char *start = reader->at;
	const char *at = NULL;
	size_t local = 0;

	if (start < reader->end && *start == '"') {
		if (!skip_quoted(reader))
			return NULL;
	} else {
		while (reader->at < reader->end && is_atom_char(*reader->at))
			reader->at++;
	}
	local = (size_t)(reader->at - start);
	if (reader->at == reader->end || *reader->at != '@' || local > LOCAL_MAX ||
	    (!is_dotted(start, local) && !is_quoted(start, local)))
		return NULL;
	at = reader->at++;
	while (reader->at < reader->end && is_atom_char(*reader->at))
		reader->at++;
	if (!is_domain(at + 1, (size_t)(reader->at - at - 1)) ||
	    reader->at - start > ADDRESS_MAX ||
	    !g_utf8_validate_len(start, (size_t)(reader->at - start), NULL))
		return NULL;
	return g_strndup(start, (size_t)(reader->at - start));
}

static char *
read_bare(Reader *reader)
{
	g_autofree char *address = NULL;

	if (!skip(reader))
		return NULL;
	address = read_address(reader);
	if (address == NULL || !skip(reader) || reader->at != reader->end)
		return NULL;
	return g_steal_pointer(&address);
}

static char *
read_angle(Reader *reader, const char *beside)
{
	g_autofree char *address = NULL;

	reader->at++;
	if (!skip(reader))
		return NULL;
	address = read_address(reader);
	if (address == NULL || !skip(reader) || reader->at == reader->end ||
	    *reader->at++ != '>' || !skip(reader) || reader->at != reader->end)
		return NULL;
	/* "els@klant.example <els@klant.example>" is what some clients write; another address there is a trap */
	if (beside[0] != '\0' && g_ascii_strcasecmp(beside, address) != 0)
		return NULL;
	return g_steal_pointer(&address);
}

char *
from_address(const char *field, size_t size)
{
	Reader reader = {field, field + size};
	Reader bare = reader;
	g_autoptr(GString) beside = g_string_new(NULL);

	if (memchr(field, '\0', size) != NULL)
		return NULL;
	if (skip_name(&reader, beside))
		return read_angle(&reader, beside->str);
	return read_bare(&bare);
}
