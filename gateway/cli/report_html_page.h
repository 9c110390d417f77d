/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a report's page are written with. */
#pragma once

#include "gateway/cli/report_print.h"

typedef struct {
	const Report *report;
	GString *out;
	const Templates *templates;
	const char **places; /* own; what each step is called */
} ReportPage;

typedef struct {
	const char *heading;
	ReportFigure figure;
} ReportColumn;

const char *report_html_word(const ReportPage *page, const char *english);
const ReportStep *report_html_step_at(const ReportPage *page, guint i);
/* A chart, and behind it its table. */
void report_html_begin_figure(const ReportPage *page, const char *title, const char *hint);
void report_html_begin_details(const ReportPage *page);
void report_html_begin_table(
    const ReportPage *page, const char *first, const ReportColumn *columns, size_t n_columns);
void report_html_end_table(const ReportPage *page);
void report_html_end_figure(const ReportPage *page);

/* Who waits, how solutions end, mails and hours: what the report has of them. */
void report_html_days(const ReportPage *page);
