/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {spool_test(marked_and_taken_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
