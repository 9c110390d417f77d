/* SPDX-License-Identifier: Apache-2.0 */
/* Stories: what comes, and what becomes of it on a real spool. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk.h"
#include "spool/account.h"

#define EVE "eve@elders.example"
#define F "our server calls it forged"

#define TOKEN_1 "{CS0000001 " ELS "}"
#define TOKEN_2 "{CS0000002 " PIET "}"
#define TO_1 "desk+" TOKEN_1 "@desk.example"
#define ID_1 "{#CS0000001 " ELS "}"
#define OLD_ID_1 TOKEN_1 "@desk.example" /* as letters had it before */

/* What an agent did to CS0000001 before. */
typedef enum { UNTOUCHED, ASKED, RESOLVED, CLOSED, CANCELLED } Before;

static const AgentAction VERBS[] = {
    [ASKED] = AGENT_ASKS,
    [RESOLVED] = AGENT_RESOLVES,
    [CLOSED] = AGENT_CLOSES,
    [CANCELLED] = AGENT_CANCELS,
};

/* One mail after CS0000001 of Els and CS0000002 of Piet, both known, of one account. */
typedef struct {
	const char *what;
	Before before;
	int after_days;
	Post post;
	/* what it became | the state of CS0000001 | letters | the mark of the last comment on CS0000001 */
	const char *expected;
} Row;

static const Row ROWS[] = {
    /* evidence */
    {"a token in To", UNTOUCHED, 0, {ELS, .text = "Nog iets.", .to = TO_1},
	"comment CS0000001 | new | none | "},
    {"a token in capitals", UNTOUCHED, 0,
	{ELS, .text = "Nog iets.", .to = "DESK+" TOKEN_1 "@DESK.example"},
	"comment CS0000001 | new | none | "},
    {"an answer to our letter", UNTOUCHED, 0, {ELS, .text = "Nog iets.", .answers = ID_1},
	"comment CS0000001 | new | none | unproven"},
    {"an answer to an older letter of ours", UNTOUCHED, 0,
	{ELS, .text = "Nog iets.", .answers = OLD_ID_1},
	"comment CS0000001 | new | none | unproven"},
    {"an accept that answers our letter, without its token", RESOLVED, 0,
	{ELS, .text = "Akkoord", .answers = ID_1},
	"comment CS0000001 | resolved | none | unproven"},
    {"an accept that answers an older letter, without its token", RESOLVED, 0,
	{ELS, .text = "Akkoord", .answers = OLD_ID_1},
	"comment CS0000001 | resolved | none | unproven"},
    {"a colleague with the id of Els' letter", RESOLVED, 0,
	{PIET, .text = "Akkoord", .answers = ID_1, .aligned = true},
	"open case CS0000003 | resolved | acknowledgement to " PIET " | "},
    {"the id as an address", RESOLVED, 0, {ELS, .text = "Akkoord", .to = "desk+" ID_1},
	"open case CS0000003 | resolved | acknowledgement-unverified to " ELS " | "},
    {"a token behind Ref", UNTOUCHED, 0, {ELS, .text = "Nog iets.", .ref = TOKEN_1},
	"comment CS0000001 | new | none | "},
    {"an answer to one's own mail", UNTOUCHED, 0,
	{ELS, .text = "Nog iets.", .answers = "1@klant.example"},
	"comment CS0000001 | new | none | unproven"},
    {"nothing", UNTOUCHED, 0, {ELS, .text = "Nog iets."},
	"open case CS0000003 | new | acknowledgement-unverified to " ELS " | "},
    {"a forged token", RESOLVED, 0,
	{ELS, .text = "Akkoord", .to = "desk+aaaaaaaaaaaaaaaaaaaaaaaaaa@desk.example"},
	"open case CS0000003 | resolved | acknowledgement-unverified to " ELS " | "},
    {"a forged id of ours", RESOLVED, 0,
	{ELS, .text = "Akkoord", .answers = "aaaaaaaaaaaaaaaaaaaaaaaaaa@desk.example"},
	"open case CS0000003 | resolved | acknowledgement-unverified to " ELS " | "},
    {"a token in another domain's id", RESOLVED, 0,
	{ELS, .text = "Akkoord", .answers = TOKEN_1 "@elders.example"},
	"open case CS0000003 | resolved | acknowledgement-unverified to " ELS " | "},
    {"an expired token", RESOLVED, 91, {ELS, .text = "Akkoord", .to = TO_1},
	"comment CS0000001 | resolved | none | unproven"},
    {"a number that there is not", UNTOUCHED, 0, {ELS, .text = "x", .number = "CS0000009"},
	"open case CS0000003 | new | acknowledgement-unverified to " ELS " | "},

    /* who may see it */
    {"a stranger with the number", RESOLVED, 0, {EVE, .text = "Akkoord", .number = "CS0000001"},
	"open case CS0000003 | resolved | acknowledgement-unverified to " EVE " | "},
    {"a known contact with another's number", RESOLVED, 0,
	{PIET, .text = "Akkoord", .number = "CS0000001", .aligned = true},
	"open case CS0000003 | resolved | acknowledgement to " PIET " | "},
    {"a colleague with the token of Els", RESOLVED, 0, {PIET, .text = "Akkoord", .to = TO_1},
	"comment CS0000001 | resolved | none | unproven, with the token issued to " ELS},
    {"a colleague with the token of Els, vouched for", RESOLVED, 0,
	{PIET, .text = "Afwijzen, stuk.", .to = TO_1, .aligned = true},
	"comment CS0000001 | resolved | none | no party, with the token issued to " ELS},
    {"a stranger with a Ref of Els", RESOLVED, 0, {EVE, .text = "Akkoord", .ref = TOKEN_1},
	"comment CS0000001 | resolved | none | unproven, with the token issued to " ELS},
    {"a forged stranger with a Ref of Els", RESOLVED, 0,
	{EVE, .text = "Akkoord", .ref = TOKEN_1, .denied = true},
	"comment CS0000001 | resolved | none | " F ", with the token issued to " ELS},
    {"a stranger with a Ref of Els who asks for its state", RESOLVED, 0,
	{EVE, .subject = "status", .text = "Status?", .ref = TOKEN_1},
	"comment CS0000001 | resolved | none | unproven, with the token issued to " ELS},
    {"a stranger with a Ref of Els on a closed case", CLOSED, 0,
	{EVE, .text = "Weer stuk.", .ref = TOKEN_1},
	"open case CS0000003 | closed | acknowledgement-unverified to " EVE " | "},
    {"a stranger with an old token of Els", RESOLVED, 91, {EVE, .text = "Akkoord", .to = TO_1},
	"open case CS0000003 | resolved | acknowledgement-unverified to " EVE " | "},
    {"a stranger with the token of Els", CLOSED, 0, {EVE, .text = "Status?", .ref = TOKEN_1},
	"tell state | closed | status-refused to " EVE " | "},
    {"nobody with the token of Els", RESOLVED, 0, {.text = "Akkoord", .to = TO_1},
	"open case CS0000003 | resolved | none | "},

    /* the reporter, unproven */
    {"the number alone", RESOLVED, 0, {ELS, .text = "Het is weer stuk.", .number = "CS0000001"},
	"comment CS0000001 | resolved | none | unproven"},
    {"the number alone accepts nothing", RESOLVED, 0,
	{ELS, .text = "Akkoord", .number = "CS0000001"},
	"comment CS0000001 | resolved | none | unproven"},
    {"who is not proven is told nothing", UNTOUCHED, 0,
	{ELS, .subject = "status", .text = "", .number = "CS0000001"},
	"tell state CS0000001 | new | status-refused to " ELS " | unproven"},
    {"the number alone, awaiting info", ASKED, 0, {ELS, .text = "Ja.", .number = "CS0000001"},
	"comment CS0000001 | awaiting info | none | unproven"},
    {"the number alone, closed", CLOSED, 0,
	{ELS, .text = "Het is weer stuk.", .number = "CS0000001"},
	"open case CS0000003 | closed | acknowledgement-unverified to " ELS " | "},

    /* proven */
    {"aligned, awaiting info", ASKED, 0,
	{ELS, .text = "Ja.", .number = "CS0000001", .aligned = true},
	"comment CS0000001 | open | none | "},
    {"a token, awaiting info", ASKED, 0, {ELS, .text = "Ja.", .to = TO_1},
	"comment CS0000001 | open | none | "},
    {"accept", RESOLVED, 0, {ELS, .text = "Akkoord", .to = TO_1},
	"accept CS0000001 | closed | closed to " ELS " | "},
    {"accept by the prepared subject", RESOLVED, 0,
	{ELS, .subject = "Akkoord [CS0000001]", .text = "", .to = TO_1, .number = "CS0000001"},
	"accept CS0000001 | closed | closed to " ELS " | "},
    {"accept by an old token", RESOLVED, 0,
	{ELS, .text = "Akkoord", .ref = "{CS0000001 " ELS "}", .aligned = true},
	"accept CS0000001 | closed | closed to " ELS " | "},
    {"accept, aligned only", RESOLVED, 0,
	{ELS, .text = "Akkoord", .number = "CS0000001", .aligned = true},
	"ask back CS0000001 | resolved | ask-back to " ELS " | "},
    {"accept before there is a solution", UNTOUCHED, 0, {ELS, .text = "Akkoord", .to = TO_1},
	"comment CS0000001 | new | none | "},
    {"reject with its reason", RESOLVED, 0,
	{ELS, .text = "Niet opgelost, het scherm blijft zwart.", .to = TO_1},
	"reject CS0000001 | open | reopened to " ELS " | "},
    {"reject, denied accept", RESOLVED, 0,
	{ELS, .text = "Niet akkoord, het scherm blijft zwart.", .to = TO_1},
	"reject CS0000001 | open | reopened to " ELS " | "},
    {"reject without a reason", RESOLVED, 0, {ELS, .text = "Afwijzen", .to = TO_1},
	"reject CS0000001 | open | ask-reason to " ELS " | "},
    {"reject, aligned", RESOLVED, 0,
	{ELS, .text = "Niet opgelost, het scherm blijft zwart.", .number = "CS0000001",
	    .aligned = true},
	"reject CS0000001 | open | reopened to " ELS " | "},
    {"unclear", RESOLVED, 0, {ELS, .text = "Akkoord, maar het werkt nog niet.", .to = TO_1},
	"ask back CS0000001 | resolved | ask-back to " ELS " | "},
    {"accept, aligned only, in answer to our letter", RESOLVED, 0,
	{ELS, .text = "Akkoord", .answers = ID_1, .aligned = true},
	"ask back CS0000001 | resolved | ask-back to " ELS " | "},

    /* a token, and an address of anybody's that names Els as who wrote */
    {"an accept by a form", RESOLVED, 0,
	{"noreply@elders.example", .reply_to = ELS, .text = "Akkoord", .to = TO_1},
	"comment CS0000001 | resolved | none | unproven"},
    {"a reject by a form", RESOLVED, 0,
	{"noreply@elders.example", .reply_to = ELS, .text = "Niet opgelost, het is stuk.",
	    .to = TO_1},
	"comment CS0000001 | resolved | none | unproven"},
    {"an answer by a form", ASKED, 0,
	{"noreply@elders.example", .reply_to = ELS, .text = "Ja.", .ref = TOKEN_1},
	"comment CS0000001 | awaiting info | none | unproven"},
    {"its state by a form", RESOLVED, 0,
	{"noreply@elders.example", .reply_to = ELS, .subject = "Status", .text = "Status?",
	    .to = TO_1},
	"tell state CS0000001 | resolved | none | unproven"},
    {"an accept through our own group", RESOLVED, 0,
	{"desk@desk.example", .reply_to = ELS, .text = "Akkoord", .to = TO_1},
	"accept CS0000001 | closed | closed to " ELS " | "},

    /* a token, and our own server says that it is forged */
    {"forged words", UNTOUCHED, 0, {ELS, .text = "Nog iets.", .to = TO_1, .denied = true},
	"comment CS0000001 | new | none | " F},
    {"a forged answer", ASKED, 0, {ELS, .text = "Ja.", .to = TO_1, .denied = true},
	"comment CS0000001 | open | none | " F},
    {"a forged accept", RESOLVED, 0, {ELS, .text = "Akkoord", .to = TO_1, .denied = true},
	"ask back CS0000001 | resolved | confirm to " ELS " | " F},
    {"a forged reject", RESOLVED, 0,
	{ELS, .text = "Niet opgelost, het scherm blijft zwart.", .to = TO_1, .denied = true},
	"reject CS0000001 | open | reopened to " ELS " | " F},
    {"a forged reply to a solution", RESOLVED, 0,
	{ELS, .text = "Het scherm is weer zwart.", .to = TO_1, .denied = true},
	"reopen CS0000001 | open | reopened to " ELS " | " F},
    {"a forged accept without a token", RESOLVED, 0,
	{ELS, .text = "Akkoord", .number = "CS0000001", .denied = true},
	"comment CS0000001 | resolved | none | " F},
    {"a forged accept after the end", CLOSED, 0,
	{ELS, .text = "Akkoord", .to = TO_1, .denied = true},
	"tell state CS0000001 | closed | state to " ELS " | " F},

    {"thanks", RESOLVED, 0, {ELS, .text = "Hartelijk dank!", .to = TO_1},
	"comment CS0000001 | resolved | none | "},
    {"a plain reply", RESOLVED, 0, {ELS, .text = "Het scherm is weer zwart.", .to = TO_1},
	"reopen CS0000001 | open | reopened to " ELS " | "},
    {"asks for the state", RESOLVED, 0,
	{ELS, .subject = "Status", .text = "Status?", .to = TO_1},
	"tell state CS0000001 | resolved | state to " ELS " | "},

    /* what has ended */
    {"a reply after the end", CLOSED, 0, {ELS, .text = "Het scherm is weer zwart.", .to = TO_1},
	"open case CS0000003 | closed | new-case to " ELS " | "},
    {"a reject after the end", CLOSED, 0,
	{ELS, .text = "Niet opgelost, het scherm blijft zwart.", .to = TO_1},
	"open case CS0000003 | closed | new-case to " ELS " | "},
    {"an accept after the end", CLOSED, 0, {ELS, .text = "Akkoord", .to = TO_1},
	"tell state CS0000001 | closed | state to " ELS " | "},
    {"thanks after the end", CLOSED, 0, {ELS, .text = "Hartelijk dank!", .to = TO_1},
	"comment CS0000001 | closed | none | "},
    {"a reply after it was cancelled", CANCELLED, 0,
	{ELS, .text = "Toch nog een vraag.", .to = TO_1},
	"open case CS0000003 | cancelled | new-case to " ELS " | "},
    {"a token two weeks after the end", CLOSED, 15, {ELS, .text = "Akkoord", .to = TO_1},
	"comment CS0000001 | closed | none | unproven"},

    /* machines */
    {"a machine", UNTOUCHED, 0,
	{ELS, .text = "Ik ben met vakantie.", .kind = MESSAGE_AUTO_REPLY},
	"ignore | new | none | "},
    {"a machine on a ticket", RESOLVED, 0,
	{ELS, .text = "Akkoord", .answers = ID_1, .kind = MESSAGE_AUTO_REPLY},
	"comment CS0000001 | resolved | none | unproven"},
    {"a machine on a ticket that awaits info", ASKED, 0,
	{ELS, .text = "Ik ben met vakantie.", .to = TO_1, .kind = MESSAGE_AUTO_REPLY},
	"comment CS0000001 | awaiting info | none | "},
    {"a machine that nobody knows on a ticket", RESOLVED, 0,
	{EVE, .text = "Akkoord", .answers = ID_1, .kind = MESSAGE_DELAYED},
	"comment CS0000001 | resolved | none | unproven"},
    {"a machine on an ended ticket", CLOSED, 0,
	{ELS, .text = "Ik ben met vakantie.", .answers = ID_1, .kind = MESSAGE_AUTO_REPLY},
	"comment CS0000001 | closed | none | unproven"},
    {"a known contact behind a list", RESOLVED, 0,
	{ELS, .text = "Het scherm is weer zwart.", .to = TO_1, .kind = MESSAGE_LIST},
	"reopen CS0000001 | open | reopened to " ELS " | "},
    {"somebody behind a list", UNTOUCHED, 0,
	{EVE, .text = "Het scherm is zwart.", .kind = MESSAGE_LIST},
	"open case CS0000003 | new | none | "},

    /* odd ones */
    {"nobody", UNTOUCHED, 0, {.text = "Help."}, "open case CS0000003 | new | none | "},
    {"our own address", UNTOUCHED, 0, {"desk@desk.example", .text = "Help."},
	"open case CS0000003 | new | none | "},
    {"a letter of ours that came back", RESOLVED, 0,
	{"desk@desk.example", .text = "Je melding staat bij ons.", .id = ID_1},
	"ignore | resolved | none | "},
    {"too large", UNTOUCHED, 0, {ELS, .header_only = true},
	"open case CS0000003 | new | too-large to " ELS " | "},
    {"too large, by a stranger", UNTOUCHED, 0, {EVE, .header_only = true},
	"open case CS0000003 | new | acknowledgement-unverified to " EVE " | "},
    {"the same mail again", UNTOUCHED, 0,
	{ELS, .subject = "Scherm is zwart", .id = "1@klant.example", .hash = "hash1"},
	"duplicate | new | none | "},
    {"the same id and content on another day", UNTOUCHED, 1,
	{ELS, .subject = "Scherm is zwart", .text = "x", .id = "1@klant.example",
	    .hash = "hash1", .date_ms = NOW + 24 * HOUR},
	"open case CS0000003 | new | acknowledgement-unverified to " ELS " | "},
    {"the same id and content under another subject", UNTOUCHED, 0,
	{ELS, .subject = "Muis", .text = "x", .id = "1@klant.example", .hash = "hash1"},
	"open case CS0000003 | new | acknowledgement-unverified to " ELS " | "},
    {"the same id, other content", UNTOUCHED, 0,
	{ELS, .text = "x", .id = "1@klant.example", .hash = "other"},
	"open case CS0000003 | new | acknowledgement-unverified to " ELS " | "},
    {"the same content, another id", UNTOUCHED, 0, {ELS, .text = "x", .hash = "hash1"},
	"open case CS0000003 | new | acknowledgement-unverified to " ELS " | "},
};

static void
open_two(Desk *desk)
{
	g_autofree char *told = NULL;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(desk, "open case CS0000001", ELS, "Els Bos", "Scherm is zwart",
	    .text = "Mijn scherm blijft zwart.");
	desk_post(
	    desk, "open case CS0000002", PIET, "Piet Jansen", "Muis is stuk", .text = "Stuk.");
	told = desk_letters(desk);
}

static char *
last_mark(const Desk *desk)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");
	g_autoptr(GPtrArray) entries = NULL;
	char *mark = NULL;

	must(ticket_entries(desk->context->spool, ticket->id, &entries, &error));
	for (unsigned i = entries->len; mark == NULL && i > 0; i--) {
		const Entry *entry = entries->pdata[i - 1];

		if (entry->kind == ENTRY_COMMENT)
			mark = g_strdup(entry->mark);
	}
	return mark == NULL ? g_strdup("") : mark;
}

static void
one_mail(Desk *desk, const Row *row)
{
	g_autofree char *became = NULL;
	g_autofree char *letters = NULL;
	g_autofree char *mark = NULL;
	g_autofree char *told = NULL;

	open_two(desk);
	if (row->before != UNTOUCHED) {
		desk_agent(desk, "CS0000001", VERBS[row->before], "Nieuwe kabel geplaatst.");
		letters = desk_letters(desk);
		g_clear_pointer(&letters, g_free);
	}
	desk->context->now_ms += row->after_days * DAY;
	became = desk_receive(desk, &row->post);
	letters = desk_letters(desk);
	mark = last_mark(desk);
	told = g_strdup_printf(
	    "%s | %s | %s | %s", became, desk_state_of(desk, "CS0000001"), letters, mark);
	if (strcmp(told, row->expected) != 0)
		fail_msg("%s:\n     got %s\nexpected %s", row->what, told, row->expected);
	assert_string_equal(desk_state_of(desk, "CS0000002"), "new");
}

static void
what_one_mail_does(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		one_mail(*state, &ROWS[i]);
		desk_anew(*state);
	}
}

static void
assert_lacks(const char *text, const char *words)
{
	if (strstr(text, words) != NULL)
		fail_msg("there is \"%s\" in:\n%s", words, text);
}

static void
assert_has(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("there is no \"%s\" in:\n%s", words, text);
}

static void
a_stranger_is_told_nothing_of_what_was_written(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) contact = NULL;
	g_autofree char *first = NULL;

	desk_post(desk, "open case CS0000001", EVE, "Koop nu", "Koop hier",
	    .text = "Goedkope horloges");
	first = sent_letter_text(desk, "CS0000001", EVE);
	assert_has(first, "CS0000001");
	assert_lacks(first, "Koop");
	assert_lacks(first, "horloges");
	assert_letters(desk, "acknowledgement-unverified to " EVE);
	assert_mail(desk, MAIL_DONE, "");
	must(contact_find(desk->context->spool, EVE, &contact, &error));
	assert_false(contact->known);
}

static void
a_proven_contact_reads_name_and_title(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, "Els", "Scherm is zwart", .text = "Zwart.",
	    .aligned = true);
	text = sent_letter_text(desk, "CS0000001", ELS);
	assert_has(text, "Subject: [CS0000001] Scherm is zwart");
	assert_has(text, "Els Bos");
	assert_has(text, "dinsdag 24 november"); /* a day later */
	assert_timeline(desk, "CS0000001",
	    "description Els: Zwart.\n"
	    "letter casegate: acknowledgement\n");
}

static void
who_answers_with_a_token_is_known(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) contact = NULL;

	desk_post(desk, "open case CS0000001", EVE, .text = "Help.");
	desk_post(desk, "comment CS0000001", EVE, .text = "Nog iets.",
	    .kind = MESSAGE_AUTO_REPLY, .to = "desk+{CS0000001 " EVE "}@desk.example");
	desk_post(desk, "comment CS0000001", EVE, .text = "Nog iets.",
	    .answers = "{#CS0000001 " EVE "}");
	desk_post(desk, "comment CS0000001", EVE, .text = "Nog iets.",
	    .to = "desk+{CS0000001 " EVE "}@desk.example", .denied = true);
	must(contact_find(desk->context->spool, EVE, &contact, &error));
	assert_false(contact->known);
	g_clear_pointer(&contact, contact_free);
	desk_post(desk, "comment CS0000001", EVE, .text = "Nog iets.",
	    .to = "desk+{CS0000001 " EVE "}@desk.example");
	must(contact_find(desk->context->spool, EVE, &contact, &error));
	assert_true(contact->known);
	assert_letters(desk, "acknowledgement-unverified to " EVE);
	desk_post(desk, "open case CS0000002", EVE, .text = "Iets anders.", .aligned = true);
	assert_letters(desk, "acknowledgement to " EVE);
}

static void
a_new_case_names_the_one_it_follows(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) old = NULL;
	g_autoptr(Ticket) new = NULL;
	g_autofree char *text = NULL;

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_CLOSES, "Klaar.");
	desk_post(desk, "open case CS0000003", ELS, .text = "Toch niet.", .to = TO_1);
	old = desk_ticket(desk, "CS0000001");
	new = desk_ticket(desk, "CS0000003");
	assert_int_equal(new->predecessor, old->id);
	text = sent_letter_text(desk, "CS0000003", ELS);
	assert_has(text, "CS0000001");
}

static void
evidence_that_disagrees_waits_for_a_person(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = NULL;
	g_auto(IntakeResult) processed = {0};
	const Post post = {ELS, .text = "Akkoord", .to = TO_1, .ref = TOKEN_2};

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " ELS);
	mail = post_mail(desk, &post);
	message = post_message(desk, &post);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "hold");
	assert_mail(desk, MAIL_HELD, "the evidence names more than one ticket");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	assert_letters(desk, "none");

	must(mail_release(desk->context->spool, mail->id, &error));
	g_clear_pointer(&mail, mail_free);
	intake_result_clear(&processed);
	mail = desk_last_mail(desk);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "open case");
	assert_string_equal(processed.number, "CS0000003");
	assert_has(processed.trace, "released             yes: by an operator");
	assert_mail(desk, MAIL_DONE, "");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	assert_letters(desk, "acknowledgement to " ELS);
}

static void
what_a_rule_holds_goes_on_when_released(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = NULL;
	g_auto(IntakeResult) processed = {0};
	const Post post = {ELS, .subject = "Geheim", .text = "Weer stuk.", .to = TO_1};

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	mail = post_mail(desk, &post);
	message = post_message(desk, &post);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "hold");
	assert_mail(desk, MAIL_HELD, "it may be secret");
	must(mail_release(desk->context->spool, mail->id, &error));
	g_clear_pointer(&mail, mail_free);
	intake_result_clear(&processed);
	mail = desk_last_mail(desk);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "reopen");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "open");
}

/* Whom no letter can ask whether it was them: an operator's look is what it waited for. */
static void
a_forged_accept_of_an_unknown_counts_when_released(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = NULL;
	g_auto(IntakeResult) processed = {0};
	const Post post = {EVE, .text = "Akkoord",
	    .to = "desk+{CS0000001 " EVE "}@desk.example", .denied = true};

	desk_post(desk, "open case CS0000001", EVE, .text = "Help.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	mail = post_mail(desk, &post);
	message = post_message(desk, &post);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "hold");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	must(mail_release(desk->context->spool, mail->id, &error));
	g_clear_pointer(&mail, mail_free);
	intake_result_clear(&processed);
	mail = desk_last_mail(desk);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "accept");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

static int
setup_with_rule(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "rules.d/10-own.yaml",
	    "- name: secret\n"
	    "  when: {ticket: any, subject: '^Geheim'}\n"
	    "  then: {hold: {reason: it may be secret}}\n"
	    "- name: chief\n"
	    "  when: {subject: '^Directie (?<who>\\w+)'}\n"
	    "  then: {open_case: {category: Netwerk, priority: high, group: servicedesk,\n"
	    "                     title: 'Voor {{who}}', watchers: [baas@desk.example],\n"
	    "                     letter: none}}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static void
a_rule_says_what_a_case_is(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) people = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Directie Jan", .text = "Nu!");
	ticket = desk_ticket(desk, "CS0000001");
	assert_string_equal(ticket->title, "Voor Jan");
	assert_string_equal(ticket->category, "Netwerk");
	assert_string_equal(ticket->priority, "high");
	assert_string_equal(ticket->group, "servicedesk");
	must(ticket_people(desk->context->spool, ticket->id, &people, &error));
	assert_int_equal(people->len, 1);
	assert_string_equal(((TicketPerson *)people->pdata[0])->address, "baas@desk.example");
	assert_letters(desk, "none");
}

static void
the_token_of_the_last_letter_lasts_two_weeks_too(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) first = NULL;
	g_autoptr(Letter) closed = NULL;

	open_two(desk);
	first = sent_letter(desk, "CS0000001", ELS);
	assert_int_equal(first->expires_ms, NOW + 90 * DAY);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(desk, "accept CS0000001", ELS, .text = "Akkoord", .to = TO_1);
	closed = sent_letter(desk, "CS0000001", ELS);
	assert_string_equal(closed->name, "closed");
	assert_int_equal(closed->expires_ms, NOW + 14 * DAY);
	g_clear_pointer(&first, letter_free);
	must(letter_get(desk->context->spool, 1, &first, &error));
	assert_int_equal(first->expires_ms, NOW + 14 * DAY);
}

static void
an_unclear_answer_stops_the_clock(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) stopped = NULL;
	g_autoptr(Ticket) decided = NULL;

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(
	    desk, "ask back CS0000001", ELS, .text = "Akkoord, maar nog niet.", .to = TO_1);
	stopped = desk_ticket(desk, "CS0000001");
	assert_true(stopped->clock_stopped);
	desk_post(desk, "comment CS0000001", ELS, .text = "Hartelijk dank!", .to = TO_1);
	desk_post(desk, "accept CS0000001", ELS, .text = "Akkoord", .to = TO_1);
	decided = desk_ticket(desk, "CS0000001");
	assert_false(decided->clock_stopped);
	assert_timeline(desk, "CS0000001",
	    "description Els Bos: Mijn scherm blijft zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne de Wit: resolved: Nieuwe kabel.\n"
	    "letter casegate: resolution\n"
	    "comment els@klant.example: Akkoord, maar nog niet.\n"
	    "letter casegate: ask-back\n"
	    "comment els@klant.example: Hartelijk dank!\n"
	    "comment els@klant.example: accepted: Akkoord\n"
	    "letter casegate: closed\n");
}

/* A mail with its signature and its token, kept and sent again: whatever it does, it does once. */
static void
a_mail_that_is_sent_again_does_nothing(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	Post reject = {ELS, .text = "Afwijzen, nog zwart.", .id = "7@klant.example",
	    .hash = "reject", .aligned = true};

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	token = desk_tokens(desk, TO_1);
	reject.to = token;
	for (int i = 0; i < 4; i++) {
		g_autofree char *became = desk_receive(desk, &reject);

		assert_string_equal(became, i == 0 ? "reject CS0000001" : "duplicate");
		desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nog een kabel.");
		desk->context->now_ms += HOUR;
	}
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* No letter, no line of its own: the line of the first one counts them, and its mail has the ticket. */
static void
duplicates_are_counted_on_their_ticket(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) before = NULL;
	g_autoptr(GPtrArray) after = NULL;
	g_autoptr(GPtrArray) mails = NULL;
	const Entry *first = NULL;

	open_two(desk);
	must(ticket_entries(desk->context->spool, 1, &before, &error));
	for (int i = 0; i < 3; i++)
		desk_post(desk, "duplicate", ELS, .subject = "Scherm is zwart",
		    .id = "1@klant.example", .hash = "hash1");
	must(ticket_entries(desk->context->spool, 1, &after, &error));
	assert_int_equal(after->len, before->len);
	first = after->pdata[0];
	assert_int_equal(first->repeats, 3);
	assert_int_equal(first->repeated_ms, desk->context->now_ms);
	must(mail_list(desk->context->spool, MAIL_DUPLICATE, 9, &mails, &error));
	assert_int_equal(mails->len, 3);
	assert_int_equal(((const Mail *)mails->pdata[0])->ticket, 1);
}

static void
with_a_token_alone_it_reopens_three_times_a_day(void **state)
{
	Desk *desk = *state;

	open_two(desk);
	for (int i = 0; i < 3; i++) {
		desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
		desk_post(desk, "reopen CS0000001", ELS, .text = "Weer stuk.", .to = TO_1);
	}
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(desk, "comment CS0000001", ELS, .text = "Weer stuk.", .to = TO_1);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	assert_mail(desk, MAIL_DONE, "it was reopened too often today");
	desk->context->now_ms += DAY + 1;
	desk_post(desk, "reopen CS0000001", ELS, .text = "Weer stuk.", .to = TO_1);
}

static char *
people_of(const Desk *desk, const char *number)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) people = NULL;
	GString *told = g_string_new(NULL);

	must(ticket_people(desk->context->spool, ticket->id, &people, &error));
	for (unsigned i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		g_string_append_printf(told, "%s%s%s", i == 0 ? "" : ", ", person->address,
		    person->gets_letters ? " with letters" : "");
	}
	return g_string_free(told, FALSE);
}

static void
assert_people(const Desk *desk, const char *expected)
{
	g_autofree char *people = people_of(desk, "CS0000001");

	assert_string_equal(people, expected);
}

static void
who_is_in_cc_is_recorded(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.",
	    .cc = {PIET, EVE, "desk@desk.example"});
	assert_people(desk, PIET ", " EVE);
	assert_letters(desk, "acknowledgement-unverified to " ELS);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	assert_letters(desk, "answer to " ELS);
}

static void
a_proven_sender_involves_colleagues(void **state)
{
	Desk *desk = *state;

	open_two(desk);
	desk_post(desk, "comment CS0000001", ELS, .text = "x", .number = "CS0000001",
	    .cc = {PIET, EVE});
	assert_people(desk, "");
	desk_post(desk, "comment CS0000001", ELS, .text = "y", .to = TO_1, .cc = {PIET, EVE});
	assert_people(desk, PIET ", " EVE);
	desk_post(desk, "comment CS0000001", ELS, .text = "z", .to = TO_1, .cc = {PIET, EVE},
	    .aligned = true);
	assert_people(desk, PIET " with letters, " EVE);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	assert_letters(desk, "answer to " ELS ", answer to " PIET);
}

/* An account that owns elders.example; what Eve's next mail finds of her. Caller owns. */
static Contact *
eve_after(Desk *desk, bool trusts, bool aligned)
{
	static const char *const DOMAINS[] = {"elders.example", NULL};
	const AccountDetails details = {
	    .language = "en", .group = "servicedesk", .trusts_domains = &trusts};
	Spool *spool = desk->context->spool;
	Contact *eve = NULL;
	int64_t id = 0;

	must(account_add(spool, "Elders BV", &id, &error));
	must(account_set(spool, id, &details, &error));
	must(account_set_domains(spool, id, DOMAINS, &error));
	desk_post(desk, "open case CS0000001", EVE, .text = "Help.", .aligned = aligned);
	must(contact_find(spool, EVE, &eve, &error));
	return eve;
}

static void
a_trusted_domain_makes_a_contact_of_its_account(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) eve = eve_after(desk, true, true);
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");

	assert_true(eve->known);
	assert_string_equal(eve->account_name, "Elders BV");
	assert_letters(desk, "acknowledgement to " EVE);
	assert_int_equal(ticket->account, eve->account);
	assert_string_equal(ticket->group, "servicedesk");
	assert_string_equal(ticket->language, "en");
}

static void
a_trusted_domain_in_an_unproven_from_makes_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) eve = eve_after(desk, true, false);

	assert_false(eve->known);
	assert_int_equal(eve->account, 0);
	assert_letters(desk, "acknowledgement-unverified to " EVE);
}

static void
a_domain_of_registered_people_makes_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) eve = eve_after(desk, false, true);

	assert_false(eve->known);
	assert_int_equal(eve->account, 0);
}

static void
a_colleague_may_accept_and_the_second_answer_is_late(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(
	    desk, "open case CS0000001", ELS, .text = "Help.", .cc = {PIET}, .aligned = true);
	assert_people(desk, PIET " with letters");
	assert_letters(desk, "acknowledgement to " ELS);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " ELS ", resolution to " PIET);
	desk_post(desk, "accept CS0000001", PIET, .text = "Akkoord",
	    .to = "desk+{CS0000001 " PIET "}@desk.example");
	assert_letters(desk, "closed to " PIET ", closed to " ELS);
	desk_post(desk, "tell state CS0000001", ELS, .text = "Akkoord", .to = TO_1);
	assert_letters(desk, "state to " ELS);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

/* What a colleague may do on a case that he is involved in, by how sure it is that it is he. */
static void
a_colleague_is_a_party(void **state)
{
	static const char TO_PIET[] = "desk+{CS0000001 " PIET "}@desk.example";
	static const struct {
		Post post;
		const char *became;
		const char *letters;
		const char *after;
	} WORDS[] = {
	    {{PIET, .text = "Akkoord", .number = "CS0000001"}, "comment CS0000001", "none",
		"resolved"},
	    {{PIET, .text = "Akkoord", .to = TO_1, .aligned = true}, "ask back CS0000001",
		"ask-back to " PIET, "resolved"},
	    {{PIET, .text = "Akkoord, maar nog niet bij mij.", .to = TO_PIET},
		"ask back CS0000001", "ask-back to " PIET, "resolved"},
	    {{PIET, .text = "Afwijzen, nog zwart.", .to = TO_PIET}, "reject CS0000001",
		"reopened to " PIET, "open"},
	    {{PIET, .text = "Bij mij ook.", .to = TO_PIET}, "comment CS0000001", "none",
		"open"},
	};
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(
	    desk, "open case CS0000001", ELS, .text = "Help.", .cc = {PIET}, .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	g_free(desk_letters(desk));
	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
		g_autofree char *became = desk_receive(desk, &WORDS[i].post);

		assert_string_equal(became, WORDS[i].became);
		assert_letters(desk, WORDS[i].letters);
		assert_string_equal(desk_state_of(desk, "CS0000001"), WORDS[i].after);
	}
}

/* Who writes from behind a server that breaks signatures is asked once, and the answer counts, once. */
static void
the_answer_to_whether_it_was_theirs_counts_once(void **state)
{
	Desk *desk = *state;
	g_autofree char *confirm = NULL;
	g_autofree char *letter = NULL;
	g_autofree char *told = NULL;

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(desk, "ask back CS0000001", ELS, .text = "Akkoord, groetjes", .to = TO_1,
	    .denied = true);
	told = desk_letters(desk);
	letter = sent_letter_text(desk, "CS0000001", ELS);
	assert_has(letter, "Was jij dit?");
	assert_null(strstr(letter, "groetjes"));
	confirm = desk_tokens(desk, TO_1);
	/* in other hands it is words */
	desk_post(
	    desk, "comment CS0000001", PIET, .text = "Akkoord", .to = confirm, .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	desk_post(
	    desk, "accept CS0000001", ELS, .text = "Akkoord", .to = confirm, .denied = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Akkoord", .to = confirm, .denied = true);
}

/* Kept by somebody who has seen it, it would outlive the mail that it was for. */
static void
a_confirm_token_is_used_up_by_a_vouched_mail_too(void **state)
{
	Desk *desk = *state;
	g_autofree char *confirm = NULL;

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(
	    desk, "ask back CS0000001", ELS, .text = "Akkoord", .to = TO_1, .denied = true);
	confirm = desk_tokens(desk, TO_1);
	desk_post(desk, "reject CS0000001", ELS, .text = "Niet akkoord, het blijft zwart.",
	    .to = confirm, .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nog een kabel.");
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Akkoord", .to = confirm, .denied = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* A token that was issued to who is no party any more. */
static void
who_was_removed_has_nothing_left(void **state)
{
	static const char TO_PIET[] = "desk+{CS0000001 " PIET "}@desk.example";
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(
	    desk, "open case CS0000001", ELS, .text = "Help.", .cc = {PIET}, .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	ticket = desk_ticket(desk, "CS0000001");
	must(desk_remove_person(
	    desk->context, ticket, PIET, desk_actor(desk, "Sanne de Wit"), &error));
	desk_post(desk, "open case CS0000002", PIET, .text = "Akkoord", .to = TO_PIET,
	    .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* The same of who went to another account. */
static void
who_lost_the_account_has_nothing_left(void **state)
{
	static const char TO_PIET[] = "desk+{CS0000001 " PIET "}@desk.example";
	Desk *desk = *state;
	const ContactDetails elsewhere = {.account = "Ander BV"};
	g_autofree char *mark = NULL;
	int64_t piet = 0;

	desk_know(desk, ELS);
	piet = desk_know(desk, PIET);
	desk_post(
	    desk, "open case CS0000001", ELS, .text = "Help.", .cc = {PIET}, .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	must(contact_set(desk->context->spool, piet, &elsewhere, &error));
	g_free(desk_letters(desk));
	desk_post(
	    desk, "comment CS0000001", PIET, .text = "Akkoord", .to = TO_PIET, .aligned = true);
	mark = last_mark(desk);
	assert_string_equal(mark, "no party, was named on it");
	assert_letters(desk, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* A reporter, too: the case stays his, what he was sent for the account he left proves nothing. */
static void
a_reporter_who_left_the_account_has_no_token_left(void **state)
{
	Desk *desk = *state;
	const ContactDetails same = {.account = "Klant BV"};
	const ContactDetails elsewhere = {.account = "Ander BV"};
	int64_t els = desk_know(desk, ELS);

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	desk_post(desk, "open case CS0000002", ELS, .text = "Nog iets.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_agent(desk, "CS0000002", AGENT_RESOLVES, "Nieuwe muis.");
	must(contact_set(desk->context->spool, els, &same, &error));
	desk_post(desk, "accept CS0000002", ELS, .text = "Akkoord",
	    .to = "desk+{CS0000002 " ELS "}@desk.example");
	must(contact_set(desk->context->spool, els, &elsewhere, &error));
	desk_post(desk, "comment CS0000001", ELS, .text = "Akkoord", .to = TO_1);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* Somebody of another account who stands in Cc, of a mail that anybody may have forged. */
static void
a_known_stranger_in_cc_learns_and_moves_nothing(void **state)
{
	static const char MIA[] = "mia@ander.example";
	Desk *desk = *state;
	const ContactDetails details = {.address = MIA, .account = "Ander BV"};
	int64_t mia = 0;

	desk_know(desk, ELS);
	must(contact_add(desk->context->spool, &details, NOW, &mia, &error));
	desk_post(desk, "open case CS0000001", ELS, .subject = "Salaris", .text = "Geheim.",
	    .cc = {MIA});
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Klaar.");
	g_free(desk_letters(desk));
	desk_post(desk, "tell state", MIA, .subject = "status", .text = "status CS0000001",
	    .aligned = true);
	assert_letters(desk, "status-refused to mia@ander.example");
	desk_post(desk, "open case CS0000002", MIA, .text = "Niet akkoord, stuk.",
	    .number = "CS0000001", .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* Where addresses cannot carry tokens, and the answer quotes nothing. */
static void
without_addresses_for_tokens_a_pass_and_our_letter_close(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];

	open_two(desk);
	g_clear_pointer(&mailbox->reply_address, g_free);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	g_free(desk_letters(desk));
	desk_post(desk, "ask back CS0000001", ELS, .text = "Akkoord", .answers = ID_1);
	desk_post(desk, "ask back CS0000001", ELS, .text = "Akkoord", .number = "CS0000001",
	    .aligned = true);
	desk_post(desk, "open case CS0000003", PIET, .text = "Akkoord", .answers = ID_1,
	    .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	desk_post(
	    desk, "accept CS0000001", ELS, .text = "Akkoord", .answers = ID_1, .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

static void
a_mail_that_is_too_large_says_so(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, "Els Bos", "Foto's", .header_only = true);
	assert_mail(desk, MAIL_DONE, "too large: only its header was kept");
	assert_timeline(desk, "CS0000001",
	    "description Els Bos: A mail of 50 MB came, which is too large: only its header "
	    "was "
	    "kept. (unproven)\n"
	    "letter casegate: too-large\n");
}

#define COMPLETE                                                                        \
	{"Type verzoek", "Nieuw team"}, {"Gewenste naam van Team/Kanaal", "Zomer"},     \
	    {"Doel van het Team/Kanaal", "Plannen"},                                    \
	    {"Eigenaar/Eigenaren", "els@klant.example"}, {"Publiek of Privé", "Privé"}, \
	{                                                                               \
		"Urgentie", "Laag"                                                      \
	}

static void
a_complete_request_by_a_proven_sender_starts(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS,
	    .subject = "Teams of Teamskanaal aanmaken", .text = "Graag.", .aligned = true,
	    .fields = {COMPLETE});
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "awaiting approval");
	assert_letters(desk, "request-waits to " ELS ", approval-desk to team@desk.example");
}

static void
a_complete_request_is_confirmed_by_its_token(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS,
	    .subject = "Teams of Teamskanaal aanmaken", .text = "Graag.", .fields = {COMPLETE});
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "draft");
	assert_letters(desk, "request-confirm to " ELS);
	desk_post(desk, "comment REQ0000001", ELS, .text = "Ja.", .number = "REQ0000001");
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "draft");
	desk_post(desk, "continue draft REQ0000001", ELS, .text = "Ja.",
	    .to = "desk+{REQ0000001 " ELS "}@desk.example");
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "awaiting approval");
	assert_letters(desk, "request-waits to " ELS ", approval-desk to team@desk.example");
}

static void
an_incomplete_request_asks_for_what_lacks(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) fields = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS,
	    .subject = "Teams of Teamskanaal aanmaken", .text = "Graag.", .aligned = true,
	    .fields = {{"Type verzoek", "Nieuw team"}});
	assert_letters(desk, "request-question to " ELS);
	text = sent_letter_text(desk, "REQ0000001", ELS);
	assert_has(text, "Eigenaar/Eigenaren");
	desk_post(desk, "continue draft REQ0000001", ELS, .text = "Zo.",
	    .to = "desk+{REQ0000001 " ELS "}@desk.example", .fields = {COMPLETE});
	assert_letters(desk, "request-waits to " ELS ", approval-desk to team@desk.example");
	ticket = desk_ticket(desk, "REQ0000001");
	assert_string_equal(ticket_state_name(ticket->state), "awaiting approval");
	must(ticket_fields(desk->context->spool, ticket->id, &fields, &error));
	assert_string_equal(((TicketField *)fields->pdata[0])->value, "Nieuw team");
	assert_string_equal(((TicketField *)fields->pdata[1])->value, "Zomer");
}

static void
a_mail_that_cannot_be_read_has_a_bare_case(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &(Post){0});
	g_autofree char *trace = NULL;
	g_autoptr(Ticket) ticket = NULL;

	must(intake_unreadable(desk->context, mail, "its reader died three times", &error));
	assert_mail(desk, MAIL_QUARANTINED, "its reader died three times");
	ticket = desk_ticket(desk, "CS0000001");
	assert_int_equal(ticket->reporter, 0);
	assert_timeline(desk, "CS0000001",
	    "description casegate: Mail 1 could not be read: its reader died three times. It "
	    "is "
	    "kept as it came.\n");
	must(mail_trace_get(desk->context->spool, 1, &trace, &error));
	assert_string_equal(trace,
	    "mail      1\n"
	    "decision  open case  CS0000001, bare: its reader died three times");
	assert_letters(desk, "none");
}

static void
explaining_leaves_no_mail(void **state)
{
	Desk *desk = *state;
	const Post post = {ELS, .text = "Help."};
	g_autoptr(Message) message = post_message(desk, &post);
	const Mail mail = {.mailbox = (char *)"support", .received_ms = NOW};
	g_autoptr(GPtrArray) mails = NULL;
	g_auto(IntakeResult) processed = {0};

	must(intake_message(desk->context, &mail, message, &processed, &error));
	assert_string_equal(processed.number, "CS0000001");
	assert_has(processed.trace, "letter    acknowledgement-unverified (nl) to " ELS);
	must(mail_list(desk->context->spool, -1, 10, &mails, &error));
	assert_int_equal(mails->len, 0);
}

static int
setup_with_short_rules(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "rules.d/90-default.yaml",
	    "- {name: printer down, when: {ticket: any, subject: printer}, then: open_case}\n"
	    "- {name: accept, when: {ticket: known, answer: accept}, then: accept}\n"
	    "- {name: anything else, when: {}, then: open_case}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static void
assert_trace(const Desk *desk, const char *expected)
{
	g_autofree char *trace = NULL;

	must(mail_trace_get(desk->context->spool, desk->mails, &trace, &error));
	assert_string_equal(trace, expected);
}

static void
every_step_leaves_its_line(void **state)
{
	Desk *desk = *state;

	open_two(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(desk, "accept CS0000001", ELS, "Els Bos", "Re: [CS0000001] Scherm is zwart",
	    .text = "Akkoord, bedankt!", .to = TO_1, .answers = ID_1, .number = "CS0000001",
	    .id = "5f1@klant.example", .aligned = true);
	assert_trace(desk,
	    "mail      <5f1@klant.example>  2026-11-23 10:02  \"Re: [CS0000001] Scherm is "
	    "zwart\"\n"
	    "kind      person       no automatic header\n"
	    "sender    Els Bos <els@klant.example>, contact, Klant BV\n"
	    "proof     L3           DMARC pass by mx.desk.example; token of CS0000001, issued "
	    "to "
	    "this contact\n"
	    "ticket    CS0000001    resolved; token in To, In-Reply-To is our letter, "
	    "In-Reply-To "
	    "is known, number in the subject\n"
	    "rules     printer down         no: subject has no match\n"
	    "          accept               yes: ticket CS0000001; answer accept, line 1 "
	    "\"Akkoord, bedankt!\"\n"
	    "allowed   accept needs the ticket's token from its contact: yes\n"
	    "decision  accept       resolved -> closed\n"
	    "letter    closed (nl) to els@klant.example\n"
	    "desk      is told: accept, to sanne@desk.example");
	desk_post(desk, "duplicate", ELS, .subject = "Re: [CS0000001] Scherm is zwart",
	    .id = "5f1@klant.example", .hash = "hash3");
	assert_mail(desk, MAIL_DUPLICATE, "the same mail as 3");
	desk_post(desk, "open case CS0000003", EVE, "Eve", "CS0000001", .text = "Akkoord",
	    .id = "7@elders.example", .number = "CS0000001");
	assert_trace(desk,
	    "mail      <7@elders.example>  2026-11-23 10:02  \"CS0000001\"\n"
	    "kind      person       no automatic header\n"
	    "sender    Eve <eve@elders.example>, unverified\n"
	    "proof     L0           no pass by our own server; no token of theirs\n"
	    "ticket    none         CS0000001 is named (number in the subject), but the sender "
	    "is "
	    "no party to it\n"
	    "rules     printer down         no: subject has no match\n"
	    "          accept               no: ticket is none\n"
	    "          anything else        yes: always\n"
	    "allowed   words only: the sender is unproven\n"
	    "decision  open case    CS0000003, new\n"
	    "letter    acknowledgement-unverified (nl) to eve@elders.example\n"
	    "desk      is told: new case, to sanne@desk.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(what_one_mail_does),
	    desk_test(a_stranger_is_told_nothing_of_what_was_written),
	    desk_test(a_proven_contact_reads_name_and_title),
	    desk_test(who_answers_with_a_token_is_known),
	    desk_test(a_new_case_names_the_one_it_follows),
	    desk_test(evidence_that_disagrees_waits_for_a_person),
	    desk_test(a_forged_accept_of_an_unknown_counts_when_released),
	    cmocka_unit_test_setup_teardown(
		what_a_rule_holds_goes_on_when_released, setup_with_rule, desk_teardown),
	    cmocka_unit_test_setup_teardown(
		a_rule_says_what_a_case_is, setup_with_rule, desk_teardown),
	    desk_test(the_token_of_the_last_letter_lasts_two_weeks_too),
	    desk_test(an_unclear_answer_stops_the_clock),
	    desk_test(a_mail_that_is_sent_again_does_nothing),
	    desk_test(duplicates_are_counted_on_their_ticket),
	    desk_test(with_a_token_alone_it_reopens_three_times_a_day),
	    desk_test(who_is_in_cc_is_recorded),
	    desk_test(a_proven_sender_involves_colleagues),
	    desk_test(a_trusted_domain_makes_a_contact_of_its_account),
	    desk_test(a_trusted_domain_in_an_unproven_from_makes_nothing),
	    desk_test(a_domain_of_registered_people_makes_nothing),
	    desk_test(a_colleague_may_accept_and_the_second_answer_is_late),
	    desk_test(a_colleague_is_a_party),
	    desk_test(the_answer_to_whether_it_was_theirs_counts_once),
	    desk_test(a_confirm_token_is_used_up_by_a_vouched_mail_too),
	    desk_test(who_was_removed_has_nothing_left),
	    desk_test(who_lost_the_account_has_nothing_left),
	    desk_test(a_reporter_who_left_the_account_has_no_token_left),
	    desk_test(a_known_stranger_in_cc_learns_and_moves_nothing),
	    desk_test(without_addresses_for_tokens_a_pass_and_our_letter_close),
	    desk_test(a_mail_that_is_too_large_says_so),
	    desk_test(a_complete_request_by_a_proven_sender_starts),
	    desk_test(a_complete_request_is_confirmed_by_its_token),
	    desk_test(an_incomplete_request_asks_for_what_lacks),
	    desk_test(a_mail_that_cannot_be_read_has_a_bare_case),
	    desk_test(explaining_leaves_no_mail),
	    cmocka_unit_test_setup_teardown(
		every_step_leaves_its_line, setup_with_short_rules, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
