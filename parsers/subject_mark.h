/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mail programs put in front of the subject of what they answer or forward: "Re: ", "Antw: ", "WG: ". Pure.
 */
#pragma once

#include <stdbool.h>

typedef enum {
	SUBJECT_MARK_NONE,
	SUBJECT_MARK_REPLY,
	SUBJECT_MARK_FORWARD,
	SUBJECT_MARK_EITHER, /* one language's reply is another's forward: the subject does not tell */
} SubjectMark;

/* What the first mark says: that is what was done last. Valid UTF-8. */
SubjectMark subject_mark_first(const char *subject);

/* Whether it is a forward, or may be one. */
bool subject_mark_may_forward(const char *subject);

/* The subject behind all its marks and the blanks around them; linear time. */
const char *subject_mark_skip(const char *subject);
