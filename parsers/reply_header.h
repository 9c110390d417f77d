/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header block that mail programs put over what they quote without marks: "From: ..., Sent: ..., To: ...".
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The lines from `first` on that are one block, or 0; of Line. shapes: of ticket_refs.h. */
unsigned reply_header_block(GArray *lines, unsigned first, const char *const *shapes);
/* Whether they look like one: enough for a doubt, too little to cut them. */
bool reply_header_maybe(GArray *lines, unsigned first);
