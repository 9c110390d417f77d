/* SPDX-License-Identifier: Apache-2.0 */
/* What all letters of a desk have in common. */
#pragma once

#include <stdbool.h>

#include "gateway/util/colour.h"

typedef struct {
	const char
	    *language; /* what is used where a letter lacks the one asked for; then any */
	bool formal;   /* how the reader is addressed */
	const Colour *colour; /* the desk's own, or NULL: those of the shipped files */
} TemplateStyle;
