/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call goes to the running gateway where one answers; only where none does, the spool is opened here. Both may be
 * true for a moment (a gateway that starts, another command): then the spool is locked and nobody answers, and it is
 * tried again for a while.
 */
#include "gateway/cli/cli.h"

#include <config.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/control_client.h"
#include "gateway/commands/served.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"
#include "rules/diagnostic.h"

enum {
	PATIENCE_US = 5 * G_USEC_PER_SEC,
	PAUSE_MS = 50,
	PROGRESS_WIDTH = 40,
};
static const char PROGRESS_BAR[] = "########################################";

static const Command *const LOCAL[] = {&command_run, &command_init, &command_check,
    &command_import, &command_read, &command_template, &command_test_rules, &command_backup,
    &command_restore, &command_audit, NULL};

static const char SHARED_HELP[] = "\n"
				  "Options of every command:\n"
				  "  --config FILE  the configuration (" CONFIGFILE ")\n"
				  "  --state DIR    the folder with the spool (" STATEDIR ")\n"
				  "  --json         print JSON\n"
				  "  --help         print this\n";

/* In the order of `casegate help`; NULL-terminated. Caller owns the array. */
static const Command **
all_commands(void)
{
	GPtrArray *commands = g_ptr_array_new();

	for (const Command *const *one = LOCAL; *one != NULL; one++)
		g_ptr_array_add(commands, (void *)*one);
	for (const Command *const *one = served_commands(); *one != NULL; one++)
		g_ptr_array_add(commands, (void *)*one);
	g_ptr_array_add(commands, NULL);
	return (const Command **)g_ptr_array_free(commands, false);
}

static const Command *
find_command(const char *name)
{
	g_autofree const Command **commands = all_commands();

	for (unsigned i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int
fail_with(const char *command, const char *text, int code)
{
	g_autofree char *clean = sanitize_text(text);

	fprintf(stderr, "casegate %s: %s\n", command, clean);
	if (code == EX_USAGE)
		fprintf(stderr, "Try 'casegate %s --help'.\n", command);
	return code;
}

int
cli_fail(const char *command, const GError *error)
{
	return fail_with(command, error->message, served_exit_code(error));
}

int
cli_print(const char *command, GBytes *out)
{
	gsize size = 0;
	const void *bytes = g_bytes_get_data(out, &size);

	if (fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0)
		return EX_OK;
	return fail_with(command, g_strerror(errno), EX_IOERR);
}

static bool
take_shared(int *argc, char **argv, CliOptions *options, GError **error)
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
cli_options(int *argc, char **argv, CliOptions *ret_options, GError **error)
{
	CliOptions options = {.config = CONFIGFILE, .state = STATEDIR};

	if (!take_shared(argc, argv, &options, error))
		return false;
	*ret_options = options;
	return true;
}

Config *
cli_config(const CliOptions *options)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Config *config = config_load(options->config, diagnostics);

	for (guint i = 0; config == NULL && i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		fprintf(stderr, "%s\n", text);
	}
	return config;
}

bool
cli_serve(Context *context, const Call *call, CallReply *ret_reply, GError **error)
{
	g_auto(CallReply) reply = {0};

	context->now_ms = g_get_real_time() / 1000;
	if (!spool_begin(context->spool, error))
		return false;
	served_run(context, call, &reply);
	if (!spool_commit(context->spool, error))
		return false;
	*ret_reply = reply;
	reply = (CallReply){0};
	return true;
}

/* A spool that this user may not open gets an error of its own. */
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

Context *
cli_context(Config *take_config, const char *state, GError **error)
{
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	g_autoptr(GError) reason = NULL;
	Context *context = context_open(take_config, state, &reason);

	while (context == NULL && try_again(reason, deadline)) {
		g_clear_error(&reason);
		context = context_open(take_config, state, &reason);
	}
	if (context == NULL) {
		config_free(take_config);
		explain_open(state, &reason);
		g_propagate_error(error, g_steal_pointer(&reason));
	}
	return context;
}

static bool
dry_run(const Call *call)
{
	const Command *command = find_command(call->command);
	const Subcommand *subcommand = command == NULL || command->subcommands == NULL
					   ? NULL
					   : subcommand_find(command->subcommands, call, NULL);

	return subcommand != NULL && subcommand->dry_run;
}

/* A command makes no state folder: where there is none, a wrong one was named, or its disk is not mounted. */
static Context *
open_existing(Config *take_config, const char *state, const Call *call, GError **error)
{
	if (access(state, F_OK) == 0 || errno != ENOENT)
		return context_open(take_config, state, error);
	if (dry_run(call))
		return context_open_copy(take_config, state, error);
	error_set(error, GATEWAY_ERROR_TEMPORARY, "there is no state folder %s", state);
	return NULL;
}

/* Calls the gateway that listens, or opens the spool; tries again while it is locked and nobody listens. */
static bool
ask_or_open(
    const char *state, Config *take_config, Call *call, CallReply *ret_reply, GError **error)
{
	g_autoptr(Config) config = take_config;
	g_autofree char *control = config_control_path(config, state);
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	g_autoptr(GError) reason = NULL;

	do {
		g_autoptr(Context) context = NULL;
		ControlResult result = control_client_ask(control, call, ret_reply, error);

		if (result != CONTROL_NOBODY)
			return result == CONTROL_ANSWERED;
		g_clear_error(&reason);
		context = open_existing(config, state, call, &reason);
		if (context != NULL) {
			g_steal_pointer(&config);
			return cli_serve(context, call, ret_reply, error);
		}
	} while (try_again(reason, deadline));
	explain_open(state, &reason);
	g_propagate_error(error, g_steal_pointer(&reason));
	return false;
}

/* A gateway that answers where it always does needs no configuration of ours, which may be broken by now. */
static bool
ask(const CliOptions *options, Call *call, CallReply *ret_reply, GError **error)
{
	g_autofree char *control = config_control_path(NULL, options->state);
	ControlResult result = control_client_ask(control, call, ret_reply, error);
	Config *config = NULL;

	if (result != CONTROL_NOBODY)
		return result == CONTROL_ANSWERED;
	config = cli_config(options);
	if (config == NULL) {
		return error_set(error, GATEWAY_ERROR_CONFIG,
		    "no gateway answers at %s, and the configuration is wrong", control);
	}
	return ask_or_open(options->state, config, call, ret_reply, error);
}

bool
cli_shows_progress(void)
{
	return isatty(STDERR_FILENO);
}

void
cli_draw_progress(int done, int total, void *data)
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

TextTableStyle
cli_style(void)
{
	const char *terminal = g_getenv("TERM");
	const char *no_colour = g_getenv("NO_COLOR");
	struct winsize size = {.ws_col = 80};

	if (!isatty(STDOUT_FILENO))
		return (TextTableStyle){0};
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	return (TextTableStyle){
	    .width = size.ws_col > 0 ? size.ws_col : 80,
	    .colour =
		g_strcmp0(terminal, "dumb") != 0 && (no_colour == NULL || *no_colour == '\0'),
	};
}

/* Who calls, from what kind of terminal. */
static void
describe_caller(Call *call, const CliOptions *options)
{
	const TextTableStyle style = cli_style();

	call_set_word(call, "user", g_get_user_name());
	if (options->json)
		call_set_flag(call, "json");
	if (cli_shows_progress()) {
		call_set_flag(call, "progress");
		call->progress = cli_draw_progress;
	}
	if (style.width > 0)
		call_set_number(call, "width", style.width);
	if (style.colour)
		call_set_flag(call, "colour");
}

static bool
parse(const Command *command, int argc, char **argv, Call *call, CliOptions *ret_options,
    GError **error)
{
	if (!cli_options(&argc, argv, ret_options, error) ||
	    !subcommand_parse(command->subcommands, argc, argv, call, error))
		return false;
	describe_caller(call, ret_options);
	return true;
}

/* The exit code of a failure of this command. */
static int
code_of(const Command *command, int code)
{
	bool own_fault = code == EX_USAGE || code == EX_DATAERR || code == EX_CONFIG;

	return command->called_again && !own_fault ? EX_TEMPFAIL : code;
}

static int
fail_run(const Command *command, const GError *error)
{
	int code = code_of(command, served_exit_code(error));

	return fail_with(command->name, error->message, code);
}

/* JSON goes to standard output, mistakes too. */
static void
print_mistakes(const Call *call, GBytes *out)
{
	FILE *file = call_flag(call, "json") ? stdout : stderr;
	gsize size = 0;
	const void *bytes = g_bytes_get_data(out, &size);

	if (size > 0)
		fwrite(bytes, 1, size, file);
	fflush(file);
}

/* Prints the reply, after the subcommand's finish(). */
static int
run(const Command *command, int argc, char **argv)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) made = NULL;
	CliOptions options;
	const Subcommand *subcommand = NULL;

	call_init(&call, command->name);
	if (!parse(command, argc, argv, &call, &options, &error))
		return fail_run(command, error);
	subcommand = subcommand_find(command->subcommands, &call, &error);
	if (subcommand == NULL || !ask(&options, &call, &reply, &error))
		return fail_run(command, error);
	if (reply.code != EX_OK) {
		print_mistakes(&call, reply.out);
		return fail_with(command->name, reply.error, code_of(command, reply.code));
	}
	if (subcommand->finish == NULL)
		return cli_print(command->name, reply.out);
	made = subcommand->finish(&call, reply.out, &error);
	return made == NULL ? fail_run(command, error) : cli_print(command->name, made);
}

static int
print_overview(FILE *file)
{
	g_autofree const Command **commands = all_commands();

	fputs("casegate " PACKAGE_VERSION ": turns mail into cases and requests\n\n"
	      "usage: casegate COMMAND [ARGUMENT ...]\n\n",
	    file);
	for (unsigned i = 0; commands[i] != NULL; i++)
		fprintf(file, "  %-11s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n'casegate help COMMAND' tells what it takes, casegate(1) tells all.\n", file);
	return EX_OK;
}

static int
print_help(const Command *command)
{
	fputs(command->help, stdout);
	if (command->subcommands != NULL)
		fputs(SHARED_HELP, stdout);
	return EX_OK;
}

static int
unknown_command(const char *name)
{
	g_autofree const Command **commands = all_commands();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *meant = NULL;
	g_autofree char *clean = sanitize_line(name);

	g_ptr_array_add(names, (void *)"help");
	for (unsigned i = 0; commands[i] != NULL; i++)
		g_ptr_array_add(names, (void *)commands[i]->name);
	g_ptr_array_add(names, NULL);
	meant = arguments_meant(name, (const char *const *)names->pdata, "");
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
cli_main(int argc, char **argv)
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
