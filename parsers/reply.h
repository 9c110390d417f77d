/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this person newly wrote, apart from quotes and signature.
 */
#pragma once

#include "parsers/message.h"
#include "parsers/subject_mark.h"

/* Each line of the text goes to one of the two; linear time. */
typedef struct {
	char *text;         /* own */
	GPtrArray *cut;     /* own; of MessageCut */
	bool begins_quoted; /* see Message */
} Reply;

/*
 * `text` may hold the marks of parsers/html.h, which are removed. Of a forward, by the first mark of
 * its subject, what was forwarded stays in the text: that is what it is about.
 */
Reply reply_split(const char *text, SubjectMark mark);
/* The same of what reply_lines() tells of a text. */
Reply reply_split_lines(GArray *lines, SubjectMark mark);
void reply_clear(Reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reply, reply_clear)
