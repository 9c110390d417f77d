/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/qr_code.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <png.h>
#include <qrencode.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "gateway/util/error.h"

#define QUIET 4  /* modules on each side */
#define PIXELS 8 /* of a module */

/* Colours 16 and 231 of the 256: no theme of a terminal changes them. */
#define BLACK "16"
#define WHITE "231"
#define UPPER_HALF "\xe2\x96\x80"

struct QrCode {
	QRcode *modules; /* own */
};

QrCode *
qr_code_new(const char *text)
{
	QRcode *modules = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	QrCode *code = NULL;

	if (modules == NULL)
		return NULL;
	code = g_new0(QrCode, 1);
	code->modules = modules;
	return code;
}

void
qr_code_free(QrCode *code)
{
	if (code == NULL)
		return;
	OPENSSL_cleanse(
	    code->modules->data, (size_t)code->modules->width * (size_t)code->modules->width);
	QRcode_free(code->modules);
	g_free(code);
}

int
qr_code_columns(const QrCode *code)
{
	return code->modules->width + 2 * QUIET;
}

/* From the corner of the quiet zone; also beyond it. */
static bool
is_black(const QrCode *code, int row, int column)
{
	int width = code->modules->width;

	row -= QUIET;
	column -= QUIET;
	return row >= 0 && row < width && column >= 0 && column < width &&
	       (code->modules->data[row * width + column] & 1) != 0;
}

static void
draw_row(const QrCode *code, int row, GString *out)
{
	int last = -1;

	for (int column = 0; column < qr_code_columns(code); column++) {
		bool upper = is_black(code, row, column);
		bool lower = is_black(code, row + 1, column);
		int colours = upper * 2 + lower;

		if (colours != last)
			g_string_append_printf(out, "\033[38;5;%s;48;5;%sm",
			    upper ? BLACK : WHITE, lower ? BLACK : WHITE);
		g_string_append(out, UPPER_HALF);
		last = colours;
	}
	g_string_append(out, "\033[0m\n");
}

void
qr_code_draw(const QrCode *code, GString *out)
{
	for (int row = 0; row < qr_code_columns(code); row += 2)
		draw_row(code, row, out);
}

/* Modules side by side are one piece. */
char *
qr_code_path(const QrCode *code)
{
	int side = qr_code_columns(code);
	GString *path = g_string_sized_new((gsize)(side * side) * 8);

	for (int row = 0; row < side; row++)
		for (int column = 0, run = 0; column < side; column += run + 1) {
			for (run = 0; is_black(code, row, column + run); run++)
				;
			if (run > 0)
				g_string_append_printf(
				    path, "M%d %dh%dv1h-%dz", column, row, run, run);
		}
	return g_string_free(path, FALSE);
}

/* One octet a pixel. Caller owns. */
static uint8_t *
make_pixels(const QrCode *code, size_t *ret_side)
{
	size_t side = (size_t)qr_code_columns(code) * PIXELS;
	uint8_t *pixels = g_malloc(side * side);

	for (size_t i = 0; i < side * side; i++)
		pixels[i] = is_black(code, (int)(i / side) / PIXELS, (int)(i % side) / PIXELS)
				? 0
				: 255;
	*ret_side = side;
	return pixels;
}

static bool
write_pixels(const QrCode *code, FILE *file)
{
	size_t side = 0;
	uint8_t *pixels = make_pixels(code, &side);
	png_image image = {.version = PNG_IMAGE_VERSION,
	    .width = (png_uint_32)side,
	    .height = (png_uint_32)side,
	    .format = PNG_FORMAT_GRAY};
	bool good = png_image_write_to_stdio(&image, file, 0, pixels, 0, NULL) != 0;

	png_image_free(&image);
	OPENSSL_cleanse(pixels, side * side);
	g_free(pixels);
	return good;
}

bool
qr_code_write_png(const QrCode *code, const char *path, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
	bool good = false;

	if (file == NULL)
		return error_set_errno(error, "cannot write %s", path);
	errno = 0;
	good = write_pixels(code, file);
	good = fclose(file) == 0 && good;
	if (good)
		return true;
	error_set_errno(error, "cannot write %s", path);
	unlink(path);
	return false;
}
