/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this person newly wrote, apart from quotes and signature.
 */
#pragma once

#include "parsers/subject_mark.h"

/* Each line of the text goes to one of the two; linear time. */
typedef struct {
	char *text; /* own */
	char *rest; /* own */
} Reply;

/*
 * `text` may hold the marks of parsers/html.h, which are removed. Of a forward, by the first mark of
 * its subject, what was forwarded stays in the text: that is what it is about.
 */
Reply reply_split(const char *text, SubjectMark mark);
