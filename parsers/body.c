/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks the tree of parts, which prescan() keeps shallow. Of alternatives the plain text is taken, because
 * that is what its sender's program made for those who cannot show HTML, unless it says nothing.
 */
#include "parsers/body.h"

#include <string.h>

#include "parsers/attachment.h"
#include "parsers/body_twin.h"
#include "parsers/charset.h"
#include "parsers/html.h"
#include "parsers/limits.h"
#include "parsers/text.h"

enum { CONTINUATION_DIGITS = 5 };

typedef struct {
	Message *message;      /* foreign */
	GString *text;         /* own */
	const Part *text_file; /* foreign; the first text that is attached, or NULL */
	bool has_text_part;
	bool is_full;      /* no further text is decoded */
	bool is_text_done; /* inside an alternative whose text was taken from another branch */
} Body;

static char *
decode_text(const Part *part, GPtrArray *limits)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = part_decode(part, LIMIT_TEXT, &has_more);
	size_t size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	char *text = text_clean(charset_to_utf8(data, size, part->charset));

	if (text_cut(text, LIMIT_TEXT) || has_more)
		limits_note(limits, "text");
	return text;
}

/* RFC 1896 in short: its marks mean nothing to HTML and go; a single line end is none, several are one less. */
static char *
enriched_text(const char *enriched, GPtrArray *limits)
{
	g_autoptr(GString) html = g_string_new("<div>");

	for (const char *p = enriched; *p != '\0'; p++) {
		if (g_str_has_prefix(p, "<<")) {
			g_string_append(html, "&lt;");
			p++;
		} else if (*p == '\n') {
			g_string_append(html, p[1] == '\n' ? "<br>" : " ");
		} else if (*p == '&') {
			g_string_append(html, "&amp;");
		} else {
			g_string_append_c(html, *p);
		}
	}
	return html_to_text(html->str, limits);
}

char *
body_part_text(const Part *part, GPtrArray *limits)
{
	g_autofree char *text = decode_text(part, limits);

	if (part_is(part, "text/html"))
		return html_to_text(text, limits);
	if (part_is(part, "text/enriched") || part_is(part, "text/richtext"))
		return enriched_text(text, limits);
	if (part->is_flowed)
		return text_unflow(text, part->is_delsp);
	return g_steal_pointer(&text);
}

static bool
is_blank(const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (!g_unichar_isspace(c) && c > HTML_LAST_MARK && c != 0x200b && c != 0xfeff)
			return false;
	}
	return true;
}

static void
add_text(Body *body, const char *text)
{
	if (body->is_text_done || is_blank(text))
		return;
	if (body->text->len + strlen(text) > LIMIT_TEXT) {
		limits_note(body->message->limits, "text");
		body->is_full = true;
		return;
	}
	if (body->text->len > 0)
		g_string_append_printf(body->text, "\n\n%c\n", HTML_TEXT_START);
	g_string_append(body->text, text);
}

static bool
is_text(const Part *part)
{
	return part_is(part, "text/plain") || part_is(part, "text/html") ||
	       part_is(part, "text/enriched") || part_is(part, "text/richtext") ||
	       part_is(part, "text/markdown");
}

/* The same once more, for programs that few have. */
static bool
is_variant(const Part *part)
{
	return part_is(part, "text/x-amp-html") || part_is(part, "text/watch-html");
}

/* What stood below a picture: Exchange makes "ATT00001.txt" of it, others "Untitled attachment 00001.txt", in the language of
 * who reads it. */
static bool
is_continuation(const Part *part)
{
	const char *dot = part->name == NULL ? NULL : strrchr(part->name, '.');
	const char *digits = dot;

	if (dot == NULL ||
	    (g_ascii_strcasecmp(dot, ".txt") != 0 && g_ascii_strcasecmp(dot, ".htm") != 0 &&
		g_ascii_strcasecmp(dot, ".html") != 0))
		return false;
	while (digits > part->name && g_ascii_isdigit(digits[-1]))
		digits--;
	return dot - digits >= CONTINUATION_DIGITS &&
	       (g_ascii_strncasecmp(part->name, "ATT", (size_t)(digits - part->name)) == 0 ||
		   (*digits == '0' && digits > part->name && digits[-1] == ' '));
}

static void
add_attachment(Body *body, const Part *part)
{
	MessageAttachment *attachment = NULL;

	if (body->message->attachments->len == LIMIT_ATTACHMENTS) {
		limits_note(body->message->limits, "attachments");
		return;
	}
	attachment = attachment_of(part, body->message->attachments);
	if (body->text_file == NULL && (is_text(part) || part_is(part, "text/csv")))
		body->text_file = part;
	if (attachment->size > LIMIT_ATTACHMENT)
		limits_note(body->message->limits, "attachment");
	g_ptr_array_add(body->message->attachments, attachment);
}

/* Whether the parts that were inside stand for this one. */
static bool
is_unwrapped(const Part *part)
{
	return part->children != NULL && !part_is_multipart(part) &&
	       part_embedded(part) == NULL;
}

/* Text with a name is a file, unless it is all the text there is. */
static bool
is_body_text(const Body *body, const Part *part)
{
	if (!is_text(part))
		return false;
	if (part->parent == NULL || is_continuation(part))
		return true;
	if (part->disposition != NULL && strcmp(part->disposition, "attachment") == 0)
		return false;
	return part->name == NULL || part_is(part->parent, "multipart/alternative") ||
	       (body->text->len == 0 && !body->is_text_done &&
		   (part->disposition == NULL || is_unwrapped(part->parent)));
}

static void collect(Body *body, const Part *part);

static void
collect_children(Body *body, const Part *part)
{
	for (unsigned i = 0; part->children != NULL && i < part->children->len; i++)
		collect(body, part->children->pdata[i]);
}

/* Some send alternatives without saying so: a plain text, and the same in HTML behind it. Which of the two is left out, or
 * NULL. */
static const Part *
needless(const Body *body, const Part *plain, const Part *html)
{
	g_autofree char *text = NULL;
	g_autofree char *shown = NULL;

	if (body->is_text_done || !part_is(plain, "text/plain") ||
	    !part_is(html, "text/html") || !is_body_text(body, plain) ||
	    !is_body_text(body, html))
		return NULL;
	text = body_part_text(plain, body->message->limits);
	shown = body_part_text(html, body->message->limits);
	if (body_twin_is_same(text, shown))
		return html;
	return body_twin_may_point(text) && body_twin_says_elsewhere(text) &&
		       body_twin_points(text, shown)
		   ? plain
		   : NULL;
}

static void
collect_mixed(Body *body, const Part *part)
{
	bool was_done = body->is_text_done;
	const Part *left_out = NULL;

	for (unsigned i = 0; part->children != NULL && i < part->children->len; i++) {
		const Part *child = part->children->pdata[i];

		if (i + 1 < part->children->len && left_out == NULL)
			left_out = needless(body, child, part->children->pdata[i + 1]);
		body->is_text_done = was_done || child == left_out;
		collect(body, child);
	}
	body->is_text_done = was_done;
}

/* The first text/plain or text/html of a branch of alternatives that is no file, or NULL. */
static const Part *
offered(const Part *branch, const char *type)
{
	const Part *found = NULL;

	if (part_is(branch, type))
		return branch->disposition == NULL ||
			       strcmp(branch->disposition, "attachment") != 0
			   ? branch
			   : NULL;
	for (unsigned i = 0; found == NULL && part_is_multipart(branch) &&
			     branch->children != NULL && i < branch->children->len;
	     i++)
		found = offered(branch->children->pdata[i], type);
	return found;
}

/* The last branch is the best one that its sender could make. */
static const Part *
last_html(const Part *part)
{
	for (unsigned i = part->children->len; i-- > 0;) {
		if (offered(part->children->pdata[i], "text/html") != NULL)
			return part->children->pdata[i];
	}
	return NULL;
}

/* Whether the plain text of alternatives sends its reader to another of them. */
static bool
points_to(const Body *body, const char *plain, const Part *html_branch)
{
	const Part *html = html_branch == NULL ? NULL : offered(html_branch, "text/html");
	g_autofree char *text = NULL;

	if (html == NULL || !body_twin_may_point(plain))
		return false;
	text = body_part_text(html, body->message->limits);
	return body_twin_points(plain, text);
}

/* The first branch whose plain text says something itself, else the last one with HTML, else NULL. */
static const Part *
choose_branch(Body *body, const Part *part)
{
	const Part *html = last_html(part);

	for (unsigned i = 0; i < part->children->len; i++) {
		const Part *branch = part->children->pdata[i];
		const Part *plain = offered(branch, "text/plain");
		g_autofree char *text =
		    plain == NULL ? NULL : body_part_text(plain, body->message->limits);

		body->has_text_part = body->has_text_part || plain != NULL;
		if (text != NULL && !is_blank(text) && !points_to(body, text, html))
			return branch;
	}
	return html;
}

/* One branch gives the text; the others may still hold attachments. */
static void
collect_alternative(Body *body, const Part *part)
{
	bool was_done = body->is_text_done;
	const Part *chosen = was_done ? NULL : choose_branch(body, part);

	for (unsigned i = 0; i < part->children->len; i++) {
		const Part *branch = part->children->pdata[i];

		body->is_text_done = was_done || (chosen != NULL && branch != chosen);
		collect(body, branch);
	}
	body->is_text_done = was_done;
}

static void
collect_text(Body *body, const Part *part)
{
	g_autofree char *text = NULL;

	body->has_text_part = true;
	if (body->is_text_done || body->is_full)
		return;
	text = body_part_text(part, body->message->limits);
	add_text(body, text);
}

static void
collect(Body *body, const Part *part)
{
	if (part_is(part, "multipart/alternative") && part->children != NULL) {
		collect_alternative(body, part);
	} else if (part_is_multipart(part)) {
		collect_mixed(body, part);
	} else if (is_body_text(body, part)) {
		collect_text(body, part);
		collect_children(body, part);
	} else if (is_unwrapped(part)) {
		collect_children(body, part);
	} else if (!is_variant(part)) {
		add_attachment(body, part);
	}
}

static void
show_file(Body *body)
{
	collect_text(body, body->text_file);
	for (unsigned i = 0; i < body->message->attachments->len; i++) {
		MessageAttachment *attachment = body->message->attachments->pdata[i];

		if (strcmp(attachment->path, body->text_file->path) == 0)
			attachment->is_inline = true;
	}
}

char *
body_read(const Part *top, Message *message)
{
	Body body = {.message = message, .text = g_string_new(NULL)};

	collect(&body, top);
	/* Some mark all that they write as attached. */
	if (!body.has_text_part && body.text->len == 0 && body.text_file != NULL)
		show_file(&body);
	return g_string_free(body.text, false);
}

/* embedded_take() has decoded it. */
static bool
has_word(const Part *html, const char *word)
{
	return memmem(html->body, html->body_size, word, strlen(word)) != NULL;
}

/* An HTML part inside alternatives. */
static const Part *
find_table(const Part *part)
{
	const Part *found = NULL;

	if (part_is(part, "text/html") && part->parent != NULL)
		return has_word(part, "<table") ? part : NULL;
	for (unsigned i = 0; found == NULL && part_is_multipart(part) &&
			     part->children != NULL && i < part->children->len;
	     i++)
		found = find_table(part->children->pdata[i]);
	return found;
}

char *
body_table_text(const Part *top, GPtrArray *limits)
{
	const Part *part = find_table(top);

	return part == NULL ? NULL : body_part_text(part, limits);
}

char *
body_html(const Part *top, const char *word, GPtrArray *limits)
{
	const Part *part = offered(top, "text/html");

	return part != NULL && has_word(part, word) ? decode_text(part, limits) : NULL;
}
