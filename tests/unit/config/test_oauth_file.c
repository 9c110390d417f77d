/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/config/oauth_file.h"
#include "tests/unit/remove_tree.h"

static char *folder; /* own */
static char *path;   /* own; the folder of it is not there yet */

static int
make(void **state)
{
	(void)state;
	folder = g_dir_make_tmp("test_oauth_file_XXXXXX", NULL);
	path = g_build_filename(folder, "oauth", "tokens", NULL);
	return 0;
}

static int
clean(void **state)
{
	(void)state;
	remove_tree(folder);
	g_free(folder);
	g_free(path);
	return 0;
}

static void
put(const char *text, mode_t mode)
{
	assert_true(g_file_set_contents(path, text, -1, NULL));
	assert_int_equal(chmod(path, mode), 0);
}

static void
what_is_written_is_read(void **state)
{
	const OauthTokens tokens = {(char *)"refresh", (char *)"access", 1234567890123};
	g_auto(OauthTokens) found = {0};
	struct stat file;
	int lock = oauth_file_lock(path, NULL);

	(void)state;
	assert_true(lock >= 0);
	assert_true(oauth_file_write(path, &tokens, NULL));
	assert_int_equal(stat(path, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	assert_true(oauth_file_read(path, &found, NULL));
	assert_string_equal(found.refresh, "refresh");
	assert_string_equal(found.access, "access");
	assert_int_equal(found.due_ms, tokens.due_ms);
	close(lock);
}

static void
one_at_a_time_has_the_lock(void **state)
{
	g_autoptr(GError) error = NULL;
	int lock = oauth_file_lock(path, NULL);

	(void)state;
	assert_true(lock >= 0);
	assert_int_equal(oauth_file_lock(path, &error), -1);
	assert_null(error);
	close(lock);
	lock = oauth_file_lock(path, &error);
	assert_true(lock >= 0);
	close(lock);
}

static void
a_refused_token_is_forgotten_but_not_while_it_is_renewed(void **state)
{
	g_auto(OauthTokens) found = {0};
	int lock = oauth_file_lock(path, NULL);

	(void)state;
	put("refresh\naccess\n99\n", 0600);
	oauth_file_refused(path);
	assert_true(oauth_file_read(path, &found, NULL));
	assert_non_null(found.access);
	close(lock);
	oauth_file_refused(path);
	oauth_tokens_clear(&found);
	assert_true(oauth_file_read(path, &found, NULL));
	assert_null(found.access);
	assert_string_equal(found.refresh, "refresh");
}

static void
what_is_no_such_file_is_told(void **state)
{
	static const struct {
		const char *text;
		mode_t mode;
		const char *expected; /* NULL: it is one */
	} CASES[] = {
	    {"alone", 0600, NULL},
	    {"", 0600, "empty"},
	    {"\nx\n1\n", 0600, "empty"},
	    {"refresh\n", 0640, "others may read it: chmod 600 it"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_auto(OauthTokens) found = {0};
		g_autoptr(GError) error = NULL;

		put(CASES[i].text, CASES[i].mode);
		assert_int_equal(
		    oauth_file_read(path, &found, &error), CASES[i].expected == NULL);
		if (CASES[i].expected != NULL)
			assert_non_null(strstr(error->message, CASES[i].expected));
	}
	g_remove(path);
	g_autoptr(GError) missing = NULL;
	g_auto(OauthTokens) none = {0};

	assert_false(oauth_file_read(path, &none, &missing));
	assert_non_null(strstr(missing->message, "nobody has signed in yet: casegate sign-in"));
}

static void
another_is_asked_for_ahead_of_time(void **state)
{
	(void)state;
	assert_int_equal(oauth_file_due_ms(0, 3600), 3300 * 1000); /* five minutes */
	assert_int_equal(oauth_file_due_ms(7, 10), 9007);          /* a tenth */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_is_read),
	    cmocka_unit_test(one_at_a_time_has_the_lock),
	    cmocka_unit_test(a_refused_token_is_forgotten_but_not_while_it_is_renewed),
	    cmocka_unit_test(what_is_no_such_file_is_told),
	    cmocka_unit_test(another_is_asked_for_ahead_of_time),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
