/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rule wants: which values each action takes, what may be filled into them, and the filling. A value that
 * was filled from a mail counts only if it is one that the operator knows: a group, a category, an item.
 */
#include "rules/action.h"

#include <string.h>

#include "rules/form.h"
#include "rules/placeholders.h"
#include "rules/words.h"

const char *const ACTION_PRIORITIES[] = {"low", "normal", "high", NULL};

/* What may be filled in beside the rule's own groups; "field.LABEL" is a `Label: value` line of the mail. */
static const char *const builtin[] = {
    "subject", "sender.name", "sender.address", "account", "mailbox", "ticket", "item", NULL};
#define FIELD_PREFIX "field."

static bool
read_watchers(const YamlNode *node, const void *extra, void *target)
{
	GPtrArray **watchers = target;
	GPtrArray *read = NULL;

	(void)extra;
	if (!yaml_read_strings(node, NULL, &read))
		return false;
	for (size_t i = 0; i < read->len; i++)
		if (!yaml_is_address(read->pdata[i])) {
			yaml_mistake(node, "mail addresses", "'%s'", (char *)read->pdata[i]);
			g_ptr_array_unref(read);
			return false;
		}
	g_clear_pointer(watchers, g_ptr_array_unref);
	*watchers = read;
	return true;
}

static const YamlChoice faq_choices[] = {
    {"yes", RULE_RESULT_FAQ_YES}, {"no", RULE_RESULT_FAQ_NO}, {NULL, 0}};

#define FIELD(name, reader, member, what)                                                     \
	{                                                                                     \
		.key = name, .read = reader, .offset = offsetof(Action, member), .help = what \
	}
#define TEXT(name, what) FIELD(#name, yaml_read_string, name, what)
#define FAQ                                                                                  \
	{                                                                                    \
		.key = "faq", .read = yaml_read_choice, .offset = offsetof(Action, faq),     \
		.extra = faq_choices, .help = "no: its letter answers no frequent questions" \
	}
#define CASE_FIELDS                                                                        \
	TEXT(title, "the ticket's title"), TEXT(category, "one of the desk's categories"), \
	    TEXT(priority, "low, normal or high"),                                         \
	    TEXT(group, "the group that it is given to"),                                  \
	    TEXT(assign, "the agent whom a new ticket is assigned to"),                    \
	    TEXT(account, "the organisation that it is for"),                              \
	    FIELD("watchers", read_watchers, watchers, "addresses that are told of it"),   \
	    TEXT(letter, "another letter than the usual, or none"), FAQ

static const YamlField case_fields[] = {CASE_FIELDS, {0}};
static const YamlField request_fields[] = {TEXT(item, "the catalog item"), CASE_FIELDS, {0}};
static const YamlField reason_fields[] = {TEXT(reason, "why, for the operator"), {0}};
static const YamlField forward_fields[] = {
    {.key = "address",
	.read = yaml_read_address,
	.offset = offsetof(Action, forward),
	.required = true,
	.help = "where it goes"},
    {0},
};
static const YamlField letter_fields[] = {
    TEXT(letter, "another letter than the usual, or none"), {0}};

static const struct {
	RuleResultKind kind;
	const YamlField *fields;
} actions[] = {
    {RULE_RESULT_IGNORE, reason_fields},
    {RULE_RESULT_HOLD, reason_fields},
    {RULE_RESULT_SPAM, reason_fields},
    {RULE_RESULT_OPEN_CASE, case_fields},
    {RULE_RESULT_FILE_REQUEST, request_fields},
    {RULE_RESULT_FOLLOW_UP, case_fields},
    {RULE_RESULT_COMMENT, letter_fields},
    {RULE_RESULT_ACCEPT, letter_fields},
    {RULE_RESULT_REJECT, letter_fields},
    {RULE_RESULT_ASK_BACK, letter_fields},
    {RULE_RESULT_APPROVE, letter_fields},
    {RULE_RESULT_DECLINE, letter_fields},
    {RULE_RESULT_ANSWER_STATUS, letter_fields},
    {RULE_RESULT_CHANGE_DETAILS, letter_fields},
    {RULE_RESULT_FORWARD, forward_fields},
};

void
action_clear(Action *action)
{
	g_free(action->title);
	g_free(action->category);
	g_free(action->priority);
	g_free(action->group);
	g_free(action->assign);
	g_free(action->account);
	g_free(action->item);
	g_free(action->forward);
	g_free(action->letter);
	g_free(action->reason);
	g_clear_pointer(&action->watchers, g_ptr_array_unref);
}

static const YamlField *
find_action(const YamlNode *node, RuleResultKind *kind)
{
	const char *names[G_N_ELEMENTS(actions) + 1] = {NULL};
	const char *name = yaml_scalar(node), *nearest;
	g_autofree char *all = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(actions); i++) {
		names[i] = rule_result_kind_name(actions[i].kind);
		if (g_strcmp0(name, names[i]) == 0) {
			*kind = actions[i].kind;
			return actions[i].fields;
		}
	}
	nearest = name == NULL ? NULL : yaml_nearest(name, names);
	all = g_strjoinv(", ", (char **)names);
	if (name == NULL)
		yaml_mistake_unexpected(node, all);
	else
		yaml_mistake(
		    node, nearest != NULL ? nearest : all, "unknown action '%s'", name);
	return NULL;
}

static bool
is_name(const char *name, const ActionNames *names)
{
	if (g_strv_contains(builtin, name))
		return true;
	if (g_str_has_prefix(name, FIELD_PREFIX))
		return name[strlen(FIELD_PREFIX)] != '\0';
	for (size_t i = 0; i < names->captures->len; i++)
		if (strcmp(names->captures->pdata[i], name) == 0)
			return true;
	return false;
}

static bool
check_filling(const YamlNode *node, const char *value, const ActionNames *names)
{
	g_autoptr(GPtrArray) fillings = placeholders_names(value);
	bool good = true;

	if (fillings == NULL)
		yaml_mistake(node, "{{name}}", "'%s', in which a {{ has no end", value);
	for (size_t i = 0; fillings != NULL && i < fillings->len; i++) {
		if (is_name(fillings->pdata[i], names))
			continue;
		yaml_mistake(node,
		    "a named group of this rule's patterns, field.LABEL, subject, sender.name, "
		    "sender.address, account, mailbox, ticket or item",
		    "unknown {{%s}}", (char *)fillings->pdata[i]);
		good = false;
	}
	return good && fillings != NULL;
}

/* A value that must be one of the operator's names; with {{names}} in it that is seen when it is filled. */
static bool
check_known(const YamlNode *node, const char *what, const char *value, const char *const *known)
{
	g_autofree char *all = NULL;
	const char *nearest;

	if (value == NULL || known == NULL || placeholders_is_needed(value) ||
	    g_strv_contains(known, value))
		return true;
	nearest = yaml_nearest(value, known);
	if (nearest == NULL)
		all = known[0] == NULL ? g_strdup("one of the configuration's, which has none")
				       : g_strjoinv(", ", (char **)known);
	yaml_mistake(node, nearest != NULL ? nearest : all, "unknown %s '%s'", what, value);
	return false;
}

static bool
check_letter(const YamlNode *node, const char *letter, const RulesetNames *known)
{
	if (letter == NULL || strcmp(letter, "none") == 0)
		return true;
	if (known->has_letter == NULL ? !placeholders_is_needed(letter)
				      : known->has_letter(letter, known->data))
		return true;
	yaml_mistake(node, "the name of a letter, or none", "unknown letter '%s'", letter);
	return false;
}

/* Whom the word means is put in its place. */
static bool
resolve_agent(const YamlNode *node, char **assign, const RulesetNames *known)
{
	g_autofree char *expected = NULL;
	const char *address = NULL;

	if (*assign == NULL || known->agent == NULL)
		return true;
	address = known->agent(*assign, known->people, &expected);
	if (address == NULL) {
		yaml_mistake(node, expected, "unknown agent '%s'", *assign);
		return false;
	}
	g_free(*assign);
	*assign = g_strdup(address);
	return true;
}

static bool
check_values(const YamlNode *node, Action *action, const ActionNames *names)
{
	const char *const filled[] = {action->title, action->category, action->priority,
	    action->group, action->account, action->item, action->reason};
	bool good = check_letter(node, action->letter, &names->known);

	for (size_t i = 0; i < G_N_ELEMENTS(filled); i++)
		if (filled[i] != NULL)
			good &= check_filling(node, filled[i], names);
	good &= check_known(node, "group", action->group, names->known.groups);
	good &= resolve_agent(node, &action->assign, &names->known);
	good &= check_known(node, "category", action->category, names->known.categories);
	good &= check_known(node, "catalog item", action->item, names->known.items);
	good &= check_known(node, "priority", action->priority, ACTION_PRIORITIES);
	return good;
}

bool
action_read(const YamlNode *node, bool continues, const ActionNames *names, Action *ret_action)
{
	Action action = {.kind = RULE_RESULT_HOLD};
	const YamlField *fields = request_fields;
	const YamlNode *values = node;
	bool good = true;

	if (!continues) {
		bool is_map = yaml_kind(node) == YAML_MAP && yaml_length(node) == 1;

		fields = find_action(is_map ? yaml_key(node, 0) : node, &action.kind);
		values = is_map ? yaml_value(node, 0) : NULL;
		if (fields == forward_fields && values == NULL)
			yaml_mistake(node, "forward: {address: ...}", "no address");
		good = fields != NULL && (fields != forward_fields || values != NULL);
	}
	if (good && values != NULL)
		good = yaml_read_map(values, fields, &action) &&
		       check_values(values, &action, names);
	if (good)
		*ret_action = action;
	else
		action_clear(&action);
	return good;
}

/* What the form in a mail has behind a label. It is kept like a group of the rule. */
static const char *
field_value(const ConditionRun *run, const char *name)
{
	const FormContext context = {.whole = true};
	const Message *message = run->facts->message;
	g_autoptr(Form) form = form_new();
	g_autoptr(GPtrArray) fields = NULL;

	form_add_label(form, form_add_question(form, FORM_LINES), name + strlen(FIELD_PREFIX));
	fields =
	    form_read(form, message->table == NULL ? message->text : message->table, &context);
	for (size_t i = 0; i < fields->len; i++) {
		FormField *field = fields->pdata[i];

		if (field->how != FORM_WHOLE)
			continue;
		g_ptr_array_add(run->captures, g_strdup(name));
		g_ptr_array_add(run->captures, g_steal_pointer(&field->value));
		return run->captures->pdata[run->captures->len - 1];
	}
	return NULL;
}

/* The value of a name in a mail: the rule's own groups first. */
static const char *
find_value(const char *name, void *data)
{
	const ConditionRun *run = data;
	const Facts *facts = run->facts;
	const MessageAddress *from = facts->message->from;
	const char *const values[] = {facts->message->subject, from == NULL ? NULL : from->name,
	    from == NULL ? NULL : from->address, facts->account, facts->mailbox, facts->ticket,
	    facts->item};

	G_STATIC_ASSERT(G_N_ELEMENTS(values) == G_N_ELEMENTS(builtin) - 1);
	for (size_t i = run->captures->len; i > 0; i -= 2)
		if (strcmp(run->captures->pdata[i - 2], name) == 0)
			return run->captures->pdata[i - 1];
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		if (strcmp(builtin[i], name) == 0)
			return values[i];
	if (g_str_has_prefix(name, FIELD_PREFIX))
		return field_value(run, name);
	return NULL;
}

static void
apply_value(
    const char *template, const ConditionRun *run, const char *const *known, char **value)
{
	g_autofree char *filled = NULL;

	if (template == NULL)
		return;
	filled = placeholders_text(template, find_value, (void *)run);
	if (filled[0] == '\0' || (known != NULL && !g_strv_contains(known, filled)))
		return;
	g_free(*value);
	*value = g_steal_pointer(&filled);
}

void
action_apply(const Action *action, const ConditionRun *run, const ActionNames *names,
    RuleResult *rule_result)
{
	apply_value(action->title, run, NULL, &rule_result->title);
	apply_value(action->category, run, names->known.categories, &rule_result->category);
	apply_value(action->priority, run, ACTION_PRIORITIES, &rule_result->priority);
	apply_value(action->group, run, names->known.groups, &rule_result->group);
	if (action->assign != NULL) {
		g_free(rule_result->agent);
		rule_result->agent = g_strdup(action->assign);
	}
	apply_value(action->account, run, NULL, &rule_result->account);
	apply_value(action->item, run, names->known.items, &rule_result->item);
	apply_value(action->forward, run, NULL, &rule_result->forward);
	apply_value(action->letter, run, NULL, &rule_result->letter);
	apply_value(action->reason, run, NULL, &rule_result->reason);
	if (action->faq != RULE_RESULT_FAQ_UNSAID)
		rule_result->faq = action->faq;
	for (size_t i = 0; action->watchers != NULL && i < action->watchers->len; i++)
		g_ptr_array_add(rule_result->watchers, g_strdup(action->watchers->pdata[i]));
}
