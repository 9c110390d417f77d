/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker that was taken over tries once it is locked in; each attempt is made by a child of the test. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/workers/sandbox.h"

#ifdef SANDBOX

typedef enum {
	AS_READER,
	AS_WEB,
	AS_NETWORK,
	AS_FOLDERS,
} Place;

static int
open_file(void)
{
	return open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES ? 0 : 1;
}

static int
run_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return 1;
}

static int
read_memory(void)
{
	char byte = 0;
	struct iovec local = {&byte, 1};
	struct iovec remote = {&byte, 1};

	return process_vm_readv(getppid(), &local, 1, &remote, 1, 0) < 0 ? 1 : 2;
}

static int
trace_parent(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) < 0 ? 1 : 2;
}

static int
open_parents_memory(void)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/mem", (int)getppid());

	return open(path, O_RDONLY) < 0 && errno == EACCES ? 0 : 1;
}

static int
talk(void)
{
	struct sockaddr nobody = {.sa_family = AF_UNIX};

	return connect(0, &nobody, sizeof nobody) < 0 ? 1 : 2;
}

static int
make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 1 : 2;
}

static int
look_up(void)
{
	struct addrinfo *found = NULL;

	return getaddrinfo("localhost", "25", NULL, &found) == 0 ? 0 : 1;
}

static int
is_dumpable(void)
{
	return prctl(PR_GET_DUMPABLE);
}

static bool
enter(Place place)
{
	static const char *const FOLDERS[] = {"/nonexistent", NULL};

	sandbox_close_memory();
	switch (place) {
	case AS_READER:
		return sandbox_enter(NULL);
	case AS_WEB:
		return sandbox_enter_web(NULL);
	case AS_NETWORK:
		return sandbox_enter_network(NULL, NULL);
	case AS_FOLDERS:
		return sandbox_enter_folders(FOLDERS, NULL);
	}
	return false;
}

/* 0: it went as it is to go. */
static int
child_status(Place place, int (*attempt)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(enter(place) ? attempt() : 99);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void
one_that_was_taken_over_gets_nowhere(void **state)
{
	static const struct {
		const char *what;
		Place place;
		int (*attempt)(void);
		int status;
	} ROWS[] = {
	    {"a reader opens a file", AS_READER, open_file, 0},
	    {"a reader runs a program", AS_READER, run_program, -SIGSYS},
	    {"a reader reads memory", AS_READER, read_memory, -SIGSYS},
	    {"a reader traces", AS_READER, trace_parent, -SIGSYS},
	    {"a reader talks", AS_READER, talk, -SIGSYS},
	    {"the pages' worker opens a file", AS_WEB, open_file, 0},
	    {"the pages' worker runs a program", AS_WEB, run_program, -SIGSYS},
	    {"the pages' worker reads memory", AS_WEB, read_memory, -SIGSYS},
	    {"the pages' worker traces", AS_WEB, trace_parent, -SIGSYS},
	    {"the pages' worker makes a socket", AS_WEB, make_socket, -SIGSYS},
	    {"the pages' worker talks", AS_WEB, talk, -SIGSYS},
	    {"a fetcher opens a file", AS_NETWORK, open_file, 0},
	    {"a fetcher opens the gateway's memory", AS_NETWORK, open_parents_memory, 0},
	    {"a fetcher runs a program", AS_NETWORK, run_program, -SIGSYS},
	    {"a fetcher reads memory", AS_NETWORK, read_memory, -SIGSYS},
	    {"a fetcher traces", AS_NETWORK, trace_parent, -SIGSYS},
	    {"a fetcher looks a name up", AS_NETWORK, look_up, 0},
	    {"a fetcher is dumped", AS_NETWORK, is_dumpable, 0},
	    {"who has a Maildir opens a file", AS_FOLDERS, open_file, 0},
	    {"who has a Maildir runs a program", AS_FOLDERS, run_program, -SIGSYS},
	    {"who has a Maildir talks", AS_FOLDERS, talk, -SIGSYS},
	};

	(void)state;
	if (sandbox_lacks() != NULL)
		skip();
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		int status = child_status(ROWS[i].place, ROWS[i].attempt);

		if (status != ROWS[i].status)
			fail_msg("%s: %d", ROWS[i].what, status);
	}
}

#else

static void
one_that_was_taken_over_gets_nowhere(void **state)
{
	(void)state;
	assert_true(sandbox_enter(NULL));
	skip();
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_that_was_taken_over_gets_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
