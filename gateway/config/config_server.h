/* SPDX-License-Identifier: Apache-2.0 */
/* A server in the configuration: how it is reached, who logs in, and where the password comes from. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* How a person signs in, and how tokens are renewed from then on (RFC 6749). */
typedef struct {
	char *device_url;         /* own; a code is shown there (RFC 8628), or NULL: */
	char *authorize_url;      /* own; a browser comes back with one */
	char *token_url;          /* own */
	char *scope;              /* own */
	char *client_id;          /* own */
	char *client_secret_file; /* own; or NULL */
	char *token_file;         /* own; gateway/config/oauth_file.h */
	char *ca_file;            /* own; or NULL: the system's */
} ConfigOauth;

/* Where a secret comes from; it is read when a worker starts, never kept in the configuration. */
typedef struct {
	char *user;           /* own; or NULL: no login */
	char *password_file;  /* own; or NULL */
	char *credential;     /* own; name below $CREDENTIALS_DIRECTORY, or NULL */
	char **token_command; /* own; or NULL: XOAUTH2 with the token it prints */
	ConfigOauth *oauth;   /* own; or NULL: XOAUTH2 with a token that is renewed */
} ConfigLogin;

typedef enum {
	CONFIG_TLS_IMPLICIT,
	CONFIG_TLS_STARTTLS,
	CONFIG_TLS_NONE, /* loopback only */
} ConfigTls;

/* A server, from its URL. */
typedef struct {
	char *host; /* own; NULL: not this kind */
	char *port; /* own */
	ConfigTls tls;
	char *ca_file; /* own; or NULL: the system's */
	ConfigLogin login;
} ConfigServer;

/* The password of this login, from its file or credential; caller owns (config_secret_free). NULL with an error that
 * names the file. At most 4 KiB, one line, readable by nobody else. token_command is not run here. */
char *config_password(const ConfigLogin *login, GError **error);
void config_secret_free(char *secret);

#define CONFIG_ERROR (config_error_quark())
GQuark config_error_quark(void);
typedef enum {
	CONFIG_ERROR_SECRET,
} ConfigError;
