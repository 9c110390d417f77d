/* SPDX-License-Identifier: Apache-2.0 */
/* The words of answers/<lang>.yaml, all languages together; loading is in rules/answer.h. */
#pragma once

#include "rules/answer.h"
#include "rules/phrases.h"

/* Borrowed from the answers. */
const Phrases *answers_phrases(const Answers *answers);

/* Lines by which people change their own data; the first three as in rules/details.h. */
typedef enum {
	ANSWERS_DETAIL_NAME,
	ANSWERS_DETAIL_ADDRESS,
	ANSWERS_DETAIL_LANGUAGE,
	ANSWERS_DETAIL_HEADING, /* "Adreswijziging": says what the mail is about, and no more */
	ANSWERS_DETAILS,
} AnswersDetail;
/* Their words (char *), folded. Borrowed. */
const GPtrArray *answers_details(const Answers *answers, AnswersDetail detail);
/* The code of the language of this name, folded: "engels" is "en"; or NULL. Borrowed. */
const char *answers_language(const Answers *answers, const char *name);
/* What the language of this code is called in itself, or NULL. Borrowed. */
const char *answers_called(const Answers *answers, const char *language);
