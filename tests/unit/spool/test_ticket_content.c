/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static void
test_people(void **state)
{
	Spool *spool = begin(state);
	ContactDetails reporter = {"els@klant.example", "Els Bos", NULL, "Jansen BV"};
	ContactDetails colleague = {"piet@klant.example", "Piet", NULL, "Jansen BV"};
	ContactDetails other = {"anna@klant.example", "Anna", NULL, "Jansen BV"};
	ContactDetails stranger = {"kees@x.example", "Kees", NULL, "Other BV"};
	static const struct {
		const char *address;
		bool known;
		bool gets_letters;
	} WANTED[] = {
	    {"piet@klant.example", true, true}, /* named, known, of the same account */
	    {"kees@x.example", true, false},
	    {"anna@klant.example", true, false}, /* a colleague whom nobody proven named */
	    {"cc@y.example", false, false},
	    {"added@y.example", false, true},
	    {"later@y.example", false, true},
	};
	Ticket ticket = new_ticket(TICKET_CASE, TICKET_NEW, 0);
	g_autoptr(GPtrArray) people = NULL;
	int64_t id = 0, piet = 0, kees = 0, anna = 0, later = 0;

	must(contact_add(spool, &reporter, 1, &ticket.reporter, &error));
	ticket.account = 1;
	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	id = ticket.id;
	must(contact_add(spool, &colleague, 1, &piet, &error));
	must(contact_add(spool, &stranger, 1, &kees, &error));
	must(contact_add(spool, &other, 1, &anna, &error));
	must(ticket_involve(spool, id, piet, INVOLVED_RECORDED, &error));
	must(ticket_involve(spool, id, piet, INVOLVED_NAMED, &error));
	must(ticket_involve(spool, id, piet, INVOLVED_RECORDED, &error));
	must(ticket_involve(spool, id, kees, INVOLVED_NAMED, &error));
	must(ticket_involve(spool, id, anna, INVOLVED_RECORDED, &error));
	must(ticket_involve(spool, id, kees, INVOLVED_RECORDED, &error));
	must(ticket_involve(
	    spool, id, some_contact(spool, "cc@y.example"), INVOLVED_RECORDED, &error));
	must(ticket_involve(
	    spool, id, some_contact(spool, "added@y.example"), INVOLVED_ADDED, &error));
	later = some_contact(spool, "later@y.example");
	must(ticket_involve(spool, id, later, INVOLVED_RECORDED, &error));
	must(ticket_involve(spool, id, later, INVOLVED_ADDED, &error));
	must(ticket_involve(spool, id, later, INVOLVED_NAMED, &error));
	must(ticket_involve(spool, id, later, INVOLVED_RECORDED, &error));
	must_fail(
	    ticket_involve(spool, id, 99, INVOLVED_RECORDED, &error), SPOOL_ERROR_MISSING);
	must(ticket_people(spool, id, &people, &error));
	assert_int_equal(people->len, G_N_ELEMENTS(WANTED));
	for (guint i = 0; i < people->len; i++) {
		TicketPerson *person = g_ptr_array_index(people, i);

		assert_string_equal(person->address, WANTED[i].address);
		assert_int_equal(person->known, WANTED[i].known);
		assert_int_equal(person->gets_letters, WANTED[i].gets_letters);
	}
}

static void
test_entries(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	int64_t other = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	int64_t mail = some_mail(spool, "1", 10), id = 0;
	Letter new = new_letter(ticket);
	Entry comment = {
	    .ticket = ticket,
	    .at_ms = 5000,
	    .kind = ENTRY_COMMENT,
	    .author = (char *)"Els Bos",
	    .text = (char *)"Nog steeds zwart.",
	    .mark = (char *)"unproven",
	    .mail = mail,
	};
	Entry elsewhere = comment, sent = comment;
	g_autoptr(GPtrArray) entries = NULL;
	Entry *first = NULL, *second = NULL;

	elsewhere.ticket = other;
	sent.kind = ENTRY_LETTER;
	sent.mail = 0;
	sent.letter = store_letter(spool, &new);
	must(ticket_add_entry(spool, &comment, NULL, &error));
	must(ticket_add_entry(spool, &elsewhere, NULL, &error));
	must(ticket_add_entry(spool, &sent, &id, &error));
	must(ticket_entries(spool, ticket, &entries, &error));
	assert_int_equal(entries->len, 2);
	first = g_ptr_array_index(entries, 0);
	second = g_ptr_array_index(entries, 1);
	assert_int_equal(first->ticket, ticket);
	assert_int_equal(first->at_ms, 5000);
	assert_int_equal(first->kind, ENTRY_COMMENT);
	assert_string_equal(first->author, "Els Bos");
	assert_string_equal(first->text, "Nog steeds zwart.");
	assert_string_equal(first->mark, "unproven");
	assert_int_equal(first->mail, mail);
	assert_int_equal(first->letter, 0);
	assert_int_equal(second->id, id);
	assert_int_equal(second->kind, ENTRY_LETTER);
	assert_int_equal(second->mail, 0);
	assert_int_equal(second->letter, sent.letter);
	comment.ticket = 99;
	must_fail(ticket_add_entry(spool, &comment, &id, &error), SPOOL_ERROR_MISSING);
	assert_int_equal(id, second->id);
}

/* A letter about no ticket has no line. */
static void
test_entry_names(void **state)
{
	static const char *const NAMES[] = {
	    "description", "comment", "answer", "question", "note", "change", "letter"};

	(void)state;
	for (int i = ENTRY_DESCRIPTION; i <= ENTRY_LETTER; i++)
		assert_string_equal(entry_kind_name((EntryKind)i), NAMES[i]);
}

static void
test_a_question_says_that_it_is_one(void **state)
{
	(void)state;
	for (int kind = ENTRY_DESCRIPTION; kind <= ENTRY_LETTER; kind++) {
		const Entry entry = {.kind = (EntryKind)kind, .text = (char *)"Welk scherm?"};
		g_autofree char *line = entry_line(&entry);

		assert_string_equal(
		    line, kind == ENTRY_QUESTION ? "asked: Welk scherm?" : "Welk scherm?");
	}
}

static void
test_attachments(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	int64_t other = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	TicketAttachment photo = {
	    .ticket = ticket,
	    .mail = some_mail(spool, "1", 10),
	    .path = (char *)"2/tnef:1",
	    .name = (char *)"foto.jpg",
	    .type = (char *)"image/jpeg",
	    .size = 212000,
	    .is_inline = true,
	    .marks = (char *)"executable, disguised",
	};
	TicketAttachment elsewhere = photo, second = photo;
	g_autoptr(GPtrArray) found = NULL;
	TicketAttachment *first = NULL;

	elsewhere.ticket = other;
	second.is_inline = false;
	second.path = (char *)"3";
	must(ticket_attach(spool, &photo, &error));
	must(ticket_attach(spool, &elsewhere, &error));
	must(ticket_attach(spool, &second, &error));
	must(ticket_attach(spool, &second, &error)); /* the same part once more is the same */
	must(ticket_attachments(spool, ticket, &found, &error));
	assert_int_equal(found->len, 2);
	first = g_ptr_array_index(found, 0);
	assert_int_equal(first->ticket, ticket);
	assert_int_equal(first->number, 1);
	assert_int_equal(first->mail, photo.mail);
	assert_string_equal(first->path, "2/tnef:1");
	assert_string_equal(first->name, "foto.jpg");
	assert_string_equal(first->type, "image/jpeg");
	assert_int_equal(first->size, 212000);
	assert_true(first->is_inline);
	assert_int_equal(((TicketAttachment *)g_ptr_array_index(found, 1))->number, 2);
	assert_false(((TicketAttachment *)g_ptr_array_index(found, 1))->is_inline);
}

static void
test_fields(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_REQUEST, TICKET_DRAFT);
	static const struct {
		int position;
		TicketField field;
	} SET[] = {
	    {2, {(char *)"owners", (char *)"Eigenaren", (char *)"els@klant.example", 1}},
	    {2, {(char *)"owners", (char *)"Eigenaren", (char *)"els@klant.example", 2}},
	    {1, {(char *)"name", (char *)"Naam", (char *)"Verkoop", 3}},
	    {1, {(char *)"name", (char *)"Gewenste naam", (char *)"Inkoop", 4}},
	};
	static const TicketField WANTED[] = {
	    {(char *)"name", (char *)"Gewenste naam", (char *)"Inkoop", 4},
	    {(char *)"owners", (char *)"Eigenaren", (char *)"els@klant.example", 1},
	};
	g_autoptr(GPtrArray) fields = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(SET); i++)
		must(ticket_set_field(spool, ticket, SET[i].position, &SET[i].field, &error));
	must(ticket_fields(spool, ticket, &fields, &error));
	assert_int_equal(fields->len, G_N_ELEMENTS(WANTED));
	for (guint i = 0; i < fields->len; i++) {
		TicketField *field = g_ptr_array_index(fields, i);

		assert_string_equal(field->name, WANTED[i].name);
		assert_string_equal(field->label, WANTED[i].label);
		assert_string_equal(field->value, WANTED[i].value);
		assert_int_equal(field->set_ms, WANTED[i].set_ms);
	}
}

static void
test_message_ids(void **state)
{
	Spool *spool = begin(state);
	int64_t old = some_ticket(spool, TICKET_CASE, TICKET_CLOSED);
	int64_t new = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Letter letter = new_letter(new);
	int64_t sent = store_letter(spool, &letter);
	const char *const IDS[] = {"<none@x>", "<both@x>", "<old@x>", "<letter@desk>"};
	const struct {
		int64_t ticket;
		int64_t letter;
		const char *id;
	} wanted[] = {
	    {new, 0, IDS[1]}, {new, sent, IDS[3]}, {old, 0, IDS[1]}, {old, 0, IDS[2]}};
	g_autoptr(GArray) found = NULL;
	g_autoptr(GArray) none = NULL;

	must(ticket_remember_id(spool, old, "<both@x>", 0, &error));
	must(ticket_remember_id(spool, new, "<both@x>", 0, &error));
	must(ticket_remember_id(spool, new, "<both@x>", 0, &error));
	must(ticket_remember_id(spool, old, "<old@x>", 0, &error));
	must(ticket_remember_id(spool, new, "<letter@desk>", sent, &error));
	must_fail(ticket_remember_id(spool, 99, "<a@x>", 0, &error), SPOOL_ERROR_MISSING);
	must(ticket_find_by_ids(spool, IDS, G_N_ELEMENTS(IDS), &found, &error));
	assert_int_equal(found->len, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < found->len; i++) {
		TicketReference *reference = &g_array_index(found, TicketReference, i);

		assert_int_equal(reference->ticket, wanted[i].ticket);
		assert_int_equal(reference->letter, wanted[i].letter);
		assert_ptr_equal(reference->message_id, wanted[i].id);
	}
	must(ticket_find_by_ids(spool, NULL, 0, &none, &error));
	assert_int_equal(none->len, 0);
}

/* A mail of this ticket's timeline with this Message-ID, or without one. */
static void
add_to_timeline(Spool *spool, int64_t ticket, const char *from, const char *message_id)
{
	g_autofree char *key = g_uuid_string_random();
	int64_t mail = some_mail(spool, key, 10);
	MailOutcome outcome = {.state = MAIL_DONE,
	    .reason = "",
	    .decision = "comment",
	    .message_id = message_id,
	    .from_address = from,
	    .subject = ""};
	Entry entry = {.ticket = ticket,
	    .at_ms = 3000,
	    .kind = ENTRY_COMMENT,
	    .author = (char *)"Els Bos",
	    .text = (char *)"",
	    .mark = (char *)"",
	    .mail = mail};

	must(mail_decide(spool, mail, &outcome, &error));
	must(ticket_add_entry(spool, &entry, NULL, &error));
	entry.kind = ENTRY_CHANGE;
	must(ticket_add_entry(spool, &entry, NULL, &error));
}

static void
add_letter_to(
    Spool *spool, int64_t ticket, int64_t contact, const char *address, const char *message_id)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	Letter letter = new_letter(ticket);
	LetterText text = {message_id, "", bytes};
	int64_t id = 0;

	letter.contact = contact;
	letter.recipient = (char *)address;
	must(letter_add(spool, &letter, &id, &error));
	must(letter_store(spool, id, &text, &error));
}

static void
must_thread(Spool *spool, const ThreadQuery *query, const char *wanted)
{
	g_autoptr(GPtrArray) ids = NULL;
	g_autofree char *found = NULL;

	must(ticket_thread(spool, query, &ids, &error));
	g_ptr_array_add(ids, NULL);
	found = g_strjoinv(" ", (char **)ids->pdata);
	assert_string_equal(found, wanted);
}

/* Nobody reads in a letter's References what names a mail or a letter of somebody else. */
static void
test_thread(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	int64_t other = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	const ContactDetails els = {.address = "Els@klant.example", .name = ""};
	const ContactDetails piet = {.address = "piet@klant.example", .name = ""};
	static const char *const ALIASES[] = {"els@thuis.example", NULL};
	ThreadQuery query = {ticket, 0, NULL, 10};
	int64_t piets = 0;

	must(contact_add(spool, &els, 1, &query.contact, &error));
	must(contact_set_aliases(spool, query.contact, ALIASES, 1, &error));
	must(contact_add(spool, &piet, 1, &piets, &error));
	must_thread(spool, &query, "");
	add_to_timeline(spool, ticket, "ELS@klant.example", "first@x");
	add_to_timeline(spool, other, "els@klant.example", "other@x");
	add_to_timeline(spool, ticket, "els@klant.example", NULL);
	add_to_timeline(spool, ticket, "piet@klant.example", "piets@x");
	add_to_timeline(spool, ticket, NULL, "nobodys@x");
	add_to_timeline(spool, ticket, "Els@Thuis.example", "second@x");
	add_letter_to(spool, ticket, query.contact, "els@klant.example", "1@desk");
	add_letter_to(spool, ticket, piets, "piet@klant.example", "2@desk");
	add_letter_to(spool, other, query.contact, "els@klant.example", "3@desk");
	add_letter_to(spool, ticket, 0, "sanne@desk.example", "4@desk");
	add_letter_to(spool, ticket, query.contact, "els@thuis.example", "5@desk");
	must_thread(spool, &query, "first@x second@x 1@desk 5@desk");
	query.limit = 2;
	must_thread(spool, &query, "1@desk 5@desk");
	query = (ThreadQuery){ticket, piets, NULL, 10};
	must_thread(spool, &query, "piets@x 2@desk");
	query = (ThreadQuery){ticket, 0, "Sanne@desk.example", 10};
	must_thread(spool, &query, "4@desk");
	/* what went to a contact is the contact's, whoever is written to at its address */
	query.address = "els@klant.example";
	must_thread(spool, &query, "first@x");
}

static void
test_reopened(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	int64_t other = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	static const struct {
		int64_t since_ms;
		int wanted;
	} CASES[] = {{0, 3}, {100, 3}, {101, 1}, {201, 0}};

	must(ticket_add_reopened(spool, ticket, 100, &error));
	must(ticket_add_reopened(spool, ticket, 100, &error));
	must(ticket_add_reopened(spool, ticket, 200, &error));
	must(ticket_add_reopened(spool, other, 200, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		int count = -1;

		must(ticket_count_reopened(spool, ticket, CASES[i].since_ms, &count, &error));
		assert_int_equal(count, CASES[i].wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_people),
	    spool_test(test_entries),
	    cmocka_unit_test(test_entry_names),
	    cmocka_unit_test(test_a_question_says_that_it_is_one),
	    spool_test(test_attachments),
	    spool_test(test_fields),
	    spool_test(test_message_ids),
	    spool_test(test_thread),
	    spool_test(test_reopened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
