/* SPDX-License-Identifier: Apache-2.0 */
/* Questions for the state of tickets by mail: what is told to whom. */
#include "tests/unit/context_fixture.h"

#define CHEF "chef@klant.example"
#define STRANGER "vreemd@elders.example"

static void
allow_organisation(const Desk *desk, int64_t contact)
{
	const bool yes = true;

	must(contact_set_rights(desk->context->spool, contact,
	    &(ContactRights){.sees_organisation = &yes}, &error));
}

/* Three cases of Els, one of them closed, one of Piet, and one of a stranger; Chef sees the organisation's. */
static void
fill(Desk *desk)
{
	desk_know(desk, ELS);
	desk_know(desk, PIET);
	allow_organisation(desk, desk_know(desk, CHEF));
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm is zwart", .text = "a");
	desk_post(desk, "open case CS0000002", ELS, .subject = "Oude vraag", .text = "b");
	desk_post(desk, "open case CS0000003", ELS, .subject = "Muis kwijt", .text = "c");
	desk_post(desk, "open case CS0000004", PIET, .subject = "Toets mist", .text = "d");
	desk_post(desk, "open case CS0000005", STRANGER, .subject = "Geheim", .text = "e");
	desk_agent(desk, "CS0000002", AGENT_CLOSES, NULL);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Kabel vervangen.");
	g_free(desk_letters(desk));
	desk->context->now_ms += DAY;
}

/* The newest letter, headers and text, in one piece. Caller owns. */
static char *
last_letter(const Desk *desk)
{
	g_autoptr(GPtrArray) letters = NULL;
	g_autoptr(GBytes) bytes = NULL;
	const Letter *letter = NULL;
	gsize size = 0;
	const char *text = NULL;

	must(letter_list(desk->context->spool, -1, 1, &letters, &error));
	letter = letters->pdata[0];
	must((bytes = letter_bytes(desk->context->spool, letter->id, &error)) != NULL);
	text = g_bytes_get_data(bytes, &size);
	return g_strndup(text, size);
}

static void
assert_tells(const Desk *desk, const char *const *there, const char *const *not_there)
{
	g_autofree char *text = last_letter(desk);

	for (; *there != NULL; there++)
		if (strstr(text, *there) == NULL)
			fail_msg("'%s' is missing in\n%s", *there, text);
	for (; *not_there != NULL; not_there++)
		if (strstr(text, *not_there) != NULL)
			fail_msg("'%s' stands in\n%s", *not_there, text);
}

#define THESE(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
test_mine(void **state)
{
	Desk *desk = *state;

	fill(desk);
	desk_post(
	    desk, "tell state", ELS, .aligned = true, .subject = "Mijn cases", .text = "");
	assert_letters(desk, "status to " ELS);
	assert_tells(desk,
	    THESE("Dit loopt er nu voor je:", "CS0000003  Muis kwijt\r\n",
		"CS0000001  Scherm is zwart\r\n",
		"nieuw; laatst gewijzigd op maandag 23 november",
		"opgelost, wacht op jouw akkoord; "),
	    THESE("CS0000002", "CS0000004", "CS0000005", "En nog", "Subject: ["));
	assert_mail(desk, MAIL_DONE, "");
	/* and without a number only the own ones, too */
	desk_post(desk, "tell state", PIET, .aligned = true, .subject = "Status", .text = "");
	assert_tells(desk, THESE("CS0000004  Toets mist\r\n"), THESE("CS0000001", "CS0000003"));
	/* no case is opened */
	desk_post(desk, "open case CS0000006", ELS, .text = "Help, het brandt hier");
}

/* Where the newest letter is answered. Caller owns. */
static char *
answer_address(const Desk *desk)
{
	g_autoptr(GPtrArray) letters = NULL;
	g_autofree char *token = NULL;

	must(letter_list(desk->context->spool, -1, 1, &letters, &error));
	token = desk_token_of(desk, TOKEN_PROOF, ((const Letter *)letters->pdata[0])->id);
	return g_strdup_printf("desk+%s@desk.example", token);
}

/* What waits for the reader's word can be answered from the list, and nothing else that its token names. */
static void
test_buttons(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	fill(desk);
	desk_post(
	    desk, "tell state", ELS, .aligned = true, .subject = "Mijn cases", .text = "");
	assert_tells(desk,
	    THESE("Ja, CS0000001 is opgelost:\r\n", "Nee, CS0000001 nog niet:\r\n"),
	    THESE("CS0000003 is opgelost"));
	to = answer_address(desk);
	desk->context->now_ms += HOUR;
	desk_agent(desk, "CS0000003", AGENT_RESOLVES, "Nieuwe muis.");
	desk_agent(desk, "CS0000004", AGENT_RESOLVES, "Nieuwe toets.");
	desk_post(desk, "comment CS0000003", ELS, .subject = "Akkoord [CS0000003]",
	    .number = "CS0000003", .text = "", .to = to);
	desk_post(desk, "open case CS0000006", ELS, .subject = "Akkoord [CS0000004]",
	    .number = "CS0000004", .text = "", .to = to);
	assert_string_equal(desk_state_of(desk, "CS0000003"), "resolved");
	assert_string_equal(desk_state_of(desk, "CS0000004"), "resolved");
	desk_post(desk, "accept CS0000001", ELS, .subject = "Akkoord [CS0000001]",
	    .number = "CS0000001", .text = "", .to = to);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

static void
test_one(void **state)
{
	Desk *desk = *state;

	fill(desk);
	desk_post(desk, "tell state CS0000001", ELS, .aligned = true, .subject = "Vraag",
	    .text = "Wat is de status van CS0000001?");
	assert_letters(desk, "status to " ELS);
	assert_tells(desk,
	    THESE("Zo staat het met CS0000001:", "CS0000001  Scherm is zwart\r\n",
		"op maandag 23 november", "[CS0000001] "),
	    THESE("CS0000003", "dinsdag 24"));
	desk_post(desk, "tell state CS0000002", ELS, .aligned = true,
	    .subject = "Status CS0000002", .text = "", .number = "CS0000002");
	assert_tells(
	    desk, THESE("CS0000002  Oude vraag\r\n", "afgesloten; "), THESE("CS0000001"));
	/* in the thread of another one */
	desk_post(desk, "tell state CS0000003", ELS, .aligned = true, .subject = "Re: Muis",
	    .text = "status CS0000001",
	    .to = "desk+{CS0000003 els@klant.example}@desk.example");
	assert_tells(desk, THESE("CS0000001  Scherm is zwart\r\n", "[CS0000003] "),
	    THESE("Muis kwijt\r\n"));
	assert_timeline(desk, "CS0000003",
	    "description els@klant.example: c (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "comment els@klant.example: status CS0000001\n"
	    "letter casegate: status\n");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* The same words to all: strangers, a From that nobody vouches for, other people's numbers, numbers that there are not. */
static void
test_refused(void **state)
{
	static const Post questions[] = {
	    {.from = STRANGER, .subject = "status", .text = ""},
	    {.from = STRANGER, .subject = "Vraag", .text = "status CS0000005", .aligned = true},
	    {.from = STRANGER, .subject = "mijn cases", .text = ""},
	    {.from = ELS, .subject = "mijn cases", .text = ""},
	    {.from = ELS,
		.subject = "x",
		.text = "cases van mijn organisatie",
		.aligned = true},
	    {.from = CHEF, .subject = "x", .text = "cases van mijn organisatie"},
	    {.from = ELS,
		.subject = "status CS0000004",
		.text = "",
		.number = "CS0000004",
		.aligned = true},
	    {.from = ELS, .subject = "x", .text = "status CS0000004", .aligned = true},
	    {.from = ELS, .subject = "x", .text = "status CS0009999", .aligned = true},
	    {.from = ELS, .subject = "x", .text = "status CS0000001", .number = "CS0000001"},
	};
	Desk *desk = *state;
	g_autofree char *first = NULL;

	fill(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
		g_autofree char *became = desk_receive(desk, &questions[i]);
		g_autofree char *letters = desk_letters(desk);
		g_autofree char *expected =
		    g_strdup_printf("status-refused to %s", questions[i].from);
		g_autofree char *letter = last_letter(desk);
		const char *begin = strstr(letter, "\r\n\r\nHallo,\r\n");
		const char *end = strstr(letter, "Met vriendelijke groet");
		g_autofree char *text = NULL;

		assert_true(begin != NULL && end > begin);
		text = g_strndup(begin, (size_t)(end - begin));
		assert_true(g_str_has_prefix(became, "tell state"));
		assert_string_equal(letters, expected);
		assert_null(strstr(letter, "CS00"));
		assert_non_null(strstr(letter, "Subject: Over de status van je meldingen\r\n"));
		if (first == NULL)
			first = g_strdup(text);
		assert_string_equal(text, first);
		desk->context->now_ms += HOUR;
	}
}

/* Who holds a token of the ticket learns its state and nothing more; of others nothing. */
static void
test_token_alone(void **state)
{
	Desk *desk = *state;

	fill(desk);
	desk_post(desk, "tell state CS0000001", ELS, .subject = "Re: x", .text = "status",
	    .to = "desk+{CS0000001 els@klant.example}@desk.example");
	assert_letters(desk, "state to " ELS);
	desk_post(desk, "tell state CS0000001", ELS, .subject = "Re: x", .text = "mijn cases",
	    .to = "desk+{CS0000001 els@klant.example}@desk.example");
	assert_letters(desk, "status-refused to " ELS);
	desk_post(desk, "tell state CS0000001", ELS, .subject = "Re: x",
	    .text = "status CS0000003",
	    .to = "desk+{CS0000001 els@klant.example}@desk.example");
	assert_letters(desk, "status-refused to " ELS);
}

static void
test_organisation(void **state)
{
	Desk *desk = *state;

	fill(desk);
	desk_post(desk, "tell state", CHEF, .aligned = true, .subject = "x",
	    .text = "Cases van mijn organisatie");
	assert_letters(desk, "status to " CHEF);
	assert_tells(desk,
	    THESE("Dit loopt er nu voor Klant BV:", "CS0000001", "opgelost, wacht op akkoord; ",
		"CS0000003", "CS0000004"),
	    THESE("CS0000002", "CS0000005", "Geheim"));
	desk_post(
	    desk, "tell state", CHEF, .aligned = true, .subject = "mijn cases", .text = "");
	assert_tells(desk, THESE("Er loopt op dit moment niets voor je."), THESE("CS0000001"));
}

static void
test_many(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (int i = 1; i <= 23; i++) {
		g_autofree char *opened = g_strdup_printf("open case CS00000%02d", i);

		desk_post(desk, opened, ELS, .text = "Help, het doet het weer niet");
		desk->context->now_ms += HOUR;
	}
	desk_post(
	    desk, "tell state", ELS, .aligned = true, .subject = "mijn cases", .text = "");
	assert_tells(
	    desk, THESE("CS0000023", "CS0000004", "En nog 3 andere."), THESE("CS0000003"));
	desk->context->now_ms += 370 * DAY;
	desk_post(
	    desk, "tell state", ELS, .aligned = true, .subject = "mijn cases", .text = "");
	assert_tells(desk, THESE("dinsdag 24 november 2026"), THESE("24 november\r"));
}

/* Nobody is told more often than the limits allow, and machines never. */
static void
test_limits(void **state)
{
	Desk *desk = *state;

	fill(desk);
	for (int i = 0; i < 3; i++)
		desk_post(desk, "tell state", ELS, .subject = "status", .text = "");
	assert_letters(desk,
	    "status-refused to " ELS ", status-refused to " ELS ", status-refused to " ELS);
	desk_post(desk, "tell state", ELS, .subject = "status", .text = "");
	assert_letters(desk, "none");
	desk_post(desk, "ignore", ELS, .subject = "status", .text = "", .aligned = true,
	    .kind = MESSAGE_AUTO_REPLY);
	assert_letters(desk, "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_mine),
	    desk_test(test_buttons),
	    desk_test(test_one),
	    desk_test(test_refused),
	    desk_test(test_token_alone),
	    desk_test(test_organisation),
	    desk_test(test_many),
	    desk_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
