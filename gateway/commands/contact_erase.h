/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact erase ADDRESS`: shows what it is about, asks to be sure, and waits until it is done. */
#pragma once

#include "gateway/commands/subcommand.h"

bool contact_erase_serve(Context *context, const Call *call, GString *out, GError **error);
bool contact_erase_again(Call *call, GBytes *told, bool *ret_again, GError **error);
GBytes *contact_erase_finish(const Call *call, GBytes *served, GError **error);
extern const SubcommandOption CONTACT_ERASE_OPTIONS[];
