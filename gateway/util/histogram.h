/* SPDX-License-Identifier: Apache-2.0 */
/* How long something takes, counted in buckets, from a millisecond to ten seconds. */
#pragma once

#include <stdint.h>

#define HISTOGRAM_BOUNDS 11
extern const int64_t HISTOGRAM_BOUNDS_US[HISTOGRAM_BOUNDS]; /* upper ones */

typedef struct {
	int64_t counts[HISTOGRAM_BOUNDS + 1]; /* of each bucket alone, the last has no bound */
	int64_t sum_us;
} Histogram;

void histogram_add(Histogram *histogram, int64_t took_us);
