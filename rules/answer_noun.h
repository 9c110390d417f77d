/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a word that is on no list can be a noun only, by the words around it: what it says matters little there, as long
 * as something good is said of it.
 */
#pragma once

#include "rules/answer_scan.h"

/* "op *de nieuwe* derde", "van *mijn* leidinggevende". */
bool answer_noun_of_place(const AnswerScan *reading, size_t at);

/* "van *12* maart", "in kamer *3*": a number beside a word that is known to say nothing; or
 * behind one that nobody knows, whose it is: "firmware *2.1*". */
bool answer_noun_is_number(const AnswerScan *reading, size_t at);

/* "*op* kantoor", "*op mijn* kantoor": it is no subject. */
bool answer_noun_has_place(const AnswerScan *reading, size_t at);

/* "nagelopen", "geschaut", "clicked": by its letters. */
bool answer_noun_is_participle(const AnswerScan *reading, size_t at);

/* "we *clicked*", "ik *regelde*": what its writer did. */
bool answer_noun_is_past(const AnswerScan *reading, size_t at);

/* Whether it can be a verb only: "ratelt *de* hele dag", "ratelt *en* werkt". */
bool answer_noun_is_verb(const AnswerScan *reading, size_t at);
