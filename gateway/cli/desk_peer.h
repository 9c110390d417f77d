/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk elsewhere, asked from the command line: its worker with its usual settings, and one operation of
 * gateway/model/desk_operation.h after another, each waited for.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "gateway/config/config.h"
#include "gateway/model/desk_operation.h"

typedef struct DeskPeer DeskPeer;

/* config: foreign; its tickets are at a desk elsewhere. */
DeskPeer *desk_peer_new(const Config *config);
void desk_peer_free(DeskPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPeer, desk_peer_free)

/* The result of what was done; NULL with the desk's or the worker's own words where it was not. Caller owns. */
json_t *desk_peer_ask(
    DeskPeer *peer, DeskOperation operation, json_t *take_body, GError **error);
