/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plain text beside HTML: whether both say the same, or the plain one only sends its reader to the other. Told by which
 * words they share, in any language. HTML is given as its text.
 */
#pragma once

#include <stdbool.h>

/* Whether it is short enough to do no more than that: only then the HTML need be read. */
bool body_twin_may_point(const char *plain);
/* Whether it speaks of HTML or of browsers. */
bool body_twin_says_elsewhere(const char *plain);
/* Whether a short plain text is no text of the mail's own: the HTML does not say it, or says much more. */
bool body_twin_points(const char *plain, const char *html);
/* Whether one may be left out for the other. */
bool body_twin_is_same(const char *plain, const char *html);
