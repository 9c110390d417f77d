/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operations as chains of requests, each of which is expected exactly. What an instance makes of them, and what may go
 * wrong on the way, is in tests/e2e/test_servicenow_worker.py.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/servicenow.h"
#include "tests/unit/http_fixture.h"
#include "tests/unit/servicenow_fixture.h"

#define TURNS 300
#define CASE "/api/now/table/sn_customerservice_case"
#define ELS "\"reporter\":{\"address\":\"els@klant.nl\",\"name\":\"Els\"}"
#define TICKET "\"ticket\":{\"remote_id\":\"c0\",\"number\":\"CS0001005\"}"
#define BY "\"by\":{\"name\":\"Els\",\"address\":\"els@klant.nl\"}"

typedef struct {
	int times;
	DeskOutcome outcome;
	char *text;
} Came;

static void
on_end(DeskOutcome outcome, json_t *result, const GByteArray *bytes, void *data)
{
	Came *came = data;
	char *text = json_dumps(result, JSON_COMPACT | JSON_SORT_KEYS);

	(void)bytes;
	came->times++;
	came->outcome = outcome;
	came->text = g_strdup(text);
	free(text);
}

/* operation: DESK_OPERATIONS is a poll. Compares what it tells. */
static void
play(const HttpStep *steps, DeskOperation operation, bool look_first, const char *asked_text,
    DeskOutcome outcome, const char *told)
{
	HttpFixture server = http_fixture_start(steps);
	g_autoptr(ConfigDesk) config = servicenow_fixture_config(server.url);
	json_auto_t *asked = json_loads(asked_text, 0, NULL);
	CurlLibrary curl;
	ServicenowAccount account = {
	    .curl = &curl, .config = config, .secret = "key", .wait_ms = 5000};
	g_autoptr(ServicenowDesk) desk = NULL;
	Came came = {0};

	assert_non_null(asked);
	assert_true(curl_library_load(&curl, NULL));
	desk = servicenow_new(&account, NULL);
	if (operation == DESK_OPERATIONS)
		servicenow_poll(desk, asked, on_end, &came);
	else
		servicenow_operate(desk,
		    &(ServicenowOperation){
			.operation = operation, .look_first = look_first, .asked = asked},
		    on_end, &came);
	for (int i = 0; i < TURNS && came.times == 0; i++)
		servicenow_run(desk, -1, 100);
	assert_int_equal(came.times, 1);
	assert_string_equal(came.text, told);
	assert_int_equal(came.outcome, outcome);
	g_free(came.text);
	http_fixture_end(&server);
}

static void
a_case_is_opened(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect =
		    "GET "
		    "/api/now/contact?sysparm_query=email%3Dels%40klant.nl&sysparm_limit=20 ",
		.status = 200,
		.answer = "{\"result\":[{\"sys_id\":\"p0\",\"email\":\"Els@klant.nl\","
			  "\"active\":\"true\",\"locked_out\":\"false\"},"
			  "{\"sys_id\":\"p1\",\"email\":\"els@klant.nl\",\"active\":\"false\","
			  "\"locked_out\":\"false\"}]}"},
	    {.expect = "GET /api/now/table/customer_account?sysparm_query=name%3DKlant%20BV&",
		.status = 200,
		.answer = "{\"result\":[{\"sys_id\":\"a1\",\"name\":\"Klant BV\"}]}"},
	    {.expect = "POST /api/sn_customerservice/case ",
		.has = "{\"contact\":\"p0\",\"account\":\"a1\",\"short_description\":"
		       "\"Printer\",\"description\":\"Stuk\",\"contact_type\":"
		       "\"email\",\"correlation_id\":\"k7\",\"correlation_display\":"
		       "\"casegate\",\"category\":\"1\"}",
		.status = 201,
		.answer = "{\"result\":{\"sys_id\":\"c0\",\"number\":\"CS0001005\"}}"},
	    {.expect = "GET " CASE "/c0?",
		.status = 200,
		.headers = "Content-Type: application/json\r\nX-Transaction-ID: t4\r\n",
		.answer =
		    "{\"result\":{\"sys_id\":\"c0\",\"number\":\"CS0001005\",\"state\":\"1\","
		    "\"sys_mod_count\":\"0\",\"contact\":\"p0\","
		    "\"account\":\"a1\",\"account.name\":\"Klant "
		    "BV\",\"short_description\":\"Printer\",\"description\":\"Stuk\\r\\n\","
		    "\"contact_type\":\"\",\"correlation_id\":\"k7\",\"correlation_display\":"
		    "\"casegate\",\"category\":\"0\"}}"},
	    {0}};

	(void)state;
	play(STEPS, DESK_OPEN, false,
	    "{\"key\":\"k7\",\"title\":\"Printer\",\"text\":\"Stuk\",\"category\":\"Storing\","
	    "\"account\":{\"name\":\"Klant BV\"}," ELS "}",
	    DESK_DONE,
	    "{\"left_out\":[\"that it came by mail\",\"category "
	    "Storing\"],\"mod_count\":0,\"number\":\"CS0001005\",\"remote_id\":\"c0\","
	    "\"remote_state\":\"1\",\"reporter\":{\"account\":\"Klant "
	    "BV\",\"remote_id\":\"p0\"},\"state\":\"new\",\"transaction\":\"t4\"}");
}

static void
a_look_up_is_tried_before_it_is_believed(void **state)
{
	static const HttpStep ALL_ROWS[] = {
	    {.expect = "GET " CASE "?sysparm_query=correlation_id%3D",
		.status = 200,
		.answer = "{\"result\":[{\"sys_id\":\"c9\"}]}"},
	    {0}};
	static const HttpStep OTHERS[] = {
	    {.expect = "GET " CASE "?sysparm_query=correlation_id%3D",
		.status = 200,
		.answer = "{\"result\":[]}"},
	    {.expect =
		    "GET " CASE "?sysparm_query=correlation_id%3Dk7%5EORDERBYsys_created_on&",
		.status = 200,
		.answer = "{\"result\":[{\"sys_id\":\"c9\",\"correlation_id\":\"k8\"}]}"},
	    {0}};
	static const HttpStep FORBIDDEN[] = {
	    {.expect = "GET " CASE "?sysparm_query=correlation_id%3D",
		.status = 403,
		.answer = "{\"error\":{\"message\":\"No\",\"detail\":null}}"},
	    {0}};

	(void)state;
	play(ALL_ROWS, DESK_OPEN, true, "{\"key\":\"k7\"}", DESK_DOUBTFUL,
	    "{\"why\":\"it may be done already, and a look-up at the desk cannot be "
	    "believed\"}");
	play(OTHERS, DESK_OPEN, true, "{\"key\":\"k7\"}", DESK_DOUBTFUL,
	    "{\"why\":\"it may be there already, and the desk brings others than were asked "
	    "for\"}");
	play(FORBIDDEN, DESK_OPEN, true, "{\"key\":\"k7\"}", DESK_DOUBTFUL,
	    "{\"why\":\"it may be done already, and cannot be looked up: 403 No\"}");
}

static void
a_move_is_read_written_and_read_back(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "GET " CASE "/c0?",
		.status = 200,
		.answer =
		    "{\"result\":{\"sys_id\":\"c0\",\"state\":\"6\",\"close_notes\":\"x\"}}"},
	    {.expect = "PUT /api/sn_customerservice/case/c0 ",
		.has = "{\"state\":\"10\",\"comments\":\"Nee\\n\\nEls <els@klant.nl> [casegate "
		       "k7]\"}",
		.status = 200,
		.answer = "{\"result\":{}}"},
	    {.expect = "GET " CASE "/c0?",
		.status = 200,
		.answer =
		    "{\"result\":{\"sys_id\":\"c0\",\"state\":\"6\",\"sys_mod_count\":\"9\"}}"},
	    {.expect = "GET /api/sn_customerservice/case/c0/activities?",
		.status = 200,
		.answer =
		    "{\"result\":{\"user_sys_id\":\"u1\",\"entries\":[{\"sys_id\":\"j1\","
		    "\"element\":\"comments\",\"user_sys_id\":\"u2\","
		    "\"value\":\"Els [casegate "
		    "k7]\"},{\"sys_id\":\"j2\",\"element\":\"comments\",\"user_sys_id\":\"u1\","
		    "\"value\":\"Nee\\n\\nEls <els@klant.nl> [casegate k7]\"}]}}"},
	    {0}};

	(void)state;
	play(STEPS, DESK_SAY, false,
	    "{\"key\":\"k7\",\"text\":\"Nee\",\"state\":\"open\",\"from\":[\"resolved\"]"
	    "," TICKET "," BY "}",
	    DESK_DONE,
	    "{\"entry\":\"j2\",\"left_out\":[\"state "
	    "open\"],\"mod_count\":9,\"remote_state\":\"6\",\"state\":\"resolved\"}");
}

static void
a_conflict_tells_how_it_stands(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "GET " CASE "/c0?",
		.status = 200,
		.answer = "{\"result\":{\"sys_id\":\"c0\",\"state\":\"3\"}}"},
	    {.expect = "GET " CASE "/c0?",
		.status = 200,
		.answer =
		    "{\"result\":{\"sys_id\":\"c0\",\"number\":\"CS0001005\",\"state\":\"3\","
		    "\"sys_mod_count\":\"4\",\"category\":\"1\","
		    "\"assigned_to\":\"u2\",\"assigned_to.name\":\"Jan\",\"assigned_to.email\":"
		    "\"jan@msp.nl\",\"close_notes\":\"Klaar\","
		    "\"sys_updated_on\":\"2026-11-20 09:15:02\",\"sys_updated_by\":\"jan\"}}"},
	    {.expect = "GET /api/sn_customerservice/case/c0/activities?",
		.status = 200,
		.answer =
		    "{\"result\":{\"user_sys_id\":\"u1\",\"user_login\":\"us\",\"entries\":[{"
		    "\"sys_id\":\"j1\",\"element\":\"work_notes\","
		    "\"user_sys_id\":\"u2\",\"value\":\"Let "
		    "op\",\"name\":\"Jan\",\"sys_created_on\":\"2026-11-20 09:15:02\"},"
		    "{\"sys_id\":\"f1\",\"element\":\"attachment\",\"value\":\"x.txt\"}]}}"},
	    {.expect = "GET /api/now/attachment?sysparm_query=table_sys_id%3Dc0&",
		.status = 200,
		.answer = "{\"result\":[{\"sys_id\":\"f1\",\"table_sys_id\":\"c0\",\"file_"
			  "name\":\"x.txt\",\"content_type\":\"text/plain\","
			  "\"size_bytes\":\"7\",\"sys_created_by\":\"us\"},{\"sys_id\":\"f2\","
			  "\"table_sys_id\":\"c9\"}]}"},
	    {0}};

	(void)state;
	play(STEPS, DESK_SAY, false,
	    "{\"key\":\"k7\",\"text\":\"Nee\",\"state\":\"open\",\"from\":[\"resolved\"]"
	    "," TICKET "}",
	    DESK_CONFLICT,
	    "{\"change\":{\"agent\":{\"address\":\"jan@msp.nl\",\"name\":\"Jan\",\"remote_id\":"
	    "\"u2\"},\"by_us\":false,\"category\":\"Storing\","
	    "\"entries\":[{\"at_ms\":1795166102000,\"author\":\"Jan\",\"author_id\":\"u2\","
	    "\"by_us\":false,\"kind\":\"note\",\"remote_id\":\"j1\","
	    "\"text\":\"Let "
	    "op\"}],\"files\":[{\"by_us\":true,\"name\":\"x.txt\",\"remote_id\":\"f1\","
	    "\"size\":7,\"type\":\"text/plain\"}],"
	    "\"mod_count\":4,\"number\":\"CS0001005\",\"remote_id\":\"c0\",\"remote_state\":"
	    "\"3\",\"resolution\":{\"code\":\"\",\"text\":\"Klaar\"},"
	    "\"state\":\"closed\",\"updated_ms\":1795166102000},\"why\":\"the ticket is "
	    "not where it could be done\"}");
}

/* The Table API writes requests, and their journal's table tells what was said. */
static void
a_request_is_spoken_to_by_its_table(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "PATCH /api/now/table/sc_req_item/r0 ",
		.has = "{\"comments\":\"Hoe ver?\\n\\n[casegate k7]\"}",
		.status = 200,
		.answer = "{\"result\":{}}"},
	    {.expect = "GET /api/now/table/sc_req_item/r0?",
		.status = 200,
		.answer =
		    "{\"result\":{\"sys_id\":\"r0\",\"state\":\"2\",\"sys_mod_count\":\"3\"}}"},
	    {.expect = "GET /api/now/table/sys_journal_field?",
		.status = 200,
		.answer = "{\"result\":[{\"sys_id\":\"j1\",\"element\":\"comments\",\"element_"
			  "id\":\"r0\",\"value\":\"Hoe ver?\\n\\n[casegate "
			  "k7]\",\"sys_created_by\":\"us\"}]}"},
	    {0}};

	(void)state;
	play(STEPS, DESK_SAY, false,
	    "{\"key\":\"k7\",\"text\":\"Hoe "
	    "ver?\",\"ticket\":{\"remote_id\":\"r0\",\"number\":\"RITM0010001\"}}",
	    DESK_DONE,
	    "{\"entry\":\"j1\",\"mod_count\":3,\"remote_state\":\"2\",\"state\":\"in "
	    "progress\"}");
}

static void
a_poll_goes_on_where_the_last_ended(void **state)
{
	static const HttpStep STEPS[] = {
	    {.expect = "GET " CASE "?sysparm_query=correlation_display%3Dcasegate%5Esys_"
		       "updated_on%3E%3D2026-11-20%2009%3A13%3A02%5E"
		       "ORDERBYsys_updated_on%5EORDERBYsys_id&",
		.status = 200,
		.headers =
		    "Content-Type: application/json\r\nDate: Fri, 20 Nov 2026 09:20:00 GMT\r\n"
		    "Link: <https://i/x>;rel=\"next\"\r\n",
		.answer = "{\"result\":[{\"sys_id\":\"c0\",\"correlation_display\":"
			  "\"casegate\",\"sys_updated_on\":\"2026-11-20 09:15:02\","
			  "\"sys_mod_count\":\"4\"},{\"sys_id\":\"c1\",\"correlation_display\":"
			  "\"casegate\",\"number\":\"CS0001006\","
			  "\"sys_updated_on\":\"2026-11-20 "
			  "09:16:00\",\"sys_mod_count\":\"1\",\"state\":\"77\"}]}"},
	    {.expect = "GET /api/sn_customerservice/case/c1/activities?",
		.status = 403,
		.answer = "{\"error\":{\"message\":\"No\"}}"},
	    {.expect = "GET /api/now/attachment?", .status = 200, .answer = "{\"result\":[]}"},
	    {0}};

	(void)state;
	play(STEPS, DESK_OPERATIONS, false,
	    "{\"since\":{\"cases\":{\"newest\":\"2026-11-20 09:15:02\"},\"table\":\"cases\"},"
	    "\"seen\":{\"c0\":{\"stamp\":\"2026-11-20 09:15:02\",\"mod_count\":4}}}",
	    DESK_DONE,
	    "{\"aside\":[],\"changes\":[{\"entries\":[],\"files\":[],\"mod_count\":1,"
	    "\"number\":"
	    "\"CS0001006\",\"remote_id\":\"c1\",\"remote_state\":\"77\","
	    "\"updated_ms\":1795166160000}],\"more\":true,\"seen\":{\"c0\":{\"mod_count\":4,"
	    "\"stamp\":\"2026-11-"
	    "20 09:15:02\"},"
	    "\"c1\":{\"mod_count\":1,\"stamp\":\"2026-11-20 "
	    "09:16:00\",\"table\":\"cases\"}},\"since\":{\"cases\":{\"from\":\"2026-11-20 "
	    "09:16:00\",\"newest\":"
	    "\"2026-11-20 09:16:00\"},\"table\":\"cases\"}}");
}

static void
what_makes_no_sense_is_refused(void **state)
{
	static const HttpStep NONE[] = {{0}};
	static const struct {
		DeskOperation operation;
		const char *asked;
		const char *told;
	} CASES[] = {
	    {DESK_LOOK, "{\"ticket\":{\"remote_id\":\"../x\",\"number\":\"CS1\"}}",
		"{\"why\":\"the desk does not have this ticket\"}"},
	    {DESK_NOTE, "{" TICKET "}", "{\"why\":\"the operation has no key\"}"},
	    {DESK_OPEN, "{\"key\":\"a^b\"}", "{\"why\":\"the operation has no key\"}"},
	    {DESK_SAY, "{" TICKET ",\"key\":\"k\",\"state\":\"draft\"}",
		"{\"why\":\"the desk has no state for \\\"draft\\\"\"}"},
	    {DESK_SET, "{" TICKET ",\"property\":\"category\",\"value\":\"Iets\"}",
		"{\"why\":\"the desk has no value for category \\\"Iets\\\"\"}"},
	    {DESK_ORDER,
		"{\"key\":\"k\",\"remote_item\":\"a/b\",\"reporter\":{\"remote_id\":\"p0\"}}",
		"{\"why\":\"\\\"a/b\\\" is no sys_id of a catalog item\"}"},
	    {DESK_LIST, "{\"reporter\":{\"address\":\"a^b@c\"}}",
		"{\"why\":\"a^b@c is no contact at the desk\"}"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
		play(NONE, CASES[i].operation, false, CASES[i].asked, DESK_REFUSED,
		    CASES[i].told);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_case_is_opened),
	    cmocka_unit_test(a_look_up_is_tried_before_it_is_believed),
	    cmocka_unit_test(a_move_is_read_written_and_read_back),
	    cmocka_unit_test(a_conflict_tells_how_it_stands),
	    cmocka_unit_test(a_request_is_spoken_to_by_its_table),
	    cmocka_unit_test(a_poll_goes_on_where_the_last_ended),
	    cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
