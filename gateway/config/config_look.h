/* SPDX-License-Identifier: Apache-2.0 */
/* desk.logo and desk.colour: how the desk's letters look. */
#pragma once

#include "gateway/util/colour.h"
#include "gateway/util/png_file.h"

#define CONFIG_LOGO_MOST (20 * 1024) /* bytes: each letter carries it */

typedef struct {
	char *file;     /* own; or NULL: letters bear the desk's name */
	PngFile logo;   /* own; what is in it */
	char *hash;     /* own; SHA-256 of that in hex */
	Colour *colour; /* own; or NULL: the shipped colours */
} ConfigLook;

/* Where a configuration says that its logo is, whatever else is wrong with it; NULL: none. Caller owns. */
char *config_logo_file(const char *file);
