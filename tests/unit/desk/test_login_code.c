/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in by a code: who gets one, which browser it lets in, and how often it can be tried. */
#include "tests/unit/factor_fixture.h"

#include "gateway/desk/login_code.h"
#include "gateway/model/needs.h"
#include "gateway/model/session_secret.h"
#include "spool/login.h"

#define MINUTE INT64_C(60000)
#define SECOND INT64_C(1000)

/* The session whose secret this is; 0: nobody's. Takes the secret. */
static int64_t
session_of(const Desk *desk, char *take_secret, Session *ret_session)
{
	g_autofree char *secret = take_secret;
	g_autoptr(Session) session = NULL;

	must(session_secret_find(desk->context->spool, &desk->context->keys, secret,
	    desk->context->now_ms, &session, &error));
	if (session != NULL && ret_session != NULL)
		*ret_session = *session;
	return session == NULL ? 0 : session->id;
}

/* Somebody asks for a code, and its letter is made. The session that waits. */
static int64_t
ask(Desk *desk, const char *address)
{
	char *secret = NULL;

	must(login_code_ask(desk->context, address, &secret, &error));
	desk->context->now_ms += SECOND;
	must(login_code_deadlines(desk->context, 100, &error));
	return session_of(desk, secret, NULL);
}

/* What the newest letter carries. Caller owns. */
static char *
code_of_letter(const Desk *desk)
{
	g_autoptr(Letter) letter = desk_newest(desk, 0);
	const TokenLetter named = desk_letter_named(desk, letter->id);
	char code[TOKEN_CODE_LENGTH + 1];

	token_code(&desk->context->keys, &named, code);
	return g_strdup(code);
}

static LoginResult
take(Desk *desk, int64_t session, const char *digits, int64_t *ret_next, Session *ret_session)
{
	LoginResult result = LOGIN_OVER;
	char *secret = NULL;

	must(login_code_take(desk->context, session, digits, &result, &secret, &error));
	*ret_next = secret == NULL ? 0 : session_of(desk, secret, ret_session);
	return result;
}

static void
assert_take(Desk *desk, int64_t session, const char *digits, LoginResult expected)
{
	int64_t next = 0;

	assert_int_equal(take(desk, session, digits, &next, NULL), expected);
}

static void
let_in_once(void **state)
{
	Desk *desk = *state;
	int64_t contact = desk_know(desk, ELS);
	int64_t session = ask(desk, " " ELS " ");
	int64_t next = 0;
	Session entered = {0};
	g_autofree char *code = NULL;
	g_autofree char *typed = NULL;

	assert_letters(desk, "login-code to " ELS);
	code = code_of_letter(desk);
	typed = g_strdup_printf(" %.3s %s", code, code + 3);
	assert_int_equal(take(desk, session, typed, &next, &entered), LOGIN_RIGHT);
	assert_int_equal(entered.state, SESSION_OPEN);
	assert_int_equal(entered.contact, contact);
	assert_int_equal(entered.confirmed, CONFIRMED_BY_LETTER);
	assert_int_not_equal(next, session);
	assert_take(desk, session, code, LOGIN_OVER);
	assert_take(desk, next, code, LOGIN_OVER);
	assert_take(desk, 0, code, LOGIN_OVER);
}

/* The code is kept in no letter. */
static void
kept_nowhere(void **state)
{
	Desk *desk = *state;
	g_autofree char *code = NULL;
	g_autofree char *text = NULL;

	desk_know(desk, ELS);
	ask(desk, ELS);
	code = code_of_letter(desk);
	text = desk_newest_text(desk, 0);
	assert_null(strstr(text, code));
	assert_non_null(strstr(text, "[code]"));
}

static void
only_in_its_browser(void **state)
{
	Desk *desk = *state;
	int64_t other = 0;
	g_autofree char *code = NULL;

	desk_know(desk, ELS);
	other = ask(desk, "nobody@elders.example");
	assert_letters(desk, "none");
	ask(desk, ELS);
	code = code_of_letter(desk);
	assert_take(desk, other, code, LOGIN_WRONG);
}

/* Neither an address that is only met nor one that letters come back from. */
static void
nobody_is_asked(void **state)
{
	Desk *desk = *state;
	int64_t session = 0;

	desk_post(desk, "open case CS0000001", "eve@elders.example", .text = "Help.");
	assert_letters(desk, "acknowledgement-unverified to eve@elders.example");
	session = ask(desk, "eve@elders.example");
	assert_letters(desk, "none");
	for (int i = 1; i < LOGIN_TRIES; i++)
		assert_take(desk, session, "123456", LOGIN_WRONG);
	assert_take(desk, session, "123456", LOGIN_OVER);
}

static void
five_tries(void **state)
{
	Desk *desk = *state;
	int64_t session = 0;
	g_autofree char *code = NULL;

	desk_know(desk, ELS);
	session = ask(desk, ELS);
	code = code_of_letter(desk);
	for (int i = 1; i < LOGIN_TRIES; i++)
		assert_take(desk, session, i % 2 == 0 ? "1234567" : "zes", LOGIN_WRONG);
	assert_take(desk, session, "", LOGIN_OVER);
	assert_take(desk, session, code, LOGIN_OVER);
}

static void
a_quarter_of_an_hour(void **state)
{
	Desk *desk = *state;
	int64_t session = 0;
	g_autofree char *code = NULL;

	desk_know(desk, ELS);
	session = ask(desk, ELS);
	code = code_of_letter(desk);
	desk->context->now_ms += 15 * MINUTE;
	assert_take(desk, session, code, LOGIN_OVER);
}

/* So that all tries together stay few, whatever is asked for. */
static void
few_letters(void **state)
{
	Desk *desk = *state;
	int64_t contact = desk_know(desk, ELS);
	int64_t count = 0;

	for (int i = 0; i < 2 * LOGIN_LETTERS_HOUR; i++)
		ask(desk, ELS);
	must(login_count_letters(desk->context->spool, contact, 0, &count, &error));
	assert_int_equal(count, LOGIN_LETTERS_HOUR);
	for (int i = 0; i < 2 * LOGIN_LETTERS_DAY; i++) {
		desk->context->now_ms += 13 * MINUTE;
		ask(desk, ELS);
	}
	must(login_count_letters(desk->context->spool, contact, 0, &count, &error));
	assert_int_equal(count, LOGIN_LETTERS_DAY);
}

static void
the_app_too(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	int64_t session = ask(desk, ELS);
	int64_t next = 0, in = 0;
	Session entered = {0};
	g_autofree char *code = code_of_letter(desk);
	g_autofree char *wrong = app_wrong_code(&app);
	g_autofree char *right = NULL;

	assert_int_equal(take(desk, session, code, &next, &entered), LOGIN_ASKS_APP);
	assert_int_equal(entered.state, SESSION_APP);
	assert_take(desk, next, wrong, LOGIN_WRONG);
	right = app_code(&app, desk->context->now_ms);
	assert_int_equal(take(desk, next, right, &in, &entered), LOGIN_RIGHT);
	assert_int_equal(entered.state, SESSION_OPEN);
	assert_int_equal(entered.confirmed, CONFIRMED_BY_APP);
	assert_int_equal(entered.contact, app.contact);
	session = ask(desk, ELS);
	g_free(code);
	code = code_of_letter(desk);
	assert_int_equal(take(desk, session, code, &next, NULL), LOGIN_ASKS_APP);
	assert_take(desk, next, right, LOGIN_WRONG);
}

/* The letter is made a moment later, whoever asked. */
static void
made_later(void **state)
{
	Desk *desk = *state;
	char *secret = NULL;
	int64_t next_ms = 0;

	desk_know(desk, ELS);
	must(login_code_ask(desk->context, ELS, &secret, &error));
	g_free(secret);
	must(login_code_deadlines(desk->context, 100, &error));
	assert_letters(desk, "none");
	must(login_code_next_deadline(desk->context, &next_ms, &error));
	assert_in_range(next_ms, (uint64_t)NOW + 100, (uint64_t)NOW + 200);
	desk->context->now_ms = next_ms;
	must(login_code_deadlines(desk->context, 100, &error));
	assert_letters(desk, "login-code to " ELS);
	must(login_code_next_deadline(desk->context, &next_ms, &error));
	assert_int_equal(next_ms, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(let_in_once),
	    desk_test(kept_nowhere),
	    desk_test(only_in_its_browser),
	    desk_test(nobody_is_asked),
	    desk_test(five_tries),
	    desk_test(a_quarter_of_an_hour),
	    desk_test(few_letters),
	    desk_test(the_app_too),
	    desk_test(made_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
