/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/forwarded.h"

#define REST "Onderwerp: Factuur\n\nIk kreeg hem twee keer.\n"

static const struct {
	const char *what;
	const char *subject;
	const char *text;
	const char *expected; /* addresses with '|' between them */
} ROWS[] = {
    {"Outlook", "FW: Factuur",
	"Van: Els Bos <els@k.example>\nVerzonden: 3 mei 2026 09:00\nAan: Jan\n" REST,
	"els@k.example"},
    {"Outlook, with a link", "Fw: Factuur",
	"Kun jij?\n\nVan: Els Bos <els@k.example<mailto:els@k.example>>\n"
	"Verzonden: 3 mei 2026 09:00\nAan: Jan\n" REST,
	"els@k.example"},
    {"older Outlook", "Doorst: Factuur",
	"From: Els Bos [mailto:els@k.example]\nSent: 3 May 2026 09:00\nTo: Jan\n" REST,
	"els@k.example"},
    {"Gmail, its subject changed", "Graag oppakken",
	"---------- Forwarded message ---------\nVan: Els Bos <els@k.example>\nDate: zo 3 mei "
	"2026 om 09:00\nSubject: Factuur\nTo: <jan@d.example>\n\nTwee keer.\n",
	"els@k.example"},
    {"Apple, quoted", "Fwd: Factuur",
	"Begin doorgestuurd bericht:\n\n> Van: Els Bos <els@k.example>\n> Onderwerp: "
	"Factuur\n> Datum: 3 mei 2026 om 09:00\n> Aan: jan@d.example\n> \n> Twee keer.\n",
	"els@k.example"},
    {"bold, in German", "WG: Rechnung",
	"*Von:* Els Bos <els@k.example>\n*Gesendet:* 3. Mai 2026 09:00\n*An:* Jan\n*Betreff:* "
	"Rechnung\n\nZweimal.\n",
	"els@k.example"},
    {"in French, with its blanks", "TR: Facture",
	"De\xc2\xa0: Els Bos <els@k.example>\nEnvoy\xc3\xa9\xc2\xa0: 3 mai 2026 "
	"09:00\n\xc3\x80\xc2\xa0: Jan\nObjet\xc2\xa0: Facture\n\nDeux fois.\n",
	"els@k.example"},
    {"a forward of a forward", "FW: FW: Factuur",
	"Van: Tom <tom@k.example>\nVerzonden: 3 mei 2026 10:00\nAan: Jan\nOnderwerp: FW: "
	"Factuur\n\nVan: Els <els@k.example>\nVerzonden: 3 mei 2026 09:00\nAan: Tom\n" REST,
	"tom@k.example|els@k.example"},
    {"no address", "FW: Factuur", "Van: Els Bos\nVerzonden: 3 mei 2026 09:00\nAan: Jan\n" REST,
	"Els Bos"},
    {"an answer", "Re: Factuur",
	"Klopt.\n\nVan: Els Bos <els@k.example>\nVerzonden: 3 mei 2026 09:00\nAan: Jan\n" REST,
	""},
    {"words", "FW: Factuur", "Van: els@k.example kreeg ik dit.\n", ""},
};

static char *
join(const GPtrArray *people)
{
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; i < people->len; i++) {
		const MessageAddress *one = people->pdata[i];

		g_string_append_printf(all, "%s%s", i == 0 ? "" : "|",
		    one->address[0] == '\0' ? one->name : one->address);
	}
	return g_string_free(all, false);
}

static void
who_wrote_what_is_forwarded(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *mail =
		    g_strdup_printf("From: sanne@desk.example\nSubject: %s\nContent-Type: "
				    "text/plain; charset=utf-8\n\n%s",
			ROWS[i].subject, ROWS[i].text);
		g_autoptr(Message) message = mail_read(mail);
		g_autofree char *found = join(message->forwarded);

		if (strcmp(found, ROWS[i].expected) != 0)
			fail_msg("%s: \"%s\"", ROWS[i].what, found);
	}
}

static void
an_attached_mail_says_it_itself(void **state)
{
	g_autoptr(Message) message =
	    mail_read("From: sanne@desk.example\nSubject: zie bijlage\nContent-Type: "
		      "multipart/mixed; boundary=b\n\n--b\n\nZie bijlage.\n--b\nContent-Type: "
		      "message/rfc822\n\nFrom: Bos, Els <els@k.example>\nSubject: Factuur\n\n"
		      "Twee keer.\n--b--\n");
	g_autofree char *found = join(message->forwarded);

	(void)state;
	assert_string_equal(found, "els@k.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_wrote_what_is_forwarded),
	    cmocka_unit_test(an_attached_mail_says_it_itself),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
