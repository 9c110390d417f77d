/* SPDX-License-Identifier: Apache-2.0 */
/* A report, printed: the same figures in each. */
#pragma once

#include "gateway/commands/report_json.h"
#include "gateway/util/text_table.h"

/* Tables for people have so many rows; the others are in JSON and CSV. */
#define REPORT_ROWS_SHOWN 20

void report_print_text(const Report *report, const TextTableStyle *style, GString *out);
/* A page of its own, in the desk's language, without scripts, which loads nothing. */
void report_print_html(const Report *report, const Templates *templates, GString *out);

/* Of all first answers, how many of a hundred came in time. */
int report_percent_within(const ReportRow *row);
/* A figure for people; hour: as hours are called: "12 min", "1 h 50", "3 d 4 h"; "-": there is none. Caller owns. */
char *report_figure_text(const ReportRow *row, ReportFigure figure, char hour);
char *report_span(int64_t s, char hour);
