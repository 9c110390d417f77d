/* SPDX-License-Identifier: Apache-2.0 */
/* For those that make reports. */
#pragma once

#include "gateway/commands/report.h"

/* With its steps, in which nothing happened. Caller owns. */
Report *report_new(const Config *config, const ReportQuery *query);
ReportStep *report_step(const Report *report, guint i);
void report_row_init(ReportRow *row);
void report_times_add(ReportTimes *times, int64_t took_s, int64_t n);
/* All is counted: what halves and tenths there are. */
void report_row_settle(ReportRow *row);
/* The same of all and of the steps; backlog: in which the period begins, and those of the steps say by how much it grew. */
void report_settle(Report *report, int64_t backlog);
/* What only days tell: mails, hours, ends and who waits. */
bool report_add_days(Report *report, Spool *spool, GError **error);
