/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of codes share: a request for what costs money, which waits for one, and answers to the letter. */
#pragma once

#include "tests/unit/call_fixture.h"
#include "tests/unit/factor_fixture.h"

#include "gateway/desk/code_waiting.h"
#include "gateway/letters/letter_code.h"

#define code_test(name) cmocka_unit_test_setup_teardown(name, code_setup, desk_teardown)
#define MINUTE INT64_C(60000)
#define WAITS "wait for a code"
#define CONFIRMS "confirm by code"

static const Post CARD_POST = {.from = ELS,
    .subject = "Creditcard aanvragen",
    .text = "Graag.",
    .aligned = true,
    .id = "card@klant.example",
    .hash = "card",
    .fields = {{"Limiet", "1000"}}};

/* The newest letter. Caller owns. */
static inline Letter *
newest_letter(const Desk *desk)
{
	g_autoptr(GPtrArray) letters = NULL;

	must(letter_list(desk->context->spool, -1, 1, &letters, &error));
	assert_int_equal(letters->len, 1);
	return g_ptr_array_steal_index(letters, 0);
}

/* Its bytes, as they are kept or as they leave. Caller owns. */
static inline char *
letter_whole(const Desk *desk, const Letter *letter, bool leaves)
{
	g_autoptr(GBytes) bytes = NULL;
	size_t size = 0;
	const char *text = NULL;

	if (leaves)
		must((bytes = letter_code_bytes(desk->context, letter, &error)) != NULL);
	else
		must((bytes = letter_bytes(desk->context->spool, letter->id, &error)) != NULL);
	text = g_bytes_get_data(bytes, &size);
	return g_strndup(text, size);
}

/* The digits that leave with it. Caller owns. */
static inline char *
code_of(const Desk *desk, const Letter *letter)
{
	char code[TOKEN_CODE_LENGTH + 1];

	token_code(&desk->context->keys, &(TokenLetter){letter->id, letter->salt}, code);
	return g_strdup(code);
}

/* One that is not. */
static inline const char *
wrong_code(const char *code)
{
	return strcmp(code, "111111") == 0 ? "222222" : "111111";
}

/* REQ0000001 would be what costs money; its mail waits. The letter that asks; caller owns. */
static inline Letter *
ask_for_card(Desk *desk)
{
	g_autofree char *became = NULL;

	know_both(desk);
	became = desk_receive(desk, &CARD_POST);
	assert_string_equal(became, WAITS);
	return newest_letter(desk);
}

/* The same of Els with an app, whose code it waits for. */
static inline Letter *
ask_for_card_by_app(Desk *desk, App *ret_app)
{
	g_autofree char *became = NULL;

	*ret_app = desk_app(desk, ELS);
	became = desk_receive(desk, &CARD_POST);
	assert_string_equal(became, WAITS);
	return newest_letter(desk);
}

/* Where the letter is answered to. Caller owns. */
static inline char *
answer_address(const Desk *desk, const Letter *letter)
{
	g_autofree char *token = desk_token_of(desk, TOKEN_PROOF, letter->id);

	return g_strdup_printf("desk+%s@desk.example", token);
}

/* Somebody answers to the letter with these words; what became of it. Caller owns. */
static inline char *
answer_as(Desk *desk, const Letter *letter, const char *from, const char *text)
{
	g_autofree char *to = answer_address(desk, letter);

	return desk_receive(desk,
	    &(Post){
		.from = from, .to = to, .subject = "Re: Bevestig met een code", .text = text});
}

#define answer_becomes(desk, letter, text, expected)                          \
	do {                                                                  \
		g_autofree char *answer = answer_as(desk, letter, ELS, text); \
		assert_string_equal(answer, expected);                        \
	} while (0)

static inline void
assert_held(const Desk *desk, int64_t id, const char *reason)
{
	g_autoptr(Mail) mail = NULL;

	must(mail_get(desk->context->spool, id, &mail, &error));
	assert_string_equal(mail_state_name(mail->state), "held");
	assert_string_equal(mail->reason, reason);
}

/* What waits is decided as the gateway does it when it comes to it. Caller owns. */
static inline char *
decide_again(Desk *desk, int64_t id, const Post *post)
{
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = post_message(desk, post);
	g_auto(IntakeResult) processed = {0};

	must(mail_get(desk->context->spool, id, &mail, &error));
	assert_string_equal(mail_state_name(mail->state), "waiting");
	must(intake_message(desk->context, mail, message, &processed, &error));
	return g_strdup_printf("%s%s%s", processed.decision,
	    processed.number == NULL ? "" : " ",
	    processed.number == NULL ? "" : processed.number);
}
