/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/templates/palette.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* On which words stand: of the lightest and the darkest there are in the shipped letters, the one that is harder. */
static const Colour WHITE = {255, 255, 255};
static const Colour BOX = {0xf2, 0xf5, 0xf9};
static const Colour DARK_BOX = {0x2a, 0x2f, 0x36};

static Colour
itself(Colour own)
{
	return own;
}

static Colour
words(Colour own)
{
	return colour_darker(own, BOX, COLOUR_CONTRAST);
}

static Colour
words_in_the_dark(Colour own)
{
	return colour_lighter(own, DARK_BOX, COLOUR_CONTRAST);
}

/* As light as white words on it allow, so that it stands out from what is dark. */
static Colour
button_in_the_dark(Colour own)
{
	return colour_lightest(own, WHITE, COLOUR_CONTRAST);
}

static const struct {
	const char *shipped;
	Colour (*shade)(Colour own);
} palette[] = {
    {"#2f5f98", itself},             /* bars */
    {"#1a6b3c", itself},             /* the button that says yes */
    {"#1d5aa6", words},              /* links */
    {"#6f9bd1", words_in_the_dark},  /* bars */
    {"#9cc2f5", words_in_the_dark},  /* links */
    {"#2a7f4d", button_in_the_dark}, /* the button */
};

/* What stands here is one of them, which the text is made to end with a shade of. */
static bool
paint(GString *painted, Colour own, const char *at)
{
	for (size_t i = 0; i < G_N_ELEMENTS(palette); i++) {
		char shade[COLOUR_TEXT];

		if (!g_str_has_prefix(at, palette[i].shipped))
			continue;
		colour_write(palette[i].shade(own), shade);
		g_string_append(painted, shade);
		return true;
	}
	return false;
}

char *
palette_paint(const Colour *own, const char *html)
{
	GString *painted = NULL;

	if (own == NULL)
		return g_strdup(html);
	painted = g_string_sized_new(strlen(html));
	while (*html != '\0') {
		size_t length = 1 + strcspn(html + 1, "#");

		if (paint(painted, *own, html)) {
			html += COLOUR_TEXT - 1;
			continue;
		}
		g_string_append_len(painted, html, (gssize)length);
		html += length;
	}
	return g_string_free(painted, FALSE);
}
