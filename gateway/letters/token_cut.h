/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes tokens of ours out of what leaves: a token is issued to one person, and whoever else reads it speaks for them.
 * Texts lose them with the words around that say nothing without; mails that go on as they came keep their length. Pure.
 */
#pragma once

#include "gateway/letters/token_find.h"

/* Text or HTML without them; NULL where there is none, as almost always. Caller owns. */
char *token_cut(const TokenCutter *cutter, const char *text);

/* A mail, with each letter of a token replaced by an "x" in its headers and bodies, whatever their encoding; every other
 * byte stays. The same where there is none. Caller owns. */
GBytes *token_blank(const TokenCutter *cutter, GBytes *mail);
