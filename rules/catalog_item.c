/* SPDX-License-Identifier: Apache-2.0 */
/* One catalog item: its file, read by tables, and what it says about itself. */
#include "rules/catalog_item.h"

#include <stdint.h>
#include <string.h>

#include "rules/diagnostic.h"
#include "rules/pattern_risk.h"
#include "rules/words.h"

#define ID_MOST 64
#define ID_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

static void
free_variable(void *variable)
{
	variable_free(variable);
}

static void
free_step(void *data)
{
	CatalogStep *step = data;

	g_free(step->mail);
	g_strfreev(step->run);
	g_free(step);
}

void
catalog_item_free(CatalogItem *item)
{
	if (item == NULL)
		return;
	g_free(item->name);
	g_free(item->file);
	g_clear_pointer(&item->title, g_ptr_array_unref);
	g_ptr_array_unref(item->padded_titles);
	pattern_free(item->asked_by);
	g_free(item->group);
	g_clear_pointer(&item->accounts, g_ptr_array_unref);
	g_ptr_array_unref(item->variables);
	g_ptr_array_unref(item->steps);
	form_free(item->form);
	g_free(item->remote);
	g_free(item->key_variable);
	g_free(item);
}

/* The variable among these that a line with the new one's name or a label of it could mean as well, or NULL. */
static const Variable *
find_alike(const GPtrArray *variables, const Variable *added)
{
	for (size_t i = 0; i < variables->len; i++) {
		const Variable *variable = variables->pdata[i];

		if (variable_is_called(variable, added->name))
			return variable;
		for (size_t j = 1; j < added->label->len; j += 2)
			if (variable_is_called(variable, added->label->pdata[j]))
				return variable;
	}
	return NULL;
}

static bool
read_variable(const YamlNode *node, GPtrArray *variables)
{
	Variable *variable = variable_read(node);
	const Variable *alike = variable == NULL ? NULL : find_alike(variables, variable);

	if (alike != NULL) {
		yaml_mistake(node, "another name and label",
		    "variable '%s', which is called like '%s'", variable->name, alike->name);
		g_clear_pointer(&variable, variable_free);
	}
	if (variable != NULL)
		g_ptr_array_add(variables, variable);
	return variable != NULL;
}

static bool
read_variables(const YamlNode *node, const void *extra, void *target)
{
	GPtrArray **variables = target;
	bool good = yaml_kind(node) == YAML_LIST;

	(void)extra;
	if (!good)
		yaml_mistake_unexpected(node, "a list of variables");
	for (size_t i = 0; yaml_kind(node) == YAML_LIST && i < yaml_length(node); i++)
		good &= read_variable(yaml_item(node, i), *variables);
	return good;
}

static bool
read_command(const YamlNode *node, const void *extra, void *target)
{
	char ***command = target;
	GPtrArray *words = NULL;

	(void)extra;
	if (!yaml_read_strings(node, NULL, &words))
		return false;
	if (words->len == 0 || !g_path_is_absolute(words->pdata[0])) {
		yaml_mistake_unexpected(node, "a command by its full path, and its arguments");
		g_ptr_array_unref(words);
		return false;
	}
	g_strfreev(*command);
	*command = g_new0(char *, words->len + 1);
	for (size_t i = 0; i < words->len; i++)
		(*command)[i] = g_strdup(words->pdata[i]);
	g_ptr_array_unref(words);
	return true;
}

static const YamlField step_fields[] = {
    {.key = "mail",
	.read = yaml_read_address,
	.offset = offsetof(CatalogStep, mail),
	.help = "an address that gets the request"},
    {.key = "run",
	.read = read_command,
	.offset = offsetof(CatalogStep, run),
	.help = "a command that gets the request as JSON on its standard input"},
    {0},
};

static bool
read_steps(const YamlNode *node, const void *extra, void *target)
{
	GPtrArray **steps = target;
	bool good = yaml_kind(node) == YAML_LIST;

	(void)extra;
	if (!good)
		yaml_mistake_unexpected(node, "a list of 'mail: ADDRESS' and 'run: [COMMAND]'");
	for (size_t i = 0; yaml_kind(node) == YAML_LIST && i < yaml_length(node); i++) {
		CatalogStep *step = g_new0(CatalogStep, 1);

		g_ptr_array_add(*steps, step);
		good &= yaml_read_map(yaml_item(node, i), step_fields, step);
		if (good && (step->mail == NULL) == (step->run == NULL)) {
			yaml_mistake(yaml_item(node, i), "'mail' or 'run', one of them", "%s",
			    step->mail == NULL ? "neither" : "both");
			good = false;
		}
	}
	return good;
}

static const YamlChoice approvals[] = {
    {"none", APPROVAL_NONE}, {"manager", APPROVAL_MANAGER}, {NULL, 0}};

static const YamlField who_fields[] = {
    {.key = "known",
	.read = yaml_read_bool,
	.offset = offsetof(CatalogItem, known),
	.help = "yes: known contacts only"},
    {.key = "accounts",
	.read = yaml_read_strings,
	.offset = offsetof(CatalogItem, accounts),
	.help = "only people of these organisations"},
    {0},
};

/* char *: as another program names its things. extra: what it is. */
static bool
read_id(const YamlNode *node, const void *extra, void *target)
{
	const char *text = yaml_scalar(node);
	size_t length = text != NULL ? strspn(text, ID_CHARACTERS) : 0;

	if (length > 0 && length <= ID_MOST && text[length] == '\0')
		return yaml_read_string(node, NULL, target);
	yaml_mistake_unexpected(node, extra);
	return false;
}

static const YamlField remote_fields[] = {
    {.key = "item",
	.read = read_id,
	.offset = offsetof(CatalogItem, remote),
	.extra = "the item's id there: its sys_id",
	.required = true,
	.help = "its id there"},
    {.key = "key_variable",
	.read = read_id,
	.offset = offsetof(CatalogItem, key_variable),
	.extra = "the name of a variable there",
	.help = "a variable there that takes the key of an order"},
    {0},
};

static const YamlField item_fields[] = {
    {.key = "item",
	.read = yaml_read_string,
	.offset = offsetof(CatalogItem, name),
	.required = true,
	.help = "its name, for rules and commands"},
    {.key = "title",
	.read = localized_read,
	.offset = offsetof(CatalogItem, title),
	.required = true,
	.help = "what people call it, in each language"},
    {.key = "asked_by",
	.read = pattern_read,
	.offset = offsetof(CatalogItem, asked_by),
	.help = "a pattern on subject and first line; the titles always match"},
    {.key = "group",
	.read = yaml_read_string,
	.offset = offsetof(CatalogItem, group),
	.help = "the group that fulfils it"},
    {.key = "approval",
	.read = yaml_read_choice,
	.offset = offsetof(CatalogItem, approval),
	.extra = approvals,
	.help = "manager: the requester's manager must approve"},
    {.key = "sensitive",
	.read = yaml_read_bool,
	.offset = offsetof(CatalogItem, sensitive),
	.help = "yes: it costs money or gives access, so a person of the desk decides"},
    {.key = "needs",
	.read = need_read_item,
	.offset = offsetof(CatalogItem, needs),
	.help = "by what who asks for it or approves it must confirm that"},
    {.key = "who",
	.read = yaml_read_section,
	.extra = who_fields,
	.help = "who may ask for it"},
    {.key = "remote",
	.read = yaml_read_section,
	.extra = remote_fields,
	.help = "which item of a desk elsewhere it is"},
    {.key = "variables",
	.read = read_variables,
	.offset = offsetof(CatalogItem, variables),
	.required = true,
	.help = "what must be known"},
    {.key = "when_complete",
	.read = read_steps,
	.offset = offsetof(CatalogItem, steps),
	.help = "what happens then, in order"},
    {0},
};

static void
pad_titles(CatalogItem *item)
{
	for (size_t i = 1; i < item->title->len; i += 2) {
		g_autofree char *folded = words_fold(item->title->pdata[i]);

		if (*folded != '\0')
			g_ptr_array_add(item->padded_titles, g_strdup_printf(" %s ", folded));
	}
}

static void
make_form(CatalogItem *item)
{
	item->form = form_new();
	for (unsigned i = 0; i < item->variables->len; i++)
		variable_ask(item->variables->pdata[i], item->form);
	for (unsigned i = 1; i < item->title->len; i += 2)
		form_add_words(item->form, item->title->pdata[i]);
}

CatalogItem *
catalog_item_read(const YamlNode *top, const CatalogNames *names)
{
	CatalogItem *item = g_new0(CatalogItem, 1);
	bool good;

	item->variables = g_ptr_array_new_with_free_func(free_variable);
	item->steps = g_ptr_array_new_with_free_func(free_step);
	item->padded_titles = g_ptr_array_new_with_free_func(g_free);
	item->file = g_strdup(yaml_file(top));
	good = yaml_read_map(top, item_fields, item);
	if (item->group != NULL && names->groups != NULL &&
	    !g_strv_contains(names->groups, item->group)) {
		const char *nearest = yaml_nearest(item->group, names->groups);

		yaml_mistake(yaml_get(top, "group"),
		    nearest != NULL ? nearest : "one of the groups", "unknown group '%s'",
		    item->group);
		good = false;
	}
	if (!good) {
		catalog_item_free(item);
		return NULL;
	}
	pad_titles(item);
	make_form(item);
	return item;
}

static void
warn_of_pattern(const CatalogItem *item, const Pattern *pattern, GPtrArray *warnings)
{
	if (pattern != NULL && pattern_risk_is_likely(pattern_source(pattern)))
		diagnostics_add_file(warnings, item->file,
		    "a pattern in which nothing that repeats is repeated",
		    "'%s', which some texts make very slow", pattern_source(pattern));
}

void
catalog_item_check(const CatalogItem *item, GPtrArray *warnings)
{
	warn_of_pattern(item, item->asked_by, warnings);
	for (size_t i = 0; i < item->variables->len; i++) {
		const Variable *variable = item->variables->pdata[i];

		warn_of_pattern(item, variable->find, warnings);
		warn_of_pattern(item, variable->pattern, warnings);
	}
}

const char *
catalog_item_name(const CatalogItem *item)
{
	return item->name;
}

const char *
catalog_item_title(const CatalogItem *item, const char *language)
{
	return localized_get(item->title, language);
}

/* Whether this label of a form may count for the language: of all labels, or of those that stand in the text. */
static bool
is_counted(const char *label, const char *padded)
{
	g_autofree char *folded = words_fold(label);
	g_autofree char *words = g_strdup_printf(" %s ", folded);

	return padded == NULL || strstr(padded, words) != NULL;
}

/* Of the labels in the text, or of all where it is NULL: the language of most, and in how many they are. */
static const char *
labels_language(const CatalogItem *item, const char *padded, unsigned *ret_languages)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	const char *most = NULL;
	GHashTableIter each;
	void *language = NULL, *count = NULL;
	uintptr_t best = 0;

	for (unsigned i = 0; i < item->variables->len; i++) {
		const GPtrArray *label = ((const Variable *)item->variables->pdata[i])->label;

		for (unsigned j = 0; j + 1 < label->len; j += 2) {
			uintptr_t so_far =
			    (uintptr_t)g_hash_table_lookup(counts, label->pdata[j]);

			if (is_counted(label->pdata[j + 1], padded))
				g_hash_table_insert(
				    counts, label->pdata[j], (void *)(so_far + 1));
		}
	}
	g_hash_table_iter_init(&each, counts);
	while (g_hash_table_iter_next(&each, &language, &count)) {
		most = (uintptr_t)count > best    ? language
		       : (uintptr_t)count == best ? NULL
						  : most;
		best = MAX(best, (uintptr_t)count);
	}
	*ret_languages = g_hash_table_size(counts);
	return most;
}

char *
catalog_item_labels(const CatalogItem *item)
{
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; i < item->variables->len; i++) {
		const Variable *variable = item->variables->pdata[i];

		g_string_append_printf(all, "%s.\n%s\n", localized_get(variable->label, NULL),
		    localized_get(variable->help, NULL));
	}
	return g_string_free(all, false);
}

const char *
catalog_item_language(const CatalogItem *item, const char *text)
{
	g_autofree char *folded = words_fold(text);
	g_autofree char *padded = g_strdup_printf(" %s ", folded);
	unsigned languages = 0;
	const char *language = labels_language(item, NULL, &languages);

	if (languages > 1)
		language = labels_language(item, padded, &languages);
	return language;
}

const char *
catalog_item_group(const CatalogItem *item)
{
	return item->group;
}

const char *
catalog_item_remote(const CatalogItem *item)
{
	return item->remote;
}

const char *
catalog_item_key_variable(const CatalogItem *item)
{
	return item->key_variable;
}

const char *
catalog_item_variable(const CatalogItem *item, size_t index)
{
	const Variable *variable =
	    index < item->variables->len ? item->variables->pdata[index] : NULL;

	return variable != NULL ? variable->name : NULL;
}

const char *
catalog_item_variable_label(const CatalogItem *item, size_t index, const char *language)
{
	const Variable *variable = item->variables->pdata[index];

	return localized_get(variable->label, language);
}

static const Variable *
find_variable(const CatalogItem *item, const char *name)
{
	for (size_t i = 0; i < item->variables->len; i++)
		if (strcmp(((const Variable *)item->variables->pdata[i])->name, name) == 0)
			return item->variables->pdata[i];
	return NULL;
}

bool
catalog_item_always_has(const CatalogItem *item, const char *name)
{
	const Variable *variable = find_variable(item, name);

	return variable != NULL && (variable->required || variable->fallback != NULL);
}

const char **
catalog_item_choices(const CatalogItem *item, const char *name)
{
	const Variable *variable = find_variable(item, name);
	const char **names = NULL;

	if (variable == NULL || variable->choices == NULL)
		return NULL;
	names = g_new0(const char *, variable->choices->len + 1);
	for (size_t i = 0; i < variable->choices->len; i++)
		names[i] = ((const VariableChoice *)variable->choices->pdata[i])->name;
	return names;
}

CatalogApproval
catalog_item_approval(const CatalogItem *item)
{
	return (CatalogApproval)item->approval;
}

bool
catalog_item_is_sensitive(const CatalogItem *item)
{
	return item->sensitive;
}

const NeedTable *
catalog_item_needs(const CatalogItem *item)
{
	return &item->needs;
}

bool
catalog_item_may_ask(const CatalogItem *item, bool known, const char *account)
{
	if (item->accounts == NULL)
		return known || !item->known;
	for (size_t i = 0; account != NULL && i < item->accounts->len; i++)
		if (g_ascii_strcasecmp(item->accounts->pdata[i], account) == 0)
			return known;
	return false;
}

const CatalogStep *
catalog_item_step(const CatalogItem *item, size_t index)
{
	return index < item->steps->len ? item->steps->pdata[index] : NULL;
}
