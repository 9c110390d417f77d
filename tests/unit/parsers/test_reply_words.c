/* SPDX-License-Identifier: Apache-2.0 */
/* What stands over a quote in the mail programs of eleven languages, in each of the forms in which it comes. */
#include "tests/unit/mail_fixture.h"

#include "parsers/reply.h"

#define ANSWER "Mijn antwoord hier."

/* One line, or a header block, over what is quoted. */
static const char *const intros[] = {
    "Op ma 23 nov 2026 om 10:00 schreef Desk <desk@desk.example>:",
    "Op maandag 23 november 2026 schreef Desk <desk@desk.example>:",
    "On Mon, Nov 23, 2026 at 10:00 AM Desk <desk@desk.example> wrote:",
    "On Mon, 23 Nov 2026, 10:00 Desk, <desk@desk.example> wrote:",
    "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Desk <desk@desk.example>:",
    "Le lun. 23 nov. 2026 à 10:00, Desk <desk@desk.example> a écrit :",
    "El lun, 23 nov 2026 a las 10:00, Desk (<desk@desk.example>) escribió:",
    "El lun., 23 de nov. de 2026 10:00, Desk <desk@desk.example> escribió:",
    "Il giorno lun 23 nov 2026 alle ore 10:00 Desk <desk@desk.example> ha scritto:",
    "Il lun 23 nov 2026, 10:00 Desk <desk@desk.example> ha scritto:",
    "Em seg., 23 de nov. de 2026 às 10:00, Desk <desk@desk.example> escreveu:",
    "Desk <desk@desk.example> escreveu no dia segunda, 23/11/2026 à(s) 10:00:",
    "pon., 23 lis 2026 o 10:00 Desk <desk@desk.example> napisał(a):",
    "W dniu pon., 23.11.2026 o 10:00 Desk <desk@desk.example> napisał(a):",
    "Den mån 23 nov. 2026 kl 10:00 skrev Desk <desk@desk.example>:",
    "mån 23 nov. 2026 kl. 10:00 skrev Desk <desk@desk.example>:",
    "Den man. 23. nov. 2026 kl. 10.00 skrev Desk <desk@desk.example>:",
    "man. 23. nov. 2026 kl. 10.00 skrev Desk <desk@desk.example>:",
    "man. 23. nov. 2026 kl. 10:00 skrev Desk <desk@desk.example>:",
    "Op 23 nov. 2026, om 10:00 heeft Desk <desk@desk.example> het volgende geschreven:",
    "Op 23 nov 2026 om 10:00 heeft Desk <desk@desk.example> het volgende geschreven:",
    "Op 23 nov. 2026 om 10:00 schreef Desk <desk@desk.example> het volgende:",
    "On Nov 23, 2026, at 10:00 AM, Desk <desk@desk.example> wrote:",
    "On 23 Nov 2026, at 10:00, Desk <desk@desk.example> wrote:",
    "Am 23.11.2026 um 10:00 schrieb Desk <desk@desk.example>:",
    "Le 23 nov. 2026 à 10:00, Desk <desk@desk.example> a écrit :",
    "El 23 nov 2026, a las 10:00, Desk <desk@desk.example> escribió:",
    "Il giorno 23 nov 2026, alle ore 10:00, Desk <desk@desk.example> ha scritto:",
    "Em 23 de nov. de 2026, à(s) 10:00, Desk <desk@desk.example> escreveu:",
    "No dia 23/11/2026, às 10:00, Desk <desk@desk.example> escreveu:",
    "Wiadomość napisana przez Desk <desk@desk.example> w dniu 23 lis 2026, o godz. 10:00:",
    "Wiadomość napisana przez Desk w dniu 23.11.2026, o godz. 10:00:",
    "23 nov. 2026 kl. 10:00 skrev Desk <desk@desk.example>:",
    "Den 23. nov. 2026 kl. 10.00 skrev Desk <desk@desk.example>:",
    "23. nov. 2026 kl. 10:00 skrev Desk <desk@desk.example>:",
    "Op 23-11-2026 om 10:00 schreef Desk:",
    "On 23/11/2026 10:00, Desk wrote:",
    "On 11/23/26 10:00 AM, Desk via Lijst wrote:",
    "Am 23.11.26 um 10:00 schrieb Desk:",
    "Le 23/11/2026 à 10:00, Desk a écrit :",
    "El 23/11/26 a las 10:00, Desk escribió:",
    "Il 23/11/2026 10:00, Desk ha scritto:",
    "Em 23/11/2026 10:00, Desk escreveu:",
    "Às 10:00 de 23/11/2026, Desk escreveu:",
    "W dniu 23.11.2026 o 10:00, Desk pisze:",
    "Den 2026-11-23 kl. 10:00, skrev Desk:",
    "Den 2026-11-23 10:00, skrev Desk:",
    "Den 23.11.2026 kl. 10.00 skrev Desk:",
    "Den 23.11.2026 10:00, skrev Desk:",
    "On Monday, November 23, 2026 at 10:00:00 AM GMT+1, Desk <desk@desk.example> wrote:",
    "Op maandag 23 november 2026 om 10:00:00 CET schreef Desk <desk@desk.example>:",
    "Am Montag, 23. November 2026, 10:00:00 MEZ hat Desk <desk@desk.example> Folgendes "
    "geschrieben:",
    "Le lundi 23 novembre 2026 à 10:00:00 UTC+1, Desk <desk@desk.example> a écrit :",
    "En lunes, 23 de noviembre de 2026, 10:00:00 CET, Desk <desk@desk.example> escribió:",
    "El lunes, 23 de noviembre de 2026, 10:00:00 CET, Desk <desk@desk.example> escribió:",
    "Il lunedì 23 novembre 2026 alle ore 10:00:00 CET, Desk <desk@desk.example> ha scritto:",
    "Em segunda-feira, 23 de novembro de 2026 10:00:00 WET, Desk <desk@desk.example> escreveu:",
    "Den måndag 23 november 2026 10:00:00 CET, Desk <desk@desk.example> skrev:",
    "Den mandag den 23. november 2026 10.00.00 CET skrev Desk <desk@desk.example>:",
    "On Monday, November 23rd, 2026 at 10:00 AM, Desk <desk@desk.example> wrote:",
    "Op maandag 23 november 2026 om 10:00, schreef Desk <desk@desk.example>:",
    "Op maandag 23 november 2026 10:00 AM, schreef Desk <desk@desk.example>:",
    "Am Montag, 23. November 2026 um 10:00, schrieb Desk <desk@desk.example>:",
    "Le lundi 23 novembre 2026 à 10:00, Desk <desk@desk.example> a écrit :",
    "----- On Nov 23, 2026, at 10:00 AM, Desk desk@desk.example wrote:",
    "----- Le 23 Nov 26, à 10:00, Desk desk@desk.example a écrit :",
    "----- Am 23. Nov 2026 um 10:00 schrieb Desk desk@desk.example:",
    "Quoting Desk <desk@desk.example>:",
    "Cytowanie Desk <desk@desk.example>:",
    "Desk schreef op 23-11-2026 10:00:",
    "Desk schreef op 2026-11-23 10:00:",
    "On 2026-11-23 10:00, Desk wrote:",
    "Le 2026-11-23 10:00, Desk a écrit :",
    "Am 23.11.2026 10:00, schrieb Desk:",
    "Il 23.11.2026 10:00 Desk ha scritto:",
    "El 2026-11-23 10:00, Desk escribió:",
    "On Mon, Nov 23, 2026 at 10:00 AM +0100, \"Desk\" <desk@desk.example> wrote:",
    "Op ma 23 nov. 2026 10:00 schreef Desk <desk@desk.example>:",
    "On Nov 23 2026, at 10:00 am, Desk <desk@desk.example> wrote:",
    "On November 23, 2026, Desk <desk@desk.example> wrote:",
    "On 23 Nov 2026 at 10:00 +0100, Desk <desk@desk.example>, wrote:",
    "Op 23 nov. 2026 10:00 +0100 schreef Desk <desk@desk.example>:",
    "Desk <desk@desk.example> wrote (23 Nov 2026 10:00):",
    "On November 23, 2026 10:00:00 AM GMT+01:00, Desk <desk@desk.example> wrote:",
    "Desk <desk@desk.example> schreef op 23 november 2026 10:00:00 CET:",
    "Am 23. November 2026 10:00:00 MEZ schrieb Desk <desk@desk.example>:",
    "On Mon, Nov 23, 2026, at 10:00 AM, Desk wrote:",
    "Gesendet: Montag, 23. November 2026 um 10:00 Uhr\nVon: \"Desk\" <desk@desk.example>\nAn: "
    "els@klant.example\nBetreff: Re: x",
    "Sent: Monday, November 23, 2026 at 10:00 AM\nFrom: \"Desk\" <desk@desk.example>\nTo: "
    "els@klant.example\nSubject: x",
    "-------- Original message --------\nFrom: Desk <desk@desk.example>\nDate: 23/11/2026 "
    "10:00 (GMT+01:00)\nTo: els@klant.example\nSubject: x",
    "-------- Oorspronkelijk bericht --------\nVan: Desk <desk@desk.example>\nDatum: "
    "23-11-2026 10:00 (GMT+01:00)\nAan: els@klant.example\nOnderwerp: x",
    "-------- Ursprüngliche Nachricht --------\nVon: Desk <desk@desk.example>\nDatum: 23.11.26 "
    "10:00 (GMT+01:00)\nAn: els@klant.example\nBetreff: x",
    "-------- Message d'origine --------\nDe : Desk <desk@desk.example>\nDate : 23/11/2026 "
    "10:00 (GMT+01:00)\nÀ : els@klant.example\nObjet : x",
    "-------- Message d’origine --------\nDe : Desk <desk@desk.example>\nDate : 23/11/2026 "
    "10:00 (GMT+01:00)\nÀ : els@klant.example\nObjet : x",
    "-------- Mensaje original --------\nDe: Desk <desk@desk.example>\nFecha: 23/11/26 10:00 "
    "(GMT+01:00)\nPara: els@klant.example\nAsunto: x",
    "-------- Messaggio originale --------\nDa: Desk <desk@desk.example>\nData: 23/11/26 10:00 "
    "(GMT+01:00)\nA: els@klant.example\nOggetto: x",
    "-------- Mensagem original --------\nDe: Desk <desk@desk.example>\nData: 23/11/26 10:00 "
    "(GMT+01:00)\nPara: els@klant.example\nAssunto: x",
    "-------- Oryginalna wiadomość --------\nOd: Desk <desk@desk.example>\nData: 23.11.2026 "
    "10:00 (GMT+01:00)\nDo: els@klant.example\nTemat: x",
    "-------- Originalmeddelande --------\nFrån: Desk <desk@desk.example>\nDatum: 2026-11-23 "
    "10:00 (GMT+01:00)\nTill: els@klant.example\nÄmne: x",
    "-------- Oprindelig meddelelse --------\nFra: Desk <desk@desk.example>\nDato: 23.11.2026 "
    "10.00 (GMT+01:00)\nTil: els@klant.example\nEmne: x",
    "-------- Opprinnelig melding --------\nFra: Desk <desk@desk.example>\nDato: 23.11.2026 "
    "10:00 (GMT+01:00)\nTil: els@klant.example\nEmne: x",
    "-----Desk <desk@desk.example> wrote: -----\nTo: els@klant.example\nFrom: Desk "
    "<desk@desk.example>\nDate: 11/23/2026 10:00AM\nSubject: x",
    "-----Desk <desk@desk.example> schrieb: -----\nAn: els@klant.example\nVon: Desk "
    "<desk@desk.example>\nDatum: 23.11.2026 10:00\nBetreff: x",
    "-----Desk <desk@desk.example> schreef: -----\nAan: els@klant.example\nVan: Desk "
    "<desk@desk.example>\nDatum: 23-11-2026 10:00\nOnderwerp: x",
    "-----Desk <desk@desk.example> a écrit : -----\nA : els@klant.example\nDe : Desk "
    "<desk@desk.example>\nDate : 23/11/2026 10:00\nObjet : x",
    "From:   \"Desk\" <desk@desk.example>\nTo:     els@klant.example\nDate:   23-11-2026 "
    "10:00\nSubject:        Re: x",
    "Von:    \"Desk\" <desk@desk.example>\nAn:     els@klant.example\nDatum:  23.11.2026 "
    "10:00\nBetreff:        Re: x",
    "Van:    \"Desk\" <desk@desk.example>\nAan:    els@klant.example\nDatum:  23-11-2026 "
    "10:00\nOnderwerp:      Re: x",
    "----- Original Message ----- \nFrom: \"Desk\" <desk@desk.example>\nTo: "
    "<els@klant.example>\nSent: Monday, November 23, 2026 10:00 AM\nSubject: x",
    "----- Original Message ----- \nFrom: Desk\nTo: els@klant.example\nSent: Monday, November "
    "23, 2026 10:00 AM\nSubject: x",
    "----- Original Message -----\nFrom: \"Desk\" <desk@desk.example>\nTo: \"Els\" "
    "<els@klant.example>\nSent: Monday, November 23, 2026 10:00:00 AM\nSubject: Re: x",
    "----- Oorspronkelijk bericht -----\nVan: \"Desk\" <desk@desk.example>\nAan: \"Els\" "
    "<els@klant.example>\nVerzonden: Maandag 23 november 2026 10:00:00\nOnderwerp: Re: x",
    "----- Ursprüngliche Mail -----\nVon: \"Desk\" <desk@desk.example>\nAn: \"Els\" "
    "<els@klant.example>\nGesendet: Montag, 23. November 2026 10:00:00\nBetreff: Re: x",
    "----- Mail original -----\nDe: \"Desk\" <desk@desk.example>\nÀ: \"Els\" "
    "<els@klant.example>\nEnvoyé: Lundi 23 Novembre 2026 10:00:00\nObjet: Re: x",
    "----- Mensaje original -----\nDe: \"Desk\" <desk@desk.example>\nPara: \"Els\" "
    "<els@klant.example>\nEnviados: Lunes, 23 de Noviembre 2026 10:00:00\nAsunto: Re: x",
    "----- Messaggio originale -----\nDa: \"Desk\" <desk@desk.example>\nA: \"Els\" "
    "<els@klant.example>\nInviato: Lunedì, 23 novembre 2026 10:00:00\nOggetto: Re: x",
    "________________________________\n From: Desk <desk@desk.example>\nTo: Els "
    "<els@klant.example> \nSent: Monday, November 23, 2026 10:00 AM\nSubject: Re: x",
    "________________________________\n Van: Desk <desk@desk.example>\nAan: Els "
    "<els@klant.example> \nVerzonden: maandag 23 november 10:00 2026\nOnderwerp: Re: x",
    "________________________________\n Von: Desk <desk@desk.example>\nAn: Els "
    "<els@klant.example> \nGesendet: 10:00 Montag, 23.November 2026\nBetreff: Re: x",
    "________________________________\n De: Desk <desk@desk.example>\nPara: Els "
    "<els@klant.example> \nEnviado: Lunes 23 de noviembre de 2026 10:00\nAsunto: Re: x",
    "-----Original Message-----\nFrom: Desk [mailto:desk@desk.example] \nSent: Monday, "
    "November 23, 2026 10:00 AM\nTo: Els\nSubject: x",
    "-----Oorspronkelijk bericht-----\nVan: Desk [mailto:desk@desk.example] \nVerzonden: "
    "maandag 23 november 2026 10:00\nAan: Els\nOnderwerp: x",
    "-----Ursprüngliche Nachricht-----\nVon: Desk [mailto:desk@desk.example] \nGesendet: "
    "Montag, 23. November 2026 10:00\nAn: Els\nBetreff: x",
    "-----Message d'origine-----\nDe : Desk [mailto:desk@desk.example] \nEnvoyé : lundi 23 "
    "novembre 2026 10:00\nÀ : Els\nObjet : x",
    "-----Mensaje original-----\nDe: Desk [mailto:desk@desk.example] \nEnviado el: lunes, 23 "
    "de noviembre de 2026 10:00\nPara: Els\nAsunto: x",
    "-----Messaggio originale-----\nDa: Desk [mailto:desk@desk.example] \nInviato: lunedì 23 "
    "novembre 2026 10:00\nA: Els\nOggetto: x",
    "-----Mensagem original-----\nDe: Desk [mailto:desk@desk.example] \nEnviada em: "
    "segunda-feira, 23 de novembro de 2026 10:00\nPara: Els\nAssunto: x",
    "-----Oryginalna wiadomość-----\nOd: Desk [mailto:desk@desk.example] \nWysłano: 23 "
    "listopada 2026 10:00\nDo: Els\nTemat: x",
    "-----Ursprungligt meddelande-----\nFrån: Desk [mailto:desk@desk.example] \nSkickat: den "
    "23 november 2026 10:00\nTill: Els\nÄmne: x",
    "-----Oprindelig meddelelse-----\nFra: Desk [mailto:desk@desk.example] \nSendt: 23. "
    "november 2026 10:00\nTil: Els\nEmne: x",
    "-----Opprinnelig melding-----\nFra: Desk [mailto:desk@desk.example] \nSendt: 23. november "
    "2026 10:00\nTil: Els\nEmne: x",
    ">>> Desk <desk@desk.example> 11/23/2026 10:00 AM >>>",
    ">>> Desk <desk@desk.example> 23-11-2026 10:00 >>>",
    ">>> \"Desk\" <desk@desk.example> schrieb am Montag, 23. November 2026 um 10:00:",
    "On 23-11-2026, Desk <desk@desk.example> wrote:",
};

/* From, sent, to, copy, subject, and a date. */
static const char *const labels[][6] = {
    {"Van", "Verzonden", "Aan", "CC", "Onderwerp", "maandag 23 november 2026 10:00"},
    {"From", "Sent", "To", "Cc", "Subject", "Monday, November 23, 2026 10:00 AM"},
    {"Von", "Gesendet", "An", "Cc", "Betreff", "Montag, 23. November 2026 10:00"},
    {"De ", "Envoyé ", "À ", "Cc ", "Objet ", "lundi 23 novembre 2026 10:00"},
    {"De", "Enviado el", "Para", "CC", "Asunto", "lunes, 23 de noviembre de 2026 10:00"},
    {"De", "Enviado", "Para", "CC", "Asunto", "lunes, 23 de noviembre de 2026 10:00"},
    {"Da", "Inviato", "A", "Cc", "Oggetto", "lunedì 23 novembre 2026 10:00"},
    {"De", "Enviada", "Para", "Cc", "Assunto", "segunda-feira, 23 de novembro de 2026 10:00"},
    {"De", "Enviado", "Para", "Cc", "Assunto", "segunda-feira, 23 de novembro de 2026 10:00"},
    {"Od", "Wysłano", "Do", "DW", "Temat", "poniedziałek, 23 listopada 2026 10:00"},
    {"Od", "Data wysłania", "Do", "DW", "Temat", "poniedziałek, 23 listopada 2026 10:00"},
    {"Från", "Skickat", "Till", "Kopia", "Ämne", "den 23 november 2026 10:00"},
    {"Fra", "Sendt", "Til", "Cc", "Emne", "23. november 2026 10:00"},
    {"Fra", "Sendt", "Til", "Kopi", "Emne", "mandag 23. november 2026 10:00"},
    {"Van", "Datum", "Aan", "Cc", "Onderwerp", "maandag 23 november 2026 10:00"},
    {"Från", "Datum", "Till", "Kopia", "Ämne", "måndag 23 november 2026 10:00"},
    {"Von", "Datum", "An", "Kopie", "Betreff", "Montag, 23. November 2026 um 10:00"},
    {"De", "Date", "À", "Cc", "Objet", "lundi, 23 novembre 2026 à 10:00"},
    {"Da", "Data", "A", "Cc", "Oggetto", "lunedì, 23 novembre 2026 alle ore 10:00"},
    {"Od", "Data", "Do", "DW", "Temat", "poniedziałek, 23 listopada 2026 o 10:00"},
    {"De", "Data", "Para", "CC", "Assunto", "segunda-feira, 23 de novembro de 2026 às 10:00"},
    {"De", "Fecha", "Para", "CC", "Asunto", "lunes, 23 de noviembre de 2026, 10:00"},
    {"Fra", "Dato", "Til", "Cc", "Emne", "mandag den 23. november 2026 kl. 10.00"},
    {"Fra", "Dato", "Til", "Kopi", "Emne", "mandag 23. november 2026 kl. 10:00"},
};

/* What they put over a mail that is passed on. */
static const char *const forwards[] = {
    "Begin doorgestuurd bericht:",
    "Begin forwarded message:",
    "Anfang der weitergeleiteten Nachricht:",
    "Début du message réexpédié :",
    "Début du message transféré :",
    "Inicio del mensaje reenviado:",
    "Inizio messaggio inoltrato:",
    "Início da mensagem reencaminhada:",
    "Início da mensagem encaminhada:",
    "Początek przekazywanej wiadomości:",
    "Vidarebefordrat brev:",
    "Början av vidarebefordrat meddelande:",
    "Start på videresendt besked:",
    "Videresendt besked:",
    "Videresendt melding:",
    "Start på videresendt melding:",
    "-----Doorgestuurd bericht-----",
    "---------- Forwarded message ---------",
    "---------- Message transféré ---------",
    "---------- Weitergeleitete Nachricht ---------",
    "---------- Mensaje reenviado ---------",
    "---------- Messaggio inoltrato ---------",
    "---------- Mensagem encaminhada ---------",
    "---------- Wiadomość przekazana dalej ---------",
    "---------- Vidarebefordrat meddelande ---------",
    "---------- Videresendt meddelelse ---------",
    "---------- Videresendt melding ---------",
    "-------- Doorgestuurd bericht --------",
    "-------- Weitergeleitete Nachricht --------",
    "-------- Message transféré --------",
    "-------- Messaggio Inoltrato --------",
    "-------- Vidarebefordrat meddelande --------",
    "-------- Treść przekazanej wiadomości --------",
    "-------- Mensaje reenviado --------",
    "-------- Videresendt meddelelse --------",
    "-------- Videresendt melding --------",
    "-------- Mensagem reencaminhada --------",
};

/* How the quote goes on below. */
static const char *const bodies[] = {
    ANSWER "\n\n%s\n\n> Oud\n> Ouder\n",
    ANSWER "\n\n%s\n\nOud\nOuder\n",
    ANSWER "\n%s\n> Oud\n> Ouder\n",
};

static void
expect_answer(const char *body)
{
	g_auto(Reply) reply = reply_split(body, SUBJECT_MARK_REPLY);
	g_autofree char *rest = message_cut_text(reply.cut);

	if (strcmp(reply.text, ANSWER) != 0 || strstr(rest, "Oud") == NULL)
		fail_msg("\"%s\" of \"%s\"", reply.text, body);
}

static void
test_intros(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(intros); i++) {
		for (size_t n = 0; n < G_N_ELEMENTS(bodies); n++) {
			g_auto(GStrv) around = g_strsplit(bodies[n], "%s", 2);
			g_autofree char *body =
			    g_strconcat(around[0], intros[i], around[1], NULL);

			expect_answer(body);
		}
	}
}

/* With and without addresses, a rule above, and bold labels. */
static void
test_headers(void **state)
{
	static const char *const marks[] = {"", "*"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		const char *const *l = labels[i];

		for (unsigned form = 0; form < 8; form++) {
			const char *mark = marks[form & 1];
			const char *address = (form & 2) != 0 ? " <desk@desk.example>" : "";
			const char *rule =
			    (form & 4) != 0 ? "________________________________\n" : "";
			g_autofree char *body = g_strdup_printf(ANSWER
			    "\n\n%s%s%s:%s Desk%s\n%s%s:%s %s\n%s%s:%s Els\n%s%s:%s Jan\n"
			    "%s%s:%s RE: Melding\n\nOud\n",
			    rule, mark, l[0], mark, address, mark, l[1], mark, l[5], mark, l[2],
			    mark, mark, l[3], mark, mark, l[4], mark);

			expect_answer(body);
		}
	}
}

static void
test_forwards(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(forwards); i++) {
		g_autofree char *body = g_strdup_printf(
		    "Zie onder.\n\n%s\n\nFrom: Jan <jan@k.example>\nSubject: Kapot\n"
		    "Date: 23-11-2026 10:00\nTo: Els\n\nDe printer is kapot.\n",
		    forwards[i]);
		g_auto(Reply) reply = reply_split(body, SUBJECT_MARK_REPLY);

		if (strstr(reply.text, "Zie onder.") == NULL ||
		    strstr(reply.text, "De printer is kapot.") == NULL)
			fail_msg("%s: \"%s\"", forwards[i], reply.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_intros),
	    cmocka_unit_test(test_headers),
	    cmocka_unit_test(test_forwards),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
