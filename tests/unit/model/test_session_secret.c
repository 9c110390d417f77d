/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "gateway/model/session_secret.h"

static KeyRing
ring(void)
{
	return (KeyRing){.current = {1, 2, 3}};
}

static void
a_secret_is_chance_and_its_mac_is_the_keys(void **state)
{
	g_autofree char *one = session_secret_new();
	g_autofree char *two = session_secret_new();
	const KeyRing keys = ring();
	uint8_t macs[3][SESSION_MAC_BYTES];
	const uint8_t other[KEY_BYTES] = {9};

	(void)state;
	assert_int_equal(strlen(one), SESSION_SECRET_LENGTH);
	assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789-_"),
	    SESSION_SECRET_LENGTH);
	assert_string_not_equal(one, two);
	assert_true(session_secret_mac(keys.current, one, macs[0]));
	assert_true(session_secret_mac(keys.current, two, macs[1]));
	assert_true(session_secret_mac(other, one, macs[2]));
	assert_memory_not_equal(macs[0], macs[1], SESSION_MAC_BYTES);
	assert_memory_not_equal(macs[0], macs[2], SESSION_MAC_BYTES);
	assert_false(session_secret_mac(keys.current, "", macs[0]));
	assert_false(session_secret_mac(keys.current, NULL, macs[0]));
}

static void
a_form_is_of_its_session(void **state)
{
	KeyRing keys = ring();
	const uint8_t fresh[KEY_BYTES] = {4};
	g_autofree char *nonce = session_nonce_new(&keys, 17);
	uint8_t read[SESSION_NONCE_BYTES];

	(void)state;
	assert_true(session_nonce_read(&keys, 17, nonce, read));
	assert_false(session_nonce_read(&keys, 18, nonce, read));
	assert_false(session_nonce_read(&keys, 17, "", read));
	assert_false(session_nonce_read(&keys, 17, NULL, read));
	/* a rotated key still counts, and no longer than that */
	key_ring_rotate(&keys, fresh, 0, 0);
	assert_true(session_nonce_read(&keys, 17, nonce, read));
	key_ring_rotate(&keys, fresh, 0, 0);
	assert_false(session_nonce_read(&keys, 17, nonce, read));
	nonce[0] = nonce[0] == 'a' ? 'b' : 'a';
	keys = ring();
	assert_false(session_nonce_read(&keys, 17, nonce, read));
}

/* Nor is one of a session that has the letter's number. */
static void
a_form_is_of_its_link(void **state)
{
	const KeyRing keys = ring();
	g_autofree char *nonce = session_link_nonce_new(&keys, 17);
	g_autofree char *other = session_nonce_new(&keys, 17);
	uint8_t read[SESSION_NONCE_BYTES];

	(void)state;
	assert_true(session_link_nonce_read(&keys, 17, nonce, read));
	assert_false(session_link_nonce_read(&keys, 18, nonce, read));
	assert_false(session_nonce_read(&keys, 17, nonce, read));
	assert_false(session_link_nonce_read(&keys, 17, other, read));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_secret_is_chance_and_its_mac_is_the_keys),
	    cmocka_unit_test(a_form_is_of_its_session),
	    cmocka_unit_test(a_form_is_of_its_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
