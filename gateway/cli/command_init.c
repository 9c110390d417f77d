/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate init`: a first configuration, out of options and of answers to a few questions. It overwrites nothing, and
 * what it wrote is read as any other configuration before it is said to be good. At a terminal each server is tried when
 * it was named. An instance of ServiceNow is asked before, with the login that was given, and what it has is written,
 * too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/init_ask.h"
#include "gateway/cli/init_authserv.h"
#include "gateway/cli/init_letter.h"
#include "gateway/cli/init_service.h"
#include "gateway/cli/init_try.h"
#include "gateway/cli/init_write.h"
#include "gateway/cli/online.h"
#include "gateway/cli/online_desk.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"

#define DESK_SECRET "secrets/servicenow"
#define EXIT_INTERRUPTED 130 /* as a shell has it */

/* In the order in which one answer proposes the next. */
static bool
ask_all(Init *init, GError **error)
{
	static const Ask FIRST[] = {ASK_ADDRESS, ASK_LANGUAGE, ASK_NAME};
	static const Ask REST[] = {ASK_PLUS, ASK_OLD_MAIL, ASK_ALARM, ASK_DESK_CLIENT,
	    ASK_DESK_USER, ASK_GROUPS, ASK_AGENTS};

	for (size_t i = 0; i < G_N_ELEMENTS(FIRST); i++)
		if (!init_ask(init, FIRST[i], error))
			return false;
	if (!init_try_mailbox(init, error) || !init_try_outgoing(init, error) ||
	    !init_ask_authserv(init, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(REST); i++)
		if (!init_ask(init, REST[i], error))
			return false;
	return true;
}

static bool
ask_desk_secret(Init *init, GError **error)
{
	const InitSecret secret = {.name = "servicenow", .option = ASK_DESK_SECRET_FILE};
	const char *client = init_desk_client(init);
	g_autofree char *path = init_path(init, DESK_SECRET);
	g_autofree char *what = NULL;

	if (init->answers[ASK_DESK] == NULL)
		return true;
	init->fresh_secret = !g_file_test(path, G_FILE_TEST_EXISTS);
	what = g_strdup_printf("%s of %s at %s", client != NULL ? "client secret" : "password",
	    client != NULL ? client : init->answers[ASK_DESK_USER], init->answers[ASK_DESK]);
	return init_ask_secret(init, &secret, what, error);
}

/* Answers that make no good configuration are listed as mistakes of the file, which is deleted again. */
static bool
is_good(const Init *init)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = config_load(init->file, diagnostics);
	bool good = true;

	for (guint i = 0; config == NULL && i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		if (init->empty && !init_is_mistake(diagnostics->pdata[i]))
			continue;
		fprintf(stderr, "%s\n", text);
		good = false;
	}
	if (good)
		return true;
	unlink(init->file);
	fputs("casegate init: that makes no configuration; nothing was kept but the secrets\n",
	    stderr);
	return false;
}

/* The next time it is asked for again. */
static void
forget_secret(const Init *init)
{
	g_autofree char *path = init_path(init, DESK_SECRET);

	if (init->fresh_secret)
		unlink(path);
}

/* Asks the instance, and writes the file again with what it has. False: it does not work, and the file is gone. */
static bool
try_desk(Init *init, GError **error)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = config_load(init->file, diagnostics);
	g_autoptr(DeskPeer) peer = config == NULL ? NULL : desk_peer_new(config);
	g_autoptr(GString) out = g_string_new(NULL);
	json_t *told = NULL;

	if (config == NULL) /* a secret is to be written still */
		return true;
	told = desk_peer_ask(peer, DESK_PROBE, json_object(), error);
	unlink(init->file);
	if (told == NULL) {
		forget_secret(init);
		g_prefix_error(error, "%s: ", init->answers[ASK_DESK]);
		g_prefix_error(
		    error, "nothing was kept (--offline writes it without asking): ");
		return false;
	}
	init->values = json_incref(json_object_get(told, "values"));
	online_desk_findings(init->answers[ASK_DESK], json_object_get(told, "findings"), out);
	fputs(out->str, stdout);
	json_decref(told);
	return init_write(init, error);
}

/* The service reads this file as a user of its own, who has to be able to read the secrets as well. */
static bool
hand_over(Init *init, GError **error)
{
	g_autofree char *secrets = init_path(init, "secrets");
	g_autoptr(GError) failed = NULL;

	if (!init_is_for_service(init))
		return true;
	init->served = init_service_takes(secrets, INIT_SERVICE_USER, &failed);
	if (failed == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&failed));
	return false;
}

/* As `casegate check --online` does; whether all is good. */
static bool
check_online(const Init *init, bool *ret_tried)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	bool good = false;

	*ret_tried = (init->terminal || init->yes) && !init->offline && !init->empty;
	if (!*ret_tried)
		return true;
	config = config_load(init->file, diagnostics);
	good = config != NULL && online_try(config, out);
	fputs(out->str, stdout);
	return good;
}

/* Where one is wanted; a letter that is not sent is told, and is no reason to begin again. */
static bool
send_test_letter(Init *init, GError **error)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = config_load(init->file, diagnostics);
	g_autoptr(GError) failure = NULL;

	if (init->before[ASK_TEST_LETTER] == NULL)
		init->before[ASK_TEST_LETTER] = g_strdup(init->answers[ASK_ALARM]);
	if (!init_ask(init, ASK_TEST_LETTER, error))
		return false;
	if (config == NULL || g_str_equal(init->answers[ASK_TEST_LETTER], "none"))
		return true;
	if (init_letter_send(config, init->answers[ASK_TEST_LETTER], &failure))
		printf("The server took the letter to %s: look that it arrives, and not among "
		       "spam.\n",
		    init->answers[ASK_TEST_LETTER]);
	else
		fprintf(stderr, "casegate init: %s\n", failure->message);
	return true;
}

static void
tell_next(const Init *init, bool tried, bool good)
{
	g_autofree char *folder = g_path_get_dirname(init->file);
	g_autofree char *option = init_is_for_service(init)
				      ? g_strdup("")
				      : g_strdup_printf(" --config %s", init->file);
	const char *as = init->served ? "sudo -u " INIT_SERVICE_USER " " : "";
	bool unit = init->served && init_service_is_there();

	printf("%s is written.\n", init->file);
	if (init->served)
		puts("Its secrets belong to the user " INIT_SERVICE_USER
		     ", as whom the service runs.");
	if (init->empty)
		printf(
		    "Write the passwords into the files of %s/secrets, a line each.\n", folder);
	puts("Then:");
	if (init_has_oauth(init, ASK_USER) && (!tried || !good))
		printf("  %scasegate sign-in%s\n", as, option);
	if (tried)
		printf("  %scasegate run --dry-run%s   # what would become of each mail\n", as,
		    option);
	else
		printf("  %scasegate check%s\n  %scasegate check --online%s\n", as, option, as,
		    option);
	if (unit)
		puts("  sudo systemctl enable --now casegate");
	else
		printf("  %scasegate run%s\n", as, option);
	if (tried)
		printf("  %scasegate status%s\n", as, option);
}

/* Where it is installed, and nothing is missing any more. */
static bool
offer_start(Init *init, GError **error)
{
	if (init->empty || !init->served || !init_service_is_there())
		return true;
	if (!init_ask(init, ASK_START, error))
		return false;
	return g_str_equal(init->answers[ASK_START], "no") || init_service_start(error);
}

static bool
take_flag(int *argc, char **argv, const char *name, bool *ret_given, GError **error)
{
	g_autoptr(GError) misused = NULL;

	*ret_given = arguments_take(argc, argv, name, NULL, &misused);
	if (misused == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&misused));
	return false;
}

static bool
take_answers(int *argc, char **argv, Init *init, GError **error)
{
	const char *known[ASKED + 6] = {"offline", "yes", "config", "state", "help"};
	int n_known = 5;

	for (Ask ask = 0; ask < ASKED; ask++) {
		const char *value = NULL;
		g_autoptr(GError) wrong = NULL;

		if (ask == ASK_AGAIN)
			continue;
		known[n_known++] = init_option(ask);
		if (arguments_take(argc, argv, init_option(ask), &value, &wrong))
			init->answers[ask] = g_strdup(value);
		if (wrong != NULL) {
			g_propagate_error(error, g_steal_pointer(&wrong));
			return false;
		}
	}
	if (!arguments_operands(argc, argv, known, error))
		return false;
	return *argc == 1 ||
	       error_set(error, GATEWAY_ERROR_USAGE, "too many words; it takes options only");
}

/* One authority is for both servers, where no other is named. What can be said of an option alone is said first. */
static bool
check_options(Init *init, GError **error)
{
	if (init->answers[ASK_SMTP_CA] == NULL)
		init->answers[ASK_SMTP_CA] = g_strdup(init->answers[ASK_CA]);
	for (Ask ask = 0; ask < ASKED; ask++)
		if (init->answers[ask] != NULL && init_stands_alone(ask) &&
		    !init_ask(init, ask, error))
			return false;
	return true;
}

static bool
begin(Init *init, GError **error)
{
	if (g_file_test(init->file, G_FILE_TEST_EXISTS))
		return error_set(error, GATEWAY_ERROR_REFUSED,
		    "%s is there already, and stays as it is", init->file);
	if (!init_make_folders(init, error))
		return false;
	if (init_answers_load(init))
		fputs(
		    "Going on with the answers of the last time: Enter keeps each.\n", stderr);
	return check_options(init, error);
}

static int
fail(const Init *init, const GError *error)
{
	if (!init->interrupted)
		return cli_fail(&(CliOptions){.command = "init"}, error);
	if (g_file_test(init->file, G_FILE_TEST_EXISTS))
		fprintf(stderr, "casegate init: %s is written\n", init->file);
	else
		fputs("casegate init: nothing is written but the passwords; the answers are "
		      "kept, and proposed the next time\n",
		    stderr);
	return EXIT_INTERRUPTED;
}

/* The configuration is written, read, and its secrets are the service's. */
static int
make(Init *init)
{
	g_autoptr(GError) error = NULL;

	if (!begin(init, &error) || !ask_all(init, &error) || !ask_desk_secret(init, &error) ||
	    !init_write(init, &error))
		return fail(init, error);
	if (!is_good(init))
		return EX_CONFIG;
	if (!hand_over(init, &error))
		return fail(init, error);
	if (init->answers[ASK_DESK] == NULL || init->offline)
		return EX_OK;
	if (!try_desk(init, &error))
		return fail(init, error);
	return is_good(init) ? EX_OK : EX_CONFIG;
}

static int
run(int argc, char **argv)
{
	CliOptions options = {0};
	g_auto(Init) init = {.now_ms = g_get_real_time() / 1000};
	g_autoptr(GError) error = NULL;
	bool tried = false;
	bool good = false;
	int code = EX_OK;

	if (!cli_options(&argc, argv, &options, &error) ||
	    !take_flag(&argc, argv, "offline", &init.offline, &error) ||
	    !take_flag(&argc, argv, "yes", &init.yes, &error) ||
	    !take_answers(&argc, argv, &init, &error))
		return cli_fail(&options, error);
	cli_print_for_people(&options);
	init.file = options.config;
	init.state = options.state;
	init.terminal = isatty(STDIN_FILENO) && !init.yes;
	code = make(&init);
	if (code != EX_OK)
		return code;
	init_answers_forget(&init);
	good = check_online(&init, &tried);
	if (tried && good && !send_test_letter(&init, &error))
		return fail(&init, error);
	tell_next(&init, tried, good);
	if (!offer_start(&init, &error))
		return fail(&init, error);
	return good || init.terminal ? EX_OK : EXIT_FAILURE; /* a person has seen it */
}

const Command command_init = {
    .name = "init",
    .summary = "write a first configuration",
    .help = "usage: casegate init [--config FILE] [OPTION ...]\n"
	    "\n"
	    "Asks what no option says, tries each server, and writes a configuration with\n"
	    "comments, and a file for each password (mode 0600). What is there already stays\n"
	    "as it is. Who is interrupted is offered the answers the next time.\n"
	    "\n"
	    "  --yes               ask nothing: what no option says is as it is proposed\n"
	    "  --offline           try no server\n"
	    "\n"
	    "  --address ADDRESS   that customers write to\n"
	    "  --language nl|en    of the desk\n"
	    "  --name NAME         of the desk\n"
	    "  --imap SERVER       with the mailbox: a host, imaps://HOST/FOLDER, microsoft,\n"
	    "                      google, or a Maildir's path\n"
	    "  --user USER         to log in as there\n"
	    "  --password-file FILE  with its password\n"
	    "  --login WAY         there: password, microsoft or google\n"
	    "  --tenant TENANT     at Microsoft: its id, or a domain of it\n"
	    "  --client-id ID      of the application that is registered there\n"
	    "  --client-secret-file FILE  with its secret\n"
	    "  --smtp SERVER       that takes letters: a host, submissions://HOST, or a\n"
	    "                      Maildir's path\n"
	    "  --smtp-user USER    to log in as there; none: without a login\n"
	    "  --smtp-password-file FILE  with its password\n"
	    "  --ca-file FILE      who signed the servers' certificates, where not everybody\n"
	    "                      knows\n"
	    "  --smtp-ca-file FILE   the same of the way out alone\n"
	    "  --authserv 'HOST N' your own mail server, below N Received\n"
	    "  --plus yes|no       whether the mailbox gets mail to NAME+anything@ too\n"
	    "  --old-mail WHAT     becomes of mail that is in it already: leave (alone),\n"
	    "                      history (closed cases, no letters) or answer\n"
	    "  --alarm ADDRESS     who is told when something fails; none: nobody\n"
	    "  --groups 'NAME <ADDRESS>; ...'  that work here\n"
	    "  --agents 'NAME <ADDRESS> (LOGIN) GROUP, ...; ...'  and who is in which\n"
	    "  --test-letter ADDRESS  who gets one; none: nobody\n"
	    "  --start yes|no      whether the installed service starts at once\n"
	    "\n"
	    "  --servicenow URL    tickets live in that instance of ServiceNow; it is asked\n"
	    "                      for its categories, states and groups\n"
	    "  --servicenow-client ID  of the OAuth application there\n"
	    "  --servicenow-user USER  who logs in there without one\n"
	    "  --servicenow-secret-file FILE  with the secret of either\n"
	    "  --servicenow-ca FILE    who signed its certificate, where not everybody knows\n",
    .main = run,
};
