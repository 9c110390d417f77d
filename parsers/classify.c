/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks from the surest sign to the weakest: reports by their type, what a mail system says about delivery, headers that
 * only machines write, what programs put in front of a subject, then what a text says. The words of a text alone make
 * a machine of its writer only where it answers us, and says nothing but what anybody would get.
 */
#include "parsers/classify.h"

#include <string.h>

#include "parsers/bounce.h"
#include "parsers/canned_text.h"
#include "parsers/challenge.h"
#include "parsers/form_sender.h"
#include "parsers/machine_sender.h"
#include "parsers/machine_words.h"
#include "parsers/subject_mark.h"
#include "parsers/subject_tag.h"
#include "parsers/tapback.h"
#include "parsers/text.h"

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

/* Of programs that tell what happened. */
static const HeaderSign generated[] = {
    {"X-ServiceNow-Generated", "", MESSAGE_NOTIFICATION},
    {"X-OTRS-Loop", "", MESSAGE_NOTIFICATION},
    {"X-Cron-Env", "", MESSAGE_NOTIFICATION},
};

/* A person may have written it all the same: behind a list, with a desk of his own. */
static const HeaderSign marks[] = {
    {"X-Auto-Response-Suppress", "", MESSAGE_AUTO_REPLY},
    {"X-Zendesk-From-Account-Id", "", MESSAGE_AUTO_REPLY},
    {"X-JIRA-FingerPrint", "", MESSAGE_AUTO_REPLY},
    {"X-RT-Loop-Prevention", "", MESSAGE_AUTO_REPLY},
    {"X-Powered-By", "OTRS", MESSAGE_AUTO_REPLY},
    {"X-Powered-By", "Zammad", MESSAGE_AUTO_REPLY},
    {"X-Mailer", "Zendesk", MESSAGE_AUTO_REPLY},
    {"X-Loop", "yes", MESSAGE_AUTO_REPLY},
};

static const HeaderSign lists[] = {
    {"List-Id", "", MESSAGE_LIST},
    {"List-Post", "", MESSAGE_LIST},
    {"Mailing-List", "", MESSAGE_LIST},
    {"X-BeenThere", "", MESSAGE_LIST},
    {"X-Mailman-Version", "", MESSAGE_LIST},
    {"Precedence", "list", MESSAGE_LIST},
    {"List-Unsubscribe", "", MESSAGE_LIST},
};

/* What lists write, and programs that answer. */
static const HeaderSign bulk[] = {
    {"Precedence", "bulk", MESSAGE_LIST},
    {"Precedence", "junk", MESSAGE_LIST},
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
read_report(const Part *top, unsigned sender, const char *const *shapes, Message *message)
{
	const char *why = NULL;
	MessageKind kind = MESSAGE_BOUNCE;

	if (is_report(top, "disposition-notification")) {
		set_kind(message, MESSAGE_RECEIPT, "disposition-notification", NULL);
		return true;
	}
	if (is_report(top, "feedback-report") || is_dmarc_failure(top, message) ||
	    g_ascii_strncasecmp(message->subject, "complaint about message from ", 29) == 0) {
		set_kind(message, MESSAGE_COMPLAINT, "feedback-report", NULL);
		return true;
	}
	if (!bounce_read(top, sender, shapes, message, &kind, &why))
		return false;
	if (challenge_is(message)) {
		g_ptr_array_set_size(message->bounce, 0);
		set_kind(message, MESSAGE_AUTO_REPLY, "wants a person's word", NULL);
		return true;
	}
	set_kind(message, kind, why, NULL);
	return true;
}

/* sign: as it is in a table, where all begin with a capital. */
static bool
is_named(const MessageHeader *header, const char *sign)
{
	return g_ascii_toupper(*header->name) == *sign &&
	       g_ascii_strcasecmp(header->name, sign) == 0;
}

/* The value of any header of that name, or NULL: the sender may have written it twice. */
static const char *
header_that_begins(const Message *message, const HeaderSign *sign)
{
	for (unsigned i = 0; i < message->headers->len; i++) {
		const MessageHeader *header = message->headers->pdata[i];

		if (is_named(header, sign->name) &&
		    g_ascii_strncasecmp(header->value + strspn(header->value, " \t"),
			sign->value, strlen(sign->value)) == 0)
			return header->value;
	}
	return NULL;
}

static bool
has_sign(const Message *message, const HeaderSign *signs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (header_that_begins(message, &signs[i]) != NULL)
			return true;
	return false;
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

/* Headers and addresses that programs have, but not only those that answer. */
static bool
is_marked(const Message *message, unsigned sender)
{
	if ((sender & (SENDER_NULL | SENDER_NOTIFIES)) != 0)
		return true;
	if (has_sign(message, marks, G_N_ELEMENTS(marks)) ||
	    submitted_by_machine(message) != NULL)
		return true;
	return has_sign(message, bulk, G_N_ELEMENTS(bulk)) &&
	       !has_sign(message, lists, G_N_ELEMENTS(lists));
}

static bool
has_link(const Message *message)
{
	return strstr(message->text, "://") != NULL;
}

/* It answers something of ours. */
static bool
is_reply(const Message *message)
{
	return message->references->len > 0 || message->numbers->len > 0;
}

/* Behind such a phrase stands what it is about; *ret_rest is from there on. "Automatic reply: x", "[Read] x". */
static bool
begins_with(const char *lower, unsigned tells, const char **ret_rest)
{
	const char *rest = machine_words_behind(lower, tells);

	if (rest == NULL)
		return false;
	rest = text_skip_blanks(rest);
	*ret_rest = rest;
	return *rest == '\0' || strchr(":](-", *rest) != NULL || g_str_has_prefix(rest, "：");
}

/* What a mail says besides its headers: its subject without tags and marks of mail programs, in lower case; its text. */
typedef struct {
	char *whole;      /* own */
	const char *text; /* in it */
	bool is_answered; /* "Re:" stood in front */
	CannedText canned;
	unsigned subject; /* CANNED_... */
	bool is_marked;
	bool has_null_path;
} Words;

static void
words_clear(Words *words)
{
	g_free(words->whole);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

/* What the subject says in front of that of the mail that it answers, or alone. */
static unsigned
subject_says(const Message *message, const Words *words)
{
	g_autofree char *head = g_strndup(words->text, strcspn(words->text, ":"));
	const char *rest = NULL;
	unsigned says = begins_with(words->text, TELLS_REPLY_SUBJECT, &rest)
			    ? CANNED_ROBOT
			    : canned_text_clause(message, head);

	/* Notes; in half of Europe it is a car, too. */
	if (strcmp(head, "auto") == 0 &&
	    (canned_text_clause(message, words->text) & CANNED_AWAY) != 0)
		return CANNED_ROBOT | CANNED_AWAY;
	if (says != 0 || words->is_answered)
		return says;
	return message->numbers->len == 0 ? canned_text_clause(message, words->text) : 0;
}

static Words
read_words(const Message *message, unsigned sender)
{
	Words words = {.whole = text_lower(message->subject, -1),
	    .canned = canned_text_read(message),
	    .is_marked = is_marked(message, sender),
	    .has_null_path = (sender & SENDER_NULL) != 0};
	const char *before = NULL;
	const char *rest = NULL;

	words.text = words.whole;
	while (before != words.text) {
		const char *marked = subject_mark_skip(words.text);

		before = words.text;
		words.is_answered = words.is_answered || marked != words.text;
		words.text = text_skip_blanks(marked);
		/* "[desk]", but not "[Auto-Reply]" */
		if (*words.text == '[' &&
		    !begins_with(words.text + 1, TELLS_REPLY_SUBJECT, &rest))
			words.text = subject_tag_skip_name(words.text);
	}
	words.subject = subject_says(message, &words);
	return words;
}

/* "[Ticket#2026-17] x", "[HB-12] x": another desk's number. */
static bool
has_foreign_number(const Message *message, const Words *words)
{
	const char *end = strchr(words->text, ']');
	g_autofree char *inside = NULL;

	if (*words->text != '[' || end == NULL)
		return false;
	inside = g_strndup(words->text + 1, (size_t)(end - words->text - 1));
	if (strpbrk(inside, "0123456789") == NULL)
		return false;
	for (unsigned i = 0; i < message->numbers->len; i++)
		if (g_ascii_strcasecmp(message->numbers->pdata[i], inside) == 0)
			return false;
	return true;
}

/* Whether programs write such a subject in front of that of what they answer. What people ask about such a thing has a
 * question in it, or says what is wrong. */
static bool
has_reply_subject(const Message *message, const Words *words)
{
	const CannedText *text = &words->canned;
	bool heads = strpbrk(words->text, ":]") != NULL || strstr(words->text, "：") != NULL;
	unsigned head = heads ? words->subject : 0;
	bool is_phrase = (head & CANNED_ROBOT) != 0;

	if (is_phrase && !words->is_answered && (words->is_marked || is_reply(message)))
		return true;
	if (text->is_personal)
		return false;
	if (is_reply(message))
		return is_phrase || (head & (CANNED_AWAY | CANNED_GONE)) != 0;
	return is_phrase && (text->says != 0 ||
				(!words->is_answered && strchr(message->subject, '?') == NULL));
}

/* "Els Bos is away": who writes so of himself is a program. */
static bool
names_sender(const Message *message, const char *lower)
{
	const MessageAddress *from = message->from;
	bool is_named = from != NULL && *from->name != '\0';
	const char *who = from == NULL ? "" : is_named ? from->name : from->address;
	g_autofree char *name = text_lower(who, (ssize_t)strcspn(who, "@"));
	g_auto(GStrv) words = g_strsplit_set(name, " ,.", -1);

	for (char **word = words; *word != NULL; word++)
		if (strstr(lower, *word) == NULL)
			return false;
	return *name != '\0';
}

/* A note of absence, an acknowledgement, a mailbox that is read no more. Somebody may tell the desk that he is away, and
 * want something done: that is a case. */
static bool
read_canned(const Words *words, Message *message)
{
	const CannedText *text = &words->canned;
	bool marked = words->is_marked;
	unsigned subject = words->subject;
	bool is_announced = is_reply(message) || subject != 0 ||
			    has_foreign_number(message, words) || canned_text_welcomes(text) ||
			    (text->others == 0 && (text->says & CANNED_UNREAD) != 0);
	bool is_canned = is_announced && canned_text_is_machine(text, marked);
	bool is_sure = is_reply(message) || marked || canned_text_is_for_anybody(text) ||
		       (subject != 0 && names_sender(message, words->text));

	if (has_reply_subject(message, words))
		set_kind(message, MESSAGE_AUTO_REPLY, "Subject", message->subject);
	else if (is_canned && is_sure)
		set_kind(message, MESSAGE_AUTO_REPLY,
		    marked || subject != 0 ? "it says so in more than one place"
					   : MESSAGE_BY_TEXT,
		    NULL);
	else if (is_canned ||
		 (!is_reply(message) && !text->is_personal && (text->says & CANNED_ROBOT) != 0))
		set_kind(message, MESSAGE_NOTIFICATION, "may be what anybody gets", NULL);
	else
		return false;
	return true;
}

/* Its subject begins so, in front of what it is about; or its text says so, too. */
static bool
is_about(const Message *message, const char *subject, unsigned of_subject, unsigned of_text)
{
	g_autofree char *head = g_strndup(subject, strcspn(subject, ":"));
	g_autofree char *text = NULL;
	const char *rest = "";

	if (begins_with(subject, of_subject, &rest) && *rest != '\0' && is_reply(message))
		return true;
	if (machine_words_find(head, of_subject) == NULL)
		return false;
	text = text_lower(message->text, -1);
	return machine_words_find(text, of_text) != NULL;
}

/* What a mail program sends when a mail is opened, thrown away or wanted back, or a button is pressed. */
static bool
read_button(const Part *top, const Words *words, Message *message)
{
	const char *why = NULL;

	if (part_find(top, "text/vnd.google.email-reaction+json") != NULL ||
	    (words->canned.says == CANNED_REACTED && words->canned.others == 0) ||
	    tapback_is(message->text))
		why = "reaction";
	else if (is_about(message, words->text, TELLS_RECEIPT_SUBJECT, TELLS_RECEIPT))
		why = "receipt";
	else if (is_about(message, words->text, TELLS_RECALL_SUBJECT, TELLS_RECALL))
		why = "recall";
	if (why == NULL)
		return false;
	set_kind(message, MESSAGE_RECEIPT, why, NULL);
	return true;
}

/* Who cannot be answered is a machine: one that answers us, or one that tells something. */
static bool
read_null_path(const Words *words, Message *message)
{
	bool answers = is_reply(message) || canned_text_is_machine(&words->canned, true);

	if (!words->has_null_path)
		return false;
	set_kind(
	    message, answers ? MESSAGE_AUTO_REPLY : MESSAGE_NOTIFICATION, "Return-Path", "<>");
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
read_sender(unsigned sender, Message *message)
{
	g_autofree char *address = NULL;

	if (message->from == NULL || (sender & SENDER_NOTIFIES) == 0 ||
	    form_sender(message) != NULL)
		return false;
	address = g_ascii_strdown(message->from->address, -1);
	set_kind(message, MESSAGE_NOTIFICATION, "From", address);
	return true;
}

/* A challenge that is no report: it answers something, and its headers, its sender or the page that it names say that
 * nobody wrote it. */
static bool
read_challenge(const Words *words, Message *message)
{
	bool is_machine = words->has_null_path ||
			  (is_reply(message) && (words->is_marked || has_link(message)));

	if (!is_machine || !challenge_is(message))
		return false;
	set_kind(message, MESSAGE_AUTO_REPLY, "wants a person's word", NULL);
	return true;
}

static bool
read_words_of_machine(const Part *top, unsigned sender, Message *message)
{
	g_auto(Words) words = read_words(message, sender);

	return read_button(top, &words, message) || read_canned(&words, message) ||
	       read_challenge(&words, message) || read_null_path(&words, message);
}

void
classify_read(const Part *top, const char *const *shapes, Message *message)
{
	unsigned sender = machine_sender_tells(message);

	if (read_report(top, sender, shapes, message) || read_submitted(message, true) ||
	    read_signs(message, replies, G_N_ELEMENTS(replies)) ||
	    read_words_of_machine(top, sender, message) ||
	    read_signs(message, generated, G_N_ELEMENTS(generated)) ||
	    read_submitted(message, false) || read_calendar(top, message) ||
	    read_sender(sender, message) || read_signs(message, lists, G_N_ELEMENTS(lists)) ||
	    read_signs(message, bulk, G_N_ELEMENTS(bulk)))
		return;
	set_kind(message, MESSAGE_PERSON, "nothing automatic", NULL);
}
