/* SPDX-License-Identifier: Apache-2.0 */
/* casegate run: the gateway itself, in the foreground. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "gateway/command.h"
#include "gateway/log.h"
#include "gateway/loop.h"

static int
run(int argc, char **argv)
{
	CommandOptions options = {0};
	g_autoptr(GError) error = NULL;
	Config *config = NULL;
	Office *office = NULL;

	umask(0077);
	if (!command_options(&argc, argv, &options, &error))
		return command_fail("run", error);
	if (argc > 1 && strcmp(argv[1], "--verbose") == 0) {
		log_set_level(LOG_DEBUG);
		argc--;
	}
	if (argc > 1) {
		fprintf(stderr,
		    "casegate run: there is no option '%s'; see casegate run --help\n",
		    argv[1]);
		return EX_USAGE;
	}
	config = command_config(&options);
	if (config == NULL)
		return EX_CONFIG;
	office = command_office(config, options.state, &error);
	if (office == NULL)
		return command_fail("run", error);
	return loop_run(office, options.config);
}

const Command command_run = {
    .name = "run",
    .summary = "run the gateway in the foreground",
    .help =
	"usage: casegate run [--config FILE] [--state DIR] [--verbose]\n"
	"\n"
	"Fetches mail from every mailbox, turns it into tickets, sends letters, until "
	"SIGTERM.\n"
	"SIGHUP reads the configuration again; when the new one is wrong, the old one stays.\n"
	"\n"
	"  --verbose   also log what is usually of no interest\n",
    .main = run,
};
