/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the gateway and its spool can tell a Prometheus, in its text exposition format 0.0.4; METRICS in casegate(1). It takes
 * as long whatever the spool holds.
 */
#pragma once

#include "gateway/model/context.h"

bool metrics_print(Context *context, GString *out, GError **error);
