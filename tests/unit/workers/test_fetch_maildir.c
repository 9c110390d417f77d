/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/workers/maildir.h"
#include "tests/unit/worker_peer.h"

#define FIRST_SECOND 1700000000

/* A Maildir, and the worker that fetches from it. */
typedef struct {
	char *path; /* own */
	WorkerPeer peer;
} Box;

static char *
box_file(const Box *box, const char *name)
{
	return g_build_filename(box->path, name, NULL);
}

/* An old file, so that it does not count as one that is still being copied. */
static void
box_drop(const Box *box, const char *name, const char *content, int second)
{
	g_autofree char *path = box_file(box, name);
	struct timespec times[2] = {
	    {.tv_sec = FIRST_SECOND + second}, {.tv_sec = FIRST_SECOND + second}};
	g_autofree char *temporary = box_file(box, "tmp/one");

	assert_true(g_file_set_contents(temporary, content, -1, NULL));
	assert_int_equal(utimensat(AT_FDCWD, temporary, times, 0), 0);
	assert_int_equal(g_rename(temporary, path), 0);
}

static bool
box_has(const Box *box, const char *name)
{
	g_autofree char *path = box_file(box, name);

	return access(path, F_OK) == 0;
}

static Box
box_new(void)
{
	Box box = {.path = g_dir_make_tmp("casegate-XXXXXX", NULL)};

	assert_true(maildir_make(box.path, NULL));
	return box;
}

static void
box_open(Box *box, const char *more)
{
	g_autofree char *text =
	    g_strdup_printf("{'path': <'%s'>, 'poll_ms': <int64 60000>, %s}", box->path, more);
	g_autofree char *opened = g_strdup_printf("OPENED ('Maildir %s',)", box->path);

	box->peer = worker_peer_start(fetch_maildir_worker, g_variant_new_parsed(text));
	assert_says(&box->peer, opened);
}

static void
box_end(Box *box)
{
	const char *argv[] = {"rm", "-rf", box->path, NULL};

	assert_int_equal(worker_peer_end(&box->peer), 0);
	assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
	    NULL, NULL, NULL, NULL));
	g_free(box->path);
}

#define MOVE                                                  \
	"'processed': <'move'>, 'processed_name': <'Done'>, " \
	"'too_large': <'move'>, 'too_large_name': <'Too/Large'>"

static void
brings_in_order_and_moves_what_is_safe(void **state)
{
	Box box = box_new();

	(void)state;
	box_drop(&box, "new/b", "later", 2);
	box_drop(&box, "cur/a:2,S", "sooner", 1);
	box_open(&box, MOVE);
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 6, false, 1700000001000)");
	assert_says(&box.peer, "MAIL ('b@1700000002000000000', 5, false, 1700000002000)");
	worker_peer_send(&box.peer, FRAME_FILE, "(['a@1700000001000000000'], @as [])", NULL);
	assert_says(&box.peer, "FILED (['a@1700000001000000000'],)");
	assert_true(box_has(&box, ".Done/cur/a:2,S"));
	assert_true(box_has(&box, "new/b"));
	worker_peer_send(&box.peer, FRAME_FILE, "(@as [], ['b@1700000002000000000'])", NULL);
	assert_says(&box.peer, "FILED (['b@1700000002000000000'],)");
	assert_true(box_has(&box, ".Too.Large/cur/b:2,"));
	box_end(&box);
}

static void
notices_new_mail_without_being_asked(void **state)
{
	Box box = box_new();

	(void)state;
	box_open(&box, MOVE);
	box_drop(&box, "new/a", "text", 1);
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 4, false, 1700000001000)");
	box_end(&box);
}

/* Its name and time are the same, its bytes are not: what was made safe is gone, and another mail has come. */
static void
another_file_in_its_place_is_another_mail(void **state)
{
	Box box = box_new();

	(void)state;
	box_drop(&box, "new/a", "text", 1);
	box_open(&box, MOVE);
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 4, false, 1700000001000)");
	box_drop(&box, "new/a", "test", 1);
	worker_peer_send(&box.peer, FRAME_FILE, "(['a@1700000001000000000'], @as [])", NULL);
	assert_says(&box.peer, "FILED (['a@1700000001000000000'],)");
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 4, false, 1700000001000)");
	assert_true(box_has(&box, "new/a"));
	worker_peer_send(&box.peer, FRAME_FILE, "(['a@1700000001000000000'], @as [])", NULL);
	assert_says(&box.peer, "FILED (['a@1700000001000000000'],)");
	assert_true(box_has(&box, ".Done/cur/a:2,"));
	box_end(&box);
}

static void
large_mails_come_as_their_header(void **state)
{
	Box box = box_new();
	g_autoptr(Frame) frame = NULL;

	(void)state;
	box_drop(&box, "new/a", "Subject: x\n\nmuch too long a text", 1);
	box_open(&box, MOVE ", 'max_bytes': <int64 20>");
	frame = worker_peer_next(&box.peer);
	assert_int_equal(frame->type, FRAME_MAIL);
	assert_int_equal(g_bytes_get_size(frame->bytes), strlen("Subject: x\n\n"));
	box_end(&box);
}

static void
two_files_of_one_name_are_two_mails(void **state)
{
	Box box = box_new();

	(void)state;
	box_open(&box, MOVE);
	box_drop(&box, "new/a", "one", 1);
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 3, false, 1700000001000)");
	worker_peer_send(&box.peer, FRAME_FILE, "(['a@1700000001000000000'], @as [])", NULL);
	assert_says(&box.peer, "FILED (['a@1700000001000000000'],)");
	box_drop(&box, "new/a", "another", 2);
	assert_says(&box.peer, "MAIL ('a@1700000002000000000', 7, false, 1700000002000)");
	worker_peer_send(&box.peer, FRAME_FILE, "(['a@1700000002000000000'], @as [])", NULL);
	assert_says(&box.peer, "FILED (['a@1700000002000000000'],)");
	assert_true(box_has(&box, ".Done/cur/a:2,"));
	assert_true(box_has(&box, ".Done/cur/a@1700000002000000000:2,"));
	box_end(&box);
}

static void
a_mail_that_was_renamed_meanwhile_is_found(void **state)
{
	Box box = box_new();
	g_autofree char *from = box_file(&box, "new/a");
	g_autofree char *to = box_file(&box, "cur/a:2,FS");

	(void)state;
	box_drop(&box, "new/a", "text", 1);
	box_open(&box, "'processed': <'delete'>, 'too_large': <'delete'>");
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 4, false, 1700000001000)");
	assert_int_equal(g_rename(from, to), 0);
	worker_peer_send(&box.peer, FRAME_FILE, "(['a@1700000001000000000'], @as [])", NULL);
	assert_says(&box.peer, "FILED (['a@1700000001000000000'],)");
	assert_false(box_has(&box, "cur/a:2,FS"));
	box_end(&box);
}

static void
only_plain_files_are_mails(void **state)
{
	Box box = box_new();
	g_autofree char *link = box_file(&box, "new/link");
	g_autofree char *folder = box_file(&box, "new/folder");
	g_autofree char *pipe = box_file(&box, "new/pipe");

	(void)state;
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(g_mkdir(folder, 0700), 0);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	box_drop(&box, "new/.hidden", "text", 1);
	box_drop(&box, "new/z", "text", 2);
	box_open(&box, MOVE);
	assert_says(&box.peer, "MAIL ('z@1700000002000000000', 4, false, 1700000002000)");
	box_end(&box);
}

/* The next frame must be an UNFILED. */
static void
assert_unfiled(const Box *box, guint count, const char *why)
{
	g_autoptr(Frame) frame = worker_peer_next(&box->peer);
	guint told = 0;
	const char *text = NULL;

	while (frame != NULL && frame->type == FRAME_HEARD) {
		frame_free(frame);
		frame = worker_peer_next(&box->peer);
	}
	assert_non_null(frame);
	assert_int_equal(frame->type, FRAME_UNFILED);
	g_variant_get(frame->body, "(u&s)", &told, &text);
	assert_int_equal(told, count);
	assert_non_null(strstr(text, why));
}

static void
what_cannot_be_filed_is_told_and_does_not_stop_the_rest(void **state)
{
	Box box = box_new();
	g_autofree char *target = box_file(&box, ".Done");
	g_autofree char *elsewhere = box_file(&box, "elsewhere");

	(void)state;
	box_drop(&box, "new/a", "text", 1);
	box_open(&box, MOVE);
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 4, false, 1700000001000)");
	assert_int_equal(g_rename(target, elsewhere), 0);
	worker_peer_send(&box.peer, FRAME_FILE, "(['a@1700000001000000000'], @as [])", NULL);
	assert_unfiled(&box, 1, ".Done: No such file or directory");
	box_drop(&box, "new/b", "text", 2);
	assert_says(&box.peer, "MAIL ('b@1700000002000000000', 4, false, 1700000002000)");
	assert_true(maildir_make(target, NULL));
	assert_says(&box.peer, "FILED (['a@1700000001000000000'],)");
	assert_unfiled(&box, 0, "");
	worker_peer_send(&box.peer, FRAME_FILE, "(['b@1700000002000000000'], @as [])", NULL);
	assert_says(&box.peer, "FILED (['b@1700000002000000000'],)");
	assert_true(box_has(&box, ".Done/cur/a:2,"));
	box_end(&box);
}

/* Root reads everything: a file system that cannot is played by what is known of an earlier session. */
static void
a_file_that_did_not_come_is_tried_last_and_later(void **state)
{
	Box box = box_new();

	(void)state;
	box_drop(&box, "new/a", "text", 1);
	box_drop(&box, "new/b", "text", 2);
	box_drop(&box, "new/c", "text", 3);
	box_open(&box, MOVE ", 'avoided': <[('a@1700000001000000000', uint32 1, uint32 0), "
			    "('b@1700000002000000000', uint32 3, uint32 600000), "
			    "('gone@1', uint32 3, uint32 600000)]>");
	assert_says(&box.peer, "FILED (['gone@1'],)");
	assert_says(&box.peer, "MAIL ('c@1700000003000000000', 4, false, 1700000003000)");
	assert_says(&box.peer, "MAIL ('a@1700000001000000000', 4, false, 1700000001000)");
	box_end(&box);
}

static void
a_path_that_is_no_maildir_needs_a_person(void **state)
{
	WorkerPeer peer = worker_peer_start(
	    fetch_maildir_worker, g_variant_new_parsed("{'path': <'/dev/null/in'>, " MOVE "}"));

	(void)state;
	assert_says(
	    &peer, "TROUBLE (0x01, 'could not make folder /dev/null/in: Not a directory')");
	assert_int_not_equal(worker_peer_end(&peer), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(brings_in_order_and_moves_what_is_safe),
	    cmocka_unit_test(notices_new_mail_without_being_asked),
	    cmocka_unit_test(another_file_in_its_place_is_another_mail),
	    cmocka_unit_test(large_mails_come_as_their_header),
	    cmocka_unit_test(two_files_of_one_name_are_two_mails),
	    cmocka_unit_test(a_mail_that_was_renamed_meanwhile_is_found),
	    cmocka_unit_test(only_plain_files_are_mails),
	    cmocka_unit_test(what_cannot_be_filed_is_told_and_does_not_stop_the_rest),
	    cmocka_unit_test(a_file_that_did_not_come_is_tried_last_and_later),
	    cmocka_unit_test(a_path_that_is_no_maildir_needs_a_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
