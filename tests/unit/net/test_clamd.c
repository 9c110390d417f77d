/* SPDX-License-Identifier: Apache-2.0 */
/* What clamd may answer, by a socket and by a port; what does not answer, or not in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/net/clamd.h"

#define NONE ((const char *)-1)
#define MAIL "X5O!P%@AP"

typedef struct {
	char *folder;  /* own */
	char *address; /* own */
	pid_t pid;
} Fake;

/* Reads one question to its end, unless it is to answer early, and gives one answer. */
static void
serve_one(int listener, const char *answer, bool early)
{
	int fd = accept(listener, NULL, NULL);
	GString *asked = g_string_new(NULL);
	char bytes[65536];
	ssize_t size = 0;

	while (!early && (size = recv(fd, bytes, sizeof bytes, 0)) > 0) {
		g_string_append_len(asked, bytes, size);
		if (asked->len == sizeof "zPING" ||
		    (asked->len >= 4 &&
			memcmp(asked->str + asked->len - 4, "\0\0\0\0", 4) == 0))
			break;
	}
	if (answer == NONE)
		pause();
	else if (strcmp(answer, "echo") == 0)
		send(fd, asked->str + 14, asked->len - 18, 0);
	else
		send(fd, answer, strlen(answer) + 1, 0);
	close(fd);
	_exit(0);
}

static Fake
start(const char *answer, bool by_port, bool early)
{
	Fake fake = {.folder = g_dir_make_tmp("clamd-XXXXXX", NULL)};
	struct sockaddr_un path = {.sun_family = AF_UNIX};
	struct sockaddr_in port = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof port;
	int listener = socket(by_port ? AF_INET : AF_UNIX, SOCK_STREAM, 0);

	fake.address = g_build_filename(fake.folder, "clamd.ctl", NULL);
	g_strlcpy(path.sun_path, fake.address, sizeof path.sun_path);
	assert_int_equal(by_port ? bind(listener, (struct sockaddr *)&port, sizeof port)
				 : bind(listener, (struct sockaddr *)&path, sizeof path),
	    0);
	assert_int_equal(listen(listener, 1), 0);
	if (by_port) {
		assert_int_equal(getsockname(listener, (struct sockaddr *)&port, &size), 0);
		g_free(fake.address);
		fake.address = g_strdup_printf("127.0.0.1:%d", ntohs(port.sin_port));
	}
	fake.pid = fork();
	if (fake.pid == 0)
		serve_one(listener, answer, early);
	close(listener);
	return fake;
}

static void
stop(Fake *fake)
{
	kill(fake->pid, SIGKILL);
	waitpid(fake->pid, NULL, 0);
	if (fake->address[0] == '/')
		g_unlink(fake->address);
	g_rmdir(fake->folder);
	g_free(fake->folder);
	g_free(fake->address);
}

static void
verdicts(void **state)
{
	static const struct {
		const char *answer;
		ClamdVerdict verdict;
		const char *what;
	} ROWS[] = {
	    {"stream: OK", CLAMD_CLEAN, NULL},
	    {"stream: OK\n", CLAMD_CLEAN, NULL},
	    {"stream: Eicar-Test-Signature FOUND", CLAMD_INFECTED, "Eicar-Test-Signature"},
	    {"INSTREAM size limit exceeded. ERROR", CLAMD_REFUSED,
		"INSTREAM size limit exceeded. ERROR"},
	    {"stream: NOT OK", CLAMD_REFUSED, "NOT OK"},
	    {"echo", CLAMD_REFUSED, MAIL},
	};

	(void)state;
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(ROWS); i++) {
		bool by_port = i % 2 == 1;
		Fake fake = start(ROWS[i / 2].answer, by_port, false);
		const ClamdServer server = {.address = fake.address, .wait_ms = 10000};
		g_autoptr(GBytes) mail = g_bytes_new_static(MAIL, strlen(MAIL));
		ClamdVerdict verdict = CLAMD_CLEAN;
		g_autofree char *what = NULL;
		g_autoptr(GError) error = NULL;

		if (!clamd_scan(&server, mail, &verdict, &what, &error))
			fail_msg("%s: %s", ROWS[i / 2].answer, error->message);
		assert_int_equal(verdict, ROWS[i / 2].verdict);
		if (g_strcmp0(what, ROWS[i / 2].what) != 0)
			fail_msg("%s: %s", ROWS[i / 2].answer, what);
		stop(&fake);
	}
}

/* A mail that is larger than clamd takes is answered while it is sent. */
static void
an_early_answer(void **state)
{
	Fake fake = start("INSTREAM size limit exceeded. ERROR", false, true);
	const ClamdServer server = {.address = fake.address, .wait_ms = 10000};
	g_autofree char *large = g_malloc0(8 * 1024 * 1024);
	g_autoptr(GBytes) mail = g_bytes_new_static(large, 8 * 1024 * 1024);
	ClamdVerdict verdict = CLAMD_CLEAN;
	g_autofree char *what = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	if (clamd_scan(&server, mail, &verdict, &what, &error))
		assert_int_equal(verdict, CLAMD_REFUSED);
	else
		assert_non_null(strstr(error->message, "reset"));
	stop(&fake);
}

static void
failing(const char *answer, int64_t wait_ms, const char *why)
{
	Fake fake = start(answer, false, false);
	const ClamdServer server = {.address = fake.address, .wait_ms = wait_ms};
	g_autoptr(GError) error = NULL;

	assert_false(clamd_ping(&server, &error));
	if (strstr(error->message, why) == NULL)
		fail_msg("%s", error->message);
	stop(&fake);
}

static void
what_does_not_answer(void **state)
{
	g_autofree char *endless = g_strnfill(CLAMD_ANSWER_MOST * 2, 'x');
	const ClamdServer nobody = {.address = "/nowhere/clamd.ctl", .wait_ms = 1000};
	const ClamdServer far = {.address = "192.0.2.1:3310", .wait_ms = 1000};
	g_autoptr(GError) missing = NULL, elsewhere = NULL;

	(void)state;
	failing(NONE, 200, "it took too long");
	failing("", 10000, "it hung up without an answer");
	failing("220 mail.example", 10000, "what answers is no clamd");
	failing(endless, 10000, "it does not end its answer");
	assert_false(clamd_ping(&nobody, &missing));
	assert_string_equal(
	    missing->message, "clamd at /nowhere/clamd.ctl: No such file or directory");
	assert_false(clamd_ping(&far, &elsewhere));
	assert_non_null(strstr(elsewhere->message, "on this machine only"));
}

static void
it_answers(void **state)
{
	Fake fake = start("PONG", true, false);
	const ClamdServer server = {.address = fake.address, .wait_ms = 10000};

	(void)state;
	assert_true(clamd_ping(&server, NULL));
	stop(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verdicts),
	    cmocka_unit_test(an_early_answer),
	    cmocka_unit_test(what_does_not_answer),
	    cmocka_unit_test(it_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
