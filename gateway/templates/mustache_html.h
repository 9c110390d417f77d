/* SPDX-License-Identifier: Apache-2.0 */
/* Where in HTML a template has come to, so that each value can be escaped for just that place. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "gateway/templates/mustache_node.h"

#define HTML_NAME_MOST 16

typedef enum {
	HTML_IN_TEXT,
	HTML_IN_TAG,     /* between < and >, in no value */
	HTML_IN_VALUE,   /* of an attribute, in quotes */
	HTML_IN_BARE,    /* of an attribute, without quotes */
	HTML_IN_FOREIGN, /* inside of <style> or <script> */
} HtmlState;

typedef struct {
	HtmlState state;
	bool opened; /* in text: the last character was a < */
	bool bare;   /* in text: of an element that holds no others, such as <textarea> */
	char quote;
	bool equals; /* a = stands before it */
	bool begun;  /* something stands in the value already */
	bool named;  /* the tag's name has ended */
	char tag[HTML_NAME_MOST];
	char attribute[HTML_NAME_MOST];
} HtmlPlace;

/* Goes on over this part of the template. */
void html_place_read(HtmlPlace *place, const char *text, size_t length);
/* How a value must be escaped that stands here; goes on behind it. NULL, or why none may stand here. */
const char *html_place_value(HtmlPlace *place, NodeContext *ret_context);

/* Appends the value as it may stand there. */
void html_escape(GString *out, const char *value, NodeContext context);
