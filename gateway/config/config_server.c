/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Servers in casegate.yaml: a URL says how to reach one, the keys beside it who logs in. The scheme says how the
 * connection is protected, so that nothing else has to; plain text goes to this machine only.
 */
#include "gateway/config/config_read.h"

#include <arpa/inet.h>
#include <string.h>

typedef struct {
	const char *scheme;
	const char *port;
	ConfigTls tls;
} Scheme;

static const Scheme imap_schemes[] = {
    {"imaps", "993", CONFIG_TLS_IMPLICIT},
    {"imap", "143", CONFIG_TLS_STARTTLS},
    {"imap+plain", "143", CONFIG_TLS_NONE},
    {NULL, NULL, CONFIG_TLS_NONE},
};

static const Scheme smtp_schemes[] = {
    {"submissions", "465", CONFIG_TLS_IMPLICIT},
    {"submission", "587", CONFIG_TLS_STARTTLS},
    {"smtp", "25", CONFIG_TLS_NONE},
    {NULL, NULL, CONFIG_TLS_NONE},
};

static const Scheme http_schemes[] = {
    {"https", "443", CONFIG_TLS_IMPLICIT},
    {"http", "80", CONFIG_TLS_NONE},
    {NULL, NULL, CONFIG_TLS_NONE},
};

#define HTTPS_FORM "https://HOST[:PORT], or http:// (plain) to this machine"
#define IMAP_FORM \
	"imaps://HOST[:PORT][/FOLDER], imap:// (STARTTLS), or imap+plain:// to this machine"
#define SMTP_FORM                                                                          \
	"submissions://HOST[:PORT], submission:// (STARTTLS), or smtp:// (plain) to this " \
	"machine"

void
config_server_clear(ConfigServer *server)
{
	g_free(server->host);
	g_free(server->port);
	g_free(server->ca_file);
	g_free(server->login.user);
	g_free(server->login.password_file);
	g_free(server->login.credential);
	g_strfreev(server->login.token_command);
	config_oauth_free(server->login.oauth);
	*server = (ConfigServer){0};
}

static bool
is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, host, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	if (inet_pton(AF_INET6, host, &six) == 1)
		return IN6_IS_ADDR_LOOPBACK(&six);
	return g_ascii_strcasecmp(host, "localhost") == 0;
}

static bool
is_host(const char *host)
{
	struct in6_addr six;

	return host != NULL && (yaml_is_domain(host) || inet_pton(AF_INET6, host, &six) == 1);
}

/* The parts of a URL that we use; whatever else one may hold is refused. */
typedef struct {
	char *scheme;
	char *host;
	int port; /* -1: not there */
	char *path;
} Url;

static void
url_clear(Url *url)
{
	g_free(url->scheme);
	g_free(url->host);
	g_free(url->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Url, url_clear)

static bool
url_parse(const YamlNode *node, const char *form, Url *url)
{
	const char *text = yaml_scalar(node) != NULL ? yaml_scalar(node) : "";
	g_autofree char *user = NULL;
	g_autofree char *query = NULL;
	g_autofree char *fragment = NULL;
	g_autofree char *plain =
	    g_strdup_printf("%s without %s in it", form, "a user, '?' or '#'");

	if (!g_uri_split(text, G_URI_FLAGS_PARSE_RELAXED, &url->scheme, &user, &url->host,
		&url->port, &url->path, &query, &fragment, NULL) ||
	    url->scheme == NULL || !is_host(url->host) || url->port == 0) {
		yaml_mistake_unexpected(node, form);
		return false;
	}
	if (user != NULL || query != NULL || fragment != NULL) {
		yaml_mistake_unexpected(node, plain);
		return false;
	}
	return true;
}

static const Scheme *
find_scheme(const YamlNode *node, const Url *url, const Scheme *schemes, const char *form)
{
	const Scheme *scheme = schemes;

	while (scheme->scheme != NULL && g_ascii_strcasecmp(scheme->scheme, url->scheme) != 0)
		scheme++;
	if (scheme->scheme == NULL) {
		yaml_mistake_unexpected(node, form);
		return NULL;
	}
	if (scheme->tls == CONFIG_TLS_NONE && !is_loopback(url->host)) {
		g_autoptr(GString) safe = g_string_new(NULL);

		for (scheme = schemes; scheme->tls != CONFIG_TLS_NONE; scheme++)
			g_string_append_printf(
			    safe, "%s%s://", safe->len > 0 ? " or " : "", scheme->scheme);
		g_string_append(safe,
		    " to another machine (plain text goes only to 127.0.0.1, ::1 and "
		    "localhost)");
		yaml_mistake_unexpected(node, safe->str);
		return NULL;
	}
	return scheme;
}

/* Fills the server but for its login, which other keys say. */
static void
set_server(ConfigServer *server, Url *url, const Scheme *scheme)
{
	g_free(server->host);
	g_free(server->port);
	server->host = g_steal_pointer(&url->host);
	server->port =
	    url->port > 0 ? g_strdup_printf("%d", url->port) : g_strdup(scheme->port);
	server->tls = scheme->tls;
}

bool
config_read_imap(const YamlNode *node, const void *extra, void *target)
{
	ConfigMailbox *mailbox = target;
	g_auto(Url) url = {.port = -1};

	(void)extra;
	if (!url_parse(node, IMAP_FORM, &url))
		return false;

	const Scheme *scheme = find_scheme(node, &url, imap_schemes, IMAP_FORM);
	const char *folder = *url.path == '/' ? url.path + 1 : url.path;

	if (scheme == NULL)
		return false;
	if (*folder != '\0' && !config_is_line(folder)) {
		yaml_mistake_unexpected(node, "a folder's name without control characters");
		return false;
	}
	set_server(&mailbox->imap, &url, scheme);
	g_free(mailbox->folder);
	mailbox->folder = g_strdup(*folder != '\0' ? folder : "INBOX");
	return true;
}

bool
config_read_smtp(const YamlNode *node, const void *extra, void *target)
{
	g_auto(Url) url = {.port = -1};

	(void)extra;
	if (!url_parse(node, SMTP_FORM, &url))
		return false;

	const Scheme *scheme = find_scheme(node, &url, smtp_schemes, SMTP_FORM);

	if (scheme == NULL)
		return false;
	if (strlen(url.path) > 1) {
		yaml_mistake_unexpected(node, SMTP_FORM " and no path");
		return false;
	}
	set_server(target, &url, scheme);
	return true;
}

/* char *: the URL as it is written but for its scheme, which is in lower case. */
static bool
read_http(const YamlNode *node, bool path, void *target)
{
	const char *form = path ? HTTPS_FORM ", with a path" : HTTPS_FORM ", without a path";
	g_auto(Url) url = {.port = -1};

	if (!url_parse(node, HTTPS_FORM, &url) ||
	    find_scheme(node, &url, http_schemes, HTTPS_FORM) == NULL)
		return false;
	if (path != (strlen(url.path) > 1)) {
		yaml_mistake_unexpected(node, form);
		return false;
	}
	g_autofree char *scheme = g_ascii_strdown(url.scheme, -1);
	g_autofree char *text = g_uri_join(G_URI_FLAGS_NONE, scheme, NULL, url.host, url.port,
	    path ? url.path : "", NULL, NULL);

	return config_set_string(target, text);
}

bool
config_read_origin(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	return read_http(node, false, target);
}

bool
config_read_endpoint(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	return read_http(node, true, target);
}

bool
config_read_command(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(GPtrArray) words = NULL;
	char ***command = target;

	(void)extra;
	if (!yaml_read_strings(node, NULL, &words))
		return false;
	if (words->len == 0 || !g_path_is_absolute(g_ptr_array_index(words, 0))) {
		yaml_mistake(node,
		    "the whole path of a program and its arguments: [/usr/bin/x, y]",
		    words->len == 0 ? "no program" : "'%s'",
		    words->len == 0 ? "" : (char *)g_ptr_array_index(words, 0));
		return false;
	}
	g_ptr_array_add(words, NULL);
	g_strfreev(*command);
	g_ptr_array_set_free_func(words, NULL);
	*command = (char **)g_ptr_array_steal(words, NULL);
	return true;
}

/* A file of secrets is looked at when the configuration is read, so that a missing one shows before a worker needs it.
 * A credential is only there inside the service. */
void
config_check_secret(const YamlNode *node, const ConfigLogin *login)
{
	g_autoptr(GError) why = NULL;

	if (login->credential != NULL && g_getenv("CREDENTIALS_DIRECTORY") == NULL)
		return;
	char *secret = config_password(login, &why);

	if (secret == NULL)
		yaml_mistake(node, "a file with the secret", "%s", why->message);
	config_secret_free(secret);
}

void
config_check_ca_file(const YamlNode *map, const char *ca_file)
{
	if (ca_file != NULL && !g_file_test(ca_file, G_FILE_TEST_IS_REGULAR))
		yaml_mistake(yaml_get(map, "ca_file"), "a file of certificates (PEM)",
		    "no file '%s'", ca_file);
}

#define ONE_SECRET "one of password_file, credential, token_command, oauth"

static void
check_login(const YamlNode *map, const ConfigLogin *login)
{
	static const char *const keys[] = {
	    "password_file", "credential", "token_command", "oauth"};
	const YamlNode *user = yaml_get(map, "user");
	const YamlNode *first = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const YamlNode *secret = yaml_get(map, keys[i]);

		if (secret != NULL && user == NULL)
			yaml_mistake(
			    secret, "'user' beside it", "'%s' without a user", keys[i]);
		else if (secret != NULL && first != NULL)
			yaml_mistake(secret, ONE_SECRET, "'%s' as well", keys[i]);
		first = first != NULL ? first : secret;
	}
	if (user != NULL && first == NULL)
		yaml_mistake(user, ONE_SECRET " beside it", "a user without a password");
	if (login->password_file != NULL)
		config_check_secret(yaml_get(map, "password_file"), login);
	else if (login->credential != NULL)
		config_check_secret(yaml_get(map, "credential"), login);
}

static void
check_server(const YamlNode *map, const ConfigServer *server)
{
	const ConfigLogin *login = &server->login;

	check_login(map, login);
	config_check_ca_file(map, server->ca_file);
	if (login->token_command != NULL &&
	    !g_file_test(login->token_command[0], G_FILE_TEST_IS_EXECUTABLE))
		yaml_mistake(yaml_get(map, "token_command"), "a program to run",
		    "no program '%s'", login->token_command[0]);
}

static void
refuse_server_keys(const YamlNode *map, const char *server_key)
{
	static const char *const keys[] = {
	    "user", "password_file", "credential", "token_command", "oauth", "ca_file"};
	g_autofree char *expected = g_strdup_printf("it beside '%s' only", server_key);

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (yaml_get(map, keys[i]) != NULL)
			yaml_mistake(
			    yaml_get(map, keys[i]), expected, "'%s' beside 'maildir'", keys[i]);
}

void
config_check_place(const YamlNode *map, const char *server_key, const ConfigServer *server)
{
	bool has_server = yaml_get(map, server_key) != NULL;
	const YamlNode *maildir = yaml_get(map, "maildir");

	if (!has_server && maildir == NULL)
		yaml_mistake(map, "one of them", "neither '%s' nor 'maildir'", server_key);
	else if (has_server && maildir != NULL)
		yaml_mistake(maildir, "one of them", "both '%s' and 'maildir'", server_key);
	else if (has_server)
		check_server(map, server);
	else
		refuse_server_keys(map, server_key);
}
