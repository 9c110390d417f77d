/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/fetch_memory.h"
#include "tests/unit/spool_fixture.h"

#include "spool/unfetched.h"

static void
ask(FetchMemory *memory, const char *keys)
{
	g_autoptr(GVariant) list = g_variant_ref_sink(g_variant_new_parsed(keys));

	assert_true(fetch_memory_asked(memory, list));
}

/* What the next session is told: "avoided" and "suspects", without the times. */
static void
assert_told(const FetchMemory *memory, const char *expected)
{
	g_auto(GVariantDict) settings = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GVariantIter) avoided = NULL;
	g_autoptr(GVariantIter) suspects = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	const char *key = NULL;
	guint tries = 0;
	guint wait_ms = 0;

	fetch_memory_add_settings(memory, &settings);
	assert_true(g_variant_dict_lookup(&settings, "avoided", "a(suu)", &avoided));
	assert_true(g_variant_dict_lookup(&settings, "suspects", "as", &suspects));
	while (g_variant_iter_next(avoided, "(&suu)", &key, &tries, &wait_ms)) {
		assert_in_range(wait_ms, 1, 2000u << (tries - 1));
		g_string_append_printf(text, "%s %u;", key, tries);
	}
	g_string_append_printf(text, "%zu", g_variant_iter_n_children(suspects));
	assert_string_equal(text->str, expected);
}

static void
record(FetchMemory *memory)
{
	must(fetch_memory_record(memory, &error));
	fetch_memory_committed(memory);
}

static void
test_blame(void **state)
{
	Fixture *fixture = *state;
	FetchMemory *memory = fetch_memory_new(fixture->spool, "support");
	char *trouble = NULL;

	must(spool_begin(fixture->spool, &error));
	assert_told(memory, "0");
	/* of many, one ended it: the next session goes slowly */
	ask(memory, "['17.3', '17.4', '17.5']");
	fetch_memory_came(memory, "17.3");
	assert_true(fetch_memory_ended(memory, "it closed the connection"));
	assert_told(memory, "2");
	assert_null(fetch_memory_trouble(memory));
	/* alone: it is to blame */
	ask(memory, "['17.4']");
	assert_false(fetch_memory_ended(memory, "it closed the connection"));
	assert_told(memory, "17.4 1;1");
	trouble = fetch_memory_trouble(memory);
	assert_string_equal(
	    trouble, "UID 4 (the session ended over it: it closed the connection)");
	g_free(trouble);
	/* what was answered blames nobody */
	ask(memory, "['17.5']");
	fetch_memory_came(memory, "17.5");
	assert_true(fetch_memory_ended(memory, "the end"));
	ask(memory, "['17.6']");
	ask(memory, "@as []");
	assert_false(fetch_memory_ended(memory, "the end"));
	assert_told(memory, "17.4 1;0");
	fetch_memory_free(memory);
}

static void
test_restart(void **state)
{
	Fixture *fixture = *state;
	FetchMemory *memory = fetch_memory_new(fixture->spool, "support");
	char *trouble = NULL;

	must(spool_begin(fixture->spool, &error));
	for (int i = 0; i < 3; i++)
		assert_true(fetch_memory_failed(memory, "17.4", "refused\nthrice"));
	assert_true(fetch_memory_failed(memory, "17.9", "refused"));
	record(memory);
	fetch_memory_free(memory);
	memory = fetch_memory_new(fixture->spool, "another");
	assert_told(memory, "0");
	fetch_memory_free(memory);
	memory = fetch_memory_new(fixture->spool, "support");
	assert_true(fetch_memory_failed(memory, "17.4", "refused"));
	fetch_memory_gone(memory, "17.9");
	assert_told(memory, "17.4 4;0");
	record(memory);
	fetch_memory_came(memory, "17.4");
	trouble = fetch_memory_trouble(memory);
	assert_null(trouble);
	record(memory);
	fetch_memory_free(memory);
	memory = fetch_memory_new(fixture->spool, "support");
	assert_told(memory, "0");
	fetch_memory_free(memory);
}

static void
test_words(void **state)
{
	Fixture *fixture = *state;
	FetchMemory *memory = fetch_memory_new(fixture->spool, "support");
	g_autofree char *trouble = NULL;

	for (int i = 1; i < 6; i++) {
		g_autofree char *key = g_strdup_printf("17.%d", i);

		assert_true(fetch_memory_failed(memory, key, "no"));
	}
	trouble = fetch_memory_trouble(memory);
	assert_non_null(strstr(trouble, "(no), UID "));
	assert_true(g_str_has_suffix(trouble, " and 2 more"));
	fetch_memory_free(memory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_blame),
	    spool_test(test_restart),
	    spool_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
