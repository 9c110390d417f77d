/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/session.h"

#define HOUR INT64_C(3600000)

static int64_t
add(Spool *spool, uint8_t mac, int64_t now_ms, int64_t ends_ms)
{
	const uint8_t bytes[SESSION_MAC_BYTES] = {mac};
	int64_t id = 0;

	must(session_add(spool,
	    &(Session){.state = SESSION_OPEN,
		.agent = (char *)"sanne@desk.example",
		.created_ms = now_ms,
		.seen_ms = now_ms,
		.ends_ms = ends_ms},
	    bytes, &id, &error));
	return id;
}

static bool
is_there(Spool *spool, uint8_t mac, int64_t now_ms)
{
	const uint8_t bytes[SESSION_MAC_BYTES] = {mac};
	g_autoptr(Session) session = NULL;

	must(session_find(spool, bytes, now_ms, &session, &error));
	assert_true(session == NULL || g_str_equal(session->agent, "sanne@desk.example"));
	return session != NULL;
}

static void
is_found_until_it_is_over(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(GPtrArray) list = NULL;
	int64_t id = 0;

	must(spool_begin(spool, &error));
	id = add(spool, 1, HOUR, 2 * HOUR);
	assert_true(is_there(spool, 1, HOUR));
	assert_false(is_there(spool, 2, HOUR));
	assert_false(is_there(spool, 1, 2 * HOUR));
	must(session_seen(spool, id, HOUR, 3 * HOUR, &error));
	assert_true(is_there(spool, 1, 2 * HOUR));
	must(session_list(spool, 2 * HOUR, &list, &error));
	assert_int_equal(list->len, 1);
	must(session_end(spool, id, &error));
	assert_false(is_there(spool, 1, HOUR));
	must_fail(session_end(spool, id, &error), SPOOL_ERROR_MISSING);
	must(spool_commit(spool, &error));
}

static void
what_is_over_goes_with_the_next(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(GPtrArray) list = NULL;

	must(spool_begin(spool, &error));
	add(spool, 1, HOUR, 2 * HOUR);
	add(spool, 2, 2 * HOUR, 3 * HOUR);
	must(session_list(spool, HOUR, &list, &error));
	assert_int_equal(list->len, 1);
	must(spool_commit(spool, &error));
}

static void
a_nonce_counts_once(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	const uint8_t nonce[2] = {1, 2};
	int64_t one = 0;
	int64_t two = 0;
	bool fresh = false;

	must(spool_begin(spool, &error));
	one = add(spool, 1, HOUR, 2 * HOUR);
	two = add(spool, 2, HOUR, 2 * HOUR);
	must(session_use_nonce(spool, one, nonce, sizeof nonce, &fresh, &error));
	assert_true(fresh);
	must(session_use_nonce(spool, one, nonce, sizeof nonce, &fresh, &error));
	assert_false(fresh);
	must(session_use_nonce(spool, two, nonce, sizeof nonce, &fresh, &error));
	assert_true(fresh);
	/* they go with their session */
	must(session_end(spool, one, &error));
	must(spool_commit(spool, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		is_found_until_it_is_over, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(
		what_is_over_goes_with_the_next, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(
		a_nonce_counts_once, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
