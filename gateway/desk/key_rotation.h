/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new key. The one before it goes on checking the letters that it signed, and nothing else, until the next rotation; the
 * secrets of authenticator apps are sealed again under the new one. Whenever it is cut off, either nothing happened, or the
 * new key signs, both are in the one file, and each secret can be opened by one of them.
 */
#pragma once

#include "gateway/model/context.h"

/* How long the token of a letter lasts at most. */
#define KEY_ROTATION_DAYS 90

typedef struct {
	bool finished; /* one that was cut off; nothing else was done */
	int secrets;   /* that were sealed again */
} KeyRotation;

/* ends_tokens: the one before it, which somebody else may have, checks no letter any more. Otherwise
 * GATEWAY_ERROR_REFUSED while the key before the current one still checks letters that may be answered. */
bool key_rotation(
    Context *context, bool ends_tokens, KeyRotation *ret_rotation, GError **error);
