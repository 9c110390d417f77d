/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns out of an operator's file, their errors told with the place in the file and in the pattern. */
#include "rules/pattern.h"

bool
pattern_read(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(GError) error = NULL;
	const char *source = yaml_scalar(node);
	Pattern **pattern = target, *read;

	(void)extra;
	if (source == NULL) {
		yaml_mistake_unexpected(node, "a pattern");
		return false;
	}
	read = pattern_new(source, &error);
	if (read == NULL) {
		yaml_mistake(node, "a pattern", "'%s': %s", source, error->message);
		return false;
	}
	pattern_free(*pattern);
	*pattern = read;
	return true;
}
