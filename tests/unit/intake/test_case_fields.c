/* SPDX-License-Identifier: Apache-2.0 */
/* What the lines of a mail make of its case, by who wrote them and how sure we are of it. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/case_fields.h"
#include "gateway/intake/mail_facts.h"

#define SANNE "sanne@desk.example"
#define EVE "eve@elders.example"

/* Who may say what: one field, what becomes of it, and the words for it in the trace. */
static const struct {
	const char *what;
	const char *from;
	bool aligned;
	const char *label, *value;
	const char *category, *account, *reporter, *people;
	const char *words;
} ROWS[] = {
    {"a category", ELS, false, "Categorie", "netwerk", "Netwerk", NULL, NULL, "",
	"category Netwerk: taken"},
    {"in English", ELS, false, "Category", "Netwerk", "Netwerk", NULL, NULL, "",
	"category Netwerk: taken"},
    {"none of ours", ELS, false, "Categorie", "Printers", NULL, NULL, NULL, "",
	"category: none of ours, not taken"},
    {"a stranger's", EVE, true, "Categorie", "Netwerk", NULL, NULL, NULL, "",
	"from who is no known contact, not taken"},
    {"no label of ours", ELS, false, "Kleur", "rood", NULL, NULL, NULL, "", NULL},

    {"one's own account", ELS, false, "Account", "klant bv", NULL, "Klant BV", NULL, "",
	"account Klant BV: taken"},
    {"another's", ELS, true, "Account", "Elders BV", NULL, NULL, NULL, "",
	"account: not one that the sender may name, not taken"},
    {"one that is not there", ELS, true, "Account", "Nergens BV", NULL, NULL, NULL, "",
	"account: there is none of this name, not taken"},
    {"of an approver", PIET, true, "Account", "Elders BV", NULL, "Elders BV", NULL, "",
	"account Elders BV: taken"},
    {"of one who only says so", PIET, false, "Account", "Elders BV", NULL, NULL, NULL, "",
	"account: not one that the sender may name, not taken"},

    {"people", ELS, false, "Betrokken personen", "Piet <" PIET ">; kees@x.example", NULL, NULL,
	NULL, PIET " kees@x.example ", "people " PIET ": taken|people kees@x.example: taken"},
    {"by name", ELS, false, "People involved", "piet  JANSEN", NULL, NULL, NULL, PIET " ",
	"people piet  JANSEN: taken"},
    {"of two of one name", ELS, false, "Betrokkenen", "Jan Dubbel", NULL, NULL, NULL, "",
	"people: neither an address nor one known colleague, not taken"},
    {"of another account", ELS, false, "Betrokkenen", "Wim Elders", NULL, NULL, NULL, "",
	"people: neither an address nor one known colleague, not taken"},

    {"people of whom one has no organisation with", "vrij@los.example", true,
	"Betrokken personen", "Wim Elders", NULL, NULL, NULL, "",
	"people: neither an address nor one known colleague, not taken"},
    {"for a colleague", ELS, true, "Namens", PIET, NULL, NULL, PIET, "",
	"on behalf of " PIET ": taken"},
    {"in English", ELS, true, "On behalf of", "Piet <" PIET ">.", NULL, NULL, PIET, "",
	"on behalf of " PIET ": taken"},
    {"unproven", ELS, false, "Namens", PIET, NULL, NULL, NULL, "",
	"on behalf of " PIET ": the sender is not proven, not taken"},
    {"for one of another account", ELS, true, "Namens", "wim@elders.example", NULL, NULL, NULL,
	"", "on behalf of wim@elders.example: not of the sender's account, not taken"},
    {"for a stranger", ELS, true, "Namens", "x@klant.example", NULL, NULL, NULL, "",
	"on behalf of x@klant.example: no known contact, not taken"},
    {"for oneself", ELS, true, "Namens", ELS, NULL, NULL, NULL, "",
	"on behalf of " ELS ": it is the sender, not taken"},
    {"for us", ELS, true, "Namens", "desk@desk.example", NULL, NULL, NULL, "",
	"on behalf of: no mail address of a customer, not taken"},
    {"by a name", ELS, true, "Namens", "Piet Jansen", NULL, NULL, NULL, "",
	"on behalf of: no mail address of a customer, not taken"},
    {"an agent's", SANNE, true, "Namens", "x@klant.example", NULL, NULL, "x@klant.example", "",
	"on behalf of x@klant.example: taken, the word of Sanne de Wit"},
    {"of who only calls himself an agent", SANNE, false, "Namens", PIET, NULL, NULL, NULL, "",
	"from who is no known contact, not taken"},
};

static void
add(Desk *desk, const char *address, const char *name, const char *account)
{
	const ContactDetails details = {.address = address, .name = name, .account = account};
	int64_t id = 0;

	must(contact_add(desk->context->spool, &details, NOW, &id, &error));
}

static int
setup(void **state)
{
	Desk *desk = NULL;
	g_autoptr(Contact) piet = NULL;
	g_autoptr(Contact) wim = NULL;

	desk_setup(state);
	desk = *state;
	add(desk, ELS, "Els Bos", "Klant BV");
	add(desk, PIET, "Piet Jansen", "Klant BV");
	add(desk, "jan1@klant.example", "Jan Dubbel", "Klant BV");
	add(desk, "jan2@klant.example", "Jan Dubbel", "Klant BV");
	add(desk, "wim@elders.example", "Wim Elders", "Elders BV");
	add(desk, "vrij@los.example", "Vera Vrij", NULL);
	must(contact_find(desk->context->spool, PIET, &piet, &error));
	must(contact_find(desk->context->spool, "wim@elders.example", &wim, &error));
	must(contact_add_approval(desk->context->spool, piet->id, 0, wim->account, &error));
	return 0;
}

/* Caller owns. */
static char *
people_of(Desk *desk, const CaseFields *form)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; form->people != NULL && i < form->people->len; i++) {
		g_autoptr(Contact) one = NULL;

		must(contact_get(desk->context->spool, g_array_index(form->people, int64_t, i),
		    &one, &error));
		g_string_append_printf(all, "%s ", one->address);
	}
	return g_string_free(all, FALSE);
}

static void
assert_row(Desk *desk, size_t i, const CaseFields *form)
{
	g_autofree char *people = people_of(desk, form);
	g_autofree char *account = NULL;
	g_autofree char *words = NULL;

	if (form->account != 0)
		must(contact_account_name(
		    desk->context->spool, form->account, &account, &error));
	if (form->words != NULL) {
		g_ptr_array_add(form->words, NULL);
		words = g_strjoinv("|", (char **)form->words->pdata);
	}
	if (g_strcmp0(form->category, ROWS[i].category) != 0 ||
	    g_strcmp0(account, ROWS[i].account) != 0 ||
	    g_strcmp0(form->reporter == NULL ? NULL : form->reporter->address,
		ROWS[i].reporter) != 0 ||
	    !g_str_equal(people, ROWS[i].people) || g_strcmp0(words, ROWS[i].words) != 0)
		fail_msg("%zu, %s: %s, %s, %s, %s, '%s'", i, ROWS[i].what, form->category,
		    account, form->reporter == NULL ? "none" : form->reporter->address, people,
		    words);
}

static void
who_may_say_what(void **state)
{
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Post post = {ROWS[i].from, .text = "x", .aligned = ROWS[i].aligned,
		    .fields = {{ROWS[i].label, ROWS[i].value}}};
		const ContactDetails details = {.address = ROWS[i].from};
		g_autoptr(Message) message = post_message(desk, &post);
		g_autoptr(Contact) sender = NULL;
		g_auto(CaseFields) form = {0};

		must(contact_meet(desk->context->spool, &details, NOW, &sender, &error));
		const MailFacts facts = {.context = desk->context,
		    .message = message,
		    .author = sender,
		    .standing =
			sender->known && ROWS[i].aligned ? STANDING_PASS : STANDING_NOTHING,
		    .verdict = {.passed = ROWS[i].aligned}};

		must(case_fields_read(&facts, &form, &error));
		assert_row(desk, i, &form);
	}
}

static void
assert_people(const Desk *desk, const char *number, const char *expected)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) people = NULL;
	g_autoptr(GString) told = g_string_new(NULL);

	must(ticket_people(desk->context->spool, ticket->id, &people, &error));
	for (unsigned i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		g_string_append_printf(
		    told, "%s%s ", person->address, person->gets_letters ? "*" : "");
	}
	assert_string_equal(told->str, expected);
}

static void
assert_case(const Desk *desk, const char *number, const char *reporter, const char *category)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(Contact) contact = NULL;

	must(contact_get(desk->context->spool, ticket->reporter, &contact, &error));
	assert_string_equal(contact->address, reporter);
	assert_string_equal(ticket->category, category);
	assert_int_equal(ticket->account, contact->account);
}

/* The sender gets the number; the reporter, whom only the mail named, is written to by the desk. */
static void
a_customer_for_a_colleague(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.",
	    .aligned = true, .fields = {{"Namens", PIET}, {"Categorie", "Netwerk"}});
	assert_case(desk, "CS0000001", PIET, "Netwerk");
	assert_people(desk, "CS0000001", ELS "* ");
	assert_letters(desk, "acknowledgement to " ELS ", on-your-behalf to " PIET);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	assert_letters(desk, "answer to " PIET ", answer to " ELS);
}

/* Nobody is told of what they did themselves, nor by an address from which letters come back. */
static void
on_behalf_of_whom_nobody_is_told(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) piet = NULL;

	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.",
	    .aligned = true, .fields = {{"Namens", ELS}});
	assert_letters(desk, "acknowledgement to " ELS);
	must(contact_find(desk->context->spool, PIET, &piet, &error));
	must(contact_set_undeliverable(desk->context->spool, piet->id, PIET, true, &error));
	desk_post(desk, "open case CS0000002", ELS, .subject = "Muis", .text = "Stuk.",
	    .aligned = true, .fields = {{"Namens", PIET}});
	assert_letters(desk, "acknowledgement to " ELS);
}

/* What an agent heard by telephone: the customer gets the number. */
static void
an_agent_for_anyone(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", SANNE, "Sanne de Wit", "Scherm",
	    .text = "Zwart.", .aligned = true,
	    .fields = {{"Namens", PIET}, {"Betrokken personen", ELS}});
	assert_case(desk, "CS0000001", PIET, "Overig");
	assert_people(desk, "CS0000001", ELS "* " SANNE " ");
	assert_letters(desk, "acknowledgement to " PIET);
	desk_post(
	    desk, "open case CS0000002", SANNE, .text = "Zwart.", .fields = {{"Namens", PIET}});
	assert_case(desk, "CS0000002", SANNE, "Overig");
	assert_letters(desk, "acknowledgement-unverified to " SANNE);
	desk_post(desk, "open case CS0000003", SANNE, .text = "", .aligned = true,
	    .fields = {{"Namens", "nieuw@klant.example"}});
	assert_letters(desk, "acknowledgement-unverified to nieuw@klant.example");
}

/* The customer's own words in the case win from a rule's; the trace tells of both. */
static void
told_in_the_trace(void **state)
{
	Desk *desk = *state;
	g_autofree char *trace = NULL;

	desk_post(desk, "open case CS0000001", ELS, .text = "x", .aligned = true,
	    .fields = {{"Categorie", "Netwerk"}, {"Account", "Elders BV"}});
	must(mail_trace_get(desk->context->spool, 1, &trace, &error));
	assert_non_null(strstr(trace, "\nlines     category Netwerk: taken\n"));
	assert_non_null(strstr(trace, "\nlines     account: not one that the sender may name"));
}

/* Without a subject the first line that says something is the title; without any text it is asked for. */
static void
titles_and_texts(void **state)
{
	static const struct {
		const char *subject, *text, *title, *letter;
	} CASES[] = {
	    {"", "Beste servicedesk,\n\nMijn scherm is zwart.\nEls", "Mijn scherm is zwart.",
		"acknowledgement to " ELS},
	    {"Re:", "Categorie: Netwerk\nScherm zwart\n", "Scherm zwart",
		"acknowledgement to " ELS},
	    {"", "Hallo,\n\nGroeten, Els", "Hallo,", "ask-text to " ELS},
	    {"", "", "(geen onderwerp)", "ask-text to " ELS},
	    {"Scherm", " \n--", "Scherm", "ask-text to " ELS},
	    {"Fwd: Storing", "Groeten, Els\n\nVan: Piet\nOnderwerp: Storing\n\nPrinter kapot.",
		"Storing", "acknowledgement to " ELS},
	    {"Fwd: Storing", "", "Storing", "ask-text to " ELS},
	    {"Scherm", "Kapot", "Scherm", "acknowledgement to " ELS},
	};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *number = g_strdup_printf("CS%07zu", i + 1);
		g_autofree char *expected = g_strdup_printf("open case %s", number);
		g_autoptr(Ticket) ticket = NULL;

		desk_post(desk, expected, ELS, .subject = CASES[i].subject,
		    .text = CASES[i].text, .aligned = true);
		ticket = desk_ticket(desk, number);
		assert_string_equal(ticket->title, CASES[i].title);
		assert_string_equal(ticket->category,
		    strstr(CASES[i].text, "Netwerk") != NULL ? "Netwerk" : "Overig");
		assert_letters(desk, CASES[i].letter);
	}
}

/* What has no title is called so in the language of its case. */
static void
no_title_in_english(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	const ContactDetails english = {.address = ELS, .language = "en"};
	int64_t id = 0;

	must(contact_add(desk->context->spool, &english, desk->context->now_ms, &id, &error));
	desk_post(desk, "open case CS0000001", ELS, .subject = "", .text = "", .aligned = true);
	ticket = desk_ticket(desk, "CS0000001");
	assert_string_equal(ticket->title, "(no subject)");
}

static void
a_stranger_without_text_is_asked_with_constant_words(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	desk_post(desk, "open case CS0000001", EVE, "Koop nu", "Koop", .text = "");
	text = sent_letter_text(desk, "CS0000001", EVE);
	assert_null(strstr(text, "Koop"));
	assert_letters(desk, "ask-text to " EVE);
}

int
main(void)
{
#define form_test(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)
	const struct CMUnitTest tests[] = {
	    form_test(who_may_say_what),
	    form_test(a_customer_for_a_colleague),
	    form_test(on_behalf_of_whom_nobody_is_told),
	    form_test(an_agent_for_anyone),
	    form_test(told_in_the_trace),
	    form_test(titles_and_texts),
	    form_test(no_title_in_english),
	    form_test(a_stranger_without_text_is_asked_with_constant_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
