/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 3464: a message/delivery-status is header blocks, the first about the mail, each further one about one
 * recipient.
 */
#include "parsers/bounce.h"

#include <string.h>

#include "parsers/bounce_text.h"
#include "parsers/limits.h"
#include "parsers/text.h"

/* "rfc822; jan@klant.example" without its type, brackets and comment. */
static char *
recipient_address(const char *value)
{
	const char *semicolon = strchr(value, ';');
	const char *start = semicolon == NULL ? value : semicolon + 1;
	g_autofree char *clean = NULL;
	size_t size = 0;

	start += strspn(start, " \t<\"'");
	size = strcspn(start, " \t>\"'(,;");
	clean = g_strndup(start, size);
	return text_one_line(text_to_utf8(clean, strlen(clean), NULL));
}

typedef struct {
	char *original; /* own; as our mail had it, or NULL */
	char *address;  /* own; where it was sent in the end, or NULL */
	char *status;   /* own; or NULL */
	char *action;   /* own; or NULL */
} Group;

static void
group_clear(Group *group)
{
	g_clear_pointer(&group->original, g_free);
	g_clear_pointer(&group->address, g_free);
	g_clear_pointer(&group->status, g_free);
	g_clear_pointer(&group->action, g_free);
}

/* One "Name: value" line of a group. */
static void
group_take(Group *group, const char *line)
{
	const char *value = strchr(line, ':');

	if (value == NULL)
		return;
	value += 1 + strspn(value + 1, " \t");
	if (g_ascii_strncasecmp(line, "Original-Recipient:", 19) == 0) {
		g_free(group->original);
		group->original = recipient_address(value);
	} else if (g_ascii_strncasecmp(line, "Final-Recipient:", 16) == 0) {
		g_free(group->address);
		group->address = recipient_address(value);
	} else if (g_ascii_strncasecmp(line, "Status:", 7) == 0 ||
		   (g_ascii_strncasecmp(line, "Diagnostic-Code:", 16) == 0 &&
		       group->status == NULL)) {
		g_free(group->status);
		group->status = bounce_text_status(value);
	} else if (g_ascii_strncasecmp(line, "Action:", 7) == 0) {
		g_free(group->action);
		group->action = g_ascii_strdown(value, -1);
	}
}

/* What the worst action says about the mail. */
static void
group_close(Group *group, GPtrArray *bounce, MessageKind *kind)
{
	if (group->original != NULL && strchr(group->original, '@') != NULL) {
		g_free(group->address);
		group->address = g_steal_pointer(&group->original);
	}
	if (group->action != NULL || group->address != NULL) {
		const char *action = group->action == NULL ? "failed" : group->action;

		if (g_str_has_prefix(action, "fail"))
			*kind = MESSAGE_BOUNCE;
		else if (g_str_has_prefix(action, "delay") && *kind != MESSAGE_BOUNCE)
			*kind = MESSAGE_DELAYED;
		else if (*kind == MESSAGE_PERSON)
			*kind = MESSAGE_DELIVERED;
		if (group->address != NULL && !g_str_has_prefix(action, "deliver") &&
		    !g_str_has_prefix(action, "relay") && !g_str_has_prefix(action, "expand"))
			bounce_text_add(
			    bounce, group->address, group->status == NULL ? "" : group->status);
	}
	group_clear(group);
}

static bool
is_field(const char *line)
{
	size_t size = 0;

	while (g_ascii_isalnum(line[size]) || line[size] == '-')
		size++;
	return size > 0 && line[size] == ':';
}

/* The line at `at`, and the folded ones that go on below it; the last of them in *at. */
static char *
unfold(char **lines, unsigned *at)
{
	g_autoptr(GString) whole = g_string_new(g_strstrip(lines[*at]));

	while (whole->len > 0 && lines[*at + 1] != NULL &&
	       strchr(" \t", *lines[*at + 1]) != NULL && *lines[*at + 1] != '\0') {
		char *next = g_strstrip(lines[*at + 1]);

		if (*next == '\0' || is_field(next))
			break;
		g_string_append_printf(whole, " %s", next);
		++*at;
	}
	return g_string_free(g_steal_pointer(&whole), false);
}

/* All groups of a text. MESSAGE_PERSON where it has none. */
static MessageKind
read_groups(const char *text, GPtrArray *bounce)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	MessageKind kind = MESSAGE_PERSON;
	Group group = {0};

	for (unsigned i = 0; lines[i] != NULL; i++) {
		g_autofree char *line = unfold(lines, &i);

		/* Some put no blank line between two recipients. */
		if (*line == '\0' ||
		    (group.address != NULL && group.action != NULL &&
			g_ascii_strncasecmp(line, "Final-Recipient:", 16) == 0))
			group_close(&group, bounce, &kind);
		group_take(&group, line);
	}
	group_close(&group, bounce, &kind);
	return kind;
}

static MessageKind
read_status(const Part *part, GPtrArray *bounce)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = part_decode(part, LIMIT_HEADERS, &has_more);
	size_t size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = text_clean(text_to_utf8(data, size, part->charset));

	return read_groups(text, bounce);
}

bool
bounce_read(const Part *top, Message *message, MessageKind *ret_kind, const char **ret_why)
{
	const Part *status = part_find(top, "message/delivery-status");
	MessageKind by_status = MESSAGE_PERSON;
	MessageKind by_text = MESSAGE_BOUNCE;

	if (status != NULL)
		by_status = read_status(status, message->bounce);
	if (by_status == MESSAGE_PERSON && !bounce_text_is_report(message, &by_text))
		return false;
	if (by_status == MESSAGE_PERSON && strstr(message->text, "Final-Recipient:") != NULL)
		by_status = read_groups(message->text, message->bounce);
	*ret_kind = by_status == MESSAGE_PERSON ? by_text : by_status;
	*ret_why = status == NULL ? "the text of a mail system" : "message/delivery-status";
	if (message->bounce->len == 0 && *ret_kind != MESSAGE_DELIVERED)
		bounce_text_recipients(message, *ret_kind, message->bounce);
	return true;
}
