/* SPDX-License-Identifier: Apache-2.0 */
/* The intent that rules end in, and the words for its kinds. */
#include "rules/ruleset.h"

const char *
intent_kind_name(IntentKind kind)
{
	switch (kind) {
	case INTENT_IGNORE:
		return "ignore";
	case INTENT_HOLD:
		return "hold";
	case INTENT_OPEN_CASE:
		return "open_case";
	case INTENT_FILE_REQUEST:
		return "file_request";
	case INTENT_FOLLOW_UP:
		return "follow_up";
	case INTENT_COMMENT:
		return "comment";
	case INTENT_ACCEPT:
		return "accept";
	case INTENT_REJECT:
		return "reject";
	case INTENT_ASK_BACK:
		return "ask_back";
	case INTENT_APPROVE:
		return "approve";
	case INTENT_DECLINE:
		return "decline";
	case INTENT_ANSWER_STATUS:
		return "answer_status";
	case INTENT_FORWARD:
		return "forward";
	}
	g_assert_not_reached();
}

void
intent_free(Intent *intent)
{
	if (intent == NULL)
		return;
	g_free(intent->rule);
	g_free(intent->title);
	g_free(intent->category);
	g_free(intent->priority);
	g_free(intent->group);
	g_free(intent->account);
	g_free(intent->item);
	g_free(intent->forward);
	g_free(intent->letter);
	g_free(intent->reason);
	g_ptr_array_unref(intent->watchers);
	g_free(intent);
}
