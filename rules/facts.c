/* SPDX-License-Identifier: Apache-2.0 */
/* The words for what a sender answers and asks, as they stand in rules and traces. */
#include "rules/facts.h"

const char *
answer_kind_name(AnswerKind kind)
{
	switch (kind) {
	case ANSWER_NONE:
		return "none";
	case ANSWER_ACCEPT:
		return "accept";
	case ANSWER_REJECT:
		return "reject";
	case ANSWER_UNCLEAR:
		return "unclear";
	case ANSWER_THANKS:
		return "thanks";
	case ANSWER_REMARK:
		return "remark";
	}
	g_assert_not_reached();
}

bool
answer_kind_decides(AnswerKind kind)
{
	return kind == ANSWER_ACCEPT || kind == ANSWER_REJECT || kind == ANSWER_UNCLEAR;
}

const char *
asks_kind_name(AsksKind kind)
{
	switch (kind) {
	case ASKS_NOTHING:
		return "nothing";
	case ASKS_STATUS:
		return "status";
	case ASKS_MINE:
		return "mine";
	case ASKS_ORGANISATION:
		return "organisation";
	case ASKS_FORMS:
		return "forms";
	case ASKS_DETAILS:
		return "details";
	case ASKS_ITEM:
		return "item";
	case ASKS_PRIVACY:
		return "privacy";
	}
	g_assert_not_reached();
}
