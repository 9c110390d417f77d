/* SPDX-License-Identifier: Apache-2.0 */
/* The web pages: `web: {listen: ..., url: ..., ...}`. Off where nothing is listened at. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A Unix socket, or an address of this machine; none where both are NULL. */
typedef struct {
	char *path; /* own; absolute; or NULL */
	char *host; /* own; "127.0.0.1", "::1"; or NULL */
	uint16_t port;
} ConfigListen;

typedef struct {
	ConfigListen listen;
	ConfigListen metrics; /* never a path */
	char *url;            /* own; "https://desk.example", without a slash at its end */
	char *sso_header;     /* own; in which a proxy says who it has let in; or NULL */
	char *sso_user;       /* own; the Unix user of that proxy; with sso_header */
	GPtrArray
	    *sso_customers; /* own; domains whose addresses let customers in, too; or NULL */
} ConfigWeb;
void config_web_clear(ConfigWeb *web);
bool config_web_is_on(const ConfigWeb *web);
