/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/html.h"
#include "parsers/html_element.h"

static const unsigned char *
bytes(const char *text)
{
	return (const unsigned char *)text;
}

static void
an_element_is_what_its_name_and_style_say(void **state)
{
	static const struct {
		const char *name, *attribute, *value;
		unsigned flags;
		HtmlElementKind kind;
	} cases[] = {
	    {"p", "title", "x", OPEN_BLOCK | OPEN_SPACED, ELEMENT_OTHER},
	    {"p", "class", "MsoNormal", OPEN_BLOCK, ELEMENT_OTHER},
	    {"p", "style", "MARGIN: 0", OPEN_BLOCK, ELEMENT_OTHER},
	    {"div", "style", "display : none", OPEN_BLOCK | OPEN_HIDDEN, ELEMENT_OTHER},
	    {"div", "hidden", "", OPEN_BLOCK | OPEN_HIDDEN, ELEMENT_OTHER},
	    {"blockquote", "type", "cite", OPEN_BLOCK | OPEN_SPACED | OPEN_QUOTE,
		ELEMENT_OTHER},
	    {"blockquote", "style", "border:none", OPEN_BLOCK | OPEN_SPACED, ELEMENT_OTHER},
	    {"span", "style", "mso-list:Ignore", OPEN_LABEL, ELEMENT_OTHER},
	    {"ol", "start", "3", OPEN_BLOCK | OPEN_LIST | OPEN_NUMBERS, ELEMENT_OTHER},
	    {"tr", "class", "x", OPEN_BLOCK | OPEN_ROW, ELEMENT_OTHER},
	    {"td", "class", "x", 0, ELEMENT_CELL},
	    {"br", "class", "x", 0, ELEMENT_BREAK},
	    {"blink", "class", "x", 0, ELEMENT_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const HtmlElement *element = html_element_find(cases[i].name);
		const unsigned char *attributes[] = {
		    bytes(cases[i].attribute), bytes(cases[i].value), NULL};

		assert_int_equal(html_element_flags(element, attributes), cases[i].flags);
		assert_int_equal(element->kind, cases[i].kind);
	}
	assert_int_equal(html_element_flags(html_element_find("pre"), NULL),
	    OPEN_BLOCK | OPEN_SPACED | OPEN_PRE);
}

static void
clients_mark_what_they_add(void **state)
{
	static const struct {
		const char *attribute, *value;
		char mark;
	} cases[] = {
	    {"class", "gmail_quote gmail_quote_container", HTML_QUOTE_START},
	    {"id", "divRplyFwdMsg", HTML_QUOTE_FROM_HERE},
	    {"id", "Signature", HTML_SIGNATURE_START},
	    {"class", "Signature", '\0'},
	    {"class", "MsoNormal gmail_quote", '\0'},
	    {"style", "gmail_quote", '\0'},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const unsigned char *attributes[] = {
		    bytes(cases[i].attribute), bytes(cases[i].value), NULL};

		assert_int_equal(html_element_mark(attributes), cases[i].mark);
	}
	assert_string_equal(html_attribute(NULL, "href"), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_element_is_what_its_name_and_style_say),
	    cmocka_unit_test(clients_mark_what_they_add),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
