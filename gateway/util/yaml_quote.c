/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/yaml_quote.h"

#include <glib.h>

char *
yaml_quote(const char *text)
{
	GString *out = g_string_new("\"");

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, g_ascii_iscntrl(*p) ? ' ' : *p);
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}
