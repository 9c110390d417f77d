/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts that hold further parts in forms other than MIME's: winmail.dat, signed S/MIME, uuencoded text,
 * pictures within HTML, encoded mails. After this the tree has them as parts: "2/tnef:1", "1/smime", "3/uu:1",
 * "1/data:1".
 */
#pragma once

#include "parsers/part.h"

/* Decodes what it unwraps; a part that cannot be unwrapped stays as it is. */
void embedded_take(Part *top, GPtrArray *limits);
