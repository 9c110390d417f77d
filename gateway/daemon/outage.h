/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a failure is to be reported: not a short one, once when it lasts, once when it is over. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	int64_t failed_ms; /* since when it fails, or 0 */
	int64_t
	    working_ms; /* since when it works again, after a failure that was reported; or 0 */
	bool reported;  /* that it fails */
	char *reason;   /* own; why it failed last, or NULL */
} Outage;

typedef enum {
	OUTAGE_NOTHING,
	OUTAGE_FAILS, /* for patience_ms without a break */
	OUTAGE_WORKS, /* again, for a fifth of that */
} OutageChange;

/* To be called every few seconds; reason: why it fails, or NULL when it works; now_ms: by a clock that nobody sets. After
 * OUTAGE_WORKS, failed_ms and reason are still those of the failure, until the next call. */
OutageChange outage_look(
    Outage *outage, const char *reason, int64_t now_ms, int64_t patience_ms);
void outage_clear(Outage *outage);
