/* SPDX-License-Identifier: Apache-2.0 */
/* The part of config_read.h that is about servers and logins to them. */
#pragma once

#include "gateway/config/config.h"
#include "rules/yaml.h"

/* ConfigMailbox: its server and folder, from a URL. */
bool config_read_imap(const YamlNode *node, const void *extra, void *target);
/* ConfigServer, from a URL. */
bool config_read_smtp(const YamlNode *node, const void *extra, void *target);
/* char *: https://HOST[:PORT], or http:// to this machine, without a path. */
bool config_read_origin(const YamlNode *node, const void *extra, void *target);
/* char *: the same with a path. */
bool config_read_endpoint(const YamlNode *node, const void *extra, void *target);
/* char ** of a login: a program and its arguments. */
bool config_read_command(const YamlNode *node, const void *extra, void *target);
/* ConfigOauth * of a login. */
bool config_read_oauth(const YamlNode *node, const void *extra, void *target);
void config_oauth_free(ConfigOauth *oauth);
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
	    {"oauth", config_read_oauth, offsetof(type, server.login.oauth), NULL, false,      \
		"how a person signs in, and tokens are renewed (XOAUTH2)"},                    \
	{                                                                                      \
		"ca_file", config_read_path, offsetof(type, server.ca_file), NULL, false,      \
		    "certificates that are trusted instead of the system's"                    \
	}
/* Either a server under this key or a Maildir; the keys of a server only beside one, a login with exactly one secret,
 * what is named is there. map: where the rows stand. */
void config_check_place(
    const YamlNode *map, const char *server_key, const ConfigServer *server);
void config_server_clear(ConfigServer *server);
/* A secret, named at this node, can be read; a file of certificates is there. */
void config_check_secret(const YamlNode *node, const ConfigLogin *login);
void config_check_ca_file(const YamlNode *map, const char *ca_file);
