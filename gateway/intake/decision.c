/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/decision.h"

const char *
decision_kind_name(DecisionKind kind)
{
	static const char *const NAMES[] = {
	    [DECISION_IGNORE] = "ignore",
	    [DECISION_HOLD] = "hold",
	    [DECISION_OPEN_CASE] = "open case",
	    [DECISION_FILE_REQUEST] = "file request",
	    [DECISION_CONTINUE_DRAFT] = "continue draft",
	    [DECISION_COMMENT] = "comment",
	    [DECISION_REOPEN] = "reopen",
	    [DECISION_ACCEPT] = "accept",
	    [DECISION_REJECT] = "reject",
	    [DECISION_ASK_BACK] = "ask back",
	    [DECISION_APPROVE] = "approve",
	    [DECISION_DECLINE] = "decline",
	    [DECISION_NOTE_APPROVAL] = "note approval",
	    [DECISION_TELL_STATE] = "tell state",
	    [DECISION_LIST_FORMS] = "list forms",
	    [DECISION_FORWARD] = "forward",
	    [DECISION_REFER] = "refer",
	};

	return NAMES[kind];
}

void
apply_result_clear(ApplyResult *applied)
{
	g_clear_pointer(&applied->number, g_free);
	g_clear_pointer(&applied->no_letter, g_free);
	g_clear_pointer(&applied->trouble, g_free);
	g_clear_pointer(&applied->faq, g_ptr_array_unref);
}

void
report_changes_clear(ReportChanges *after)
{
	g_clear_pointer(&after->ticket, ticket_free);
	g_clear_pointer(&after->account, g_free);
	g_clear_pointer(&after->letter, letter_free);
}
