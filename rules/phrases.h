/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's words, by what they say, and where they stand in a text. */
#pragma once

#include "rules/words.h"

/* What a phrase says; a phrase may say more than one thing, in different languages. */
typedef enum {
	SAYS_ACCEPT,
	SAYS_REJECT,
	SAYS_NO,       /* "nee": by itself no answer, but an accept beside it is none either */
	SAYS_NEGATE,   /* "niet" */
	SAYS_BUT,      /* "maar", "zodra", "probleem": what makes an accept doubtful */
	SAYS_HARMLESS, /* "geen problemen meer": sounds like doubt and is none */
	SAYS_LEAD,     /* "ja", "hierbij": may stand before the keyword */
	SAYS_THANKS,
	SAYS_GREET,
	SAYS_POLITE, /* "voor de snelle hulp": says nothing by itself */
	SAYS_BESIDE, /* "de printer": may stand beside an accept, and nowhere else */
	SAYS_CLOSE,  /* "met vriendelijke groet" */
	SAYS_FOOTER, /* "verzonden vanaf mijn": from this line on nobody wrote anything */
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

/* false: there is no word in it. */
bool phrases_add(Phrases *phrases, Says says, const char *phrase);

/* Finds for every word the phrases that begin with it; to be called once, before the two below. */
void phrases_look_up(const Phrases *phrases, GArray *words);

/* How many words, from words[at] on, the longest such phrase takes; 0: none stands there. It stays in one clause. */
size_t phrases_at(const Phrases *phrases, Says says, const GArray *words, size_t at);

/* The same, where negations, and beside them pleasantries and leading words, may stand between the phrase's words
 * ("ik ga *hiermee niet* akkoord"): adds to *negations how many. Without a negation there may be nothing between
 * them: "is akkoord" says something, "is dit akkoord" asks. */
size_t phrases_around(
    const Phrases *phrases, Says says, const GArray *words, size_t at, unsigned *negations);
