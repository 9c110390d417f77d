/* SPDX-License-Identifier: Apache-2.0 */
/* A letter as it may leave: without tokens that were not issued with it. */
#pragma once

#include "gateway/letters/compose.h"

typedef struct {
	ComposeLetter letter; /* strings are borrowed, or in `own` */
	GPtrArray *own;       /* own; of char * */
	GPtrArray *files;     /* own; of ComposeAttachment *; or NULL */
	GPtrArray *bytes;     /* own; of GBytes * */
} ComposeCut;

void compose_cut(const ComposeLetter *letter, const TokenCutter *cutter, ComposeCut *ret_cut);
void compose_cut_clear(ComposeCut *cut);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ComposeCut, compose_cut_clear)
