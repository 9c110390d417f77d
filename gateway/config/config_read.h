/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that read casegate.yaml share: readers of single values beside those of rules/yaml.h, and the
 * parts of the configuration that have a file of their own. Nothing else includes this.
 */
#pragma once

#include "gateway/config/config.h"
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
/* char *: a path made absolute; a relative one is below the folder of the file that it stands in. */
bool config_read_path(const YamlNode *node, const void *extra, void *target);
/* int64_t: a moment of this calendar with its zone, as UTC milliseconds. */
bool config_read_time(const YamlNode *node, const void *extra, void *target);
/* The folder of the configuration file, absolute. Caller owns. */
char *config_folder(const char *file);

/* ConfigMailbox: its server and folder, from a URL. */
bool config_read_imap(const YamlNode *node, const void *extra, void *target);
/* ConfigServer, from a URL. */
bool config_read_smtp(const YamlNode *node, const void *extra, void *target);
/* char ** of a login: a program and its arguments. */
bool config_read_command(const YamlNode *node, const void *extra, void *target);
/* The rows of a server in the table of the map that it stands in. */
#define CONFIG_SERVER_FIELDS(type, server)                                                     \
	{"user", config_read_line, offsetof(type, server.login.user), NULL, false,             \
	    "who logs in"},                                                                    \
	    {"password_file", config_read_path, offsetof(type, server.login.password_file),    \
		NULL, false, "file with the password, mode 0600"},                             \
	    {"credential", config_read_name, offsetof(type, server.login.credential), NULL,    \
		false, "name of a systemd credential with the password"},                      \
	    {"token_command", config_read_command, offsetof(type, server.login.token_command), \
		NULL, false, "program that prints an access token (XOAUTH2)"},                 \
	{                                                                                      \
		"ca_file", config_read_path, offsetof(type, server.ca_file), NULL, false,      \
		    "certificates that are trusted instead of the system's"                    \
	}
/* Either a server under this key or a Maildir; the keys of a server only beside one, a login with exactly one secret,
 * what is named is there. map: where the rows stand. */
void config_check_place(
    const YamlNode *map, const char *server_key, const ConfigServer *server);
void config_server_clear(ConfigServer *server);

/* GPtrArray *: of ConfigMailbox. */
bool config_read_mailboxes(const YamlNode *node, const void *extra, void *target);
void config_mailbox_free(ConfigMailbox *mailbox);

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
