/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All converters are opened by charset_init() and kept, because glibc loads a charset's module from disk when it is first
 * asked for, which a sandboxed process cannot do. They are this file's only state.
 */
#include "parsers/charset.h"

#include <errno.h>
#include <glib.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char REPLACEMENT[] = "\xef\xbf\xbd";

typedef enum {
	FORM_SINGLE,   /* one byte a character: bytes that happen to be valid UTF-8 are UTF-8 */
	FORM_MULTI,    /* ASCII means ASCII */
	FORM_STATEFUL, /* ASCII bytes may mean something else */
} Form;

/* What glibc calls it, and all labels under which mail names it, in lower case. */
static const struct {
	const char *iconv_name;
	Form form;
	const char *labels;
} charsets[] = {
    {"CP1250", FORM_SINGLE, " windows-1250 cp1250 cp-1250 "},
    {"CP1251", FORM_SINGLE, " windows-1251 cp1251 cp-1251 win-1251 "},
    {"CP1253", FORM_SINGLE, " windows-1253 cp1253 iso-8859-7 iso8859-7 greek "},
    {"CP1254", FORM_SINGLE, " windows-1254 cp1254 iso-8859-9 iso8859-9 latin5 "},
    {"CP1255", FORM_SINGLE, " windows-1255 cp1255 iso-8859-8 iso-8859-8-i iso8859-8 "},
    {"CP1256", FORM_SINGLE, " windows-1256 cp1256 "},
    {"CP1257", FORM_SINGLE, " windows-1257 cp1257 "},
    {"CP1258", FORM_SINGLE, " windows-1258 cp1258 "},
    {"CP874", FORM_SINGLE, " windows-874 cp874 tis-620 iso-8859-11 "},
    {"ISO-8859-2", FORM_SINGLE, " iso-8859-2 iso8859-2 latin2 iso_8859-2 "},
    {"ISO-8859-3", FORM_SINGLE, " iso-8859-3 iso8859-3 latin3 "},
    {"ISO-8859-4", FORM_SINGLE, " iso-8859-4 iso8859-4 latin4 "},
    {"ISO-8859-5", FORM_SINGLE, " iso-8859-5 iso8859-5 cyrillic "},
    {"ISO-8859-6", FORM_SINGLE, " iso-8859-6 iso-8859-6-i arabic "},
    {"ISO-8859-10", FORM_SINGLE, " iso-8859-10 latin6 "},
    {"ISO-8859-13", FORM_SINGLE, " iso-8859-13 latin7 "},
    {"ISO-8859-14", FORM_SINGLE, " iso-8859-14 latin8 "},
    {"ISO-8859-15", FORM_SINGLE, " iso-8859-15 iso8859-15 latin9 latin-9 iso_8859-15 "},
    {"ISO-8859-16", FORM_SINGLE, " iso-8859-16 latin10 "},
    {"KOI8-R", FORM_SINGLE, " koi8-r koi8r koi8 "},
    {"KOI8-U", FORM_SINGLE, " koi8-u koi8u "},
    {"CP437", FORM_SINGLE, " ibm437 cp437 437 "},
    {"CP850", FORM_SINGLE, " ibm850 cp850 850 "},
    {"CP852", FORM_SINGLE, " ibm852 cp852 852 "},
    {"CP866", FORM_SINGLE, " ibm866 cp866 866 "},
    {"MACINTOSH", FORM_SINGLE, " macintosh mac x-mac-roman macroman "},
    {"MAC-CYRILLIC", FORM_SINGLE, " x-mac-cyrillic "},
    {"GB18030", FORM_MULTI, " gb2312 gbk gb18030 gb_2312-80 x-gbk cp936 936 euc-cn chinese "},
    {"BIG5-HKSCS", FORM_MULTI, " big5 big5-hkscs cp950 950 x-x-big5 "},
    {"EUC-TW", FORM_MULTI, " euc-tw "},
    {"CP949", FORM_MULTI, " ks_c_5601-1987 ks_c_5601 euc-kr cp949 uhc windows-949 korean "},
    {"JOHAB", FORM_MULTI, " johab "},
    {"CP932", FORM_MULTI, " shift_jis shift-jis sjis x-sjis cp932 windows-31j ms_kanji "},
    {"EUC-JP-MS", FORM_MULTI, " euc-jp x-euc-jp eucjp "},
    {"ISO-2022-JP-3", FORM_STATEFUL,
	" iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms cp50220 "
	"cp50221 "},
    {"ISO-2022-KR", FORM_STATEFUL, " iso-2022-kr "},
    {"ISO-2022-CN-EXT", FORM_STATEFUL, " iso-2022-cn iso-2022-cn-ext "},
    {"UTF-7", FORM_STATEFUL, " utf-7 unicode-1-1-utf-7 "},
    {"UTF-16", FORM_STATEFUL, " utf-16 unicode ucs-2 iso-10646-ucs-2 "},
    {"UTF-16LE", FORM_STATEFUL, " utf-16le "},
    {"UTF-16BE", FORM_STATEFUL, " utf-16be "},
    {"UTF-32", FORM_STATEFUL, " utf-32 ucs-4 "},
    {"VISCII", FORM_SINGLE, " viscii "},
    {"TCVN", FORM_SINGLE, " tcvn "},
    {"ARMSCII-8", FORM_SINGLE, " armscii-8 "},
    {"GEORGIAN-PS", FORM_SINGLE, " georgian-ps "},
};

static iconv_t converters[G_N_ELEMENTS(charsets)];

/* Windows-1252 where it differs from ISO 8859-1; 0 where a byte means nothing. */
static const uint16_t windows_1252[32] = {0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020,
    0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c,
    0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

void
charset_init(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		char in[] = "a";
		char out[16];
		char *from = in;
		char *to = out;
		size_t in_left = 1;
		size_t out_left = sizeof(out);

		if (converters[i] == NULL)
			converters[i] = iconv_open("UTF-8", charsets[i].iconv_name);
		if (converters[i] != (iconv_t)-1)
			iconv(converters[i], &from, &in_left, &to, &out_left);
	}
}

void
charset_shutdown(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (converters[i] != NULL && converters[i] != (iconv_t)-1)
			iconv_close(converters[i]);
		converters[i] = NULL;
	}
}

/* The number of a charset in the table, or -1 for one that is unknown, or UTF-8, or Western. */
static int
find(const char *charset)
{
	g_autofree char *key = NULL;

	if (charset == NULL || g_ascii_strcasecmp(charset, "utf-8") == 0 ||
	    g_ascii_strcasecmp(charset, "us-ascii") == 0 ||
	    g_ascii_strcasecmp(charset, "iso-8859-1") == 0 ||
	    g_ascii_strcasecmp(charset, "windows-1252") == 0)
		return -1;
	key = g_strdup_printf(" %.40s ", charset);
	for (char *p = key; *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (strstr(charsets[i].labels, key) != NULL)
			return (int)i;
	}
	return -1;
}

static void
append_western(GString *out, unsigned char byte)
{
	if (byte >= 0xa0)
		g_string_append_unichar(out, byte);
	else if (windows_1252[byte - 0x80] != 0)
		g_string_append_unichar(out, windows_1252[byte - 0x80]);
	else
		g_string_append(out, REPLACEMENT);
}

/* UTF-8 where it is valid, Windows-1252 where it is not. */
static char *
repair(const char *bytes, size_t size)
{
	GString *out = g_string_sized_new(size + size / 8);

	while (size > 0) {
		const char *end = NULL;
		size_t good = 0;

		g_utf8_validate_len(bytes, size, &end);
		good = (size_t)(end - bytes);
		g_string_append_len(out, bytes, (ssize_t)good);
		if (good < size && *end != '\0')
			append_western(out, (unsigned char)*end);
		good += good < size;
		bytes += good;
		size -= good;
	}
	return g_string_free(out, false);
}

/* U+0000 is the one character that a C string cannot hold. */
static char *
without_nul(GString *text)
{
	size_t to = 0;

	if (memchr(text->str, '\0', text->len) != NULL) {
		for (size_t from = 0; from < text->len; from++) {
			if (text->str[from] != '\0')
				text->str[to++] = text->str[from];
		}
		g_string_truncate(text, to);
	}
	return g_string_free(text, false);
}

/* What a converter held back to see whether an accent follows. */
static void
flush(iconv_t converter, GString *out)
{
	char buffer[16];
	char *to = buffer;
	size_t left = sizeof(buffer);

	iconv(converter, NULL, NULL, &to, &left);
	g_string_append_len(out, buffer, to - buffer);
}

/* *ret_bad is how many bytes meant nothing in this charset. */
static char *
convert(iconv_t converter, const char *bytes, size_t size, unsigned *ret_bad)
{
	GString *out = g_string_sized_new(size + size / 2 + 16);
	char *from = (char *)bytes;

	*ret_bad = 0;
	iconv(converter, NULL, NULL, NULL, NULL);
	while (size > 0) {
		char buffer[4096];
		char *to = buffer;
		size_t left = sizeof(buffer);
		size_t done = iconv(converter, &from, &size, &to, &left);

		g_string_append_len(out, buffer, to - buffer);
		if (done != (size_t)-1 || errno == E2BIG)
			continue;
		g_string_append(out, REPLACEMENT);
		++*ret_bad;
		if (size > 0) {
			from++;
			size--;
		}
	}
	flush(converter, out);
	return without_nul(out);
}

/* Whether every byte is ASCII, and neither NUL nor ESC; eight at a time. */
static bool
is_ascii(const char *bytes, size_t size)
{
	size_t i = 0;

	for (; i + 8 <= size; i += 8) {
		uint64_t eight = 0;

		memcpy(&eight, bytes + i, 8);
		if ((eight & 0x8080808080808080u) != 0)
			return false;
	}
	for (; i < size; i++) {
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	}
	return memchr(bytes, 0x1b, size) == NULL && memchr(bytes, '\0', size) == NULL;
}

static bool
has_high(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)bytes[i] >= 0x80)
			return true;
	}
	return false;
}

/* How many bytes an escape sequence has that chooses two bytes, one byte of half-width kana, or ASCII; or 0. */
static size_t
choose_set(const char *bytes, size_t size, char *ret_set)
{
	if (size < 3 || *bytes != 0x1b)
		return 0;
	if (bytes[1] == '$' && (bytes[2] == 'B' || bytes[2] == '@'))
		*ret_set = 'B';
	else if (bytes[1] == '(')
		*ret_set = bytes[2] == 'I' ? 'I' : 'A';
	else
		return 0;
	return 3;
}

/* The same characters as Shift_JIS, which makers of computers gave more of them than ISO 2022 has: "(1)" in a circle. */
static GString *
shift_jis(const char *bytes, size_t size)
{
	GString *out = g_string_sized_new(size);
	char set = 'A';

	for (size_t i = 0; i < size;) {
		size_t escape = choose_set(bytes + i, size - i, &set);
		unsigned high = (unsigned char)bytes[i];
		unsigned low = i + 1 < size ? (unsigned char)bytes[i + 1] : 0;

		i += escape;
		if (escape > 0)
			continue;
		if (set == 'B' && high > 0x20 && high < 0x7f && low > 0x20 && low < 0x7f) {
			g_string_append_c(
			    out, (char)((high + 1) / 2 + (high < 0x5f ? 0x70 : 0xb0)));
			g_string_append_c(out,
			    (char)(high % 2 == 1 ? low + 0x1f + (low > 0x5f) : low + 0x7e));
			i += 2;
		} else {
			g_string_append_c(
			    out, (char)(set == 'I' && high > 0x20 ? high | 0x80 : high));
			i++;
		}
	}
	return out;
}

/* What says ISO-2022-JP may be Shift_JIS, or have its characters. */
static char *
retry(int number, const char *bytes, size_t size, char *take_converted)
{
	int other = find("shift_jis");
	g_autoptr(GString) shifted = NULL;
	g_autofree char *converted = NULL;
	unsigned bad = 1;

	if (strcmp(charsets[number].iconv_name, "ISO-2022-JP-3") == 0 &&
	    converters[other] != (iconv_t)-1) {
		shifted = shift_jis(bytes, size);
		converted = convert(converters[other], shifted->str, shifted->len, &bad);
	}
	if (bad > 0)
		return take_converted;
	g_free(take_converted);
	return g_steal_pointer(&converted);
}

char *
charset_to_utf8(const char *bytes, size_t size, const char *charset)
{
	int number = find(charset);
	Form form = number < 0 ? FORM_SINGLE : charsets[number].form;
	g_autofree char *converted = NULL;
	unsigned bad = 0;

	if (size == 0)
		return g_strdup("");
	if (form != FORM_STATEFUL && is_ascii(bytes, size))
		return g_strndup(bytes, size);
	if (number < 0 && memchr(bytes, 0x1b, size) != NULL &&
	    g_strstr_len(bytes, (ssize_t)size, "\x1b$B") != NULL) {
		number = find("iso-2022-jp");
		form = FORM_STATEFUL;
	}
	if (form == FORM_SINGLE && g_utf8_validate_len(bytes, size, NULL))
		return g_strndup(bytes, size);
	if (number < 0 || converters[number] == NULL || converters[number] == (iconv_t)-1)
		return repair(bytes, size);
	converted = convert(converters[number], bytes, size, &bad);
	if (bad == 0)
		return g_steal_pointer(&converted);
	/* Seven bits are always valid, whatever they stand for. */
	if ((form != FORM_STATEFUL || has_high(bytes, size)) &&
	    g_utf8_validate_len(bytes, size, NULL))
		return g_strndup(bytes, size);
	return retry(number, bytes, size, g_steal_pointer(&converted));
}
