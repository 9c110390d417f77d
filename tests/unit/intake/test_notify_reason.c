/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/intake/notify_reason.h"

static const struct {
	DecisionKind decision;
	MessageKind kind;
	TicketState state;
	const char *news; /* NULL: none */
} CASES[] = {
    {DECISION_OPEN_CASE, MESSAGE_PERSON, TICKET_NEW, "new case"},
    {DECISION_OPEN_CASE, MESSAGE_NOTIFICATION, TICKET_NEW, "new case"},
    {DECISION_HOLD, MESSAGE_PERSON, TICKET_NEW, "held mail"},
    {DECISION_COMMENT, MESSAGE_PERSON, TICKET_OPEN, "reply"},
    {DECISION_COMMENT, MESSAGE_PERSON, TICKET_DRAFT, NULL},
    {DECISION_COMMENT, MESSAGE_AUTO_REPLY, TICKET_OPEN, NULL},
    {DECISION_COMMENT, MESSAGE_BOUNCE, TICKET_OPEN, "undelivered"},
    {DECISION_REOPEN, MESSAGE_PERSON, TICKET_OPEN, "reply"},
    {DECISION_ACCEPT, MESSAGE_PERSON, TICKET_CLOSED, "accept"},
    {DECISION_REJECT, MESSAGE_PERSON, TICKET_OPEN, "reject"},
    {DECISION_ASK_BACK, MESSAGE_PERSON, TICKET_RESOLVED, "reply"},
    {DECISION_FILE_REQUEST, MESSAGE_PERSON, TICKET_DRAFT, NULL},
    {DECISION_CONTINUE_DRAFT, MESSAGE_PERSON, TICKET_DRAFT, NULL},
    {DECISION_FILE_REQUEST, MESSAGE_PERSON, TICKET_IN_PROGRESS, "request"},
    {DECISION_FILE_REQUEST, MESSAGE_PERSON, TICKET_AWAITING_APPROVAL, NULL},
    {DECISION_CONTINUE_DRAFT, MESSAGE_PERSON, TICKET_IN_PROGRESS, "request"},
    {DECISION_CONTINUE_DRAFT, MESSAGE_PERSON, TICKET_AWAITING_APPROVAL, NULL},
    {DECISION_APPROVE, MESSAGE_PERSON, TICKET_IN_PROGRESS, "approved"},
    {DECISION_DECLINE, MESSAGE_PERSON, TICKET_DECLINED, NULL},
    {DECISION_COMMENT, MESSAGE_PERSON, TICKET_IN_PROGRESS, "reply"},
    {DECISION_TELL_STATE, MESSAGE_PERSON, TICKET_OPEN, NULL},
    {DECISION_IGNORE, MESSAGE_PERSON, TICKET_NEW, NULL},
    {DECISION_FORWARD, MESSAGE_PERSON, TICKET_NEW, NULL},
};

static void
what_is_news(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const Decision decision = {.kind = CASES[i].decision};
		g_autoptr(Message) message = message_new();
		NotifyReason reason = NOTIFY_REPLY;
		const char *news = NULL;

		message->kind = CASES[i].kind;
		if (notify_reason_of(&decision, message, CASES[i].state, &reason))
			news = notify_reason_name(reason);
		if (g_strcmp0(news, CASES[i].news) != 0)
			fail_msg("%s: %s", decision_kind_name(decision.kind), news);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_news)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
