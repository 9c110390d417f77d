/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate sign-in`: a person signs in for the logins of the configuration that have `oauth`. */
#include <stdio.h>
#include <sysexits.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/oauth_sign_in.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"

/* One file of tokens is signed in for once, however many servers it is for. */
static bool
sign_in(GHashTable *done, const char *about, const ConfigServer *server, GError **error)
{
	const ConfigOauth *oauth = server->login.oauth;

	if (oauth == NULL || !g_hash_table_add(done, oauth->token_file))
		return true;
	fprintf(stderr, "%s, %s at %s\n", about, server->login.user, server->host);
	if (!oauth_sign_in(&server->login, error)) {
		g_prefix_error(error, "%s: ", about);
		return false;
	}
	printf("%s: signed in; %s has the tokens\n", about, oauth->token_file);
	return true;
}

/* mailbox: the only one, or NULL: all. */
static bool
sign_in_all(const Config *config, const char *mailbox, GError **error)
{
	g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *one = config->mailboxes->pdata[i];
		g_autofree char *about = g_strdup_printf("mailbox %s", one->name);

		if ((mailbox == NULL || g_str_equal(one->name, mailbox)) &&
		    !sign_in(done, about, &one->imap, error))
			return false;
	}
	if (mailbox == NULL && !sign_in(done, "outgoing", &config->outgoing.smtp, error))
		return false;
	if (g_hash_table_size(done) > 0)
		return true;
	return error_set(error, GATEWAY_ERROR_MISSING,
	    mailbox == NULL ? "no server of the configuration has 'oauth'"
			    : "there is no mailbox '%s' with 'oauth'",
	    mailbox);
}

static int
run(int argc, char **argv)
{
	static const char *const known[] = {"config", "mailbox", "help", NULL};
	CliOptions options = {0};
	const char *mailbox = NULL;
	g_autoptr(Config) config = NULL;
	g_autoptr(GError) error = NULL;

	if (cli_options(&argc, argv, &options, &error)) {
		arguments_take(&argc, argv, "mailbox", &mailbox, &error);
		if (error == NULL && arguments_operands(&argc, argv, known, &error) && argc > 1)
			error_set(
			    &error, GATEWAY_ERROR_USAGE, "it takes no argument '%s'", argv[1]);
	}
	if (error != NULL)
		return cli_fail(&options, error);
	cli_print_for_people(&options);
	config = cli_config(&options);
	if (config == NULL)
		return EX_CONFIG;
	if (!sign_in_all(config, mailbox, &error))
		return cli_fail(&options, error);
	puts("A running gateway takes them within five minutes, or at once with: casegate "
	     "reload");
	return EX_OK;
}

const Command command_sign_in = {
    .name = "sign-in",
    .summary = "sign in at Microsoft 365, Google or another provider (OAuth)",
    .help = "usage: casegate sign-in [--config FILE] [--mailbox NAME]\n"
	    "\n"
	    "For each login of the configuration that has 'oauth', or for that mailbox alone:\n"
	    "shows the page to open in a browser, waits until you have signed in there, and\n"
	    "keeps the tokens in their token_file, where the gateway renews them. It is\n"
	    "needed once, and again when 'casegate status' says so: a password was changed,\n"
	    "the right was taken back, or nobody used it for long.\n",
    .main = run,
};
