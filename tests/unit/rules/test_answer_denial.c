/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "rules/answer_denial.h"

static const char *const DENIALS[] = {
    "Dat was ik niet.",
    "dit was ik niet",
    "Dat ben ik niet!",
    "Ik was het niet",
    "Ik was dit echt niet hoor.",
    "Was ik niet.",
    "Nee",
    "Nee.",
    "Nee hoor.",
    "Nee, dank je",
    "Ik niet!",
    "Nee, dat was ik niet.\n\nGroeten, Els",
    "Beste servicedesk,\n\nIk heb dit niet aangevraagd.\n\nGroet,\nEls",
    "Hallo, ik heb hier niet om gevraagd.",
    "Hier heb ik niet om gevraagd",
    "Hier heb ik helemaal niet om verzocht.",
    "Ik heb niets gevraagd.",
    "Ik heb niks aangevraagd!!",
    "Ik heb nog nooit iets aangevraagd.",
    "Ik heb geen mail gestuurd",
    "Ik heb jullie geen mail gestuurd.",
    "Ik heb u niets gestuurd",
    "We hebben dit niet verstuurd.",
    "Deze mail heb ik niet gestuurd, ik weet van niets.",
    "Ik weet hier niets van.",
    "Daar weet ik niets van",
    "Hier weten wij niks van.",
    "Geen idee waar dit over gaat, ik heb niets gedaan.",
    "Ik heb geen idee wat dit is",
    "Ik ken dit verzoek niet.",
    "Deze aanvraag herken ik niet.",
    "Die komt niet van mij.",
    "Deze mail is niet van mij afkomstig",
    "Dit verzoek is niet door mij gedaan",
    "Dit is niet mijn aanvraag",
    "Dat is niet mijn adres.",
    "Ik heb geen code aangevraagd.",
    "Ik heb [code] niet gevraagd!",
    "Iemand anders gebruikt mijn adres.",
    "Er schrijft iemand in mijn naam",
    "Daar heb ik niets mee te maken.",
    "Dit is fraude.",
    "Volgens mij is dit phishing",
    "Ik ben gehackt!",
    "Dit klopt niet.",
    "Nee, dit klopt niet.",
    "Wat is dit? Ik heb niets aangevraagd.",
    "Help! Dit heb ik niet gedaan!",
    "Ik heb mijn app niet gekoppeld.",
    "Ik heb mijn adres niet gewijzigd",
    "Ik stuur de code niet, want dit was ik niet.",
    "Heb ik niet gedaan.",
    "niet aangevraagd",
    "This was not me.",
    "That wasn't me",
    "That wasn\xe2\x80\x99t me!",
    "It wasn't me.",
    "Not me.",
    "No",
    "No, this was not me.",
    "no thanks",
    "Nope.",
    "I did not ask for this.",
    "I didn't ask for this",
    "I have not requested this",
    "I haven't requested anything.",
    "I never requested this.",
    "I never asked for this, please look into it",
    "I did not do this.",
    "I did not send this email.",
    "I didn't send you anything",
    "I sent nothing",
    "We did not send that.",
    "I did not request a code.",
    "I made no request",
    "I know nothing about this.",
    "I don't know anything about this",
    "I don't recognise this request.",
    "I do not know what this is",
    "I have no idea what this is about.",
    "This did not come from me, it is not mine.",
    "This is not my request",
    "That's not my address.",
    "Someone else is using my address",
    "Somebody else must have done this.",
    "Someone is pretending to write in my name.",
    "I had nothing to do with this.",
    "This is fraud!",
    "This looks like phishing",
    "My mailbox was hacked.",
    "That's not right.",
    "Hi,\n\nI did not\nask for this.\n\nEls",
    "I did not change my email address",
};

static const char *const OTHERS[] = {
    "",
    "482913",
    "De code is 482913",
    "Ja",
    "Ja, dat was ik.",
    "Ja hoor, dat ben ik. Verder heb ik niets gevraagd.",
    "Klopt, dat was ik.",
    "Yes, that was me.",
    "Yes it was me. I didn't ask for anything else.",
    "Dank je wel!",
    "De code werkt niet.",
    "Ik heb geen code gekregen",
    "Ik kan de code niet vinden.",
    "Ik weet niet welke code.",
    "Ik weet niet waar de code staat",
    "Ik weet niet hoe dit moet.",
    "Ik heb de code nog niet gestuurd.",
    "Ik heb de code niet gestuurd omdat hij weg was",
    "Ik heb mijn telefoon niet bij me.",
    "Ik heb geen app meer.",
    "Dat is niet mijn code.",
    "Het is nog niet gedaan.",
    "Ik heb het nog niet gedaan",
    "Het lukt mij niet om het te doen.",
    "Ik kan dit niet doen",
    "Nee, de code werkt niet.",
    "Was ik dit niet?",
    "Heb ik dit aangevraagd?",
    "Is dit phishing?",
    "Dit is geen phishing.",
    "Waarom hebben jullie niets gedaan?",
    "Jullie hebben niets gestuurd.",
    "U heeft mij niets gestuurd.",
    "Graag toegang tot Boekhouding.",
    "Annuleer mijn aanvraag maar.",
    "Akkoord",
    "The code does not work.",
    "I did not get a code",
    "I didn't receive the code.",
    "I can't find the code",
    "I don't know which code you mean.",
    "I don't know how to do this",
    "I have not done it yet.",
    "No problem, here it is: 482913",
    "You did not send me a code.",
    "You didn't send anything",
    "My app shows no digits",
    "Did I ask for this?",
    "Please cancel my request.",
    "I approve.",
};

static void
reads_all(const char *const *texts, size_t count, bool expected)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++)
		if (answer_denial_read(texts[i]) != expected) {
			print_error("'%s'\n", texts[i]);
			wrong++;
		}
	assert_int_equal(wrong, 0);
}

static void
who_denies(void **state)
{
	(void)state;
	reads_all(DENIALS, G_N_ELEMENTS(DENIALS), true);
}

static void
who_says_something_else(void **state)
{
	(void)state;
	reads_all(OTHERS, G_N_ELEMENTS(OTHERS), false);
}

/* What stands far below is no answer, and takes no time. */
static void
long_texts(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 100000; i++)
		g_string_append(text, "het regent \xff. ");
	g_string_append(text, "dat was ik niet.");
	assert_false(answer_denial_read(text->str));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_denies),
	    cmocka_unit_test(who_says_something_else),
	    cmocka_unit_test(long_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
