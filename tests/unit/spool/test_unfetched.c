/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/unfetched.h"
#include "tests/unit/spool_fixture.h"

static void
set(Spool *spool, const char *mailbox, const char *key, int64_t tries, int64_t since_ms)
{
	const Unfetched mail = {.mailbox = (char *)mailbox,
	    .key = (char *)key,
	    .reason = (char *)"refused",
	    .tries = tries,
	    .since_ms = since_ms,
	    .tried_ms = since_ms + tries};

	must(unfetched_set(spool, &mail, &error));
}

/* "17.4 2, 17.9 1" */
static void
assert_known(Spool *spool, const char *mailbox, const char *expected)
{
	g_autoptr(GPtrArray) mails = NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	must(unfetched_list(spool, mailbox, 10, &mails, &error));
	for (guint i = 0; i < mails->len; i++) {
		const Unfetched *mail = mails->pdata[i];

		assert_string_equal(mail->reason, "refused");
		assert_int_equal(mail->tried_ms, mail->since_ms + mail->tries);
		g_string_append_printf(
		    text, "%s%s %d", i > 0 ? ", " : "", mail->key, (int)mail->tries);
	}
	assert_string_equal(text->str, expected);
}

static void
test_unfetched(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;

	must(spool_begin(spool, &error));
	set(spool, "support", "17.9", 1, 2000);
	set(spool, "support", "17.4", 1, 1000);
	set(spool, "other", "17.4", 5, 3000);
	set(spool, "support", "17.4", 2, 1000);
	assert_known(spool, "support", "17.4 2, 17.9 1");
	assert_known(spool, NULL, "17.4 2, 17.9 1, 17.4 5");
	must(unfetched_remove(spool, "support", "17.4", &error));
	must(unfetched_remove(spool, "support", "17.4", &error));
	assert_known(spool, "support", "17.9 1");
	assert_known(spool, "other", "17.4 5");
}

static void
test_names(void **state)
{
	static const char *const CASES[][2] = {
	    {"17.4", "UID 4"},
	    {"1700000000.M1P2.host@1700000000000000000", "file 1700000000.M1P2.host"},
	    {"a@b@17", "file a@b"},
	    {"note", "file note"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const Unfetched mail = {.key = (char *)CASES[i][0]};
		g_autofree char *name = unfetched_name(&mail);

		assert_string_equal(name, CASES[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {spool_test(test_unfetched), spool_test(test_names)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
