/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/desk/desk_change.h"
#include "gateway/util/error.h"

/* ' for ". */
static json_t *
json_of(const char *text)
{
	g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
	json_t *json = json_loads(quoted, 0, NULL);

	assert_non_null(json);
	return json;
}

static void
all_of_it_is_read(void **state)
{
	json_t *json = json_of(
	    "{'remote_id': 'c0', 'mod_count': 4, 'state': 'resolved', 'remote_state': '6',"
	    " 'title': 'Scherm', 'category': 'Netwerk', 'priority': 'high', 'group': "
	    "'servicedesk',"
	    " 'agent': {'name': 'Jan', 'address': 'jan@desk.example'},"
	    " 'resolution': {'code': 'x', 'text': 'Kabel.'},"
	    " 'entries': [{'remote_id': 'j1', 'kind': 'comment', 'text': 'Kabel.', 'author': "
	    "'Jan',"
	    "   'author_id': '99', 'by_us': true},"
	    "  {'remote_id': 'j2', 'kind': 'note', 'text': 'n', 'key': 'k', 'by_us': true},"
	    "  {'remote_id': 'j3', 'kind': 'comment', 'text': ''}, {'text': 'x'}, 7],"
	    " 'files': [{'remote_id': 'f1', 'name': 'a.txt', 'type': 'text/plain', 'size': 12,"
	    "   'by_us': true}, {'remote_id': 'f2', 'name': 'b', 'size': -1}]}");
	g_auto(DeskChange) change = {0};
	const ChangeEntry *entry = NULL;

	(void)state;
	assert_true(desk_change_read(json, &change, NULL));
	assert_string_equal(change.remote_id, "c0");
	assert_int_equal(change.mod_count, 4);
	assert_true(change.has_state);
	assert_int_equal(change.state, TICKET_RESOLVED);
	assert_string_equal(change.remote_state, "6");
	assert_string_equal(change.title, "Scherm");
	assert_string_equal(change.agent, "jan@desk.example");
	assert_string_equal(change.agent_name, "Jan");
	assert_string_equal(change.resolution, "Kabel.");
	assert_int_equal(change.entries->len, 2);
	entry = &g_array_index(change.entries, ChangeEntry, 0);
	assert_false(entry->is_note);
	/* our account, but no operation of ours */
	assert_false(entry->is_echo);
	assert_string_equal(entry->author_id, "99");
	entry = &g_array_index(change.entries, ChangeEntry, 1);
	assert_true(entry->is_note);
	assert_true(entry->is_echo);
	assert_int_equal(change.files->len, 1);
	assert_true(g_array_index(change.files, ChangeFile, 0).by_us);
	assert_int_equal(g_array_index(change.files, ChangeFile, 0).size, 12);
	json_decref(json);
}

static void
what_is_left_out_is_none(void **state)
{
	json_t *json =
	    json_of("{'remote_id': 'c0', 'mod_count': 0, 'title': 7, 'agent': 'Jan'}");
	g_auto(DeskChange) change = {0};

	(void)state;
	assert_true(desk_change_read(json, &change, NULL));
	assert_false(change.has_state);
	assert_null(change.title);
	assert_string_equal(change.agent, "");
	assert_null(change.resolution);
	assert_int_equal(change.entries->len, 0);
	json_decref(json);
}

static void
what_makes_no_sense_is_refused(void **state)
{
	static const char *const ROWS[][2] = {
	    {"{'mod_count': 1}", "a change without the ticket's id"},
	    {"{'remote_id': 'c0'}", "a change without a mod_count"},
	    {"{'remote_id': 'c0', 'mod_count': '1'}", "a change without a mod_count"},
	    {"{'remote_id': 'c0', 'mod_count': 1, 'state': 'asleep'}",
		"a change to a state 'asleep', which there is not"},
	    {"[]", "a change without the ticket's id"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		json_t *json = json_of(ROWS[i][0]);
		g_autoptr(GError) error = NULL;
		DeskChange change = {0};

		assert_false(desk_change_read(json, &change, &error));
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED));
		assert_string_equal(error->message, ROWS[i][1]);
		json_decref(json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_of_it_is_read),
	    cmocka_unit_test(what_is_left_out_is_none),
	    cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
