/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/config/own_address.h"

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
	    {"desk@xn--bro-hoa.example", true},
	    {"desk@b\xc3\xbcro.example", true},
	    {"desk+abc@xn--bro-hoa.example", true},
	    {"desk+abc@buro.example", false},
	};
	ConfigMailbox idn = {.address = (char *)"desk@b\xc3\xbcro.example",
	    .reply_address = (char *)"desk+{token}@b\xc3\xbcro.example"};
	ConfigMailbox mailbox = {.address = (char *)"desk@desk.example",
	    .reply_address = (char *)"desk+{token}@desk.example"};
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	const Config config = {.mailboxes = mailboxes};

	(void)state;
	g_ptr_array_add(mailboxes, &mailbox);
	g_ptr_array_add(mailboxes, &idn);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
		assert_int_equal(own_address_is_ours(&config, CASES[i].address), CASES[i].ours);
}

static void
the_address_of_answers(void **state)
{
	static const struct {
		const char *reply_address;
		const char *expected;
	} ROWS[] = {
	    {NULL, "desk@desk.example"},
	    {"desk+{token}@desk.example", "desk+abc@desk.example"},
	    {"{token}@in.desk.example", "abc@in.desk.example"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const ConfigMailbox mailbox = {
		    .address = (char *)"desk@desk.example",
		    .reply_address = (char *)ROWS[i].reply_address,
		};
		g_autofree char *address = own_address_with_token(&mailbox, "abc");

		assert_string_equal(address, ROWS[i].expected);
	}
}

/* By its name; else by whom it was delivered or addressed to; else the first. */
static void
the_mailbox_of_a_mail(void **state)
{
	static const struct {
		const char *name, *delivered, *to, *cc;
		const char *expected;
	} ROWS[] = {
	    {NULL, NULL, NULL, NULL, "support"},
	    {"facturen", NULL, "desk@desk.example", NULL, "facturen"},
	    {"is gone", NULL, "f@desk.example", NULL, "support"},
	    {NULL, NULL, "els@klant.example", "F@desk.example", "facturen"},
	    {NULL, NULL, "f@desk.example", "desk@desk.example", "facturen"},
	    {NULL, "f@desk.example", "desk@desk.example", NULL, "facturen"},
	    {NULL, "els@klant.example", "f+abc@desk.example", NULL, "facturen"},
	};
	ConfigMailbox support = {
	    .name = (char *)"support", .address = (char *)"desk@desk.example"};
	ConfigMailbox invoices = {.name = (char *)"facturen",
	    .address = (char *)"f@desk.example",
	    .reply_address = (char *)"f+{token}@desk.example"};
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	const Config config = {.mailboxes = mailboxes};

	(void)state;
	g_ptr_array_add(mailboxes, &support);
	g_ptr_array_add(mailboxes, &invoices);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = message_new();

		if (ROWS[i].delivered != NULL)
			g_ptr_array_add(message->delivered_to, g_strdup(ROWS[i].delivered));
		if (ROWS[i].to != NULL)
			g_ptr_array_add(message->to, message_address_new(ROWS[i].to, ""));
		if (ROWS[i].cc != NULL)
			g_ptr_array_add(message->cc, message_address_new(ROWS[i].cc, ""));
		assert_string_equal(own_address_mailbox(&config, ROWS[i].name, message)->name,
		    ROWS[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(our_own_addresses),
	    cmocka_unit_test(the_address_of_answers),
	    cmocka_unit_test(the_mailbox_of_a_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
