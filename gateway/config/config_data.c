/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the shipped rules, answers, catalog and letters lie. A program that stands where it was built uses those of
 * its source tree, so that it runs before it is installed; an installed one never does.
 */
#include "gateway/config/config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
stands_in_build(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	char build[PATH_MAX];

	if (program == NULL || realpath(BUILDDIR, build) == NULL)
		return false;

	g_autofree char *folder = g_path_get_dirname(program);
	g_autofree char *tests = g_build_filename(build, "tests/", NULL);

	return strcmp(folder, build) == 0 || g_str_has_prefix(program, tests);
}

const char *
config_data_directory(void)
{
	return stands_in_build() ? SRCDIR "/data" : PKGDATADIR;
}
