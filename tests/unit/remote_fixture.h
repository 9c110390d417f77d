/* SPDX-License-Identifier: Apache-2.0 */
/* A desk whose tickets live elsewhere; the test is the worker: it sees what is asked, and answers. */
#pragma once

#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk_request.h"
#include "gateway/desk/desk_result.h"
#include "spool/desk_mirror.h"
#include "spool/letter_hold.h"
#include "spool/outbox.h"

#define EARLY_MS (15 * INT64_C(60000))
#define LOOK_UP_MS (6 * INT64_C(60000))

#define REMOTE_ITEM                                                               \
	"item: laptop\n"                                                          \
	"title: Laptop\n"                                                         \
	"remote: {item: 8fea9e3f49ff8412fbed5eb6225a4316, key_variable: u_key}\n" \
	"variables:\n"                                                            \
	"  - {name: model, label: Model, required: yes, choice: {'13': Klein, '15': Groot}}\n"

static inline int
remote_setup(void **state)
{
	ConfigDesk *tickets = NULL;
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "catalog.d/laptop.yaml", REMOTE_ITEM);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->renewed.state = TICKET_STATES; /* there is nothing to work out anew */
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	tickets = desk_elsewhere(desk);
	tickets->acknowledge_ms = EARLY_MS;
	tickets->acknowledges_early = true;
	tickets->look_up_ms = LOOK_UP_MS;
	tickets->parallel = 4;
	for (TicketState one = TICKET_NEW; one <= TICKET_CANCELLED; one++)
		config_desk_add_word(tickets->states[TICKET_CASE], ticket_state_name(one),
		    ticket_state_name(one));
	desk_know(desk, ELS);
	return 0;
}

#define remote_test(name) cmocka_unit_test_setup_teardown(name, remote_setup, desk_teardown)

/* The ids of what may go now. */
static inline GPtrArray *
remote_due(const Desk *desk)
{
	GPtrArray *due = NULL;

	must(outbox_due(desk->context->spool, desk->context->now_ms, 100, &due, &error));
	return due;
}

/* The next one goes, and must be of this kind: its id, and its request, which the caller owns; ret_request may be NULL. */
static inline int64_t
remote_take(const Desk *desk, const char *kind, json_t **ret_request)
{
	g_autoptr(GPtrArray) due = remote_due(desk);
	const OutboxOperation *first = due->len == 0 ? NULL : due->pdata[0];
	json_t *request = NULL;

	if (first == NULL)
		fail_msg("nothing is to be done, and not %s", kind);
	assert_string_equal(first->kind, kind);
	must((request = desk_request(desk->context, first, &error)) != NULL);
	must(outbox_take_off(desk->context->spool, first->id, desk->context->now_ms, &error));
	if (ret_request != NULL)
		*ret_request = request;
	else
		json_decref(request);
	return first->id;
}

static inline void
remote_answer(const Desk *desk, int64_t id, DeskOutcome outcome, const char *result)
{
	json_t *object = json_loads(result, 0, NULL);

	assert_non_null(object);
	must(desk_result_take(desk->context, id, outcome, object, &error));
	json_decref(object);
}

static inline void
remote_done(const Desk *desk, const char *kind, const char *result)
{
	remote_answer(desk, remote_take(desk, kind, NULL), DESK_DONE, result);
}

static inline void
assert_json(json_t *object, const char *name, const char *expected)
{
	json_t *value = json_object_get(object, name);
	g_autofree char *text =
	    json_is_string(value)
		? g_strdup(json_string_value(value))
		: json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);

	if (g_strcmp0(text, expected) != 0)
		fail_msg("%s: %s", name, text);
}

static inline void
assert_nothing_due(const Desk *desk)
{
	g_autoptr(GPtrArray) due = remote_due(desk);

	assert_int_equal(due->len, 0);
}

/* The state of the newest letter to this person. */
static inline void
assert_letter_state(
    const Desk *desk, const char *number, const char *recipient, const char *expected)
{
	g_autoptr(Letter) letter = sent_letter(desk, number, recipient);

	assert_string_equal(letter_state_name(letter->state), expected);
}

#define REMOTE_OPENED "{\"remote_id\":\"c0\",\"number\":\"CS0001005\",\"state\":\"new\"}"

/* A case by Els that the desk has; its acknowledgement is written. */
static inline void
remote_open(Desk *desk)
{
	desk_post(desk, "open case NEW-1", .from = ELS, .aligned = true, .subject = "Scherm",
	    .text = "Mijn scherm blijft zwart.");
	remote_done(desk, "open", REMOTE_OPENED);
}
