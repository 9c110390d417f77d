/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts the small words of each language. A word that several languages share counts for each of them and so
 * decides nothing; the winner must lead clearly, because a letter in the wrong language is worse than one in
 * the desk's own.
 */
#include "parsers/language.h"

#include <glib.h>
#include <string.h>

enum {
	MAX_WORDS = 400,
	MAX_WORD = 24,
};

static const struct {
	const char *language;
	const char *words; /* each between blanks */
} small_words[] = {
    {"nl", " de het een en van ik is niet dat op te voor met zijn er aan naar wij we jullie "
	   "mijn ons onze bij "
	   "maar ook nog geen kan kunt kunnen hebben heeft heb deze dit wordt worden graag "
	   "hallo beste bedankt "
	   "dank groet groeten goedemorgen goedemiddag akkoord opgelost werkt doet hoe wat "
	   "wanneer alvast "
	   "vriendelijke geachte hartelijk jij je u uw wel meer als om over uit door want "
	   "afwijzen "},
    {"en", " the a an and of i is not that on to for with are it this my our your have has was "
	   "were be been "
	   "can could would should please thanks thank hello hi dear regards you we they but "
	   "or from when "
	   "what how why there still does do did don't it's i'm at by as if no yes issue best "
	   "kind "},
    {"de", " der die das und ich ist nicht ein eine zu den mit für auf von wir sie es im dem "
	   "sind war haben "
	   "hat habe kann können bitte danke hallo grüße grüßen mein meine unser uns aber auch "
	   "noch kein keine "
	   "wie was wenn bei nach sehr geehrte herr frau vielen dank guten liebe viele ihre "
	   "ihr oder als "},
    {"fr", " le la les un une des et je est pas que pour avec sur dans nous vous ne ce cette "
	   "mon ma mes notre "
	   "votre mais ou où il elle sont ai avons avez merci bonjour cordialement plus du au "
	   "aux en qui "
	   "comment bien toujours bonne journée par "},
    {"es", " el la los las un una y de que no en es para con por se lo mi su nuestro pero como "
	   "está estoy "
	   "tengo hay gracias hola saludos buenos días usted muy cuando qué del al este esta "
	   "más favor "},
    {"it", " il lo la i gli le un una e di che non è per con su da in sono ho abbiamo mio "
	   "nostro ma come "
	   "grazie ciao buongiorno saluti cordiali questo questa del della dei ancora quando "
	   "anche mi si "},
    {"pt", " o a os as um uma e de que não em é para com por se no na meu minha nosso mas como "
	   "está estou "
	   "tenho obrigado obrigada olá bom dia boa tarde cumprimentos você do da ainda quando "
	   "também "},
    {"pl", " i w na nie się z do że jest to jak ale czy mam proszę dziękuję witam pozdrawiam "
	   "dzień dobry po "
	   "od za przez są był tylko jeszcze już mój nasz który "},
    {"sv", " och att det som är inte jag en ett på för med av till den har vi kan men om ni "
	   "från hej tack "
	   "hälsningar vänliga min vår när hur eller ska så också "},
    {"da", " og at det som er ikke jeg en et på for med af til den har vi kan men om i fra hej "
	   "tak hilsen "
	   "venlig min vores når hvordan eller skal så også hvad "},
    {"no", " og at det som er ikke jeg en et på for med av til den har vi kan men om dere fra "
	   "hei takk hilsen "
	   "vennlig min vår når hvordan eller skal så også hva "},
};

/* Copies the next word in lower case between blanks; returns what follows it. */
static const char *
next_word(const char *text, char word[static MAX_WORD + 8])
{
	size_t size = 1;

	while (*text != '\0' && !g_unichar_isalpha(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	word[0] = ' ';
	while (*text != '\0' && (g_unichar_isalpha(g_utf8_get_char(text)) || *text == '\'')) {
		if (size < MAX_WORD)
			size += (size_t)g_unichar_to_utf8(
			    g_unichar_tolower(g_utf8_get_char(text)), word + size);
		text = g_utf8_next_char(text);
	}
	word[size] = size > 1 ? ' ' : '\0';
	word[size + (size > 1)] = '\0';
	return text;
}

const char *
language_of(const char *text)
{
	unsigned scores[G_N_ELEMENTS(small_words)] = {0};
	unsigned best = 0;
	unsigned second = 0;
	size_t winner = 0;

	for (unsigned count = 0; count < MAX_WORDS && *text != '\0'; count++) {
		char word[MAX_WORD + 8];

		text = next_word(text, word);
		for (size_t i = 0; *word != '\0' && i < G_N_ELEMENTS(small_words); i++)
			scores[i] += strstr(small_words[i].words, word) != NULL;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(small_words); i++) {
		if (scores[i] > best) {
			second = best;
			best = scores[i];
			winner = i;
		} else if (scores[i] > second) {
			second = scores[i];
		}
	}
	return best == 0 || best < second + 1 + second / 4 ? NULL
							   : small_words[winner].language;
}
