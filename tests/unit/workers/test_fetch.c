/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>

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

static void
what_waits_is_told(void **state)
{
	static const struct {
		FetchOld old;
		const char *expected;
	} CASES[] = {
	    {{0, 0, false, false}, NULL},
	    {{0, 0, true, false}, NULL},
	    {{5, 0, false, false},
		"mails in it: 5, and all are answered: there is no taken_from"},
	    {{5, 2, true, false},
		"mails in it: 5, of which from before taken_from: 2, which are left alone"},
	    {{5, 5, true, true},
		"mails in it: 5, of which from before taken_from: 5, which become history"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *words = fetch_describe_old(&CASES[i].old);

		if (g_strcmp0(words, CASES[i].expected) != 0)
			fail_msg("%s", words);
	}
}

/* Old mail travels as history with its time, all else as before. */
static void
history_is_brought_as_such(void **state)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("text", 4);
	FetchMail mail = {.key = "17.4", .size = 4, .bytes = bytes};
	g_autoptr(Channel) ours = NULL;
	g_autoptr(Channel) theirs = NULL;
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	ours = channel_new(ends[0], true);
	theirs = channel_new(ends[1], true);
	for (int i = 0; i < 2; i++) {
		g_autoptr(Frame) frame = NULL;
		g_autofree char *body = NULL;

		mail.came_ms = i * 7;
		mail.history = i == 1;
		assert_true(fetch_bring(ours, &mail, NULL));
		assert_int_equal(channel_receive(theirs, &frame, NULL), CHANNEL_FRAME);
		body = g_variant_print(frame->body, FALSE);
		assert_int_equal(frame->type, i == 0 ? FRAME_MAIL : FRAME_HISTORY);
		assert_string_equal(
		    body, i == 0 ? "('17.4', 4, false, 0)" : "('17.4', 4, false, 7)");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_waits_is_told),
	    cmocka_unit_test(history_is_brought_as_such),
	    cmocka_unit_test(headers_are_cut_at_the_empty_line),
	    cmocka_unit_test(a_header_without_end_is_bounded),
	    cmocka_unit_test(filing_is_read_from_the_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
