/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The customer's own authenticator app, on their page: who has shown the code of a letter connects one, as long as they have
 * none. Taking one away is the desk's business.
 */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/commands/my_ticket.h"

/* {state, side, path, key}: state: null, "pending", "active", "locked"; of a pending one the QR code, as a path in a square,
 * and the key to type instead. Caller owns; NULL with an error. */
json_t *my_app_json(const MySelf *self, GError **error);
/* A new one, pending, in the place of another pending one. */
bool my_app_begin(const MySelf *self, GError **error);
/* Its first code makes it count. */
bool my_app_confirm(const MySelf *self, const Call *call, GError **error);
