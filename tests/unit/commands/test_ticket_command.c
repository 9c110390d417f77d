/* SPDX-License-Identifier: Apache-2.0 */
/* Cases and requests: listed, shown, worked on. */
#include "tests/unit/command_fixture.h"

#include "spool/desk_mirror.h"
#include "spool/outbox.h"

static int64_t
add_contact(Spool *spool, const char *address, const char *name, const char *account)
{
	ContactDetails details = {.address = address, .name = name, .account = account};
	int64_t id = 0;

	must(contact_add(spool, &details, NOW, &id, &error));
	return id;
}

static void
add_entry(Spool *spool, const Entry *entry)
{
	must(ticket_add_entry(spool, entry, NULL, &error));
}

static void
add_attachment(Spool *spool, int64_t ticket, int64_t mail)
{
	TicketAttachment attachment = {
	    .ticket = ticket,
	    .number = 1,
	    .mail = mail,
	    .path = (char *)"2",
	    .name = (char *)"foto.jpg",
	    .type = (char *)"image/jpeg",
	    .size = 212400,
	    .marks = (char *)"",
	};

	must(ticket_attach(spool, &attachment, &error));
}

/* The case CS0000001, its mails 1 and 2. */
static int64_t
add_story(Spool *spool)
{
	int64_t els = add_contact(spool, "els@klant.example", "Els Bos", "Jansen BV");
	int64_t piet = add_contact(spool, "piet@klant.example", "Piet Jansen", NULL);
	Ticket ticket = new_ticket(TICKET_CASE, TICKET_CLOSED, els);
	int64_t first = some_mail(spool, "1", 10), second = some_mail(spool, "2", 10);
	g_autoptr(Contact) contact = NULL;

	must(contact_get(spool, els, &contact, &error));
	ticket.account = contact->account;
	ticket.group = (char *)"servicedesk";
	ticket.agent = (char *)"SANNE@desk.example";
	ticket.created_ms = NOW - 2 * DAY;
	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	must(ticket_involve(spool, ticket.id, els, INVOLVED_RECORDED, &error));
	must(ticket_involve(spool, ticket.id, piet, INVOLVED_RECORDED, &error));
	add_attachment(spool, ticket.id, first);
	Entry entries[] = {
	    {.at_ms = NOW - 2 * DAY,
		.kind = ENTRY_DESCRIPTION,
		.author = (char *)"Els Bos",
		.text = (char *)"Mijn scherm blijft zwart\nna het opstarten.",
		.mail = first},
	    {.at_ms = NOW - 2 * DAY,
		.kind = ENTRY_LETTER,
		.author = (char *)"casegate",
		.text = (char *)"acknowledgement sent"},
	    {.at_ms = NOW - DAY,
		.kind = ENTRY_NOTE,
		.author = (char *)"Sanne de Wit",
		.text = (char *)"Kabel?"},
	    {.at_ms = NOW - DAY,
		.kind = ENTRY_QUESTION,
		.author = (char *)"Sanne de Wit",
		.text = (char *)"Welk scherm?"},
	    {.at_ms = NOW,
		.kind = ENTRY_CHANGE,
		.author = (char *)"Els Bos",
		.text = (char *)"accepted: Akkoord,\033 bedankt!",
		.mark = (char *)"unproven",
		.mail = second},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
		entries[i].ticket = ticket.id;
		entries[i].mark = entries[i].mark == NULL ? (char *)"" : entries[i].mark;
		add_entry(spool, &entries[i]);
	}
	return ticket.id;
}

static void
test_case_show(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	must(spool_begin(fixture->spool, &error));
	add_story(fixture->spool);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "case show cs0000001",
	    "CS0000001  closed   Werkplek   normal   group servicedesk, Sanne de Wit\n"
	    "Scherm is zwart\n"
	    "reporter  Els Bos <els@klant.example>, Jansen BV"
	    "      involved  Piet Jansen <piet@klant.example>\n"
	    "\n"
	    "2026-11-21 10:02  Els Bos       Mijn scherm blijft zwart\n"
	    "                                na het opstarten.   (mail 1, foto.jpg 212 KB)\n"
	    "2026-11-21 10:02  casegate      acknowledgement sent\n"
	    "2026-11-22 10:02  Sanne de Wit  note: Kabel?\n"
	    "2026-11-22 10:02  Sanne de Wit  asked: Welk scherm?\n"
	    "2026-11-23 10:02  Els Bos       accepted: Akkoord,? bedankt!   (unproven, mail "
	    "2)\n");
}

/* How it stands at a desk elsewhere, and what is not done there yet. */
static void
test_case_show_of_a_desk_elsewhere(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	DeskTicket desk = {
	    .remote_id = (char *)"a1", .remote_state = (char *)"18", .seen_ms = NOW - DAY};
	OutboxOperation operation = {
	    .kind = (char *)"say", .body = (char *)"{}", .created_ms = NOW, .due_ms = NOW};
	g_autofree char *text = NULL;
	json_t *shown = NULL;
	const json_t *there = NULL;
	int64_t id = 0;

	must(spool_begin(fixture->spool, &error));
	desk.ticket = operation.ticket = add_story(fixture->spool);
	must(desk_ticket_add(fixture->spool, desk.ticket, &error));
	must(desk_ticket_save(fixture->spool, &desk, &error));
	must(outbox_add(fixture->spool, &operation, &id, &error));
	must(spool_commit(fixture->spool, &error));
	text = run(&context, "case show cs0000001");
	assert_non_null(strstr(text, "\nthere     state 18, as of 2026-11-22 10:02\n"
				     "to do     say: waiting since 2026-11-23 10:02\n"));
	shown = run_json(&context, "case show CS0000001 --json");
	there = json_object_get(shown, "desk");
	assert_json(there, "remote_id", "a1");
	assert_json(there, "state", "18");
	assert_json(json_array_get(json_object_get(there, "to_do"), 0), "kind", "say");
	json_decref(shown);
}

/* At the line of the mail that they repeat. */
static void
test_duplicates_on_the_timeline(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autofree char *text = NULL;
	json_t *shown = NULL;
	json_t *entry = NULL;

	must(spool_begin(fixture->spool, &error));
	add_story(fixture->spool);
	must(mail_repeat(fixture->spool, 1, NOW - DAY, &error));
	must(mail_repeat(fixture->spool, 2, NOW - DAY, &error));
	must(mail_repeat(fixture->spool, 2, NOW, &error));
	must(spool_commit(fixture->spool, &error));
	text = run(&context, "case show cs0000001");
	assert_non_null(
	    strstr(text, "(mail 1, foto.jpg 212 KB, 1 duplicate, last 2026-11-22 10:02)"));
	assert_non_null(
	    strstr(text, "(unproven, mail 2, 2 duplicates, last 2026-11-23 10:02)"));
	shown = run_json(&context, "case show CS0000001 --json");
	entry = json_array_get(json_object_get(shown, "timeline"), 4);
	assert_int_equal(json_integer_value(json_object_get(entry, "duplicates")), 2);
	assert_json(entry, "last_duplicate", "2026-11-23T10:02:00Z");
	json_decref(shown);
}

/* A letter's line says how it went, as of now. */
static void
test_letters_on_the_timeline(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	Ticket ticket = {0};
	int64_t ids[3] = {0};

	must(spool_begin(spool, &error));
	ticket = new_ticket(
	    TICKET_CASE, TICKET_NEW, add_contact(spool, "els@klant.example", "Els Bos", NULL));
	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	for (int i = 0; i < 3; i++) {
		const Letter letter = {.name = (char *)"answer",
		    .purpose = (char *)"ticket",
		    .ticket = ticket.id,
		    .contact = ticket.reporter,
		    .mailbox = (char *)"support",
		    .recipient = (char *)"els@klant.example",
		    .created_ms = NOW,
		    .due_ms = NOW};
		Entry entry = {.ticket = ticket.id,
		    .at_ms = NOW,
		    .kind = ENTRY_LETTER,
		    .author = (char *)"casegate",
		    .text = (char *)"answer",
		    .mark = (char *)""};

		must(letter_add(spool, &letter, &ids[i], &error));
		must(letter_store(spool, ids[i],
		    &(LetterText){i == 0   ? "a@x"
				  : i == 1 ? "b@x"
					   : "c@x",
			"s", bytes},
		    &error));
		entry.letter = ids[i];
		add_entry(spool, &entry);
	}
	must(letter_set_sent(spool, ids[0], "250 ok", NOW, &error));
	must(letter_set_failed(spool, ids[1], "550 no", &error));
	must(spool_commit(spool, &error));
	assert_prints(&context, "case show cs0000001",
	    "CS0000001  new   Werkplek   normal\n"
	    "Scherm is zwart\n"
	    "reporter  Els Bos <els@klant.example>\n"
	    "\n"
	    "2026-11-23 10:02  casegate  answer sent\n"
	    "2026-11-23 10:02  casegate  answer not delivered\n"
	    "2026-11-23 10:02  casegate  answer waits to be sent\n");
}

static void
test_case_show_json(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *shown = NULL, *entry = NULL;

	must(spool_begin(fixture->spool, &error));
	add_story(fixture->spool);
	must(spool_commit(fixture->spool, &error));
	shown = run_json(&context, "case show CS0000001 --json");
	assert_json(shown, "number", "CS0000001");
	assert_json(shown, "kind", "case");
	assert_json(shown, "state", "closed");
	assert_json(shown, "agent", "Sanne de Wit");
	assert_json(shown, "account", "Jansen BV");
	assert_json(shown, "created", "2026-11-21T10:02:00Z");
	assert_json(shown, "description", "Mijn scherm blijft zwart\nna het opstarten.");
	assert_json(shown, "predecessor", NULL);
	assert_json(json_object_get(shown, "reporter"), "address", "els@klant.example");
	assert_int_equal(json_array_size(json_object_get(shown, "involved")), 1);
	assert_json(
	    json_array_get(json_object_get(shown, "involved"), 0), "name", "Piet Jansen");
	assert_json(
	    json_array_get(json_object_get(shown, "attachments"), 0), "name", "foto.jpg");
	assert_int_equal(json_array_size(json_object_get(shown, "timeline")), 5);
	entry = json_array_get(json_object_get(shown, "timeline"), 3);
	assert_json(entry, "kind", "question");
	assert_json(entry, "text", "asked: Welk scherm?");
	entry = json_array_get(json_object_get(shown, "timeline"), 4);
	assert_json(entry, "mark", "unproven");
	assert_json(entry, "text", "accepted: Akkoord,\033 bedankt!");
	assert_int_equal(json_integer_value(json_object_get(entry, "mail")), 2);
	assert_true(json_is_null(json_object_get(entry, "letter")));
	assert_json(shown, "item", NULL);
	json_decref(shown);
}

static void
test_case_list(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *list = NULL;

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_CASE, TICKET_NEW);
	some_ticket(fixture->spool, TICKET_CASE, TICKET_OPEN);
	some_ticket(fixture->spool, TICKET_REQUEST, TICKET_DRAFT);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "case list new",
	    "number     state  priority  category  reporter  title            changed\n"
	    "CS0000001  new    normal    Werkplek  Els Bos   Scherm is zwart  1970-01-01 "
	    "00:00\n");
	list = run_json(&context, "case list --json");
	assert_int_equal(json_array_size(list), 2);
	assert_json(json_array_get(list, 0), "number", "CS0000002");
	assert_json(json_array_get(list, 1), "state", "new");
	json_decref(list);
	list = run_json(&context, "case list --limit 1 --json");
	assert_int_equal(json_array_size(list), 1);
	json_decref(list);
	assert_prints(&context, "case list closed --json", "[]\n");
	assert_refused(&context, "case list opn", 1,
	    "there is no state 'opn'; there is new, open, awaiting info, resolved, closed or "
	    "cancelled");
	assert_refused(&context, "request list resolved", 1,
	    "there is no state 'resolved'; there is cancelled, draft, awaiting approval, in "
	    "progress, fulfilled, declined or expired");
}

static void
test_request_show(void **state)
{
	static const TicketField FIELDS[] = {
	    {(char *)"kind", (char *)"Type", (char *)"Nieuw team", 0},
	    {(char *)"owners", (char *)"Eigenaar", (char *)"els\npiet", 0},
	};
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	int64_t reporter = 0, before = 0;
	Ticket ticket = {0};
	json_t *shown = NULL;

	must(spool_begin(fixture->spool, &error));
	reporter = some_contact(fixture->spool, "els@klant.example");
	before = some_ticket(fixture->spool, TICKET_CASE, TICKET_CLOSED);
	ticket = new_ticket(TICKET_REQUEST, TICKET_DRAFT, reporter);
	ticket.item = (char *)"teams";
	ticket.predecessor = before;
	must(ticket_add(fixture->spool, &ticket, &error));
	g_free(ticket.number);
	for (int i = 0; i < 2; i++)
		must(ticket_set_field(fixture->spool, ticket.id, i, &FIELDS[i], &error));
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "request show REQ0000001",
	    "REQ0000001  draft   Werkplek   normal\n"
	    "Scherm is zwart\n"
	    "reporter  Els Bos <els@klant.example>\n"
	    "follows   CS0000001\n"
	    "item      teams\n"
	    "\n"
	    "Type      Nieuw team\n"
	    "Eigenaar  els\n"
	    "          piet\n"
	    "\n");
	shown = run_json(&context, "request show REQ0000001 --json");
	assert_json(shown, "item", "teams");
	assert_json(shown, "predecessor", "CS0000001");
	assert_json(json_array_get(json_object_get(shown, "fields"), 1), "value", "els\npiet");
	json_decref(shown);
}

static void
test_missing(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_REQUEST, TICKET_DRAFT);
	must(spool_commit(fixture->spool, &error));
	assert_refused(&context, "case show CS0000009", 1, "there is no case 'CS0000009'");
	assert_refused(&context, "case show REQ0000001", 1,
	    "REQ0000001 is a request: use 'casegate request'");
	assert_refused(&context, "mail show 7", 1, "there is no mail 7");
	assert_refused(&context, "mail show x", 64, "'x' is no id of a mail");
	assert_refused(&context, "mail show 0", 64, "'0' is no id of a mail");
}

static void
test_case_acts(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *shown = NULL, *entry = NULL;

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_CASE, TICKET_OPEN);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "case note CS0000001 Kabel_bestellen", "CS0000001 is open\n");
	assert_prints(&context, "case note CS0000001 Besteld --as sanne@desk.example --json",
	    "{\n  \"schema\": 1,\n  \"number\": \"CS0000001\",\n  \"state\": \"open\",\n"
	    "  \"unheard\": null,\n  \"desk\": null\n}\n");
	assert_refused(&context, "case note CS0000001 x --as Sane_de_Wit", 1,
	    "there is no agent 'Sane de Wit'; there is Sanne de Wit");
	assert_refused(&context, "case note CS0000001 _", 64, "the text is empty");
	assert_prints(
	    &context, "case set CS0000001 priority=high title=Zwart", "CS0000001 is open\n");
	assert_prints(&context, "case set CS0000001 agent=sanne_de_wit category=Netwerk",
	    "CS0000001 is open\n");
	assert_refused(&context, "case set CS0000001 priority=low title", 64,
	    "'title' is not of the form FIELD=VALUE");
	shown = run_json(&context, "case show CS0000001 --json");
	assert_json(shown, "priority", "high");
	assert_json(shown, "title", "Zwart");
	assert_int_equal(json_array_size(json_object_get(shown, "timeline")), 6);
	assert_json(shown, "agent", "Sanne de Wit");
	entry = json_array_get(json_object_get(shown, "timeline"), 0);
	assert_json(entry, "kind", "note");
	assert_json(entry, "author", "root");
	assert_json(entry, "text", "Kabel bestellen");
	assert_json(json_array_get(json_object_get(shown, "timeline"), 1), "author",
	    "Sanne de Wit by root");
	json_decref(shown);
}

/* Who else gets the letters. */
static void
test_case_people(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *shown = NULL;

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_CASE, TICKET_OPEN);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "case add CS0000001 piet@klant.example", "CS0000001 is open\n");
	shown = run_json(&context, "case show CS0000001 --json");
	assert_int_equal(json_array_size(json_object_get(shown, "involved")), 1);
	json_decref(shown);
	assert_prints(
	    &context, "case remove CS0000001 piet@klant.example", "CS0000001 is open\n");
	assert_refused(&context, "case remove CS0000001 piet@klant.example", 1,
	    "CS0000001: 'piet@klant.example' is not involved");
}

static void
test_attachment(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	must(spool_begin(fixture->spool, &error));
	add_story(fixture->spool);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "case attachment CS0000001",
	    "number  name      type          size  marked\n"
	    "     1  foto.jpg  image/jpeg  212 KB\n");
	assert_prints(&context, "case attachment CS0000001 1", "2\t\n1mmmmmmmmm");
	assert_refused(&context, "case attachment CS0000001 2", 1,
	    "CS0000001 has no attachment 2; it has 1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_case_show),
	    spool_test(test_case_show_of_a_desk_elsewhere),
	    spool_test(test_duplicates_on_the_timeline),
	    spool_test(test_letters_on_the_timeline),
	    spool_test(test_case_show_json),
	    spool_test(test_case_list),
	    spool_test(test_request_show),
	    spool_test(test_missing),
	    spool_test(test_case_acts),
	    spool_test(test_case_people),
	    spool_test(test_attachment),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
