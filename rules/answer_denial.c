/* SPDX-License-Identifier: Apache-2.0 */
/* A sentence is its words in small letters, without apostrophes and without those that only lend it weight. */
#include "rules/answer_denial.h"

#include <glib.h>
#include <string.h>

#define READ_MOST 1000 /* bytes of the text */
#define SENTENCES_MOST 6

/* What a word may be in such a sentence; bits. */
enum {
	SELF = 1,
	OTHERS = 1 << 1, /* who is spoken to, or of */
	NOT = 1 << 2,
	DID = 1 << 3, /* what one does who wants something of a desk */
	SENT = 1 << 4,
	KNOW = 1 << 5,
	HOW = 1 << 6,  /* what is not known is how, or where */
	CODE = 1 << 7, /* what one has trouble with who did ask */
	YET = 1 << 8,
	CAN = 1 << 9,
	CRIME = 1 << 10,
};

static const struct {
	const char *words; /* between spaces */
	int is;
} CLASSES[] = {
    {" ik mij me mijn wij we ons onze i my mine us our ive im ", SELF},
    {" je jij jullie u uw hij zij ze you your they he she ", OTHERS},
    {" niet niets niks geen nooit nimmer not nothing never no none didnt dont havent hasnt ",
	NOT},
    {" gevraagd aangevraagd gedaan ingediend opgevraagd verzocht besteld aangemeld ingesteld"
     " gekoppeld gewijzigd veranderd gemaakt opgegeven goedgekeurd ingeschreven ask asked"
     " request requested done make made order ordered submit submitted register"
     " registered change changed set apply applied approve approved ",
	DID},
    {" gestuurd verstuurd verzonden gezonden gemaild geschreven send sent write wrote written"
     " email emailed mail mailed contacted ",
	SENT},
    {" weet weten ken kennen herken herkennen know knew recognise recognize ", KNOW},
    {" hoe waar waarom welk welke wanneer how where which why when whether ", HOW},
    {" code codes cijfer cijfers digit digits app apps telefoon phone ", CODE},
    {" nog yet eerder ", YET},
    {" kan kon kunnen konden lukt can cant cannot could couldnt ", CAN},
    {" fraude fraudeur fraud phishing scam scammer oplichting oplichter oplichters misbruik"
     " misbruikt spoofing gehackt hacked hacker nepmail vervalst forged impersonating"
     " identiteitsfraude ",
	CRIME},
};

/* They say nothing by themselves. */
static const char LIGHT[] = " echt hoor toch zeker absoluut helemaal zelf wel dus ook hier "
			    "hiervan daar er sorry beslist"
			    " definitely certainly really actually absolutely at all simply "
			    "truly beste hallo hoi dag hi"
			    " hello dear ";

/* Each is enough, whatever stands around it. */
static const char *const PHRASES[] = {"was ik niet", "ben ik niet", "ik was het niet",
    "ik ben het niet", "ik was dit niet", "ik was dat niet", "ik ben dit niet",
    "ik ben dat niet", "waren wij niet", "waren we niet", "niet van mij", "niet door mij",
    "niet van ons", "niet door ons", "niet bij mij vandaan", "niet afkomstig van mij",
    "niet mijn mail", "niet mijn adres", "niet mijn aanvraag", "niet mijn verzoek",
    "niet mijn bericht", "iemand anders", "uit mijn naam", "in mijn naam", "niets mee te maken",
    "niks mee te maken", "not me", "wasnt me", "isnt me", "not mine", "wasnt mine", "isnt mine",
    "not from me", "not by me", "not us", "wasnt us", "not from us", "not my email",
    "not my request", "not my address", "not my message", "isnt my address", "isnt my request",
    "someone else", "somebody else", "in my name", "nothing to do with", "not do this",
    "didnt do this", "not do that", "didnt do that", "never did", NULL};

/* The same where it is not the code that is not known, or not right. */
static const char *const UNLESS_CODE[] = {"geen idee", "no idea", "zegt mij niets",
    "zegt me niets", "zegt mij niks", "zegt me niks", "weet niet wat", "dont know what",
    "do not know what", "dit klopt niet", "dat klopt niet", "klopt helemaal niet", "not right",
    "not correct", NULL};

/* As the whole of the first sentence. */
static const char *const ALONE[] = {"nee", "neen", "no", "nope", "ik niet", "niet", "nooit",
    "never", "not i", "nee bedankt", "nee dank je", "nee dank u", "no thanks", "no thank you",
    NULL};
static const char *const NO[] = {"nee", "neen", "no", "nope", NULL};
static const char *const YES[] = {
    "ja", "jawel", "jazeker", "klopt", "yes", "yep", "correct", NULL};

/* Between spaces, with one between two words. Caller owns. */
static char *
tidy(const char *sentence)
{
	g_auto(GStrv) words = g_strsplit_set(sentence, " \t\r\n,:\"()[]<>*_/-.!?;", -1);
	GString *tidied = g_string_new(" ");

	for (size_t i = 0; words[i] != NULL; i++) {
		g_autofree char *padded = g_strdup_printf(" %s ", words[i]);

		if (*words[i] != '\0' && strstr(LIGHT, padded) == NULL)
			g_string_append_printf(tidied, "%s ", words[i]);
	}
	return g_string_free(tidied, FALSE);
}

static bool
has_one(const char *padded, const char *const *phrases)
{
	for (; *phrases != NULL; phrases++) {
		g_autofree char *wanted = g_strdup_printf(" %s ", *phrases);

		if (strstr(padded, wanted) != NULL)
			return true;
	}
	return false;
}

static bool
begins_with(const char *padded, const char *const *words)
{
	g_autofree char *first = g_strndup(padded + 1, strcspn(padded + 1, " "));

	return g_strv_contains(words, first);
}

/* ret_subject: who is named first, or 0. */
static int
classes_of(const char *padded, int *ret_subject)
{
	g_auto(GStrv) words = g_strsplit(padded, " ", -1);
	int is = 0;

	*ret_subject = 0;
	for (size_t w = begins_with(padded, NO) ? 2 : 1; words[w] != NULL; w++) {
		g_autofree char *wanted = g_strdup_printf(" %s ", words[w]);

		for (size_t i = 0; *words[w] != '\0' && i < G_N_ELEMENTS(CLASSES); i++) {
			if (strstr(CLASSES[i].words, wanted) == NULL)
				continue;
			is |= CLASSES[i].is;
			if (*ret_subject == 0)
				*ret_subject = CLASSES[i].is & (SELF | OTHERS);
		}
	}
	/* "ik heb nog nooit iets gevraagd" */
	return strstr(padded, " nog nooit ") == NULL ? is : is & ~YET;
}

static bool
denies_by_verb(int is)
{
	if ((is & NOT) == 0 || (is & (CAN | YET)) != 0)
		return false;
	return (is & DID) != 0 || ((is & SENT) != 0 && (is & CODE) == 0) ||
	       ((is & KNOW) != 0 && (is & (CODE | HOW)) == 0);
}

static bool
sentence_denies(const char *padded, bool is_first)
{
	g_autofree char *words = g_strstrip(g_strdup(padded));
	int subject = 0;
	int is = classes_of(padded, &subject);

	if (has_one(padded, PHRASES) || ((is & CODE) == 0 && has_one(padded, UNLESS_CODE)))
		return true;
	if ((is & CRIME) != 0)
		return (is & NOT) == 0;
	return (is_first && g_strv_contains(ALONE, words)) ||
	       (subject != OTHERS && denies_by_verb(is));
}

/* In small letters; a line that goes on is one sentence, an empty one ends it. Caller owns. */
static char *
plain(const char *text)
{
	g_autofree char *some = g_strndup(text, strnlen(text, READ_MOST));
	g_autofree char *valid = g_utf8_make_valid(some, -1);
	g_autofree char *lower = g_utf8_strdown(valid, -1);
	GString *without = g_string_new(NULL);

	for (const char *at = lower; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_str_has_prefix(at, "\n\n"))
			g_string_append_c(without, '.');
		else if (c != '\'' && c != 0x2019 && c != 0x2018)
			g_string_append_unichar(without, c);
	}
	return g_string_free(without, FALSE);
}

bool
answer_denial_read(const char *text)
{
	g_autofree char *read = plain(text);
	unsigned looked = 0;

	for (const char *at = read; *at != '\0' && looked < SENTENCES_MOST;) {
		size_t length = strcspn(at, ".!?;");
		g_autofree char *sentence = g_strndup(at, length);
		g_autofree char *padded = tidy(sentence);
		bool asks = at[length] == '?';

		at += length + (at[length] != '\0');
		if (asks || g_str_equal(padded, " "))
			continue;
		if (looked == 0 && begins_with(padded, YES))
			return has_one(padded, PHRASES);
		if (sentence_denies(padded, looked == 0))
			return true;
		looked++;
	}
	return false;
}
