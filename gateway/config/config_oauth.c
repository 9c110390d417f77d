/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `oauth` of a login in casegate.yaml. Of the two large providers all is known but who asks; of any other its addresses
 * are written. Google gives no right to mail to who only shows a code, so that there a browser brings one back.
 */
#include "gateway/config/config_read.h"

#include <string.h>

#define MICROSOFT "https://login.microsoftonline.com/"
#define PROVIDER_FORM                                                                       \
	"microsoft, google, or {device_url: or authorize_url: HTTPS URL, token_url: HTTPS " \
	"URL, scope: TEXT}"

/* The map as it is written. */
typedef struct {
	ConfigOauth oauth;
	char *provider; /* own; or NULL: its addresses are in oauth */
	char *tenant;   /* own; or NULL */
} OauthMap;

static const YamlField provider_fields[] = {
    {"device_url", config_read_endpoint, offsetof(ConfigOauth, device_url), NULL, false,
	"where a code to sign in with comes from"},
    {"authorize_url", config_read_endpoint, offsetof(ConfigOauth, authorize_url), NULL, false,
	"where a browser signs in"},
    {"token_url", config_read_endpoint, offsetof(ConfigOauth, token_url), NULL, true,
	"where tokens come from"},
    {"scope", config_read_line, offsetof(ConfigOauth, scope), NULL, true,
	"what a token is asked for"},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* OauthMap. */
static bool
read_provider(const YamlNode *node, const void *extra, void *target)
{
	const char *name = yaml_scalar(node);
	OauthMap *map = target;

	(void)extra;
	if (g_strcmp0(name, "microsoft") == 0 || g_strcmp0(name, "google") == 0)
		return config_set_string(&map->provider, name);
	if (yaml_kind(node) != YAML_MAP) {
		yaml_mistake_unexpected(node, PROVIDER_FORM);
		return false;
	}
	if (!yaml_read_map(node, provider_fields, &map->oauth))
		return false;
	if ((map->oauth.device_url == NULL) == (map->oauth.authorize_url == NULL))
		yaml_mistake(node, "one of device_url, authorize_url",
		    map->oauth.device_url == NULL ? "neither" : "both");
	return true;
}

static const YamlField oauth_fields[] = {
    {"provider", read_provider, 0, NULL, true, "who tokens come from"},
    {"tenant", config_read_name, offsetof(OauthMap, tenant), NULL, false,
	"whose directory at Microsoft: its id, or a domain of it"},
    {"client_id", config_read_line, offsetof(OauthMap, oauth.client_id), NULL, true,
	"of the application that is registered there"},
    {"client_secret_file", config_read_path, offsetof(OauthMap, oauth.client_secret_file), NULL,
	false, "file with its secret, mode 0600"},
    {"token_file", config_read_path, offsetof(OauthMap, oauth.token_file), NULL, true,
	"file that 'casegate sign-in' makes and the gateway renews"},
    {"ca_file", config_read_path, offsetof(OauthMap, oauth.ca_file), NULL, false,
	"certificates that are trusted instead of the system's"},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* The addresses of a provider that is known. */
static void
set_known(OauthMap *map)
{
	ConfigOauth *oauth = &map->oauth;

	if (strcmp(map->provider, "google") == 0) {
		oauth->authorize_url = g_strdup("https://accounts.google.com/o/oauth2/v2/auth");
		oauth->token_url = g_strdup("https://oauth2.googleapis.com/token");
		oauth->scope = g_strdup("https://mail.google.com/");
		return;
	}
	oauth->device_url =
	    g_strconcat(MICROSOFT, map->tenant, "/oauth2/v2.0/devicecode", NULL);
	oauth->token_url = g_strconcat(MICROSOFT, map->tenant, "/oauth2/v2.0/token", NULL);
	oauth->scope = g_strdup("https://outlook.office.com/IMAP.AccessAsUser.All "
				"https://outlook.office.com/SMTP.Send offline_access");
}

static void
check_known(const YamlNode *node, const OauthMap *map)
{
	bool is_microsoft = g_strcmp0(map->provider, "microsoft") == 0;

	if (is_microsoft && map->tenant == NULL)
		yaml_mistake(node, "'tenant' here: the id of your directory, or a domain of it",
		    "'provider: microsoft' without it");
	else if (!is_microsoft && map->tenant != NULL)
		yaml_mistake(
		    yaml_get(node, "tenant"), "it with 'provider: microsoft' only", "'tenant'");
	if (g_strcmp0(map->provider, "google") == 0 && map->oauth.client_secret_file == NULL)
		yaml_mistake(node, "'client_secret_file' here, with the secret beside its id",
		    "'provider: google' without it");
}

void
config_oauth_free(ConfigOauth *oauth)
{
	if (oauth == NULL)
		return;
	g_free(oauth->device_url);
	g_free(oauth->authorize_url);
	g_free(oauth->token_url);
	g_free(oauth->scope);
	g_free(oauth->client_id);
	g_free(oauth->client_secret_file);
	g_free(oauth->token_file);
	g_free(oauth->ca_file);
	g_free(oauth);
}

bool
config_read_oauth(const YamlNode *node, const void *extra, void *target)
{
	ConfigOauth **oauth = target;
	OauthMap map = {0};
	bool good = yaml_read_map(node, oauth_fields, &map);

	(void)extra;
	if (good)
		check_known(node, &map);
	if (good && map.oauth.client_secret_file != NULL)
		config_check_secret(yaml_get(node, "client_secret_file"),
		    &(ConfigLogin){.password_file = map.oauth.client_secret_file});
	config_check_ca_file(node, map.oauth.ca_file);
	if (map.provider != NULL)
		set_known(&map);
	g_free(map.provider);
	g_free(map.tenant);
	config_oauth_free(*oauth);
	*oauth = g_memdup2(&map.oauth, sizeof map.oauth);
	return good;
}
