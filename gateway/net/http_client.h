/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to one server, many under way at once, over connections that are kept: HTTP/2 where the server offers it.
 * TLS is 1.2 or newer, certificate and name are always verified, plain text goes to loopback alone. No redirect is
 * followed, no cookie kept, no proxy asked. What was sent and not answered is never sent again here: whoever asked
 * decides that.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/net/curl_library.h"

typedef struct HttpClient HttpClient;

typedef struct {
	const CurlLibrary *curl; /* foreign */
	const char
	    *url; /* "https://desk.example:8443", without a path; http on loopback only */
	const char *ca_file; /* or NULL: the system's authorities */
	int64_t connections; /* at most so many */
} HttpServer;

/* An error says what is wrong with the URL. */
HttpClient *http_client_new(const HttpServer *server, GError **error);
/* What is under way is dropped, without a word. */
void http_client_free(HttpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpClient, http_client_free)

typedef struct {
	const char *method;
	const char *path;           /* from "/" on, with its query, percent-encoded */
	const char *const *headers; /* lines, NULL behind the last; or NULL */
	GBytes *body;               /* sent as it is, without a copy; or NULL */
	size_t most;                /* bytes of an answer, decompressed */
	int64_t wait_ms;            /* for all of it */
} HttpRequest;

typedef enum {
	HTTP_ANSWERED,
	HTTP_UNSENT, /* the server did not get any of the request's body, or, where it has none, nothing */
	HTTP_CUT,       /* it may have got the request; no whole answer came */
	HTTP_TOO_LARGE, /* the answer is longer than may be */
} HttpEnd;

typedef struct {
	HttpEnd end;
	const char *why;     /* of what is not ANSWERED: in words, without the request */
	long status;         /* 0: no head of an answer came */
	GHashTable *headers; /* values by names in lower case; what stands twice: the last */
	GByteArray *body;
} HttpAnswer;
/* A header's value, or NULL. */
const char *http_answer_header(const HttpAnswer *answer, const char *name);

/* The answer is borrowed. */
typedef void (*HttpAnswered)(const HttpAnswer *answer, void *data);

/* Never answers before it returns. */
void http_client_send(
    HttpClient *client, const HttpRequest *request, HttpAnswered answered, void *data);
/* Requests under way. */
guint http_client_busy(const HttpClient *client);
/* Works until answers came, which are told, until there is something to read from fd (-1: none), or for so long. True:
 * there is something to read. */
bool http_client_run(HttpClient *client, int fd, int wait_ms);
