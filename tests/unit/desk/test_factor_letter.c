/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/factor_letter.h"

#include "gateway/templates/letter_types.h"
#include "tests/unit/factor_fixture.h"

/* Who writes from another of their addresses is told at the one that is registered. */
static void
its_owner_is_told_at_the_registered_address(void **state)
{
	static const char *const ALIASES[] = {"els@home.example", NULL};
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	must(contact_set_aliases(desk->context->spool, app.contact, ALIASES, NOW, &error));
	must(factor_letter(desk->context, LETTER_MFA_ENROLLED, app.contact, &error));
	must(factor_letter(desk->context, LETTER_MFA_RESET, app.contact, &error));
	assert_letters(
	    desk, "mfa-enrolled to els@klant.example, mfa-reset to els@klant.example");
}

static void
who_cannot_be_reached_is_told_by_nobody_but_the_desk_is(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	must(contact_set_undeliverable(desk->context->spool, app.contact, ELS, true, &error));
	must(factor_letter_locked(desk->context, app.contact, &error));
	assert_letters(desk, "mfa-locked-desk to sanne@desk.example");
}

/* The letter to the desk names the owner, and gives nobody a right. */
static void
the_desk_is_told_whose_it_is(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autoptr(GPtrArray) letters = NULL;
	g_autoptr(GBytes) bytes = NULL;
	const Letter *letter = NULL;

	must(factor_letter_locked(desk->context, app.contact, &error));
	must(letter_list(desk->context->spool, -1, 1, &letters, &error));
	letter = letters->pdata[0];
	assert_string_equal(letter->name, LETTER_MFA_LOCKED_DESK);
	must((bytes = letter_bytes(desk->context->spool, letter->id, &error)) != NULL);
	assert_non_null(g_strstr_len(g_bytes_get_data(bytes, NULL),
	    (gssize)g_bytes_get_size(bytes), "casegate mfa reset " ELS));
	assert_string_equal(letter->purpose, PURPOSE_GROUP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(its_owner_is_told_at_the_registered_address),
	    desk_test(who_cannot_be_reached_is_told_by_nobody_but_the_desk_is),
	    desk_test(the_desk_is_told_whose_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
