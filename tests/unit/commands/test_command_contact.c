/* SPDX-License-Identifier: Apache-2.0 */
/* A contact shown with all that is known of it. */
#include "tests/unit/command_fixture.h"

#include "spool/account.h"

static void
a_contact_is_shown_with_its_rights(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	const ContactDetails els = {
	    .address = "els@klant.example", .name = "Els Bos", .account = "Klant BV"};
	const ContactDetails boss = {.address = "baas@klant.example", .name = "Baas"};
	int64_t id = 0, manager = 0;
	const ContactRights rights = {.manager = &manager, .items = "teams chair"};
	json_t *shown = NULL;

	must(spool_begin(fixture->spool, &error));
	must(contact_add(fixture->spool, &boss, NOW, &manager, &error));
	must(contact_add(fixture->spool, &els, NOW, &id, &error));
	must(contact_set_rights(fixture->spool, id, &rights, &error));
	must(spool_commit(fixture->spool, &error));
	shown = run_json(&context, "contact show els@klant.example --json");
	assert_json(shown, "name", "Els Bos");
	assert_json(shown, "account", "Klant BV");
	assert_json(shown, "manager", "baas@klant.example");
	assert_json(shown, "sees", "own");
	assert_int_equal(json_array_size(json_object_get(shown, "items")), 2);
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(shown, "items"), 1)), "chair");
	json_decref(shown);
	shown = run_json(&context, "contact show baas@klant.example --json");
	assert_json(shown, "manager", NULL);
	assert_true(json_is_null(json_object_get(shown, "items")));
	json_decref(shown);
	assert_refused(&context, "contact show piet@klant.example", 1,
	    "there is no contact piet@klant.example");
}

static void
assert_has(Context *context, const char *line, const char *expected)
{
	g_autofree char *printed = run(context, line);

	if (strstr(printed, expected) == NULL)
		fail_msg("%s: %s", line, printed);
}

/* The command is for copying: an address may hold what a shell would run. */
static void
who_registered_is_shown_with_what_is_to_be_done(void **state)
{
	static const char *const DOMAINS[] = {"klant.example", NULL};
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	int64_t account = 0;
	json_t *shown = NULL;

	must(spool_begin(fixture->spool, &error));
	must(account_add(fixture->spool, "Klant & Co", &account, &error));
	must(account_set_domains(fixture->spool, account, DOMAINS, &error));
	must(contact_register(
	    fixture->spool, some_contact(fixture->spool, "els@klant.example"), NOW, &error));
	must(contact_register(
	    fixture->spool, some_contact(fixture->spool, "a;b@elders.example"), NOW, &error));
	some_contact(fixture->spool, "eve@klant.example");
	must(spool_commit(fixture->spool, &error));
	assert_has(&context, "contact show els@klant.example",
	    "  state     registered\n"
	    "  since     2026-11-23T10:02:00Z, by answering a letter; nobody has verified the "
	    "account\n"
	    "  domain    Klant & Co's\n"
	    "  verify    casegate contact set 'els@klant.example' --account 'Klant & Co'\n");
	assert_has(&context, "contact show a;b@elders.example",
	    "  verify    casegate contact set 'a;b@elders.example' --account NAME\n");
	shown = run_json(&context, "contact list --registered --json");
	assert_int_equal(json_array_size(shown), 2);
	json_decref(shown);
	json_decref(run_json(&context, "contact set els@klant.example --account Klant --json"));
	shown = run_json(&context, "contact list --registered --json");
	assert_int_equal(json_array_size(shown), 1);
	assert_json(json_array_get(shown, 0), "registered", "2026-11-23T10:02:00Z");
	json_decref(shown);
}

/* What she wrote as a stranger from home is hers once the address is, and when she goes nobody writes to her. */
static void
tickets_follow_their_person(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	const ContactDetails details = {.address = "els@klant.example", .name = "Els Bos"};
	int64_t els = 0, home = 0, reported = 0;
	Ticket ticket = {0};
	g_autoptr(Ticket) taken = NULL;
	g_autoptr(GPtrArray) people = NULL;

	must(spool_begin(fixture->spool, &error));
	must(contact_add(fixture->spool, &details, NOW, &els, &error));
	home = some_contact(fixture->spool, "els@thuis.example");
	ticket = new_ticket(TICKET_CASE, TICKET_NEW, home);
	must(ticket_add(fixture->spool, &ticket, &error));
	g_free(ticket.number);
	reported = ticket.id;
	ticket = new_ticket(
	    TICKET_CASE, TICKET_NEW, some_contact(fixture->spool, "piet@klant.example"));
	must(ticket_add(fixture->spool, &ticket, &error));
	g_free(ticket.number);
	must(ticket_involve(fixture->spool, ticket.id, els, INVOLVED_ADDED, &error));
	must(spool_commit(fixture->spool, &error));
	json_decref(run_json(
	    &context, "contact set els@klant.example --aliases els@thuis.example --json"));
	must(ticket_get(fixture->spool, reported, &taken, &error));
	assert_int_equal(taken->reporter, els);
	json_decref(run_json(&context, "contact remove els@klant.example --json"));
	must(ticket_people(fixture->spool, ticket.id, &people, &error));
	assert_int_equal(people->len, 1);
	assert_false(((TicketPerson *)people->pdata[0])->gets_letters);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(a_contact_is_shown_with_its_rights),
	    spool_test(who_registered_is_shown_with_what_is_to_be_done),
	    spool_test(tickets_follow_their_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
