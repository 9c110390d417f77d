/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/util/sealed.h"

static const uint8_t KEY[KEY_BYTES] = "an example of thirty-two bytes.";
static const uint8_t OTHER[KEY_BYTES] = "another one of thirty-two bytes";
static const uint8_t SECRET[9] = "nine of 8";

static void
what_was_sealed_is_opened_and_nothing_of_it_is_seen(void **state)
{
	g_autoptr(GBytes) sealed = sealed_make(KEY, "contact 1", SECRET, sizeof SECRET);
	g_autoptr(GBytes) again = sealed_make(KEY, "contact 1", SECRET, sizeof SECRET);
	uint8_t opened[sizeof SECRET] = {0};

	(void)state;
	assert_int_equal(g_bytes_get_size(sealed), sizeof SECRET + SEALED_MORE);
	assert_false(g_bytes_equal(sealed, again));
	assert_null(
	    memmem(g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed), SECRET, 4));
	assert_true(sealed_open(KEY, "contact 1", sealed, opened, sizeof opened));
	assert_memory_equal(opened, SECRET, sizeof SECRET);
}

static void
nothing_else_opens_it(void **state)
{
	g_autoptr(GBytes) sealed = sealed_make(KEY, "contact 1", SECRET, sizeof SECRET);
	g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
	uint8_t opened[sizeof SECRET + 1] = "unopened";

	(void)state;
	assert_false(sealed_open(OTHER, "contact 1", sealed, opened, sizeof SECRET));
	assert_int_equal(opened[0], 0);
	assert_false(sealed_open(KEY, "contact 11", sealed, opened, sizeof SECRET));
	assert_false(sealed_open(KEY, "", sealed, opened, sizeof SECRET));
	assert_false(sealed_open(KEY, "contact 1", sealed, opened, sizeof SECRET + 1));
	assert_false(sealed_open(KEY, "contact 1", nothing, opened, sizeof SECRET));
}

static void
every_changed_bit_is_seen(void **state)
{
	g_autoptr(GBytes) sealed = sealed_make(KEY, "contact 1", SECRET, sizeof SECRET);
	size_t size = g_bytes_get_size(sealed);

	(void)state;
	for (size_t bit = 0; bit < size * 8; bit++) {
		uint8_t opened[sizeof SECRET];
		uint8_t *bytes = g_memdup2(g_bytes_get_data(sealed, NULL), size);
		g_autoptr(GBytes) changed = g_bytes_new_take(bytes, size);

		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(sealed_open(KEY, "contact 1", changed, opened, sizeof opened));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_sealed_is_opened_and_nothing_of_it_is_seen),
	    cmocka_unit_test(nothing_else_opens_it),
	    cmocka_unit_test(every_changed_bit_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
