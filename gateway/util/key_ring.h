/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys that sign what we send out, and from which those for other ends are derived. Which of the two signed a letter
 * or an operation is seen by its id, so that each is checked with one key, and whoever has got hold of the previous one
 * can sign nothing new with it. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEY_BYTES 32

typedef struct {
	uint8_t current[KEY_BYTES];
	bool has_previous;
	uint8_t previous[KEY_BYTES];
	int64_t last_letter; /* the last letter and operation that the previous one signed */
	int64_t last_operation;
} KeyRing;

/* Borrowed. */
const uint8_t *key_ring_of_letter(const KeyRing *keys, int64_t letter);
const uint8_t *key_ring_of_operation(const KeyRing *keys, int64_t operation);
/* The current one becomes the previous, which signed up to these; the one before that is forgotten. */
void key_ring_rotate(
    KeyRing *keys, const uint8_t fresh[KEY_BYTES], int64_t last_letter, int64_t last_operation);
void key_ring_clear(KeyRing *keys);

/* As it lies in its file: the current key alone, or it, the previous one, and the last ids (8 octets each, big endian). */
#define KEY_RING_BYTES (2 * KEY_BYTES + 16)
/* ret_size: KEY_BYTES or KEY_RING_BYTES. */
void key_ring_pack(const KeyRing *keys, uint8_t ret_bytes[KEY_RING_BYTES], size_t *ret_size);
/* False where so many bytes are no ring, or a key is no random one. */
bool key_ring_unpack(const uint8_t *bytes, size_t size, KeyRing *ret_keys);

/* Another key of one of ours, for this end alone: HKDF of RFC 5869 with SHA-256, without salt. */
void key_derive(const uint8_t key[KEY_BYTES], const char *end, uint8_t ret_derived[KEY_BYTES]);
