/* SPDX-License-Identifier: Apache-2.0 */
/* A person signs in, once, for a login whose tokens the gateway renews from then on. */
#pragma once

#include "gateway/config/config.h"

/* Shows the page to open, waits until the person has signed in there, and keeps the tokens in their file. */
bool oauth_sign_in(const ConfigLogin *login, GError **error);
