/* SPDX-License-Identifier: Apache-2.0 */
/* The gateway's side of the control socket; the batch around it is played by the test. */
#include "tests/unit/context_fixture.h"

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "gateway/commands/call.h"
#include "gateway/commands/command.h"
#include "gateway/commands/served.h"
#include "gateway/daemon/control_server.h"
#include "gateway/ipc/channel.h"
#include "gateway/util/error.h"

typedef struct {
	Daemon daemon;
	ControlServer *server;
	char *path;
} Server;

/* A turn is always to come, so that waking does nothing by itself. */
static void
open_control(Desk *desk, Server *test)
{
	*test = (Server){.daemon = {.context = desk->context, .turn = 1}};
	test->path = g_build_filename(desk->state, "control", NULL);
	must((test->server = control_server_new(&test->daemon, &error)) != NULL);
}

static void
close_control(Server *test)
{
	control_server_free(test->server);
	assert_int_not_equal(g_access(test->path, F_OK), 0);
	g_free(test->path);
}

static void
turn_loop(void)
{
	while (g_main_context_iteration(NULL, FALSE))
		continue;
}

static int
connect_socket(const Server *test)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, test->path, strlen(test->path));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

/* A client that asks for the status of the desk's mails. */
static Channel *
ask(const Server *test)
{
	Channel *channel = channel_new(connect_socket(test), true);
	g_auto(Call) call = {0};

	call_init(&call, "mail");
	call_set_word(&call, "subcommand", "list");
	assert_true(channel_send(channel, FRAME_COMMAND, call_pack(&call), NULL, NULL));
	turn_loop();
	return channel;
}

static void
serve(const Server *test)
{
	const Batch batch = {.end_us = g_get_monotonic_time() + 1000000, .bytes = BATCH_BYTES};

	must(control_server_serve(test->server, &batch, &error));
}

/* Whether something, be it the end, waits to be received. */
static bool
has_answer(const Channel *channel)
{
	char byte = 0;

	return recv(channel_fd(channel), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

static void
assert_answered(Channel *channel)
{
	g_autoptr(Frame) frame = NULL;
	const char *text = NULL;
	int code = -1;

	assert_int_equal(channel_receive(channel, &frame, NULL), CHANNEL_FRAME);
	assert_int_equal(frame->type, FRAME_REPLY);
	g_variant_get(frame->body, "(i&s)", &code, &text);
	assert_string_equal(text, "");
	assert_int_equal(code, 0);
}

static void
assert_dropped(Channel *channel)
{
	g_autoptr(Frame) frame = NULL;

	assert_true(has_answer(channel));
	assert_int_equal(channel_receive(channel, &frame, NULL), CHANNEL_CLOSED);
}

static void
only_its_owner_may_ask(void **state)
{
	Desk *desk = *state;
	Server test;
	struct stat status;

	open_control(desk, &test);
	assert_int_equal(stat(test.path, &status), 0);
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0600);
	close_control(&test);
}

static void
its_group_may_ask_where_it_has_one(void **state)
{
	Desk *desk = *state;
	Config *config = desk->context->config;
	Server test;
	struct stat status;

	config->control_socket = g_build_filename(desk->state, "control", NULL);
	config->control_group = g_strdup(getgrgid(getegid())->gr_name);
	open_control(desk, &test);
	assert_int_equal(stat(test.path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0660);
	assert_int_equal(status.st_gid, getegid());
	close_control(&test);
}

static void
a_dead_daemons_socket_is_replaced(void **state)
{
	Desk *desk = *state;
	g_autofree char *path = g_build_filename(desk->state, "control", NULL);
	Server test;
	Channel *channel = NULL;

	assert_true(g_file_set_contents(path, "old", -1, NULL));
	open_control(desk, &test);
	channel = ask(&test);
	channel_free(channel);
	close_control(&test);
}

static void
an_answer_waits_for_the_commit(void **state)
{
	Desk *desk = *state;
	Server test;
	g_autoptr(Channel) channel = NULL;

	open_control(desk, &test);
	channel = ask(&test);
	control_server_committed(test.server);
	assert_false(has_answer(channel));
	serve(&test);
	assert_false(has_answer(channel));
	control_server_committed(test.server);
	assert_answered(channel);
	assert_dropped(channel);
	close_control(&test);
}

static void
what_was_undone_is_done_again(void **state)
{
	Desk *desk = *state;
	Server test;
	g_autoptr(Channel) channel = NULL;

	open_control(desk, &test);
	channel = ask(&test);
	serve(&test);
	control_server_undone(test.server);
	control_server_committed(test.server);
	assert_false(has_answer(channel));
	serve(&test);
	control_server_committed(test.server);
	assert_answered(channel);
	close_control(&test);
}

static void
a_full_batch_serves_nobody(void **state)
{
	const Batch full = {.end_us = 0, .bytes = BATCH_BYTES};
	Desk *desk = *state;
	Server test;
	g_autoptr(Channel) channel = NULL;

	open_control(desk, &test);
	channel = ask(&test);
	must(control_server_serve(test.server, &full, &error));
	control_server_committed(test.server);
	assert_false(has_answer(channel));
	serve(&test);
	control_server_committed(test.server);
	assert_answered(channel);
	close_control(&test);
}

static void
what_cannot_be_written_is_refused_for_now(void **state)
{
	Desk *desk = *state;
	Server test;
	g_autoptr(Channel) asks = NULL;
	g_autoptr(Channel) silent = NULL;
	g_autoptr(Frame) frame = NULL;
	g_autoptr(GError) full = g_error_new_literal(SPOOL_ERROR, SPOOL_ERROR_FULL, "no room");
	const char *text = NULL;
	int code = 0;

	open_control(desk, &test);
	silent = channel_new(connect_socket(&test), true);
	asks = ask(&test);
	control_server_refuse(test.server, full);
	assert_int_equal(channel_receive(asks, &frame, NULL), CHANNEL_FRAME);
	g_variant_get(frame->body, "(i&s)", &code, &text);
	assert_string_equal(text, "no room");
	assert_int_equal(code, served_exit_code(full));
	assert_int_not_equal(code, 0);
	assert_false(has_answer(silent));
	close_control(&test);
}

static void
nonsense_is_dropped(void **state)
{
	Desk *desk = *state;
	Server test;
	g_autoptr(Channel) noise = NULL;
	g_autoptr(Channel) wrong = NULL;
	g_autoptr(Channel) good = NULL;

	open_control(desk, &test);
	noise = channel_new(connect_socket(&test), true);
	assert_int_equal(send(channel_fd(noise), "nonsense", 8, 0), 8);
	wrong = channel_new(connect_socket(&test), true);
	assert_true(channel_send(wrong, FRAME_HEARD, g_variant_new("()"), NULL, NULL));
	turn_loop();
	assert_dropped(noise);
	assert_dropped(wrong);
	good = ask(&test);
	serve(&test);
	control_server_committed(test.server);
	assert_answered(good);
	close_control(&test);
}

static void
one_that_leaves_before_its_answer_harms_nobody(void **state)
{
	Desk *desk = *state;
	Server test;
	g_autoptr(Channel) stays = NULL;

	open_control(desk, &test);
	channel_free(ask(&test));
	stays = ask(&test);
	turn_loop();
	serve(&test);
	control_server_committed(test.server);
	assert_answered(stays);
	close_control(&test);
}

/* Connections that ask nothing, and half of a frame: the one that was silent longest goes for one that asks. */
static void
clients_that_ask_nothing_keep_nobody_out(void **state)
{
	Desk *desk = *state;
	Server test;
	Channel *silent[200];
	g_autoptr(Channel) asks = NULL;
	int dropped = 0;

	open_control(desk, &test);
	for (size_t i = 0; i < G_N_ELEMENTS(silent); i++) {
		silent[i] = channel_new(connect_socket(&test), true);
		turn_loop();
	}
	asks = ask(&test);
	serve(&test);
	control_server_committed(test.server);
	assert_answered(asks);
	for (size_t i = 0; i < G_N_ELEMENTS(silent); i++) {
		dropped += has_answer(silent[i]);
		/* the oldest, none of the newest */
		assert_int_equal(has_answer(silent[i]), i < (size_t)dropped);
		channel_free(silent[i]);
	}
	assert_int_equal(dropped, 200 - 64 + 1);
	turn_loop();
	close_control(&test);
}

static void
who_asked_is_not_dropped_for_another(void **state)
{
	Desk *desk = *state;
	Server test;
	Channel *asked[64];
	g_autoptr(Channel) late = NULL;

	open_control(desk, &test);
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
		asked[i] = ask(&test);
	late = channel_new(connect_socket(&test), true);
	turn_loop();
	assert_dropped(late);
	serve(&test);
	control_server_committed(test.server);
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
		assert_answered(asked[i]);
		channel_free(asked[i]);
	}
	close_control(&test);
}

static Channel *
ask_to_hold(const Server *test)
{
	Channel *channel = channel_new(connect_socket(test), true);
	g_auto(Call) call = {0};

	call_init(&call, CALL_HOLD_STILL);
	assert_true(channel_send(channel, FRAME_COMMAND, call_pack(&call), NULL, NULL));
	turn_loop();
	return channel;
}

static bool
can_be_held(Spool *spool)
{
	bool can = spool_hold_still(spool, NULL);

	if (can)
		spool_let_go(spool);
	return can;
}

static void
serve_batch(const Server *test)
{
	Spool *spool = test->daemon.context->spool;

	must(spool_begin(spool, &error));
	serve(test);
	must(spool_commit(spool, &error));
	control_server_committed(test->server);
}

/* For as long as who asked stays; others are served meanwhile, and who asks for the same is refused. */
static void
the_spool_is_held_still(void **state)
{
	Desk *desk = *state;
	Server test;
	Channel *holder = NULL;
	g_autoptr(Channel) other = NULL;
	g_autoptr(Channel) second = NULL;
	g_autoptr(Frame) frame = NULL;
	int code = 0;

	open_control(desk, &test);
	must(spool_commit(desk->context->spool, &error));
	holder = ask_to_hold(&test);
	serve_batch(&test);
	assert_answered(holder);
	assert_false(has_answer(holder));
	assert_false(can_be_held(desk->context->spool));
	other = ask(&test);
	second = ask_to_hold(&test);
	serve_batch(&test);
	assert_answered(other);
	assert_int_equal(channel_receive(second, &frame, NULL), CHANNEL_FRAME);
	g_variant_get(frame->body, "(is)", &code, NULL);
	assert_int_equal(code, 75);
	assert_false(has_answer(holder));
	channel_free(holder);
	turn_loop();
	assert_true(can_be_held(desk->context->spool));
	must(spool_begin(desk->context->spool, &error));
	close_control(&test);
}

static void
a_path_that_is_too_long(void **state)
{
	Desk *desk = *state;
	g_autoptr(GError) error = NULL;
	Daemon daemon = {.context = desk->context, .turn = 1};

	desk->context->config->control_socket = g_strnfill(200, 'x');
	assert_null(control_server_new(&daemon, &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(only_its_owner_may_ask),
	    desk_test(its_group_may_ask_where_it_has_one),
	    desk_test(a_dead_daemons_socket_is_replaced),
	    desk_test(an_answer_waits_for_the_commit),
	    desk_test(what_was_undone_is_done_again),
	    desk_test(a_full_batch_serves_nobody),
	    desk_test(what_cannot_be_written_is_refused_for_now),
	    desk_test(nonsense_is_dropped),
	    desk_test(one_that_leaves_before_its_answer_harms_nobody),
	    desk_test(clients_that_ask_nothing_keep_nobody_out),
	    desk_test(who_asked_is_not_dropped_for_another),
	    desk_test(the_spool_is_held_still),
	    desk_test(a_path_that_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
