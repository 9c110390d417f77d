/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Did you mean": the nearest word, without regard to case. A word is near when at most a third of it is different.
 */
#include "rules/yaml.h"

#include <string.h>

#include "rules/distance.h"

const char *
yaml_nearest(const char *word, const char *const *words)
{
	g_autofree char *wanted = g_ascii_strdown(word, -1);
	const char *nearest = NULL;
	size_t nearest_distance = MAX(strlen(word) / 3, 1);

	for (size_t i = 0; words[i] != NULL; i++) {
		g_autofree char *candidate = g_ascii_strdown(words[i], -1);
		size_t far = distance_between(wanted, candidate);

		if (far >= strlen(word)) /* nothing of it is left */
			continue;
		if (far < nearest_distance || (far == nearest_distance && nearest == NULL)) {
			nearest = words[i];
			nearest_distance = far;
		}
	}
	return nearest;
}
