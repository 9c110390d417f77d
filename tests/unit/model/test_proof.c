/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of who may do what, cell by cell: a mail with just that evidence comes to a whole desk, and what becomes of
 * it is what the cell says. Cells that no mail can be in, a token of a ticket that is not there yet, are passed over by
 * name, so that a new action or column has to be dealt with here.
 */
#include "tests/unit/call_fixture.h"

#include "gateway/letters/customer_letter.h"
#include "gateway/model/proof.h"
#include "gateway/templates/letter_types.h"

#define SANNE "sanne@desk.example"

/* A desk on which one mail is tried, and what there is to prove who wrote it. */
typedef struct {
	Desk *desk; /* foreign */
	Standing standing;
	Post post;
	char *to;      /* own; where the token stands, or NULL */
	char *became;  /* own; "comment" */
	char *letters; /* own */
} Trial;

/* On the same desk, on which nothing has happened. */
static void
trial_anew(Trial *trial)
{
	g_clear_pointer(&trial->to, g_free);
	g_clear_pointer(&trial->became, g_free);
	g_clear_pointer(&trial->letters, g_free);
	desk_anew(trial->desk);
}

static bool
has_token(Standing standing)
{
	return standing == STANDING_TOKEN || standing == STANDING_TOKEN_FORGED ||
	       standing == STANDING_CONFIRMED || standing == STANDING_BOTH;
}

/* The letter that asks whether a mail was theirs. */
static void
ask_whether(const Desk *desk, const char *number, const char *person, const char *purpose)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(Contact) contact = NULL;

	must(contact_find(desk->context->spool, person, &contact, &error));
	must(customer_letter(desk->context,
	    &(LetterOrder){
		.name = "confirm", .ticket = ticket, .to = contact, .purpose = purpose},
	    &error));
}

/* The mail gets the evidence of this column: a token of the newest letter on `number` to `person`. */
static void
prove(Trial *trial, const char *number, const char *person, const char *confirm)
{
	Standing standing = trial->standing;

	if (standing == STANDING_CONFIRMED)
		ask_whether(trial->desk, number, person, confirm);
	if (has_token(standing)) {
		g_autofree char *to =
		    g_strdup_printf("desk+{%s %s}@desk.example", number, person);

		trial->to = desk_tokens(trial->desk, to);
		trial->post.to = trial->to;
	} else {
		trial->post.number = number;
	}
	trial->post.aligned = standing == STANDING_PASS || standing == STANDING_BOTH;
	trial->post.denied = standing == STANDING_FORGED || standing == STANDING_TOKEN_FORGED;
	if (standing == STANDING_CONFIRMED)
		trial->post.denied = true;
}

static void
send(Trial *trial)
{
	char *space = NULL;

	g_free(desk_letters(trial->desk));
	trial->became = desk_receive(trial->desk, &trial->post);
	trial->letters = desk_letters(trial->desk);
	/* without the number */
	for (space = trial->became; *space != '\0'; space++)
		if (g_str_has_prefix(space, " CS0") || g_str_has_prefix(space, " REQ0"))
			*space-- = '\0';
}

static bool
became(const Trial *trial, const char *what)
{
	return strcmp(trial->became, what) == 0;
}

static bool
wrote(const Trial *trial, const char *letter)
{
	return g_str_has_prefix(trial->letters, letter);
}

/* The mark of the last of the customer's words on it. */
static bool
is_marked(const Desk *desk, const char *number)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) entries = NULL;
	bool marked = false;

	must(ticket_entries(desk->context->spool, ticket->id, &entries, &error));
	for (unsigned i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		if (entry->kind == ENTRY_COMMENT || entry->kind == ENTRY_DESCRIPTION)
			marked = entry->mark[0] != '\0';
	}
	return marked;
}

static bool
is_in(const Trial *trial, const char *number, const char *state)
{
	return strcmp(desk_state_of(trial->desk, number), state) == 0;
}

/* CS0000001 of Els, known, of whose account Piet is. */
static void
open_case(Trial *trial)
{
	desk_know(trial->desk, ELS);
	desk_know(trial->desk, PIET);
	desk_post(trial->desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true);
}

static ProofOutcome
try_open(Trial *trial)
{
	open_case(trial);
	desk_agent(trial->desk, "CS0000001", AGENT_CLOSES, "Klaar.");
	trial->post = (Post){ELS, .text = "Iets anders is stuk."};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	assert_true(became(trial, "open case"));
	return is_marked(trial->desk, "CS0000002") ? PROOF_MARKED : PROOF_YES;
}

static ProofOutcome
try_comment(Trial *trial)
{
	open_case(trial);
	trial->post = (Post){ELS, .text = "Het scherm is het linker."};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	assert_true(became(trial, "comment"));
	return is_marked(trial->desk, "CS0000001") ? PROOF_MARKED : PROOF_YES;
}

static ProofOutcome
try_answer(Trial *trial)
{
	open_case(trial);
	desk_agent(trial->desk, "CS0000001", AGENT_ASKS, "Welk scherm?");
	trial->post = (Post){ELS, .text = "Het linker."};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	if (!is_in(trial, "CS0000001", "open"))
		return PROOF_WORDS;
	return is_marked(trial->desk, "CS0000001") ? PROOF_MARKED : PROOF_YES;
}

/* Whether it is reopened, after so many times on this day. */
static bool
reopens(Trial *trial, int before)
{
	g_autoptr(Ticket) ticket = NULL;

	open_case(trial);
	desk_agent(trial->desk, "CS0000001", AGENT_RESOLVES, "Kabel.");
	ticket = desk_ticket(trial->desk, "CS0000001");
	for (int i = 0; i < before; i++)
		must(ticket_add_reopened(trial->desk->context->spool, ticket->id, NOW, &error));
	trial->post = (Post){ELS, .text = "Afwijzen, nog zwart."};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	return is_in(trial, "CS0000001", "open");
}

static ProofOutcome
try_reject(Trial *trial)
{
	g_autoptr(Ticket) ticket = NULL;
	bool without_end = reopens(trial, 3);
	bool once = false;

	trial_anew(trial);
	once = reopens(trial, 0);
	ticket = desk_ticket(trial->desk, "CS0000001");
	if (!once)
		return PROOF_WORDS;
	if (is_marked(trial->desk, "CS0000001"))
		return ticket->clock_stopped ? PROOF_STOPS : PROOF_MARKED;
	return without_end ? PROOF_YES : PROOF_LIMITED;
}

static ProofOutcome
try_accept(Trial *trial)
{
	open_case(trial);
	desk_agent(trial->desk, "CS0000001", AGENT_RESOLVES, "Kabel.");
	trial->post = (Post){ELS, .text = "Akkoord"};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	if (is_in(trial, "CS0000001", "closed"))
		return PROOF_YES;
	return became(trial, "ask back") ? PROOF_ASKED : PROOF_WORDS;
}

static ProofOutcome
try_start(Trial *trial)
{
	know_both(trial->desk);
	trial->post = (Post){ELS, .subject = "Naambordje bestellen", .text = "Graag.",
	    .fields = {{"Opschrift", "E. Bos"}}};
	prove(trial, NULL, NULL, NULL);
	send(trial);
	if (is_in(trial, "REQ0000001", "awaiting approval"))
		return PROOF_YES;
	return wrote(trial, "request-confirm") ? PROOF_ASKED : PROOF_NO;
}

static ProofOutcome
try_start_sensitive(Trial *trial)
{
	know_both(trial->desk);
	trial->post = (Post){ELS, .subject = "Creditcard aanvragen", .text = "Graag.",
	    .fields = {{"Limiet", "1000"}}};
	prove(trial, NULL, NULL, NULL);
	send(trial);
	if (became(trial, "hold"))
		return PROOF_HELD;
	return is_in(trial, "REQ0000001", "awaiting approval") ? PROOF_DESK : PROOF_ASKED;
}

static ProofOutcome
try_continue(Trial *trial)
{
	know_both(trial->desk);
	desk_post(trial->desk, "file request REQ0000001", ELS,
	    .subject = "Naambordje bestellen", .text = "Graag.", .aligned = true);
	trial->post = (Post){ELS, .text = "Zo.", .fields = {{"Opschrift", "E. Bos"}}};
	prove(trial, "REQ0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	if (is_in(trial, "REQ0000001", "awaiting approval"))
		return PROOF_YES;
	return became(trial, "ask back") ? PROOF_ASKED : PROOF_WORDS;
}

static ProofOutcome
try_become_known(Trial *trial)
{
	static const char EVE[] = "eve@elders.example";
	g_autoptr(Contact) contact = NULL;

	desk_post(trial->desk, "open case CS0000001", EVE, .text = "Help.");
	trial->post = (Post){EVE, .text = "Nog iets."};
	prove(trial, "CS0000001", EVE, PURPOSE_CONFIRM);
	send(trial);
	must(contact_find(trial->desk->context->spool, EVE, &contact, &error));
	return contact->known ? PROOF_YES : PROOF_NO;
}

static ProofOutcome
try_change_details(Trial *trial)
{
	NeedTable *needs = &trial->desk->context->config->needs;
	const NeedTable before = *needs;
	g_autoptr(Contact) contact = NULL;

	open_case(trial);
	needs->of[NEED_CONTACT_DATA] = NEED_NONE;
	trial->post = (Post){ELS, .text = "Taal: Engels"};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	*needs = before;
	must(contact_find(trial->desk->context->spool, ELS, &contact, &error));
	return contact->language != NULL ? PROOF_YES : PROOF_NO;
}

static ProofOutcome
try_name_people(Trial *trial)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) people = NULL;

	open_case(trial);
	trial->post = (Post){ELS, .text = "Piet doet mee.", .cc = {PIET}};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	ticket = desk_ticket(trial->desk, "CS0000001");
	must(ticket_people(trial->desk->context->spool, ticket->id, &people, &error));
	return people->len == 1 && ((TicketPerson *)people->pdata[0])->gets_letters ? PROOF_YES
										    : PROOF_NO;
}

static ProofOutcome
reported_by_piet(Trial *trial)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Contact) piet = NULL;

	prove(trial, NULL, NULL, NULL);
	send(trial);
	ticket = desk_ticket(trial->desk, "CS0000001");
	must(contact_find(trial->desk->context->spool, PIET, &piet, &error));
	return ticket->reporter == piet->id ? PROOF_YES : PROOF_NO;
}

static ProofOutcome
try_on_behalf(Trial *trial)
{
	desk_know(trial->desk, ELS);
	desk_know(trial->desk, PIET);
	trial->post = (Post){ELS, .text = "Stuk.", .fields = {{"Namens", PIET}}};
	return reported_by_piet(trial);
}

static ProofOutcome
try_agent_new(Trial *trial)
{
	desk_know(trial->desk, PIET);
	trial->post = (Post){SANNE, .text = "Stuk.", .fields = {{"Namens", PIET}}};
	return reported_by_piet(trial);
}

static ProofOutcome
try_status(Trial *trial)
{
	open_case(trial);
	trial->post = (Post){ELS, .subject = "Status", .text = "Status?"};
	prove(trial, "CS0000001", ELS, PURPOSE_CONFIRM);
	send(trial);
	if (wrote(trial, "status to"))
		return PROOF_YES;
	return wrote(trial, "state to") ? PROOF_STATE : PROOF_NO;
}

static ProofOutcome
approves(Trial *trial)
{
	trial->post = (Post){MANAGER, .text = "Akkoord"};
	prove(trial, "REQ0000001", MANAGER, PURPOSE_CONFIRM_APPROVAL);
	send(trial);
	if (is_in(trial, "REQ0000001", "in progress"))
		return PROOF_YES;
	if (became(trial, "note approval"))
		return PROOF_DESK;
	return became(trial, "ask back") ? PROOF_ASKED : PROOF_NO;
}

static ProofOutcome
try_approve(Trial *trial)
{
	know_both(trial->desk);
	request_plaque(trial->desk);
	return approves(trial);
}

static ProofOutcome
try_approve_sensitive(Trial *trial)
{
	know_both(trial->desk);
	request_card(trial->desk);
	return approves(trial);
}

static ProofOutcome
try_agent(Trial *trial)
{
	g_autofree char *id = NULL;

	open_case(trial);
	desk_tell(trial->desk);
	id = sent_letter_id(trial->desk, "CS0000001", SANNE);
	trial->post = (Post){SANNE, .text = "#resolve\nKlaar.", .answers = id};
	prove(trial, "CS0000001", SANNE, PURPOSE_AGENT);
	send(trial);
	if (is_in(trial, "CS0000001", "resolved"))
		return PROOF_YES;
	return became(trial, "hold") ? PROOF_HELD : PROOF_NO;
}

static ProofOutcome
try_agent_approve_sensitive(Trial *trial)
{
	g_autofree char *id = NULL;

	desk_know(trial->desk, ELS);
	request_card(trial->desk);
	desk_tell(trial->desk);
	id = sent_letter_id(trial->desk, "REQ0000001", SANNE);
	trial->post = (Post){SANNE, .text = "#approve", .answers = id};
	prove(trial, "REQ0000001", SANNE, PURPOSE_AGENT);
	send(trial);
	if (is_in(trial, "REQ0000001", "in progress"))
		return PROOF_YES;
	return became(trial, "hold") ? PROOF_HELD : PROOF_NO;
}

/* Columns in which no mail can be: a token of what is not there yet; of a contact that is known by then; and no letter asks
 * an agent whether a mail was theirs. */
#define WITH_TOKEN                                                                       \
	(1u << STANDING_TOKEN | 1u << STANDING_TOKEN_FORGED | 1u << STANDING_CONFIRMED | \
	    1u << STANDING_BOTH)
#define WITH_PASS (1u << STANDING_PASS | 1u << STANDING_BOTH)

static const struct {
	ProofOutcome (*try)(Trial *trial);
	unsigned impossible;
} TRIALS[PROOF_ACTIONS] = {
    [ACTION_OPEN] = {try_open, 0},
    [ACTION_COMMENT] = {try_comment, 0},
    [ACTION_ANSWER] = {try_answer, 0},
    [ACTION_REJECT] = {try_reject, 0},
    [ACTION_ACCEPT] = {try_accept, 0},
    [ACTION_START] = {try_start, WITH_TOKEN},
    [ACTION_START_SENSITIVE] = {try_start_sensitive, WITH_TOKEN},
    [ACTION_CONTINUE] = {try_continue, 0},
    [ACTION_BECOME_KNOWN] = {try_become_known, WITH_PASS},
    [ACTION_NAME_PEOPLE] = {try_name_people, 0},
    [ACTION_ON_BEHALF] = {try_on_behalf, WITH_TOKEN},
    [ACTION_STATUS] = {try_status, 0},
    [ACTION_CHANGE_DETAILS] = {try_change_details, 0},
    [ACTION_APPROVE] = {try_approve, 0},
    [ACTION_APPROVE_SENSITIVE] = {try_approve_sensitive, 0},
    [ACTION_AGENT] = {try_agent, 1u << STANDING_CONFIRMED},
    [ACTION_AGENT_APPROVE_SENSITIVE] = {try_agent_approve_sensitive, 1u << STANDING_CONFIRMED},
    [ACTION_AGENT_NEW] = {try_agent_new, WITH_TOKEN},
};

static void
each_cell_is_what_becomes_of_a_mail(void **state)
{
	for (int action = 0; action < PROOF_ACTIONS; action++)
		for (int standing = 0; standing < (int)STANDINGS; standing++) {
			Trial trial = {.desk = *state, .standing = (Standing)standing};
			ProofOutcome expected =
			    proof_outcome((ProofAction)action, (Standing)standing, true);
			ProofOutcome seen;

			if (TRIALS[action].impossible & 1u << standing)
				continue;
			seen = TRIALS[action].try(&trial);
			if (seen != expected)
				fail_msg("%s, %s: %s, but the table says %s; it became '%s', "
					 "letters: %s",
				    proof_action_name((ProofAction)action),
				    proof_standing_name((Standing)standing),
				    proof_outcome_name(seen), proof_outcome_name(expected),
				    trial.became, trial.letters);
			trial_anew(&trial);
		}
}

/* There the token alone does what else takes both, in these rows and no other. */
static void
without_authserv_some_rows_need_no_pass(void **state)
{
	(void)state;
	for (int action = 0; action < PROOF_ACTIONS; action++)
		for (int standing = 0; standing < (int)STANDINGS; standing++) {
			bool alone =
			    standing == STANDING_TOKEN &&
			    (action == ACTION_APPROVE || action == ACTION_APPROVE_SENSITIVE ||
				action == ACTION_AGENT);
			Standing as = alone ? STANDING_BOTH : (Standing)standing;

			assert_int_equal(
			    proof_outcome((ProofAction)action, (Standing)standing, false),
			    proof_outcome((ProofAction)action, as, true));
		}
}

static void
a_fail_is_never_made_good_by_a_pass(void **state)
{
	(void)state;
	assert_int_equal(proof_standing(false, false, false), STANDING_NOTHING);
	assert_int_equal(proof_standing(true, false, false), STANDING_TOKEN);
	assert_int_equal(proof_standing(false, true, false), STANDING_PASS);
	assert_int_equal(proof_standing(true, true, false), STANDING_BOTH);
	assert_int_equal(proof_standing(false, true, true), STANDING_FORGED);
	assert_int_equal(proof_standing(true, true, true), STANDING_TOKEN_FORGED);
}

static void
levels(void **state)
{
	(void)state;
	assert_int_equal(proof_of_sender(false, false), PROOF_NONE);
	assert_int_equal(proof_of_sender(true, false), PROOF_TOKEN);
	assert_int_equal(proof_of_sender(false, true), PROOF_DOMAIN);
	assert_int_equal(proof_of_sender(true, true), PROOF_BOTH);
	for (SenderProof proof = PROOF_NONE; proof <= PROOF_CODE; proof++) {
		assert_int_equal(proof_has_token(proof),
		    proof == PROOF_TOKEN || proof == PROOF_BOTH || proof == PROOF_CODE);
		assert_int_equal(
		    proof_has_pass(proof), proof != PROOF_NONE && proof != PROOF_TOKEN);
	}
}

/* What is printed is what the manual says, line by line. */
static void
the_manual_has_it_whole(void **state)
{
	g_autofree char *path = g_build_filename(SRCDIR, "doc", "casegate.1", NULL);
	g_autofree char *manual = NULL;
	g_autofree char *text = proof_text();
	char *end = strstr(text, "\n\n");

	(void)state;
	assert_true(g_file_get_contents(path, &manual, NULL, NULL));
	assert_non_null(end);
	end[1] = '\0';
	assert_contains(manual, text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    request_test(each_cell_is_what_becomes_of_a_mail),
	    cmocka_unit_test(without_authserv_some_rows_need_no_pass),
	    cmocka_unit_test(a_fail_is_never_made_good_by_a_pass),
	    cmocka_unit_test(levels),
	    cmocka_unit_test(the_manual_has_it_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
