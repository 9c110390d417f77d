/* SPDX-License-Identifier: Apache-2.0 */
/* casegate run: the gateway itself, in the foreground. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "gateway/cli/cli.h"
#include "gateway/daemon/loop.h"
#include "gateway/util/arguments.h"
#include "gateway/util/log.h"

/* What a running gateway knows cannot be copied while it writes. Takes the configuration in any case. */
static Context *
open_copy(Config *take_config, const char *state, GError **error)
{
	g_autoptr(GError) reason = NULL;
	Context *context = context_open_copy(take_config, state, &reason);

	if (context != NULL)
		return context;
	config_free(take_config);
	if (g_error_matches(reason, SPOOL_ERROR, SPOOL_ERROR_BUSY))
		g_prefix_error(&reason,
		    "a gateway runs: stop it first, or give --state a folder that is not "
		    "there, to begin with nothing known: ");
	g_propagate_error(error, g_steal_pointer(&reason));
	return NULL;
}

static bool
lies_in(const char *folder, const char *maildir)
{
	g_autofree char *real = maildir == NULL ? NULL : realpath(maildir, NULL);
	size_t length = real == NULL ? 0 : strlen(real);

	return real != NULL && strncmp(folder, real, length) == 0 &&
	       (folder[length] == '/' || folder[length] == '\0');
}

/* Who has a Maildir can open what lies in it. */
static bool
state_is_apart(const Config *config, const char *state)
{
	g_autofree char *folder = realpath(state, NULL);
	bool inside = folder != NULL && lies_in(folder, config->outgoing.maildir);

	for (unsigned i = 0; folder != NULL && i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];

		inside = inside || lies_in(folder, mailbox->maildir);
	}
	if (inside)
		fprintf(stderr,
		    "casegate run: the state folder %s lies in a Maildir: whoever reads that "
		    "mail could read the signing key\n",
		    state);
	return !inside;
}

static int
run(int argc, char **argv)
{
	CliOptions options = {0};
	g_autoptr(GError) error = NULL;
	Config *config = NULL;
	Context *context = NULL;
	bool dry_run = false;

	umask(0077);
	if (!cli_options(&argc, argv, &options, &error))
		return cli_fail(&options, error);
	if (arguments_take(&argc, argv, "verbose", NULL, NULL))
		log_set_level(LOG_DEBUG);
	dry_run = arguments_take(&argc, argv, "dry-run", NULL, NULL);
	if (argc > 1) {
		fprintf(stderr,
		    "casegate run: there is no option '%s'; see casegate run --help\n",
		    argv[1]);
		return EX_USAGE;
	}
	config = cli_config(&options);
	if (config == NULL)
		return EX_CONFIG;
	context = dry_run ? open_copy(config, options.state, &error)
			  : cli_context(config, options.state, &error);
	if (context == NULL)
		return cli_fail(&options, error);
	if (!dry_run && !state_is_apart(context->config, context->state_directory)) {
		context_close(context);
		return EX_CONFIG;
	}
	context->dry_run = dry_run;
	return loop_run(context, options.config);
}

const Command command_run = {
    .name = "run",
    .summary = "run the gateway in the foreground",
    .help = "usage: casegate run [--config FILE] [--state DIR] [--dry-run] [--verbose]\n"
	    "\n"
	    "Fetches mail from every mailbox, turns it into tickets, sends letters, until\n"
	    "SIGTERM. SIGHUP reads the configuration again; when the new one is wrong, the\n"
	    "old one stays.\n"
	    "\n"
	    "  --dry-run   reads each mail of the mailboxes and prints what would become of\n"
	    "              it and why, those that come later too, until it is interrupted;\n"
	    "              files nothing, sends nothing, changes nothing; knows what the\n"
	    "              spool knows, by a copy in memory\n"
	    "  --verbose   also log what is usually of no interest\n",
    .main = run,
};
