/* SPDX-License-Identifier: Apache-2.0 */
/* A report for programs. */
#pragma once

#include <jansson.h>

#include "gateway/commands/report.h"

/* What they call things. */
extern const char *const REPORT_BY_NAMES[REPORT_BYS];
extern const char *const REPORT_PACE_NAMES[]; /* "day" ... */
extern const char *const REPORT_END_NAMES[REPORT_ENDS];
extern const char *const REPORT_WAIT_NAMES[REPORT_WAITS];

/* One object, as casegate-json(5) has it. Caller owns. */
json_t *report_to_json(const Report *report);
/* One table, RFC 4180: whose row it is, its name, and the figures. */
void report_print_csv(const Report *report, GString *out);
/* What the first and the last day are called: "2026-11-01". Caller owns. */
char *report_date(const GDate *date);
/* The day on which a step begins, the same. Caller owns. */
char *report_step_date(const ReportStep *step);
