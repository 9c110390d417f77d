/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes values into mail so that they can neither start a header of their own nor make a line that is too long. All of
 * them go through one_line() first; everything after that sees valid UTF-8 without control characters. Not by GMime,
 * which only the read worker calls, behind its sandbox.
 */
#include "gateway/letters/mime_encode.h"

#include <stdbool.h>
#include <string.h>

#define WIDTH 76           /* of headers with encoded words, and of bodies */
#define WORD_FRAME 12      /* =?utf-8?q??= */
#define PLAIN_WORD_MAX 200 /* a longer one is encoded, which can be folded */
#define LABEL_MAX 250      /* bytes of a display or file name */
#define LOCAL_MAX 256      /* bytes of an address left of the @; right of it DNS allows 255 */
#define DOMAIN_MAX 255
#define ID_MAX 500

static const char blank_or_control[] = " \x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f"
				       "\x10\x11\x12\x13\x14\x15\x16\x17\x18"
				       "\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f";

static const char ATEXT[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "!#$%&'*+-/=?^_`{|}~";

/* Valid UTF-8, runs of blanks and control characters as one blank, none at the ends. */
static char *
one_line(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
	GString *line = g_string_sized_new(strlen(valid) + 1);
	const char *at = valid;

	while (*(at += strspn(at, blank_or_control)) != '\0') {
		size_t length = strcspn(at, blank_or_control);

		if (line->len > 0)
			g_string_append_c(line, ' ');
		g_string_append_len(line, at, length);
		at += length;
	}
	return g_string_free(line, FALSE);
}

/* Cuts between characters. */
static void
cut(char *text, size_t max)
{
	size_t length = strlen(text);

	if (length <= max)
		return;
	while ((text[max] & 0xc0) == 0x80)
		max--;
	text[max] = '\0';
}

static size_t
column(const GString *out)
{
	const char *newline = memrchr(out->str, '\n', out->len);

	return newline == NULL ? out->len : (size_t)(out->str + out->len - newline - 1);
}

static void
fold(GString *out)
{
	g_string_append(out, "\r\n ");
}

/* Encoded words, RFC 2047 */

/* What stands for itself in a Q word, even in a phrase. */
static bool
is_q_plain(unsigned char c)
{
	return g_ascii_isalnum(c) || strchr("!*+-/", c) != NULL;
}

static size_t
q_length(const char *from, const char *to)
{
	size_t length = 0;

	for (; from < to; from++)
		length += *from == ' ' || is_q_plain(*from) ? 1 : 3;
	return length;
}

/* The end of what fits into a word with this much room: at least one character. */
static const char *
word_end(const char *from, size_t room)
{
	const char *end = g_utf8_next_char(from);
	size_t used = q_length(from, end);

	while (*end != '\0') {
		const char *next = g_utf8_next_char(end);

		used += q_length(end, next);
		if (used > room)
			break;
		end = next;
	}
	return end;
}

/* As Q words only: GMime 3.2.13 loses what follows a padded B word. */
static void
append_words(GString *out, const char *text)
{
	while (*text != '\0') {
		const char *end = word_end(text, WIDTH - WORD_FRAME - column(out));

		g_string_append(out, "=?utf-8?q?");
		for (; text < end; text++) {
			if (*text == ' ')
				g_string_append_c(out, '_');
			else if (is_q_plain(*text))
				g_string_append_c(out, *text);
			else
				g_string_append_printf(out, "=%02X", (unsigned char)*text);
		}
		g_string_append(out, "?=");
		if (*text != '\0')
			fold(out);
	}
}

/* Fields */

static bool
is_ascii(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* Whether a word can stand in a header as it is, and is not taken for an encoded one. */
static bool
is_plain_word(const char *word, size_t length)
{
	return length <= PLAIN_WORD_MAX && is_ascii(word, length) &&
	       g_strstr_len(word, length, "=?") == NULL;
}

void
mime_encode_field(GString *out, const char *field, const char *value)
{
	g_autofree char *line = one_line(value);
	const char *at = line;

	g_string_append_printf(out, "%s:", field);
	while (*at != '\0') {
		size_t length = strcspn(at, " ");

		if (!is_plain_word(at, length))
			break;
		if (column(out) + 1 + length > WIDTH && at != line)
			g_string_append(out, "\r\n");
		g_string_append_c(out, ' ');
		g_string_append_len(out, at, length);
		at += length + (at[length] == ' ');
	}
	if (*at != '\0') {
		if (column(out) > WIDTH / 2)
			g_string_append(out, "\r\n");
		g_string_append_c(out, ' ');
		append_words(out, at);
	}
	g_string_append(out, "\r\n");
}

static void
append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static bool
is_atoms(const char *text, char between)
{
	size_t length = 0;

	while ((length = strspn(text, ATEXT)) > 0 && text[length] == between)
		text += length + 1;
	return length > 0 && text[length] == '\0';
}

static void
append_phrase(GString *out, const char *name)
{
	size_t length = strlen(name);

	if (!is_plain_word(name, length) || length > WIDTH / 2)
		append_words(out, name);
	else if (is_atoms(name, ' '))
		g_string_append(out, name);
	else
		append_quoted(out, name);
}

static bool
is_quoted(const char *local)
{
	size_t length = strlen(local);

	if (length < 2 || local[0] != '"' || local[length - 1] != '"')
		return false;
	for (const char *at = local + 1; at < local + length - 1; at++) {
		if (*at == '"')
			return false;
		if (*at == '\\' && ++at == local + length - 1)
			return false;
	}
	return true;
}

static void
append_local(GString *out, char *local)
{
	cut(local, LOCAL_MAX);
	for (char *at = local; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	if (is_atoms(local, '.') || is_quoted(local))
		g_string_append(out, local);
	else
		append_quoted(out, local);
}

/* A name of the DNS, or a literal in brackets. */
static bool
is_domain(const char *domain)
{
	static const char name[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
	size_t length = strlen(domain);

	if (length == 0 || length > DOMAIN_MAX)
		return false;
	if (domain[0] == '[')
		return 1 + strcspn(domain + 1, "[]\\ \"") == length - 1 &&
		       domain[length - 1] == ']';
	return strspn(domain, name) == length && is_atoms(domain, '.');
}

static void
append_domain(GString *out, const char *domain)
{
	g_autofree char *ascii =
	    is_ascii(domain, strlen(domain)) ? g_strdup(domain) : g_hostname_to_ascii(domain);

	g_string_append(out, ascii != NULL && is_domain(ascii) ? ascii : "invalid");
}

static char *
clean_address(const char *address)
{
	GString *clean = g_string_new(NULL);
	g_autofree char *line = one_line(address);
	char *at = strrchr(line, '@');

	if (at == NULL || at[1] == '\0')
		at = NULL;
	else
		*at = '\0';
	append_local(clean, line[0] != '\0' ? line : (char[]){"unknown"});
	g_string_append_c(clean, '@');
	append_domain(clean, at != NULL ? at + 1 : "invalid");
	return g_string_free(clean, FALSE);
}

void
mime_encode_mailbox(GString *out, const char *field, const char *name, const char *address)
{
	g_autofree char *phrase = one_line(name);
	g_autofree char *clean = clean_address(address);

	cut(phrase, LABEL_MAX);
	g_string_append_printf(out, "%s: ", field);
	if (phrase[0] == '\0') {
		g_string_append_printf(out, "%s\r\n", clean);
		return;
	}
	append_phrase(out, phrase);
	if (column(out) + strlen(clean) + 3 > WIDTH)
		g_string_append(out, "\r\n");
	g_string_append_printf(out, " <%s>\r\n", clean);
}

static bool
is_id(const char *id)
{
	size_t length = strlen(id);

	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isgraph(id[i]) || id[i] == '<' || id[i] == '>')
			return false;
	return length > 0 && length <= ID_MAX;
}

void
mime_encode_ids(GString *out, const char *field, const GPtrArray *ids)
{
	size_t before = out->len;

	for (unsigned i = 0; i < ids->len; i++) {
		if (!is_id(ids->pdata[i]))
			continue;
		if (out->len == before)
			g_string_append_printf(out, "%s: ", field);
		else
			fold(out);
		g_string_append_printf(out, "<%s>", (const char *)ids->pdata[i]);
	}
	if (out->len > before)
		g_string_append(out, "\r\n");
}

void
mime_encode_date(GString *out, const char *field, int64_t at_ms)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_ms / 1000);

	if (at == NULL)
		at = g_date_time_new_from_unix_utc(0);
	g_string_append_printf(out, "%s: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", field,
	    days[g_date_time_get_day_of_week(at) - 1], g_date_time_get_day_of_month(at),
	    months[g_date_time_get_month(at) - 1], g_date_time_get_year(at),
	    g_date_time_get_hour(at), g_date_time_get_minute(at), g_date_time_get_second(at));
}

/* Parameters, RFC 2231 */

static void
append_percent(GString *out, const char *from, const char *to)
{
	for (; from < to; from++) {
		if (g_ascii_isalnum(*from) || strchr("-._~", *from) != NULL)
			g_string_append_c(out, *from);
		else
			g_string_append_printf(out, "%%%02X", (unsigned char)*from);
	}
}

static void
append_pieces(GString *out, const char *name, const char *value)
{
	const char *prefix = "utf-8''";
	bool whole = strlen(value) * 3 + strlen(name) + strlen(prefix) < WIDTH - 5;

	for (int i = 0; *value != '\0'; i++, prefix = "") {
		g_string_append(out, ";\r\n ");
		if (whole)
			g_string_append_printf(out, "%s*=%s", name, prefix);
		else
			g_string_append_printf(out, "%s*%d*=%s", name, i, prefix);
		while (*value != '\0' && (whole || column(out) < WIDTH - 14)) {
			const char *next = g_utf8_next_char(value);

			append_percent(out, value, next);
			value = next;
		}
	}
}

void
mime_encode_parameter(GString *out, const char *name, const char *value)
{
	g_autofree char *line = one_line(value);
	size_t length = strlen(line);

	cut(line, LABEL_MAX);
	if (length == 0)
		return;
	if (!is_plain_word(line, length) || length > WIDTH / 2) {
		append_pieces(out, name, line);
		return;
	}
	g_string_append_printf(out, ";\r\n %s=", name);
	append_quoted(out, line);
}

/* Bodies, RFC 2045 */

/* What can stand as it is, a blank where the line goes on behind it. */
static const bool PLAIN[256] = {['\t'] = true, [' ' ... '<'] = true, ['>' ... '~'] = true};

/* How many bytes can stand as they are in the rest of this line. "From " and a lone dot would be changed on the way. */
static size_t
plain_run(const char *at, size_t in_line)
{
	size_t most = WIDTH - 1 - in_line, length = 0;

	if (in_line == 0 && (at[0] == '.' || strncmp(at, "From ", strlen("From ")) == 0))
		return 0;
	while (length < most && PLAIN[(unsigned char)at[length]])
		length++;
	if (length > 0 && strchr("\r\n", at[length]) != NULL &&
	    (at[length - 1] == ' ' || at[length - 1] == '\t'))
		length--;
	return length;
}

void
mime_encode_quoted_printable(GString *out, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t length = strlen(text), before = out->len, in_line = 0;
	g_autofree char *valid = is_ascii(text, length) ? NULL : g_utf8_make_valid(text, -1);
	const char *at = valid != NULL ? valid : text;
	size_t most = strlen(at) * 3; /* and a soft break in each line */
	char *to = NULL;

	g_string_set_size(out, before + most + (most / (WIDTH - 3) + 1) * strlen("=\r\n"));
	to = out->str + before;
	while (*at != '\0') {
		size_t run = plain_run(at, in_line);
		unsigned char c = at[run];

		to = mempcpy(to, at, run);
		at += run;
		in_line += run;
		if (c == '\n' || c == '\r') {
			at += g_str_has_prefix(at, "\r\n") ? 2 : 1;
			to = mempcpy(to, "\r\n", 2);
			in_line = 0;
		} else if (c != '\0' && in_line + 3 > WIDTH - 1) {
			to = mempcpy(to, "=\r\n", 3);
			in_line = 0;
		} else if (c != '\0') {
			const char triple[] = {'=', digits[c >> 4], digits[c & 15]};

			to = mempcpy(to, triple, sizeof(triple));
			in_line += 3;
			at++;
		}
	}
	if (in_line > 0)
		to = mempcpy(to, "\r\n", 2);
	g_string_truncate(out, (size_t)(to - out->str));
}

void
mime_encode_base64(GString *out, GBytes *bytes)
{
	enum { CHUNK = WIDTH / 4 * 3 };
	size_t length = 0;
	const guchar *data = g_bytes_get_data(bytes, &length);
	char line[WIDTH + 8];

	for (size_t at = 0; at < length; at += CHUNK) {
		int state = 0;
		int save = 0;
		size_t written = g_base64_encode_step(
		    data + at, MIN((size_t)CHUNK, length - at), FALSE, line, &state, &save);

		written += g_base64_encode_close(FALSE, line + written, &state, &save);
		g_string_append_len(out, line, written);
		g_string_append(out, "\r\n");
	}
}
