/* SPDX-License-Identifier: Apache-2.0 */
/* Walks through every cell of the table: each action in each state of each kind of ticket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/model/agent_action.h"

#define ENDED_CASE "it is closed for good; open a new case that names it instead"
#define ENDED_REQUEST "it has ended; a new request is needed"
#define NOT_A_CASE "it is a request, not a case"
#define NOT_A_REQUEST "it is a case, not a request"

/* What comes of answer, resolve, reopen, ask, approve, fulfil, decline, note, close, cancel: the name of a state, or
 * why not. */
#define DONE 10
static const AgentAction ACTIONS[DONE] = {
    AGENT_ANSWERS,
    AGENT_RESOLVES,
    AGENT_REOPENS,
    AGENT_ASKS,
    AGENT_APPROVES,
    AGENT_FULFILS,
    AGENT_DECLINES,
    AGENT_NOTES,
    AGENT_CLOSES,
    AGENT_CANCELS,
};
#define CASE(from, reopened)                                                          \
	{                                                                             \
		TICKET_CASE, from,                                                    \
		{                                                                     \
			"open", "resolved", reopened, "awaiting info", NOT_A_REQUEST, \
			    NOT_A_REQUEST, NOT_A_REQUEST, NULL, "closed", "cancelled" \
		}                                                                     \
	}
#define NO_CASE(from)                                                                  \
	{                                                                              \
		TICKET_CASE, from,                                                     \
		{                                                                      \
			ENDED_CASE, ENDED_CASE, ENDED_CASE, ENDED_CASE, NOT_A_REQUEST, \
			    NOT_A_REQUEST, NOT_A_REQUEST, NULL, ENDED_CASE, ENDED_CASE \
		}                                                                      \
	}
#define REQUEST(from, approved, fulfilled)                                                   \
	{                                                                                    \
		TICKET_REQUEST, from,                                                        \
		{                                                                            \
			NULL, NOT_A_CASE, NOT_A_CASE, NULL, approved, fulfilled, "declined", \
			    NULL, NOT_A_CASE, "cancelled"                                    \
		}                                                                            \
	}
#define NO_REQUEST(from)                                                                     \
	{                                                                                    \
		TICKET_REQUEST, from,                                                        \
		{                                                                            \
			ENDED_REQUEST, NOT_A_CASE, NOT_A_CASE, ENDED_REQUEST, ENDED_REQUEST, \
			    ENDED_REQUEST, ENDED_REQUEST, NULL, NOT_A_CASE, ENDED_REQUEST    \
		}                                                                            \
	}

static const struct {
	TicketKind kind;
	TicketState from;
	const char *after[DONE]; /* NULL: the same state */
} ROWS[] = {
    CASE(TICKET_NEW, "it is not resolved, so there is nothing to reopen"),
    CASE(TICKET_OPEN, "it is not resolved, so there is nothing to reopen"),
    CASE(TICKET_AWAITING_INFO, "open"),
    CASE(TICKET_RESOLVED, "open"),
    NO_CASE(TICKET_CLOSED),
    NO_CASE(TICKET_CANCELLED),
    REQUEST(TICKET_DRAFT, "it is not complete yet", "it is not complete yet"),
    REQUEST(TICKET_AWAITING_APPROVAL, "in progress", "it waits for approval"),
    REQUEST(TICKET_IN_PROGRESS, "it does not wait for approval", "fulfilled"),
    NO_REQUEST(TICKET_FULFILLED),
    NO_REQUEST(TICKET_DECLINED),
    NO_REQUEST(TICKET_EXPIRED),
    NO_REQUEST(TICKET_CANCELLED),
};

static void
each_action_in_each_state(void **state)
{
	(void)state;
	assert_int_equal(G_N_ELEMENTS(ROWS), TICKET_STATES + 1); /* both kinds are cancelled */
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		for (int j = 0; j < DONE; j++) {
			const Ticket ticket = {.kind = ROWS[i].kind, .state = ROWS[i].from};
			const char *expected = ROWS[i].after[j];
			const char *why = NULL;
			TicketState next = TICKET_NEW;
			bool good = agent_action_next(&ticket, ACTIONS[j], &next, &why);

			if (expected == NULL)
				expected = ticket_state_name(ticket.state);
			assert_string_equal(good ? ticket_state_name(next) : why, expected);
			assert_int_equal(good, why == NULL);
		}
}

/* What is no action on a ticket is refused everywhere. */
static void
settings_and_releases_are_none(void **state)
{
	(void)state;
	for (int action = AGENT_NOTHING; action < AGENT_ACTIONS; action++) {
		const Ticket ticket = {.kind = TICKET_CASE, .state = TICKET_OPEN};
		const AgentActionRow *row = agent_action_row((AgentAction)action);
		AgentAction found = AGENT_NOTHING;
		TicketState next = TICKET_NEW;
		const char *why = NULL;

		assert_non_null(row->word);
		assert_int_equal(agent_action_find(row->word, &found), action != AGENT_NOTHING);
		assert_int_equal(found, action);
		if (row->is_setting || row->of_held || action == AGENT_NOTHING)
			assert_false(
			    agent_action_next(&ticket, (AgentAction)action, &next, &why));
		else
			assert_int_not_equal(row->of_case.from | row->of_request.from, 0);
	}
}

static void
what_a_notification_offers(void **state)
{
	static const char OPEN[] = "resolve ask note assign close cancel";
	static const char REQUEST_WORDS[] = "fulfil decline note assign";
	static const char *const OFFERED[] = {
	    [TICKET_NEW] = OPEN,
	    [TICKET_OPEN] = OPEN,
	    [TICKET_AWAITING_INFO] = OPEN,
	    [TICKET_RESOLVED] = "reopen ask note assign close",
	    [TICKET_CLOSED] = "note",
	    [TICKET_CANCELLED] = "note",
	    [TICKET_DRAFT] = REQUEST_WORDS,
	    [TICKET_AWAITING_APPROVAL] = "approve fulfil decline note assign",
	    [TICKET_IN_PROGRESS] = REQUEST_WORDS,
	    [TICKET_FULFILLED] = "note",
	    [TICKET_DECLINED] = "note",
	    [TICKET_EXPIRED] = "note",
	};
	g_autofree const char **held = agent_action_offered(NULL);
	g_autofree char *release = g_strjoinv(" ", (char **)held);

	(void)state;
	assert_string_equal(release, "release spam");
	for (size_t i = 0; i < G_N_ELEMENTS(OFFERED); i++) {
		const Ticket ticket = {.state = (TicketState)i};
		g_autofree const char **words = agent_action_offered(&ticket);
		g_autofree char *all = g_strjoinv(" ", (char **)words);

		assert_string_equal(all, OFFERED[i]);
	}
}

static void
what_a_command_line_offers(void **state)
{
	g_autofree const char **of_case = agent_action_words(TICKET_CASE);
	g_autofree const char **of_request = agent_action_words(TICKET_REQUEST);
	g_autofree char *cases = g_strjoinv(" ", (char **)of_case);
	g_autofree char *requests = g_strjoinv(" ", (char **)of_request);

	(void)state;
	assert_string_equal(cases, "answer resolve reopen ask note close cancel");
	assert_string_equal(requests, "answer ask approve fulfil decline note cancel");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_action_in_each_state),
	    cmocka_unit_test(settings_and_releases_are_none),
	    cmocka_unit_test(what_a_notification_offers),
	    cmocka_unit_test(what_a_command_line_offers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
