/* SPDX-License-Identifier: Apache-2.0 */
/* The login of a desk elsewhere: one of four kinds, known by its keys; its secrets stand in files or credentials. */
#include "gateway/config/config_read.h"

static const YamlField login_fields[] = {
    {"client_id", config_read_line, offsetof(ConfigDesk, client_id), NULL, false,
	"of the OAuth application"},
    {"client_secret_file", config_read_path, offsetof(ConfigDesk, secret.password_file), NULL,
	false, "file with its secret, mode 0600"},
    {"client_secret_credential", config_read_name, offsetof(ConfigDesk, secret.credential),
	NULL, false, "name of a systemd credential with its secret"},
    {"scope", config_read_line, offsetof(ConfigDesk, scope), NULL, false,
	"that a token is asked for"},
    {"user", config_read_line, offsetof(ConfigDesk, user.user), NULL, false, "who logs in"},
    {"password_file", config_read_path, offsetof(ConfigDesk, user.password_file), NULL, false,
	"file with the user's password, mode 0600"},
    {"password_credential", config_read_name, offsetof(ConfigDesk, user.credential), NULL,
	false, "name of a systemd credential with the user's password"},
    {"api_key_file", config_read_path, offsetof(ConfigDesk, secret.password_file), NULL, false,
	"file with an API key, mode 0600"},
    {"api_key_credential", config_read_name, offsetof(ConfigDesk, secret.credential), NULL,
	false, "name of a systemd credential with an API key"},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* A name and its secret in the login's map. */
typedef struct {
	const char *name; /* NULL: the secret is enough */
	const char *file, *credential;
} LoginKeys;
static const LoginKeys CLIENT_KEYS = {
    "client_id", "client_secret_file", "client_secret_credential"};
static const LoginKeys USER_KEYS = {"user", "password_file", "password_credential"};
static const LoginKeys API_KEYS = {NULL, "api_key_file", "api_key_credential"};

/* The first of these keys that is there, or NULL. */
static const YamlNode *
first_of(const YamlNode *map, const LoginKeys *keys)
{
	const YamlNode *name = keys->name != NULL ? yaml_get(map, keys->name) : NULL;
	const YamlNode *file = yaml_get(map, keys->file);

	if (name != NULL)
		return name;
	return file != NULL ? file : yaml_get(map, keys->credential);
}

/* A name beside exactly one secret, which can be read. */
static void
check_pair(const YamlNode *map, const LoginKeys *keys, const ConfigLogin *login)
{
	const YamlNode *file = yaml_get(map, keys->file);
	const YamlNode *credential = yaml_get(map, keys->credential);
	g_autofree char *one = g_strdup_printf("one of %s, %s", keys->file, keys->credential);

	if (keys->name != NULL && yaml_get(map, keys->name) == NULL)
		yaml_mistake(first_of(map, keys), "it with its secret", "a secret without '%s'",
		    keys->name);
	else if (file != NULL && credential != NULL)
		yaml_mistake(credential, one, "both");
	else if (file == NULL && credential == NULL)
		yaml_mistake(first_of(map, keys), one, "'%s' without a secret", keys->name);
	else if (login->password_file != NULL || login->credential != NULL)
		config_check_secret(file != NULL ? file : credential, login);
}

static void
check_login(const YamlNode *map, const ConfigDesk *desk)
{
	const YamlNode *client = first_of(map, &CLIENT_KEYS);
	const YamlNode *user = first_of(map, &USER_KEYS);
	const YamlNode *key = first_of(map, &API_KEYS);

	if (client == NULL && user == NULL && key == NULL)
		yaml_mistake(map,
		    "client_id and client_secret_file (OAuth), user and password_file, or "
		    "api_key_file",
		    "no login");
	else if (key != NULL && (client != NULL || user != NULL))
		yaml_mistake(key, "one login", "an API key beside another login");
	else if (key != NULL)
		check_pair(map, &API_KEYS, &desk->secret);
	if (key == NULL && client != NULL)
		check_pair(map, &CLIENT_KEYS, &desk->secret);
	if (key == NULL && user != NULL)
		check_pair(map, &USER_KEYS, &desk->user);
	if (client == NULL && desk->scope != NULL)
		yaml_mistake(yaml_get(map, "scope"), "it beside client_id", "'scope' without");
}

static DeskLoginKind
login_kind(const YamlNode *map)
{
	if (first_of(map, &API_KEYS) != NULL)
		return DESK_LOGIN_KEY;
	if (first_of(map, &CLIENT_KEYS) == NULL)
		return DESK_LOGIN_BASIC;
	return first_of(map, &USER_KEYS) != NULL ? DESK_LOGIN_PASSWORD : DESK_LOGIN_CLIENT;
}

bool
config_read_desk_login(const YamlNode *node, const void *extra, void *target)
{
	ConfigDesk *desk = target;
	bool good = yaml_read_map(node, login_fields, desk);

	(void)extra;
	if (yaml_kind(node) != YAML_MAP)
		return false;
	check_login(node, desk);
	desk->login = login_kind(node);
	return good;
}
