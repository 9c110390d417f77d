/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/config_fixture.h"

static void
each_mistake_is_named(void **state)
{
	static const Mistake MISTAKES[] = {
	    {URL ", " LOGIN ", categories: {Netwerk: 1}", NULL,
		"2: found none for 'Overig', expected a value for each of the desk's "
		"categories\n"},
	    {URL ", " LOGIN ", categories: {Netwerk: 1, Overig: 2, Netwrk: 3}", NULL,
		"2: found 'Netwrk', expected one of the categories: Netwerk, Overig; did you "
		"mean 'Netwerk'?\n"},
	    {URL ", " LOGIN ", groups: {taem: " SYS_ID "}", NULL,
		"2: found 'taem', expected one of the groups: team; did you mean 'team'?\n"},
	    {URL ", " LOGIN ", states: {new: 1, open: 10, resolved: 6, closed: 3}", NULL,
		"2: found none for 'awaiting info', expected a value for each state\n"},
	    {URL ", " LOGIN
		 ", states: {new: 1, open: [10, 3], awaiting info: 18, resolved: 6, closed: 3}",
		NULL,
		"2: found '3', which is 'open' already, expected each value for one state\n"},
	    {URL ", " LOGIN ", request_states: {fulfilled: 3}", NULL,
		"2: found none for 'in progress', expected a value for each state\n"},
	    {URL ", " LOGIN ", numbers: {request: CS}", NULL,
		"2: found 'CS' for both, expected other letters for requests than for cases\n"},
	    {URL ", " LOGIN ", letters: servicenow, acknowledge: {wait: 5m}", NULL,
		"2: found 'acknowledge' where the instance writes to the customers, expected "
		"it "
		"with 'letters: casegate' only\n"},
	    {URL ", " LOGIN ", auto_close: servicenow", "times: {close_solution: 10d}\n",
		"11: found 'close_solution' where the instance closes, expected it with "
		"'auto_close: casegate' only\n"},
	    {"url: http://127.0.0.1:8080, ca_file: ca.pem, " LOGIN, NULL,
		"2: found certificates for a connection without TLS, expected it with https:// "
		"only\n"},
	    {URL ", ca_file: none.pem, " LOGIN, NULL,
		"2: found no file '/none.pem', expected a file of certificates (PEM)\n"},
	};

	(void)state;
	check_mistakes(MISTAKES, G_N_ELEMENTS(MISTAKES));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_mistake_is_named)};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
