/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's own people, as casegate.yaml has them. All that is returned is borrowed from it, or NULL. Pure. */
#pragma once

#include "gateway/config/config.h"

/* Addresses and names are compared without the case of ASCII letters. */
const ConfigAgent *agents_agent(const Config *config, const char *address);
/* By name, else by address, else by what stands before the @ of the address. */
const ConfigAgent *agents_find_agent(const Config *config, const char *word);
const ConfigGroup *agents_group(const Config *config, const char *name);
bool agents_is_in(const ConfigAgent *agent, const char *group);
