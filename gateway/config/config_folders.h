/* SPDX-License-Identifier: Apache-2.0 */
/* The folders beside a configuration, and rules out of another one than rules.d. */
#pragma once

#include "gateway/config/config.h"

/* What belongs to it, each kind in a folder of this name; ended by NULL. */
extern const char *const CONFIG_FOLDERS[];
#define CONFIG_TRIAL "rules.trial" /* of rules that are tried, and not in force */

/* The rules as they were with this folder in the place of rules.d. Caller owns. */
Ruleset *config_other_rules(
    const Config *config, const char *directory, GPtrArray *diagnostics);
/* The same with rules.trial; NULL without a diagnostic: it is not there. Caller owns. */
Ruleset *config_trial_rules(const Config *config, GPtrArray *diagnostics);
