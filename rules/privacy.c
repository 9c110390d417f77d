/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/privacy.h"

#include <glib.h>
#include <string.h>

/* What a word may be in such a sentence; bits. */
enum {
	OWN = 1,         /* mine */
	DATA = 1 << 1,   /* data, or what else people keep in files */
	PERSON = 1 << 2, /* what is only said of people's own data */
	ERASE = 1 << 3,
	ERASED = 1 << 4, /* the same as it is done, or was */
	ACCESS = 1 << 5, /* to look at, a copy */
	WHICH = 1 << 6,
	KEEP = 1 << 7, /* what who has the data does with them */
	WISH = 1 << 8,
	LAW = 1 << 9,
	DOUBT = 1 << 10, /* not, lost, by accident, needed: something else is meant */
	PLACE = 1 << 11, /* where files lie */
};

static const struct {
	const char *words; /* between spaces */
	int is;
} CLASSES[] = {
    {" mijn mij me m'n my mine myself mezelf mijzelf ", OWN},
    {" gegevens data informatie information details info alles everything ", DATA},
    {" persoonsgegevens klantgegevens contactgegevens persoonlijke persoonlijk personal ",
	PERSON},
    {" verwijder verwijderen verwijdert wis wissen wist vernietig vernietigen schrap schrappen"
     " delete erase remove destroy wipe vergeet vergeten forget ",
	ERASE},
    {" verwijderd gewist vernietigd geschrapt deleted erased removed destroyed wiped "
     "forgotten ",
	ERASED},
    {" inzage inzien opvragen opvraag overzicht kopie afschrift uitdraai copy overview access"
     " export see ",
	ACCESS},
    {" welke wat what which ", WHICH},
    {" jullie u uw jou je you your hebben heeft bewaren bewaart bewaard opgeslagen opslaan "
     "weten"
     " weet verwerken verwerkt have hold store stored keep kept know process processed ",
	KEEP},
    {" wil willen wilt graag kunnen kunt kan laten verzoek verzoeken verzoekt aub alsjeblieft"
     " alstublieft want would like please can could request requesting ask ",
	WISH},
    {" avg gdpr inzageverzoek verwijderverzoek vergeetverzoek vergetelheid dsar erasure ", LAW},
    {" niet geen nooit not never don't dont doesn't ongeluk accident accidentally kwijt "
     "verloren lost"
     " terug terughalen herstellen herstel recover restore back nodig need needed required"
     " invullen aanleveren wijzigen aanpassen veranderen change update correct kloppen klopt ",
	DOUBT},
    {" laptop computer pc telefoon mobiel phone mobile schijf disk drive usb stick usb-stick "
     "map"
     " mappen folder folders bestand bestanden file files server mailbox postvak inbox outlook"
     " excel word sheet spreadsheet formulier form printer cloud onedrive sharepoint teams"
     " backup back-up tablet werkplek share netwerkschijf cache browser database-export"
     " device apparaat ",
	PLACE},
};

static int
class_of(const char *word)
{
	g_autofree char *wanted = g_strdup_printf(" %s ", word);
	int is = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(CLASSES); i++)
		if (strstr(CLASSES[i].words, wanted) != NULL)
			is |= CLASSES[i].is;
	return is;
}

/* Data with a place are files; what is told is no wish. */
static bool
says(int is, bool forgets_me)
{
	bool own_data = (is & OWN) != 0 && (is & (DATA | PERSON)) != 0;
	bool erases = (is & ERASE) != 0 || ((is & ERASED) != 0 && (is & WISH) != 0);

	if ((is & DOUBT) != 0 || (is & PLACE) != 0)
		return false;
	if ((is & LAW) != 0)
		return erases || (is & (OWN | ACCESS | WISH)) != 0;
	if (forgets_me || (own_data && erases))
		return true;
	if (!own_data)
		return false;
	return ((is & WHICH) != 0 && (is & KEEP) != 0) ||
	       ((is & ACCESS) != 0 && (is & (PERSON | KEEP)) != 0);
}

/* "vergeet mij", "forget me". */
static bool
is_forget_me(const char *word, const char *next)
{
	return (strcmp(word, "vergeet") == 0 || strcmp(word, "forget") == 0) && next != NULL &&
	       (strcmp(next, "mij") == 0 || strcmp(next, "me") == 0);
}

static bool
sentence_asks(const char *sentence)
{
	g_auto(GStrv) words = g_strsplit_set(sentence, " \t\r,:;\"()[]<>*_/", -1);
	bool forgets_me = false;
	int is = 0;
	unsigned count = 0;

	for (size_t i = 0; words[i] != NULL; i++) {
		if (*words[i] == '\0')
			continue;
		is |= class_of(words[i]);
		forgets_me = forgets_me || is_forget_me(words[i], words[i + 1]);
		count++;
	}
	return says(is, forgets_me && count <= 5);
}

bool
privacy_asked(const char *text)
{
	g_autofree char *some = g_strndup(text, strnlen(text, PRIVACY_READ_MOST));
	g_autofree char *valid = g_utf8_make_valid(some, -1);
	g_autofree char *lower = g_utf8_strdown(valid, -1);
	g_auto(GStrv) lines = NULL;
	g_autofree char *joined = NULL;
	g_auto(GStrv) sentences = NULL;
	bool asks = false;

	/* a line that goes on is one sentence, an empty one ends it */
	lines = g_strsplit(lower, "\n\n", -1);
	joined = g_strjoinv(".", lines);
	g_strdelimit(joined, "\n", ' ');
	sentences = g_strsplit_set(joined, ".!?", -1);
	for (size_t i = 0; sentences[i] != NULL && !asks; i++)
		asks = sentence_asks(sentences[i]);
	return asks;
}
