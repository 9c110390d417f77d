/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/model/agent_action.h"
#include "gateway/model/ticket_property.h"

static void
each_is_found_by_its_name_and_set(void **state)
{
	Ticket ticket = {0};

	(void)state;
	for (int i = PROPERTY_TITLE; i < PROPERTY_AGENT; i++) {
		const char *name = ticket_property_name((TicketProperty)i);
		TicketProperty found = ticket_property_find(name);

		assert_int_equal(found, i);
		ticket_property_set(&ticket, found, name);
		ticket_property_set(&ticket, found, ticket_property_get(&ticket, found));
		assert_string_equal(ticket_property_get(&ticket, found), name);
	}
	ticket_property_set(&ticket, PROPERTY_AGENT, "sanne@desk.example");
	assert_string_equal(ticket.title, "title");
	assert_string_equal(ticket.category, "category");
	assert_string_equal(ticket.priority, "priority");
	assert_string_equal(ticket.group, "group");
	assert_string_equal(ticket.agent, "sanne@desk.example");
	for (int i = PROPERTY_TITLE; i <= PROPERTY_AGENT; i++)
		ticket_property_set(&ticket, (TicketProperty)i, NULL);
	assert_null(ticket_property_get(&ticket, PROPERTY_TITLE));
}

/* "#priority high" in a mail sets what `casegate case set ... priority=high` does. */
static void
agents_set_them_by_the_same_names(void **state)
{
	(void)state;
	for (int i = PROPERTY_TITLE; i < PROPERTY_AGENT; i++) {
		AgentAction action = AGENT_NOTHING;

		assert_true(
		    agent_action_find(ticket_property_name((TicketProperty)i), &action));
		assert_true(agent_action_row(action)->is_setting);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_is_found_by_its_name_and_set),
	    cmocka_unit_test(agents_set_them_by_the_same_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
