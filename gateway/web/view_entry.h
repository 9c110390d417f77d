/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of a ticket's timeline, by its kind. */
#pragma once

#include "gateway/web/view.h"

/* attachments: of the whole ticket; those are shown that came with this entry's mail, where it is the first of that mail. */
json_t *view_entry(const View *view, const json_t *entry, const json_t *attachments);
/* The texts of it, in bytes as they are shown at most. */
size_t view_entry_size(const json_t *entry);
