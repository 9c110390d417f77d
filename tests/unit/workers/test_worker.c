/* SPDX-License-Identifier: Apache-2.0 */
/* A child's first steps, and what it says to the gateway. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "tests/unit/worker_peer.h"

/* The exit status of a worker that finds this as its socket. */
static int
run_in_child(const char *name, int socket)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (socket < 0)
			close(CHILD_SOCKET);
		else if (socket != CHILD_SOCKET)
			dup2(socket, CHILD_SOCKET);
		_exit(worker_run(name));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
a_worker_that_there_is_not(void **state)
{
	(void)state;
	assert_int_equal(worker_run("nobody"), EX_USAGE);
	assert_int_equal(worker_run(""), EX_USAGE);
	assert_int_equal(worker_run("READ"), EX_USAGE);
}

static void
without_a_gateway_it_ends(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(run_in_child("read", -1), EX_UNAVAILABLE);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	close(ends[0]);
	assert_int_equal(run_in_child("read", ends[1]), EX_UNAVAILABLE);
	close(ends[1]);
}

static void
the_first_frame_must_be_its_settings(void **state)
{
	static const struct {
		FrameType type;
		const char *body;
		int status;
	} ROWS[] = {
	    {FRAME_HEARD, "()", EX_UNAVAILABLE},
	    {FRAME_READ, "(int64 1,)", EX_UNAVAILABLE},
	    /* a command without a command line */
	    {FRAME_SETTINGS, "@a{sv} {}", EX_USAGE},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Channel) channel = NULL;
		int ends[2];

		assert_int_equal(
		    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
		channel = channel_new(ends[0], true);
		assert_true(channel_send(
		    channel, ROWS[i].type, g_variant_new_parsed(ROWS[i].body), NULL, NULL));
		assert_int_equal(run_in_child("command", ends[1]), ROWS[i].status);
		close(ends[1]);
	}
}

static int
complains(Channel *channel, GVariant *settings)
{
	worker_log(channel, LOG_WARNING, "%s is slow", worker_setting(settings, "host"));
	return worker_trouble(channel,
	    worker_number(settings, "scope", TROUBLE_TEMPORARY) == TROUBLE_ACCOUNT
		? TROUBLE_ACCOUNT
		: TROUBLE_TEMPORARY,
	    "%d times refused", 3);
}

static void
it_says_what_is_wrong_and_how_far_it_reaches(void **state)
{
	static const struct {
		gint64 scope;
		const char *trouble;
		int status;
	} ROWS[] = {
	    {TROUBLE_TEMPORARY, "(0x00, '3 times refused')", EX_TEMPFAIL},
	    {TROUBLE_ACCOUNT, "(0x01, '3 times refused')", EX_CONFIG},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		WorkerPeer peer = worker_peer_start(
		    complains, g_variant_new_parsed(
				   "{'host': <'imap.example'>, 'scope': <%x>}", ROWS[i].scope));
		g_autoptr(Frame) log = NULL;
		g_autoptr(Frame) trouble = NULL;
		g_autofree char *log_text = NULL;
		g_autofree char *trouble_text = NULL;
		int status = 0;

		assert_int_equal(channel_receive(peer.channel, &log, NULL), CHANNEL_FRAME);
		assert_int_equal(channel_receive(peer.channel, &trouble, NULL), CHANNEL_FRAME);
		log_text = g_variant_print(log->body, FALSE);
		trouble_text = g_variant_print(trouble->body, FALSE);
		assert_int_equal(log->type, FRAME_LOG);
		assert_string_equal(log_text, "(0x01, 'imap.example is slow')");
		assert_int_equal(trouble->type, FRAME_TROUBLE);
		assert_string_equal(trouble_text, ROWS[i].trouble);
		assert_int_equal(waitpid(peer.pid, &status, 0), peer.pid);
		assert_int_equal(WEXITSTATUS(status), ROWS[i].status);
		channel_free(peer.channel);
	}
}

static void
settings_by_name(void **state)
{
	g_autoptr(GVariant) settings = g_variant_ref_sink(
	    g_variant_new_parsed("{'host': <'imap.example'>, 'poll_ms': <int64 5>}"));

	(void)state;
	assert_string_equal(worker_setting(settings, "host"), "imap.example");
	assert_null(worker_setting(settings, "user"));
	assert_null(worker_setting(settings, "poll_ms"));
	assert_int_equal(worker_number(settings, "poll_ms", 9), 5);
	assert_int_equal(worker_number(settings, "mails", 9), 9);
	assert_int_equal(worker_number(settings, "host", 9), 9);
}

/* One that waits says so, and no more than it must. */
static void
a_long_wait_is_seen(void **state)
{
	int ends[2];
	int beats = 0;
	ChannelResult result = CHANNEL_FRAME;
	g_autoptr(Channel) gateway = NULL;
	g_autoptr(Channel) channel = NULL;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	gateway = channel_new(ends[0], false);
	channel = channel_new(ends[1], true);
	assert_int_equal(worker_poll(channel, NULL, 0, 300), 0);
	assert_int_equal(worker_poll(channel, NULL, 0, CHANNEL_BEAT_MS), 0);
	while (result == CHANNEL_FRAME) {
		g_autoptr(Frame) frame = NULL;

		result = channel_receive(gateway, &frame, NULL);
		if (result == CHANNEL_FRAME)
			assert_int_equal(frame->type, FRAME_BEAT);
		beats += result == CHANNEL_FRAME;
	}
	assert_int_equal(beats, 1);
	assert_in_range(channel_beat(channel), 1, CHANNEL_BEAT_MS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_long_wait_is_seen),
	    cmocka_unit_test(a_worker_that_there_is_not),
	    cmocka_unit_test(without_a_gateway_it_ends),
	    cmocka_unit_test(the_first_frame_must_be_its_settings),
	    cmocka_unit_test(it_says_what_is_wrong_and_how_far_it_reaches),
	    cmocka_unit_test(settings_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
