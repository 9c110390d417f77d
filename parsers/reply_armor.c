/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 9580, 7: a line that says so and a few header lines stand above the text, the signature in its armor below it.
 */
#include "parsers/reply_armor.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/reply_line.h"

static bool
begins(const Line *line, const char *with)
{
	return line->size >= strlen(with) && memcmp(line->text, with, strlen(with)) == 0;
}

static void
unescape(Line *line)
{
	line->text += 2;
	line->size -= 2;
	line->kind = begins(line, "-- ") && line->size == 3 ? LINE_SIGNATURE : LINE_TEXT;
}

void
reply_armor_find(GArray *lines)
{
	bool is_head = false;
	bool is_signed = false;
	bool is_signature = false;

	for (unsigned i = 0; i < lines->len; i++) {
		Line *line = &g_array_index(lines, Line, i);

		if (begins(line, "-----BEGIN PGP SIGNED MESSAGE-----"))
			is_head = is_signed = true;
		else if (is_signed && begins(line, "-----BEGIN PGP SIGNATURE-----"))
			is_signature = true;
		if (is_head || is_signature) {
			is_head = line->size > 0;
			is_signed = is_signed && !begins(line, "-----END PGP SIGNATURE-----");
			is_signature = is_signature && is_signed;
			line->kind = line->size > 0 ? LINE_DEVICE : LINE_BLANK;
		} else if (is_signed && begins(line, "- -")) {
			unescape(line);
		}
	}
}
