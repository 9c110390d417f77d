/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table of our own and no library: some thirty signatures are all that matters here, and each is a comparison. In
 * archives the names of their files are looked at, by the headers that stand before each, wherever those are: what an
 * archive says of itself at its end may be another thing than what a program finds in it.
 */
#include "parsers/file_content.h"

#include <stdint.h>
#include <string.h>

#include "parsers/file_marks.h"
#include "parsers/file_name.h"

enum {
	TEXT_HEAD = 1024,    /* bytes in which browsers look for HTML */
	PDF_HEAD = 1024,     /* in which readers look for a PDF */
	ZIP_HEADER = 46,     /* before a name in an archive's list; the other is shorter */
	ZIP_NAME = 64,       /* bytes at the end of a name that are looked at */
	SEVEN_TAIL = 4096,   /* where 7-Zip says how it packed */
	RAR_FIRST_FILE = 20, /* where a rar of version 4 has its first file */
};

static const struct {
	size_t at;
	const char *bytes;
	size_t size;
	FileKind kind;
	unsigned marks;
} SIGNATURES[] = {
#define SIGNATURE(at, bytes, kind, marks)                 \
	{                                                 \
		at, bytes, sizeof(bytes) - 1, kind, marks \
	}
    SIGNATURE(0,
	"\x7f"
	"ELF",
	FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE),
    SIGNATURE(0, "\xfe\xed\xfa\xce", FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE),
    SIGNATURE(0, "\xfe\xed\xfa\xcf", FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE),
    SIGNATURE(0, "\xce\xfa\xed\xfe", FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE),
    SIGNATURE(0, "\xcf\xfa\xed\xfe", FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE),
    SIGNATURE(0, "\xca\xfe\xba\xbe", FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE), /* Java, too */
    SIGNATURE(0, "\0asm", FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE),
    SIGNATURE(0, "#!", FILE_IS_SCRIPT, FILE_MARK_SCRIPT),
    SIGNATURE(0, "\x4c\0\0\0\x01\x14\x02\0", FILE_IS_SHORTCUT, FILE_MARK_SHORTCUT),
    SIGNATURE(0, "[InternetShortcut]", FILE_IS_SHORTCUT, FILE_MARK_SHORTCUT),
    SIGNATURE(0x8001, "CD001", FILE_IS_DISK, FILE_MARK_DISK),
    SIGNATURE(0, "vhdxfile", FILE_IS_DISK, FILE_MARK_DISK),
    SIGNATURE(0, "conectix", FILE_IS_DISK, FILE_MARK_DISK),
    SIGNATURE(0, "KDMV", FILE_IS_DISK, FILE_MARK_DISK),
    SIGNATURE(0, "MSWIM\0\0\0", FILE_IS_DISK, FILE_MARK_DISK),
    SIGNATURE(0, "MSCF\0\0\0\0", FILE_IS_ARCHIVE, 0),
    SIGNATURE(
	0, "ITSF\x03", FILE_IS_ARCHIVE, FILE_MARK_SCRIPT), /* compiled help runs scripts */
    SIGNATURE(0, "PK\x03\x04", FILE_IS_ZIP, 0),
    SIGNATURE(0, "PK\x05\x06", FILE_IS_ZIP, 0),
    SIGNATURE(0, "7z\xbc\xaf\x27\x1c", FILE_IS_ARCHIVE, 0),
    SIGNATURE(0, "Rar!\x1a\x07", FILE_IS_ARCHIVE, 0),
    SIGNATURE(0, "\x1f\x8b\x08", FILE_IS_ARCHIVE, 0),
    SIGNATURE(4, "1AY&SY", FILE_IS_ARCHIVE, 0),
    SIGNATURE(0,
	"\xfd"
	"7zXZ",
	FILE_IS_ARCHIVE, 0),
    SIGNATURE(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FILE_IS_OLE, 0),
    SIGNATURE(0, "{\\rtf", FILE_IS_RTF, 0),
    SIGNATURE(0, "\x89PNG\r\n", FILE_IS_IMAGE, 0),
    SIGNATURE(0, "\xff\xd8\xff", FILE_IS_IMAGE, 0),
    SIGNATURE(0, "GIF8", FILE_IS_IMAGE, 0),
    SIGNATURE(0, "II*\0", FILE_IS_IMAGE, 0),
    SIGNATURE(0, "MM\0*", FILE_IS_IMAGE, 0),
    SIGNATURE(8, "WEBP", FILE_IS_IMAGE, 0),
    SIGNATURE(4, "ftypheic", FILE_IS_IMAGE, 0),
    SIGNATURE(4, "ftypmif1", FILE_IS_IMAGE, 0),
    SIGNATURE(4, "ftypavif", FILE_IS_IMAGE, 0),
    SIGNATURE(4, "ftyp", FILE_IS_MEDIA, 0),
    SIGNATURE(0, "RIFF", FILE_IS_MEDIA, 0),
    SIGNATURE(0, "ID3\x03", FILE_IS_MEDIA, 0),
    SIGNATURE(0, "ID3\x04", FILE_IS_MEDIA, 0),
    SIGNATURE(0, "OggS", FILE_IS_MEDIA, 0),
    SIGNATURE(0, "\x1a\x45\xdf\xa3", FILE_IS_MEDIA, 0),
    SIGNATURE(0, "-----BEGIN PGP MESSAGE-----", FILE_IS_UNKNOWN, FILE_MARK_ENCRYPTED),
#undef SIGNATURE
};

/* What browsers take for HTML (WHATWG, MIME Sniffing, section 7.1), and what some mail programs do. */
static const char *const HTML_STARTS[] = {"<!doctype html", "<html", "<head", "<body",
    "<script", "<iframe", "<table", "<div", "<img", "<style", "<meta", "<title", "<h1", "<font",
    "<br", "<a", "<p", "<b", "<!--", NULL};

static bool
has(const unsigned char *data, size_t size, const char *bytes, size_t length)
{
	return size > 0 && memmem(data, size, bytes, length) != NULL;
}

static bool
has_text(const char *text, const char *word)
{
	return strstr(text, word) != NULL;
}

/* Windows and DOS: there are zero bytes in the header of each, and in no text. */
static bool
is_dos_program(const unsigned char *data, size_t size)
{
	return size >= 64 && (memcmp(data, "MZ", 2) == 0 || memcmp(data, "ZM", 2) == 0) &&
	       memchr(data, '\0', 64) != NULL;
}

/* The beginning as a text in lower case, in one byte a letter or in two, without what may stand before its first. */
static char *
text_head(const unsigned char *data, size_t size, size_t most)
{
	GString *text = g_string_sized_new(MIN(size, most));

	for (size_t i = 0; i < size && text->len < most; i++) {
		bool is_blank = g_ascii_isspace(data[i]) || data[i] == 0xef ||
				data[i] == 0xbb || data[i] == 0xbf || data[i] == 0xfe ||
				data[i] == 0xff;

		if (data[i] == '\0' || (text->len == 0 && is_blank))
			continue;
		g_string_append_c(text, g_ascii_tolower((char)data[i]));
	}
	return g_string_free(text, false);
}

static unsigned
markup_marks(const unsigned char *data, size_t size, FileKind *ret_kind)
{
	g_autofree char *head = text_head(data, MIN(size, FILE_MARKS_HEAD), TEXT_HEAD);
	g_autofree char *more = NULL;
	unsigned marks = 0;

	if (head[0] != '<' || (!g_ascii_isalpha(head[1]) && strchr("!?", head[1]) == NULL))
		return 0;
	more = text_head(data, size, FILE_MARKS_HEAD);
	*ret_kind = FILE_IS_XML;
	for (unsigned i = 0; HTML_STARTS[i] != NULL; i++) {
		size_t length = strlen(HTML_STARTS[i]);

		if (strncmp(head, HTML_STARTS[i], length) == 0 &&
		    !g_ascii_isalnum(head[length])) {
			*ret_kind = FILE_IS_HTML;
			marks |= FILE_MARK_HTML;
		}
	}
	if (has_text(more, "<html") || has_text(more, "w3.org/1999/xhtml"))
		marks |= FILE_MARK_HTML;
	if (has_text(more, "<svg") || has_text(more, "w3.org/2000/svg"))
		marks |= FILE_MARK_SVG;
	return *ret_kind == FILE_IS_XML ? marks | FILE_MARK_XML : marks;
}

/* A header of a zip archive, at one of its two kinds: where its flags, its name's length and its name are. */
typedef struct {
	size_t flags;
	size_t length;
	size_t name;
} ZipHeader;

static uint16_t
number_at(const unsigned char *data)
{
	return (uint16_t)(data[0] | data[1] << 8);
}

/* Of the file whose header it is; *ret_size: how much of it has been looked at. */
static unsigned
zip_file_marks(
    const unsigned char *data, size_t size, const ZipHeader *header, size_t *ret_size)
{
	size_t length = 0, skipped = 0;
	g_autofree char *name = NULL;
	unsigned marks = 0;

	*ret_size = 4;
	if (size < header->name)
		return 0;
	length = MIN(number_at(data + header->length), size - header->name);
	/* not the name as well: it may say that it is as long as all that stands behind it */
	*ret_size = header->name;
	if ((number_at(data + header->flags) & 1) != 0)
		marks |= FILE_MARK_ENCRYPTED;
	skipped = length > ZIP_NAME ? length - ZIP_NAME : 0;
	name = g_strndup((const char *)data + header->name + skipped, length - skipped);
	for (char *p = name; *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	if (g_str_has_suffix(name, "vbaproject.bin"))
		marks |= FILE_MARK_MACRO;
	/* pages, drawings and data are harmless as long as they are in there: Office documents are made of them */
	return marks | (file_name_marks(name) &
			   (FILE_MARK_EXECUTABLE | FILE_MARK_SCRIPT | FILE_MARK_SHORTCUT |
			       FILE_MARK_DISK | FILE_MARK_MACRO));
}

static unsigned
zip_marks(const unsigned char *data, size_t size)
{
	static const ZipHeader LOCAL = {6, 26, 30}, LISTED = {8, 28, ZIP_HEADER};
	const unsigned char *at = data, *end = data + size;
	unsigned marks = 0;

	while ((at = memmem(at, (size_t)(end - at), "PK", 2)) != NULL) {
		size_t seen = 2, left = (size_t)(end - at);

		if (left >= 4 && memcmp(at + 2, "\x03\x04", 2) == 0)
			marks |= zip_file_marks(at, left, &LOCAL, &seen);
		else if (left >= 4 && memcmp(at + 2, "\x01\x02", 2) == 0)
			marks |= zip_file_marks(at, left, &LISTED, &seen);
		at += seen;
	}
	return marks;
}

static unsigned
ole_marks(const unsigned char *data, size_t size)
{
	static const char VBA[] = "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T";
	static const char PACKAGE[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	return (has(data, size, VBA, sizeof(VBA) - 1) ? FILE_MARK_MACRO : 0u) |
	       (has(data, size, PACKAGE, sizeof(PACKAGE) - 1) ? FILE_MARK_ENCRYPTED : 0u);
}

/* Of archives other than zip it is seen where their header says it. */
static bool
is_encrypted(const unsigned char *data, size_t size)
{
	size_t tail = MIN(size, SEVEN_TAIL);

	if (memcmp(data, "7z", 2) == 0)
		return has(data + size - tail, tail, "\x06\xf1\x07\x01", 4);
	if (memcmp(data, "Rar!", 4) != 0 || size < RAR_FIRST_FILE + 5)
		return false;
	if (data[6] != 0) /* version 5: a sum, a size, and which header it is */
		return data[12] < 0x80 && data[13] == 4;
	return (data[10] & 0x80) != 0 ||
	       (data[RAR_FIRST_FILE + 2] == 0x74 && (data[RAR_FIRST_FILE + 3] & 4) != 0);
}

/* Marks that tell what it is by themselves; *ret_kind: what it is, but for what is written with tags. */
static unsigned
signature_marks(const unsigned char *data, size_t size, FileKind *ret_kind)
{
	*ret_kind = FILE_IS_UNKNOWN;
	if (is_dos_program(data, size)) {
		*ret_kind = FILE_IS_PROGRAM;
		return FILE_MARK_EXECUTABLE;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(SIGNATURES); i++) {
		if (SIGNATURES[i].at + SIGNATURES[i].size > size ||
		    memcmp(data + SIGNATURES[i].at, SIGNATURES[i].bytes, SIGNATURES[i].size) !=
			0)
			continue;
		*ret_kind = SIGNATURES[i].kind;
		return SIGNATURES[i].marks;
	}
	if (has(data, MIN(size, PDF_HEAD), "%PDF-", 5))
		*ret_kind = FILE_IS_PDF;
	return 0;
}

FileKind
file_content_kind(const unsigned char *data, size_t size)
{
	FileKind kind = FILE_IS_UNKNOWN;

	signature_marks(data, size, &kind);
	return kind;
}

unsigned
file_content_marks(const unsigned char *data, size_t size, FileKind *ret_kind)
{
	unsigned marks = signature_marks(data, size, ret_kind);

	if (*ret_kind == FILE_IS_ZIP)
		marks |= zip_marks(data, size);
	else if (*ret_kind == FILE_IS_OLE)
		marks |= ole_marks(data, size);
	else if (*ret_kind == FILE_IS_ARCHIVE && is_encrypted(data, size))
		marks |= FILE_MARK_ENCRYPTED;
	else if (*ret_kind == FILE_IS_UNKNOWN)
		marks |= markup_marks(data, size, ret_kind);
	return marks;
}
