/* SPDX-License-Identifier: Apache-2.0 */
/* Optimal string alignment: two letters that changed places count as one. */
#include "rules/distance.h"

#include <glib.h>
#include <string.h>

#include "rules/words.h"

enum {
	WORD_MAX = 40,
	TWO_TYPOS_FROM = 3, /* letters more than for one */
};

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	return MIN(MIN(a, b), c);
}

/* The distance, or more than `most`: what can be no less is not counted to its end. */
static unsigned
distance_up_to(const char *a, const char *b, unsigned most)
{
	unsigned cost[WORD_MAX + 1][WORD_MAX + 1];
	size_t a_length = strlen(a);
	size_t b_length = strlen(b);
	unsigned above = 0; /* the least of the row above */

	if (a_length > WORD_MAX || b_length > WORD_MAX)
		return (unsigned)MAX(a_length, b_length);
	for (size_t i = 0; i <= a_length; i++)
		cost[i][0] = (unsigned)i;
	for (size_t k = 0; k <= b_length; k++)
		cost[0][k] = (unsigned)k;
	for (size_t i = 1; i <= a_length; i++) {
		unsigned row = cost[i][0];

		for (size_t k = 1; k <= b_length; k++) {
			bool swapped =
			    i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];

			cost[i][k] = least(cost[i - 1][k] + 1, cost[i][k - 1] + 1,
			    cost[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
			if (swapped)
				cost[i][k] = MIN(cost[i][k], cost[i - 2][k - 2] + 1);
			row = MIN(row, cost[i][k]);
		}
		/* a swap goes on from the row above, and costs one */
		if (row > most && above >= most)
			return row;
		above = row;
	}
	return cost[a_length][b_length];
}

unsigned
distance_between(const char *a, const char *b)
{
	return distance_up_to(a, b, WORD_MAX);
}

bool
distance_is_near(const char *a, const char *b, size_t from)
{
	size_t a_length = strlen(a);
	size_t b_length = strlen(b);
	size_t shorter = MIN(a_length, b_length);
	unsigned most = shorter >= from + TWO_TYPOS_FROM ? DISTANCE_MOST
			: shorter >= from                ? 1
							 : 0;

	if (strcmp(a, b) == 0)
		return true;
	if (most == 0 || MAX(a_length, b_length) - shorter > most)
		return false;
	return most == 1 ? words_are_near(a, b) : distance_up_to(a, b, most) <= most;
}
