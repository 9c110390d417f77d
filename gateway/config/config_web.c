/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web of casegate.yaml. The world comes in with TLS only: by a listener that has a certificate, or else by a proxy on this
 * machine. A header that says who somebody is comes by a Unix socket only, whose other end the kernel knows.
 */
#include "gateway/config/config_web.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/un.h>

#include "gateway/config/config_read.h"

#define UNIX_PREFIX "unix:"
#define TLS_PREFIX "https://"
#define BY_SYSTEMD "systemd"
#define A_LISTENER                                                                         \
	"unix:PATH, a port of this machine itself, as in 127.0.0.1:8080, an address with " \
	"TLS, "                                                                            \
	"as in https://0.0.0.0:8443, or systemd"
#define A_PORT "an IP address and a port, as in 127.0.0.1:9101"
#define A_URL                                                                          \
	"https:// and a host, without a path, as in https://desk.example (http:// of " \
	"localhost only)"
#define A_HEADER "the name of a header of letters, digits and '-', as in X-Forwarded-Email"

static void
listen_clear(ConfigListen *listen)
{
	g_clear_pointer(&listen->path, g_free);
	g_clear_pointer(&listen->host, g_free);
	listen->by_systemd = false;
}

void
config_web_clear(ConfigWeb *web)
{
	listen_clear(&web->listen);
	listen_clear(&web->metrics);
	g_clear_pointer(&web->certificate, g_free);
	g_clear_pointer(&web->key, g_free);
	g_clear_pointer(&web->url, g_free);
	g_clear_pointer(&web->sso_header, g_free);
	g_clear_pointer(&web->sso_user, g_free);
	g_clear_pointer(&web->sso_customers, g_ptr_array_unref);
}

bool
config_web_is_on(const ConfigWeb *web)
{
	return web->listen.path != NULL || web->listen.host != NULL || web->listen.by_systemd;
}

/* "127.0.0.1", "::1": nobody else reaches it. */
static bool
is_loopback(const char *host)
{
	struct in_addr four = {0};

	return strcmp(host, "::1") == 0 ||
	       (inet_pton(AF_INET, host, &four) == 1 && ntohl(four.s_addr) >> 24 == 127);
}

static bool
is_address(const char *host)
{
	struct in_addr four = {0};
	struct in6_addr six = {0};

	return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1;
}

/* "127.0.0.1:80", "[::1]:80". Caller owns the host; NULL: it has not that form. */
static char *
split_port(const char *text, uint16_t *ret_port)
{
	const char *colon = text == NULL ? NULL : strrchr(text, ':');
	guint64 port = 0;

	if (colon == NULL ||
	    !g_ascii_string_to_unsigned(colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
		return NULL;
	*ret_port = (uint16_t)port;
	if (*text == '[' && colon > text + 1 && colon[-1] == ']')
		return g_strndup(text + 1, (gsize)(colon - text - 2));
	return g_strndup(text, (gsize)(colon - text));
}

/* ConfigListen of a text of the node; otherwise: what else to expect where it is no port. anywhere: not this machine's own
 * alone. */
static bool
take_port(const YamlNode *node, const char *text, bool anywhere, const char *otherwise,
    ConfigListen *target)
{
	uint16_t port = 0;
	g_autofree char *host = split_port(text, &port);

	if (host == NULL || !(anywhere ? is_address : is_loopback)(host)) {
		yaml_mistake_unexpected(node, otherwise);
		return false;
	}
	listen_clear(target);
	*target = (ConfigListen){.host = g_steal_pointer(&host), .port = port};
	return true;
}

/* ConfigListen. */
static bool
read_port(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	return take_port(node, yaml_scalar(node), true, A_PORT, target);
}

/* ConfigListen. */
static bool
read_listen(const YamlNode *node, const void *extra, void *target)
{
	const char *text = yaml_scalar(node);
	g_autofree char *folder = config_folder(yaml_file(node));
	g_autofree char *path = NULL;

	(void)extra;
	if (g_strcmp0(text, BY_SYSTEMD) == 0) {
		listen_clear(target);
		((ConfigListen *)target)->by_systemd = true;
		return true;
	}
	if (text != NULL && g_str_has_prefix(text, TLS_PREFIX))
		return take_port(node, text + strlen(TLS_PREFIX), true, A_LISTENER, target);
	if (text == NULL || !g_str_has_prefix(text, UNIX_PREFIX))
		return take_port(node, text, false, A_LISTENER, target);
	path = g_canonicalize_filename(text + strlen(UNIX_PREFIX), folder);
	if (!config_is_line(text) || text[strlen(UNIX_PREFIX)] == '\0' ||
	    strlen(path) >= sizeof((struct sockaddr_un *)NULL)->sun_path) {
		yaml_mistake_unexpected(node, "unix: and a path of at most 107 bytes");
		return false;
	}
	listen_clear(target);
	*(ConfigListen *)target = (ConfigListen){.path = g_steal_pointer(&path)};
	return true;
}

/* Without a slash at the end; or NULL. Caller owns. */
static char *
take_url(const char *text)
{
	g_autoptr(GUri) uri =
	    text == NULL ? NULL : g_uri_parse(text, G_URI_FLAGS_NON_DNS, NULL);
	const char *host = uri == NULL ? NULL : g_uri_get_host(uri);
	const char *path = uri == NULL ? NULL : g_uri_get_path(uri);
	bool tls = uri != NULL && strcmp(g_uri_get_scheme(uri), "https") == 0;
	bool plain = uri != NULL && strcmp(g_uri_get_scheme(uri), "http") == 0;
	size_t length = text == NULL ? 0 : strlen(text);

	if (host == NULL || *host == '\0' || !config_is_line(text) ||
	    g_uri_get_userinfo(uri) != NULL || g_uri_get_query(uri) != NULL ||
	    g_uri_get_fragment(uri) != NULL || (*path != '\0' && strcmp(path, "/") != 0))
		return NULL;
	if (!tls && !(plain && (strcmp(host, "localhost") == 0 || is_loopback(host))))
		return NULL;
	return g_strndup(text, text[length - 1] == '/' ? length - 1 : length);
}

/* char * */
static bool
read_url(const YamlNode *node, const void *extra, void *target)
{
	g_autofree char *url = take_url(yaml_scalar(node));

	(void)extra;
	if (url != NULL)
		return config_set_string(target, url);
	yaml_mistake_unexpected(node, A_URL);
	return false;
}

/* Proxies read '_' as '-': a name with one could come from anybody. */
static bool
is_header(const char *text)
{
	static const char *const OURS[] = {"host", "cookie", "origin", "content-length",
	    "content-type", "transfer-encoding", "connection", "accept-language", NULL};
	g_autofree char *lower = text == NULL ? NULL : g_ascii_strdown(text, -1);

	if (lower == NULL || *lower == '\0' || strlen(lower) > 64 ||
	    g_strv_contains(OURS, lower))
		return false;
	for (const char *p = lower; *p != '\0'; p++)
		if (!g_ascii_isalnum(*p) && *p != '-')
			return false;
	return true;
}

/* char * */
static bool
read_header(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	if (is_header(yaml_scalar(node)))
		return config_set_string(target, yaml_scalar(node));
	yaml_mistake_unexpected(node, A_HEADER);
	return false;
}

static const YamlField sso_fields[] = {
    {"header", read_header, offsetof(ConfigWeb, sso_header), NULL, true,
	"in which the proxy says whom it has let in"},
    {"user", config_read_name, offsetof(ConfigWeb, sso_user), NULL, true,
	"the Unix user that the proxy runs as"},
    {"customers", config_read_domains, offsetof(ConfigWeb, sso_customers), NULL, false,
	"domains of customers whose own login the proxy asks"},
    {NULL, NULL, 0, NULL, false, NULL},
};

static const YamlField web_fields[] = {
    {"listen", read_listen, offsetof(ConfigWeb, listen), NULL, true,
	"where the proxy finds us"},
    {"url", read_url, offsetof(ConfigWeb, url), NULL, true, "where people find the pages"},
    {"certificate", config_read_path, offsetof(ConfigWeb, certificate), NULL, false,
	"of a listener with TLS"},
    {"key", config_read_path, offsetof(ConfigWeb, key), NULL, false, "of the certificate"},
    {"metrics", read_port, offsetof(ConfigWeb, metrics), NULL, false,
	"where /metrics and /healthz are"},
    {"sso", yaml_read_section, 0, sso_fields, false, "who is let in without a link of ours"},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* A certificate stands where TLS is spoken, and nowhere else. */
static bool
check_certificate(const YamlNode *node, const ConfigWeb *web)
{
	const YamlNode *listen = yaml_get(node, "listen");
	bool tls = g_str_has_prefix(yaml_scalar(listen), TLS_PREFIX);

	if ((web->certificate == NULL) != (web->key == NULL) ||
	    (tls && web->certificate == NULL)) {
		yaml_mistake(node, "certificate: FILE and key: FILE, both of them", "%s",
		    web->certificate != NULL ? "no key"
		    : web->key != NULL       ? "no certificate"
					     : "none");
		return false;
	}
	if (web->certificate != NULL && !tls && !web->listen.by_systemd) {
		yaml_mistake(yaml_get(node, "certificate"),
		    "it with listen: https://ADDRESS:PORT, or systemd, only",
		    "a listener without TLS");
		return false;
	}
	return true;
}

bool
config_read_web(const YamlNode *node, const void *extra, void *target)
{
	ConfigWeb *web = target;
	bool good = yaml_read_map(node, web_fields, web);

	(void)extra;
	if (good && !check_certificate(node, web))
		return false;
	if (good && web->sso_header != NULL && web->listen.path == NULL &&
	    !web->listen.by_systemd) {
		yaml_mistake(yaml_get(node, "sso"),
		    "listen: unix:PATH with it, as only there the other end is known",
		    "a listener at a port");
		return false;
	}
	return good;
}
