/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "gateway/cli/file_copy.h"

static const char SHA256_OF_ABC[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static char *
path_of(const Desk *desk, const char *name)
{
	return g_build_filename(desk->folder, name, NULL);
}

static void
count_progress(int64_t done, int64_t total, void *data)
{
	assert_true(done <= total);
	++*(int *)data;
}

static void
test_copy(void **state)
{
	Desk *desk = *state;
	g_autofree char *from = path_of(desk, "from");
	g_autofree char *to = path_of(desk, "to");
	g_autofree char *copied = NULL;
	g_auto(FileSum) sum = {0};
	g_auto(FileSum) again = {0};
	struct stat file;

	desk_put(desk, "from", "abc");
	must(file_copy(from, to, &sum, &error));
	assert_string_equal(sum.sha256, SHA256_OF_ABC);
	assert_int_equal(sum.size, 3);
	must(file_sum(to, &again, &error));
	assert_string_equal(again.sha256, SHA256_OF_ABC);
	assert_int_equal(stat(to, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	assert_true(g_file_get_contents(to, &copied, NULL, NULL));
	assert_string_equal(copied, "abc");
}

static void
test_nothing_is_overwritten(void **state)
{
	Desk *desk = *state;
	g_autofree char *from = path_of(desk, "from");
	g_autofree char *to = path_of(desk, "to");
	g_autofree char *none = path_of(desk, "none");
	g_auto(FileSum) sum = {0};
	g_autoptr(GError) error = NULL;

	desk_put(desk, "from", "abc");
	desk_put(desk, "to", "mine");
	assert_false(file_copy(from, to, &sum, &error));
	assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
	g_clear_error(&error);
	assert_false(file_copy(none, to, &sum, &error));
	assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
	assert_null(sum.sha256);
	g_clear_error(&error);
	assert_false(file_copy_text(to, "theirs", 0600, &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED));
}

static void
test_text(void **state)
{
	Desk *desk = *state;
	g_autofree char *path = path_of(desk, "text");
	g_autofree char *read = NULL;
	struct stat is;

	must(file_copy_text(path, "one\ntwo\n", 0640, &error));
	assert_true(g_file_get_contents(path, &read, NULL, NULL));
	assert_string_equal(read, "one\ntwo\n");
	assert_int_equal(stat(path, &is), 0);
	assert_int_equal(is.st_mode & 0777 & ~0640, 0);
}

/* A descriptor that stands somewhere is read from its start, and stays open. */
static void
test_descriptor(void **state)
{
	Desk *desk = *state;
	g_autofree char *from = path_of(desk, "from");
	g_autofree char *to = path_of(desk, "to");
	g_autofree char *large = g_strnfill(3000000, 'x');
	g_auto(FileSum) sum = {0};
	int told = 0;
	FileWatcher watcher = {count_progress, &told};
	int fd = -1;

	desk_put(desk, "from", large);
	fd = open(from, O_RDONLY);
	assert_int_equal(lseek(fd, 0, SEEK_END), 3000000);
	must(file_copy_fd(fd, from, to, &watcher, &sum, &error));
	assert_int_equal(sum.size, 3000000);
	assert_int_equal(told, 3);
	assert_int_equal(close(fd), 0);
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, desk_folder, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    folder_test(test_copy),
	    folder_test(test_nothing_is_overwritten),
	    folder_test(test_text),
	    folder_test(test_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
