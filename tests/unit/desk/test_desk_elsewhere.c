/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk_elsewhere.h"
#include "spool/desk_mirror.h"

#define CARRIED_OUT_THERE                                                                    \
	"it is carried out at the desk: open RITM0010012 at https://desk.example and do it " \
	"there; its customers hear of it from here"

static void
each_cell(void **state)
{
	static const struct {
		TicketKind kind;
		TicketState before;
		AgentAction action;
		TicketState next;
		const char *why;
	} ROWS[] = {
	    {TICKET_CASE, TICKET_OPEN, AGENT_RESOLVES, TICKET_RESOLVED, NULL},
	    {TICKET_CASE, TICKET_OPEN, AGENT_CLOSES, TICKET_CLOSED, NULL},
	    {TICKET_CASE, TICKET_RESOLVED, AGENT_CLOSES, TICKET_CLOSED,
		"it is resolved, and only the customer closes it at the desk: reopen it first"},
	    {TICKET_CASE, TICKET_RESOLVED, AGENT_REOPENS, TICKET_OPEN, NULL},
	    {TICKET_CASE, TICKET_OPEN, AGENT_CANCELS, TICKET_CANCELLED,
		"the desk has no state for \"cancelled\": desk.tickets.servicenow.states of "
		"the "
		"configuration names none"},
	    {TICKET_CASE, TICKET_CLOSED, AGENT_NOTES, TICKET_CLOSED, NULL},
	    {TICKET_REQUEST, TICKET_IN_PROGRESS, AGENT_ANSWERS, TICKET_IN_PROGRESS, NULL},
	    {TICKET_REQUEST, TICKET_IN_PROGRESS, AGENT_FULFILS, TICKET_FULFILLED,
		CARRIED_OUT_THERE},
	    {TICKET_REQUEST, TICKET_AWAITING_APPROVAL, AGENT_APPROVES, TICKET_IN_PROGRESS,
		CARRIED_OUT_THERE},
	};
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .text = "Mijn scherm is zwart.");
	desk_elsewhere(desk);
	for (int lives_there = 0; lives_there < 2; lives_there++) {
		for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
			const Ticket ticket = {.id = 1,
			    .number = (char *)"RITM0010012",
			    .kind = ROWS[i].kind,
			    .state = ROWS[i].before};
			g_autofree char *why = NULL;

			must(desk_elsewhere_refuses(desk->context,
			    desk_actor(desk, "Sanne de Wit"), &ticket, ROWS[i].action,
			    ROWS[i].next, &why, &error));
			if (g_strcmp0(why, lives_there ? ROWS[i].why : NULL) != 0)
				fail_msg("row %zu: %s", i, why);
		}
		if (!lives_there)
			must(desk_ticket_add(desk->context->spool, 1, &error));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
