/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Did you mean": the nearest word by the number of letters inserted, dropped, changed or swapped (optimal string
 * alignment), without regard to case. A word is near when at most a third of it is different.
 */
#include "rules/yaml.h"

#include <string.h>

#define WORD_MAX 40

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	return MIN(MIN(a, b), c);
}

static unsigned
distance(const char *a, const char *b)
{
	unsigned cost[WORD_MAX + 1][WORD_MAX + 1];
	size_t a_length = strlen(a);
	size_t b_length = strlen(b);

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

const char *
yaml_nearest(const char *word, const char *const *words)
{
	g_autofree char *wanted = g_ascii_strdown(word, -1);
	const char *nearest = NULL;
	size_t nearest_distance = MAX(strlen(word) / 3, 1);

	for (size_t i = 0; strlen(word) <= WORD_MAX && words[i] != NULL; i++) {
		g_autofree char *candidate = g_ascii_strdown(words[i], -1);

		if (strlen(candidate) > WORD_MAX)
			continue;
		size_t far = distance(wanted, candidate);

		if (far >= strlen(word)) /* nothing of it is left */
			continue;
		if (far < nearest_distance || (far == nearest_distance && nearest == NULL)) {
			nearest = words[i];
			nearest_distance = far;
		}
	}
	return nearest;
}
