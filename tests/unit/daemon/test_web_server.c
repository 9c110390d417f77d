/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gateway's side of the pages, before a worker that was taken over: a child execs this very program, and main() is then
 * that worker, which does what the desk's name says and writes down what it was answered. The batch is played by the test.
 */
#include "tests/unit/context_fixture.h"

#include <stdlib.h>

#include "gateway/daemon/web_server.h"
#include "gateway/ipc/child.h"
#include "gateway/ipc/descriptors.h"
#include "gateway/workers/worker.h"

#define PATIENCE_US (INT64_C(20) * 1000 * 1000)
#define MANY 500
#define TOO_MANY 1100

/* The worker's side. */

static void
ask(Channel *channel, gint64 id, const char *secret, const char *command,
    const char *subcommand)
{
	g_autoptr(GVariantDict) words = g_variant_dict_new(NULL);

	g_variant_dict_insert(words, "json", "b", TRUE);
	g_variant_dict_insert(words, "as", "s", "sanne@desk.example");
	g_variant_dict_insert(words, "agent", "s", "sanne@desk.example");
	g_variant_dict_insert(words, "proxy", "s", "sanne@desk.example");
	g_variant_dict_insert(words, "link", "s", secret);
	g_variant_dict_insert(words, "number", "s", "CS0000001");
	if (subcommand != NULL)
		g_variant_dict_insert(words, "subcommand", "s", subcommand);
	channel_send(channel, FRAME_ASK,
	    g_variant_new("(xssss@a{sv})", id, secret, "sanne@desk.example", "00", command,
		g_variant_dict_end(words)),
	    NULL, NULL);
}

/* "1: 77 0 bytes" of each. */
static void
write_answers(Channel *channel, int wanted, const char *path)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < wanted; i++) {
		g_autoptr(Frame) frame = NULL;
		gint64 id = 0;
		gint32 code = 0;

		if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME)
			break;
		g_variant_get(frame->body, "(xis)", &id, &code, NULL);
		g_string_append_printf(
		    text, "%d: %d %zu bytes\n", (int)id, code, g_bytes_get_size(frame->bytes));
	}
	g_file_set_contents(path, text->str, -1, NULL);
}

static void
ask_for_everything(Channel *channel, const char *path)
{
	static const char *const CALLS[][2] = {{"case", "list"}, {"case", "show"},
	    {"case", "note"}, {"mail", "raw"}, {"contact", "export"}, {"status", NULL},
	    {"values", NULL}, {"key", "rotate"}, {"session", "open"}, {"deliver", NULL},
	    {"reload", NULL}, {"hold-still", NULL}, {"page", "who"}, {"unheard", "of"}};

	for (size_t i = 0; i < G_N_ELEMENTS(CALLS); i++)
		ask(channel, (gint64)i + 1, i % 2 == 0 ? "" : "x", CALLS[i][0], CALLS[i][1]);
	write_answers(channel, G_N_ELEMENTS(CALLS), path);
}

static int
be_worker(Channel *channel, GVariant *settings)
{
	const char *what = worker_setting(settings, "desk");
	const char *path = worker_setting(settings, "origin");
	int fds[2] = {-1, -1};

	if (descriptors_receive(channel_fd(channel), fds, 2) != 1)
		return 1;
	if (g_str_equal(what, "everything")) {
		ask_for_everything(channel, path);
	} else if (g_str_equal(what, "nonsense")) {
		channel_send(channel, FRAME_FILED, g_variant_new("(as)", NULL), NULL, NULL);
	} else {
		int count = g_str_equal(what, "many") ? MANY : TOO_MANY;

		for (int i = 0; i < count; i++)
			ask(channel, i + 1, "", "page", "who");
		write_answers(channel, count, path);
	}
	while (true)
		poll(NULL, 0, 1000);
}

/* The gateway's. */

typedef struct {
	Daemon daemon;
	WebServer *server;
	char *answers; /* own; where the worker writes them */
} Server;

/* A turn is always to come, so that waking does nothing by itself. */
static void
begin(Desk *desk, const char *what, Server *test)
{
	Config *config = desk->context->config;

	*test = (Server){.daemon = {.context = desk->context, .turn = 1}};
	test->answers = g_build_filename(desk->folder, "answers", NULL);
	g_free(config->desk_name);
	config->desk_name = g_strdup(what);
	config->web.url = g_strdup(test->answers);
	config->web.listen.path = g_build_filename(desk->folder, "web", NULL);
	test->server = web_server_new(&test->daemon);
	assert_null(web_server_trouble(test->server));
}

static void
end(Server *test)
{
	web_server_free(test->server);
	g_free(test->answers);
}

static void
play_turn(Server *test)
{
	const Batch batch = {.end_us = g_get_monotonic_time() + 5000, .bytes = BATCH_BYTES};

	must(web_server_serve(test->server, &batch, &error));
	web_server_committed(test->server);
	if (test->daemon.turn != 1)
		g_source_remove(test->daemon.turn);
	test->daemon.turn = 1;
}

/* What the worker was answered, once it has it; or NULL: it is gone before. Caller owns. */
static char *
play(Server *test)
{
	int64_t end_us = g_get_monotonic_time() + PATIENCE_US;
	char *text = NULL;

	while (g_get_monotonic_time() < end_us && web_server_trouble(test->server) == NULL) {
		while (g_main_context_iteration(NULL, FALSE))
			continue;
		play_turn(test);
		if (g_file_get_contents(test->answers, &text, NULL, NULL))
			return text;
		poll(NULL, 0, 1);
	}
	return NULL;
}

static void
without_a_session_nothing_is_told_or_done(void **state)
{
	Desk *desk = *state;
	Server test;
	g_autofree char *answers = NULL;
	g_auto(GStrv) lines = NULL;

	begin(desk, "everything", &test);
	answers = play(&test);
	assert_non_null(answers);
	lines = g_strsplit(g_strstrip(answers), "\n", -1);
	assert_int_equal(g_strv_length(lines), 14);
	for (char **line = lines; *line != NULL; line++)
		assert_non_null(strstr(*line, ": 77 0 bytes"));
	end(&test);
}

static void
many_calls_are_each_answered_once(void **state)
{
	Server test;
	g_autofree char *answers = NULL;
	g_auto(GStrv) lines = NULL;

	begin(*state, "many", &test);
	answers = play(&test);
	assert_non_null(answers);
	lines = g_strsplit(g_strstrip(answers), "\n", -1);
	assert_int_equal(g_strv_length(lines), MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(g_ascii_strtoll(lines[i], NULL, 10), i + 1);
	end(&test);
}

static void
one_that_speaks_nonsense_or_asks_too_much_is_killed(void **state)
{
	static const char *const WAYS[] = {"nonsense", "too many"};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(WAYS); i++) {
		int64_t end_us = g_get_monotonic_time() + PATIENCE_US;
		Server test;

		config_web_clear(&desk->context->config->web);
		begin(desk, WAYS[i], &test);
		while (
		    web_server_trouble(test.server) == NULL && g_get_monotonic_time() < end_us)
			g_main_context_iteration(NULL, TRUE);
		assert_non_null(
		    strstr(web_server_trouble(test.server), "its worker ended: signal 9"));
		end(&test);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    desk_test(without_a_session_nothing_is_told_or_done),
	    desk_test(many_calls_are_each_answered_once),
	    desk_test(one_that_speaks_nonsense_or_asks_too_much_is_killed),
	};

	if (argc == 3 && strcmp(argv[1], CHILD_WORKER) == 0)
		return worker_be(be_worker);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
