/* SPDX-License-Identifier: Apache-2.0 */
/* A verifier execs this very program as its worker: the real one, or one that misbehaves over a mail as its From says. */
#include <glib.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/intake/verifier.h"
#include "gateway/ipc/child.h"
#include "gateway/workers/worker.h"

/* The worker's side: what it did before the mail in hand is right. */
static int
misbehave(void)
{
	Channel *channel = channel_new(CHILD_SOCKET, true);
	g_autoptr(Frame) frame = NULL;

	if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME)
		return 1;
	for (;;) {
		g_autoptr(Origin) origin = NULL;
		gint64 id = 0;

		g_clear_pointer(&frame, frame_free);
		if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME)
			return 0;
		g_variant_get(frame->body, "(x)", &id);
		origin = origin_read(
		    g_bytes_get_data(frame->bytes, NULL), g_bytes_get_size(frame->bytes));
		if (g_str_has_prefix(origin->from, "dies@"))
			kill(getpid(), SIGTERM);
		if (g_str_has_prefix(origin->from, "leaves@"))
			return 0;
		if (g_str_has_prefix(origin->from, "hangs@"))
			pause();
		if (g_str_has_prefix(origin->from, "nonsense@"))
			channel_send(channel, FRAME_HEARD, g_variant_new("()"), NULL, NULL);
		if (g_str_has_prefix(origin->from, "lies@"))
			id++;
		channel_send(channel, FRAME_ORIGIN,
		    g_variant_new("(x@" ORIGIN_FORM ")", id, origin_pack(origin)), NULL, NULL);
	}
}

static void
on_answer(void *data)
{
	(*(int *)data)++;
}

static void
give(Verifier *verifier, int64_t mail, const char *from)
{
	g_autofree char *text = g_strdup_printf("From: %s@k.example\n\nbody", from);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));

	verifier_give(verifier, mail, raw);
}

static VerifierState
answer(const Verifier *verifier, int64_t mail, Origin **ret_origin, const char **ret_how)
{
	VerifierState state = VERIFIER_WAITS;

	while ((state = verifier_look(verifier, mail, ret_origin, ret_how)) == VERIFIER_WAITS)
		g_main_context_iteration(NULL, TRUE);
	return state;
}

static void
expect_known(const Verifier *verifier, int64_t mail, const char *from)
{
	g_autofree char *address = g_strdup_printf("%s@k.example", from);
	Origin *origin = NULL;
	const char *how = NULL;

	assert_int_equal(answer(verifier, mail, &origin, &how), VERIFIER_KNOWS);
	assert_string_equal(origin->from, address);
}

/* More than one worker sees in its life, given before it has started and while it works. */
static void
many_mails_by_several_roles(void **state)
{
	int news = 0;
	g_autoptr(Verifier) verifier = verifier_new(on_answer, &news);
	json_t *status = NULL;

	(void)state;
	g_setenv("HOME", "/", TRUE);
	for (int64_t mail = 1; mail <= 600; mail++)
		give(verifier, mail, "els");
	give(verifier, 600, "somebody-else");
	verifier_run(verifier);
	for (int64_t mail = 601; mail <= 1200; mail++)
		give(verifier, mail, "jan");
	for (int64_t mail = 1; mail <= 1200; mail++) {
		expect_known(verifier, mail, mail <= 600 ? "els" : "jan");
		verifier_forget(verifier, mail);
	}
	assert_int_equal(news, 1200);
	status = verifier_status(verifier);
	assert_true(json_integer_value(json_object_get(status, "starts")) >= 3);
	json_decref(status);
}

static void
only_the_header_is_shown(void **state)
{
	g_autoptr(GBytes) raw = g_bytes_new_static("From: a@b.example\r\n\r\nFrom: c@d", 30);
	g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);
	g_autoptr(GBytes) header = verifier_header(raw);
	g_autoptr(GBytes) none = verifier_header(empty);

	(void)state;
	assert_int_equal(g_bytes_get_size(header), 19);
	assert_int_equal(g_bytes_get_size(none), 0);
}

static void
a_mail_that_ends_the_role_in_any_way_is_the_only_one_lost(void **state)
{
	static const struct {
		const char *from, *how;
	} ROWS[] = {
	    {"dies", "killed its verifier"},
	    {"leaves", "killed its verifier"},
	    {"nonsense", "killed its verifier"},
	    {"lies", "killed its verifier"},
	    {"hangs", "took too long to verify"},
	};

	(void)state;
	g_setenv("HOME", "/bad", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		int news = 0;
		g_autoptr(Verifier) verifier = verifier_new(on_answer, &news);
		Origin *origin = NULL;
		const char *how = NULL;

		verifier_run(verifier);
		give(verifier, 1, "els");
		give(verifier, 2, ROWS[i].from);
		give(verifier, 3, "jan");
		assert_int_equal(answer(verifier, 2, &origin, &how), VERIFIER_LOST);
		assert_string_equal(how, ROWS[i].how);
		assert_null(origin);
		expect_known(verifier, 1, "els");
		expect_known(verifier, 3, "jan");
		assert_int_equal(news, 3);
	}
}

/* One that lost its reader meanwhile begins again before its first answer is there. */
static void
a_mail_that_was_forgotten_is_asked_about_again(void **state)
{
	int news = 0;
	g_autoptr(Verifier) verifier = verifier_new(on_answer, &news);
	Origin *origin = NULL;
	const char *how = NULL;

	(void)state;
	g_setenv("HOME", "/", TRUE);
	give(verifier, 1, "els");
	verifier_forget(verifier, 1);
	verifier_forget(verifier, 1);
	give(verifier, 1, "jan");
	give(verifier, 2, "piet");
	assert_int_equal(verifier_look(verifier, 1, &origin, &how), VERIFIER_WAITS);
	assert_int_equal(verifier_look(verifier, 9, &origin, &how), VERIFIER_WAITS);
	verifier_run(verifier);
	expect_known(verifier, 1, "jan");
	verifier_forget(verifier, 2);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_mails_by_several_roles),
	    cmocka_unit_test(only_the_header_is_shown),
	    cmocka_unit_test(a_mail_that_ends_the_role_in_any_way_is_the_only_one_lost),
	    cmocka_unit_test(a_mail_that_was_forgotten_is_asked_about_again),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0) {
		if (strcmp(g_getenv("HOME"), "/") != 0)
			_exit(misbehave());
		return worker_run(argv[2]);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
