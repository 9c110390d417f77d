/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/canned_text.h"

static CannedText
read_as(const char *subject, const char *text)
{
	g_autoptr(Message) message = message_new();

	message->from = message_address_new("els@k.example", "Els Bos");
	g_free(message->subject);
	message->subject = g_strdup(subject);
	g_free(message->text);
	message->text = g_strdup(text);
	return canned_text_read(message);
}

static bool
is_machine(const char *text, bool is_marked)
{
	CannedText read = read_as("Re: [CS0001234] Printer hapert", text);

	return canned_text_is_machine(&read, is_marked);
}

static const char *const notes[] = {
    /* absence, with who and when */
    "Beste,\n\nIk ben met vakantie tot en met 3 januari.\n\nGroet,\nEls",
    "Tot 7 december ben ik niet bereikbaar. Piet neemt waar.",
    "Wegens ouderschapsverlof ben ik op maandag niet aanwezig.",
    "Ik zit tot vrijdag in Parijs. Bel bij spoed 030-1234567.",
    "Vanaf maandag ben ik er weer.",
    "Ons kantoor is gesloten van 24 december tot 2 januari.",
    "I am out of the office until Monday and have no access to my mail.",
    "I will not be available this week. For anything urgent, ask Tom at tom@k.example.",
    "Our offices are closed until January 2nd.",
    "Ich bin bis zum 12.12. nicht im B\xc3\xbcro. Ihre Nachricht wird nicht weitergeleitet.",
    "Je suis en cong\xc3\xa9 jusqu'au 12 d\xc3\xa9"
    "cembre. En cas d'urgence, contactez Paul.",
    "Estoy de vacaciones hasta el lunes. Para asuntos urgentes escriba a j@k.example.",
    "Sono in ferie fino a luned\xc3\xac e risponder\xc3\xb2 al mio rientro.",
    "Estou ausente at\xc3\xa9 segunda. Responderei assim que poss\xc3\xadvel.",
    "Jag \xc3\xa4r p\xc3\xa5 semester till 12 januari.",
    "Jeg er p\xc3\xa5 ferie til 12. januar.",
    /* a line that is wrapped */
    "Op dit moment ben ik in verband met een cursus afwezig tot en met vrijdag\n12 december.",
    "Wij zijn met kerstreces t/m 4 januari.",
    "Wij zijn i.v.m. de bouwvak dicht tot en met 18 augustus.",
    "Het secretariaat heeft zomersluiting tot 12 augustus.",
    "We are on Christmas break through January 4.",
    /* for good */
    "Els Bos no longer works for Ander Ltd. Please direct your message to office@k.example.",
    "Els Bos werkt niet meer bij Jansen BV. Mail naar info@k.example.",
    "Per 1 november ben ik niet meer werkzaam bij Jansen BV. Mail naar info@k.example.",
    "Els Bos is no longer with the company. Please contact info@k.example.",
    "Dit postvak wordt niet meer gelezen. Neem contact op met info@k.example.",
    /* it was received */
    "Dank voor uw bericht. Wij reageren binnen 2 werkdagen.",
    "Wij danken u voor uw bericht en zullen dit zo spoedig mogelijk beantwoorden.",
    "Hartelijk dank voor uw e-mail, die wij binnen twee werkdagen zullen behandelen.",
    "Thank you for your message, which we will answer as soon as possible.",
    "Wir danken Ihnen f\xc3\xbcr Ihre Nachricht und werden diese schnellstm\xc3\xb6glich "
    "beantworten.",
    "We have received your request and will answer within one day.",
    "Ihre Anfrage ist bei uns eingegangen und wird schnellstm\xc3\xb6glich bearbeitet.",
    "Nous avons bien re\xc3\xa7u votre message.",
    "Dit is een automatisch bericht, u kunt hierop niet reageren.",
    "This is an automated message to let you know that we have received your mail.",
    "Bedankt voor uw bericht. Een van onze medewerkers neemt zo spoedig mogelijk contact met u "
    "op. Uw kenmerk: CS0001234.",
    "Your message has been received and placed in the queue. Case ID: CS0001234.",
    "Your request has been assigned ticket number 77123. Please quote this number in any "
    "further correspondence.",
    "Twoje zg\xc5\x82oszenie zosta\xc5\x82o zarejestrowane pod numerem 5512.",
    "Dit postvak wordt niet beheerd. Gebruik het contactformulier op onze website.",
    "Bitte beachten Sie, dass ich nicht mehr f\xc3\xbcr die Firma t\xc3\xa4tig bin.",
    "Bonjour, je suis en d\xc3\xa9placement avec un acc\xc3\xa8s limit\xc3\xa9 \xc3\xa0 ma "
    "messagerie.",
    "Jestem na urlopie do 4 grudnia. Odpowiem po powrocie.",
    /* what it quotes is somebody else's, and so is what lawyers add */
    "Ik ben tot maandag afwezig. Dit is een automatisch antwoord op \"Printer doet niets?\".",
    "I am away until Monday.\n\nThis mail is confidential. Please try to print it.",
};

static const char *const persons[] = {
    /* who is away, and speaks of the case */
    "Ik ben tot donderdag weg, kijk er dan naar.",
    "I'm out today, I will try it on Monday.",
    "Ich bin heute nicht im B\xc3\xbcro und teste es am Montag.",
    "Je suis absent demain, je v\xc3\xa9rifie lundi.",
    "Ik ben morgen afwezig, kunnen jullie vrijdag komen?",
    "Ik ben met verlof maar de printer hapert.",
    "Hij hapert, en ik ben tot vrijdag weg.",
    "Ik was met vakantie, vandaar.",
    "Ik ben terug van vakantie.",
    "Ik ben weer op kantoor en hij hapert.",
    "Ik wil mijn verlof laten verlengen tot 1 maart.",
    /* short answers with the same words */
    "Als ik de laptop open is het beeld weg.",
    "Het scherm knippert en ik ben op vakantie.",
    "No change here.",
    "It no longer works.",
    "Ik kan er niet meer bij.",
    "Ik ben er niet blij mee.",
    "Ik heb op kantoor geen beeld.",
    "Mag dicht.",
    "Doe maar dicht.",
    "Deze melding mag dicht per vandaag.",
    "Dicht graag, en tot maandag.",
    "Ik ben vrijdag vrij, daarna test ik.",
    "Na het reces test ik hem op maandag.",
    "Dank voor het bericht, ik test maandag en antwoord dan.",
    "Bedankt, ik zal het morgen proberen en reageren.",
    "Thanks, I will try it on Monday and reply then.",
    "In de pauze probeer ik het.",
    "De laptop klapt dicht na een minuut.",
    "The break in the cable is still there.",
    "Tom no longer works on this, ask him why it fails.",
    "The button no longer works for me.",
    "The link no longer works for users at our office.",
    "De knop werkt niet meer voor mij.",
    "Dank, maar jullie zouden dit zo spoedig mogelijk beantwoorden.",
    "Please fix this urgently. I am on leave.",
    "Graag met spoed oplossen. Ik ben op vakantie.",
    "Mijn collega heeft er ook last van. Ik ben op vakantie.",
    "Dit automatisch bericht hebben wij van uw mail ontvangen, en hij hapert.",
    "Uw mail is ontvangen, maar de bijlage is leeg.",
    "Wij zijn gesloten tot januari en dan moet de kassa werken.",
    "Ik werk niet meer in Breda, dus mijn rechten moeten nog om.",
    "Bedankt voor uw antwoord, ik ga het proberen.",
    "Ik kan deze mail niet lezen.",
    "Jullie antwoorden niet.",
    "Dit antwoord helpt mij niet.",
    "Mijn bestanden zijn weg.",
    "Ontvangen, dank.",
    "Bel mij op 06-12345678.",
    "Bericht ontvangen maar geen verschil.",
    "Bedankt voor uw bericht.",
    "Spoed!",
    "Akkoord",
    "",
};

static void
what_anybody_gets_is_a_machines(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
		if (!is_machine(notes[i], false))
			fail_msg("a person: %s", notes[i]);
}

static void
what_is_about_the_case_is_a_persons(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(persons); i++)
		for (int marked = 0; marked < 2; marked++)
			if (is_machine(persons[i], marked) && (marked == 0 || i < 11))
				fail_msg("a machine: %s", persons[i]);
}

/* A header or the sender tells, too: then less is enough, but never what a person says. */
static void
a_mark_makes_up_for_words(void **state)
{
	static const char weak[] = "Op reis! Reageer na 5 januari.";

	(void)state;
	assert_false(is_machine(weak, false));
	assert_true(is_machine(weak, true));
	assert_false(is_machine("Nog steeds hapert hij. Ik reageer na 5 januari.", true));
	assert_false(is_machine("Prima.", true));
}

static void
one_clause_of_a_subject(void **state)
{
	g_autoptr(Message) message = message_new();

	(void)state;
	assert_int_equal(canned_text_clause(message, "Niet aanwezig"), CANNED_AWAY);
	assert_int_equal(canned_text_clause(message, "Uit dienst"), CANNED_GONE);
	assert_int_equal(canned_text_clause(message, "Automatic reply"), CANNED_ROBOT);
	assert_int_equal(canned_text_clause(message, "Ontvangstbevestiging"), CANNED_RECEIVED);
	assert_int_equal(canned_text_clause(message, "Printer hapert"), 0);
	assert_int_equal(canned_text_clause(message, "Automatic reply does not work"), 0);
}

static void
a_button_was_pressed(void **state)
{
	static const char *const ROWS[] = {
	    "\xf0\x9f\x91\x8d Els Bos heeft op uw bericht gereageerd:",
	    "\xe2\x9d\xa4 Tom Reed reacted to your message:",
	    "Tom Reed reacted via Gmail\n<https://www.google.com/gmail/about/?utm_x=y#app>",
	    "Els Bos hat auf Ihre Nachricht reagiert",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_int_equal(read_as("Re: x", ROWS[i]).says, CANNED_REACTED);
	assert_true((read_as("Re: x", "Wij hebben op uw bericht gereageerd").says &
			CANNED_REACTED) == 0);
	assert_true((read_as("Re: x", "Jullie hebben niet op mijn bericht gereageerd").says &
			CANNED_REACTED) == 0);
}

static void
a_welcome_promises_an_answer(void **state)
{
	CannedText welcome =
	    read_as("Hallo", "Dank voor uw bericht. Wij reageren binnen 2 dagen.");
	CannedText away = read_as("Hallo", "Ik ben tot maandag afwezig.");

	(void)state;
	assert_true(canned_text_welcomes(&welcome));
	assert_true(canned_text_is_for_anybody(&welcome));
	assert_false(canned_text_welcomes(&away));
	assert_false(canned_text_is_for_anybody(&away));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_anybody_gets_is_a_machines),
	    cmocka_unit_test(what_is_about_the_case_is_a_persons),
	    cmocka_unit_test(a_mark_makes_up_for_words),
	    cmocka_unit_test(one_clause_of_a_subject),
	    cmocka_unit_test(a_button_was_pressed),
	    cmocka_unit_test(a_welcome_promises_an_answer),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
