/* SPDX-License-Identifier: Apache-2.0 */
/* There is no place in a letter where somebody else's token stays, and its own stays in each. */
#include "tests/unit/token_fixture.h"

#include "gateway/letters/compose_cut.h"

#define MAIL "To: desk+{T}@desk.example\r\n\r\nRef: {T}\r\n"

typedef struct {
	char *own;
	char *others;
	char *mail;
	char *text;
	char *subject;
	char *reply_to;
	char *old_id;
} Words;

static Words
some_words(void)
{
	return (Words){
	    .own = fixture_token(TOKEN_PROOF, OWN_LETTER),
	    .others = fixture_token(TOKEN_PROOF, OTHERS_LETTER),
	    .mail = fixture_text(MAIL),
	    .text = fixture_text("Klaar.\n\n> Ref: {T}\n\nmailto:desk%2B{own}@desk.example\n"),
	    .subject = fixture_text("[CS0000001] Zie {T}"),
	    .reply_to = fixture_text("desk+{T}@desk.example"),
	    .old_id = fixture_text("{T}@desk.example"),
	};
}

static void
free_words(Words *words)
{
	g_free(words->own);
	g_free(words->others);
	g_free(words->mail);
	g_free(words->text);
	g_free(words->subject);
	g_free(words->reply_to);
	g_free(words->old_id);
}

static ComposeLetter
letter_of(const Words *words)
{
	return (ComposeLetter){
	    .from = {words->subject, "desk@desk.example"},
	    .reply_to = words->reply_to,
	    .to = {words->subject, "els@klant.example"},
	    .subject = words->subject,
	    .message_id = "900.x@desk.example",
	    .text = words->text,
	    .html = words->text,
	    .warning = words->subject,
	    .ref = words->own,
	};
}

static void
every_string_is_cut(void **state)
{
	Words words = some_words();
	const TokenCutter cutter = fixture_cutter(words.own);
	const ComposeLetter letter = letter_of(&words);
	g_auto(ComposeCut) cut = {0};
	const ComposeLetter *left = &cut.letter;

	(void)state;
	compose_cut(&letter, &cutter, &cut);
	assert_string_equal(left->from.name, "[CS0000001] Zie …");
	assert_string_equal(left->to.name, "[CS0000001] Zie …");
	assert_string_equal(left->subject, "[CS0000001] Zie …");
	assert_string_equal(left->reply_to, "desk@desk.example");
	assert_string_equal(left->warning, "[CS0000001] Zie …");
	assert_null(strstr(left->text, words.others));
	assert_null(strstr(left->html, words.others));
	assert_non_null(strstr(left->text, words.own));
	assert_non_null(strstr(left->html, words.own));
	assert_string_equal(left->ref, words.own);
	free_words(&words);
}

/* Mails lose them wherever they stand in there; any other file goes as it is, but for its name. */
static void
attached_mails_are_blanked_and_other_files_are_not(void **state)
{
	static const struct {
		const char *name;
		const char *type;
		bool blanked;
	} ROWS[] = {
	    {"mail.eml", "message/rfc822", true},
	    {"", "Message/RFC822", true},
	    {"Bericht.EML", "application/octet-stream", true},
	    {"notes.txt", "text/plain", false},
	    {"eml", "application/pdf", false},
	};
	Words words = some_words();
	const TokenCutter cutter = fixture_cutter(words.own);
	g_autoptr(GBytes) mail = g_bytes_new(words.mail, strlen(words.mail));

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *name = g_strconcat(words.others, "-", ROWS[i].name, NULL);
		ComposeAttachment file = {name, ROWS[i].type, mail, 0};
		g_autoptr(GPtrArray) files = g_ptr_array_new();
		ComposeLetter letter = letter_of(&words);
		g_auto(ComposeCut) cut = {0};
		const ComposeAttachment *left = NULL;

		g_ptr_array_add(files, &file);
		letter.attachments = files;
		compose_cut(&letter, &cutter, &cut);
		left = cut.letter.attachments->pdata[0];
		assert_null(strstr(left->name, words.others));
		assert_string_equal(left->type, ROWS[i].type);
		assert_int_equal(g_bytes_get_size(left->bytes), strlen(words.mail));
		assert_true(g_bytes_equal(left->bytes, mail) != ROWS[i].blanked);
	}
	free_words(&words);
}

static void
an_id_that_is_a_token_is_no_reference(void **state)
{
	Words words = some_words();
	const TokenCutter cutter = fixture_cutter(words.own);
	g_autofree char *own_id = g_strconcat(words.own, "@desk.example", NULL);
	g_autoptr(GPtrArray) references = g_ptr_array_new();
	ComposeLetter letter = letter_of(&words);

	(void)state;
	g_ptr_array_add(references, (void *)"1@klant.example");
	g_ptr_array_add(references, words.old_id);
	letter.references = references;
	for (int i = 0; i < 3; i++) {
		const char *const replied[] = {words.old_id, "1@klant.example", own_id};
		g_auto(ComposeCut) cut = {0};

		letter.in_reply_to = replied[i];
		compose_cut(&letter, &cutter, &cut);
		assert_int_equal(cut.letter.references->len, 1);
		assert_string_equal(cut.letter.references->pdata[0], "1@klant.example");
		assert_string_equal(cut.letter.in_reply_to, "1@klant.example");
	}
	free_words(&words);
}

/* Nothing is copied where there is nothing to cut. */
static void
a_letter_without_any_is_as_it_was(void **state)
{
	const TokenCutter cutter = fixture_cutter(NULL);
	const ComposeLetter letter = {.from = {"Servicedesk", "desk@desk.example"},
	    .to = {"", "els@klant.example"},
	    .subject = "[CS0000001] Scherm",
	    .text = "Beste Els,\n\nGroet\n"};
	g_auto(ComposeCut) cut = {0};

	(void)state;
	compose_cut(&letter, &cutter, &cut);
	assert_ptr_equal(cut.letter.text, letter.text);
	assert_ptr_equal(cut.letter.subject, letter.subject);
	assert_null(cut.letter.html);
	assert_null(cut.letter.attachments);
	assert_null(cut.letter.references);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_string_is_cut),
	    cmocka_unit_test(attached_mails_are_blanked_and_other_files_are_not),
	    cmocka_unit_test(an_id_that_is_a_token_is_no_reference),
	    cmocka_unit_test(a_letter_without_any_is_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
