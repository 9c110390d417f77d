/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of casegate.yaml must say together: names that are used are there, no name stands for two things,
 * and no letter of ours comes back as a mail.
 */
#include "gateway/config/config_read.h"

#include <string.h>

#include "gateway/config/own_address.h"

bool
config_is_known(const char *word, const char *const *words)
{
	return words == NULL || g_strv_contains(words, word);
}

char *
config_expect_one_of(const char *what, const char *word, const char *const *words)
{
	const char *near = yaml_nearest(word, words);
	g_autofree char *list = g_strjoinv(", ", (char **)words);

	if (near == NULL)
		return g_strdup_printf("one of the %s: %s", what, list);
	return g_strdup_printf("one of the %s: %s; did you mean '%s'?", what, list, near);
}

static void
check_categories(const Config *config, const YamlNode *top)
{
	g_autofree const char **words = config_known_categories(config, top);

	if (config->default_category == NULL ||
	    config_is_known(config->default_category, words))
		return;
	g_autofree char *expected =
	    config_expect_one_of("categories", config->default_category, words);

	yaml_mistake_unexpected(yaml_get(yaml_get(top, "desk"), "default_category"), expected);
}

/* Whether one of the letters' folders has a file of this pattern in one of its languages: "nl" and NULL is the
 * language itself, NULL and "support.txt" that file in any. */
static bool
letters_have(const char *directory, const char *language, const char *file)
{
	g_autoptr(GDir) languages = g_dir_open(directory, 0, NULL);
	const char *name;

	while (languages != NULL && (name = g_dir_read_name(languages)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, file, NULL);

		if ((language == NULL || strcmp(name, language) == 0) &&
		    g_file_test(
			path, file != NULL ? G_FILE_TEST_IS_REGULAR : G_FILE_TEST_IS_DIR))
			return true;
	}
	return false;
}

/* The value below these keys; when it was left out, the nearest above it that is there. */
static const YamlNode *
place_of(const YamlNode *top, const char *section, const char *key)
{
	const YamlNode *map = yaml_get(top, section);
	const YamlNode *value = map != NULL ? yaml_get(map, key) : NULL;

	if (value != NULL)
		return value;
	return map != NULL ? map : top;
}

static void
check_language(const Config *config, const YamlNode *top)
{
	char **directory = config->letter_directories;

	while (*directory != NULL && !letters_have(*directory, config->language, NULL))
		directory++;
	if (*directory == NULL)
		yaml_mistake(place_of(top, "desk", "language"),
		    "a language that letters are in (a folder of letters/)", "'%s'",
		    config->language);
}

static void
check_signature(const Config *config, const YamlNode *map, const char *signature)
{
	g_autofree char *file = g_strconcat(signature, ".txt", NULL);
	g_autofree char *expected =
	    g_strdup_printf("a partial: the file letters/<lang>/%s", file);
	char **directory = config->letter_directories;

	while (*directory != NULL && !letters_have(*directory, NULL, file))
		directory++;
	if (*directory == NULL)
		yaml_mistake(yaml_get(map, "signature"), expected, "'%s'", signature);
}

/* Where a mailbox is fetched from, as one text to compare; NULL when that could not be read. Caller owns. */
static char *
source_of(const ConfigMailbox *mailbox)
{
	const ConfigServer *imap = &mailbox->imap;

	if (mailbox->maildir != NULL)
		return g_strdup(mailbox->maildir);
	if (imap->host == NULL || imap->login.user == NULL)
		return NULL;
	return g_strjoin("\n", imap->host, imap->port, imap->login.user, mailbox->folder, NULL);
}

/* Two mailboxes of one place would fetch each mail twice; letters put into one would come back. */
static void
check_sources(const Config *config, const YamlNode *list, const YamlNode *outgoing)
{
	g_autoptr(GHashTable) seen =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(config->mailboxes, i);
		const YamlNode *map = yaml_item(list, i);
		const YamlNode *place =
		    yaml_get(map, mailbox->maildir != NULL ? "maildir" : "imap");
		char *source = source_of(mailbox);

		if (source != NULL && !g_hash_table_add(seen, source))
			yaml_mistake(place, "a place of its own for each mailbox",
			    "the place of another mailbox");
	}
	if (config->outgoing.maildir != NULL &&
	    g_hash_table_contains(seen, config->outgoing.maildir))
		yaml_mistake(yaml_get(outgoing, "maildir"),
		    "a Maildir that casegate does not fetch itself",
		    "the Maildir of a mailbox");
}

static void
check_mailboxes(const Config *config, const YamlNode *list)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(config->mailboxes, i);
		const YamlNode *map = yaml_item(list, i);

		if (mailbox->name != NULL && !g_hash_table_add(seen, mailbox->name))
			yaml_mistake(yaml_get(map, "name"),
			    "a name of its own for each mailbox", "'%s' again", mailbox->name);
		if (mailbox->signature != NULL)
			check_signature(config, map, mailbox->signature);
	}
}

/* A letter to an address that we fetch ourselves would come back as a mail. */
static void
check_no_loop(const Config *config, const YamlNode *place, const char *address)
{
	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(config->mailboxes, i);

		if (mailbox->address == NULL || !own_address_is_of(mailbox, address))
			continue;
		yaml_mistake(place, "an address that casegate does not fetch itself",
		    "the address of the mailbox '%s'", mailbox->name);
		return;
	}
}

static void
check_word(const YamlNode *node, const char *what, const char *word, const char *const *known)
{
	if (word == NULL || config_is_known(word, known))
		return;
	g_autofree char *expected = config_expect_one_of(what, word, known);

	yaml_mistake_unexpected(node, expected);
}

static void
check_privacy(const Config *config, const YamlNode *map, const YamlNode *top)
{
	g_autofree const char **groups = config_known_groups(config, top);
	g_autofree const char **categories = config_known_categories(config, top);

	if (map == NULL)
		return;
	check_word(yaml_get(map, "group"), "groups", config->privacy_group, groups);
	check_word(
	    yaml_get(map, "category"), "categories", config->privacy_category, categories);
}

static void
check_groups(const Config *config, const YamlNode *map)
{
	for (guint i = 0; i < config->groups->len; i++) {
		const ConfigGroup *group = g_ptr_array_index(config->groups, i);

		if (group->address != NULL)
			check_no_loop(
			    config, yaml_get(yaml_value(map, i), "address"), group->address);
	}
}

/* node: a list of names, or one. */
static void
check_agent_groups(const ConfigAgent *agent, const YamlNode *node, const char *const *known)
{
	for (guint i = 0; i < agent->groups->len; i++) {
		const char *name = g_ptr_array_index(agent->groups, i);

		if (config_is_known(name, known))
			continue;
		g_autofree char *expected = config_expect_one_of("groups", name, known);

		yaml_mistake_unexpected(
		    yaml_kind(node) == YAML_LIST ? yaml_item(node, i) : node, expected);
	}
}

static void
check_agents(const Config *config, const YamlNode *top)
{
	g_autofree const char **known = config_known_groups(config, top);
	g_autoptr(GHashTable) seen =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) logins = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);
		const YamlNode *map = yaml_item(yaml_get(top, "agents"), i);
		const YamlNode *address = yaml_get(map, "address");

		check_agent_groups(agent, yaml_get(map, "groups"), known);
		if (agent->login != NULL && !g_hash_table_add(logins, agent->login))
			yaml_mistake(yaml_get(map, "login"),
			    "a login of their own for each agent", "'%s' again", agent->login);
		if (agent->address == NULL)
			continue;
		check_no_loop(config, address, agent->address);
		if (!g_hash_table_add(seen, g_ascii_strdown(agent->address, -1)))
			yaml_mistake(address, "an address of their own for each agent",
			    "'%s' again", agent->address);
	}
}

static void
check_escalations(const Config *config, const YamlNode *top)
{
	g_autofree const char **known = config_known_groups(config, top);
	int64_t last_ms = 0;

	for (guint i = 0; i < config->escalations->len; i++) {
		const ConfigEscalation *escalation = g_ptr_array_index(config->escalations, i);
		const YamlNode *map = yaml_item(yaml_get(top, "escalate"), i);

		check_word(yaml_get(map, "to"), "groups", escalation->to, known);
		if (escalation->after != 0 && escalation->after <= last_ms)
			yaml_mistake(yaml_get(map, "after"),
			    "a longer time than the one before", "'%s'",
			    yaml_scalar(yaml_get(map, "after")));
		last_ms = escalation->after;
	}
}

static void
check_times(const Config *config, const YamlNode *top)
{
	if (config->times.remind_approval >= config->times.expire_approval)
		yaml_mistake(place_of(top, "times", "remind_approval"),
		    "a shorter time than expire_approval", "a reminder after the end");
	if (config->times.remind_solution >= config->times.close_solution)
		yaml_mistake(place_of(top, "times", "remind_solution"),
		    "a shorter time than close_solution", "a reminder after the close");
}

void
config_check(const Config *config, const YamlNode *top)
{
	check_categories(config, top);
	check_privacy(config, yaml_get(top, "privacy"), top);
	check_language(config, top);
	check_mailboxes(config, yaml_get(top, "mailboxes"));
	check_sources(config, yaml_get(top, "mailboxes"), yaml_get(top, "outgoing"));
	check_groups(config, yaml_get(top, "groups"));
	check_agents(config, top);
	check_escalations(config, top);
	check_times(config, top);
	if (config->tickets != NULL)
		config_check_desk(config, top);
	if (config->alarm != NULL)
		check_no_loop(config, yaml_get(top, "alarm"), config->alarm);
}
