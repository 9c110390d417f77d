/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/colour.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 256 /* from a colour to black or white */

bool
colour_read(const char *text, Colour *ret_colour)
{
	unsigned long value = 0;

	if (text == NULL || text[0] != '#' || strlen(text) != COLOUR_TEXT - 1 ||
	    strspn(text + 1, "0123456789abcdefABCDEF") != COLOUR_TEXT - 2)
		return false;
	value = strtoul(text + 1, NULL, 16);
	*ret_colour = (Colour){
	    (uint8_t)(value >> 16), (uint8_t)(value >> 8 & 0xff), (uint8_t)(value & 0xff)};
	return true;
}

void
colour_write(Colour colour, char text[COLOUR_TEXT])
{
	snprintf(text, COLOUR_TEXT, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
}

static double
linear(uint8_t channel)
{
	double share = channel / 255.0;

	return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double
luminance(Colour colour)
{
	return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) +
	       0.0722 * linear(colour.blue);
}

double
colour_contrast(Colour one, Colour other)
{
	double a = luminance(one), b = luminance(other);

	return (MAX(a, b) + 0.05) / (MIN(a, b) + 0.05);
}

static const Colour BLACK = {0, 0, 0};
static const Colour WHITE = {255, 255, 255};

static uint8_t
mix_channel(uint8_t from, uint8_t to, int step)
{
	return (uint8_t)(from + (to - from) * step / STEPS);
}

static Colour
mix(Colour from, Colour to, int step)
{
	return (Colour){mix_channel(from.red, to.red, step),
	    mix_channel(from.green, to.green, step), mix_channel(from.blue, to.blue, step)};
}

static Colour
nearest(Colour colour, Colour end, Colour background, double contrast)
{
	int step = 0;

	while (step < STEPS && colour_contrast(mix(colour, end, step), background) < contrast)
		step++;
	return mix(colour, end, step);
}

Colour
colour_darker(Colour colour, Colour background, double contrast)
{
	return nearest(colour, BLACK, background, contrast);
}

Colour
colour_lighter(Colour colour, Colour background, double contrast)
{
	return nearest(colour, WHITE, background, contrast);
}

Colour
colour_lightest(Colour colour, Colour background, double contrast)
{
	int step = STEPS;

	while (step > 0 && colour_contrast(mix(colour, WHITE, step), background) < contrast)
		step--;
	return mix(colour, WHITE, step);
}
