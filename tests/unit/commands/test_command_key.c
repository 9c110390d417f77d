/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/factor_fixture.h"
#include "tests/unit/served_fixture.h"

static void
it_is_told_what_goes_on_to_count(void **state)
{
	Desk *desk = *state;

	desk_app(desk, ELS);
	assert_served(desk, &command_key, "key rotate", 0, "at most 90 days");
	desk_post(desk, "open case CS0000001", ELS, .text = "Zwart.");
	assert_served(
	    desk, &command_key, "key rotate --leaked", 0, "No token of before counts any more");
	assert_served(
	    desk, &command_key, "key rotate --leaked", 0, "casegate mfa reset '" ELS "'\n");
	assert_served(desk, &command_key, "key rotate --leaked --json", 0, "\"to_reset\": [");
	assert_served(
	    desk, &command_key, "key rotate --leaked --json", 0, "\"sealed_again\": 1");
}

static void
one_that_was_cut_off_is_said_to_be_finished(void **state)
{
	Desk *desk = *state;

	desk_app(desk, ELS);
	key_ring_rotate(
	    &desk->context->keys, (const uint8_t *)"a second key, of 32 octets: this", 0, 0);
	assert_served(desk, &command_key, "key rotate --leaked", 0,
	    "The rotation that was cut off is finished.\nAuthenticator apps sealed again: 1.\n"
	    "Run it once more");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(it_is_told_what_goes_on_to_count),
	    desk_test(one_that_was_cut_off_is_said_to_be_finished),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
