/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/letters/compose_mail.h"

#include <string.h>

#define LINE_MOST 998 /* RFC 5322, section 2.1.1 */

bool
compose_mail_is(GBytes *bytes)
{
	gsize size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	gsize name = 0;

	while (name < size && data[name] > ' ' && data[name] < 0x7f && data[name] != ':')
		name++;
	return name > 0 && name < size && data[name] == ':';
}

bool
compose_mail_is_8bit(GBytes *bytes)
{
	gsize size = 0;
	const char *data = g_bytes_get_data(bytes, &size);

	for (gsize i = 0; i < size; i++)
		if ((data[i] & 0x80) != 0)
			return true;
	return false;
}

static void
append_line(GString *out, const char *line, gsize size, bool in_header)
{
	gsize room = LINE_MOST;

	for (gsize i = 0; i < size; i++) {
		if (line[i] == '\0')
			continue;
		if (room == 0) {
			g_string_append(out, in_header ? "\r\n " : "\r\n");
			room = LINE_MOST - in_header;
		}
		g_string_append_c(out, line[i]);
		room--;
	}
	g_string_append(out, "\r\n");
}

void
compose_mail_append(GString *out, GBytes *bytes)
{
	gsize size = 0;
	const char *at = g_bytes_get_data(bytes, &size);
	const char *end = size == 0 ? at : at + size;
	bool in_header = true;

	while (at < end) {
		const char *stop = at;

		while (stop < end && *stop != '\r' && *stop != '\n')
			stop++;
		append_line(out, at, (gsize)(stop - at), in_header);
		in_header = in_header && stop > at;
		at = stop + (stop < end && *stop == '\r' && stop + 1 < end && stop[1] == '\n');
		at += stop < end;
	}
}
