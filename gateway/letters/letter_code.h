/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The code of a letter that asks for one. It stands in no row and in no kept bytes: the letter is kept with a mark in its
 * place, and gets its code when it leaves; what comes back loses it before anybody reads it.
 */
#pragma once

#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/letter.h"

/* What the template gets as its code, and what stands where one was cut. */
#define LETTER_CODE_MARK "[code]"

/* The bytes that leave: of a letter that asks for its code with that code, of all others as they are. Returns a new
 * reference, or NULL. */
GBytes *letter_code_bytes(const Context *context, const Letter *letter, GError **error);
/* Whether these digits are what the letter carries; compared in constant time. */
bool letter_code_is(const Context *context, const Letter *letter, const char *digits);
/* The code of the letter, wherever the message repeats it, becomes the mark. */
void letter_code_cut(const Context *context, const Letter *letter, const Message *message);
/* Six characters, with one sign at most between two of them, become six others wherever the message has them. */
void letter_code_swap(const char *from, const char *to, const Message *message);
