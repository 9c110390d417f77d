/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that are signed with PGP where they stand. */
#pragma once

#include <glib.h>

/* Marks the lines of the signature as a program's, and takes the "- " from those that it was put in front of. */
void reply_armor_find(GArray *lines);
