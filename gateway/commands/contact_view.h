/* SPDX-License-Identifier: Apache-2.0 */
/* Which contact an operator means, and what is told of one, whichever command asks. */
#pragma once

#include <jansson.h>

#include "spool/contact.h"

/* By its own address or an alias; its `address` is its own, whichever was given. Nobody of that address is an error. */
bool contact_named(Spool *spool, const char *address, Contact **ret_contact, GError **error);

/* changes: of ContactChange. Returns a new array. */
json_t *contact_changes_json(const GPtrArray *changes);
