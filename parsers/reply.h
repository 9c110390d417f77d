/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this person newly wrote, apart from quotes and signature.
 */
#pragma once

#include <stdbool.h>

/* Each line of the text goes to one of the two; linear time. */
typedef struct {
	char *text; /* own */
	char *rest; /* own */
} CallReply;

/*
 * `text` may hold the marks of parsers/html.h, which are removed. Of a forward what was forwarded stays in the
 * text: that is what it is about.
 */
CallReply reply_split(const char *text, bool is_forward);

/* Whether a subject says that the mail is a forward, and no answer to one. */
bool reply_is_forward(const char *subject);
