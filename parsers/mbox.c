/* SPDX-License-Identifier: Apache-2.0 */
/* Only the start of a line matters: a longer one is passed on in pieces, and no more than one piece is held. */
#include "parsers/mbox.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/limits.h"

#define PIECE 4096
#define SHOWN 40
#define WORDS_MAX 32 /* of a first line that are looked at */

struct Mbox {
	size_t max_bytes;
	MboxFunc func;
	void *data;        /* foreign */
	GString *piece;    /* own; of the line that is being read */
	bool at_start;     /* the piece is the start of its line */
	int64_t lines;     /* that have begun */
	GByteArray *mail;  /* own; the one that is being read */
	MboxMail now;      /* the same, its raw not set */
	bool begun;        /* there was a first line */
	bool header_ended; /* the mail's empty line came */
	int64_t blank; /* bytes of the empty line that may be the one before the next mail */
	bool stopped;
	char *wrong; /* own; or NULL */
};

Mbox *
mbox_new(size_t max_bytes, MboxFunc func, void *data)
{
	Mbox *mbox = g_new0(Mbox, 1);

	mbox->max_bytes = max_bytes;
	mbox->func = func;
	mbox->data = data;
	mbox->piece = g_string_new(NULL);
	mbox->at_start = true;
	mbox->mail = g_byte_array_new();
	return mbox;
}

void
mbox_free(Mbox *mbox)
{
	if (mbox == NULL)
		return;
	g_string_free(mbox->piece, TRUE);
	g_byte_array_unref(mbox->mail);
	g_free(mbox->wrong);
	g_free(mbox);
}

static int
month_of(const char *word)
{
	static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	    "Aug", "Sep", "Oct", "Nov", "Dec", NULL};

	for (int i = 0; MONTHS[i] != NULL; i++)
		if (g_str_equal(word, MONTHS[i]))
			return i + 1;
	return 0;
}

/* Decimal digits alone, as many as that at most; -1: it is none. */
static int
number_of(const char *word, size_t digits)
{
	size_t length = strlen(word);

	if (length == 0 || length > digits || strspn(word, "0123456789") != length)
		return -1;
	return (int)strtol(word, NULL, 10);
}

/* "10:02" or "10:02:33", in seconds; -1: it is no time. */
static int
time_of(const char *word)
{
	g_auto(GStrv) parts = g_strsplit(word, ":", 4);
	guint count = g_strv_length(parts);
	int hour = count < 2 ? -1 : number_of(parts[0], 2);
	int minute = count < 2 ? -1 : number_of(parts[1], 2);
	int second = count < 3 ? 0 : number_of(parts[2], 2);

	if (count < 2 || count > 3 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
	    second < 0 || second > 60)
		return -1;
	return (hour * 60 + minute) * 60 + MIN(second, 59);
}

/* "+0130" in seconds; 0 for a name: few are known everywhere. */
static int
zone_of(const char *word)
{
	int number = word == NULL || strlen(word) != 5 ? -1 : number_of(word + 1, 4);

	if (number < 0 || (word[0] != '+' && word[0] != '-'))
		return 0;
	number = (number / 100 * 60 + number % 100) * 60;
	return word[0] == '-' ? -number : number;
}

/* From the month on: "Nov 23 10:02:33 2026", a zone before or behind the year, as many write it. 0: it is no date. */
static int64_t
read_date(char *const *words)
{
	guint count = g_strv_length((char **)words);
	int month = month_of(words[0]);
	int day = count < 4 ? -1 : number_of(words[1], 2);
	int seconds = count < 4 ? -1 : time_of(words[2]);
	bool zone_first = count > 4 && number_of(words[3], 4) < 1900;
	int year = count < 4 ? -1 : number_of(words[zone_first ? 4 : 3], 4);
	const char *zone = zone_first ? words[3] : count > 4 ? words[4] : NULL;
	g_autoptr(GDateTime) date = NULL;

	if (month == 0 || day < 1 || seconds < 0 || year < 1970)
		return 0;
	date = g_date_time_new_utc(year, month, day, 0, 0, 0);
	return date == NULL
		   ? 0
		   : MAX((g_date_time_to_unix(date) + seconds - zone_of(zone)) * 1000, 1);
}

/* The date of a line "From SENDER DATE"; 0: there is none. The sender may have spaces in it. */
static int64_t
date_of(const char *line)
{
	g_autofree char *clean = g_strdup(line);
	g_auto(GStrv) split = g_strsplit_set(g_strchomp(clean), " \t", 4 * WORDS_MAX);
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	int64_t date_ms = 0;

	for (guint i = 0; split[i] != NULL && words->len < WORDS_MAX; i++)
		if (split[i][0] != '\0')
			g_ptr_array_add(words, split[i]);
	g_ptr_array_add(words, NULL);
	for (guint i = 1; i + 1 < words->len && date_ms == 0; i++)
		date_ms = read_date((char *const *)words->pdata + i);
	return date_ms;
}

static bool
is_from(const char *text)
{
	return strncmp(text, "From ", 5) == 0;
}

static bool
is_blank(const char *text)
{
	return g_str_equal(text, "\n") || g_str_equal(text, "\r\n");
}

/* The header of a mail that has become too large, or its first LIMIT_HEADERS bytes. */
static void
cut(GByteArray *mail)
{
	guint most = MIN(mail->len, (guint)LIMIT_HEADERS);

	for (guint i = 0; i + 1 < most; i++) {
		guint next = i + 1 + (mail->data[i + 1] == '\r');

		if (mail->data[i] == '\n' && next < most && mail->data[next] == '\n') {
			g_byte_array_set_size(mail, next + 1);
			return;
		}
	}
	g_byte_array_set_size(mail, most);
}

static void
append(Mbox *mbox, const char *text, size_t length)
{
	mbox->now.size += (int64_t)length;
	if (mbox->now.header_only)
		return;
	g_byte_array_append(mbox->mail, (const guint8 *)text, (guint)length);
	mbox->now.header_only = mbox->mail->len > mbox->max_bytes;
	if (mbox->now.header_only)
		cut(mbox->mail);
}

/* The mail is whole: the empty line at its end is the mbox's, but for the one that ends a header. */
static bool
hand_over(Mbox *mbox)
{
	g_autoptr(GBytes) raw = NULL;

	if (!mbox->begun)
		return true;
	mbox->now.size -= mbox->blank;
	if (!mbox->now.header_only)
		g_byte_array_set_size(mbox->mail, (guint)mbox->now.size);
	raw = g_bytes_new(mbox->mail->data, mbox->mail->len);
	mbox->now.raw = raw;
	mbox->stopped = !mbox->func(&mbox->now, mbox->data);
	g_byte_array_set_size(mbox->mail, 0);
	return !mbox->stopped;
}

static bool
begin(Mbox *mbox, int64_t date_ms)
{
	if (!hand_over(mbox))
		return false;
	mbox->now = (MboxMail){.came_ms = date_ms, .line = mbox->lines};
	mbox->begun = true;
	mbox->header_ended = false;
	mbox->blank = 0;
	return true;
}

static bool
refuse(Mbox *mbox, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, MIN((gssize)strlen(text), SHOWN));
	GString *shown = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_isprint(g_utf8_get_char(p)))
			g_string_append_unichar(shown, g_utf8_get_char(p));
	g_free(mbox->wrong);
	mbox->wrong = g_string_free(shown, FALSE);
	mbox->stopped = true;
	return false;
}

/* The start of a line, or all of it. */
static bool
take_start(Mbox *mbox, const char *text, size_t length)
{
	bool blank = is_blank(text);
	int64_t date_ms = is_from(text) ? date_of(text) : 0;

	if (date_ms != 0 || (!mbox->begun && is_from(text)))
		return begin(mbox, date_ms);
	if (!mbox->begun)
		return blank || refuse(mbox, text);
	mbox->blank = blank && mbox->header_ended ? (int64_t)length : 0;
	mbox->header_ended = mbox->header_ended || blank;
	if (text[0] == '>' && is_from(text + strspn(text, ">"))) {
		text++;
		length--;
	}
	append(mbox, text, length);
	return true;
}

static bool
take_piece(Mbox *mbox)
{
	bool starts = mbox->at_start;

	mbox->at_start = mbox->piece->str[mbox->piece->len - 1] == '\n';
	if (starts) {
		mbox->lines++;
		return take_start(mbox, mbox->piece->str, mbox->piece->len);
	}
	append(mbox, mbox->piece->str, mbox->piece->len);
	return true;
}

bool
mbox_feed(Mbox *mbox, const char *bytes, size_t size)
{
	while (size > 0 && !mbox->stopped) {
		size_t room = MIN(size, PIECE - mbox->piece->len);
		const char *end = memchr(bytes, '\n', room);
		size_t length = end == NULL ? room : (size_t)(end + 1 - bytes);

		g_string_append_len(mbox->piece, bytes, (gssize)length);
		bytes += length;
		size -= length;
		if (end == NULL && mbox->piece->len < PIECE)
			break;
		if (!take_piece(mbox))
			return false;
		g_string_truncate(mbox->piece, 0);
	}
	return !mbox->stopped;
}

bool
mbox_end(Mbox *mbox)
{
	if (mbox->stopped || (mbox->piece->len > 0 && !take_piece(mbox)))
		return false;
	return mbox->begun ? hand_over(mbox) : refuse(mbox, "");
}

const char *
mbox_wrong(const Mbox *mbox)
{
	return mbox->wrong;
}
