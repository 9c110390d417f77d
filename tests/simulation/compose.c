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
threading(const Conversation *conversation, const PostLetter *answered)
{
	g_autofree char *to = NULL;

	if (answered == NULL)
		return g_strdup_printf("To: %s@desk.example\r\n",
		    conversation->number % 3 == 0 ? "sales" : "desk");
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

/* What a mail system says of the last letter to the customer, at the address of its envelope. */
static GBytes *
compose_report(const Conversation *conversation, const Words *words, const char *text)
{
	char *raw = g_strdup_printf(
	    "Return-Path: <>\r\nDelivered-To: %s\r\n"
	    "From: Mail Delivery System <mailer-daemon@mx.klant.example>\r\nTo: %s\r\n"
	    "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <%s>\r\n"
	    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nAuto-Submitted: auto-replied\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
	    "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
	    "Reporting-MTA: dns; mx.klant.example\r\n\r\n"
	    "Final-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n",
	    conversation->last->sender, conversation->last->sender, words->message_id, text,
	    conversation->customer);

	return g_bytes_new_take(raw, strlen(raw));
}

/* A person's mail, or that of a person's machine. The sender's server vouches for it, by ours. */
static GBytes *
compose_words(const Conversation *conversation, const Words *words, const char *text,
    const PostLetter *notified)
{
	Actor actor = words->move->actor;
	const PostLetter *answered = actor == ACTOR_AGENT     ? notified
				     : actor == ACTOR_MANAGER ? conversation->approval
							      : conversation->last;
	const char *from = author_of(conversation, actor);
	g_autofree char *thread = threading(conversation, answered);
	g_autofree char *about = subject(conversation, answered);
	char *raw = g_strdup_printf(
	    "Authentication-Results: mx.desk.example; dmarc=pass header.from=%s\r\n"
	    "From: %s\r\n%sSubject: %s\r\nMessage-ID: <%s>\r\n%s"
	    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n%s\r\n",
	    strchr(from, '@') + 1, from, thread, about, words->message_id,
	    actor == ACTOR_MACHINE ? "Auto-Submitted: auto-replied\r\n" : "", text);

	return g_bytes_new_take(raw, strlen(raw));
}

GBytes *
compose_mail(const Conversation *conversation, const Words *words, const char *text,
    const PostLetter *notified)
{
	return words->move->actor == ACTOR_SERVER
		   ? compose_report(conversation, words, text)
		   : compose_words(conversation, words, text, notified);
}
