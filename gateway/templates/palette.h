/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The colours of letters. Their HTML names the shipped ones, so that it can be looked at as it lies there; where the desk has
 * a colour of its own, each of them stands for a shade of that. casegate-letters(5) lists them. Pure.
 */
#pragma once

#include "gateway/util/colour.h"

/* The template in the desk's colour; own: NULL: as it is. Caller owns. */
char *palette_paint(const Colour *own, const char *html);
