/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "gateway/cli/catalog_yaml.h"
#include "rules/catalog.h"
#include "rules/diagnostic.h"

static void
titles_give_names(void **state)
{
	static const char *const CASES[][2] = {
	    {"Teams team of kanaal aanmaken", "teams-team-of-kanaal-aanmaken"},
	    {"Privé & zakelijk!", "prive-zakelijk"},
	    {"  -- ", "item"},
	    {"", "item"},
	    {"Een heel lange titel die langer is dan een naam mag zijn",
		"een-heel-lange-titel-die-langer-is-dan-e"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *name = catalog_yaml_name(CASES[i][0]);

		assert_string_equal(name, CASES[i][1]);
	}
}

static char *
yaml_of(const char *fields, GPtrArray *remarks)
{
	g_autofree char *text =
	    g_strdup_printf("{\"remote_item\": \"0a1b\", \"title\": \"Een \\\"x\\\"\", "
			    "\"fields\": [%s]}",
		fields);
	json_t *item = json_loads(text, 0, NULL);
	char *yaml = NULL;

	assert_non_null(item);
	yaml = catalog_yaml(item, "een-x", "https://v.example", remarks);
	json_decref(item);
	return yaml;
}

/* The item as our catalog reads it. */
static Catalog *
load(const char *yaml)
{
	g_autofree char *folder = g_dir_make_tmp("catalog-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "item.yaml", NULL);
	const char *const directories[] = {folder, NULL};
	const CatalogNames names = {NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Catalog *catalog = NULL;

	assert_true(g_file_set_contents(path, yaml, -1, NULL));
	catalog = catalog_load(directories, &names, diagnostics);
	if (diagnostics->len > 0) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[0]);

		fail_msg("%s\n%s", text, yaml);
	}
	g_unlink(path);
	g_rmdir(folder);
	return catalog;
}

static void
each_type_has_its_counterpart(void **state)
{
	static const struct {
		const char *field, *yaml, *remark; /* NULL: none */
	} CASES[] = {
	    {"{\"name\": \"a\", \"label\": \"A\", \"type\": \"text\", \"mandatory\": true, "
	     "\"help\": \"Kort: graag\"}",
		"  - name: \"a\"\n    label: \"A\"\n    help: \"Kort: graag\"\n"
		"    required: yes\n    text: {}\n",
		NULL},
	    {"{\"name\": \"a\", \"label\": \"\", \"type\": \"multi_line\", \"default\": \"x\"}",
		"  - name: \"a\"\n    label: \"a\"\n    default: \"x\"\n    multi_line: {}\n",
		NULL},
	    {"{\"name\": \"a\", \"label\": \"A\", \"type\": \"yes_no\", \"default\": \"true\"}",
		"    default: \"yes\"\n    yes_no: {}\n", NULL},
	    {"{\"name\": \"a\", \"label\": \"A\", \"type\": \"choice\", \"default\": \"2\", "
	     "\"choices\": [{\"value\": \"1\", \"label\": \"Een\"}, {\"value\": \"2\", "
	     "\"label\": "
	     "\"\"}]}",
		"    default: \"2\"\n    choice:\n      \"1\": \"Een\"\n      \"2\": \"2\"\n",
		NULL},
	    {"{\"name\": \"a\", \"label\": \"A\", \"type\": \"choice\"}", "    text: {}\n",
		"'A' is a choice whose values the catalog does not tell: any text is taken"},
	    {"{\"name\": \"a\", \"label\": \"A\", \"type\": \"person\", \"default\": "
	     "\"javascript:gs.getUserID()\"}",
		"    person: {}\n",
		"the default of 'A' there is a script or unknown: javascript:gs.getUserID()"},
	    {"{\"name\": \"a\", \"label\": \"A\"}", "variables: []\n",
		"'A' (a) is of a kind that no mail can fill, and is left out"},
	    {"{\"name\": \"a\", \"label\": \"A\", \"mandatory\": true}", "variables: []\n",
		"'A' (a) must be given there and is of a kind that no mail can fill: the item "
		"cannot be ordered by mail unless it is made optional there"},
	    {"{\"name\": \"a\", \"label\": \"Leden\", \"type\": \"date\"}, {\"name\": \"b\", "
	     "\"label\": \"leden\", \"type\": \"number\"}",
		"    label: \"leden b\"\n    number: {}\n", NULL},
	    {"{\"name\": \"casegate_key\", \"label\": \"K\", \"type\": \"text\"}, {\"name\": "
	     "\"b\", "
	     "\"label\": \"B\", \"type\": \"people\"}",
		"remote: {item: \"0a1b\", key_variable: \"casegate_key\"}\nvariables:\n"
		"  - name: \"b\"\n    label: \"B\"\n    people: {}\n",
		NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *yaml = yaml_of(CASES[i].field, remarks);
		const char *remark = remarks->len > 0 ? remarks->pdata[0] : NULL;

		if (strstr(yaml, CASES[i].yaml) == NULL)
			fail_msg("%s\nis\n%s", CASES[i].field, yaml);
		assert_int_equal(g_strcmp0(remark, CASES[i].remark), 0);
		if (remark != NULL)
			assert_non_null(strstr(yaml, remark));
	}
}

static void
our_catalog_takes_it(void **state)
{
	g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *yaml = yaml_of(
	    "{\"name\": \"soort\", \"label\": \"Soort\", \"type\": \"choice\", \"mandatory\": "
	    "true, \"default\": \"t\", \"choices\": [{\"value\": \"t\", \"label\": "
	    "\"Team\"}]}, "
	    "{\"name\": \"ext\", \"label\": \"Extern?\", \"type\": \"yes_no\", \"default\": "
	    "\"false\"}, {\"name\": \"leden\", \"label\": \"Soort\", \"type\": \"people\"}",
	    remarks);
	g_autoptr(Catalog) catalog = load(yaml);
	const CatalogItem *item = catalog_get(catalog, "een-x");
	g_autofree const char **choices = catalog_item_choices(item, "soort");

	(void)state;
	assert_string_equal(catalog_item_title(item, "nl"), "Een \"x\"");
	assert_string_equal(catalog_item_remote(item), "0a1b");
	assert_string_equal(choices[0], "t");
	assert_true(catalog_item_always_has(item, "soort"));
	assert_string_equal(catalog_item_variable(item, 2), "leden");
	assert_int_equal(remarks->len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(titles_give_names),
	    cmocka_unit_test(each_type_has_its_counterpart),
	    cmocka_unit_test(our_catalog_takes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
