/* SPDX-License-Identifier: Apache-2.0 */
/* When something that failed may be tried again: each time later, by chance a little earlier, from the start after
 * success. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	int failures;
	int64_t until_us; /* monotonic; not before */
} Backoff;

void backoff_failed(Backoff *backoff, int64_t now_us, int64_t longest_ms);
void backoff_worked(Backoff *backoff);
bool backoff_is_over(const Backoff *backoff, int64_t now_us);
/* How long to wait still, at least 1. */
int64_t backoff_wait_ms(const Backoff *backoff, int64_t now_us);
