/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes alone tell: clients give it names and ids of their own. */
#include "parsers/own_picture.h"

#include <string.h>

enum { PICTURE_MOST = 64 * 1024 }; /* bytes; ours is smaller */

/* Some clients say "attachment" of what their text shows. */
static bool
is_shown(const MessageAttachment *one, const Part *part)
{
	return one->is_inline ||
	       (part->parent != NULL && part_is(part->parent, "multipart/related"));
}

static bool
is_own(const Part *part, const char *hash)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = part_decode(part, PICTURE_MOST, &has_more);
	g_autofree char *its_hash =
	    has_more ? NULL : g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);

	return g_strcmp0(its_hash, hash) == 0;
}

void
own_picture_drop(const Part *top, const char *hash, Message *message)
{
	if (hash == NULL || *hash == '\0')
		return;
	for (unsigned i = message->attachments->len; i-- > 0;) {
		const MessageAttachment *one = message->attachments->pdata[i];
		const Part *part =
		    one->size <= PICTURE_MOST && g_str_has_prefix(one->type, "image/")
			? part_at(top, one->path)
			: NULL;

		if (part != NULL && is_shown(one, part) && is_own(part, hash))
			g_ptr_array_remove_index(message->attachments, i);
	}
}
