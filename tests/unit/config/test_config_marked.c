/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "gateway/config/config_marked.h"
#include "parsers/file_marks.h"

static const struct {
	unsigned marks;
	const char *name;
	const char *words;
	bool active;
} FILES[] = {
    {0, "foto.jpg", "", false},
    {FILE_MARK_EXECUTABLE | FILE_MARK_DISGUISED, "foto.jpg", "executable, disguised", true},
    {FILE_MARK_XML | FILE_MARK_ENCRYPTED, "a.xml", "xml, encrypted", false},
    {FILE_MARK_XML | FILE_MARK_SVG, "a.svg", "svg, xml", true},
    {FILE_MARK_MACRO, "a.xls", "", false},
    {0, "PLAN.DWG", ".dwg", true},
    {0, "plan.dwg.pdf", "", false},
};

static void
words_are_those_that_are_configured(void **state)
{
	ConfigMarked marked = {FILE_MARKS_ALL & ~(unsigned)FILE_MARK_MACRO,
	    g_ptr_array_new_with_free_func(g_free)};

	(void)state;
	g_ptr_array_add(marked.endings, g_strdup(".dwg"));
	for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autofree char *words =
		    config_marked_words(&marked, FILES[i].marks, FILES[i].name);

		assert_string_equal(words, FILES[i].words);
		assert_int_equal(config_marked_is_active(words), FILES[i].active);
	}
	config_marked_clear(&marked);
}

static void
words_come_one_after_the_other(void **state)
{
	const char *words = "executable, disguised";
	g_autofree char *first = config_marked_next(&words);
	g_autofree char *second = config_marked_next(&words);

	(void)state;
	assert_string_equal(first, "executable");
	assert_string_equal(second, "disguised");
	assert_null(config_marked_next(&words));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_those_that_are_configured),
	    cmocka_unit_test(words_come_one_after_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
