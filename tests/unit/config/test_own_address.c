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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(our_own_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
