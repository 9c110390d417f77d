/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collects and believes nothing: what a token or number is worth is decided by those who hold the key.
 */
#include "parsers/ticket_refs.h"

#include <string.h>

#include "parsers/body.h"
#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/ticket_number.h"

enum {
	MIN_TOKEN = 16,
	MAX_TOKEN = 64,
};

static void
add_once(GPtrArray *list, char *take_string)
{
	if (list->len < LIMIT_REFERENCES &&
	    !g_ptr_array_find_with_equal_func(list, take_string, g_str_equal, NULL))
		g_ptr_array_add(list, take_string);
	else
		g_free(take_string);
}

static void
read_references(const Part *top, Message *message)
{
	g_autofree char *replied = part_header(top, "In-Reply-To");
	g_autofree char *references = part_header(top, "References");
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	if (replied != NULL)
		header_ids(replied, message->references);
	if (references != NULL)
		header_ids(references, ids);
	for (unsigned i = ids->len; i-- > 0;)
		add_once(message->references, g_strdup(ids->pdata[i]));
}

static void
read_message_id(const Part *top, Message *message)
{
	g_autofree char *value = part_header(top, "Message-ID");
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	if (value != NULL)
		header_ids(value, ids);
	if (ids->len > 0)
		message->message_id = g_strdup(ids->pdata[0]);
}

static bool
is_delivery_field(const PartField *field)
{
	static const char *const names[] = {"Delivered-To", "X-Original-To", "X-Delivered-To",
	    "Envelope-To", "X-Envelope-To", "X-Original-Recipient", "X-Forwarded-To",
	    "Resent-To", "X-Rcpt-To", "Apparently-To"};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		if (part_field_is(field, names[i]))
			return true;
	}
	return false;
}

/* By which address it came here: mail servers write these, one address in each, with or without brackets. */
static void
read_delivered_to(const Part *top, Message *message)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < top->fields->len; i++) {
		const PartField *field = &g_array_index(top->fields, PartField, i);

		if (is_delivery_field(field)) {
			g_autofree char *value = header_unfold(field->value, field->size);

			header_ids(value, found);
		}
	}
	for (unsigned i = 0; i < found->len; i++) {
		char *address = g_strdup(found->pdata[i]);

		for (char *p = strrchr(address, '@'); p != NULL && *p != '\0'; p++)
			*p = g_ascii_tolower(*p);
		add_once(message->delivered_to, address);
	}
}

#define DIGITS "0123456789"

/* letters: how many capitals the text begins with. */
static bool
is_of_shape(const char *text, size_t letters, const char *shape)
{
	return strncmp(text, shape, letters) == 0 && g_ascii_isdigit(shape[letters]) &&
	       strspn(text + letters, DIGITS) == strlen(shape + letters);
}

size_t
ticket_refs_number_length(const char *text, const char *const *shapes)
{
	size_t letters = 0;

	while (g_ascii_isupper(text[letters]))
		letters++;
	if (letters >= TICKET_NUMBER_LETTERS_MIN && letters <= TICKET_NUMBER_LETTERS_MAX &&
	    strspn(text + letters, DIGITS) == TICKET_NUMBER_DIGITS)
		return letters + TICKET_NUMBER_DIGITS;
	for (; shapes != NULL && *shapes != NULL; shapes++)
		if (is_of_shape(text, letters, *shapes))
			return strlen(*shapes);
	return 0;
}

static bool
is_word_character(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

void
ticket_refs_numbers(const char *text, const char *const *shapes, GPtrArray *numbers)
{
	const char *p = text;

	while (*p != '\0') {
		bool may_be = g_ascii_isupper(*p) && (p == text || !is_word_character(p[-1]));
		size_t length = may_be ? ticket_refs_number_length(p, shapes) : 0;

		if (length > 0 && !is_word_character(p[length]))
			add_once(numbers, g_strndup(p, length));
		p += MAX(length, 1);
	}
}

void
ticket_refs_read(const Part *top, const char *const *shapes, Message *message)
{
	read_message_id(top, message);
	read_references(top, message);
	read_delivered_to(top, message);
	ticket_refs_numbers(message->subject, shapes, message->numbers);
}

/* The token behind a "Ref:" at `p`, or NULL. */
static char *
token_at(const char *p)
{
	size_t size = 0;

	if (g_ascii_strncasecmp(p, "ref:", 4) != 0)
		return NULL;
	p += 4;
	p += strspn(p, " \t*_");
	if (g_str_has_prefix(p, "\xc2\xa0"))
		p += 2;
	while (g_ascii_isalnum(p[size]))
		size++;
	return size < MIN_TOKEN || size > MAX_TOKEN ? NULL : g_strndup(p, size);
}

/* Whether a "Ref:" ends at this colon. */
static bool
is_reference(const char *text, const char *colon)
{
	return colon - text >= 3 && (colon[-1] | 0x20) == 'f' &&
	       g_ascii_strncasecmp(colon - 3, "ref", 3) == 0 &&
	       (colon - text < 4 || !g_ascii_isalnum(colon[-4]));
}

void
ticket_refs_tokens(const char *text, GPtrArray *tokens)
{
	for (const char *p = strchr(text, ':'); p != NULL; p = strchr(p + 1, ':')) {
		char *token = is_reference(text, p) ? token_at(p - 3) : NULL;

		if (token != NULL)
			add_once(tokens, token);
	}
}

/* Most HTML has none, and to know it is much cheaper than to read it. */
static bool
may_have_token(const Part *html)
{
	const char *end = html->body + MIN(html->body_size, (size_t)LIMIT_TEXT);

	for (const char *p = html->body; p < end; p++) {
		p = memchr(p, ':', (size_t)(end - p));
		if (p == NULL)
			return false;
		if (is_reference(html->body, p))
			return true;
	}
	return false;
}

static void
read_html_tokens(const Part *part, Message *message)
{
	if (part_is(part, "text/html") && may_have_token(part)) {
		g_autofree char *text = body_part_text(part, message->limits);

		ticket_refs_tokens(text, message->tokens);
	}
	for (unsigned i = 0;
	     part_is_multipart(part) && part->children != NULL && i < part->children->len; i++)
		read_html_tokens(part->children->pdata[i], message);
}

void
ticket_refs_html_tokens(const Part *top, Message *message)
{
	if (message->tokens->len == 0)
		read_html_tokens(top, message);
}

static bool
is_token_line(const char *line, size_t size)
{
	size_t skip = 0;
	g_autofree char *token = NULL;

	while (skip < size && strchr(" \t>*_", line[skip]) != NULL)
		skip++;
	token = token_at(line + skip);
	return token != NULL && size - skip < strlen(token) + 12;
}

void
ticket_refs_cut_tokens(char **text, GPtrArray *cut)
{
	g_autoptr(GString) kept = g_string_new(NULL);
	g_autoptr(GString) refs = g_string_new(NULL);

	for (const char *line = *text; *line != '\0';) {
		size_t size = strcspn(line, "\n");
		size_t whole = size + (line[size] == '\n');

		g_string_append_len(
		    is_token_line(line, size) ? refs : kept, line, (ssize_t)whole);
		line += whole;
	}
	g_free(*text);
	*text = g_strchomp(g_string_free(g_steal_pointer(&kept), false));
	if (refs->len > 0)
		message_cut_add(
		    cut, CUT_REF, g_strchomp(g_string_free(g_steal_pointer(&refs), false)));
}
