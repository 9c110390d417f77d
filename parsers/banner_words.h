/* SPDX-License-Identifier: Apache-2.0 */
/* The words that warnings of mail systems are made of, in many languages, and what each says there. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
	BANNER_OUTSIDE = 1 << 0, /* "external", "buiten" */
	BANNER_SENDER = 1 << 1,
	BANNER_MAIL = 1 << 2,
	BANNER_THIS = 1 << 3,
	BANNER_ACT = 1 << 4,  /* what is to be done or left: click, open, trust */
	BANNER_CARE = 1 << 5, /* "caution", "let op" */
	BANNER_LINK = 1 << 6, /* links and attachments */
	BANNER_COMES = 1 << 7,
	BANNER_COMPANY = 1 << 8,
	BANNER_NOT = 1 << 9,
	BANNER_SELDOM = 1 << 10, /* "often", "first" */
	BANNER_PROVEN = 1 << 11, /* "verified", "identity" */
	BANNER_SCANNED = 1 << 12,
	BANNER_HARM = 1 << 13,  /* "virus", "phishing" */
	BANNER_OTHER = 1 << 14, /* a word that may stand in any sentence */
	BANNER_YOU = 1 << 15,
	BANNER_CAN = 1 << 16,
	BANNER_WHY = 1 << 17,   /* "important" */
	BANNER_NEVER = 1 << 18, /* a person's: "I", "thanks", "broken" */
} BannerWord;

/* word: in lower case, without diacritics and apostrophes. 0: it is none of them. */
BannerWord banner_word(const char *word);
