/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a request as far as we use it: few headers, each of which may come once, and whose form is looked at. What is
 * counted is what tells where a request ends, so that no proxy before us sees another end than we do (RFC 9112, section 6.3).
 * Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	const char *sso_header; /* foreign; the header that is believed, or NULL: none is */
	char *cookie;           /* own; the secret of our cookie, or NULL */
	char *site;             /* own; Sec-Fetch-Site, or NULL */
	char *pressed;          /* own; Sec-Fetch-User, or NULL */
	char *origin;           /* own; or NULL */
	char *languages;        /* own; Accept-Language, or NULL */
	char *type;             /* own; Content-Type, or NULL */
	char *proxy;            /* own; what the header that is believed says, or NULL */
	char *match;            /* own; If-None-Match, or NULL */
	int64_t length;         /* Content-Length; -1: none */
	unsigned lengths, codings, hosts, cookies, proxies, headers; /* how many */
	bool malformed; /* a name or value has what none may have */
} HttpHead;
void http_head_init(HttpHead *head, const char *sso_header);
void http_head_clear(HttpHead *head);

/* The next header, in the order in which they came. Neither ends with NUL. */
void http_head_add(
    HttpHead *head, const char *name, size_t name_size, const char *value, size_t value_size);
/* Whether all of them together are those of one request whose end is plain. */
bool http_head_is_good(const HttpHead *head);
/* Whether a form of our own page sent it: Sec-Fetch-Site says so or, of a browser that does not know it, Origin; ours:
 * "https://desk.example". */
bool http_head_is_same_origin(const HttpHead *head, const char *ours);
/* The same of a page whose address is a secret: what a browser does not tell then (Referrer-Policy) is no reason to refuse
 * it. */
bool http_head_is_not_foreign(const HttpHead *head, const char *ours);
/* Whether a person's press sent it, and no script: as far as the browser tells. */
bool http_head_is_pressed(const HttpHead *head);
/* The first of these languages that the browser wants, else the last resort. Borrowed. */
const char *http_head_language(
    const HttpHead *head, const char *const *languages, const char *otherwise);

/* Of the browser's cookies; its name keeps it to this host, this path and to TLS. */
#define HTTP_COOKIE "__Host-casegate"
