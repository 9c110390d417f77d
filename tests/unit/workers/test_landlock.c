/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker can still open once it gave up the rest; each attempt is made by a child of the test. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "gateway/workers/landlock.h"

/* A folder with state/key, in/new/m, in/cur, ca.pem and a link in/new/link to the key. */
static char *folder;

static char *
path_of(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static void
put(const char *name)
{
	g_autofree char *path = path_of(name);
	g_autofree char *parent = g_path_get_dirname(path);

	assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
	assert_true(g_file_set_contents(path, "x", 1, NULL));
}

static int
make_folder(void **state)
{
	g_autofree char *link_path = NULL;
	g_autofree char *key = NULL;
	g_autofree char *cur = NULL;

	(void)state;
	folder = g_dir_make_tmp("landlock-XXXXXX", NULL);
	put("state/key");
	put("in/new/m");
	put("in/other");
	put("ca.pem");
	cur = path_of("in/cur");
	assert_int_equal(g_mkdir(cur, 0700), 0);
	link_path = path_of("in/new/link");
	key = path_of("state/key");
	assert_int_equal(symlink(key, link_path), 0);
	return 0;
}

static int
clear_folder(void **state)
{
	g_autofree char *quoted = g_shell_quote(folder);
	g_autofree char *line = g_strdup_printf("rm -rf %s", quoted);

	(void)state;
	assert_true(g_spawn_command_line_sync(line, NULL, NULL, NULL, NULL));
	g_free(folder);
	return 0;
}

static int
try_open(const char *name, int flags)
{
	g_autofree char *path = path_of(name);
	int fd = open(path, flags | O_CLOEXEC, 0600);
	int failure = fd < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return failure;
}

static int
try_move(const char *from, const char *to)
{
	g_autofree char *from_path = path_of(from);
	g_autofree char *to_path = path_of(to);

	return rename(from_path, to_path) == 0 ? 0 : errno;
}

/* In the child: the number of the first attempt that went otherwise than it should, or 0. */
static int
attempts(void)
{
	g_autofree char *fresh = path_of("in/new");
	g_autofree char *cur = path_of("in/cur");
	g_autofree char *authorities = path_of("ca.pem");
	g_autofree char *none = path_of("none");
	const char *const readable[] = {authorities, none, NULL};
	const char *const writable[] = {fresh, cur, NULL};

	if (!landlock_enter(readable, writable, 2, NULL))
		return 1;
	if (try_open("state/key", O_RDONLY) != EACCES)
		return 2;
	if (try_open("state/spool.db", O_RDWR | O_CREAT) != EACCES)
		return 3;
	if (try_open("in/new/link", O_RDONLY) != EACCES)
		return 4;
	if (try_open("in/new/../../state/key", O_RDONLY) != EACCES)
		return 5;
	if (try_open("in/other", O_RDONLY) != EACCES)
		return 6;
	if (try_open("ca.pem", O_RDONLY) != 0 || try_open("ca.pem", O_WRONLY) != EACCES)
		return 7;
	if (try_open("in/new/m", O_RDONLY) != 0 ||
	    try_open("in/new/n", O_WRONLY | O_CREAT) != 0)
		return 8;
	if (try_move("in/new/m", "in/cur/m") != 0 || try_move("in/new/n", "state/n") == 0)
		return 9;
	return open("/proc/self/mem", O_RDONLY) < 0 && errno == EACCES ? 0 : 10;
}

static void
nothing_but_what_was_named_can_be_opened(void **state)
{
	int status = 0;
	pid_t pid = 0;

	(void)state;
	if (landlock_version() < 2)
		skip();
	pid = fork();
	if (pid == 0)
		_exit(attempts());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
an_older_kernel_is_no_error(void **state)
{
	static const char *const NOTHING[] = {NULL};

	(void)state;
	assert_true(landlock_enter(NOTHING, NOTHING, 1000, NULL));
	assert_int_equal(try_open("state/key", O_RDONLY), 0);
}

/* What no set of system calls has that the unit allows; refused, it looks like an older kernel. */
static void
the_service_may_use_it(void **state)
{
	static const char *const CALLS[] = {"seccomp", "landlock_create_ruleset",
	    "landlock_add_rule", "landlock_restrict_self"};
	g_autofree char *unit = NULL;
	g_autofree char *allowed = NULL;
	g_auto(GStrv) lines = NULL;

	(void)state;
	assert_true(g_file_get_contents(SRCDIR "/data/casegate.service.in", &unit, NULL, NULL));
	lines = g_strsplit(unit, "\n", -1);
	allowed = g_strdup("");
	for (char **line = lines; *line != NULL; line++) {
		if (g_str_has_prefix(*line, "SystemCallFilter=") &&
		    strchr(*line, '~') == NULL) {
			g_autofree char *before = allowed;

			allowed = g_strconcat(before, " ", strchr(*line, '=') + 1, " ", NULL);
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(CALLS); i++) {
		g_autofree char *word = g_strdup_printf(" %s ", CALLS[i]);

		if (strstr(allowed, word) == NULL)
			fail_msg("%s", CALLS[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_but_what_was_named_can_be_opened),
	    cmocka_unit_test(an_older_kernel_is_no_error),
	    cmocka_unit_test(the_service_may_use_it),
	};

	return cmocka_run_group_tests(tests, make_folder, clear_folder);
}
