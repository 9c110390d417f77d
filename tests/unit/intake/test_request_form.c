/* SPDX-License-Identifier: Apache-2.0 */
/* Forms by mail: who gets them, blank or filled in, and how answers complete them. */
#include "tests/unit/call_fixture.h"

#include "gateway/desk/desk.h"
#include "gateway/intake/request_form.h"

#define CLOSED_YAML                                                                           \
	"item: badge\n"                                                                       \
	"title: {nl: Toegangspas bestellen, en: Order a badge}\n"                             \
	"who: {accounts: [Klant BV]}\n"                                                       \
	"variables:\n"                                                                        \
	"  - {name: colour, label: {nl: Kleur, en: Colour}, required: yes,\n"                 \
	"     choice: {red: {nl: Rood, en: Red}, blue: {nl: Blauw, en: Blue}}}\n"             \
	"  - {name: holders, label: {nl: Houders, en: Holders}, required: yes, people: {}}\n" \
	"  - {name: note, label: {nl: Opmerking, en: Remark}}\n"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "catalog.d/plaque.yaml", PLAQUE_YAML);
	desk_put(desk, "catalog.d/badge.yaml", CLOSED_YAML);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

/* The language that the labels of a form tell. */
static const char *
language_by_labels(Desk *desk, const char *labels)
{
	g_autofree char *item = g_strdup_printf(
	    "item: sign\ntitle: Bordje\nvariables:\n  - {name: words, label: %s}\n", labels);
	g_autoptr(Message) message = message_new();
	const MailFacts facts = {.context = desk->context, .message = message};
	RequestForm form = {0};

	desk_put(desk, "catalog.d/sign.yaml", item);
	must(context_take_config(desk->context, desk_config(desk), &error));
	g_free(message->subject);
	message->subject = g_strdup("Bordje");
	must(request_form_fill(&facts, &form, &error));
	assert_string_equal(catalog_item_name(form.item), "sign");
	request_form_clear(&form);
	return form.language;
}

static void
labels_tell_a_language(void **state)
{
	assert_string_equal(language_by_labels(*state, "{de: Worte}"), "de");
	assert_string_equal(
	    language_by_labels(*state, "Welke woorden er op moeten staan en voor wie het is"),
	    "nl");
	assert_string_equal(
	    language_by_labels(*state, "Which words it should have and who it is for"), "en");
	assert_null(language_by_labels(*state, "Opschrift"));
}

static void
what_lacks_is_asked_with_a_filled_in_form(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL, *second = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Toegangspas bestellen",
	    .text = "Graag twee passen voor ons.", .aligned = true,
	    .fields = {{"Kleur", "groen"}, {"Opmerking", "Haast"}});
	assert_letters(desk, "request-question to " ELS);
	text = letter_lines(desk, "REQ0000001", ELS);
	assert_contains(text, "\n- Kleur moet een van deze zijn: Rood, Blauw\n");
	assert_contains(text, "\n- Houders is verplicht\n");
	assert_contains(text, "\nKleur: groen\nHouders:\nOpmerking: Haast\n");
	desk_post(desk, "continue draft REQ0000001", ELS, .text = "Zo.", .to = DESK_1,
	    .fields = {{"Kleur", "Rood"}});
	assert_letters(desk, "request-question to " ELS);
	second = letter_lines(desk, "REQ0000001", ELS);
	assert_null(strstr(second, "- Kleur"));
	assert_contains(second, "\nKleur: Rood\nHouders:\n");
	desk_post(desk, "continue draft REQ0000001", ELS, .text = "Zo.", .to = DESK_1,
	    .fields = {{"Houders", "Els Bos"}});
	assert_state(desk, "REQ0000001", "in progress");
	assert_letters(desk, "request-acknowledgement to " ELS);
}

static void
what_was_understood_is_explained(void **state)
{
	Desk *desk = *state;
	g_autofree char *trace = NULL;

	desk_post(desk, "file request REQ0000001", PIET, .subject = "Naambordje bestellen",
	    .text = "Graag.");
	must(mail_trace_get(desk->context->spool, desk->mails, &trace, &error));
	assert_contains(trace, "\nform      plaque       not complete\n"
			       "          Opschrift: (is verplicht)\n");
	g_clear_pointer(&trace, g_free);
	desk_post(desk, "file request REQ0000002", PIET, .subject = "Naambordje bestellen",
	    .text = "Graag.", .fields = {{"Opschrift", "P. Jansen"}});
	must(mail_trace_get(desk->context->spool, desk->mails, &trace, &error));
	assert_contains(trace, "\nform      plaque       complete\n"
			       "          Opschrift: P. Jansen\n");
}

static void
each_answer_gives_a_draft_its_time_again(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Toegangspas bestellen",
	    .aligned = true);
	context->now_ms += 13 * DAY;
	desk_post(desk, "continue draft REQ0000001", ELS, .text = "Zo.", .to = DESK_1,
	    .fields = {{"Kleur", "Rood"}});
	g_free(desk_letters(desk));
	context->now_ms += 13 * DAY;
	must(desk_deadlines(context, 10, &error));
	assert_letters(desk, "none");
	context->now_ms += DAY;
	must(desk_deadlines(context, 10, &error));
	assert_letters(desk, "expired to " ELS);
	assert_state(desk, "REQ0000001", "expired");
}

/* What an older letter shows was true then; what somebody writes into it still counts. */
static void
an_older_letters_form_brings_no_older_value_back(void **state)
{
	Desk *desk = *state;
	g_autofree char *first = NULL, *text = NULL, *last = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Toegangspas bestellen",
	    .text = "Graag een pas voor onze nieuwe collega.", .aligned = true,
	    .fields = {{"Kleur", "Rood"}, {"Opmerking", "Haast"}});
	first = desk_tokens(desk, DESK_1);
	desk->context->now_ms += 1000;
	desk_post(desk, "continue draft REQ0000001", ELS, .text = "Toch liever anders.",
	    .to = first, .fields = {{"Kleur", "Blauw"}});
	text = letter_lines(desk, "REQ0000001", ELS);
	assert_contains(text, "\nKleur: Blauw\nHouders:\nOpmerking: Haast\n");
	desk->context->now_ms += 1000;
	desk_post(desk, "continue draft REQ0000001", ELS, .text = "Zie hieronder.", .to = first,
	    .quoted = {{"Kleur", "Rood"}, {"Houders", "Kees"}, {"Opmerking", "Geen haast"}});
	assert_state(desk, "REQ0000001", "in progress");
	last = letter_lines(desk, "REQ0000001", ELS);
	assert_contains(last, "\n- Kleur: Blauw\n- Houders: Kees\n- Opmerking: Geen haast\n");
}

static void
the_blank_form_comes_for_the_asking(void **state)
{
	static const struct {
		const char *subject;
		const char *text;
		const char *letter;
	} ROWS[] = {
	    {"Toegangspas bestellen", "", "request-form to " ELS},
	    {"Toegangspas bestellen", "Graag, dank!", "request-form to " ELS},
	    {"Vraag", "Stuur mij het formulier Toegangspas bestellen", "request-form to " ELS},
	    {"Toegangspas bestellen", "Stuur mij het formulier", "request-form to " ELS},
	    {"Toegangspas bestellen", "Ik wil graag een rode pas voor mijn collega.",
		"request-question to " ELS},
	};
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Post post = {.from = ELS,
		    .subject = ROWS[i].subject,
		    .text = ROWS[i].text,
		    .aligned = true};
		g_autofree char *became = desk_receive(desk, &post);
		g_autofree char *letters = desk_letters(desk);

		if (!g_str_has_prefix(became, "file request") ||
		    strcmp(letters, ROWS[i].letter) != 0)
			fail_msg(
			    "%s, %s: %s, %s", ROWS[i].subject, ROWS[i].text, became, letters);
	}
}

static void
a_stranger_gets_nothing_back_of_what_was_written(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	desk_post(desk, "file request REQ0000001", PIET, .subject = "Naambordje bestellen",
	    .text = "Buy http://evil.example now and here.");
	assert_letters(desk, "request-question to " PIET);
	text = letter_lines(desk, "REQ0000001", PIET);
	assert_null(strstr(text, "evil"));
	assert_contains(text, "\nOpschrift:\n");
}

static void
forms_are_listed(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) letters = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *text = NULL;
	int64_t els = desk_know(desk, ELS);
	const ContactRights rights = {.items = "plaque teams"};
	gsize size = 0;
	const char *whole = NULL;

	must(contact_set_rights(desk->context->spool, els, &rights, &error));
	desk_post(desk, "list forms", ELS, .text = "Formulieren", .aligned = true);
	assert_letters(desk, "forms to " ELS);
	must(letter_list(desk->context->spool, -1, 1, &letters, &error));
	must((bytes = letter_bytes(
		  desk->context->spool, ((Letter *)letters->pdata[0])->id, &error)) != NULL);
	whole = g_bytes_get_data(bytes, &size);
	text = g_strndup(whole, size);
	assert_contains(text, "Naambordje bestellen\r\nmailto:desk@desk.example?subject");
	assert_contains(text, "Teams of Teamskanaal aanmaken\r\n");
	assert_null(strstr(text, "Toegangspas"));
	assert_null(strstr(text, "Gebruiker wijzigen"));
	desk_post(desk, "list forms", PIET, .text = "Welke formulieren zijn er?");
	assert_letters(desk, "forms to " PIET);
	desk_post(desk, "ignore", PIET, .text = "Formulieren", .kind = MESSAGE_AUTO_REPLY);
}

/* By the item, or by the contact's rights: a person reads the mail, and nothing is told. */
static void
what_one_may_not_ask_for_becomes_a_case(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);
	const ContactRights rights = {.items = "plaque"};
	g_autofree char *trace = NULL;

	desk_post(desk, "open case CS0000001", PIET, .subject = "Toegangspas bestellen",
	    .text = "Graag.", .aligned = true);
	must(mail_trace_get(desk->context->spool, desk->mails, &trace, &error));
	assert_contains(trace, "form      badge        asked for, but not by this sender");
	must(contact_set_rights(desk->context->spool, els, &rights, &error));
	desk_post(desk, "open case CS0000002", ELS, .subject = "Toegangspas bestellen",
	    .text = "Graag.", .aligned = true);
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Naambordje bestellen",
	    .text = "Graag.", .aligned = true);
}

#define form_test(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    form_test(labels_tell_a_language),
	    form_test(what_lacks_is_asked_with_a_filled_in_form),
	    form_test(what_was_understood_is_explained),
	    form_test(each_answer_gives_a_draft_its_time_again),
	    form_test(an_older_letters_form_brings_no_older_value_back),
	    form_test(the_blank_form_comes_for_the_asking),
	    form_test(a_stranger_gets_nothing_back_of_what_was_written),
	    form_test(forms_are_listed),
	    form_test(what_one_may_not_ask_for_becomes_a_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
