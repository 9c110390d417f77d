/* SPDX-License-Identifier: Apache-2.0 */
/* Mails of a file and of a Maildir, one after the other; this very program is the worker. Folders on a server, and what
 * becomes of it all: tests/e2e/test_import.py. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#include <cmocka.h>

#include "gateway/cli/import_source.h"
#include "gateway/ipc/child.h"
#include "gateway/util/error.h"
#include "gateway/workers/worker.h"

#define MONDAY "Mon Nov 23 10:02:33 2026"

static char *
make_folder(void)
{
	char *path = g_dir_make_tmp("casegate-XXXXXX", NULL);

	assert_non_null(path);
	return path;
}

static char *
put(const char *folder, const char *name, const char *bytes, gssize size)
{
	char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_mkdir_with_parents(parent, 0700);
	assert_true(g_file_set_contents(path, bytes, size, NULL));
	return path;
}

static void
remove_folder(char *take_path)
{
	g_autofree char *path = take_path;
	const char *argv[] = {"rm", "-rf", path, NULL};

	assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
	    NULL, NULL, NULL, NULL));
}

/* All of it: "where size/came_ms text|". Caller owns. */
static char *
read_all(ImportSource *source, const char *folder)
{
	GString *told = g_string_new(NULL);
	ImportMail *next = NULL;

	for (;;) {
		g_autoptr(GError) error = NULL;
		g_autoptr(ImportMail) mail = NULL;
		gsize size = 0;
		const char *raw = NULL;

		if (!import_source_next(source, &next, &error)) {
			g_string_append_printf(told, "%s", error->message);
			break;
		}
		mail = next;
		if (mail == NULL)
			break;
		raw = g_bytes_get_data(mail->raw, &size);
		g_string_append_printf(told, "%s %d/%d %.*s|", mail->where, (int)mail->size,
		    (int)(mail->came_ms / 1000), (int)size, raw);
	}
	g_string_replace(told, folder, "DIR", 0);
	return g_string_free(told, FALSE);
}

static void
an_mbox(void **state)
{
	char *folder = make_folder();
	g_autofree char *path = put(folder, "archive",
	    "From a " MONDAY "\na: b\n\nFrom c " MONDAY "\nFrom nobody\n", -1);
	g_autoptr(ImportSource) source = import_source_mbox(path, NULL);
	g_autofree char *told = NULL;

	(void)state;
	assert_non_null(source);
	assert_int_equal(import_source_done(source), 0);
	told = read_all(source, folder);
	assert_string_equal(told,
	    "DIR/archive:1 6/1795428153 a: b\n\n|DIR/archive:4 12/1795428153 From nobody\n|");
	assert_in_range(import_source_done(source), 1, 999);
	remove_folder(folder);
}

static void
more_than_may_wait(void **state)
{
	char *folder = make_folder();
	GString *mbox = g_string_new(NULL);
	g_autofree char *body = g_strnfill(1000000, 'x');
	g_autofree char *path = NULL;
	g_autoptr(ImportSource) source = NULL;
	ImportMail *mail = NULL;
	int count = 0;

	(void)state;
	for (int i = 0; i < 30; i++)
		g_string_append_printf(mbox, "From a " MONDAY "\na: b\n\n%s\n\n", body);
	path = put(folder, "archive", mbox->str, (gssize)mbox->len);
	g_string_free(mbox, TRUE);
	source = import_source_mbox(path, NULL);
	assert_non_null(source);
	while (import_source_next(source, &mail, NULL) && mail != NULL) {
		assert_int_equal(mail->size, 1000007);
		import_mail_free(mail);
		count++;
	}
	assert_int_equal(count, 30);
	remove_folder(folder);
}

static void
a_maildir(void **state)
{
	char *folder = make_folder();
	g_autofree char *first = put(folder, "new/1.host", "one", 3);
	g_autofree char *second = put(folder, "cur/2.host:2,S", "two", 3);
	g_autofree char *temporary = put(folder, "tmp/3", "none", 4);
	struct stat status;
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportSource) source = NULL;
	g_autofree char *told = NULL;

	(void)state;
	source = import_source_maildir(folder, 0, &error);
	assert_non_null(source);
	told = read_all(source, folder);
	assert_non_null(strstr(told, "DIR/1.host 3/"));
	assert_non_null(strstr(told, "DIR/2.host 3/"));
	assert_null(strstr(told, "none"));
	assert_int_equal(import_source_done(source), 1000);
	assert_int_equal(g_stat(first, &status), 0);
	assert_int_equal(g_stat(second, &status), 0);
	assert_int_equal(g_stat(temporary, &status), 0);
	remove_folder(folder);
}

/* What came since is fetched as it comes, and left to that. */
static void
only_what_came_before(void **state)
{
	char *folder = make_folder();
	g_autofree char *old = put(folder, "new/old", "one", 3);
	g_autofree char *new = put(folder, "new/new", "two", 3);
	g_autofree char *cur = g_build_filename(folder, "cur", NULL);
	struct utimbuf times = {1000, 1000};
	g_autoptr(ImportSource) source = NULL;
	g_autofree char *told = NULL;

	(void)state;
	assert_int_equal(g_mkdir(cur, 0700), 0);
	assert_int_equal(g_utime(old, &times), 0);
	source = import_source_maildir(folder, 2000000, NULL);
	assert_non_null(source);
	told = read_all(source, folder);
	assert_string_equal(told, "DIR/old 3/1000 one|");
	assert_true(g_file_test(new, G_FILE_TEST_EXISTS));
	remove_folder(folder);
}

static void
what_is_wrong_is_said(void **state)
{
	char *folder = make_folder();
	g_autofree char *path = put(folder, "text", "Dear all,\n", -1);
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportSource) source = import_source_mbox(path, NULL);
	g_autofree char *told = read_all(source, folder);

	(void)state;
	assert_string_equal(told, "DIR/text: found 'Dear all,' first, expected a line that "
				  "begins with 'From ', as every mbox has");
	assert_null(import_source_maildir(folder, 0, &error));
	assert_non_null(
	    strstr(error->message, "found no folder cur in it, expected a Maildir"));
	remove_folder(folder);
}

static void
without_a_password_no_server_is_asked(void **state)
{
	const ConfigMailbox mailbox = {
	    .name = (char *)"support",
	    .imap = {.host = (char *)"imap.example",
		.port = (char *)"993",
		.login = {.user = (char *)"desk", .password_file = (char *)"/nowhere/secret"}},
	    .folder = (char *)"INBOX",
	    .processed = {CONFIG_FILE_MOVE, (char *)"Processed"},
	    .too_large = {CONFIG_FILE_MOVE, (char *)"Failed"},
	};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_null(import_source_imap(&mailbox, "Oud", 0, &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY));
	assert_non_null(strstr(error->message, "mailbox support: "));
	assert_non_null(strstr(error->message, "/nowhere/secret"));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_mbox),
	    cmocka_unit_test(more_than_may_wait),
	    cmocka_unit_test(a_maildir),
	    cmocka_unit_test(only_what_came_before),
	    cmocka_unit_test(what_is_wrong_is_said),
	    cmocka_unit_test(without_a_password_no_server_is_asked),
	};

	if (argc == 3 && strcmp(argv[1], CHILD_WORKER) == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
