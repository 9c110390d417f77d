/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever writes this header himself only keeps answers from himself. */
#include "gateway/letters/loop_mark.h"

#include <string.h>

#define CHARACTERS 16

char *
loop_mark_make(const char *domain)
{
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	g_autofree char *text = g_strdup_printf("casegate %s", lower);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	return g_strndup(hash, CHARACTERS);
}

LoopMark
loop_mark_read(const Message *message, const char *domain)
{
	g_autofree char *own = loop_mark_make(domain);
	LoopMark mark = LOOP_MARK_NONE;

	for (unsigned i = 0; i < message->headers->len; i++) {
		const MessageHeader *header = message->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, LOOP_MARK_HEADER) != 0)
			continue;
		if (strcmp(header->value, own) == 0)
			return LOOP_MARK_OURS;
		mark = LOOP_MARK_OTHER;
	}
	return mark;
}
