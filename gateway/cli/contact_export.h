/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact export ADDRESS FILE`: read from the spool as it is at one moment, by this process, whatever its size. */
#pragma once

#include "gateway/cli/cli.h"

/* Returns the exit code. */
int contact_export(const Call *call, const CliOptions *options);
