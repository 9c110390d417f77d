/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line is read byte by byte, with the signals that end a program kept back meanwhile: the terminal must not be left as
 * it is while a password is typed, and what was answered is told to be kept.
 */
#include "gateway/cli/init_ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "gateway/cli/init_write.h"
#include "gateway/util/error.h"

#define LINE_MAX_BYTES 4000
#define KEPT ASK_TEST_LETTER /* what is asked before it is, when somebody is interrupted */

void
init_clear(Init *init)
{
	for (int i = 0; i < ASKED; i++) {
		g_free(init->answers[i]);
		g_free(init->before[i]);
	}
	json_decref(init->values);
}

bool
init_is_for_service(const Init *init)
{
	return g_str_equal(init->file, CONFIGFILE);
}

char *
init_path(const Init *init, const char *name)
{
	g_autofree char *folder = g_path_get_dirname(init->file);

	return g_build_filename(folder, name, NULL);
}

/* Waits until there is something to read; false: a signal came. */
static bool
wait_for_input(int signals)
{
	struct pollfd ready[] = {
	    {.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};

	while (poll(ready, G_N_ELEMENTS(ready), -1) < 0 && errno == EINTR)
		;
	return ready[1].revents == 0;
}

/* A line of standard input without its end; NULL at the end, and when it is interrupted. Caller owns. */
static char *
read_bytes(Init *init, int signals)
{
	g_autoptr(GString) line = g_string_new(NULL);
	char byte = '\0';

	while (line->len < LINE_MAX_BYTES) {
		if (!wait_for_input(signals)) {
			init->interrupted = true;
			return NULL;
		}
		if (read(STDIN_FILENO, &byte, 1) != 1) {
			if (line->len == 0)
				return NULL;
			break;
		}
		if (byte == '\n')
			break;
		g_string_append_c(line, byte);
	}
	return g_string_free(g_steal_pointer(&line), FALSE);
}

/* Puts the question, and reads the line. hidden: a terminal does not show it, from before the question on. */
static char *
read_line(Init *init, const char *question, bool hidden)
{
	struct termios shown, dark;
	bool hides = hidden && isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &shown) == 0;
	sigset_t ends, before;
	char *line = NULL;
	int signals = -1;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, &before);
	signals = signalfd(-1, &ends, SFD_CLOEXEC);
	if (hides) {
		dark = shown;
		dark.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &dark);
	}
	fputs(question, stderr);
	line = read_bytes(init, signals);
	if (hides)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &shown);
	if (line == NULL || hidden)
		fputc('\n', stderr);
	if (init->interrupted) { /* it was meant for us, and is told of */
		struct signalfd_siginfo taken;

		if (read(signals, &taken, sizeof taken) < 0)
			init->interrupted = true;
	}
	close(signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return line;
}

/* Puts the question, once. */
static bool
read_answer(Init *init, Ask ask, GError **error)
{
	g_autofree char *proposed = init_proposal(init, ask);
	g_autofree char *question = init_question(init, ask, proposed);
	g_autofree char *line = NULL;

	if (init_is_asked(init, ask))
		line = read_line(init, question, false);
	if (line != NULL)
		g_strstrip(line);
	if (init->interrupted)
		return error_set(error, GATEWAY_ERROR_USAGE, "interrupted");
	init->answers[ask] =
	    line != NULL && *line != '\0' ? g_steal_pointer(&line) : g_steal_pointer(&proposed);
	return init->answers[ask] != NULL ||
	       error_set(error, GATEWAY_ERROR_USAGE, "it needs --%s", init_option(ask));
}

static void answers_save(const Init *init);

bool
init_ask(Init *init, Ask ask, GError **error)
{
	if (!init_is_wanted(init, ask))
		return true;
	if (init->answers[ask] != NULL) {
		init_complete(init, ask);
		return init_check(init, ask, error);
	}
	while (read_answer(init, ask, error)) {
		g_autoptr(GError) wrong = NULL;

		init_complete(init, ask);
		if (init_check(init, ask, &wrong)) {
			if (ask < KEPT)
				answers_save(init);
			return true;
		}
		if (!init->terminal || init->yes) {
			g_propagate_error(error, g_steal_pointer(&wrong));
			return false;
		}
		fprintf(stderr, "%s\n", wrong->message);
		g_clear_pointer(&init->answers[ask], g_free);
	}
	return false;
}

void
init_ask_anew(Init *init, Ask ask)
{
	if (init->answers[ask] == NULL)
		return;
	g_free(init->before[ask]);
	init->before[ask] = g_steal_pointer(&init->answers[ask]);
}

char *
init_secret_path(const Init *init, const char *name, Ask option)
{
	return init->answers[option] != NULL ? g_strdup(init->answers[option])
					     : g_build_filename("secrets", name, NULL);
}

static bool
is_filled(const char *path)
{
	char byte = '\0';
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool filled = fd >= 0 && read(fd, &byte, 1) == 1 && byte != '\n';

	if (fd >= 0)
		close(fd);
	return filled;
}

bool
init_ask_secret(Init *init, const InitSecret *secret, const char *what, GError **error)
{
	g_autofree char *below = g_build_filename("secrets", secret->name, NULL);
	g_autofree char *path = init_path(init, below);
	bool there = is_filled(path);
	g_autofree char *question = g_strdup_printf("The %s (Enter: %s): ", what,
	    there ? "it is as it was" : "to be written into its file later");
	char *typed = NULL;
	bool good = false;

	if (init->answers[secret->option] != NULL || (there && !secret->anew))
		return true;
	if (init->yes)
		return error_set(error, GATEWAY_ERROR_USAGE, "it needs --%s, or the %s in %s",
		    init_option(secret->option), what, path);
	typed = read_line(init, question, true);
	if (init->interrupted)
		return error_set(error, GATEWAY_ERROR_USAGE, "interrupted");
	init->empty |= !there && (typed == NULL || *typed == '\0');
	good = (there && (typed == NULL || *typed == '\0')) ||
	       init_write_secret(path, typed == NULL ? "" : typed, error);
	config_secret_free(typed);
	return good;
}

static char *
answers_path(const Init *init)
{
	return g_strconcat(init->file, ".answers", NULL);
}

/* A person who is interrupted has them the next time; where they cannot be kept, the file cannot be written either, which
 * is told then. */
static void
answers_save(const Init *init)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *path = answers_path(init);

	if (!init->terminal)
		return;
	for (int i = 0; i < KEPT; i++)
		if (init->answers[i] != NULL || init->before[i] != NULL)
			g_string_append_printf(text, "%s %s\n", init_option((Ask)i),
			    init->answers[i] != NULL ? init->answers[i] : init->before[i]);
	g_file_set_contents_full(
	    path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

bool
init_answers_load(Init *init)
{
	g_autofree char *path = answers_path(init);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!init->terminal || !g_file_get_contents(path, &text, NULL, NULL))
		return false;
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		size_t length = strcspn(*line, " ");

		for (int i = 0; i < KEPT && (*line)[length] != '\0'; i++)
			if (strlen(init_option((Ask)i)) == length &&
			    strncmp(init_option((Ask)i), *line, length) == 0) {
				g_free(init->before[i]);
				init->before[i] = g_strdup(*line + length + 1);
			}
	}
	return true;
}

void
init_answers_forget(const Init *init)
{
	g_autofree char *path = answers_path(init);

	if (init->terminal)
		unlink(path);
}
