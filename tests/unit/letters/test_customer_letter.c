/* SPDX-License-Identifier: Apache-2.0 */
/* A letter as it leaves: its token in every place, its language, what it refers to. */
#include "tests/unit/context_fixture.h"
#include "tests/unit/letter_fixture.h"

#include "gateway/letters/customer_letter.h"

static void
assert_has(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("there is no \"%s\" in:\n%s", words, text);
}

static void
assert_header(const char *letter, const char *name, const char *expected)
{
	g_autofree char *value = letter_header(letter, name);

	if (strcmp(value, expected) != 0)
		fail_msg("%s is\n%s, not\n%s", name, value, expected);
}

/* Caller owns. */
static char *
letter_id(const Desk *desk, int64_t letter)
{
	g_autofree char *id = desk_id_of(desk, letter);

	return g_strdup_printf("<%s>", id);
}

static void
a_letter_carries_its_token(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *letter = NULL;
	g_autofree char *reply_to = NULL;
	g_autofree char *id = NULL;
	g_autofree char *ref = NULL;
	g_autoptr(Letter) row = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm is zwart",
	    .text = "Help.", .aligned = true);
	token = desk_token(desk, "CS0000001", ELS);
	letter = sent_letter_text(desk, "CS0000001", ELS);
	reply_to = g_strdup_printf("desk+%s@desk.example", token);
	row = sent_letter(desk, "CS0000001", ELS);
	id = letter_id(desk, row->id);
	ref = g_strdup_printf("Ref: %s", token);
	assert_header(letter, "Message-ID", id);
	assert_header(letter, "In-Reply-To", "<1@klant.example>");
	assert_header(letter, "Auto-Submitted", "auto-replied");
	assert_header(letter, "Reply-To", reply_to);
	assert_has(letter, ref);
	assert_has(letter, "From: Servicedesk <desk@desk.example>");
	assert_string_equal(row->purpose, "ticket");
	assert_string_equal(row->subject, "[CS0000001] Scherm is zwart");
	assert_int_equal(row->mail, 1);
	assert_int_equal(row->expires_ms, NOW + 90 * DAY);
	assert_int_equal(row->due_ms, NOW);
	assert_int_equal(row->state, LETTER_WAITING);
}

static void
each_letter_has_a_token_of_its_own(void **state)
{
	Desk *desk = *state;
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	first = desk_token(desk, "CS0000001", ELS);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	second = desk_token(desk, "CS0000001", ELS);
	assert_string_not_equal(first, second);
}

static void
an_agents_letter_answers_the_timeline(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) first = NULL;
	g_autofree char *letter = NULL;
	g_autofree char *references = NULL;
	g_autofree char *before = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	first = sent_letter(desk, "CS0000001", ELS);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	letter = sent_letter_text(desk, "CS0000001", ELS);
	before = letter_id(desk, first->id);
	references = g_strdup_printf("<1@klant.example> %s", before);
	assert_header(letter, "In-Reply-To", before);
	assert_header(letter, "References", references);
	assert_header(letter, "Auto-Submitted", "");
}

static void
a_letter_on_a_message_refers_to_what_that_answered(void **state)
{
	Desk *desk = *state;
	g_autofree char *letter = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.",
	    .answers = "elders@klant.example", .aligned = true);
	letter = sent_letter_text(desk, "CS0000001", ELS);
	assert_header(letter, "In-Reply-To", "<1@klant.example>");
	assert_header(letter, "References", "<elders@klant.example> <1@klant.example>");
}

static void
the_contacts_language_comes_first_then_the_mails_then_the_tickets(void **state)
{
	static const struct {
		const char *contact, *mail, *ticket;
		const char *accept; /* how the prepared acceptance begins */
	} ROWS[] = {
	    {"en", "nl", "nl", "subject=Accept%20"},
	    {NULL, "en", "nl", "subject=Accept%20"},
	    {NULL, NULL, "en", "subject=Accept%20"},
	    {NULL, NULL, NULL, "subject=Akkoord%20"},
	    {"nl", "en", "en", "subject=Akkoord%20"},
	    {"xx", "en", "en", "subject=Akkoord%20"},
	};
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");
		g_autoptr(Contact) contact = NULL;
		g_autoptr(Message) message = message_new();
		g_autofree char *letter = NULL;
		g_autoptr(GString) joined = NULL;
		const LetterOrder order = {
		    .name = "resolution", .ticket = ticket, .answers = message, .text = "Zo."};
		LetterOrder addressed = order;

		must(contact_get(desk->context->spool, els, &contact, &error));
		put_text(&contact->language, ROWS[i].contact);
		put_text(&message->language, ROWS[i].mail);
		g_clear_pointer(&ticket->language, g_free);
		ticket->language = g_strdup(ROWS[i].ticket);
		addressed.to = contact;
		must(customer_letter(desk->context, &addressed, &error));
		letter = sent_letter_text(desk, "CS0000001", ELS);
		joined = g_string_new(letter);
		g_string_replace(joined, "=\r\n", "", 0);
		g_string_replace(joined, "=3D", "=", 0);
		assert_has(joined->str, ROWS[i].accept);
	}
}

static void
the_name_of_an_unverified_contact_is_not_repeated(void **state)
{
	Desk *desk = *state;
	g_autofree char *letter = NULL;

	desk_post(desk, "open case CS0000001", "eve@elders.example", "Win een prijs",
	    .text = "Help.");
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	letter = sent_letter_text(desk, "CS0000001", "eve@elders.example");
	assert_null(strstr(letter, "prijs"));
}

static void
the_tokens_of_an_ended_ticket_last_two_weeks(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Letter) open = NULL;
	g_autoptr(Letter) closed = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	ticket = desk_ticket(desk, "CS0000001");
	must(customer_letter_end(desk->context, ticket, &error));
	open = sent_letter(desk, "CS0000001", ELS);
	assert_int_equal(open->expires_ms, NOW + 90 * DAY);
	ticket->state = TICKET_CLOSED;
	must(customer_letter_end(desk->context, ticket, &error));
	closed = sent_letter(desk, "CS0000001", ELS);
	assert_int_equal(closed->expires_ms, NOW + 14 * DAY);
}

static void
the_language_in_which_we_write(void **state)
{
	static const struct {
		const char *contact;
		const char *mail;
		const char *ticket;
		const char *expected;
	} ROWS[] = {
	    {"en", "nl", "nl", "en"},
	    {NULL, "en", "nl", "en"},
	    {NULL, NULL, "en", "en"},
	    {NULL, NULL, NULL, "nl"},
	    {"en", NULL, NULL, "en"},
	};
	const Desk *desk = *state;
	const Context *context = desk->context;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Contact contact = {.language = (char *)ROWS[i].contact};
		const Message mail = {.language = (char *)ROWS[i].mail};
		const Ticket ticket = {.language = (char *)ROWS[i].ticket};

		assert_string_equal(
		    customer_letter_language_for(context, &contact, &mail, &ticket),
		    ROWS[i].expected);
	}
	assert_string_equal(customer_letter_language_for(context, NULL, NULL, NULL), "nl");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_letter_carries_its_token),
	    desk_test(each_letter_has_a_token_of_its_own),
	    desk_test(an_agents_letter_answers_the_timeline),
	    desk_test(a_letter_on_a_message_refers_to_what_that_answered),
	    desk_test(the_contacts_language_comes_first_then_the_mails_then_the_tickets),
	    desk_test(the_language_in_which_we_write),
	    desk_test(the_name_of_an_unverified_contact_is_not_repeated),
	    desk_test(the_tokens_of_an_ended_ticket_last_two_weeks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
