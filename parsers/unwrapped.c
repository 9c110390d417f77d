/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of single wrappings hand up: they know it, and not who asked them. */
#include "parsers/unwrapped.h"

Unwrapped *
unwrapped_new(const char *name, const char *type, GBytes *take_bytes)
{
	Unwrapped *unwrapped = g_new(Unwrapped, 1);

	unwrapped->name = g_strdup(name);
	unwrapped->type = g_ascii_strdown(type, -1);
	unwrapped->bytes = take_bytes;
	unwrapped->is_text = false;
	return unwrapped;
}

void
unwrapped_free(Unwrapped *unwrapped)
{
	if (unwrapped == NULL)
		return;
	g_free(unwrapped->name);
	g_free(unwrapped->type);
	g_bytes_unref(unwrapped->bytes);
	g_free(unwrapped);
}
