/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a telephone reads it is seen in tests/e2e/test_mfa.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/util/qr_code.h"

#define WHITE_ROW "\033[38;5;231;48;5;231m"

/* 21 modules and four of silence on each side. */
static void
it_is_drawn_with_silence_around_it(void **state)
{
	g_autoptr(QrCode) code = qr_code_new("HELLO");
	g_autoptr(GString) out = g_string_new("before\n");
	g_auto(GStrv) lines = NULL;

	(void)state;
	assert_int_equal(qr_code_columns(code), 29);
	qr_code_draw(code, out);
	lines = g_strsplit(out->str, "\n", -1);
	assert_int_equal(g_strv_length(lines), 1 + 15 + 1);
	for (int row = 1; row <= 15; row++) {
		g_auto(GStrv) halves = g_strsplit(lines[row], "\xe2\x96\x80", -1);
		bool quiet = row <= 2 || row >= 14;

		assert_int_equal(g_strv_length(halves), 29 + 1);
		assert_string_equal(halves[0], WHITE_ROW);
		assert_string_equal(halves[29], "\033[0m");
		for (int column = 1; column < 29; column++)
			if (quiet || column < 4 || column > 25)
				assert_string_equal(halves[column], "");
	}
	/* the upper left finder pattern: a black corner, over black and white */
	assert_non_null(strstr(lines[3], "\033[38;5;16;48;5;16m\xe2\x96\x80"
					 "\033[38;5;16;48;5;231m\xe2\x96\x80"));
}

/* Each black module is in one piece of the path, and no other. */
static void
it_is_a_path(void **state)
{
	g_autoptr(QrCode) code = qr_code_new("HELLO");
	g_autofree char *path = qr_code_path(code);

	(void)state;
	assert_true(g_str_has_prefix(path, "M4 4h7v1h-7z"));
	assert_true(g_str_has_suffix(path, "z"));
	assert_non_null(strstr(path, "M4 5h1v1h-1zM10 5h1v1h-1z"));
}

static void
a_picture_is_written_once_and_for_its_owner(void **state)
{
	g_autofree char *folder = g_dir_make_tmp("qr-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "code.png", NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(QrCode) code = qr_code_new("HELLO");
	g_autoptr(GError) error = NULL;
	struct stat status;

	(void)state;
	assert_true(qr_code_write_png(code, path, NULL));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_true(g_file_get_contents(path, &bytes, NULL, NULL));
	assert_memory_equal(bytes, "\211PNG\r\n\032\n", 8);
	assert_memory_equal(bytes + 16, "\0\0\0\350\0\0\0\350", 8); /* 29 modules of 8 */
	assert_false(qr_code_write_png(code, path, &error));
	assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(g_unlink(path), 0);
	assert_int_equal(g_rmdir(folder), 0);
}

static void
what_cannot_be_written_leaves_no_file(void **state)
{
	g_autoptr(QrCode) code = qr_code_new("HELLO");
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(qr_code_write_png(code, "/nowhere/code.png", &error));
	assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
	assert_non_null(strstr(error->message, "/nowhere/code.png"));
}

static void
what_is_too_long_is_none(void **state)
{
	g_autofree char *most = g_strnfill(2953, 'x');
	g_autofree char *more = g_strnfill(2954, 'x');
	g_autoptr(QrCode) large = qr_code_new(most);

	(void)state;
	assert_non_null(large);
	assert_null(qr_code_new(more));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_drawn_with_silence_around_it),
	    cmocka_unit_test(it_is_a_path),
	    cmocka_unit_test(a_picture_is_written_once_and_for_its_owner),
	    cmocka_unit_test(what_cannot_be_written_leaves_no_file),
	    cmocka_unit_test(what_is_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
