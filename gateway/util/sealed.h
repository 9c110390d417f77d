/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small secrets as they are stored: AES-256-GCM under a random nonce, bound to what they are about, so that what was sealed
 * for one is nothing for another. Pure, but for the nonce.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "gateway/util/key_ring.h"

#define SEALED_MORE \
	28 /* octets that a sealed secret has beside its own: the nonce and the tag */

/* Caller owns. */
GBytes *sealed_make(
    const uint8_t key[KEY_BYTES], const char *about, const uint8_t *secret, size_t size);
/* False where it was sealed with another key, about something else or of another size, or was changed. */
bool sealed_open(const uint8_t key[KEY_BYTES], const char *about, GBytes *sealed,
    uint8_t *ret_secret, size_t size);
