/* SPDX-License-Identifier: Apache-2.0 */
/* Two clocks that each event of the other kind sets back. */
#include "gateway/daemon/outage.h"

#include <glib.h>

#define CALM_PART 5

static void
set_words(Outage *watch, const char *words)
{
	char *copy = g_strdup(words);

	g_free(watch->words);
	watch->words = copy;
}

static OutageChange
look_at_failing(Outage *watch, const char *words, int64_t now_ms, int64_t patience_ms)
{
	if (watch->failed_ms == 0)
		watch->failed_ms = now_ms;
	watch->working_ms = 0;
	set_words(watch, words);
	if (watch->told || now_ms - watch->failed_ms < patience_ms)
		return OUTAGE_NOTHING;
	watch->told = true;
	return OUTAGE_FAILS;
}

/* words: NULL while it works. */
OutageChange
outage_look(Outage *watch, const char *words, int64_t now_ms, int64_t patience_ms)
{
	if (words != NULL) {
		if (!watch->told && watch->working_ms != 0)
			watch->failed_ms = 0;
		return look_at_failing(watch, words, now_ms, patience_ms);
	}
	if (!watch->told) {
		watch->failed_ms = 0;
		return OUTAGE_NOTHING;
	}
	if (watch->working_ms == 0)
		watch->working_ms = now_ms;
	if (now_ms - watch->working_ms < patience_ms / CALM_PART)
		return OUTAGE_NOTHING;
	watch->told = false;
	return OUTAGE_WORKS;
}

void
outage_clear(Outage *watch)
{
	g_clear_pointer(&watch->words, g_free);
}
