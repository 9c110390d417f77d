/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a mail by what its reader made of it. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/intake.h"

#define WRITTEN                                            \
	{                                                  \
		ELS, .subject = "Scherm", .text = "Zwart." \
	}

static void
a_lost_reader_counts_until_the_third(void **state)
{
	static const char *const STATES[] = {"waiting", "waiting", "quarantined"};
	static const Post POST = WRITTEN;
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &POST);
	const IntakeReading lost = {mail, NULL, "killed its reader", false};

	for (size_t i = 0; i < G_N_ELEMENTS(STATES); i++) {
		g_autoptr(Mail) now = NULL;

		must(i == 1 ? intake_reading_alone(desk->context, &lost, &error)
			    : intake_reading(desk->context, &lost, &error));
		now = desk_last_mail(desk);
		assert_string_equal(mail_state_name(now->state), STATES[i]);
		assert_int_equal(now->attempts, i + 1);
	}
	assert_mail(desk, MAIL_QUARANTINED, "killed its reader");
}

static void
what_was_read_is_decided(void **state)
{
	static const Post POST = WRITTEN;
	Desk *desk = *state;

	for (int i = 0; i < 2; i++) {
		g_autoptr(Mail) mail = post_mail(desk, &POST);
		g_autoptr(Message) message = post_message(desk, &POST);
		const IntakeReading read = {mail, message, NULL, false};

		must(i == 0 ? intake_reading(desk->context, &read, &error)
			    : intake_reading_alone(desk->context, &read, &error));
		assert_mail(desk, MAIL_DONE, "");
	}
	assert_string_equal(desk_state_of(desk, "CS0000002"), "new");
}

static void
what_was_refused_is_quarantined(void **state)
{
	static const Post POST = WRITTEN;
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &POST);
	g_autoptr(Message) message = message_new();
	const IntakeReading read = {mail, message, NULL, false};

	message->refused = g_strdup("no mail at all");
	must(intake_reading_alone(desk->context, &read, &error));
	assert_mail(desk, MAIL_QUARANTINED, "no mail at all");
}

static void
what_two_readers_read_otherwise_waits_for_a_person(void **state)
{
	static const Post POST = WRITTEN;
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &POST);
	g_autoptr(Message) message = post_message(desk, &POST);
	const IntakeReading read = {mail, message, NULL, true};

	must(intake_reading(desk->context, &read, &error));
	assert_mail(desk, MAIL_HELD,
	    "two readings of it do not agree: look at the original before it is let go");
	assert_letters(desk, "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_lost_reader_counts_until_the_third),
	    desk_test(what_was_read_is_decided),
	    desk_test(what_two_readers_read_otherwise_waits_for_a_person),
	    desk_test(what_was_refused_is_quarantined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
