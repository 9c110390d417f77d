/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a browser holds of a session: a secret of 256 bits, of which the spool has a MAC by the key ring; and what its
 * forms carry, which only we could have made for that session. Where the key was rotated, the previous one counts still.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gateway/util/key_ring.h"
#include "spool/session.h"

#define SESSION_SECRET_LENGTH 43 /* characters, of base64url */
#define SESSION_NONCE_BYTES 32   /* half of them chance, half a MAC */

/* A new one. Caller owns, and wipes it. */
char *session_secret_new(void);
/* By the current key, or the previous one. False: it has not the form of a secret. */
bool session_secret_mac(
    const uint8_t key[KEY_BYTES], const char *secret, uint8_t ret_mac[SESSION_MAC_BYTES]);
/* Whose secret it is: NULL where it is nobody's (no error). */
bool session_secret_find(Spool *spool, const KeyRing *keys, const char *secret, int64_t now_ms,
    Session **ret_session, GError **error);

/* What a form of this session carries, in hexadecimal digits. Caller owns. */
char *session_nonce_new(const KeyRing *keys, int64_t session);
/* Whether we made it for this session. */
bool session_nonce_read(const KeyRing *keys, int64_t session, const char *text,
    uint8_t ret_nonce[SESSION_NONCE_BYTES]);

/* The same of a form on the page of a letter's link, of which there is no session. */
char *session_link_nonce_new(const KeyRing *keys, int64_t letter);
bool session_link_nonce_read(const KeyRing *keys, int64_t letter, const char *text,
    uint8_t ret_nonce[SESSION_NONCE_BYTES]);
