/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>
#include <time.h>

#include "parsers/banner.h"
#include "parsers/reply_line.h"

static const char *const KNOWN[] = {
    "Deze mail kwam via de poort van * binnen.", "Zonder garantie van *", NULL};

static void
check(const char *text, const char *wanted, unsigned pieces)
{
	g_autoptr(GPtrArray) cut = message_cut_list_new();
	g_autoptr(GArray) lines = reply_lines(text, NULL);
	g_autofree char *left = banner_cut(text, lines, KNOWN, cut);

	assert_int_equal(left == NULL, cut->len == 0);
	if (left == NULL)
		left = g_strdup(text);
	g_strstrip(left);
	if (strcmp(left, wanted) != 0 || cut->len != pieces)
		fail_msg("%s\nleft: \"%s\", %u cut", text, left, cut->len);
	for (unsigned i = 0; i < cut->len; i++)
		assert_int_equal(((MessageCut *)cut->pdata[i])->kind, CUT_BANNER);
}

#define WORDS "De kraan lekt.\n\nKomt u?"

/* As mail systems write them, above and around what somebody wrote. */
static void
banners_are_cut(void **state)
{
	static const char *const BANNERS[] = {
	    "CAUTION: This email originated from outside of the organization. Do not click "
	    "links "
	    "or open attachments unless you recognize the sender and know the content is safe.",
	    "[EXTERNAL EMAIL] Exercise caution when opening attachments or clicking on links.",
	    "EXTERNAL EMAIL\nTHINK BEFORE YOU CLICK",
	    "This Message originated outside your organization.",
	    "*** This email is from an external source. Only open links and attachments from a "
	    "Trusted Sender. ***",
	    "ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\nThis message "
	    "came "
	    "from outside your organization.\nZjQcmQRYFpfptBannerEnd",
	    "You don't often get email from tom@other.example. Learn why this is important",
	    "[Some people who received this message don't often get email from "
	    "tom@other.example. "
	    "Learn why this is important at https://aka.ms/LearnAboutSenderIdentification ]",
	    "This is the first time you received an email from this sender "
	    "(tom@other.example).",
	    "WARNING: This message has suspicious content. Do not open attachments or click "
	    "links "
	    "unless you trust the sender.",
	    "LET OP: Deze e-mail komt van buiten de organisatie. Klik niet op links en open "
	    "geen "
	    "bijlagen, tenzij u de afzender kent.",
	    "Pas op: deze e-mail is verstuurd door een externe afzender. Vertrouwt u het niet? "
	    "Meld het dan bij de servicedesk.",
	    "Externe e-mail: wees alert op phishing.",
	    "[EXTERNE AFZENDER]",
	    "=== EXTERNAL SENDER ===",
	    "U ontvangt niet vaak e-mail van tom@other.example. Lees waarom dit belangrijk is",
	    "ACHTUNG: Diese E-Mail stammt von einem externen Absender. Bitte öffnen Sie keine "
	    "Anhänge und klicken Sie nicht auf Links, wenn Sie den Absender nicht kennen.",
	    "Diese Nachricht wurde von außerhalb der Organisation gesendet.",
	    "ATTENTION : Ce message provient d'un expéditeur externe. Ne cliquez pas sur les "
	    "liens "
	    "et n'ouvrez pas les pièces jointes si vous ne connaissez pas l'expéditeur.",
	    "ATENCIÓN: Este mensaje procede de un remitente externo. No abra adjuntos.",
	    "ATTENZIONE: questa e-mail proviene da un mittente esterno. Non aprire allegati.",
	    "Deze mail kwam via de poort van Kantoor Zuid binnen.",
	    "deze mail kwam\nvia de POORT van  x binnen.",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(BANNERS); i++) {
		static const char *const AROUND[][2] = {
		    {"%s\n\n" WORDS, WORDS},
		    {"%s\n" WORDS, WORDS},
		    {"\n%s\n------------------------\n\n" WORDS "\n", WORDS},
		    {"[EXTERN]\n\n%s\n\n" WORDS, WORDS},
		    {WORDS "\n\n%s", WORDS},
		    {WORDS "\n\n%s\n\nOn Mon, 4 May 2026 at 10:00, Jan <jan@a.example> "
			   "wrote:\n> x",
			WORDS
			"\n\nOn Mon, 4 May 2026 at 10:00, Jan <jan@a.example> wrote:\n> x"},
		    {"From: Jan <jan@a.example>\nSent: Monday\nTo: desk\nSubject: "
		     "x\n\n%s\n\n" WORDS,
			"From: Jan <jan@a.example>\nSent: Monday\nTo: desk\nSubject: "
			"x\n\n" WORDS},
		    {"%s", ""},
		};

		for (size_t j = 0; j < G_N_ELEMENTS(AROUND); j++) {
			g_auto(GStrv) parts = g_strsplit(AROUND[j][0], "%s", 2);
			g_autofree char *text = g_strjoinv(BANNERS[i], parts);

			check(text, AROUND[j][1], j == 3 ? 2 : 1);
		}
	}
	check("[EXTERN] " WORDS, WORDS, 1);
	check("Zonder garantie van wie dan ook,\nwaar dan ook\n\n" WORDS, WORDS, 1);
}

static void
scan_notes_are_cut_below(void **state)
{
	static const char *const NOTES[] = {
	    ("This message has been scanned for viruses and dangerous content by MailScanner, "
	     "and is believed to be clean."),
	    ("This email has been checked for viruses by Avast antivirus software.\n"
	     "www.avast.com"),
	    "Virus-free. www.avg.com",
	    "--\nDit bericht is gescand op virussen en lijkt schoon te zijn.",
	    "Diese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.",
	    "Virusvrij.www.avast.com <https://www.avast.com/sig-email>",
	    ("This email has been scanned by the Mimecast service. For more information please "
	     "visit http://www.mimecast.com"),
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(NOTES); i++) {
		g_autofree char *text = g_strdup_printf(WORDS "\n\n%s\n", NOTES[i]);

		check(text, WORDS, 1);
	}
}

/* What people write of such mails, and show of them, is theirs. */
static void
words_stay(void **state)
{
	static const char *const TEXTS[] = {
	    "Let op: de printer buiten de kantine is stuk.",
	    "LET OP: de externe harde schijf met backups is gestolen!",
	    "Externe e-mail met bijlagen komt niet binnen.",
	    "Let op: bijlagen van externe afzenders zijn niet te openen.",
	    "Links in externe mails niet te openen.",
	    "Deze mail kwam van buiten de organisatie, is dat wel te vertrouwen?",
	    "Is deze e-mail veilig? Afzender is extern.",
	    "Ik krijg steeds de melding dat een bericht van een externe afzender komt.",
	    "Let op: dit bericht komt van een externe afzender. Ik vertrouw het niet.",
	    "Let op: externe gebruikers kunnen bijlagen in e-mail niet openen.",
	    "External users cannot open the links in our mails.",
	    "Attachments from external senders are removed, please restore them.",
	    "This message is for the external auditor: open invoices attached.",
	    "Verdachte e-mail ontvangen, bijlage niet geopend, afzender onbekend.",
	    "Achtung: der externe Bildschirm flackert.",
	    "Les mails externes avec pièces jointes n'arrivent plus.",
	    "De scanner vindt virussen in de e-mail.",
	    "Boven elke mail staat nu:\n\nCAUTION: This email originated from outside of the "
	    "organization. Do not click links.",
	    "Boven elke mail staat nu:\n\nCAUTION: This email originated from outside of the "
	    "organization. Do not click links.\n\nKan dat weg?",
	    "Dat zei de poort: Deze mail kwam via de poort van Zuid binnen.",
	    "Deze mail kwam via de poort",
	    "?",
	    "[",
	    "*",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree char *wanted = g_strchomp(g_strdup(TEXTS[i]));
		g_autofree char *text = g_strdup_printf("%s\n\nAkkoord", wanted);
		g_autofree char *below = g_strdup_printf("Akkoord\n\n%s", wanted);

		check(TEXTS[i], wanted, 0);
		check(text, text, 0);
		g_strchomp(below);
		check(below, below, 0);
	}
}

/* A megabyte of anything takes well under a second. */
static void
time_is_linear(void **state)
{
	static const char *const PIECES[] = {"extern ", "[EXTERN]\n\n", "a@b ", "*", "\n",
	    "Deze mail kwam via de poort van ", "Zonder garantie van\n\n", "don't ", "e.",
	    "> "};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GPtrArray) cut = message_cut_list_new();
		g_autoptr(GArray) lines = NULL;
		clock_t start = clock();

		while (text->len < 1024 * 1024)
			g_string_append(text, PIECES[i]);
		lines = reply_lines(text->str, NULL);
		g_free(banner_cut(text->str, lines, KNOWN, cut));
		if (clock() - start > 5 * CLOCKS_PER_SEC)
			fail_msg("%s took too long", PIECES[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(banners_are_cut),
	    cmocka_unit_test(scan_notes_are_cut_below),
	    cmocka_unit_test(words_stay),
	    cmocka_unit_test(time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
