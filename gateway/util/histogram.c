/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/histogram.h"

const int64_t HISTOGRAM_BOUNDS_US[HISTOGRAM_BOUNDS] = {
    1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 2500000, 10000000};

void
histogram_add(Histogram *histogram, int64_t took_us)
{
	int bucket = 0;

	while (bucket < HISTOGRAM_BOUNDS && took_us > HISTOGRAM_BOUNDS_US[bucket])
		bucket++;
	histogram->counts[bucket]++;
	histogram->sum_us += took_us;
}
