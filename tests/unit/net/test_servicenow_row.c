/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/servicenow_row.h"

static void
fields_are_read_however_they_are_written(void **state)
{
	json_auto_t *row = json_loads(
	    "{\"number\":\"CS1\",\"contact\":{\"link\":\"https://i/x\",\"value\":\"c1\"},"
	    "\"account\":{\"sys_id\":\"a1\",\"name\":\"Klant\"},\"count\":\"12\",\"size\":7,"
	    "\"none\":null,"
	    "\"email\":\"Els@Klant.NL\"}",
	    0, NULL);

	(void)state;
	assert_string_equal(servicenow_text(row, "number"), "CS1");
	assert_string_equal(servicenow_text(row, "contact"), "c1");
	assert_string_equal(servicenow_text(row, "account"), "a1");
	assert_string_equal(servicenow_text(row, "none"), "");
	assert_string_equal(servicenow_text(row, "missing"), "");
	assert_string_equal(servicenow_text(NULL, "missing"), "");
	assert_int_equal(servicenow_number(row, "count"), 12);
	assert_int_equal(servicenow_number(row, "size"), 7);
	assert_int_equal(servicenow_number(row, "number"), 0);
	assert_true(servicenow_is(row, "contact", "c1"));
	assert_false(servicenow_is(row, "email", "els@klant.nl"));
	assert_true(servicenow_is_alike(row, "email", "els@klant.nl"));
	assert_false(servicenow_is_alike(row, "email", "els@klant.nlx"));
}

static void
times_lead_back(void **state)
{
	static const char *const BAD[] = {"", "2026-11-20", "2026-11-20 09:15",
	    "2026-11-20 09:15:02 ", "2026-13-20 09:15:02", "20-11-2026 09:15:02",
	    "2026-11-20T09:15:02", "x"};
	g_autofree char *stamp = servicenow_stamp(INT64_C(1795166102000));

	(void)state;
	assert_int_equal(servicenow_time("2026-11-20 09:15:02"), INT64_C(1795166102000));
	assert_string_equal(stamp, "2026-11-20 09:15:02");
	for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
		if (servicenow_time(BAD[i]) != 0)
			fail_msg("%s", BAD[i]);
}

static void
states_have_our_names(void **state)
{
	g_autoptr(GPtrArray) cases = config_desk_words();
	g_autoptr(GPtrArray) requests = config_desk_words();
	ConfigDesk config = {
	    .states = {[TICKET_CASE] = cases, [TICKET_REQUEST] = requests},
	    .request_letters = (char *)"RITM",
	};
	TicketState found = TICKET_STATES;

	(void)state;
	config_desk_add_word(cases, "open", "10");
	config_desk_add_word(cases, "open", "1000");
	config_desk_add_word(requests, "fulfilled", "3");
	assert_true(servicenow_state(&config, TICKET_CASE, "1000", &found));
	assert_int_equal(found, TICKET_OPEN);
	assert_false(servicenow_state(&config, TICKET_CASE, "3", &found));
	assert_string_equal(servicenow_state_name(&config, TICKET_REQUEST, "3"), "fulfilled");
	assert_null(servicenow_state_name(&config, TICKET_REQUEST, "10"));
	assert_int_equal(servicenow_kind(&config, "RITM0010001"), TICKET_REQUEST);
	assert_int_equal(servicenow_kind(&config, "CS0010001"), TICKET_CASE);
	assert_string_equal(servicenow_table(TICKET_REQUEST), "sc_req_item");
	assert_string_equal(servicenow_table(TICKET_CASE), "sn_customerservice_case");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fields_are_read_however_they_are_written),
	    cmocka_unit_test(times_lead_back),
	    cmocka_unit_test(states_have_our_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
