/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that read casegate.yaml share: readers of single values beside those of rules/yaml.h, and the
 * parts of the configuration that have a file of their own. Nothing else includes this.
 */
#pragma once

#include "gateway/config/config.h"
#include "gateway/config/config_read_server.h"
#include "rules/yaml.h"

#define CONFIG_CATEGORY "Other" /* the only one of a configuration that names none */

/* Replaces the char * at target by a copy; true, for readers to return. */
bool config_set_string(void *target, const char *text);
/* Whether it is one line of text, neither NULL nor empty, without control characters. */
bool config_is_line(const char *text);

/* char *: one line without control characters. */
bool config_read_line(const YamlNode *node, const void *extra, void *target);
/* char *: letters, digits, '-', '_' and '.', at most 64, a letter or digit first: what may stand in logs and paths. */
bool config_read_name(const YamlNode *node, const void *extra, void *target);
/* char *: a name of the DNS. */
bool config_read_domain(const YamlNode *node, const void *extra, void *target);
/* GPtrArray of char *: several of them, none of which is a whole top domain. */
bool config_read_domains(const YamlNode *node, const void *extra, void *target);
/* char *: a path made absolute; a relative one is below the folder of the file that it stands in. */
bool config_read_path(const YamlNode *node, const void *extra, void *target);
/* int64_t: a moment of this calendar with its zone, as UTC milliseconds. */
bool config_read_time(const YamlNode *node, const void *extra, void *target);
/* The folder of the configuration file, absolute. Caller owns. */
char *config_folder(const char *file);

/* ConfigLook, from the path of a PNG; Colour *, on which white words can be read. */
bool config_read_logo(const YamlNode *node, const void *extra, void *target);
bool config_read_colour(const YamlNode *node, const void *extra, void *target);
void config_look_clear(ConfigLook *look);

/* ConfigDesk *, from "local", which is NULL, or {servicenow: {...}}. */
bool config_read_tickets(const YamlNode *node, const void *extra, void *target);
/* ConfigDesk: its login, of the kind that the keys say. */
bool config_read_desk_login(const YamlNode *node, const void *extra, void *target);
/* Its words are those of the desk that this configuration describes. */
void config_check_desk(const Config *config, const YamlNode *top);

/* char *: the path of clamd's socket, or "127.0.0.1:3310". */
bool config_read_clamd(const YamlNode *node, const void *extra, void *target);

/* ConfigMarked, from the words of kinds of files and from endings. */
bool config_read_marked(const YamlNode *node, const void *extra, void *target);

/* ConfigWeb. */
bool config_read_web(const YamlNode *node, const void *extra, void *target);

/* WorkingHours *. */
bool config_read_hours(const YamlNode *node, const void *extra, void *target);
/* int64_t of each priority: one time, or a map of those that it changes. */
bool config_read_first_answer(const YamlNode *node, const void *extra, void *target);
/* Table of the times of a ConfigPromise that is not the desk's, and the rows of the map that such a one stands in. */
extern const YamlField config_promise_times[];
#define CONFIG_PROMISE_FIELDS(type)                                                        \
	{"hours", config_read_hours, offsetof(type, promise.hours), NULL, false,           \
	    "when is worked for them"},                                                    \
	{                                                                                  \
		"times", yaml_read_section, offsetof(type, promise), config_promise_times, \
		    false, "promises to them"                                              \
	}
/* char *: the name of a time zone. */
bool config_read_zone(const YamlNode *node, const void *extra, void *target);
/* All hours are the desk's time zone's. */
void config_set_zone(Config *config);

/* GPtrArray *: of ConfigMailbox. */
bool config_read_mailboxes(const YamlNode *node, const void *extra, void *target);
void config_mailbox_free(ConfigMailbox *mailbox);

/* Whether the word is one of these; true where words is NULL, because they could not be read. */
bool config_is_known(const char *word, const char *const *words);
/* "one of the WHAT: A, B; did you mean 'B'?" Caller owns. */
char *config_expect_one_of(const char *what, const char *word, const char *const *words);
/* What the parts of a configuration must say together, as far as each alone could be read. top: its document's. */
void config_check(const Config *config, const YamlNode *top);

/* Rules, answers, catalog, questions and a look at the letters. top: NULL when there is no configuration to say what
 * they may name. */
void config_load_folders(Config *config, const YamlNode *top, GPtrArray *diagnostics);
/* Where files of this kind lie: shipped, then beside the configuration. Caller owns. */
char **config_directories(const char *file, const char *kind);
/* What rules may name, borrowed strings in an array that the caller owns; NULL when it was written but could not be
 * read, so that nothing is reported as missing then. */
const char **config_known_groups(const Config *config, const YamlNode *top);
const char **config_known_categories(const Config *config, const YamlNode *top);

/* A list of maps, each read into a new struct that is added to the array, good or not, so that the list and the array
 * stay side by side. */
typedef struct {
	const YamlField *fields;
	void *(*new)(void);
	void (*check)(const YamlNode *map, void *item); /* or NULL; says its mistakes */
} ConfigElement;
/* GPtrArray *, there before. extra: ConfigElement. */
bool config_read_elements(const YamlNode *node, const void *extra, void *target);
