/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact import`: contacts from a table, all of them or none. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/context.h"

/* A prepare() and a serve() of gateway/commands/subcommand.h. */
bool contact_import_read(Call *call, GError **error);
bool contact_import(Context *context, const Call *call, GString *out, GError **error);
