/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/init_service.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/spool_fixture.h"

static unsigned
owner(const char *path)
{
	struct stat about;

	assert_int_equal(lstat(path, &about), 0);
	return about.st_uid;
}

/* Only root can give things away: for anybody else, and to nobody, it is left alone. */
static void
secrets_are_given_to_the_service(void **state)
{
	g_autofree char *folder = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *secret = g_build_filename(folder, "imap", NULL);
	const struct passwd *nobody = getpwnam("nobody");
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(
	    g_file_set_contents_full(secret, "x\n", 2, G_FILE_SET_CONTENTS_NONE, 0600, &error));
	assert_false(init_service_takes(folder, "no-such-user", &error));
	assert_null(error);
	assert_int_equal(owner(secret), geteuid());
	assert_non_null(nobody);
	assert_int_equal(init_service_takes(folder, "nobody", &error), geteuid() == 0);
	assert_null(error);
	assert_int_equal(owner(secret), geteuid() == 0 ? nobody->pw_uid : geteuid());
	assert_int_equal(owner(folder), geteuid() == 0 ? nobody->pw_uid : geteuid());
	assert_int_equal(unlink(secret), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* A link could lead to any file of root's. */
static void
links_are_not_followed(void **state)
{
	g_autofree char *folder = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *other = g_strdup_printf("%s.other", folder);
	g_autofree char *secret = g_build_filename(folder, "imap", NULL);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(g_file_set_contents(other, "x\n", 2, &error));
	assert_int_equal(symlink(other, secret), 0);
	if (geteuid() == 0) {
		assert_false(init_service_takes(folder, "nobody", &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
	}
	assert_int_equal(owner(other), geteuid());
	assert_int_equal(unlink(secret), 0);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(secrets_are_given_to_the_service),
	    cmocka_unit_test(links_are_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
