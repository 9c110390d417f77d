/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server on loopback that plays one connection from a script: each line that comes must begin as the step says, and
 * is answered with its reply. script_end() fails when the client did not say exactly that. Include after cmocka.h.
 */
#pragma once

#include <arpa/inet.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCRIPT_SECONDS 20
#define SCRIPT_LATE "~" /* a reply that begins with it comes half a second late */
#define SCRIPT_LATE_US 500000

typedef struct {
	const char *expect; /* how the line begins; after its tag in IMAP */
	const char *reply;  /* a % is the line's tag; "" says nothing; NULL hangs up */
} ScriptStep;

typedef struct {
	const char *greeting;
	const ScriptStep *
	    steps; /* the last one has expect NULL: the client leaves, having said at most LOGOUT or QUIT */
	bool tagged; /* IMAP */
} Script;

typedef struct {
	pid_t pid;
	char port[8];
} ScriptedServer;

static void
script_reply(FILE *out, const char *reply, const char *tag)
{
	if (*reply == SCRIPT_LATE[0]) {
		g_usleep(SCRIPT_LATE_US);
		reply++;
	}
	for (; *reply != '\0'; reply++) {
		if (*reply == '%')
			fputs(tag, out);
		else
			fputc(*reply, out);
	}
	fflush(out);
}

static bool
script_is_goodbye(const char *line)
{
	return g_str_has_prefix(line, "LOGOUT") || g_str_has_prefix(line, "QUIT");
}

/* Plays the script; the exit status of the server's process. */
static int
script_play(const Script *script, FILE *in, FILE *out)
{
	const ScriptStep *step = script->steps;
	char line[8192];

	script_reply(out, script->greeting, "");
	while (fgets(line, sizeof line, in) != NULL) {
		char *text = script->tagged ? strchr(line, ' ') : line;

		if (text == NULL) /* DONE has no tag */
			text = line;
		else if (script->tagged)
			*text++ = '\0';
		if (step->expect == NULL && script_is_goodbye(text))
			return 0;
		if (step->expect == NULL || !g_str_has_prefix(text, step->expect)) {
			print_error("it said \"%s\", expected was \"%s\"\n", text,
			    step->expect == NULL ? "(nothing)" : step->expect);
			return 1;
		}
		if (step->reply == NULL)
			return step[1].expect != NULL;
		script_reply(out, step->reply, line);
		step++;
	}
	if (step->expect != NULL)
		print_error("it left, expected was \"%s\"\n", step->expect);
	return step->expect != NULL;
}

G_GNUC_UNUSED static ScriptedServer
script_start(const Script *script)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ScriptedServer server;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	g_snprintf(server.port, sizeof server.port, "%u", ntohs(address.sin_port));
	server.pid = fork();
	if (server.pid == 0) {
		int peer;

		alarm(SCRIPT_SECONDS);
		peer = accept(listener, NULL, NULL);
		_exit(script_play(script, fdopen(peer, "r"), fdopen(dup(peer), "w")));
	}
	close(listener);
	return server;
}

G_GNUC_UNUSED static void
script_end(const ScriptedServer *server)
{
	int status = 0;

	assert_int_equal(waitpid(server->pid, &status, 0), server->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}
