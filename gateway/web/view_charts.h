/* SPDX-License-Identifier: Apache-2.0 */
/* What `page numbers` said (View.values "numbers") as charts. */
#pragma once

#include "gateway/web/view.h"

/* Sets "charts", none where nothing was said: each {id, chart_title, hint, keys, svg, head, rows}. */
void view_set_charts(const View *view, json_t *out);
/* A figure of the period or of a step: a number, or a time where its name ends in _s; "-": there is none. Caller owns. */
char *view_figure_text(const View *view, const json_t *object, const char *name);
