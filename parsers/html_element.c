/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/html_element.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/html.h"

const char *
html_attribute(const unsigned char **attributes, const char *name)
{
	for (; attributes != NULL && *attributes != NULL; attributes += 2) {
		if (strcmp((const char *)attributes[0], name) == 0)
			return attributes[1] == NULL ? "" : (const char *)attributes[1];
	}
	return "";
}

static bool
has_attribute(const unsigned char **attributes, const char *name)
{
	for (; attributes != NULL && *attributes != NULL; attributes += 2) {
		if (strcmp((const char *)attributes[0], name) == 0)
			return true;
	}
	return false;
}

/* Style without blanks and in lower case, so that it can be searched; "" where there is none. */
static char *
plain_style(const unsigned char **attributes)
{
	const char *style = html_attribute(attributes, "style");
	char *plain = g_malloc(strlen(style) + 1);
	char *to = plain;

	for (; *style != '\0'; style++) {
		if (!g_ascii_isspace(*style))
			*to++ = g_ascii_tolower(*style);
	}
	*to = '\0';
	return plain;
}

/* By which class or id clients mark what they add. */
static const struct {
	const char *word;
	char mark;
} client_marks[] = {
    {"gmail_quote", HTML_QUOTE_START},
    {"yahoo_quoted", HTML_QUOTE_START},
    {"protonmail_quote", HTML_QUOTE_START},
    {"tutanota_quote", HTML_QUOTE_START},
    {"zmail_extra", HTML_QUOTE_START},
    {"ms-outlook-mobile-reference-message", HTML_QUOTE_START},
    {"mail-editor-reference-message-container", HTML_QUOTE_START},
    {"moz-cite-prefix", HTML_QUOTE_START},
    {"divRplyFwdMsg", HTML_QUOTE_FROM_HERE},
    {"appendonsend", HTML_QUOTE_FROM_HERE},
    {"stopSpelling", HTML_QUOTE_FROM_HERE},
    {"OLK_SRC_BODY_SECTION", HTML_QUOTE_START},
    {"OutlookMessageHeader", HTML_QUOTE_FROM_HERE},
    {"gmail_signature", HTML_SIGNATURE_START},
    {"moz-signature", HTML_SIGNATURE_START},
    {"AppleMailSignature", HTML_SIGNATURE_START},
    {"protonmail_signature_block", HTML_SIGNATURE_START},
    {"ms-outlook-mobile-signature", HTML_SIGNATURE_START},
    {"ms-outlook-ios-signature", HTML_SIGNATURE_START},
};

char
html_element_mark(const unsigned char **attributes)
{
	const char *class = html_attribute(attributes, "class");
	const char *id = html_attribute(attributes, "id");

	/* The names of Office's paragraphs mark nothing. */
	if (*id == '\0' && (*class == '\0' || g_str_has_prefix(class, "Mso")))
		return '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(client_marks); i++) {
		if (strstr(class, client_marks[i].word) != NULL ||
		    strstr(id, client_marks[i].word) != NULL)
			return client_marks[i].mark;
	}
	return strcmp(id, "Signature") == 0 ? HTML_SIGNATURE_START : '\0';
}

#define BLOCK OPEN_BLOCK
#define SPACED (OPEN_BLOCK | OPEN_SPACED)

/* Sorted by name. */
static const HtmlElement elements[] = {{"a", 0, ELEMENT_LINK}, {"address", BLOCK, 0},
    {"article", BLOCK, 0}, {"aside", BLOCK, 0}, {"blockquote", SPACED | OPEN_QUOTE, 0},
    {"br", 0, ELEMENT_BREAK}, {"caption", BLOCK, 0}, {"center", BLOCK, 0},
    {"dd", 0, ELEMENT_CELL}, {"div", BLOCK, 0}, {"dl", BLOCK, 0},
    {"dt", BLOCK | OPEN_ROW, ELEMENT_CELL}, {"fieldset", BLOCK, 0}, {"figure", BLOCK, 0},
    {"footer", BLOCK, 0}, {"form", BLOCK, 0}, {"h1", SPACED, 0}, {"h2", SPACED, 0},
    {"h3", SPACED, 0}, {"h4", SPACED, 0}, {"h5", SPACED, 0}, {"h6", SPACED, 0},
    {"header", BLOCK, 0}, {"hr", BLOCK, 0}, {"img", 0, ELEMENT_IMAGE},
    {"li", BLOCK, ELEMENT_ITEM}, {"main", BLOCK, 0}, {"nav", BLOCK, 0},
    {"ol", BLOCK | OPEN_LIST | OPEN_NUMBERS, 0}, {"p", SPACED, 0},
    {"pre", SPACED | OPEN_PRE, 0}, {"section", BLOCK, 0}, {"table", BLOCK, 0},
    {"td", 0, ELEMENT_CELL}, {"th", 0, ELEMENT_CELL}, {"tr", BLOCK | OPEN_ROW, 0},
    {"ul", BLOCK | OPEN_LIST, 0}};

static int
compare_element(const void *name, const void *element)
{
	return strcmp(name, ((const HtmlElement *)element)->name);
}

const HtmlElement *
html_element_find(const char *name)
{
	static const HtmlElement other = {"", 0, ELEMENT_OTHER};
	const HtmlElement *found =
	    bsearch(name, elements, G_N_ELEMENTS(elements), sizeof(*elements), compare_element);

	return found == NULL ? &other : found;
}

unsigned
html_element_flags(const HtmlElement *element, const unsigned char **attributes)
{
	unsigned flags = element->flags;
	bool is_loose = (flags & OPEN_SPACED) != 0 && (flags & (OPEN_PRE | OPEN_QUOTE)) == 0;
	g_autofree char *style = NULL;

	if (attributes == NULL)
		return flags;
	if (is_loose && strstr(html_attribute(attributes, "class"), "Mso") != NULL)
		flags &= ~(unsigned)OPEN_SPACED;
	if (has_attribute(attributes, "hidden"))
		flags |= OPEN_HIDDEN;
	if (!has_attribute(attributes, "style"))
		return flags;
	style = plain_style(attributes);
	if (is_loose && (strstr(style, "margin:0") != NULL ||
			    (strstr(style, "margin-top:0") != NULL &&
				strstr(style, "margin-bottom:0") != NULL)))
		flags &= ~(unsigned)OPEN_SPACED;
	if (strstr(style, "mso-list:ignore") != NULL)
		flags |= OPEN_LABEL;
	if (strstr(style, "display:none") != NULL || strstr(style, "mso-hide:all") != NULL)
		flags |= OPEN_HIDDEN;
	if (strstr(style, "white-space:pre") != NULL)
		flags |= OPEN_PRE;
	/* An editor uses such a blockquote to indent. */
	if (strstr(style, "border:none") != NULL || strstr(style, "border:0") != NULL)
		flags &= ~(unsigned)OPEN_QUOTE;
	return flags;
}
