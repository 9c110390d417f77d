/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters about codes, to who is asked for one: none of their own words, and not the title that their mail gave a
 * ticket. They count in all limits.
 */
#pragma once

#include <jansson.h>

#include "gateway/intake/mail_facts.h"

typedef struct {
	const char *name;
	int64_t mail;         /* that waits, or waited */
	const Ticket *ticket; /* that it is about; or NULL */
	const json_t *more;   /* values of this letter; or NULL */
} CodeLetter;
/* ret_letter: 0 where none may go out; then facts->applied.no_letter says why. */
bool code_letter_write(
    MailFacts *facts, const CodeLetter *letter, int64_t *ret_letter, GError **error);

/* The mail waits: asks its sender, as the decision says. What cannot be asked is held for a person instead. */
bool code_letter_ask(MailFacts *facts, GError **error);
