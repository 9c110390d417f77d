/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names come from strangers and end up in front of people and in file dialogs: "invoice\u202Efdp.exe" must
 * not look like a PDF, "../../x" must not leave its folder. Extensions survive shortening.
 */
#include "parsers/attachment.h"

#include <string.h>

#include "parsers/file_marks.h"
#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/text.h"

enum { MAX_EXTENSION = 16, MAX_START = 16 };

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

/* Whether it has a character that turns what stands behind it round (U+202A to U+202E, U+2066 to U+2069), so that
 * "factuur[RLO]fdp.exe" is shown with .pdf at its end. */
static bool
is_turned(const char *name)
{
	for (const char *p = strchr(name, '\xe2'); p != NULL; p = strchr(p + 1, '\xe2')) {
		if ((p[1] == '\x80' && p[2] >= '\xaa' && p[2] <= '\xae') ||
		    (p[1] == '\x81' && p[2] >= '\xa6' && p[2] <= '\xa9'))
			return true;
	}
	return false;
}

static unsigned
marks_of(const Part *part, const char *safe_name)
{
	bool has_more = false;
	g_autoptr(GBytes) start = part_decode(part, FILE_MARKS_START, &has_more);
	size_t needed = has_more ? file_marks_needed(start) : 0;
	g_autoptr(GBytes) more =
	    needed > FILE_MARKS_START ? part_decode(part, needed, &has_more) : NULL;
	unsigned marks = file_marks(safe_name, part->type, more == NULL ? start : more);

	return part->name != NULL && is_turned(part->name) ? marks | FILE_MARK_DISGUISED
							   : marks;
}

/* What a file of a type is called; with an extension alone, "image.", "video.", "audio." or "document." stand before it. */
static const struct {
	const char *type;
	const char *name;
} names_by_type[] = {
    {"text/calendar", "invite.ics"},
    {"text/vcard", "contact.vcf"},
    {"text/x-vcard", "contact.vcf"},
    {"text/plain", "txt"},
    {"message/delivery-status", "delivery-status.txt"},
    {"message/global-delivery-status", "delivery-status.txt"},
    {"message/disposition-notification", "disposition-notification.txt"},
    {"message/feedback-report", "feedback-report.txt"},
    {"text/rfc822-headers", "headers.txt"},
    {"message/global-headers", "headers.txt"},
    {"application/zip", "archive.zip"},
    {"application/x-zip-compressed", "archive.zip"},
    {"application/gzip", "archive.gz"},
    {"application/x-7z-compressed", "archive.7z"},
    {"application/msword", "doc"},
    {"application/vnd.ms-excel", "xls"},
    {"application/vnd.ms-powerpoint", "ppt"},
    {"application/vnd.ms-outlook", "message.msg"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
    {"application/vnd.oasis.opendocument.text", "odt"},
    {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
    {"application/vnd.oasis.opendocument.presentation", "odp"},
    {"image/jpeg", "jpg"},
    {"image/pjpeg", "jpg"},
    {"image/svg+xml", "svg"},
    {"image/tiff", "tif"},
    {"audio/mpeg", "mp3"},
    {"audio/mp4", "m4a"},
    {"audio/x-m4a", "m4a"},
    {"video/quicktime", "mov"},
    {"video/x-msvideo", "avi"},
    {"video/3gpp", "3gp"},
};

/* By how they begin, those that programs send without saying what they are. */
static const struct {
	const char *start;
	const char *name;
} names_by_start[] = {
    {"%PDF-", "document.pdf"},
    {"\x89PNG", "image.png"},
    {"\xff\xd8\xff", "image.jpg"},
    {"GIF8", "image.gif"},
    {"PK\x03\x04", "archive.zip"},
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

/* Whether it is what files are called: a word before a dot and a short one behind it. */
static bool
is_file_name(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t size = dot == NULL ? 0
				  : strspn(dot + 1, "abcdefghijklmnopqrstuvwxyz"
						    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return size >= 2 && size <= 5 && dot[1 + size] == '\0' && dot > name;
}

/* "image001.png@01DA5C" */
static char *
content_id_name(const Part *part)
{
	return part->content_id == NULL
		   ? NULL
		   : g_strndup(part->content_id, strcspn(part->content_id, "@"));
}

static char *
description_name(const Part *part)
{
	g_autofree char *description = part_header(part, "Content-Description");

	return description == NULL ? NULL : header_text(description, NULL);
}

/* The last part of "http://klant.example/img/plan.png". */
static char *
location_name(const Part *part)
{
	g_autofree char *location = part_header(part, "Content-Location");
	const char *slash = location == NULL ? NULL : strrchr(location, '/');

	return location == NULL ? NULL : g_strdup(slash == NULL ? location : slash + 1);
}

/* "png" of image/png, "ogg" of audio/x-ogg; or NULL. Caller owns. */
static char *
subtype_extension(const char *type)
{
	const char *subtype = strchr(type, '/');
	size_t size = 0;

	if (subtype == NULL)
		return NULL;
	subtype += g_str_has_prefix(subtype, "/x-") ? 3 : 1;
	size = strspn(subtype, "abcdefghijklmnopqrstuvwxyz0123456789");
	return size >= 2 && size <= 5 && subtype[size] == '\0' ? g_strdup(subtype) : NULL;
}

static char *
start_name(const Part *part)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = part_decode(part, MAX_START, &has_more);
	size_t size = 0;
	const char *data = g_bytes_get_data(bytes, &size);

	for (unsigned i = 0; i < G_N_ELEMENTS(names_by_start); i++) {
		size_t length = strlen(names_by_start[i].start);

		if (size >= length && memcmp(data, names_by_start[i].start, length) == 0)
			return g_strdup(names_by_start[i].name);
	}
	return g_strdup("file.bin");
}

/* Of a type that nobody knows. */
static char *
odd_name(const Part *part)
{
	g_autofree char *id = content_id_name(part);

	return id != NULL && strchr(id, '.') != NULL ? g_steal_pointer(&id) : start_name(part);
}

/* What kind of file it is, in a name. */
static char *
type_name(const Part *part)
{
	static const char *const stems[] = {"image", "video", "audio"};
	const char *stem = "document";
	g_autofree char *extension = subtype_extension(part->type);

	for (unsigned i = 0; i < G_N_ELEMENTS(names_by_type); i++) {
		if (!part_is(part, names_by_type[i].type))
			continue;
		if (strchr(names_by_type[i].name, '.') != NULL)
			return g_strdup(names_by_type[i].name);
		g_free(extension);
		extension = g_strdup(names_by_type[i].name);
		break;
	}
	if (extension == NULL)
		return odd_name(part);
	for (unsigned i = 0; i < G_N_ELEMENTS(stems); i++) {
		if (g_str_has_prefix(part->type, stems[i]))
			stem = stems[i];
	}
	return g_strdup_printf("%s.%s", stem, extension);
}

/* Of a part that has none: what else in its header is one, or what kind of file it is. */
static char *
made_name(const Part *part)
{
	char *(*const sources[])(const Part *) = {
	    description_name, location_name, content_id_name};

	for (unsigned i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_autofree char *name = sources[i](part);

		if (name != NULL && is_file_name(name))
			return g_steal_pointer(&name);
	}
	return type_name(part);
}

/* How many of the others begin so. */
static unsigned
count_begins(const GPtrArray *others, const char *start)
{
	unsigned count = 0;

	for (unsigned i = 0; i < others->len; i++)
		count += g_str_has_prefix(
		    ((const MessageAttachment *)others->pdata[i])->name, start);
	return count;
}

/* "image-2.png" where there is an "image.png". */
static char *
number_name(char *take_name, const GPtrArray *others)
{
	const char *dot = strrchr(take_name, '.');
	g_autofree char *stem =
	    g_strndup(take_name, dot == NULL ? strlen(take_name) : (size_t)(dot - take_name));
	unsigned number = 1 + count_begins(others, stem);
	char *numbered = NULL;

	if (number == 1)
		return take_name;
	numbered = g_strdup_printf("%s-%u%s", stem, number, take_name + strlen(stem));
	g_free(take_name);
	return numbered;
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
attachment_of(const Part *part, const GPtrArray *others)
{
	g_autofree char *name = NULL;
	MessageAttachment *attachment = NULL;

	if (part->name != NULL)
		name = g_strdup(part->name);
	else if (part_embedded(part) != NULL)
		name = message_name(part);
	else
		name = number_name(made_name(part), others);
	attachment = attachment_new(
	    part->path, name, part->type, (int64_t)part_decoded_size(part), is_inline(part));
	attachment->marks = marks_of(part, attachment->name);
	return attachment;
}
