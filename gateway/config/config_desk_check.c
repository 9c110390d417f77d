/* SPDX-License-Identifier: Apache-2.0 */
/* What desk.tickets must say together with the rest of the configuration, and with itself. */
#include "gateway/config/config_read.h"

#include <string.h>

/* What stands in a map of ours is known to the configuration; known: NULL where that could not be read. */
static void
check_keys(const YamlNode *map, const char *what, const char *const *known)
{
	for (size_t i = 0; map != NULL && i < yaml_length(map); i++) {
		const YamlNode *key = yaml_kind(map) == YAML_MAP ? yaml_key(map, i) : NULL;
		const char *ours = key != NULL ? yaml_scalar(key) : NULL;

		if (ours == NULL || config_is_known(ours, known))
			continue;
		g_autofree char *expected = config_expect_one_of(what, ours, known);

		yaml_mistake_unexpected(key, expected);
	}
}

/* Each of these has a value in a map that is written. */
static void
check_whole(const YamlNode *map, const char *what, const char *const *needed)
{
	if (map == NULL || yaml_kind(map) != YAML_MAP || needed == NULL)
		return;
	for (; *needed != NULL; needed++)
		if (yaml_get(map, *needed) == NULL)
			yaml_mistake(map, what, "none for '%s'", *needed);
}

/* A value of theirs means one state. */
static void
check_once(const YamlNode *map, const GPtrArray *words)
{
	for (guint i = 0; map != NULL && i < words->len; i++) {
		const ConfigDeskWord *word = words->pdata[i];
		const char *first = config_desk_ours(words, word->theirs);

		if (strcmp(first, word->ours) != 0)
			yaml_mistake(yaml_get(map, word->ours), "each value for one state",
			    "'%s', which is '%s' already", word->theirs, first);
	}
}

/* What needs another thing, or makes no sense beside it. */
static void
check_sense(const ConfigDesk *desk, const YamlNode *map, const YamlNode *times)
{
	if (strcmp(desk->case_letters, desk->request_letters) == 0)
		yaml_mistake(yaml_get(map, "numbers"),
		    "other letters for requests than for cases", "'%s' for both",
		    desk->case_letters);
	if (desk->writes_there && yaml_get(map, "acknowledge") != NULL)
		yaml_mistake(yaml_get(map, "acknowledge"), "it with 'letters: casegate' only",
		    "'acknowledge' where the instance writes to the customers");
	if (desk->closes_there && times != NULL && yaml_kind(times) == YAML_MAP &&
	    yaml_get(times, "close_solution") != NULL)
		yaml_mistake(yaml_get(times, "close_solution"),
		    "it with 'auto_close: casegate' only",
		    "'close_solution' where the instance closes");
	if (desk->url != NULL && g_str_has_prefix(desk->url, "http:") && desk->ca_file != NULL)
		yaml_mistake(yaml_get(map, "ca_file"), "it with https:// only",
		    "certificates for a connection without TLS");
}

void
config_check_desk(const Config *config, const YamlNode *top)
{
	static const char *const CASE_NEEDS[] = {
	    "new", "open", "awaiting info", "resolved", "closed", NULL};
	static const char *const REQUEST_NEEDS[] = {"in progress", "fulfilled", NULL};
	const ConfigDesk *desk = config->tickets;
	const YamlNode *map =
	    yaml_get(yaml_get(yaml_get(top, "desk"), "tickets"), "servicenow");
	const YamlNode *categories = yaml_get(map, "categories");
	g_autofree const char **known_categories = config_known_categories(config, top);
	g_autofree const char **known_groups = config_known_groups(config, top);

	config_check_ca_file(map, desk->ca_file);
	check_keys(categories, "categories", known_categories);
	check_whole(categories, "a value for each of the desk's categories", known_categories);
	check_keys(yaml_get(map, "groups"), "groups", known_groups);
	check_whole(yaml_get(map, "states"), "a value for each state", CASE_NEEDS);
	check_whole(yaml_get(map, "request_states"), "a value for each state", REQUEST_NEEDS);
	check_once(yaml_get(map, "states"), desk->states[TICKET_CASE]);
	check_once(yaml_get(map, "request_states"), desk->states[TICKET_REQUEST]);
	check_sense(desk, map, yaml_get(top, "times"));
}
