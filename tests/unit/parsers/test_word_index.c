/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/word_index.h"

enum {
	ANIMAL = 1 << 0,
	FRUIT = 1 << 1,
	PLACE = 1 << 2,
	START = 1 << 3,
};

static const WordRow rows[] = {
    {ANIMAL, (const char *const[]){"cat", "ox", "a dog", "*fish", "horse*", NULL}, false},
    {FRUIT, (const char *const[]){"catfruit", "a * apple", "u", "horsebean", NULL}, false},
    {PLACE, (const char *const[]){"at home$", "a*", NULL}, false},
    {START, (const char *const[]){"go", NULL}, true},
};

static void
a_word_is_what_all_its_patterns_say(void **state)
{
	static const struct {
		const char *text;
		unsigned found;
	} cases[] = {
	    {"cat ", ANIMAL},
	    {"cat", ANIMAL},
	    {"cats ", 0},
	    {"catfruit ", FRUIT},
	    {"ox ", ANIMAL},
	    {"o ", 0},
	    {"u ", FRUIT},
	    {"un ", 0},
	    {"catfish eats ", ANIMAL},
	    {"fish ", 0},
	    {"horses ", ANIMAL},
	    {"horsebean ", ANIMAL | FRUIT},
	    {"a dog ", ANIMAL | PLACE},
	    {"a dogma ", PLACE},
	    {"a red apple ", FRUIT | PLACE},
	    {"a red pear ", PLACE},
	    {"at home ", PLACE},
	    {"xt home ", 0},
	    {"go on ", START},
	    {"", 0},
	};
	static const WordIndex *index; /* as long as the process */

	(void)state;
	index = word_index_new(rows, sizeof(rows) / sizeof(*rows));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(word_index_find(index, cases[i].text, true), cases[i].found);
	assert_int_equal(word_index_find(index, "go on ", false), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_word_is_what_all_its_patterns_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
