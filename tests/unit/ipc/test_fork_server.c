/* SPDX-License-Identifier: Apache-2.0 */
/* The server execs this very program as its worker; what it forks reads mails as any reader does. */
#include <config.h>

#include <glib.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/ipc/child.h"
#include "gateway/ipc/fork_server.h"
#include "gateway/workers/worker.h"
#include "parsers/message.h"

static const char MAIL[] = "From: els@klant.example\r\nSubject: Scherm\r\n\r\nHelp.\r\n";

typedef struct {
	GMainLoop *loop;
	char *subject;
	bool ready;
	bool ended;
	bool good;
	ForkServer *server; /* foreign */
} Story;

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Story *story = data;
	g_autoptr(Message) message = NULL;

	(void)child;
	if (frame->type == FRAME_READY)
		story->ready = true;
	else
		message = message_unpack(frame->bytes, NULL);
	if (message != NULL)
		story->subject = g_strdup(message->subject);
	g_main_loop_quit(story->loop);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Story *story = data;

	(void)how;
	child_free(child);
	story->ended = true;
	story->good = good;
	g_main_loop_quit(story->loop);
}

static bool
on_fork(int socket, pid_t *ret_pid, void *data)
{
	const Story *story = data;

	return fork_server_fork(story->server, socket, ret_pid);
}

/* One reader, from its birth to its end. */
static void
let_read(ForkServer *server)
{
	static const ChildEvents EVENTS = {on_frame, on_ended, on_fork};
	g_autoptr(GBytes) raw = g_bytes_new_static(MAIL, sizeof MAIL - 1);
	g_autoptr(GError) error = NULL;
	Story story = {.server = server, .loop = g_main_loop_new(NULL, FALSE)};
	Child *child =
	    child_start("read", g_variant_new("a{sv}", NULL), &EVENTS, &story, &error);

	if (child == NULL)
		fail_msg("%s", error->message);
	while (!story.ready && !story.ended)
		g_main_loop_run(story.loop);
	assert_true(story.ready);
	child_send(child, FRAME_READ, g_variant_new("(x)", (gint64)1), raw);
	while (story.subject == NULL && !story.ended)
		g_main_loop_run(story.loop);
	assert_string_equal(story.subject, "Scherm");
	child_finish(child);
	while (!story.ended)
		g_main_loop_run(story.loop);
	assert_true(story.good);
	g_free(story.subject);
	g_main_loop_unref(story.loop);
}

static void
each_reader_is_a_child_of_ours_and_reads(void **state)
{
	ForkServer *server = fork_server_new();

	(void)state;
	for (int i = 0; i < 3; i++)
		let_read(server);
	fork_server_renew(server);
	let_read(server);
	fork_server_free(server);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

#ifdef SANDBOX
static pid_t
server_of(pid_t *ret_child)
{
	ForkServer *server = fork_server_new();
	int ends[2];
	g_autofree char *path = NULL;
	g_autofree char *children = NULL;
	pid_t first = 0;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	assert_true(fork_server_fork(server, ends[1], ret_child));
	path = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());
	assert_true(g_file_get_contents(path, &children, NULL, NULL));
	first = (pid_t)g_ascii_strtoll(children, NULL, 10);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(waitpid(*ret_child, NULL, 0), *ret_child);
	fork_server_free(server);
	return first;
}

static void
what_it_forks_is_another_process(void **state)
{
	pid_t child = 0;
	pid_t server = server_of(&child);

	(void)state;
	assert_true(child > 0);
	assert_int_not_equal(child, server);
}
#endif

static void
a_reader_comes_also_when_the_fork_server_is_gone(void **state)
{
	ForkServer *server = fork_server_new();

	(void)state;
	g_setenv("HOME", "dead", TRUE);
	let_read(server);
	g_setenv("HOME", "/", TRUE);
	fork_server_free(server);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_reader_is_a_child_of_ours_and_reads),
#ifdef SANDBOX
	    cmocka_unit_test(what_it_forks_is_another_process),
#endif
	    cmocka_unit_test(a_reader_comes_also_when_the_fork_server_is_gone),
	};

	/* HOME is one of the few things that a worker may know */
	if (argc == 3 && strcmp(argv[2], "fork") == 0 &&
	    g_strcmp0(g_getenv("HOME"), "dead") == 0)
		return 1;
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
