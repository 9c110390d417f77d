/* SPDX-License-Identifier: Apache-2.0 */
/* A child execs this very program: main() is then a worker, which behaves or misbehaves by its name. */
#include <config.h>

#include <glib.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/ipc/child.h"
#include "gateway/util/log.h"

#define PATIENCE_MS 20000
#define LARGE ((size_t)1024 * 1024)

extern char **environ;

/* The worker's side. */

static void
worker_says(Channel *channel, const char *text)
{
	channel_send(channel, FRAME_OPENED, g_variant_new("(s)", text), NULL, NULL);
}

static void
worker_looks_around(Channel *channel)
{
	g_autoptr(GDir) descriptors = g_dir_open("/proc/self/fd", 0, NULL);
	g_autoptr(GString) seen = g_string_new("");
	const char *name = NULL;
	int open = 0;

	for (char **one = environ; *one != NULL; one++)
		if (g_str_has_prefix(*one, "CASEGATE") || g_str_has_prefix(*one, "TZ="))
			g_string_append_printf(seen, "%s ", *one);
	while ((name = g_dir_read_name(descriptors)) != NULL)
		open++;
	/* the folder itself is one of them */
	g_string_append_printf(seen, "%d descriptors", open - 1);
	worker_says(channel, seen->str);
}

static void
worker_echoes(Channel *channel)
{
	g_autoptr(Frame) frame = NULL;

	while (channel_receive(channel, &frame, NULL) == CHANNEL_FRAME) {
		g_autofree char *text = g_strdup_printf(
		    "%s of %zu bytes", frame_name(frame->type), g_bytes_get_size(frame->bytes));

		worker_says(channel, text);
		g_clear_pointer(&frame, frame_free);
	}
}

/* Until nobody listens, or so often. */
static void
worker_floods(Channel *channel, int lines)
{
	for (int i = 0; i < lines; i++)
		if (!channel_send(channel, FRAME_LOG,
			g_variant_new("(ys)", LOG_DEBUG, "error: spool: forged"), NULL, NULL))
			return;
}

static void
worker_shows_standard_error(Channel *channel)
{
	g_autofree char *path = g_file_read_link("/proc/self/fd/2", NULL);

	worker_says(channel, path == NULL ? "?" : path);
}

static int
be_worker(const char *name)
{
	g_autoptr(Frame) settings = NULL;
	Channel *channel = channel_new(CHILD_SOCKET, true);

	if (channel_receive(channel, &settings, NULL) != CHANNEL_FRAME)
		return 1;
	if (strcmp(name, "speaks") == 0)
		for (int i = 0; i < 200; i++)
			worker_says(channel, "a");
	if (strcmp(name, "few words") == 0)
		for (int i = 0; i < 3; i++)
			worker_says(channel, "a");
	if (strcmp(name, "looks") == 0)
		worker_looks_around(channel);
	if (strcmp(name, "echoes") == 0)
		worker_echoes(channel);
	if (strcmp(name, "settings") == 0) {
		g_autofree char *text = g_variant_print(settings->body, FALSE);
		worker_says(channel, text);
	}
	if (strcmp(name, "floods") == 0)
		worker_floods(channel, 1000);
	if (strcmp(name, "drowns") == 0)
		worker_floods(channel, INT_MAX);
	if (strcmp(name, "errs") == 0 || strcmp(name, "command") == 0)
		worker_shows_standard_error(channel);
	if (strcmp(name, "nonsense") == 0)
		(void)!write(CHILD_SOCKET, "nonsense", 8);
	if (strcmp(name, "closes") == 0)
		close(CHILD_SOCKET);
	if (strcmp(name, "dies") == 0)
		kill(getpid(), SIGTERM);
	if (strcmp(name, "three") == 0)
		return 3;
	if (g_strv_contains((const char *const[]){"nonsense", "closes", "hangs", NULL}, name))
		pause();
	return 0;
}

/* The gateway's side. */

typedef struct {
	GMainLoop *loop;
	Child *child;
	GString *frames; /* of each: its text, or its name */
	int n_frames;
	int ends;
	bool good;
	char *how;
} Story;

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Story *story = data;
	const char *text = frame_name(frame->type);

	assert_ptr_equal(child, story->child);
	assert_int_equal(story->ends, 0);
	if (frame->type == FRAME_OPENED)
		g_variant_get(frame->body, "(&s)", &text);
	g_string_assign(story->frames, text);
	story->n_frames++;
	g_main_loop_quit(story->loop);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Story *story = data;

	story->ends++;
	story->good = good;
	story->how = g_strdup(how);
	story->child = NULL;
	child_free(child);
	g_main_loop_quit(story->loop);
}

static void
story_begin(Story *story, const char *worker)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	g_autoptr(GError) error = NULL;

	*story = (Story){0};
	story->loop = g_main_loop_new(NULL, FALSE);
	story->frames = g_string_new("");
	story->child = child_start(
	    worker, g_variant_new_parsed("{'name': <'support'>}"), &EVENTS, story, &error);
	if (story->child == NULL)
		fail_msg("%s", error->message);
}

static void
story_clear(Story *story)
{
	child_free(story->child);
	g_main_loop_unref(story->loop);
	g_string_free(story->frames, TRUE);
	g_free(story->how);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static int
on_impatience(void *data)
{
	(void)data;
	fail_msg("nothing happened for %d ms", PATIENCE_MS);
	return G_SOURCE_REMOVE;
}

/* Until the next frame or the end. */
static void
story_next(Story *story)
{
	guint impatience = g_timeout_add(PATIENCE_MS, on_impatience, NULL);

	g_main_loop_run(story->loop);
	g_source_remove(impatience);
}

static void
story_end(Story *story)
{
	while (story->ends == 0)
		story_next(story);
	while (g_main_context_iteration(NULL, FALSE))
		continue;
	assert_int_equal(story->ends, 1);
}

static void
its_end_is_reported_once_with_the_reason(void **state)
{
	static const struct {
		const char *worker;
		bool good;
		const char *how;
	} ROWS[] = {
	    {"nothing to do", true, "exit 0"},
	    {"three", false, "exit 3"},
	    {"dies", false, "signal 15 (Terminated)"},
	    {"nonsense", false, "signal 9 (Killed)"},
	    {"closes", false, "signal 9 (Killed)"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_auto(Story) story = {0};

		story_begin(&story, ROWS[i].worker);
		story_end(&story);
		assert_string_equal(story.how, ROWS[i].how);
		assert_int_equal(story.good, ROWS[i].good);
		assert_int_equal(story.n_frames, 0);
	}
}

static void
all_it_said_is_heard_before_its_end(void **state)
{
	g_auto(Story) story = {0};

	(void)state;
	story_begin(&story, "speaks");
	story_end(&story);
	assert_int_equal(story.n_frames, 200);
	assert_true(story.good);
}

static void
it_has_its_settings_and_nothing_else_of_ours(void **state)
{
	g_auto(Story) settings = {0};
	g_auto(Story) looks = {0};

	(void)state;
	story_begin(&settings, "settings");
	story_next(&settings);
	assert_string_equal(settings.frames->str, "{'name': <'support'>}");
	g_setenv("CASEGATE_SECRET", "geheim", TRUE);
	g_setenv("TZ", "UTC", TRUE);
	story_begin(&looks, "looks");
	story_next(&looks);
	g_unsetenv("CASEGATE_SECRET");
	assert_string_equal(looks.frames->str, "TZ=UTC 4 descriptors");
}

static void
frames_go_both_ways_however_large(void **state)
{
	static const size_t SIZES[] = {0, 1, 60000, 70000, LARGE};
	g_auto(Story) story = {0};
	g_autofree char *text = g_strnfill(LARGE, 'x');

	(void)state;
	story_begin(&story, "echoes");
	for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new(text, SIZES[i]);
		g_autofree char *expected = g_strdup_printf("READ of %zu bytes", SIZES[i]);

		child_send(story.child, FRAME_READ, g_variant_new("(x)", (gint64)1), bytes);
		story_next(&story);
		assert_string_equal(story.frames->str, expected);
	}
}

static void
many_frames_wait_until_it_reads_them(void **state)
{
	g_auto(Story) story = {0};

	(void)state;
	story_begin(&story, "echoes");
	for (int i = 0; i < 3000; i++)
		child_send(story.child, FRAME_READ, g_variant_new("(x)", (gint64)i), NULL);
	while (story.n_frames < 3000)
		story_next(&story);
	assert_int_equal(story.ends, 0);
}

static void
one_that_never_reads_is_killed(void **state)
{
	g_auto(Story) story = {0};

	(void)state;
	story_begin(&story, "hangs");
	for (int i = 0; i < 8 * CHANNEL_QUEUE_MAX && story.ends == 0; i++)
		child_send(story.child, FRAME_READ, g_variant_new("(x)", (gint64)i), NULL);
	story_end(&story);
	assert_string_equal(story.how, "signal 9 (Killed)");
}

static void
one_that_hangs_can_be_killed(void **state)
{
	g_auto(Story) story = {0};

	(void)state;
	story_begin(&story, "hangs");
	assert_int_equal(kill(child_pid(story.child), 0), 0);
	child_kill(story.child);
	story_end(&story);
	assert_string_equal(story.how, "signal 9 (Killed)");
}

static void
one_that_is_freed_is_gone(void **state)
{
	g_auto(Story) story = {0};
	pid_t pid = 0;

	(void)state;
	story_begin(&story, "hangs");
	pid = child_pid(story.child);
	g_clear_pointer(&story.child, child_free);
	assert_int_equal(kill(pid, 0), -1);
	while (g_main_context_iteration(NULL, FALSE))
		continue;
	assert_int_equal(story.ends, 0);
}

/* A frame to one that is gone already kills nobody and tells nothing twice. */
static void
a_letter_to_the_dead(void **state)
{
	g_auto(Story) story = {0};
	siginfo_t info;

	(void)state;
	story_begin(&story, "three");
	assert_int_equal(
	    waitid(P_PID, (id_t)child_pid(story.child), &info, WEXITED | WNOWAIT), 0);
	for (int i = 0; i < 3; i++)
		child_send(story.child, FRAME_READ, g_variant_new("(x)", (gint64)i), NULL);
	story_end(&story);
	assert_string_equal(story.how, "exit 3");
}

static void
while_paused_its_frames_wait(void **state)
{
	g_auto(Story) story = {0};

	(void)state;
	story_begin(&story, "echoes");
	child_send(story.child, FRAME_READ, g_variant_new("(x)", (gint64)1), NULL);
	story_next(&story);
	assert_int_equal(story.n_frames, 1);
	child_pause(story.child, true);
	child_pause(story.child, true);
	child_send(story.child, FRAME_READ, g_variant_new("(x)", (gint64)2), NULL);
	for (int i = 0; i < 20; i++) {
		g_usleep(1000);
		g_main_context_iteration(NULL, FALSE);
	}
	assert_int_equal(story.n_frames, 1);
	child_pause(story.child, false);
	child_pause(story.child, false);
	story_next(&story);
	assert_int_equal(story.n_frames, 2);
}

static void
what_it_said_while_paused_is_heard_at_its_end(void **state)
{
	g_auto(Story) story = {0};

	(void)state;
	story_begin(&story, "few words");
	child_pause(story.child, true);
	story_end(&story);
	assert_int_equal(story.n_frames, 3);
}

/* Twenty at once, and one a second as long as it takes. */
static void
assert_few_lines(const Story *story, int64_t begun_us)
{
	int64_t seconds = (g_get_monotonic_time() - begun_us) / G_USEC_PER_SEC;

	assert_in_range(story->n_frames, 20, (uintmax_t)(20 + seconds + 1));
}

static void
one_that_floods_the_log_is_reported_and_then_killed(void **state)
{
	g_auto(Story) floods = {0};
	g_auto(Story) drowns = {0};
	int64_t begun_us = g_get_monotonic_time();

	(void)state;
	story_begin(&floods, "floods");
	story_end(&floods);
	assert_true(floods.good);
	assert_few_lines(&floods, begun_us);
	begun_us = g_get_monotonic_time();
	story_begin(&drowns, "drowns");
	story_end(&drowns);
	assert_string_equal(drowns.how, "signal 9 (Killed)");
	assert_few_lines(&drowns, begun_us);
}

/* What libraries say there would stand in the log as they say it, line ends and all. */
static void
standard_error_is_not_the_log(void **state)
{
	g_auto(Story) errs = {0};
	g_auto(Story) command = {0};

	(void)state;
#ifdef SANDBOX
	story_begin(&errs, "errs");
	story_next(&errs);
	assert_string_equal(errs.frames->str, "/dev/null");
#endif
	story_begin(&command, "command");
	story_next(&command);
	assert_string_not_equal(command.frames->str, "/dev/null");
}

static void
one_that_is_to_finish_hears_of_it(void **state)
{
	g_auto(Story) echoes = {0};
	g_auto(Story) hangs = {0};

	(void)state;
	story_begin(&echoes, "echoes");
	/* it is up: how long that takes is no part of the time that it is given to finish */
	child_send(echoes.child, FRAME_READ, g_variant_new("(x)", (gint64)1), NULL);
	story_next(&echoes);
	child_send(echoes.child, FRAME_READ, g_variant_new("(x)", (gint64)2), NULL);
	child_finish(echoes.child);
	child_finish(echoes.child);
	story_end(&echoes);
	assert_int_equal(echoes.n_frames, 2);
	assert_true(echoes.good);
	story_begin(&hangs, "hangs");
	child_finish(hangs.child);
	story_end(&hangs);
	assert_string_equal(hangs.how, "signal 9 (Killed)");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(its_end_is_reported_once_with_the_reason),
	    cmocka_unit_test(all_it_said_is_heard_before_its_end),
	    cmocka_unit_test(it_has_its_settings_and_nothing_else_of_ours),
	    cmocka_unit_test(frames_go_both_ways_however_large),
	    cmocka_unit_test(many_frames_wait_until_it_reads_them),
	    cmocka_unit_test(one_that_never_reads_is_killed),
	    cmocka_unit_test(one_that_hangs_can_be_killed),
	    cmocka_unit_test(one_that_is_freed_is_gone),
	    cmocka_unit_test(a_letter_to_the_dead),
	    cmocka_unit_test(one_that_floods_the_log_is_reported_and_then_killed),
	    cmocka_unit_test(standard_error_is_not_the_log),
	    cmocka_unit_test(one_that_is_to_finish_hears_of_it),
	    cmocka_unit_test(while_paused_its_frames_wait),
	    cmocka_unit_test(what_it_said_while_paused_is_heard_at_its_end),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		_exit(be_worker(argv[2]));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
