/* SPDX-License-Identifier: Apache-2.0 */
/* What agents do to tickets by `casegate case answer` and the like, all actions of agent_action.h; and `preview`: what would be
 * written to whom, of which nothing is done. */
#pragma once

#include "gateway/commands/subcommand.h"

#define TICKET_ACT_PREVIEW "preview"

/* Fetches the text where the action needs one, and the files. */
bool ticket_act_take(Call *call, GError **error);
bool ticket_act_serve(Context *context, const Call *call, GString *out, GError **error);
bool ticket_act_preview(Context *context, const Call *call, GString *out, GError **error);
extern const char *const TICKET_ACT_OPERANDS[];
extern const char *const TICKET_ACT_PREVIEW_OPERANDS[];
extern const SubcommandOption TICKET_ACT_OPTIONS[];
