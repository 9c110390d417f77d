/* SPDX-License-Identifier: Apache-2.0 */
/* What happens when a request is complete: the order, the tries, and what the timeline says of them. */
#include "tests/unit/call_fixture.h"

#include <jansson.h>

#include "gateway/desk/fulfilment.h"
#include "spool/ticket_write.h"

#define NUMBER "REQ0000001"

#define DESK_ITEM                                                                   \
	"item: chair\n"                                                             \
	"title: {nl: Bureaustoel bestellen, en: Order a chair}\n"                   \
	"group: servicedesk\n"                                                      \
	"variables:\n"                                                              \
	"  - {name: colour, label: {nl: Kleur, en: Colour}, required: yes,\n"       \
	"     choice: {red: {nl: Rood, en: Red}, blue: {nl: Blauw, en: Blue}}}\n"   \
	"  - {name: arms, label: {nl: Armleuningen, en: Arms}, yes_no: {}}\n"       \
	"  - {name: size, label: {nl: Maat, en: Size}, default: '7', number: {}}\n" \
	"when_complete:\n"                                                          \
	"  - mail: inkoop@desk.example\n"                                           \
	"  - run: [/usr/local/bin/order-chair, --now]\n"                            \
	"  - mail: magazijn@desk.example\n"

static int
chair_setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "catalog.d/chair.yaml", DESK_ITEM);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Bureaustoel bestellen",
	    .text = "Graag.", .aligned = true,
	    .fields = {{"Kleur", "rood"}, {"Armleuningen", "nee"}});
	assert_letters(
	    desk, "request-acknowledgement to " ELS ", request-ready to inkoop@desk.example");
	return 0;
}

static void
ended(Desk *desk, int status, const char *output)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, NUMBER);
	const FulfilmentResult result = {
	    .ticket = ticket->id, .position = 1, .status = status, .output = (char *)output};

	must(fulfilment_record(desk->context, &result, &error));
}

static void
assert_due(const Desk *desk, unsigned expected)
{
	g_autoptr(GPtrArray) steps = NULL;

	must(step_due(desk->context->spool, desk->context->now_ms, 10, &steps, &error));
	assert_int_equal(steps->len, expected);
}

static void
assert_told(const Desk *desk, const char *last)
{
	g_autofree char *timeline = desk_timeline(desk, NUMBER);

	if (!g_str_has_suffix(timeline, last))
		fail_msg("'%s' is not the end of\n%s", last, timeline);
}

static void
the_command_gets_the_request_as_json(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = desk_ticket(desk, NUMBER);
	g_autoptr(GBytes) input = NULL;
	char *const *command = fulfilment_command(desk->context, ticket, 1);
	const char *number = NULL, *reporter = NULL, *account = NULL, *colour = NULL,
		   *arms = NULL, *size = NULL, *item = NULL;
	json_t *json = NULL;
	gsize length = 0;
	const char *text = NULL;

	assert_string_equal(command[0], "/usr/local/bin/order-chair");
	assert_string_equal(command[1], "--now");
	assert_null(fulfilment_command(desk->context, ticket, 0));
	assert_null(fulfilment_command(desk->context, ticket, 7));
	must((input = fulfilment_input(desk->context, ticket, &error)) != NULL);
	text = g_bytes_get_data(input, &length);
	json = json_loadb(text, length, 0, NULL);
	assert_int_equal(
	    json_unpack(json, "{s:s, s:s, s:{s:s}, s:s, s:{s:s, s:s, s:s}}", "number", &number,
		"item", &item, "reporter", "address", &reporter, "account", &account, "fields",
		"colour", &colour, "arms", &arms, "size", &size),
	    0);
	assert_string_equal(number, NUMBER);
	assert_string_equal(item, "chair");
	assert_string_equal(reporter, ELS);
	assert_string_equal(account, "Klant BV");
	assert_string_equal(colour, "red");
	assert_string_equal(arms, "no");
	assert_string_equal(size, "7");
	json_decref(json);
}

/* Who gets a catalog mail has no rights on the request: it has no token, and names nobody's letters. */
static void
the_mail_of_a_step_carries_no_token(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = sent_letter_text(desk, NUMBER, "inkoop@desk.example");
	g_autofree char *own = desk_token(desk, NUMBER, "inkoop@desk.example");
	g_autofree char *others = desk_token(desk, NUMBER, ELS);
	g_autoptr(Letter) row = sent_letter(desk, NUMBER, "inkoop@desk.example");

	assert_null(strstr(text, own));
	assert_null(strstr(text, others));
	assert_null(strstr(text, "Ref: "));
	assert_null(strstr(text, "\r\nReferences:"));
	assert_null(strstr(text, "\r\nReply-To:"));
	assert_int_equal(row->expires_ms, 0);
}

static void
what_a_command_reads_holds_no_token(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = desk_ticket(desk, NUMBER);
	g_autofree char *token = desk_token(desk, NUMBER, ELS);
	g_autofree char *value = g_strdup_printf("blauw, zie desk+%s@desk.example", token);
	const TicketField field = {
	    .name = (char *)"size", .label = (char *)"Maat", .value = value};
	g_autoptr(GBytes) input = NULL;
	g_autofree char *text = NULL;

	must(ticket_set_field(desk->context->spool, ticket->id, 2, &field, &error));
	g_free(ticket->title);
	ticket->title = g_strdup_printf("Stoel\n> Ref: %.9s\n> %s", token, token + 9);
	must((input = fulfilment_input(desk->context, ticket, &error)) != NULL);
	text = g_strndup(g_bytes_get_data(input, NULL), g_bytes_get_size(input));
	assert_contains(text, "\"blauw, zie desk@desk.example\"");
	assert_contains(text, "\"title\":\"Stoel\\n\"");
}

static void
the_manual_tells_of_each_key(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = desk_ticket(desk, NUMBER);
	g_autoptr(GBytes) input = NULL;
	g_autofree char *manual = NULL;
	const char *section = NULL;
	const char *key = NULL;
	json_t *json = NULL, *value = NULL;
	gsize length = 0;
	const char *text = NULL;

	assert_true(g_file_get_contents(SRCDIR "/doc/casegate-catalog.5", &manual, NULL, NULL));
	section = strstr(manual, ".Sh COMMANDS");
	must((input = fulfilment_input(desk->context, ticket, &error)) != NULL);
	text = g_bytes_get_data(input, &length);
	json = json_loadb(text, length, 0, NULL);
	json_object_foreach (json, key, value) {
		g_autofree char *first = g_strdup_printf(".It Cm %s", key);
		g_autofree char *second = g_strdup_printf(", %s\n", key);

		if (strstr(section, first) == NULL && strstr(section, second) == NULL)
			fail_msg("casegate-catalog(5) does not tell of %s", key);
	}
	json_decref(json);
}

static void
what_works_lets_the_next_begin(void **state)
{
	Desk *desk = *state;

	assert_due(desk, 1);
	ended(desk, 0, "done");
	assert_letters(desk, "request-ready to magazijn@desk.example");
	assert_told(desk, "change casegate: command order-chair: exit 0\n"
			  "letter casegate: request-ready\n");
	assert_due(desk, 0);
	/* the same once more changes nothing */
	ended(desk, 1, "");
	assert_letters(desk, "none");
	assert_due(desk, 0);
}

/* The timeline tells of the first failure, not of each. */
static void
assert_tried_again_once(const Desk *desk)
{
	g_autofree char *timeline = desk_timeline(desk, NUMBER);
	g_auto(GStrv) parts = g_strsplit(timeline, "; tried again", -1);

	assert_int_equal(g_strv_length(parts), 2);
}

static void
what_fails_is_tried_again_later_each_time(void **state)
{
	static const int64_t MINUTES[] = {1, 2, 4, 8, 16, 32, 60, 60};
	Desk *desk = *state;
	int64_t next_ms = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(MINUTES); i++) {
		ended(desk, 3, "no\nchairs left\n");
		assert_due(desk, 0);
		must(step_next_due(
		    desk->context->spool, desk->context->now_ms, &next_ms, &error));
		assert_int_equal(next_ms - desk->context->now_ms, MINUTES[i] * 60000);
		assert_told(desk, "change casegate: command order-chair: exit 3: no chairs "
				  "left; tried again\n");
		desk->context->now_ms = next_ms;
		assert_due(desk, 1);
	}
	assert_tried_again_once(desk);
	desk->context->now_ms = NOW + DAY;
	ended(desk, 3, "");
	assert_told(desk, "change casegate: command order-chair: exit 3; given up, 'casegate "
			  "request retry' tries again\n");
	desk->context->now_ms += DAY;
	assert_due(desk, 0);
	assert_letters(desk, "none");
}

static void
an_ended_request_stops_its_commands(void **state)
{
	Desk *desk = *state;

	desk_agent(desk, NUMBER, AGENT_CANCELS, NULL);
	assert_due(desk, 0);
	g_free(desk_letters(desk));
	ended(desk, 0, "");
	assert_told(desk, "change casegate: command order-chair: exit 0\n");
	assert_letters(desk, "none");
}

#define chair_test(name) cmocka_unit_test_setup_teardown(name, chair_setup, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    chair_test(the_command_gets_the_request_as_json),
	    chair_test(the_mail_of_a_step_carries_no_token),
	    chair_test(what_a_command_reads_holds_no_token),
	    chair_test(the_manual_tells_of_each_key),
	    chair_test(what_works_lets_the_next_begin),
	    chair_test(what_fails_is_tried_again_later_each_time),
	    chair_test(an_ended_request_stops_its_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
