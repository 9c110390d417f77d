/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An invitation, or an answer to one, as text: RFC 5545.
 */
#pragma once

#include <stddef.h>

/*
 * What its first event is about, when, where, who invites, and what is written with it, or of an answer who answers
 * what; a line each, without labels: they would be of one language. "" where there is no event. `charset` may be NULL. Clean UTF-8.
 */
char *calendar_text(const char *bytes, size_t size, const char *charset);
