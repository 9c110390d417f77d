/* SPDX-License-Identifier: Apache-2.0 */
/* Who is met, who is only looked up, and who becomes a contact of an account. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/situation.h"
#include "spool/account.h"

#define EVE "eve@elders.example"

static void
add_account(const Desk *desk, bool trusts)
{
	static const char *const DOMAINS[] = {"elders.example", NULL};
	const AccountDetails details = {.trusts_domains = &trusts};
	int64_t id = 0;

	must(account_add(desk->context->spool, "Elders BV", &id, &error));
	must(account_set(desk->context->spool, id, &details, &error));
	must(account_set_domains(desk->context->spool, id, DOMAINS, &error));
}

/* "" is nobody. */
static void
found(void **state)
{
	static const struct {
		const char *from;
		MessageKind kind;
		bool aligned, trusts;
		const char *contact, *account;
	} CASES[] = {
	    {NULL, MESSAGE_PERSON, false, false, "", NULL},
	    {"desk@desk.example", MESSAGE_PERSON, false, false, "", NULL},
	    {EVE, MESSAGE_BOUNCE, false, false, "", NULL},
	    {EVE, MESSAGE_PERSON, false, true, EVE, NULL},
	    {EVE, MESSAGE_PERSON, true, false, EVE, NULL},
	    {EVE, MESSAGE_PERSON, true, true, EVE, "Elders BV"},
	    {"eve@mail.elders.example", MESSAGE_PERSON, true, true, "eve@mail.elders.example",
		NULL},
	    {ELS, MESSAGE_PERSON, true, true, ELS, "Klant BV"},
	    {ELS, MESSAGE_BOUNCE, false, true, ELS, "Klant BV"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		void *fresh = NULL;
		const Post post = {
		    CASES[i].from, .aligned = CASES[i].aligned, .kind = CASES[i].kind};
		g_autoptr(Message) message = NULL;
		const Mail mail = {0};
		g_auto(MailFacts) facts = {.mail = &mail};
		const Contact *contact = NULL;
		Desk *desk = NULL;

		desk_setup(&fresh);
		desk = fresh;
		desk_know(desk, ELS);
		add_account(desk, CASES[i].trusts);
		message = post_message(desk, &post);
		facts.context = desk->context;
		facts.mailbox = desk->context->config->mailboxes->pdata[0];
		facts.message = message;
		must(situation_find_sender(&facts, &error));
		contact = facts.author;
		if (g_strcmp0(contact == NULL ? "" : contact->address, CASES[i].contact) != 0 ||
		    g_strcmp0(contact == NULL ? NULL : contact->account_name,
			CASES[i].account) != 0 ||
		    facts.verdict.passed != CASES[i].aligned)
			fail_msg("case %zu", i);
		desk_teardown(&fresh);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
