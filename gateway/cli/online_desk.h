/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate check --online` at a desk elsewhere: what its account may do there and whether the words of the configuration
 * are words there, and for each item of the catalog whether the item there takes what ours asks for. Nothing is changed.
 */
#pragma once

#include <glib.h>

#include "gateway/cli/desk_peer.h"
#include "gateway/model/context.h"

/* Appends a line for what is good, and one for each thing that is not. False where something does not work. */
bool online_desk(DeskPeer *peer, const Config *config, GString *out);
/* The desk's part of it alone: the findings of a probe. */
bool online_desk_findings(const char *desk, const json_t *findings, GString *out);
/* Warns of what waits for a desk that the configuration names no more. */
bool online_desk_left(const Context *context, GString *out, GError **error);
