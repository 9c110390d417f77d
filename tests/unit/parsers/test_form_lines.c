/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/form_lines.h"
#include "parsers/limits.h"

static const struct {
	const char *name;
	const char *text;
	const char *expected; /* "label=value" with '|' between */
} forms[] = {
    {"lines", "Type verzoek: Nieuw team\nNaam: Noord\n", "Type verzoek=Nieuw team|Naam=Noord"},
    {"bullets", "- Naam: Noord\n* Eigenaar: Els\n• Leden: Jan\n",
	"Naam=Noord|Eigenaar=Els|Leden=Jan"},
    {"bold", "*Naam:* Noord\n**Eigenaar**: Els", "Naam=Noord|Eigenaar=Els"},
    {"table", "Naam\tNoord\nEigenaar\tEls\n", "Naam=Noord|Eigenaar=Els"},
    {"label with colon in a table", "Naam:\tNoord\n", "Naam=Noord"},
    {"no blank", "Naam:Noord\n", "Naam=Noord"},
    {"value below", "Eigenaren:\nEls\nJan\n\nGroet", "Eigenaren=Els\nJan"},
    {"value below a blank line", "Eigenaren:\n\nEls\n", "Eigenaren=Els"},
    {"list below", "Leden:\n- Els\n- Jan\n", "Leden=Els\nJan"},
    {"slash", "Eigenaar/Eigenaren: Els", "Eigenaar/Eigenaren=Els"},
    {"times and links are none", "10:30 uur\nhttp://x.example\nC:\\map\n", ""},
    {"sentences are none",
	"Ik wil graag het volgende aan u allen voorleggen als vraag: kan het?\n", ""},
    {"addresses are none", "<els@klant.example>: x\n", ""},
    {"full width colon", "姓名：王\n", "姓名=王"},
    {"numbered", "1. Naam: Jan\n2) Kamer: B12\na) Kleur: rood\n",
	"Naam=Jan|Kamer=B12|Kleur=rood"},
    {"ticked", "[x] Naam: Jan\n☑ Kamer: B12\n✓ Soort: x\n", "Naam=Jan|Kamer=B12|Soort=x"},
    {"other signs", "Naam = Jan\nKamer -> B12\nSoort => x\nKleur → rood\n",
	"Naam=Jan|Kamer=B12|Soort=x|Kleur=rood"},
    {"dots", "Naam ........: Jan\nKamer.....: B12\n", "Naam=Jan|Kamer=B12"},
    {"quoted labels", "\"Naam\": Jan\n'Kamer': B12\n", "Naam=Jan|Kamer=B12"},
    {"drawn table", "| Naam | Jan |\n|------|-----|\n| **Kamer** | B12 | x |\n",
	"Naam=Jan|Kamer=B12"},
    {"a formula is none", "x=3\na>b\n1.5 liter\n", ""},
    {"a code stays a value", "Melding:\n(a) fout\nif (x == 3)\n",
	"Melding=(a) fout\nif (x == 3)"},
    {"nothing", "Hallo\n", ""},
};

static char *
join(const GPtrArray *fields)
{
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; i < fields->len; i++) {
		const MessageField *field = fields->pdata[i];

		g_string_append_printf(
		    all, "%s%s=%s", i == 0 ? "" : "|", field->label, field->value);
	}
	return g_string_free(all, false);
}

static void
test_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autoptr(Message) message = message_new();
		g_autofree char *found = NULL;

		form_lines_read(forms[i].text, message->fields, message->limits);
		found = join(message->fields);
		if (strcmp(found, forms[i].expected) != 0)
			fail_msg("%s: %s", forms[i].name, found);
	}
}

/* What people make of a form that they were asked to fill in. */
static const struct {
	const char *name;
	const char *text;
	const char *expected;
} answers[] = {
    {"edited inside of the quote",
	"Zie hieronder.\n\nOp 8 mei schreef Desk:\n> Vul in:\n> \n> Naam: Noord\n> Eigenaar: "
	"Els\n> \n> Groet\n",
	"Op 8 mei schreef Desk=|Vul in=|Naam=Noord|Eigenaar=Els"},
    {"below each label", "> Naam:\nNoord\n> Eigenaar:\n\nEls\nJan\n\n> Leden:\n> \n> Groet\n",
	"Naam=Noord|Eigenaar=Els\nJan|Leden="},
    {"without quote marks",
	"Van: Desk\n\nNaam: Noord\nEigenaar:\n\nWe vragen alleen wat nodig is.\n",
	"Van=Desk|Naam=Noord|Eigenaar="},
    {"above the quote", "Naam: Noord\n\nGroet, Els\n\n> Naam:\n> Eigenaar:\n",
	"Naam=Noord|Naam=|Eigenaar="},
    {"an older letter", "> Naam: Noord\n> > Naam: Zuid\n>> Eigenaar: Els\n", "Naam=Noord"},
    {"a broken line", "> Doel: een lange\n> regel\n>\n> Groet\n", "Doel=een lange\nregel"},
    {"words at the end are no value", "> Naam: Noord\n> Leden:\n\nGroet,\nEls\n",
	"Naam=Noord|Leden="},
    {"a value is not added to", "> Naam: Noord\nGroet\n> Leden:\n", "Naam=Noord|Leden="},
    {"marks", "\x02\nNaam: Noord\n\x04\n-- \nEls\n", "Naam=Noord"},
    {"nothing", "> > >\n\n", ""},
};

static void
test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autoptr(Message) message = message_new();
		g_autofree char *found = NULL;

		form_lines_read_quoted(answers[i].text, message->quoted_fields);
		found = join(message->quoted_fields);
		if (strcmp(found, answers[i].expected) != 0)
			fail_msg("%s: %s", answers[i].name, found);
	}
}

static void
test_limit(void **state)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	for (unsigned i = 0; i < 10000; i++)
		g_string_append(text, "Naam: x\n");
	form_lines_read(text->str, message->fields, message->limits);
	assert_int_equal(message->fields->len, LIMIT_FORM_FIELDS);
	assert_string_equal(message->limits->pdata[0], "form");
	form_lines_read_quoted(text->str, message->quoted_fields);
	assert_int_equal(message->quoted_fields->len, LIMIT_FORM_FIELDS);
}

static void
test_long_value(void **state)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(GString) text = g_string_new("Naam: x\n");
	clock_t start = clock();

	(void)state;
	while (text->len < 1024 * 1024)
		g_string_append(text, "zonder label\n");
	form_lines_read(text->str, message->fields, message->limits);
	assert_int_equal(message->fields->len, 1);
	form_lines_read_quoted(text->str, message->quoted_fields);
	assert_int_equal(message->quoted_fields->len, 1);
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_limit),
	    cmocka_unit_test(test_long_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
