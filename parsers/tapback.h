/* SPDX-License-Identifier: Apache-2.0 */
/* What a telephone writes where somebody held a finger on a message: Liked “...”, Vond “...” leuk. Pure. */
#pragma once

#include <stdbool.h>

/* Whether the text is nothing but that. */
bool tapback_is(const char *text);
