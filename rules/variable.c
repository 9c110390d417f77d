/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the variables of a catalog item, and judges what was written for them. */
#include "rules/variable.h"

#include <string.h>

#include "rules/placeholders.h"
#include "rules/words.h"

static void
free_choice(void *data)
{
	VariableChoice *choice = data;

	g_free(choice->name);
	if (choice->labels != NULL)
		g_ptr_array_unref(choice->labels);
	g_free(choice);
}

static bool
read_choices(const YamlNode *node, Variable *variable)
{
	bool good = yaml_kind(node) == YAML_MAP && yaml_length(node) > 0;

	if (!good)
		yaml_mistake_unexpected(node, "a map of choices and their labels");
	variable->choices = g_ptr_array_new_with_free_func(free_choice);
	for (size_t i = 0; good && i < yaml_length(node); i++) {
		VariableChoice *choice = g_new0(VariableChoice, 1);

		g_ptr_array_add(variable->choices, choice);
		choice->name = g_strdup(yaml_scalar(yaml_key(node, i)));
		good = localized_read(yaml_value(node, i), NULL, &choice->labels) &&
		       choice->name != NULL;
	}
	return good;
}

static bool
read_limits(const YamlNode *node, const VariableType *type, Variable *variable)
{
	static const YamlRange any = {0, G_MAXINT64};
	static const YamlField limits[] = {
	    {.key = "min",
		.read = yaml_read_integer,
		.offset = offsetof(Variable, least),
		.extra = &any},
	    {.key = "max",
		.read = yaml_read_integer,
		.offset = offsetof(Variable, most),
		.extra = &any},
	    {0},
	};
	static const YamlField none[] = {{0}};

	if (!yaml_read_map(node, type->has_limits ? limits : none, variable))
		return false;
	if (variable->least <= variable->most)
		return true;
	yaml_mistake(node, "a min that is at most the max", "a min that is more than the max");
	return false;
}

/* extra: the type whose key this is. */
static bool
read_type(const YamlNode *node, const void *extra, void *target)
{
	const VariableType *type = extra;
	Variable *variable = target;

	if (variable->type != NULL) {
		yaml_mistake(
		    node, "one type", "both '%s' and '%s'", variable->type->key, type->key);
		return false;
	}
	variable->type = type;
	return type == &variable_choice ? read_choices(node, variable)
					: read_limits(node, type, variable);
}

#define TYPE(name, type, what)                                                 \
	{                                                                      \
		.key = name, .read = read_type, .extra = &(type), .help = what \
	}
static const YamlField fields[] = {
    {.key = "name",
	.read = yaml_read_string,
	.offset = offsetof(Variable, name),
	.required = true,
	.help = "what the finished request calls it"},
    {.key = "label",
	.read = localized_read,
	.offset = offsetof(Variable, label),
	.required = true,
	.help = "what stands before the colon, in each language"},
    {.key = "help",
	.read = localized_read,
	.offset = offsetof(Variable, help),
	.help = "a hint"},
    {.key = "required",
	.read = yaml_read_bool,
	.offset = offsetof(Variable, required),
	.help = "whether the request waits for it"},
    {.key = "default",
	.read = yaml_read_string,
	.offset = offsetof(Variable, fallback),
	.help =
	    "its value when none is given; {{sender.name}} and {{sender.address}} are filled"},
    {.key = "pattern",
	.read = pattern_read,
	.offset = offsetof(Variable, pattern),
	.help = "what a value must match"},
    {.key = "find",
	.read = pattern_read,
	.offset = offsetof(Variable, find),
	.help = "a pattern that finds it in the text: its group 'value', or all that matches"},
    TYPE("text", variable_text, "one line; {min, max} characters"),
    TYPE("multi_line", variable_multi_line, "some lines; {min, max} characters"),
    TYPE("choice", variable_choice, "one of these"),
    TYPE("yes_no", variable_yes_no, "yes or no"),
    TYPE("date", variable_date, "a day"),
    TYPE("person", variable_person, "a name or a mail address"),
    TYPE("people", variable_people, "names or mail addresses; {min, max} of them"),
    TYPE("number", variable_number, "a whole number from min to max"),
    {0},
};
#undef TYPE

/* A default that would be refused if somebody wrote it helps nobody; one that is filled is seen later. */
static bool
check_default(const YamlNode *node, const Variable *variable)
{
	g_autofree char *value = NULL, *problem = NULL;

	if (variable->fallback == NULL || placeholders_is_needed(variable->fallback))
		return true;
	value = variable_value(variable, variable->fallback, "en", &problem);
	if (value == NULL)
		yaml_mistake(yaml_get(node, "default"), "a value as people may give it",
		    "default '%s', which %s", variable->fallback, problem);
	return value != NULL;
}

Variable *
variable_read(const YamlNode *node)
{
	Variable *variable = g_new0(Variable, 1);
	bool good;

	variable->most = G_MAXINT64;
	good = yaml_read_map(node, fields, variable);
	if (variable->type == NULL)
		variable->type = &variable_text;
	if (!good || !check_default(node, variable))
		g_clear_pointer(&variable, variable_free);
	return variable;
}

void
variable_free(Variable *variable)
{
	if (variable == NULL)
		return;
	g_free(variable->name);
	g_clear_pointer(&variable->label, g_ptr_array_unref);
	g_clear_pointer(&variable->help, g_ptr_array_unref);
	g_free(variable->fallback);
	pattern_free(variable->pattern);
	pattern_free(variable->find);
	g_clear_pointer(&variable->choices, g_ptr_array_unref);
	g_free(variable);
}

bool
variable_is_called(const Variable *variable, const char *label)
{
	const char *remark = strchr(label, '('); /* "Eigenaren (verplicht)" */
	g_autofree char *plain =
	    remark == NULL ? g_strdup(label) : g_strndup(label, (size_t)(remark - label));
	g_autofree char *folded = words_fold(plain);
	g_autofree char *whole = words_fold(label);
	g_autofree char *name = words_fold(variable->name);

	return strcmp(folded, name) == 0 || localized_is(variable->label, folded) ||
	       localized_is(variable->label, whole);
}

void
variable_ask(const Variable *variable, Form *form)
{
	static const char *const languages[] = {"nl", "en", NULL};

	unsigned question = form_add_question(form, variable->type->shape);

	form_add_label(form, question, variable->name);
	for (unsigned i = 1; i < variable->label->len; i += 2)
		form_add_label(form, question, variable->label->pdata[i]);
	for (unsigned i = 1; variable->help != NULL && i < variable->help->len; i += 2)
		form_add_hint(form, question, variable->help->pdata[i]);
	for (const char *const *language = languages; *language != NULL; language++) {
		g_autofree char *hint = variable_hint(variable, *language);

		if (hint != NULL)
			form_add_hint(form, question, hint);
	}
	for (unsigned i = 0; variable->choices != NULL && i < variable->choices->len; i++) {
		const VariableChoice *choice = variable->choices->pdata[i];

		form_add_choice(form, choice->name);
		for (unsigned k = 1; k < choice->labels->len; k += 2)
			form_add_choice(form, choice->labels->pdata[k]);
	}
}

bool
variable_is_empty(const Variable *variable, const char *given)
{
	static const char *const words[] = {"", "n v t", "nvt", "n a", "na", "n vt", "none",
	    "geen", "onbekend", "unknown", "niet van toepassing", "not applicable", "leeg",
	    "empty", "nihil", "nog niet bekend", "nog onbekend", "niet bekend", "not known",
	    "not yet known", "weet ik niet", "weet ik nog niet", "weet niet", "geen idee",
	    "dont know", "i dont know", "no idea", "not sure", "tbd", "tba", "ntb", "n t b",
	    "nader te bepalen", "to be determined", "to be decided", "nog te bepalen", "volgt",
	    "volgt nog", "komt nog", "niemand", "nobody", "no one", "nothing", "niets",
	    "nee geen", "keine", "keiner", "kein", "entfallt", "unbekannt", "nicht zutreffend",
	    "aucun", "aucune", "inconnu", "neant", "sans objet", NULL};
	g_autofree char *plain = g_strndup(given, strcspn(given, "("));
	g_autofree char *folded = words_fold(*plain == '\0' ? given : plain);

	if (variable->type->shape == FORM_PEOPLE &&
	    (g_str_has_prefix(folded, "geen ") || g_str_has_prefix(folded, "no ")))
		return true;
	return g_strv_contains(words, folded);
}

bool
variable_in_dutch(const char *language)
{
	return g_strcmp0(language, "nl") == 0;
}

static char *
join_choices(const GPtrArray *choices, const char *language)
{
	GString *joined = g_string_new(NULL);

	for (size_t i = 0; i < choices->len; i++) {
		const VariableChoice *choice = choices->pdata[i];

		g_string_append(joined, i > 0 ? ", " : "");
		g_string_append(joined, localized_get(choice->labels, language));
	}
	return g_string_free(joined, false);
}

char *
variable_hint(const Variable *variable, const char *language)
{
	bool dutch = variable_in_dutch(language);

	if (variable->choices != NULL)
		return join_choices(variable->choices, language);
	if (variable->help != NULL)
		return g_strdup(localized_get(variable->help, language));
	if (variable->type == &variable_date)
		return g_strdup(dutch ? "31-12-2026" : "2026-12-31");
	if (variable->type == &variable_yes_no)
		return g_strdup(dutch ? "ja of nee" : "yes or no");
	return NULL;
}

char *
variable_missing(const Variable *variable, const char *language)
{
	g_autofree char *hint = variable_hint(variable, language);
	g_autofree char *problem = NULL;
	const char *missing = variable_in_dutch(language) ? "is verplicht" : "is required";

	if (!variable->required && variable->choices != NULL) {
		g_free(variable_value(variable, "?", language, &problem));
		return g_steal_pointer(&problem);
	}
	return hint == NULL ? g_strdup(missing) : g_strdup_printf("%s (%s)", missing, hint);
}

static char *
wrong_form(const Variable *variable, const char *language)
{
	const char *wrong = variable_in_dutch(language) ? "heeft niet de juiste vorm"
							: "does not have the right form";

	if (variable->help == NULL)
		return g_strdup(wrong);
	return g_strdup_printf("%s (%s)", wrong, localized_get(variable->help, language));
}

char *
variable_value(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	char *value = variable->type->normalise(variable, given, language, ret_problem);

	if (value == NULL || variable->pattern == NULL ||
	    pattern_is_in(variable->pattern, value))
		return value;
	*ret_problem = wrong_form(variable, language);
	g_free(value);
	return NULL;
}

char *
variable_plain(const Variable *variable, const char *value)
{
	g_autofree char *folded = words_fold(value);

	for (size_t i = 0; variable->choices != NULL && i < variable->choices->len; i++) {
		const VariableChoice *choice = variable->choices->pdata[i];

		if (localized_is(choice->labels, folded))
			return g_strdup(choice->name);
	}
	if (variable->type == &variable_yes_no)
		return g_strdup(
		    strcmp(value, "Ja") == 0 || strcmp(value, "Yes") == 0 ? "yes" : "no");
	return g_strdup(value);
}
