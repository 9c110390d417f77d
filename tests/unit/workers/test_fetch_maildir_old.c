/* SPDX-License-Identifier: Apache-2.0 */
/* Old mail in a Maildir: the time of its file says when it came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/workers/maildir.h"
#include "tests/unit/worker_peer.h"

#define TAKEN_FROM "1700000100000"

static void
drop(const char *path, const char *name, time_t second)
{
	g_autofree char *file = g_build_filename(path, name, NULL);
	struct timespec times[2] = {{.tv_sec = second}, {.tv_sec = second}};

	assert_true(g_file_set_contents(file, "text", -1, NULL));
	assert_int_equal(utimensat(AT_FDCWD, file, times, 0), 0);
}

/* The path of a Maildir with two old mails and two that are not, with a worker. Caller owns. */
static char *
start(const char *old_history, WorkerPeer *ret_peer)
{
	char *path = g_dir_make_tmp("casegate-XXXXXX", NULL);
	g_autofree char *settings = g_strdup_printf(
	    "{'path': <'%s'>, 'poll_ms': <int64 60000>, 'processed': <'delete'>, "
	    "'too_large': <'delete'>, 'taken_from_ms': <int64 " TAKEN_FROM
	    ">, 'old_history': <int64 %s>}",
	    path, old_history);
	g_autofree char *opened = g_strdup_printf("OPENED ('Maildir %s',)", path);

	assert_true(maildir_make(path, NULL));
	drop(path, "cur/b:2,S", 1700000099);
	drop(path, "new/a", 1000);
	drop(path, "new/c", 1700000100);
	drop(path, "new/d", 1700000200);
	*ret_peer = worker_peer_start(fetch_maildir_worker, g_variant_new_parsed(settings));
	assert_says(ret_peer, opened);
	worker_peer_send(ret_peer, FRAME_FILE, "(@as [], @as [])", NULL);
	assert_says(ret_peer, "MAIL ('c@1700000100000000000', 4, false, 1700000100000)");
	assert_says(ret_peer, "MAIL ('d@1700000200000000000', 4, false, 1700000200000)");
	return path;
}

static void
end(WorkerPeer *peer, char *take_path)
{
	g_autofree char *path = take_path;
	const char *argv[] = {"rm", "-rf", path, NULL};

	assert_int_equal(worker_peer_end(peer), 0);
	assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
	    NULL, NULL, NULL, NULL));
}

static void
old_mail_is_left_alone(void **state)
{
	WorkerPeer peer;
	char *path = start("0", &peer);

	(void)state;
	drop(path, "new/e", 1700000300);
	assert_says(&peer, "MAIL ('e@1700000300000000000', 4, false, 1700000300000)");
	end(&peer, path);
}

/* Behind what is new, oldest first. */
static void
old_mail_is_brought_as_history(void **state)
{
	WorkerPeer peer;
	char *path = start("1", &peer);

	(void)state;
	assert_says(&peer, "HISTORY ('a@1000000000000', 4, false, 1000000)");
	assert_says(&peer, "HISTORY ('b@1700000099000000000', 4, false, 1700000099000)");
	end(&peer, path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(old_mail_is_left_alone),
	    cmocka_unit_test(old_mail_is_brought_as_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
