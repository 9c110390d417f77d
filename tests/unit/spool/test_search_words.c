/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/search.h"
#include "spool/search_words.h"

static void
index_text(Spool *spool, const char *text)
{
	const Entry entry = {
	    .ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW),
	    .kind = ENTRY_DESCRIPTION,
	    .author = (char *)"Els",
	    .text = (char *)text,
	    .mark = (char *)"",
	};
	bool more = true;

	must(ticket_add_entry(spool, &entry, NULL, &error));
	while (more)
		must(search_add(spool, &more, &error));
}

/* What is looked for; "!": the beginning is of too many words. Caller owns. */
static char *
put(Spool *spool, const char *text)
{
	g_auto(GStrv) terms = search_terms(text);
	const char *vague = NULL;

	must(search_words_put(spool, terms, &vague, &error));
	return vague != NULL ? g_strdup("!") : g_strjoinv(" & ", terms);
}

static void
assert_put(Spool *spool, const char *text, const char *expected)
{
	g_autofree char *terms = put(spool, text);

	assert_string_equal(terms, expected);
}

static void
a_beginning_stands_for_its_words(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;

	must(spool_begin(spool, &error));
	index_text(spool, "De printer en printers, een Printje; caf\303\251 en pr");
	assert_put(spool, "print*", "\"printer\" OR \"printers\" OR \"printje\"");
	assert_put(spool, "PRINTER*", "\"printer\" OR \"printers\"");
	assert_put(spool, "caf\303\251*", "\"cafe\"");
	assert_put(spool, "groen*", "\"groen\" *");
	assert_put(spool, "printer els*", "\"printer\" & \"els\"");
	assert_put(spool, "\320\271\320\276\320\264*",
	    "\"\320\271\320\276\320\264\" *"); /* Cyrillic */
	/* of two words it stands as it was */
	assert_put(spool, "e-mail*", "\"e-mail\" *");
}

static void
words_are_found_by_it(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_auto(GStrv) terms = search_terms("print*");
	const char *vague = NULL;
	g_autoptr(GArray) ids = NULL;

	must(spool_begin(spool, &error));
	index_text(spool, "Een printje");
	index_text(spool, "Een scherm");
	index_text(spool, "De printers");
	must(search_words_put(spool, terms, &vague, &error));
	must(search_find(spool, terms[0], 1, 10, &ids, &error));
	assert_int_equal(ids->len, 2);
	assert_int_equal(g_array_index(ids, int64_t, 0), 1);
	assert_int_equal(g_array_index(ids, int64_t, 1), 3);
}

static void
a_vague_beginning_is_told(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < SEARCH_WORDS_MAX; i++)
		g_string_append_printf(text, "woord%d ", 1000 + i);
	must(spool_begin(spool, &error));
	index_text(spool, text->str);
	g_free(put(spool, "woord*"));
	index_text(spool, "woordenboek");
	assert_put(spool, "woord*", "!");
	assert_put(spool, "woorde*", "\"woordenboek\"");
}

/* The index is another table then. */
static void
an_index_made_anew_has_its_own_words(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	bool more = true;

	must(spool_begin(spool, &error));
	index_text(spool, "printer");
	assert_put(spool, "print*", "\"printer\"");
	must(search_renew(spool, true, 5000, &error));
	assert_put(spool, "print*", "\"print\" *");
	while (more)
		must(search_add(spool, &more, &error));
	index_text(spool, "printje");
	assert_put(spool, "print*", "\"printer\" OR \"printje\"");
	for (more = true; more;)
		must(search_drop_old(spool, &more, &error));
	assert_put(spool, "printj*", "\"printje\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(a_beginning_stands_for_its_words),
	    spool_test(words_are_found_by_it),
	    spool_test(a_vague_beginning_is_told),
	    spool_test(an_index_made_anew_has_its_own_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
