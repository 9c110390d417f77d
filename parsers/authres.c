/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small tokenizer (atoms, quoted strings, punctuation; comments skipped with their nesting) below a parser of
 * one function per rule of RFC 8601, section 2.2. Whoever lets a stranger write into his field by a comment or a
 * quoted string must not be believed for it, so both are read exactly.
 */
#include "parsers/authres.h"

#include <string.h>

#include "parsers/message.h"

enum {
	MAX_RESULTS = 50,
	MAX_VALUE = 320, /* bytes of a value: an address */
	MAX_COMMENT_DEPTH = 10,
};

typedef struct {
	const char *at;
	GString *word; /* own; the last atom or quoted string */
	bool is_bad;   /* a comment did not end: nothing further is read */
} Reader;

/* Comments and white space. Returns false where a comment does not end. */
static bool
skip_comments(Reader *reader)
{
	unsigned depth = 0;

	if (reader->is_bad)
		return false;
	for (; *reader->at != '\0'; reader->at++) {
		char c = *reader->at;

		if (c == '\\' && depth > 0 && reader->at[1] != '\0')
			reader->at++;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (depth == 0 && c != ' ' && c != '\t')
			return true;
		if (depth > MAX_COMMENT_DEPTH)
			break;
	}
	reader->is_bad = depth != 0;
	return !reader->is_bad;
}

static bool
read_quoted(Reader *reader)
{
	for (reader->at++; *reader->at != '\0' && *reader->at != '"'; reader->at++) {
		if (*reader->at == '\\' && reader->at[1] != '\0')
			reader->at++;
		if (!g_ascii_isprint(*reader->at))
			return false;
		g_string_append_c(reader->word, *reader->at);
	}
	if (*reader->at != '"')
		return false;
	reader->at++;
	return true;
}

/* An atom of these further characters beside letters and digits, or a quoted string. */
static bool
read_word(Reader *reader, const char *also)
{
	g_string_truncate(reader->word, 0);
	if (!skip_comments(reader))
		return false;
	if (*reader->at == '"')
		return read_quoted(reader) && reader->word->len <= MAX_VALUE;
	while (g_ascii_isalnum(*reader->at) ||
	       (*reader->at != '\0' && strchr(also, *reader->at) != NULL))
		g_string_append_c(reader->word, *reader->at++);
	return reader->word->len > 0 && reader->word->len <= MAX_VALUE;
}

static bool
read_char(Reader *reader, char c)
{
	if (!skip_comments(reader) || *reader->at != c)
		return false;
	reader->at++;
	return true;
}

/* The domain of "user@domain" or of a bare domain, in lower case. */
static char *
domain_of(const char *value)
{
	const char *at = strrchr(value, '@');

	return g_ascii_strdown(at == NULL ? value : at + 1, -1);
}

/* Which properties tell whose domain was looked at, the better ones first. */
static unsigned
property_rank(const char *property)
{
	static const char *const properties[] = {
	    "header.from", "header.d", "header.i", "smtp.mailfrom", "smtp.helo"};

	for (unsigned i = 0; i < G_N_ELEMENTS(properties); i++) {
		if (g_ascii_strcasecmp(property, properties[i]) == 0)
			return i;
	}
	return G_N_ELEMENTS(properties);
}

/* ptype "." property "=" value, of which there may be several. */
static bool
read_property(Reader *reader, MessageAuth *auth, unsigned *rank)
{
	g_autofree char *property = NULL;
	unsigned mine = 0;

	if (!read_word(reader, "-_."))
		return false;
	property = g_strdup(reader->word->str);
	if (!read_char(reader, '=') || !read_word(reader, "!#$%&'*+-/=?^_`{|}~.@:[]<>"))
		return false;
	if (g_ascii_strcasecmp(property, "reason") == 0)
		return true;
	if (strchr(property, '.') == NULL)
		return g_ascii_strcasecmp(property, "action") == 0;
	mine = property_rank(property);
	if (mine >= *rank)
		return true;
	*rank = mine;
	g_free(auth->domain);
	auth->domain = domain_of(reader->word->str);
	return true;
}

/* method ["/" version] "=" result, and its properties. */
static bool
read_result(Reader *reader, MessageAuth *auth)
{
	unsigned rank = 5;

	if (!read_word(reader, "-"))
		return false;
	auth->method = g_ascii_strdown(reader->word->str, -1);
	if (read_char(reader, '/') && !read_word(reader, ""))
		return false;
	if (!read_char(reader, '=') || !read_word(reader, "-"))
		return false;
	auth->result = g_ascii_strdown(reader->word->str, -1);
	auth->domain = g_strdup("");
	while (skip_comments(reader) && *reader->at != ';' && *reader->at != '\0') {
		if (!read_property(reader, auth, &rank))
			return false;
	}
	return skip_comments(reader);
}

static void
auth_free(void *data)
{
	MessageAuth *auth = data;

	g_free(auth->authserv);
	g_free(auth->method);
	g_free(auth->result);
	g_free(auth->domain);
	g_free(auth);
}

/* "none", or results each behind a semicolon. */
static bool
read_results(Reader *reader, const char *authserv, unsigned hop, GPtrArray *found)
{
	while (skip_comments(reader) && *reader->at == ';') {
		MessageAuth *auth = g_new0(MessageAuth, 1);
		const char *before = ++reader->at;

		g_ptr_array_add(found, auth);
		auth->authserv = g_strdup(authserv);
		auth->hop = hop;
		if (read_word(reader, "-") && strcmp(reader->word->str, "none") == 0 &&
		    skip_comments(reader) && *reader->at == '\0') {
			g_ptr_array_set_size(found, (int)found->len - 1);
			return found->len == 0;
		}
		reader->at = before;
		/* A semicolon at the end is what many servers write. */
		if (skip_comments(reader) && *reader->at == '\0') {
			g_ptr_array_set_size(found, (int)found->len - 1);
			return found->len > 0;
		}
		if (found->len > MAX_RESULTS || !read_result(reader, auth))
			return false;
	}
	return !reader->is_bad && *reader->at == '\0' && found->len > 0;
}

bool
authres_parse(const char *unfolded, unsigned hop, GPtrArray *results)
{
	Reader reader = {unfolded, NULL, false};
	g_autofree char *authserv = NULL;
	g_autoptr(GPtrArray) found = NULL;
	bool is_good = false;

	if (!g_str_is_ascii(unfolded))
		return false;
	reader.word = g_string_new(NULL);
	found = g_ptr_array_new_with_free_func(auth_free);
	if (read_word(&reader, "-._:") && reader.word->len > 0) {
		authserv = g_ascii_strdown(reader.word->str, -1);
		/* The version, where there is one, must be 1. */
		is_good = skip_comments(&reader) &&
			  (!g_ascii_isdigit(*reader.at) ||
			      (read_word(&reader, "") && strcmp(reader.word->str, "1") == 0)) &&
			  read_results(&reader, authserv, hop, found);
	}
	g_string_free(reader.word, true);
	if (!is_good)
		return false;
	while (found->len > 0)
		g_ptr_array_add(results, g_ptr_array_steal_index(found, 0));
	return true;
}
