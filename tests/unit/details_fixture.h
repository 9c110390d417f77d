/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of people's own data share: a desk that asks for no code, and what it knows of a contact. */
#pragma once

#include "tests/unit/code_fixture.h"

#include "spool/contact_change.h"

#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

/* No code is asked for. */
static inline int
plain_setup(void **state)
{
	desk_setup(state);
	((Desk *)*state)->context->config->needs.of[NEED_CONTACT_DATA] = NEED_NONE;
	return 0;
}

#define plain_test(name) cmocka_unit_test_setup_teardown(name, plain_setup, desk_teardown)

static inline Contact *
contact_of(const Desk *desk, const char *address)
{
	Contact *contact = NULL;

	must(contact_find(desk->context->spool, address, &contact, &error));
	return contact;
}

/* "Els Bos nl els@klant.example", of the contact with this address; "nobody". */
static inline void
assert_contact(const Desk *desk, const char *address, const char *expected)
{
	g_autoptr(Contact) contact = contact_of(desk, address);
	g_autofree char *found =
	    contact == NULL || !contact->known
		? g_strdup("nobody")
		: g_strdup_printf("%s %s %s", contact->name,
		      contact->language == NULL ? "-" : contact->language, contact->address);

	assert_string_equal(found, expected);
}

static inline void
assert_history(const Desk *desk, const char *address, const char *expected)
{
	g_autoptr(Contact) contact = contact_of(desk, address);
	g_autoptr(GPtrArray) changes = NULL;
	g_autoptr(GString) told = g_string_new(NULL);

	must(contact_change_list(desk->context->spool, contact->id, &changes, &error));
	for (unsigned i = 0; i < changes->len; i++) {
		const ContactChange *change = changes->pdata[i];

		g_string_append_printf(told, "%s%s: %s -> %s", i == 0 ? "" : ", ",
		    change->field, change->old_value, change->new_value);
	}
	assert_string_equal(told->str, expected);
}
