/* SPDX-License-Identifier: Apache-2.0 */
/* The sizes are known before anything is unpacked, so that no picture takes more than its limits allow. */
#include "gateway/util/png_file.h"

#include <errno.h>
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "gateway/util/sanitize.h"

void
png_file_clear(PngFile *file)
{
	g_clear_pointer(&file->bytes, g_bytes_unref);
}

/* At most one byte more than is allowed. NULL: errno says why. */
static GBytes *
read_file(const char *path, size_t most)
{
	FILE *file = fopen(path, "rbe");
	g_autofree char *data = NULL;
	size_t size = 0;
	bool failed = false;

	if (file == NULL)
		return NULL;
	data = g_malloc(most + 1);
	size = fread(data, 1, most + 1, file);
	failed = ferror(file) != 0;
	fclose(file);
	return failed ? NULL : g_bytes_new_take(g_steal_pointer(&data), size);
}

/* What libpng says of its pixels, or NULL. */
static char *
unpack(png_image *image)
{
	g_autofree char *pixels = NULL;

	image->format = PNG_FORMAT_RGBA;
	pixels = g_malloc(PNG_IMAGE_SIZE(*image));
	if (png_image_finish_read(image, NULL, pixels, 0, NULL) != 0)
		return NULL;
	return g_strdup_printf("a PNG that cannot be shown (%s)", image->message);
}

static char *
look(GBytes *bytes, const PngLimits *limits, PngFile *file)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	size_t size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	char *mistake = NULL;

	if (size < 8 || png_sig_cmp(data, 0, 8) != 0)
		return g_strdup(size == 0 ? "an empty file" : "a file that is no PNG");
	if (png_image_begin_read_from_memory(&image, data, size) == 0)
		return g_strdup_printf("a PNG that cannot be read (%s)", image.message);
	if (image.width > limits->width || image.height > limits->height)
		mistake = g_strdup_printf(
		    "%u x %u pixels", (unsigned)image.width, (unsigned)image.height);
	else
		mistake = unpack(&image);
	file->width = image.width;
	file->height = image.height;
	png_image_free(&image);
	return mistake;
}

char *
png_file_read(const char *path, const PngLimits *limits, PngFile *ret_file)
{
	g_autoptr(GBytes) bytes = read_file(path, limits->bytes);
	PngFile file = {0};
	char *mistake = NULL;

	if (bytes == NULL)
		return g_strdup(g_strerror(errno));
	if (g_bytes_get_size(bytes) > limits->bytes) {
		g_autofree char *most = sanitize_size((int64_t)limits->bytes);

		return g_strdup_printf("more than %s", most);
	}
	mistake = look(bytes, limits, &file);
	if (mistake != NULL)
		return mistake;
	png_file_clear(ret_file);
	file.bytes = g_steal_pointer(&bytes);
	*ret_file = file;
	return NULL;
}
