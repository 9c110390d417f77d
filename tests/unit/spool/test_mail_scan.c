/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/mail.h"
#include "spool/mail_scan.h"

static void
says(Spool *spool, int64_t mail, const char *expected)
{
	g_autofree char *said = NULL;

	must(mail_scan_get(spool, mail, &said, &error));
	if (g_strcmp0(said, expected) != 0)
		fail_msg("%s", said);
}

static void
what_was_said_last(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t mail = 0;

	must(spool_begin(spool, &error));
	mail = some_mail(spool, "7.1", 10);
	says(spool, mail, NULL);
	must(mail_scan_set(spool, mail, "not scanned: it is down", true, &error));
	must(mail_scan_set(spool, mail, "infected: Eicar", false, &error));
	says(spool, mail, "infected: Eicar");
	must(mail_scan_set(spool, mail, NULL, false, &error));
	says(spool, mail, NULL);
	must(spool_commit(spool, &error));
}

static int64_t
next(Spool *spool, int64_t after)
{
	int64_t mail = 0;

	must(mail_scan_next(spool, after, &mail, &error));
	return mail;
}

static void
it_is_asked_again_three_times_at_most(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	const MailOutcome done = {
	    .state = MAIL_DONE, .reason = "", .decision = "open case", .subject = ""};
	int64_t mail = 0;

	must(spool_begin(spool, &error));
	mail = some_mail(spool, "7.1", 10);
	must(mail_scan_set(spool, mail, "not scanned: it is too large", false, &error));
	assert_int_equal(next(spool, 0), 0);
	must(mail_scan_set(spool, mail, "not scanned: it is down", true, &error));
	assert_int_equal(next(spool, 0), 0); /* it is asked when it is read */
	must(mail_decide(spool, mail, &done, &error));
	assert_int_equal(next(spool, mail), 0);
	for (int i = 0; i < MAIL_SCAN_TRIES; i++) {
		assert_int_equal(next(spool, 0), mail);
		must(mail_scan_try(spool, mail, &error));
	}
	assert_int_equal(next(spool, 0), 0);
	must(spool_commit(spool, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(what_was_said_last),
	    spool_test(it_is_asked_again_three_times_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
