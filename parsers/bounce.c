/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 3464: a message/delivery-status is header blocks, the first about the mail, each further one about one
 * recipient.
 */
#include "parsers/bounce.h"

#include <string.h>

#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/prescan.h"
#include "parsers/text.h"

/* The first part of a type anywhere in the mail, but not inside an attached mail. */
static const Part *
find_part(const Part *part, const char *type)
{
	const Part *found = part_is(part, type) ? part : NULL;

	for (unsigned i = 0; found == NULL && part_is_multipart(part) &&
			     part->children != NULL && i < part->children->len;
	     i++)
		found = find_part(part->children->pdata[i], type);
	return found;
}

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

/* "5.1.1 (user unknown)" as "5.1.1"; "" where it is no status. */
static char *
status_code(const char *value)
{
	size_t size = strspn(value, "0123456789.");

	if (size < 5 || strchr("245", value[0]) == NULL || value[1] != '.')
		return g_strdup("");
	return g_strndup(value, size);
}

static void
add_recipient(GPtrArray *bounce, const char *address, const char *status)
{
	MessageBounce *one = NULL;

	for (unsigned i = 0; i < bounce->len; i++) {
		one = bounce->pdata[i];
		if (g_ascii_strcasecmp(one->address, address) == 0)
			return;
	}
	if (bounce->len == LIMIT_RECIPIENTS || strchr(address, '@') == NULL)
		return;
	one = g_new(MessageBounce, 1);
	one->address = g_strdup(address);
	one->status = g_strdup(status);
	g_ptr_array_add(bounce, one);
}

typedef struct {
	char *address; /* own; or NULL */
	char *status;  /* own; or NULL */
	char *action;  /* own; or NULL */
} Group;

static void
group_clear(Group *group)
{
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
	if (g_ascii_strncasecmp(line, "Final-Recipient:", 16) == 0 ||
	    (g_ascii_strncasecmp(line, "Original-Recipient:", 19) == 0 &&
		group->address == NULL)) {
		g_free(group->address);
		group->address = recipient_address(value);
	} else if (g_ascii_strncasecmp(line, "Status:", 7) == 0) {
		g_free(group->status);
		group->status = status_code(value);
	} else if (g_ascii_strncasecmp(line, "Action:", 7) == 0) {
		g_free(group->action);
		group->action = g_ascii_strdown(value, -1);
	}
}

/* What the worst action says about the mail. */
static void
group_close(Group *group, GPtrArray *bounce, MessageKind *kind)
{
	if (group->action != NULL || group->address != NULL) {
		const char *action = group->action == NULL ? "failed" : group->action;

		if (g_str_has_prefix(action, "fail"))
			*kind = MESSAGE_BOUNCE;
		else if (g_str_has_prefix(action, "delay") && *kind != MESSAGE_BOUNCE)
			*kind = MESSAGE_DELAYED;
		if (group->address != NULL && !g_str_has_prefix(action, "deliver") &&
		    !g_str_has_prefix(action, "relay") && !g_str_has_prefix(action, "expand"))
			add_recipient(
			    bounce, group->address, group->status == NULL ? "" : group->status);
	}
	group_clear(group);
}

static MessageKind
read_status(const Part *part, GPtrArray *bounce)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = part_decode(part, LIMIT_HEADERS, &has_more);
	size_t size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = text_clean(text_to_utf8(data, size, part->charset));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	MessageKind kind = MESSAGE_DELIVERED;
	Group group = {NULL, NULL, NULL};

	for (unsigned i = 0; lines[i] != NULL; i++) {
		if (*g_strchomp(lines[i]) == '\0')
			group_close(&group, bounce, &kind);
		else
			group_take(&group, lines[i]);
	}
	group_close(&group, bounce, &kind);
	return kind;
}

bool
bounce_read(const Part *top, Message *message, MessageKind *ret_kind, const char **ret_why)
{
	const Part *status = find_part(top, "message/delivery-status");

	if (status == NULL)
		return false;
	*ret_kind = read_status(status, message->bounce);
	*ret_why = "message/delivery-status";
	return true;
}
