/* SPDX-License-Identifier: Apache-2.0 */
/* Against a gateway of a few lines in a child process. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/cli/control_client.h"
#include "gateway/ipc/channel.h"
#include "gateway/model/context.h"
#include "gateway/util/error.h"

typedef struct {
	char *directory;
	char *path;
} Place;

static int
set_up(void **state)
{
	Place *place = g_new0(Place, 1);

	place->directory = g_dir_make_tmp("casegate-XXXXXX", NULL);
	place->path = g_build_filename(place->directory, "control", NULL);
	*state = place;
	return place->directory == NULL;
}

static int
tear_down(void **state)
{
	Place *place = *state;

	g_unlink(place->path);
	g_rmdir(place->directory);
	g_free(place->directory);
	g_free(place->path);
	g_free(place);
	return 0;
}

static int
listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

/* Says the command's name and its word "subcommand" back; or nothing, and goes away. */
static void
answer_one(int fd, bool answers)
{
	g_autoptr(Channel) channel = channel_new(accept(fd, NULL, NULL), true);
	g_autoptr(Frame) frame = NULL;
	g_auto(Call) call = {0};
	g_autofree char *text = NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME || !answers)
		return;
	call_unpack(frame->body, frame->bytes, &call);
	text = g_strdup_printf("%s %s", call.command, call_word(&call, "subcommand"));
	bytes = g_bytes_new(text, strlen(text));
	channel_send(channel, FRAME_REPLY, g_variant_new("(is)", 1, "why"), bytes, NULL);
}

static pid_t
start_gateway(int fd, bool answers)
{
	pid_t pid = fork();

	if (pid != 0) {
		close(fd);
		return pid;
	}
	answer_one(fd, answers);
	_exit(0);
}

static ControlResult
ask(const Place *place, CallReply *reply, GError **error)
{
	g_auto(Call) call = {0};

	call_init(&call, "case");
	call_set_word(&call, "subcommand", "list");
	return control_client_ask(place->path, &call, reply, error);
}

static void
test_answered(void **state)
{
	pid_t pid = start_gateway(listen_at(((Place *)*state)->path), true);
	g_auto(CallReply) reply = {0};
	g_autoptr(GError) error = NULL;

	assert_int_equal(ask(*state, &reply, &error), CONTROL_ANSWERED);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(reply.code, 1);
	assert_string_equal(reply.error, "why");
	assert_int_equal(g_bytes_get_size(reply.out), strlen("case list"));
	assert_memory_equal(
	    g_bytes_get_data(reply.out, NULL), "case list", strlen("case list"));
}

static void
test_gone_before_the_answer(void **state)
{
	pid_t pid = start_gateway(listen_at(((Place *)*state)->path), false);
	g_auto(CallReply) reply = {0};
	g_autoptr(GError) error = NULL;

	assert_int_equal(ask(*state, &reply, &error), CONTROL_FAILED);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY));
}

static void
test_no_socket(void **state)
{
	g_auto(CallReply) reply = {0};

	assert_int_equal(ask(*state, &reply, NULL), CONTROL_NOBODY);
}

static void
test_socket_of_a_dead_daemon(void **state)
{
	g_auto(CallReply) reply = {0};

	close(listen_at(((Place *)*state)->path));
	assert_int_equal(ask(*state, &reply, NULL), CONTROL_NOBODY);
}

static void
test_path_too_long(void **state)
{
	g_autofree char *path = g_strnfill(200, 'x');
	Place place = {.path = path};
	g_auto(CallReply) reply = {0};

	(void)state;
	assert_int_equal(ask(&place, &reply, NULL), CONTROL_NOBODY);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

/* It holds for as long as the gateway keeps the line. */
static void
held_still(void **state)
{
	const Place *place = *state;
	int listener = listen_at(place->path);
	int go[2];
	pid_t gateway = 0;
	Channel *channel = NULL;
	g_autoptr(GError) error = NULL;

	assert_int_equal(pipe(go), 0);
	gateway = fork();
	if (gateway == 0) {
		Channel *client = channel_new(accept(listener, NULL, NULL), true);
		g_autoptr(Frame) frame = NULL;
		char byte = 0;

		channel_receive(client, &frame, NULL);
		channel_send(client, FRAME_REPLY, g_variant_new("(is)", 0, ""), NULL, NULL);
		_exit(read(go[0], &byte, 1) == 1 ? 0 : 1);
	}
	assert_int_equal(
	    control_client_hold_still(place->path, &channel, &error), CONTROL_ANSWERED);
	assert_true(control_client_is_held_still(channel));
	assert_int_equal(write(go[1], "x", 1), 1);
	assert_int_equal(waitpid(gateway, NULL, 0), gateway);
	assert_false(control_client_is_held_still(channel));
	channel_free(channel);
	close(listener);
	close(go[0]);
	close(go[1]);
}

static void
held_by_nobody(void **state)
{
	const Place *place = *state;
	Channel *channel = NULL;
	g_autoptr(GError) error = NULL;

	assert_int_equal(
	    control_client_hold_still(place->path, &channel, &error), CONTROL_NOBODY);
	assert_null(channel);
	assert_null(error);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_answered),
	    TEST(test_gone_before_the_answer),
	    TEST(test_no_socket),
	    TEST(test_socket_of_a_dead_daemon),
	    TEST(test_path_too_long),
	    TEST(held_still),
	    TEST(held_by_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
