/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's words, by what they say, and where they stand in a text. */
#pragma once

#include "rules/words.h"

/* What a phrase says; a phrase may say more than one thing, in different languages. */
typedef enum {
	SAYS_ACCEPT,
	SAYS_REJECT,
	SAYS_WISH,    /* "mag ... dicht", "please close": wants the ticket closed */
	SAYS_REQUEST, /* "kunnen jullie ... sluiten": the same, as a question */
	SAYS_NO,      /* "nee": by itself no answer, but an accept beside it is none either */
	SAYS_NEGATE,  /* "niet" */
	SAYS_ASK,     /* "wanneer", "ga ik": begins a question, with or without its mark */
	SAYS_LATER,   /* "testen": who has yet to try asks for nothing, and accepts nothing */
	SAYS_AWAY, /* "met verlof": the same where nothing is accepted, and no doubt where it is */
	SAYS_PERHAPS, /* "lijkt": beside thanks it takes nothing away, beside an accept it does */
	SAYS_BUT,     /* "maar", "zodra": what makes an accept doubtful */
	SAYS_WANT,    /* "ik verwacht": the same; what somebody wants more than thanks */
	SAYS_ORDER,   /* "regel": the same, but for who does so herself, "ik regel het" */
	SAYS_ASIDE, /* "drie", "na": what an accept is not sure beside; of thanks it takes nothing */
	SAYS_TROUBLE,  /* "kapot": the same, unless it is none ("geen") or over */
	SAYS_FAULT,    /* "storing": trouble that may be gone */
	SAYS_GONE,     /* "weg": trouble, unless it is a fault that is gone */
	SAYS_AGAIN,    /* "weer": what comes again is trouble, unless it works again */
	SAYS_REPEAT,   /* "alweer", "de hele dag": the same, and never that it works again */
	SAYS_CAN,      /* "kunnen": what somebody can do is no trouble */
	SAYS_NOW,      /* "nu": what is done now is as good as what is known */
	SAYS_PAST,     /* "was", "kreeg": tells of what was so, and may be no longer */
	SAYS_CAUSE,    /* "bleek": what it was, so it is no longer */
	SAYS_IF,       /* "mocht", "als": what follows has not come about */
	SAYS_YOU,      /* "jullie": what the desk did wrong is no cause that is over */
	SAYS_SELF,     /* "ik": what writers tell of themselves is no trouble of a thing */
	SAYS_SEES,     /* "hoor": but what they see and hear may be */
	SAYS_HAS,      /* "heb": what they have is like that, and what they have done is past */
	SAYS_IT,       /* "het", "er": a thing that was named before */
	SAYS_HARMLESS, /* "nog een fijne dag": sounds like doubt and is none */
	SAYS_OVER,     /* "verholpen": what ends trouble */
	SAYS_SUCCESS,  /* "werkt" */
	SAYS_DOES,     /* "opent": success where it does so again */
	SAYS_LEAD,     /* "ja", "hierbij": may stand before the keyword */
	SAYS_THANKS,
	SAYS_GREET,
	SAYS_BEHALF,     /* "namens": behind it stands who */
	SAYS_ABOUT,      /* "voor", "bij": behind it stands for what, or where */
	SAYS_PERSON,     /* "collega": in front of an accept, whose it is */
	SAYS_PLACE,      /* "op", "van": the same of the noun that follows */
	SAYS_ARTICLE,    /* "de", "mijn": a noun follows */
	SAYS_AND,        /* "en", "nu": goes on to something else */
	SAYS_ALSO,       /* "ook": takes nothing away where it works */
	SAYS_POLITE,     /* "voor de snelle hulp": says nothing by itself */
	SAYS_DONE,       /* "geïnstalleerd": what was done, of a thing */
	SAYS_BESIDE,     /* "de printer": may stand beside an accept, and nowhere else */
	SAYS_CLOSE,      /* "met vriendelijke groet" */
	SAYS_POSTSCRIPT, /* "ps": begins what is said below the name */
	SAYS_FOOTER,     /* "verzonden vanaf mijn": begins a line that nobody wrote */
	SAYS_NOTICE, /* "vertrouwelijk", "milieu": two of them in one paragraph, and nobody wrote that */
	SAYS_VERB,   /* "is", "ik": a line with one is a sentence */
	SAYS_TICKET, /* "melding": what is closed where somebody wishes so */
	SAYS_VAGUE,  /* "vraag", "help": says that there is something, and not what */
	SAYS_STATUS,
	SAYS_MINE,
	SAYS_ORGANISATION,
	SAYS_FORMS,
	SAYS_COUNT,
} Says;

typedef struct Phrases Phrases;
Phrases *phrases_new(void);
void phrases_free(Phrases *phrases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Phrases, phrases_free)

/* Where "..." stands in it, words that say nothing may stand: "keur ... goed"; of words with a bar between them each may
 * stand: "mag|mogen ... dicht". false: there is no word in it, or at a bar. */
bool phrases_add(Phrases *phrases, Says says, const char *phrase);

/* Finds for every word the phrases that begin there, and for one that is on no list the word that it misspells, if it
 * is one of those that answers turn on; to be called once, before the two below. Whole clauses may be removed after. */
void phrases_look_up(const Phrases *phrases, GArray *words);

/* How many words, from words[at] on, the longest such phrase takes; 0: none stands there. It stays in one clause. */
size_t phrases_at(Says says, const GArray *words, size_t at);

/* The same, where negations, and beside them pleasantries and leading words, may stand between the phrase's words
 * ("ik ga *hiermee niet* akkoord"): adds to *negations how many. Without a negation there may be nothing between
 * them but where the phrase says so: "is akkoord" says something, "is dit akkoord" asks. */
size_t phrases_around(Says says, const GArray *words, size_t at, unsigned *negations);
