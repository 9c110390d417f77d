/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/registration.h"

#define WHY "the sender is no known contact"

static int64_t
kept(Spool *spool, const char *key, int64_t contact, int64_t since_ms)
{
	const MailOutcome outcome = {.state = MAIL_HELD,
	    .reason = WHY,
	    .decision = REGISTRATION_DECISION,
	    .subject = ""};
	const Registration registration = {some_mail(spool, key, 10), contact, since_ms};

	must(mail_decide(spool, registration.mail, &outcome, &error));
	must(registration_keep(spool, &registration, &error));
	return registration.mail;
}

static void
assert_state(Spool *spool, int64_t id, MailState state, const char *reason)
{
	g_autoptr(Mail) mail = NULL;

	must(mail_get(spool, id, &mail, &error));
	assert_string_equal(mail_state_name(mail->state), mail_state_name(state));
	assert_string_equal(mail->reason, reason);
}

static int64_t
confirm(Spool *spool, int64_t contact, int64_t mail)
{
	int64_t mails = 0;

	must(registration_confirm(spool, contact, mail, &mails, &error));
	return mails;
}

static bool
is_confirmed(Spool *spool, int64_t mail, int64_t contact)
{
	bool confirmed = false;

	must(registration_is_confirmed(spool, mail, contact, &confirmed, &error));
	return confirmed;
}

static int64_t
waiting(Spool *spool)
{
	int64_t mails = 0;

	must(registration_count(spool, &mails, &error));
	return mails;
}

/* All that the contact sent goes on, the mail whose letter was answered as confirmed; nobody else's does. */
static void
confirmed(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t eve = 0, piet = 0, first = 0, second = 0, other = 0;

	must(spool_begin(spool, &error));
	eve = some_contact(spool, "eve@x.example");
	piet = some_contact(spool, "piet@x.example");
	first = kept(spool, "1", eve, 100);
	second = kept(spool, "2", eve, 200);
	other = kept(spool, "3", piet, 300);
	assert_int_equal(waiting(spool), 3);
	assert_int_equal(confirm(spool, eve, second), 2);
	assert_state(spool, first, MAIL_WAITING, "");
	assert_state(spool, second, MAIL_WAITING, "");
	assert_state(spool, other, MAIL_HELD, WHY);
	assert_false(is_confirmed(spool, first, eve));
	assert_true(is_confirmed(spool, second, eve));
	assert_false(is_confirmed(spool, second, piet));
	assert_int_equal(waiting(spool), 1);
	assert_int_equal(confirm(spool, eve, second), 0);
	/* one person's letter says nothing of another's mail */
	assert_int_equal(confirm(spool, eve, other), 0);
	assert_false(is_confirmed(spool, other, piet));
}

/* What a person let go on, or took out, is theirs. */
static void
what_a_person_decided_stays(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t eve = 0, out = 0, held = 0;
	const MailOutcome by_rule = {
	    .state = MAIL_HELD, .reason = "rule", .decision = "hold", .subject = ""};

	must(spool_begin(spool, &error));
	eve = some_contact(spool, "eve@x.example");
	out = kept(spool, "1", eve, 100);
	held = kept(spool, "2", eve, 100);
	must(mail_discard(spool, out, "spam", &error));
	must(mail_decide(spool, held, &by_rule, &error));
	assert_int_equal(waiting(spool), 0);
	must(registration_expire(spool, 1000, "late", &error));
	assert_state(spool, out, MAIL_DISCARDED, "spam");
	assert_state(spool, held, MAIL_HELD, "rule");
	assert_int_equal(confirm(spool, eve, out), 0);
}

/* One that waited for too long is done, and a late answer finds it. */
static void
expired(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t eve = 0, first = 0, second = 0, oldest_ms = 0;

	must(spool_begin(spool, &error));
	eve = some_contact(spool, "eve@x.example");
	must(registration_oldest(spool, &oldest_ms, &error));
	assert_int_equal(oldest_ms, 0);
	first = kept(spool, "1", eve, 100);
	second = kept(spool, "2", eve, 200);
	must(registration_expire(spool, 99, "late", &error));
	assert_state(spool, first, MAIL_HELD, WHY);
	must(registration_oldest(spool, &oldest_ms, &error));
	assert_int_equal(oldest_ms, 100);
	must(registration_expire(spool, 100, "late", &error));
	assert_state(spool, first, MAIL_DONE, "late");
	assert_state(spool, second, MAIL_HELD, WHY);
	must(registration_oldest(spool, &oldest_ms, &error));
	assert_int_equal(oldest_ms, 200);
	assert_int_equal(confirm(spool, eve, second), 2);
	assert_state(spool, first, MAIL_WAITING, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(confirmed),
	    spool_test(what_a_person_decided_stays),
	    spool_test(expired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
