/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/reply_device.h"

static const char *const devices[] = {"verstuurd vanaf mijn iphone",
    "verzonden vanuit mail voor windows", "van mijn iphone verzonden",
    "ontvang outlook voor ios", "outlook voor android downloaden",
    "verzonden met de proton mail-app", "sent from my galaxy", "sent from my pixel 7",
    "sent from outlook for ios", "get outlook for ios<https://aka.ms/o0ukef>",
    "(sent from mobile device)", "sent from typeapp<http://www.typeapp.example/r>",
    "sent from my cell, please excuse any typos.", "von meinem iphone gesendet",
    "diese nachricht wurde von meinem android-gerät gesendet.",
    "holen sie sich outlook für ios", "envoyé de mon iphone",
    "envoyé à partir de outlook pour ios", "enviado desde mi iphone",
    "descargar outlook para ios", "inviato da iphone", "scarica outlook per android",
    "enviado do meu iphone", "enviado do outlook para ios", "wysłane z iphone'a",
    "pobierz program outlook dla systemu android", "skickat från min iphone",
    "hämta outlook för android", "sendt fra min iphone", "få outlook for ios",
    "Verzonden vanaf mijn Samsung Galaxy-smartphone.",
    "Sent from my Verizon, Samsung Galaxy smartphone",
    "Sent from my mobile device. Please excuse brevity.", "Verstuurd vanaf mijn HTC One",
    "Gesendet von meinem Samsung Galaxy Smartphone.", "Enviado desde Correo para Windows 10",
    "Verzonden met Proton Mail beveiligde e-mail.", "Gesendet mit Proton Mail sichere E-Mail.",
    "Envoyé avec la messagerie sécurisée Proton Mail.", "Verstuurd vanuit Gmail Mobile",
    "Verzonden vanuit mijn Fairphone", "Sent from Tutanota", "Verzonden met eM Client",
    "Envoyé depuis l’application Mail Orange", "Verzonden vanuit myMail voor Android",
    "Sent with Proton Mail secure email.", "Von Samsung-Mobiltelefon gesendet"};

/* Not a word of these is a program's. */
static const char *const sentences[] = {"Verzonden met Proton Mail werkt het niet.",
    "Verzonden vanuit mijn Fairphone doet hij het niet",
    "Verstuurd vanuit Gmail Mobile lukt wel", "Verzonden met beveiligde e-mail",
    "sent from the office: two boxes with cables",
    "sent from my manager: please order 3 laptops", "verzonden met de post op maandag",
    "outlook voor ios werkt niet op mijn telefoon", "get outlook for me please",
    "get outlook for android working on my phone please", "download outlook voor mij aub",
    "van mijn iphone is het scherm kapot", "von meinem kollegen habe ich das gehört",
    "von meinem handy aus geht es nicht", "outlook für android lässt sich nicht herunterladen",
    "wysłane z biura wczoraj", "sent from my iphone or from my laptop, does it matter?",
    "hämta outlook för mig", "sendt fra lageret i går", "verzonden", "",
    "Verzonden vanaf mijn werkplek doet hij het wel.",
    "Verstuurd vanaf mijn iPhone krijg ik steeds een fout",
    "Verstuurd vanaf mijn iPhone. Werkt niet", "Sent from my laptop the file is missing.",
    "Sent via Gmail nothing happens", "Sent from Windows it is not.",
    "Gesendet von meinem iPhone kommt die Mail nicht an.",
    "Gesendet mit Outlook fehlt der Anhang", "Envoyé de mon iPhone, le message reste bloqué.",
    "Enviado desde mi iPhone no funciona", "Inviato da iPhone non funziona",
    "Sendt fra min telefon virker det ikke", "Von meinem iPhone wird nichts gesendet"};

static void
test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(devices); i++) {
		if (!reply_device_is(devices[i]))
			fail_msg("no device: %s", devices[i]);
		if (!reply_device_may_be(devices[i], strlen(devices[i])))
			fail_msg("not looked at: %s", devices[i]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++) {
		if (reply_device_is(sentences[i]))
			fail_msg("a sentence: %s", sentences[i]);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
