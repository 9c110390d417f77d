/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/commands/call.h"
#include "gateway/ipc/frame.h"
#include "gateway/model/context.h"
#include "gateway/util/error.h"
#include "parsers/limits.h"

static void
test_round_trip(void **state)
{
	g_auto(Call) out = {0};
	g_auto(Call) in = {0};
	g_autoptr(GVariant) body = NULL;

	(void)state;
	call_init(&out, "case");
	call_set_word(&out, "subcommand", "show");
	call_set_number(&out, "limit", 5);
	call_set_flag(&out, "json");
	out.bytes = g_bytes_new_static("tekst", 5);
	body = g_variant_ref_sink(call_pack(&out));
	assert_true(g_variant_is_of_type(body, frame_form(FRAME_COMMAND)));
	assert_string_equal(call_word(&out, "subcommand"), "show");
	call_unpack(body, out.bytes, &in);
	assert_string_equal(in.command, "case");
	assert_string_equal(call_word(&in, "subcommand"), "show");
	assert_int_equal(call_number(&in, "limit", 0), 5);
	assert_true(call_flag(&in, "json"));
	assert_true(g_bytes_equal(in.bytes, out.bytes));
}

/* A frame without bytes has empty ones. */
static void
test_no_bytes(void **state)
{
	g_auto(Call) out = {0};
	g_auto(Call) in = {0};
	g_autoptr(GVariant) body = NULL;
	g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);

	(void)state;
	call_init(&out, "case");
	body = g_variant_ref_sink(call_pack(&out));
	call_unpack(body, empty, &in);
	assert_null(in.bytes);
}

static void
test_wrong_types(void **state)
{
	g_auto(Call) call = {0};

	(void)state;
	call_init(&call, "case");
	call_set_word(&call, "limit", "5");
	call_set_number(&call, "subcommand", 5);
	assert_int_equal(call_number(&call, "limit", -1), -1);
	assert_null(call_word(&call, "subcommand"));
	assert_false(call_flag(&call, "limit"));
	assert_null(call_word(&call, "nothing"));
}

static void
test_word_of_no_utf8(void **state)
{
	g_auto(Call) call = {0};

	(void)state;
	call_init(&call, "case");
	call_set_word(&call, "title", "caf\351");
	assert_string_equal(call_word(&call, "title"), "caf\357\277\275");
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
		g_auto(Call) call = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *text = NULL;

		call_init(&call, "case");
		call.bytes = g_bytes_new_static(TEXTS[i].bytes, strlen(TEXTS[i].bytes));
		text = call_text(&call, &error);
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
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;
	char *bytes = g_malloc(LIMIT_TEXT + 1);

	(void)state;
	memset(bytes, 'a', LIMIT_TEXT + 1);
	call_init(&call, "case");
	call.bytes = g_bytes_new_take(bytes, LIMIT_TEXT + 1);
	assert_null(call_text(&call, &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE));
}

/* By the user alone, whatever the call says. */
static void
test_caller(void **state)
{
	g_auto(Call) call = {0};

	(void)state;
	call_init(&call, "case");
	call_set_word(&call, "login", "sanne");
	call_set_caller(&call, 0);
	assert_string_equal(call.caller.login, "root");
	assert_true(call.caller.is_owner);
	call_set_caller(&call, 4000000);
	assert_string_equal(call.caller.login, "#4000000");
	assert_false(call.caller.is_owner);
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
	    cmocka_unit_test(test_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
