/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate reload`: the running gateway takes its configuration anew. */
#include <sysexits.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/control_client.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"

/* It listens where the configuration says, which may be broken by now, or else in the state folder. */
static bool
ask(const CliOptions *options, CallReply *ret_reply, GError **error)
{
	g_autofree char *usual = config_control_path(NULL, options->state);
	g_auto(Call) call = {0};
	ControlResult result = CONTROL_NOBODY;
	g_autoptr(Config) config = NULL;
	g_autofree char *named = NULL;

	call_init(&call, CALL_RELOAD);
	result = control_client_ask(usual, &call, ret_reply, error);
	if (result != CONTROL_NOBODY)
		return result == CONTROL_ANSWERED;
	config = cli_config(options);
	if (config == NULL) {
		return error_set(error, GATEWAY_ERROR_CONFIG,
		    "no gateway answers at %s, and the configuration is wrong", usual);
	}
	named = config_control_path(config, options->state);
	result = control_client_ask(named, &call, ret_reply, error);
	if (result == CONTROL_NOBODY)
		error_set(error, GATEWAY_ERROR_STOPPED, "no gateway runs");
	return result == CONTROL_ANSWERED;
}

static int
run(int argc, char **argv)
{
	static const char *const KNOWN[] = {"config", "state", "help", NULL};
	CliOptions options = {0};
	g_auto(CallReply) reply = {0};
	g_autoptr(GError) error = NULL;

	if (!cli_options(&argc, argv, &options, &error) ||
	    !arguments_operands(&argc, argv, KNOWN, &error))
		return cli_fail(&options, error);
	if (argc > 1) {
		error_set(&error, GATEWAY_ERROR_USAGE, "too many words");
		return cli_fail(&options, error);
	}
	if (!ask(&options, &reply, &error))
		return cli_fail(&options, error);
	if (reply.code == EX_OK)
		return EX_OK;
	error_set(&error,
	    reply.code == EX_NOPERM ? GATEWAY_ERROR_NOT_ALLOWED : GATEWAY_ERROR_CONFIG, "%s",
	    reply.error);
	return cli_fail(&options, error);
}

const Command command_reload = {
    .name = "reload",
    .summary = "have the running gateway read its configuration again",
    .help = "usage: casegate reload\n"
	    "\n"
	    "Has the running gateway read its configuration, rules, answers, letters and\n"
	    "catalog again: all of it or, where a mistake is found, nothing; then the\n"
	    "mistakes are listed. SIGHUP does the same, and leaves them to the log.\n",
    .main = run,
};
