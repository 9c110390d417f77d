/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/timeline.h"

char *
timeline_text(const Entry *entry)
{
	return entry->kind == ENTRY_QUESTION ? g_strdup_printf("asked: %s", entry->text)
					     : g_strdup(entry->text);
}
