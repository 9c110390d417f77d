/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/net/stream_tls.h"
#include "tests/unit/certificates.h"

#define SERVER_SECONDS 20

/* What the server does once somebody connected: ssl is NULL for a plain one. */
typedef void (*Play)(int fd, SSL *ssl);

typedef struct {
	const Identity *identity; /* NULL: plain */
	int version;              /* the only TLS version it speaks, or 0 */
	Play play;
} ServerForm;

typedef struct {
	pid_t pid;
	char port[8];
} Server;

static void
serve(int fd, const ServerForm *form)
{
	SSL_CTX *context;
	SSL *ssl;

	if (form->identity == NULL) {
		form->play(fd, NULL);
		return;
	}
	context = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_certificate(context, form->identity->certificate);
	SSL_CTX_use_PrivateKey(context, form->identity->key);
	if (form->version != 0) {
		SSL_CTX_set_security_level(context, 0);
		SSL_CTX_set_min_proto_version(context, form->version);
		SSL_CTX_set_max_proto_version(context, form->version);
	}
	ssl = SSL_new(context);
	SSL_set_fd(ssl, fd);
	if (SSL_accept(ssl) == 1)
		form->play(fd, ssl);
	SSL_shutdown(ssl);
	SSL_free(ssl);
	SSL_CTX_free(context);
}

static Server
server_start(const ServerForm *form)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	Server server;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	g_snprintf(server.port, sizeof server.port, "%u", ntohs(address.sin_port));
	server.pid = fork();
	if (server.pid == 0) {
		alarm(SERVER_SECONDS);
		serve(accept(listener, NULL, NULL), form);
		_exit(0);
	}
	close(listener);
	return server;
}

static void
server_end(const Server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}

static void
play_echo(int fd, SSL *ssl)
{
	char buffer[65536];
	int got;

	while ((got = ssl != NULL ? SSL_read(ssl, buffer, sizeof buffer)
				  : (int)read(fd, buffer, sizeof buffer)) > 0)
		if ((ssl != NULL ? SSL_write(ssl, buffer, got)
				 : (int)write(fd, buffer, (size_t)got)) != got)
			return;
}

static void
play_trickle(int fd, SSL *ssl)
{
	(void)ssl;
	while (write(fd, "x", 1) == 1)
		g_usleep(20 * 1000);
}

static void
play_flood(int fd, SSL *ssl)
{
	static const char block[65536] = "x";

	(void)ssl;
	while (write(fd, block, sizeof block) > 0)
		;
}

static void
play_close(int fd, SSL *ssl)
{
	(void)fd;
	(void)ssl;
}

static void
play_silence(int fd, SSL *ssl)
{
	char byte;

	(void)ssl;
	while (read(fd, &byte, 1) > 0)
		;
}

static void
play_speak_first(int fd, SSL *ssl)
{
	ssize_t written = write(fd, "OK begin\r\nINJECTED\r\n", 20);

	(void)written;
	play_silence(fd, ssl);
}

/* Everything a test needs, made once. */
typedef struct {
	char *ca_file; /* own */
	Identity authority, stranger, good, other, common, expired, early, unknown, alone;
} World;

static int
set_up(void **state)
{
	World *world = g_new0(World, 1);

	signal(SIGPIPE, SIG_IGN);
	world->authority = identity_make(&(IdentityForm){"authority", NULL, -1, 9}, NULL);
	world->stranger = identity_make(&(IdentityForm){"stranger", NULL, -1, 9}, NULL);
	world->good = identity_make(
	    &(IdentityForm){"mail", "DNS:localhost,IP:127.0.0.1", -1, 9}, &world->authority);
	world->common = identity_make(
	    &(IdentityForm){"localhost", "email:desk@localhost", -1, 9}, &world->authority);
	world->other = identity_make(
	    &(IdentityForm){"localhost", "DNS:other.example,DNS:*.localhost", -1, 9},
	    &world->authority);
	world->expired =
	    identity_make(&(IdentityForm){"mail", "DNS:localhost", -9, -1}, &world->authority);
	world->early =
	    identity_make(&(IdentityForm){"mail", "DNS:localhost", 1, 9}, &world->authority);
	world->unknown =
	    identity_make(&(IdentityForm){"mail", "DNS:localhost", -1, 9}, &world->stranger);
	world->alone = identity_make(&(IdentityForm){"mail", "DNS:localhost", -1, 9}, NULL);
	world->ca_file = g_strdup("/tmp/casegate-ca-XXXXXX");
	close(g_mkstemp(world->ca_file));
	identity_write(&world->authority, world->ca_file);
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	World *world = *state;
	Identity *identities[] = {&world->authority, &world->stranger, &world->good,
	    &world->other, &world->common, &world->expired, &world->early, &world->unknown,
	    &world->alone};

	for (size_t i = 0; i < G_N_ELEMENTS(identities); i++)
		identity_clear(identities[i]);
	g_unlink(world->ca_file);
	g_free(world->ca_file);
	g_free(world);
	return 0;
}

static void
assert_echo(mailstream *stream, size_t length)
{
	g_autofree char *sent = g_strnfill(length, 'e');
	g_autofree char *got = g_malloc0(length + 1);
	size_t have = 0;

	stream_tls_allow(stream, 5000, length);
	assert_int_equal(mailstream_write(stream, sent, length), length);
	assert_int_equal(mailstream_flush(stream), 0);
	while (have < length) {
		ssize_t more = mailstream_read(stream, got + have, length - have);

		assert_true(more > 0);
		have += (size_t)more;
	}
	assert_string_equal(sent, got);
}

static void
verified_servers_are_talked_to(void **state)
{
	World *world = *state;
	static const char *const HOSTS[] = {"localhost", "127.0.0.1"};
	static const int VERSIONS[] = {TLS1_2_VERSION, TLS1_3_VERSION};

	for (size_t i = 0; i < G_N_ELEMENTS(HOSTS); i++) {
		Server server =
		    server_start(&(ServerForm){&world->good, VERSIONS[i], play_echo});
		StreamTlsServer where = {
		    .host = HOSTS[i], .port = server.port, .ca_file = world->ca_file};
		g_autoptr(GError) error = NULL;
		mailstream *stream = stream_tls_open(&where, &error);

		assert_null(error);
		assert_echo(stream, 10);
		assert_echo(stream, 40000);
		assert_null(stream_tls_failure(stream));
		mailstream_close(stream);
		server_end(&server);
	}
}

static void
doubtful_servers_are_refused(void **state)
{
	World *world = *state;
	const struct {
		const Identity *identity;
		int version;
		const char *host;
		StreamTlsError code;
		const char *expected;
	} CASES[] = {
	    {&world->other, 0, "localhost", STREAM_TLS_ERROR_CERTIFICATE,
		"certificate is for another host name than localhost"},
	    {&world->common, 0, "localhost", STREAM_TLS_ERROR_CERTIFICATE,
		"certificate is for another host name than localhost"},
	    {&world->other, 0, "127.0.0.1", STREAM_TLS_ERROR_CERTIFICATE,
		"certificate is for another host name than 127.0.0.1"},
	    {&world->expired, 0, "localhost", STREAM_TLS_ERROR_CERTIFICATE,
		"certificate has expired"},
	    {&world->early, 0, "localhost", STREAM_TLS_ERROR_CERTIFICATE,
		"certificate is not valid yet"},
	    {&world->unknown, 0, "localhost", STREAM_TLS_ERROR_CERTIFICATE,
		"certificate is not trusted (unknown authority)"},
	    {&world->alone, 0, "localhost", STREAM_TLS_ERROR_CERTIFICATE,
		"certificate is not trusted (self-signed)"},
	    {&world->good, TLS1_1_VERSION, "localhost", STREAM_TLS_ERROR_NETWORK,
		"TLS handshake: it does not speak TLS 1.2 or newer"},
	    {NULL, 0, "localhost", STREAM_TLS_ERROR_NETWORK,
		"TLS handshake: it does not speak TLS here"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Server server = server_start(
		    &(ServerForm){CASES[i].identity, CASES[i].version, play_speak_first});
		StreamTlsServer where = {
		    .host = CASES[i].host, .port = server.port, .ca_file = world->ca_file};
		g_autofree char *expected =
		    g_strdup_printf("%s:%s: %s", CASES[i].host, server.port, CASES[i].expected);
		g_autoptr(GError) error = NULL;

		assert_null(stream_tls_open(&where, &error));
		assert_true(g_error_matches(error, STREAM_TLS_ERROR, (int)CASES[i].code));
		if (!g_str_has_prefix(error->message, expected))
			fail_msg("\"%s\", expected \"%s\"", error->message, expected);
		server_end(&server);
	}
}

static void
starttls_verifies_as_well(void **state)
{
	World *world = *state;
	Server server = server_start(&(ServerForm){&world->other, 0, play_echo});
	StreamTlsServer where = {.host = "localhost",
	    .port = server.port,
	    .ca_file = world->ca_file,
	    .mode = STREAM_TLS_STARTTLS};
	mailstream *stream = stream_tls_open(&where, NULL);
	g_autoptr(GError) error = NULL;

	assert_false(stream_tls_upgrade(stream, &error));
	assert_true(g_error_matches(error, STREAM_TLS_ERROR, STREAM_TLS_ERROR_CERTIFICATE));
	mailstream_close(stream);
	server_end(&server);
}

static void
bytes_before_tls_are_refused(void **state)
{
	World *world = *state;
	Server server = server_start(&(ServerForm){NULL, 0, play_speak_first});
	StreamTlsServer where = {.host = "localhost",
	    .port = server.port,
	    .ca_file = world->ca_file,
	    .mode = STREAM_TLS_STARTTLS};
	mailstream *stream = stream_tls_open(&where, NULL);
	g_autoptr(GError) error = NULL;
	char line[10];

	stream_tls_allow(stream, 5000, 1000);
	assert_int_equal(mailstream_read(stream, line, sizeof line), sizeof line);
	assert_true(stream_tls_pending(stream));
	assert_false(stream_tls_upgrade(stream, &error));
	assert_true(g_error_matches(error, STREAM_TLS_ERROR, STREAM_TLS_ERROR_REFUSED));
	mailstream_close(stream);
	server_end(&server);
}

static void
count(void *data)
{
	(*(int *)data)++;
}

/* Whoever waits for a slow server can say so all the while. */
static void
a_wait_can_be_seen(void **state)
{
	const ServerForm form = {.play = play_silence};
	Server server = server_start(&form);
	g_autoptr(GError) error = NULL;
	int seen = 0;
	StreamTlsServer where = {.host = "127.0.0.1",
	    .port = server.port,
	    .mode = STREAM_TLS_NONE,
	    .alive = count,
	    .data = &seen};
	mailstream *stream = stream_tls_open(&where, &error);
	char line[10];

	(void)state;
	assert_non_null(stream);
	seen = 0;
	stream_tls_allow(stream, 2500, 1000);
	assert_true(mailstream_read(stream, line, sizeof line) < 0);
	assert_string_equal(stream_tls_failure(stream), "it did not answer in time");
	assert_in_range(seen, 3, 4);
	mailstream_close(stream);
	server_end(&server);
}

static void
what_cannot_be_reached_is_said(void **state)
{
	const struct {
		StreamTlsServer where;
		StreamTlsError code;
		const char *expected;
	} CASES[] = {
	    {{.host = "127.0.0.1", .port = "1", .mode = STREAM_TLS_NONE},
		STREAM_TLS_ERROR_NETWORK, "127.0.0.1:1: could not connect: Connection refused"},
	    {{.host = "192.0.2.1", .port = "143", .mode = STREAM_TLS_NONE},
		STREAM_TLS_ERROR_REFUSED,
		"192.0.2.1:143: plain text is for loopback addresses only"},
	    {{.host = "2001:db8::1", .port = "143", .mode = STREAM_TLS_NONE},
		STREAM_TLS_ERROR_REFUSED,
		"2001:db8::1:143: plain text is for loopback addresses only"},
	    {{.host = "127.0.0.1", .port = "no-such-service", .mode = STREAM_TLS_IMPLICIT},
		STREAM_TLS_ERROR_NETWORK,
		"127.0.0.1:no-such-service: could not be looked up: "},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GError) error = NULL;

		assert_null(stream_tls_open(&CASES[i].where, &error));
		assert_true(g_error_matches(error, STREAM_TLS_ERROR, (int)CASES[i].code));
		if (!g_str_has_prefix(error->message, CASES[i].expected))
			fail_msg("\"%s\"", error->message);
	}
}

static void
an_unreadable_authority_is_said(void **state)
{
	World *world = *state;
	Server server = server_start(&(ServerForm){&world->good, 0, play_echo});
	StreamTlsServer where = {
	    .host = "localhost", .port = server.port, .ca_file = "/no/such/file"};
	g_autoptr(GError) error = NULL;

	assert_null(stream_tls_open(&where, &error));
	assert_non_null(strstr(error->message, "could be read from /no/such/file"));
	assert_true(g_error_matches(error, STREAM_TLS_ERROR, STREAM_TLS_ERROR_CERTIFICATE));
	server_end(&server);
}

/* Reads until the stream breaks; how long that took. */
static int64_t
read_to_the_end(mailstream *stream)
{
	int64_t start_us = g_get_monotonic_time();
	char buffer[4096];

	while (mailstream_read(stream, buffer, sizeof buffer) > 0)
		;
	return (g_get_monotonic_time() - start_us) / 1000;
}

static void
servers_without_end_are_cut_off(void **state)
{
	static const struct {
		Play play;
		int64_t wait_ms;
		size_t read_max;
		const char *expected;
	} CASES[] = {
	    {play_trickle, 300, 100000, "it did not answer in time"},
	    {play_silence, 300, 100000, "it did not answer in time"},
	    {play_flood, 5000, 100000, "it sent more than it announced"},
	    {play_close, 5000, 100000, "it closed the connection"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Server server = server_start(&(ServerForm){NULL, 0, CASES[i].play});
		StreamTlsServer where = {
		    .host = "127.0.0.1", .port = server.port, .mode = STREAM_TLS_NONE};
		mailstream *stream = stream_tls_open(&where, NULL);
		int64_t took_ms;

		stream_tls_allow(stream, CASES[i].wait_ms, CASES[i].read_max);
		took_ms = read_to_the_end(stream);
		assert_string_equal(stream_tls_failure(stream), CASES[i].expected);
		assert_true(took_ms < CASES[i].wait_ms + 2000);
		stream_tls_allow(stream, 5000, CASES[i].read_max);
		assert_true(read_to_the_end(stream) < 2000); /* what broke stays broken */
		mailstream_close(stream);
		server_end(&server);
	}
}

static void
modes_have_names(void **state)
{
	(void)state;
	assert_int_equal(stream_tls_mode(NULL), STREAM_TLS_IMPLICIT);
	assert_int_equal(stream_tls_mode("implicit"), STREAM_TLS_IMPLICIT);
	assert_int_equal(stream_tls_mode("starttls"), STREAM_TLS_STARTTLS);
	assert_int_equal(stream_tls_mode("none"), STREAM_TLS_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verified_servers_are_talked_to),
	    cmocka_unit_test(doubtful_servers_are_refused),
	    cmocka_unit_test(starttls_verifies_as_well),
	    cmocka_unit_test(bytes_before_tls_are_refused),
	    cmocka_unit_test(a_wait_can_be_seen),
	    cmocka_unit_test(what_cannot_be_reached_is_said),
	    cmocka_unit_test(an_unreadable_authority_is_said),
	    cmocka_unit_test(servers_without_end_are_cut_off),
	    cmocka_unit_test(modes_have_names),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
