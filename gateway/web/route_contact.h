/* SPDX-License-Identifier: Apache-2.0 */
/* A contact's page, and the form by which one is added: rows of route_desk.c (gateway/web/route.h). */
#pragma once

#include "gateway/web/route.h"

bool route_contact_show(const RouteView *view, GPtrArray *calls);
bool route_contact_act(const RouteView *view, GPtrArray *calls);
bool route_contact_add(const RouteView *view, GPtrArray *calls);
/* What a field of its form has when nothing is changed: lists are words with commas. Caller owns. */
char *route_contact_shown(const json_t *contact, const char *field);
/* To the one that was added. */
char *route_contact_after_add(const RouteView *view);
