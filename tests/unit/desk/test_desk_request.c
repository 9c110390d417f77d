/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/remote_fixture.h"

#include "gateway/desk/ticket_change.h"
#include "parsers/file_marks.h"

static const OutboxOperation OPERATION = {
    .id = 7, .kind = (char *)"say", .body = (char *)"{\"text\":\"a\"}", .created_ms = 5};

/* Who knows the key of one operation knows none other; the moment belongs to it, or the mail that opens something. */
static void
a_key_is_of_one_operation(void **state)
{
	const Desk *desk = *state;
	OutboxOperation other = OPERATION;
	g_autofree char *key = desk_request_key(desk->context, &OPERATION);
	g_autofree char *same = desk_request_key(desk->context, &other);
	g_autofree char *later = NULL;
	g_autofree char *next = NULL;

	other.created_ms++;
	later = desk_request_key(desk->context, &other);
	other = OPERATION;
	other.id++;
	next = desk_request_key(desk->context, &other);
	assert_string_equal(key, same);
	assert_string_not_equal(key, later);
	assert_string_not_equal(key, next);
	assert_int_equal(strspn(key, "0123456789abcdef"), 32);
	other.body = (char *)"{\"mail\":\"ab\"}";
	g_free(later);
	later = desk_request_key(desk->context, &other);
	other.id++;
	g_free(next);
	next = desk_request_key(desk->context, &other);
	assert_string_equal(later, next);
	assert_string_not_equal(key, later);
	desk->context->keys.current[0] ^= 1;
	g_free(same);
	same = desk_request_key(desk->context, &OPERATION);
	assert_string_not_equal(key, same);
}

static void
nothing_said_and_nothing_moved_is_nothing(void **state)
{
	static const struct {
		const char *kind, *body;
		bool empty;
	} CASES[] = {
	    {"say", "{\"text\":\"\"}", true},
	    {"say", "{\"text\":\"\",\"state\":\"open\"}", false},
	    {"say", "{\"text\":\"a\"}", false},
	    {"open", "{}", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const OutboxOperation operation = {
		    .kind = (char *)CASES[i].kind, .body = (char *)CASES[i].body};

		assert_int_equal(desk_request_is_empty(&operation), CASES[i].empty);
	}
}

static void
one_that_may_be_done_says_since_when(void **state)
{
	const Desk *desk = *state;
	OutboxOperation operation = OPERATION;
	json_t *request = NULL;

	operation.looks_first = true;
	operation.sent_ms = 9;
	must((request = desk_request(desk->context, &operation, &error)) != NULL);
	assert_json(request, "sent_ms", "9");
	assert_json(
	    request, "by", "{\"address\":\"\",\"is_agent\":true,\"name\":\"Servicedesk\"}");
	json_decref(request);
}

/* It carries what was understood, and the files of before. */
static void
a_request_is_ordered_when_it_is_complete(void **state)
{
	Desk *desk = *state;
	json_t *request = NULL;
	g_autoptr(Ticket) ticket = NULL;
	const Ticket draft = {
	    .kind = TICKET_REQUEST,
	    .state = TICKET_DRAFT,
	    .title = (char *)"Laptop",
	    .category = (char *)"Overig",
	    .priority = (char *)"normal",
	    .mailbox = (char *)"support",
	    .language = (char *)"nl",
	    .item = (char *)"laptop",
	};
	Ticket opened = draft;
	const CatalogValue value = {
	    .name = "model", .label = "Model", .value = (char *)"Groot"};
	const MessageAttachment file = {.path = (char *)"2",
	    .name = (char *)"a.html",
	    .type = (char *)"text/html",
	    .size = 3,
	    .marks = FILE_MARK_HTML};
	g_autoptr(Mail) mail = post_mail(desk, &(Post){.from = ELS});
	TicketMove move = {.next = TICKET_IN_PROGRESS};

	must(ticket_change_open(desk->context, &opened, &error));
	must(ticket_change_field(desk->context, opened.id, 0, &value, &error));
	must(ticket_change_attach(desk->context, opened.id, mail->id, &file, &error));
	must(ticket_change_say(desk->context, opened.id,
	    &(TicketLine){.kind = ENTRY_DESCRIPTION, .text = "Graag."}, NULL, &error));
	assert_nothing_due(desk);
	must(ticket_get(desk->context->spool, opened.id, &ticket, &error));
	g_free(opened.number);
	must(ticket_change_move(desk->context, ticket, &move, &error));
	remote_take(desk, "order", &request);
	assert_json(request, "item", "laptop");
	assert_json(request, "remote_item", "8fea9e3f49ff8412fbed5eb6225a4316");
	assert_json(request, "key_variable", "u_key");
	assert_json(request, "text", "Graag.");
	assert_json(request, "fields", "{\"model\":\"15\"}");
	json_decref(request);
	remote_answer(desk, 1, DESK_DONE, "{\"remote_id\":\"r1\",\"number\":\"RITM0010012\"}");
	remote_take(desk, "attach", &request);
	/* no browser there shows it as a page */
	assert_json(request, "name", "a.html.txt");
	assert_json(request, "type", "application/octet-stream");
	assert_json(request, "size", "3");
	json_decref(request);
}

/* Opens one more; returns whom the desk is told, or NULL: it is to look. Caller owns. */
static char *
told_reporter(Desk *desk, const char *log, const char *result)
{
	json_t *request = NULL;
	char *told = NULL;
	int64_t id = 0;

	desk_post(desk, log, .from = ELS, .aligned = true, .text = "Zwart.");
	id = remote_take(desk, "open", &request);
	told = g_strdup(json_string_value(
	    json_object_get(json_object_get(request, "reporter"), "remote_id")));
	json_decref(request);
	remote_answer(desk, id, DESK_DONE, result);
	return told;
}

/* An address may be another's there by now. */
static void
who_somebody_is_there_is_believed_for_a_day(void **state)
{
	Desk *desk = *state;
	int64_t began_ms = desk->context->now_ms;
	g_autofree char *first = told_reporter(desk, "open case NEW-1",
	    "{\"remote_id\":\"c1\",\"number\":\"CS0001001\",\"reporter\":{\"remote_id\":\"5f\"}"
	    "}");
	g_autofree char *soon = NULL, *next_day = NULL, *then = NULL;

	desk->context->now_ms = began_ms + DESK_PERSON_MS / 2;
	soon = told_reporter(desk, "open case NEW-2",
	    "{\"remote_id\":\"c2\",\"number\":\"CS0001002\",\"reporter\":{\"remote_id\":\"5f\"}"
	    "}");
	desk->context->now_ms = began_ms + DESK_PERSON_MS;
	next_day = told_reporter(desk, "open case NEW-3",
	    "{\"remote_id\":\"c3\",\"number\":\"CS0001003\",\"reporter\":{\"remote_id\":\"6a\"}"
	    "}");
	then = told_reporter(desk, "open case NEW-4",
	    "{\"remote_id\":\"c4\",\"number\":\"CS0001004\",\"reporter\":{\"remote_id\":\"6a\"}"
	    "}");
	assert_null(first);
	assert_string_equal(soon, "5f");
	assert_null(next_day);
	assert_string_equal(then, "6a");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    remote_test(a_key_is_of_one_operation),
	    remote_test(nothing_said_and_nothing_moved_is_nothing),
	    remote_test(one_that_may_be_done_says_since_when),
	    remote_test(who_somebody_is_there_is_believed_for_a_day),
	    remote_test(a_request_is_ordered_when_it_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
