/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <png.h>
#include <string.h>

#include "gateway/util/png_file.h"

static const PngLimits LIMITS = {2048, 600, 200};
static char *path; /* own */

static int
set_up(void **state)
{
	g_autofree char *folder = g_dir_make_tmp("test_png_file_XXXXXX", NULL);

	(void)state;
	path = g_build_filename(folder, "logo.png", NULL);
	return 0;
}

static int
tear_down(void **state)
{
	g_autofree char *folder = g_path_get_dirname(path);

	(void)state;
	g_remove(path);
	g_free(path);
	return g_rmdir(folder);
}

/* A grey picture. Caller owns. */
static GBytes *
draw(unsigned width, unsigned height)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
	    .width = width,
	    .height = height,
	    .format = PNG_FORMAT_GRAY};
	g_autofree char *pixels = g_malloc0((gsize)width * height);
	png_alloc_size_t size = 0;
	char *png = NULL;

	assert_true(png_image_write_to_memory(&image, NULL, &size, 0, pixels, 0, NULL));
	png = g_malloc(size);
	assert_true(png_image_write_to_memory(&image, png, &size, 0, pixels, 0, NULL));
	return g_bytes_new_take(png, size);
}

/* What is said of these bytes; "" : nothing. Caller owns. */
static char *
said_of(const void *data, gsize size)
{
	PngFile file = {.width = 7};
	char *mistake = NULL;

	assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
	mistake = png_file_read(path, &LIMITS, &file);
	assert_int_equal(file.width == 7, mistake != NULL);
	assert_int_equal(file.bytes == NULL, mistake != NULL);
	png_file_clear(&file);
	return mistake == NULL ? g_strdup("") : mistake;
}

static void
a_picture_is_taken_as_it_is(void **state)
{
	g_autoptr(GBytes) bytes = draw(600, 200);
	PngFile file = {0};

	(void)state;
	assert_true(g_file_set_contents(
	    path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL));
	assert_null(png_file_read(path, &LIMITS, &file));
	assert_true(g_bytes_equal(file.bytes, bytes));
	assert_int_equal(file.width, 600);
	assert_int_equal(file.height, 200);
	png_file_clear(&file);
	png_file_clear(&file);
}

static void
what_is_too_large_is_none(void **state)
{
	const struct {
		unsigned width, height;
		const char *said;
	} CASES[] = {{601, 10, "601 x 10 pixels"}, {10, 201, "10 x 201 pixels"}, {1, 1, ""}};
	g_autofree char *much = g_strnfill(2049, 'x');
	g_autofree char *more = said_of(much, 2049);

	(void)state;
	assert_string_equal(more, "more than 2 KB");
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GBytes) bytes = draw(CASES[i].width, CASES[i].height);
		g_autofree char *said =
		    said_of(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

		assert_string_equal(said, CASES[i].said);
	}
}

/* Each cut, and each byte that is another: refused or shown, never taken for something it is not. */
static void
broken_pictures_are_told(void **state)
{
	g_autoptr(GBytes) bytes = draw(40, 20);
	gsize size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *empty = said_of("", 0);
	g_autofree char *other = said_of("GIF89a......", 12);

	(void)state;
	assert_string_equal(empty, "an empty file");
	assert_string_equal(other, "a file that is no PNG");
	for (gsize cut = 1; cut < size - 12; cut++) { /* the last chunk is empty */
		g_autofree char *said = said_of(data, cut);

		assert_string_not_equal(said, "");
	}
	for (gsize i = 0; i < size; i++) {
		g_autofree char *changed = g_memdup2(data, size);
		g_autofree char *said = NULL;

		changed[i] = (char)(changed[i] ^ 0x55);
		said = said_of(changed, size);
	}
}

static void
what_is_not_there_is_told(void **state)
{
	PngFile file = {0};
	g_autofree char *said = png_file_read("/nowhere/logo.png", &LIMITS, &file);

	(void)state;
	assert_string_equal(said, g_strerror(ENOENT));
	assert_null(file.bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_picture_is_taken_as_it_is),
	    cmocka_unit_test(what_is_too_large_is_none),
	    cmocka_unit_test(broken_pictures_are_told),
	    cmocka_unit_test(what_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
