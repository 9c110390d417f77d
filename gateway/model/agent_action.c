/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table is that of the manual (casegate(1), "Lifecycle"); the tests walk through every cell, and see that help,
 * completion, manual and the words of each language know each action.
 */
#include "gateway/model/agent_action.h"

#include <string.h>

#include "gateway/templates/letter_types.h"

#define BIT(state) (1U << (state))
#define UNRESOLVED (BIT(TICKET_NEW) | BIT(TICKET_OPEN) | BIT(TICKET_AWAITING_INFO))
#define LIVE_CASE (UNRESOLVED | BIT(TICKET_RESOLVED))
#define LIVE_REQUEST \
	(BIT(TICKET_DRAFT) | BIT(TICKET_AWAITING_APPROVAL) | BIT(TICKET_IN_PROGRESS))
#define ANY (BIT(TICKET_STATES) - 1)
#define STAYS AGENT_ACTION_STAYS

static const AgentActionRow ROWS[AGENT_ACTIONS] = {
    [AGENT_NOTHING] = {.word = "set"},
    [AGENT_ANSWERS] = {.word = "answer",
	.of_case = {LIVE_CASE, TICKET_OPEN},
	.of_request = {LIVE_REQUEST, STAYS},
	.letter = LETTER_ANSWER,
	.entry = ENTRY_ANSWER,
	.needs_text = true,
	.only_tells = true},
    [AGENT_RESOLVES] = {.word = "resolve",
	.of_case = {LIVE_CASE, TICKET_RESOLVED},
	.offered = UNRESOLVED,
	.letter = LETTER_RESOLUTION,
	.begins = "resolved",
	.entry = ENTRY_CHANGE,
	.needs_text = true,
	.restarts = true,
	.by_mail = true},
    [AGENT_REOPENS] = {.word = "reopen",
	.of_case = {BIT(TICKET_AWAITING_INFO) | BIT(TICKET_RESOLVED), TICKET_OPEN},
	.offered = BIT(TICKET_RESOLVED),
	.refused = "it is not resolved, so there is nothing to reopen",
	.letter = LETTER_REOPENED,
	.begins = "reopened",
	.entry = ENTRY_CHANGE,
	.by_mail = true},
    [AGENT_ASKS] = {.word = "ask",
	.of_case = {LIVE_CASE, TICKET_AWAITING_INFO},
	.of_request = {LIVE_REQUEST, STAYS},
	.offered = LIVE_CASE,
	.letter = LETTER_QUESTION,
	.entry = ENTRY_QUESTION,
	.needs_text = true,
	.only_tells = true,
	.restarts = true,
	.by_mail = true},
    [AGENT_APPROVES] = {.word = "approve",
	.of_request = {BIT(TICKET_AWAITING_APPROVAL), TICKET_IN_PROGRESS},
	.offered = BIT(TICKET_AWAITING_APPROVAL),
	.refused = "it does not wait for approval",
	.letter = LETTER_REQUEST_APPROVED,
	.begins = "approved",
	.entry = ENTRY_CHANGE,
	.by_mail = true},
    [AGENT_FULFILS] = {.word = "fulfil",
	.of_request = {BIT(TICKET_IN_PROGRESS), TICKET_FULFILLED},
	.offered = LIVE_REQUEST,
	.refused = "it waits for approval",
	.letter = LETTER_REQUEST_FULFILLED,
	.begins = "fulfilled",
	.entry = ENTRY_CHANGE,
	.by_mail = true},
    [AGENT_DECLINES] = {.word = "decline",
	.of_request = {LIVE_REQUEST, TICKET_DECLINED},
	.offered = LIVE_REQUEST,
	.letter = LETTER_REQUEST_DECLINED,
	.begins = "declined",
	.entry = ENTRY_CHANGE,
	.needs_text = true,
	.by_mail = true},
    [AGENT_NOTES] = {.word = "note",
	.of_case = {ANY, STAYS},
	.of_request = {ANY, STAYS},
	.offered = ANY,
	.entry = ENTRY_NOTE,
	.needs_text = true,
	.by_mail = true},
    [AGENT_ASSIGNS] = {.word = "assign",
	.offered = LIVE_CASE | LIVE_REQUEST,
	.by_mail = true,
	.is_setting = true,
	.is_bare = true},
    [AGENT_CLOSES] = {.word = "close",
	.of_case = {LIVE_CASE, TICKET_CLOSED},
	.offered = LIVE_CASE,
	.letter = LETTER_CLOSED,
	.begins = "closed",
	.entry = ENTRY_CHANGE,
	.by_mail = true},
    [AGENT_CANCELS] = {.word = "cancel",
	.of_case = {LIVE_CASE, TICKET_CANCELLED},
	.of_request = {LIVE_REQUEST, TICKET_CANCELLED},
	.offered = UNRESOLVED,
	.letter = LETTER_CANCELLED,
	.begins = "cancelled",
	.entry = ENTRY_CHANGE,
	.by_mail = true},
    [AGENT_RELEASES] = {.word = "release", .by_mail = true, .of_held = true},
    [AGENT_MARKS_SPAM] = {.word = "spam", .by_mail = true, .of_held = true},
    [AGENT_SETS_CATEGORY] = {.word = "category", .by_mail = true, .is_setting = true},
    [AGENT_SETS_PRIORITY] = {.word = "priority", .by_mail = true, .is_setting = true},
    [AGENT_SETS_GROUP] = {.word = "group", .by_mail = true, .is_setting = true},
    [AGENT_SETS_TITLE] = {.word = "title", .by_mail = true, .is_setting = true},
    [AGENT_SETS_REPORTER] = {.word = "reporter", .by_mail = true, .is_setting = true},
    [AGENT_ADDS] = {.word = "add", .by_mail = true, .is_setting = true},
    [AGENT_REMOVES] = {.word = "remove", .by_mail = true, .is_setting = true},
    [AGENT_LINKS] = {.word = "link", .by_mail = true, .is_setting = true},
    [AGENT_MERGES] = {.word = "merge", .by_mail = true, .is_setting = true},
    [AGENT_SNOOZES] = {.word = "snooze", .by_mail = true, .is_setting = true},
    [AGENT_WAKES] = {.word = "wake", .by_mail = true, .is_setting = true, .is_bare = true},
};

const AgentActionRow *
agent_action_row(AgentAction action)
{
	return &ROWS[action];
}

bool
agent_action_find(const char *word, AgentAction *ret_action)
{
	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++)
		if (strcmp(ROWS[i].word, word) == 0) {
			*ret_action = (AgentAction)i;
			return true;
		}
	return false;
}

static const AgentActionMove *
move_of(AgentAction action, TicketKind kind)
{
	return kind == TICKET_CASE ? &ROWS[action].of_case : &ROWS[action].of_request;
}

static const char *
why_refused(const Ticket *ticket, AgentAction action)
{
	bool is_case = ticket->kind == TICKET_CASE;

	if (move_of(action, ticket->kind)->from == 0)
		return is_case ? "it is a case, not a request" : "it is a request, not a case";
	if (ticket_state_has_ended(ticket->state))
		return is_case ? "it is closed for good; open a new case that names it instead"
			       : "it has ended; a new request is needed";
	return ticket->state == TICKET_DRAFT ? "it is not complete yet" : ROWS[action].refused;
}

bool
agent_action_next(
    const Ticket *ticket, AgentAction action, TicketState *ret_next, const char **ret_why)
{
	const AgentActionMove *move = move_of(action, ticket->kind);

	if ((move->from & BIT(ticket->state)) == 0) {
		*ret_why = why_refused(ticket, action);
		return false;
	}
	*ret_next = move->next == STAYS ? ticket->state : (TicketState)move->next;
	return true;
}

const char **
agent_action_words(TicketKind kind)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++)
		if (move_of((AgentAction)i, kind)->from != 0)
			g_ptr_array_add(words, (char *)ROWS[i].word);
	g_ptr_array_add(words, NULL);
	return (const char **)g_ptr_array_steal(words, NULL);
}

const char **
agent_action_offered(const Ticket *ticket)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	for (int i = AGENT_ANSWERS; i < AGENT_ACTIONS; i++)
		if (ticket == NULL ? ROWS[i].of_held
				   : (ROWS[i].offered & BIT(ticket->state)) != 0)
			g_ptr_array_add(words, (char *)ROWS[i].word);
	g_ptr_array_add(words, NULL);
	return (const char **)g_ptr_array_steal(words, NULL);
}
