/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Date of a mail.
 */
#pragma once

#include <stdint.h>

/* Milliseconds since 1970 in UTC, or 0 where it cannot be read. Reads RFC 5322 and what comes near it. */
int64_t date_parse(const char *value);
