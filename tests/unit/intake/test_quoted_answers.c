/* SPDX-License-Identifier: Apache-2.0 */
/* What customers and agents write between the lines of our letters. */
#include "tests/unit/context_fixture.h"

#include "gateway/letters/letter_text.h"
#include "spool/ticket_content.h"

#define SANNE "sanne@desk.example"
#define TO_SANNE "desk+{CS0000001 " SANNE "}@desk.example"
#define TO_ELS "desk+{CS0000001 " ELS "}@desk.example"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml",
	    DESK_YAML_BEFORE_AGENTS
	    "  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Vragen",
	    .text = "Wanneer is de lift klaar?\nMag ik de trap gebruiken?");
	desk_tell(desk);
	g_free(desk_letters(desk));
	return 0;
}

/* The newest letter on the ticket to that person as they quote it, with something written behind one of its lines. */
static char *
quoted(const Desk *desk, const char *recipient, const char *line, const char *written)
{
	g_autoptr(Letter) letter = sent_letter(desk, "CS0000001", recipient);
	g_autoptr(GBytes) bytes = letter_bytes(desk->context->spool, letter->id, NULL);
	g_autoptr(GPtrArray) texts = letter_texts(bytes);
	g_auto(GStrv) halves = g_strsplit(texts->pdata[0], line, 2);

	assert_non_null(halves[1]);
	return g_strconcat(halves[0], line, written, halves[1], NULL);
}

static void
ask(Desk *desk, const char *command)
{
	desk_post(desk, "agent's action CS0000001", SANNE, .text = command, .to = TO_SANNE,
	    .aligned = true);
	g_free(desk_letters(desk));
}

static void
assert_told(const Desk *desk, const char *what)
{
	g_autofree char *told = desk_timeline(desk, "CS0000001");

	if (strstr(told, what) == NULL)
		fail_msg("no <%s> in\n%s", what, told);
}

static void
what_a_customer_wrote_there_is_on_the_case(void **state)
{
	Desk *desk = *state;
	g_autofree char *quote = NULL;

	ask(desk, "#ask\nWelke verdieping is het?");
	quote = quoted(desk, ELS, "Welke verdieping is het?", "\nDe derde, links");
	desk_post(desk, "comment CS0000001", ELS, .text = "Zie hieronder.", .cut = quote,
	    .to = TO_ELS, .aligned = true);
	assert_told(desk, "Zie hieronder.\n\n> Welke verdieping is het?\nDe derde, links");
}

/* Of a mail that is nothing but the quote, only what is new is said. */
static void
what_stands_in_a_bare_quote_is_told_alone(void **state)
{
	Desk *desk = *state;
	g_autofree char *quote = NULL;

	ask(desk, "#ask\nWelke verdieping is het?");
	quote = quoted(desk, ELS, "Welke verdieping is het?", "\nDe derde, links");
	desk_post(desk, "comment CS0000001", ELS, .text = quote, .begins_quoted = true,
	    .to = TO_ELS, .aligned = true);
	assert_told(
	    desk, "comment els@klant.example: > Welke verdieping is het?\nDe derde, links\n");
}

static void
an_accept_with_words_there_closes_nothing(void **state)
{
	Desk *desk = *state;
	g_autofree char *quote = NULL;

	ask(desk, "#resolve\nDe lift is gemaakt.");
	quote = quoted(desk, ELS, "De lift is gemaakt.", "\nDe deur klemt wel");
	desk_post(desk, "ask back CS0000001", ELS, .text = "Akkoord", .cut = quote,
	    .to = TO_ELS, .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

static void
an_accept_above_our_letter_closes(void **state)
{
	Desk *desk = *state;
	g_autofree char *quote = NULL;

	ask(desk, "#resolve\nDe lift is gemaakt.");
	quote = quoted(desk, ELS, "De lift is gemaakt.", "");
	desk_post(desk, "accept CS0000001", ELS, .text = "Akkoord", .cut = quote, .to = TO_ELS,
	    .aligned = true);
}

static void
what_an_agent_wrote_there_goes_to_the_customer(void **state)
{
	Desk *desk = *state;
	g_autofree char *quote =
	    quoted(desk, SANNE, "Wanneer is de lift klaar?", "\nVrijdag om twaalf uur.");
	g_autofree char *letter = NULL;

	desk_post(desk, "agent's action CS0000001", SANNE,
	    .text = "Mijn antwoord staat hieronder.", .cut = quote, .to = TO_SANNE,
	    .aligned = true);
	assert_letters(desk, "answer to " ELS);
	letter = sent_letter_text(desk, "CS0000001", ELS);
	assert_non_null(
	    strstr(letter, "> Wanneer is de lift klaar?\r\nVrijdag om twaalf uur."));
}

/* Rather no letter than one that lacks what it speaks of, or that holds what the agent was told. */
static void
where_nothing_new_is_found_the_agent_hears_it(void **state)
{
	Desk *desk = *state;
	g_autofree char *quote = quoted(desk, SANNE, "Wanneer is de lift klaar?", "");

	desk_post(desk, "agent's action CS0000001", SANNE,
	    .text = "Mijn antwoord staat in rood.", .cut = quote, .to = TO_SANNE,
	    .aligned = true);
	assert_letters(desk, "notification-refused to " SANNE);
	desk_post(desk, "agent's action CS0000001", SANNE, .text = quote, .begins_quoted = true,
	    .to = TO_SANNE, .aligned = true);
	assert_letters(desk, "notification-refused to " SANNE);
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    WITH(what_a_customer_wrote_there_is_on_the_case),
	    WITH(what_stands_in_a_bare_quote_is_told_alone),
	    WITH(an_accept_with_words_there_closes_nothing),
	    WITH(an_accept_above_our_letter_closes),
	    WITH(what_an_agent_wrote_there_goes_to_the_customer),
	    WITH(where_nothing_new_is_found_the_agent_hears_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
