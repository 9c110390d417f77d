/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, by its bytes alone: a table of how files begin. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Kinds that are told apart; bits, so that a name can stand for several. */
typedef enum {
	FILE_IS_UNKNOWN = 0,
	FILE_IS_PROGRAM = 1 << 0,
	FILE_IS_PDF = 1 << 1,
	FILE_IS_IMAGE = 1 << 2,
	FILE_IS_MEDIA = 1 << 3, /* sound or film */
	FILE_IS_ZIP = 1 << 4,   /* and what is one: Office, OpenDocument, Java */
	FILE_IS_OLE = 1 << 5,   /* Office until 2003, Outlook's messages */
	FILE_IS_RTF = 1 << 6,
	FILE_IS_ARCHIVE = 1 << 7,
	FILE_IS_DISK = 1 << 8,
	FILE_IS_SHORTCUT = 1 << 9,
	FILE_IS_HTML = 1 << 10,
	FILE_IS_XML = 1 << 11,
	FILE_IS_SCRIPT = 1 << 12,
} FileKind;

/* What it is by how it begins; what is written with tags is not told. */
FileKind file_content_kind(const unsigned char *data, size_t size);

/* Marks (parsers/file_marks.h) that its bytes give; *ret_kind: what it is. */
unsigned file_content_marks(const unsigned char *data, size_t size, FileKind *ret_kind);
