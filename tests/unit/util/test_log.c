/* SPDX-License-Identifier: Apache-2.0 */
/* Standard error is a file while a line is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/ipc/frame.h"
#include "gateway/util/log.h"

static void
tell(LogLevel level, const char *text)
{
	log_write(level, "mail 17", "%s", text);
}

static void
tell_frame(LogLevel level, const char *text)
{
	g_autoptr(GVariant) body =
	    g_variant_ref_sink(g_variant_new("(ys)", (guchar)level, text));

	frame_log("mailbox support", body);
}

/* What this writes. Caller owns. */
static char *
written(void (*write_line)(LogLevel, const char *), LogLevel level, const char *text)
{
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);
	char line[500];
	ssize_t length = 0;

	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	write_line(level, text);
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	length = pread(fileno(file), line, sizeof line, 0);
	fclose(file);
	assert_in_range(length, 0, sizeof line - 1);
	return g_strndup(line, (size_t)length);
}

#define assert_written(write_line, level, text, expected)                 \
	do {                                                              \
		g_autofree char *line = written(write_line, level, text); \
		assert_string_equal(line, expected);                      \
	} while (0)

static void
one_event_is_one_line(void **state)
{
	(void)state;
	assert_written(tell, LOG_ERROR, "broken", "error: mail 17: broken\n");
	assert_written(tell, LOG_WARNING, "odd", "warning: mail 17: odd\n");
	assert_written(tell, LOG_INFO, "opened", "info: mail 17: opened\n");
	assert_written(tell, LOG_INFO, "100% %s %n", "info: mail 17: 100% %s %n\n");
}

static void
nothing_forges_a_second_line(void **state)
{
	(void)state;
	assert_written(
	    tell, LOG_INFO, "a\nerror: b\r\x1b[2J\x7f\t", "info: mail 17: a error: b??[2J? \n");
	assert_written(tell, LOG_INFO,
	    "\xc2\x9b"
	    "2J exe\xe2\x80\xae"
	    "fdp \xff",
	    "info: mail 17: ?2J exe?fdp \xef\xbf\xbd\n");
	assert_written(tell, LOG_INFO, "caf\xc3\xa9", "info: mail 17: caf\xc3\xa9\n");
}

static void
what_matters_less_is_left_out(void **state)
{
	(void)state;
	assert_written(tell, LOG_DEBUG, "detail", "");
	log_set_level(LOG_DEBUG);
	assert_written(tell, LOG_DEBUG, "detail", "debug: mail 17: detail\n");
	log_set_level(LOG_ERROR);
	assert_written(tell, LOG_WARNING, "odd", "");
	assert_written(tell, LOG_ERROR, "broken", "error: mail 17: broken\n");
	log_set_level(LOG_INFO);
}

static void
the_journal_gets_its_priority(void **state)
{
	(void)state;
	g_setenv("JOURNAL_STREAM", "8:1", TRUE);
	assert_written(tell, LOG_ERROR, "broken", "<3>mail 17: broken\n");
	assert_written(tell, LOG_WARNING, "odd", "<4>mail 17: odd\n");
	assert_written(tell, LOG_INFO, "opened", "<6>mail 17: opened\n");
	g_unsetenv("JOURNAL_STREAM");
}

static void
a_role_speaks(void **state)
{
	(void)state;
	assert_written(
	    tell_frame, LOG_WARNING, "slow\nserver", "warning: mailbox support: slow server\n");
	assert_written(tell_frame, 200, "a level that there is not", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_event_is_one_line),
	    cmocka_unit_test(nothing_forges_a_second_line),
	    cmocka_unit_test(what_matters_less_is_left_out),
	    cmocka_unit_test(the_journal_gets_its_priority),
	    cmocka_unit_test(a_role_speaks),
	};

	g_unsetenv("JOURNAL_STREAM");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
