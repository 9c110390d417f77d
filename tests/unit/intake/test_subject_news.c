/* SPDX-License-Identifier: Apache-2.0 */
/* What a subject adds to that of its ticket, and what that makes of the answer. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/subject_news.h"

static void
what_is_new_is_found(void **state)
{
	static const struct {
		const char *subject, *news;
	} ROWS[] = {
	    {"Kraan lekt in de keuken", NULL},
	    {"Re: [CS0000001] Kraan lekt in de keuken", NULL},
	    {"Re: [CS0000001] KRAAN lekt in de  keuken!", NULL},
	    {"AW: [CS0000001] Opgelost: Kraan lekt in de keuken", NULL},
	    {"Re: [CS0000001] Kraan lekt in de ke", NULL},
	    {"Re: [CS0000001] Kraan lekt...", NULL},
	    {"Re: [CS0000001] Ben je akkoord?", "Ben je akkoord?"},
	    {"Akkoord [CS0000001]", NULL},
	    {"Reject [CS0000001]", NULL},
	    {"CS0000001", NULL},
	    {"Re:", NULL},
	    {"", NULL},
	    {"Vraag", NULL},
	    {"Re: [CS0000001] Kraan lekt in de keuken HAAST: water op de vloer",
		"HAAST: water op de vloer"},
	    {"Re: Kraan lekt in de keuken (en de badkamer)", "en de badkamer)"},
	    {"Nieuwe sleutel voor de stagiair", "Nieuwe sleutel voor de stagiair"},
	    {"Re: [CS0000001] Kraan op zolder", "Kraan op zolder"},
	};
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS,
	    .subject = "Kraan lekt in de keuken", .text = "Kom snel.");
	ticket = desk_ticket(desk, "CS0000001");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = message_new();
		MailFacts facts = {
		    .context = desk->context, .message = message, .ticket = ticket};
		g_autofree char *news = NULL;

		g_free(message->subject);
		message->subject = g_strdup(ROWS[i].subject);
		must(subject_news_find(&facts, &news, &error));
		g_clear_pointer(&facts.letters, g_ptr_array_unref);
		if (g_strcmp0(news, ROWS[i].news) != 0)
			fail_msg("%s: \"%s\"", ROWS[i].subject, news);
	}
}

/* A title that was changed is old still where our letters have it. */
static void
old_titles_are_not_new(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Message) message = message_new();
	MailFacts asked = {.context = desk->context, .message = message};
	g_autofree char *news = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS,
	    .subject = "Kraan lekt in de keuken", .text = "Kom snel.");
	ticket = asked.ticket = desk_ticket(desk, "CS0000001");
	g_free(ticket->title);
	ticket->title = g_strdup("Lekkage blok C");
	g_free(message->subject);
	message->subject = g_strdup("Re: [CS0000001] Kraan lekt in de keuken");
	must(subject_news_find(&asked, &news, &error));
	g_clear_pointer(&asked.letters, g_ptr_array_unref);
	assert_null(news);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_is_new_is_found, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(old_titles_are_not_new, desk_setup, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
