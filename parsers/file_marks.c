/* SPDX-License-Identifier: Apache-2.0 */
/* Puts together what a file says it is, and what it is. */
#include "parsers/file_marks.h"

#include <string.h>

#include "parsers/file_content.h"
#include "parsers/file_name.h"
#include "parsers/limits.h"

enum { OFFICE_OR_PACKED = FILE_IS_ZIP | FILE_IS_OLE | FILE_IS_ARCHIVE };

const char *const FILE_MARK_NAMES[] = {"executable", "script", "macro", "html", "svg", "xml",
    "disk", "shortcut", "encrypted", "disguised", "infected", "unscanned", NULL};
G_STATIC_ASSERT(FILE_MARKS_ALL == (1u << (G_N_ELEMENTS(FILE_MARK_NAMES) - 1)) - 1);

size_t
file_marks_needed(GBytes *start)
{
	size_t size = 0;
	const unsigned char *data = g_bytes_get_data(start, &size);
	FileKind kind = file_content_kind(data, size);

	if ((kind & OFFICE_OR_PACKED) != 0)
		return LIMIT_ATTACHMENT;
	return kind == FILE_IS_UNKNOWN ? FILE_MARKS_HEAD : FILE_MARKS_START;
}

unsigned
file_marks(const char *name, const char *type, GBytes *bytes)
{
	size_t size = 0;
	const unsigned char *data = g_bytes_get_data(bytes, &size);
	FileKind kind = FILE_IS_UNKNOWN;
	unsigned marks = file_name_marks(name) | file_type_marks(type) |
			 file_content_marks(data, size, &kind);
	unsigned kinds = file_name_kinds(name);

	/* a drawing is XML, and the type of one with an ending that is known is only its sender's program's guess */
	if (kinds == 0 && file_name_marks(name) == 0 && (marks & FILE_MARK_SVG) == 0)
		kinds = file_type_kinds(type);
	if (kinds != 0 && kind != FILE_IS_UNKNOWN && (kinds & kind) == 0)
		marks |= FILE_MARK_DISGUISED;
	return marks;
}

/* What Windows and DOS take for a device in any folder, whatever ending it has. */
static bool
is_device(const char *name)
{
	static const char *const DEVICES[] = {
	    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$", NULL};
	static const char *const NUMBERED[] = {"com", "lpt", NULL};
	size_t size = strcspn(name, ".: ");
	g_autofree char *stem = g_ascii_strdown(name, (ssize_t)size);

	for (size_t i = 0; NUMBERED[i] != NULL; i++)
		if (g_str_has_prefix(stem, NUMBERED[i]) && g_utf8_strlen(stem, -1) == 4)
			return true;
	return g_strv_contains(DEVICES, stem);
}

char *
file_marks_harmless_name(const char *name, bool is_marked)
{
	g_autofree char *tame = g_strdup(name);
	size_t size = strlen(tame);

	while (size > 0 && strchr(". ", tame[size - 1]) != NULL)
		tame[--size] = '\0';
	g_strdelimit(tame, "<>:\"|?*/\\", '_');
	if (*tame == '\0')
		return g_strdup(is_marked ? "attachment.txt" : "attachment");
	return g_strconcat(strchr(".-~", *tame) != NULL || is_device(tame) ? "_" : "", tame,
	    is_marked ? ".txt" : "", NULL);
}
