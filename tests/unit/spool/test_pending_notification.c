/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/pending_notification.h"

static char *
due(Spool *spool, int64_t now_ms)
{
	g_autoptr(GPtrArray) notices = NULL;
	GString *text = g_string_new(NULL);

	must(pending_notification_due(spool, now_ms, 10, &notices, &error));
	for (unsigned i = 0; i < notices->len; i++) {
		const PendingNotification *n = notices->pdata[i];

		g_string_append_printf(text, "%d/%d %s by '%s' of %s since %d; ",
		    (int)n->ticket, (int)n->mail, n->reason, n->actor,
		    n->group == NULL ? "-" : n->group, (int)n->since_ms);
	}
	return g_string_free(text, FALSE);
}

#define assert_due(spool, now_ms, expected)                 \
	do {                                                \
		g_autofree char *text = due(spool, now_ms); \
		assert_string_equal(text, expected);        \
	} while (0)

static void
what_waits_is_given_together(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	PendingNotification ticket = {
	    7, 0, (char *)"new case", (char *)"els@x", NULL, 100, 300};
	PendingNotification mail = {
	    0, 7, (char *)"held mail", (char *)"", (char *)"werkplek", 200, 250};
	int64_t next_ms = -1;

	must(spool_begin(spool, &error));
	must(pending_notification_next_due(spool, &next_ms, &error));
	assert_int_equal(next_ms, 0);
	must(pending_notification_add(spool, &ticket, &error));
	must(pending_notification_add(spool, &mail, &error));
	must(pending_notification_next_due(spool, &next_ms, &error));
	assert_int_equal(next_ms, 250);
	assert_due(spool, 249, "");
	assert_due(spool, 300,
	    "0/7 held mail by '' of werkplek since 200; 7/0 new case by 'els@x' of - since "
	    "100; ");

	ticket.reason = (char *)"reply";
	ticket.since_ms = 150;
	ticket.due_ms = 350;
	must(pending_notification_add(spool, &ticket, &error));
	must(pending_notification_done(spool, &mail, &error));
	assert_due(spool, 300, "7/0 new case by 'els@x' of - since 100; ");
	ticket.actor = (char *)"piet@x";
	must(pending_notification_add(spool, &ticket, &error));
	assert_due(spool, 300, "7/0 new case by '' of - since 100; ");
	must(pending_notification_postpone(spool, &ticket, 900, &error));
	assert_due(spool, 899, "");
	must(pending_notification_done(spool, &ticket, &error));

	must(pending_notification_add(spool, &ticket, &error));
	ticket.reason = (char *)"reject";
	must(pending_notification_add(spool, &ticket, &error));
	assert_due(spool, 900, "7/0 reject by 'piet@x' of - since 150; ");
}

/* Whoever else is to be told of a ticket, all of them are; a held mail stays whose it is. */
static void
groups_come_together(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	PendingNotification of[] = {
	    {7, 0, (char *)"reply", (char *)"", NULL, 100, 300},
	    {7, 0, (char *)"late", (char *)"", (char *)"leads", 200, 300},
	    {7, 0, (char *)"late", (char *)"", (char *)"board", 200, 300},
	    {7, 0, (char *)"reply", (char *)"", NULL, 200, 300},
	    {0, 7, (char *)"held mail", (char *)"", (char *)"werkplek", 400, 400},
	    {0, 7, (char *)"held mail", (char *)"", (char *)"netwerk", 400, 400},
	};

	must(spool_begin(spool, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(of); i++)
		must(pending_notification_add(spool, &of[i], &error));
	assert_due(spool, 400,
	    "7/0 reply by '' of leads\nboard since 100; 0/7 held mail by '' of werkplek since "
	    "400; ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(what_waits_is_given_together),
	    spool_test(groups_come_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
