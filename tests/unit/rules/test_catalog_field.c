/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/catalog_field.h"
#include "rules/diagnostic.h"

#define SHIPPED SRCDIR "/data/catalog.d"

/* The shipped form for teams, as the portal has it. */
static void
teams(void **state)
{
	static const struct {
		const char *name, *label, *type;
		bool required;
	} FIELDS[] = {
	    {"kind", "Type verzoek", "choice", true},
	    {"name", "Gewenste naam van Team/Kanaal", "text", true},
	    {"purpose", "Doel van het Team/Kanaal", "multi_line", true},
	    {"owners", "Eigenaar/Eigenaren", "people", true},
	    {"members", "Leden", "people", false},
	    {"privacy", "Publiek of Priv\xc3\xa9", "choice", true},
	    {"urgency", "Urgentie", "choice", true},
	    {"approved", "Goedkeuring leidinggevende gekregen", "yes_no", false},
	};
	static const char *const FOLDERS[] = {SHIPPED, NULL};
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	g_autoptr(Catalog) catalog = catalog_load(FOLDERS, &(CatalogNames){0}, diagnostics);
	const CatalogItem *item = catalog_get(catalog, "teams");

	(void)state;
	assert_non_null(item);
	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		g_auto(CatalogField) field = {0};

		assert_true(catalog_field_get(item, i, "nl", &field));
		assert_string_equal(field.name, FIELDS[i].name);
		assert_string_equal(field.label, FIELDS[i].label);
		assert_string_equal(field.type, FIELDS[i].type);
		assert_int_equal(field.required, FIELDS[i].required);
		assert_int_equal(field.choices != NULL, g_str_equal(FIELDS[i].type, "choice"));
		if (i == 0) {
			assert_int_equal(field.choices->len, 2);
			assert_string_equal(field.choices->pdata[1], "Extra kanaal");
			assert_non_null(field.help);
		}
	}
	assert_false(catalog_field_get(item, G_N_ELEMENTS(FIELDS), "nl", &(CatalogField){0}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(teams)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
