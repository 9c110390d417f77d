/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for a code, what is held for a person, and what needs neither. */
#include "tests/unit/code_fixture.h"

#include "spool/account.h"

#define SOLVED "desk+{CS0000001 " ELS "}@desk.example"

static void
need(const Desk *desk, NeedAction action, Need need)
{
	desk->context->config->needs.of[action] = need;
}

/* CS0000001, solved. */
static void
solve(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "Scherm",
	    .text = "Help.", .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Klaar.");
}

/* Each action that needs a code waits for one, of who is proven by a token, a pass or both. */
static void
each_action_waits(void **state)
{
	static const struct {
		NeedAction action;
		bool solved;
		bool aligned;
		Post post;
	} CASES[] = {
	    {NEED_OPEN, false, true, {.from = ELS, .subject = "Nieuw", .text = "Iets anders."}},
	    {NEED_COMMENT, true, true, {.from = ELS, .to = SOLVED, .text = "Dank je wel!"}},
	    {NEED_REJECT, true, false, {.from = ELS, .to = SOLVED, .text = "Het werkt niet."}},
	    {NEED_REJECT, true, true, {.from = ELS, .to = SOLVED, .text = "Afwijzen: stuk."}},
	    {NEED_ACCEPT, true, false, {.from = ELS, .to = SOLVED, .text = "Akkoord"}},
	    {NEED_ACCEPT, true, true, {.from = ELS, .to = SOLVED, .text = "Akkoord"}},
	    {NEED_REQUEST, false, true,
		{.from = ELS,
		    .subject = "Naambordje bestellen",
		    .text = "Graag.",
		    .fields = {{"Opschrift", "E. Bos"}}}},
	    {NEED_STATUS_ORGANISATION, false, true,
		{.from = ELS, .subject = "Status", .text = "Meldingen van mijn organisatie"}},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		void *made = NULL;
		Desk *desk = NULL;
		Post post = CASES[i].post;

		code_setup(&made);
		desk = made;
		post.aligned = CASES[i].aligned;
		if (CASES[i].solved)
			solve(desk);
		else
			desk_know(desk, ELS);
		if (CASES[i].action == NEED_STATUS_ORGANISATION) {
			const bool sees = true;
			const ContactRights rights = {.sees_organisation = &sees};

			must(contact_set_rights(desk->context->spool, 1, &rights, &error));
		}
		need(desk, CASES[i].action, NEED_CONFIRMED);
		g_free(desk_letters(desk));
		{
			g_autofree char *became = desk_receive(desk, &post);

			if (strcmp(became, WAITS) != 0)
				fail_msg("%zu: %s", i, became);
		}
		assert_letters(desk, "step-up to " ELS);
		if (CASES[i].solved)
			assert_state(desk, "CS0000001", "resolved");
		desk_teardown(&made);
	}
}

/* Whoever writes in somebody's name makes us send nothing. */
static void
nobody_unproven_is_asked(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	need(desk, NEED_OPEN, NEED_CONFIRMED);
	desk_post(desk, "hold", .from = ELS, .subject = "x", .text = "Iets.");
	assert_mail(
	    desk, MAIL_HELD, "what it wants needs a code, and nothing proves its sender");
	desk_post(desk, "hold", .from = "wie@ander.example", .subject = "x", .text = "Iets.",
	    .aligned = true);
	desk_post(desk, "hold", .from = ELS, .subject = "x", .text = "Iets.", .aligned = true,
	    .kind = MESSAGE_NOTIFICATION);
	assert_letters(desk, "none");
}

static void
an_account_may_need_more(void **state)
{
	Desk *desk = *state;
	g_autoptr(Account) account = NULL;

	solve(desk);
	must(account_find(desk->context->spool, "Klant BV", &account, &error));
	must(account_set(desk->context->spool, account->id,
	    &(AccountDetails){.needs = "accept=confirmed"}, &error));
	desk_post(desk, WAITS, .from = ELS, .to = SOLVED, .text = "Akkoord");
}

/* Who has no app confirms by a letter, and a person of the desk decides, too. */
static void
without_an_app_a_person_decides_too(void **state)
{
	Desk *desk = *state;
	const Post accepts = {.from = ELS,
	    .to = SOLVED,
	    .text = "Akkoord",
	    .id = "accept@klant.example",
	    .hash = "accept"};
	g_autoptr(Letter) letter = NULL;
	g_autofree char *code = NULL, *became = NULL, *released = NULL;

	solve(desk);
	need(desk, NEED_ACCEPT, NEED_APP);
	g_free(desk_receive(desk, &accepts));
	letter = newest_letter(desk);
	code = code_of(desk, letter);
	answer_becomes(desk, letter, code, CONFIRMS);
	became = decide_again(desk, 2, &accepts);
	assert_string_equal(became, "hold");
	assert_held(desk, 2, "its sender confirmed it and has no app: a person decides, too");
	assert_state(desk, "CS0000001", "resolved");
	must(mail_release(desk->context->spool, 2, &error));
	released = decide_again(desk, 2, &accepts);
	assert_string_equal(released, "accept CS0000001");
}

/* A person's word is no code: what was said is kept, and nothing is done. */
static void
a_release_is_no_code(void **state)
{
	Desk *desk = *state;
	const Post accepts = {.from = ELS,
	    .to = SOLVED,
	    .text = "Akkoord",
	    .id = "accept@klant.example",
	    .hash = "accept"};
	g_autofree char *became = NULL, *card = NULL, *timeline = NULL;

	solve(desk);
	need(desk, NEED_ACCEPT, NEED_CONFIRMED);
	g_free(desk_receive(desk, &accepts));
	must(mail_release(desk->context->spool, 2, &error));
	became = decide_again(desk, 2, &accepts);
	assert_string_equal(became, "comment CS0000001");
	assert_state(desk, "CS0000001", "resolved");
	timeline = desk_timeline(desk, "CS0000001");
	assert_contains(
	    timeline, "comment els@klant.example: Akkoord (not confirmed by a code)");
	g_free(desk_receive(desk, &CARD_POST));
	must(mail_release(desk->context->spool, 3, &error));
	card = decide_again(desk, 3, &CARD_POST);
	assert_string_equal(card, "open case CS0000002");
}

/* The token of a draft is as good as a pass: it is asked, and its answer lets the request start. */
static void
a_draft_of_who_is_not_vouched_for(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	desk_post(desk, "file request REQ0000001", .from = ELS,
	    .subject = "Creditcard aanvragen", .text = "Graag.",
	    .fields = {{"Limiet", "1000"}});
	assert_letters(desk, "request-confirm to " ELS);
	assert_state(desk, "REQ0000001", "draft");
	desk_post(desk, WAITS, .from = ELS, .to = DESK_1, .text = "Ja.");
	assert_letters(desk, "step-up to " ELS);
	assert_state(desk, "REQ0000001", "draft");
}

/* A form that lacks something is asked for first. */
static void
what_is_not_complete_needs_no_code_yet(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	desk_post(desk, "file request REQ0000001", .from = ELS,
	    .subject = "Creditcard aanvragen", .text = "Graag een kaart voor de afdeling.",
	    .aligned = true);
	assert_state(desk, "REQ0000001", "draft");
	desk_post(desk, WAITS, .from = ELS, .to = DESK_1, .text = "Hier.", .aligned = true,
	    .fields = {{"Limiet", "1000"}});
}

/* By need `none` all is as without codes: a person of the desk decides. */
static void
where_nothing_is_needed_nothing_is_asked(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	need(desk, NEED_REQUEST_SENSITIVE, NEED_NONE);
	g_free(desk_receive(desk, &CARD_POST));
	assert_state(desk, "REQ0000001", "awaiting approval");
}

/* Els wants a card and writes her app's digits above all else. */
static char *
ask_with_digits(Desk *desk, const char *digits, bool aligned)
{
	g_autofree char *text = g_strdup_printf("%s\n\nGraag.", digits);
	Post post = CARD_POST;

	post.text = text;
	post.aligned = aligned;
	return desk_receive(desk, &post);
}

static void
digits_of_the_app_may_stand_in_the_request(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *code = app_code(&app, NOW);
	g_autofree char *became = ask_with_digits(desk, code, true);
	g_autofree char *timeline = NULL, *trace = NULL;

	assert_string_equal(became, "file request REQ0000001");
	timeline = desk_timeline(desk, "REQ0000001");
	assert_null(strstr(timeline, code));
	assert_contains(timeline, "Graag.");
	must(mail_trace_get(desk->context->spool, 1, &trace, &error));
	assert_null(strstr(trace, code));
	assert_contains(trace, "confirmed by the code of the sender's app");
}

static void
wrong_digits_are_told_and_count_as_a_try(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *wrong = app_wrong_code(&app);
	g_autofree char *became = ask_with_digits(desk, wrong, true);
	g_autoptr(Letter) letter = newest_letter(desk);
	g_autofree char *text = letter_whole(desk, letter, true);
	g_autoptr(StepUp) step_up = NULL;

	assert_string_equal(became, WAITS);
	assert_string_equal(letter->name, "step-up-app");
	assert_contains(text, "klopte niet");
	must(step_up_find(desk->context->spool, letter->id, 1, &step_up, &error));
	assert_int_equal(step_up->tries, 1);
}

/* Digits without a pass prove nothing: whoever writes in that name could guess. */
static void
digits_of_who_is_not_vouched_for_are_not_looked_at(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *code = app_code(&app, NOW);
	g_autofree char *became = ask_with_digits(desk, code, false);
	g_autofree char *timeline = NULL;
	FactorCodeResult result = FACTOR_CODE_NONE;

	assert_string_equal(became, "file request REQ0000001");
	assert_state(desk, "REQ0000001", "draft");
	timeline = desk_timeline(desk, "REQ0000001");
	assert_null(strstr(timeline, code));
	must(factor_code_check(desk->context, app.contact, code, NOW, &result, &error));
	assert_int_equal(result, FACTOR_CODE_RIGHT);
}

/* All that is needed is confirmed: neither the desk nor a code is asked once more. */
static void
with_the_app_no_person_is_needed(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *code = app_code(&app, NOW);

	desk_put(desk, "catalog.d/card.yaml",
	    "item: card\ntitle: {nl: Creditcard aanvragen, en: Request a credit card}\n"
	    "group: servicedesk\nsensitive: yes\nvariables:\n"
	    "  - {name: limit, label: {nl: Limiet, en: Limit}, required: yes}\n");
	must(context_take_config(desk->context, desk_config(desk), &error));
	g_free(ask_with_digits(desk, code, true));
	assert_state(desk, "REQ0000001", "in progress");
}

/* The post waits, and becomes this when its sender has answered with the code of an app, or of the letter. */
static void
confirmed_by(Desk *desk, const Post *post, bool by_app, const char *expected)
{
	g_autofree char *code = NULL, *waits = NULL, *became = NULL, *confirms = NULL;
	g_autoptr(Letter) letter = NULL;
	g_autoptr(Mail) mail = NULL;
	App app;

	if (by_app)
		app = desk_app(desk, post->from);
	waits = desk_receive(desk, post);
	assert_string_equal(waits, WAITS);
	mail = desk_last_mail(desk);
	letter = newest_letter(desk);
	code = by_app ? app_code(&app, NOW) : code_of(desk, letter);
	confirms = answer_as(desk, letter, post->from, code);
	assert_string_equal(confirms, CONFIRMS);
	became = decide_again(desk, mail->id, post);
	assert_string_equal(became, expected);
}

/* Both people have to confirm what costs money by an app: else a person of the desk decides, too. Declining takes no more
 * than the manager's own. */
static void
whose_apps_spare_the_desk(void **state)
{
	static const struct {
		bool requester, manager; /* by an app, not by a letter */
		const char *word;
		const char *becomes;
		const char *state;
	} CASES[] = {
	    {true, true, "Akkoord", "approve REQ0000001", "in progress"},
	    {false, true, "Akkoord", "note approval REQ0000001", "awaiting approval"},
	    {true, false, "Akkoord", "note approval REQ0000001", "awaiting approval"},
	    {false, false, "Akkoord", "note approval REQ0000001", "awaiting approval"},
	    {false, true, "Afgekeurd", "decline REQ0000001", "declined"},
	    {false, false, "Afgekeurd", "note approval REQ0000001", "awaiting approval"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const Post approves = {.from = MANAGER,
		    .to = APPROVAL_1,
		    .text = CASES[i].word,
		    .aligned = true,
		    .id = "approves@klant.example",
		    .hash = "approves"};
		Desk *desk = NULL;

		code_setup(state);
		desk = *state;
		know_both(desk);
		confirmed_by(desk, &CARD_POST, CASES[i].requester, "file request REQ0000001");
		confirmed_by(desk, &approves, CASES[i].manager, CASES[i].becomes);
		assert_state(desk, "REQ0000001", CASES[i].state);
		desk_teardown(state);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_action_waits),
	    code_test(nobody_unproven_is_asked),
	    code_test(an_account_may_need_more),
	    code_test(without_an_app_a_person_decides_too),
	    code_test(a_release_is_no_code),
	    code_test(a_draft_of_who_is_not_vouched_for),
	    code_test(what_is_not_complete_needs_no_code_yet),
	    code_test(where_nothing_is_needed_nothing_is_asked),
	    code_test(digits_of_the_app_may_stand_in_the_request),
	    code_test(wrong_digits_are_told_and_count_as_a_try),
	    code_test(digits_of_who_is_not_vouched_for_are_not_looked_at),
	    code_test(with_the_app_no_person_is_needed),
	    cmocka_unit_test(whose_apps_spare_the_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
