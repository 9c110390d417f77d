/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which files a folder of an operator's YAML is made of. The shipped folder comes first, the operator's own after
 * it; the name of a file alone says what it replaces and when it is tried.
 */
#include "rules/rule_files.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rules/diagnostic.h"

/* "50-printers.yml", "50-printers.YAML": meant to be read. What an editor keeps of older files is not. */
static bool
is_misnamed(const char *name)
{
	const char *ending = strrchr(name, '.');

	return ending != NULL && *name != '.' &&
	       (g_ascii_strcasecmp(ending, ".yml") == 0 ||
		   g_ascii_strcasecmp(ending, ".yaml") == 0);
}

static void
collect(const char *directory, GHashTable *paths, GPtrArray *diagnostics)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(GDir) dir = g_dir_open(directory, 0, &why);
	const char *name;

	if (dir == NULL) {
		if (!g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			diagnostics_add_file(diagnostics, directory,
			    "a folder that can be read", "%s", why->message);
		return;
	}
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL);

		if (name[0] != '.' && g_str_has_suffix(name, ".yaml"))
			g_hash_table_replace(paths, g_strdup(name), g_steal_pointer(&path));
		else if (is_misnamed(name))
			diagnostics_add_file(diagnostics, path, "a name that ends in .yaml",
			    "a file that is not read");
	}
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
rule_files_list(const char *const *directories, GPtrArray *diagnostics)
{
	g_autoptr(GHashTable) paths =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autofree char **names = NULL;
	unsigned count = 0;

	for (; *directories != NULL; directories++)
		collect(*directories, paths, diagnostics);
	names = (char **)g_hash_table_get_keys_as_array(paths, &count);
	qsort(names, count, sizeof(*names), by_name);
	for (unsigned i = 0; i < count; i++)
		g_ptr_array_add(list, g_strdup(g_hash_table_lookup(paths, names[i])));
	return g_steal_pointer(&list);
}
