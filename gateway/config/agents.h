/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's own people, as casegate.yaml has them. All that is returned is borrowed from it, or NULL. Pure. */
#pragma once

#include "gateway/config/config.h"
#include "gateway/util/choices.h"

/* Addresses are compared without the case of ASCII letters. */
const ConfigAgent *agents_agent(const Config *config, const char *address);
/* Whose name on this machine that is; Unix tells capitals apart. */
const ConfigAgent *agents_of_login(const Config *config, const char *login);
const ConfigGroup *agents_group(const Config *config, const char *name);
/* Each as people write them: by name, first name, address or login; told by name, meaning their address. */
void agents_add_choices(const Config *config, Choices *choices);
/* What people call the agent who has this address: their name; NULL of NULL, the address of who is none any more. */
const char *agents_shown(const Config *config, const char *address);
bool agents_is_in(const ConfigAgent *agent, const char *group);
