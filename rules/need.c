/* SPDX-License-Identifier: Apache-2.0 */
/* One table has the names; files and the command line are read by it. */
#include "rules/need.h"

#include <string.h>

static const YamlChoice CHOICES[] = {
    {"none", NEED_NONE}, {"confirmed", NEED_CONFIRMED}, {"app", NEED_APP}, {NULL, 0}};

#define ROW(action, key, help) \
	[action] = {           \
	    key, yaml_read_choice, offsetof(NeedTable, of[action]), CHOICES, false, help}

static const YamlField TABLE[NEED_ACTIONS + 1] = {
    ROW(NEED_OPEN, "open", "open a case"),
    ROW(NEED_COMMENT, "comment", "add words to a ticket"),
    ROW(NEED_ACCEPT, "accept", "accept a solution"),
    ROW(NEED_REJECT, "reject", "reject a solution, reopen a case"),
    ROW(NEED_REQUEST, "request", "start a request"),
    ROW(NEED_REQUEST_SENSITIVE, "request_sensitive", "one that costs money or gives access"),
    ROW(NEED_APPROVE, "approve", "approve or decline a request"),
    ROW(NEED_APPROVE_SENSITIVE, "approve_sensitive", "one that costs money or gives access"),
    ROW(NEED_CONTACT_DATA, "contact_data", "change what is known of oneself"),
    ROW(NEED_STATUS_ORGANISATION, "status_organisation", "hear how an organisation's stand"),
    ROW(NEED_EXPORT, "export", "ask for all that is known of oneself"),
    ROW(NEED_ERASE, "erase", "ask for that to be erased"),
};

static const YamlField ITEM_TABLE[] = {
    {"request", yaml_read_choice, offsetof(NeedTable, of[NEED_REQUEST]), CHOICES, false,
	"ask for it"},
    {"approve", yaml_read_choice, offsetof(NeedTable, of[NEED_APPROVE]), CHOICES, false,
	"approve it"},
    {NULL, NULL, 0, NULL, false, NULL},
};

const char *
need_name(Need need)
{
	return CHOICES[need].word;
}

const char *
need_action_name(NeedAction action)
{
	return TABLE[action].key;
}

const char *
need_action_help(NeedAction action)
{
	return TABLE[action].help;
}

NeedTable
need_default(void)
{
	return (NeedTable){{
	    [NEED_REQUEST_SENSITIVE] = NEED_APP,
	    [NEED_APPROVE_SENSITIVE] = NEED_APP,
	    [NEED_CONTACT_DATA] = NEED_APP,
	    [NEED_EXPORT] = NEED_APP,
	    [NEED_ERASE] = NEED_APP,
	}};
}

bool
need_read_table(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	return yaml_read_map(node, TABLE, target);
}

bool
need_read_item(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	return yaml_read_map(node, ITEM_TABLE, target);
}

/* "accept=confirmed" */
static bool
parse_one(const char *text, NeedTable *table)
{
	const char *equals = strchr(text, '=');
	size_t length = equals == NULL ? 0 : (size_t)(equals - text);

	for (int action = 0; equals != NULL && action < NEED_ACTIONS; action++) {
		const char *key = TABLE[action].key;

		if (strlen(key) != length || strncmp(key, text, length) != 0)
			continue;
		for (const YamlChoice *choice = CHOICES; choice->word != NULL; choice++)
			if (strcmp(choice->word, equals + 1) == 0) {
				table->of[action] = choice->value;
				return true;
			}
	}
	return false;
}

bool
need_parse(const char *text, NeedTable *ret_table, char **ret_wrong)
{
	g_auto(GStrv) parts = g_strsplit_set(text, ", ", -1);
	NeedTable table = {0};

	for (char **part = parts; *part != NULL; part++)
		if (**part != '\0' && !parse_one(*part, &table)) {
			*ret_wrong = g_strdup(*part);
			return false;
		}
	*ret_table = table;
	return true;
}

char *
need_text(const NeedTable *table)
{
	GString *text = g_string_new(NULL);

	for (int action = 0; action < NEED_ACTIONS; action++)
		if (table->of[action] != NEED_NONE)
			g_string_append_printf(text, "%s%s=%s", text->len > 0 ? "," : "",
			    TABLE[action].key, CHOICES[table->of[action]].word);
	return g_string_free(text, FALSE);
}
