/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/letters/loop_mark.h"

static void
add_header(Message *message, const char *name, const char *value)
{
	MessageHeader *header = g_new0(MessageHeader, 1);

	header->name = g_strdup(name);
	header->value = g_strdup(value);
	g_ptr_array_add(message->headers, header);
}

static void
desks_are_told_apart_and_not_named(void **state)
{
	g_autofree char *own = loop_mark_make("desk.example");
	g_autofree char *same = loop_mark_make("DESK.Example");
	g_autofree char *other = loop_mark_make("desk.example.org");

	(void)state;
	assert_string_equal(own, same);
	assert_string_not_equal(own, other);
	assert_int_equal(strlen(own), 16);
	assert_null(strstr(own, "desk"));
}

static void
a_mail_says_whose_letter_it_was(void **state)
{
	g_autofree char *own = loop_mark_make("desk.example");
	g_autofree char *other = loop_mark_make("helpdesk.example");
	static const struct {
		bool own, other, odd;
		LoopMark mark;
	} ROWS[] = {
	    {false, false, false, LOOP_MARK_NONE},
	    {true, false, false, LOOP_MARK_OURS},
	    {false, true, false, LOOP_MARK_OTHER},
	    {true, true, false, LOOP_MARK_OURS},
	    {false, false, true, LOOP_MARK_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = message_new();

		add_header(message, "X-Casegate-Proof", "4");
		add_header(message, "Subject", own);
		if (ROWS[i].other)
			add_header(message, "X-Casegate-Loop", other);
		if (ROWS[i].own)
			add_header(message, "x-casegate-loop", own);
		if (ROWS[i].odd)
			add_header(message, "X-CASEGATE-LOOP", "");
		assert_int_equal(loop_mark_read(message, "Desk.example"), ROWS[i].mark);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(desks_are_told_apart_and_not_named),
	    cmocka_unit_test(a_mail_says_whose_letter_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
