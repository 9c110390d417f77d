/* SPDX-License-Identifier: Apache-2.0 */
/* A rules file, NUL, and the text of a mail: all rules tried one by one, and the prefilter's few, decide alike. */
#include <string.h>

#include "rules/ruleset.h"
#include "rules/yaml.h"
#include "tests/fuzz/fuzz.h"

static void
tried(const char *rule, bool matched, const char *why, void *data)
{
	(void)matched;
	(void)data;
	g_assert(rule != NULL && why != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\0', size);
	size_t length = end == NULL ? size : (size_t)(end - data);
	const RulesetNames names = {0};
	const RulesetRun all = {.tried = tried};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Ruleset) ruleset =
	    ruleset_parse("fuzz", (const char *)data, length, &names, diagnostics);
	g_autoptr(Message) message = message_new();
	const Facts facts = {.message = message, .mailbox = "support"};
	g_autoptr(RuleResult) slow = NULL, fast = NULL;

	g_free(message->text);
	message->text = g_utf8_make_valid(end == NULL ? "" : (const char *)end + 1,
	    end == NULL ? 0 : (gssize)(size - length - 1));
	ruleset_check(ruleset, diagnostics);
	slow = ruleset_match(ruleset, &facts, &all);
	fast = ruleset_match(ruleset, &facts, &(RulesetRun){0});
	g_assert_cmpint(slow->kind, ==, fast->kind);
	g_assert_cmpstr(slow->rule, ==, fast->rule);
	return 0;
}
