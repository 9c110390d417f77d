/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "gateway/commands/status_desk.h"
#include "spool/desk_mirror.h"

#define URL "https://v.example"
#define MINUTE 60000

/* One ticket whose second operation waits behind a first that is refused, and a list of no ticket. */
static StatusDesk *
read_desk(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t ticket = 0, first = 0, other = 0;
	g_autoptr(OutboxOperation) refused = NULL;
	StatusDesk *desk = NULL;

	must(spool_begin(spool, &error));
	ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	must(desk_ticket_add(spool, ticket, &error));

	OutboxOperation operation = {.ticket = ticket,
	    .kind = (char *)"open",
	    .body = (char *)"{}",
	    .created_ms = MINUTE,
	    .due_ms = MINUTE};

	must(outbox_add(spool, &operation, &first, &error));
	operation.kind = (char *)"say";
	must(outbox_add(spool, &operation, &other, &error));
	operation.ticket = 0;
	operation.kind = (char *)"list";
	must(outbox_add(spool, &operation, &other, &error));
	must(outbox_get(spool, first, &refused, &error));
	must(outbox_end(spool, refused, OUTBOX_REFUSED, "no \033[1mcontact", &error));
	must(desk_cursor_set(spool, "{}", 6 * MINUTE - 12000, &error));
	must((desk = status_desk_read(spool, &error)) != NULL);
	return desk;
}

static void
the_queue_is_told_with_its_age(void **state)
{
	g_autoptr(StatusDesk) desk = read_desk(state);
	json_t *worker = json_pack(
	    "{s:s, s:s, s:i}", "state", "works", "heard", "1970-01-01T00:05:48Z", "starts", 3);
	g_autoptr(GString) out = g_string_new(NULL);

	assert_true(status_desk_waits(desk));
	status_desk_print(desk, URL, worker, 6 * MINUTE, out);
	assert_string_equal(out->str,
	    "desk       " URL "  works; heard 12 s ago; started 3 times\n"
	    "to do      1 behind, 1 waiting, 1 refused; the oldest waits for 5 min\n");
	json_decref(worker);
	g_string_truncate(out, 0);
	status_desk_print(desk, URL, NULL, 6 * MINUTE, out);
	assert_non_null(strstr(out->str, "desk       " URL "  not running; heard 12 s ago\n"));
}

static void
what_waits_for_a_person_is_named(void **state)
{
	g_autoptr(StatusDesk) desk = read_desk(state);
	const TextTableStyle style = {0};
	g_autoptr(GString) out = g_string_new(NULL);
	json_t *told = status_desk_json(desk, URL, NULL);
	const json_t *stuck = json_array_get(json_object_get(told, "stuck"), 0);

	status_desk_print_stuck(desk, &style, out);
	assert_non_null(strstr(out->str, "open"));
	assert_non_null(strstr(out->str, "refused"));
	assert_null(strchr(out->str, '\033'));
	assert_string_equal(json_string_value(json_object_get(stuck, "kind")), "open");
	assert_true(json_is_null(json_object_get(told, "worker")));
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(told, "queue"), "behind")), 1);
	json_decref(told);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(the_queue_is_told_with_its_age),
	    spool_test(what_waits_for_a_person_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
