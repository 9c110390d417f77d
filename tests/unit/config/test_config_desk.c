/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/config_fixture.h"

static void
words_are_found_both_ways(void **state)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	ConfigDeskWord network = {(char *)"Netwerk", (char *)"1"};

	(void)state;
	g_ptr_array_add(words, &network);
	assert_string_equal(config_desk_theirs(words, "Netwerk"), "1");
	assert_null(config_desk_theirs(words, "netwerk"));
	assert_string_equal(config_desk_ours(words, "1"), "Netwerk");
	assert_null(config_desk_ours(words, "Netwerk"));
}

static void
none_can_be_freed(void **state)
{
	(void)state;
	config_desk_free(NULL);
}

static void
local_is_the_embedded_one(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load_with("local", "", &texts);

	(void)state;
	assert_non_null(config);
	assert_null(config->tickets);
	assert_null(config_desk_shapes(config->tickets));
}

static void
what_is_left_out_fits_an_instance_as_shipped(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load_with("{servicenow: {" URL "/, " LOGIN "}}", "", &texts);

	(void)state;
	assert_string_equal(texts, "");

	const ConfigDesk *desk = config->tickets;
	const GPtrArray *cases = desk->states[TICKET_CASE];
	const GPtrArray *requests = desk->states[TICKET_REQUEST];

	assert_string_equal(desk->worker, "servicenow");
	assert_string_equal(desk->url, "https://voorbeeld.service-now.com");
	assert_string_equal(desk->name, "casegate");
	assert_string_equal(desk->case_letters, "CS");
	assert_string_equal(desk->request_letters, "RITM");
	assert_int_equal(desk->digits, 7);
	assert_string_equal(config_desk_shapes(desk)[1], "RITM0000000");
	assert_null(((ConfigMailbox *)config->mailboxes->pdata[0])->shapes); /* known anyhow */
	assert_int_equal(desk->acknowledge_ms, 15 * 60 * 1000);
	assert_true(desk->acknowledges_early);
	assert_true(desk->guests);
	assert_false(desk->closes_there || desk->writes_there || desk->hashes);
	assert_string_equal(config_desk_theirs(cases, "awaiting info"), "18");
	assert_null(config_desk_theirs(cases, "cancelled"));
	assert_string_equal(config_desk_ours(cases, "3"), "closed");
	assert_string_equal(config_desk_ours(requests, "3"), "fulfilled");
	assert_string_equal(config_desk_theirs(requests, "in progress"), "2");
	assert_string_equal(config_desk_ours(requests, "1"), "in progress");
	assert_int_equal(desk->categories->len, 0);
	assert_string_equal(config_desk_theirs(desk->priorities, "high"), "2");
	assert_string_equal(config_desk_theirs(desk->fields, "group"), "assignment_group");
	assert_int_equal(desk->title_most, 160);
}

static void
what_is_written_holds(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load_with(
	    "\n"
	    "    servicenow:\n"
	    "      url: http://[::1]:8443\n"
	    "      " LOGIN "\n"
	    "      name: desk-nl\n"
	    "      poll: 10s\n"
	    "      parallel: 8\n"
	    "      per_hour: 2000\n"
	    "      look_up_after: 2m\n"
	    "      numbers: {case: CASE, request: REQ, digits: 9}\n"
	    "      acknowledge: {wait: 30m, then: nothing}\n"
	    "      auto_close: servicenow\n"
	    "      unknown_contacts: hold\n"
	    "      states: {new: 1, open: [10, 8], awaiting info: 18, resolved: 6, closed: 3, "
	    "cancelled: 7}\n"
	    "      request_states: {in progress: 2, fulfilled: 3}\n"
	    "      categories: {Netwerk: 3, Overig: 1}\n"
	    "      priorities: {high: 1}\n"
	    "      groups: {team: " SYS_ID "}\n"
	    "      fields: {group: u_team}\n"
	    "      resolution_code: Opgelost\n"
	    "      close_code: Akkoord\n"
	    "      hashes: yes\n"
	    "      lengths: {title: 80, text: 8000}\n",
	    "", &texts);

	(void)state;
	assert_string_equal(texts, "");

	const ConfigDesk *desk = config->tickets;

	assert_string_equal(desk->url, "http://[::1]:8443");
	assert_string_equal(desk->name, "desk-nl");
	assert_int_equal(desk->poll_ms, 10000);
	assert_int_equal(desk->parallel, 8);
	assert_int_equal(desk->per_hour, 2000);
	assert_int_equal(desk->look_up_ms, 120000);
	assert_string_equal(desk->case_letters, "CASE");
	assert_string_equal(desk->request_letters, "REQ");
	assert_int_equal(desk->digits, 9);

	const GPtrArray *shapes = ((ConfigMailbox *)config->mailboxes->pdata[0])->shapes;

	assert_int_equal(shapes->len, 2);
	assert_string_equal(shapes->pdata[0], "CASE000000000");
	assert_int_equal(desk->acknowledge_ms, 30 * 60 * 1000);
	assert_false(desk->acknowledges_early || desk->guests);
	assert_true(desk->closes_there && desk->hashes);
	assert_string_equal(config_desk_theirs(desk->states[TICKET_CASE], "open"), "10");
	assert_string_equal(config_desk_ours(desk->states[TICKET_CASE], "8"), "open");
	assert_null(config_desk_ours(desk->states[TICKET_REQUEST], "1"));
	assert_string_equal(config_desk_theirs(desk->categories, "Netwerk"), "3");
	assert_string_equal(config_desk_theirs(desk->priorities, "high"), "1");
	assert_string_equal(config_desk_theirs(desk->priorities, "low"), "4");
	assert_string_equal(config_desk_theirs(desk->groups, "team"), SYS_ID);
	assert_string_equal(config_desk_theirs(desk->fields, "group"), "u_team");
	assert_string_equal(config_desk_theirs(desk->fields, "agent"), "assigned_to");
	assert_string_equal(desk->resolution_code, "Opgelost");
	assert_string_equal(desk->close_code, "Akkoord");
	assert_int_equal(desk->title_most, 80);
	assert_int_equal(desk->text_most, 8000);
}

static void
each_mistake_is_named(void **state)
{
	static const Mistake MISTAKES[] = {
	    {LOGIN, NULL, "2: found no 'url', expected 'url' here: the instance\n"},
	    {URL, NULL,
		"2: found no 'login', expected 'login' here: the account that casegate works "
		"with\n"},
	    {"url: https://x.example/nav_to.do, " LOGIN, NULL,
		"2: found 'https://x.example/nav_to.do', expected https://HOST[:PORT], or "
		"http:// (plain) to this machine, without a path\n"},
	    {"url: http://x.example, " LOGIN, NULL,
		"2: found 'http://x.example', expected https:// to another machine (plain text "
		"goes only to 127.0.0.1, ::1 and localhost)\n"},
	    {"url: x.example, " LOGIN, NULL,
		"2: found 'x.example', expected https://HOST[:PORT], or http:// (plain) to "
		"this machine\n"},
	    {URL ", " LOGIN ", numbers: {case: cs}", NULL,
		"2: found 'cs', expected one to ten capital letters, as in CS\n"},
	    {URL ", " LOGIN ", numbers: {digits: 2}", NULL,
		"2: found '2', expected a whole number from 3 to 12\n"},
	    {URL ", " LOGIN ", letters: both", NULL,
		"2: found 'both', expected one of casegate, servicenow\n"},
	    {URL ", " LOGIN ", states: [1]", NULL,
		"2: found a list, expected a map ({OURS: THEIRS, ...})\n"},
	    {URL ", " LOGIN ", states: {new: 1, open: 10, awaiting info: 18, resolved: 6, "
		 "closed: 3, solved: "
		 "4}",
		NULL,
		"2: found 'solved', expected one of the states of cases: new, open, awaiting "
		"info, resolved, closed, cancelled; did you mean 'resolved'?\n"},
	    {URL ", " LOGIN ", groups: {team: Netwerk}", NULL,
		"2: found 'Netwerk', expected the sys_id of a group: 32 characters 0-9 and "
		"a-f\n"},
	    {URL ", " LOGIN ", fields: {group: Team}", NULL,
		"2: found 'Team', expected the name of a field, as in assignment_group\n"},
	    {URL ", " LOGIN ", categories: {Netwerk: 'a^b', Overig: [1, 2]}", NULL,
		"2: found 'a^b', expected a value as the desk stores it: one line without '^', "
		"'\"' and '\\'\n2: found a list, expected a value as the desk stores it: one "
		"line without '^', '\"' and '\\'\n"},
	    {URL ", " LOGIN ", colour: red", NULL,
		"2: found unknown key 'colour', expected one of url, login, ca_file, name, "
		"poll, parallel, per_hour, look_up_after, numbers, acknowledge, "
		"auto_close, letters, unknown_contacts, states, request_states, categories, "
		"priorities, groups, fields, resolution_code, close_code, hashes, lengths\n"},
	};
	g_autofree char *texts = NULL;

	(void)state;
	check_mistakes(MISTAKES, G_N_ELEMENTS(MISTAKES));
	assert_null(load_with("jira", "", &texts));
	assert_string_equal(
	    texts, "2: found 'jira', expected local, or servicenow: {url: ..., login: ...}\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_found_both_ways),
	    cmocka_unit_test(none_can_be_freed),
	    cmocka_unit_test(local_is_the_embedded_one),
	    cmocka_unit_test(what_is_left_out_fits_an_instance_as_shipped),
	    cmocka_unit_test(what_is_written_holds),
	    cmocka_unit_test(each_mistake_is_named),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
