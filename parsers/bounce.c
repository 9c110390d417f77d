/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 3464: a message/delivery-status is header blocks, the first about the mail, each further one about one
 * recipient.
 */
#include "parsers/bounce.h"

#include <string.h>

#include "parsers/bounce_json.h"
#include "parsers/bounce_returned.h"
#include "parsers/bounce_text.h"
#include "parsers/charset.h"
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
	return text_one_line(charset_to_utf8(clean, strlen(clean), NULL));
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
		group->status = *value == '2' ? g_strdup("2.0.0") : bounce_text_status(value);
	} else if (g_ascii_strncasecmp(line, "Action:", 7) == 0) {
		g_free(group->action);
		group->action = g_ascii_strdown(value, -1);
	}
}

typedef enum {
	OUTCOME_NONE,
	OUTCOME_DELIVERED,
	OUTCOME_DELAYED,
	OUTCOME_FAILED,
} Outcome;

/* RFC 3464, section 2.3.3; what others write in its place counts by its status. What was tried for long enough has failed,
 * though its status is that of the last try. */
static Outcome
group_outcome(const Group *group, BounceText *text)
{
	static const struct {
		const char *action;
		Outcome outcome;
	} actions[] = {{"fail", OUTCOME_FAILED}, {"delay", OUTCOME_DELAYED},
	    {"deliver", OUTCOME_DELIVERED}, {"relay", OUTCOME_DELIVERED},
	    {"expand", OUTCOME_DELIVERED}, {"expire", OUTCOME_FAILED}};
	const char *status = group->status == NULL ? "" : group->status;

	for (unsigned i = 0; group->action != NULL && i < G_N_ELEMENTS(actions); i++) {
		if (g_str_has_prefix(group->action, actions[i].action))
			return actions[i].outcome;
	}
	if (strcmp(status, "4.4.7") == 0)
		return OUTCOME_FAILED;
	if (group->action != NULL && *status == '2')
		return OUTCOME_DELIVERED;
	return group->action != NULL && *status == '4' && !bounce_text_has_given_up(text)
		   ? OUTCOME_DELAYED
		   : OUTCOME_FAILED;
}

/* Takes the recipient, unless the mail reached it, and leaves the worst outcome. */
static void
group_close(Group *group, BounceText *text, Outcome *worst)
{
	if (group->original != NULL && strchr(group->original, '@') != NULL) {
		g_free(group->address);
		group->address = g_steal_pointer(&group->original);
	}
	if (group->action != NULL || group->address != NULL) {
		Outcome outcome = group_outcome(group, text);

		*worst = MAX(*worst, outcome);
		if (group->address != NULL && outcome != OUTCOME_DELIVERED)
			bounce_text_add(text->message->bounce, group->address,
			    group->status == NULL ? "" : group->status);
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

/* All groups of a status: who was not reached goes to the message. */
static Outcome
read_groups(const char *status, BounceText *text)
{
	g_auto(GStrv) lines = g_strsplit(status, "\n", -1);
	Outcome worst = OUTCOME_NONE;
	Group group = {0};

	for (unsigned i = 0; lines[i] != NULL; i++) {
		g_autofree char *line = unfold(lines, &i);

		/* Some put no blank line between two recipients. */
		if (*line == '\0' ||
		    (group.address != NULL && group.action != NULL &&
			g_ascii_strncasecmp(line, "Final-Recipient:", 16) == 0))
			group_close(&group, text, &worst);
		group_take(&group, line);
	}
	group_close(&group, text, &worst);
	return worst;
}

/* The machine-readable part of a report: of RFC 3464 or 6533, or as a file that its fields make one. */
static const Part *
find_status(const Part *part)
{
	static const char field[] = "Final-Recipient:";
	const Part *found = NULL;

	if (part_is(part, "message/delivery-status") ||
	    part_is(part, "message/global-delivery-status"))
		return part;
	if (part->children == NULL && part->parent != NULL && part->encoding == PART_IDENTITY &&
	    part_is(part, "application/octet-stream") &&
	    memmem(part->body, part->body_size, field, strlen(field)) != NULL)
		return part;
	for (unsigned i = 0; found == NULL && part_is_multipart(part) &&
			     part->children != NULL && i < part->children->len;
	     i++)
		found = find_status(part->children->pdata[i]);
	return found;
}

/* The report within a mail that a scanner or relay made of it: of mails in mails the first that is one. */
static const Part *
find_wrapped(const Part *part)
{
	const Part *found = part_embedded(part);

	if (found != NULL)
		return find_status(found) != NULL ? found : NULL;
	for (unsigned i = 0; found == NULL && part_is_multipart(part) &&
			     part->children != NULL && i < part->children->len;
	     i++)
		found = find_wrapped(part->children->pdata[i]);
	return found;
}

static Outcome
read_status(const Part *part, BounceText *whole)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = part_decode(part, LIMIT_HEADERS, &has_more);
	size_t size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = text_clean(charset_to_utf8(data, size, part->charset));

	return read_groups(text, whole);
}

static MessageKind
kind_of(Outcome outcome)
{
	return outcome == OUTCOME_FAILED    ? MESSAGE_BOUNCE
	       : outcome == OUTCOME_DELAYED ? MESSAGE_DELAYED
					    : MESSAGE_DELIVERED;
}

bool
bounce_read(const Part *top, unsigned sender, const char *const *shapes, Message *message,
    MessageKind *ret_kind, const char **ret_why)
{
	g_auto(BounceText) text = bounce_text_of(message, sender);
	const Part *status = find_status(top);
	const Part *wrapped =
	    status == NULL && bounce_text_is_by_system(&text) ? find_wrapped(top) : NULL;
	MessageKind by_text = MESSAGE_BOUNCE;
	Outcome outcome = OUTCOME_NONE;

	if (wrapped != NULL)
		status = find_status(wrapped);
	if (status != NULL)
		outcome = read_status(status, &text);
	if (outcome == OUTCOME_NONE && bounce_json_read(message, shapes, ret_kind)) {
		*ret_why = "the notification of a mail provider";
		return true;
	}
	if (outcome == OUTCOME_NONE && !bounce_text_is_report(&text, top, &by_text))
		return false;
	if (outcome == OUTCOME_NONE && strstr(message->text, "Final-Recipient:") != NULL)
		outcome = read_groups(message->text, &text);
	*ret_kind = outcome == OUTCOME_NONE ? by_text : kind_of(outcome);
	*ret_why = status == NULL ? "the text of a mail system" : "message/delivery-status";
	if (message->bounce->len == 0 && *ret_kind != MESSAGE_DELIVERED)
		bounce_text_recipients(&text, *ret_kind, message->bounce);
	bounce_returned_read(top, shapes, message);
	return true;
}
