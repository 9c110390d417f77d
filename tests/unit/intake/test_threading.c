/* SPDX-License-Identifier: Apache-2.0 */
/* How evidence is weighed; how it is gathered is tested where there is a spool (test_intake.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/intake/threading.h"

#define ELS 7
#define PIET 8

typedef struct {
	const char *what;
	Evidence evidence[4];
	int64_t ticket;
	bool own_token, answers_own, disagrees;
	int64_t confirmed, approval;
} Row;

static const Row ROWS[] = {
    {"nothing", {{0}}, 0, false, false, false, 0, 0},
    {"an own token", {{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_PERSON, NULL}}, 1,
	true, false, false, 0, 0},
    {"somebody else's token",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, PIET, NULL, PROVES_PERSON, NULL}}, 1, false, false,
	false, 0, 0},
    {"an expired token", {{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_NOTHING, NULL}},
	1, false, false, false, 0, 0},
    {"the id of an own letter",
	{{EVIDENCE_LETTER_ID, 3, 1, 90, ELS, NULL, PROVES_NOTHING, NULL}}, 1, false, true,
	false, 0, 0},
    {"the id of somebody else's letter",
	{{EVIDENCE_LETTER_ID, 3, 1, 90, PIET, NULL, PROVES_NOTHING, NULL}}, 1, false, false,
	false, 0, 0},
    {"the id of an own letter further back",
	{{EVIDENCE_LETTER_ID, 1, 1, 90, ELS, NULL, PROVES_NOTHING, NULL}}, 1, false, false,
	false, 0, 0},
    {"a known id", {{EVIDENCE_KNOWN_ID, 2, 1, 0, 0, NULL, PROVES_NOTHING, NULL}}, 1, false,
	false, false, 0, 0},
    {"an own token for one answer",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_CONFIRMED, NULL}}, 1, true, false,
	false, 90, 0},
    {"somebody else's token for one answer",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, PIET, NULL, PROVES_CONFIRMED, NULL}}, 1, false,
	false, false, 0, 0},
    {"an approver's token speaks for nobody",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_APPROVER, NULL}}, 1, false, false,
	false, 0, 90},
    {"the approver's answer to the last question",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_APPROVER, NULL},
	    {EVIDENCE_REF_TOKEN, 2, 1, 91, ELS, NULL, PROVES_CONFIRMED_APPROVER, NULL}},
	1, false, false, false, 0, 91},
    {"all agree",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_PERSON, NULL},
	    {EVIDENCE_REF_TOKEN, 2, 1, 89, ELS, NULL, PROVES_PERSON, NULL},
	    {EVIDENCE_NUMBER, 1, 1, 0, 0, NULL, PROVES_NOTHING, NULL}},
	1, true, false, false, 0, 0},
    {"a weak hint does not disagree",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_PERSON, NULL},
	    {EVIDENCE_REF_TOKEN, 1, 2, 50, ELS, NULL, PROVES_PERSON, NULL},
	    {EVIDENCE_NUMBER, 1, 2, 0, 0, NULL, PROVES_NOTHING, NULL}},
	1, true, false, false, 0, 0},
    {"strong against good",
	{{EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, ELS, NULL, PROVES_PERSON, NULL},
	    {EVIDENCE_REF_TOKEN, 2, 2, 50, ELS, NULL, PROVES_PERSON, NULL}},
	1, true, false, true, 0, 0},
    {"two numbers",
	{{EVIDENCE_NUMBER, 1, 1, 0, 0, NULL, PROVES_NOTHING, NULL},
	    {EVIDENCE_NUMBER, 1, 2, 0, 0, NULL, PROVES_NOTHING, NULL}},
	1, false, false, true, 0, 0},
    {"the stronger wins, wherever it stands",
	{{EVIDENCE_NUMBER, 1, 2, 0, 0, NULL, PROVES_NOTHING, NULL},
	    {EVIDENCE_KNOWN_ID, 2, 1, 0, 0, NULL, PROVES_NOTHING, NULL}},
	1, false, false, false, 0, 0},
};

static void
evidence_is_weighed(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GPtrArray) evidence =
		    g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
		g_auto(Thread) thread = {0};

		for (size_t k = 0; k < 4 && ROWS[i].evidence[k].ticket != 0; k++) {
			Evidence *one = g_memdup2(&ROWS[i].evidence[k], sizeof *one);

			one->words = g_strdup_printf("evidence %zu", k);
			g_ptr_array_add(evidence, one);
		}
		threading_weigh(evidence, ELS, &thread);
		if (thread.ticket != ROWS[i].ticket || thread.own_token != ROWS[i].own_token ||
		    thread.answers_own != ROWS[i].answers_own ||
		    thread.disagrees != ROWS[i].disagrees ||
		    thread.confirmed != ROWS[i].confirmed ||
		    thread.approval != ROWS[i].approval)
			fail_msg("%s: ticket %d, own %d, answers own %d, disagrees %d, "
				 "confirmed %d, approval %d",
			    ROWS[i].what, (int)thread.ticket, thread.own_token,
			    thread.answers_own, thread.disagrees, (int)thread.confirmed,
			    (int)thread.approval);
	}
}

static void
a_sender_without_contact_has_no_token(void **state)
{
	g_autoptr(GPtrArray) evidence =
	    g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
	Evidence *one = g_new0(Evidence, 1);
	g_auto(Thread) thread = {0};

	(void)state;
	*one = (Evidence){
	    EVIDENCE_ADDRESS_TOKEN, 3, 1, 90, 0, g_strdup("token in To"), PROVES_PERSON, NULL};
	g_ptr_array_add(evidence, one);
	threading_weigh(evidence, 0, &thread);
	assert_false(thread.own_token);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(evidence_is_weighed),
	    cmocka_unit_test(a_sender_without_contact_has_no_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
