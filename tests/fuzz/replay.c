/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over its corpus, without libFuzzer: what was once found stays found. The target is linked
 * in; the corpus is named after the program, replay_NAME.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static void
replay(const char *path)
{
	g_autofree char *data = NULL;
	g_autoptr(GError) error = NULL;
	size_t size = 0;

	if (!g_file_get_contents(path, &data, &size, &error))
		g_error("%s", error->message);
	LLVMFuzzerTestOneInput((const uint8_t *)data, size);
}

int
main(int argc, char **argv)
{
	const char *name = strstr(argv[0], "replay_") + strlen("replay_");
	g_autofree char *folder = g_strdup_printf(SRCDIR "/tests/fuzz/corpus/%s", name);
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
	const char *file = NULL;
	unsigned count = 0;

	if (dir == NULL)
		g_error("%s", error->message);
	LLVMFuzzerInitialize(&argc, &argv);
	for (; (file = g_dir_read_name(dir)) != NULL; count++) {
		g_autofree char *path = g_build_filename(folder, file, NULL);

		replay(path);
	}
	printf("%u inputs\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
