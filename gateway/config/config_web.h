/* SPDX-License-Identifier: Apache-2.0 */
/* The web pages: `web: {listen: ..., url: ..., ...}`. Off where nothing is listened at. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A Unix socket, an address of this machine, or what systemd has opened; none where nothing is set. */
typedef struct {
	char *path; /* own; absolute; or NULL */
	char *host; /* own; "127.0.0.1", "::1"; or NULL */
	uint16_t port;
	bool by_systemd;
} ConfigListen;

typedef struct {
	ConfigListen listen;
	ConfigListen metrics; /* never a path */
	char *certificate;    /* own; of a listener that speaks TLS itself: its file; or NULL */
	char *key;            /* own; with certificate */
	char *url;            /* own; "https://desk.example", without a slash at its end */
	char *sso_header;     /* own; in which a proxy says who it has let in; or NULL */
	char *sso_user;       /* own; the Unix user of that proxy; with sso_header */
	GPtrArray
	    *sso_customers; /* own; domains whose addresses let customers in, too; or NULL */
} ConfigWeb;
void config_web_clear(ConfigWeb *web);
bool config_web_is_on(const ConfigWeb *web);
