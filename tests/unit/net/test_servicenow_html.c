/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib.h>

#include "gateway/net/servicenow_html.h"
#include "parsers/html.h"

static void
rich_text_is_read_as_text(void **state)
{
	static const struct {
		const char *written;
		const char *text;
	} TEXTS[] = {
	    {"[code]<p>Welk scherm?</p>[/code]", "Welk scherm?"},
	    {"[code]<p>Een &amp; twee</p><p>Drie</p>[/code]", "Een & twee\n\nDrie"},
	    {"[CODE]<ul><li>Een</li><li>Twee</li></ul>[/CODE]", "- Een\n- Twee"},
	    {"Zie hier:\n[code]<b>Kabel</b>[/code]\nen de rest.",
		"Zie hier:\nKabel\nen de rest."},
	    {"[code]<p>Een</p>[/code][code]<p>Twee</p>[/code]", "Een\nTwee"},
	    {"[code]<p>Zonder einde", "Zonder einde"},
	    {"[code]<style>p {}</style><script>x()</script><p>Weg</p>[/code]", "Weg"},
	    {"[code]<p>Een\r\ntwee\a</p>[/code]", "Een twee"},
	    {"[code]<blockquote><p>Oud</p></blockquote><p>Nieuw</p>[/code]", "> Oud\n\nNieuw"},
	    {"<p>Welk <i>scherm</i>?</p>\n", "Welk scherm?"},
	    {"<DIV class=\"x\">Dag<br>Els</DIV>", "Dag\nEls"},
	    {"[code][/code]", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree char *text = servicenow_html_to_text(TEXTS[i].written);

		assert_string_equal(text, TEXTS[i].text);
	}
}

static void
what_is_no_html_stays(void **state)
{
	static const char *const TEXTS[] = {"", "Hallo", "1 < 2 en 3 > 2",
	    "<els@klant.example>", "<p> is een alinea", "Zie <b>dit</b>", "[/code] [cod]",
	    "<poort>", "<", ">", "Een\n  twee\n"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree char *text = servicenow_html_to_text(TEXTS[i]);

		assert_string_equal(text, TEXTS[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rich_text_is_read_as_text),
	    cmocka_unit_test(what_is_no_html_stays),
	};

	html_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
