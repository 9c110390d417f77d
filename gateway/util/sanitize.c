/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of Unicode matters on a terminal: the width of characters, and those that do more than stand there.
 */
#include "gateway/util/sanitize.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#define NAME_MAX_CHARACTERS 200

/* Marks and overrides of the reading direction: "exe.pdf" may really end in ".exe". */
static bool
turns_direction(gunichar c)
{
	return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}

static char *
clean(const char *text, bool one_line)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GString) out = g_string_sized_new(strlen(valid));

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' || c == '\t')
			g_string_append_c(out, one_line ? ' ' : (char)c);
		else if (g_unichar_iscntrl(c) || turns_direction(c))
			g_string_append_c(out, '?');
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
sanitize_line(const char *text)
{
	return clean(text, true);
}

char *
sanitize_text(const char *text)
{
	return clean(text, false);
}

static int
character_width(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

int
sanitize_width(const char *text)
{
	int width = 0;

	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		width += character_width(g_utf8_get_char(p));
	return width;
}

void
sanitize_append_cut(GString *out, const char *text, int width)
{
	const char *p = text;
	int used = 0;

	if (sanitize_width(text) <= width) {
		g_string_append(out, text);
		return;
	}
	while (*p != '\0' && used + character_width(g_utf8_get_char(p)) < width) {
		used += character_width(g_utf8_get_char(p));
		p = g_utf8_next_char(p);
	}
	g_string_append_len(out, text, p - text);
	g_string_append(out, "…");
	sanitize_pad(out, width - used - 1);
}

void
sanitize_pad(GString *out, int count)
{
	for (int i = 0; i < count; i++)
		g_string_append_c(out, ' ');
}

char *
sanitize_addresses(const char *text)
{
	static const char AROUND[] = " \t\r\n<>()[]{}\"',;:=";
	GString *without = g_string_new(NULL);

	for (const char *at = text; *at != '\0';) {
		size_t length = strcspn(at, AROUND);
		const char *sign = memchr(at, '@', length);

		if (sign == NULL)
			g_string_append_len(without, at, (gssize)length);
		else
			g_string_append_printf(
			    without, "...%.*s", (int)(length - (size_t)(sign - at)), sign);
		at += length;
		if (*at != '\0')
			g_string_append_c(without, *at++);
	}
	return g_string_free(without, FALSE);
}

char *
sanitize_size(int64_t bytes)
{
	if (bytes < 1000)
		return g_strdup_printf("%" PRId64 " B", bytes);
	if (bytes < 1000 * 1000)
		return g_strdup_printf("%" PRId64 " KB", (bytes + 500) / 1000);
	return g_strdup_printf("%.1f MB", (double)bytes / (1000 * 1000));
}

bool
sanitize_is_line(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			return false;
	return g_utf8_validate(text, -1, NULL) &&
	       g_utf8_strlen(text, -1) <= NAME_MAX_CHARACTERS;
}
