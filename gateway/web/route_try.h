/* SPDX-License-Identifier: Apache-2.0 */
/* A mail that is tried: a row of route_desk.c (gateway/web/route.h). */
#pragma once

#include "gateway/web/route.h"

/* What would become of the mail of the form, a file or a text; of none, the form alone. */
bool route_try_show(const RouteView *view, GPtrArray *calls);
