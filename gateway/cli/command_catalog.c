/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate catalog import`: an item of a desk elsewhere as a file of our catalog. */
#include "gateway/cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/catalog_yaml.h"
#include "gateway/cli/desk_peer.h"
#include "gateway/cli/file_copy.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "rules/diagnostic.h"

static const char HELP[] =
    "usage: casegate catalog import ITEM [--name NAME] [--write] [--config FILE]\n"
    "\n"
    "Reads an item of the catalog in ServiceNow, by its sys_id or by its whole name,\n"
    "and prints it as a file for catalog.d/ (casegate-catalog(5)): its variables,\n"
    "nested ones too, what must be given, choices and hints. What mails cannot fill\n"
    "is told on standard error, and in comments. Nothing is changed there.\n"
    "\n"
    "  --name NAME  what rules and commands call it here (default: of its title)\n"
    "  --write      write it to catalog.d/NAME.yaml, which must not be there\n";

typedef struct {
	const char *item; /* foreign */
	const char *name; /* foreign; or NULL */
	bool writes;
	CliOptions options;
} Import;

static bool
take_options(int *argc, char **argv, Import *import, GError **error)
{
	static const char *const known[] = {
	    "config", "state", "json", "name", "write", "help", NULL};
	g_autoptr(GError) wrong = NULL;

	arguments_take(argc, argv, "name", &import->name, &wrong);
	if (wrong == NULL)
		import->writes = arguments_take(argc, argv, "write", NULL, &wrong);
	if (wrong == NULL)
		arguments_operands(argc, argv, known, &wrong);
	if (wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	if (*argc != 3 || strcmp(argv[1], "import") != 0)
		return error_set(
		    error, GATEWAY_ERROR_USAGE, "say import, and an item by sys_id or name");
	import->item = argv[2];
	return true;
}

static json_t *
read_item(const Config *config, const Import *import, GError **error)
{
	g_autoptr(DeskPeer) peer = desk_peer_new(config);

	return desk_peer_ask(
	    peer, DESK_ITEM, json_pack("{s:s}", "remote_item", import->item), error);
}

/* What of it the catalog would not take. */
static void
add_mistakes(const char *name, const char *text, GPtrArray *remarks)
{
	g_autofree char *folder = g_dir_make_tmp("casegate-catalog-XXXXXX", NULL);
	g_autofree char *file = g_strconcat(name, ".yaml", NULL);
	g_autofree char *path = folder == NULL ? NULL : g_build_filename(folder, file, NULL);
	const char *const directories[] = {folder, NULL};
	const CatalogNames names = {NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog = NULL;

	if (folder == NULL || !g_file_set_contents(path, text, -1, NULL))
		return;
	catalog = catalog_load(directories, &names, diagnostics);
	for (guint i = 0; i < diagnostics->len; i++) {
		g_autofree char *mistake = diagnostic_text(diagnostics->pdata[i]);

		g_ptr_array_add(remarks,
		    g_strdup_printf("to be mended by hand: %s", mistake + strlen(folder) + 1));
	}
	unlink(path);
	rmdir(folder);
}

static bool
write_file(const char *path, const char *text, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);

	if (g_mkdir_with_parents(folder, 0755) != 0)
		return error_set_errno(error, "cannot make %s", folder);
	return file_copy_text(path, text, 0644, error);
}

static void
tell(const GPtrArray *remarks)
{
	for (guint i = 0; i < remarks->len; i++) {
		g_autofree char *clean = sanitize_text(remarks->pdata[i]);

		fprintf(stderr, "casegate catalog: %s\n", clean);
	}
}

static int
give(const Import *import, const Config *config, const char *name, const char *text,
    const GPtrArray *remarks)
{
	g_autofree char *folder = g_path_get_dirname(config->file);
	g_autofree char *file = g_strconcat(name, ".yaml", NULL);
	g_autofree char *path = g_build_filename(folder, "catalog.d", file, NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (import->writes && !write_file(path, text, &error))
		return cli_fail(&import->options, error);
	if (import->options.json) {
		json_print(
		    out, json_pack("{so, so, so, so}", "name", json_print_string(name), "file",
			     json_print_string(import->writes ? path : NULL), "yaml",
			     json_print_string(text), "remarks", json_print_strings(remarks)));
	} else {
		tell(remarks);
		g_string_append(out, import->writes ? path : text);
		g_string_append(out, import->writes ? " is written.\n" : "");
	}
	bytes = g_string_free_to_bytes(g_steal_pointer(&out));
	return cli_print(&import->options, bytes);
}

static int
catalog_main(int argc, char **argv)
{
	Import import = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = NULL;
	g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *name = NULL;
	g_autofree char *text = NULL;
	json_t *item = NULL;

	if (!cli_options(&argc, argv, &import.options, &error) ||
	    !take_options(&argc, argv, &import, &error))
		return cli_fail(&import.options, error);
	config = cli_config(&import.options);
	if (config == NULL)
		return EX_CONFIG;
	if (config->tickets == NULL)
		error_set(&error, GATEWAY_ERROR_REFUSED,
		    "tickets are casegate's own: desk.tickets names no ServiceNow instance");
	else
		item = read_item(config, &import, &error);
	if (item == NULL)
		return cli_fail(&import.options, error);
	name = import.name != NULL
		   ? g_strdup(import.name)
		   : catalog_yaml_name(json_string_value(json_object_get(item, "title")));
	text = catalog_yaml(item, name, config->tickets->url, remarks);
	json_decref(item);
	add_mistakes(name, text, remarks);
	return give(&import, config, name, text, remarks);
}

const Command command_catalog = {
    .name = "catalog",
    .summary = "make a form of an item in ServiceNow",
    .help = HELP,
    .main = catalog_main,
};
