/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks from the surest sign to the weakest: reports by their type, headers that only machines write, lists by
 * their headers; then sender, subject and text together.
 */
#include "parsers/automatic.h"

#include <string.h>

#include "parsers/bounce.h"

static void
set_kind(Message *message, MessageKind kind, const char *why, const char *value)
{
	message->kind = kind;
	g_free(message->kind_reason);
	message->kind_reason =
	    value == NULL ? g_strdup(why) : g_strdup_printf("%s: %.100s", why, value);
	if (value != NULL && !g_utf8_validate(message->kind_reason, -1, NULL))
		*strrchr(message->kind_reason, ':') = '\0';
}

static bool
read_report(const Part *top, Message *message)
{
	const char *why = NULL;
	MessageKind kind = MESSAGE_BOUNCE;

	if (part_is(top, "multipart/report") && top->method != NULL) {
		if (g_ascii_strcasecmp(top->method, "disposition-notification") == 0) {
			set_kind(message, MESSAGE_RECEIPT, "report-type", top->method);
			return true;
		}
		if (g_ascii_strcasecmp(top->method, "feedback-report") == 0) {
			set_kind(message, MESSAGE_COMPLAINT, "report-type", top->method);
			return true;
		}
	}
	if (!bounce_read(top, message, &kind, &why))
		return false;
	set_kind(message, kind, why, NULL);
	return true;
}

static bool
read_headers(Message *message)
{
	const char *submitted = message_header(message, "Auto-Submitted");
	const char *precedence = message_header(message, "Precedence");

	if (submitted != NULL && g_ascii_strncasecmp(submitted, "auto-replied", 12) == 0) {
		set_kind(message, MESSAGE_AUTO_REPLY, "Auto-Submitted", submitted);
		return true;
	}
	if (precedence != NULL && g_ascii_strncasecmp(precedence, "auto_reply", 10) == 0) {
		set_kind(message, MESSAGE_AUTO_REPLY, "Precedence", precedence);
		return true;
	}
	if (message_header(message, "List-Id") != NULL ||
	    message_header(message, "List-Post") != NULL) {
		set_kind(message, MESSAGE_LIST, "List-Id", message_header(message, "List-Id"));
		return true;
	}
	if (submitted != NULL && g_ascii_strncasecmp(submitted, "auto-generated", 14) == 0) {
		set_kind(message, MESSAGE_NOTIFICATION, "Auto-Submitted", submitted);
		return true;
	}
	return false;
}

void
automatic_read(const Part *top, Message *message)
{
	if (read_report(top, message) || read_headers(message))
		return;
	set_kind(message, MESSAGE_PERSON, "nothing automatic", NULL);
}
