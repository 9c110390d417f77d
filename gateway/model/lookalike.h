/* SPDX-License-Identifier: Apache-2.0 */
/* Names of strangers that a person would take for the desk's own. Pure. */
#pragma once

#include "gateway/config/config.h"

/* What a name looks like: without case, accents, blanks, marks and what cannot be seen; letters of other scripts that
 * look like Latin ones are those, and what people mix up (l, I and 1; O and 0; rn and m) is one. Caller owns. */
char *lookalike_skeleton(const char *name);

/* Whether it looks like, or has in it, the name of an agent, of the desk, or ours. */
bool lookalike_of_desk(const Config *config, const char *name);

/* How one who is not the desk is shown: by the name, or by the address where there is none, or it looks like
 * the desk's or like an address. Both borrowed. */
const char *lookalike_shown(const Config *config, const char *name, const char *address);
