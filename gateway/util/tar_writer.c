/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/tar_writer.h"

#include <errno.h>
#include <string.h>

#define BLOCK 512
#define SUM_AT 148
#define SUM_SIZE 8

static bool
put(FILE *out, const void *bytes, size_t size, GError **error)
{
	if (size == 0 || fwrite(bytes, 1, size, out) == size)
		return true;
	g_set_error(
	    error, G_FILE_ERROR, g_file_error_from_errno(errno), "%s", g_strerror(errno));
	return false;
}

/* Octal digits and a NUL. */
static void
set_number(char *header, size_t at, size_t size, uint64_t value)
{
	g_snprintf(header + at, size, "%0*" G_GINT64_MODIFIER "o", (int)size - 1, value);
}

static void
set_sum(char header[BLOCK])
{
	unsigned sum = 0;

	memset(header + SUM_AT, ' ', SUM_SIZE);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	set_number(header, SUM_AT, SUM_SIZE - 1, sum);
}

bool
tar_add(
    FILE *out, const char *name, const void *bytes, size_t size, int64_t at_ms, GError **error)
{
	char header[BLOCK] = {0};
	const char nothing[BLOCK] = {0};
	size_t rest = size % BLOCK;

	g_assert(strlen(name) <= TAR_NAME_MAX && size <= TAR_SIZE_MAX);
	memcpy(header, name, strlen(name));
	set_number(header, 100, 8, 0600);
	set_number(header, 108, 8, 0);
	set_number(header, 116, 8, 0);
	set_number(header, 124, 12, size);
	set_number(header, 136, 12, (uint64_t)MAX(at_ms / 1000, 0));
	header[156] = '0';
	memcpy(header + 257, "ustar\00000", 8);
	set_sum(header);
	return put(out, header, BLOCK, error) && put(out, bytes, size, error) &&
	       (rest == 0 || put(out, nothing, BLOCK - rest, error));
}

bool
tar_end(FILE *out, GError **error)
{
	const char nothing[2 * BLOCK] = {0};

	return put(out, nothing, sizeof nothing, error);
}
