/* SPDX-License-Identifier: Apache-2.0 */
/* What is allowed in rules and hardly meant. */
#pragma once

#include "rules/rule.h"

/* rules: of Rule, in their order; what ruleset_check() says. */
void rules_check(const GPtrArray *rules, GPtrArray *warnings);
