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
	g_strchomp(name);
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
	MessageAttachment *attachment = g_new0(MessageAttachment, 1);

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
} names_by_type[] = {
    {"text/calendar", "invite.ics"},
    {"message/delivery-status", "delivery-status.txt"},
    {"message/disposition-notification", "disposition-notification.txt"},
    {"message/feedback-report", "feedback-report.txt"},
    {"text/rfc822-headers", "headers.txt"},
    {"text/plain", "document.txt"},
    {"text/html", "document.html"},
    {"application/pdf", "document.pdf"},
    {"image/jpeg", "image.jpg"},
    {"image/jpg", "image.jpg"},
    {"image/png", "image.png"},
    {"image/gif", "image.gif"},
};

/* A mail that is attached is called by its subject, or as the one who attached it says. */
static char *
message_name(const Part *part)
{
	const Part *message = part_embedded(part);
	g_autofree char *subject = part_header(message, "Subject");
	g_autofree char *description = part_header(part, "Content-Description");
	g_autofree char *title = NULL;

	if (subject != NULL && *subject != '\0')
		title = header_text(subject, part_likely_charset(message));
	else
		title = header_text(description == NULL ? "message" : description, NULL);
	return g_strdup_printf("%s.eml", g_strdelimit(title, "/\\", '_'));
}

/* "image001.png@01DA5C" */
static char *
content_id_name(const Part *part)
{
	g_autofree char *stem = part->content_id == NULL ? NULL
							 : g_strndup(part->content_id,
							       strcspn(part->content_id, "@"));

	return stem == NULL || strchr(stem, '.') == NULL ? g_strdup("")
							 : g_steal_pointer(&stem);
}

static char *
given_name(const Part *part)
{
	if (part->name != NULL)
		return g_strdup(part->name);
	if (part_embedded(part) != NULL)
		return message_name(part);
	for (unsigned i = 0; i < G_N_ELEMENTS(names_by_type); i++) {
		if (part_is(part, names_by_type[i].type))
			return g_strdup(names_by_type[i].name);
	}
	return content_id_name(part);
}

/* What programs prove with, or what says how it is encrypted. */
static bool
is_machinery(const Part *part)
{
	return part_is(part, "application/pgp-signature") ||
	       part_is(part, "application/pgp-encrypted") ||
	       part_is(part, "application/pkcs7-signature") ||
	       part_is(part, "application/x-pkcs7-signature");
}

static bool
is_inline(const Part *part)
{
	if (is_machinery(part))
		return true;
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
