/* SPDX-License-Identifier: Apache-2.0 */
/* A letter to whom it is wanted for, by the way out that was configured. */
#pragma once

#include "gateway/config/config.h"

/* Waits until the server has taken it. */
bool init_letter_send(const Config *config, const char *to, GError **error);
