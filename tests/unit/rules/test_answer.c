/* SPDX-License-Identifier: Apache-2.0 */
/* The phrasings that people answer with, read by the words we ship. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/answer.h"
#include "rules/diagnostic.h"

typedef struct {
	const char *text;
	AnswerKind kind;
} Phrasing;

#define ACCEPT ANSWER_ACCEPT
#define REJECT ANSWER_REJECT
#define UNCLEAR ANSWER_UNCLEAR
#define THANKS ANSWER_THANKS
#define NONE ANSWER_NONE

static const Phrasing dutch[] = {
    {"Akkoord", ACCEPT},
    {"akkoord", ACCEPT},
    {"AKKOORD", ACCEPT},
    {"Akkoord.", ACCEPT},
    {"Akkoord!", ACCEPT},
    {"akkoord!!!", ACCEPT},
    {"\"Akkoord\"", ACCEPT},
    {"*Akkoord*", ACCEPT},
    {"- akkoord", ACCEPT},
    {"Akkoord, bedankt!", ACCEPT},
    {"Akkoord, dank je wel voor de snelle hulp.", ACCEPT},
    {"Akkoord met de oplossing", ACCEPT},
    {"Akkoord 👍", ACCEPT},
    {"👍 akkoord", ACCEPT},
    {"Ja, akkoord", ACCEPT},
    {"Ja akkoord", ACCEPT},
    {"Ja hoor akkoord", ACCEPT},
    {"Ok, akkoord", ACCEPT},
    {"Oké, akkoord!", ACCEPT},
    {"Prima, akkoord.", ACCEPT},
    {"Top! Akkoord.", ACCEPT},
    {"Helemaal akkoord", ACCEPT},
    {"Ik ga akkoord", ACCEPT},
    {"Ik ga akkoord.", ACCEPT},
    {"ik ga hiermee akkoord", ACCEPT},
    {"Ik ga akkoord met de oplossing.", ACCEPT},
    {"Wij gaan akkoord", ACCEPT},
    {"We zijn akkoord", ACCEPT},
    {"Hierbij akkoord", ACCEPT},
    {"Bij deze akkoord.", ACCEPT},
    {"Wat mij betreft akkoord", ACCEPT},
    {"Oplossing akkoord", ACCEPT},
    {"De oplossing is akkoord", ACCEPT},
    {"Dit is akkoord", ACCEPT},
    {"Accoord", ACCEPT},
    {"Akoord", ACCEPT},
    {"akkoort bedankt Sanne", ACCEPT},
    {"Jep akkoord", ACCEPT},
    {"Is goe, akkoord", ACCEPT},
    {"'t is akkoord, merci", ACCEPT},
    {"Sluit maar af hoor, akkoord", ACCEPT},
    {"Accoord. Werkt weer als een zonnetje.", ACCEPT},
    {"Akkoord \360\237\230\212", ACCEPT},
    {"Wat mij betreft is dit afgehandeld en akkoord", ACCEPT},
    {"Ik accepteer de oplossing", ACCEPT},
    {"Ik accepteer", ACCEPT},
    {"Oplossing accepteren", ACCEPT},
    {"Accepteren", ACCEPT},
    {"Geaccepteerd", ACCEPT},
    {"Hierbij accepteer ik de oplossing.", ACCEPT},
    {"Goedgekeurd", ACCEPT},
    {"Ik keur het goed", ACCEPT},
    {"Bedankt, akkoord", ACCEPT},
    {"Bedankt! Akkoord.", ACCEPT},
    {"Hartelijk dank. Akkoord.", ACCEPT},
    {"Dank je wel Sanne, akkoord!", ACCEPT},
    {"Het werkt weer, akkoord", ACCEPT},
    {"Alles werkt weer. Akkoord!", ACCEPT},
    {"Akkoord, het werkt weer.", ACCEPT},
    {"Akkoord, de printer op kantoor print weer.", ACCEPT},
    {"Akkoord, geen problemen meer.", ACCEPT},
    {"Akkoord, het probleem is opgelost", ACCEPT},
    {"Akkoord. Nog een fijne dag!", ACCEPT},
    {"Akkoord\n\nBedankt voor de hulp!", ACCEPT},
    {"Akkoord\r\n\r\nBedankt!\r\n", ACCEPT},
    {"\n\n  Akkoord  \n", ACCEPT},
    {"\xe2\x80\x8b"
     "Akkoord",
	ACCEPT},
    {"Akk\xc2\xado"
     "ord",
	ACCEPT},
    {"Ik ben het ermee eens", ACCEPT},
    {"Akkoord: alles werkt", ACCEPT},
    {"Akkoord; dank", ACCEPT},
    {"Geen problemen meer. Akkoord", ACCEPT},

    {"Niet akkoord", REJECT},
    {"niet akkoord!", REJECT},
    {"NIET AKKOORD", REJECT},
    {"Niet akkoord, het werkt nog niet", REJECT},
    {"Niet akkoord. Het scherm blijft zwart.", REJECT},
    {"Niet akkoord: de printer doet het nog steeds niet.", REJECT},
    {"Nee, niet akkoord", REJECT},
    {"Nee niet akkoord", REJECT},
    {"Helaas niet akkoord", REJECT},
    {"Helaas, niet akkoord.", REJECT},
    {"Sorry, niet akkoord", REJECT},
    {"Nog niet akkoord", REJECT},
    {"Nog steeds niet akkoord", REJECT},
    {"Niet helemaal akkoord", REJECT},
    {"Niet geheel akkoord.", REJECT},
    {"Geen akkoord", REJECT},
    {"Ik ga niet akkoord", REJECT},
    {"Ik ga hiermee niet akkoord", REJECT},
    {"Wij gaan niet akkoord", REJECT},
    {"Ik ben niet akkoord", REJECT},
    {"Ik ben het er niet mee eens", REJECT},
    {"Oplossing niet akkoord", REJECT},
    {"De oplossing is niet akkoord", REJECT},
    {"Ik accepteer de oplossing niet", REJECT},
    {"Ik accepteer dit niet.", REJECT},
    {"Ik accepteer niet", REJECT},
    {"Niet geaccepteerd", REJECT},
    {"Akkoord ga ik niet", REJECT},
    {"Niet goedgekeurd", REJECT},
    {"Ik keur het niet goed", REJECT},
    {"Afwijzen", REJECT},
    {"Afgewezen", REJECT},
    {"Afgewezen, het werkt nog niet.", REJECT},
    {"Oplossing afwijzen", REJECT},
    {"Oplossing afgewezen", REJECT},
    {"Ik wijs de oplossing af", REJECT},
    {"Ik wijs dit af want het scherm is nog zwart", REJECT},
    {"Niet opgelost", REJECT},
    {"Niet opgelost!", REJECT},
    {"Nog niet opgelost", REJECT},
    {"Nog steeds niet opgelost.", REJECT},
    {"Het is niet opgelost", REJECT},
    {"Het is nog steeds niet opgelost", REJECT},
    {"Het probleem is niet opgelost", REJECT},
    {"Het probleem is nog niet opgelost, zie bijlage.", REJECT},
    {"Probleem niet opgelost", REJECT},
    {"Afgekeurd", REJECT},
    {"Afgewezen, ik ben niet akkoord", REJECT},
    {"Niet akkoord, maar bedankt voor de moeite", REJECT},
    {"Niet akkoord. Kunnen jullie mij bellen?", REJECT},
    {"Bedankt, maar niet akkoord", REJECT},
    {"Nee, afgewezen", REJECT},
    {"Niet akkoord\n\nMet vriendelijke groet,\nEls Bos", REJECT},

    {"Akkoord, maar het werkt nog niet", UNCLEAR},
    {"Akkoord maar het werkt nog niet", UNCLEAR},
    {"Akkoord, alleen doet de scanner het nog niet", UNCLEAR},
    {"Akkoord, behalve de scanner", UNCLEAR},
    {"Akkoord, echter de scanner werkt niet.", UNCLEAR},
    {"Akkoord. Het werkt echter nog niet.", UNCLEAR},
    {"Akkoord\n\nMaar het werkt nog niet.", UNCLEAR},
    {"Akkoord, het werkt nog niet", UNCLEAR},
    {"Akkoord, het werkt niet", UNCLEAR},
    {"Akkoord. Niet akkoord.", UNCLEAR},
    {"Akkoord / niet akkoord", UNCLEAR},
    {"Akkoord of afwijzen", UNCLEAR},
    {"Akkoord / afwijzen", UNCLEAR},
    {"Afwijzen / akkoord", UNCLEAR},
    {"Afgewezen. Of nee, akkoord.", UNCLEAR},
    {"Niet akkoord. Akkoord.", UNCLEAR},
    {"Akkoord?", UNCLEAR},
    {"Akkoord ?", UNCLEAR},
    {"Akkoord...?", UNCLEAR},
    {"Akkoord, toch?", UNCLEAR},
    {"Akkoord. Kunnen jullie ook naar de scanner kijken?", UNCLEAR},
    {"Afwijzen?", UNCLEAR},
    {"Niet afwijzen", UNCLEAR},
    {"Niet afgewezen", UNCLEAR},
    {"Ik wijs de oplossing niet af", UNCLEAR},
    {"Ik wijs niet af", UNCLEAR},
    {"Nee, akkoord", UNCLEAR},
    {"Nee akkoord", UNCLEAR},
    {"Akkoord, nee", UNCLEAR},
    {"Akkoord mits het morgen nog werkt", UNCLEAR},
    {"Akkoord als het morgen nog werkt", UNCLEAR},
    {"Akkoord, zodra de scanner werkt", UNCLEAR},
    {"Akkoord onder voorbehoud", UNCLEAR},
    {"Akkoord, onder voorwaarde dat het blijft werken", UNCLEAR},
    {"Akkoord, tenzij het terugkomt", UNCLEAR},
    {"Akkoord, nog één vraag", UNCLEAR},
    {"Akkoord, het scherm is helaas opnieuw zwart", UNCLEAR},
    {"Akkoord, er is wel een ander probleem", UNCLEAR},
    {"Akkoord, probleem is terug", UNCLEAR},
    {"Akkoord, de muis is kapot", UNCLEAR},
    {"Helaas akkoord", UNCLEAR},
    {"Wel akkoord", UNCLEAR},
    {"Bijna akkoord", UNCLEAR},
    {"Gedeeltelijk akkoord", UNCLEAR},
    {"Deels akkoord, deels afgewezen", UNCLEAR},
    {"Akkoord pas als het werkt", UNCLEAR},
    {"Misschien akkoord", UNCLEAR},
    {"Niet niet akkoord", UNCLEAR},
    {"Akkoord. Groeten, Jan\n\nPS het werkt nog niet", UNCLEAR},
    {"Akkoord\n\nGroet, Els\n\nOh wacht, het werkt toch niet", UNCLEAR},
    {"Akkoord. Overigens heb ik gisteren met de leverancier gebeld en die vertelde mij dat er "
     "volgende "
     "week een monteur langs komt op kantoor in Utrecht voor de andere machine",
	UNCLEAR},
    {"Akkoord, geen idee of het werkt", UNCLEAR},
    {"Akkoord: nooit", UNCLEAR},
    {"Akkoord.\nDe informatie in deze oplossing klopt niet.", UNCLEAR},
    {"Akkoord.\nDeze e-mail klopt niet.", UNCLEAR},
    {"Akkoord.\nVerstuurd met de verkeerde printer, het werkt niet", UNCLEAR},

    {"Akkoord. Sluit de case maar.", ACCEPT},
    {"Alles akkoord", ACCEPT},
    {"Alles in orde, akkoord", ACCEPT},
    {"Akkoord.\n\nEls Bos\nInkoop\nJansen BV\nKerkstraat 1\n1234 AB "
     "Utrecht\nwww.jansen.example",
	ACCEPT},
    {"Akkoord.\nEls Bos | Inkoop | Jansen BV | T 030 1234567 | els@jansen.example", ACCEPT},
    {"Akkoord.\n\nEls Bos\n\nHet werkt niet", UNCLEAR},
    {"Bedankt!\n\nEls Bos\nhoofd inkoop van jansen in utrecht", THANKS},
    {"Ik wijs jullie voorstel af", REJECT},
    {"Hierbij wijs ik de oplossing af", REJECT},
    {"Graag heropenen", REJECT},
    {"Akkoord, graag sluiten", ACCEPT},
    {"Akkoord, de case kan gesloten worden", ACCEPT},
    {"Akkoord hoor", ACCEPT},
    {"Akkoord, hij doet het", ACCEPT},
    {"Met deze oplossing ga ik akkoord", ACCEPT},
    {"Mee eens", ACCEPT},
    {"Hierbij mijn akkoord", ACCEPT},
    {"Ik geef akkoord", ACCEPT},
    {"Geen bezwaar", ACCEPT},
    {"Goedkeuring verleend", ACCEPT},
    {"Ik kan niet akkoord gaan", REJECT},
    {"Wij kunnen niet akkoord gaan met deze oplossing", REJECT},
    {"Ik ben niet helemaal akkoord", REJECT},
    {"Absoluut niet akkoord", REJECT},
    {"Met deze oplossing ga ik niet akkoord", REJECT},
    {"Niet mee eens", REJECT},
    {"Oneens", REJECT},
    {"Dit accepteer ik niet", REJECT},
    {"Oplossing wordt niet geaccepteerd", REJECT},
    {"U heeft mijn akkoord niet", REJECT},
    {"Ik geef geen akkoord", REJECT},
    {"Goedkeuring niet verleend", REJECT},
    {"Akkoord, scherm weer zwart", UNCLEAR},
    {"Akkoord, hij is weer uitgevallen", UNCLEAR},
    {"Akkoord, ik test het morgen", UNCLEAR},
    {"Akkoord, even afwachten", UNCLEAR},
    {"Akkoord, voorlopig", UNCLEAR},
    {"Akkoord, behoudens de scanner", UNCLEAR},
    {"Akkoord, met uitzondering van de scanner", UNCLEAR},
    {"Akkoord, doch de scanner hapert", UNCLEAR},
    {"Akkoord, werkt half", UNCLEAR},
    {"Akkoord, grapje", UNCLEAR},
    {"Voorlopig akkoord", UNCLEAR},
    {"Half akkoord", UNCLEAR},
    {"Onder voorbehoud akkoord", UNCLEAR},
    {"Akkoord wordt niet gegeven", REJECT},
    {"Ga je akkoord", NONE},
    {"Ga ik akkoord", NONE},
    {"Kan ik akkoord gaan", NONE},
    {"Het werkt weer", THANKS},
    {"Opgelost!", THANKS},
    {"Het probleem is opgelost", THANKS},
    {"Mag dicht", ACCEPT},
    {"Opgelost?", NONE},
    {"Het werkt weer, maar de scanner niet", NONE},
    {"Is opgelost, alleen de scanner nog", NONE},

    {"Bedankt", THANKS},
    {"Bedankt!", THANKS},
    {"Dank je wel!", THANKS},
    {"Dankjewel", THANKS},
    {"Hartelijk dank", THANKS},
    {"Hartelijk dank voor de snelle hulp!", THANKS},
    {"Bedankt voor de snelle reactie", THANKS},
    {"Bedankt voor het langskomen vanmorgen!", THANKS},
    {"Please close the printer case now", ACCEPT},
    {"Could you please close the door next time?", NONE},
    {"Sluit de deur aub.", NONE},
    {"Kunt u ons afsluiten?", NONE},
    {"Kunt u dit voor ons afsluiten?", ACCEPT},
    {"Thanks for dropping by yesterday", THANKS},
    {"Bedankt Sanne!", THANKS},
    {"Dankjewel Sanne! \360\237\230\212", THANKS},
    {"Hartstikke bedankt voor de moeite, groetjes", THANKS},
    {"Ge moogt da sluiten, tis in orde, merci", ACCEPT},
    {"Merci, maar het werkt nog niet", NONE},
    {"Thanks a million!", THANKS},
    {"Ja hij doet het weer hoor, dankjewel!", THANKS},
    {"Bedankt! Het lukt nu wel.", THANKS},
    {"Fijn dat het zo snel kon, dank je wel!", THANKS},
    {"Great, that did the trick. Thanks!", THANKS},
    {"Bedankt, maar het is nog niet gelukt", NONE},
    {"Bedankt. Is het gelukt?", NONE},
    {"Dank je, goed gedaan is het niet", NONE},
    {"Dank je wel Sanne de Wit", THANKS},
    {"Super, bedankt!", THANKS},
    {"Top", THANKS},
    {"Oké, dank", THANKS},
    {"👍", THANKS},
    {"Bedankt, het werkt weer!", THANKS},
    {"Top, het werkt. Bedankt!", THANKS},
    {"Dank u wel.\n\nMet vriendelijke groet,\nEls Bos\nJansen BV", THANKS},
    {"Goedemorgen,\n\nHartelijk dank voor de hulp.\n\nGroeten, Piet", THANKS},
    {"Beste Sanne,\n\nBedankt!\n\nVerzonden vanaf mijn iPhone", THANKS},

    {"", NONE},
    {"Bedankt, het werkt niet", NONE},
    {"Bedankt, maar het werkt nog niet", NONE},
    {"Bedankt. Kan het morgen?", NONE},
    {"Het werkt nog niet", NONE},
    {"Mijn printer is kapot", NONE},
    {"Ik ben het er niet over eens of ik akkoord moet gaan", NONE},
    {"De manager is akkoord volgens mij", UNCLEAR},
    {"Ik wil graag weten of dit akkoord is", UNCLEAR},
    {"Als het morgen werkt dan akkoord", UNCLEAR},
    {"Is dit akkoord zo", UNCLEAR},
    {"Het akkoord van Parijs", UNCLEAR},
    {"Kunt u dit goedkeuren?", NONE},
    {"Nee", NONE},
    {"Nee, het werkt nog niet", NONE},
    {"Niet gelukt", NONE},
    {"> akkoord of niet", UNCLEAR},
};

/* Written down by a critic before the classifier saw them: what sounds like yes and is none, above all. */
static const Phrasing critical[] = {
    {"Helemaal top, akkoord!", ACCEPT},
    {"Hallo Sanne,\n\nAkkoord. Het is nu inderdaad verholpen.\n\nGr. Jan", ACCEPT},
    {"Akkoord, melding mag gesloten worden", ACCEPT},
    {"Akkoord, jullie mogen de melding sluiten.", ACCEPT},
    {"Akkoord, werkt als een trein!", ACCEPT},
    {"Ja hoor, akkoord. Fijn weekend!", ACCEPT},
    {"akkoord hoor, thanks", ACCEPT},
    {"Akkoord namens de afdeling Inkoop", ACCEPT},
    {"Oke top, akkoord dan", ACCEPT},
    {"Akkoord, ticket kan dicht", ACCEPT},
    {"Goedemiddag, wij gaan akkoord met de oplossing. Met vriendelijke groet, Petra", ACCEPT},
    {"Dank voor de snelle reactie. Ik ga akkoord met de oplossing.", ACCEPT},
    {"Is akkoord, dank!", ACCEPT},
    {"Super, dankjewel! Akkoord wat mij betreft.", ACCEPT},
    {"Akkoord. Ik kan weer inloggen.", ACCEPT},
    {"Akkoord, ik kan weer printen", ACCEPT},
    {"Ik accepteer de oplossing, hartelijk dank voor je hulp", ACCEPT},
    {"Akkoord - case mag dicht", ACCEPT},
    {"Hoi,\n\nakkoord!\n\nMvg,\nEls", ACCEPT},
    {"Akkoord, alles functioneert naar behoren", ACCEPT},
    {"Beste collega,\n\nHierbij geef ik akkoord voor het sluiten van de melding.\n\nMet "
     "vriendelijke groet,\n\nHenk de Boer\nTeamleider Facilitair\nT 06-12345678",
	ACCEPT},
    {"Akkoord, maar de scanner doet het nog niet", UNCLEAR},
    {"Akkoord voor nu, ik kom er op terug", UNCLEAR},
    {"Akkoord onder voorwaarde dat het maandag werkt", UNCLEAR},
    {"Akkoord, behalve punt 2", UNCLEAR},
    {"Akkoord, al moet Piet het nog nakijken", UNCLEAR},
    {"Akkoord zodra ik het getest heb", UNCLEAR},
    {"Akkoord? Ik weet het niet zeker", UNCLEAR},
    {"Ik neem aan dat dit akkoord is", UNCLEAR},
    {"Akkoord, wanneer komt het tweede scherm?", UNCLEAR},
    {"Akkoord, graag ook nog even naar de laptop van Henk kijken", UNCLEAR},
    {"Akkoord met stap 1, stap 2 werkt nog niet", UNCLEAR},
    {"Akkoord, zij het met tegenzin", UNCLEAR},
    {"Akkoord. Wel zie ik sinds vanochtend weer dezelfde melding.", UNCLEAR},
    {"Akkoord, kunnen jullie ook het andere account aanpassen?", UNCLEAR},
    {"Akkoord, hij viel vanochtend weer uit", UNCLEAR},
    {"akkoord ... grapje, het werkt voor geen meter", UNCLEAR},
    {"Akkoord, met uitzondering van de agenda", UNCLEAR},
    {"Akkoord; tot het weer misgaat", UNCLEAR},
    {"Voorlopig akkoord", UNCLEAR},
    {"Half akkoord", UNCLEAR},
    {"Akkoord, sluiten mag pas morgen", UNCLEAR},
    {"Nou, akkoord dan maar", UNCLEAR},
    {"Akkoord of niet, ik heb er genoeg van", UNCLEAR},
    {"Akkoord, al duurde het veel te lang en is de helft van de bestanden verdwenen", UNCLEAR},
    {"Akkoord, ik mis alleen nog mijn handtekening", UNCLEAR},
    {"Akkoord, maar niet heus", UNCLEAR},
    {"Het mag akkoord, mits de map terugkomt", UNCLEAR},
    {"Akkoord. Oh wacht, hij doet het toch niet", UNCLEAR},
    {"Akkoord mits het blijft werken", UNCLEAR},
    {"Ik zou akkoord gaan als het werkte", UNCLEAR},
    {"Akkoord, de vorige oplossing was beter", UNCLEAR},
    {"Akkoord, doe maar opnieuw", UNCLEAR},
    {"Niet niet akkoord", UNCLEAR},
    {"Niet afgewezen", UNCLEAR},
    {"Ik wijs het niet af", UNCLEAR},
    {"Akkoord, 2 van de 3 werken", UNCLEAR},
    {"Akkoord, vijf van de zes kassa's draaien", UNCLEAR},
    {"Vijf van de zes kassa's draaien", NONE},
    {"Het werkt grotendeels", NONE},
    {"Het werkt voor 80 procent", NONE},
    {"De meeste collega's kunnen weer inloggen", NONE},
    {"Jullie hebben dit niet getest", NONE},
    {"Je hoeft niet meer te kijken, het werkt weer", THANKS},
    {"We konden gisteren niet testen, doen we vandaag", THANKS},
    {"Zou u de melding willen sluiten?", ACCEPT},
    {"Wil je dit ticket dichtzetten? Dank!", ACCEPT},
    {"Zou u de melding niet willen sluiten?", NONE},
    {"Kunnen jullie de melding sluiten als alles werkt?", UNCLEAR},
    {"Kun je mij afmelden?", NONE},
    {"Ik heb weer toegang tot de gedeelde schijf", THANKS},
    {"Wij hebben weer geen verbinding", NONE},
    {"Akkoord, bij Marieke start Teams inmiddels wederom niet op", UNCLEAR},
    {"Akkoord met het voorstel, voer het maar uit", UNCLEAR},
    {"Akkoord gaan kan ik pas na overleg", UNCLEAR},
    {"Akkoord kan ik dit niet noemen", UNCLEAR},
    {"Moet ik akkoord geven?", UNCLEAR},
    {"Waar kan ik akkoord geven?", UNCLEAR},
    {"Hoe geef ik akkoord?", UNCLEAR},
    {"Akkoord, laat het even zo staan tot vrijdag", UNCLEAR},
    {"Akkoord, dat dacht ik gisteren ook", UNCLEAR},
    {"Akkoord, tenzij Kees iets anders zegt", UNCLEAR},
    {"Bijna akkoord", UNCLEAR},
    {"Niet akkoord, probleem is terug", REJECT},
    {"Nee, ik ga niet akkoord", REJECT},
    {"Hoi Sanne,\n\nHelaas, niet akkoord: VPN valt nog steeds weg.\n\nGroet, Ali", REJECT},
    {"Niet geaccepteerd. Zie bijlage.", REJECT},
    {"Nog niet opgelost helaas", REJECT},
    {"Is nog niet opgelost, zie foto", REJECT},
    {"Ik ben het hier niet mee eens", REJECT},
    {"Hier ga ik niet mee akkoord", REJECT},
    {"Daar ga ik niet mee akkoord!", REJECT},
    {"Ik kan niet akkoord gaan met deze oplossing", REJECT},
    {"Wij kunnen hier niet mee akkoord gaan.", REJECT},
    {"Dit accepteer ik niet", REJECT},
    {"Niet opgelost, graag opnieuw openen", REJECT},
    {"Afgekeurd: zelfde foutmelding", REJECT},
    {"Wijs ik af", REJECT},
    {"Ik wijs de voorgestelde oplossing af", REJECT},
    {"Absoluut niet akkoord", REJECT},
    {"Bedankt voor de snelle hulp!", THANKS},
    {"Dank je wel Sanne!", THANKS},
    {"Top, bedankt!", THANKS},
    {"Super bedankt, fijne dag nog", THANKS},
    {"Thanks!", THANKS},
    {"Hartelijk dank voor jullie hulp", THANKS},
    {"Heel fijn, dank!", THANKS},
    {"Ok, dank u", THANKS},
    {"Dank voor de moeite, fijn weekend", THANKS},
    {"Bedankt, maar het werkt nog niet", NONE},
    {"Dank, het scherm is nog steeds zwart", NONE},
    {"Bedankt. Wanneer komt er iemand?", NONE},
    {"Bedankt voor niets", NONE},
    {"Thanks, had het probleem vanmorgen weer", NONE},
    {"Dank je, ik hoor graag wanneer het klaar is", NONE},
    {"Bedankt, helaas geen verschil", NONE},
    {"Ok", THANKS},
    {"Het werkt nu", THANKS},
    {"Het is opgelost", THANKS},
    {"Mooi, dan wacht ik op de monteur", NONE},
    {"De printer doet het weer niet", NONE},
    {"Top dat jullie ernaar kijken, hij hapert nog", NONE},
    {"Dank, bij mij werkt het wel maar bij Piet niet", NONE},
    {"Kunnen jullie dit akkoord bevinden?", NONE},
    {"Heeft mijn manager al akkoord gegeven?", NONE},
    {"Zonder akkoord van de directie kan dit niet", UNCLEAR},
    {"Er is geen akkoord nodig", NONE},
    {"Ik heb nog geen akkoord gegeven", UNCLEAR},
    {"Wie heeft hier akkoord voor gegeven?", NONE},
    {"Jan is akkoord, Piet niet", NONE},
    {"Mijn collega is akkoord", UNCLEAR},
    {"Het akkoord van vorige week gold voor iets anders", UNCLEAR},
    {"Ter info: de klant is akkoord met de offerte", UNCLEAR},
    {"Akkoord, met dien verstande dat de koppeling vrijdag volgt", UNCLEAR},
    {"Akkoord, slechts één van de twee schermen is hersteld", UNCLEAR},
    {"Akkoord, enkel Outlook ontbreekt", UNCLEAR},
    {"Akkoord, doch de agenda loopt achter", UNCLEAR},
    {"Akkoord. Punt 3 staat open.", UNCLEAR},
    {"Akkoord, resteert nog de printer", UNCLEAR},
    {"Akkoord, rest komt volgende keer", UNCLEAR},
    {"Akkoord, al heb ik twijfels", UNCLEAR},
    {"Akkoord, ben benieuwd hoe lang", UNCLEAR},
    {"Akkoord, bel me even", UNCLEAR},
    {"Akkoord, bel mij svp", UNCLEAR},
    {"Akkoord, stuur de factuur naar de administratie", UNCLEAR},
    {"Akkoord. Laptop is gisteren gestolen.", UNCLEAR},
    {"Akkoord, vanmiddag crashte Excel", UNCLEAR},
    {"Akkoord, printer print blanco pagina's", UNCLEAR},
    {"Akkoord, duurde lang", UNCLEAR},
    {"Akkoord, ondanks alles", UNCLEAR},
    {"Akkoord, zolang het goed blijft gaan", UNCLEAR},
    {"Akkoord, af en toe flikkert hij", UNCLEAR},
    {"Akkoord, het flikkert", UNCLEAR},
    {"Akkoord, beeld flikkert", UNCLEAR},
    {"Akkoord, wachtwoord verlopen", UNCLEAR},
    {"Akkoord, account geblokkeerd", UNCLEAR},
    {"Akkoord, ik kom er nog op terug", UNCLEAR},
    {"Akkoord, volgende melding komt eraan", UNCLEAR},
    {"Akkoord, nieuwe melding: muis werkt niet", UNCLEAR},
    {"Akkoord, scherm is weer zwart", UNCLEAR},
    {"Akkoord, idem voor de tweede laptop", UNCLEAR},
    {"Akkoord, minder erg dan eerst", UNCLEAR},
    {"Akkoord, iets sneller", UNCLEAR},
    {"Akkoord, met pijn en moeite", UNCLEAR},
    {"Akkoord, al is het traag", UNCLEAR},
    {"Akkoord, langzaam", UNCLEAR},
    {"Akkoord, hij piept", UNCLEAR},
    {"Akkoord, geluid doet raar", UNCLEAR},
    {"Akkoord met uitstel", UNCLEAR},
    {"Akkoord met verlenging tot maandag", UNCLEAR},
    {"Akkoord, verwijder de case niet", UNCLEAR},
    {"Akkoord, laat open staan", UNCLEAR},
    {"Akkoord, hou de melding open", UNCLEAR},
    {"Akkoord, houd hem open", UNCLEAR},
    {"Akkoord, open laten", UNCLEAR},
    {"Akkoord, niet sluiten", UNCLEAR},
    {"Akkoord, sluit de melding nog even niet", UNCLEAR},
    {"Akkoord, heropen bij terugkeer", UNCLEAR},
    {"Akkoord, totdat hij weer hangt", UNCLEAR},
    {"Agreed, with reservations", UNCLEAR},
    {"Agreed, one of two works", UNCLEAR},
    {"Agreed, keep it open", UNCLEAR},
    {"Agreed, leave it open please", UNCLEAR},
    {"Accepted, although slow", UNCLEAR},
    {"Accepted reluctantly", UNCLEAR},
    {"Accepted, only half works", UNCLEAR},
    {"Accept? How?", UNCLEAR},
    {"Agreed, call me", UNCLEAR},
    {"Einverstanden, allerdings langsam", UNCLEAR},
    {"Einverstanden, bitte offen lassen", UNCLEAR},
    {"Einverstanden, eines von zwei geht", UNCLEAR},
    {"D'accord, sauf le scanner", UNCLEAR},
    {"D'accord, laissez ouvert", UNCLEAR},
    {"D'accord, un sur deux marche", UNCLEAR},
    {"Akkoord\n\nPS scanner doet raar", UNCLEAR},
    {"Akkoord\n\nScanner doet raar\n\nGr Jan", UNCLEAR},
    {"Akkoord.\n\nIk heb hem trouwens nog niet gebruikt", UNCLEAR},
    {"Akkoord, ik ga het vanmiddag controleren", UNCLEAR},
    {"Akkoord, ga het nakijken", UNCLEAR},
    {"Akkoord, ik laat het weten", UNCLEAR},
    {"Akkoord, laat nog iets weten", UNCLEAR},
    {"Akkoord, hoor het graag", UNCLEAR},
};

static const Phrasing letters[] = {
    {"Beste servicedesk,\n\nAkkoord.\n\nMet vriendelijke groet,\nEls Bos", ACCEPT},
    {"Beste Sanne,\nAkkoord!\nGroeten,\nPiet", ACCEPT},
    {"Beste Sanne,\n\nHartelijk dank voor de hulp.\n\nAkkoord.\n\nGroet,\nPiet Jansen", ACCEPT},
    {"Hallo Sanne, akkoord!", ACCEPT},
    {"Hoi Sanne,\n\nIk ga akkoord.\n\nGr. Piet", ACCEPT},
    {"Hoi,\n\nakkoord\n\nmvg els", ACCEPT},
    {"Goedemorgen,\n\nDe oplossing is akkoord.\n\nM.v.g.\nJ. de Vries", ACCEPT},
    {"Goedemiddag Sanne,\n\nJa, akkoord. Bedankt!\n\nFijne dag,\nEls", ACCEPT},
    {"Geachte heer, mevrouw,\n\nIk accepteer de oplossing.\n\nHoogachtend,\nA. Bakker", ACCEPT},
    {"Geachte mevrouw De Wit,\n\nHierbij ga ik akkoord.\n\nMet vriendelijke groet,\nA. Bakker",
	ACCEPT},
    {"L.S.,\n\nAkkoord.\n\nVriendelijke groet,\nA. Bakker", ACCEPT},
    {"Beste collega's,\n\nAkkoord!\n\nGroetjes Els", ACCEPT},
    {"Dag Sanne,\n\nPrima, akkoord!\n\nGroet, Piet", ACCEPT},
    {"Beste heer/mevrouw,\n\nAkkoord\n\nMet vriendelijke groeten,\nEls Bos", ACCEPT},
    {"Akkoord.\n\nVerzonden vanaf mijn iPhone", ACCEPT},
    {"Akkoord\n\nVerstuurd vanaf mijn iPad", ACCEPT},
    {"Akkoord\n\nOutlook voor Android downloaden", ACCEPT},
    {"Akkoord\n\nVerzonden vanuit Outlook voor iOS<https://aka.ms/x>", ACCEPT},
    {"Akkoord\n\nSent from my iPhone", ACCEPT},
    {"Akkoord\n\nGet Outlook for Android<https://aka.ms/x>", ACCEPT},
    {"Akkoord\n\nVerzonden met Proton Mail", ACCEPT},
    {"Akkoord, bedankt.\n\nMet vriendelijke groet,\n\nEls Bos\nInkoop\nJansen BV\n030 123 45 "
     "67",
	ACCEPT},
    {"Akkoord.\n\nMvg,\nEls Bos\n\nDisclaimer: dit bericht is niet voor anderen bestemd, maar "
     "alleen voor u.",
	ACCEPT},
    {"Akkoord.\n\nMvg, Els\n\nDeze e-mail is alleen bestemd voor de geadresseerde. Niet voor "
     "u?",
	ACCEPT},
    {"Akkoord.\n\nEls\n\nDenk aan het milieu voordat u deze mail print", ACCEPT},
    {"Hallo,\n\nTop, bedankt! Akkoord.\n\nEls", ACCEPT},
    {"Beste servicedesk\n\nAkkoord\n\nEls", ACCEPT},
    {"Hi Sanne,\nOK, akkoord.\nEls", ACCEPT},
    {"Beste Sanne,\n\nNiet akkoord.\n\nMet vriendelijke groet,\nEls Bos", REJECT},
    {"Beste Sanne,\n\nHelaas niet akkoord, het scherm blijft zwart.\n\nGroeten,\nEls", REJECT},
    {"Hallo,\n\nIk ga niet akkoord.\n\nVerzonden vanaf mijn iPhone", REJECT},
    {"Goedemorgen,\n\nNiet opgelost. Zie bijlage.\n\nGroet, Piet", REJECT},
    {"Geachte mevrouw,\n\nIk wijs de oplossing af.\n\nHoogachtend,\nA. Bakker", REJECT},
    {"Hoi Sanne, niet akkoord. Gr Piet", REJECT},
    {"Afgewezen\n\nSent from my Samsung Galaxy smartphone", REJECT},
    {"Beste Sanne,\n\nDank voor je hulp. Helaas niet akkoord.\n\nGroet, Els", REJECT},
    {"Beste Sanne,\n\nAkkoord, maar kun je ook de scanner nakijken?\n\nGroet, Els", UNCLEAR},
    {"Beste Sanne,\n\nAkkoord.\nDe scanner doet het nog niet.\n\nGroet, Els", UNCLEAR},
    {"Hallo,\n\nAkkoord?\n\nVerzonden vanaf mijn iPhone", UNCLEAR},
    {"Beste,\n\nNiet afwijzen.\n\nMvg", UNCLEAR},
    {"Beste Sanne,\n\nAkkoord en niet akkoord.\n\nMvg", UNCLEAR},
    {"Geachte heer,\n\nAkkoord, mits vandaag opgelost.\n\nA. Bakker", UNCLEAR},
    {"Beste Sanne,\n\nGisteren schold je mij uit over het scherm.\n\nAkkoord.\n\nEls", UNCLEAR},
    {"Hallo, mijn scherm is weer zwart.\n\nAkkoord", NONE},
};

static const Phrasing others[] = {
    {"Accepted", ACCEPT},
    {"I accept", ACCEPT},
    {"I accept the solution.", ACCEPT},
    {"Yes, accepted.", ACCEPT},
    {"Yes I accept", ACCEPT},
    {"Approved", ACCEPT},
    {"Agreed, thanks!", ACCEPT},
    {"Dear service desk,\n\nAccepted.\n\nKind regards,\nJohn Smith", ACCEPT},
    {"Hi Sanne,\n\nThanks, I accept the solution.\n\nBest,\nJohn", ACCEPT},
    {"Accepted, no more problems.", ACCEPT},
    {"No problem, accepted.", ACCEPT},
    {"Accepted. Please close the case.", ACCEPT},
    {"Not accepted", REJECT},
    {"I do not accept", REJECT},
    {"I don't accept this", REJECT},
    {"I don\xe2\x80\x99t accept the solution.", REJECT},
    {"I can't accept this.", REJECT},
    {"No, not accepted", REJECT},
    {"Rejected", REJECT},
    {"Reject. It still fails.", REJECT},
    {"I reject the solution", REJECT},
    {"Not solved", REJECT},
    {"Still not fixed", REJECT},
    {"I disagree", REJECT},
    {"Not approved", REJECT},
    {"Declined", REJECT},
    {"Accepted, but it still fails", UNCLEAR},
    {"Accepted if it works tomorrow", UNCLEAR},
    {"Accepted?", UNCLEAR},
    {"Not rejected", UNCLEAR},
    {"I do not reject", UNCLEAR},
    {"Accept / reject", UNCLEAR},
    {"Accepted. It does not work.", UNCLEAR},
    {"No, accepted", UNCLEAR},
    {"No I do not accept", REJECT},
    {"Happy to accept", ACCEPT},
    {"Please reopen", REJECT},
    {"Almost accepted", UNCLEAR},
    {"Thanks!", THANKS},
    {"Thank you very much for your quick help.", THANKS},
    {"Thanks, John", THANKS},
    {"Great, thanks!", THANKS},
    {"Thanks, but it is broken again", NONE},
    {"It does not work", NONE},
    {"Einverstanden", ACCEPT},
    {"Ja, ich bin einverstanden.", ACCEPT},
    {"Guten Tag,\n\nich akzeptiere die Lösung.\n\nMit freundlichen Grüßen\nKarl", ACCEPT},
    {"Nicht einverstanden", REJECT},
    {"Ich bin nicht einverstanden.", REJECT},
    {"Ich akzeptiere die Lösung nicht.", REJECT},
    {"Abgelehnt", REJECT},
    {"Noch nicht gelöst", REJECT},
    {"Einverstanden, aber der Drucker geht nicht", UNCLEAR},
    {"Nicht abgelehnt", UNCLEAR},
    {"Vielen Dank für die schnelle Hilfe!", THANKS},
    {"D'accord", ACCEPT},
    {"D\xe2\x80\x99"
     "accord, merci !",
	ACCEPT},
    {"J'accepte la solution.", ACCEPT},
    {"Bonjour,\n\nJe suis d'accord.\n\nCordialement,\nAnne", ACCEPT},
    {"Pas d'accord", REJECT},
    {"Je ne suis pas d'accord", REJECT},
    {"Je n'accepte pas la solution", REJECT},
    {"Refusé", REJECT},
    {"D'accord, mais l'imprimante est en panne", UNCLEAR},
    {"Merci beaucoup pour votre aide", THANKS},
    {"Two of the three printers are back", NONE},
    {"Three out of four users can log in", NONE},
    {"10 out of 10 for service", THANKS},
    {"Most of it works", NONE},
    {"Works 90 percent of the time", NONE},
    {"Accept, 10 out of 12 work", UNCLEAR},
    {"Haven't had chance to try it yet, will do on Monday", THANKS},
    {"I haven't tested it yet", THANKS},
    {"I have not yet tried it", THANKS},
    {"You haven't tested this properly", NONE},
    {"I couldn't try it because it crashed", NONE},
    {"Would you mind closing this?", ACCEPT},
    {"Would you mind closing the door?", NONE},
    {"Would you mind not closing this?", NONE},
    {"Zwei von drei Druckern gehen wieder", NONE},
    {"Deux imprimantes sur trois fonctionnent", NONE},
    {"Je n'ai pas encore test\303\251", THANKS},
    {"Je n'ai pas eu le temps de tester", THANKS},
};

typedef struct {
	const char *subject;
	const char *text;
	bool counts;
	AnswerKind kind;
	bool has_reason;
} Prepared;

static const Prepared subjects[] = {
    {"Akkoord CS0001234", "", true, ACCEPT, false},
    {"Akkoord [CS0001234]", "", true, ACCEPT, false},
    {"Re: Akkoord CS0001234", "", true, ACCEPT, false},
    {"Antwoord: Akkoord CS0001234", "", true, ACCEPT, false},
    {"SV: Akkoord CS0001234", "", true, ACCEPT, false},
    {"Odp: Akkoord CS0001234", "", true, ACCEPT, false},
    {"RES: Re[2]: Akkoord CS0001234", "", true, ACCEPT, false},
    {"FW: Akkoord CS0001234", "", true, NONE, false},
    {"Doorst: Re: Akkoord CS0001234", "", true, NONE, false},
    {"VS: Akkoord CS0001234", "", true, NONE, false},
    {"VS: Akkoord CS0001234", "Akkoord", true, ACCEPT, false},
    {"Re: ", "", true, NONE, false},
    {"Akkoord CS0001234", "", false, NONE, false},
    {"Niet akkoord CS0001234", "", true, REJECT, false},
    {"Afwijzen CS0001234", "Het scherm is nog zwart", true, REJECT, true},
    {"Afwijzen CS0001234", "Bedankt!\n\nGroet, Els", true, REJECT, false},
    {"Afwijzen CS0001234", "Akkoord", true, UNCLEAR, false},
    {"Akkoord CS0001234", "Niet akkoord", true, UNCLEAR, false},
    {"Akkoord CS0001234", "Het werkt nog niet", true, UNCLEAR, true},
    {"Akkoord CS0001234", "Dank je wel", true, ACCEPT, false},
    {"Akkoord CS0001234", "Akkoord", true, ACCEPT, false},
    {"Akkoord CS0001234", "Verzonden vanaf mijn iPhone", true, ACCEPT, false},
    {"Akkoord CS0001234", "Hoezo?", true, UNCLEAR, true},
    {"Akkoord over CS0001234", "", true, NONE, false},
    {"Re: [CS0001234] Akkoord gevraagd", "Prima", true, THANKS, false},
    {"Accept CS0001234", "", true, ACCEPT, false},
    {"Reject CS0001234", "", true, REJECT, false},
    {"Akkoord CS0001234?", "", true, UNCLEAR, false},
};

static const struct {
	const char *subject;
	const char *text;
	AsksKind asks;
} questions[] = {
    {"Status", "", ASKS_STATUS},
    {"status CS0001234", "", ASKS_STATUS},
    {"", "status", ASKS_STATUS},
    {"", "Status CS0001234", ASKS_STATUS},
    {"Vraag", "Hoe staat het met CS0001234?", ASKS_STATUS},
    {"Vraag", "Beste servicedesk,\n\nWat is de status van CS0001234?\n\nGroet, Els",
	ASKS_STATUS},
    {"Re: [CS0001234] Scherm", "Goedemorgen,\n\nStatus?", ASKS_STATUS},
    {"What is the status of CS0001234", "", ASKS_STATUS},
    {"Mijn cases", "", ASKS_MINE},
    {"", "mijn verzoeken", ASKS_MINE},
    {"", "Hallo, mijn cases graag", ASKS_MINE},
    {"My cases", "Thanks!", ASKS_MINE},
    {"Cases van mijn organisatie", "", ASKS_ORGANISATION},
    {"", "cases van mijn organisatie", ASKS_ORGANISATION},
    {"Formulieren", "", ASKS_FORMS},
    {"", "forms", ASKS_FORMS},
    {"Which forms?", "", ASKS_FORMS},
    {"", "Welke formulieren zijn er?", ASKS_FORMS},
    {"Status",
	"De printer op kantoor geeft status 5 aan en drukt al dagen niets meer af, hoe kan "
	"dat?",
	ASKS_NOTHING},
    {"Re: Status", "Prima", ASKS_NOTHING},
    {"Odp: Status", "Prima", ASKS_NOTHING},
    {"Doorst: Status", "Prima", ASKS_NOTHING},
    {"Printer status", "kapot", ASKS_NOTHING},
    {"", "Mijn cases werken niet", ASKS_NOTHING},
    {"", "Het formulier doet raar", ASKS_NOTHING},
};

static Answers *
load(void)
{
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Answers *answers = answers_load(directories, diagnostics);

	for (size_t i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		print_error("%s\n", text);
	}
	assert_int_equal(diagnostics->len, 0);
	return answers;
}

static Answer
read_answer(const Answers *answers, const char *subject, const char *text, bool counts)
{
	g_autoptr(Message) message = message_new();
	Answer answer = {0};

	g_free(message->subject);
	g_free(message->text);
	message->subject = g_strdup(subject);
	message->text = g_strdup(text);
	answer_read(answers, message, counts, &answer);
	return answer;
}

static unsigned
check_phrasings(const Phrasing *phrasings, size_t count)
{
	g_autoptr(Answers) answers = load();
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++) {
		Answer answer = read_answer(answers, "Re: Scherm", phrasings[i].text, false);

		if (answer.kind != phrasings[i].kind) {
			print_error("\"%s\" is %s, not %s\n", phrasings[i].text,
			    answer_kind_name(answer.kind), answer_kind_name(phrasings[i].kind));
			wrong++;
		}
		answer_clear(&answer);
	}
	return wrong;
}

static void
test_dutch(void **state)
{
	(void)state;
	assert_int_equal(check_phrasings(dutch, G_N_ELEMENTS(dutch)), 0);
}

/* Beside an accept may stand a few names; a story is for a person to read. */
static void
test_story(void **state)
{
	static const Phrasing stories[] = {
	    {"Akkoord Anna Bob Carl Dirk Eva Fred Gijs", ACCEPT},
	    {"Akkoord Anna Bob Carl Dirk Eva Fred Gijs Hans", UNCLEAR},
	};

	(void)state;
	assert_int_equal(check_phrasings(stories, G_N_ELEMENTS(stories)), 0);
}

static void
test_letters(void **state)
{
	(void)state;
	assert_int_equal(check_phrasings(letters, G_N_ELEMENTS(letters)), 0);
}

static void
test_others(void **state)
{
	(void)state;
	assert_int_equal(check_phrasings(others, G_N_ELEMENTS(others)), 0);
}

static void
test_critical(void **state)
{
	(void)state;
	assert_int_equal(check_phrasings(critical, G_N_ELEMENTS(critical)), 0);
}

static void
test_table_is_large(void **state)
{
	(void)state;
	assert_true(G_N_ELEMENTS(dutch) + G_N_ELEMENTS(letters) + G_N_ELEMENTS(others) >= 200);
	assert_true(G_N_ELEMENTS(letters) >= 40);
}

static void
test_subjects(void **state)
{
	g_autoptr(Answers) answers = load();
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		const Prepared *row = &subjects[i];
		Answer answer = read_answer(answers, row->subject, row->text, row->counts);

		if (answer.kind != row->kind || answer.has_reason != row->has_reason) {
			print_error("\"%s\", \"%s\" is %s%s\n", row->subject, row->text,
			    answer_kind_name(answer.kind),
			    answer.has_reason ? " with a reason" : "");
			wrong++;
		}
		answer_clear(&answer);
	}
	assert_int_equal(wrong, 0);
}

static void
test_questions(void **state)
{
	g_autoptr(Answers) answers = load();
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
		Answer answer =
		    read_answer(answers, questions[i].subject, questions[i].text, false);

		if (answer.asks != questions[i].asks) {
			print_error("\"%s\", \"%s\" asks %s\n", questions[i].subject,
			    questions[i].text, asks_kind_name(answer.asks));
			wrong++;
		}
		answer_clear(&answer);
	}
	assert_int_equal(wrong, 0);
}

/* A reject without a reason is asked for one. */
static void
test_reason(void **state)
{
	static const struct {
		const char *text;
		bool has_reason;
	} rows[] = {
	    {"Niet akkoord", false},
	    {"Beste Sanne,\n\nNiet akkoord.\n\nMet vriendelijke groet,\nEls Bos\nInkoop",
		false},
	    {"Niet akkoord met de oplossing", false},
	    {"Afgewezen.\n\nVerzonden vanaf mijn iPhone", false},
	    {"Niet akkoord, het scherm blijft zwart", true},
	    {"Afgewezen\n\nDe scanner hapert", true},
	    {"Niet opgelost: werkt niet", true},
	    {"Afwijzen\n\nEr is al zo een team.", true},
	};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Answer answer = read_answer(answers, "", rows[i].text, false);

		assert_int_equal(answer.kind, ANSWER_REJECT);
		assert_int_equal(answer.has_reason, rows[i].has_reason);
		answer_clear(&answer);
	}
}

static void
test_where(void **state)
{
	static const struct {
		const char *text;
		const char *where;
	} rows[] = {
	    {"Akkoord, bedankt!", "line 1 \"Akkoord, bedankt!\""},
	    {"Beste Sanne,\n\n  Niet akkoord.\nGroet", "line 3 \"Niet akkoord.\""},
	    {"Het werkt nog niet", NULL},
	};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Answer answer = read_answer(answers, "", rows[i].text, false);

		if (rows[i].where == NULL)
			assert_null(answer.where);
		else
			assert_string_equal(answer.where, rows[i].where);
		answer_clear(&answer);
	}
}

/* Whatever doubtful word or question stands beside "akkoord", before or after, it never closes. */
static void
test_doubt_never_accepts(void **state)
{
	static const char *const doubts[] = {"niet", "geen", "maar", "echter", "nee",
	    "afwijzen", "als het werkt", "not", "but", "reject", "nicht", "aber", "pas", "mais",
	    "alleen", "hoe dan?"};
	static const char *const shapes[] = {"Akkoord %s", "Akkoord, %s", "Akkoord. %s",
	    "Akkoord\n\n%s", "Akkoord\n%s\n\nGroet, Els", "%s akkoord", "%s, akkoord",
	    "%s\nakkoord", "Beste Sanne,\n%s, akkoord", "Akkoord\n\nGroet, Els\n%s"};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(doubts) * G_N_ELEMENTS(shapes); i++) {
		g_auto(GStrv) around = g_strsplit(shapes[i % G_N_ELEMENTS(shapes)], "%s", 2);
		g_autofree char *text =
		    g_strconcat(around[0], doubts[i / G_N_ELEMENTS(shapes)], around[1], NULL);
		Answer answer = read_answer(answers, "", text, false);

		if (answer.kind == ANSWER_ACCEPT || answer.kind == ANSWER_THANKS)
			print_error("\"%s\" is %s\n", text, answer_kind_name(answer.kind));
		assert_int_not_equal(answer.kind, ANSWER_ACCEPT);
		assert_int_not_equal(answer.kind, ANSWER_THANKS);
		answer_clear(&answer);
	}
}

/* "Accepted: ..." is said to whoever sent the invitation. */
static void
test_calendars(void **state)
{
	static const char *const texts[] = {"Akkoord", "Accepted", "Niet akkoord", "status"};
	MessageAttachment calendar = {
	    .path = (char *)"2", .name = (char *)"invite.ics", .type = (char *)"text/calendar"};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Message) message = message_new();
		Answer answer = {0};

		g_ptr_array_set_free_func(message->attachments, NULL);
		g_ptr_array_add(message->attachments, &calendar);
		g_free(message->text);
		g_free(message->subject);
		message->text = g_strdup(texts[i]);
		message->subject = g_strdup(texts[i]);
		answer_read(answers, message, true, &answer);
		assert_int_equal(answer.kind, ANSWER_NONE);
		assert_int_equal(answer.asks, ASKS_NOTHING);
		assert_null(answer.where);
	}
}

/* Words that tell nothing leave a solution standing, but not beside a file that may; thanks are thanks. */
static void
test_files(void **state)
{
	static const struct {
		const char *text;
		bool is_inline;
		AnswerKind kind;
	} rows[] = {
	    {"Ik was bij de molen", true, ANSWER_REMARK},
	    {"Ik was bij de molen", false, NONE},
	    {"Bedankt, in de bijlage een taart", false, THANKS},
	    {"", true, NONE},
	    {"Met vriendelijke groet\nEls", true, NONE},
	};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		MessageAttachment picture = {.path = (char *)"2",
		    .name = (char *)"x.png",
		    .type = (char *)"image/png",
		    .is_inline = rows[i].is_inline};
		g_autoptr(Message) message = message_new();
		Answer answer = {0};

		g_ptr_array_set_free_func(message->attachments, NULL);
		g_ptr_array_add(message->attachments, &picture);
		g_free(message->text);
		message->text = g_strdup(rows[i].text);
		answer_read(answers, message, false, &answer);
		assert_int_equal(answer.kind, rows[i].kind);
		assert_true((answer.where == NULL) == (rows[i].kind == NONE));
		answer_clear(&answer);
	}
}

typedef struct {
	MessageCutKind kind;
	const char *cut;
	const char *text;
	AnswerKind answer;
} Cut;

static const Cut cuts[] = {
    {CUT_DEVICE, "Verzonden vanaf mijn iPad", "Akkoord", ACCEPT},
    {CUT_DEVICE, "Verzonden vanaf mijn iPad lukt het niet.", "Akkoord", UNCLEAR},
    {CUT_DEVICE, "Verzonden vanaf mijn iPad lukt het niet.", "Bedankt", NONE},
    {CUT_DEVICE, "Sent with Outlook the attachment is empty", "I accept", UNCLEAR},
    {CUT_RULE, "--\nEls Bos\nInkoop | Jansen BV", "Akkoord", ACCEPT},
    {CUT_RULE, "--\nmaar de muis is nu stuk", "Akkoord", UNCLEAR},
    {CUT_RULE, "--\nmaar de muis is nu stuk", "Bedankt", NONE},
    {CUT_RULE, "--\nmaar de muis is nu stuk", "Ontvangst bevestig ik", NONE},
    {CUT_RULE, "_____\nWilt u de monteur sturen?", "Akkoord", UNCLEAR},
    {CUT_SIGNATURE, "-- \nEls Bos\nTest Manager", "Akkoord", ACCEPT},
    {CUT_SIGNATURE, "-- \nDo not close yet", "Accepted", UNCLEAR},
    {CUT_SIGNATURE, "-- \nEls\nWij lossen elk probleem op", "Bedankt", THANKS},
    {CUT_SIGNATURE,
	"-- \nDit bericht is vertrouwelijk en niet voor anderen dan de geadresseerde bestemd.",
	"Akkoord", ACCEPT},
    {CUT_BANNER,
	"CAUTION: This email originated from outside the organization. Do not click links or "
	"open "
	"attachments unless you recognize the sender.",
	"Akkoord", ACCEPT},
    {CUT_BANNER,
	"WAARSCHUWING: Deze e-mail komt van buiten de organisatie. Klik niet op links en open "
	"geen bijlagen tenzij u de afzender herkent.",
	"Akkoord", ACCEPT},
    {CUT_BANNER, "Let op: extern bericht. Mijn scherm is nog stuk.", "Akkoord", UNCLEAR},
    /* what somebody else wrote, or we, is no answer to read */
    {CUT_QUOTE, "> het werkt niet", "Akkoord", ACCEPT},
    {CUT_QUOTE, "> akkoord", "", NONE},
    {CUT_REF, "Ref: niet", "Akkoord", ACCEPT},
};

static void
test_cuts(void **state)
{
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++) {
		g_autoptr(Message) message = message_new();
		Answer answer = {0};

		g_free(message->text);
		message->text = g_strdup(cuts[i].text);
		message_cut_add(message->cut, cuts[i].kind, g_strdup(cuts[i].cut));
		answer_read(answers, message, false, &answer);
		if (answer.kind != cuts[i].answer)
			fail_msg("\"%s\" and \"%s\": %s", cuts[i].text, cuts[i].cut,
			    answer_kind_name(answer.kind));
		answer_clear(&answer);
	}
}

/* Whose words begin with another's may only repeat them. */
static void
test_begins_quoted(void **state)
{
	static const struct {
		const char *text;
		AnswerKind answer;
	} rows[] = {{"Akkoord", UNCLEAR}, {"Mag dicht", UNCLEAR}, {"Niet akkoord", REJECT},
	    {"Bedankt", THANKS}};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Message) message = message_new();
		Answer answer = {0};

		g_free(message->text);
		message->text = g_strdup(rows[i].text);
		message->begins_quoted = true;
		answer_read(answers, message, false, &answer);
		assert_int_equal(answer.kind, rows[i].answer);
		answer_clear(&answer);
	}
}

/* A wish to close is an accept of a solution, and of nothing else. */
static void
test_wish(void **state)
{
	static const struct {
		const char *text;
		bool wish;
	} rows[] = {{"Mag dicht", true}, {"Please close the case", true}, {"Akkoord", false},
	    {"Akkoord, mag dicht", false}, {"Ik ben akkoord, mag dicht", false},
	    {"Het voorstel is akkoord, sluit maar", false}};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Answer answer = read_answer(answers, "", rows[i].text, false);

		assert_int_equal(answer.kind, ANSWER_ACCEPT);
		assert_int_equal(answer.wish, rows[i].wish);
		answer_clear(&answer);
	}
}

/* Each line of a file but remarks, and its wanted; false: there is no more. */
static bool
next_reply(char **lines, size_t *at, char **ret_wanted, char **ret_text)
{
	for (; lines[*at] != NULL; (*at)++) {
		char *bar = strchr(lines[*at], '|');

		if (*lines[*at] == '#' || bar == NULL)
			continue;
		*ret_wanted = g_strndup(lines[*at], (size_t)(bar - lines[*at]));
		*ret_text = g_strcompress(bar + 1);
		(*at)++;
		return true;
	}
	return false;
}

static char **
load_replies(void)
{
	g_autofree char *all = NULL;

	assert_true(
	    g_file_get_contents(SRCDIR "/tests/unit/rules/replies.txt", &all, NULL, NULL));
	return g_strsplit(all, "\n", -1);
}

/* What a customer's answer does to a solved case. */
static char
outcome_of(const Answers *answers, const char *text)
{
	static const char OUTCOMES[] = {[NONE] = 'R',
	    [ACCEPT] = 'A',
	    [REJECT] = 'R',
	    [UNCLEAR] = 'Q',
	    [THANKS] = 'C',
	    [ANSWER_REMARK] = 'C'};
	Answer answer = read_answer(answers, "Re: Scherm", text, false);

	answer_clear(&answer);
	return OUTCOMES[answer.kind];
}

static void
test_replies(void **state)
{
	g_auto(GStrv) lines = load_replies();
	g_autoptr(Answers) answers = load();
	unsigned wrong = 0, count = 0;
	char *wanted = NULL, *text = NULL;

	(void)state;
	for (size_t at = 0; next_reply(lines, &at, &wanted, &text); count++) {
		char outcome = outcome_of(answers, text);

		if (strchr(wanted, outcome) == NULL && *wanted != 'T') {
			print_error("%s, not %c: %s\n", wanted, outcome, text);
			wrong++;
		}
		g_free(wanted);
		g_free(text);
	}
	assert_int_equal(wrong, 0);
	assert_true(count > 600);
}

/* Whoever wants it open, or says what nobody foresaw, never closes, whatever accept stands beside it. */
static void
test_replies_beside_accepts(void **state)
{
	static const char *const shapes[] = {"Akkoord. %s", "Akkoord, %s", "akkoord %s",
	    "Mag dicht. %s", "Mag dicht, %s", "%s, akkoord", "%s. Mag dicht.", "Accepted. %s",
	    "Please close, %s", "%s. Agreed."};
	g_auto(GStrv) lines = load_replies();
	g_autoptr(Answers) answers = load();
	unsigned wrong = 0;
	char *wanted = NULL, *text = NULL;

	(void)state;
	for (size_t at = 0; next_reply(lines, &at, &wanted, &text);) {
		for (size_t i = 0;
		     (*wanted == 'R' || *wanted == 'T') && i < G_N_ELEMENTS(shapes); i++) {
			g_auto(GStrv) around = g_strsplit(shapes[i], "%s", 2);
			g_autofree char *both = g_strconcat(around[0], text, around[1], NULL);

			if (outcome_of(answers, both) == 'A') {
				print_error("closed: %s\n", both);
				wrong++;
			}
		}
		g_free(wanted);
		g_free(text);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_dutch),
	    cmocka_unit_test(test_story),
	    cmocka_unit_test(test_letters),
	    cmocka_unit_test(test_others),
	    cmocka_unit_test(test_critical),
	    cmocka_unit_test(test_table_is_large),
	    cmocka_unit_test(test_subjects),
	    cmocka_unit_test(test_questions),
	    cmocka_unit_test(test_reason),
	    cmocka_unit_test(test_where),
	    cmocka_unit_test(test_doubt_never_accepts),
	    cmocka_unit_test(test_calendars),
	    cmocka_unit_test(test_files),
	    cmocka_unit_test(test_replies),
	    cmocka_unit_test(test_replies_beside_accepts),
	    cmocka_unit_test(test_cuts),
	    cmocka_unit_test(test_begins_quoted),
	    cmocka_unit_test(test_wish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
