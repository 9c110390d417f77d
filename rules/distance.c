/* SPDX-License-Identifier: Apache-2.0 */
/* Optimal string alignment: two letters that changed places count as one. */
#include "rules/distance.h"

#include <glib.h>
#include <string.h>

enum {
	WORD_MAX = 40,
	TWO_TYPOS_FROM = 3, /* letters more than for one */
};

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	return MIN(MIN(a, b), c);
}

unsigned
distance_between(const char *a, const char *b)
{
	unsigned cost[WORD_MAX + 1][WORD_MAX + 1];
	size_t a_length = strlen(a);
	size_t b_length = strlen(b);

	if (a_length > WORD_MAX || b_length > WORD_MAX)
		return (unsigned)MAX(a_length, b_length);
	for (size_t i = 0; i <= a_length; i++)
		cost[i][0] = (unsigned)i;
	for (size_t k = 0; k <= b_length; k++)
		cost[0][k] = (unsigned)k;
	for (size_t i = 1; i <= a_length; i++) {
		for (size_t k = 1; k <= b_length; k++) {
			bool swapped =
			    i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];

			cost[i][k] = least(cost[i - 1][k] + 1, cost[i][k - 1] + 1,
			    cost[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
			if (swapped)
				cost[i][k] = MIN(cost[i][k], cost[i - 2][k - 2] + 1);
		}
	}
	return cost[a_length][b_length];
}

bool
distance_is_near(const char *a, const char *b, size_t from)
{
	size_t a_length = strlen(a);
	size_t b_length = strlen(b);
	size_t shorter = MIN(a_length, b_length);
	unsigned most = shorter >= from + TWO_TYPOS_FROM ? 2 : shorter >= from ? 1 : 0;

	if (strcmp(a, b) == 0)
		return true;
	return MAX(a_length, b_length) - shorter <= most && distance_between(a, b) <= most;
}
