/* SPDX-License-Identifier: Apache-2.0 */
/* What an element of HTML is to a text, by its name and its attributes as libxml2 tells them. For parsers/html.c only. */
#pragma once

enum {
	OPEN_HIDDEN = 1 << 0,
	OPEN_PRE = 1 << 1,
	OPEN_QUOTE = 1 << 2,
	OPEN_MARKED = 1 << 3, /* ends with HTML_BLOCK_END */
	OPEN_BLOCK = 1 << 4,
	OPEN_SPACED = 1 << 5, /* a block with a blank line around it */
	OPEN_LIST = 1 << 6,
	OPEN_ROW = 1 << 7,
	OPEN_NUMBERS = 1 << 8, /* a list of these */
	OPEN_LABEL = 1 << 9,   /* Word's own number or point in front of an item */
};

/* What an element is by its name alone. */
typedef enum {
	ELEMENT_OTHER,
	ELEMENT_BREAK,
	ELEMENT_ITEM,
	ELEMENT_LINK,
	ELEMENT_CELL,
	ELEMENT_IMAGE,
} HtmlElementKind;

typedef struct {
	const char *name;
	unsigned flags;
	HtmlElementKind kind;
} HtmlElement;

/* Never NULL: of no element that is known, it is ELEMENT_OTHER. */
const HtmlElement *html_element_find(const char *name);
/* OPEN_... of an element with these attributes, which may be NULL. */
unsigned html_element_flags(const HtmlElement *element, const unsigned char **attributes);
/* The mark of parsers/html.h by which a client's class or id tells a quote or a signature; or 0. */
char html_element_mark(const unsigned char **attributes);
/* The value of an attribute, or "". */
const char *html_attribute(const unsigned char **attributes, const char *name);
