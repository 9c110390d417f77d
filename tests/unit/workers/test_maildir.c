/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "gateway/workers/maildir.h"

static char *
fresh_folder(void)
{
	char *folder = g_dir_make_tmp("casegate-XXXXXX", NULL);

	assert_non_null(folder);
	return folder;
}

static void
assert_file(const char *folder, const char *name, const char *expected)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *content = NULL;

	assert_true(g_file_get_contents(path, &content, NULL, NULL));
	assert_string_equal(content, expected);
}

static guint
count_files(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
	guint count = 0;

	assert_non_null(directory);
	while (g_dir_read_name(directory) != NULL)
		count++;
	return count;
}

static void
remove_folder(const char *folder)
{
	const char *argv[] = {"rm", "-rf", folder, NULL};

	assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
	    NULL, NULL, NULL, NULL));
}

static void
makes_its_folders_once(void **state)
{
	g_autofree char *top = fresh_folder();
	g_autofree char *path = g_build_filename(top, "in", NULL);
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	GStatBuf status;

	(void)state;
	assert_true(maildir_make(path, NULL));
	assert_true(maildir_make(path, NULL));
	assert_int_equal(g_stat(cur, &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0700);
	remove_folder(top);
}

static void
puts_whole_mails_and_replaces_repeated_ones(void **state)
{
	g_autofree char *path = fresh_folder();
	g_autoptr(GBytes) first = g_bytes_new_static("eerste", 6);
	g_autoptr(GBytes) second = g_bytes_new_static("tweede", 6);

	(void)state;
	assert_true(maildir_make(path, NULL));
	assert_true(maildir_put(path, "1.a", first, NULL));
	assert_true(maildir_put(path, "2.b", first, NULL));
	assert_true(maildir_put(path, "1.a", second, NULL));
	assert_true(maildir_sync(path, NULL));
	assert_file(path, "new/1.a", "tweede");
	assert_file(path, "new/2.b", "eerste");
	assert_int_equal(count_files(path, "new"), 2);
	assert_int_equal(count_files(path, "tmp"), 0);
	remove_folder(path);
}

static void
says_what_it_could_not_do(void **state)
{
	g_autofree char *top = fresh_folder();
	g_autofree char *file = g_build_filename(top, "file", NULL);
	g_autofree char *below = g_build_filename(top, "no", "such", NULL);
	g_autofree char *expected = g_strdup_printf("could not use %s: Not a directory", file);
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(g_file_set_contents(file, "", 0, NULL));
	assert_false(maildir_make(file, &error));
	assert_string_equal(error->message, expected);
	assert_false(maildir_make(below, NULL));
	assert_false(maildir_put(below, "1", bytes, NULL));
	assert_false(maildir_sync(below, NULL));
	remove_folder(top);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(makes_its_folders_once),
	    cmocka_unit_test(puts_whole_mails_and_replaces_repeated_ones),
	    cmocka_unit_test(says_what_it_could_not_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
