/* SPDX-License-Identifier: Apache-2.0 */
/* The worker of an mbox: what it brings, and what it says of a file that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/worker_peer.h"

#define MONDAY "Mon Nov 23 10:02:33 2026"

typedef struct {
	char *path; /* own */
	WorkerPeer peer;
} Box;

static Box
box_start(const char *bytes, const char *more)
{
	Box box = {0};
	int fd = g_file_open_tmp("test_mbox_XXXXXX", &box.path, NULL);
	g_autofree char *settings = NULL;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	close(fd);
	settings = g_strdup_printf("{'path': <'%s'>%s}", box.path, more);
	box.peer = worker_peer_start(fetch_mbox_worker, g_variant_new_parsed(settings));
	return box;
}

static void
box_end(Box *box, int status)
{
	assert_int_equal(worker_peer_end(&box->peer), status);
	g_unlink(box->path);
	g_free(box->path);
}

static void
box_open(const Box *box)
{
	g_autofree char *opened = g_strdup_printf("OPENED ('mbox %s',)", box->path);

	assert_says(&box->peer, opened);
}

static void
mails_are_brought_with_their_times(void **state)
{
	Box box = box_start("From a " MONDAY "\na: b\n\nx\n\nFrom nobody\n\n"
			    "From b " MONDAY "\nc: d\n",
	    "");
	g_autoptr(Frame) heard = NULL;

	(void)state;
	box_open(&box);
	assert_says(&box.peer, "HISTORY ('1', 21, false, 1795428153000)");
	assert_says(&box.peer, "HISTORY ('8', 5, false, 1795428153000)");
	heard = worker_peer_next(&box.peer);
	assert_int_equal(heard->type, FRAME_HEARD);
	box_end(&box, 0);
}

static void
a_mail_without_a_time_is_brought_too(void **state)
{
	Box box = box_start("From nobody\na: b\n", "");

	(void)state;
	box_open(&box);
	assert_says(&box.peer, "MAIL ('1', 5, false, 0)");
	box_end(&box, 0);
}

static void
of_a_large_mail_only_the_header_is_brought(void **state)
{
	Box box =
	    box_start("From a " MONDAY "\na: b\n\n0123456789\n", ", 'max_bytes': <int64 10>");

	(void)state;
	box_open(&box);
	assert_says(&box.peer, "HISTORY ('1', 17, true, 1795428153000)");
	box_end(&box, 0);
}

/* What it says after it has opened the file: "%s" stands for its path. */
static void
assert_trouble(const char *bytes, const char *words)
{
	Box box = box_start(bytes, "");
	g_autofree char *expected = g_strdup_printf("%s: %s", box.path, words);
	g_autoptr(Frame) frame = NULL;
	const char *text = NULL;
	guchar scope = 0;

	box_open(&box);
	frame = worker_peer_next(&box.peer);
	assert_int_equal(frame->type, FRAME_TROUBLE);
	g_variant_get(frame->body, "(y&s)", &scope, &text);
	assert_int_equal(scope, TROUBLE_ACCOUNT);
	assert_string_equal(text, expected);
	box_end(&box, 78);
}

static void
what_is_no_mbox_is_named(void **state)
{
	(void)state;
	assert_trouble("PK\003\004", "found 'PK' first, expected a line that begins with "
				     "'From ', as every mbox has");
	assert_trouble("", "found no mail, expected a line that begins with 'From '");
}

static void
what_is_no_file_is_named(void **state)
{
	static const struct {
		const char *settings, *expected;
	} CASES[] = {
	    {"{'path': <'/'>}", "TROUBLE (byte 0x01, '/: found a folder, expected an mbox')"},
	    {"{'path': <'/dev/null'>}",
		"TROUBLE (byte 0x01, '/dev/null: found no plain file, expected an mbox')"},
	    {"{'path': <'/nowhere/x'>}",
		"TROUBLE (byte 0x01, '/nowhere/x: No such file or directory')"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		WorkerPeer peer = worker_peer_start(
		    fetch_mbox_worker, g_variant_new_parsed(CASES[i].settings));
		g_autofree char *said = worker_peer_print(&peer);

		if (strstr(said, strchr(CASES[i].expected, '\'')) == NULL)
			fail_msg("%s", said);
		assert_int_equal(worker_peer_end(&peer), 78);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mails_are_brought_with_their_times),
	    cmocka_unit_test(a_mail_without_a_time_is_brought_too),
	    cmocka_unit_test(of_a_large_mail_only_the_header_is_brought),
	    cmocka_unit_test(what_is_no_mbox_is_named),
	    cmocka_unit_test(what_is_no_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
