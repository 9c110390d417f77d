/* SPDX-License-Identifier: Apache-2.0 */
/* Who is forgotten, what is found of them, and what of their words is taken out of those of others. */
#include "spool/erasure.h"

#include "spool/spam_sender.h"
#include "spool/ticket_forget.h"
#include "spool/ticket_hold.h"
#include "tests/unit/spool_fixture.h"

static const struct {
	const char *text, *expected; /* NULL: it stays */
} TEXTS[] = {
    {"Els Bos belde", "(erased) belde"},
    {"ELS BOS belde", "(erased) belde"},
    {"van els@klant.example, Els Bos.", "van (erased), (erased)."},
    {"<ELS@klant.example>", "<(erased)>"},
    {"Els Bosma belde", NULL},
    {"wels@klant.example", NULL},
    {"els@klant.example.org", NULL},
    {"els@klant.example.", "(erased)."},
    {"iemand anders", NULL},
    {"", NULL},
};

static void
test_redacted(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(Erasure) erasure = NULL;

	must(spool_begin(spool, &error));
	must(erasure_begin(spool, some_contact(spool, "els@klant.example"), 5000, &error));
	must(erasure_next(spool, &erasure, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree char *text = erasure_redact(TEXTS[i].text, erasure);

		if (g_strcmp0(text, TEXTS[i].expected) != 0)
			fail_msg("%s: %s", TEXTS[i].text, text == NULL ? "stays" : text);
	}
	must(spool_commit(spool, &error));
}

static void
test_found(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	const TicketHold hold = {(char *)"", (char *)"casegate", 5000};
	g_auto(ErasurePlan) plan = {0};
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GArray) held = NULL;
	int64_t ticket = 0;
	bool was = false;

	must(spool_begin(spool, &error));
	whole_story(spool, "0");
	must(erasure_plan(spool, 1, &plan, &error));
	assert_int_equal(plan.tickets, 1);
	assert_int_equal(plan.mails, 1);
	assert_int_equal(plan.open->len, 1);
	assert_int_equal(plan.copies->len, 1);
	must(erasure_mails(spool, "ELS@klant.example", 10, &mails, &error));
	assert_int_equal(mails->len, 1);
	must(ticket_hold_set(spool, 1, &hold, &error));
	must(erasure_mails(spool, "els@klant.example", 10, &held, &error));
	assert_int_equal(held->len, 0);
	must(erasure_own_ticket(spool, 1, &ticket, &error));
	assert_int_equal(ticket, 0);
	must(ticket_hold_end(spool, 1, &was, &error));
	must(erasure_own_ticket(spool, 1, &ticket, &error));
	assert_int_equal(ticket, 1);
	must(spool_commit(spool, &error));
}

static void
test_from_begin_to_end(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(Erasure) erasure = NULL;
	g_autoptr(GPtrArray) copies = NULL;
	g_autofree char *mailbox = NULL;
	bool open = false, stays = false;
	int64_t count = 0;

	must(spool_begin(spool, &error));
	whole_story(spool, "0");
	must(spam_sender_add(spool, "Els@klant.example", "Sanne", 10, &error));
	must(erasure_begin(spool, 1, 5000, &error));
	must(erasure_begin(spool, 1, 6000, &error));
	must(erasure_is_open(spool, &open, &error));
	assert_true(open);
	must(erasure_next(spool, &erasure, &error));
	assert_int_equal(erasure->addresses->len, 1);
	must(erasure_contact(spool, erasure, &stays, &error));
	assert_true(stays);
	must(ticket_forget_rest(spool, 1, 5000, &error));
	must(erasure_contact(spool, erasure, &stays, &error));
	assert_false(stays);
	must(spam_sender_is(spool, "els@klant.example", &open, &error));
	assert_false(open);
	must(erasure_note_copies(spool, 1, &error));
	must(erasure_copies_mailbox(spool, "", &mailbox, &error));
	assert_string_equal(mailbox, "support");
	must(erasure_copies(spool, "support", 10, &copies, &error));
	assert_int_equal(copies->len, 1);
	must(erasure_copy_done(spool, "support", 1, &error));
	must(erasure_copies_count(spool, "support", &count, &error));
	assert_int_equal(count, 0);
	must(erasure_drop_words(spool, erasure->id, &error));
	must(erasure_end(spool, erasure->id, 7000, &error));
	must(erasure_is_open_for(spool, 1, &open, &error));
	assert_false(open);
	must(spool_commit(spool, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_redacted),
	    spool_test(test_found),
	    spool_test(test_from_begin_to_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
