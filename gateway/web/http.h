/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP by libmicrohttpd, without a thread: one Http listens at one socket, and its descriptor is waited for by whoever has it.
 * A request is handed on whole, its head looked at and its body no larger than it may be, and answered whenever its answer
 * is there; browsers that are slow wait here and nowhere else.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "gateway/web/http_head.h"
#include "gateway/web/http_multipart.h"

typedef struct Http Http;
typedef struct HttpExchange HttpExchange;

typedef struct {
	bool is_post;     /* else GET or HEAD */
	char *path;       /* own; as it came, "/desk/contact/els%40klant.example" */
	json_t *query;    /* own; of the address; never NULL */
	json_t *form;     /* own; of a POST; or NULL */
	GPtrArray *files; /* own; of HttpFile: that came with it; or NULL */
	bool is_cut;      /* it was larger than it may be: what is here is the beginning */
	HttpHead head;    /* own */
	uid_t user;       /* who is at the other end of a Unix socket; (uid_t)-1: not known */
	int64_t begun_us; /* when it was here whole, monotonic */
	void *data;       /* of whoever is told of it */
} WebRequest;

typedef struct {
	int status;
	GBytes *body;         /* foreign; or NULL */
	const char *type;     /* "text/html; charset=utf-8"; or NULL */
	const char *location; /* or NULL */
	const char *cookie;   /* a new secret, "": it is taken away; or NULL: as it was */
	const char *file;     /* its name, to be saved and not shown; or NULL */
	bool is_secret;       /* its address is: nobody else hears of it */
	bool has_script;      /* our own one may run in it */
	bool lasts;           /* it may be kept by the browser: the same for everybody */
} WebAnswer;

typedef struct {
	/* How many bytes the body of such a request may have; 0: none. Of one that may have files what is more is cut off, so
	 * that it can be said; any other is refused. */
	size_t (*body_max)(const WebRequest *request, void *data);
	/* It is here whole, and is to be answered now or later. */
	void (*asked)(HttpExchange *exchange, WebRequest *request, void *data);
	/* It is over, answered or not, and must not be answered any more. */
	void (*over)(WebRequest *request, void *data);
} HttpEvents;

typedef struct {
	const char *sso_header;  /* foreign; whose values HttpHead has; or NULL */
	const char *certificate; /* PEM, copied; it speaks TLS, 1.2 or newer; or NULL */
	const char *key;         /* likewise, with it */
} HttpSettings;
/* Takes a socket that listens. NULL: it cannot. */
Http *http_new(int take_fd, const HttpSettings *settings, const HttpEvents *events, void *data);
void http_free(Http *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Http, http_free)
/* Is readable when http_run() has something to do; in so many ms, at the latest, it has, too. */
int http_fd(const Http *http);
int http_wait_ms(const Http *http);
void http_run(Http *http);

/* Once for each exchange; the answer is copied, or referenced. */
void http_answer(HttpExchange *exchange, const WebAnswer *answer);
