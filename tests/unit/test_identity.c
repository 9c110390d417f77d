/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/identity.h"

static void
domains_are_compared_label_by_label(void **state)
{
	static const struct {
		const char *domain, *of;
		bool within;
	} ROWS[] = {
	    {"example.com", "example.com", true},
	    {"EXAMPLE.com", "example.COM", true},
	    {"mail.example.com", "example.com", true},
	    {"a.b.example.com", "example.com", true},
	    {"attacker-example.com", "example.com", false},
	    {"example.com.evil", "example.com", false},
	    {"example.com", "mail.example.com", false},
	    {"xample.com", "example.com", false},
	    {"com", "example.com", false},
	    {"", "example.com", false},
	    {"example.com", "", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_int_equal(
		    identity_domain_within(ROWS[i].domain, ROWS[i].of), ROWS[i].within);
}

typedef struct {
	const char *authserv;
	unsigned hop;
	const char *method, *result, *domain;
} Auth;

typedef struct {
	const char *what;
	Auth auth[3];
	unsigned hops; /* that may stand above our own server's header */
	bool aligned;
} Row;

static const Row ROWS[] = {
    {"nothing", {{0}}, 0, false},
    {"DMARC pass", {{"mail.desk", 0, "dmarc", "pass", "klant.example"}}, 0, true},
    {"DMARC pass of another domain", {{"mail.desk", 0, "dmarc", "pass", "evil.example"}}, 0,
	false},
    {"DMARC pass of the domain above", {{"mail.desk", 0, "dmarc", "pass", "example"}}, 0,
	false},
    {"by another server", {{"mail.evil", 0, "dmarc", "pass", "klant.example"}}, 0, false},
    {"DKIM of the domain", {{"mail.desk", 0, "dkim", "pass", "klant.example"}}, 0, true},
    {"DKIM of a top domain", {{"mail.desk", 0, "dkim", "pass", "example"}}, 0, false},
    {"DKIM of another", {{"mail.desk", 0, "dkim", "pass", "ant.example"}}, 0, false},
    {"SPF alone", {{"mail.desk", 0, "spf", "pass", "klant.example"}}, 0, false},
    {"DMARC fail beats DKIM",
	{{"mail.desk", 0, "dkim", "pass", "klant.example"},
	    {"mail.desk", 0, "dmarc", "fail", "klant.example"}},
	0, false},
    {"below a hop", {{"mail.desk", 1, "dmarc", "pass", "klant.example"}}, 0, false},
    {"below a hop that is ours", {{"mail.desk", 1, "dmarc", "pass", "klant.example"}}, 1, true},
    {"forged below our own",
	{{"mail.desk", 0, "spf", "none", ""},
	    {"mail.desk", 1, "dmarc", "pass", "klant.example"}},
	1, false},
};

static void
only_our_own_server_vouches(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = message_new();
		const ConfigMailbox mailbox = {
		    .authserv = (char *)"mail.desk", .authserv_hops = ROWS[i].hops};
		g_auto(Verdict) verdict = {0};

		message->from = message_address_new("els@klant.example", "Els");
		for (size_t k = 0; k < 3 && ROWS[i].auth[k].authserv != NULL; k++) {
			MessageAuth *auth = g_new0(MessageAuth, 1);

			auth->authserv = g_strdup(ROWS[i].auth[k].authserv);
			auth->hop = ROWS[i].auth[k].hop;
			auth->method = g_strdup(ROWS[i].auth[k].method);
			auth->result = g_strdup(ROWS[i].auth[k].result);
			auth->domain = g_strdup(ROWS[i].auth[k].domain);
			g_ptr_array_add(message->authentication, auth);
		}
		identity_judge(message, &mailbox, &verdict);
		if (verdict.passed != ROWS[i].aligned)
			fail_msg("%s: %s", ROWS[i].what, verdict.why);
		assert_non_null(verdict.why);
	}
}

static void
levels(void **state)
{
	(void)state;
	assert_int_equal(identity_proof(false, true, false), 0);
	assert_int_equal(identity_proof(true, false, false), 0);
	assert_int_equal(identity_proof(false, false, true), 1);
	assert_int_equal(identity_proof(true, true, false), 2);
	assert_int_equal(identity_proof(true, true, true), 3);
}

static void
our_own_addresses(void **state)
{
	static const struct {
		const char *address;
		bool ours;
	} CASES[] = {
	    {"desk@desk.example", true},
	    {"DESK@desk.example", true},
	    {"desk+abc@desk.example", true},
	    {"desk+@desk.example", false},
	    {"desk@desk.example.evil", false},
	    {"els@klant.example", false},
	};
	ConfigMailbox mailbox = {.address = (char *)"desk@desk.example",
	    .reply_address = (char *)"desk+{token}@desk.example"};
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	const Config config = {.mailboxes = mailboxes};

	(void)state;
	g_ptr_array_add(mailboxes, &mailbox);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
		assert_int_equal(identity_is_ours(&config, CASES[i].address), CASES[i].ours);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(domains_are_compared_label_by_label),
	    cmocka_unit_test(only_our_own_server_vouches),
	    cmocka_unit_test(levels),
	    cmocka_unit_test(our_own_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
