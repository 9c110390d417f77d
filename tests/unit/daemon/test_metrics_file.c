/* SPDX-License-Identifier: Apache-2.0 */
/* The file is there at once, whole, readable by others, and what cannot be written disturbs nothing. */
#include "tests/unit/context_fixture.h"

#include <sys/stat.h>

#include "gateway/daemon/metrics_file.h"

static MetricsFile *
begin(Desk *desk, Daemon *daemon, const char *name)
{
	g_free(desk->context->config->metrics_file);
	desk->context->config->metrics_file = g_build_filename(desk->folder, name, NULL);
	daemon->context = desk->context;
	return metrics_file_new(daemon);
}

static void
test_written(void **state)
{
	Desk *desk = *state;
	Daemon daemon = {0};
	mode_t mask = umask(0077);
	MetricsFile *file = begin(desk, &daemon, "casegate.prom");
	const char *path = desk->context->config->metrics_file;
	g_autofree char *part = g_strconcat(path, ".part", NULL);
	g_autofree char *text = NULL;
	struct stat status = {0};

	umask(mask);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_true(g_str_has_prefix(text, "# HELP casegate_up "));
	assert_true(g_str_has_suffix(text, "\n"));
	assert_false(g_file_test(part, G_FILE_TEST_EXISTS));
	metrics_file_free(file);
	assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void
test_not_written(void **state)
{
	Desk *desk = *state;
	Daemon daemon = {0};
	MetricsFile *file = begin(desk, &daemon, "no/casegate.prom");

	metrics_file_free(file);
	desk->context->dry_run = true;
	file = begin(desk, &daemon, "trial.prom");
	assert_false(g_file_test(desk->context->config->metrics_file, G_FILE_TEST_EXISTS));
	metrics_file_free(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_written),
	    desk_test(test_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
