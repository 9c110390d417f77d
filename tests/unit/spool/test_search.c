/* SPDX-License-Identifier: Apache-2.0 */
/* The search index: what it holds, how it is asked, and that it follows behind. */
#include "tests/unit/spool_fixture.h"

#include "spool/search.h"

static void
say(Spool *spool, int64_t ticket, EntryKind kind, const char *text)
{
	const Entry entry = {
	    .ticket = ticket,
	    .kind = kind,
	    .author = (char *)"Els Bos",
	    .text = (char *)text,
	    .mark = (char *)"",
	};

	must(ticket_add_entry(spool, &entry, NULL, &error));
}

static void
index_all(Spool *spool)
{
	bool more = true;

	while (more)
		must(search_add(spool, &more, &error));
}

static void
begin(Spool *spool)
{
	must(spool_begin(spool, &error));
	for (int i = 0; i < 3; i++)
		some_ticket(spool, TICKET_CASE, TICKET_NEW);
	say(spool, 1, ENTRY_DESCRIPTION, "De printer is kapot.");
	say(spool, 2, ENTRY_DESCRIPTION, "Caf\303\251 zonder netwerk");
	say(spool, 2, ENTRY_LETTER, "acknowledgement");
	say(spool, 1, ENTRY_COMMENT, "Kamer B12, els@klant.example");
	say(spool, 3, ENTRY_DESCRIPTION, "Printerstoring");
	say(spool, 1, ENTRY_CHANGE, "title: Toner op");
	index_all(spool);
}

/* The tickets that have all terms of the text, as "1 3". */
static char *
found(Spool *spool, const char *text)
{
	g_auto(GStrv) terms = search_terms(text);
	GString *ids = g_string_new(NULL);

	for (int64_t ticket = 1; ticket <= 3; ticket++) {
		bool has = terms[0] != NULL;

		for (size_t i = 0; has && terms[i] != NULL; i++)
			must(search_has(spool, terms[i], ticket, &has, &error));
		if (has)
			g_string_append_printf(
			    ids, "%s%d", ids->len > 0 ? " " : "", (int)ticket);
	}
	return g_string_free(ids, FALSE);
}

static void
test_words(void **state)
{
	static const struct {
		const char *text, *wanted;
	} CASES[] = {
	    {"printer", "1"},
	    {"PRINTER", "1"},
	    {"print", ""},
	    {"print*", "1 3"},
	    {"cafe", "2"},
	    {"scherm", "1 2 3"},     /* their title */
	    {"toner", "1"},          /* a title of later */
	    {"acknowledgement", ""}, /* no word of a person */
	    {"bos", "1 2 3"},        /* who wrote */
	    {"kamer printer", "1"},  /* in two entries */
	    {"kamer netwerk", ""},
	    {"\"is kapot\"", "1"},
	    {"\"kapot is\"", ""},
	    {"\"is kapot", "1"},
	    {"els@klant.example", "1"},
	    {"klant@els.example", ""},
	    {"AND", ""},
	    {"text:printer", ""},
	    {"printer -", "1"},
	    {"\" OR \"", ""},
	    {"- ' \" * ^", ""},
	    {"", ""},
	};
	Fixture *fixture = *state;

	begin(fixture->spool);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *ids = found(fixture->spool, CASES[i].text);

		if (strcmp(ids, CASES[i].wanted) != 0)
			fail_msg("'%s' is in '%s', not in '%s'", CASES[i].text, ids,
			    CASES[i].wanted);
	}
}

static void
test_too_many_words(void **state)
{
	g_autofree char *text = g_strnfill(1000, 'a');
	g_auto(GStrv) terms = NULL;

	(void)state;
	for (size_t i = 1; i < 1000; i += 2)
		text[i] = ' ';
	terms = search_terms(text);
	assert_int_equal(g_strv_length(terms), SEARCH_TERMS_MAX);
}

static void
test_find(void **state)
{
	Fixture *fixture = *state;
	g_autoptr(GArray) all = NULL;
	g_autoptr(GArray) some = NULL;

	begin(fixture->spool);
	must(search_find(fixture->spool, "\"scherm\"", 1, 4, &all, &error));
	assert_int_equal(all->len, 3);
	assert_int_equal(g_array_index(all, int64_t, 0), 1);
	assert_int_equal(g_array_index(all, int64_t, 2), 3);
	must(search_find(fixture->spool, "\"scherm\"", 2, 3, &some, &error));
	assert_int_equal(some->len, 1);
	assert_int_equal(g_array_index(some, int64_t, 0), 2);
}

static void
test_follows(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	int64_t missing = 0;
	int percent = 0;

	begin(spool);
	must(search_progress(spool, &percent, &missing, &error));
	assert_int_equal(percent, 100);
	say(spool, 2, ENTRY_COMMENT, "nieuws");
	say(spool, 2, ENTRY_COMMENT, "nieuws");
	must(search_progress(spool, &percent, &missing, &error));
	assert_int_equal(percent, 75);
	assert_int_equal(missing, 2);
	before = found(spool, "nieuws");
	assert_string_equal(before, "");
	index_all(spool);
	index_all(spool);
	after = found(spool, "nieuws");
	assert_string_equal(after, "2");
}

/* What was not committed is not in the index, nor is it said to be. */
static void
test_taken_back(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *ids = NULL;
	int64_t missing = 0;
	int percent = 0;

	begin(fixture->spool);
	must(spool_commit(fixture->spool, &error));
	must(spool_begin(fixture->spool, &error));
	say(fixture->spool, 2, ENTRY_COMMENT, "nieuws");
	must(spool_mark(fixture->spool, &error));
	index_all(fixture->spool);
	must(spool_undo(fixture->spool, &error));
	must(search_progress(fixture->spool, &percent, &missing, &error));
	assert_int_equal(missing, 1);
	ids = found(fixture->spool, "nieuws");
	assert_string_equal(ids, "");
}

static void
test_in_pieces(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autofree char *large = g_strnfill(300 * 1024, 'x');
	bool more = false;

	begin(spool);
	say(spool, 1, ENTRY_COMMENT, large);
	say(spool, 1, ENTRY_COMMENT, "laatste");
	must(search_add(spool, &more, &error));
	assert_true(more);
	must(search_add(spool, &more, &error));
	assert_false(more);
	for (int i = 0; i < 600; i++)
		say(spool, 1, ENTRY_COMMENT, "veel");
	must(search_add(spool, &more, &error));
	assert_true(more);
	must(search_add(spool, &more, &error));
	assert_false(more);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_words),
	    cmocka_unit_test(test_too_many_words),
	    spool_test(test_find),
	    spool_test(test_follows),
	    spool_test(test_taken_back),
	    spool_test(test_in_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
