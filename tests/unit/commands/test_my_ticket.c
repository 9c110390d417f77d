/* SPDX-License-Identifier: Apache-2.0 */
/* What a customer sees of a ticket: each kind of entry, and whose it is. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/my_ticket.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/model/needs.h"
#include "gateway/util/error.h"

#define ANJA "anja@klant.example"
#define EVE "eve@elders.example"

/* "MY_OWN", and what is shown, one entry a line: "comment you: Help.". Caller owns. */
static char *
seen_by(const Desk *desk, const char *address, const char *number, MyAccess *ret_access)
{
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GError) error = NULL;
	MySelf self = {desk->context, NULL, CONFIRMED_BY_LETTER, "nl"};
	GString *told = g_string_new(NULL);
	json_t *shown = NULL;
	const json_t *entry = NULL;
	size_t i = 0;

	assert_true(contact_find(desk->context->spool, address, &contact, NULL));
	self.contact = contact;
	if (!my_ticket_find(&self, number, &ticket, ret_access, &error)) {
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
		g_string_append(told, error->message);
		return g_string_free(told, FALSE);
	}
	shown = my_ticket_json(&self, ticket, *ret_access, &error);
	assert_non_null(shown);
	json_array_foreach (json_object_get(shown, "entries"), i, entry) {
		const char *author = json_string_value(json_object_get(entry, "author"));
		const char *change = json_string_value(json_object_get(entry, "change"));

		g_string_append_printf(told, "%s%s%s %s: %s\n",
		    json_string_value(json_object_get(entry, "kind")),
		    change == NULL ? "" : " ", change == NULL ? "" : change,
		    json_is_true(json_object_get(entry, "mine")) ? "you"
		    : author == NULL                             ? "somebody"
								 : author,
		    json_string_value(json_object_get(entry, "text")));
	}
	json_decref(shown);
	return g_string_free(told, FALSE);
}

static void
assert_seen(const Desk *desk, const char *address, const char *number, MyAccess access,
    const char *expected)
{
	MyAccess found = MY_NOTHING;
	g_autofree char *told = seen_by(desk, address, number, &found);

	assert_string_equal(told, expected);
	assert_int_equal(found, access);
}

#define NOTHING "there is no such ticket"

/* Each kind of entry, with what is told by letter, too, and without what is not. */
static void
each_kind(void **state)
{
	Desk *desk = *state;
	const ContactDetails nameless = {.address = PIET, .account = "Klant BV"};
	g_autoptr(Ticket) ticket = NULL;
	int64_t piet = 0;

	desk_know(desk, ELS);
	must(contact_add(desk->context->spool, &nameless, NOW, &piet, &error));
	desk_post(desk, "open case CS0000001", ELS, .name = "Els Bos", .text = "Help.",
	    .aligned = true, .cc = {PIET});
	desk_post(desk, "comment CS0000001", PIET, .text = "Ik ook.", .aligned = true,
	    .number = "CS0000001");
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Nep.", .answers = "{#CS0000001 " ELS "}");
	desk_agent(desk, "CS0000001", AGENT_NOTES, "Klant belt elke dag.");
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "We kijken.");
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welk scherm?");
	ticket = desk_ticket(desk, "CS0000001");
	must(ticket_change_note(
	    desk->context, ticket->id, "resolvedly: geheim van de desk", &error));
	must(ticket_change_note(desk->context, ticket->id, "assigned to Jan", &error));
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_seen(desk, ELS, "cs0000001", MY_OWN,
	    "description you: Help.\n"
	    "comment somebody: Ik ook.\n"
	    "comment somebody: Nep.\n"
	    "answer Sanne de Wit: We kijken.\n"
	    "question Sanne de Wit: Welk scherm?\n"
	    "change resolved Sanne de Wit: Nieuwe kabel.\n");
	assert_seen(desk, PIET, "CS0000001", MY_OWN,
	    "description Els Bos: Help.\n"
	    "comment you: Ik ook.\n"
	    "comment somebody: Nep.\n"
	    "answer Sanne de Wit: We kijken.\n"
	    "question Sanne de Wit: Welk scherm?\n"
	    "change resolved Sanne de Wit: Nieuwe kabel.\n");
}

/* What is another's and what is not there. */
static void
foreign_is_missing(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, ANJA);
	desk_know(desk, EVE);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true);
	assert_seen(desk, ANJA, "CS0000001", MY_NOTHING, NOTHING);
	assert_seen(desk, EVE, "CS0000001", MY_NOTHING, NOTHING);
	assert_seen(desk, EVE, "CS0000002", MY_NOTHING, NOTHING);
	assert_seen(desk, EVE, "'", MY_NOTHING, NOTHING);
}

static void
of_the_organisation(void **state)
{
	Desk *desk = *state;
	const bool sees = true;
	int64_t anja = 0;

	desk_know(desk, ELS);
	anja = desk_know(desk, ANJA);
	must(contact_set_rights(
	    desk->context->spool, anja, &(ContactRights){.sees_organisation = &sees}, &error));
	desk_post(desk, "open case CS0000001", ELS, .name = "Els Bos", .text = "Help.",
	    .aligned = true);
	assert_seen(desk, ANJA, "CS0000001", MY_ORGANISATION, "description Els Bos: Help.\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_kind),
	    desk_test(foreign_is_missing),
	    desk_test(of_the_organisation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
