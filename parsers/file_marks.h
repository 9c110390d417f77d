/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a file may do to who opens it: by its name, by the type that it was sent as and by its first bytes. Nothing is
 * unpacked and nothing refused; it is only said. Pure, and linear in what is looked at.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum {
	FILE_MARK_EXECUTABLE = 1 << 0, /* a program, or an archive with one in it */
	FILE_MARK_SCRIPT = 1 << 1,
	FILE_MARK_MACRO = 1 << 2, /* a document with a program in it */
	FILE_MARK_HTML = 1 << 3,
	FILE_MARK_SVG = 1 << 4,
	FILE_MARK_XML = 1 << 5,
	FILE_MARK_DISK =
	    1 << 6, /* an image of one, whose files bear no sign of where they came from */
	FILE_MARK_SHORTCUT = 1 << 7,
	FILE_MARK_ENCRYPTED = 1 << 8, /* nobody on the way could look into it */
	FILE_MARK_DISGUISED = 1 << 9, /* it is not what its name says */
	/* What a scanner says of the mail that it came in (gateway/daemon/scanner.h); nothing here finds these. */
	FILE_MARK_INFECTED = 1 << 10,
	FILE_MARK_UNSCANNED = 1 << 11, /* it did not answer, or would not look into it */
} FileMark;
#define FILE_MARKS_ALL ((unsigned)(FILE_MARK_UNSCANNED << 1) - 1)
#define FILE_MARKS_SCAN ((unsigned)(FILE_MARK_INFECTED | FILE_MARK_UNSCANNED))
/* Of these the name and the type that they came with are harmless: data for programs, what needs a password, and
 * what nobody looked into. */
#define FILE_MARKS_DATA ((unsigned)(FILE_MARK_XML | FILE_MARK_ENCRYPTED | FILE_MARK_UNSCANNED))

/* The words of the marks, in the order of their bits: "executable"; NULL-terminated. */
extern const char *const FILE_MARK_NAMES[];

enum {
	FILE_MARKS_START = 1088,     /* bytes that tell what most files are */
	FILE_MARKS_HEAD = 36 * 1024, /* that tell what texts are, and images of disks */
};

/* How many bytes of a longer file that begins so are needed to tell; archives are looked at as far as they are kept. */
size_t file_marks_needed(GBytes *start);
/* Marks. name: a safe one (parsers/attachment.h), or "". */
unsigned file_marks(const char *name, const char *type, GBytes *bytes);

/* A name under which no system runs it or takes it for more than a file in its folder: "setup.exe.txt" of what has a mark
 * beyond FILE_MARKS_DATA, "_CON", "_.htaccess". Caller owns. */
char *file_marks_harmless_name(const char *name, bool is_marked);
