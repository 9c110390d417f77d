/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of a test, with all that is in it. Behind cmocka.h. */
#pragma once

#include <glib/gstdio.h>

static inline void
remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		remove_tree(child);
	}
	assert_int_equal(g_remove(path), 0);
}
