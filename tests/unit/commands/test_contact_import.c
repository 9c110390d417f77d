/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "tests/unit/context_fixture.h"

#include "gateway/commands/contact_import.h"
#include "gateway/util/error.h"

static int reports, reported_field;

static void
watch(int done, int total, void *data)
{
	(void)data;
	reports++;
	assert_true(done <= total);
	reported_field = done;
}

/* What it prints; where it is refused, with the reason at the end. Caller owns. */
static char *
import(Desk *desk, const char *table)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;
	GString *out = g_string_new(NULL);

	call_init(&call, "contact");
	call_set_caller(&call, geteuid());
	call_set_word(&call, "file", "p.csv");
	call.bytes = g_bytes_new(table, strlen(table));
	call.progress = watch;
	if (!contact_import(desk->context, &call, out, &error)) {
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_DATA));
		g_string_append(out, error->message);
	}
	return g_string_free(out, FALSE);
}

static Contact *
find(Desk *desk, const char *address)
{
	Contact *contact = NULL;

	must(contact_find(desk->context->spool, address, &contact, &error));
	return contact;
}

/* A manager may stand below; an empty cell leaves, a hyphen clears. */
static void
test_taken(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) els = NULL, piet = NULL;
	g_autofree char *first =
	    import(desk, "Address;Name;manager;account;aliases\r\n" ELS ";\"Bos; Els\";" PIET
			 ";Klant BV;e@x.example\r\n" PIET ";Piet;;;\r\n");
	g_autofree char *second = import(desk, "address,name,manager\n" ELS ",,-\n");

	assert_string_equal(first, "2 contacts added, 0 set\n");
	assert_string_equal(second, "0 contacts added, 1 set\n");
	els = find(desk, "e@x.example");
	piet = find(desk, PIET);
	assert_string_equal(els->name, "Bos; Els");
	assert_string_equal(els->account_name, "Klant BV");
	assert_int_equal(els->manager, 0);
	assert_true(piet->known);
	assert_true(reports > 0);
	assert_int_equal(reported_field, 2);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *table, *expected;
	} CASES[] = {
	    {"", "p.csv:1: found nothing, expected a first line with the columns' names\n"
		 "1 line is wrong; nothing was changed"},
	    {"name\nEls\n", "p.csv:1: found no column address, expected a first line with the "
			    "columns' names\n1 line is wrong; nothing was changed"},
	    {"address,address\n", "p.csv:1: found address a second time, expected each column "
				  "once\n1 line is wrong; nothing was changed"},
	    {"address,name\n" PIET ",Piet\nx\n,Els\n" PIET ",\n",
		"p.csv:3: found 1 cells, expected 2, as in the first line\n"
		"p.csv:4: found no address, expected a mail address in each line\n"
		"p.csv:5: found '" PIET
		"', which stands in line 2, expected each address once\n"
		"3 lines are wrong; nothing was changed"},
	    {"address,name\n\xff@x.example,\n",
		"p.csv:2: found bytes that are no UTF-8, expected a file saved as UTF-8\n"
		"1 line is wrong; nothing was changed"},
	    {"address\n\"a@x.example\"b\ne@x.example\n",
		"p.csv:2: found text behind the quote that ends a cell, expected cells in "
		"quotes, "
		"with each quote in them doubled\n"
		"p.csv:3: found address 'e@x.example', an alias of " ELS
		", expected a contact's "
		"own address\n2 lines are wrong; nothing was changed"},
	};
	Desk *desk = *state;
	const char *const aliases[] = {"e@x.example", NULL};

	must(contact_set_aliases(
	    desk->context->spool, desk_know(desk, ELS), aliases, 1, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *printed = import(desk, CASES[i].table);
		g_autoptr(Contact) piet = find(desk, PIET);

		if (!g_str_equal(printed, CASES[i].expected))
			fail_msg("%zu: %s", i, printed);
		assert_null(piet);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_taken),
	    desk_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
