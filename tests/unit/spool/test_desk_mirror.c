/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/desk_mirror.h"

static Spool *
begin(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;

	must(spool_begin(spool, &error));
	return spool;
}

static void
a_ticket_is_found_by_what_it_is_called_there(void **state)
{
	Spool *spool = begin(state);
	int64_t id = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	DeskTicket known = {id, (char *)"c0ffee", (char *)"10", 4, 4000, 5000};
	g_autoptr(DeskTicket) ticket = NULL;

	must(desk_ticket_get(spool, id, &ticket, &error));
	assert_null(ticket);
	must_fail(desk_ticket_save(spool, &known, &error), SPOOL_ERROR_MISSING);
	must(desk_ticket_add(spool, id, &error));
	must(desk_ticket_get(spool, id, &ticket, &error));
	assert_null(ticket->remote_id);
	assert_int_equal(ticket->mod_count, -1);
	must(desk_ticket_save(spool, &known, &error));
	g_clear_pointer(&ticket, desk_ticket_free);
	must(desk_ticket_find(spool, "c0ffee", &ticket, &error));
	assert_int_equal(ticket->ticket, id);
	assert_string_equal(ticket->remote_state, "10");
	assert_int_equal(ticket->mod_count, 4);
	assert_int_equal(ticket->updated_ms, 4000);
	assert_int_equal(ticket->seen_ms, 5000);
	g_clear_pointer(&ticket, desk_ticket_free);
	must(desk_ticket_find(spool, "c0ffe", &ticket, &error));
	assert_null(ticket);
	must(desk_ticket_remove(spool, id, &error));
	must(desk_ticket_get(spool, id, &ticket, &error));
	assert_null(ticket);
}

static void
a_lower_count_is_older_unless_it_is_later(void **state)
{
	static const struct {
		int64_t mod_count, updated_ms, seen_ms, other_count, other_ms;
		bool is_older;
	} ROWS[] = {
	    {5, 4000, 5000, 4, 3000, true},
	    {5, 4000, 5000, 4, 4000, true},
	    {5, 4000, 5000, 4, 4001, false},
	    {5, 4000, 5000, 5, 3000, false},
	    {5, 4000, 5000, 6, 3000, false},
	    {5, 0, 5000, 4, 0, true},
	    {5, INT64_MAX, 5000, 4, 1, false},
	    {INT64_MAX, 4000, 5000, 4, 4001, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const DeskTicket known = {.mod_count = ROWS[i].mod_count,
		    .updated_ms = ROWS[i].updated_ms,
		    .seen_ms = ROWS[i].seen_ms};

		if (desk_ticket_is_older(&known, ROWS[i].other_count, ROWS[i].other_ms) !=
		    ROWS[i].is_older)
			fail_msg("row %zu", i);
	}
}

static void
words_and_files_are_known_once(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	DeskFile file = {(char *)"f1", ticket, 2, (char *)"log.txt", (char *)"text/plain", 7};
	g_autoptr(GPtrArray) files = NULL;
	bool known = true;

	must(desk_entry_is_known(spool, "j1", &known, &error));
	assert_false(known);
	must(desk_entry_add(spool, ticket, "j1", 0, &error));
	must(desk_entry_add(spool, ticket, "j1", 0, &error));
	must(desk_entry_is_known(spool, "j1", &known, &error));
	assert_true(known);
	must(desk_file_add(spool, &file, &known, &error));
	assert_true(known);
	file.attachment = 3;
	must(desk_file_add(spool, &file, &known, &error));
	assert_false(known);
	must(desk_file_list(spool, ticket, &files, &error));
	assert_int_equal(files->len, 1);
	assert_int_equal(((DeskFile *)files->pdata[0])->attachment, 2);
	assert_string_equal(((DeskFile *)files->pdata[0])->name, "log.txt");
}

static void
a_person_is_the_one_that_was_found_last(void **state)
{
	bool known = false;
	Spool *spool = begin(state);
	int64_t els = some_contact(spool, "els@klant.example");
	g_autoptr(DeskPerson) person = NULL;

	must(desk_person_get(spool, els, &person, &error));
	assert_null(person);
	must(desk_person_set(spool, &(DeskPerson){els, (char *)"5f", NULL, 1}, &error));
	must(desk_person_set(spool, &(DeskPerson){els, (char *)"60", (char *)"a1", 2}, &error));
	must(desk_person_is_known(spool, "60", &known, &error));
	assert_true(known);
	must(desk_person_is_known(spool, "5f", &known, &error));
	assert_false(known);
	must(desk_person_get(spool, els, &person, &error));
	assert_string_equal(person->remote_id, "60");
	assert_string_equal(person->account, "a1");
	assert_int_equal(person->checked_ms, 2);
}

static void
how_far_it_was_read_is_kept(void **state)
{
	Spool *spool = begin(state);
	g_autofree char *first = NULL;
	int64_t heard_ms = 0;
	g_autofree char *last = NULL;

	must(desk_cursor_get(spool, &first, &error));
	assert_null(first);
	must(desk_cursor_set(spool, "{\"since\":\"a\"}", 7, &error));
	must(desk_cursor_set(spool, "{\"since\":\"b\"}", 9, &error));
	must(desk_cursor_heard(spool, &heard_ms, &error));
	assert_int_equal(heard_ms, 9);
	must(desk_cursor_get(spool, &last, &error));
	assert_string_equal(last, "{\"since\":\"b\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(a_ticket_is_found_by_what_it_is_called_there),
	    cmocka_unit_test(a_lower_count_is_older_unless_it_is_later),
	    spool_test(words_and_files_are_known_once),
	    spool_test(a_person_is_the_one_that_was_found_last),
	    spool_test(how_far_it_was_read_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
