/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mail systems and answering programs write by themselves, in many languages. Each phrase stands once, with all
 * that it tells; it is looked for in a text of lower case.
 */
#pragma once

#include <stdbool.h>

enum {
	/* In a report about delivery. */
	TELLS_REPORT_SUBJECT = 1 << 0,
	TELLS_REPORT = 1 << 1,   /* in its text: people write no such thing */
	TELLS_DELAYED = 1 << 2,  /* it is still tried */
	TELLS_GIVEN_UP = 1 << 3, /* no more */
	TELLS_DELIVERED = 1 << 4,
	TELLS_DEAD = 1 << 5,         /* the address is of no use, whatever else is said */
	TELLS_NO_RECIPIENT = 1 << 6, /* what its line names is no failed recipient */
	TELLS_COPY = 1 << 7,         /* from this line on the mail that came back is shown */
	TELLS_COPY_ALWAYS = 1 << 8,  /* the same in the middle of a line, and of any program */

	/* In a challenge. */
	TELLS_PERSON = 1 << 9, /* the sender is to be a person */
	TELLS_WAITS = 1 << 10, /* the mail waits */
	TELLS_DEED = 1 << 11,  /* what is to be done, or by whom: a part of a word */

	/* In an answer that nobody wrote. The subjects begin so. */
	TELLS_REPLY_SUBJECT = 1 << 12, /* only programs put it in front of what they answer */

	/* By the press of a button, or of itself when a mail is opened. The subjects begin so. */
	TELLS_RECEIPT_SUBJECT = 1 << 16, /* read, or not */
	TELLS_RECEIPT = 1 << 17,         /* in its text */
	TELLS_RECALL_SUBJECT = 1 << 18,  /* the sender wants a mail back */
	TELLS_RECALL = 1 << 19,          /* in its text */
};

/* Where a phrase that tells any of this stands, not always the first; or NULL. */
const char *machine_words_find(const char *text, unsigned tells);

/* What follows the longest such phrase that the text begins with, or NULL. */
const char *machine_words_behind(const char *text, unsigned tells);
