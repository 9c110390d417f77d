/* SPDX-License-Identifier: Apache-2.0 */
/* What people of the desk type, on a whole desk: people of one first name, Dutch words, short numbers. */
#include "tests/unit/context_fixture.h"

#include "gateway/model/typed.h"
#include "gateway/util/error.h"

#define PEOPLE                                                                                 \
	DESK_YAML_BEFORE_AGENTS                                                                \
	"  - {name: Jan Bos, address: jan@desk.example, login: jbos, groups: [servicedesk]}\n" \
	"  - {name: Jan Kok, address: j.kok@desk.example}\n"                                   \
	"  - {name: Zoë Müller, address: zm@desk.example, login: zoe}\n"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml", PEOPLE);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

#define typed_test(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

static void
assert_typed(const char *typed, const char *found, const GError *error, const char *expected)
{
	const char *said = found != NULL ? found : error->message;

	assert_true((found == NULL) == (error != NULL));
	if (error != NULL)
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
	if (strcmp(said, expected) != 0)
		fail_msg("'%s': %s\nnot %s", typed, said, expected);
}

static void
test_agents(void **state)
{
	static const struct {
		const char *typed, *language, *expected;
	} ROWS[] = {
	    {"Jan Bos", "en", "jan@desk.example"},
	    {"jan k", "en", "j.kok@desk.example"},
	    {"JBOS", "en", "jan@desk.example"},
	    {"j.kok@desk.example", "en", "j.kok@desk.example"},
	    {"j.kok", "en", "j.kok@desk.example"},
	    {"zoe", "en", "zm@desk.example"},
	    {"ZOË MULLER", "en", "zm@desk.example"},
	    {"jan", "en", "'jan' can be Jan Bos or Jan Kok"},
	    {"jan", "nl", "'jan' kan Jan Bos of Jan Kok zijn"},
	    {"piet", "en", "there is no agent 'piet'; there is Jan Bos, Jan Kok or Zoë Müller"},
	    {"", "nl", "er is geen medewerker ''; er is Jan Bos, Jan Kok of Zoë Müller"},
	};
	const Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GError) error = NULL;
		const ConfigAgent *agent =
		    typed_agent(desk->context, ROWS[i].typed, ROWS[i].language, &error);

		assert_typed(ROWS[i].typed, agent == NULL ? NULL : agent->address, error,
		    ROWS[i].expected);
	}
}

static void
test_words(void **state)
{
	static const struct {
		TypedKind kind;
		const char *typed, *language, *expected;
	} ROWS[] = {
	    {TYPED_PRIORITY, "high", "en", "high"},
	    {TYPED_PRIORITY, "HOOG", "en", "high"}, /* the desk's language */
	    {TYPED_PRIORITY, "norm", "nl", "normal"},
	    {TYPED_PRIORITY, "h", "nl", "high"},
	    {TYPED_PRIORITY, "l", "nl", "low"},
	    {TYPED_PRIORITY, "urgent", "nl",
		"er is geen prioriteit 'urgent'; er is laag, normaal of hoog"},
	    {TYPED_CATEGORY, "netwerk", "en", "Netwerk"},
	    {TYPED_CATEGORY, "ovér", "en", "Overig"},
	    {TYPED_CATEGORY, "Netwrek", "en",
		"there is no category 'Netwrek'; there is Netwerk or Overig"},
	    {TYPED_GROUP, "Service", "en", "servicedesk"},
	    {TYPED_FIELD, "prio", "en", "priority"},
	    {TYPED_FIELD, "t", "en", "title"},
	    {TYPED_COMMAND, "res", "en", "resolve"},
	    {TYPED_COMMAND, "cl", "en", "close"},
	    {TYPED_COMMAND, "re", "nl",
		"'re' kan oplossen, heropenen, doorlaten, melder of verwijderen zijn"},
	    {TYPED_STATE_OF_CASE, "awaiting", "en", "awaiting info"},
	    {TYPED_STATE_OF_CASE, "in behandeling", "nl", "open"},
	    {TYPED_STATE_OF_REQUEST, "in behandeling", "nl", "in progress"},
	    {TYPED_STATE_OF_CASE, "draft", "en",
		"there is no state 'draft'; there is new, open, awaiting info, resolved, "
		"closed "
		"or cancelled"},
	    {TYPED_ITEM, "new-lap", "en",
		"there is no item 'new-lap'; there is access, teams or user-change"},
	};
	const Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GError) error = NULL;
		const char *found = typed_word(
		    desk->context, ROWS[i].kind, ROWS[i].typed, ROWS[i].language, &error);

		assert_typed(ROWS[i].typed, found, error, ROWS[i].expected);
	}
	assert_string_equal(typed_near(desk->context, TYPED_CATEGORY, "Netwrek"), "Netwerk");
	assert_string_equal(typed_near(desk->context, TYPED_CATEGORY, "over"), "Overig");
	assert_null(typed_near(desk->context, TYPED_CATEGORY, "iets anders"));
}

static void
test_people_and_accounts(void **state)
{
	static const struct {
		const char *typed, *expected;
	} CONTACTS[] = {
	    {ELS, ELS},
	    {"els", ELS},
	    {"piet bo", PIET},
	    {"bos", "there is no contact 'bos'; there is els@klant.example or "
		    "piet@klant.example"},
	};
	const Desk *desk = *state;
	int64_t piet = 0;
	g_autoptr(Account) account = NULL;

	desk_know(desk, ELS);
	piet = desk_know(desk, PIET);
	must(contact_set(
	    desk->context->spool, piet, &(ContactDetails){.name = "Piet Boer"}, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(CONTACTS); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Contact) contact = NULL;

		typed_contact(desk->context, CONTACTS[i].typed, "en", &contact, &error);
		assert_typed(CONTACTS[i].typed, contact == NULL ? NULL : contact->address,
		    error, CONTACTS[i].expected);
	}
	must(typed_account(desk->context, "klant", "en", &account, &error));
	assert_string_equal(account->name, "Klant BV");
}

static void
test_numbers(void **state)
{
	static const struct {
		TicketKind kind;
		const char *typed, *expected;
	} ROWS[] = {
	    {TICKET_CASE, "CS0000001", "CS0000001"},
	    {TICKET_CASE, "cs1", "CS0000001"},
	    {TICKET_CASE, "1", "CS0000001"},
	    {TICKET_CASE, "0001", "CS0000001"},
	    {TICKET_REQUEST, "CS1", "CS0000001"},
	    {TICKET_REQUEST, "1", "er is geen aanvraag '1'"},
	    {TICKET_CASE, "2", "er is geen melding '2'"},
	    {TICKET_CASE, "0", "er is geen melding '0'"},
	    {TICKET_CASE, "1x", "er is geen melding '1x'"},
	    {TICKET_CASE, "C1", "er is geen melding 'C1'"},
	    {TICKET_CASE, "00000000000000000001", "CS0000001"},
	    {TICKET_CASE, "99999999999999999999", "er is geen melding '99999999999999999999'"},
	    {TICKET_CASE, "-1", "er is geen melding '-1'"},
	    {TICKET_CASE, "CS", "er is geen melding 'CS'"},
	    {TICKET_CASE, "", "er is geen melding ''"},
	};
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .text = "Mijn scherm blijft zwart.");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Ticket) ticket = NULL;

		typed_ticket(desk->context, ROWS[i].kind, ROWS[i].typed, "nl", &ticket, &error);
		assert_typed(ROWS[i].typed, ticket == NULL ? NULL : ticket->number, error,
		    ROWS[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    typed_test(test_agents),
	    typed_test(test_words),
	    typed_test(test_people_and_accounts),
	    typed_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
