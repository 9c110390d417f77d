/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact import`: contacts from a table, all of them or none. */
#pragma once

#include "gateway/model/context.h"
#include "gateway/commands/call.h"

/* A prepare() and a serve() of gateway/commands/subcommand.h. */
bool contact_import_read(Request *request, GError **error);
bool contact_import(Office *office, const Request *request, GString *out, GError **error);
