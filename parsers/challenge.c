/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Either the text wants a person, or it says that a mail waits and what is to be done about it. Words alone never
 * make a machine of a mail's writer: the caller knows that it was one.
 */
#include "parsers/challenge.h"

#include <string.h>

#include "parsers/machine_words.h"
#include "parsers/text.h"

enum { MAX_TEXT = 4096 /* bytes of a text that are looked at */ };

/* Lower case, each run of blanks and line ends one blank. */
static char *
explanation(const Message *message)
{
	g_autofree char *head = text_head(message->text, MAX_TEXT);
	char *text = text_squeeze(text_lower(head, -1));
	const char *copy = NULL;

	while ((copy = machine_words_find(text, TELLS_COPY_ALWAYS)) != NULL)
		text[copy - text] = '\0';
	return text;
}

/* What a server says of an address; of "5.7" and the like it says nothing. */
static bool
has_dead_address(const Message *message)
{
	for (unsigned i = 0; i < message->bounce->len; i++) {
		const MessageBounce *one = message->bounce->pdata[i];

		if (g_str_has_prefix(one->status, "5.1.") ||
		    g_str_has_prefix(one->status, "5.2."))
			return true;
	}
	return false;
}

bool
challenge_is(const Message *message)
{
	g_autofree char *text = NULL;

	if (has_dead_address(message))
		return false;
	text = explanation(message);
	if (machine_words_find(text, TELLS_DEAD) != NULL)
		return false;
	return machine_words_find(text, TELLS_PERSON) != NULL ||
	       (machine_words_find(text, TELLS_DEED) != NULL &&
		   machine_words_find(text, TELLS_WAITS) != NULL);
}
