/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/letters/letterhead.h"

#define SOURCE "cid:logo.0123456789abcdef@desk.example"

static Config
config_of(unsigned width, unsigned height)
{
	return (Config){
	    .desk_name = (char *)"Servicedesk",
	    .domain = (char *)"desk.example",
	    .look = {.hash = (char *)"0123456789abcdef0123",
		.logo = {g_bytes_new_static("logo", 4), width, height}},
	};
}

static void
assert_logo(const Config *config, const char *expected)
{
	json_t *values = letterhead_values(config);
	g_autofree char *text = json_dumps(values, JSON_COMPACT);

	g_strdelimit(text, "\"", '\'');
	assert_string_equal(text, expected);
	json_decref(values);
}

static void
without_a_logo_there_is_the_name(void **state)
{
	const Config config = {.desk_name = (char *)"Servicedesk"};
	g_auto(Letterhead) head = {0};
	g_autofree char *same = letterhead_within(&config, "<img src=\"cid:x\">");

	(void)state;
	letterhead_init(&head, &config);
	assert_null(head.picture.png);
	assert_logo(&config, "{'name':'Servicedesk','logo':null}");
	assert_string_equal(same, "<img src=\"cid:x\">");
}

static void
a_logo_is_as_large_as_a_letter_bears(void **state)
{
	static const struct {
		unsigned width, height;
		const char *shown;
	} CASES[] = {
	    {120, 48, "'width':120,'height':48"},
	    {10, 10, "'width':10,'height':10"},
	    {300, 96, "'width':150,'height':48"},
	    {600, 50, "'width':260,'height':21"},
	    {600, 1, "'width':260,'height':1"},
	    {1, 200, "'width':1,'height':48"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const Config config = config_of(CASES[i].width, CASES[i].height);
		g_autofree char *expected = g_strdup_printf(
		    "{'name':'Servicedesk','logo':{'source':'" SOURCE "',%s}}", CASES[i].shown);

		assert_logo(&config, expected);
		g_bytes_unref(config.look.logo.bytes);
	}
}

static void
a_page_has_it_within(void **state)
{
	const Config config = config_of(10, 10);
	g_auto(Letterhead) head = {0};
	g_autofree char *page =
	    letterhead_within(&config, "<img src=\"" SOURCE "\"><img src=\"cid:x\">");

	(void)state;
	letterhead_init(&head, &config);
	assert_string_equal(head.picture.id, strchr(SOURCE, ':') + 1);
	assert_ptr_equal(head.picture.png, config.look.logo.bytes);
	assert_string_equal(
	    page, "<img src=\"data:image/png;base64,bG9nbw==\"><img src=\"cid:x\">");
	g_bytes_unref(config.look.logo.bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_a_logo_there_is_the_name),
	    cmocka_unit_test(a_logo_is_as_large_as_a_letter_bears),
	    cmocka_unit_test(a_page_has_it_within),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
