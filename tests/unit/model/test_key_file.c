/* SPDX-License-Identifier: Apache-2.0 */
/* What the file of our keys may not be is told in test_context.c. */
#include "gateway/model/key_file.h"

#include <sys/stat.h>

#include "gateway/util/error.h"
#include "tests/unit/context_fixture.h"

#define FIRST "the first of them, 32 octets of."
#define SECOND "the second one, 32 octets of it."

static char *
begin(void **state)
{
	Desk *desk = *state;

	assert_int_equal(g_mkdir(desk->state, 0700), 0);
	return desk->state;
}

static KeyRing
read_keys(const char *folder)
{
	KeyRing keys = {.last_letter = 5};
	bool there = false;

	must(key_file_read(folder, &keys, &there, &error));
	assert_true(there);
	return keys;
}

static void
keys_are_read_as_they_were_written(void **state)
{
	const char *folder = begin(state);
	g_autofree char *path = g_build_filename(folder, "key", NULL);
	KeyRing keys = {.current = FIRST};
	KeyRing read;
	bool there = true;
	struct stat status;

	must(key_file_read(folder, &read, &there, &error));
	assert_false(there);
	must(key_file_write(folder, &keys, &error));
	read = read_keys(folder);
	assert_memory_equal(&read, &keys, sizeof keys);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, KEY_BYTES);
	key_ring_rotate(&keys, (const uint8_t *)SECOND, 881, 4);
	must(key_file_write(folder, &keys, &error));
	read = read_keys(folder);
	assert_memory_equal(&read, &keys, sizeof keys);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

/* It stays as it was. */
static void
what_cannot_be_written_changes_nothing(void **state)
{
	const char *folder = begin(state);
	g_autofree char *fresh = g_build_filename(folder, "key.new", NULL);
	g_autofree char *inside = g_build_filename(fresh, "x", NULL);
	KeyRing keys = {.current = FIRST};
	KeyRing read;
	g_autoptr(GError) wrong = NULL;

	must(key_file_write(folder, &keys, &error));
	assert_int_equal(g_mkdir(fresh, 0700), 0);
	assert_int_equal(g_mkdir(inside, 0700), 0);
	key_ring_rotate(&keys, (const uint8_t *)SECOND, 881, 4);
	assert_false(key_file_write(folder, &keys, &wrong));
	assert_true(g_error_matches(wrong, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY));
	assert_non_null(strstr(wrong->message, "key.new"));
	read = read_keys(folder);
	assert_false(read.has_previous);
	assert_int_equal(g_rmdir(inside), 0);
}

static void
fresh_keys_differ(void **state)
{
	uint8_t one[KEY_BYTES];
	uint8_t other[KEY_BYTES];

	(void)state;
	must(key_file_fresh(one, &error));
	must(key_file_fresh(other, &error));
	assert_memory_not_equal(one, other, KEY_BYTES);
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, desk_folder, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    folder_test(keys_are_read_as_they_were_written),
	    folder_test(what_cannot_be_written_changes_nothing),
	    cmocka_unit_test(fresh_keys_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
