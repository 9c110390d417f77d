/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for their tickets is told what the desk elsewhere has, or what the mirror knows and how old that is. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk_request.h"
#include "gateway/desk/desk_result.h"
#include "gateway/letters/letter_prepared.h"
#include "spool/desk_mirror.h"
#include "spool/outbox.h"

#define ASKS .aligned = true, .subject = "mijn cases", .text = "mijn cases"

/* Els has a case that the desk has, too, and one that only we have. */
static void
begin(Desk *desk)
{
	DeskTicket there = {.ticket = 1,
	    .remote_id = (char *)"c1",
	    .remote_state = (char *)"1",
	    .mod_count = 0};

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Mijn scherm is zwart.");
	desk_post(desk, "open case CS0000002", ELS, .text = "Mijn muis ook.");
	desk_elsewhere(desk);
	must(desk_ticket_add(desk->context->spool, 1, &error));
	must(desk_ticket_save(desk->context->spool, &there, &error));
	desk->context->config->tickets->acknowledge_ms = 15 * 60 * 1000;
	must(desk_cursor_set(desk->context->spool, "{}", NOW - HOUR, &error));
	g_free(desk_letters(desk));
}

/* The operation that the question brought, under way. */
static OutboxOperation *
asked(const Desk *desk)
{
	g_autoptr(GPtrArray) due = NULL;
	OutboxOperation *operation = NULL;
	int64_t id = 0;

	must(outbox_due(desk->context->spool, NOW, 10, &due, &error));
	assert_int_equal(due->len, 1);
	id = ((OutboxOperation *)due->pdata[0])->id;
	must(outbox_take_off(desk->context->spool, id, NOW, &error));
	must(outbox_get(desk->context->spool, id, &operation, &error));
	assert_string_equal(operation->kind, "list");
	return operation;
}

static char *
newest_text(const Desk *desk)
{
	g_autoptr(GPtrArray) letters = NULL;
	g_autoptr(GBytes) bytes = NULL;
	gsize size = 0;

	must(letter_list(desk->context->spool, LETTER_WAITING, 1, &letters, &error));
	assert_string_equal(((Letter *)letters->pdata[0])->name, "status");
	must((bytes = letter_bytes(
		  desk->context->spool, ((Letter *)letters->pdata[0])->id, &error)) != NULL);
	return g_strndup(g_bytes_get_data(bytes, &size), g_bytes_get_size(bytes));
}

static void
the_answer_waits_for_the_desk(void **state)
{
	Desk *desk = *state;
	g_autoptr(OutboxOperation) operation = NULL;
	g_autoptr(Letter) letter = NULL;
	g_autofree char *text = NULL;
	json_t *request = NULL;
	json_t *result =
	    json_pack("{s:[{s:s, s:s, s:s, s:I}]}", "tickets", "number", "CS0009999", "title",
		"Uit het portaal", "state", "awaiting info", "changed_ms", (json_int_t)NOW);

	begin(desk);
	desk_post(desk, "tell state", ELS, ASKS);
	operation = asked(desk);
	must((request = desk_request(desk->context, operation, &error)) != NULL);
	assert_string_equal(
	    json_string_value(json_object_get(json_object_get(request, "reporter"), "address")),
	    ELS);
	assert_true(json_is_false(json_object_get(request, "organisation")));
	assert_int_equal(json_integer_value(json_object_get(request, "limit")), 20);
	json_decref(request);
	must(letter_get(desk->context->spool, 3, &letter, &error));
	assert_int_equal(letter->state, LETTER_PREPARED);
	must(desk_result_take(desk->context, operation->id, DESK_DONE, result, &error));
	json_decref(result);
	text = newest_text(desk);
	assert_non_null(strstr(text, "CS0009999  Uit het portaal"));
	assert_non_null(strstr(text, "wacht op jouw antwoord"));
	assert_null(strstr(text, "CS0000001")); /* the desk would have told of it */
	assert_non_null(strstr(text, "CS0000002"));
	assert_null(strstr(text, "niet te bereiken"));
}

static void
assert_mirror_is_told(const Desk *desk)
{
	g_autofree char *text = newest_text(desk);

	assert_non_null(strstr(text, "CS0000001"));
	assert_non_null(strstr(text, "maandag 23 november 09:02"));
}

static void
a_desk_that_refuses_leaves_it_to_the_mirror(void **state)
{
	Desk *desk = *state;
	g_autoptr(OutboxOperation) operation = NULL;
	json_t *result = json_pack("{s:s}", "why", "no");

	begin(desk);
	desk_post(desk, "tell state", ELS, ASKS);
	operation = asked(desk);
	must(desk_result_take(desk->context, operation->id, DESK_REFUSED, result, &error));
	json_decref(result);
	assert_mirror_is_told(desk);
}

static void
a_desk_that_is_silent_leaves_it_to_the_mirror(void **state)
{
	Desk *desk = *state;

	begin(desk);
	desk_post(desk, "tell state", ELS, ASKS);
	must(letter_prepared_go_early(desk->context, 10, &error));
	{
		g_autoptr(Letter) letter = NULL;

		must(letter_get(desk->context->spool, 3, &letter, &error));
		assert_int_equal(letter->state, LETTER_PREPARED);
	}
	desk->context->now_ms += 15 * 60 * 1000;
	must(letter_prepared_go_early(desk->context, 10, &error));
	assert_mirror_is_told(desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(the_answer_waits_for_the_desk),
	    desk_test(a_desk_that_refuses_leaves_it_to_the_mirror),
	    desk_test(a_desk_that_is_silent_leaves_it_to_the_mirror),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
