/* SPDX-License-Identifier: Apache-2.0 */
/* Whether something that fails now and then is to be told: not for a blip, once when it fails, once when it works again.
 * Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	int64_t failed_ms;  /* since when it fails, or 0 */
	int64_t working_ms; /* since when it works again, after a failure that was told; or 0 */
	bool told;          /* that it fails */
	char *words;        /* own; what was said about it last, or NULL */
} Outage;

typedef enum {
	OUTAGE_NOTHING,
	OUTAGE_FAILS, /* for patience_ms without a break */
	OUTAGE_WORKS, /* again, for a fifth of that */
} OutageChange;

/* To be called every now and then. words: why it fails, NULL: it works. After OUTAGE_WORKS failed_ms and words still tell of the failure,
 * until the next call. */
OutageChange outage_look(Outage *watch, const char *words, int64_t now_ms, int64_t patience_ms);
void outage_clear(Outage *watch);
