/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names come from strangers and end up in front of people and in file dialogs: "invoice\u202Efdp.exe" must
 * not look like a PDF, "../../x" must not leave its folder. Extensions survive shortening.
 */
#include "parsers/attachment.h"

#include <string.h>

#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/text.h"

enum { MAX_EXTENSION = 16 };

static void
shorten(char *name)
{
	size_t size = strlen(name);
	const char *dot = strrchr(name, '.');
	g_autofree char *extension = NULL;

	if (size <= LIMIT_NAME)
		return;
	if (dot != NULL && strlen(dot) <= MAX_EXTENSION)
		extension = g_strdup(dot);
	text_cut(name, LIMIT_NAME - MAX_EXTENSION);
	if (extension != NULL)
		memcpy(name + strlen(name), extension, strlen(extension) + 1);
}

char *
attachment_safe_name(const char *name)
{
	const char *last = name;
	char *safe = NULL;

	for (const char *p = name; *p != '\0'; p++) {
		if ((*p == '/' || *p == '\\') && p[1] != '\0')
			last = p + 1;
	}
	safe = text_one_line(text_visible(g_strdup(last)));
	for (char *p = safe; *p != '\0'; p++) {
		if (strchr("/\\", *p) != NULL)
			*p = '_';
	}
	if (strspn(safe, ".") == strlen(safe))
		*safe = '\0';
	shorten(safe);
	return safe;
}

MessageAttachment *
attachment_new(
    const char *path, const char *name, const char *type, int64_t size, bool is_inline)
{
	MessageAttachment *attachment = g_new(MessageAttachment, 1);

	attachment->path = g_strdup(path);
	attachment->name = attachment_safe_name(name == NULL ? "" : name);
	attachment->type = g_strdup(type);
	attachment->size = size;
	attachment->is_inline = is_inline;
	return attachment;
}

static const struct {
	const char *type;
	const char *name;
} known_names[] = {
    {"text/calendar", "invite.ics"},
    {"message/delivery-status", "delivery-status.txt"},
    {"message/disposition-notification", "disposition-notification.txt"},
    {"message/feedback-report", "feedback-report.txt"},
    {"text/rfc822-headers", "headers.txt"},
};

/* A mail that is attached is called by its subject, an invitation is an invitation. */
static char *
given_name(const Part *part)
{
	const Part *message = part_embedded(part);
	g_autofree char *raw = NULL;
	g_autofree char *subject = NULL;

	if (part->name != NULL)
		return g_strdup(part->name);
	for (unsigned i = 0; i < G_N_ELEMENTS(known_names); i++) {
		if (part_is(part, known_names[i].type))
			return g_strdup(known_names[i].name);
	}
	if (message == NULL)
		return g_strdup("");
	raw = part_header(message, "Subject");
	subject = header_text(raw == NULL ? "" : raw, part_likely_charset(message));
	g_strdelimit(subject, "/\\", '_');
	return g_strdup_printf("%s.eml", *subject == '\0' ? "message" : subject);
}

static bool
is_inline(const Part *part)
{
	/* What reports say to programs. */
	if (part->parent != NULL && part_is(part->parent, "multipart/report") &&
	    part_embedded(part) == NULL)
		return true;
	if (part->disposition != NULL)
		return strcmp(part->disposition, "inline") == 0;
	return part->content_id != NULL && part->parent != NULL &&
	       part_is(part->parent, "multipart/related");
}

MessageAttachment *
attachment_of(const Part *part)
{
	g_autofree char *name = given_name(part);

	return attachment_new(
	    part->path, name, part->type, (int64_t)part_decoded_size(part), is_inline(part));
}
