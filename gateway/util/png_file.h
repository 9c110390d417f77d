/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of the operator's, read whole and looked at before it goes to anybody. */
#pragma once

#include <glib.h>

typedef struct {
	size_t bytes;
	unsigned width, height; /* pixels */
} PngLimits;

typedef struct {
	GBytes *bytes;          /* own; as in the file; NULL: none */
	unsigned width, height; /* pixels */
} PngFile;
void png_file_clear(PngFile *file);

/* What is wrong with it in words, "300 x 900 pixels", or NULL: all of it can be shown, and it is within the limits. Caller
 * owns; ret_file is left as it was where there is a mistake. */
char *png_file_read(const char *path, const PngLimits *limits, PngFile *ret_file);
