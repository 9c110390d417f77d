/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What spam filters write into a header: SpamAssassin, amavis and rspamd. Not believed here: anybody may have written it.
 * What says that a mail is no spam says nothing, so that nobody gains by writing it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define SPAM_SCORE_MOST 9999.0 /* points, either way */

typedef struct {
	bool is_spam;   /* a filter calls it that */
	bool has_score; /* and gave points */
	double score;   /* the more, the worse */
} SpamSign;

/* Adds what a field says, as it stands in the mail, folded or not; of several scores the worst counts. */
void spam_header_read(
    const char *name, size_t name_size, const char *value, size_t size, SpamSign *sign);
/* Adds the other one likewise. */
void spam_sign_add(SpamSign *sign, const SpamSign *other);
