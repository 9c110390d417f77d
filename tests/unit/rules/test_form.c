/* SPDX-License-Identifier: Apache-2.0 */
/* Forms as people fill them in, in text: what is read of them, and what is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "rules/answers.h"
#include "rules/diagnostic.h"
#include "rules/form_label.h"

static const char *const folders[] = {SRCDIR "/data/answers", NULL};

enum { KIND, NAME, PURPOSE, OWNERS, MEMBERS, PRIVACY, TICK };
static const char *const names[] = {
    "kind", "name", "purpose", "owners", "members", "privacy", "tick"};

static Form *
team_form(void)
{
	Form *form = form_new();

	form_add_question(form, FORM_CHOICE);
	form_add_label(form, KIND, "Type verzoek");
	form_add_label(form, KIND, "Type of request");
	form_add_choice(form, "Nieuw team");
	form_add_choice(form, "Extra kanaal");
	form_add_hint(form, KIND, "Nieuw team, Extra kanaal");
	form_add_question(form, FORM_LINE);
	form_add_label(form, NAME, "Gewenste naam van Team/Kanaal");
	form_add_label(form, NAME, "Name");
	form_add_question(form, FORM_LINES);
	form_add_label(form, PURPOSE, "Doel van het Team/Kanaal");
	form_add_hint(form, PURPOSE, "Waarvoor gaan jullie het gebruiken?");
	form_add_question(form, FORM_PEOPLE);
	form_add_label(form, OWNERS, "Eigenaar/Eigenaren");
	form_add_label(form, OWNERS, "Owners");
	form_add_question(form, FORM_PEOPLE);
	form_add_label(form, MEMBERS, "Leden");
	form_add_question(form, FORM_CHOICE);
	form_add_label(form, PRIVACY, "Openbaar of privé");
	form_add_choice(form, "Openbaar");
	form_add_choice(form, "Privé");
	form_add_question(form, FORM_TICK);
	form_add_label(form, TICK, "Goedkeuring leidinggevende gekregen");
	form_add_words(form, "Teams of Teamskanaal aanmaken");
	return form;
}

static void
test_labels(void **state)
{
	static const struct {
		const char *text;
		Fit fit;
		unsigned question;
	} rows[] = {
	    {"Type verzoek", FIT_SAME, KIND},
	    {"TYPE VERZOEK *", FIT_SAME, KIND},
	    {"Typeverzoek", FIT_SAME, KIND},
	    {"Tpye verzoek", FIT_NEAR, KIND},
	    {"Type", FIT_PART, KIND},
	    {"Request type", FIT_PART, KIND},
	    {"Gewenste naam", FIT_PART, NAME},
	    {"Gewenste naam van kanaal", FIT_SAME, NAME},
	    {"naam team", FIT_PART, NAME},
	    {"Teamnaam", FIT_PART, NAME},
	    {"Gewenste naem", FIT_PART, NAME},
	    {"Naam (verplicht)", FIT_PART, NAME},
	    {"Eigenaar", FIT_SAME, OWNERS},
	    {"Eigenaar(s)", FIT_SAME, OWNERS},
	    {"Eigenaars", FIT_NEAR, OWNERS},
	    {"Owner", FIT_NEAR, OWNERS},
	    {"Teameigenaar", FIT_AROUND, OWNERS},
	    {"Naam eigenaar", FIT_AROUND, OWNERS},
	    {"Leden van het team", FIT_AROUND, MEMBERS},
	    {"Leden/gasten", FIT_SAME, MEMBERS},
	    {"Openbaar/prive", FIT_SAME, PRIVACY},
	    {"Privé of openbaar", FIT_PART, PRIVACY},
	    {"Openbaar openbaar", FIT_AROUND, PRIVACY},
	    {"Team", FIT_NONE, 0},
	    {"Verzoek", FIT_NONE, 0},
	    {"Eigenaar/leden", FIT_SEVERAL, 0},
	    {"Namen", FIT_NONE, 0},
	    {"Manager name", FIT_NONE, 0},
	    {"Naam leidinggevende", FIT_NONE, 0},
	    {"Aantal leden", FIT_NONE, 0},
	    {"Wij willen graag leden toevoegen", FIT_NONE, 0},
	    {"", FIT_NONE, 0},
	    {"els@klant.example", FIT_NONE, 0},
	};
	g_autoptr(Form) form = team_form();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		FormLabel label = form_label(form, rows[i].text, strlen(rows[i].text));

		if (label.fit != rows[i].fit ||
		    (label.fit > FIT_SEVERAL && label.question != rows[i].question))
			fail_msg("'%s' fits %d %u", rows[i].text, label.fit, label.question);
	}
}

static char *
join(const GPtrArray *fields)
{
	static const char *const how[] = {"=", "~", "?"};
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; i < fields->len; i++) {
		const FormField *field = fields->pdata[i];

		g_string_append_printf(all, "%s%s%s%s", i == 0 ? "" : "|",
		    names[field->question], how[field->how], field->value);
	}
	return g_string_free(all, false);
}

typedef struct {
	const char *name;
	const char *text;
	const char
	    *expected; /* "name=value|..."; ~ a choice that is told of, ? one that is named */
} FormRow;

static void
check_rows(const FormRow *rows, size_t count, bool quoted)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers = answers_load(folders, diagnostics);
	const FormContext context = {answers_phrases(answers), "Els Bos", quoted, false};
	g_autoptr(Form) form = team_form();

	assert_int_equal(diagnostics->len, 0);
	for (size_t i = 0; i < count; i++) {
		g_autoptr(GPtrArray) fields = form_read(form, rows[i].text, &context);
		g_autofree char *found = join(fields);

		if (strcmp(found, rows[i].expected) != 0)
			fail_msg("%s: %s", rows[i].name, found);
	}
}

static void
test_separators(void **state)
{
	static const FormRow rows[] = {
	    {"colon", "Type verzoek: Nieuw team\nLeden:Jan\n", "kind=Nieuw team|members=Jan"},
	    {"full width colon", "Leden：王\n", "members=王"},
	    {"signs", "Naam = Noord\nLeden -> Jan\nDoel=x\nEigenaar → Els\n",
		"name=Noord|members=Jan|purpose=x|owners=Els"},
	    {"short ones", "Gewenste naam van het team: X\nLeden: Jo\n", "name=X|members=Jo"},
	    {"dashes", "Naam - Noord\nLeden – Jan\nEigenaar— Els\n",
		"name=Noord|members=Jan|owners=Els"},
	    {"tight", "Leden-Jan\nE-mail\n", "members=Jan"},
	    {"dots", "Leden ........ Jan\nNaam.....: B12\nDoel ____ x\n",
		"members=Jan|name=B12|purpose=x"},
	    {"blanks", "Naam            Noord 2\nLeden           Jan\n",
		"name=Noord 2|members=Jan"},
	    {"hard blanks", "Naam\u00a0\u00a0\u00a0Noord\n", "name=Noord"},
	    {"semicolons", "Naam; Noord\nLeden; Jan\n", "name=Noord|members=Jan"},
	    {"tabs", "Naam\tNoord\nLeden:\t\tJan\n", "name=Noord|members=Jan"},
	    {"bars", "| Naam | Noord |\n|------|-----|\n| **Leden** | Jan | x |\n",
		"name=Noord|members=Jan"},
	    {"numbered", "1. Naam: Noord\n2) Leden: Jan\na) Doel: x\n",
		"name=Noord|members=Jan|purpose=x"},
	    {"bullets", "- Naam: Noord\n* Leden: Jan\n·         Doel: x\n• Eigenaar: Els\n",
		"name=Noord|members=Jan|purpose=x|owners=Els"},
	    {"bold", "*Naam:* Noord\n**Leden**: Jan\n_Doel_: x\n> Eigenaar: Els\n",
		"name=Noord|members=Jan|purpose=x|owners=Els"},
	    {"ticked", "[x] Naam: Noord\n☑ Leden: Jan\n", "name=Noord|members=Jan"},
	    {"a tick says it", "☒ Goedkeuring leidinggevende gekregen\n", "tick=[x]"},
	    {"with its hint",
		"Doel (Waarvoor gaan jullie het gebruiken?): x\nType verzoek (Nieuw "
		"team, Extra kanaal): Nieuw team\nType verzoek: Nieuw team, Extra "
		"kanaal\n",
		"purpose=x|kind=Nieuw team|kind="},
	    {"three labels with blanks",
		"Type verzoek nieuw team\nEigenaar is Els\nLeden Jan\n",
		"kind=nieuw team|owners=Els|members=Jan"},
	    {"two are none", "Eigenaar is er nog niet.\nLeden kunnen we later toevoegen\n",
		"owners?|members?"},
	    {"on one line", "naam: Noord, doel: x; leden: Jan\n",
		"name=Noord|purpose=x|members=Jan"},
	    {"dictated", "Type verzoek nieuw team, naam Noord, leden Jan\n",
		"kind=nieuw team|name=Noord|members=Jan"},
	    {"labels inside of a value", "Gewenste naam: Leden en doel: 2027\n",
		"name=Leden en doel: 2027"},
	    {"times and links", "10:30 uur\nhttp://x.example\nC:\\map\nx=3\n", ""},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows), false);
}

static void
test_layouts(void **state)
{
	static const FormRow rows[] = {
	    {"value below", "Naam\nNoord\n\nEigenaren:\nEls Bos\nJan Vis\n\nGroet",
		"name=Noord|owners=Els Bos\nJan Vis"},
	    {"below a blank line",
		"Naam *\n\nNoord\n\nDoel\n\nx\n\nLeden\n\n\nOpenbaar of "
		"privé\n\nOpenbaar\n",
		"name=Noord|purpose=x|members=|privacy=Openbaar"},
	    {"a list", "Leden:\n- Jan\n- Kees\nDoel: x\n", "members=Jan\nKees|purpose=x"},
	    {"ticks below", "Type verzoek:\n☒ Nieuw team\n☐ Extra kanaal\nNaam: Noord\n",
		"kind=☒ Nieuw team\n☐ Extra kanaal|name=Noord"},
	    {"row over row", "Naam\tDoel\tLeden\nNoord\tx\tJan\n",
		"name=Noord|purpose=x|members=Jan"},
	    {"row over row in bars", "| Nr | Naam | Doel |\n|--|--|--|\n| 1 | Noord | x |\n",
		"name=Noord|purpose=x"},
	    {"row over row in columns", "Naam       Doel     Leden\nNoord      x        Jan\n",
		"name=Noord|purpose=x|members=Jan"},
	    {"rows that do not match", "Naam\tDoel\tLeden\nNoord\tJan\n",
		"name?|purpose?|members?"},
	    {"pairs in a row", "Naam\tNoord\tDoel\tx\nLeden\tJan\tEigenaar\tEls\n",
		"name=Noord|purpose=x|members=Jan|owners=Els"},
	    {"a cell of the hint", "Doel\tWaarvoor gaan jullie het gebruiken?\tx\n",
		"purpose=x"},
	    {"an empty cell", "Naam\t\nDoel\tx\n", "name=|purpose=x"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows), false);
}

static void
test_ends(void **state)
{
	static const FormRow rows[] = {
	    {"closing", "Doel: x\nGroetjes Els\n", "purpose=x"},
	    {"thanks", "Doel: x\nAlvast bedankt!\nEls", "purpose=x"},
	    {"the writer's name", "Leden: Jan\nEls Bos\n", "members=Jan"},
	    {"the writer among others", "Leden:\nEls Bos\nJan Vis\nDoel: x\n",
		"members=Els Bos\nJan Vis|purpose=x"},
	    {"own words below a line", "Naam: Noord\nGraag met spoed!\n", "name=Noord"},
	    {"own words below people", "Leden: Jan\nKan dit deze week nog?\n", "members=Jan"},
	    {"a question below lines", "Doel: x\nLukt dit voor vrijdag?\n", "purpose=x"},
	    {"lines go on", "Doel: facturen\nen vragen\nNaam: Noord\n",
		"purpose=facturen\nen vragen|name=Noord"},
	    {"a broken line",
		"Naam: een naam die zo lang is dat hij niet op een regel past en\n"
		"verder gaat\nmeer niet\n",
		"name=een naam die zo lang is dat hij niet op een regel past en\nverder gaat"},
	    {"another form's label", "Doel: x\nKostenplaats: 4711\n", "purpose=x"},
	    {"a signature", "Doel: x\n\nGroet,\nEls\nNaam: Els Bos\n",
		"purpose=x|name?Els Bos"},
	    {"a form below a closing", "Zie hieronder.\nGroet,\nEls\n\nNaam: Noord\nDoel: x\n",
		"name=Noord|purpose=x"},
	    {"an empty label at the end", "Naam: Noord\nLeden:\n\nWe horen het graag\n",
		"name=Noord|members="},
	    {"told of", "Naam: Noord\n\nOpenbaar of privé mag openbaar zijn.\nLeden volgen.\n",
		"name=Noord|privacy~mag openbaar zijn|members?"},
	    {"a label of two", "Eigenaar/leden: Jan\n", "owners?|members?"},
	    {"nothing", "Hallo\n", ""},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows), false);
}

/* What people make of a form that they were asked to fill in. */
static void
test_quoted(void **state)
{
	static const FormRow rows[] = {
	    {"edited inside of the quote",
		"Zie hieronder.\n\nOp 8 mei schreef Desk:\n> Vul in:\n> \n> Naam: Noord\n> "
		"Eigenaar: Els\n> \n> Groet\n",
		"name=Noord|owners=Els"},
	    {"below each label",
		"> Naam:\nNoord\n> Eigenaar:\n\nEls\nJan\n\n> Leden:\n> \n> Groet\n",
		"name=Noord|owners=Els\nJan|members="},
	    {"without quote marks",
		"Van: Desk\n\nNaam: Noord\nEigenaar:\n\nWe vragen alleen wat nodig is.\n",
		"name=Noord|owners="},
	    {"above the quote", "Naam: Noord\n\nGroet, Els\n\n> Naam:\n> Eigenaar:\n",
		"name=Noord|name=|owners="},
	    {"an older letter", "> Naam: Noord\n> > Naam: Zuid\n>> Eigenaar: Els\n",
		"name=Noord"},
	    {"a broken line",
		"> Doel: een lange regel die zo lang is dat hij niet past op een\n> "
		"regel\n>\n> "
		"Groet\n",
		"purpose=een lange regel die zo lang is dat hij niet past op een\nregel"},
	    {"words at the end are no value", "> Naam: Noord\n> Leden:\n\nGroet,\nEls\n",
		"name=Noord|members="},
	    {"a value is not added to", "> Naam: Noord\nGroet\n> Leden:\n",
		"name=Noord|members="},
	    {"our own words are told of nothing", "> De leden kun je later noemen.\n", ""},
	    {"nothing", "> > >\n\n", ""},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows), true);
}

static void
test_is_labelled(void **state)
{
	g_autoptr(Form) form = team_form();

	(void)state;
	assert_true(form_is_labelled(form, "Leden: Jan"));
	assert_true(form_is_labelled(form, "leden - Jan"));
	assert_false(form_is_labelled(form, "Leden doen het niet"));
	assert_false(form_is_labelled(form, "Team: Noord"));
	assert_true(form_has_label(form, "LEDEN"));
	assert_false(form_has_label(form, "Lid"));
}

/* Long texts and values cost no more than they may. */
static void
test_long(void **state)
{
	const FormContext context = {.quoted = false};
	const FormContext quoted = {.quoted = true};
	g_autoptr(Form) form = team_form();
	g_autoptr(GString) lines = g_string_new("Doel: x\n");
	g_autoptr(GString) labels = g_string_new(NULL);
	g_autoptr(GPtrArray) fields = NULL;
	g_autoptr(GPtrArray) many = NULL;
	g_autoptr(GPtrArray) again = NULL;
	clock_t start = clock();

	(void)state;
	while (lines->len < 1024 * 1024)
		g_string_append(lines, "zonder label, met - en ? en : in een regel\n");
	while (labels->len < 1024 * 1024)
		g_string_append(labels, "Naam: x\n");
	fields = form_read(form, lines->str, &context);
	assert_int_equal(fields->len, 1);
	assert_true(strlen(((const FormField *)fields->pdata[0])->value) <= 8 * 1024);
	again = form_read(form, lines->str, &quoted);
	assert_int_equal(again->len, 1);
	many = form_read(form, labels->str, &context);
	assert_true(many->len <= 2000);
	g_ptr_array_unref(many);
	/* in one line, of characters that have more than one byte */
	g_string_assign(labels, "x");
	while (labels->len < 1024 * 1024)
		g_string_append(labels, "| Naam | \xc3\xa9 ");
	many = form_read(form, labels->str, &context);
	assert_in_range(many->len, 1, 128 * 1024 / strlen("| Naam | "));
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_labels),
	    cmocka_unit_test(test_separators),
	    cmocka_unit_test(test_layouts),
	    cmocka_unit_test(test_ends),
	    cmocka_unit_test(test_quoted),
	    cmocka_unit_test(test_is_labelled),
	    cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
