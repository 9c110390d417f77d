/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/html.h"
#include "parsers/links.h"

static void
links_are_told(void **state)
{
	static const struct {
		const char *text, *html;
		const char *expected; /* NULL: as it is */
	} ROWS[] = {
	    {"Zie de handleiding.",
		"<p>Zie de <a href=\"https://a.example/h\">handleiding</a>.</p>",
		"Zie de handleiding <https://a.example/h>."},
	    {"Hier", "<a href='https://a.example/?a=1&amp;b=2'>Hier</a>",
		"Hier <https://a.example/?a=1&b=2>"},
	    /* line breaks, marks of lists and bold are of the program's making */
	    {"1. Open het\nportaal en klik\n2. Lees *dit stuk*\n",
		"<ol><li>Open het <a href=\"https://a.example/1\">portaal</a> en klik</li>"
		"<li>Lees <a href=\"https://a.example/2\"><b>dit stuk</b></a></li></ol>",
		"1. Open het\nportaal <https://a.example/1> en klik\n2. Lees *dit stuk "
		"<https://a.example/2>*\n"},
	    /* the same words twice, and one address twice */
	    {"hier en hier",
		"<a href=\"https://a.example/1\">hier</a> en "
		"<a href=\"https://a.example/2\">hier</a>",
		"hier <https://a.example/1> en hier <https://a.example/2>"},
	    /* it is there, as other programs write it */
	    {"Zie de handleiding <https://a.example/h>.",
		"Zie de <a href=\"https://a.example/h\">handleiding</a>.", NULL},
	    {"Zie de handleiding [1].\n\n[1] https://a.example/h",
		"Zie de <a href=\"https://a.example/h\">handleiding</a> [1].", NULL},
	    {"Zie https://a.example/h",
		"Zie <a href=\"https://a.example/h\">https://a.example/h</a>", NULL},
	    /* words that stand elsewhere in the HTML, in a quoted letter, are another's */
	    {"Ik heb de handleiding gelezen.",
		"<p>Ik heb de handleiding gelezen.</p><blockquote>Lees eens "
		"<a href=\"https://a.example/h\">de handleiding</a></blockquote>",
		NULL},
	    {"Zie de bijlage.", "<a href=\"mailto:a@b.example\">Zie</a> de bijlage.", NULL},
	    {"", "<a href=\"https://a.example/h\">handleiding</a>", NULL},
	};

	(void)state;
	html_init();
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *shown = html_to_text(ROWS[i].html, limits);
		g_autofree char *linked = links_put(ROWS[i].text, shown);

		if (g_strcmp0(linked, ROWS[i].expected) != 0)
			fail_msg("%zu: %s", i, linked);
		if (linked != NULL)
			assert_true(links_are_missing(ROWS[i].text, ROWS[i].html));
	}
	html_shutdown();
}

static void
what_is_there_needs_no_look(void **state)
{
	(void)state;
	assert_false(links_are_missing(
	    "a <https://a.example/h>", "<a href=\"https://a.example/h\">a</a>"));
	assert_false(
	    links_are_missing("a", "<a href=\"mailto:a@b.example\">a</a> <a href=#b>"));
	assert_true(links_are_missing("a", "<a href=https://a.example/h>a</a>"));
	/* words of a quoted letter */
	assert_false(links_are_missing("akkoord", "<a href=https://a.example/h>Ja</a>"));
	assert_true(links_are_missing("hier", "<a href=https://a.example/h><b>hier</b></a>"));
	/* what cannot be told without reading it */
	assert_true(
	    links_are_missing("dos\u00e9", "<a href=https://a.example/h>dos&eacute;</a>"));
	assert_true(links_are_missing("hier", "<a href=https://a.example/h>hier"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(links_are_told),
	    cmocka_unit_test(what_is_there_needs_no_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
