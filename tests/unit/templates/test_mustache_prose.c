/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "gateway/templates/mustache_prose.h"

#define OL "<ol style=\"margin:8px 0;padding:0 0 0 28px\">\n"
#define UL "<ul style=\"margin:8px 0;padding:0 0 0 28px\">\n"

static const struct {
	const char *text, *html;
} texts[] = {
    {"hoi\ndag <b>", "hoi<br>\ndag &lt;b&gt;"},
    {"1. a\n2. b\nc", OL "<li>a</li>\n<li>b</li>\n</ol>\nc"},
    {"x\n1) a\n2) b", "x" OL "<li>a</li>\n<li>b</li>\n</ol>\n"},
    {"3. a\n\n4. b", "<ol start=\"3\" style=\"margin:8px 0;padding:0 0 0 28px\">\n<li>a</li>\n"
		     "<li>b</li>\n</ol>\n"},
    {"- a\n  en meer\n- *b*\n\nc",
	UL "<li>a<br>\n  en meer</li>\n<li><b>b</b></li>\n</ul>\n<br>\nc"},
    {"• a\n• https://a.example/b",
	UL "<li>a</li>\n<li><a class=\"link\" "
	   "href=\"https://a.example/b\">https://a.example/b</a></li>\n</ul>\n"},
    {"1. januari 2027 is het zover", "1. januari 2027 is het zover"},
    {"- Sanne", "- Sanne"},
    {"1. a\n5. b", "1. a<br>\n5. b"},
    {"*Let op*: doe dit *nu*!", "<b>Let op</b>: doe dit <b>nu</b>!"},
    {"*<i>* en *a b*", "*&lt;i&gt;* en <b>a b</b>"},
    {"2 * 3 * 4, *.txt en *.doc, a*b*c, **, *a\nb*",
	"2 * 3 * 4, *.txt en *.doc, a*b*c, **, *a<br>\nb*"},
    {"", ""},
};

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		mustache_prose(out, texts[i].text);
		if (strcmp(out->str, texts[i].html) != 0)
			fail_msg("%s: %s", texts[i].text, out->str);
	}
}

/* Whatever stands there, each takes its time once. */
static void
test_linear(void **state)
{
	const char *const pieces[] = {
	    "*a", "- a\n", "1. a\n", " \n", "- a\n\n", "http://", "* "};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GString) out = g_string_new(NULL);
		clock_t start = clock();

		while (text->len < 300 * 1000)
			g_string_append(text, pieces[i]);
		mustache_prose(out, text->str);
		if (clock() - start > 2 * CLOCKS_PER_SEC)
			fail_msg("%s: too slow", pieces[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
