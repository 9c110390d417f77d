/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens and Message-IDs as they come in, checked against the letters that there are: what names a letter of a spool that
 * is no more names none. ret_letter: 0 where it is none of ours. They fail when the spool cannot be read.
 */
#pragma once

#include "gateway/letters/token_find.h"
#include "gateway/model/context.h"
#include "gateway/util/token.h"
#include "spool/letter.h"

bool letter_token_check(const Context *context, TokenKind kind, const char *token,
    int64_t *ret_letter, GError **error);
bool letter_token_check_message_id(
    const Context *context, const char *id, int64_t *ret_letter, GError **error);
/* The letter whose links have this token, and which still counts; NULL where there is none (no error). For one that is none
 * of ours the same is done as for one that is. */
bool letter_token_of_page(
    const Context *context, const char *token, Letter **ret_letter, GError **error);
/* Of the context's letters; see token_find.h. */
TokenCutter letter_token_cutter(const Context *context, int64_t newest, const char *own);
