/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/limits.h"
#include "parsers/reply.h"

static const struct {
	const char *name;
	const char *input;
	const char *text;
	const char *rest;
} replies[] = {
    {"nothing to cut", "Hallo\n\nHet werkt.\n", "Hallo\n\nHet werkt.", ""},
    {"empty", "", "", ""},
    {"gmail",
	"Akkoord\n\nOp ma 23 nov 2026 om 10:00 schreef Desk <d@desk.example>:\n\n> Vraag\n> "
	"meer\n",
	"Akkoord",
	"Op ma 23 nov 2026 om 10:00 schreef Desk <d@desk.example>:\n\n> Vraag\n> meer"},
    {"introduction over two lines",
	"Ja\n\nOn Mon, Aug 26, 2019 at 4:37 PM The Desk <\ndesk@desk.example> wrote:\n> a\n",
	"Ja", "On Mon, Aug 26, 2019 at 4:37 PM The Desk <\ndesk@desk.example> wrote:\n> a"},
    {"introduction behind a line that could begin one",
	"Ik zal het\nop 3 plekken nakijken, tot dan\nOp 16 aug. 2014 05:13 schreef \"x\" "
	"<x@y.example>:\n\n> "
	"a\n",
	"Ik zal het\nop 3 plekken nakijken, tot dan",
	"Op 16 aug. 2014 05:13 schreef \"x\" <x@y.example>:\n\n> a"},
    {"apple without marks",
	"Ja\n\nOp 17-feb.-2015, om 13:18 heeft Jan <j@k.example> het volgende "
	"geschreven:\n\nVraag\n",
	"Ja",
	"Op 17-feb.-2015, om 13:18 heeft Jan <j@k.example> het volgende geschreven:\n\nVraag"},
    {"outlook nl",
	"Ja\n\nVan: Desk <d@desk.example>\nVerzonden: maandag 23 november 2026 10:00\nAan: "
	"Els\nOnderwerp: "
	"x\n\nVraag\n",
	"Ja",
	"Van: Desk <d@desk.example>\nVerzonden: maandag 23 november 2026 10:00\nAan: "
	"Els\nOnderwerp: "
	"x\n\nVraag"},
    {"outlook de, bold",
	"Ja\n\n*Von:* Desk <d@desk.example>\n*Gesendet:* Montag\n*An:* Els\n*Betreff:* "
	"x\n\nFrage\n",
	"Ja",
	"*Von:* Desk <d@desk.example>\n*Gesendet:* Montag\n*An:* Els\n*Betreff:* x\n\nFrage"},
    {"original message", "Ja\n\n-----Oorspronkelijk bericht-----\nVraag\n", "Ja",
	"-----Oorspronkelijk bericht-----\nVraag"},
    {"date and address", "Ja\n\n2017-11-24 16:32 GMT+01:00 Desk <d@desk.example>:\n\nVraag\n",
	"Ja", "2017-11-24 16:32 GMT+01:00 Desk <d@desk.example>:\n\nVraag"},
    {"french", "Oui\n\nLe mar. 30 avr. 2024, 11:53, Desk <d@desk.example> a écrit :\n\n> a\n",
	"Oui", "Le mar. 30 avr. 2024, 11:53, Desk <d@desk.example> a écrit :\n\n> a"},
    {"outlook pt",
	"Sim\n\nDe: Desk\nEnviada: segunda-feira, 23 de novembro de 2026 10:00\nPara: Els\n"
	"Assunto: x\n\nPergunta\n",
	"Sim",
	"De: Desk\nEnviada: segunda-feira, 23 de novembro de 2026 10:00\n"
	"Para: Els\nAssunto: x\n\nPergunta"},
    {"notes", "Ja\n\n-----Desk <d@desk.example> schrieb: -----\nAn: Els\n\nFrage\n", "Ja",
	"-----Desk <d@desk.example> schrieb: -----\nAn: Els\n\nFrage"},
    {"horde", "Ja\n\nZitat von Desk <d@desk.example>:\n\n> a\n", "Ja",
	"Zitat von Desk <d@desk.example>:\n\n> a"},
    {"groupwise", "Ja\n\n>>> Desk <d@desk.example> 23-11-2026 10:00 >>>\nVraag\n", "Ja",
	">>> Desk <d@desk.example> 23-11-2026 10:00 >>>\nVraag"},
    {"zimbra over two lines",
	"Oui\n\n----- Le 23 Nov 26, à 10:00, Desk\nd@desk.example a écrit :\n> a\n", "Oui",
	"----- Le 23 Nov 26, à 10:00, Desk\nd@desk.example a écrit :\n> a"},
    {"a telephone's line alone goes", "Ja\n\nVerzonden vanaf mijn iPhone\n\nNog iets: nee.\n",
	"Ja\n\n\nNog iets: nee.", "Verzonden vanaf mijn iPhone"},
    {"a sentence like a telephone's line",
	"Dit is\nverzonden met Outlook\nmaar kwam niet aan.\n",
	"Dit is\nverzonden met Outlook\nmaar kwam niet aan.", ""},
    {"forward that says so in a sentence",
	"Zie\n\nPoczątek przekazywanej wiadomości:\n\nOd: Jan <j@k.example>\n"
	"Temat: x\n\nTekst\n",
	"Zie\n\nPoczątek przekazywanej wiadomości:\n\nOd: Jan <j@k.example>\nTemat: x\n\nTekst",
	""},
    {"a sentence like an introduction",
	"Hallo\n\nOp 3 maart schreef Jan in het boek:\n\nfout 5\n\nWat nu?\n",
	"Hallo\n\nOp 3 maart schreef Jan in het boek:\n\nfout 5\n\nWat nu?", ""},
    {"two labels are no header",
	"Deze mail kreeg ik:\n\nFrom: x@y.example\nSubject: win\n\nIs dat echt?\n",
	"Deze mail kreeg ik:\n\nFrom: x@y.example\nSubject: win\n\nIs dat echt?", ""},
    {"an address that is meant",
	"Nieuw adres:\n\nJansen BV\nTel. 0318-123456\ninfo@j.example\n",
	"Nieuw adres:\n\nJansen BV\nTel. 0318-123456\ninfo@j.example", ""},
    {"short lines above a disclaimer",
	"Het werkt niet.\n\nDe printer ook niet\n\nDit bericht is vertrouwelijk en "
	"uitsluitend bestemd voor de geadresseerde. Ontvangt u dit bij vergissing, wis het dan "
	"en meld het ons direct.\n",
	"Het werkt niet.\n\nDe printer ook niet",
	"Dit bericht is vertrouwelijk en uitsluitend bestemd voor de "
	"geadresseerde. Ontvangt u dit bij vergissing, wis het dan en meld het ons direct."},
    {"polish", "Tak\n\nW dniu 2.03.2026 o 10:00 Desk <d@desk.example> napisał:\n> a\n", "Tak",
	"W dniu 2.03.2026 o 10:00 Desk <d@desk.example> napisał:\n> a"},
    {"swedish", "Ja\n\nDen mån 2 mars 2026 kl 10:00 skrev Desk <d@desk.example>:\n> a\n", "Ja",
	"Den mån 2 mars 2026 kl 10:00 skrev Desk <d@desk.example>:\n> a"},
    {"bottom posting",
	"On 1 Mar 2026 10:00, Desk <d@desk.example> wrote:\n> a\n> b\n\nHet werkt weer.\n",
	"Het werkt weer.", "On 1 Mar 2026 10:00, Desk <d@desk.example> wrote:\n> a\n> b"},
    {"answers between quotes",
	"On 1 Mar 2026 10:00, Desk <d@desk.example> wrote:\n> Hallo\n>\n> Welke printer?\n\nDe "
	"HP.\n\n> Welke "
	"kamer?\n\nB12.\n",
	"> Welke printer?\n\nDe HP.\n\n> Welke kamer?\n\nB12.",
	"On 1 Mar 2026 10:00, Desk <d@desk.example> wrote:\n> Hallo\n>"},
    {"a quote of one's own", "De melding is\n> foutcode 7\nWat nu?\n",
	"De melding is\n> foutcode 7\nWat nu?", ""},
    {"quotes only", "> a\n> b\n", "> a\n> b", ""},
    {"signature above all", "-- \nMijn scherm is kapot\n", "-- \nMijn scherm is kapot", ""},
    {"signature", "Ja\n\n-- \nEls Bos\nJansen BV\n", "Ja", "-- \nEls Bos\nJansen BV"},
    {"telephone", "Ja\n\nVerzonden vanaf mijn iPhone\n", "Ja", "Verzonden vanaf mijn iPhone"},
    {"telephone first", "Sent from my iPhone\n\nJa\n", "Ja", "Sent from my iPhone"},
    {"signature without mark",
	"Dank.\n\nKaren Groen\nDesigner\nTel: +31 10 123\nwww.groen.example\n", "Dank.",
	"Karen Groen\nDesigner\nTel: +31 10 123\nwww.groen.example"},
    {"asked for details are no signature",
	"Hierbij:\n\nNaam: Karen Groen\nTel: +31 10 123\nE-mail: k@groen.example\n",
	"Hierbij:\n\nNaam: Karen Groen\nTel: +31 10 123\nE-mail: k@groen.example", ""},
    {"closing stays", "Dank.\n\nMet vriendelijke groet,\nEls\n",
	"Dank.\n\nMet vriendelijke groet,\nEls", ""},
    {"forwarded below a word",
	"Zie onder.\n\n---------- Forwarded message ---------\nFrom: a@b.example\n\nKapot\n",
	"Zie onder.\n\n---------- Forwarded message ---------\nFrom: a@b.example\n\nKapot", ""},
    {"begins with a header",
	"Von: Desk <d@desk.example>\nGesendet: Montag\nAn: Els\n\nGuten Tag\n", "Guten Tag",
	"Von: Desk <d@desk.example>\nGesendet: Montag\nAn: Els"},
    {"a date in a sentence",
	"Please mail me on Monday, November 4, 2013 4:29 PM.\nJohn wrote me this\nHow are "
	"you?\n",
	"Please mail me on Monday, November 4, 2013 4:29 PM.\nJohn wrote me this\nHow are you?",
	""},
    {"a form is no header", "Hallo\n\nVan: Utrecht\nAan: Amsterdam\nDatum: morgen\n",
	"Hallo\n\nVan: Utrecht\nAan: Amsterdam\nDatum: morgen", ""},
    {"arrows are no quote", "Visit\n>>> http://x.example <<<\nnow\n",
	"Visit\n>>> http://x.example <<<\nnow", ""},
    {"marked quote", "Ja\n\x02\nOp schreef\n> a\n\x04\n", "Ja", "Op schreef\n> a"},
    {"marked to the end", "Ja\n\x01\nVan: Desk\nVraag\n", "Ja", "Van: Desk\nVraag"},
    {"text behind a marked quote", "Ja\n\x02\nx\n\x04\nnog iets\n", "Ja\nnog iets", "x"},
    {"marked signature", "Ja\n\x03\nEls\n\x04\nOok nog\n", "Ja\nOok nog", "Els"},
    {"nothing but a marked quote", "\x02\nVraag\n\x04\n", "Vraag", ""},
    {"foot of a list",
	"Vraag\n\n________________________________\nlist mailing list\nhttp://l.example\n",
	"Vraag", "________________________________\nlist mailing list\nhttp://l.example"},
};

static void
test_replies(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(replies); i++) {
		g_auto(Reply) reply = reply_split(replies[i].input, SUBJECT_MARK_REPLY);
		g_autofree char *rest = message_cut_text(reply.cut);

		if (strcmp(reply.text, replies[i].text) != 0 ||
		    strcmp(rest, replies[i].rest) != 0)
			fail_msg(
			    "%s: text \"%s\", rest \"%s\"", replies[i].name, reply.text, rest);
	}
}

/* What clients in many languages put over what they quote; "x" below it is quoted without marks. */
static const char *const quoted[] = {
    "Op ma 23 nov 2026 om 10:00 schreef Jan Bos <jan@k.example>:",
    "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Jan <jan@k.example>:",
    "Le lun. 23 nov. 2026 à 10:00, Jan <jan@k.example> a écrit :",
    "El lun, 23 nov 2026 a las 10:00, Jan (<jan@k.example>) escribió:",
    "Il giorno lun 23 nov 2026 alle ore 10:00 Jan <jan@k.example> ha scritto:",
    "Em seg., 23 de nov. de 2026 às 10:00, Jan <jan@k.example> escreveu:",
    "pon., 23 lis 2026 o 10:00 Jan <jan@k.example> napisał(a):",
    "Den mån 23 nov. 2026 kl 10:00 skrev Jan <jan@k.example>:",
    "man. 23. nov. 2026 kl. 10.00 skrev Jan <jan@k.example>:",
    "ma 23. marrask. 2026 klo 10.00 Jan (jan@k.example) kirjoitti:",
    "po 23. 11. 2026 v 10:00 odesílatel Jan <jan@k.example> napsal:",
    "Jan <jan@k.example>, 23 Kas 2026 Pzt, 10:00 tarihinde şunu yazdı:",
    "пн, 23 нояб. 2026 г. в 10:00, Jan <jan@k.example>:",
    "2026年11月23日(月) 10:00 Jan <jan@k.example>:",
    "Jan <jan@k.example> ezt írta (időpont: 2026. nov. 23., H, 10:00):",
    "On 23 Nov 2026, at 10:00, Jan <jan@k.example> wrote:",
    "Op 23 nov 2026 om 10:00 heeft Jan <jan@k.example> het volgende geschreven:",
    "Am 23.11.2026 um 10:00 schrieb Jan <jan@k.example>:",
    "El 23 nov 2026, a las 10:00, Jan <jan@k.example> escribió:",
    "No dia 23/11/2026, às 10:00, Jan <jan@k.example> escreveu:",
    "23 nov. 2026 kl. 10:00 skrev Jan <jan@k.example>:",
    "Wiadomość napisana przez Jan <jan@k.example> w dniu 23.11.2026, o godz. 10:00:",
    "Op 23-11-2026 om 10:00 schreef Jan Bos:",
    "Il 23/11/26 10:00, Jan ha scritto:",
    "W dniu 23.11.2026 o 10:00, Jan pisze:",
    "Den 2026-11-23 kl. 10:00, skrev Jan:",
    "On Monday, November 23, 2026 at 10:00:00 AM GMT+1, Jan <jan@k.example> wrote:",
    "Am Montag, 23. November 2026, 10:00:00 MEZ hat Jan <jan@k.example> Folgendes geschrieben:",
    "Op maandag 23 november 2026 10:00:00 CET schreef Jan <jan@k.example>:",
    "On Monday, November 23rd, 2026 at 10:00 AM, Jan <jan@k.example> wrote:",
    "jan@k.example wrote on 11/23/2026 10:00:00 AM:",
    "------- Original Message -------",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐",
    "-------- Oorspronkelijk bericht --------",
    "-------- Ursprüngliche Nachricht --------",
    "----- Mail original -----",
    "----- Ursprüngliche Mail -----",
    "----- Messaggio originale -----",
    "-------- Mensaje original --------",
    "-------- Mensagem original --------",
    "-------- Oryginalna wiadomość --------",
    "-----Ursprungligt meddelande-----",
    "-----Oprindelig meddelelse-----",
    "-----Opprinnelig melding-----",
    "Van: Jan <jan@k.example>\nVerzonden: maandag\nAan: Els\nOnderwerp: x",
    "From: Jan\nSent: Monday, November 23, 2026 10:00\nTo: Els\nSubject: x",
    "Von: Jan\nGesendet: Montag, 23. November 2026\nAn: Els\nBetreff: x",
    "De : Jan\nEnvoyé : lundi 23 novembre 2026\nÀ : Els\nObjet : x",
    "De : Jan\nEnvoyé : lundi 23 novembre 2026\nÀ : Els\nObjet : x",
    "De: Jan\nEnviado el: lunes, 23 de noviembre de 2026\nPara: Els\nAsunto: x",
    "Da: Jan\nInviato: lunedì 23 novembre 2026\nA: Els\nOggetto: x",
    "De: Jan\nEnviada em: segunda 23/11/2026\nPara: Els\nAssunto: x",
    "Od: Jan\nWysłano: poniedziałek 23.11.2026\nDo: Els\nTemat: x",
    "Från: Jan\nSkickat: måndag 23 november 2026\nTill: Els\nÄmne: x",
    "Fra: Jan\nSendt: mandag 23. november 2026\nTil: Els\nEmne: x",
    "От: Jan\nОтправлено: понедельник 23.11.2026\nКому: Els\nТема: x",
    "*From:* Jan\n*Date:* 23 Nov 2026\n*To:* Els\n*Subject:* x",
    "From:\tJan\nTo:\tEls\nDate:\t23 Nov 2026\nSubject:\tx",
};

static void
test_clients(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(quoted); i++) {
		g_autofree char *text = g_strdup_printf("Ja\n\n%s\n\nVraag\n", quoted[i]);
		g_auto(Reply) reply = reply_split(text, SUBJECT_MARK_REPLY);
		g_autofree char *rest = message_cut_text(reply.cut);

		if (strcmp(reply.text, "Ja") != 0)
			fail_msg("%s: \"%s\"", quoted[i], reply.text);
		assert_true(g_str_has_suffix(rest, "Vraag"));
	}
}

static void
test_forward_is_kept(void **state)
{
	static const char forward[] = "Kun jij dit?\n\nVan: Jan <j@k.example>\nVerzonden: "
				      "maandag\nAan: Els\nOnderwerp: x\n\nKapot";
	g_auto(Reply) reply = reply_split(forward, SUBJECT_MARK_FORWARD);
	g_autofree char *rest = message_cut_text(reply.cut);

	(void)state;
	assert_string_equal(reply.text, forward);
	assert_string_equal(rest, "");
}

/* "VS:" is a Finnish reply, and a Danish or Norwegian forward. */
static void
test_either(void **state)
{
	static const char fi[] = "Hyvä\n\nLähettäjä: Jan <j@k.example>\nLähetetty: maanantai\n"
				 "Vastaanottaja: Els\nAihe: x\n\nVanha";
	static const char *const whole[] = {
	    "Kan du det?\n\nFra: Jan <j@k.example>\nSendt: mandag\nTil: Els\nEmne: x\n\nDød",
	    "Ja\n\n*Fra:* Jan <j@k.example>\n*Sendt:* mandag\n*Til:* Els\n*Emne:* x\n\nDød",
	    "Lähettäjä: Jan <j@k.example>\nLähetetty: maanantai\nVastaanottaja: Els\nAihe: "
	    "x\n\n"
	    "Hyvä",
	    "-----Alkuperäinen viesti-----\nLähettäjä: Jan <j@k.example>\nLähetetty: "
	    "maanantai\n"
	    "Vastaanottaja: Els\nAihe: x\n\nHyvä",
	};
	g_auto(Reply) reply = reply_split(fi, SUBJECT_MARK_EITHER);
	g_auto(Reply) quoted_only = reply_split("Hyvä\n\n> Fra: a", SUBJECT_MARK_EITHER);
	g_autofree char *rest = message_cut_text(reply.cut);

	(void)state;
	assert_string_equal(reply.text, "Hyvä");
	assert_true(g_str_has_suffix(rest, "Vanha"));
	assert_string_equal(quoted_only.text, "Hyvä");
	for (size_t i = 0; i < G_N_ELEMENTS(whole); i++) {
		g_auto(Reply) kept = reply_split(whole[i], SUBJECT_MARK_EITHER);

		assert_string_equal(kept.text, whole[i]);
	}
}

/* What somebody put between two texts of his is kept up to that many lines; a whole mail is not. */
static void
test_long_quotes(void **state)
{
	(void)state;
	for (unsigned lines = 20; lines <= 21; lines++) {
		g_autoptr(GString) text = g_string_new("Boven\n\n");
		g_auto(Reply) reply = {NULL, NULL, false};

		for (unsigned i = 0; i < lines; i++)
			g_string_append(text, "> regel\n");
		g_string_append(text, "\nOnder");
		reply = reply_split(text->str, SUBJECT_MARK_REPLY);
		assert_string_equal(reply.text, lines == 20 ? text->str : "Boven\n\n\nOnder");
	}
}

/* A mail that begins with others' words, in whatever form. */
static void
test_begins_quoted(void **state)
{
	static const char *const theirs[] = {"> Akkoord", "\n> Akkoord\n\nNee\n",
	    "Op 1 mrt 2026 om 10:00 schreef Els <els@k.example>:\n\nAkkoord\n",
	    "Van: Els <els@k.example>\nVerzonden: maandag\nAan: Desk\n\nAkkoord\n",
	    "-----Oorspronkelijk bericht-----\nAkkoord\n", "\x02\nAkkoord\n\x04\n",
	    "Verzonden vanaf mijn iPhone\n\n> Akkoord\n", "| akkoord", "\n \u2502 akkoord\n\n"};
	static const char *const own[] = {"", "Akkoord\n> Vraag", "Akkoord", "| a | b |\n",
	    "| akkoord\nNee",
	    "Akkoord\n\nOp 1 mrt 2026 om 10:00 schreef Els <els@k.example>:\n\nVraag\n"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(theirs); i++) {
		g_auto(Reply) reply = reply_split(theirs[i], SUBJECT_MARK_REPLY);

		if (!reply.begins_quoted)
			fail_msg("%s", theirs[i]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
		g_auto(Reply) reply = reply_split(own[i], SUBJECT_MARK_REPLY);

		if (reply.begins_quoted)
			fail_msg("%s", own[i]);
	}
}

/* Of more pieces than travel, the last has all that is left. */
static void
test_many_cuts(void **state)
{
	g_autoptr(GString) text = g_string_new("B\n");
	g_auto(Reply) reply = {NULL, NULL, false};
	g_autofree char *rest = NULL;

	(void)state;
	for (unsigned i = 0; i < 2 * LIMIT_CUTS; i++)
		g_string_append(text, "\nSent from my iPhone\n\nB\n");
	reply = reply_split(text->str, SUBJECT_MARK_REPLY);
	rest = message_cut_text(reply.cut);
	assert_int_equal(reply.cut->len, LIMIT_CUTS - 1);
	assert_int_equal(strlen(rest), 2 * LIMIT_CUTS * strlen("Sent from my iPhone\n") - 1);
}

/* A megabyte of anything takes well under a second, however busy the machine is. */
static void
test_linear(void **state)
{
	static const char *const pieces[] = {">", "> a\n", "\n", "On 1 Mar 2026 a@b.c\n",
	    "Van: a\n", "\x02\n", "\x03\n", "\x01\n", "-- \n", "a\n> b\n", "Sent from my x\n",
	    "a@b.c tel: +31\n", "| a\n", "<\n", "__________________________\n",
	    "Van: a@b.c\n\n", "x: <a@b.c> 2026\n", "--\nJan\n", "--\nx\n", "--\nJan\nPS x\n",
	    "____________________\nJan\n", "\x05\n", "\x02\nx\n\x04\n",
	    "Ja! Op 1 Op 2 Op 3 Op 4 Op 5 Op 6 Op 7 Op 8 Op 9 Op 1 Op 2 Op 3 Op 4 Op 5 Op 6:\n",
	    "Sent from my A B C D E F G H\n", "Am 1.1.2026 schrieb a\n<\n\n"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		clock_t start = clock();
		g_auto(Reply) reply = {NULL, NULL, false};

		while (text->len < 1024 * 1024)
			g_string_append(text, pieces[i]);
		reply = reply_split(text->str, SUBJECT_MARK_REPLY);
		if (clock() - start > 5 * CLOCKS_PER_SEC)
			fail_msg("%s is slow", pieces[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_replies),
	    cmocka_unit_test(test_clients),
	    cmocka_unit_test(test_forward_is_kept),
	    cmocka_unit_test(test_either),
	    cmocka_unit_test(test_long_quotes),
	    cmocka_unit_test(test_begins_quoted),
	    cmocka_unit_test(test_many_cuts),
	    cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
