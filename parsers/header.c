/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Single header values. Addresses are GMime's work; encoded words are decoded here, because the
 * words of one text must be joined as bytes before their charset is applied (many senders split characters
 * between words) and because a wrong charset must be repaired, not dropped.
 */
#include "parsers/header.h"

#include <gmime/gmime.h>
#include <stdint.h>
#include <string.h>

#include "parsers/charset.h"
#include "parsers/domain.h"
#include "parsers/limits.h"
#include "parsers/message.h"
#include "parsers/text.h"

enum { HIDDEN = '~' /* stands for the '?' of "=?" */ };
#define SPECIALS ",;:<>()[]@\"" /* of address headers */

void
header_init(void)
{
	GMimeParserOptions *options = NULL;

	g_mime_init();
	options = g_mime_parser_options_get_default();
	g_mime_parser_options_set_allow_addresses_without_domain(options, true);
}

void
header_shutdown(void)
{
	g_mime_shutdown();
}

char *
header_unfold(const char *value, size_t size)
{
	char *unfolded = NULL;
	size_t to = 0;

	while (size > 0 && memchr(" \t\r\n", *value, 4) != NULL) {
		value++;
		size--;
	}
	unfolded = g_malloc(size + 1);
	if (memchr(value, '\n', size) == NULL && memchr(value, '\r', size) == NULL &&
	    memchr(value, '\0', size) == NULL) {
		memcpy(unfolded, value, size);
		to = size;
		size = 0;
	}
	for (size_t from = 0; from < size; from++) {
		if (value[from] != '\r' && value[from] != '\n' && value[from] != '\0')
			unfolded[to++] = value[from];
	}
	while (to > 0 && (unfolded[to - 1] == ' ' || unfolded[to - 1] == '\t'))
		to--;
	unfolded[to] = '\0';
	return unfolded;
}

/* An encoded word, =?charset?encoding?text?=, where it stands. */
typedef struct {
	const char *charset;
	size_t charset_size;
	char encoding; /* 'B' or 'Q' */
	const char *text;
	size_t size;
	const char *end; /* behind it */
} Word;

static bool
word_at(const char *p, Word *ret_word)
{
	Word word = {0};

	if (p[0] != '=' || p[1] != '?')
		return false;
	word.charset = p + 2;
	word.charset_size = strcspn(word.charset, "?* \t");
	p = word.charset + word.charset_size;
	p += strcspn(p, "? \t");
	if (word.charset_size == 0 || p[0] != '?' || p[1] == '\0' || p[2] != '?')
		return false;
	word.encoding = g_ascii_toupper(p[1]);
	if (word.encoding != 'B' && word.encoding != 'Q')
		return false;
	word.text = p + 3;
	p = strstr(word.text, "?=");
	word.size = p == NULL ? strlen(word.text) : (size_t)(p - word.text);
	word.end = word.text + word.size + (p == NULL ? 0 : 2);
	*ret_word = word;
	return true;
}

static void
append_quoted(GString *bytes, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '_') {
			g_string_append_c(bytes, ' ');
		} else if (text[i] == '=' && i + 2 < size && g_ascii_isxdigit(text[i + 1]) &&
			   g_ascii_isxdigit(text[i + 2])) {
			g_string_append_c(bytes, (char)(g_ascii_xdigit_value(text[i + 1]) << 4 |
							g_ascii_xdigit_value(text[i + 2])));
			i += 2;
		} else {
			g_string_append_c(bytes, text[i]);
		}
	}
}

static void
append_base64(GString *bytes, const char *text, size_t size)
{
	g_autofree unsigned char *decoded = g_malloc(size + 3);
	uint32_t save = 0;
	int state = 0;
	size_t got = g_base64_decode_step(text, size, decoded, &state, &save);

	/* Padding may be missing. */
	got += g_base64_decode_step(
	    "===", (size_t)(-(ssize_t)size & 3), decoded + got, &state, &save);
	g_string_append_len(bytes, (const char *)decoded, (ssize_t)got);
}

/* Words of one charset that follow each other, as bytes that wait for their charset. */
typedef struct {
	GString *text;           /* own; what is decoded so far */
	GString *bytes;          /* own */
	char *charset;           /* own; or NULL while no word is open */
	const char *raw_charset; /* foreign; of bytes outside words */
} Words;

static void
words_flush(Words *words)
{
	g_autofree char *decoded = NULL;

	if (words->charset == NULL)
		return;
	decoded = charset_to_utf8(words->bytes->str, words->bytes->len, words->charset);
	g_string_append(words->text, decoded);
	g_string_truncate(words->bytes, 0);
	g_clear_pointer(&words->charset, g_free);
}

static void
words_add(Words *words, const Word *word)
{
	if (words->charset != NULL &&
	    (g_ascii_strncasecmp(words->charset, word->charset, word->charset_size) != 0 ||
		words->charset[word->charset_size] != '\0'))
		words_flush(words);
	if (words->charset == NULL)
		words->charset = g_strndup(word->charset, word->charset_size);
	if (word->encoding == 'B')
		append_base64(words->bytes, word->text, word->size);
	else
		append_quoted(words->bytes, word->text, word->size);
}

static void
words_add_plain(Words *words, const char *text, size_t size)
{
	g_autofree char *decoded = NULL;

	/* White space between two words is not part of the text. */
	if (size == 0 ||
	    (words->charset != NULL && strspn(text, " \t") >= size && text[size] != '\0'))
		return;
	words_flush(words);
	decoded = charset_to_utf8(text, size, words->raw_charset);
	g_string_append(words->text, decoded);
}

static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text < ' ' || *text > '~' || (text[0] == '=' && text[1] == '?'))
			return false;
	}
	return true;
}

char *
header_text(const char *unfolded, const char *charset)
{
	Words words = {.raw_charset = charset};
	const char *plain = unfolded;
	const char *p = unfolded;
	Word word;

	if (is_plain(unfolded))
		return text_squeeze(g_strdup(unfolded));
	words.text = g_string_new(NULL);
	words.bytes = g_string_new(NULL);
	while ((p = strstr(p, "=?")) != NULL) {
		if (!word_at(p, &word)) {
			p += 2;
			continue;
		}
		words_add_plain(&words, plain, (size_t)(p - plain));
		words_add(&words, &word);
		p = plain = word.end;
	}
	words_flush(&words);
	words_add_plain(&words, plain, strlen(plain));
	g_string_free(words.bytes, true);
	return text_one_line(g_string_free(words.text, false));
}

/* What GMime may see: bounded, and with few colons, since each may open a group inside a group. */
static char *
guard_addresses(const char *unfolded, const char *charset, GPtrArray *limits)
{
	size_t size = strlen(unfolded);
	size_t end = 0;
	unsigned colons = 0;

	while (end < size && end < LIMIT_ADDRESS_HEADER && colons <= LIMIT_ADDRESS_COLONS)
		colons += unfolded[end++] == ':';
	if (end < size) {
		limits_note(limits, "address header");
		while (end > 0 && unfolded[end] != ',')
			end--;
	}
	return charset_to_utf8(unfolded, end, charset);
}

/* The domain as the DNS knows it, which GMime shows as people do; no white space. */
static char *
canonical_address(const char *address)
{
	g_autofree char *line = text_one_line(text_visible(g_strdup(address)));

	return domain_address_to_ascii(line);
}

/* GMime would decode the words of a name one by one, each by the charset that it claims, and takes a comma or a bracket
 * in one, which stands there unencoded in the mails of careless programs, for its own. Caller owns. */
static char *
hide_words(const char *header)
{
	GString *hidden = g_string_sized_new(strlen(header));
	const char *p = header;
	Word word;

	while (*p != '\0') {
		if (!word_at(p, &word)) {
			g_string_append_c(
			    hidden, p[0] == '?' && p > header && p[-1] == '=' ? HIDDEN : p[0]);
			p++;
			continue;
		}
		g_string_append_printf(hidden, "=%c", HIDDEN);
		for (p += 2; p < word.end; p++)
			if (p >= word.text && word.encoding == 'Q' &&
			    strchr(SPECIALS, *p) != NULL)
				g_string_append_printf(hidden, "=%02X", (unsigned)*p);
			else
				g_string_append_c(hidden, *p);
	}
	return g_string_free(hidden, false);
}

static char *
show_words(const char *hidden)
{
	char *shown = g_strdup(hidden);

	for (char *p = strchr(shown, '='); p != NULL; p = strchr(p + 1, '=')) {
		if (p[1] == HIDDEN)
			p[1] = '?';
	}
	return shown;
}

static bool
is_atom(gunichar c)
{
	return c < 0x80 ? c > ' ' && c < 0x7f && strchr("()<>[]:;@\\,\"", (char)c) == NULL
			: g_unichar_isalnum(c) || g_unichar_ismark(c);
}

static bool
is_label(gunichar c)
{
	return c < 0x80 ? g_ascii_isalnum((char)c) || c == '-' || c == '_' || c == '.'
			: g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* What stands around an '@' in a text, as far as it can be an address: "mailto:els@klant.example?subject=x". Caller owns;
 * NULL: nobody is called so. */
static char *
address_around(const char *text, const char *at)
{
	const char *start = at;
	const char *end = at + 1;
	bool is_named = false;
	bool has_domain = false;

	while (start > text && is_atom(g_utf8_get_char(g_utf8_prev_char(start)))) {
		start = g_utf8_prev_char(start);
		is_named = is_named || g_unichar_isalnum(g_utf8_get_char(start));
	}
	while (start < at && *start == '\'')
		start++;
	for (; *end != '\0' && is_label(g_utf8_get_char(end)); end = g_utf8_next_char(end))
		has_domain = has_domain || g_unichar_isalnum(g_utf8_get_char(end));
	while (end > at && (end[-1] == '.' || end[-1] == '-'))
		end--;
	return is_named && has_domain ? g_strndup(start, (size_t)(end - start)) : NULL;
}

/* The first address in a text; *ret_start is where it stands. Caller owns, or NULL. */
static char *
address_in(const char *text, const char **ret_start)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		char *address = address_around(text, at);

		if (address == NULL)
			continue;
		*ret_start = at - (strchr(address, '@') - address);
		return address;
	}
	return NULL;
}

/* "els bos"@klant.example */
static bool
is_quoted_local(const char *address, const char *at)
{
	bool is_named = false;

	if (at - address < 3 || address[0] != '"' || at[-1] != '"')
		return false;
	for (const char *p = address + 1; p < at - 1; p = g_utf8_next_char(p))
		is_named = is_named || g_unichar_isalnum(g_utf8_get_char(p));
	return is_named;
}

/* An address as GMime found it, without what does not belong to it: "SMTP:els@klant.example". NULL: nobody is called so. */
static char *
repair_address(const char *address)
{
	const char *at = strrchr(address, '@');
	const char *start = NULL;

	if (at == NULL)
		return g_strdup(address);
	if (is_quoted_local(address, at)) {
		g_autofree char *domain = g_strconcat("x", at, NULL);
		g_autofree char *whole = address_in(domain, &start);

		return whole != NULL && g_str_equal(whole, domain) ? g_strdup(address) : NULL;
	}
	return address_in(address, &start);
}

static void
add_mailbox(InternetAddress *found, GPtrArray *addresses, GPtrArray *limits)
{
	const char *name = internet_address_get_name(found);
	const char *addr = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(found));
	g_autofree char *words = show_words(name == NULL ? "" : name);
	g_autofree char *shown = text_straight(header_text(words, NULL));
	g_autofree char *repaired = repair_address(addr);
	g_autofree char *address = repaired == NULL ? NULL : canonical_address(repaired);

	if (addresses->len == LIMIT_RECIPIENTS)
		limits_note(limits, "recipients");
	else if (address != NULL && *address != '\0')
		g_ptr_array_add(addresses, message_address_new(address, shown));
}

/* Groups nest no deeper than LIMIT_ADDRESS_COLONS. */
static void
add_addresses(InternetAddressList *list, GPtrArray *addresses, GPtrArray *limits)
{
	for (int i = 0; i < internet_address_list_length(list); i++) {
		InternetAddress *found = internet_address_list_get_address(list, i);

		if (INTERNET_ADDRESS_IS_GROUP(found))
			add_addresses(
			    internet_address_group_get_members(INTERNET_ADDRESS_GROUP(found)),
			    addresses, limits);
		else
			add_mailbox(found, addresses, limits);
	}
}

/* The words in front of an address: without brackets, quotes and "mailto:". */
static char *
name_before(const char *text, const char *start)
{
	size_t size = (size_t)(start - text);
	char *name = NULL;

	if (size > 0 && text[size - 1] == ':')
		for (size--; size > 0 && g_ascii_isalnum(text[size - 1]);)
			size--;
	name = g_strndup(text, size);
	return g_strstrip(g_strdelimit(name, "<\"[(", ' '));
}

/* "<els bos@klant.example>" is not bos@klant.example, who may be another: all of it. */
static void
take_blanks(const char *text, const char **start, char **address)
{
	const char *open = g_strrstr_len(text, *start - text, "<");
	char *whole = NULL;

	if (open == NULL || !g_ascii_isalnum(open[1]) ||
	    memchr(open, ' ', (size_t)(*start - open)) == NULL ||
	    memchr(open, ':', (size_t)(*start - open)) != NULL)
		return;
	whole = g_strdup_printf("%.*s%s", (int)(*start - open - 1), open + 1, *address);
	g_free(*address);
	*address = whole;
	*start = open + 1;
}

/* What GMime makes nothing of: "Jan Bos jan@klant.example", an address in an encoded word. Caller owns, or NULL. */
static MessageAddress *
rescue_address(const char *hidden)
{
	g_autofree char *shown = show_words(hidden);
	g_autofree char *text = text_straight(header_text(shown, NULL));
	const char *start = NULL;
	g_autofree char *word = address_in(text, &start);
	g_autofree char *address = NULL;
	g_autofree char *name = NULL;

	if (word == NULL)
		return NULL;
	take_blanks(text, &start, &word);
	address = canonical_address(word);
	name = name_before(text, start);
	return message_address_new(address, name);
}

static bool
has_domain(const MessageAddress *address)
{
	return strchr(address->address, '@') != NULL;
}

GPtrArray *
header_addresses(const char *unfolded, const char *charset, GPtrArray *limits)
{
	GPtrArray *addresses =
	    g_ptr_array_new_with_free_func((GDestroyNotify)message_address_free);
	g_autofree char *guarded = guard_addresses(unfolded, charset, limits);
	g_autofree char *hidden = hide_words(guarded);
	InternetAddressList *list = internet_address_list_parse(NULL, hidden);
	MessageAddress *rescued = NULL;
	bool found = false;

	if (list != NULL) {
		add_addresses(list, addresses, limits);
		g_object_unref(list);
	}
	for (unsigned i = 0; i < addresses->len; i++)
		found = found || has_domain(addresses->pdata[i]);
	rescued = found ? NULL : rescue_address(hidden);
	if (rescued != NULL) {
		g_ptr_array_set_size(addresses, 0);
		g_ptr_array_add(addresses, rescued);
	}
	return addresses;
}

static void
add_id(GPtrArray *ids, const char *start, size_t size)
{
	g_autofree char *raw = g_strndup(start, size);
	g_autofree char *id = text_one_line(charset_to_utf8(raw, strlen(raw), NULL));

	if (*id != '\0' && ids->len < LIMIT_REFERENCES &&
	    !g_ptr_array_find_with_equal_func(ids, id, g_str_equal, NULL))
		g_ptr_array_add(ids, g_steal_pointer(&id));
}

void
header_ids(const char *unfolded, GPtrArray *ids)
{
	const char *p = unfolded;

	while (*p != '\0') {
		size_t size = 0;

		p += strspn(p, " \t,<>");
		if (p > unfolded && p[-1] == '<') {
			size = strcspn(p, "<>");
			add_id(ids, p, size);
		} else {
			size = strcspn(p, " \t,<>");
			if (memchr(p, '@', size) != NULL)
				add_id(ids, p, size);
		}
		p += size;
	}
}
