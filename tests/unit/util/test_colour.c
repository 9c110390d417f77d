/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>
#include <math.h>

#include "gateway/util/colour.h"

static const Colour WHITE = {255, 255, 255};
static const Colour BLACK = {0, 0, 0};
static const Colour DARK = {0x2a, 0x2f, 0x36};

static void
a_colour_is_read_and_written(void **state)
{
	static const char *const OTHERS[] = {
	    "", "2f5f98", "#2f5f9", "#2f5f988", "#2f5f9g", "blue", "#fff"};
	Colour colour = {1, 2, 3};
	char text[COLOUR_TEXT];

	(void)state;
	assert_false(colour_read(NULL, &colour));
	for (size_t i = 0; i < G_N_ELEMENTS(OTHERS); i++)
		assert_false(colour_read(OTHERS[i], &colour));
	assert_int_equal(colour.blue, 3);
	assert_true(colour_read("#2F5f98", &colour));
	colour_write(colour, text);
	assert_string_equal(text, "#2f5f98");
}

static void
contrast_is_that_of_wcag(void **state)
{
	const struct {
		const char *colour;
		double contrast; /* with white */
	} CASES[] = {{"#000000", 21}, {"#ffffff", 1}, {"#777777", 4.48}, {"#767676", 4.54},
	    {"#ff0000", 4.00}, {"#0000ff", 8.59}, {"#2f5f98", 6.54}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Colour colour = {0};

		assert_true(colour_read(CASES[i].colour, &colour));
		assert_true(fabs(colour_contrast(colour, WHITE) - CASES[i].contrast) < 0.01);
		assert_true(fabs(colour_contrast(WHITE, colour) - CASES[i].contrast) < 0.01);
	}
}

/* Whatever the colour: what is found has the contrast, and hardly more than that where it was sought. */
static void
shades_have_the_contrast(void **state)
{
	(void)state;
	for (int i = 0; i < 4096; i++) {
		Colour colour = {(uint8_t)((i >> 8) * 17), (uint8_t)((i >> 4 & 15) * 17),
		    (uint8_t)((i & 15) * 17)};
		Colour darker = colour_darker(colour, WHITE, COLOUR_CONTRAST);
		Colour lighter = colour_lighter(colour, DARK, COLOUR_CONTRAST);
		Colour lightest = colour_lightest(darker, WHITE, COLOUR_CONTRAST);

		assert_true(colour_contrast(darker, WHITE) >= COLOUR_CONTRAST);
		assert_true(colour_contrast(lighter, DARK) >= COLOUR_CONTRAST);
		assert_true(colour_contrast(lightest, WHITE) >= COLOUR_CONTRAST);
		assert_true(colour_contrast(lightest, BLACK) >= colour_contrast(darker, BLACK));
		if (colour_contrast(colour, WHITE) >= COLOUR_CONTRAST)
			assert_memory_equal(&darker, &colour, sizeof colour);
		else
			assert_true(colour_contrast(darker, WHITE) < COLOUR_CONTRAST + 0.2);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_colour_is_read_and_written),
	    cmocka_unit_test(contrast_is_that_of_wcag),
	    cmocka_unit_test(shades_have_the_contrast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
