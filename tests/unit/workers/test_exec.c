/* SPDX-License-Identifier: Apache-2.0 */
/* The command worker as the gateway starts it: a fork with nothing but its socket. */
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

#include "gateway/workers/worker.h"

static GVariant *
settings_for(const char *script, bool input, gint64 wall_ms)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	GVariantDict settings;

	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert_value(&settings, "argv", g_variant_new_strv(argv, -1));
	g_variant_dict_insert(&settings, "wall_ms", "x", wall_ms);
	if (input)
		g_variant_dict_insert(&settings, "input", "b", TRUE);
	return g_variant_ref_sink(g_variant_dict_end(&settings));
}

/* Runs the script; *ret_output is what it printed. The status, or its problem. Caller owns. */
static char *
run(const char *script, GBytes *input, gint64 wall_ms, char **ret_output)
{
	g_autoptr(GVariant) settings = settings_for(script, input != NULL, wall_ms);
	g_autoptr(Channel) channel = NULL;
	g_autoptr(Frame) frame = NULL;
	const char *problem = NULL;
	int ends[2], status = 0;
	gsize size = 0;
	const char *bytes = NULL;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	pid = fork();
	if (pid == 0) {
		g_autoptr(Channel) own = channel_new(ends[1], true);

		signal(SIGTERM, SIG_IGN); /* as a worker does */
		_exit(command_worker(own, settings));
	}
	close(ends[1]);
	channel = channel_new(ends[0], true);
	if (input != NULL)
		assert_true(
		    channel_send(channel, FRAME_INPUT, g_variant_new("()"), input, NULL));
	assert_int_equal(channel_receive(channel, &frame, NULL), CHANNEL_FRAME);
	assert_int_equal(frame->type, FRAME_OUTPUT);
	waitpid(pid, NULL, 0);
	g_variant_get(frame->body, "(i&s)", &status, &problem);
	bytes = g_bytes_get_data(frame->bytes, &size);
	*ret_output = g_strndup(bytes, size);
	return problem[0] != '\0' ? g_strdup(problem) : g_strdup_printf("%d", status);
}

static void
it_gets_its_input_and_nothing_of_ours(void **state)
{
	static const struct {
		const char *script;
		const char *status;
		const char *output;
	} ROWS[] = {
	    {"cat", "0", "{\"number\":\"REQ0000001\"}\n"},
	    {"true", "0", ""},
	    {"echo wrong >&2; exit 3", "3", "wrong\n"},
	    {"kill -9 $$", "137", ""},
	    {"kill -TERM $$; echo survived", "143", ""},
	    {"ls /proc/self/fd | tr '\\n' ' '", "0", "0 1 2 3 "},
	    {"pwd", "0", "/\n"},
	    {"echo start; sleep 30", "it took too long and was killed", "start\n"},
	    {"exec >&- 2>&-; sleep 30", "it took too long and was killed", ""},
	    {"sleep 30 & wait", "it took too long and was killed", ""},
	};
	static const char JSON[] = "{\"number\":\"REQ0000001\"}\n";
	g_autoptr(GBytes) input = g_bytes_new_static(JSON, strlen(JSON));

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *output = NULL;
		g_autofree char *status = run(ROWS[i].script, input, 300, &output);

		if (strcmp(status, ROWS[i].status) != 0 || strcmp(output, ROWS[i].output) != 0)
			fail_msg("%s: %s, printed '%s'", ROWS[i].script, status, output);
	}
}

static void
much_is_taken_in_and_little_is_kept(void **state)
{
	g_autofree char *large = g_strnfill(1024 * 1024, 'x');
	g_autoptr(GBytes) input = g_bytes_new(large, strlen(large));
	g_autofree char *count = NULL, *output = NULL;
	g_autofree char *first = run("wc -c", input, 20000, &count);
	g_autofree char *second = run("cat", input, 20000, &output);

	(void)state;
	assert_string_equal(first, "0");
	assert_int_equal(atoll(count), strlen(large));
	assert_string_equal(second, "0");
	assert_int_equal(strlen(output), 64 * 1024);
}

static void
without_input_only_standard_output_counts(void **state)
{
	g_autofree char *output = NULL;
	g_autofree char *status = run("echo warning >&2; echo token", NULL, 60000, &output);

	(void)state;
	assert_string_equal(status, "0");
	assert_string_equal(output, "token\n");
}

static void
what_is_not_there_says_so(void **state)
{
	g_autoptr(Channel) channel = NULL;
	g_autoptr(Frame) frame = NULL;
	const char *argv[] = {"/no/such/command", NULL};
	const char *problem = NULL;
	GVariantDict dict;
	g_autoptr(GVariant) settings = NULL;
	int ends[2];
	pid_t pid;

	(void)state;
	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert_value(&dict, "argv", g_variant_new_strv(argv, -1));
	settings = g_variant_ref_sink(g_variant_dict_end(&dict));
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	pid = fork();
	if (pid == 0) {
		g_autoptr(Channel) own = channel_new(ends[1], true);

		_exit(command_worker(own, settings));
	}
	close(ends[1]);
	channel = channel_new(ends[0], true);
	assert_int_equal(channel_receive(channel, &frame, NULL), CHANNEL_FRAME);
	waitpid(pid, NULL, 0);
	g_variant_get(frame->body, "(i&s)", NULL, &problem);
	assert_non_null(strstr(problem, "/no/such/command"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_gets_its_input_and_nothing_of_ours),
	    cmocka_unit_test(much_is_taken_in_and_little_is_kept),
	    cmocka_unit_test(without_input_only_standard_output_counts),
	    cmocka_unit_test(what_is_not_there_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
