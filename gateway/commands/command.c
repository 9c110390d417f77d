/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding, explaining and running commands. A request goes to the running gateway where one answers; only where
 * none does, the spool is opened here. Both may be true for a moment (a gateway that starts, another command):
 * then the spool is locked and nobody answers, and it is tried again for a while.
 */
#include "gateway/commands/command.h"

#include <config.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/util/arguments.h"
#include "gateway/ipc/channel.h"
#include "gateway/cli/control_client.h"
#include "gateway/util/sanitize.h"
#include "rules/diagnostic.h"

enum {
	PATIENCE_US = 5 * G_USEC_PER_SEC,
	PAUSE_MS = 50,
	PROGRESS_WIDTH = 40,
};
static const char PROGRESS_BAR[] = "########################################";

static const Command *const COMMANDS[] = {&command_run, &command_init, &command_deliver,
    &command_check, &command_read, &command_explain, &command_test_rules, &command_case,
    &command_request, &command_mail, &command_contact, &command_account, &command_letter,
    &command_status};

static const char SHARED_HELP[] = "\n"
				  "Options of every command:\n"
				  "  --config FILE  the configuration (" CONFIGFILE ")\n"
				  "  --state DIR    the folder with the spool (" STATEDIR ")\n"
				  "  --json         print JSON\n"
				  "  --help         print this\n";

static const Command *
find_command(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
		if (strcmp(COMMANDS[i]->name, name) == 0)
			return COMMANDS[i];
	return NULL;
}

int
command_exit_code(const GError *error)
{
	static const struct {
		int gateway, code;
	} CODES[] = {
	    {GATEWAY_ERROR_TEMPORARY, EX_TEMPFAIL},
	    {GATEWAY_ERROR_REFUSED, 1},
	    {GATEWAY_ERROR_MISSING, 1},
	    {GATEWAY_ERROR_USAGE, EX_USAGE},
	    {GATEWAY_ERROR_DATA, EX_DATAERR},
	    {GATEWAY_ERROR_CONFIG, EX_CONFIG},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++)
		if (g_error_matches(error, GATEWAY_ERROR, CODES[i].gateway))
			return CODES[i].code;
	if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_MISSING) ||
	    g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_EXISTS))
		return 1;
	if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_BUSY) ||
	    g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_FULL) ||
	    error->domain == CHANNEL_ERROR)
		return EX_TEMPFAIL;
	if (error->domain == PARSE_ERROR)
		return EX_DATAERR;
	if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
	    g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_PERM))
		return EX_NOPERM;
	return error->domain == G_FILE_ERROR ? EX_NOINPUT : EX_SOFTWARE;
}

static int
fail_with(const char *command, const char *text, int code)
{
	g_autofree char *clean = display_text(text);

	fprintf(stderr, "casegate %s: %s\n", command, clean);
	if (code == EX_USAGE)
		fprintf(stderr, "Try 'casegate %s --help'.\n", command);
	return code;
}

int
command_fail(const char *command, const GError *error)
{
	return fail_with(command, error->message, command_exit_code(error));
}

int
command_print(const char *command, GBytes *out)
{
	gsize size = 0;
	const void *bytes = g_bytes_get_data(out, &size);

	if (fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0)
		return EX_OK;
	return fail_with(command, g_strerror(errno), EX_IOERR);
}

static bool
take_shared(int *argc, char **argv, CommandOptions *options, GError **error)
{
	g_autoptr(GError) wrong = NULL;

	arguments_take(argc, argv, "config", &options->config, &wrong);
	if (wrong == NULL)
		arguments_take(argc, argv, "state", &options->state, &wrong);
	if (wrong == NULL)
		options->json = arguments_take(argc, argv, "json", NULL, &wrong);
	if (wrong == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}

bool
command_options(int *argc, char **argv, CommandOptions *ret_options, GError **error)
{
	CommandOptions options = {.config = CONFIGFILE, .state = STATEDIR};

	if (!take_shared(argc, argv, &options, error))
		return false;
	*ret_options = options;
	return true;
}

Config *
command_config(const CommandOptions *options)
{
	g_autoptr(GPtrArray) mistakes = mistakes_new();
	Config *config = config_load(options->config, mistakes);

	for (guint i = 0; config == NULL && i < mistakes->len; i++) {
		g_autofree char *text = mistake_text(mistakes->pdata[i]);

		fprintf(stderr, "%s\n", text);
	}
	return config;
}

static bool
serve_verb(Office *office, const Request *request, GString *out, GError **error)
{
	const Command *command = find_command(request->command);
	const Verb *verb = NULL;

	if (command == NULL || command->verbs == NULL) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
		    "the running gateway does not know this command");
		return false;
	}
	verb = verb_find(command->verbs, request, error);
	if (verb == NULL || !verb->serve(office, request, out, error))
		return false;
	if (out->len <= CHANNEL_BYTES_MAX)
		return true;
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED,
	    "that is more than %d MiB: ask for less with --limit", CHANNEL_BYTES_MAX >> 20);
	return false;
}

static bool
serve_marked(Office *office, const Request *request, GString *out, GError **error)
{
	if (!spool_mark(office->spool, error))
		return false;
	if (serve_verb(office, request, out, error))
		return spool_keep(office->spool, error);
	spool_undo(office->spool, NULL);
	return false;
}

void
command_serve(Office *office, const Request *request, Reply *ret_reply)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	bool good = serve_marked(office, request, out, &error);

	ret_reply->code = good ? EX_OK : command_exit_code(error);
	ret_reply->error = g_strdup(good ? "" : error->message);
	if (!good && !g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_DATA))
		g_string_truncate(out, 0);
	ret_reply->out = g_string_free_to_bytes(g_steal_pointer(&out));
}

static bool
serve_here(Office *office, const Request *request, Reply *ret_reply, GError **error)
{
	g_auto(Reply) reply = {0};

	office->now_ms = g_get_real_time() / 1000;
	if (!spool_begin(office->spool, error))
		return false;
	command_serve(office, request, &reply);
	if (!spool_commit(office->spool, error))
		return false;
	*ret_reply = reply;
	reply = (Reply){0};
	return true;
}

static char *
control_path(const char *state, const Config *config)
{
	if (config != NULL && config->control_socket != NULL)
		return g_strdup(config->control_socket);
	return g_build_filename(state, "control", NULL);
}

/* A spool that may not be opened is told apart: the operator is the wrong user. */
static void
explain_open(const char *state, GError **error)
{
	g_autofree char *path = g_build_filename(state, "spool.db", NULL);

	if (access(path, R_OK | W_OK) == 0 || errno != EACCES)
		return;
	g_clear_error(error);
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ACCES,
	    "%s may not be opened by this user: use the one that the gateway runs as", path);
}

/* Whether it is worth trying again: somebody else has the spool, and not for long yet. Waits a little then. */
static bool
try_again(const GError *reason, gint64 deadline)
{
	if (!g_error_matches(reason, SPOOL_ERROR, SPOOL_ERROR_BUSY) ||
	    g_get_monotonic_time() > deadline)
		return false;
	g_poll(NULL, 0, PAUSE_MS);
	return true;
}

Office *
command_office(Config *take_config, const char *state, GError **error)
{
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	g_autoptr(GError) reason = NULL;
	Office *office = office_open(take_config, state, &reason);

	while (office == NULL && try_again(reason, deadline)) {
		g_clear_error(&reason);
		office = office_open(take_config, state, &reason);
	}
	if (office == NULL) {
		config_free(take_config);
		explain_open(state, &reason);
		g_propagate_error(error, g_steal_pointer(&reason));
	}
	return office;
}

static bool
rehearses(const Request *request)
{
	const Command *command = find_command(request->command);
	const Verb *verb = command == NULL || command->verbs == NULL
			       ? NULL
			       : verb_find(command->verbs, request, NULL);

	return verb != NULL && verb->rehearses;
}

/* A command makes no state folder: where there is none, a wrong one was named, or its disk is not mounted. */
static Office *
open_existing(Config *take_config, const char *state, const Request *request, GError **error)
{
	if (access(state, F_OK) == 0 || errno != ENOENT)
		return office_open(take_config, state, error);
	if (rehearses(request))
		return office_open_copy(take_config, state, error);
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY,
	    "there is no state folder %s", state);
	return NULL;
}

/* Asks whoever listens, or opens the spool; tries again while it is locked and nobody listens. */
static bool
ask_or_open(
    const char *state, Config *take_config, Request *request, Reply *ret_reply, GError **error)
{
	g_autoptr(Config) config = take_config;
	g_autofree char *control = control_path(state, config);
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	g_autoptr(GError) reason = NULL;

	do {
		g_autoptr(Office) office = NULL;
		ControlResult result = control_client_ask(control, request, ret_reply, error);

		if (result != CONTROL_NOBODY)
			return result == CONTROL_ANSWERED;
		g_clear_error(&reason);
		office = open_existing(config, state, request, &reason);
		if (office != NULL) {
			g_steal_pointer(&config);
			return serve_here(office, request, ret_reply, error);
		}
	} while (try_again(reason, deadline));
	explain_open(state, &reason);
	g_propagate_error(error, g_steal_pointer(&reason));
	return false;
}

/* A gateway that answers where it always does needs no configuration of ours, which may be broken by now. */
static bool
ask(const CommandOptions *options, Request *request, Reply *ret_reply, GError **error)
{
	g_autofree char *control = control_path(options->state, NULL);
	ControlResult result = control_client_ask(control, request, ret_reply, error);
	Config *config = NULL;

	if (result != CONTROL_NOBODY)
		return result == CONTROL_ANSWERED;
	config = command_config(options);
	if (config == NULL) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG,
		    "no gateway answers at %s, and the configuration is wrong", control);
		return false;
	}
	return ask_or_open(options->state, config, request, ret_reply, error);
}

/* A bar that is gone when it is full. */
static void
draw_progress(int done, int total, void *data)
{
	int percent = total > 0 ? (int)((int64_t)done * 100 / total) : 100;

	(void)data;
	if (percent >= 100)
		fputs("\r\033[K", stderr);
	else
		fprintf(stderr, "\r%3d%% [%-*.*s]", percent, PROGRESS_WIDTH,
		    percent * PROGRESS_WIDTH / 100, PROGRESS_BAR);
	fflush(stderr);
}

TableStyle
command_style(void)
{
	const char *terminal = g_getenv("TERM");
	const char *no_colour = g_getenv("NO_COLOR");
	struct winsize size = {.ws_col = 80};

	if (!isatty(STDOUT_FILENO))
		return (TableStyle){0};
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	return (TableStyle){
	    .width = size.ws_col > 0 ? size.ws_col : 80,
	    .colour =
		g_strcmp0(terminal, "dumb") != 0 && (no_colour == NULL || *no_colour == '\0'),
	};
}

/* Who asks, from what kind of terminal. */
static void
describe_caller(Request *request, const CommandOptions *options)
{
	const TableStyle style = command_style();

	request_set_word(request, "user", g_get_user_name());
	if (options->json)
		request_set_flag(request, "json");
	if (isatty(STDERR_FILENO)) {
		request_set_flag(request, "progress");
		request->progress = draw_progress;
	}
	if (style.width > 0)
		request_set_number(request, "width", style.width);
	if (style.colour)
		request_set_flag(request, "colour");
}

static bool
parse(const Command *command, int argc, char **argv, Request *request,
    CommandOptions *ret_options, GError **error)
{
	if (!command_options(&argc, argv, ret_options, error) ||
	    !verb_parse(command->verbs, argc, argv, request, error))
		return false;
	describe_caller(request, ret_options);
	return true;
}

/* How a failure of this command is told to who started it. */
static int
code_of(const Command *command, int code)
{
	bool own_fault = code == EX_USAGE || code == EX_DATAERR || code == EX_CONFIG;

	return command->called_again && !own_fault ? EX_TEMPFAIL : code;
}

static int
fail_run(const Command *command, const GError *error)
{
	int code = code_of(command, command_exit_code(error));

	return fail_with(command->name, error->message, code);
}

/* JSON is for standard output, whatever it says. */
static void
print_mistakes(const Request *request, GBytes *out)
{
	FILE *file = request_flag(request, "json") ? stdout : stderr;
	gsize size = 0;
	const void *bytes = g_bytes_get_data(out, &size);

	if (size > 0)
		fwrite(bytes, 1, size, file);
	fflush(file);
}

/* Prints what came back, after what the verb makes of it here. */
static int
run(const Command *command, int argc, char **argv)
{
	g_auto(Request) request = {0};
	g_auto(Reply) reply = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) made = NULL;
	CommandOptions options;
	const Verb *verb = NULL;

	request_init(&request, command->name);
	if (!parse(command, argc, argv, &request, &options, &error))
		return fail_run(command, error);
	verb = verb_find(command->verbs, &request, &error);
	if (verb == NULL || !ask(&options, &request, &reply, &error))
		return fail_run(command, error);
	if (reply.code != EX_OK) {
		print_mistakes(&request, reply.out);
		return fail_with(command->name, reply.error, code_of(command, reply.code));
	}
	if (verb->finish == NULL)
		return command_print(command->name, reply.out);
	made = verb->finish(&request, reply.out, &error);
	return made == NULL ? fail_run(command, error) : command_print(command->name, made);
}

static int
print_overview(FILE *file)
{
	fputs("casegate " PACKAGE_VERSION ": turns mail into cases and requests\n\n"
	      "usage: casegate COMMAND [ARGUMENT ...]\n\n",
	    file);
	for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
		fprintf(file, "  %-11s %s\n", COMMANDS[i]->name, COMMANDS[i]->summary);
	fputs("\n'casegate help COMMAND' tells what it takes, casegate(1) tells all.\n", file);
	return EX_OK;
}

static int
print_help(const Command *command)
{
	fputs(command->help, stdout);
	if (command->verbs != NULL)
		fputs(SHARED_HELP, stdout);
	return EX_OK;
}

static int
unknown_command(const char *name)
{
	const char *names[G_N_ELEMENTS(COMMANDS) + 2] = {"help"};
	g_autofree char *meant = NULL;
	g_autofree char *clean = display_line(name);

	for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
		names[i + 1] = COMMANDS[i]->name;
	meant = arguments_meant(name, names, "");
	fprintf(
	    stderr, "casegate: unknown command '%s'%s\nTry 'casegate help'.\n", clean, meant);
	return EX_USAGE;
}

static bool
asks_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static int
run_help(int argc, char **argv)
{
	const Command *command = argc > 1 ? find_command(argv[1]) : NULL;

	if (command != NULL)
		return print_help(command);
	return argc > 1 ? unknown_command(argv[1]) : print_overview(stdout);
}

int
command_run_main(int argc, char **argv)
{
	const Command *command = NULL;

	if (argc < 2) {
		print_overview(stderr);
		return EX_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0)
		return print_overview(stdout);
	if (strcmp(argv[1], "--version") == 0)
		return puts("casegate " PACKAGE_VERSION) < 0 ? EX_IOERR : EX_OK;
	if (strcmp(argv[1], "help") == 0)
		return run_help(argc - 1, argv + 1);
	command = find_command(argv[1]);
	if (command == NULL)
		return unknown_command(argv[1]);
	if (asks_help(argc - 1, argv + 1))
		return print_help(command);
	return command->main != NULL ? command->main(argc - 1, argv + 1)
				     : run(command, argc - 1, argv + 1);
}
