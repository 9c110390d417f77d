/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/reply_policy.h"

static const Verdict SILENT;

static Message *
mail_from(const char *address, const char *header, const char *value)
{
	Message *message = message_new();

	message->from = message_address_new(address, "");
	if (header != NULL) {
		MessageHeader *one = g_new0(MessageHeader, 1);

		one->name = g_strdup(header);
		one->value = g_strdup(value);
		g_ptr_array_add(message->headers, one);
	}
	return message;
}

static void
nobody_writes_to_a_machine(void **state)
{
	g_autoptr(Message) root = mail_from("root@k.example", NULL, NULL);

	(void)state;
	assert_string_equal(reply_policy_forbids(root, &SILENT, PROOF_BOTH),
	    "its sender is a machine's address");
}

static void
headers_that_want_no_answer_are_heeded_in_any_spelling(void **state)
{
	static const struct {
		const char *name, *value;
		bool forbids;
	} ROWS[] = {
	    {"Return-Path", "<>", true},
	    {"return-path", " < >", true},
	    {"Return-Path", "", true},
	    {"Return-Path", "<els@k.example>", false},
	    {"Return-Path", "els@k.example", false},
	    {"X-Auto-Response-Suppress", "All", true},
	    {"x-auto-response-suppress", "all", true},
	    {"X-Auto-Response-Suppress", "DR, OOF, AutoReply", true},
	    {"X-Auto-Response-Suppress", "DR;AUTOREPLY;NRN", true},
	    {"X-Auto-Response-Suppress", "OOF,autoreply", true},
	    {"X-Auto-Response-Suppress", "\tAll ", true},
	    {"X-Auto-Response-Suppress", "DR, RN, NRN, OOF", false},
	    {"X-Auto-Response-Suppress", "", false},
	    {"X-Auto-Response", "All", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = mail_from(ELS, ROWS[i].name, ROWS[i].value);

		if ((reply_policy_forbids(message, &SILENT, PROOF_BOTH) != NULL) !=
		    ROWS[i].forbids)
			fail_msg("%s: %s", ROWS[i].name, ROWS[i].value);
	}
}

/* Only all three together: a forwarder that breaks signatures is not rejected by its domain, and a token tells. */
static void
what_our_server_calls_forged_gets_no_letter(void **state)
{
	g_autoptr(Message) message = mail_from(ELS, NULL, NULL);

	(void)state;
	for (int i = 0; i < 20; i++) {
		const Verdict verdict = {.failed = i & 1, .rejects = i & 2};
		SenderProof proof = (SenderProof)(i / 4);
		bool token = proof_has_token(proof);
		bool forged = verdict.failed && verdict.rejects && !token;

		assert_int_equal(
		    reply_policy_forbids(message, &verdict, proof) != NULL, forged);
	}
}

static void
machines_are_not_written_to(void **state)
{
	(void)state;
	for (MessageKind kind = MESSAGE_PERSON; kind <= MESSAGE_NOTIFICATION; kind++) {
		g_autoptr(Message) message = mail_from(ELS, NULL, NULL);

		message->kind = kind;
		assert_int_equal(reply_policy_forbids(message, &SILENT, PROOF_BOTH) == NULL,
		    kind == MESSAGE_PERSON || kind == MESSAGE_LIST);
	}
}

static void
without_proof_there_are_few_letters(void **state)
{
	static const struct {
		const char *letter, *instead;
	} ROWS[] = {
	    {"acknowledgement", "acknowledgement-unverified"},
	    {"new-case", "acknowledgement-unverified"},
	    {"a-rules-own", "acknowledgement-unverified"},
	    {"request-acknowledgement", "acknowledgement-unverified"},
	    {"request-question", "request-question"},
	    {"request-form", "request-form"},
	    {"request-confirm", "request-confirm"},
	    {"ask-text", "ask-text"},
	    {"too-large", "too-large"},
	    {"register", "register"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		assert_string_equal(
		    reply_policy_letter(ROWS[i].letter, PROOF_NONE), ROWS[i].instead);
		assert_string_equal(
		    reply_policy_letter(ROWS[i].letter, PROOF_TOKEN), ROWS[i].letter);
	}
	assert_null(reply_policy_letter(NULL, PROOF_NONE));
}

static void
what_comes_back_is_not_sent_on(void **state)
{
	static const struct {
		const char *from;
		MessageKind kind;
		bool from_us, forbids;
	} ROWS[] = {
	    {ELS, MESSAGE_PERSON, false, false},
	    {ELS, MESSAGE_NOTIFICATION, false, false},
	    {ELS, MESSAGE_LIST, false, false},
	    {ELS, MESSAGE_PERSON, true, true},
	    {ELS, MESSAGE_AUTO_REPLY, true, true},
	    {"Books@elders.example", MESSAGE_PERSON, false, true},
	    {"mailer-daemon@k.example", MESSAGE_BOUNCE, false, true},
	    {"mailer-daemon@k.example", MESSAGE_DELAYED, false, true},
	    {"mailer-daemon@k.example", MESSAGE_DELIVERED, false, true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = mail_from(ROWS[i].from, NULL, NULL);

		message->kind = ROWS[i].kind;
		if ((reply_policy_forbids_forward(message, "books@elders.example",
			 ROWS[i].from_us) != NULL) != ROWS[i].forbids)
			fail_msg("%zu", i);
	}
}

/* The same bytes for everybody, whatever the mail says and whoever is in From. */

#define LURE "WIN http://x.evil/now"

static char *
words_of_answer(const Post *post, bool known)
{
	void *state = NULL;
	Desk *desk = NULL;
	g_autoptr(GPtrArray) letters = NULL;
	g_autoptr(GBytes) bytes = NULL;
	GString *text = NULL;
	gsize size = 0;
	const char *data = NULL;
	g_autofree char *token = NULL;
	g_autofree char *id = NULL;

	desk_setup(&state);
	desk = state;
	if (known)
		desk_know(desk, ELS);
	g_free(desk_receive(desk, post));
	must(letter_list(desk->context->spool, -1, 10, &letters, &error));
	assert_int_equal(letters->len, 1);
	must((bytes = letter_bytes(desk->context->spool, 1, &error)) != NULL);
	data = g_bytes_get_data(bytes, &size);
	text = g_string_new_len(data, (ssize_t)size);
	token = desk_token_of(desk, TOKEN_PROOF, 1);
	id = desk_id_of(desk, 1);
	g_string_replace(text, "=\r\n", "", 0);
	g_string_replace(text, token, "TOKEN", 0);
	g_string_replace(text, id, "ID", 0);
	/* made of the id */
	for (char *mark = strstr(text->str, "=_"); mark != NULL; mark = strstr(mark + 35, "=_"))
		memset(mark + 3, 'x', 32);
	desk_teardown(&state);
	return g_string_free(text, FALSE);
}

static void
the_sender_of_a_forged_mail_chooses_no_word(void **state)
{
	static const Post POSTS[] = {
	    {ELS, .text = "x", .id = "1@x.example"},
	    {ELS, LURE, LURE, "Log in op http://x.evil", .id = "1@x.example",
		.answers = "win.http.x.evil@x.example", .number = "CS0000001"},
	    {ELS, LURE, "Re: [CS0009999] " LURE, "Mijn printer", .id = "1@x.example"},
	    {ELS, "Els Bos", "Scherm", "Prioriteit: hoog", .id = "1@x.example",
		.fields = {{"Categorie", "Netwerk"}, {"Titel", LURE}}},
	};
	static const Post REQUESTS[] = {
	    {ELS, .subject = "Teams of Teamskanaal aanmaken", .text = "Graag, dank!",
		.id = "1@x.example"},
	    {ELS, LURE, "Teams of Teamskanaal aanmaken", LURE, .id = "1@x.example",
		.fields = {{"Type verzoek", "bogus"}, {"Gewenste naam van Team/Kanaal", LURE},
		    {"Eigenaar/Eigenaren", LURE}}},
	};
	g_autofree char *first = words_of_answer(&POSTS[0], false);
	g_autofree char *form = words_of_answer(&REQUESTS[0], false);
	g_autofree char *question = words_of_answer(&REQUESTS[1], false);

	(void)state;
	assert_non_null(strstr(first, "[CS0000001] We hebben je mail ontvangen"));
	assert_non_null(strstr(form, "[REQ0000001] Je formulier"));
	assert_non_null(strstr(question, "[REQ0000001] Je aanvraag"));
	assert_non_null(strstr(question, "Type verzoek moet een van deze zijn"));
	assert_null(strstr(question, "evil"));
	assert_null(strstr(question, "bogus"));
	for (int known = 0; known <= 1; known++) {
		for (size_t i = 0; i < G_N_ELEMENTS(POSTS); i++) {
			g_autofree char *words = words_of_answer(&POSTS[i], known == 1);

			assert_string_equal(words, first);
		}
		for (size_t i = 0; i < G_N_ELEMENTS(REQUESTS); i++) {
			g_autofree char *words = words_of_answer(&REQUESTS[i], known == 1);

			assert_string_equal(words, i == 0 ? form : question);
		}
	}
}

static void
an_id_that_is_no_id_is_not_referred_to(void **state)
{
	static const struct {
		const char *id;
		bool kept;
	} ROWS[] = {
	    {"CAF+ab_c=xyz@mail.gmail.com", true},
	    {"AM0PR08MB1234$1@EUR.example", true},
	    {"http://x.evil/now@x.evil", false},
	    {"klik hier@x.evil", false},
	    {"a@b@c", false},
	    {"@x.evil", false},
	    {"win", false},
	};
	g_autofree char *most = g_strnfill(240, 'a');
	g_autofree char *long_id = g_strdup_printf("%s@x.evil", most);
	g_autofree char *cut = words_of_answer(&(Post){ELS, .text = "x", .id = long_id}, false);

	(void)state;
	assert_null(strstr(cut, "References"));
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *words =
		    words_of_answer(&(Post){ELS, .text = "x", .id = ROWS[i].id}, false);

		if ((strstr(words, ROWS[i].id) != NULL) != ROWS[i].kept)
			fail_msg("%s", ROWS[i].id);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nobody_writes_to_a_machine),
	    cmocka_unit_test(headers_that_want_no_answer_are_heeded_in_any_spelling),
	    cmocka_unit_test(what_our_server_calls_forged_gets_no_letter),
	    cmocka_unit_test(machines_are_not_written_to),
	    cmocka_unit_test(without_proof_there_are_few_letters),
	    cmocka_unit_test(what_comes_back_is_not_sent_on),
	    cmocka_unit_test(the_sender_of_a_forged_mail_chooses_no_word),
	    cmocka_unit_test(an_id_that_is_no_id_is_not_referred_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
