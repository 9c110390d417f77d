/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks from the surest sign to the weakest: reports by their type, what a mail system says about delivery,
 * headers that only machines write, then what programs put in front of a subject. The words of a text alone
 * never make a machine of its writer.
 */
#include "parsers/classify.h"

#include <string.h>

#include "parsers/bounce.h"
#include "parsers/challenge.h"
#include "parsers/form_sender.h"
#include "parsers/machine_sender.h"
#include "parsers/machine_words.h"

enum { MAX_TEXT = 4096 /* bytes of a text that are looked at */ };

/* A header whose value begins with these words, in lower case; "" is any value. */
typedef struct {
	const char *name;
	const char *value;
	MessageKind kind;
} HeaderSign;

static const HeaderSign replies[] = {
    {"Precedence", "auto_reply", MESSAGE_AUTO_REPLY},
    {"Precedence", "auto-reply", MESSAGE_AUTO_REPLY},
    {"X-Autoreply", "", MESSAGE_AUTO_REPLY},
    {"X-Autorespond", "", MESSAGE_AUTO_REPLY},
    {"X-Autoresponder", "", MESSAGE_AUTO_REPLY},
    {"X-Auto-Reply", "", MESSAGE_AUTO_REPLY},
    {"X-Auto-Response-From", "", MESSAGE_AUTO_REPLY},
    {"X-Mail-Autoreply", "", MESSAGE_AUTO_REPLY},
    {"X-AutoReply-From", "", MESSAGE_AUTO_REPLY},
    {"X-Vacation", "", MESSAGE_AUTO_REPLY},
    {"Delivered-To", "autoresponder", MESSAGE_AUTO_REPLY},
    {"X-POST-MessageClass", "9", MESSAGE_AUTO_REPLY},
    {"X-FC-MachineGenerated", "true", MESSAGE_AUTO_REPLY},
    {"X-MS-Exchange-Generated-Message-Source", "mailbox rules agent", MESSAGE_AUTO_REPLY},
};

static const HeaderSign others[] = {
    {"List-Id", "", MESSAGE_LIST},
    {"List-Post", "", MESSAGE_LIST},
    {"Mailing-List", "", MESSAGE_LIST},
    {"X-BeenThere", "", MESSAGE_LIST},
    {"X-Mailman-Version", "", MESSAGE_LIST},
    {"Precedence", "list", MESSAGE_LIST},
    {"Precedence", "bulk", MESSAGE_LIST},
    {"Precedence", "junk", MESSAGE_LIST},
    {"List-Unsubscribe", "", MESSAGE_LIST},
};

static void
set_kind(Message *message, MessageKind kind, const char *why, const char *value)
{
	message->kind = kind;
	g_free(message->kind_reason);
	if (value == NULL || *value == '\0') {
		message->kind_reason = g_strdup(why);
	} else {
		g_autofree char *shown = g_utf8_strlen(value, -1) > 80
					     ? g_utf8_substring(value, 0, 80)
					     : g_strdup(value);

		message->kind_reason = g_strdup_printf("%s: %s", why, shown);
	}
}

static bool
is_report(const Part *top, const char *what)
{
	g_autofree char *type = g_strdup_printf("message/%s", what);

	if (part_find(top, type) != NULL)
		return true;
	return part_is(top, "multipart/report") && top->method != NULL &&
	       g_ascii_strcasecmp(top->method, what) == 0;
}

/* Some report a failed DMARC check without the part that RFC 6591 wants. */
static bool
is_dmarc_failure(const Part *top, const Message *message)
{
	g_autofree char *subject = g_ascii_strdown(message->subject, -1);

	return part_is(top, "multipart/report") && strstr(subject, "dmarc") != NULL &&
	       (strstr(subject, "forensic") != NULL ||
		   strstr(subject, "failure report") != NULL);
}

static bool
read_report(const Part *top, Message *message)
{
	const char *why = NULL;
	MessageKind kind = MESSAGE_BOUNCE;

	if (is_report(top, "disposition-notification")) {
		set_kind(message, MESSAGE_RECEIPT, "disposition-notification", NULL);
		return true;
	}
	if (is_report(top, "feedback-report") || is_dmarc_failure(top, message) ||
	    g_ascii_strncasecmp(message->subject, "complaint about message from ", 29) == 0 ||
	    strstr(message->text, "\"notificationType\":\"Complaint\"") != NULL) {
		set_kind(message, MESSAGE_COMPLAINT, "feedback-report", NULL);
		return true;
	}
	if (!bounce_read(top, message, &kind, &why))
		return false;
	if (challenge_is(message)) {
		g_ptr_array_set_size(message->bounce, 0);
		set_kind(message, MESSAGE_AUTO_REPLY, "wants a person's word", NULL);
		return true;
	}
	set_kind(message, kind, why, NULL);
	return true;
}

/* The value of any header of that name, or NULL: the sender may have written it twice. */
static const char *
header_that_begins(const Message *message, const HeaderSign *sign)
{
	for (unsigned i = 0; i < message->headers->len; i++) {
		const MessageHeader *header = message->headers->pdata[i];
		const char *value = header->value + strspn(header->value, " \t");

		if (g_ascii_strcasecmp(header->name, sign->name) == 0 &&
		    g_ascii_strncasecmp(value, sign->value, strlen(sign->value)) == 0)
			return header->value;
	}
	return NULL;
}

static bool
read_signs(Message *message, const HeaderSign *signs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = header_that_begins(message, &signs[i]);

		if (value == NULL)
			continue;
		set_kind(message, signs[i].kind, signs[i].name, value);
		return true;
	}
	return false;
}

/* The keyword of a value as RFC 3834 writes it: comments and parameters do not count. In lower case; caller owns. */
static char *
keyword_of(const char *value)
{
	const char *at = value + strspn(value, " \t");
	int depth = 0;

	while (*at == '(' || depth > 0) {
		depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
		if (*at == '\\' && at[1] != '\0')
			at++;
		if (*at == '\0')
			break;
		at++;
		if (depth == 0)
			at += strspn(at, " \t");
	}
	return g_ascii_strdown(at, (ssize_t)strcspn(at, " \t;("));
}

/* The first Auto-Submitted that does not say "no", whatever else it says, or NULL. */
static const char *
submitted_by_machine(const Message *message)
{
	for (unsigned i = 0; i < message->headers->len; i++) {
		const MessageHeader *header = message->headers->pdata[i];
		g_autofree char *keyword = NULL;

		if (g_ascii_strcasecmp(header->name, "Auto-Submitted") != 0)
			continue;
		keyword = keyword_of(header->value);
		if (strcmp(keyword, "no") != 0)
			return header->value;
	}
	return NULL;
}

/* reply: whether to look for what answers a mail, or for all other machines. */
static bool
read_submitted(Message *message, bool reply)
{
	const char *value = submitted_by_machine(message);
	g_autofree char *keyword = value == NULL ? NULL : keyword_of(value);
	bool answers = keyword != NULL && (g_str_has_prefix(keyword, "auto-replied") ||
					      g_str_has_prefix(keyword, "auto-notified"));

	if (value == NULL || answers != reply)
		return false;
	set_kind(message, reply ? MESSAGE_AUTO_REPLY : MESSAGE_NOTIFICATION, "Auto-Submitted",
	    value);
	return true;
}

static char *
first_text(const Message *message)
{
	return g_utf8_strdown(message->text, (ssize_t)MIN(strlen(message->text), MAX_TEXT));
}

static bool
says_who_is_away(const Message *message)
{
	g_autofree char *text = first_text(message);

	return machine_words_find(text, TELLS_AWAY) != NULL;
}

static bool
is_to_anybody(const Message *message)
{
	g_autofree char *text = first_text(message);

	return strchr(text, '?') == NULL && machine_words_find(text, TELLS_ANYBODY) != NULL;
}

/* Whether the subject is such a phrase, alone or in front of a colon or bracket; *ret_rest is what follows. */
static bool
subject_is(const char *subject, unsigned tells, const char **ret_rest)
{
	const char *rest = machine_words_behind(subject, tells);

	if (rest == NULL)
		return false;
	while (*rest == ' ' || g_str_has_prefix(rest, "\xc2\xa0"))
		rest += *rest == ' ' ? 1 : 2;
	*ret_rest = rest;
	return *rest == '\0' || *rest == ':' || *rest == ']' || g_str_has_prefix(rest, "：");
}

/* Nobody writes with the sender that reports have. */
static bool
has_null_path(const Message *message)
{
	const char *path = message_header(message, "Return-Path");

	return path != NULL && g_str_has_prefix(path, "<>");
}

/* Headers that programs write, but not only those that answer. */
static bool
has_machine_header(const Message *message)
{
	const char *precedence = message_header(message, "Precedence");

	return has_null_path(message) ||
	       message_header(message, "X-Auto-Response-Suppress") != NULL ||
	       submitted_by_machine(message) != NULL ||
	       (precedence != NULL && (g_ascii_strncasecmp(precedence, "junk", 4) == 0 ||
					  g_ascii_strncasecmp(precedence, "bulk", 4) == 0));
}

/* It answers something of ours. */
static bool
is_reply(const Message *message)
{
	return message->references->len > 0 || message->numbers->len > 0;
}

/* "Automatic reply: x" is a program's, and "Automatic reply: how?" a question: something else must say so, too. */
static bool
is_sure_subject(const Message *message, const char *subject)
{
	const char *rest = "";

	if (!subject_is(subject, TELLS_REPLY_SUBJECT, &rest))
		return false;
	return has_machine_header(message) || is_reply(message) ||
	       (says_who_is_away(message) && strchr(message->text, '?') == NULL);
}

/* "Out of office" is what people write, too: the text must say who is away, and a header, the subject or the text once
 * more that it was written for anybody. */
static bool
is_weak_subject(const Message *message, const char *subject)
{
	const char *rest = "";
	bool by_header = has_null_path(message) ||
			 (machine_words_behind(
			      subject, TELLS_AWAY_SUBJECT | TELLS_HOLIDAY_SUBJECT) != NULL &&
			     has_machine_header(message));

	if (!by_header && !subject_is(subject, TELLS_AWAY_SUBJECT, &rest))
		return false;
	if (!says_who_is_away(message))
		return false;
	return by_header || is_reply(message) || machine_words_find(rest, TELLS_AWAY) != NULL ||
	       is_to_anybody(message);
}

static bool
read_subject(Message *message)
{
	g_autofree char *subject = g_utf8_strdown(message->subject, -1);

	if (!is_sure_subject(message, subject) && !is_weak_subject(message, subject))
		return false;
	set_kind(message, MESSAGE_AUTO_REPLY, "Subject", message->subject);
	return true;
}

/* An answer to an invitation: no word of it is meant for the desk. */
static bool
read_calendar(const Part *top, Message *message)
{
	const Part *calendar = part_find(top, "text/calendar");

	if (calendar == NULL || calendar->method == NULL || *message->text != '\0' ||
	    g_ascii_strcasecmp(calendar->method, "REPLY") != 0)
		return false;
	set_kind(message, MESSAGE_NOTIFICATION, "calendar", calendar->method);
	return true;
}

static bool
is_notifier(const Message *message)
{
	return (machine_sender_tells(message) & SENDER_NOTIFIES) != 0;
}

static bool
read_sender(Message *message)
{
	g_autofree char *address = NULL;

	if (message->from == NULL || !is_notifier(message) || form_sender(message) != NULL)
		return false;
	address = g_ascii_strdown(message->from->address, -1);
	set_kind(message, MESSAGE_NOTIFICATION, "From", address);
	return true;
}

/* A challenge that is no report: it answers something, and its headers or its sender say that nobody wrote it. */
static bool
read_challenge(Message *message)
{
	bool is_machine =
	    has_null_path(message) ||
	    (is_reply(message) && (has_machine_header(message) || is_notifier(message)));

	if (!is_machine || !challenge_is(message))
		return false;
	set_kind(message, MESSAGE_AUTO_REPLY, "wants a person's word", NULL);
	return true;
}

void
classify_read(const Part *top, Message *message)
{
	if (read_report(top, message) || read_submitted(message, true) ||
	    read_signs(message, replies, G_N_ELEMENTS(replies)) || read_subject(message) ||
	    read_challenge(message) || read_signs(message, others, G_N_ELEMENTS(others)) ||
	    read_submitted(message, false) || read_calendar(top, message) ||
	    read_sender(message))
		return;
	set_kind(message, MESSAGE_PERSON, "nothing automatic", NULL);
}
