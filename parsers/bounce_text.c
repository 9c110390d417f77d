/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mailer-daemon's mail is a report. Else three signs of four make one: a mail system's sender, no return path, a
 * subject, a sentence that only mail systems write; people complain about bounces, too, and some of them are called
 * admin@. The names of recipients are read from the lines above the returned mail.
 */
#include "parsers/bounce_text.h"

#include <string.h>

#include "parsers/limits.h"
#include "parsers/machine_sender.h"
#include "parsers/machine_words.h"
#include "parsers/subject_mark.h"
#include "parsers/text.h"

enum {
	MAX_REPORT = 32 * 1024, /* bytes of a report that are looked at */
	MAX_ADDRESS = 254,
	ENOUGH_SIGNS = 3,
};

static bool
tells(const char *text, unsigned what)
{
	return machine_words_find(text, what) != NULL;
}

BounceText
bounce_text_of(const Message *message, unsigned sender)
{
	return (BounceText){
	    .message = message, .sender = sender, .subject = text_lower(message->subject, -1)};
}

void
bounce_text_clear(BounceText *text)
{
	g_free(text->subject);
	g_free(text->all);
	g_free(text->head);
}

static const char *
all_of(BounceText *text)
{
	const Message *message = text->message;

	if (text->all == NULL) {
		g_autofree char *rest = message_cut_text(message->cut);
		g_autofree char *all = g_strconcat(message->text, "\n", rest, "\n", NULL);

		text_cut(all, MAX_REPORT);
		text->all = text_lower(all, -1);
	}
	return text->all;
}

static const char *
head_of(BounceText *text)
{
	const char *report = all_of(text);
	const char *end = report;

	if (text->head != NULL)
		return text->head;

	while (*end != '\0') {
		size_t size = strcspn(end, "\n");
		g_autofree char *line = g_strndup(end, size);

		if (end > report && tells(line, TELLS_COPY))
			break;
		end += size;
		end += *end == '\n';
	}
	text->head = g_strndup(report, (size_t)(end - report));
	return text->head;
}

/* Sent with "MAIL FROM:<>", which some servers file as their own address, or without saying who. */
static bool
has_no_sender(const Message *message)
{
	const char *path = message_header(message, "Return-Path");

	return message->from == NULL ||
	       (path != NULL && (g_str_has_prefix(path, "<>") ||
				    g_ascii_strncasecmp(path, "<mailer-daemon", 14) == 0));
}

/* The size of a "5.1.1" that stands here, and is no part of a longer number or an address; or 0. */
static size_t
status_size(const char *line, const char *p)
{
	size_t size = strspn(p, "0123456789.");
	unsigned dots = 0;

	if (p > line && (g_ascii_isalnum(p[-1]) || p[-1] == '.'))
		return 0;
	while (size > 0 && p[size - 1] == '.')
		size--;
	for (size_t i = 0; i < size; i++)
		dots += p[i] == '.';
	return dots == 2 && size >= 5 && p[1] == '.' && strcspn(p + 2, ".") <= 3 && size <= 9 &&
		       !g_ascii_isalpha(p[size])
		   ? size
		   : 0;
}

char *
bounce_text_status(const char *line)
{
	size_t size = 0;

	for (const char *p = strpbrk(line, "45"); p != NULL; p = strpbrk(p + 1, "45")) {
		size = status_size(line, p);
		if (size > 0)
			return g_strndup(p, size);
	}
	for (const char *p = strpbrk(line, "45"); p != NULL; p = strpbrk(p + 1, "45")) {
		bool is_start = p == line || strchr(" \t(:[#", p[-1]) != NULL;

		if (is_start && g_ascii_isdigit(p[1]) && p[1] < '6' && g_ascii_isdigit(p[2]) &&
		    (p[3] == '\0' || strchr(" -)]\t:,", p[3]) != NULL))
			return g_strdup_printf("%c.0.0", *p);
	}
	return NULL;
}

/* The first digit of the worst status in a text: '5', '4', or '\0' where it has none. */
static char
worst_status(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	char worst = '\0';

	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *status = bounce_text_status(*line);

		if (status != NULL)
			worst = MAX(worst, *status);
	}
	return worst;
}

static MessageKind
report_kind(const char *subject, const char *head)
{
	bool has_given_up = tells(subject, TELLS_GIVEN_UP);

	if (tells(head, TELLS_DELIVERED) && !tells(head, TELLS_REPORT))
		return MESSAGE_DELIVERED;
	if (tells(subject, TELLS_DELAYED) && !has_given_up)
		return MESSAGE_DELAYED;
	if (tells(head, TELLS_DELAYED) && !has_given_up && !tells(head, TELLS_GIVEN_UP) &&
	    worst_status(head) != '5')
		return MESSAGE_DELAYED;
	return MESSAGE_BOUNCE;
}

/* How many signs the header alone has; 3 are enough. */
static unsigned
count_signs(const BounceText *text)
{
	bool by_system = (text->sender & SENDER_SYSTEM) != 0;

	if ((text->sender & SENDER_DAEMON) != 0 ||
	    message_header(text->message, "X-Failed-Recipients") != NULL)
		return ENOUGH_SIGNS;
	if (subject_mark_first(text->subject) != SUBJECT_MARK_NONE && !by_system)
		return 0;
	return (unsigned)by_system + has_no_sender(text->message) +
	       tells(text->subject, TELLS_REPORT_SUBJECT);
}

/* Whether what a mail system returns is there, in whatever language the rest is: a mail or its header, attached or below
 * the text. */
static bool
returns_mail(const Part *top, const char *report)
{
	static const char *const fields[] = {
	    "\nfrom:", "\nto:", "\nsubject:", "\ndate:", "\nmessage-id:", "\nreceived:"};
	unsigned found = 0;

	if (part_find(top, "message/rfc822") != NULL ||
	    part_find(top, "text/rfc822-headers") != NULL)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		found += strstr(report, fields[i]) != NULL;
	return found >= ENOUGH_SIGNS;
}

bool
bounce_text_is_report(BounceText *text, const Part *top, MessageKind *ret_kind)
{
	unsigned signs = count_signs(text);

	if (signs + 1 < ENOUGH_SIGNS)
		return false;
	if (signs < ENOUGH_SIGNS && !tells(all_of(text), TELLS_REPORT) &&
	    !tells(all_of(text), TELLS_DELIVERED) && worst_status(head_of(text)) == '\0' &&
	    !returns_mail(top, all_of(text)))
		return false;
	*ret_kind = report_kind(text->subject, head_of(text));
	return true;
}

bool
bounce_text_is_by_system(const BounceText *text)
{
	return (text->sender & SENDER_DAEMON) != 0 || has_no_sender(text->message) ||
	       ((text->sender & SENDER_SYSTEM) != 0 &&
		   tells(text->subject, TELLS_REPORT_SUBJECT));
}

bool
bounce_text_has_given_up(BounceText *text)
{
	return tells(all_of(text), TELLS_GIVEN_UP) && !tells(all_of(text), TELLS_DELAYED);
}

void
bounce_text_add(GPtrArray *bounce, const char *address, const char *status)
{
	MessageBounce *one = NULL;

	if (strchr(address, '@') == NULL || strlen(address) > MAX_ADDRESS)
		return;
	for (unsigned i = 0; i < bounce->len; i++) {
		one = bounce->pdata[i];
		if (g_ascii_strcasecmp(one->address, address) == 0)
			return;
	}
	if (bounce->len == LIMIT_RECIPIENTS)
		return;
	one = g_new(MessageBounce, 1);
	one->address = g_strdup(address);
	one->status = g_strdup(status);
	g_ptr_array_add(bounce, one);
}

static bool
is_address_char(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr(".!#$%&'*+/?^_`{|}~-@=", c) != NULL);
}

/* The address around an '@', or NULL. */
static char *
address_around(const char *line, const char *at)
{
	const char *start = at;
	const char *end = at + 1;

	while (start > line && is_address_char(start[-1]))
		start--;
	while (is_address_char(*end))
		end++;
	while (end > at && strchr(".'-", end[-1]) != NULL)
		end--;
	while (start < at && *start == '\'')
		start++;
	/* "o=Nexus;dda:SMTP=jan@klant.example" */
	if (g_ascii_strncasecmp(start, "smtp=", 5) == 0)
		start += 5;
	if (start == at || memchr(at, '.', (size_t)(end - at)) == NULL)
		return NULL;
	return g_strndup(start, (size_t)(end - start));
}

/* Who sent the mail that came back: the one who gets this report. */
static bool
is_own_address(const Message *message, const char *address)
{
	for (unsigned i = 0; i < message->to->len; i++) {
		const MessageAddress *to = message->to->pdata[i];

		if (g_ascii_strcasecmp(to->address, address) == 0)
			return true;
	}
	return message->from != NULL &&
	       g_ascii_strcasecmp(message->from->address, address) == 0;
}

/* Whether only marks or a label stand in front of the address: then the line is about it. */
static bool
leads_line(const char *line, const char *address)
{
	size_t before = (size_t)(strstr(line, address) - line);
	size_t colon = strcspn(line, ":");

	return strspn(line, " \t<>\"'*-|=([") >= before ||
	       (colon < before && before - colon <= 3);
}

typedef enum {
	PASS_LEADING,   /* lines that begin with an address */
	PASS_ANY,       /* any address of another than the one who wrote */
	PASS_ADDRESSEE, /* to whom the mail that came back was addressed */
	PASS_COUNT,
} Pass;

/* Sendmail names the address that was written behind the one that it became. */
static void
take_expanded(const char *line, GPtrArray *bounce)
{
	const char *from = strstr(line, "(expanded from:");
	const char *at = from == NULL ? NULL : strchr(from, '@');
	char *address = at == NULL ? NULL : address_around(line, at);
	MessageBounce *last = NULL;

	if (address == NULL || bounce->len == 0) {
		g_free(address);
		return;
	}
	last = bounce->pdata[bounce->len - 1];
	g_free(last->address);
	last->address = address;
}

/* To whom the mail was addressed, where it is described. */
static bool
is_addressee(const char *line)
{
	line += strspn(line, " \t");
	return g_str_has_prefix(line, "to:") || g_str_has_prefix(line, "cc:");
}

static bool
may_be_recipient(const char *line, Pass pass)
{
	size_t indent = strspn(line, " \t");

	if (pass == PASS_ADDRESSEE)
		return is_addressee(line) || g_str_has_prefix(line + indent, "rcpt to:") ||
		       line[indent] == '<';
	return !is_addressee(line) && !tells(line, TELLS_NO_RECIPIENT);
}

static void
take_line(const Message *message, const char *line, Pass pass, GPtrArray *bounce)
{
	if (!may_be_recipient(line, pass))
		return;
	for (const char *at = strchr(line, '@'); at != NULL; at = strchr(at + 1, '@')) {
		g_autofree char *address = address_around(line, at);

		if (address == NULL ||
		    (pass != PASS_ADDRESSEE && is_own_address(message, address)))
			continue;
		if (pass == PASS_LEADING && !leads_line(line, address))
			continue;
		bounce_text_add(bounce, address, "");
		if (pass == PASS_ADDRESSEE)
			return;
	}
}

/* The status of each recipient is in its own line, or in one below it. */
static void
assign_status(char **lines, GPtrArray *bounce, const char *fallback)
{
	for (unsigned i = 0; i < bounce->len; i++) {
		MessageBounce *one = bounce->pdata[i];
		bool is_mine = false;
		g_autofree char *status = NULL;

		for (unsigned n = 0; *one->status == '\0' && lines[n] != NULL && status == NULL;
		     n++) {
			is_mine = is_mine || strstr(lines[n], one->address) != NULL;
			status = is_mine ? bounce_text_status(lines[n]) : NULL;
		}
		if (*one->status == '\0') {
			g_free(one->status);
			one->status = g_strdup(status == NULL ? fallback : status);
		}
	}
}

void
bounce_text_recipients(BounceText *text, MessageKind kind, GPtrArray *bounce)
{
	const Message *message = text->message;
	const char *failed = message_header(message, "X-Failed-Recipients");
	g_auto(GStrv) lines = g_strsplit(head_of(text), "\n", -1);
	g_auto(GStrv) all = g_strsplit(all_of(text), "\n", -1);

	if (failed != NULL)
		take_line(message, failed, PASS_ANY, bounce);
	for (Pass pass = PASS_LEADING; pass < PASS_COUNT && bounce->len == 0; pass++) {
		char **from = pass == PASS_ADDRESSEE ? all : lines;

		for (unsigned i = 0; from[i] != NULL; i++) {
			if (strstr(from[i], "(expanded from:") != NULL)
				take_expanded(from[i], bounce);
			else
				take_line(message, from[i], pass, bounce);
		}
	}
	assign_status(all, bounce, kind == MESSAGE_DELAYED ? "4.0.0" : "5.0.0");
}
