/* SPDX-License-Identifier: Apache-2.0 */
/* The types of variables, and what they say of bad values. */
#include "tests/unit/catalog_fixture.h"

#include "rules/catalog_item.h"

/* One variable of a type, and what is written for it. */
static void
test_types(void **state)
{
	static const struct {
		const char *type;
		const char *given;
		const char *value;   /* in English; NULL: none */
		const char *problem; /* in Dutch */
	} rows[] = {
	    {"text: {max: 5}", "abcde", "abcde", NULL},
	    {"text: {max: 5}", "abcdef", NULL, "mag hoogstens 5 tekens lang zijn"},
	    {"text: {min: 2}", "é", NULL, "moet minstens 2 tekens lang zijn"},
	    {"text: {}", "a\nb\tc", "a b c", NULL},
	    {"multi_line: {}", " a\nb ", "a\nb", NULL},
	    {"multi_line: {max: 2}", "a\nb", NULL, "mag hoogstens 2 tekens lang zijn"},
	    {"choice: {a: {nl: Één, en: One}, b: {nl: Twee, en: Two}}", "een", "One", NULL},
	    {"choice: {a: {nl: Één, en: One}, b: {nl: Twee, en: Two}}", "B", "Two", NULL},
	    {"choice: {a: {nl: Één, en: One}, b: {nl: Twee, en: Two}}", "drie", NULL,
		"moet een van deze zijn: Één, Twee"},
	    {"yes_no: {}", "Ja", "Yes", NULL},
	    {"yes_no: {}", "n", "No", NULL},
	    {"yes_no: {}", "Ja graag", "Yes", NULL},
	    {"yes_no: {}", "nee, dank je", "No", NULL},
	    {"yes_no: {}", "[x] ja [ ] nee", "Yes", NULL},
	    {"yes_no: {}", "☒", "Yes", NULL},
	    {"yes_no: {}", "[ ]", "No", NULL},
	    {"yes_no: {}", "ja of nee", NULL, "moet ja of nee zijn"},
	    {"yes_no: {}", "misschien", NULL, "moet ja of nee zijn"},
	    {"date: {}", "2026-12-01", "2026-12-01", NULL},
	    {"date: {}", "1-12-2026", "2026-12-01", NULL},
	    {"date: {}", "01/12/2026", "2026-12-01", NULL},
	    {"date: {}", "1.12.2026", "2026-12-01", NULL},
	    {"date: {}", "dinsdag 1 december 2026", "2026-12-01", NULL},
	    {"date: {}", "3 mrt 2026", "2026-03-03", NULL},
	    {"date: {}", "29 februari 2028", "2028-02-29", NULL},
	    {"date: {}", "29 februari 2027", NULL, "moet een datum zijn, zoals 31-12-2026"},
	    {"date: {}", "99999999999999999999-1-2026", NULL,
		"moet een datum zijn, zoals 31-12-2026"},
	    {"date: {}", "1-4294967297-2026", NULL, "moet een datum zijn, zoals 31-12-2026"},
	    {"date: {}", "morgen", NULL, "moet een datum zijn, zoals 31-12-2026"},
	    {"person: {}", "Els\nBos", "Els Bos", NULL},
	    {"person: {}", "Els <els@klant.example>", "Els <els@klant.example>", NULL},
	    {"person: {}", "els@", NULL, "moet een naam of mailadres zijn"},
	    {"person: {}", "42", NULL, "moet een naam of mailadres zijn"},
	    {"people: {min: 2}", "Els", NULL, "moet minstens 2 namen hebben"},
	    {"people: {min: 2}", "Els, Piet", "Els, Piet", NULL},
	    {"people: {max: 1}", "Els, Piet", NULL, "mag hoogstens 1 namen hebben"},
	    {"people: {min: 3}", "Els en Piet / Jan", "Els, Piet, Jan", NULL},
	    {"people: {}", "* Els\n* Piet\n", "Els, Piet", NULL},
	    {"number: {min: 1, max: 10}", " 7 ", "7", NULL},
	    {"number: {min: 1, max: 10}", "11", NULL,
		"moet een heel getal van 1 tot en met 10 zijn"},
	    {"number: {}", "zeven", NULL, "moet een heel getal vanaf 0 zijn"},
	    {"pattern: '^[A-Z]{2}\\d$'", "AB1", "AB1", NULL},
	    {"pattern: '^[A-Z]{2}\\d$'", "ab1", NULL, "heeft niet de juiste vorm"},
	    {"help: {nl: twee letters en een cijfer}, pattern: '^[A-Z]{2}\\d$'", "x", NULL,
		"heeft niet de juiste vorm (twee letters en een cijfer)"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    g_strdup_printf("item: x\ntitle: X y\nvariables:\n  - {name: v, label: V, "
				    "required: yes, %s}\n",
			rows[i].type);
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Catalog) catalog = load_text(text, diagnostics);
		const CatalogItem *item = catalog_get(catalog, "x");
		const Variable *variable = item->variables->pdata[0];
		g_autofree char *problem = NULL, *probleem = NULL;
		g_autofree char *english =
		    variable_value(variable, rows[i].given, "en", &problem);
		g_autofree char *dutch =
		    variable_value(variable, rows[i].given, "nl", &probleem);

		assert_int_equal(diagnostics->len, 0);
		if (g_strcmp0(english, rows[i].value) != 0 ||
		    (dutch == NULL) != (english == NULL))
			fail_msg("%s: '%s' is '%s'", rows[i].type, rows[i].given, english);
		if (g_strcmp0(probleem, rows[i].problem) != 0)
			fail_msg("%s: '%s': %s", rows[i].type, rows[i].given, probleem);
		assert_int_equal(problem == NULL, probleem == NULL);
	}
}

/* Choices as people write them: near to one of them, or to none. */
static void
test_choices(void **state)
{
	static const struct {
		const char *given;
		const char *value; /* NULL: none */
	} rows[] = {
	    {"extra kanaal graag", "Extra kanaal"},
	    {"Extra knaal", "Extra kanaal"},
	    {"kanaal", "Extra kanaal"},
	    {"een teamskanaal", "Extra kanaal"},
	    {"Extra kanaal (in team Inkoop)", "Extra kanaal"},
	    {"extra channel", "Extra kanaal"},
	    {"nieuw team graag", "Nieuw team"},
	    {"nieuw team, want we hebben er nog geen", "Nieuw team"},
	    {"Nieuw team - met spoed!!", "Nieuw team"},
	    {"[x] Nieuw team  [ ] Extra kanaal", "Nieuw team"},
	    {"Nieuw team [ ]  Extra kanaal [X]", "Extra kanaal"},
	    {"☐ Nieuw team\n☒ Extra kanaal", "Extra kanaal"},
	    {"( ) Nieuw team (x) Extra kanaal", "Extra kanaal"},
	    {"[ ] Nieuw team [ ] Extra kanaal", NULL},
	    {"[x] Nieuw team [x] Extra kanaal", NULL},
	    {"Nieuw team / Extra kanaal", NULL},
	    {"team of kanaal", NULL},
	    {"geen nieuw team", NULL},
	    {"nieuw team, nee toch een kanaal", NULL},
	    {"allebei", NULL},
	    {"?", NULL},
	    {"Ons team wil graag een plek om samen te werken aan facturen", NULL},
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog = load_text(
	    "item: x\ntitle: X y\nvariables:\n  - name: v\n    label: V\n    choice:\n"
	    "      team: {nl: Nieuw team, en: New team}\n"
	    "      channel: {nl: Extra kanaal, en: Extra channel}\n",
	    diagnostics);
	const CatalogItem *item = catalog_get(catalog, "x");

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *problem = NULL;
		g_autofree char *value =
		    variable_value(item->variables->pdata[0], rows[i].given, "nl", &problem);

		if (g_strcmp0(value, rows[i].value) != 0)
			fail_msg("'%s' is '%s'", rows[i].given, value);
	}
}

static void
test_empty(void **state)
{
	static const char *const empty[] = {"n.v.t.", "NVT", "-", "--", "?", "geen", "n/a",
	    "none", "Onbekend", "weet ik niet", "n.v.t. (nog niet)", "...", "geen leden"};
	static const char *const given[] = {"Jan", "Geena", "nv", "0", "niet alleen Jan"};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog = load_text(
	    "item: x\ntitle: X y\nvariables: [{name: v, label: V, people: {}}]", diagnostics);
	const CatalogItem *item = catalog_get(catalog, "x");

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(empty); i++)
		if (!variable_is_empty(item->variables->pdata[0], empty[i]))
			fail_msg("'%s' is something", empty[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(given); i++)
		if (variable_is_empty(item->variables->pdata[0], given[i]))
			fail_msg("'%s' is nothing", given[i]);
}

static void
test_names_of_months(void **state)
{
	static const char *const NAMES[] = {"januari january januar janvier",
	    "februari february februar février", "maart mrt march märz mars", "april avril",
	    "mei may mai", "juni june juin", "juli july juillet", "augustus august août",
	    "september septembre", "oktober october octobre", "november novembre",
	    "december dezember décembre"};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog =
	    load_text("item: x\ntitle: X y\nvariables:\n"
		      "  - {name: v, label: V, required: yes, date: {}}\n",
		diagnostics);

	(void)state;
	for (size_t month = 0; month < G_N_ELEMENTS(NAMES); month++) {
		g_auto(GStrv) names = g_strsplit(NAMES[month], " ", -1);

		for (size_t i = 0; names[i] != NULL; i++) {
			g_autofree char *given = g_strdup_printf("2 %s 2026", names[i]);
			g_autofree char *expected = g_strdup_printf("2026-%02zu-02", month + 1);
			g_autoptr(Message) message = message_of("", "");
			g_autoptr(GPtrArray) filled = NULL;

			add_field(message, "V", given);
			filled =
			    catalog_fill(catalog_get(catalog, "x"), message, NULL, NULL, "nl");
			if (g_strcmp0(value_of(filled, "v")->value, expected) != 0)
				fail_msg("%s is %s", given, value_of(filled, "v")->value);
		}
	}
}

/* A mail may say who it is from by their address alone. */
static void
test_of_the_sender(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog =
	    load_text("item: x\ntitle: X y\nvariables:\n"
		      "  - {name: who, label: Wie, default: '{{sender.name}}'}\n"
		      "  - {name: address, label: Adres, default: '{{sender.address}}'}\n",
		diagnostics);
	g_autoptr(Message) message = message_of("", "");
	g_autoptr(GPtrArray) named = NULL, unnamed = NULL;

	(void)state;
	named = catalog_fill(catalog_get(catalog, "x"), message, NULL, NULL, "nl");
	assert_string_equal(value_of(named, "who")->value, "Els Bos");
	assert_string_equal(value_of(named, "address")->value, "els@klant.example");
	set(&message->from->name, "");
	unnamed = catalog_fill(catalog_get(catalog, "x"), message, NULL, NULL, "nl");
	assert_string_equal(value_of(unnamed, "who")->value, "els@klant.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_types),
	    cmocka_unit_test(test_choices),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_names_of_months),
	    cmocka_unit_test(test_of_the_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
