/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts by a call, and in which language they read what is wrong. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/actor.h"
#include "gateway/model/context.h"

/* The agent of the configuration who calls, by the login or by the session; NULL: none of them. Borrowed. */
const ConfigAgent *call_agent(const Config *config, const Call *call);
/* "nl"; English where the caller did not say. Borrowed. */
const char *call_language(const Call *call);
/*
 * The agent who has the caller's login; in the name of whom `--as` says, which only root and the gateway's own user may;
 * else the caller under their own login. heard: customers hear of it, so that it must be an agent, where there are any, or
 * one of these two. On a page nobody acts for another.
 */
bool call_actor(
    const Context *context, const Call *call, bool heard, Actor *ret_actor, GError **error);
