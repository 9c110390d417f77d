/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/compose.h"

#include <string.h>

#include "tests/simulation/world.h"

static const char *
author_of(const Conversation *conversation, Actor actor)
{
	if (actor == ACTOR_AGENT)
		return COMPOSE_AGENT;
	return actor == ACTOR_MANAGER ? conversation->manager : conversation->customer;
}

/* The header that ties a mail to what it answers. */
static char *
threading(const PostLetter *answered)
{
	g_autofree char *to = NULL;

	if (answered == NULL)
		return g_strdup("To: desk@desk.example\r\n");
	to = post_header(answered->bytes, "Reply-To");
	return g_strdup_printf("To: %s\r\nIn-Reply-To: <%s>\r\n",
	    to == NULL ? "desk@desk.example" : to, answered->message_id);
}

static char *
subject(const Conversation *conversation, const PostLetter *answered)
{
	g_autofree char *of = NULL;

	if (answered == NULL)
		return strcmp(conversation->state, STATE_REQUEST) == 0
			   ? g_strdup("Naambordje bestellen")
			   : g_strdup_printf("melding %u", conversation->number);
	of = post_header(answered->bytes, "Subject");
	return g_strconcat("Re: ", of, NULL);
}

/* The sender's server vouches for it, by ours. */
GBytes *
compose_mail(const Conversation *conversation, const Words *words, const char *text,
    const PostLetter *notified)
{
	Actor actor = words->move->actor;
	const PostLetter *answered = actor == ACTOR_AGENT     ? notified
				     : actor == ACTOR_MANAGER ? conversation->approval
							      : conversation->last;
	const char *from = author_of(conversation, actor);
	g_autofree char *thread = threading(answered);
	g_autofree char *about = subject(conversation, answered);
	char *raw = g_strdup_printf(
	    "Authentication-Results: mx.desk.example; dmarc=pass header.from=%s\r\n"
	    "From: %s\r\n%sSubject: %s\r\nMessage-ID: <%s>\r\n%s"
	    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n%s\r\n",
	    strchr(from, '@') + 1, from, thread, about, words->message_id,
	    actor == ACTOR_MACHINE ? "Auto-Submitted: auto-replied\r\n" : "", text);

	return g_bytes_new_take(raw, strlen(raw));
}
