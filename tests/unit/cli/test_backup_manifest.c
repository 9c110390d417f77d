/* SPDX-License-Identifier: Apache-2.0 */
/* What was stored is found again, and what differs from it is named. */
#include "tests/unit/context_fixture.h"

#include "gateway/cli/backup_manifest.h"
#include "gateway/util/error.h"

static void
add(BackupManifest *manifest, const Desk *desk, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(desk->folder, name, NULL);
	FileSum sum = {0};

	desk_put(desk, name, text);
	must(file_sum(path, &sum, &error));
	backup_manifest_add(manifest, name, sum);
}

static void
store(const Desk *desk)
{
	g_autoptr(BackupManifest) manifest = backup_manifest_new("2026-11-30T05:00:00Z");

	add(manifest, desk, BACKUP_SPOOL, "spool");
	add(manifest, desk, BACKUP_KEY, "key");
	add(manifest, desk, BACKUP_CONFIG "rules.d/a..b.yaml", "rules");
	must(backup_manifest_store(manifest, desk->folder, &error));
}

static void
test_stored_and_loaded(void **state)
{
	Desk *desk = *state;
	g_autoptr(BackupManifest) manifest = NULL;

	store(desk);
	must((manifest = backup_manifest_load(desk->folder, &error)) != NULL);
	assert_string_equal(manifest->made, "2026-11-30T05:00:00Z");
	assert_int_equal(manifest->files->len, 3);
	assert_int_equal(backup_manifest_size(manifest), 13);
	assert_true(backup_manifest_has(manifest, BACKUP_CONFIG "rules.d/a..b.yaml"));
	assert_false(backup_manifest_has(manifest, "other"));
}

static void
assert_bad(const Desk *desk, const char *words)
{
	g_autoptr(GError) error = NULL;

	assert_null(backup_manifest_load(desk->folder, &error));
	if (!strstr(error->message, words))
		fail_msg("%s", error->message);
}

static void
test_what_differs(void **state)
{
	Desk *desk = *state;
	g_autofree char *key = g_build_filename(desk->folder, BACKUP_KEY, NULL);

	assert_bad(desk, "manifest.json is not there");
	store(desk);
	desk_put(desk, BACKUP_KEY, "kex");
	assert_bad(desk, "key is not what was backed up");
	assert_int_equal(g_unlink(key), 0);
	assert_bad(desk, "No such file");
}

/* As somebody may have written it who wants files elsewhere. */
static void
test_odd_manifests(void **state)
{
	static const char *const ODD[][2] = {
	    {"{", "no manifest of a backup"},
	    {"[]", "no manifest of a backup"},
	    {"{\"format\": 2, \"made\": \"\", \"files\": []}", "made by a later casegate"},
	    {"{\"format\": 1, \"made\": \"\", \"files\": []}", "has no spool or no key"},
	    {"{\"format\": 1, \"made\": \"\", \"files\": [{\"name\": \"config/../../x\","
	     " \"size\": 1, \"sha256\": \"\"}]}",
		"names a file that no backup has"},
	    {"{\"format\": 1, \"made\": \"\", \"files\": [{\"name\": \"/etc/passwd\","
	     " \"size\": 1, \"sha256\": \"\"}]}",
		"names a file that no backup has"},
	    {"{\"format\": 1, \"made\": \"\", \"files\": [7]}",
		"names a file that no backup has"},
	};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ODD); i++) {
		desk_put(desk, BACKUP_MANIFEST, ODD[i][0]);
		assert_bad(desk, ODD[i][1]);
	}
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, desk_folder, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    folder_test(test_stored_and_loaded),
	    folder_test(test_what_differs),
	    folder_test(test_odd_manifests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
