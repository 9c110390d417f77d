/* SPDX-License-Identifier: Apache-2.0 */
/* What answers to notifications do, and to whom they belong. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/agent_reply.h"
#include "parsers/classify.h"
#include "spool/spam_sender.h"
#include "spool/sqlite.h"
#include "spool/ticket_content.h"

#define SANNE "sanne@desk.example"
#define JAN "jan@desk.example"
#define TO_SANNE "desk+{CS0000001 " SANNE "}@desk.example"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml",
	    DESK_YAML_BEFORE_AGENTS
	    "  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n"
	    "  - {name: Jan, address: jan@desk.example, groups: [servicedesk]}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	desk_tell(desk);
	g_free(desk_letters(desk));
	return 0;
}

static void
answer(Desk *desk, const char *text)
{
	desk_post(desk, "agent's action CS0000001", SANNE, .text = text, .to = TO_SANNE,
	    .aligned = true);
}

static void
assert_has(const char *text, const char *what)
{
	if (strstr(text, what) == NULL)
		fail_msg("no <%s> in\n%s", what, text);
}

static void
assert_reason(const Desk *desk, MailState state, const char *beginning)
{
	g_autoptr(Mail) mail = desk_last_mail(desk);

	assert_string_equal(mail_state_name(mail->state), mail_state_name(state));
	if (!g_str_has_prefix(mail->reason, beginning))
		fail_msg("the reason is <%s>", mail->reason);
}

static void
the_answer_goes_to_the_customer(void **state)
{
	Desk *desk = *state;
	g_autofree char *letter = NULL;

	answer(desk, "Is de kabel los?");
	assert_letters(desk, "answer to " ELS);
	letter = sent_letter_text(desk, "CS0000001", ELS);
	assert_has(letter, "Is de kabel los?");
	assert_null(strstr(letter, SANNE));
	assert_string_equal(desk_state_of(desk, "CS0000001"), "open");
	answer(desk, "#ask\nWelke kamer?");
	assert_letters(desk, "question to " ELS);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "awaiting info");
	answer(desk, "#assign\n#cat netwerk\n#Prio hoog\n#res\nNieuwe kabel.");
	assert_letters(desk, "resolution to " ELS);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "answer Sanne de Wit: Is de kabel los?\n"
	    "letter casegate: answer\n"
	    "question Sanne de Wit: Welke kamer?\n"
	    "letter casegate: question\n"
	    "change Sanne de Wit: assigned to Sanne de Wit\n"
	    "change Sanne de Wit: category: Netwerk\n"
	    "change Sanne de Wit: priority: high\n"
	    "change Sanne de Wit: resolved: Nieuwe kabel.\n"
	    "letter casegate: resolution\n");
	desk_tell(desk);
	assert_letters(desk, "none");
	answer(desk, "#close");
	assert_letters(desk, "closed to " ELS);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

static void
a_note_stays_within(void **state)
{
	Desk *desk = *state;

	answer(desk, "#note\nLastige klant.\n#assign jan");
	assert_letters(desk, "none");
	answer(desk, "#assign jan");
	desk_tell(desk);
	assert_letters(desk, "notification to " JAN);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
}

static void
people_come_and_go(void **state)
{
	Desk *desk = *state;

	answer(desk, "#add " PIET "\nIk neem Piet mee.");
	assert_letters(desk, "answer to " ELS ", answer to " PIET);
	answer(desk, "#remove " PIET "\nToch niet.");
	assert_letters(desk, "answer to " ELS);
	answer(desk, "#remove " PIET);
	assert_reason(
	    desk, MAIL_DONE, "refused: CS0000001: 'piet@klant.example' is niet betrokken");
	answer(desk, "#add karel");
	assert_reason(desk, MAIL_DONE, "refused: er is geen contact 'karel'; er is ");
	answer(desk, "#add piet\nToch wel.");
	assert_letters(desk, "notification-refused to " SANNE ", notification-refused to " SANNE
			     ", answer to " ELS ", answer to " PIET);
	answer(desk, "#add desk@desk.example");
	assert_reason(desk, MAIL_DONE, "refused: CS0000001: 'desk@desk.example' is een adres");
}

static void
what_cannot_be_is_told_to_the_agent(void **state)
{
	static const char *const CASES[][2] = {
	    {"#repareren\nKlaar.",
		"refused: er is geen opdracht 'repareren'; er is oplossen, "},
	    {"#re\nKlaar.", "refused: 're' kan oplossen, heropenen, "},
	    {"#resolve", "refused: CS0000001: er is geen tekst voor de klant"},
	    {"#priority high\n#assign niemand\nHallo",
		"refused: er is geen medewerker 'niemand'; er is Sanne de Wit of Jan"},
	    {"#category Bestaat niet",
		"refused: er is geen categorie 'Bestaat niet'; er is Netwerk of Overig"},
	    {"#fulfil", "refused: CS0000001: het is een melding, geen aanvraag"},
	    {"#release", "refused: #doorlaten is voor mails die wachten"},
	    {"#resolve\n#close", "refused: #oplossen en #afsluiten"},
	    {"", "refused: er staat niets"},
	};
	Desk *desk = *state;
	g_autofree char *before = desk_timeline(desk, "CS0000001");
	g_autofree char *told = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		answer(desk, CASES[i][0]);
		assert_reason(desk, MAIL_DONE, CASES[i][1]);
		assert_letters(desk, "notification-refused to " SANNE);
		assert_timeline(desk, "CS0000001", before);
	}
	answer(desk, "#close");
	answer(desk, "Nog iets.");
	assert_reason(desk, MAIL_DONE, "refused: CS0000001: het is voorgoed afgesloten");
	assert_letters(desk, "closed to " ELS ", notification-refused to " SANNE);
	told = sent_letter_text(desk, "CS0000001", SANNE);
	assert_has(told, "Nog iets.");
	assert_has(told, "Auto-Submitted: auto-replied");
}

/* The agent is told what cannot be; what fails here is tried again. */
static void
what_fails_here_is_no_refusal(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = desk_tokens(desk, TO_SANNE);
	const Post post = {SANNE, .text = "Is de kabel los?", .to = to, .aligned = true};
	g_autoptr(Mail) mail = post_mail(desk, &post);
	g_autoptr(Message) message = post_message(desk, &post);
	g_auto(IntakeResult) became = {0};

	must(sql_execute(desk->context->spool,
	    "CREATE TEMP TRIGGER fails BEFORE INSERT ON ticket_entry BEGIN"
	    " SELECT RAISE(ABORT, 'no entries today'); END",
	    &error));
	must_fail_saying(intake_message(desk->context, mail, message, &became, &error),
	    SPOOL_ERROR_FAILED, "no entries today");
	assert_letters(desk, "none");
}

/* The letter that was written last: where an answer to it goes, and its bytes. Caller owns both. */
static char *
to_last(const Desk *desk)
{
	g_autofree char *token = desk_token_of(desk, TOKEN_PROOF, desk->letters_told);

	return g_strdup_printf("desk+%s@desk.example", token);
}

static char *
last_letter(const Desk *desk)
{
	g_autoptr(GBytes) bytes = letter_bytes(desk->context->spool, desk->letters_told, NULL);

	assert_non_null(bytes);
	return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static void
assert_held(const Desk *desk, int64_t id, MailState state)
{
	g_autoptr(Mail) mail = NULL;

	must(mail_get(desk->context->spool, id, &mail, &error));
	assert_string_equal(mail_state_name(mail->state), mail_state_name(state));
}

static void
only_its_own_commands_answer_a_held_mail(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];
	g_autofree char *to = NULL;
	g_autofree char *told = NULL;
	g_autofree char *late = NULL;
	int64_t held = 0;

	mailbox->unknown_senders = CONFIG_UNKNOWN_HOLD;
	desk_post(desk, "hold", "eve@elders.example", .subject = "Zebra", .text = "Help.");
	held = desk->mails;
	desk_tell(desk);
	assert_letters(desk, "notification-held to " SANNE ", notification-held to " JAN);
	to = to_last(desk);
	desk_post(
	    desk, "agent's action", JAN, .text = "Mag wel door.", .to = to, .aligned = true);
	assert_reason(desk, MAIL_DONE,
	    "refused: een mail die wacht beantwoord je met #doorlaten of #spam");
	assert_letters(desk, "notification-refused to " JAN);
	told = last_letter(desk);
	assert_has(told, "Subject: Wacht op jou: Zebra");
	assert_has(told, "Mag wel door.");
	assert_has(told, "#doorlaten");
	assert_has(told, "#spam");
	assert_null(strstr(told, "naar de klant"));
	desk_post(desk, "hold", SANNE, .text = "#release", .to = to);
	assert_letters(desk, "none");
	assert_held(desk, held, MAIL_HELD);
	desk_post(desk, "agent's action", JAN, .text = "#release", .to = to, .aligned = true);
	assert_letters(desk, "none");
	assert_held(desk, held, MAIL_WAITING);
	desk_post(desk, "agent's action", JAN, .text = "#release", .to = to, .aligned = true);
	assert_reason(desk, MAIL_DONE, "refused: de mail wacht niet meer");
	assert_letters(desk, "notification-refused to " JAN);
	late = last_letter(desk);
	assert_null(strstr(late, "#doorlaten  "));
}

static void
assert_spammer(const Desk *desk, const char *address, bool expected)
{
	bool is = false;

	must(spam_sender_is(desk->context->spool, address, &is, &error));
	assert_int_equal(is, expected);
}

static void
a_held_mail_is_called_spam(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];
	g_autofree char *to = NULL;
	int64_t held = 0;

	mailbox->unknown_senders = CONFIG_UNKNOWN_HOLD;
	desk_post(desk, "hold", "eve@elders.example", .subject = "Zebra", .text = "Koop.");
	held = desk->mails;
	desk_tell(desk);
	g_free(desk_letters(desk));
	to = to_last(desk);
	desk_post(desk, "hold", JAN, .text = "#spam", .to = to);
	assert_letters(desk, "notification-unproven to " JAN);
	assert_held(desk, held, MAIL_HELD);
	assert_spammer(desk, "eve@elders.example", false);
	desk_post(desk, "agent's action", JAN, .text = "#spam", .to = to, .aligned = true);
	assert_letters(desk, "none");
	assert_held(desk, held, MAIL_SPAM);
	assert_spammer(desk, "eve@elders.example", true);
}

static void
a_ticket_is_called_spam(void **state)
{
	Desk *desk = *state;

	answer(desk, "#spam");
	assert_reason(desk, MAIL_DONE, "spam");
	assert_letters(desk, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "cancelled");
	assert_spammer(desk, ELS, true);
}

static void
what_was_put_off_is_back(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) off = NULL;
	g_autoptr(Ticket) back = NULL;

	answer(desk, "#hervatten");
	assert_reason(desk, MAIL_DONE, "refused: CS0000001: het is niet uitgesteld");
	answer(desk, "#uitstellen 3d");
	off = desk_ticket(desk, "CS0000001");
	assert_true(off->snoozed_ms > 0);
	answer(desk, "#wake\n#note Toch nu.");
	back = desk_ticket(desk, "CS0000001");
	assert_int_equal(back->snoozed_ms, 0);
}

static MessageAttachment *
attach(Message *message, const char *name, const char *bytes)
{
	MessageAttachment *one = g_new0(MessageAttachment, 1);

	one->path = g_strdup("2");
	one->name = g_strdup(name);
	one->type = g_strdup("application/pdf");
	one->size = (int64_t)strlen(bytes);
	g_ptr_array_add(message->attachments, one);
	return one;
}

/* It comes with an attachment, of which `read` is told. Caller owns what it became. */
static char *
answer_with(Desk *desk, const char *from, const char *text, void (*read)(MessageAttachment *))
{
	const Post post = {from, .text = text, .to = TO_SANNE, .aligned = true};
	g_autoptr(Mail) mail = post_mail(desk, &post);
	g_autoptr(Message) message = post_message(desk, &post);
	g_auto(IntakeResult) processed = {0};
	MessageAttachment *one = attach(message, "handleiding.pdf", "bijlage");
	bool wanted = agent_reply_wants(desk->context, mail, message) == one;

	if (wanted && read != NULL)
		read(one);
	must(intake_message(desk->context, mail, message, &processed, &error));
	return g_strdup_printf("%s%s", wanted ? "" : "unread, ", processed.decision);
}

static void
read_well(MessageAttachment *one)
{
	one->bytes = g_bytes_new_static("bijlage", 7);
}

static void
read_badly(MessageAttachment *one)
{
	one->lost = g_strdup("there is no such part");
}

static void
attachments_go_along(void **state)
{
	Desk *desk = *state;
	g_autofree char *became = answer_with(desk, SANNE, "Zie de handleiding.", read_well);
	g_autofree char *noted = NULL;
	g_autofree char *letter = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");
	g_autoptr(GPtrArray) kept = NULL;

	assert_string_equal(became, "agent's action");
	assert_letters(desk, "answer to " ELS);
	letter = sent_letter_text(desk, "CS0000001", ELS);
	assert_has(letter, "filename=\"handleiding.pdf\"");
	assert_has(letter, "YmlqbGFnZQ==");
	noted = answer_with(desk, SANNE, "#note\nVoor ons.", read_well);
	assert_letters(desk, "none");
	must(ticket_attachments(desk->context->spool, ticket->id, &kept, &error));
	assert_int_equal(kept->len, 2);
}

/* Nothing goes out without what was to go along. */
static void
unread_attachments_stop_it(void **state)
{
	static void (*const HOW[])(MessageAttachment *) = {read_badly, NULL};
	static const char *const WHY[] = {
	    "refused: de bijlage 'handleiding.pdf' kan niet gelezen worden: there is no such "
	    "part",
	    "refused: de bijlagen zijn niet gelezen",
	};
	Desk *desk = *state;
	g_autofree char *before = desk_timeline(desk, "CS0000001");

	for (size_t i = 0; i < G_N_ELEMENTS(HOW); i++) {
		g_autofree char *became = answer_with(desk, SANNE, "Zie bijlage.", HOW[i]);

		assert_string_equal(became, "agent's action");
		assert_reason(desk, MAIL_DONE, WHY[i]);
		assert_letters(desk, "notification-refused to " SANNE);
		assert_timeline(desk, "CS0000001", before);
	}
	desk_post(desk, "agent's action CS0000001", SANNE, .to = TO_SANNE, .header_only = true,
	    .aligned = true);
	assert_reason(desk, MAIL_DONE, "refused: de mail is te groot: alleen de kop");
}

/* Nobody else's attachments are read before it is known who they are. */
static void
only_an_agents_attachments_are_read(void **state)
{
	Desk *desk = *state;
	g_autofree char *jan = answer_with(desk, JAN, "Zie bijlage.", read_well);
	g_autofree char *els = answer_with(desk, ELS, "Zie bijlage.", read_well);

	assert_string_equal(jan, "unread, hold");
	assert_string_equal(els, "unread, hold");
	assert_letters(desk, "none");
}

/* Neither a From, nor a number, nor another's token makes an agent of anybody. */
static void
only_that_agent_acts(void **state)
{
	Desk *desk = *state;
	g_autofree char *before = desk_timeline(desk, "CS0000001");

	desk_post(desk, "hold", JAN, .text = "#close", .to = TO_SANNE);
	assert_reason(
	    desk, MAIL_HELD, "an answer to a notification that was sent to somebody else");
	desk_post(desk, "hold", ELS, .text = "#close", .to = TO_SANNE);
	desk_post(desk, "hold", .text = "#close", .to = TO_SANNE);
	desk_post(desk, "ignore", SANNE, .text = "#close", .to = TO_SANNE,
	    .kind = MESSAGE_AUTO_REPLY);
	assert_reason(desk, MAIL_DONE, "a machine's answer to a notification");
	desk_post(desk, "hold", SANNE, .text = "#close", .to = TO_SANNE, .denied = true);
	assert_reason(
	    desk, MAIL_HELD, "an agent's answer that our own server did not vouch for");
	assert_letters(desk, "notification-unproven to " SANNE);
	desk->context->now_ms += 91 * DAY;
	desk_post(desk, "hold", SANNE, .text = "#close", .to = TO_SANNE, .aligned = true);
	assert_reason(desk, MAIL_HELD, "an answer to a notification whose token has expired");
	assert_letters(desk, "none");
	assert_timeline(desk, "CS0000001", before);
	desk_post(desk, "open case CS0000002", SANNE, .text = "#close", .number = "CS0000001",
	    .aligned = true);
	assert_letters(desk, "acknowledgement to " SANNE);
	assert_timeline(desk, "CS0000001", before);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
}

/* Who left the desk keeps nothing but old mails. */
static void
who_is_no_agent_any_more_acts_no_more(void **state)
{
	Desk *desk = *state;

	g_ptr_array_remove_index(desk->context->config->agents, 0);
	desk_post(desk, "hold", SANNE, .text = "#close", .to = TO_SANNE);
	assert_reason(
	    desk, MAIL_HELD, "an answer to a notification by somebody who is no agent any");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
	assert_letters(desk, "none");
}

/* A customer who answers their own letter does so, whatever of the desk's mail is quoted below. */
static void
customers_stay_customers(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "comment CS0000001", ELS, .text = "Nog iets.",
	    .to = "desk+{CS0000001 " ELS "}@desk.example", .ref = "{CS0000001 " SANNE "}");
	assert_letters(desk, "none");
}

/* A customer who quotes a notification, or read its id in an answer to all, and writes in the agent's name. */
static void
a_customer_does_not_become_an_agent(void **state)
{
	static const char MARK[] = "Zebra, aan een derde";
	Desk *desk = *state;
	g_autofree char *before = desk_timeline(desk, "CS0000001");
	g_autofree char *id = sent_letter_id(desk, "CS0000001", SANNE);
	g_autofree char *told = NULL;
	int64_t count = 0;

	/* neither the token nor a pass alone, nor the id with a pass */
	desk_post(desk, "hold", SANNE, .text = MARK, .to = TO_SANNE);
	assert_reason(
	    desk, MAIL_HELD, "an agent's answer that our own server did not vouch for");
	assert_letters(desk, "notification-unproven to " SANNE);
	told = last_letter(desk);
	assert_null(strstr(told, "Zebra"));
	desk_post(desk, "hold", SANNE, .text = MARK, .answers = id, .aligned = true);
	assert_reason(desk, MAIL_HELD, "an agent's answer without the notification's token");
	assert_letters(desk, "notification-unproven to " SANNE);
	desk_post(desk, "hold", SANNE, .text = MARK, .answers = id, .denied = true);
	assert_letters(desk, "notification-unproven to " SANNE);
	/* who goes on like that fills nobody's mailbox */
	desk_post(desk, "hold", SANNE, .text = MARK, .to = TO_SANNE);
	count = desk->letters_told;
	assert_letters(desk, "none");
	assert_int_equal(count, desk->letters_told);
	assert_timeline(desk, "CS0000001", before);
}

/* The id of a notification ties a customer's answer to its ticket, and makes nobody an agent. */
static void
an_id_alone_only_ties(void **state)
{
	Desk *desk = *state;
	g_autofree char *id = sent_letter_id(desk, "CS0000001", SANNE);

	desk_post(
	    desk, "comment CS0000001", ELS, .text = "#close", .answers = id, .aligned = true);
	desk_post(desk, "open case CS0000002", "eve@elders.example", .text = "#close",
	    .answers = id, .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
}

/* A desk whose own server says nothing of senders goes by the token alone; check warns of it. */
static void
without_authserv_the_token_is_enough(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];

	g_clear_pointer(&mailbox->authserv, g_free);
	desk_post(desk, "agent's action CS0000001", SANNE, .text = "#resolve\nKlaar.",
	    .to = TO_SANNE);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

static char *
desk_release(Desk *desk, const Post *post)
{
	g_autoptr(Mail) mail = post_mail(desk, post);
	g_autoptr(Message) message = post_message(desk, post);
	g_auto(IntakeResult) processed = {0};

	mail->released = true;
	must(intake_message(desk->context, mail, message, &processed, &error));
	return g_strdup(processed.decision);
}

/* An operator who looked at a held answer lets it do what it says; one of somebody else does not become the agent's. */
static void
a_released_answer_is_the_agents(void **state)
{
	Desk *desk = *state;
	const Post own = {SANNE, .text = "#resolve\nKlaar.", .to = TO_SANNE};
	const Post others = {JAN, .text = "#close", .to = TO_SANNE};

	g_autofree char *was = desk_release(desk, &others);
	g_autofree char *became = desk_release(desk, &own);

	assert_string_equal(was, "open case");
	assert_string_equal(became, "agent's action");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* A machine's case: an answer would reach nobody, a solution is done and that is told. */
static void
who_writes_to_nobody_is_told(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	desk_post(desk, "open case CS0000002", .from = "noreply@machine.example",
	    .text = "Sensor 7.", .kind = MESSAGE_NOTIFICATION);
	desk_tell(desk);
	g_free(desk_letters(desk));
	desk_post(desk, "agent's action CS0000002", SANNE, .text = "Wij komen kijken.",
	    .to = "desk+{CS0000002 " SANNE "}@desk.example", .aligned = true);
	assert_letters(desk, "notification-refused to " SANNE);
	assert_string_equal(desk_state_of(desk, "CS0000002"), "new");
	desk_post(desk, "agent's action CS0000002", SANNE, .text = "#resolve\nDroog.",
	    .to = "desk+{CS0000002 " SANNE "}@desk.example", .aligned = true);
	assert_letters(desk, "notification-refused to " SANNE);
	assert_string_equal(desk_state_of(desk, "CS0000002"), "resolved");
	text = sent_letter_text(desk, "CS0000002", SANNE);
	assert_has(text, "Het is gedaan, maar: niemand hoort ervan: er is geen melder");
	desk_post(desk, "agent's action CS0000002", SANNE, .text = "#reporter " ELS "\nDroog.",
	    .to = "desk+{CS0000002 " SANNE "}@desk.example", .aligned = true);
	assert_letters(desk, "answer to " ELS);
}

/* An agent may write to the customer who is away: such words wait for somebody to look at them. */
static void
a_note_of_absence_by_its_text_alone_is_held(void **state)
{
	Desk *desk = *state;
	const Post away = {SANNE, .text = "Ik ben tot maandag weg, Jan neemt waar.",
	    .to = TO_SANNE, .kind = MESSAGE_AUTO_REPLY, .kind_reason = MESSAGE_BY_TEXT};
	const Post out = {SANNE, .text = away.text, .to = TO_SANNE, .kind = MESSAGE_AUTO_REPLY};
	g_autofree char *still = NULL;
	g_autofree char *released = NULL;

	desk_post(desk, "hold", SANNE, .text = away.text, .to = TO_SANNE, .aligned = true,
	    .kind = MESSAGE_AUTO_REPLY, .kind_reason = MESSAGE_BY_TEXT);
	assert_reason(
	    desk, MAIL_HELD, "an answer to a notification that reads like a note of absence");
	assert_letters(desk, "none");
	still = desk_release(desk, &out);
	assert_string_equal(still, "ignore");
	released = desk_release(desk, &away);
	assert_string_equal(released, "agent's action");
}

int
main(void)
{
#define WITH(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)
	const struct CMUnitTest tests[] = {
	    WITH(the_answer_goes_to_the_customer),
	    WITH(a_note_stays_within),
	    WITH(people_come_and_go),
	    WITH(what_cannot_be_is_told_to_the_agent),
	    WITH(what_fails_here_is_no_refusal),
	    WITH(only_its_own_commands_answer_a_held_mail),
	    WITH(a_held_mail_is_called_spam),
	    WITH(a_ticket_is_called_spam),
	    WITH(what_was_put_off_is_back),
	    WITH(attachments_go_along),
	    WITH(unread_attachments_stop_it),
	    WITH(only_an_agents_attachments_are_read),
	    WITH(only_that_agent_acts),
	    WITH(a_released_answer_is_the_agents),
	    WITH(a_note_of_absence_by_its_text_alone_is_held),
	    WITH(without_authserv_the_token_is_enough),
	    WITH(an_id_alone_only_ties),
	    WITH(a_customer_does_not_become_an_agent),
	    WITH(who_is_no_agent_any_more_acts_no_more),
	    WITH(customers_stay_customers),
	    WITH(who_writes_to_nobody_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
