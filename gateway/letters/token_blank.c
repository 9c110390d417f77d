/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails that go on are not parsed here: hostile ones are read in a worker, and to blank letters nobody has to know which
 * part is what. Bytes are told apart from left to right, each write lands on a byte that was read, and what looks like
 * base64 is decoded, gone over in the same way, and written back into the same places, where the line breaks stay.
 */
#include "gateway/letters/token_cut.h"

#include <string.h>

#define DEPTH_MOST 3    /* base64 in base64: a mail in a mail */
#define BASE64_LEAST 35 /* characters for a token */
#define CHARSET_MOST 40

/* A piece of a mail that is base64, with what else stands in it. */
typedef struct {
	uint8_t *text;
	size_t size;
} Run;

static const char CHARACTERS[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* One more than its value; 0: it is none. */
static const uint8_t BASE64[256] = {
#define SIX(c, value)                                                        \
	[c] = (value) + 1, [(c) + 1] = (value) + 2, [(c) + 2] = (value) + 3, \
	[(c) + 3] = (value) + 4, [(c) + 4] = (value) + 5, [(c) + 5] = (value) + 6
    SIX('A', 0), SIX('G', 6), SIX('M', 12), SIX('S', 18), ['Y'] = 25, ['Z'] = 26, SIX('a', 26),
    SIX('g', 32), SIX('m', 38), SIX('s', 44), ['y'] = 51, ['z'] = 52,
    SIX('0', 52), ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64
#undef SIX
};

static int
base64_value(uint8_t c)
{
	return BASE64[c] - 1;
}

/* Padding ends what is decoded together; more may follow. */
static void
decode_run(const Run *run, GByteArray *out)
{
	unsigned bits = 0, held = 0;
	size_t length = out->len;

	g_byte_array_set_size(out, (guint)(length + run->size));
	for (size_t i = 0; i < run->size; i++) {
		int value = base64_value(run->text[i]);

		if (run->text[i] == '=')
			held = 0;
		if (value < 0)
			continue;
		bits = (bits << 6 | (unsigned)value) & 0x3fff;
		held += 6;
		if (held >= 8)
			out->data[length++] = (uint8_t)(bits >> (held -= 8));
	}
	g_byte_array_set_size(out, (guint)length);
}

/* How many bytes the characters up to the next padding hold, as decode_run() has them. */
static size_t
count_bytes(const Run *run, size_t from)
{
	size_t count = 0;

	for (size_t i = from; i < run->size && run->text[i] != '='; i++)
		count += base64_value(run->text[i]) >= 0;
	return count * 6 / 8;
}

/* The character for these six bits of the bytes; bits behind the last byte stay as they were. */
static uint8_t
character_at(const uint8_t *bytes, size_t size, size_t bit, uint8_t was)
{
	size_t at = bit / 8, there = size * 8 - MIN(size * 8, bit);
	unsigned pair = 0, mask = 0x3f;

	if (there == 0)
		return was;
	pair = (unsigned)bytes[at] << 8 | (at + 1 < size ? bytes[at + 1] : 0);
	if (there < 6)
		mask &= mask << (6 - there);
	return (uint8_t)CHARACTERS[(pair >> (10 - bit % 8) & mask) |
				   ((unsigned)base64_value(was) & ~mask & 0x3f)];
}

/* Returns what comes behind the bytes of this run. */
static const uint8_t *
encode_run(const Run *run, const uint8_t *bytes)
{
	size_t size = count_bytes(run, 0), bit = 0;

	for (size_t i = 0; i < run->size; i++) {
		if (run->text[i] == '=') {
			bytes += size;
			size = count_bytes(run, i + 1);
			bit = 0;
		} else if (base64_value(run->text[i]) >= 0) {
			run->text[i] = character_at(bytes, size, bit, run->text[i]);
			bit += 6;
		}
	}
	return bytes + size;
}

static bool blank(const TokenCutter *cutter, uint8_t *mail, size_t size, int depth);

/* Of Run, whose bytes stand together. */
static bool
blank_runs(const TokenCutter *cutter, const GArray *runs, int depth)
{
	g_autoptr(GByteArray) decoded = g_byte_array_new();
	const uint8_t *bytes = NULL;

	for (unsigned i = 0; i < runs->len; i++)
		decode_run(&g_array_index(runs, Run, i), decoded);
	if (!blank(cutter, decoded->data, decoded->len, depth - 1))
		return false;
	bytes = decoded->data;
	for (unsigned i = 0; i < runs->len; i++)
		bytes = encode_run(&g_array_index(runs, Run, i), bytes);
	return true;
}

static bool
blank_run(const TokenCutter *cutter, const Run *run, int depth)
{
	g_autoptr(GArray) runs = NULL;

	if (run->size < BASE64_LEAST)
		return false;
	runs = g_array_new(false, false, sizeof(Run));
	g_array_append_val(runs, *run);
	return blank_runs(cutter, runs, depth);
}

/* Bodies */

static bool
is_base64_line(const uint8_t *line, size_t size)
{
	bool any = false;

	for (size_t i = 0; i < size; i++) {
		if (base64_value(line[i]) < 0 && memchr("= \t\r", line[i], 4) == NULL)
			return false;
		any = any || base64_value(line[i]) >= 0;
	}
	return any;
}

/* Lines that hold nothing but base64; an empty one ends them. */
static bool
blank_bodies(const TokenCutter *cutter, uint8_t *mail, size_t size, int depth)
{
	Run run = {.text = mail};
	bool any = false;

	for (size_t at = 0; at < size;) {
		const uint8_t *newline = memchr(mail + at, '\n', size - at);
		size_t end = newline == NULL ? size : (size_t)(newline - mail) + 1;
		size_t length = end - at - (newline != NULL);

		if (is_base64_line(mail + at, length)) {
			run.size = (size_t)(mail + end - run.text);
		} else {
			any = blank_run(cutter, &run, depth) || any;
			run = (Run){.text = mail + end};
		}
		at = end;
	}
	return blank_run(cutter, &run, depth) || any;
}

/* Encoded words */

/* The text of a word that begins at `at`, "=?utf-8?b?TEXT?="; false: none does. */
static bool
read_word(uint8_t *mail, size_t size, size_t at, Run *ret_run)
{
	size_t charset = at + 2, mark = charset, end = 0;

	while (mark < size && mark - charset < CHARSET_MOST && g_ascii_isgraph(mail[mark]) &&
	       mail[mark] != '?')
		mark++;
	if (mark + 3 >= size || mail[mark] != '?' || (mail[mark + 1] | 0x20) != 'b' ||
	    mail[mark + 2] != '?')
		return false;
	for (end = mark += 3; end < size && (base64_value(mail[end]) >= 0 || mail[end] == '=');)
		end++;
	/* "?=" cannot be told from padding by what stands before it */
	if (end + 1 >= size || mail[end] != '?' || mail[end + 1] != '=')
		return false;
	*ret_run = (Run){mail + mark, end - mark};
	return true;
}

static size_t
skip_blanks(const uint8_t *mail, size_t size, size_t at)
{
	while (at < size && memchr(" \t\r\n", mail[at], 4) != NULL)
		at++;
	return at;
}

/* The end of the words that stand together from `at` on; all their texts go to runs. */
static size_t
read_words(uint8_t *mail, size_t size, size_t at, GArray *runs)
{
	Run run = {0};
	size_t next = at;

	while (next + 1 < size && mail[next] == '=' && mail[next + 1] == '?' &&
	       read_word(mail, size, next, &run)) {
		g_array_append_val(runs, run);
		at = (size_t)(run.text + run.size + 2 - mail);
		next = skip_blanks(mail, size, at);
	}
	return at;
}

static bool
blank_words(const TokenCutter *cutter, uint8_t *mail, size_t size, int depth)
{
	g_autoptr(GArray) runs = g_array_new(false, false, sizeof(Run));
	bool any = false;

	for (size_t at = 0; at < size;) {
		const uint8_t *sign = memchr(mail + at, '=', size - at);

		if (sign == NULL)
			break;
		at = (size_t)(sign - mail);
		g_array_set_size(runs, 0);
		at = MAX(read_words(mail, size, at, runs), at + 1);
		any = (runs->len > 0 && blank_runs(cutter, runs, depth)) || any;
	}
	return any;
}

/* All of it */

static bool
blank(const TokenCutter *cutter, uint8_t *mail, size_t size, int depth)
{
	g_autoptr(GArray) places = NULL;
	bool any = false;

	if (size < TOKEN_LENGTH)
		return false;
	places = token_find(cutter, (const char *)mail, size);
	for (unsigned i = 0; places != NULL && i < places->len; i++) {
		const TokenPlace *place = &g_array_index(places, TokenPlace, i);

		for (int j = 0; j < TOKEN_LENGTH; j++)
			memset(mail + place->pieces[j].start, 'x',
			    place->pieces[j].end - place->pieces[j].start);
		any = true;
	}
	if (depth == 0)
		return any;
	any = blank_bodies(cutter, mail, size, depth) || any;
	return blank_words(cutter, mail, size, depth) || any;
}

GBytes *
token_blank(const TokenCutter *cutter, GBytes *mail)
{
	size_t size = 0;
	const uint8_t *data = g_bytes_get_data(mail, &size);
	g_autofree uint8_t *copy = g_memdup2(data, size);

	if (!blank(cutter, copy, size, DEPTH_MOST))
		return g_bytes_ref(mail);
	return g_bytes_new_take(g_steal_pointer(&copy), size);
}
