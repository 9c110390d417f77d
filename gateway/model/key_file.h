/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file `key` of the state folder: our keys, which only the folder's owner may be able to read or write. It is replaced
 * whole, or not at all.
 */
#pragma once

#include <glib.h>

#include "gateway/util/key_ring.h"

/* ret_there: false, and no error, where there is no such file. */
bool key_file_read(
    const char *state_directory, KeyRing *ret_keys, bool *ret_there, GError **error);
/* On disk when it is true. */
bool key_file_write(const char *state_directory, const KeyRing *keys, GError **error);
/* Random bytes. */
bool key_file_fresh(uint8_t ret_key[KEY_BYTES], GError **error);
/* It was lost, beside a spool that it signed for. Always false. */
bool key_file_refuse_lost(const char *state_directory, GError **error);
