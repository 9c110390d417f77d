/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of an instance that nobody changed. Include after cmocka.h. */
#pragma once

#include "gateway/config/config_desk.h"

G_GNUC_UNUSED static GPtrArray *
servicenow_fixture_words(const char *const *pairs)
{
	GPtrArray *words = config_desk_words();

	for (; *pairs != NULL; pairs += 2)
		config_desk_add_word(words, pairs[0], pairs[1]);
	return words;
}

/* By a key, so that no token is asked for. */
G_GNUC_UNUSED static ConfigDesk *
servicenow_fixture_config(const char *url)
{
	static const char *const CASES[] = {"new", "1", "open", "10", "awaiting info", "18",
	    "resolved", "6", "closed", "3", NULL};
	static const char *const REQUESTS[] = {"in progress", "2", "fulfilled", "3", NULL};
	static const char *const CATEGORIES[] = {"Vraag", "0", "Storing", "1", NULL};
	static const char *const PRIORITIES[] = {"normal", "3", NULL};
	static const char *const FIELDS[] = {"category", "category", "priority", "priority",
	    "group", "assignment_group", "agent", "assigned_to", NULL};
	static const char *const NONE[] = {NULL};
	ConfigDesk *config = g_new0(ConfigDesk, 1);

	config->url = g_strdup(url);
	config->name = g_strdup("casegate");
	config->login = DESK_LOGIN_KEY;
	config->request_letters = g_strdup("RITM");
	config->parallel = 2;
	config->title_most = 160;
	config->text_most = 4000;
	config->states[TICKET_CASE] = servicenow_fixture_words(CASES);
	config->states[TICKET_REQUEST] = servicenow_fixture_words(REQUESTS);
	config->categories = servicenow_fixture_words(CATEGORIES);
	config->priorities = servicenow_fixture_words(PRIORITIES);
	config->groups = servicenow_fixture_words(NONE);
	config->fields = servicenow_fixture_words(FIELDS);
	return config;
}
