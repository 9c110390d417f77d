/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib.h>

#include "parsers/file_marks.h"
#include "parsers/limits.h"

static const struct {
	const char *name, *type, *content;
	unsigned marks;
} FILES[] = {
    {"foto.png", "image/png", "\x89PNG\r\n", 0},
    {"foto.jpg", "image/jpeg", "\x89PNG\r\n", 0}, /* pictures are pictures */
    {"foto.jpg", "text/plain", "\xff\xd8\xff", 0},
    {"rapport.doc", "application/msword", "{\\rtf1 x}", 0},
    {"archief.zip", "application/zip", "Rar!\x1a\x07", 0},
    {"lijst.csv", "text/csv", "a;b\n1;2\n", 0},
    {"", "application/octet-stream", "%PDF-1.4", 0},
    {"rapport.pdf", "application/octet-stream", "%PDF-1.4", 0},
    {"rapport.pdf", "image/png", "%PDF-1.4", 0}, /* what opens it goes by its ending */
    {"foto.jpg", "image/jpeg",
	"\x7f"
	"ELF",
	FILE_MARK_EXECUTABLE | FILE_MARK_DISGUISED},
    {"rapport.pdf", "application/pdf", "<html>", FILE_MARK_HTML | FILE_MARK_DISGUISED},
    {"notitie.txt", "text/plain", "%PDF-1.4", FILE_MARK_DISGUISED},
    {"notitie.txt", "text/plain", "<html>", FILE_MARK_HTML},
    {"notitie.txt", "text/plain", "#!/bin/sh", FILE_MARK_SCRIPT},
    {"", "image/png", "<html>", FILE_MARK_HTML | FILE_MARK_DISGUISED},
    {"", "image/svg+xml", "<svg/>", FILE_MARK_SVG | FILE_MARK_XML},
    {"logo.png", "image/png", "<svg/>", FILE_MARK_SVG | FILE_MARK_XML | FILE_MARK_DISGUISED},
    {"foto.exe", "image/png", "\x89PNG\r\n", FILE_MARK_EXECUTABLE},
    {"foto.png", "application/x-msdownload", "x", FILE_MARK_EXECUTABLE},
};

static void
what_it_says_and_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autoptr(GBytes) bytes =
		    g_bytes_new_static(FILES[i].content, strlen(FILES[i].content));
		unsigned marks = file_marks(FILES[i].name, FILES[i].type, bytes);

		if (marks != FILES[i].marks)
			fail_msg("%s %s %s: %#x", FILES[i].name, FILES[i].type,
			    FILES[i].content, marks);
	}
}

static void
no_more_is_read_than_tells(void **state)
{
	static const struct {
		const char *start;
		size_t needed;
	} ROWS[] = {
	    {"PK\x03\x04", LIMIT_ATTACHMENT},
	    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", LIMIT_ATTACHMENT},
	    {"7z\xbc\xaf\x27\x1c", LIMIT_ATTACHMENT}, {"%PDF-", FILE_MARKS_START},
	    {"\x89PNG\r\n", FILE_MARKS_START}, {"MZ", FILE_MARKS_START},
	    {"<svg>", FILE_MARKS_HEAD},
	    {"", FILE_MARKS_HEAD}, /* it may be an image of a disk */
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		char start[FILE_MARKS_START] = {0};
		g_autoptr(GBytes) bytes = NULL;

		memcpy(start, ROWS[i].start, strlen(ROWS[i].start));
		bytes = g_bytes_new(start, sizeof(start));
		assert_int_equal(file_marks_needed(bytes), ROWS[i].needed);
	}
}

static const struct {
	const char *name;
	bool is_marked;
	const char *expected;
} HARMLESS[] = {
    {"foto.jpg", false, "foto.jpg"},
    {"setup.exe", true, "setup.exe.txt"},
    {"setup.exe.", true, "setup.exe.txt"},
    {".htaccess", true, "_.htaccess.txt"},
    {".profile", false, "_.profile"},
    {"-rf", false, "_-rf"},
    {"~root", false, "_~root"},
    {"CON", false, "_CON"},
    {"con.txt", false, "_con.txt"},
    {"AUX .pdf", false, "_AUX .pdf"},
    {"com1.pdf", false, "_com1.pdf"},
    {"LPT\xc2\xb9", false, "_LPT\xc2\xb9"}, /* LPT with a small one */
    {"conto.pdf", false, "conto.pdf"},
    {"compute.pdf", false, "compute.pdf"},
    {"a:b|c?.pdf", false, "a_b_c_.pdf"},
    {"...", false, "attachment"},
    {"", true, "attachment.txt"},
};

static void
a_name_for_any_folder(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(HARMLESS); i++) {
		g_autofree char *name =
		    file_marks_harmless_name(HARMLESS[i].name, HARMLESS[i].is_marked);

		assert_string_equal(name, HARMLESS[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_it_says_and_what_it_is),
	    cmocka_unit_test(no_more_is_read_than_tells),
	    cmocka_unit_test(a_name_for_any_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
