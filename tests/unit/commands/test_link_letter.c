/* SPDX-License-Identifier: Apache-2.0 */
/* Where the links of letters lead, and to whom nowhere. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/link_letter.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "spool/sqlite.h"

#define NOWHERE "there is no such link"

/* "accept CS0000001: Nieuwe kabel." of the letter with this number. Caller owns. */
static char *
led_to(const Desk *desk, const char *token, const char *deed, const char *number)
{
	const LinkAddress address = {token, deed, number};
	g_auto(LinkLetter) link = {0};
	g_autofree char *solution = NULL;
	g_autoptr(GError) error = NULL;

	if (!link_letter_find(desk->context, &address, &link, &error)) {
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
		return g_strdup(error->message);
	}
	assert_true(link_letter_solution(desk->context, &link, &solution, NULL));
	return g_strdup_printf("%s %s%s%s", link_page_name(link.page), link.ticket->number,
	    solution == NULL ? "" : ": ", solution == NULL ? "" : solution);
}

static void
assert_leads(const Desk *desk, int64_t letter, const char *deed, const char *expected)
{
	g_autofree char *token = desk_token_of(desk, TOKEN_PAGE, letter);
	g_autofree char *led = led_to(desk, token, deed, NULL);

	if (strcmp(led, expected) != 0)
		fail_msg("letter %d, %s: %s, not %s", (int)letter, deed, led, expected);
}

/* Letter 1 tells that the case came, letter 2 that it is solved. */
static void
solve(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
}

static void
what_the_letter_said(void **state)
{
	Desk *desk = *state;

	solve(desk);
	assert_leads(desk, 2, "accept", "accept CS0000001: Nieuwe kabel.");
	assert_leads(desk, 2, "reject", "reject CS0000001: Nieuwe kabel.");
	assert_leads(desk, 2, "comment", "comment CS0000001: Nieuwe kabel.");
	/* a letter that told of no solution shows none */
	desk_post(desk, "open case CS0000002", ELS, .text = "Help.", .aligned = true);
	assert_leads(desk, 3, "accept", "comment CS0000002");
	desk_agent(desk, "CS0000001", AGENT_REOPENS, "Toch niet.");
	assert_leads(desk, 2, "accept", "comment CS0000001: Nieuwe kabel.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Een scherm.");
	assert_leads(desk, 2, "accept", "newer CS0000001");
	desk_agent(desk, "CS0000001", AGENT_CLOSES, NULL);
	assert_leads(desk, 2, "accept", "over CS0000001");
}

static void
nowhere(void **state)
{
	Desk *desk = *state;
	g_autofree char *mails = NULL;
	g_autofree char *by_mails = NULL;
	g_autofree char *cut = NULL;

	solve(desk);
	mails = desk_token_of(desk, TOKEN_PROOF, 2);
	by_mails = led_to(desk, mails, "accept", NULL);
	cut = led_to(desk, "", "accept", NULL);
	assert_string_equal(by_mails, NOWHERE);
	assert_string_equal(cut, NOWHERE);
	assert_leads(desk, 99, "accept", NOWHERE);
	assert_leads(desk, 0, "accept", NOWHERE);
	assert_leads(desk, 2, "approve", NOWHERE);
	assert_leads(desk, 2, "close", NOWHERE);
	assert_leads(desk, 2, "", NOWHERE);
}

/* Each on a fresh desk: what ends a letter's token ends its links. */
static void
what_ends_them(void **state)
{
	static const char *const ENDS[] = {"UPDATE letter SET expires_ms = 1 WHERE id = 2",
	    "UPDATE letter SET contact = NULL WHERE id = 2",
	    "UPDATE letter SET salt = salt + 1 WHERE id = 2",
	    "UPDATE letter SET purpose = 'agent' WHERE id = 2",
	    "UPDATE ticket SET reporter = NULL"};

	for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
		Desk *desk = NULL;
		g_autofree char *token = NULL;
		g_autofree char *led = NULL;

		desk_teardown(state);
		desk_setup(state);
		desk = *state;
		solve(desk);
		token = desk_token_of(desk, TOKEN_PAGE, 2);
		must(sql_execute(desk->context->spool, ENDS[i], &error));
		led = led_to(desk, token, "accept", NULL);
		if (strcmp(led, NOWHERE) != 0)
			fail_msg("%s: %s", ENDS[i], led);
	}
}

/* One that told of several names which; of those that it could not be answered about then, none. */
static void
an_overview(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	static const struct {
		const char *number, *led;
	} ROWS[] = {{"CS0000001", "accept CS0000001"}, {"CS0000002", NOWHERE},
	    {"CS0000003", NOWHERE}, {"CS0000009", NOWHERE}, {NULL, NOWHERE}};

	solve(desk);
	desk_know(desk, PIET);
	desk_post(desk, "open case CS0000002", ELS, .text = "Help.", .aligned = true);
	desk_post(desk, "open case CS0000003", PIET, .text = "Help.", .aligned = true);
	desk_agent(desk, "CS0000003", AGENT_RESOLVES, "Nieuwe muis.");
	desk_post(
	    desk, "tell state", ELS, .subject = "Mijn cases", .text = "", .aligned = true);
	desk->context->now_ms += HOUR;
	desk_agent(desk, "CS0000002", AGENT_RESOLVES, "Later.");
	for (int64_t id = 1; token == NULL; id++) {
		g_autoptr(Letter) letter = NULL;

		must(letter_get(desk->context->spool, id, &letter, &error));
		assert_non_null(letter);
		if (g_str_equal(letter->name, LETTER_STATUS))
			token = desk_token_of(desk, TOKEN_PAGE, id);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *led = led_to(desk, token, "accept", ROWS[i].number);

		assert_string_equal(led, ROWS[i].led);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(what_the_letter_said),
	    desk_test(nowhere),
	    desk_test(what_ends_them),
	    desk_test(an_overview),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
