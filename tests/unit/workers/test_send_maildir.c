/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/workers/maildir.h"
#include "tests/unit/worker_peer.h"

static WorkerPeer
outbox_start(const char *path)
{
	g_autofree char *settings = g_strdup_printf("{'path': <'%s'>}", path);

	return worker_peer_start(send_maildir_worker, g_variant_new_parsed(settings));
}

static void
outbox_give(const WorkerPeer *peer, int id, const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
	g_autofree char *body =
	    g_strdup_printf("(int64 %d, 'desk@desk.example', 'els@klant.example')", id);

	worker_peer_send(peer, FRAME_LETTER, body, bytes);
}

static void
remove_folder(const char *folder)
{
	const char *argv[] = {"rm", "-rf", folder, NULL};

	assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
	    NULL, NULL, NULL, NULL));
}

/* The next frame that names no letter that is begun. */
static char *
outbox_says(const WorkerPeer *peer)
{
	g_autofree char *says = worker_peer_print(peer);

	return g_str_has_prefix(says, "SENDING ") ? outbox_says(peer) : g_steal_pointer(&says);
}

static void
assert_says_trouble(const WorkerPeer *peer, const char *begin)
{
	g_autofree char *says = outbox_says(peer);
	g_autofree char *wanted = g_strdup_printf("TROUBLE (0x00, '%s", begin);

	if (!g_str_has_prefix(says, wanted))
		fail_msg("%s", says);
}

/* Named before it is written, so that it is known whose fate is when the worker dies. */
static void
a_letter_is_named_before_it_is_written(void **state)
{
	g_autofree char *top = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(top, "out", NULL);
	WorkerPeer peer = outbox_start(path);

	(void)state;
	outbox_give(&peer, 7, "een");
	assert_says(&peer, "SENDING (7, true)");
	assert_says(&peer, "SENT (7, 0x00, 'written')");
	assert_int_equal(worker_peer_end(&peer), 0);
	remove_folder(top);
}

static void
assert_letters(const char *path, guint expected)
{
	g_autofree char *folder = g_build_filename(path, "new", NULL);
	g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
	guint count = 0;

	while (g_dir_read_name(directory) != NULL)
		count++;
	assert_int_equal(count, expected);
}

static void
letters_are_written_and_repeated_ones_lie_there_once(void **state)
{
	g_autofree char *top = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(top, "out", NULL);
	WorkerPeer peer = outbox_start(path);

	(void)state;
	outbox_give(&peer, 1, "een");
	assert_frame(outbox_says(&peer), "SENT (1, 0x00, 'written')");
	assert_letters(path, 1);
	outbox_give(&peer, 2, "twee");
	outbox_give(&peer, 1, "een");
	assert_frame(outbox_says(&peer), "SENT (2, 0x00, 'written')");
	assert_frame(outbox_says(&peer), "SENT (1, 0x00, 'written')");
	assert_letters(path, 2);
	outbox_give(&peer, 1, "een brief van een andere spool");
	assert_frame(outbox_says(&peer), "SENT (1, 0x00, 'written')");
	assert_letters(path, 3);
	assert_int_equal(worker_peer_end(&peer), 0);
	remove_folder(top);
}

/* Which may have been replaced since it was opened: the next worker looks at it afresh. */
static void
a_full_or_broken_outbox_may_work_later(void **state)
{
	g_autofree char *path = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *tmp = g_build_filename(path, "tmp", NULL);
	g_autofree char *says = NULL;
	WorkerPeer peer = outbox_start(path);

	(void)state;
	outbox_give(&peer, 1, "een");
	assert_frame(outbox_says(&peer), "SENT (1, 0x00, 'written')");
	assert_int_equal(g_rmdir(tmp), 0);
	outbox_give(&peer, 2, "twee");
	says = outbox_says(&peer);
	assert_true(g_str_has_prefix(says, "SENT (2, 0x01, 'could not make "));
	assert_says_trouble(&peer, "could not make ");
	assert_int_equal(worker_peer_end(&peer), 75);
	peer = outbox_start(path);
	outbox_give(&peer, 2, "twee");
	assert_frame(outbox_says(&peer), "SENT (2, 0x00, 'written')");
	assert_int_equal(worker_peer_end(&peer), 0);
	remove_folder(path);
}

/* As somebody for whom the permissions of files count. */
static int
send_as_nobody(Channel *channel, GVariant *setup)
{
	if (geteuid() == 0 && setuid(65534) != 0)
		return 1;
	return send_maildir_worker(channel, setup);
}

/* It may be gone after a power failure: it is written again. */
static void
what_may_not_last_was_not_written(void **state)
{
	g_autofree char *top = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(top, "out", NULL);
	g_autofree char *tmp = g_build_filename(path, "tmp", NULL);
	g_autofree char *new = g_build_filename(path, "new", NULL);
	g_autofree char *setup = g_strdup_printf("{'path': <'%s'>}", path);
	g_autofree char *says = NULL;
	WorkerPeer peer;

	(void)state;
	assert_true(maildir_make(path, NULL));
	assert_int_equal(g_chmod(top, 0777), 0);
	assert_int_equal(g_chmod(path, 0777), 0);
	assert_int_equal(g_chmod(tmp, 0777), 0);
	assert_int_equal(
	    g_chmod(new, 0333), 0); /* takes files, but cannot be opened to be synced */
	peer = worker_peer_start(send_as_nobody, g_variant_new_parsed(setup));
	outbox_give(&peer, 1, "een");
	says = outbox_says(&peer);
	assert_true(g_str_has_prefix(says, "SENT (1, 0x01, 'could not open "));
	assert_says_trouble(&peer, "could not open ");
	assert_int_equal(worker_peer_end(&peer), 75);
	assert_int_equal(g_chmod(new, 0700), 0);
	assert_letters(path, 1);
	remove_folder(top);
}

static void
a_path_that_is_no_maildir_needs_a_person(void **state)
{
	WorkerPeer peer = outbox_start("/dev/null/out");

	(void)state;
	assert_says(
	    &peer, "TROUBLE (0x01, 'could not make folder /dev/null/out: Not a directory')");
	assert_int_not_equal(worker_peer_end(&peer), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_letter_is_named_before_it_is_written),
	    cmocka_unit_test(letters_are_written_and_repeated_ones_lie_there_once),
	    cmocka_unit_test(a_full_or_broken_outbox_may_work_later),
	    cmocka_unit_test(what_may_not_last_was_not_written),
	    cmocka_unit_test(a_path_that_is_no_maildir_needs_a_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
