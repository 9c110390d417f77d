/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command worker: runs one command of the operator's and brings back what it printed. It holds nothing of ours.
 * Settings:
 *   argv     the command by its path, and its arguments
 *   wall_ms  how long it may take
 *   input    true: a frame INPUT follows, whose bytes are the command's standard input; what it writes to standard
 *            error counts as printed then
 * The command dies with this process; when it takes too long, all that it started in its session does.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/workers/worker.h"

#define OUTPUT_MAX ((size_t)64 * 1024)

typedef struct {
	Channel *channel; /* foreign */
	char **argv;
	bool has_input;
	pid_t pid;
	int out; /* what it prints */
	int64_t end_us;
	GByteArray *output;
	const char *problem; /* or NULL */
	int status;
} Run;

/* In the child, before exec. */
static void
become_command(void *data)
{
	const Run *run = data;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	if (run->has_input)
		dup2(STDOUT_FILENO, STDERR_FILENO);
}

/* A file in memory as standard input: nobody waits for a command that does not read. */
static bool
take_input(Channel *channel)
{
	g_autoptr(Frame) frame = NULL;
	gsize size = 0;
	const char *bytes = NULL;
	int file = -1;

	if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME ||
	    frame->type != FRAME_INPUT)
		return false;
	bytes = g_bytes_get_data(frame->bytes, &size);
	file = memfd_create("request", MFD_CLOEXEC);
	for (gsize done = 0; file >= 0 && done < size;) {
		ssize_t wrote = write(file, bytes + done, size - done);

		if (wrote < 0)
			return false;
		done += (gsize)wrote;
	}
	return file >= 0 && lseek(file, 0, SEEK_SET) == 0 && dup2(file, STDIN_FILENO) == 0;
}

/* What is left until its end. */
static int
wait_ms(const Run *run)
{
	return (int)MAX(0, (run->end_us - g_get_monotonic_time() + 999) / 1000);
}

static void
give_up(Run *run)
{
	run->problem = "it took too long and was killed";
	kill(-run->pid, SIGKILL);
}

/* Reads until it closes its output, or its time is over, which is said. */
static void
read_output(Run *run)
{
	uint8_t piece[4096];

	for (;;) {
		struct pollfd waiting = {.fd = run->out, .events = POLLIN};
		int ready = worker_poll(run->channel, &waiting, 1, wait_ms(run));
		ssize_t got;

		if (ready == 0) {
			give_up(run);
			return;
		}
		if (ready < 0)
			continue;
		got = read(run->out, piece, sizeof piece);
		if (got == 0 || (got < 0 && errno != EINTR))
			return;
		if (got > 0 && run->output->len < OUTPUT_MAX)
			g_byte_array_append(run->output, piece,
			    (guint)MIN((size_t)got, OUTPUT_MAX - run->output->len));
	}
}

/* It may go on after it closed its output. */
static void
wait_for_end(Run *run)
{
	int process = (int)syscall(SYS_pidfd_open, run->pid, 0);
	struct pollfd waiting = {.fd = process, .events = POLLIN};
	int status = 0;

	while (run->problem == NULL && process >= 0) {
		int ready = worker_poll(run->channel, &waiting, 1, wait_ms(run));

		if (ready == 0)
			give_up(run);
		else if (ready > 0)
			break;
	}
	waitpid(run->pid, &status, 0);
	close(process);
	run->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool
run_command(Run *run, GError **error)
{
	GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
			    (run->has_input ? G_SPAWN_CHILD_INHERITS_STDIN : 0);
	GPid pid = 0;

	if (!g_spawn_async_with_pipes("/", run->argv, NULL, flags, become_command, run, &pid,
		NULL, &run->out, NULL, error))
		return false;
	run->pid = pid;
	read_output(run);
	close(run->out);
	wait_for_end(run);
	return true;
}

int
command_worker(Channel *channel, GVariant *settings)
{
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) output = g_byte_array_new();
	g_autoptr(GBytes) bytes = NULL;
	gint64 wall_ms = worker_number(settings, "wall_ms", 0);
	int has_input = 0;
	Run run = {.channel = channel, .output = output};

	if (!g_variant_lookup(settings, "argv", "^as", &argv) || argv[0] == NULL)
		return EX_USAGE;
	g_variant_lookup(settings, "input", "b", &has_input);
	run.argv = argv;
	run.has_input = has_input;
	if (has_input && !take_input(channel))
		return EX_IOERR;
	run.end_us = g_get_monotonic_time() + wall_ms * 1000;
	if (!run_command(&run, &error)) {
		channel_send(channel, FRAME_OUTPUT, g_variant_new("(is)", -1, error->message),
		    NULL, NULL);
		return EX_UNAVAILABLE;
	}
	bytes = g_bytes_new(output->data, output->len);
	return channel_send(channel, FRAME_OUTPUT,
		   g_variant_new("(is)", run.status, run.problem == NULL ? "" : run.problem),
		   bytes, NULL)
		   ? EX_OK
		   : EX_IOERR;
}
