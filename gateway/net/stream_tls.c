/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection of one session of one process. Every wait ends at the deadline that was set last, every read counts
 * against what was allowed; the first reason for which the stream broke is kept in words, as libetpan's codes say
 * only that it did.
 */
#include "gateway/net/stream_tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS (10 * 1000) /* for each address of the host */
#define HANDSHAKE_MS (30 * 1000)
#define ALIVE_MS 1000
#define BUFFER_SIZE (64 * 1024)

typedef struct {
	const StreamTlsServer *server; /* foreign */
	int fd;                        /* own */
	SSL_CTX *context;              /* own; or NULL */
	SSL *ssl;                      /* own; or NULL while plain */
	int64_t deadline_us;           /* monotonic */
	void (*on_slow)(void *data);   /* or NULL */
	void *data;                    /* foreign; for on_slow */
	int64_t slow_us;               /* when it is called; monotonic */
	size_t left;                   /* bytes that may still come */
	char *failure;                 /* own; or NULL */
} Driver;

G_DEFINE_QUARK(casegate_stream_tls_error, stream_tls_error)

StreamTlsMode
stream_tls_mode(const char *name)
{
	if (g_strcmp0(name, "starttls") == 0)
		return STREAM_TLS_STARTTLS;
	if (g_strcmp0(name, "none") == 0)
		return STREAM_TLS_NONE;
	return STREAM_TLS_IMPLICIT;
}

#define fail(server, code, error, ...) \
	stream_tls_server_fail(server, STREAM_TLS_ERROR, code, error, __VA_ARGS__)

bool
stream_tls_server_fail(const StreamTlsServer *server, GQuark domain, int code, GError **error,
    const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list list;

	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	g_set_error(error, domain, code, "%s:%s: %s", server->host, server->port, text);
	return false;
}

/* Keeps the first reason. */
static ssize_t
broken(Driver *driver, const char *why)
{
	if (driver->failure == NULL)
		driver->failure = g_strdup(why);
	return -1;
}

static void
say_alive(const StreamTlsServer *server)
{
	if (server->alive != NULL)
		server->alive(server->data);
}

/* 1: go on, 0: too late, -1: errno. */
static int
wait_for(const StreamTlsServer *server, struct pollfd waiting, int64_t deadline_us)
{
	int64_t left_ms;
	int result;

	do {
		int64_t left_us = deadline_us - g_get_monotonic_time();

		left_ms = MAX((left_us + 999) / 1000, 0);
		say_alive(server);
		result = poll(&waiting, 1, (int)MIN(left_ms, ALIVE_MS));
	} while ((result < 0 && errno == EINTR) || (result == 0 && left_ms > ALIVE_MS));
	return result;
}

/* Waits until it is slow, where somebody wants to know. */
static int
wait_watched(Driver *driver, short events)
{
	const struct pollfd waiting = {.fd = driver->fd, .events = events};
	void (*on_slow)(void *data) = driver->on_slow;
	int result = 0;

	if (on_slow == NULL || driver->slow_us >= driver->deadline_us)
		return wait_for(driver->server, waiting, driver->deadline_us);
	result = wait_for(driver->server, waiting, driver->slow_us);
	if (result != 0)
		return result;
	driver->on_slow = NULL;
	on_slow(driver->data);
	return wait_for(driver->server, waiting, driver->deadline_us);
}

static bool
driver_wait(Driver *driver, short events)
{
	int result = wait_watched(driver, events);

	if (result == 0)
		broken(driver, "it did not answer in time");
	else if (result < 0)
		broken(driver, g_strerror(errno));
	return result > 0;
}

static const char *
tls_reason(unsigned long code)
{
	const char *reason = ERR_reason_error_string(code);

	switch (ERR_GET_REASON(code)) {
	case SSL_R_UNEXPECTED_EOF_WHILE_READING:
		return "it closed the connection";
	case SSL_R_WRONG_VERSION_NUMBER:
		return "it does not speak TLS here";
	case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
	case SSL_R_UNSUPPORTED_PROTOCOL:
		return "it does not speak TLS 1.2 or newer";
	default:
		return reason == NULL ? "TLS failed" : reason;
	}
}

/* After an OpenSSL call that did not succeed: true when it is to be repeated. */
static bool
driver_ssl_again(Driver *driver, int result)
{
	int system_error = errno;

	switch (SSL_get_error(driver->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return driver_wait(driver, POLLIN);
	case SSL_ERROR_WANT_WRITE:
		return driver_wait(driver, POLLOUT);
	case SSL_ERROR_ZERO_RETURN:
		broken(driver, "it closed the connection");
		return false;
	case SSL_ERROR_SYSCALL:
		broken(driver,
		    system_error == 0 ? "it closed the connection" : g_strerror(system_error));
		return false;
	default:
		broken(driver, tls_reason(ERR_peek_last_error()));
		return false;
	}
}

static ssize_t
read_tls(Driver *driver, void *buffer, size_t size)
{
	int result;

	do {
		ERR_clear_error();
		errno = 0;
		result = SSL_read(driver->ssl, buffer, (int)MIN(size, G_MAXINT));
	} while (result <= 0 && driver_ssl_again(driver, result));
	return result > 0 ? result : -1;
}

static ssize_t
read_plain(Driver *driver, void *buffer, size_t size)
{
	for (;;) {
		ssize_t got = recv(driver->fd, buffer, size, 0);

		if (got > 0)
			return got;
		if (got == 0)
			return broken(driver, "it closed the connection");
		if (errno == EAGAIN) {
			if (!driver_wait(driver, POLLIN))
				return -1;
		} else if (errno != EINTR)
			return broken(driver, g_strerror(errno));
	}
}

/* A stream that broke stays broken: libetpan asks again where it should not. The deadline is looked at although bytes
 * may be here, else a server that sends a little all the time would never meet it. */
static ssize_t
driver_read(mailstream_low *low, void *buffer, size_t size)
{
	Driver *driver = low->data;
	ssize_t got;

	if (driver->failure != NULL)
		return -1;
	if (g_get_monotonic_time() > driver->deadline_us)
		return broken(driver, "it did not answer in time");
	got = driver->ssl != NULL ? read_tls(driver, buffer, size)
				  : read_plain(driver, buffer, size);
	if (got > 0)
		say_alive(driver->server);
	if (got > 0 && (size_t)got > driver->left)
		return broken(driver, "it sent more than it announced");
	driver->left -= got > 0 ? (size_t)got : 0;
	return got;
}

static ssize_t
write_tls(Driver *driver, const void *buffer, size_t size)
{
	int result;

	do {
		ERR_clear_error();
		errno = 0;
		result = SSL_write(driver->ssl, buffer, (int)MIN(size, G_MAXINT));
	} while (result <= 0 && driver_ssl_again(driver, result));
	return result > 0 ? result : -1;
}

static ssize_t
write_plain(Driver *driver, const void *buffer, size_t size)
{
	for (;;) {
		ssize_t sent = send(driver->fd, buffer, size, MSG_NOSIGNAL);

		if (sent >= 0)
			return sent;
		if (errno == EAGAIN) {
			if (!driver_wait(driver, POLLOUT))
				return -1;
		} else if (errno != EINTR)
			return broken(driver, g_strerror(errno));
	}
}

static ssize_t
driver_write(mailstream_low *low, const void *buffer, size_t size)
{
	Driver *driver = low->data;

	if (driver->failure != NULL)
		return -1;
	if (driver->ssl != NULL)
		return write_tls(driver, buffer, size);
	return write_plain(driver, buffer, size);
}

static int
driver_close(mailstream_low *low)
{
	Driver *driver = low->data;

	if (driver->ssl != NULL && driver->failure == NULL)
		SSL_shutdown(driver->ssl);
	return 0;
}

static int
driver_fd(mailstream_low *low)
{
	const Driver *driver = low->data;

	return driver->fd;
}

static void
driver_destroy(Driver *driver)
{
	SSL_free(driver->ssl);
	SSL_CTX_free(driver->context);
	if (driver->fd >= 0)
		close(driver->fd);
	g_free(driver->failure);
	g_free(driver);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Driver, driver_destroy)

/* libetpan made low by its own malloc and leaves both to the driver. */
static void
driver_free(mailstream_low *low)
{
	driver_destroy(low->data);
	free(low);
}

static void
driver_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *
driver_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static carray *
driver_get_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

/* Not const: libetpan's type is not. */
static mailstream_low_driver DRIVER = {
    .mailstream_read = driver_read,
    .mailstream_write = driver_write,
    .mailstream_close = driver_close,
    .mailstream_get_fd = driver_fd,
    .mailstream_free = driver_free,
    .mailstream_cancel = driver_cancel,
    .mailstream_get_cancel = driver_get_cancel,
    .mailstream_get_certificate_chain = driver_get_chain,
};

static bool
is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)address;

		return ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)address;

		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	}
	return false;
}

static bool
all_loopback(const struct addrinfo *list)
{
	for (; list != NULL; list = list->ai_next)
		if (!is_loopback(list->ai_addr))
			return false;
	return true;
}

/* A connected descriptor, or -1 with errno. */
static int
connect_address(const StreamTlsServer *server, const struct addrinfo *address)
{
	int type = address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(address->ai_family, type, address->ai_protocol);
	int64_t deadline_us = g_get_monotonic_time() + CONNECT_MS * G_GINT64_CONSTANT(1000);
	int failure = 0;
	socklen_t length = sizeof failure;

	if (fd < 0)
		return -1;
	if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
		return fd;
	failure = errno;
	if (failure == EINPROGRESS) {
		failure = ETIMEDOUT;
		if (wait_for(
			server, (struct pollfd){.fd = fd, .events = POLLOUT}, deadline_us) == 1)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &length);
	}
	if (failure == 0)
		return fd;
	close(fd);
	errno = failure;
	return -1;
}

static bool
connect_any(Driver *driver, const struct addrinfo *list, GError **error)
{
	const StreamTlsServer *server = driver->server;
	int one = 1;

	if (server->mode == STREAM_TLS_NONE && !all_loopback(list))
		return fail(server, STREAM_TLS_ERROR_REFUSED, error,
		    "plain text is for loopback addresses only");
	for (; list != NULL && driver->fd < 0; list = list->ai_next)
		driver->fd = connect_address(server, list);
	if (driver->fd < 0)
		return fail(server, STREAM_TLS_ERROR_NETWORK, error, "could not connect: %s",
		    g_strerror(errno));
	setsockopt(driver->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return true;
}

static bool
driver_connect(Driver *driver, GError **error)
{
	const StreamTlsServer *server = driver->server;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;
	int result = getaddrinfo(server->host, server->port, &hints, &list);
	bool ok;

	if (result != 0)
		return fail(server, STREAM_TLS_ERROR_NETWORK, error,
		    "could not be looked up: %s", gai_strerror(result));
	ok = connect_any(driver, list, error);
	freeaddrinfo(list);
	return ok;
}

static bool
load_authorities(Driver *driver, GError **error)
{
	const char *file = driver->server->ca_file;

	if (file == NULL && SSL_CTX_set_default_verify_paths(driver->context) == 1)
		return true;
	if (file != NULL && SSL_CTX_load_verify_file(driver->context, file) == 1)
		return true;
	return fail(driver->server, STREAM_TLS_ERROR_CERTIFICATE, error,
	    "no certificate authorities could be read from %s",
	    file == NULL ? "the system" : file);
}

/* Whom the certificate must name, as one of its names and not as a common name (RFC 9525 6). An address is no server
 * name (RFC 6066 3). */
static bool
expect_host(Driver *driver)
{
	const char *host = driver->server->host;
	unsigned char address[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(driver->ssl), host) == 1;
	SSL_set_hostflags(driver->ssl,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	return SSL_set_tlsext_host_name(driver->ssl, host) == 1 &&
	       SSL_set1_host(driver->ssl, host) == 1;
}

static bool
prepare_tls(Driver *driver, GError **error)
{
	driver->context = SSL_CTX_new(TLS_client_method());
	g_assert(driver->context != NULL);
	SSL_CTX_set_min_proto_version(driver->context, TLS1_2_VERSION);
	SSL_CTX_set_verify(driver->context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_read_ahead(driver->context, 1);
	SSL_CTX_set_default_read_buffer_len(driver->context, BUFFER_SIZE);
	if (!load_authorities(driver, error))
		return false;
	driver->ssl = SSL_new(driver->context);
	g_assert(driver->ssl != NULL);
	if (!expect_host(driver))
		return fail(driver->server, STREAM_TLS_ERROR_CERTIFICATE, error,
		    "not a name that a certificate could have");
	return SSL_set_fd(driver->ssl, driver->fd) == 1;
}

static bool
refuse_certificate(const Driver *driver, long verdict, GError **error)
{
	const StreamTlsServer *server = driver->server;

	switch (verdict) {
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return fail(server, STREAM_TLS_ERROR_CERTIFICATE, error,
		    "certificate is not trusted (self-signed)");
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return fail(server, STREAM_TLS_ERROR_CERTIFICATE, error,
		    "certificate is not trusted (unknown authority)");
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return fail(server, STREAM_TLS_ERROR_CERTIFICATE, error,
		    "certificate is for another host name than %s", server->host);
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return fail(
		    server, STREAM_TLS_ERROR_CERTIFICATE, error, "certificate has expired");
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return fail(server, STREAM_TLS_ERROR_CERTIFICATE, error,
		    "certificate is not valid yet");
	default:
		return fail(server, STREAM_TLS_ERROR_CERTIFICATE, error,
		    "certificate is refused: %s", X509_verify_cert_error_string(verdict));
	}
}

static bool
driver_handshake(Driver *driver, GError **error)
{
	long verdict;
	int result;

	if (!prepare_tls(driver, error))
		return false;
	driver->deadline_us = g_get_monotonic_time() + HANDSHAKE_MS * G_GINT64_CONSTANT(1000);
	do {
		ERR_clear_error();
		errno = 0;
		result = SSL_connect(driver->ssl);
	} while (result != 1 && driver_ssl_again(driver, result));
	if (result == 1)
		return true;
	verdict = SSL_get_verify_result(driver->ssl);
	if (verdict != X509_V_OK)
		return refuse_certificate(driver, verdict, error);
	return fail(driver->server, STREAM_TLS_ERROR_NETWORK, error, "TLS handshake: %s",
	    driver->failure);
}

mailstream *
stream_tls_open(const StreamTlsServer *server, GError **error)
{
	g_autoptr(Driver) driver = g_new0(Driver, 1);
	mailstream_low *low;
	mailstream *stream;

	driver->server = server;
	driver->fd = -1;
	if (!driver_connect(driver, error))
		return NULL;
	if (server->mode == STREAM_TLS_IMPLICIT && !driver_handshake(driver, error))
		return NULL;
	low = mailstream_low_new(driver, &DRIVER);
	g_assert(low != NULL);
	g_steal_pointer(&driver);
	stream = mailstream_new(low, BUFFER_SIZE);
	g_assert(stream != NULL);
	return stream;
}

static Driver *
stream_driver(const mailstream *stream)
{
	return stream->low->data;
}

bool
stream_tls_upgrade(mailstream *stream, GError **error)
{
	Driver *driver = stream_driver(stream);

	if (stream->read_buffer_len > 0)
		return fail(driver->server, STREAM_TLS_ERROR_REFUSED, error,
		    "it sent something between STARTTLS and TLS");
	return driver_handshake(driver, error);
}

void
stream_tls_allow(mailstream *stream, int64_t wait_ms, size_t read_max)
{
	Driver *driver = stream_driver(stream);

	driver->deadline_us = g_get_monotonic_time() + wait_ms * 1000;
	driver->left = read_max;
}

void
stream_tls_watch(mailstream *stream, int64_t after_ms, void (*on_slow)(void *data), void *data)
{
	Driver *driver = stream_driver(stream);

	driver->on_slow = on_slow;
	driver->data = data;
	driver->slow_us = g_get_monotonic_time() + after_ms * 1000;
}

bool
stream_tls_pending(const mailstream *stream)
{
	const Driver *driver = stream_driver(stream);
	char byte;
	int result;

	if (stream->read_buffer_len > 0 || driver->failure != NULL)
		return true;
	if (driver->ssl == NULL)
		return recv(driver->fd, &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN;
	ERR_clear_error();
	result = SSL_peek(driver->ssl, &byte, 1);
	return result > 0 || SSL_get_error(driver->ssl, result) != SSL_ERROR_WANT_READ;
}

int
stream_tls_fd(const mailstream *stream)
{
	return stream_driver(stream)->fd;
}

const char *
stream_tls_failure(const mailstream *stream)
{
	return stream_driver(stream)->failure;
}
