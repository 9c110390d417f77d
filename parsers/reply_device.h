/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line that a telephone or a mail program adds by itself: "Verzonden vanaf mijn iPhone".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A line as it was written, without white space and stars around it. */
bool reply_device_is(const char *line);
/* Whether a line in any case could be one: a first look. */
bool reply_device_may_be(const char *line, size_t size);
