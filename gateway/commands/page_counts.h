/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers beside the menu of the desk's pages. */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"

/* {queue, mine, requests, held}. Returns a new object. */
bool page_counts(
    const Context *context, const ConfigAgent *agent, json_t **ret_counts, GError **error);
