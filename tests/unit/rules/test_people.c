/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/people.h"

static void
test_split(void **state)
{
	static const struct {
		const char *given;
		const char *people; /* with bars between */
	} rows[] = {
	    {"Els Bos", "Els Bos"},
	    {"Els Bos en Piet de Boer", "Els Bos|Piet de Boer"},
	    {"els@klant.example; piet@klant.example", "els@klant.example|piet@klant.example"},
	    {"Els/Piet & Jan", "Els|Piet|Jan"},
	    {"Tom, Ann and Bob", "Tom|Ann|Bob"},
	    {"- Els\n* Piet\n\n", "Els|Piet"},
	    {"Bos, Els <els@klant.example>; Boer, Piet de <piet@klant.example>",
		"Bos, Els <els@klant.example>|Boer, Piet de <piet@klant.example>"},
	    {"Els; Piet, Jan", "Els|Piet|Jan"},
	    {"Renée et Zoë und Björn", "Renée|Zoë|Björn"},
	    {" , ;", ""},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) people = people_split(rows[i].given);
		g_autofree char *joined = NULL;

		g_ptr_array_add(people, NULL);
		joined = g_strjoinv("|", (char **)people->pdata);
		assert_string_equal(joined, rows[i].people);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
