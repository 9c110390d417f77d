/* SPDX-License-Identifier: Apache-2.0 */
/* Two times, since when it fails and since when it works; a look with the other result resets each. */
#include "gateway/daemon/outage.h"

#include <glib.h>

#define CALM_PART 5

static void
set_reason(Outage *outage, const char *reason)
{
	char *copy = g_strdup(reason);

	g_free(outage->reason);
	outage->reason = copy;
}

static OutageChange
look_at_failing(Outage *outage, const char *reason, int64_t now_ms, int64_t patience_ms)
{
	if (outage->failed_ms == 0)
		outage->failed_ms = now_ms;
	outage->working_ms = 0;
	set_reason(outage, reason);
	if (outage->reported || now_ms - outage->failed_ms < patience_ms)
		return OUTAGE_NOTHING;
	outage->reported = true;
	return OUTAGE_FAILS;
}

OutageChange
outage_look(Outage *outage, const char *reason, int64_t now_ms, int64_t patience_ms)
{
	if (reason != NULL) {
		if (!outage->reported && outage->working_ms != 0)
			outage->failed_ms = 0;
		return look_at_failing(outage, reason, now_ms, patience_ms);
	}
	if (!outage->reported) {
		outage->failed_ms = 0;
		return OUTAGE_NOTHING;
	}
	if (outage->working_ms == 0)
		outage->working_ms = now_ms;
	if (now_ms - outage->working_ms < patience_ms / CALM_PART)
		return OUTAGE_NOTHING;
	outage->reported = false;
	return OUTAGE_WORKS;
}

void
outage_clear(Outage *outage)
{
	g_clear_pointer(&outage->reason, g_free);
}
