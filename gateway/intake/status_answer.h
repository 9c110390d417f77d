/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How tickets stand, by mail: "status CS0001234", "mijn cases", "cases van mijn organisatie". To whom it is told is
 * decided elsewhere; here is what is asked about, and the letter that tells it.
 */
#pragma once

#include "gateway/intake/decide.h"
#include "gateway/letters/customer_letter.h"

/* The one ticket that a question for the state is about. */
typedef struct {
	Ticket *ticket; /* own; or NULL: no number is named */
	bool unseen;    /* the number is of a ticket that the sender may not see, or of none */
} StatusAsked;
void status_answer_asked_clear(StatusAsked *asked);
/* By a number in the new text, else in the subject. */
bool status_answer_find(Context *context, const Message *message, const Contact *sender,
    StatusAsked *ret_asked, GError **error);

/* Writes LETTER_STATUS or LETTER_STATUS_REFUSED: the latter has constant words, nothing is told. */
bool status_answer_correspond(
    Context *context, const LetterOrder *order, const Situation *situation, GError **error);
