/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check-spool: looks through the file of a spool that is held still for it, once, slowly, beside all that the gateway
 * does. Its settings: path. It answers HEARD when the file is sound, TROUBLE when it is damaged.
 */
#include <sys/resource.h>
#include <sysexits.h>

#include "gateway/workers/worker.h"
#include "spool/database.h"

static int
look_through(Channel *channel, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Spool) spool = spool_open_still(path, &error);
	g_autoptr(GPtrArray) faults = NULL;

	if (spool == NULL || !spool_check_file(spool, &faults, &error))
		return worker_trouble(channel,
		    g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_CORRUPT)
			? TROUBLE_ACCOUNT
			: TROUBLE_TEMPORARY,
		    "%s", error->message);
	if (faults->len > 0)
		return worker_trouble(
		    channel, TROUBLE_ACCOUNT, "%s", (const char *)faults->pdata[0]);
	channel_send(channel, FRAME_HEARD, g_variant_new("()"), NULL, NULL);
	return EX_OK;
}

int
check_spool_worker(Channel *channel, GVariant *settings)
{
	setpriority(PRIO_PROCESS, 0, 19);
	return look_through(channel, worker_setting(settings, "path"));
}
