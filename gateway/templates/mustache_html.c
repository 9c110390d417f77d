/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tokenizer of HTML that knows no more than what escaping needs. Where it could be mistaken about what a browser would
 * do (a value without quotes, inside of style or script), no value may stand at all.
 */
#include "gateway/templates/mustache_html.h"

#include <string.h>

#include "gateway/templates/mustache_prose.h"

static const char NOT_IN_TAGS[] = "a value in a tag, outside of quotes";

static void
add_to_name(char name[HTML_NAME_MOST], char c)
{
	size_t length = strlen(name);

	if (length + 1 == HTML_NAME_MOST)
		return;
	name[length] = g_ascii_tolower(c);
	name[length + 1] = '\0';
}

static bool
is_name(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == ':' || c == '_';
}

static void
end_tag(HtmlPlace *place)
{
	bool foreign = strcmp(place->tag, "style") == 0 || strcmp(place->tag, "script") == 0;

	bool bare = strcmp(place->tag, "textarea") == 0 || strcmp(place->tag, "title") == 0;

	*place = (HtmlPlace){.state = foreign ? HTML_IN_FOREIGN : HTML_IN_TEXT, .bare = bare};
}

static void
read_in_text(HtmlPlace *place, char c)
{
	if (!place->opened || !(g_ascii_isalpha(c) || c == '/' || c == '!')) {
		place->opened = c == '<';
		return;
	}
	*place = (HtmlPlace){.state = HTML_IN_TAG};
	add_to_name(place->tag, c);
}

static void
read_in_tag(HtmlPlace *place, char c)
{
	if (c == '>') {
		end_tag(place);
	} else if (place->equals && (c == '"' || c == '\'')) {
		place->state = HTML_IN_VALUE;
		place->quote = c;
		place->equals = place->begun = false;
	} else if (g_ascii_isspace(c)) {
		place->named = true;
		if (!place->equals && place->attribute[0] != '\0')
			place->begun = true; /* the name has ended */
	} else if (c == '=') {
		place->equals = true;
	} else if (place->equals) {
		place->state = HTML_IN_BARE;
		place->equals = false;
	} else if (!place->named) {
		add_to_name(place->tag, c);
	} else {
		if (place->begun)
			place->attribute[0] = '\0';
		place->begun = false;
		if (is_name(c))
			add_to_name(place->attribute, c);
	}
}

static void
read_in_value(HtmlPlace *place, char c)
{
	if (c != place->quote) {
		place->begun |= !g_ascii_isspace(c);
		return;
	}
	place->state = HTML_IN_TAG;
	place->attribute[0] = '\0';
	place->begun = false;
}

static void
read_in_bare(HtmlPlace *place, char c)
{
	if (c == '>') {
		end_tag(place);
	} else if (g_ascii_isspace(c)) {
		place->state = HTML_IN_TAG;
		place->attribute[0] = '\0';
		place->begun = false;
	}
}

/* Until "</", which begins the tag that ends it. */
static void
read_in_foreign(HtmlPlace *place, char c)
{
	if (!place->opened || c != '/') {
		place->opened = c == '<';
		return;
	}
	*place = (HtmlPlace){.state = HTML_IN_TAG};
	add_to_name(place->tag, c);
}

void
html_place_read(HtmlPlace *place, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		switch (place->state) {
		case HTML_IN_TEXT:
			read_in_text(place, text[i]);
			break;
		case HTML_IN_TAG:
			read_in_tag(place, text[i]);
			break;
		case HTML_IN_VALUE:
			read_in_value(place, text[i]);
			break;
		case HTML_IN_BARE:
			read_in_bare(place, text[i]);
			break;
		case HTML_IN_FOREIGN:
			read_in_foreign(place, text[i]);
			break;
		}
}

static const char *
attribute_context(HtmlPlace *place, NodeContext *ret_context)
{
	static const char *const urls[] = {"href", "src", "action", "formaction", "background",
	    "cite", "poster", "srcset", NULL};

	if (strcmp(place->attribute, "style") == 0 || g_str_has_prefix(place->attribute, "on"))
		return "a value inside of a style or a script";
	if (!g_strv_contains(urls, place->attribute))
		*ret_context = CONTEXT_ATTRIBUTE;
	else
		*ret_context = place->begun ? CONTEXT_URL_PART : CONTEXT_URL;
	place->begun = true;
	return NULL;
}

const char *
html_place_value(HtmlPlace *place, NodeContext *ret_context)
{
	switch (place->state) {
	case HTML_IN_TEXT:
		*ret_context = place->bare ? CONTEXT_ATTRIBUTE : CONTEXT_TEXT;
		return place->opened ? NOT_IN_TAGS : NULL;
	case HTML_IN_VALUE:
		return attribute_context(place, ret_context);
	case HTML_IN_TAG:
	case HTML_IN_BARE:
		return NOT_IN_TAGS;
	case HTML_IN_FOREIGN:
		break;
	}
	return "a value inside of a style or a script";
}

static void
escape_markup(GString *out, char c, NodeContext context)
{
	switch (c) {
	case '&':
		g_string_append(out, "&amp;");
		break;
	case '<':
		g_string_append(out, "&lt;");
		break;
	case '>':
		g_string_append(out, "&gt;");
		break;
	case '"':
		g_string_append(out, "&quot;");
		break;
	case '\'':
		g_string_append(out, "&#39;");
		break;
	case '\n':
		g_string_append(out, context == CONTEXT_TEXT ? "<br>\n" : "&#10;");
		break;
	default:
		g_string_append_c(out, c);
	}
}

/* A link leads to the web, to a mail or a telephone; a browser would run others. */
static bool
is_harmless(const char *url)
{
	static const char *const schemes[] = {"http", "https", "mailto", "tel", "cid"};
	size_t length = strcspn(url, ":/?#");

	if (url[length] != ':')
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (strlen(schemes[i]) == length &&
		    g_ascii_strncasecmp(url, schemes[i], length) == 0)
			return true;
	return false;
}

static void
escape_url(GString *out, const char *url)
{
	if (!is_harmless(url)) {
		g_string_append_c(out, '#');
		return;
	}
	for (; *url != '\0'; url++) {
		if ((unsigned char)*url <= ' ' || *url == 0x7f)
			g_string_append_printf(out, "%%%02X", (unsigned char)*url);
		else
			escape_markup(out, *url, CONTEXT_URL);
	}
}

void
html_escape(GString *out, const char *value, NodeContext context)
{
	switch (context) {
	case CONTEXT_PROSE:
		mustache_prose(out, value);
		break;
	case CONTEXT_TEXT:
	case CONTEXT_ATTRIBUTE:
		for (; *value != '\0'; value++)
			escape_markup(out, *value, context);
		break;
	case CONTEXT_URL:
		escape_url(out, value);
		break;
	case CONTEXT_URL_PART:
		g_string_append_uri_escaped(out, value, NULL, false);
		break;
	}
}
