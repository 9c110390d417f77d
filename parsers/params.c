/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads parameters as the world writes them: unquoted values with blanks, 8-bit bytes without a charset,
 * encoded words inside quotes, pieces of RFC 2231 in any order. The pieces of one name are collected as
 * bytes and decoded together, so that a character may be split between two of them.
 */
#include "parsers/params.h"

#include <stdint.h>
#include <string.h>

#include "parsers/charset.h"
#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/text.h"

enum { MAX_PIECES = 100 };

/* All that was said about one name: either one plain value, or numbered pieces. */
typedef struct {
	GString *plain;    /* own; or NULL */
	GPtrArray *pieces; /* own; of GString or NULL, by number */
	char *charset;     /* own; of an extended value, or NULL */
	bool is_extended;
} Found;

static void
string_free(void *data)
{
	if (data != NULL)
		g_string_free(data, true);
}

static Found *
found_new(void)
{
	Found *found = g_new0(Found, 1);

	found->pieces = g_ptr_array_new_with_free_func(string_free);
	return found;
}

static void
found_free(void *data)
{
	Found *found = data;

	string_free(found->plain);
	g_ptr_array_unref(found->pieces);
	g_free(found->charset);
	g_free(found);
}

/* From behind the opening quote to behind the closing one. */
static const char *
take_quoted(const char *p, GString *value)
{
	while (*p != '\0' && *p != '"') {
		/* A backslash before a letter is a path of Windows, not a quoting. */
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		g_string_append_c(value, *p++);
	}
	return *p == '"' ? p + 1 : p;
}

static const char *
take_value(const char *p, GString *value)
{
	const char *end = NULL;

	while (*p == ' ' || *p == '\t')
		p++;
	if (*p == '"')
		p = take_quoted(p + 1, value);
	end = p + strcspn(p, ";");
	if (value->len == 0) {
		g_string_append_len(value, p, end - p);
		g_strchomp(value->str);
		g_string_set_size(value, strlen(value->str));
	}
	return end;
}

static void
undo_percent(GString *value)
{
	size_t to = 0;

	for (size_t from = 0; from < value->len; from++, to++) {
		value->str[to] = value->str[from];
		if (value->str[from] == '%' && from + 2 < value->len &&
		    g_ascii_isxdigit(value->str[from + 1]) &&
		    g_ascii_isxdigit(value->str[from + 2])) {
			value->str[to] =
			    (char)(g_ascii_xdigit_value(value->str[from + 1]) << 4 |
				   g_ascii_xdigit_value(value->str[from + 2]));
			from += 2;
		}
	}
	g_string_truncate(value, to);
}

/* utf-8'nl'%e2%82%ac */
static void
take_charset(Found *found, GString *value)
{
	const char *language = strchr(value->str, '\'');
	const char *text = language == NULL ? NULL : strchr(language + 1, '\'');

	if (text == NULL)
		return;
	g_free(found->charset);
	found->charset = g_strndup(value->str, (size_t)(language - value->str));
	g_string_erase(value, 0, text + 1 - value->str);
}

/* "name", "name*", "name*2" or "name*2*" */
static void
file_value(Found *found, const char *suffix, GString *take_value_string)
{
	bool is_piece = *suffix == '*' && g_ascii_isdigit(suffix[1]);
	uint64_t number = is_piece ? g_ascii_strtoull(suffix + 1, NULL, 10) : 0;
	bool is_extended = *suffix == '*' && (!is_piece || g_str_has_suffix(suffix + 1, "*"));

	if (is_extended && number == 0)
		take_charset(found, take_value_string);
	if (is_extended)
		undo_percent(take_value_string);
	found->is_extended = found->is_extended || is_extended;
	if (*suffix == '\0') {
		string_free(found->plain);
		found->plain = take_value_string;
		return;
	}
	if (number >= MAX_PIECES) {
		string_free(take_value_string);
		return;
	}
	if (number >= found->pieces->len)
		g_ptr_array_set_size(found->pieces, (int)number + 1);
	string_free(found->pieces->pdata[number]);
	found->pieces->pdata[number] = take_value_string;
}

static void
take_param(GHashTable *all, const char *name, GString *value)
{
	size_t stem = strcspn(name, "*");
	g_autofree char *key = g_ascii_strdown(name, (ssize_t)stem);
	Found *found = g_hash_table_lookup(all, key);

	if (found == NULL) {
		found = found_new();
		g_hash_table_insert(all, g_strdup(key), found);
	}
	/* The first plain value of a name wins, as the first Content-Type does. */
	if (name[stem] == '\0' && found->plain != NULL)
		string_free(value);
	else
		file_value(found, name + stem, value);
}

static char *
decode_found(const Found *found, const char *charset)
{
	g_autoptr(GString) bytes = g_string_new(NULL);

	for (unsigned i = 0; i < found->pieces->len; i++) {
		const GString *piece = found->pieces->pdata[i];

		if (piece != NULL)
			g_string_append_len(bytes, piece->str, (ssize_t)piece->len);
	}
	if (bytes->len == 0 && found->plain != NULL)
		return header_text(found->plain->str, charset);
	if (found->is_extended)
		return text_one_line(charset_to_utf8(bytes->str, bytes->len, found->charset));
	return header_text(bytes->str, charset);
}

/* All parameters from the first ';' on, undecoded. */
static GHashTable *
collect(const char *p, GPtrArray *limits)
{
	GHashTable *all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, found_free);
	unsigned count = 0;

	while (*p != '\0') {
		g_autoptr(GString) value = g_string_new(NULL);
		size_t size = 0;
		g_autofree char *name = NULL;

		p += strspn(p, "; \t");
		size = strcspn(p, "=; \t");
		if (++count > LIMIT_PARAMETERS || size > LIMIT_PARAMETER_NAME) {
			limits_note(limits, "parameters");
			break;
		}
		name = g_strndup(p, size);
		p += size;
		p += strspn(p, " \t");
		if (*p == '=' || *p == ':') {
			p = take_value(p + 1, value);
			take_param(all, name, g_steal_pointer(&value));
		} else if (size == 0 && *p != '\0') {
			p++;
		}
	}
	return all;
}

Params *
params_parse(const char *unfolded, const char *charset, GPtrArray *limits)
{
	Params *params = g_new(Params, 1);
	size_t size = strcspn(unfolded, ";");
	g_autoptr(GHashTable) all = NULL;
	GHashTableIter iter;
	void *name = NULL;
	void *found = NULL;

	params->value =
	    text_one_line(charset_to_utf8(unfolded, strcspn(unfolded, "; \t("), NULL));
	for (char *p = params->value; *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	params->params = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	all = collect(unfolded + size, limits);
	g_hash_table_iter_init(&iter, all);
	while (g_hash_table_iter_next(&iter, &name, &found))
		g_hash_table_insert(
		    params->params, g_strdup(name), decode_found(found, charset));
	return params;
}

void
params_free(Params *params)
{
	if (params == NULL)
		return;
	g_free(params->value);
	g_hash_table_unref(params->params);
	g_free(params);
}

const char *
params_get(const Params *params, const char *name)
{
	return g_hash_table_lookup(params->params, name);
}
