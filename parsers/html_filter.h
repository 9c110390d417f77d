/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pass over HTML before libxml2 sees it.
 */
#pragma once

#include <glib.h>

/*
 * The same HTML behind a <body>, without comments, scripts, styles and Office's own elements, and without tags over
 * LIMIT_TAG, LIMIT_ATTRIBUTES or LIMIT_HTML_DEPTH. Text is kept.
 */
GString *html_filter(const char *html, GPtrArray *limits);
