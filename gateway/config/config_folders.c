/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folders of rules, answers, catalog items, questions and letters that belong to a configuration, and what of it
 * they may name. They are read whatever else is wrong, so that all mistakes come out at once. The letters are only
 * checked here; who writes them loads them. Also where the shipped ones lie.
 */
#include "gateway/config/config_folders.h"
#include "gateway/config/config_read.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway/config/agents.h"
#include "spool/ticket_state.h"

const char *const CONFIG_FOLDERS[] = {
    "answers", "catalog.d", "faq.d", "letters", "rules.d", NULL};

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

/* A program that stands where it was built uses the data of its source tree, so that it runs before it is installed; an
 * installed one never does. */
const char *
config_data_directory(void)
{
	return stands_in_build() ? SRCDIR "/data" : PKGDATADIR;
}

char **
config_directories(const char *file, const char *kind)
{
	g_autofree char *folder = config_folder(file);
	char **list = g_new0(char *, 3);

	list[0] = g_build_filename(config_data_directory(), kind, NULL);
	list[1] = g_build_filename(folder, kind, NULL);
	return list;
}

static const char **
names_of_groups(const Config *config)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < config->groups->len; i++) {
		const ConfigGroup *group = g_ptr_array_index(config->groups, i);

		if (group->name != NULL)
			g_ptr_array_add(names, group->name);
	}
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}

const char **
config_known_groups(const Config *config, const YamlNode *top)
{
	const YamlNode *written = top != NULL ? yaml_get(top, "groups") : NULL;

	if (top == NULL || (written != NULL && yaml_kind(written) != YAML_MAP))
		return NULL;
	return names_of_groups(config);
}

static const char **
names_of_categories(const Config *config)
{
	const GPtrArray *words = config->categories;
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < words->len; i++)
		g_ptr_array_add(names, g_ptr_array_index(words, i));
	if (words->len == 0)
		g_ptr_array_add(names, (gpointer)CONFIG_CATEGORY);
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}

const char **
config_known_categories(const Config *config, const YamlNode *top)
{
	const YamlNode *desk = top != NULL ? yaml_get(top, "desk") : NULL;

	if (desk == NULL ||
	    (yaml_get(desk, "categories") != NULL && config->categories->len == 0))
		return NULL;
	return names_of_categories(config);
}

/* NULL when one could not be read. Caller owns. */
static const char **
names_of_mailboxes(const Config *config)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(config->mailboxes, i);

		if (mailbox->name == NULL)
			return NULL;
		g_ptr_array_add(names, mailbox->name);
	}
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}

/* Where one could not be read, nobody is known. */
static bool
knows_agents(const Config *config)
{
	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);

		if (agent->name == NULL || agent->address == NULL)
			return false;
	}
	return true;
}

/* One who is meant, or all who are possible. */
static const char *
find_agent(const char *word, const void *people, char **ret_expected)
{
	g_autoptr(Choices) choices = choices_new();
	g_autoptr(GPtrArray) possible = NULL;
	g_autofree const char **names = NULL;
	const char *address = NULL;

	agents_add_choices(people, choices);
	address = choices_find(choices, word, &possible);
	if (address != NULL)
		return address;
	names = choices_names(choices);
	if (possible->len > 0) {
		g_ptr_array_add(possible, NULL);
		*ret_expected = g_strjoinv(", ", (char **)possible->pdata);
	} else {
		*ret_expected = names[0] == NULL
				    ? g_strdup("one of the configuration's, which has none")
				    : g_strjoinv(", ", (char **)names);
	}
	return NULL;
}

Templates *
config_templates(const Config *config, GPtrArray *diagnostics)
{
	const TemplateStyle style = {
	    config->language, config->address == CONFIG_FORMAL, config->look.colour};

	return templates_load(
	    (const char *const *)config->letter_directories, &style, diagnostics);
}

static bool
has_letter(const char *name, const void *data)
{
	return templates_has(data, name);
}

void
config_load_folders(Config *config, const YamlNode *top, GPtrArray *diagnostics)
{
	g_auto(GStrv) answers = config_directories(config->file, "answers");
	g_auto(GStrv) rules = config_directories(config->file, "rules.d");
	g_auto(GStrv) catalog = config_directories(config->file, "catalog.d");
	g_auto(GStrv) faq = config_directories(config->file, "faq.d");
	g_autofree const char **groups = config_known_groups(config, top);
	g_autofree const char **categories = config_known_categories(config, top);
	CatalogNames catalog_knows = {groups};
	g_autoptr(Templates) templates = config_templates(config, diagnostics);
	g_autofree const char **mailboxes =
	    config->mailboxes->len == 0 ? NULL : names_of_mailboxes(config);
	const char *states[TICKET_STATES + 1];
	RulesetNames rules_know = {.mailboxes = mailboxes,
	    .ticket_states = states,
	    .groups = groups,
	    .categories = categories,
	    .has_letter = has_letter,
	    .data = templates,
	    .agent = knows_agents(config) ? find_agent : NULL,
	    .people = config};

	ticket_state_names(states);
	guint before = diagnostics->len;

	config->answers = answers_load((const char *const *)answers, diagnostics);
	if (diagnostics->len == before) /* what could not be read may be the words */
		templates_check_answers(templates, config->answers, diagnostics);
	config->faq = faq_load((const char *const *)faq, diagnostics);
	before = diagnostics->len;
	config->catalog =
	    catalog_load((const char *const *)catalog, &catalog_knows, diagnostics);
	if (diagnostics->len == before) /* a rule may name an item that could not be read */
		rules_know.items = catalog_names(config->catalog);
	config->rules = ruleset_load((const char *const *)rules, &rules_know, diagnostics);
}

Ruleset *
config_trial_rules(const Config *config, GPtrArray *diagnostics)
{
	g_autofree char *folder = config_folder(config->file);
	g_autofree char *trial = g_build_filename(folder, CONFIG_TRIAL, NULL);

	return g_file_test(trial, G_FILE_TEST_IS_DIR)
		   ? config_other_rules(config, trial, diagnostics)
		   : NULL;
}

Ruleset *
config_other_rules(const Config *config, const char *directory, GPtrArray *diagnostics)
{
	g_autofree char *shipped = g_build_filename(config_data_directory(), "rules.d", NULL);
	const char *const directories[] = {shipped, directory, NULL};
	g_autofree const char **groups = names_of_groups(config);
	g_autofree const char **categories = names_of_categories(config);
	g_autoptr(Templates) templates = config_templates(config, diagnostics);
	g_autofree const char **mailboxes = names_of_mailboxes(config);
	const char *states[TICKET_STATES + 1];
	const RulesetNames names = {groups, categories, catalog_names(config->catalog),
	    has_letter, templates, mailboxes, states, find_agent, config};

	ticket_state_names(states);
	return ruleset_load(directories, &names, diagnostics);
}
