/* SPDX-License-Identifier: Apache-2.0 */
/* Files among an operator's own that nothing reads, as an editor or a package leaves them behind. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Of a name as "nl.yaml.dpkg-new": where such a file comes from; NULL: the name does not tell. *ret_length: of the name
 * without what tells it. */
const char *unread_file_origin(const char *name, size_t *ret_length);

/* Warns of it, unless it is hidden or a README, which nobody takes for one that is read. expected: where its name does not
 * tell where it comes from. */
void unread_file_add(
    GPtrArray *warnings, const char *folder, const char *name, const char *expected);
