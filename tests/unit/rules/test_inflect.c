/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/inflect.h"

static bool
has(const GPtrArray *forms, const char *form)
{
	for (unsigned i = 0; i < forms->len; i++)
		if (strcmp(forms->pdata[i], form) == 0)
			return true;
	return false;
}

/* Every form between bars stands among those of a word. */
static void
assert_forms(const char *language, const char *word, const char *wanted)
{
	g_auto(Inflected) forms = {0};
	g_auto(GStrv) each = g_strsplit(wanted, "|", -1);

	assert_true(inflect(language, word, &forms));
	for (size_t i = 0; each[i] != NULL; i++)
		if (!has(forms.all, each[i]))
			fail_msg("%s: no %s", word, each[i]);
}

static void
test_dutch(void **state)
{
	(void)state;
	assert_forms("nl", "haperen", "haperen|hapert|haperde|haperden|gehaperd|haperend");
	assert_forms("nl", "reageren", "reageert|reageerde|gereageerd");
	assert_forms("nl", "maken", "maakt|maakte|gemaakt");
	assert_forms("nl", "crashen", "crasht|crashte|gecrasht");
	assert_forms("nl", "klappen", "klapt|klapte|geklapt");
	assert_forms("nl", "zweven", "zweeft|zweefde|gezweefd");
	assert_forms("nl", "dubbelklikken", "dubbelklikt|dubbelklikte");
	assert_forms("nl", "draaien", "draait|draaide|gedraaid");
	assert_forms("nl", "herstellen", "herstelt|herstelde|hersteld");
	assert_forms("nl", "bellen", "belt|belde|gebeld");
	assert_forms("nl", "wachten", "wacht|wachtte|gewacht");
	assert_forms("nl", "uit vallen/viel/vielen/gevallen",
	    "uitvallen|uitvalt|valt ... uit|viel ... uit|uitviel|uitgevallen|uit te vallen");
	assert_forms("nl", "stil staan/stond/stonden/gestaan",
	    "stilstaat|sta ... stil|stond ... stil|stilgestaan");
	assert_forms("nl", "traag", "traag|trage|trager");
	assert_forms("nl", "slap", "slap|slappe");
	assert_forms("nl", "boos", "boos|boze");
	assert_forms("nl", "zielig", "zielig|zielige");
}

static void
test_english(void **state)
{
	(void)state;
	assert_forms("en", "crash", "crash|crashes|crashed|crashing");
	assert_forms("en", "drop", "drop|drops|dropped|dropping");
	assert_forms("en", "flicker", "flickers|flickered|flickering");
	assert_forms("en", "carry", "carries|carried|carrying");
	assert_forms("en", "close", "closes|closed|closing");
	assert_forms("en", "break down/broke/broken",
	    "break down|breaks down|breaking down|broke down|broken down");
	assert_forms("en", "cut out/cut", "cut out|cuts out|cutting out");
}

/* What is past is told as such, and what is a noun as well makes no line a sentence. */
static void
test_kinds(void **state)
{
	g_auto(Inflected) forms = {0}, kraken = {0};

	(void)state;
	assert_true(inflect("nl", "kraken", &kraken));
	assert_false(has(kraken.all, "kraak"));
	assert_true(inflect("nl", "uit vallen/viel/vielen/gevallen", &forms));
	assert_true(has(forms.past, "viel ... uit"));
	assert_false(has(forms.past, "valt ... uit"));
	assert_true(has(forms.finite, "valt ... uit"));
	assert_false(has(forms.finite, "uitgevallen"));
}

static void
test_unknown(void **state)
{
	static const struct {
		const char *language, *word;
	} rows[] = {{"fr", "planter"}, {"nl", ""}, {"nl", "en"}, {"en", ""}, {"nl", "uit "},
	    {"nl", "weer staan"}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(Inflected) forms = {0};

		assert_false(inflect(rows[i].language, rows[i].word, &forms));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_dutch),
	    cmocka_unit_test(test_english),
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
