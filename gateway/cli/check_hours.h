/* SPDX-License-Identifier: Apache-2.0 */
/* Working hours as `casegate check` tells them: what they mean now. */
#pragma once

#include "gateway/config/config.h"

/* A line for the desk's, and for those of each group and account that has hours of its own: until when is worked, or when
 * it begins, and when 1d from now is over. Nothing where there are none. Times are shown in the desk's zone from now on. */
void check_hours_print(const Config *config, int64_t now_ms, GString *out);
