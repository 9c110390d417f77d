/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rules/diagnostic.h"
#include "rules/rule_files.h"

static char *
folder_of(const char *const *files)
{
	char *folder = g_dir_make_tmp("directory-XXXXXX", NULL);

	for (; *files != NULL; files++) {
		g_autofree char *path = g_build_filename(folder, *files, NULL);

		assert_true(g_file_set_contents(path, "", 0, NULL));
	}
	return folder;
}

static void
remove_folder(const char *folder, const char *const *files)
{
	for (; *files != NULL; files++) {
		g_autofree char *path = g_build_filename(folder, *files, NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
}

static void
test_list(void **state)
{
	static const char *const shipped_files[] = {
	    "90-default.yaml", "50-b.yaml", "notes.txt", NULL};
	static const char *const own_files[] = {
	    "90-default.yaml", "10-a.yaml", ".hidden.yaml", NULL};
	g_autofree char *shipped = folder_of(shipped_files), *own = folder_of(own_files);
	const char *const directories[] = {shipped, "/nonexistent", own, NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GPtrArray) list = rule_files_list(directories, diagnostics);

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	assert_int_equal(list->len, 3);
	assert_true(g_str_has_suffix(list->pdata[0], "10-a.yaml"));
	assert_true(g_str_has_suffix(list->pdata[1], "50-b.yaml"));
	assert_true(g_str_has_suffix(list->pdata[2], "90-default.yaml"));
	assert_true(g_str_has_prefix(list->pdata[0], own));
	assert_true(g_str_has_prefix(list->pdata[1], shipped));
	assert_true(g_str_has_prefix(list->pdata[2], own));
	remove_folder(shipped, shipped_files);
	remove_folder(own, own_files);
}

static void
test_unreadable(void **state)
{
	static const char *const files[] = {"file", NULL};
	g_autofree char *folder = folder_of(files);
	g_autofree char *path = g_build_filename(folder, "file", NULL);
	const char *const directories[] = {path, NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GPtrArray) list = rule_files_list(directories, diagnostics);

	(void)state;
	assert_int_equal(list->len, 0);
	assert_int_equal(diagnostics->len, 1);
	assert_string_equal(((const Diagnostic *)diagnostics->pdata[0])->file, path);
	remove_folder(folder, files);
}

/* What was meant to be read is told. */
static void
test_misnamed(void **state)
{
	static const char *const files[] = {"50-printers.yml", "60-a.YAML", "70-b.yaml",
	    "70-b.yaml~", "70-b.yaml.bak", ".yml", "README", NULL};
	g_autofree char *folder = folder_of(files);
	const char *const directories[] = {folder, NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GPtrArray) list = rule_files_list(directories, diagnostics);

	(void)state;
	assert_int_equal(list->len, 1);
	assert_int_equal(diagnostics->len, 2);
	remove_folder(folder, files);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_unreadable),
	    cmocka_unit_test(test_misnamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
