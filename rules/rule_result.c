/* SPDX-License-Identifier: Apache-2.0 */
/* The result that rules end in, and the words for its kinds. */
#include "rules/ruleset.h"

const char *
rule_result_kind_name(RuleResultKind kind)
{
	switch (kind) {
	case RULE_RESULT_IGNORE:
		return "ignore";
	case RULE_RESULT_HOLD:
		return "hold";
	case RULE_RESULT_SPAM:
		return "spam";
	case RULE_RESULT_OPEN_CASE:
		return "open_case";
	case RULE_RESULT_FILE_REQUEST:
		return "file_request";
	case RULE_RESULT_FOLLOW_UP:
		return "follow_up";
	case RULE_RESULT_COMMENT:
		return "comment";
	case RULE_RESULT_ACCEPT:
		return "accept";
	case RULE_RESULT_REJECT:
		return "reject";
	case RULE_RESULT_ASK_BACK:
		return "ask_back";
	case RULE_RESULT_APPROVE:
		return "approve";
	case RULE_RESULT_DECLINE:
		return "decline";
	case RULE_RESULT_ANSWER_STATUS:
		return "answer_status";
	case RULE_RESULT_CHANGE_DETAILS:
		return "change_details";
	case RULE_RESULT_FORWARD:
		return "forward";
	}
	g_assert_not_reached();
}

void
rule_result_free(RuleResult *rule_result)
{
	if (rule_result == NULL)
		return;
	g_free(rule_result->rule);
	g_free(rule_result->title);
	g_free(rule_result->category);
	g_free(rule_result->priority);
	g_free(rule_result->group);
	g_free(rule_result->agent);
	g_free(rule_result->account);
	g_free(rule_result->item);
	g_free(rule_result->forward);
	g_free(rule_result->letter);
	g_free(rule_result->reason);
	g_ptr_array_unref(rule_result->watchers);
	g_free(rule_result);
}
