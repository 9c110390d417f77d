/* SPDX-License-Identifier: Apache-2.0 */
/* Mails that change their sender's own data, and those that say something else, too. */
#include "rules/details.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/diagnostic.h"

static Answers *
shipped(void)
{
	static const char *const DIRECTORIES[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	Answers *answers = answers_load(DIRECTORIES, diagnostics);

	assert_int_equal(diagnostics->len, 0);
	return answers;
}

/* "name=Els Jansen language=en"; NULL: it is none. */
static const struct {
	const char *subject;
	const char *text;
	const char *expected;
} ROWS[] = {
    {"Adreswijziging", "Nieuw e-mailadres: els@thuis.example", "address=els@thuis.example"},
    {"",
	"Beste servicedesk,\n\nMijn nieuwe e-mailadres is els@thuis.example.\n\nAlvast "
	"bedankt!\n\n"
	"Met vriendelijke groet,\nEls Bos\nKlant BV\n06-12345678",
	"address=els@thuis.example"},
    {"Nieuw mailadres: <Els@Thuis.example>", "", "address=Els@Thuis.example"},
    {"Mijn gegevens", "Nieuwe naam: Els Jansen\nNieuw e-mailadres:\nTaal: Engels\n",
	"name=Els Jansen language=en"},
    {"Naamswijziging", "Hallo,\nMijn naam is veranderd in Els van der Berg-Jansen.\nGroet, Els",
	"name=Els van der Berg-Jansen"},
    {"", "Mijn naam is veranderd in J.P. de Vries", "name=J.P. de Vries"},
    {"Taal", "Graag in het Engels", "language=en"},
    {"Graag in het Engels", "Dank je wel!", "language=en"},
    {"Language", "Dear service desk,\n\nPlease write to me in Dutch.\n\nKind regards,\nEls",
	"language=nl"},
    {"Change of details",
	"My name has changed to Els Jansen\nMy email address is now "
	"els@home.example\nLanguage: english",
	"name=Els Jansen address=els@home.example language=en"},
    {"Adreswijziging", "Nieuw e-mailadres: els@a.example\nNieuw e-mailadres: els@a.example",
	"address=els@a.example"},
    /* said otherwise, or something else beside it */
    {"Adreswijziging", "", NULL},
    {"Mijn gegevens", "Kloppen mijn gegevens?", NULL},
    {"Printer kapot", "Mijn nieuwe e-mailadres is els@thuis.example", NULL},
    {"", "Mijn nieuwe e-mailadres is els@thuis.example\nEn mijn printer is kapot.", NULL},
    {"", "Mijn nieuwe e-mailadres is els@thuis.example maar het werkt niet", NULL},
    {"", "Mijn nieuwe e-mailadres: els@thuis.example, piet@thuis.example", NULL},
    {"", "Nieuw e-mailadres: els@a.example\nNieuw e-mailadres: els@b.example", NULL},
    {"", "Mijn naam is veranderd in het systeem", NULL},
    {"", "Mijn naam is veranderd in Outlook, kan dat terug?", NULL},
    {"", "Mijn naam is veranderd in <b>Els</b>", NULL},
    {"", "Graag in het Frans", NULL},
    {"", "Graag in het Engels of Nederlands", NULL},
    {"", "Graag in het weekend", NULL},
    {"", "Mijn collega heeft een nieuw adres: piet@klant.example", NULL},
    {"", "Nieuw e-mailadres: els@thuis.example\n\nGroet,\nEls\n\nPS: mijn scherm is stuk",
	NULL},
    {"", "Nieuw e-mailadres: els@thuis.example\n\nGroet,\nEls\nKan dat vandaag?", NULL},
    {"", "Mijn scherm is zwart.", NULL},
    {"", "", NULL},
};

static char *
told(const Details *details)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < DETAIL_COUNT; i++)
		if (details->values[i] != NULL)
			g_string_append_printf(text, "%s%s=%s", text->len == 0 ? "" : " ",
			    detail_name((Detail)i), details->values[i]);
	return g_string_free(text, FALSE);
}

static void
what_a_mail_changes(void **state)
{
	g_autoptr(Answers) answers = shipped();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = message_new();
		g_auto(Details) details = {{NULL}};
		g_autofree char *found = NULL;

		g_free(message->subject);
		message->subject = g_strdup(ROWS[i].subject);
		g_free(message->text);
		message->text = g_strdup(ROWS[i].text);
		if (details_read(answers, message, &details))
			found = told(&details);
		if (g_strcmp0(found, ROWS[i].expected) != 0)
			fail_msg("'%s' '%s': found %s", ROWS[i].subject, ROWS[i].text, found);
	}
}

/* Who sends something along says something else, too. */
static void
an_attachment_is_something_else(void **state)
{
	g_autoptr(Answers) answers = shipped();
	g_autoptr(Message) message = message_new();
	g_auto(Details) details = {{NULL}};

	(void)state;
	g_free(message->text);
	message->text = g_strdup("Graag in het Engels");
	assert_true(details_read(answers, message, &details));
	g_ptr_array_add(message->attachments, g_new0(MessageAttachment, 1));
	assert_false(details_read(answers, message, &details));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_mail_changes),
	    cmocka_unit_test(an_attachment_is_something_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
