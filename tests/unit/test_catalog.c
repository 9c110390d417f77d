/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rules/catalog.h"
#include "rules/mistake.h"

static const char *const shipped[] = {SRCDIR "/data/catalog.d", NULL};
static const char *const groups[] = {"werkplek", NULL};

static void
set(char **string, const char *value)
{
	g_free(*string);
	*string = g_strdup(value);
}

static Message *
message_of(const char *subject, const char *text)
{
	Message *message = message_new();

	message->from = message_address_new("els@klant.example", "Els Bos");
	set(&message->subject, subject);
	set(&message->text, text);
	return message;
}

static void
add_field(Message *message, const char *label, const char *value)
{
	MessageField *field = g_new0(MessageField, 1);

	field->label = g_strdup(label);
	field->value = g_strdup(value);
	g_ptr_array_add(message->fields, field);
}

static Catalog *
load(const char *const *directories)
{
	const CatalogNames names = {groups};
	g_autoptr(GPtrArray) mistakes = mistakes_new();
	Catalog *catalog = catalog_load(directories, &names, mistakes);

	for (size_t i = 0; i < mistakes->len; i++) {
		g_autofree char *text = mistake_text(mistakes->pdata[i]);

		print_error("%s\n", text);
	}
	assert_int_equal(mistakes->len, 0);
	return catalog;
}

/* A catalog of one file with this text, in a folder of its own. */
static Catalog *
load_text(const char *text, GPtrArray *mistakes)
{
	const CatalogNames names = {groups};
	g_autofree char *folder = g_dir_make_tmp("catalog-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "item.yaml", NULL);
	const char *const directories[] = {folder, NULL};
	Catalog *catalog;

	assert_true(g_file_set_contents(path, text, -1, NULL));
	catalog = catalog_load(directories, &names, mistakes);
	g_unlink(path);
	g_rmdir(folder);
	return catalog;
}

static void
test_asked(void **state)
{
	static const struct {
		const char *subject;
		const char *text;
		const char *item;
	} rows[] = {
	    {"Teams of Teamskanaal aanmaken", "", "teams"},
	    {"teams of teamskanaal AANMAKEN", "", "teams"},
	    {"Graag Teams of Teamskanaal aanmaken!", "", "teams"},
	    {"Vraag", "Beste servicedesk,\n\nGraag een Teamskanaal aanmaken.", "teams"},
	    {"Vraag", "Please create a new team for us", "teams"},
	    {"Create a team or Teams channel", "", "teams"},
	    {"Nieuw team nodig", "", "teams"},
	    {"Toegang aanvragen", "", "access"},
	    {"I need access to the archive", "", "access"},
	    {"Vraag", "Kunnen jullie een nieuwe medewerker aanmaken?", "user-change"},
	    {"Indiensttreding Jan", "", "user-change"},
	    {"Change a user", "", "user-change"},
	    {"Printer kapot", "Het hele team heeft er last van", NULL},
	    {"Teams doet het niet", "", NULL},
	    {"Vraag", "Mijn scherm is zwart.\nTeams of Teamskanaal aanmaken", NULL},
	    {"", "", NULL},
	};
	g_autoptr(Catalog) catalog = load(shipped);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Message) message = message_of(rows[i].subject, rows[i].text);
		const CatalogItem *item = catalog_find_asked(catalog, message);
		const char *name = item == NULL ? NULL : catalog_item_name(item);

		if (g_strcmp0(name, rows[i].item) != 0)
			fail_msg("'%s', '%s' asks for %s", rows[i].subject, rows[i].text, name);
	}
}

static void
test_shipped(void **state)
{
	g_autoptr(Catalog) catalog = load(shipped);
	const CatalogItem *item = catalog_get(catalog, "teams");

	(void)state;
	assert_int_equal(g_strv_length((char **)catalog_names(catalog)), 3);
	assert_non_null(item);
	assert_null(catalog_get(catalog, "team"));
	assert_string_equal(catalog_item_title(item, "nl"), "Teams of Teamskanaal aanmaken");
	assert_string_equal(catalog_item_title(item, "en"), "Create a team or Teams channel");
	assert_string_equal(catalog_item_title(item, "fr"), "Create a team or Teams channel");
	assert_string_equal(catalog_item_title(item, NULL), "Create a team or Teams channel");
	assert_int_equal(catalog_item_approval(item), APPROVAL_MANAGER);
	assert_null(catalog_item_group(item));
	assert_true(catalog_item_may_ask(item, false, NULL));
	assert_null(catalog_item_step(item, 0));
}

static const CatalogValue *
value_of(const GPtrArray *values, const char *name)
{
	for (size_t i = 0; i < values->len; i++)
		if (strcmp(((const CatalogValue *)values->pdata[i])->name, name) == 0)
			return values->pdata[i];
	fail_msg("no value %s", name);
	return NULL;
}

static void
test_fill(void **state)
{
	g_autoptr(Catalog) catalog = load(shipped);
	g_autoptr(Message) message = message_of("Teams", "");
	g_autoptr(GHashTable) earlier = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) values = NULL;

	(void)state;
	add_field(message, "TYPE VERZOEK:", "nieuw team");
	add_field(message, "Gewenste naam van team / kanaal", "  Inkoop\n  Noord ");
	add_field(message, "Eigenaren", "niet zo genoemd");
	add_field(message, "Eigenaar/Eigenaren (verplicht)",
	    "- Els Bos <els@klant.example>\n- Piet; Jan");
	add_field(message, "Openbaar of prive", "public");
	g_hash_table_insert(earlier, (char *)"name", (char *)"Oud");
	g_hash_table_insert(earlier, (char *)"members", (char *)"Kees");
	values = catalog_fill(catalog_get(catalog, "teams"), message, earlier, "nl");
	assert_int_equal(values->len, 7);
	assert_string_equal(value_of(values, "kind")->value, "Nieuw team");
	assert_string_equal(value_of(values, "kind")->label, "Type verzoek");
	assert_string_equal(value_of(values, "name")->value, "Inkoop Noord");
	assert_string_equal(
	    value_of(values, "owners")->value, "Els Bos <els@klant.example>, Piet, Jan");
	assert_string_equal(value_of(values, "members")->value, "Kees");
	assert_string_equal(value_of(values, "privacy")->value, "Openbaar");
	assert_string_equal(value_of(values, "urgency")->value, "Normaal");
	assert_null(value_of(values, "purpose")->value);
	for (size_t i = 0; i < values->len; i++)
		assert_null(((const CatalogValue *)values->pdata[i])->problem);
}

static void
test_missing(void **state)
{
	g_autoptr(Catalog) catalog = load(shipped);
	g_autoptr(Message) message = message_of("Teams", "");
	g_autoptr(GPtrArray) values =
	    catalog_fill(catalog_get(catalog, "teams"), message, NULL, "nl");
	g_autoptr(GPtrArray) english =
	    catalog_fill(catalog_get(catalog, "access"), message, NULL, "en");

	(void)state;
	assert_string_equal(value_of(values, "kind")->problem, "is verplicht");
	assert_null(value_of(values, "members")->problem);
	assert_string_equal(value_of(english, "reason")->problem, "is required");
	assert_string_equal(value_of(english, "person")->value, "els@klant.example");
	assert_null(value_of(english, "person")->problem);
}

/* One variable of a type, and what is written for it. */
static void
test_types(void **state)
{
	static const struct {
		const char *type;
		const char *given;
		const char *value;   /* in English; NULL: as given */
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
	    {"person: {}", "els@", NULL, "'els@' is geen naam of mailadres"},
	    {"person: {}", "42", NULL, "'42' is geen naam of mailadres"},
	    {"people: {min: 2}", "Els", NULL, "minstens 2 nodig"},
	    {"people: {min: 2}", "Els, Piet", "Els, Piet", NULL},
	    {"people: {max: 1}", "Els, Piet", NULL, "hoogstens 1"},
	    {"people: {}", "* Els\n* Piet\n", "Els, Piet", NULL},
	    {"number: {min: 1, max: 10}", " 7 ", "7", NULL},
	    {"number: {min: 1, max: 10}", "11", NULL,
		"moet een heel getal van 1 tot en met 10 zijn"},
	    {"number: {}", "zeven", NULL, "moet een heel getal vanaf 0 zijn"},
	    {"pattern: '^[A-Z]{2}\\d$'", "AB1", "AB1", NULL},
	    {"pattern: '^[A-Z]{2}\\d$'", "ab1", NULL, "heeft niet de juiste vorm"},
	    {"help: {nl: twee letters en een cijfer}, pattern: '^[A-Z]{2}\\d$'", "x", NULL,
		"twee letters en een cijfer"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    g_strdup_printf("item: x\ntitle: X y\nvariables:\n  - {name: v, label: V, "
				    "required: yes, %s}\n",
			rows[i].type);
		g_autoptr(GPtrArray) mistakes = mistakes_new();
		g_autoptr(Catalog) catalog = load_text(text, mistakes);
		g_autoptr(Message) message = message_of("", "");
		g_autoptr(GPtrArray) english = NULL, dutch = NULL;
		const char *expected = rows[i].value == NULL ? rows[i].given : rows[i].value;

		assert_int_equal(mistakes->len, 0);
		add_field(message, "V", rows[i].given);
		english = catalog_fill(catalog_get(catalog, "x"), message, NULL, "en");
		dutch = catalog_fill(catalog_get(catalog, "x"), message, NULL, "nl");
		if (g_strcmp0(value_of(english, "v")->value, expected) != 0)
			fail_msg("%s: '%s' is '%s'", rows[i].type, rows[i].given,
			    value_of(english, "v")->value);
		if (g_strcmp0(value_of(dutch, "v")->problem, rows[i].problem) != 0)
			fail_msg("%s: '%s': %s", rows[i].type, rows[i].given,
			    value_of(dutch, "v")->problem);
		assert_int_equal(value_of(english, "v")->problem == NULL,
		    value_of(dutch, "v")->problem == NULL);
	}
}

static void
test_find(void **state)
{
	static const char text[] =
	    "item: x\ntitle: X y\ngroup: werkplek\nwho: {known: yes, accounts: [Jansen BV]}\n"
	    "when_complete:\n  - mail: a@b.example\n  - run: [/bin/true, -x]\n"
	    "variables:\n"
	    "  - {name: room, label: Kamer, find: 'kamer (?<value>\\w+)'}\n"
	    "  - {name: asset, label: Nummer, find: 'PC-\\d+'}\n"
	    "  - {name: none, label: Geen, find: 'nergens'}\n";
	g_autoptr(GPtrArray) mistakes = mistakes_new();
	g_autoptr(Catalog) catalog = load_text(text, mistakes);
	const CatalogItem *item = catalog_get(catalog, "x");
	g_autoptr(Message) message = message_of("", "Mijn PC-123 in kamer B12 doet niets.");
	g_autoptr(GPtrArray) values = catalog_fill(item, message, NULL, "nl");

	(void)state;
	assert_int_equal(mistakes->len, 0);
	assert_string_equal(value_of(values, "room")->value, "B12");
	assert_string_equal(value_of(values, "asset")->value, "PC-123");
	assert_null(value_of(values, "none")->value);
	assert_string_equal(catalog_item_group(item), "werkplek");
	assert_false(catalog_item_may_ask(item, true, NULL));
	assert_false(catalog_item_may_ask(item, false, "Jansen BV"));
	assert_true(catalog_item_may_ask(item, true, "jansen bv"));
	assert_string_equal(catalog_item_step(item, 0)->mail, "a@b.example");
	assert_string_equal(catalog_item_step(item, 1)->run[1], "-x");
	assert_null(catalog_item_step(item, 2));
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
	    {"title: X\nvariables: []", "item"},
	    {"item: x\ntitle: {nederlands: X}\nvariables: []", "a language"},
	    {"item: x\ntitle: []\nvariables: []", "a map of languages"},
	    {"item: x\ntitle: X\nvariables: {a: b}", "a list of variables"},
	    {"item: x\ntitle: X\nasked_by: '['\nvariables: []", "at character 2"},
	    {"item: x\ntitle: X\ngroup: werkplk\nvariables: []", "werkplek"},
	    {"item: x\ntitle: X\napproval: boss\nvariables: []", "boss"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, txt: {}}]", "text"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, text: {}, number: {}}]",
		"one type"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, text: {max: x}}]", "x"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, text: {min: 3, max: 2}}]",
		"at most the max"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, date: {min: 2}}]", "min"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, choice: {}}]",
		"a map of choices"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A}, {name: a, label: B}]",
		"a second variable"},
	    {"item: x\ntitle: X\nvariables: []\nwhen_complete: [{run: [true]}]", "full path"},
	    {"item: x\ntitle: X\nvariables: []\nwhen_complete: [{}]", "neither"},
	    {"item: x\ntitle: X\nvariables: []\nwho: {knwon: yes}", "known"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) mistakes = mistakes_new();
		g_autofree char *said =
		    mistakes->len == 0 ? NULL : mistake_text(mistakes->pdata[0]);

		catalog_free(load_text(rows[i].text, mistakes));
		if (mistakes->len > 0)
			said = mistake_text(mistakes->pdata[0]);
		if (mistakes->len != 1 || strstr(said, rows[i].said) == NULL)
			fail_msg("%s: %u mistakes, %s", rows[i].text, mistakes->len, said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_asked),
	    cmocka_unit_test(test_shipped),
	    cmocka_unit_test(test_fill),
	    cmocka_unit_test(test_missing),
	    cmocka_unit_test(test_types),
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
