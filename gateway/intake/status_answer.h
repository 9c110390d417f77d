/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How tickets stand, by mail: "status CS0001234", "mijn cases", "cases van mijn organisatie". To whom it is told is
 * decided elsewhere; here is what is asked about, and the letter that tells it.
 */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/letters/customer_letter.h"

/* Whose state is asked for: the ticket whose number stands in the new text, else in the subject, else the one that the
 * mail belongs to. */
bool status_answer_find(MailFacts *facts, GError **error);

/* Writes LETTER_STATUS or LETTER_STATUS_REFUSED: the latter has constant words, nothing is told. */
bool status_answer_correspond(const MailFacts *facts, const LetterOrder *order, GError **error);
