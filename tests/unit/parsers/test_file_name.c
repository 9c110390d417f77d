/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "parsers/file_content.h"
#include "parsers/file_marks.h"
#include "parsers/file_name.h"

static const struct {
	const char *name;
	unsigned marks;
} NAMES[] = {
    {"setup.exe", FILE_MARK_EXECUTABLE},
    {"SETUP.EXE", FILE_MARK_EXECUTABLE},
    {"setup.exe.", FILE_MARK_EXECUTABLE},
    {"setup.exe . .", FILE_MARK_EXECUTABLE},
    {"setup.exe::$DATA", FILE_MARK_EXECUTABLE},
    {"notitie.txt:setup.exe", FILE_MARK_EXECUTABLE},
    {"factuur.pdf.exe", FILE_MARK_EXECUTABLE | FILE_MARK_DISGUISED},
    {"factuur.pdf      .exe", FILE_MARK_EXECUTABLE | FILE_MARK_DISGUISED},
    {"foto.jpg.html", FILE_MARK_HTML | FILE_MARK_DISGUISED},
    {"versie.2.exe", FILE_MARK_EXECUTABLE},
    {".htaccess", FILE_MARK_SCRIPT},
    {"start.cmd", FILE_MARK_SCRIPT},
    {"start.js", FILE_MARK_SCRIPT},
    {"uren.xlsm", FILE_MARK_MACRO},
    {"pagina.htm", FILE_MARK_HTML},
    {"logo.svg", FILE_MARK_SVG},
    {"factuur.xml", FILE_MARK_XML},
    {"schijf.iso", FILE_MARK_DISK},
    {"snelkoppeling.lnk", FILE_MARK_SHORTCUT},
    {"geheim.pgp", FILE_MARK_ENCRYPTED},
    {"foto.jpg", 0},
    {"rapport.docx", 0},
    {"archief.tar.gz", 0},
    {"exe", 0},
    {"mijn exe bestand", 0},
    {"a.exe cmd", 0},
    {"a. exe", 0},
    {"a.eenheellangeextensiedienietbestaat", 0},
    {"...", 0},
    {"", 0},
};

static void
what_systems_make_of_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (file_name_marks(NAMES[i].name) != NAMES[i].marks)
			fail_msg("\"%s\": %#x", NAMES[i].name, file_name_marks(NAMES[i].name));
}

static void
types_have_marks_too(void **state)
{
	(void)state;
	assert_int_equal(file_type_marks("application/x-msdownload"), FILE_MARK_EXECUTABLE);
	assert_int_equal(file_type_marks("image/svg+xml"), FILE_MARK_SVG);
	assert_int_equal(file_type_marks("text/html"), FILE_MARK_HTML);
	assert_int_equal(file_type_marks("application/xml-dtd"), FILE_MARK_XML);
	assert_int_equal(
	    file_type_marks("application/vnd.ms-excel.sheet.macroenabled.12"), FILE_MARK_MACRO);
	assert_int_equal(file_type_marks("text/html5"), 0);
	assert_int_equal(file_type_marks("text/plain"), 0);
	assert_int_equal(file_type_marks(""), 0);
}

static void
what_may_be_in_it(void **state)
{
	(void)state;
	assert_int_equal(file_name_kinds("a.pdf"), FILE_IS_PDF);
	assert_int_equal(file_name_kinds("a.b"), 0);
	assert_true((file_name_kinds("a.doc") & FILE_IS_RTF) != 0);
	assert_true((file_name_kinds("a.zip") & FILE_IS_ARCHIVE) != 0);
	assert_int_equal(file_type_kinds("image/png"), FILE_IS_IMAGE);
	assert_int_equal(file_type_kinds("application/octet-stream"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_systems_make_of_a_name),
	    cmocka_unit_test(types_have_marks_too),
	    cmocka_unit_test(what_may_be_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
