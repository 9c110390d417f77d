/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command role: runs one command of the operator's and brings back what it printed. It holds nothing of ours.
 * SETUP: "argv" (as). The command dies with this process, which the gateway kills when it takes too long.
 */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "gateway/role.h"

#define OUTPUT_MAX ((size_t)64 * 1024)

/* In the child, before exec. */
static void
die_with_parent(void *data)
{
	(void)data;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

int
command_role(Channel *channel, GVariant *setup)
{
	g_auto(GStrv) argv = NULL;
	g_autofree char *output = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	int status = 0;

	if (!g_variant_lookup(setup, "argv", "^as", &argv) || argv[0] == NULL)
		return EX_USAGE;
	if (!g_spawn_sync("/", argv, NULL, G_SPAWN_SEARCH_PATH, die_with_parent, NULL, &output,
		NULL, &status, &error)) {
		channel_send(channel, FRAME_OUTPUT, g_variant_new("(is)", -1, error->message),
		    NULL, NULL);
		return EX_UNAVAILABLE;
	}
	bytes = g_bytes_new(output, MIN(strlen(output), OUTPUT_MAX));
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return channel_send(
		   channel, FRAME_OUTPUT, g_variant_new("(is)", status, ""), bytes, NULL)
		   ? EX_OK
		   : EX_IOERR;
}
