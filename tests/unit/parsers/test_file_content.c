/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <glib.h>

#include "parsers/file_content.h"
#include "parsers/file_marks.h"

#define BYTES(text) text, sizeof(text) - 1
#define NULS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static const struct {
	const char *what;
	const char *bytes;
	size_t size;
	FileKind kind;
	unsigned marks;
} FILES[] = {
    {"nothing", BYTES(""), FILE_IS_UNKNOWN, 0},
    {"a text", BYTES("Het scherm is zwart.\n"), FILE_IS_UNKNOWN, 0},
    {"a text that begins like a program",
	BYTES("MZ-1200 printer, zie de handleiding op bladzijde twaalf, onderaan, of bel."),
	FILE_IS_UNKNOWN, 0},
    {"Windows", BYTES("MZ\x90\0" NULS NULS "PE\0\0"), FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE},
    {"Linux",
	BYTES("\x7f"
	      "ELF\x02\x01\x01"),
	FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE},
    {"macOS", BYTES("\xcf\xfa\xed\xfe\x07\0\0\x01"), FILE_IS_PROGRAM, FILE_MARK_EXECUTABLE},
    {"a class of Java", BYTES("\xca\xfe\xba\xbe\0\0\0\x34"), FILE_IS_PROGRAM,
	FILE_MARK_EXECUTABLE},
    {"a script", BYTES("#!/bin/sh\nrm -rf /\n"), FILE_IS_SCRIPT, FILE_MARK_SCRIPT},
    {"a shortcut", BYTES("\x4c\0\0\0\x01\x14\x02\0\0\0\0\0"), FILE_IS_SHORTCUT,
	FILE_MARK_SHORTCUT},
    {"a shortcut to a page", BYTES("[InternetShortcut]\r\nURL=file://x/y"), FILE_IS_SHORTCUT,
	FILE_MARK_SHORTCUT},
    {"a PDF", BYTES("%PDF-1.7\n"), FILE_IS_PDF, 0},
    {"a PDF behind something", BYTES("\n\n%PDF-1.7\n"), FILE_IS_PDF, 0},
    {"a picture", BYTES("\x89PNG\r\n\x1a\n"), FILE_IS_IMAGE, 0},
    {"another", BYTES("RIFF\0\0\0\0WEBPVP8 "), FILE_IS_IMAGE, 0},
    {"of a telephone",
	BYTES("\0\0\0\x18"
	      "ftypheic"),
	FILE_IS_IMAGE, 0},
    {"a film",
	BYTES("\0\0\0\x18"
	      "ftypmp42"),
	FILE_IS_MEDIA, 0},
    {"HTML", BYTES("<!DOCTYPE HTML><p>x"), FILE_IS_HTML, FILE_MARK_HTML},
    {"HTML behind blanks", BYTES("\xef\xbb\xbf \r\n\t<SCRIPT>alert(1)</SCRIPT>"), FILE_IS_HTML,
	FILE_MARK_HTML},
    {"HTML in UTF-16", BYTES("\xff\xfe<\0h\0t\0m\0l\0>\0"), FILE_IS_HTML, FILE_MARK_HTML},
    {"HTML behind a remark", BYTES("<!-- x --><script>1</script>"), FILE_IS_HTML,
	FILE_MARK_HTML},
    {"XML", BYTES("<?xml version=\"1.0\"?><Invoice/>"), FILE_IS_XML, FILE_MARK_XML},
    {"XML without a first line", BYTES("<Invoice xmlns='urn:x'/>"), FILE_IS_XML, FILE_MARK_XML},
    {"XML with a page in it",
	BYTES("<?xml version=\"1.0\"?><a xmlns:h='http://www.w3.org/1999/xhtml'>"
	      "<h:script>alert(1)</h:script></a>"),
	FILE_IS_XML, FILE_MARK_XML | FILE_MARK_HTML},
    {"a drawing", BYTES("<svg xmlns='x' onload='alert(1)'/>"), FILE_IS_XML,
	FILE_MARK_XML | FILE_MARK_SVG},
    {"a drawing behind more", BYTES("<?xml version='1.0'?>\n<!DOCTYPE svg>\n<SVG/>"),
	FILE_IS_XML, FILE_MARK_XML | FILE_MARK_SVG},
    {"what is no markup", BYTES("< 3 is minder dan vier"), FILE_IS_UNKNOWN, 0},
    {"an old document", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook"), FILE_IS_OLE, 0},
    {"with macros",
	BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 _\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0"),
	FILE_IS_OLE, FILE_MARK_MACRO},
    {"with a password",
	BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 "
	      "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
	FILE_IS_OLE, FILE_MARK_ENCRYPTED},
    {"a rar", BYTES("Rar!\x1a\x07\0" NULS), FILE_IS_ARCHIVE, 0},
    {"a rar that hides its names",
	BYTES("Rar!\x1a\x07\0\x00\x00\x73\x80\0\x0d\0\0\0\0\0\0\0" NULS), FILE_IS_ARCHIVE,
	FILE_MARK_ENCRYPTED},
    {"a rar with a password",
	BYTES("Rar!\x1a\x07\0\x00\x00\x73\0\0\x0d\0\0\0\0\0\0\0\0\0\x74\x04\x80" NULS),
	FILE_IS_ARCHIVE, FILE_MARK_ENCRYPTED},
    {"a newer rar", BYTES("Rar!\x1a\x07\x01\0\0\0\0\0\x0a\x04" NULS), FILE_IS_ARCHIVE,
	FILE_MARK_ENCRYPTED},
    {"a newer rar without", BYTES("Rar!\x1a\x07\x01\0\0\0\0\0\x0a\x01" NULS), FILE_IS_ARCHIVE,
	0},
    {"a 7-Zip", BYTES("7z\xbc\xaf\x27\x1c" NULS), FILE_IS_ARCHIVE, 0},
    {"a 7-Zip with a password", BYTES("7z\xbc\xaf\x27\x1c" NULS "\x24\x06\xf1\x07\x01\x12"),
	FILE_IS_ARCHIVE, FILE_MARK_ENCRYPTED},
    {"a message of PGP", BYTES("-----BEGIN PGP MESSAGE-----\n"), FILE_IS_UNKNOWN,
	FILE_MARK_ENCRYPTED},
};

static void
how_files_begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
		/* with nothing behind it that could be read by mistake */
		g_autofree unsigned char *data = g_memdup2(FILES[i].bytes, FILES[i].size);
		FileKind kind = FILE_IS_UNKNOWN;
		unsigned marks = file_content_marks(data, FILES[i].size, &kind);

		if (marks != FILES[i].marks || kind != FILES[i].kind)
			fail_msg("%s: marks %#x, kind %#x", FILES[i].what, marks, kind);
	}
}

/* The header of a file in an archive, as it stands before it or in the list at the end. */
static void
append_file(GString *zip, bool is_listed, const char *name, bool is_encrypted)
{
	size_t start = zip->len, size = is_listed ? 46 : 30;
	size_t length = strlen(name);

	for (size_t i = 0; i < size; i++)
		g_string_append_c(zip, '\0');
	memcpy(zip->str + start, is_listed ? "PK\x01\x02" : "PK\x03\x04", 4);
	zip->str[start + (is_listed ? 8 : 6)] = is_encrypted;
	zip->str[start + (is_listed ? 28 : 26)] = (char)(length & 0xff);
	zip->str[start + (is_listed ? 29 : 27)] = (char)(length >> 8);
	g_string_append(zip, name);
}

static unsigned
marks_of(const GString *zip)
{
	FileKind kind = FILE_IS_UNKNOWN;
	unsigned marks = file_content_marks((const unsigned char *)zip->str, zip->len, &kind);

	assert_int_equal(kind, FILE_IS_ZIP);
	return marks;
}

static const struct {
	const char *name;
	bool is_encrypted;
	unsigned marks;
} PACKED[] = {
    {"foto.jpg", false, 0},
    {"word/document.xml", false, 0},
    {"pagina.html", false, 0},
    {"word/vbaProject.bin", false, FILE_MARK_MACRO},
    {"map/setup.exe", false, FILE_MARK_EXECUTABLE},
    {"factuur.pdf.js", false, FILE_MARK_SCRIPT},
    {"factuur.lnk", false, FILE_MARK_SHORTCUT},
    {"foto.jpg", true, FILE_MARK_ENCRYPTED},
};

static void
an_archive_tells_what_is_in_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PACKED); i++)
		for (int is_listed = 0; is_listed < 2; is_listed++) {
			g_autoptr(GString) zip = g_string_new(NULL);

			append_file(zip, false, "leesmij.txt", false);
			append_file(
			    zip, is_listed == 1, PACKED[i].name, PACKED[i].is_encrypted);
			if (marks_of(zip) != PACKED[i].marks)
				fail_msg("%s: %#x", PACKED[i].name, marks_of(zip));
		}
}

/* What is no whole header, or says that a name goes on to the end, hides nothing behind it and is not read past. */
static void
an_archive_that_lies_hides_nothing(void **state)
{
	g_autoptr(GString) zip = g_string_new(NULL);

	(void)state;
	append_file(zip, false, "leesmij.txt", false);
	zip->str[26] = '\xff';
	zip->str[27] = '\xff';
	append_file(zip, false, "setup.exe", false);
	assert_int_equal(marks_of(zip), FILE_MARK_EXECUTABLE);
	for (size_t size = zip->len; size >= 4; size--) {
		g_autofree unsigned char *cut = g_memdup2(zip->str, size);
		FileKind kind = FILE_IS_UNKNOWN;

		file_content_marks(cut, size, &kind);
		assert_int_equal(kind, FILE_IS_ZIP);
	}
}

/* 1 MB of what costs most is gone over in moments. */
static void
time_is_linear(void **state)
{
	static const struct {
		const char *start, *piece;
		size_t start_size, piece_size;
	} MANY[] = {
	    {"PK\x03\x04", "PK\x03\x04", 4, 4},
	    {"PK\x03\x04", "PKPK", 4, 4},
	    {"PK\x03\x04", "PK\x03\x04" NULS, 4, 30},
	    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "_\0V\0B\0A\0_\0", 8, 10},
	    {"<", "<!doctype ", 1, 10},
	    {" ", " ", 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(MANY); i++) {
		g_autoptr(GString) file = g_string_sized_new(2 << 20);
		FileKind kind = FILE_IS_UNKNOWN;
		clock_t start = 0;

		g_string_append_len(file, MANY[i].start, (gssize)MANY[i].start_size);
		while (file->len < 1 << 20)
			g_string_append_len(file, MANY[i].piece, (gssize)MANY[i].piece_size);
		start = clock();
		file_content_marks((const unsigned char *)file->str, file->len, &kind);
		if (clock() - start > 4 * CLOCKS_PER_SEC)
			fail_msg("%s", MANY[i].piece);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(how_files_begin),
	    cmocka_unit_test(an_archive_tells_what_is_in_it),
	    cmocka_unit_test(an_archive_that_lies_hides_nothing),
	    cmocka_unit_test(time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
