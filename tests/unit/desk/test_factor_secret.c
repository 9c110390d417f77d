/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/factor_fixture.h"

static void
assert_opens(const Desk *desk, const App *app, bool wanted)
{
	g_autoptr(Factor) factor = NULL;
	uint8_t secret[TOTP_SECRET_BYTES];

	must(factor_get(desk->context->spool, app->contact, &factor, &error));
	assert_int_equal(factor_secret_open(desk->context, factor, secret), wanted);
	if (wanted)
		assert_memory_equal(secret, app->secret, sizeof secret);
}

static void
rotate(const Desk *desk, const char *key)
{
	key_ring_rotate(&desk->context->keys, (const uint8_t *)key, 0, 0);
}

static void
a_secret_is_of_its_contact_alone(void **state)
{
	Desk *desk = *state;
	const App els = desk_app(desk, ELS);
	const App piet = desk_app(desk, PIET);
	g_autoptr(Factor) moved = NULL;

	assert_memory_not_equal(els.secret, piet.secret, TOTP_SECRET_BYTES);
	assert_opens(desk, &els, true);
	must(factor_get(desk->context->spool, els.contact, &moved, &error));
	must(factor_set_secret(desk->context->spool, piet.contact, moved->secret, &error));
	assert_opens(desk, &piet, false);
}

static void
secrets_are_sealed_again_under_a_new_key(void **state)
{
	Desk *desk = *state;
	const App els = desk_app(desk, ELS);
	const App piet = desk_app(desk, PIET);
	int count = -1;

	must(factor_secret_renew(desk->context, &count, &error));
	assert_int_equal(count, 0);
	rotate(desk, "a second key, of 32 octets: this");
	assert_opens(desk, &els, true);
	must(factor_secret_renew(desk->context, &count, &error));
	assert_int_equal(count, 2);
	must(factor_secret_renew(desk->context, &count, &error));
	assert_int_equal(count, 0);
	rotate(desk, "a third one, of 32 octets again.");
	assert_opens(desk, &els, true);
	assert_opens(desk, &piet, true);
}

/* What neither key opens stays as it is. */
static void
what_no_key_opens_is_left_alone(void **state)
{
	Desk *desk = *state;
	const App els = desk_app(desk, ELS);
	KeyRing lost = desk->context->keys;
	int count = -1;

	rotate(desk, "a second key, of 32 octets: this");
	rotate(desk, "a third one, of 32 octets again.");
	assert_opens(desk, &els, false);
	must(factor_secret_renew(desk->context, &count, &error));
	assert_int_equal(count, 0);
	desk->context->keys = lost;
	assert_opens(desk, &els, true);
}

static void
who_has_an_app_that_counts_gets_no_other(void **state)
{
	Desk *desk = *state;
	const App els = desk_app(desk, ELS);
	uint8_t secret[TOTP_SECRET_BYTES] = "not touched at all.";

	must_fail(
	    factor_secret_make(desk->context, els.contact, secret, &error), SPOOL_ERROR_EXISTS);
	assert_memory_equal(secret, "not touched", 11);
	assert_opens(desk, &els, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_secret_is_of_its_contact_alone),
	    desk_test(secrets_are_sealed_again_under_a_new_key),
	    desk_test(what_no_key_opens_is_left_alone),
	    desk_test(who_has_an_app_that_counts_gets_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
