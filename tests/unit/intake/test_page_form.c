/* SPDX-License-Identifier: Apache-2.0 */
/* What customers send by a page: kept as a mail, read as one, and decided as one. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/page_form.h"
#include "gateway/letters/compose.h"
#include "parsers/mime.h"

#define FIELDS_MOST 8

/* What Els, or who is named, sends; all may be left out. */
typedef struct {
	const char *who;
	ConfirmedBy by;
	WebDeed deed;
	const char *number;
	const char *item;
	const char *title;
	const char *text;
	const char *fields[FIELDS_MOST][2];
	bool file;
	bool by_link; /* of a letter, and without a session */
} Sent;

static GHashTable *
fields_of(const Sent *sent)
{
	GHashTable *fields = g_hash_table_new(g_str_hash, g_str_equal);

	for (int i = 0; i < FIELDS_MOST && sent->fields[i][0] != NULL; i++)
		g_hash_table_insert(
		    fields, (void *)sent->fields[i][0], (void *)sent->fields[i][1]);
	return fields;
}

static GPtrArray *
files_of(const Sent *sent)
{
	static ComposeAttachment file = {.name = "foto.txt", .type = "text/plain"};
	GPtrArray *files = g_ptr_array_new();

	if (sent->file) {
		file.bytes = g_bytes_new_static("zwart\n", 6);
		g_ptr_array_add(files, &file);
	}
	return files;
}

/* The mail that it becomes. */
static int64_t
keep(Desk *desk, const Sent *sent)
{
	g_autofree char *nonce = g_strdup_printf("nonce %d", ++desk->mails);
	g_autoptr(GHashTable) fields = fields_of(sent);
	g_autoptr(GPtrArray) files = files_of(sent);
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Ticket) ticket =
	    sent->number == NULL ? NULL : desk_ticket(desk, sent->number);
	PageForm form = {.by = sent->by == CONFIRMED_BY_NOTHING && !sent->by_link
				   ? CONFIRMED_BY_LETTER
				   : sent->by,
	    .letter = sent->by_link ? 1 : 0,
	    .deed = sent->deed,
	    .ticket = ticket,
	    .item = sent->item,
	    .title = sent->title == NULL ? "Scherm is zwart" : sent->title,
	    .text = sent->text == NULL ? "" : sent->text,
	    .fields = fields,
	    .files = files,
	    .nonce = (const uint8_t *)nonce,
	    .nonce_size = strlen(nonce)};
	int64_t mail = 0;

	must(contact_find(
	    desk->context->spool, sent->who == NULL ? ELS : sent->who, &contact, &error));
	form.contact = contact;
	must(page_form_keep(desk->context, &form, &mail, &error));
	if (sent->file)
		g_bytes_unref(((ComposeAttachment *)files->pdata[0])->bytes);
	return mail;
}

/* "open case CS0000001"; ret_trace: caller owns, or NULL. */
static char *
send_it(Desk *desk, const Sent *sent, char **ret_trace)
{
	int64_t id = keep(desk, sent);
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(Message) message = NULL;
	g_auto(IntakeResult) processed = {0};

	must(mail_get(desk->context->spool, id, &mail, &error));
	must((raw = mail_raw(desk->context->spool, id, &error)) != NULL);
	message = mime_read(raw);
	must(intake_message(desk->context, mail, message, &processed, &error));
	if (ret_trace != NULL)
		*ret_trace = g_steal_pointer(&processed.trace);
	return g_strdup_printf("%s%s%s", processed.decision,
	    processed.number == NULL ? "" : " ",
	    processed.number == NULL ? "" : processed.number);
}

#define send(desk, expected, ...)                                                    \
	do {                                                                         \
		g_autofree char *became = send_it(desk, &(Sent){__VA_ARGS__}, NULL); \
		assert_string_equal(became, expected);                               \
	} while (0)

static void
case_opened(void **state)
{
	Desk *desk = *state;
	const Sent sent = {.text = "Na het opstarten blijft hij zwart.",
	    .fields = {{PAGE_FORM_CATEGORY, "Netwerk"}, {PAGE_FORM_PEOPLE, PIET}},
	    .file = true};
	g_autofree char *became = NULL;
	g_autofree char *trace = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) files = NULL;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	became = send_it(desk, &sent, &trace);
	assert_string_equal(became, "open case CS0000001");
	ticket = desk_ticket(desk, "CS0000001");
	assert_string_equal(ticket->title, "Scherm is zwart");
	assert_string_equal(ticket->category, "Netwerk");
	assert_string_equal(ticket->mailbox, "support");
	must(ticket_attachments(desk->context->spool, ticket->id, &files, &error));
	assert_int_equal(files->len, 1);
	assert_non_null(strstr(trace, "proof     L1           logged in on the page: the code "
				      "of a letter to the registered address"));
	assert_non_null(strstr(trace, "page      open"));
	assert_timeline(desk, "CS0000001",
	    "description Els Bos: Na het opstarten blijft hij zwart.\n"
	    "letter casegate: acknowledgement\n");
	assert_letters(desk, "acknowledgement to " ELS);
}

/* What stands in the words is no field, no item and no token. */
static void
words_are_words(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	token = desk_token(desk, "CS0000001", ELS);
	text = g_strdup_printf("Categorie: Netwerk\n\nRef: %s", token);
	send(desk, "open case CS0000002", .title = "Teams of Teamskanaal aanmaken",
	    .text = text);
	ticket = desk_ticket(desk, "CS0000002");
	assert_string_equal(ticket->category, "Overig");
	send(desk, "open case CS0000003", .title = "status", .text = "mijn cases");
}

static void
solution(void **state, WebDeed deed, const char *text, const char *becomes, const char *after)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	send(desk, "open case CS0000001", .text = "Help.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	send(desk, becomes, .deed = deed, .number = "CS0000001", .text = text);
	assert_string_equal(desk_state_of(desk, "CS0000001"), after);
}

static void
accepted(void **state)
{
	solution(state, WEB_DEED_ACCEPT, NULL, "accept CS0000001", "closed");
}

/* A button is the answer; the words beside it are none. */
static void
accepted_with_words(void **state)
{
	solution(state, WEB_DEED_ACCEPT, "Niet akkoord met de prijs, maar het werkt.",
	    "accept CS0000001", "closed");
}

static void
rejected(void **state)
{
	solution(state, WEB_DEED_REJECT, "Nog steeds zwart.", "reject CS0000001", "open");
	assert_timeline(*state, "CS0000001",
	    "description Els Bos: Help.\n"
	    "letter casegate: acknowledgement\n"
	    "change Sanne de Wit: resolved: Nieuwe kabel.\n"
	    "letter casegate: resolution\n"
	    "comment Els Bos: rejected: Nog steeds zwart.\n"
	    "letter casegate: reopened\n");
}

/* No word of a comment accepts. */
static void
commented(void **state)
{
	solution(state, WEB_DEED_COMMENT, "Akkoord", "reopen CS0000001", "open");
}

static void
thanked(void **state)
{
	solution(state, WEB_DEED_COMMENT, "Hartelijk dank!", "comment CS0000001", "resolved");
}

/* What is over is followed by a new case. */
static void
followed(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	solution(state, WEB_DEED_ACCEPT, NULL, "accept CS0000001", "closed");
	send(desk, "open case CS0000002", .deed = WEB_DEED_REJECT, .number = "CS0000001",
	    .text = "Toch weer stuk.");
	ticket = desk_ticket(desk, "CS0000002");
	assert_int_not_equal(ticket->predecessor, 0);
}

/* Who is no party is none on a page either, whatever the form says. */
static void
not_theirs(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, "eve@elders.example");
	send(desk, "open case CS0000001", .text = "Help.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	send(desk, "open case CS0000002", .who = "eve@elders.example", .deed = WEB_DEED_ACCEPT,
	    .number = "CS0000001");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

#define TEAMS                                                                     \
	{                                                                         \
		{"kind", "Nieuw team"}, {"name", "Project Zon"}, {"owners", ELS}, \
		    {"purpose", "Samenwerken\naan zon"}, {"privacy", "Privé"},    \
		{                                                                 \
			"urgency", "Normaal"                                      \
		}                                                                 \
	}

/* Complete and by the mailbox's owner: it goes on as a mail's that is proven. */
static void
requested(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) fields = NULL;

	desk_know(desk, ELS);
	send(desk, "file request REQ0000001", .deed = WEB_DEED_REQUEST, .item = "teams",
	    .title = "Teams", .fields = TEAMS);
	ticket = desk_ticket(desk, "REQ0000001");
	assert_string_equal(ticket_state_name(ticket->state), "awaiting approval");
	must(ticket_fields_all(desk->context->spool, ticket->id, &fields, &error));
	assert_true(fields->len >= 6);
}

/* What lacks is asked for by letter: begun on a page, ended by mail. */
static void
half_requested(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	send(desk, "file request REQ0000001", .deed = WEB_DEED_REQUEST, .item = "teams",
	    .title = "Teams", .fields = {{"name", "Project Zon"}});
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "draft");
	assert_letters(desk, "request-question to " ELS);
}

/* A draft is completed by the whole form: what is empty there is taken back. */
static void
draft_completed(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) fields = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS,
	    .subject = "Teams of Teamskanaal aanmaken",
	    .text = "Gewenste naam van Team/Kanaal: Zon\nLeden: " PIET "\n", .aligned = true);
	assert_letters(desk, "request-question to " ELS);
	send(desk, "continue draft REQ0000001", .deed = WEB_DEED_REQUEST,
	    .number = "REQ0000001", .item = "teams", .fields = {{"name", "Maan"}});
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "draft");
	assert_letters(desk, "request-question to " ELS);
	send(desk, "continue draft REQ0000001", .deed = WEB_DEED_REQUEST,
	    .number = "REQ0000001", .item = "teams", .text = "Bedankt!", .fields = TEAMS);
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "awaiting approval");
	ticket = desk_ticket(desk, "REQ0000001");
	must(ticket_fields(desk->context->spool, ticket->id, &fields, &error));
	for (unsigned i = 0; i < fields->len; i++)
		assert_string_not_equal(
		    ((const TicketField *)fields->pdata[i])->name, "members");
	assert_int_equal(fields->len, 6);
}

/* With the app's code, or the login of their organisation, it is as sure as can be. */
static void
by_the_app(void **state)
{
	static const struct {
		ConfirmedBy by;
		const char *proof;
	} ROWS[] = {
	    {CONFIRMED_BY_APP, "the code of a letter, and that of the sender's app"},
	    {CONFIRMED_BY_LOGIN, "the login of their own organisation"},
	};
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Sent sent = {.by = ROWS[i].by, .text = "Help."};
		g_autofree char *trace = NULL;
		g_autofree char *became = send_it(desk, &sent, &trace);
		g_autofree char *line = g_strconcat(
		    "proof     L4           logged in on the page: ", ROWS[i].proof, NULL);

		assert_non_null(strstr(trace, line));
		assert_int_equal(page_form_standing(ROWS[i].by), STANDING_BOTH);
	}
	assert_int_equal(page_form_standing(CONFIRMED_BY_LETTER), STANDING_CONFIRMED);
}

/* Only who was asked to approve it approves, and the requester never. */
static void
approved(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);
	int64_t piet = desk_know(desk, PIET);

	must(contact_set_rights(
	    desk->context->spool, els, &(ContactRights){.manager = &piet}, &error));
	send(desk, "file request REQ0000001", .deed = WEB_DEED_REQUEST, .item = "teams",
	    .title = "Teams", .fields = TEAMS);
	send(desk, "comment REQ0000001", .deed = WEB_DEED_APPROVE, .number = "REQ0000001");
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "awaiting approval");
	send(desk, "approve REQ0000001", .who = PIET, .deed = WEB_DEED_APPROVE,
	    .number = "REQ0000001");
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "in progress");
}

/* A case that a link has closed. */
static void
close_by_link(Desk *desk)
{
	desk_post(desk, "open case CS0000001", ELS, .text = "Help, mijn scherm is zwart.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk->context->now_ms += HOUR;
	send(desk, "accept CS0000001", .deed = WEB_DEED_ACCEPT, .number = "CS0000001",
	    .by_link = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

/* It proves what the token does in a mail, makes nobody known, and is told as what it is, whatever the rules say. */
static void
accepted_by_link(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) els = NULL;
	g_autofree char *trace = NULL;
	g_autofree char *again = NULL;
	const Sent sent = {.deed = WEB_DEED_ACCEPT, .number = "CS0000001", .by_link = true};

	close_by_link(desk);
	assert_letters(desk, "acknowledgement-unverified to " ELS ", resolution to " ELS
			     ", closed-by-link to " ELS);
	must(contact_find(desk->context->spool, ELS, &els, &error));
	assert_false(els->known);
	again = send_it(desk, &sent, &trace);
	assert_string_equal(again, "tell state CS0000001");
	assert_non_null(strstr(trace, "L1           the link of letter 1: as its token"));
	send(desk, "tell state CS0000001", .deed = WEB_DEED_ACCEPT, .number = "CS0000001");
}

/* For a day it is as good as solved, to whoever proves to be a party. */
static void
reopened_after_a_link(void **state)
{
	static const struct {
		const char *text, *became, *ends;
	} ROWS[] = {
	    {"Dat was ik niet.", "reject CS0000001", "open"},
	    {"Nee, dat was ik niet", "reject CS0000001", "open"},
	    {"nee, werkt nog niet", "reopen CS0000001", "open"},
	    {"Het scherm is nog steeds zwart.", "reopen CS0000001", "open"},
	    {"Bedankt!", "comment CS0000001", "closed"},
	    {"akkoord", "tell state CS0000001", "closed"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		Desk *desk = NULL;

		desk_teardown(state);
		desk_setup(state);
		desk = *state;
		close_by_link(desk);
		desk->context->now_ms += DAY - HOUR;
		desk_post(desk, ROWS[i].became, ELS, .text = ROWS[i].text,
		    .ref = "{CS0000001 " ELS "}");
		assert_string_equal(desk_state_of(desk, "CS0000001"), ROWS[i].ends);
	}
}

static void
not_reopened_after_a_day_nor_by_anybody(void **state)
{
	Desk *desk = *state;

	close_by_link(desk);
	desk_post(desk, "open case CS0000002", ELS, .text = "Dat was ik niet.",
	    .number = "CS0000001");
	desk->context->now_ms += DAY;
	desk_post(desk, "open case CS0000003", ELS, .text = "nee, werkt nog niet",
	    .ref = "{CS0000001 " ELS "}");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
	/* what was closed otherwise is closed */
	desk_agent(desk, "CS0000002", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(
	    desk, "accept CS0000002", ELS, .text = "akkoord", .ref = "{CS0000002 " ELS "}");
	desk_post(desk, "open case CS0000004", ELS, .text = "nee, werkt nog niet",
	    .ref = "{CS0000002 " ELS "}");
}

/* Reopened, it takes a new accept to close it, and then that is told anew. */
static void
closed_by_a_link_again(void **state)
{
	Desk *desk = *state;

	close_by_link(desk);
	desk_post(desk, "reopen CS0000001", ELS, .text = "nee, werkt nog niet",
	    .ref = "{CS0000001 " ELS "}");
	desk->context->now_ms += HOUR;
	desk_agent(desk, "CS0000001", AGENT_CLOSES, "Zo is het.");
	desk_post(desk, "open case CS0000002", ELS, .text = "nee, werkt nog niet",
	    .ref = "{CS0000001 " ELS "}");
}

static void
rejected_by_link(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help, mijn scherm is zwart.");
	for (int i = 0; i < 4; i++) {
		desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
		send(desk, i < 3 ? "reject CS0000001" : "comment CS0000001",
		    .deed = WEB_DEED_REJECT, .number = "CS0000001", .text = "Weer zwart.",
		    .by_link = true);
	}
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	send(desk, "comment CS0000001", .deed = WEB_DEED_COMMENT, .number = "CS0000001",
	    .text = "Akkoord.", .by_link = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

static int
setup(void **state)
{
	(void)state;
	mime_init();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	mime_shutdown();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(case_opened),
	    desk_test(words_are_words),
	    desk_test(accepted),
	    desk_test(accepted_with_words),
	    desk_test(rejected),
	    desk_test(commented),
	    desk_test(thanked),
	    desk_test(followed),
	    desk_test(not_theirs),
	    desk_test(requested),
	    desk_test(half_requested),
	    desk_test(draft_completed),
	    desk_test(by_the_app),
	    desk_test(approved),
	    desk_test(accepted_by_link),
	    desk_test(reopened_after_a_link),
	    desk_test(not_reopened_after_a_day_nor_by_anybody),
	    desk_test(closed_by_a_link_again),
	    desk_test(rejected_by_link),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
