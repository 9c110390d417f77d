/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/model/trust_code.h"

/* One key, one mailbox, one address, one list of domains: anything else has other codes. */
static void
a_code_is_one_mailboxs(void **state)
{
	static const KeyRing KEY = {.current = {1}}, OTHER = {.current = {2}},
			     ROTATED = {.current = {2}, .has_previous = true, .previous = {1}};
	g_autoptr(GPtrArray) internal = g_ptr_array_new();
	ConfigMailbox mailbox = {.name = (char *)"support",
	    .address = (char *)"desk@desk.example",
	    .internal = internal};
	g_autofree char *trial = trust_code_of_trial(&KEY, &mailbox);
	g_autofree char *result = trust_code_of_result(&KEY, &mailbox);

	(void)state;
	assert_int_equal(strlen(result), CONFIG_AUTHAS_LENGTH);
	assert_string_not_equal(trial, result);
	assert_false(trust_code_is_given(&KEY, &mailbox));
	mailbox.authas = trial;
	assert_false(trust_code_is_given(&KEY, &mailbox));
	mailbox.authas = (char *)"";
	assert_false(trust_code_is_given(&KEY, &mailbox));
	mailbox.authas = result;
	assert_true(trust_code_is_given(&KEY, &mailbox));
	assert_false(trust_code_is_given(&OTHER, &mailbox));
	assert_true(trust_code_is_given(&ROTATED, &mailbox));
	g_ptr_array_add(internal, (void *)"desk.example");
	assert_false(trust_code_is_given(&KEY, &mailbox));
	g_ptr_array_set_size(internal, 0);
	mailbox.address = (char *)"hulp@desk.example";
	assert_false(trust_code_is_given(&KEY, &mailbox));
	mailbox.address = (char *)"desk@desk.example";
	mailbox.name = (char *)"drop";
	assert_false(trust_code_is_given(&KEY, &mailbox));
}

/* The running gateway believes the mark of a mailbox with the right code, and of no other; new settings are looked at, too. */
static void
the_context_says_who_believes(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];
	g_autofree char *right = trust_code_of_result(&desk->context->keys, mailbox);
	Config *other = NULL;

	assert_false(mailbox->believes_authas);
	other = desk_config(desk);
	((ConfigMailbox *)other->mailboxes->pdata[0])->authas = g_strdup(right);
	must(context_take_config(desk->context, other, &error));
	mailbox = desk->context->config->mailboxes->pdata[0];
	assert_true(mailbox->believes_authas);
	other = desk_config(desk);
	right[0] ^= 1;
	((ConfigMailbox *)other->mailboxes->pdata[0])->authas = g_strdup(right);
	must(context_take_config(desk->context, other, &error));
	mailbox = desk->context->config->mailboxes->pdata[0];
	assert_false(mailbox->believes_authas);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_code_is_one_mailboxs),
	    desk_test(the_context_says_who_believes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
