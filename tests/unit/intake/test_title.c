/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/intake/title.h"
#include "rules/diagnostic.h"

#define SHIPPED SRCDIR "/data/letters"

static Templates *
load(void)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Templates *templates = templates_load((const char *const[]){SHIPPED, NULL},
	    &(TemplateStyle){.language = "nl"}, diagnostics);

	assert_int_equal(diagnostics->len, 0);
	return templates;
}

static void
titles(void **state)
{
	static const struct {
		const char *subject, *text, *title;
	} ROWS[] = {
	    {"Scherm is zwart", "x", "Scherm is zwart"},
	    {"Re: Scherm is zwart", "x", "Scherm is zwart"},
	    {"RE: FW: Antw: [CS0001234] Scherm", "x", "Scherm"},
	    {"Re[2]: [CS0001234] Re: Scherm", "x", "Scherm"},
	    {"Odp: ENC: [CS0001234] 回复：Scherm", "x", "Scherm"},
	    {"Re: Opgelost: Scherm", "x", "Scherm"},
	    {"FW: [CS0001234] Afgesloten: Scherm", "x", "Scherm"},
	    {"Antw: [CS0001234] Reminder: Re: Scherm", "x", "Scherm"},
	    {"Opgelost: Scherm", "x", "Opgelost: Scherm"},
	    {"Vraag: wie is er?", "x", "Vraag: wie is er?"},
	    {"Re: Opgeloste: Scherm", "x", "Opgeloste: Scherm"},
	    {"[CS123] Scherm", "x", "[CS123] Scherm"},
	    {"[PRINTER0001234] Scherm", "x", "[PRINTER0001234] Scherm"},
	    {"Restitutie: vraag", "x", "Restitutie: vraag"},
	    {"", "\n\n  Mijn scherm is zwart\nEn nu?", "Mijn scherm is zwart"},
	    {"Re:", "Hallo", "Hallo"},
	    {"Re: [CS0001234]", "", "(none)"},
	    {"", "", "(none)"},
	    {"a\tb", "", "a b"},
	    {"Re[", "x", "Re["},
	};

	g_autoptr(Templates) templates = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *title =
		    title_of(templates, NULL, ROWS[i].subject, ROWS[i].text, "(none)");

		assert_string_equal(title, ROWS[i].title);
	}
}

static void
numbers_of_a_desk_elsewhere_are_none(void **state)
{
	static const char *const SHAPES[] = {"CASE000000000", NULL};
	g_autoptr(Templates) templates = load();
	g_autofree char *title =
	    title_of(templates, SHAPES, "Re: [CASE000000123] Scherm", "x", "");
	g_autofree char *other =
	    title_of(templates, NULL, "Re: [CASE000000123] Scherm", "x", "");

	(void)state;
	assert_string_equal(title, "Scherm");
	assert_string_equal(other, "[CASE000000123] Scherm");
}

static void
long_titles_are_cut_between_characters(void **state)
{
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autoptr(Templates) templates = load();
	g_autofree char *title = NULL;

	(void)state;
	for (int i = 0; i < 300; i++)
		g_string_append(subject, "ë");
	title = title_of(templates, NULL, subject->str, "", "(none)");
	assert_true(g_utf8_validate(title, -1, NULL));
	assert_int_equal(g_utf8_strlen(title, -1), 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_of_a_desk_elsewhere_are_none),
	    cmocka_unit_test(titles),
	    cmocka_unit_test(long_titles_are_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
