/* SPDX-License-Identifier: Apache-2.0 */
/* How a mail's way through a reader ends. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/settle.h"

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
	const Settled lost = {mail, NULL, "killed its reader", false};

	for (size_t i = 0; i < G_N_ELEMENTS(STATES); i++) {
		g_autoptr(Mail) now = NULL;

		must(i == 1 ? settle_alone(desk->context, &lost, &error)
			    : settle(desk->context, &lost, &error));
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
		const Settled read = {mail, message, NULL, false};

		must(i == 0 ? settle(desk->context, &read, &error)
			    : settle_alone(desk->context, &read, &error));
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
	const Settled read = {mail, message, NULL, false};

	message->refused = g_strdup("no mail at all");
	must(settle_alone(desk->context, &read, &error));
	assert_mail(desk, MAIL_QUARANTINED, "no mail at all");
}

static void
what_two_readers_read_otherwise_waits_for_a_person(void **state)
{
	static const Post POST = WRITTEN;
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &POST);
	g_autoptr(Message) message = post_message(desk, &POST);
	const Settled read = {mail, message, NULL, true};

	must(settle(desk->context, &read, &error));
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
