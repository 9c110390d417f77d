/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/ipc/frame.h"
#include "gateway/model/context.h"
#include "gateway/commands/call.h"
#include "parsers/limits.h"

static void
test_round_trip(void **state)
{
	g_auto(Request) out = {0};
	g_auto(Request) in = {0};
	g_autoptr(GVariant) body = NULL;

	(void)state;
	request_init(&out, "case");
	request_set_word(&out, "verb", "show");
	request_set_number(&out, "limit", 5);
	request_set_flag(&out, "json");
	out.bytes = g_bytes_new_static("tekst", 5);
	body = g_variant_ref_sink(request_pack(&out));
	assert_true(g_variant_is_of_type(body, frame_form(FRAME_COMMAND)));
	assert_string_equal(request_word(&out, "verb"), "show");
	request_unpack(body, out.bytes, &in);
	assert_string_equal(in.command, "case");
	assert_string_equal(request_word(&in, "verb"), "show");
	assert_int_equal(request_number(&in, "limit", 0), 5);
	assert_true(request_flag(&in, "json"));
	assert_true(g_bytes_equal(in.bytes, out.bytes));
}

/* A frame without bytes has empty ones. */
static void
test_no_bytes(void **state)
{
	g_auto(Request) out = {0};
	g_auto(Request) in = {0};
	g_autoptr(GVariant) body = NULL;
	g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);

	(void)state;
	request_init(&out, "case");
	body = g_variant_ref_sink(request_pack(&out));
	request_unpack(body, empty, &in);
	assert_null(in.bytes);
}

static void
test_wrong_types(void **state)
{
	g_auto(Request) request = {0};

	(void)state;
	request_init(&request, "case");
	request_set_word(&request, "limit", "5");
	request_set_number(&request, "verb", 5);
	assert_int_equal(request_number(&request, "limit", -1), -1);
	assert_null(request_word(&request, "verb"));
	assert_false(request_flag(&request, "limit"));
	assert_null(request_word(&request, "nothing"));
}

static void
test_word_of_no_utf8(void **state)
{
	g_auto(Request) request = {0};

	(void)state;
	request_init(&request, "case");
	request_set_word(&request, "title", "caf\351");
	assert_string_equal(request_word(&request, "title"), "caf\357\277\275");
}

static const struct {
	const char *bytes, *expected; /* NULL: an error */
} TEXTS[] = {
    {"Klaar.", "Klaar."},
    {"\n  Regel 1\r\nRegel 2\n\n", "Regel 1\nRegel 2"},
    {"a\033[2Jb\tc", "a[2Jb\tc"},
    {"caf\351", "caf\357\277\275"},
    {" \r\n\t", NULL},
    {"", NULL},
};

static void
test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_auto(Request) request = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *text = NULL;

		request_init(&request, "case");
		request.bytes = g_bytes_new_static(TEXTS[i].bytes, strlen(TEXTS[i].bytes));
		text = request_text(&request, &error);
		assert_int_equal(text == NULL, TEXTS[i].expected == NULL);
		if (text != NULL)
			assert_string_equal(text, TEXTS[i].expected);
		else
			assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE));
	}
}

static void
test_too_long(void **state)
{
	g_auto(Request) request = {0};
	g_autoptr(GError) error = NULL;
	char *bytes = g_malloc(LIMIT_TEXT + 1);

	(void)state;
	memset(bytes, 'a', LIMIT_TEXT + 1);
	request_init(&request, "case");
	request.bytes = g_bytes_new_take(bytes, LIMIT_TEXT + 1);
	assert_null(request_text(&request, &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_no_bytes),
	    cmocka_unit_test(test_wrong_types),
	    cmocka_unit_test(test_word_of_no_utf8),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
