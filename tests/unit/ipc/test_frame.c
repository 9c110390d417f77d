/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/ipc/frame.h"

static void
every_frame_has_a_name_and_a_form(void **state)
{
	(void)state;
	for (guint32 type = FRAME_SETTINGS; type <= FRAME_PROGRESS; type++) {
		assert_non_null(frame_form(type));
		assert_true(g_variant_type_is_definite(frame_form(type)) ||
			    type == FRAME_SETTINGS || type == FRAME_COMMAND);
		assert_string_not_equal(frame_name(type), "?");
		for (guint32 other = FRAME_SETTINGS; other < type; other++)
			assert_string_not_equal(frame_name(type), frame_name(other));
	}
}

static void
what_is_no_frame_has_none(void **state)
{
	static const guint32 NONE[] = {0, FRAME_PROGRESS + 1, 1000, G_MAXUINT32};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(NONE); i++) {
		assert_null(frame_form(NONE[i]));
		assert_string_equal(frame_name(NONE[i]), "?");
	}
}

static void
forms_are_what_their_readers_expect(void **state)
{
	static const struct {
		FrameType type;
		const char *form;
	} ROWS[] = {
	    {FRAME_SETTINGS, "a{sv}"},
	    {FRAME_LOG, "(ys)"},
	    {FRAME_MAIL, "(sxbx)"},
	    {FRAME_HISTORY, "(sxbx)"},
	    {FRAME_FILE, "(asas)"},
	    {FRAME_HEADER, "(x)"},
	    {FRAME_ORIGIN, "(x(sa(sbusssssb)a(ssb)asba(bbd)))"},
	    {FRAME_LETTER, "(xss)"},
	    {FRAME_SENT, "(xys)"},
	    {FRAME_COMMAND, "(sa{sv})"},
	    {FRAME_REPLY, "(is)"},
	    {FRAME_PROGRESS, "(ii)"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_true(g_variant_type_equal(
		    frame_form(ROWS[i].type), G_VARIANT_TYPE(ROWS[i].form)));
}

static void
each_holds_what_its_peer_sends_and_no_more(void **state)
{
	static const struct {
		FrameType type;
		size_t body;
		size_t bytes;
		bool fits;
	} ROWS[] = {
	    {FRAME_READY, 1, 0, true},
	    {FRAME_READY, 1, 1, false},
	    {FRAME_LOG, 2100, 0, true},
	    {FRAME_LOG, 100000, 0, false},
	    {FRAME_MAIL, 1024, (size_t)40 * 1024 * 1024, true},
	    {FRAME_MAIL, 1024, (size_t)40 * 1024 * 1024 + 1, false},
	    {FRAME_MAIL, 100000, 5, false},
	    {FRAME_MESSAGE, 8, (size_t)8 * 1024 * 1024, true},
	    {FRAME_MESSAGE, 8, (size_t)47 * 1024 * 1024, false},
	    {FRAME_MESSAGE, 9, 0, false},
	    {FRAME_PART_READ, 20, (size_t)25 * 1024 * 1024, true},
	    {FRAME_PART_READ, 20, (size_t)25 * 1024 * 1024 + 1, false},
	    {FRAME_FILED, (size_t)2 * 1024 * 1024, 0, false},
	    {FRAME_SENT, 100, 1, false},
	    {(FrameType)0, 0, 0, false},
	    {(FrameType)1000, 0, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		if (frame_fits(ROWS[i].type, ROWS[i].body, ROWS[i].bytes) != ROWS[i].fits)
			fail_msg("row %zu: %s", i, frame_name(ROWS[i].type));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_frame_has_a_name_and_a_form),
	    cmocka_unit_test(what_is_no_frame_has_none),
	    cmocka_unit_test(each_holds_what_its_peer_sends_and_no_more),
	    cmocka_unit_test(forms_are_what_their_readers_expect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
