/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket as templates and commands read it, and who may read what. */
#include "tests/unit/call_fixture.h"

#include "gateway/letters/ticket_values.h"

static void
assert_json(json_t *take_values, const char *expected)
{
	g_autofree char *text = g_strdelimit(g_strdup(expected), "'", '"');
	json_t *wanted = json_loads(text, 0, NULL);

	assert_non_null(wanted);
	if (!json_equal(take_values, wanted)) {
		g_autofree char *found = json_dumps(take_values, 0);

		fail_msg("%s, not\n%s", found, expected);
	}
	json_decref(wanted);
	json_decref(take_values);
}

static void
a_ticket_has_the_state_in_its_readers_words(void **state)
{
	const Ticket ticket = {
	    .number = (char *)"CS0000001", .title = (char *)"Scherm", .kind = TICKET_CASE};
	json_t *values = json_object();

	(void)state;
	ticket_values_set(values, &ticket, "nieuw");
	assert_json(values, "{'number': 'CS0000001', 'title': 'Scherm', 'kind': 'case',"
			    " 'state': 'nieuw'}");
}

static void
a_ticket_that_nobody_reported_has_no_reporter(void **state)
{
	const Desk *desk = *state;
	const Ticket ticket = {.id = 1};
	json_t *values = json_object();

	must(ticket_values_set_reporter(desk->context, &ticket, values, &error));
	must(ticket_values_set_fields(desk->context, &ticket, values, &error));
	assert_json(values, "{'fields': []}");
}

static void
templates_read_labels_and_commands_names(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	json_t *values = json_object();
	json_t *object = NULL;
	json_t *fields = NULL;

	know_both(desk);
	request_plaque(desk);
	ticket = desk_ticket(desk, "REQ0000001");
	must(ticket_values_set_reporter(desk->context, ticket, values, &error));
	must(ticket_values_set_fields(desk->context, ticket, values, &error));
	assert_json(json_incref(json_object_get(values, "reporter")),
	    "{'name': 'Els Bos', 'address': '" ELS "', 'account': 'Klant BV'}");
	fields = json_object_get(values, "fields");
	assert_true(json_array_size(fields) > 0);
	assert_non_null(json_object_get(json_array_get(fields, 0), "label"));
	must((object = ticket_values_for_command(desk->context, ticket, &error)) != NULL);
	assert_json(json_incref(json_object_get(object, "reporter")),
	    "{'name': 'Els Bos', 'address': '" ELS "'}");
	assert_string_equal(json_string_value(json_object_get(object, "account")), "Klant BV");
	assert_int_equal(
	    json_object_size(json_object_get(object, "fields")), json_array_size(fields));
	ticket->reporter = 0;
	json_decref(object);
	must((object = ticket_values_for_command(desk->context, ticket, &error)) != NULL);
	assert_true(json_is_null(json_object_get(object, "reporter")));
	assert_true(json_is_null(json_object_get(object, "account")));
	json_decref(object);
	json_decref(values);
}

static void
who_decides_reads_who_asks(void **state)
{
	Desk *desk = *state;
	g_autofree char *asked = NULL;

	know_both(desk);
	request_plaque(desk);
	asked = sent_letter_text(desk, "REQ0000001", MANAGER);
	assert_non_null(strstr(asked, "Els Bos (" ELS ")"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_ticket_has_the_state_in_its_readers_words),
	    desk_test(a_ticket_that_nobody_reported_has_no_reporter),
	    request_test(templates_read_labels_and_commands_names),
	    request_test(who_decides_reads_who_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
