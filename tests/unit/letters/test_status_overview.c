/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/letters/status_overview.h"

static void
assert_overview(json_t *overview, const char *expected)
{
	g_autofree char *text = json_dumps(overview, JSON_COMPACT | JSON_SORT_KEYS);

	assert_string_equal(text, expected);
	json_decref(overview);
}

static void
tickets_are_told_in_the_readers_words(void **state)
{
	Desk *desk = *state;
	json_t *overview = status_overview_new();
	StatusRow row = {"CS1", "Scherm", "resolved", NOW, true, true};

	status_overview_add(desk->context, overview, &row, "nl");
	row.is_own = row.may_answer = false;
	row.changed_ms = NOW - 365 * DAY;
	status_overview_add(desk->context, overview, &row, "nl");
	status_overview_end(overview, &(StatusWhole){"Klant BV", 5});
	status_overview_is_of(desk->context, overview, NOW, "nl");
	assert_overview(overview,
	    "{\"as_of\":\"maandag 23 november 10:02\",\"more\":3,\"none\":false,"
	    "\"organisation\":\"Klant BV\",\"tickets\":["
	    "{\"changed\":\"maandag 23 november\",\"may_answer\":true,\"number\":\"CS1\","
	    "\"state\":\"opgelost, wacht op jouw akkoord\",\"title\":\"Scherm\"},"
	    "{\"changed\":\"zondag 23 november 2025\",\"may_answer\":false,\"number\":\"CS1\","
	    "\"state\":\"opgelost, wacht op akkoord\",\"title\":\"Scherm\"}]}");
}

static void
nothing_is_told_so(void **state)
{
	json_t *overview = status_overview_new();

	(void)state;
	status_overview_end(overview, &(StatusWhole){NULL, 0});
	assert_overview(overview, "{\"mine\":true,\"none\":true,\"tickets\":[]}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(tickets_are_told_in_the_readers_words),
	    desk_test(nothing_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
