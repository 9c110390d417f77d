/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server of HTTP/1.1 on loopback, over any number of connections: each request takes the first step that was not taken
 * yet and whose beginning it has, and gets its answer. http_fixture_end() fails when not exactly the steps were asked for.
 * Include after cmocka.h.
 */
#pragma once

#include <arpa/inet.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HTTP_CONNECTIONS 16
#define HTTP_SECONDS 30

typedef enum {
	HTTP_STEP_ANSWERS,
	HTTP_STEP_CUTS,        /* the connection, without a byte */
	HTTP_STEP_CUTS_WITHIN, /* its answer */
	HTTP_STEP_IS_SILENT,
} HttpStepHow;

typedef struct {
	const char *expect; /* how the request line begins: "POST /oauth_token.do" */
	const char *has;    /* what else stands in the request; or NULL */
	int status;
	const char *answer;  /* JSON, unless headers say otherwise; or NULL */
	const char *headers; /* lines with their ends; or NULL */
	HttpStepHow how;
} HttpStep;

typedef struct {
	pid_t pid;
	char url[40];
} HttpFixture;

typedef struct {
	const HttpStep *steps;
	bool taken[64];
	GString *read[HTTP_CONNECTIONS];
	struct pollfd fds[HTTP_CONNECTIONS + 1]; /* the last one listens */
	bool wrong;
} HttpServing;

static volatile sig_atomic_t http_fixture_over;

static void
http_fixture_on_end(int number)
{
	(void)number;
	http_fixture_over = 1;
}

static void
http_fixture_close(HttpServing *serving, int i)
{
	close(serving->fds[i].fd);
	serving->fds[i].fd = -1;
	g_string_truncate(serving->read[i], 0);
}

static void
http_fixture_answer(HttpServing *serving, int i, const HttpStep *step)
{
	const char *body = step->answer == NULL ? "" : step->answer;
	g_autofree char *text =
	    g_strdup_printf("HTTP/1.1 %d Some\r\n%sContent-Length: %zu\r\n\r\n%s", step->status,
		step->headers == NULL ? "Content-Type: application/json\r\n" : step->headers,
		strlen(body), body);
	size_t length = strlen(text);

	if (step->how == HTTP_STEP_CUTS_WITHIN)
		length -= 3;
	if (step->how == HTTP_STEP_ANSWERS || step->how == HTTP_STEP_CUTS_WITHIN)
		if (write(serving->fds[i].fd, text, length) != (ssize_t)length)
			serving->wrong = true;
	if (step->how == HTTP_STEP_CUTS || step->how == HTTP_STEP_CUTS_WITHIN)
		http_fixture_close(serving, i);
}

static void
http_fixture_take(HttpServing *serving, int i)
{
	const char *request = serving->read[i]->str;

	for (int s = 0; serving->steps[s].expect != NULL; s++) {
		const HttpStep *step = &serving->steps[s];

		if (serving->taken[s] || !g_str_has_prefix(request, step->expect) ||
		    (step->has != NULL && strstr(request, step->has) == NULL))
			continue;
		serving->taken[s] = true;
		g_string_truncate(serving->read[i], 0);
		http_fixture_answer(serving, i, step);
		return;
	}
	print_error("not expected: %s\n", request);
	serving->wrong = true;
	http_fixture_close(serving, i);
}

/* Whether the request is whole. */
static bool
http_fixture_is_whole(const GString *read)
{
	const char *end = strstr(read->str, "\r\n\r\n");
	const char *length = end == NULL ? NULL : strcasestr(read->str, "content-length:");

	if (end == NULL)
		return false;
	return read->len >=
	       (size_t)(end + 4 - read->str) +
		   (length == NULL || length > end
			   ? 0
			   : g_ascii_strtoull(length + strlen("content-length:"), NULL, 10));
}

static void
http_fixture_read(HttpServing *serving, int i)
{
	char bytes[65536];
	ssize_t length = read(serving->fds[i].fd, bytes, sizeof bytes);

	if (length <= 0) {
		http_fixture_close(serving, i);
		return;
	}
	g_string_append_len(serving->read[i], bytes, length);
	if (http_fixture_is_whole(serving->read[i]))
		http_fixture_take(serving, i);
}

static void
http_fixture_accept(HttpServing *serving)
{
	for (int i = 0; i < HTTP_CONNECTIONS; i++)
		if (serving->fds[i].fd < 0) {
			serving->fds[i].fd =
			    accept(serving->fds[HTTP_CONNECTIONS].fd, NULL, NULL);
			return;
		}
}

/* The exit status: whether exactly the steps were asked for. */
static int
http_fixture_serve(const HttpStep *steps, int listener)
{
	HttpServing serving = {.steps = steps};

	for (int i = 0; i <= HTTP_CONNECTIONS; i++)
		serving.fds[i] = (struct pollfd){
		    .fd = i == HTTP_CONNECTIONS ? listener : -1, .events = POLLIN};
	for (int i = 0; i < HTTP_CONNECTIONS; i++)
		serving.read[i] = g_string_new(NULL);
	while (!http_fixture_over) {
		if (poll(serving.fds, HTTP_CONNECTIONS + 1, 50) <= 0)
			continue;
		for (int i = 0; i < HTTP_CONNECTIONS; i++)
			if (serving.fds[i].revents != 0)
				http_fixture_read(&serving, i);
		if (serving.fds[HTTP_CONNECTIONS].revents != 0)
			http_fixture_accept(&serving);
	}
	for (int s = 0; steps[s].expect != NULL; s++)
		if (!serving.taken[s]) {
			print_error("never asked for: %s\n", steps[s].expect);
			serving.wrong = true;
		}
	return serving.wrong;
}

G_GNUC_UNUSED static HttpFixture
http_fixture_start(const HttpStep *steps)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	HttpFixture server;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, HTTP_CONNECTIONS), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	g_snprintf(
	    server.url, sizeof server.url, "http://127.0.0.1:%u", ntohs(address.sin_port));
	/* before the fork: it may be over before the child has begun */
	signal(SIGTERM, http_fixture_on_end);
	server.pid = fork();
	if (server.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		alarm(HTTP_SECONDS);
		_exit(http_fixture_serve(steps, listener));
	}
	close(listener);
	return server;
}

G_GNUC_UNUSED static void
http_fixture_end(const HttpFixture *server)
{
	int status = 0;

	kill(server->pid, SIGTERM);
	assert_int_equal(waitpid(server->pid, &status, 0), server->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}
