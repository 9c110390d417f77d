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

#include "gateway/cli/contact_export.h"
#include "gateway/cli/control_client.h"
#include "gateway/commands/desk_answer.h"
#include "gateway/commands/served.h"
#include "gateway/desk/forget.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "rules/diagnostic.h"

enum {
	PATIENCE_US = 5 * G_USEC_PER_SEC,
	PAUSE_MS = 50,
	PROGRESS_WIDTH = 40,
};
static const char PROGRESS_BAR[] = "########################################";

static const Command *const LOCAL[] = {&command_run, &command_reload, &command_init,
    &command_sign_in, &command_check, &command_catalog, &command_import, &command_read,
    &command_template, &command_test_rules, &command_backup, &command_restore, &command_audit,
    &command_report, NULL};

static const char SHARED_HELP[] = "\n"
				  "Options of every command:\n"
				  "  --config FILE  the configuration (" CONFIGFILE ")\n"
				  "  --state DIR    the folder with the spool (" STATEDIR ")\n"
				  "  --json         print JSON\n"
				  "  --help         print this\n";

const Command **
cli_commands(void)
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
	g_autofree const Command **commands = cli_commands();

	for (unsigned i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return strcmp(name, command_complete.name) == 0 ? &command_complete : NULL;
}

/* take_mistakes: or NULL. */
static int
tell_error(const CliOptions *options, const char *text, json_t *take_mistakes, int code)
{
	g_autoptr(GString) out = g_string_new(NULL);

	json_print_line(out, json_pack("{s:{s:o, s:i, s:o, s:o}}", "error", "command",
				 json_print_string(options->command), "code", code, "message",
				 json_print_string(text), "mistakes",
				 take_mistakes == NULL ? json_array() : take_mistakes));
	fputs(out->str, stderr);
	return code;
}

static int
fail_with(const CliOptions *options, const char *text, int code)
{
	g_autofree char *clean = sanitize_text(text);

	if (options->json)
		return tell_error(options, text, NULL, code);
	fprintf(stderr, "casegate %s: %s\n", options->command, clean);
	if (code == EX_USAGE)
		fprintf(stderr, "Try 'casegate %s --help'.\n", options->command);
	return code;
}

int
cli_fail(const CliOptions *options, const GError *error)
{
	return fail_with(options, error->message, served_exit_code(error));
}

int
cli_fail_mistakes(
    const CliOptions *options, const char *text, const GPtrArray *diagnostics, int code)
{
	if (options->json)
		return tell_error(options, text, json_print_mistakes(diagnostics), code);
	for (guint i = 0; i < diagnostics->len; i++) {
		g_autofree char *line = diagnostic_text(diagnostics->pdata[i]);

		fprintf(stderr, "%s\n", line);
	}
	return code;
}

int
cli_print(const CliOptions *options, GBytes *out)
{
	gsize size = 0;
	const void *bytes = g_bytes_get_data(out, &size);

	if (fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0)
		return EX_OK;
	return fail_with(options, g_strerror(errno), EX_IOERR);
}

void
cli_print_for_people(const CliOptions *options)
{
	if (options->json)
		dup2(STDERR_FILENO, STDOUT_FILENO);
}

bool
cli_options(int *argc, char **argv, CliOptions *ret_options, GError **error)
{
	g_autoptr(GError) wrong = NULL;

	*ret_options =
	    (CliOptions){.command = argv[0], .config = CONFIGFILE, .state = STATEDIR};
	ret_options->json = arguments_take(argc, argv, "json", NULL, &wrong);
	if (wrong == NULL)
		arguments_take(argc, argv, "config", &ret_options->config, &wrong);
	if (wrong == NULL)
		ret_options->has_state =
		    arguments_take(argc, argv, "state", &ret_options->state, &wrong);
	if (wrong == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}

Config *
cli_config(const CliOptions *options)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Config *config = config_load(options->config, diagnostics);

	if (config == NULL)
		cli_fail_mistakes(
		    options, "the configuration is wrong", diagnostics, EX_CONFIG);
	if (config != NULL && config->time_zone != NULL)
		time_format_use_zone(config->time_zone);
	return config;
}

bool
cli_serve(Context *context, const Call *call, CallReply *ret_reply, GError **error)
{
	g_auto(CallReply) reply = {0};
	int64_t queued = 0;

	context->now_ms = g_get_real_time() / 1000;
	if (!spool_begin(context->spool, error))
		return false;
	served_run(context, call, &reply);
	if (!spool_commit(context->spool, error))
		return false;
	if (!forget_people(context, error))
		return false;
	queued = desk_answer_awaits(context, call, &reply);
	if (queued != 0)
		desk_answer_add(context, queued, "no gateway runs", call, &reply);
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
	error_set(error, GATEWAY_ERROR_TEMPORARY, CLI_NO_STATE, state);
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

/* A gateway that answers where it always does needs no configuration of ours, which may be broken by now, or another's. */
static bool
ask(const CliOptions *options, Call *call, CallReply *ret_reply, GError **error)
{
	g_autofree char *control = config_control_path(NULL, options->state);
	ControlResult result = control_client_ask(control, call, ret_reply, error);
	Config *config = NULL;

	if (result == CONTROL_NOBODY && strcmp(options->state, STATEDIR) == 0)
		result = control_client_ask(CONFIG_CONTROL_SHARED, call, ret_reply, error);
	if (result != CONTROL_NOBODY)
		return result == CONTROL_ANSWERED;
	config = cli_config(options);
	if (config == NULL) {
		return error_set(error, GATEWAY_ERROR_CONFIG,
		    "no gateway answers at %s, and the configuration is wrong", control);
	}
	return ask_or_open(options->state, config, call, ret_reply, error);
}

/* The call is made again with what was told of it, as often as the subcommand wants that. */
static bool
ask_all(const CliOptions *options, const Subcommand *subcommand, Call *call,
    CallReply *ret_reply, GError **error)
{
	bool again = true;

	while (again) {
		g_auto(CallReply) told = {0};

		again = false;
		if (!ask(options, call, &told, error) ||
		    (subcommand->again != NULL && told.code == EX_OK &&
			!subcommand->again(call, told.out, &again, error)))
			return false;
		if (!again) {
			*ret_reply = told;
			told = (CallReply){0};
		}
	}
	return true;
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

/* Who calls, what they read, on what kind of terminal. */
static void
describe_caller(Call *call, const CliOptions *options)
{
	const TextTableStyle style = cli_style();
	const char *locale = g_get_language_names()[0];
	g_autofree char *reads = g_strndup(locale, strcspn(locale, "_.@"));

	call_set_caller(call, geteuid());
	if (strcmp(reads, "C") != 0 && strcmp(reads, "POSIX") != 0)
		call_set_word(call, "reads", reads);
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
fail_run(const Command *command, const CliOptions *options, const GError *error)
{
	int code = code_of(command, served_exit_code(error));

	return fail_with(options, error->message, code);
}

/* What is told beside an error goes to standard output, but for mistakes, which are part of it. */
static int
fail_reply(const Command *command, const CliOptions *options, const CallReply *reply)
{
	bool mistakes = reply->code == EX_DATAERR;
	int code = code_of(command, reply->code);
	gsize size = 0;
	const char *bytes = g_bytes_get_data(reply->out, &size);

	if (mistakes && options->json) {
		json_t *told = json_loadb(bytes == NULL ? "" : bytes, size, 0, NULL);

		code = tell_error(options, reply->error,
		    json_incref(json_object_get(told, "mistakes")), code);
		json_decref(told);
		return code;
	}
	if (size > 0)
		fwrite(bytes, 1, size, mistakes ? stderr : stdout);
	fflush(stdout);
	return fail_with(options, reply->error, code);
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
		return fail_run(command, &options, error);
	subcommand = subcommand_find(command->subcommands, &call, &error);
	if (subcommand != NULL && g_strcmp0(subcommand->name, "export") == 0)
		return contact_export(&call, &options);
	if (subcommand == NULL || !ask_all(&options, subcommand, &call, &reply, &error))
		return fail_run(command, &options, error);
	if (reply.code != EX_OK)
		return fail_reply(command, &options, &reply);
	if (subcommand->finish == NULL)
		return cli_print(&options, reply.out);
	made = subcommand->finish(&call, reply.out, &error);
	return made == NULL ? fail_run(command, &options, error) : cli_print(&options, made);
}

static int
print_overview(FILE *file)
{
	g_autofree const Command **commands = cli_commands();

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
unknown_command(int argc, char **argv)
{
	const char *name = argv[0];
	g_autofree const Command **commands = cli_commands();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *meant = NULL;
	g_autofree char *clean = sanitize_line(name);
	CliOptions options;

	g_ptr_array_add(names, (void *)"help");
	for (unsigned i = 0; commands[i] != NULL; i++)
		g_ptr_array_add(names, (void *)commands[i]->name);
	g_ptr_array_add(names, NULL);
	meant = arguments_meant(name, (const char *const *)names->pdata, "");
	if (cli_options(&argc, argv, &options, NULL) && options.json) {
		g_autofree char *text = g_strdup_printf("there is no such command%s", meant);

		return fail_with(&options, text, EX_USAGE);
	}
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
	return argc > 1 ? unknown_command(argc - 1, argv + 1) : print_overview(stdout);
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
		return unknown_command(argc - 1, argv + 1);
	if (asks_help(argc - 1, argv + 1))
		return print_help(command);
	return command->main != NULL ? command->main(argc - 1, argv + 1)
				     : run(command, argc - 1, argv + 1);
}
