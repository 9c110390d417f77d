/* SPDX-License-Identifier: Apache-2.0 */
/* Which folders are backups, which of them stay, and which one is meant. */
#include "tests/unit/context_fixture.h"

#include "gateway/cli/backup_folder.h"
#include "gateway/cli/backup_manifest.h"
#include "gateway/util/error.h"

static char *
make(const char *path, int keep)
{
	g_auto(BackupFolder) folder = {.lock = -1};
	g_autofree char *manifest = NULL;

	must(backup_folder_begin(path, &folder, &error));
	manifest = g_build_filename(folder.part, BACKUP_MANIFEST, NULL);
	assert_true(g_file_set_contents(manifest, "{}", -1, NULL));
	must(backup_folder_finish(&folder, keep, &error));
	return g_strdup(folder.name);
}

static bool
is_there(const char *path)
{
	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
test_the_newest_stay(void **state)
{
	Desk *desk = *state;
	g_autofree char *path = g_build_filename(desk->folder, "backups", NULL);
	g_autofree char *first = make(path, 2);
	g_autofree char *second = (g_usleep(2000), make(path, 2));
	g_autofree char *third = (g_usleep(2000), make(path, 2));
	g_autofree char *found = NULL;
	g_autofree char *itself = NULL;

	assert_false(is_there(first));
	assert_true(is_there(second));
	must((found = backup_folder_find(path, &error)) != NULL);
	assert_string_equal(found, third);
	must((itself = backup_folder_find(second, &error)) != NULL);
	assert_string_equal(itself, second);
}

/* A clock that was set back gives a name that is older than all others. */
static void
test_the_one_just_made_stays(void **state)
{
	Desk *desk = *state;
	g_autofree char *path = g_build_filename(desk->folder, "backups", NULL);
	g_autofree char *future = g_build_filename(path, "29991231235959.999", NULL);
	g_autofree char *made = NULL;

	desk_put(desk, "backups/29991231235959.999/" BACKUP_MANIFEST, "{}");
	made = make(path, 1);
	assert_true(is_there(made));
	assert_false(is_there(future));
}

static void
test_what_is_swept_away(void **state)
{
	static const char *const STAY[] = {"20260101000000.000x", "2026.part", "notes"};
	Desk *desk = *state;
	g_autofree char *path = g_build_filename(desk->folder, "backups", NULL);
	g_autofree char *part = g_build_filename(path, "20260101000000.000.part", NULL);
	g_autofree char *made = NULL;

	desk_put(desk, "backups/20260101000000.000.part/config/rules.d/x.yaml", "half");
	for (size_t i = 0; i < G_N_ELEMENTS(STAY); i++) {
		g_autofree char *name = g_strconcat("backups/", STAY[i], "/file", NULL);

		desk_put(desk, name, "mine");
	}
	made = make(path, 1);
	assert_false(is_there(part));
	for (size_t i = 0; i < G_N_ELEMENTS(STAY); i++) {
		g_autofree char *file = g_build_filename(path, STAY[i], "file", NULL);

		assert_true(is_there(file));
	}
}

static void
test_one_at_a_time(void **state)
{
	Desk *desk = *state;
	g_autofree char *path = g_build_filename(desk->folder, "backups", NULL);
	g_auto(BackupFolder) first = {.lock = -1};
	g_auto(BackupFolder) second = {.lock = -1};
	g_autoptr(GError) refused = NULL;

	must(backup_folder_begin(path, &first, &error));
	assert_false(backup_folder_begin(path, &second, &refused));
	assert_true(g_error_matches(refused, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY));
	backup_folder_abandon(&first);
	assert_false(is_there(first.part));
}

static void
test_none(void **state)
{
	Desk *desk = *state;
	g_autoptr(GError) error = NULL;

	desk_put(desk, "backups/20260101000000.000/spool.db", "no manifest");
	assert_null(backup_folder_find(desk->folder, &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_DATA));
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, desk_folder, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    folder_test(test_the_newest_stay),
	    folder_test(test_the_one_just_made_stays),
	    folder_test(test_what_is_swept_away),
	    folder_test(test_one_at_a_time),
	    folder_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
