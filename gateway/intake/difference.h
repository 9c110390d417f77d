/* SPDX-License-Identifier: Apache-2.0 */
/* What of a report on a mail (gateway/intake/report.h) is not as expected, or not as by other rules. */
#pragma once

#include "gateway/intake/report.h"

typedef struct {
	const char *key; /* a constant; of the report */
	char *expected;  /* own */
	char *found;     /* own; "none" where there is nothing */
} Difference;
/* Of Difference. Caller owns. */
GPtrArray *differences_new(void);
/* Nothing where the report has that value; words of a list have blanks between them. */
void differences_add(
    GPtrArray *differences, const char *key, const char *expected, const json_t *report);
/* What of two reports of one mail differs, the ticket's number and the letter's words apart. Caller owns. */
GPtrArray *differences_between(const json_t *before, const json_t *after);
