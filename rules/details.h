/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a mail says of its sender's own data, line by line: "Nieuw e-mailadres: els@klant.example", "mijn naam is
 * veranderd in Els Jansen", "graag in het Engels". Only a mail that says nothing else is one; in doubt it is none. The
 * words are the operator's, answers/<lang>.yaml. Pure.
 */
#pragma once

#include "parsers/message.h"
#include "rules/answer.h"

typedef enum {
	DETAIL_NAME,
	DETAIL_ADDRESS,
	DETAIL_LANGUAGE,
	DETAIL_COUNT,
} Detail;
const char *detail_name(Detail detail); /* "address" */

typedef struct {
	char *values
	    [DETAIL_COUNT]; /* own; NULL: nothing is said of it; a language by its code, "nl" */
} Details;
void details_clear(Details *details);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Details, details_clear)

/* False: it says something else, too, or nothing of this. */
bool details_read(const Answers *answers, const Message *message, Details *ret_details);
