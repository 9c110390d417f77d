/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "gateway/templates/palette.h"

static void
each_shipped_colour_stands_for_a_shade(void **state)
{
	static const char PAGE[] =
	    "<a style=\"color:#1d5aa6\"># #2f5f98;#1f2933 #1a6b3c#6f9bd1#2a7f4d#9cc2f5</a> #";
	const Colour red = {0xc0, 0x10, 0x20};
	g_autofree char *painted = palette_paint(&red, PAGE);
	g_autofree char *same = palette_paint(NULL, PAGE);

	(void)state;
	assert_string_equal(same, PAGE);
	assert_string_equal(painted,
	    "<a style=\"color:#c01020\"># #c01020;#1f2933 #c01020#db7881#ce4753#db7881</a> #");
}

/* What stands for another is not painted again. */
static void
a_shipped_colour_may_be_the_own(void **state)
{
	const Colour green = {0x1a, 0x6b, 0x3c};
	const Colour link = {0x1d, 0x5a, 0xa6};
	g_autofree char *painted = palette_paint(&green, "#2f5f98#1a6b3c");
	g_autofree char *linked = palette_paint(&link, "#2f5f98#1d5aa6");

	(void)state;
	assert_string_equal(painted, "#1a6b3c#1a6b3c");
	assert_string_equal(linked, "#1d5aa6#1d5aa6");
}

/* White words may be read on a colour on which grey ones cannot. */
static void
links_are_darker_where_they_must(void **state)
{
	const Colour grey = {0x76, 0x76, 0x76};
	g_autofree char *painted = palette_paint(&grey, "#2f5f98#1d5aa6");

	(void)state;
	assert_string_equal(painted, "#767676#707070");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_shipped_colour_stands_for_a_shade),
	    cmocka_unit_test(a_shipped_colour_may_be_the_own),
	    cmocka_unit_test(links_are_darker_where_they_must),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
