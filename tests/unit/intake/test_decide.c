/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what: every row is a sender, a proof, a state and a wish, and what must come of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/intake/decide.h"
#include "gateway/intake/mail_facts.h"

typedef struct {
	const char *what;
	int state; /* TicketState, -1: no ticket */
	RuleResultKind rule_result;
	SenderProof proof;
	bool own_token;
	DecisionKind kind;
	TicketState next;
	const char *letter;
	const char *mark;
} Row;

#define NO_TICKET (-1)
#define U "unproven"

static const Row ROWS[] = {
    /* new mail */
    {"a stranger opens a case", NO_TICKET, RULE_RESULT_OPEN_CASE, 0, false, DECISION_OPEN_CASE,
	TICKET_NEW, "acknowledgement", U},
    {"a proven contact does", NO_TICKET, RULE_RESULT_OPEN_CASE, 2, false, DECISION_OPEN_CASE,
	TICKET_NEW, "acknowledgement", ""},
    {"a follow-up of nothing", NO_TICKET, RULE_RESULT_FOLLOW_UP, 0, false, DECISION_OPEN_CASE,
	TICKET_NEW, "acknowledgement", U},
    {"ignored", NO_TICKET, RULE_RESULT_IGNORE, 2, false, DECISION_IGNORE, TICKET_NEW, NULL, ""},
    {"held", NO_TICKET, RULE_RESULT_HOLD, 2, false, DECISION_HOLD, TICKET_NEW, NULL, ""},
    /* L0: words only */
    {"L0 replies to open", TICKET_OPEN, RULE_RESULT_FOLLOW_UP, 0, false, DECISION_COMMENT,
	TICKET_OPEN, NULL, U},
    {"L0 replies to resolved", TICKET_RESOLVED, RULE_RESULT_FOLLOW_UP, 0, false,
	DECISION_COMMENT, TICKET_RESOLVED, NULL, U},
    {"L0 accepts", TICKET_RESOLVED, RULE_RESULT_ACCEPT, 0, false, DECISION_COMMENT,
	TICKET_RESOLVED, NULL, U},
    {"L0 rejects", TICKET_RESOLVED, RULE_RESULT_REJECT, 0, false, DECISION_COMMENT,
	TICKET_RESOLVED, NULL, U},
    {"L0 answers a question", TICKET_AWAITING_INFO, RULE_RESULT_FOLLOW_UP, 0, false,
	DECISION_COMMENT, TICKET_AWAITING_INFO, NULL, U},
    {"L0 is unclear", TICKET_RESOLVED, RULE_RESULT_ASK_BACK, 0, false, DECISION_COMMENT,
	TICKET_RESOLVED, NULL, U},
    {"L0 asks for the state", TICKET_OPEN, RULE_RESULT_ANSWER_STATUS, 0, false,
	DECISION_TELL_STATE, TICKET_OPEN, "status-refused", U},
    {"L2 asks for the state", TICKET_OPEN, RULE_RESULT_ANSWER_STATUS, 2, false,
	DECISION_TELL_STATE, TICKET_OPEN, "status", ""},
    {"L0 replies to closed", TICKET_CLOSED, RULE_RESULT_FOLLOW_UP, 0, false, DECISION_OPEN_CASE,
	TICKET_NEW, "acknowledgement", U},
    {"L0 accepts what is closed", TICKET_CLOSED, RULE_RESULT_ACCEPT, 0, false, DECISION_COMMENT,
	TICKET_CLOSED, NULL, U},
    /* L1: the ticket's token */
    {"L1 replies to open", TICKET_OPEN, RULE_RESULT_FOLLOW_UP, 1, true, DECISION_COMMENT,
	TICKET_OPEN, NULL, ""},
    {"L1 answers a question", TICKET_AWAITING_INFO, RULE_RESULT_FOLLOW_UP, 1, true,
	DECISION_COMMENT, TICKET_OPEN, NULL, ""},
    {"L1 replies to resolved", TICKET_RESOLVED, RULE_RESULT_FOLLOW_UP, 1, true, DECISION_REOPEN,
	TICKET_OPEN, "reopened", ""},
    {"L1 accepts", TICKET_RESOLVED, RULE_RESULT_ACCEPT, 1, true, DECISION_ACCEPT, TICKET_CLOSED,
	"closed", ""},
    {"L1 rejects", TICKET_RESOLVED, RULE_RESULT_REJECT, 1, true, DECISION_REJECT, TICKET_OPEN,
	"reopened", ""},
    {"L1 is unclear", TICKET_RESOLVED, RULE_RESULT_ASK_BACK, 1, true, DECISION_ASK_BACK,
	TICKET_RESOLVED, "ask-back", ""},
    {"L1 is unclear on open", TICKET_OPEN, RULE_RESULT_ASK_BACK, 1, true, DECISION_COMMENT,
	TICKET_OPEN, NULL, ""},
    {"L1 thanks", TICKET_RESOLVED, RULE_RESULT_COMMENT, 1, true, DECISION_COMMENT,
	TICKET_RESOLVED, NULL, ""},
    {"L1 replies to closed", TICKET_CLOSED, RULE_RESULT_FOLLOW_UP, 1, true, DECISION_OPEN_CASE,
	TICKET_NEW, "new-case", ""},
    {"L1 accepts again", TICKET_CLOSED, RULE_RESULT_ACCEPT, 1, true, DECISION_TELL_STATE,
	TICKET_CLOSED, "state", ""},
    {"L1 rejects what is closed", TICKET_CANCELLED, RULE_RESULT_REJECT, 1, true,
	DECISION_OPEN_CASE, TICKET_NEW, "new-case", ""},
    {"L1 asks for the state", TICKET_OPEN, RULE_RESULT_ANSWER_STATUS, 1, true,
	DECISION_TELL_STATE, TICKET_OPEN, "state", ""},
    /* L2: aligned, no token */
    {"L2 replies to resolved", TICKET_RESOLVED, RULE_RESULT_FOLLOW_UP, 2, false,
	DECISION_REOPEN, TICKET_OPEN, "reopened", ""},
    {"L2 accepts: asked back", TICKET_RESOLVED, RULE_RESULT_ACCEPT, 2, false, DECISION_ASK_BACK,
	TICKET_RESOLVED, "ask-back", ""},
    {"L3 accepts", TICKET_RESOLVED, RULE_RESULT_ACCEPT, 3, true, DECISION_ACCEPT, TICKET_CLOSED,
	"closed", ""},
    /* requests: complete is set in all these */
    {"L2 requests", NO_TICKET, RULE_RESULT_FILE_REQUEST, 2, false, DECISION_FILE_REQUEST,
	TICKET_IN_PROGRESS, "request-acknowledgement", ""},
    {"L0 requests", NO_TICKET, RULE_RESULT_FILE_REQUEST, 0, false, DECISION_FILE_REQUEST,
	TICKET_DRAFT, "request-confirm", U},
    {"L1 confirms the draft", TICKET_DRAFT, RULE_RESULT_FOLLOW_UP, 1, true,
	DECISION_CONTINUE_DRAFT, TICKET_IN_PROGRESS, "request-acknowledgement", ""},
    {"L0 cannot", TICKET_DRAFT, RULE_RESULT_FOLLOW_UP, 0, false, DECISION_COMMENT, TICKET_DRAFT,
	NULL, U},
};

static Decision
decide_row(const Row *row, MessageKind kind, MailFacts *s)
{
	g_autoptr(Message) message = message_new();
	static Contact contact = {.id = 7, .known = true};
	static const ConfigMailbox MAILBOX = {
	    .reply_address = (char *)"desk+{token}@desk.example"};
	static const Mail MAIL;
	RuleResult rule_result = {.kind = row->rule_result};
	Ticket ticket = {
	    .id = 1, .state = row->state < 0 ? TICKET_NEW : (TicketState)row->state};
	static Config config;
	static Context context = {.config = &config};

	message->kind = kind;
	s->context = s->context == NULL ? &context : s->context;
	s->mail = &MAIL;
	s->mailbox = &MAILBOX;
	s->message = message;
	s->rule_result = &rule_result;
	s->sender = &contact;
	s->thread.own_token = row->own_token;
	s->proof = row->proof;
	s->standing = proof_standing(row->own_token || s->may_approve, row->proof >= 2, false);
	s->ticket = row->state < 0 ? NULL : &ticket;
	s->form.complete = true;
	return decide(s);
}

static void
persons(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		MailFacts s = {.answer = {.has_reason = true}};
		Decision decision = decide_row(&ROWS[i], MESSAGE_PERSON, &s);

		if (decision.kind != ROWS[i].kind || decision.next != ROWS[i].next ||
		    g_strcmp0(decision.letter, ROWS[i].letter) != 0 ||
		    strcmp(decision.mark, ROWS[i].mark) != 0)
			fail_msg("%s: %s, state %d, letter %s, mark '%s'", ROWS[i].what,
			    decision_kind_name(decision.kind), (int)decision.next,
			    decision.letter == NULL ? "none" : decision.letter, decision.mark);
	}
}

/* Whatever a machine's mail seems to say, it gets no letter and moves nothing. */
static void
machines(void **state)
{
	static const MessageKind KINDS[] = {
	    MESSAGE_AUTO_REPLY, MESSAGE_BOUNCE, MESSAGE_RECEIPT, MESSAGE_COMPLAINT};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(KINDS); k++) {
			MailFacts s = {0};
			Decision decision = decide_row(&ROWS[i], KINDS[k], &s);

			assert_null(decision.letter);
			assert_false(decision.stops_clock);
			if (ROWS[i].state >= 0)
				assert_int_equal(decision.next, ROWS[i].state);
		}
}

static void
a_reject_without_reason_asks_for_it(void **state)
{
	static const Row ROW = {"", TICKET_RESOLVED, RULE_RESULT_REJECT, 1, true,
	    DECISION_REJECT, TICKET_OPEN, "", ""};
	MailFacts s = {0};

	(void)state;
	assert_string_equal(decide_row(&ROW, MESSAGE_PERSON, &s).letter, "ask-reason");
}

static void
reopening_has_its_limit_for_a_token_alone(void **state)
{
	Row row = {"", TICKET_RESOLVED, RULE_RESULT_FOLLOW_UP, 1, true, DECISION_REOPEN,
	    TICKET_OPEN, "", ""};
	MailFacts s = {.reopened_today = DECIDE_REOPEN_MAX};
	Decision decision = decide_row(&row, MESSAGE_PERSON, &s);

	(void)state;
	assert_int_equal(decision.kind, DECISION_COMMENT);
	assert_int_equal(decision.next, TICKET_RESOLVED);
	row.proof = 3;
	assert_int_equal(decide_row(&row, MESSAGE_PERSON, &s).kind, DECISION_REOPEN);
}

static void
the_configuration_may_let_l2_close(void **state)
{
	static const Row ROW = {"", TICKET_RESOLVED, RULE_RESULT_ACCEPT, 2, false,
	    DECISION_ACCEPT, TICKET_CLOSED, "", ""};
	Config config = {.accept_at_l2 = true};
	Context context = {.config = &config};
	MailFacts s = {.context = &context};

	(void)state;
	assert_int_equal(decide_row(&ROW, MESSAGE_PERSON, &s).next, TICKET_CLOSED);
}

static void
an_unclear_answer_stops_the_clock(void **state)
{
	static const Row ROW = {"", TICKET_RESOLVED, RULE_RESULT_ASK_BACK, 1, true,
	    DECISION_ASK_BACK, TICKET_RESOLVED, "", ""};
	MailFacts s = {0};

	(void)state;
	assert_true(decide_row(&ROW, MESSAGE_PERSON, &s).stops_clock);
}

/* What the mailbox says of people it does not know, and who are not meant by it. */
static void
unknown_senders(void **state)
{
	static const struct {
		ConfigUnknown unknown;
		RuleResultKind rule_result;
		MessageKind message;
		bool known, usable, released;
		DecisionKind kind;
		const char *letter;
	} CASES[] = {
	    {CONFIG_UNKNOWN_CASE, RULE_RESULT_OPEN_CASE, MESSAGE_PERSON, false, true, false,
		DECISION_OPEN_CASE, "acknowledgement-unverified"},
	    {CONFIG_UNKNOWN_REGISTER, RULE_RESULT_OPEN_CASE, MESSAGE_PERSON, false, true, false,
		DECISION_REFER, "register"},
	    {CONFIG_UNKNOWN_REGISTER, RULE_RESULT_FILE_REQUEST, MESSAGE_PERSON, false, true,
		false, DECISION_REFER, "register"},
	    {CONFIG_UNKNOWN_REGISTER, RULE_RESULT_OPEN_CASE, MESSAGE_PERSON, true, true, false,
		DECISION_OPEN_CASE, "acknowledgement"},
	    {CONFIG_UNKNOWN_REGISTER, RULE_RESULT_IGNORE, MESSAGE_PERSON, false, true, false,
		DECISION_IGNORE, NULL},
	    {CONFIG_UNKNOWN_REGISTER, RULE_RESULT_OPEN_CASE, MESSAGE_PERSON, false, false,
		false, DECISION_HOLD, NULL},
	    {CONFIG_UNKNOWN_REGISTER, RULE_RESULT_OPEN_CASE, MESSAGE_LIST, false, true, false,
		DECISION_HOLD, NULL},
	    {CONFIG_UNKNOWN_CASE, RULE_RESULT_OPEN_CASE, MESSAGE_LIST, false, true, false,
		DECISION_OPEN_CASE, NULL},
	    {CONFIG_UNKNOWN_CASE, RULE_RESULT_OPEN_CASE, MESSAGE_LIST, true, true, false,
		DECISION_OPEN_CASE, "acknowledgement"},
	    {CONFIG_UNKNOWN_REGISTER, RULE_RESULT_OPEN_CASE, MESSAGE_NOTIFICATION, false, true,
		false, DECISION_OPEN_CASE, NULL},
	    {CONFIG_UNKNOWN_HOLD, RULE_RESULT_OPEN_CASE, MESSAGE_PERSON, false, true, false,
		DECISION_HOLD, NULL},
	    {CONFIG_UNKNOWN_HOLD, RULE_RESULT_OPEN_CASE, MESSAGE_PERSON, false, true, true,
		DECISION_OPEN_CASE, "acknowledgement-unverified"},
	    {CONFIG_UNKNOWN_HOLD, RULE_RESULT_OPEN_CASE, MESSAGE_PERSON, true, true, false,
		DECISION_OPEN_CASE, "acknowledgement"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Message) message = message_new();
		const Contact contact = {.id = 7, .known = CASES[i].known};
		const ConfigMailbox mailbox = {.unknown_senders = (int)CASES[i].unknown};
		const Mail mail = {0};
		RuleResult rule_result = {.kind = CASES[i].rule_result};
		Config config = {0};
		Context context = {.config = &config};
		const MailFacts s = {.context = &context,
		    .mail = &mail,
		    .message = message,
		    .mailbox = &mailbox,
		    .rule_result = &rule_result,
		    .sender = CASES[i].usable ? &contact : NULL,
		    .released = CASES[i].released};
		Decision decision;

		message->kind = CASES[i].message;
		decision = decide(&s);
		if (decision.kind != CASES[i].kind ||
		    g_strcmp0(decision.letter, CASES[i].letter) != 0)
			fail_msg("%zu: %s, letter %s", i, decision_kind_name(decision.kind),
			    decision.letter == NULL ? "none" : decision.letter);
	}
}

/* Who was asked to approve: state and sensitivity decide what their word does; a machine's does nothing. */
static void
approvers(void **state)
{
	static const struct {
		TicketState state;
		RuleResultKind rule_result;
		bool sensitive;
		SenderProof proof;
		DecisionKind kind;
		TicketState next;
		const char *letter;
		const char *mark;
	} TABLE[] = {
	    {TICKET_AWAITING_APPROVAL, RULE_RESULT_APPROVE, false, 1, DECISION_APPROVE,
		TICKET_IN_PROGRESS, NULL, ""},
	    {TICKET_AWAITING_APPROVAL, RULE_RESULT_DECLINE, false, 1, DECISION_DECLINE,
		TICKET_DECLINED, NULL, ""},
	    {TICKET_AWAITING_APPROVAL, RULE_RESULT_APPROVE, true, 1, DECISION_NOTE_APPROVAL,
		TICKET_AWAITING_APPROVAL, "approval-noted", U},
	    {TICKET_AWAITING_APPROVAL, RULE_RESULT_DECLINE, true, 3, DECISION_NOTE_APPROVAL,
		TICKET_AWAITING_APPROVAL, "approval-noted", ""},
	    {TICKET_AWAITING_APPROVAL, RULE_RESULT_ASK_BACK, false, 1, DECISION_ASK_BACK,
		TICKET_AWAITING_APPROVAL, "approval-ask-back", ""},
	    {TICKET_AWAITING_APPROVAL, RULE_RESULT_FOLLOW_UP, false, 3, DECISION_COMMENT,
		TICKET_AWAITING_APPROVAL, NULL, ""},
	    {TICKET_IN_PROGRESS, RULE_RESULT_REJECT, false, 1, DECISION_TELL_STATE,
		TICKET_IN_PROGRESS, "approval-late", ""},
	    {TICKET_EXPIRED, RULE_RESULT_ACCEPT, true, 3, DECISION_TELL_STATE, TICKET_EXPIRED,
		"approval-late", ""},
	    {TICKET_DECLINED, RULE_RESULT_FOLLOW_UP, false, 1, DECISION_COMMENT,
		TICKET_DECLINED, NULL, ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++) {
		const Row row = {"", (int)TABLE[i].state, TABLE[i].rule_result, TABLE[i].proof,
		    false, DECISION_COMMENT, TICKET_NEW, NULL, ""};
		MailFacts s = {.may_approve = true, .form = {.sensitive = TABLE[i].sensitive}};
		Decision decision = decide_row(&row, MESSAGE_PERSON, &s);

		assert_int_equal(decision.kind, TABLE[i].kind);
		assert_int_equal(decision.next, TABLE[i].next);
		assert_string_equal(decision.mark, TABLE[i].mark);
		assert_int_equal(g_strcmp0(decision.letter, TABLE[i].letter), 0);
		decision = decide_row(&row, MESSAGE_AUTO_REPLY, &s);
		assert_int_equal(decision.next, TABLE[i].state);
		assert_null(decision.letter);
		/* who was not asked only comments */
		s.may_approve = false;
		decision = decide_row(&row, MESSAGE_PERSON, &s);
		assert_int_not_equal(decision.kind, DECISION_APPROVE);
		assert_int_not_equal(decision.kind, DECISION_DECLINE);
		assert_int_not_equal(decision.kind, DECISION_NOTE_APPROVAL);
	}
}

/* What costs money or gives access: nothing unproven, and nothing without a person. */
static void
sensitive_requests(void **state)
{
	static const struct {
		int state, proof;
		bool own_token, released;
		DecisionKind kind;
		TicketState next;
	} TABLE[] = {
	    {NO_TICKET, 0, false, false, DECISION_FILE_REQUEST, TICKET_DRAFT},
	    {NO_TICKET, 0, false, true, DECISION_FILE_REQUEST, TICKET_AWAITING_APPROVAL},
	    {NO_TICKET, 2, false, false, DECISION_FILE_REQUEST, TICKET_AWAITING_APPROVAL},
	    {TICKET_DRAFT, 0, false, false, DECISION_COMMENT, TICKET_DRAFT},
	    {TICKET_DRAFT, 1, true, false, DECISION_CONTINUE_DRAFT, TICKET_AWAITING_APPROVAL},
	    {TICKET_DRAFT, 3, true, false, DECISION_CONTINUE_DRAFT, TICKET_AWAITING_APPROVAL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TABLE); i++) {
		const Row row = {"", TABLE[i].state, RULE_RESULT_FILE_REQUEST, TABLE[i].proof,
		    TABLE[i].own_token, DECISION_COMMENT, TICKET_NEW, NULL, ""};
		MailFacts s = {.form = {.sensitive = true}, .released = TABLE[i].released};
		Decision decision = decide_row(&row, MESSAGE_PERSON, &s);

		if (decision.kind != TABLE[i].kind || decision.next != TABLE[i].next)
			fail_msg("row %zu: %s, %s", i, decision_kind_name(decision.kind),
			    ticket_state_name(decision.next));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(persons),
	    cmocka_unit_test(machines),
	    cmocka_unit_test(approvers),
	    cmocka_unit_test(sensitive_requests),
	    cmocka_unit_test(a_reject_without_reason_asks_for_it),
	    cmocka_unit_test(reopening_has_its_limit_for_a_token_alone),
	    cmocka_unit_test(the_configuration_may_let_l2_close),
	    cmocka_unit_test(an_unclear_answer_stops_the_clock),
	    cmocka_unit_test(unknown_senders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
