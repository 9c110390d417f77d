/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A time to come, as the desk's people type it: "2026-12-14", "2026-12-14 09:30", "monday", "tomorrow 14:00", "3d", "2 weeks";
 * names by their beginnings, in the language of the desk and of who types. A word for "until" may stand before it.
 */
#pragma once

#include "gateway/model/context.h"

/* A day without a time is when work begins on it, or next after it; its midnight where hours are NULL. So many days are
 * working days, as in casegate.yaml. hours: or NULL. language: of who reads the error; NULL: the desk's.
 * GATEWAY_ERROR_MISSING: what was typed is none, has come already, or is more than a year away. */
bool typed_moment(const Context *context, const WorkingHours *hours, const char *typed,
    const char *language, int64_t *ret_at_ms, GError **error);
