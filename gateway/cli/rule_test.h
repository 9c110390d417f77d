/* SPDX-License-Identifier: Apache-2.0 */
/* NAME.expect.yaml: what is expected of the mail NAME.eml beside it, and what is given (casegate-rules(5)). Pure. */
#pragma once

#include <jansson.h>

#include "gateway/intake/difference.h"
#include "gateway/intake/dry_run.h"

typedef struct RuleTest RuleTest;

/* Names must be in config. NULL when there are mistakes, which are added. */
RuleTest *rule_test_open(const char *path, const Config *config, GPtrArray *diagnostics);
void rule_test_free(RuleTest *test);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleTest, rule_test_free)
const DryRunFacts *rule_test_given(const RuleTest *test);

/* Of Difference, in a fixed order; empty: all is as expected. Caller owns. */
GPtrArray *rule_test_compare(const RuleTest *test, const json_t *report);
