/* SPDX-License-Identifier: Apache-2.0 */
/* Ten thousand codes tried out, from as many browsers as it takes, for several addresses, over a day: by the commands that the
 * pages call. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/page_caller.h"
#include "gateway/commands/served.h"
#include "gateway/desk/login_code.h"
#include "gateway/util/token.h"
#include "spool/login.h"

#define TRIES 10000
#define BROWSERS (TRIES / LOGIN_TRIES)
#define APART_MS (DAY / BROWSERS)

static const char *const ADDRESSES[] = {
    ELS, PIET, "anja@klant.example", "nobody@elders.example"};

/* What the command says to a browser with this secret: an object. */
static json_t *
say(Desk *desk, const char *secret, const char *subcommand, const char *word, const char *value)
{
	const PageCaller from = {secret, "", ""};
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	gsize size = 0;
	const char *text = NULL;

	call_init(&call, "login");
	call_set_word(&call, "subcommand", subcommand);
	call_set_flag(&call, "json");
	call_set_word(&call, word, value);
	must(page_caller_set(desk->context, &from, &call, &error));
	served_run(desk->context, &call, &reply);
	assert_int_equal(reply.code, 0);
	text = g_bytes_get_data(reply.out, &size);
	return json_loadb(text, size, 0, NULL);
}

/* A browser that waits for a code, whose letter is made where there is one. Caller owns the secret. */
static char *
ask(Desk *desk, const char *address)
{
	json_t *said = say(desk, "", "ask", "address", address);
	char *secret = g_strdup(json_string_value(json_object_get(said, "secret")));

	json_decref(said);
	assert_non_null(secret);
	desk->context->now_ms += INT64_C(1000);
	must(login_code_deadlines(desk->context, 100, &error));
	return secret;
}

/* "wrong", "over", "in" */
static const char *
try_code(Desk *desk, const char *secret, const char *code)
{
	json_t *said = say(desk, secret, "code", "code", code);
	const char *result = json_is_true(json_object_get(said, "wrong"))  ? "wrong"
			     : json_is_true(json_object_get(said, "over")) ? "over"
									   : "in";

	json_decref(said);
	return result;
}

/* The code of the newest letter of all; NULL where there is none since that one. Caller owns. */
static char *
newest_code(const Desk *desk, int64_t *last)
{
	g_autoptr(Letter) letter = desk_newest(desk, 0);
	char code[TOKEN_CODE_LENGTH + 1];

	if (letter == NULL || letter->id == *last)
		return NULL;
	*last = letter->id;
	const TokenLetter named = desk_letter_named(desk, letter->id);
	token_code(&desk->context->keys, &named, code);
	return g_strdup(code);
}

/* Five wrong ones; then none is right any more, that of the letter neither. */
static void
try_five(Desk *desk, const char *secret, const char *right, guint32 *next_guess)
{
	g_autofree char *guess = NULL;

	for (int i = 1; i <= LOGIN_TRIES; i++) {
		do {
			g_free(guess);
			guess = g_strdup_printf("%06u", (*next_guess)++ % 1000000);
		} while (g_strcmp0(guess, right) == 0);
		assert_string_equal(
		    try_code(desk, secret, guess), i < LOGIN_TRIES ? "wrong" : "over");
	}
	if (right != NULL)
		assert_string_equal(try_code(desk, secret, right), "over");
}

static int64_t
letters_to(const Desk *desk, const char *address)
{
	g_autoptr(Contact) contact = NULL;
	int64_t count = 0;

	must(contact_find(desk->context->spool, address, &contact, &error));
	if (contact != NULL)
		must(login_count_letters(desk->context->spool, contact->id, 0, &count, &error));
	return count;
}

static void
ten_thousand_codes(void **state)
{
	Desk *desk = *state;
	int64_t last = 0;
	guint32 guess = 0;
	int tried = 0;
	int with_letter = 0;
	g_autofree char *secret = NULL;
	g_autofree char *code = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(ADDRESSES) - 1; i++)
		desk_know(desk, ADDRESSES[i]);
	for (int i = 0; i < BROWSERS; i++) {
		g_autofree char *browser = ask(desk, ADDRESSES[i % G_N_ELEMENTS(ADDRESSES)]);
		g_autofree char *right = newest_code(desk, &last);

		try_five(desk, browser, right, &guess);
		tried += LOGIN_TRIES;
		with_letter += right != NULL;
		desk->context->now_ms += APART_MS - INT64_C(1000);
	}
	assert_int_equal(tried, TRIES);
	for (size_t i = 0; i < G_N_ELEMENTS(ADDRESSES) - 1; i++)
		assert_int_equal(letters_to(desk, ADDRESSES[i]), LOGIN_LETTERS_DAY);
	/* what had any chance: of a million, for each address, in a day */
	assert_int_equal(with_letter * LOGIN_TRIES,
	    (int)(G_N_ELEMENTS(ADDRESSES) - 1) * LOGIN_LETTERS_DAY * LOGIN_TRIES);

	desk->context->now_ms += DAY;
	secret = ask(desk, ELS);
	code = newest_code(desk, &last);
	assert_non_null(code);
	assert_string_equal(try_code(desk, secret, code), "in");
}

/* All at once, in one hour: what is over five letters is asked for in vain. */
static void
in_an_hour(void **state)
{
	Desk *desk = *state;
	int64_t last = 0;
	guint32 guess = 0;
	int with_letter = 0;

	desk_know(desk, ELS);
	for (int i = 0; i < 50; i++) {
		g_autofree char *browser = ask(desk, ELS);
		g_autofree char *right = newest_code(desk, &last);

		try_five(desk, browser, right, &guess);
		with_letter += right != NULL;
	}
	assert_int_equal(with_letter, LOGIN_LETTERS_HOUR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(ten_thousand_codes),
	    desk_test(in_an_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
