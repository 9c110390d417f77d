/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/catalog_fixture.h"

static const char *const shipped[] = {SRCDIR "/data/catalog.d", NULL};

static Catalog *
load(const char *const *directories)
{
	const CatalogNames names = {groups};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Catalog *catalog = catalog_load(directories, &names, diagnostics);

	for (size_t i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		print_error("%s\n", text);
	}
	assert_int_equal(diagnostics->len, 0);
	return catalog;
}

/* A line of a form that it quotes. */
static void
add_quoted(Message *message, const char *label, const char *value)
{
	char *whole = g_strdup_printf(
	    "%s> %s: %s\n", message->whole == NULL ? "" : message->whole, label, value);

	g_free(message->whole);
	message->whole = whole;
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

/* By the labels that there are, or that stand in the mail. */
static void
test_language(void **state)
{
	static const struct {
		const char *labels, *text, *language;
	} ROWS[] = {
	    {"{nl: Kleur}", "Badge, please", "nl"},
	    {"{de: [Farbe, Farbton]}", "", "de"},
	    {"{nl: Kleur, en: Colour}", "kleur: x\nNote: y", "nl"},
	    {"{nl: Kleur, en: Colour}", "Colour: rood", "en"},
	    {"{nl: Kleur, en: Colour}", "Een badge", NULL},
	    {"Kleur", "x", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *file = g_strdup_printf("item: badge\n"
							"title: {nl: Badge, en: Badge}\n"
							"variables:\n"
							"  - {name: colour, label: %s}\n",
		    ROWS[i].labels);
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Catalog) catalog = load_text(file, diagnostics);
		const char *language =
		    catalog_item_language(catalog_get(catalog, "badge"), ROWS[i].text);

		assert_int_equal(diagnostics->len, 0);
		if (g_strcmp0(language, ROWS[i].language) != 0)
			fail_msg("%s, '%s': %s", ROWS[i].labels, ROWS[i].text, language);
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

static void
test_fill(void **state)
{
	g_autoptr(Catalog) catalog = load(shipped);
	g_autoptr(Message) message = message_of("Teams", "");
	g_autoptr(GHashTable) earlier = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) values = NULL;

	(void)state;
	add_field(message, "TYPE VERZOEK:", "nieuw team");
	add_field(message, "Gewenste naam van team / kanaal", "  Inkoop Noord ");
	add_field(message, "Beheerders", "niet zo genoemd");
	add_field(message, "Eigenaar/Eigenaren (verplicht)",
	    "- Els Bos <els@klant.example>\n- Piet; Jan");
	add_field(message, "Openbaar of prive", "public");
	g_hash_table_insert(earlier, (char *)"name", &(CatalogEarlier){(char *)"Oud", false});
	g_hash_table_insert(
	    earlier, (char *)"members", &(CatalogEarlier){(char *)"Kees", false});
	values = catalog_fill(catalog_get(catalog, "teams"), message, NULL, earlier, "nl");
	assert_int_equal(values->len, 8);
	assert_string_equal(value_of(values, "kind")->value, "Nieuw team");
	assert_string_equal(value_of(values, "kind")->label, "Type verzoek");
	assert_string_equal(value_of(values, "name")->value, "Inkoop Noord");
	assert_string_equal(
	    value_of(values, "owners")->value, "Els Bos <els@klant.example>, Piet, Jan");
	assert_string_equal(value_of(values, "members")->value, "Kees");
	assert_string_equal(value_of(values, "privacy")->value, "Publiek");
	assert_null(value_of(values, "urgency")->value);
	assert_string_equal(
	    value_of(values, "urgency")->problem, "is verplicht (Laag, Normaal, Hoog)");
	assert_null(value_of(values, "purpose")->value);
	assert_non_null(value_of(values, "purpose")->problem);
	for (size_t i = 0; i < values->len; i++) {
		const CatalogValue *value = values->pdata[i];

		assert_int_equal(value->problem != NULL,
		    value->name == value_of(values, "urgency")->name ||
			value->name == value_of(values, "purpose")->name);
	}
}

static void
test_quoted_form(void **state)
{
	g_autoptr(Catalog) catalog = load(shipped);
	g_autoptr(Message) message = message_of("Teams", "");
	g_autoptr(GHashTable) earlier = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) values = NULL;

	(void)state;
	g_hash_table_insert(
	    earlier, (char *)"purpose", &(CatalogEarlier){(char *)"Een\n\nTwee", false});
	g_hash_table_insert(
	    earlier, (char *)"members", &(CatalogEarlier){(char *)"Kees", false});
	g_hash_table_insert(
	    earlier, (char *)"privacy", &(CatalogEarlier){(char *)"Besloten", true});
	add_field(message, "Urgentie", "Hoog");
	add_quoted(message, "Urgentie", "Hoog");     /* the new text stands above */
	add_quoted(message, "Leden", "Servicedesk"); /* the letter's header */
	add_quoted(message, "Type verzoek", "Nieuw team");
	add_quoted(message, "Gewenste naam van Team/Kanaal", "Zomer");
	add_quoted(message, "Doel van het Team/Kanaal", "Een");
	add_quoted(message, "Leden", "");
	add_quoted(message, "Openbaar of besloten", "Openbaar"); /* it was changed since */
	add_quoted(message, "Urgentie", "Normaal");
	add_quoted(message, "Type verzoek", "Extra kanaal"); /* an older letter */
	add_quoted(message, "Eigenaar/Eigenaren", "Jan");
	values = catalog_fill(catalog_get(catalog, "teams"), message, NULL, earlier, "nl");
	assert_string_equal(value_of(values, "kind")->value, "Nieuw team");
	assert_true(value_of(values, "kind")->given);
	assert_string_equal(value_of(values, "name")->value, "Zomer");
	assert_string_equal(value_of(values, "purpose")->value, "Een\n\nTwee");
	assert_false(value_of(values, "purpose")->given);
	assert_string_equal(value_of(values, "members")->value, "Kees");
	assert_string_equal(value_of(values, "privacy")->value, "Privé");
	assert_false(value_of(values, "privacy")->given);
	assert_string_equal(value_of(values, "urgency")->value, "Hoog");
	assert_null(value_of(values, "owners")->value);
}

/* A field, as "value" or "value (problem)"; "" where it has neither. Caller owns. */
static char *
field_of(const GPtrArray *values, const char *name)
{
	const CatalogValue *value = value_of(values, name);

	return value->problem == NULL
		   ? g_strdup(value->value == NULL ? "" : value->value)
		   : g_strdup_printf(
			 "%s (%s)", value->value == NULL ? "" : value->value, value->problem);
}

static const char DEFAULTS[] =
    "item: x\ntitle: X y\nvariables:\n"
    "  - {name: name, label: Gewenste naam, required: yes, text: {}}\n"
    "  - {name: members, label: Leden, people: {}}\n"
    "  - {name: room, label: Kamer, default: B1, text: {}}\n"
    "  - {name: urgency, label: Urgentie, default: normal, choice: {low: Laag, normal: "
    "Normaal, high: Hoog}}\n"
    "  - {name: since, label: Sinds, date: {}}\n";

/* What stands in the mail is taken or asked about; no default takes its place. */
static void
test_no_silent_default(void **state)
{
	static const char ASKED[] = " (moet een van deze zijn: Laag, Normaal, Hoog)";
	static const struct {
		const char *text;
		const char *name;
		const char *expected;
	} rows[] = {
	    {"Gewenste naam: Noord", "urgency", "Normaal"},
	    {"Gewenste naam: Noord", "room", "B1"},
	    {"Urgentie: hoogg", "urgency", "Hoog"},
	    {"Urgentie:", "urgency", ASKED},
	    {"Urgentie: n.v.t.", "urgency", ASKED},
	    {"Urgentie: gisteren", "urgency",
		"gisteren (moet een van deze zijn: Laag, Normaal, Hoog)"},
	    {"De urgentie is hoog.", "urgency", "Hoog"},
	    {"Over de urgentie bellen we nog.", "urgency", ASKED},
	    {"In welke kamer het komt, weten we nog niet.", "room", " (is verplicht)"},
	    {"Gewenste naam: n.v.t.", "name", " (is verplicht)"},
	    {"Gewenste naam: ?", "name", " (is verplicht)"},
	    {"Gewenste naam: Els Bos", "name", " (is verplicht)"}, /* who wrote */
	    {"Leden: geen", "members", ""},
	    {"Leden: 42", "members", "42 (moet een naam of mailadres zijn)"},
	    {"Leden volgen nog.", "members", ""},
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog = load_text(DEFAULTS, diagnostics);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Message) message = message_of("", rows[i].text);
		g_autoptr(GPtrArray) values =
		    catalog_fill(catalog_get(catalog, "x"), message, NULL, NULL, "nl");
		g_autofree char *found = field_of(values, rows[i].name);

		if (strcmp(found, rows[i].expected) != 0)
			fail_msg("'%s': %s is '%s'", rows[i].text, rows[i].name, found);
	}
}

/* What an answer says of what was given before. */
static void
test_over_earlier(void **state)
{
	static const struct {
		const char *text;
		const char *name;
		const char *expected;
		bool given;
	} rows[] = {
	    {"Dank!", "members", "Kees", false}, {"Leden: n.v.t.", "members", "", true},
	    {"Leden:", "members", "Kees", false},
	    {"De urgentie is hoog.", "urgency", "Hoog", true},
	    {"Wat is die urgentie?", "urgency",
		"Laag (moet een van deze zijn: Laag, Normaal, Hoog)", false},
	    {"Dank!", "room", " (is verplicht)", false}, /* asked about before */
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog = load_text(DEFAULTS, diagnostics);
	g_autoptr(GHashTable) earlier = g_hash_table_new(g_str_hash, g_str_equal);

	(void)state;
	g_hash_table_insert(
	    earlier, (char *)"members", &(CatalogEarlier){(char *)"Kees", false});
	g_hash_table_insert(
	    earlier, (char *)"urgency", &(CatalogEarlier){(char *)"Laag", false});
	g_hash_table_insert(earlier, (char *)"room", &(CatalogEarlier){(char *)"", false});
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Message) message = message_of("", rows[i].text);
		g_autoptr(GPtrArray) values =
		    catalog_fill(catalog_get(catalog, "x"), message, NULL, earlier, "nl");
		g_autofree char *found = field_of(values, rows[i].name);

		if (strcmp(found, rows[i].expected) != 0 ||
		    value_of(values, rows[i].name)->given != rows[i].given)
			fail_msg("'%s': %s is '%s'", rows[i].text, rows[i].name, found);
	}
}

/* Values without labels, where each can mean one variable only. */
static void
test_bare_answers(void **state)
{
	static const struct {
		const char *missing; /* of these variables */
		const char *text;
		const char *expected; /* kind|name|owners|privacy|urgency */
	} rows[] = {
	    {"privacy urgency", "privé, hoog", "Nieuw team|Noord|Els|Privé|Hoog"},
	    {"privacy urgency", "Hoi,\n\nPubliek en laag graag.\n\nGroet, Els",
		"Nieuw team|Noord|Els|Publiek|Laag"},
	    {"privacy urgency", "Hoog", "Nieuw team|Noord|Els||Hoog"},
	    {"name urgency", "Facturen 2027, hoog", "Nieuw team|Facturen 2027|Els|Privé|Hoog"},
	    {"owners", "Els Bos en Piet de Boer",
		"Nieuw team|Noord|Els Bos, Piet de Boer|Privé|"
		"Laag"},
	    {"name", "Verkoop en inkoop", "Nieuw team|Verkoop en inkoop|Els|Privé|Laag"},
	    {"name", "Dat weet ik nog niet.", "Nieuw team||Els|Privé|Laag"},
	    {"name", "Zie bijlage", "Nieuw team||Els|Privé|Laag"},
	    {"name", "Wat bedoelen jullie?", "Nieuw team||Els|Privé|Laag"},
	    {"name owners", "Noord", "Nieuw team|||Privé|Laag"},
	    {"urgency", "Kunnen jullie ook nog een kanaal voor ons maken en hoe lang duurt dat",
		"Nieuw team|Noord|Els|Privé|"},
	    {"urgency", "Ja, dat klopt.", "Nieuw team|Noord|Els|Privé|"},
	    {"urgency", "laag of hoog", "Nieuw team|Noord|Els|Privé|"},
	};
	static const char *const names[] = {"kind", "name", "owners", "privacy", "urgency"};
	static const char *const before[] = {"Nieuw team", "Noord", "Els", "Privé", "Laag"};
	static const char *const folders[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers = answers_load(folders, diagnostics);
	g_autoptr(Catalog) catalog = load(shipped);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Message) message = message_of("Re: Teams", rows[i].text);
		g_autoptr(GHashTable) earlier =
		    g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
		g_autoptr(GString) found = g_string_new(NULL);
		g_autoptr(GPtrArray) values = NULL;
		const CatalogEarlier purpose = {(char *)"Overleg", false};

		g_hash_table_insert(
		    earlier, (char *)"purpose", g_memdup2(&purpose, sizeof purpose));
		for (size_t k = 0; k < G_N_ELEMENTS(names); k++) {
			const CatalogEarlier one = {(char *)before[k], false};

			if (strstr(rows[i].missing, names[k]) == NULL)
				g_hash_table_insert(
				    earlier, (char *)names[k], g_memdup2(&one, sizeof one));
		}
		values = catalog_fill(
		    catalog_get(catalog, "teams"), message, answers, earlier, "nl");
		for (size_t k = 0; k < G_N_ELEMENTS(names); k++) {
			const char *value = value_of(values, names[k])->value;

			g_string_append_printf(
			    found, "%s%s", k > 0 ? "|" : "", value == NULL ? "" : value);
		}
		if (strcmp(found->str, rows[i].expected) != 0)
			fail_msg("'%s': %s", rows[i].text, found->str);
	}
}

static void
test_missing(void **state)
{
	g_autoptr(Catalog) catalog = load(shipped);
	g_autoptr(Message) message = message_of("Teams", "");
	g_autoptr(GPtrArray) values =
	    catalog_fill(catalog_get(catalog, "teams"), message, NULL, NULL, "nl");
	g_autoptr(GPtrArray) english =
	    catalog_fill(catalog_get(catalog, "access"), message, NULL, NULL, "en");

	(void)state;
	assert_string_equal(
	    value_of(values, "kind")->problem, "is verplicht (Nieuw team, Extra kanaal)");
	assert_string_equal(value_of(values, "kind")->hint, "Nieuw team, Extra kanaal");
	assert_true(value_of(values, "kind")->required);
	assert_false(value_of(values, "members")->required);
	assert_string_equal(value_of(values, "members")->hint, "Namen of mailadressen");
	assert_string_equal(value_of(values, "name")->problem, "is verplicht");
	assert_null(value_of(values, "name")->hint);
	assert_null(value_of(values, "members")->problem);
	assert_string_equal(value_of(english, "reason")->problem, "is required");
	assert_string_equal(value_of(english, "person")->value, "els@klant.example");
	assert_null(value_of(english, "person")->problem);
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
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog = load_text(text, diagnostics);
	const CatalogItem *item = catalog_get(catalog, "x");
	g_autoptr(Message) message = message_of("", "Mijn PC-123 in kamer B12 doet niets.");
	g_autoptr(GPtrArray) values = catalog_fill(item, message, NULL, NULL, "nl");

	(void)state;
	assert_int_equal(diagnostics->len, 0);
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
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, date: {min: 2}}]",
		"unknown key 'min', expected none"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, choice: {}}]",
		"a map of choices"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A}, {name: a, label: B}]",
		"which is called like 'a'"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: Naam}, {name: b, label: {nl: C, "
	     "en: NAAM}}]",
		"variable 'b', which is called like 'a'"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, default: x, number: {}}]",
		"default 'x', which must be a whole number"},
	    {"item: x\ntitle: X\nvariables: [{name: a, label: A, default: c, choice: {b: B}}]",
		"default 'c', which must be one of B"},
	    {"item: x\ntitle: X\nvariables: []\nwhen_complete: [{run: [true]}]", "full path"},
	    {"item: x\ntitle: X\nvariables: []\nwhen_complete: [{}]", "neither"},
	    {"item: x\ntitle: X\nvariables: []\nwho: {knwon: yes}", "known"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autofree char *said =
		    diagnostics->len == 0 ? NULL : diagnostic_text(diagnostics->pdata[0]);

		catalog_free(load_text(rows[i].text, diagnostics));
		if (diagnostics->len > 0)
			said = diagnostic_text(diagnostics->pdata[0]);
		if (diagnostics->len != 1 || strstr(said, rows[i].said) == NULL)
			fail_msg("%s: %u mistakes, %s", rows[i].text, diagnostics->len, said);
	}
}

static void
test_check(void **state)
{
	g_autoptr(GPtrArray) warnings = diagnostics_new();
	g_autoptr(Catalog) good = load(shipped);
	g_autoptr(Catalog) slow = load_text("item: x\ntitle: X\nasked_by: '(a+)+$'\nvariables: "
					    "[{name: a, label: A, find: '(b*)*c'}]",
	    warnings);

	(void)state;
	catalog_check(good, warnings);
	assert_int_equal(warnings->len, 0);
	catalog_check(slow, warnings);
	assert_int_equal(warnings->len, 2);
	assert_string_equal(((const Diagnostic *)warnings->pdata[0])->found,
	    "'(a+)+$', which some texts make very slow");
}

static void
test_remote(void **state)
{
	static const char REMOTE[] = "item: x\n"
				     "title: X\n"
				     "remote: {item: 0123456789abcdef0123456789abcdef, "
				     "key_variable: u_key}\n"
				     "variables:\n"
				     "  - {name: kind, label: Soort, choice: {a: A, b: B}}\n"
				     "  - {name: who, label: Wie, required: yes}\n"
				     "  - {name: since, label: Sinds, default: nu}\n";
	static const char BAD[] = "item: y\ntitle: Y\nremote: {item: 'a b'}\nvariables: []\n";
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Catalog) catalog = load_text(REMOTE, diagnostics);
	const CatalogItem *item = catalog_get(catalog, "x");
	g_autofree const char **choices = catalog_item_choices(item, "kind");

	(void)state;
	assert_string_equal(catalog_item_remote(item), "0123456789abcdef0123456789abcdef");
	assert_string_equal(catalog_item_key_variable(item), "u_key");
	assert_string_equal(catalog_item_variable(item, 2), "since");
	assert_null(catalog_item_variable(item, 3));
	assert_true(
	    catalog_item_always_has(item, "who") && catalog_item_always_has(item, "since"));
	assert_false(
	    catalog_item_always_has(item, "kind") || catalog_item_always_has(item, "x"));
	assert_string_equal(choices[1], "b");
	assert_null(choices[2]);
	assert_null(catalog_item_choices(item, "who"));
	assert_int_equal(diagnostics->len, 0);
	catalog_free(load_text(BAD, diagnostics));
	assert_int_equal(diagnostics->len, 1);
	assert_string_equal(((const Diagnostic *)diagnostics->pdata[0])->expected,
	    "the item's id there: its sys_id");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_asked),
	    cmocka_unit_test(test_language),
	    cmocka_unit_test(test_shipped),
	    cmocka_unit_test(test_fill),
	    cmocka_unit_test(test_quoted_form),
	    cmocka_unit_test(test_no_silent_default),
	    cmocka_unit_test(test_over_earlier),
	    cmocka_unit_test(test_bare_answers),
	    cmocka_unit_test(test_missing),
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_check),
	    cmocka_unit_test(test_remote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
