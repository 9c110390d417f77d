/* SPDX-License-Identifier: Apache-2.0 */
/* Which mails are read by a second reader before something is granted for them. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/grant.h"

#define EXAMPLE_ID "881.mfrggzdfmztwq2lk@desk.example"

/* In `to` and `ref`, TOKEN stands for a proof token of ours. */
typedef struct {
	const char *what;
	Post post;
	bool possible;
} Row;

static const Row ROWS[] = {
    {"a new mail", {ELS, .subject = "Scherm", .text = "Het is zwart."}, false},
    {"the word alone", {ELS, .subject = "Scherm", .text = "Akkoord"}, false},
    {"the word on an answer", {ELS, .text = "Akkoord", .answers = EXAMPLE_ID}, true},
    {"the word on a number", {ELS, .text = "Akkoord", .number = "CS0000001"}, true},
    {"no", {ELS, .text = "Niet akkoord, het werkt niet.", .number = "CS0000001"}, true},
    {"thanks", {ELS, .text = "Dank je wel", .number = "CS0000001"}, false},
    {"more words", {ELS, .text = "Hij is nog zwart.", .answers = EXAMPLE_ID}, false},
    {"a token behind Ref", {ELS, .text = "Hij is nog zwart.", .ref = "TOKEN"}, true},
    {"a token in To", {ELS, .text = "Nog iets.", .to = "desk+TOKEN@desk.example"}, true},
    {"no token of ours", {ELS, .text = "x", .ref = "aeaaaaaaaaaaaaaaaaaaaaaaaa"}, false},
    {"an agent's mail", {"Sanne@desk.example", .text = "Namens Els."}, true},
    {"a machine", {ELS, .ref = "TOKEN", .kind = MESSAGE_AUTO_REPLY}, false},
};

static const char *
with_token(const char *text, const char *token)
{
	const char *place = text == NULL ? NULL : strstr(text, "TOKEN");

	return place == NULL ? text
			     : g_strdup_printf("%.*s%s%s", (int)(place - text), text, token,
				   place + strlen("TOKEN"));
}

static void
what_a_taken_over_reader_would_make_up_is_read_twice(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;

	desk_post(desk, "open case CS0000001", PIET, .text = "Mijn muis doet het niet.");
	token = desk_token_of(desk, TOKEN_PROOF, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		Post post = ROWS[i].post;
		g_autoptr(Mail) mail = NULL;
		g_autoptr(Message) message = NULL;

		post.to = with_token(post.to, token);
		post.ref = with_token(post.ref, token);
		mail = post_mail(desk, &post);
		message = post_message(desk, &post);
		if (grant_is_possible(desk->context, mail, message) != ROWS[i].possible)
			fail_msg("%s", ROWS[i].what);
		if (post.to != ROWS[i].post.to)
			g_free((char *)post.to);
		if (post.ref != ROWS[i].post.ref)
			g_free((char *)post.ref);
	}
}

static void
what_could_not_be_read_is_granted_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &(Post){ELS, .text = "?"});
	g_autoptr(Message) message = message_new();

	message->refused = g_strdup("no mail");
	assert_false(grant_is_possible(desk->context, mail, message));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(what_a_taken_over_reader_would_make_up_is_read_twice),
	    desk_test(what_could_not_be_read_is_granted_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
