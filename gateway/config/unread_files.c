/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In the folders all that is not read is told; beside them only what has the name of a folder or of YAML, since keys,
 * certificates and the spool may lie there, too.
 */
#include "gateway/config/unread_files.h"

#include <string.h>

#include "gateway/config/config_folders.h"
#include "gateway/config/config_read.h"
#include "rules/unread_file.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* None where it cannot be read, which loading tells. Caller owns. */
static GPtrArray *
names_in(const char *folder)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) opened = g_dir_open(folder, 0, NULL);
	const char *name = NULL;

	while (opened != NULL && (name = g_dir_read_name(opened)) != NULL)
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	return names;
}

static void
check_folder(const char *folder, GPtrArray *warnings)
{
	g_autoptr(GPtrArray) names = names_in(folder);

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		if (!g_str_has_suffix(name, ".yaml"))
			unread_file_add(
			    warnings, folder, name, "a file whose name ends in .yaml");
	}
}

/* What `casegate test-rules` expects of a mail is none of the configuration's. */
static bool
is_yaml(const char *name)
{
	return (g_str_has_suffix(name, ".yaml") || g_str_has_suffix(name, ".yml")) &&
	       !g_str_has_suffix(name, ".expect.yaml");
}

/* Another configuration, for --config. */
static bool
is_configuration(const char *path)
{
	g_autoptr(GPtrArray) mistakes = diagnostics_new();
	g_autoptr(YamlDocument) document = yaml_open(path, mistakes);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);

	return top != NULL && yaml_kind(top) == YAML_MAP && yaml_get(top, "mailboxes") != NULL;
}

/* The folder of which this is another spelling: "rules", "catalogue.d"; or NULL. */
static const char *
folder_meant(const char *stem)
{
	g_auto(GStrv) stems = g_strdupv((char **)CONFIG_FOLDERS);
	const char *near = NULL;

	for (char **one = stems; *one != NULL; one++)
		(*one)[strcspn(*one, ".")] = '\0';
	near = yaml_nearest(stem, (const char *const *)stems);
	for (size_t i = 0; near != NULL && stems[i] != NULL; i++)
		if (stems[i] == near)
			return CONFIG_FOLDERS[i];
	return NULL;
}

/* What is expected in the place of a file or folder beside the configuration; NULL: nothing. Caller owns. */
static char *
expected_for(const char *folder, const char *name, const char *configuration)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *stem = g_strndup(name, strcspn(name, "."));
	const char *meant = folder_meant(stem);
	bool is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);

	if (is_folder)
		return meant == NULL ? NULL
				     : g_strdup_printf("a folder that belongs to the "
						       "configuration; did you mean '%s'?",
					   meant);
	if (!is_yaml(name))
		return NULL;
	if (g_str_has_prefix(configuration, stem) && configuration[strlen(stem)] == '.')
		return g_strdup_printf("'%s', which is", configuration);
	if (is_configuration(path))
		return NULL;
	return meant == NULL
		   ? g_strdup("it in the folder for what it holds, such as 'rules.d'")
		   : g_strdup_printf(
			 "it in the folder for that; did you mean '%s/%s.yaml'?", meant, stem);
}

static void
check_beside(
    const char *folder, const char *name, const char *configuration, GPtrArray *warnings)
{
	g_autofree char *expected = expected_for(folder, name, configuration);
	size_t length = 0;
	bool is_copy = unread_file_origin(name, &length) != NULL &&
		       length == strlen(configuration) &&
		       strncmp(name, configuration, length) == 0;

	if (expected != NULL || is_copy)
		unread_file_add(warnings, folder, name, expected);
}

void
unread_files_check(const char *file, GPtrArray *warnings)
{
	g_autofree char *folder = config_folder(file);
	g_autofree char *configuration = g_path_get_basename(file);
	g_autoptr(GPtrArray) names = names_in(folder);

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (strcmp(name, configuration) == 0 || strcmp(name, "letters") == 0)
			continue;
		if (g_strv_contains(CONFIG_FOLDERS, name) || strcmp(name, CONFIG_TRIAL) == 0)
			check_folder(path, warnings);
		else
			check_beside(folder, name, configuration, warnings);
	}
}
