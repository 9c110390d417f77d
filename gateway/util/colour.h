/* SPDX-License-Identifier: Apache-2.0 */
/* Colours, and how well one stands out from another (WCAG 2.1, 1.4.3). Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define COLOUR_CONTRAST 4.5 /* that text of any size needs (AA) */

typedef struct {
	uint8_t red, green, blue;
} Colour;

#define COLOUR_TEXT 8 /* bytes of "#rrggbb" */

/* From "#rrggbb"; false, and nothing is set, where it is something else. */
bool colour_read(const char *text, Colour *ret_colour);
void colour_write(Colour colour, char text[COLOUR_TEXT]);

/* From 1, none, to 21. */
double colour_contrast(Colour one, Colour other);

/* The nearest to it, darker or lighter, that has this contrast with the background; itself where it has. Black or white
 * where none has. */
Colour colour_darker(Colour colour, Colour background, double contrast);
Colour colour_lighter(Colour colour, Colour background, double contrast);
/* The lightest shade of it that still has this contrast with a background that is lighter; itself where it has not. */
Colour colour_lightest(Colour colour, Colour background, double contrast);
