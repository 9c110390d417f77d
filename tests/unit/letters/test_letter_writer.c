/* SPDX-License-Identifier: Apache-2.0 */
/* What all letters have in common: a row, its token, and bytes that carry this token alone. */
#include "tests/unit/context_fixture.h"
#include "tests/unit/letter_fixture.h"

#include "gateway/letters/letter_token.h"
#include "gateway/letters/letter_writer.h"
#include "gateway/templates/letter_types.h"
#include "parsers/file_marks.h"

#define BOOKS "boeken@desk.example"

static LetterDraft
make_draft(const Desk *desk)
{
	return (LetterDraft){
	    .name = LETTER_ANSWER,
	    .language = "nl",
	    .mailbox = desk->context->config->mailboxes->pdata[0],
	    .to = {"Els Bos", ELS},
	    .purpose = PURPOSE_TICKET,
	    .expires_ms = NOW + DAY,
	};
}

/* Caller owns. */
static char *
write_it(const Desk *desk, LetterDraft *draft, const char *text)
{
	json_t *values = json_pack("{s:s, s:s}", "number", "CS0000001", "text", text);
	g_autoptr(GBytes) bytes = NULL;
	gsize size = 0;
	const char *data = NULL;

	must(letter_writer_finish(desk->context, draft, values, &error));
	json_decref(values);
	must((bytes = letter_bytes(desk->context->spool, draft->id, &error)) != NULL);
	data = g_bytes_get_data(bytes, &size);
	return g_strndup(data, size);
}

/* Without the soft line ends of quoted-printable, nor those of flowed text. Caller owns. */
static char *
unwrapped(const char *wire)
{
	GString *text = g_string_new(wire);

	g_string_replace(text, "=\r\n", "", 0);
	g_string_replace(text, "=20\r\n", " ", 0);
	return g_string_free(text, FALSE);
}

static void
assert_has(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("there is no \"%s\" in:\n%s", words, text);
}

static void
assert_header(const char *letter, const char *name, const char *expected)
{
	g_autofree char *value = letter_header(letter, name);

	assert_string_equal(value, expected);
}

static void
the_link_of_a_prepared_answer(void **state)
{
	const LetterDraft draft = {
	    .token = "abc", .reply_address = (char *)"desk+abc@desk.example"};
	g_autofree char *bare =
	    letter_writer_answer_link(&draft, "Akkoord [CS0000001] & \xc3\xa9?", "");
	g_autofree char *filled = letter_writer_answer_link(&draft, "", "#resolve");

	(void)state;
	assert_string_equal(bare, "mailto:desk%2Babc@desk.example"
				  "?subject=Akkoord%20%5BCS0000001%5D%20%26%20%C3%A9%3F"
				  "&body=%0D%0A%0D%0ARef%3A%20abc%0D%0A");
	assert_string_equal(filled, "mailto:desk%2Babc@desk.example"
				    "?subject=&body=%23resolve%0D%0A%0D%0ARef%3A%20abc%0D%0A");
}

static void
config_set_pages(Config *config)
{
	config->web.url = g_strdup("https://desk.example");
	config->web.listen.host = g_strdup("127.0.0.1");
}

/* Where there are pages the links of HTML lead there, with a token of their own, and only as far as that is good. */
static void
the_link_to_a_page(void **state)
{
	static const struct {
		const char *purpose, *number,
		    *link; /* link: behind the token; NULL: a mail is prepared */
	} ROWS[] = {
	    {PURPOSE_TICKET, "CS0000001", "/accept"},
	    {PURPOSE_TICKET, "CS0000002", NULL},
	    {PURPOSE_OVERVIEW, "CS0000002", "/accept?case=CS0000002"},
	    {PURPOSE_APPROVAL, "CS0000001", "/approve"},
	    {PURPOSE_CONFIRM_APPROVAL, "CS0000001", "/approve"},
	};
	const Desk *desk = *state;
	const Ticket ticket = {.id = 1, .number = (char *)"CS0000001"};

	config_set_pages((Config *)desk->context->config);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_auto(LetterDraft) draft = make_draft(desk);
		json_auto_t *choice = NULL;
		g_autofree char *expected = NULL;

		must(letter_writer_begin(desk->context, &draft, &error));
		draft.purpose = ROWS[i].purpose;
		draft.ticket = &ticket;
		choice = letter_writer_choice(desk->context, &draft, ROWS[i].number, true);
		expected = ROWS[i].link == NULL
			       ? g_strdup(json_string_value(json_object_get(choice, "mailto")))
			       : g_strdup_printf("https://desk.example/p/%s%s",
				     draft.page_token, ROWS[i].link);
		assert_string_equal(
		    json_string_value(json_object_get(choice, "link")), expected);
		assert_int_equal(
		    json_is_null(json_object_get(choice, "page")), ROWS[i].link == NULL);
		assert_string_not_equal(draft.page_token, draft.token);
	}
}

/* The letter's own links stay, those of another in what it says go. */
static void
no_link_of_another_letter_goes_along(void **state)
{
	const Desk *desk = *state;
	g_auto(LetterDraft) first = make_draft(desk);
	g_auto(LetterDraft) second = make_draft(desk);
	g_autofree char *said = NULL;
	g_autofree char *text = NULL;

	config_set_pages((Config *)desk->context->config);
	must(letter_writer_begin(desk->context, &first, &error));
	must(letter_writer_begin(desk->context, &second, &error));
	assert_int_equal(strlen(first.page_token), TOKEN_LENGTH);
	second.shows_token = true;
	said = g_strdup_printf("https://desk.example/p/%s/accept en /p/%s/accept",
	    first.page_token, second.page_token);
	text = write_it(desk, &second, said);
	assert_null(strstr(text, first.page_token));
	assert_non_null(strstr(text, second.page_token));
}

static void
the_row_is_what_the_token_stands_for(void **state)
{
	const Desk *desk = *state;
	g_auto(LetterDraft) draft = make_draft(desk);
	g_autoptr(Letter) row = NULL;
	g_autofree char *text = NULL;
	g_autofree char *ref = NULL;
	int64_t id = 0;

	draft.shows_token = true;
	must(letter_writer_begin(desk->context, &draft, &error));
	must(letter_token_check(desk->context, TOKEN_PROOF, draft.token, &id, &error));
	assert_int_equal(id, draft.id);
	text = write_it(desk, &draft, "Hallo.");
	assert_header(text, "Reply-To", draft.reply_address);
	ref = g_strdup_printf("Ref: %s", draft.token);
	assert_non_null(strstr(text, ref));
	must(letter_get(desk->context->spool, id, &row, &error));
	assert_string_equal(row->name, "answer");
	assert_string_equal(row->purpose, "ticket");
	assert_string_equal(row->mailbox, "support");
	assert_string_equal(row->recipient, ELS);
	assert_int_equal(row->expires_ms, NOW + DAY);
	assert_int_equal(row->due_ms, NOW);
}

/* Whoever gets it could use it. */
static void
a_token_that_is_not_shown_stands_nowhere(void **state)
{
	const Desk *desk = *state;
	g_auto(LetterDraft) draft = make_draft(desk);
	g_autofree char *text = NULL;

	must(letter_writer_begin(desk->context, &draft, &error));
	text = write_it(desk, &draft, draft.token);
	assert_null(strstr(text, draft.token));
	assert_null(strstr(text, "Ref:"));
	assert_header(text, "Reply-To", "");
	g_free(text);
	draft.reply_to = BOOKS;
	g_clear_pointer(&draft.reply_address, g_free);
	g_clear_pointer(&draft.message_id, g_free);
	must(letter_writer_begin(desk->context, &draft, &error));
	text = write_it(desk, &draft, "Hallo.");
	assert_header(text, "Reply-To", BOOKS);
}

/* The name is somebody else's and the letter has HTML: nothing in it is markup, and no token goes along. */
static void
what_is_marked_goes_with_a_word(void **state)
{
	const Desk *desk = *state;
	g_auto(LetterDraft) draft = make_draft(desk);
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	ComposeAttachment page = {
	    "<b>a.html", "text/html", bytes, FILE_MARK_HTML | FILE_MARK_DISGUISED};
	ComposeAttachment data = {"b.xml", "text/xml", bytes, FILE_MARK_XML};
	ComposeAttachment photo = {"c.png", "image/png", bytes, 0};
	g_autofree char *text = NULL;
	g_autofree char *plain = NULL;

	draft.files = g_ptr_array_new();
	g_ptr_array_add(draft.files, &page);
	g_ptr_array_add(draft.files, &data);
	g_ptr_array_add(draft.files, &photo);
	must(letter_writer_begin(desk->context, &draft, &error));
	text = write_it(desk, &draft, "Hallo.");
	plain = unwrapped(text);
	assert_has(plain,
	    "Open met zorg, en alleen wat je verwachtte: <b>a.html (webpagina, niet wat de "
	    "naam zegt), b.xml (XML-gegevens).\r\n");
	assert_has(plain, "&lt;b&gt;a.html (webpagina");
	assert_has(text, "Content-Type: application/octet-stream\r\n"
			 "Content-Disposition: attachment;\r\n filename=\"<b>a.html\"");
	assert_has(text, "Content-Type: text/xml\r\n");
	assert_has(text, "Content-Type: image/png\r\n");
	g_ptr_array_unref(draft.files);
}

/* An operator who marks nothing is not warned of anything. */
static void
what_is_not_to_be_marked_goes_as_it_is(void **state)
{
	const Desk *desk = *state;
	g_auto(LetterDraft) draft = make_draft(desk);
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	ComposeAttachment page = {"a.html", "text/html", bytes, FILE_MARK_HTML};
	g_autofree char *text = NULL;

	desk->context->config->marked.marks = 0;
	draft.files = g_ptr_array_new();
	g_ptr_array_add(draft.files, &page);
	must(letter_writer_begin(desk->context, &draft, &error));
	text = write_it(desk, &draft, "Hallo.");
	assert_has(text, "Content-Type: text/html\r\nContent-Disposition: attachment");
	assert_null(strstr(text, "Open met zorg"));
	g_ptr_array_unref(draft.files);
}

static void
the_newest_of_its_thread_is_what_it_answers(void **state)
{
	const Desk *desk = *state;
	g_auto(LetterDraft) draft = make_draft(desk);
	g_autofree char *text = NULL;

	draft.thread = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(draft.thread, g_strdup("first@klant.example"));
	g_ptr_array_add(draft.thread, g_strdup("second@klant.example"));
	must(letter_writer_begin(desk->context, &draft, &error));
	text = write_it(desk, &draft, "Hallo.");
	assert_header(text, "References", "<first@klant.example> <second@klant.example>");
	assert_header(text, "In-Reply-To", "<second@klant.example>");
}

static void
one_without_a_row_has_the_id_it_is_given(void **state)
{
	const Desk *desk = *state;
	g_auto(LetterDraft) draft = make_draft(desk);
	json_t *values = json_pack("{s:b, s:[]}", "fails", true, "events");
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Letter) row = NULL;

	draft.name = LETTER_ALARM;
	draft.message_id = g_strdup("alarm.1@desk.example");
	bytes = letter_writer_compose(desk->context, &draft, NOW, values, NULL);
	text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	assert_header(text, "Message-ID", "<alarm.1@desk.example>");
	assert_header(text, "From", "Servicedesk <desk@desk.example>");
	assert_header(text, "To", "Els Bos <" ELS ">");
	must(letter_get(desk->context->spool, 1, &row, &error));
	assert_null(row);
	json_decref(values);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_link_of_a_prepared_answer),
	    desk_test(the_link_to_a_page),
	    desk_test(no_link_of_another_letter_goes_along),
	    desk_test(the_row_is_what_the_token_stands_for),
	    desk_test(a_token_that_is_not_shown_stands_nowhere),
	    desk_test(what_is_marked_goes_with_a_word),
	    desk_test(what_is_not_to_be_marked_goes_as_it_is),
	    desk_test(the_newest_of_its_thread_is_what_it_answers),
	    desk_test(one_without_a_row_has_the_id_it_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
