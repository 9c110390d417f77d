/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/forget.h"
#include "spool/spam_sender.h"

static bool
is(Spool *spool, const char *address)
{
	bool is = false;

	must(spam_sender_is(spool, address, &is, &error));
	return is;
}

static void
marked_and_taken_back(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autoptr(GPtrArray) senders = NULL;
	const SpamSender *sender = NULL;
	bool was = false;

	must(spool_begin(spool, &error));
	assert_false(is(spool, "eve@evil.example"));
	must(spam_sender_add(spool, "Eve@evil.example", "Sanne", 10, &error));
	must(spam_sender_add(spool, "eve@EVIL.example", "Jan", 20, &error));
	must(spam_sender_add(spool, "mal@evil.example", "Jan", 30, &error));
	assert_true(is(spool, "EVE@evil.example"));
	assert_false(is(spool, "e@evil.example"));
	must(spam_sender_list(spool, &senders, &error));
	assert_int_equal(senders->len, 2);
	sender = senders->pdata[1];
	assert_string_equal(sender->address, "Eve@evil.example");
	assert_string_equal(sender->author, "Sanne");
	assert_int_equal(sender->since_ms, 10);
	must(spam_sender_remove(spool, "eve@evil.example", &was, &error));
	assert_true(was);
	must(spam_sender_remove(spool, "eve@evil.example", &was, &error));
	assert_false(was);
	assert_false(is(spool, "eve@evil.example"));
}

/* Its time ends like that of any mail, and who is forgotten is no spammer any more. */
static void
put_away_and_forgotten(void **state)
{
	static const MailOutcome DONE = {
	    .state = MAIL_DONE, .reason = "", .decision = "ignore", .subject = "Win"};
	Spool *spool = ((Fixture *)*state)->spool;
	const KeptRange range = {KEPT_MAIL, 0, 100, G_MAXINT64};
	g_autoptr(GArray) due = NULL;
	g_autoptr(Mail) mail = NULL, gone = NULL;
	int64_t id = 0;

	must(spool_begin(spool, &error));
	id = some_mail(spool, "7.1", 10);
	must(mail_decide(spool, id, &DONE, &error));
	must(spam_sender_put_away(spool, id, "marked as spam by Sanne", &error));
	must(mail_get(spool, id, &mail, &error));
	assert_int_equal(mail->state, MAIL_SPAM);
	assert_string_equal(mail->reason, "marked as spam by Sanne");
	must(forget_due(spool, &range, &due, &error));
	assert_int_equal(due->len, 1);
	must(forget_mail(spool, id, 20, &error));
	must(mail_get(spool, id, &gone, &error));
	assert_int_equal(gone->state, MAIL_DISCARDED);
	must(spool_commit(spool, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(marked_and_taken_back), spool_test(put_away_and_forgotten)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
