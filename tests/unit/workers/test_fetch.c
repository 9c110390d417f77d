/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/workers/fetch.h"

static void
headers_are_cut_at_the_empty_line(void **state)
{
	static const struct {
		const char *name, *input, *expected;
	} CASES[] = {
	    {"crlf", "A: b\r\n\r\ntext\r\n\r\nmore", "A: b\r\n\r\n"},
	    {"lf", "A: b\n\ntext\n\nmore", "A: b\n\n"},
	    {"mixed", "A: b\r\n\ntext", "A: b\r\n\n"},
	    {"no text", "A: b\r\n", "A: b\r\n"},
	    {"cut short", "A: b\r\n\r", "A: b\r\n\r"},
	    {"nothing", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GBytes) bytes =
		    g_bytes_new_static(CASES[i].input, strlen(CASES[i].input));
		g_autoptr(GBytes) expected =
		    g_bytes_new_static(CASES[i].expected, strlen(CASES[i].expected));
		g_autoptr(GBytes) header = fetch_cut_header(bytes);

		if (!g_bytes_equal(header, expected))
			fail_msg("%s", CASES[i].name);
	}
}

static void
a_header_without_end_is_bounded(void **state)
{
	g_autofree char *text = g_strnfill(2 * FETCH_HEADER_MAX, 'x');
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, 2 * FETCH_HEADER_MAX);
	g_autoptr(GBytes) header = fetch_cut_header(bytes);

	(void)state;
	assert_int_equal(g_bytes_get_size(header), FETCH_HEADER_MAX);
}

static void
filing_is_read_from_the_settings(void **state)
{
	static const struct {
		const char *settings;
		FilingKind kind;
		const char *name;
	} CASES[] = {
	    {"{'done': <'move'>, 'done_name': <'Processed'>}", FILING_MOVE, "Processed"},
	    {"{'done': <'flag'>, 'done_name': <'Done'>}", FILING_FLAG, "Done"},
	    {"{'done': <'delete'>}", FILING_DELETE, ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GVariant) settings =
		    g_variant_ref_sink(g_variant_new_parsed(CASES[i].settings));
		Filing filing = fetch_filing(settings, "done");

		assert_int_equal(filing.kind, CASES[i].kind);
		assert_string_equal(filing.name, CASES[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(headers_are_cut_at_the_empty_line),
	    cmocka_unit_test(a_header_without_end_is_bounded),
	    cmocka_unit_test(filing_is_read_from_the_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
