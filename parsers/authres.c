/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small tokenizer (keywords, values, comments skipped with their nesting) below a parser of one function per rule
 * of RFC 8601, section 2.2. Whoever lets a stranger write into his field by a comment or a quoted string must not be
 * believed for it, so both are read exactly. Nothing recurs, and each byte is looked at a fixed number of times.
 */
#include "parsers/authres.h"

#include <string.h>

#include "parsers/domain.h"

enum {
	MAX_KEYWORD = 64,
	MAX_AUTHSERV = 255,
	MAX_ADDRESS = 320,
};

typedef struct {
	const char *at;
	const char *end;
	GString *word;      /* own; the last keyword or value */
	ssize_t at_sign;    /* in a value: where the last @ outside of quotes stands, or -1 */
	bool is_quoted;     /* the value is one quoted string */
	bool is_odd;        /* the server's name stands in quotes or behind a comment */
	AuthResult *result; /* foreign; that which a comment speaks of, or NULL */
} Reader;

AuthResult *
authres_new(const char *authserv, const char *method, const char *result, const char *domain)
{
	AuthResult *fresh = g_new0(AuthResult, 1);

	fresh->authserv = g_strdup(authserv);
	fresh->method = g_strdup(method);
	fresh->result = g_strdup(result);
	fresh->domain = g_strdup(domain);
	fresh->user = g_strdup("");
	fresh->policy = g_strdup("");
	return fresh;
}

void
authres_free(AuthResult *result)
{
	if (result == NULL)
		return;
	g_free(result->authserv);
	g_free(result->method);
	g_free(result->result);
	g_free(result->domain);
	g_free(result->user);
	g_free(result->policy);
	g_free(result);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_keyword_char(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '_';
}

static void
set(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

/* Of several policies that are named the strictest counts. */
static void
note_policy(AuthResult *result, const char *word)
{
	bool rejects =
	    g_ascii_strcasecmp(word, "reject") == 0 || g_ascii_strcasecmp(word, "oreject") == 0;

	if (rejects)
		set(&result->policy, "reject");
	else if (result->policy[0] == '\0' && (g_ascii_strcasecmp(word, "quarantine") == 0 ||
						  g_ascii_strcasecmp(word, "none") == 0)) {
		g_free(result->policy);
		result->policy = g_ascii_strdown(word, -1);
	}
}

/* The value behind "NAME =", NAME standing alone; NULL: not here. */
static const char *
value_behind(const char *start, const char *at, const char *end, const char *name)
{
	size_t size = strlen(name);

	if ((size_t)(end - at) <= size || g_ascii_strncasecmp(at, name, size) != 0 ||
	    (at > start && (is_keyword_char(at[-1]) || at[-1] == '.')))
		return NULL;
	for (at += size; at < end && is_blank(*at); at++)
		continue;
	if (at == end || *at != '=')
		return NULL;
	for (at++; at < end && is_blank(*at); at++)
		continue;
	return at;
}

/* "(p=reject dis=none)" */
static void
note_comment(AuthResult *result, const char *start, const char *end)
{
	for (const char *at = start; at < end; at++) {
		const char *value = value_behind(start, at, end, "p");
		const char *stop = value;

		if (value == NULL)
			continue;
		while (stop < end && is_keyword_char(*stop))
			stop++;
		if (stop - value <= MAX_KEYWORD) {
			g_autofree char *word = g_strndup(value, (size_t)(stop - value));

			note_policy(result, word);
		}
	}
}

/* "dmarc=fail" anywhere, whatever stands around it. */
static bool
names_fail(const char *start, const char *end)
{
	for (const char *at = start; at < end; at++) {
		const char *value = value_behind(start, at, end, "dmarc");

		if (value != NULL && end - value >= 4 &&
		    g_ascii_strncasecmp(value, "fail", 4) == 0 &&
		    (end - value == 4 || !is_keyword_char(value[4])))
			return true;
	}
	return false;
}

/* Behind the comment that begins here, or NULL: it does not end. */
static const char *
behind_comment(const char *at, const char *end)
{
	size_t depth = 0;

	for (; at < end; at++) {
		if (*at == '\\')
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at + 1;
	}
	return NULL;
}

/* Comments and white space. Returns false where a comment does not end. */
static bool
skip(Reader *reader)
{
	while (reader->at < reader->end) {
		const char *behind = NULL;

		if (is_blank(*reader->at)) {
			reader->at++;
			continue;
		}
		if (*reader->at != '(')
			return true;
		behind = behind_comment(reader->at, reader->end);
		if (behind == NULL)
			return false;
		if (reader->result != NULL)
			note_comment(reader->result, reader->at, behind);
		reader->at = behind;
	}
	return true;
}

static bool
is_at(const Reader *reader, char c)
{
	return reader->at < reader->end && *reader->at == c;
}

/* At a semicolon or behind all. */
static bool
is_at_end(const Reader *reader)
{
	return reader->at == reader->end || *reader->at == ';';
}

static bool
read_char(Reader *reader, char c)
{
	if (!skip(reader) || !is_at(reader, c))
		return false;
	reader->at++;
	return true;
}

/* also: what beside letters, digits, - and _ it may have. */
static bool
read_keyword(Reader *reader, const char *also)
{
	g_string_truncate(reader->word, 0);
	if (!skip(reader))
		return false;
	while (reader->at < reader->end &&
	       (is_keyword_char(*reader->at) ||
		   (*reader->at != '\0' && strchr(also, *reader->at) != NULL)))
		g_string_append_c(reader->word, *reader->at++);
	return reader->word->len > 0 && reader->word->len <= MAX_KEYWORD;
}

static bool
is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static bool
read_quoted(Reader *reader)
{
	for (reader->at++; reader->at < reader->end && *reader->at != '"'; reader->at++) {
		if (*reader->at == '\r' || *reader->at == '\n')
			continue;
		if (*reader->at == '\\' && ++reader->at == reader->end)
			return false;
		if (is_control(*reader->at) && *reader->at != '\t')
			return false;
		g_string_append_c(reader->word, *reader->at);
	}
	if (!is_at(reader, '"'))
		return false;
	reader->at++;
	return true;
}

/* A value, an address or a domain: what stands together, of quoted strings and anything but a few characters. It may be
 * empty, as many a server writes a null path. */
static bool
read_value(Reader *reader)
{
	const char *start = NULL;
	unsigned strings = 0;

	g_string_truncate(reader->word, 0);
	reader->at_sign = -1;
	if (!skip(reader))
		return false;
	start = reader->at;
	while (reader->at < reader->end && !is_control(*reader->at) &&
	       strchr(" ;(),\\", *reader->at) == NULL) {
		if (*reader->at == '"') {
			strings++;
			if (!read_quoted(reader))
				return false;
			continue;
		}
		if (*reader->at == '@')
			reader->at_sign = (ssize_t)reader->word->len;
		g_string_append_c(reader->word, *reader->at++);
	}
	reader->is_quoted = strings == 1 && *start == '"' &&
			    (size_t)(reader->at - start) >= 2 && reader->at_sign < 0 &&
			    reader->at[-1] == '"';
	return is_at_end(reader) || is_blank(*reader->at) || *reader->at == '(';
}

/* The domain of the value just read, in lower case. */
static char *
value_domain(const Reader *reader)
{
	const char *domain = reader->word->str;

	if (reader->is_quoted && strchr(domain, '@') != NULL)
		domain = domain_of(domain);
	else if (reader->at_sign >= 0)
		domain += reader->at_sign + 1;
	if (strlen(domain) > MAX_AUTHSERV)
		return g_strdup("");
	return g_ascii_strdown(domain, -1);
}

/* Which properties tell whose domain was looked at, the better ones first. */
enum { RANKS = 5 };
static unsigned
property_rank(const AuthResult *result, const char *property)
{
	static const char *const PROPERTIES[RANKS] = {
	    "header.from", "header.d", "header.i", "smtp.mailfrom", "smtp.helo"};
	unsigned known = strcmp(result->method, "dmarc") == 0 ? 1 : RANKS;

	for (unsigned i = 0; i < known; i++)
		if (g_ascii_strcasecmp(property, PROPERTIES[i]) == 0)
			return i;
	return RANKS;
}

/* One that is named twice, and not alike, names none. */
static void
note_domain(Reader *reader, unsigned mine, unsigned *rank)
{
	g_autofree char *domain = value_domain(reader);

	if (mine == *rank && strcmp(domain, reader->result->domain) != 0)
		set(&reader->result->domain, "");
	if (mine >= *rank)
		return;
	*rank = mine;
	set(&reader->result->domain, domain);
}

static void
note_user(Reader *reader)
{
	AuthResult *result = reader->result;

	if (result->user[0] != '\0' && strcmp(result->user, reader->word->str) != 0)
		set(&result->user, "?");
	else if (reader->word->len <= MAX_ADDRESS)
		set(&result->user, reader->word->str);
}

/* ptype "." property, or a name alone. */
static char *
read_name(Reader *reader)
{
	g_autofree char *type = NULL;

	if (!read_keyword(reader, "."))
		return NULL;
	type = g_strdup(reader->word->str);
	if (!skip(reader))
		return NULL;
	if (!is_at(reader, '.') && !g_str_has_suffix(type, "."))
		return g_steal_pointer(&type);
	if (is_at(reader, '.'))
		reader->at++;
	if (!read_keyword(reader, ""))
		return NULL;
	return g_strconcat(
	    type, g_str_has_suffix(type, ".") ? "" : ".", reader->word->str, NULL);
}

/* [ptype "."] property "=" value: "header.from=klant.example", "reason=...", "action=none". */
static bool
read_property(Reader *reader, unsigned *rank)
{
	g_autofree char *property = read_name(reader);
	unsigned mine = RANKS;

	if (property == NULL || !read_char(reader, '=') || !read_value(reader))
		return false;
	mine = property_rank(reader->result, property);
	if (mine < RANKS)
		note_domain(reader, mine, rank);
	else if (g_ascii_strcasecmp(property, "smtp.auth") == 0)
		note_user(reader);
	else if (g_ascii_strcasecmp(property, "policy.dmarc") == 0 ||
		 g_ascii_strcasecmp(property, "policy.published-domain-policy") == 0 ||
		 (g_ascii_strcasecmp(property, "action") == 0 &&
		     g_ascii_strcasecmp(reader->word->str, "none") != 0))
		note_policy(reader->result, reader->word->str);
	return true;
}

/* method ["/" version] "=" result, and its properties. */
static bool
read_result(Reader *reader)
{
	unsigned rank = RANKS;
	AuthResult *result = reader->result;

	if (!read_keyword(reader, ""))
		return false;
	g_free(result->method);
	result->method = g_ascii_strdown(reader->word->str, -1);
	if (!skip(reader))
		return false;
	if (is_at(reader, '/') && (!read_char(reader, '/') || !read_keyword(reader, "")))
		return false;
	if (!read_char(reader, '=') || !read_keyword(reader, ""))
		return false;
	g_free(result->result);
	result->result = g_ascii_strdown(reader->word->str, -1);
	while (skip(reader)) {
		if (is_at_end(reader))
			return true;
		if (!read_property(reader, &rank))
			return false;
	}
	return false;
}

/* "none" alone. */
static bool
is_none(Reader *reader)
{
	const char *before = reader->at;

	if (read_keyword(reader, "") && g_ascii_strcasecmp(reader->word->str, "none") == 0 &&
	    skip(reader) && (reader->at == reader->end || is_at(reader, ';')))
		return true;
	reader->at = before;
	return false;
}

/* Results, a semicolon between them; one at the end is what many servers write. */
static bool
read_results(Reader *reader, const char *authserv, unsigned hop, GPtrArray *results)
{
	do {
		reader->result = NULL;
		if (!skip(reader))
			return false;
		if (is_at_end(reader))
			continue;
		if (is_none(reader))
			continue;
		if (results->len >= AUTHRES_MAX)
			return false;
		reader->result = authres_new(authserv, "", "", "");
		reader->result->hop = hop;
		reader->result->is_odd = reader->is_odd;
		g_ptr_array_add(results, reader->result);
		if (!read_result(reader))
			return false;
	} while (reader->at < reader->end && *reader->at++ == ';');
	return true;
}

/* "authserv-id", as it is written. */
static bool
read_authserv(Reader *reader, char **ret_authserv)
{
	const char *field = reader->at;
	bool is_first = false;

	while (field < reader->end && is_blank(*field))
		field++;
	if (!skip(reader))
		return false;
	is_first = reader->at == field;
	if (!read_value(reader) || reader->word->len == 0 || reader->word->len > MAX_AUTHSERV)
		return false;
	reader->is_odd = !is_first || *field == '"';
	*ret_authserv = g_strdup(reader->word->str);
	return true;
}

/* authserv-id [version], up to the first semicolon. One server names none and begins with its results: "". */
static bool
read_start(Reader *reader, char **ret_authserv)
{
	const char *before = reader->at;

	if (read_keyword(reader, "") && skip(reader) && is_at(reader, '=')) {
		reader->at = before;
		*ret_authserv = g_strdup("");
		return true;
	}
	reader->at = before;
	if (!read_authserv(reader, ret_authserv) || !skip(reader))
		return false;
	/* The version, where there is one, must be 1. */
	if (!is_at_end(reader) &&
	    (!read_keyword(reader, "") || strcmp(reader->word->str, "1") != 0 || !skip(reader)))
		return false;
	return reader->at == reader->end || *reader->at++ == ';';
}

/* What stands first, for whoever wants to know whose field it may be. */
static char *
first_words(const char *field, size_t size)
{
	g_autofree char *start = NULL;
	g_autofree char *valid = NULL;

	while (size > 0 && !g_ascii_isalnum(*field)) {
		field++;
		size--;
	}
	start = g_strndup(field, MIN(size, (size_t)MAX_AUTHSERV));
	valid = g_utf8_make_valid(start, -1);
	return g_steal_pointer(&valid);
}

/* A DMARC fail in it that was not read as one: hidden in a comment, a string, or behind what cannot be read. */
static void
add_fail(const char *field, size_t size, AuthResult *result)
{
	set(&result->method, "dmarc");
	set(&result->result, "fail");
	note_comment(result, field, field + size);
}

static bool
has_fail(const GPtrArray *results, unsigned from)
{
	for (unsigned i = from; i < results->len; i++) {
		const AuthResult *result = results->pdata[i];

		if (strcmp(result->method, "dmarc") == 0 && strcmp(result->result, "fail") == 0)
			return true;
	}
	return false;
}

void
authres_parse(const char *field, size_t size, unsigned hop, GPtrArray *results)
{
	Reader reader = {.at = field, .end = field + size};
	g_autofree char *authserv = NULL;
	unsigned before = results->len;
	AuthResult *extra = NULL;
	bool good = false;
	bool fails = names_fail(field, field + size);

	/* what unreadable fields add comes on top of the limit, which ends somewhere, too */
	if (before >= 2 * AUTHRES_MAX)
		return;
	reader.word = g_string_new(NULL);
	/* a NUL byte is not valid, either */
	good = g_utf8_validate_len(field, size, NULL) && read_start(&reader, &authserv) &&
	       read_results(&reader, authserv, hop, results);
	g_string_free(reader.word, true);
	if (good && (!fails || has_fail(results, before)))
		return;
	if (!good) {
		g_ptr_array_set_size(results, (int)before);
		if (authserv == NULL)
			authserv = first_words(field, size);
	}
	extra = authres_new(authserv, "", "", "");
	extra->hop = hop;
	extra->unreadable = !good;
	if (fails)
		add_fail(field, size, extra);
	g_ptr_array_add(results, extra);
}
