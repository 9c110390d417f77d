/* SPDX-License-Identifier: Apache-2.0 */
/* A plain renderer: each screen is its name, what the post came to, its forms' nonce and what the commands said. */
#include "gateway/web/page.h"

#include <string.h>

struct Pages {
	GBytes *style; /* own */
};

Pages *
pages_load(const char *folder, GError **error)
{
	Pages *pages = g_new0(Pages, 1);

	(void)folder;
	(void)error;
	pages->style = g_bytes_new_static("body{font-family:sans-serif}", 28);
	return pages;
}

void
pages_free(Pages *pages)
{
	if (pages == NULL)
		return;
	g_bytes_unref(pages->style);
	g_free(pages);
}

static void
add(GString *out, const char *before, const char *text, const char *after)
{
	g_autofree char *escaped = text == NULL ? NULL : g_markup_escape_text(text, -1);

	if (escaped != NULL)
		g_string_append_printf(out, "%s%s%s", before, escaped, after);
}

GBytes *
page_render(const Pages *pages, const char *screen, const PageView *view, json_t *values)
{
	GString *out = g_string_new("<!doctype html><meta charset=utf-8>"
				    "<link rel=stylesheet href=/static/casegate.css>");
	char *said = json_dumps(values, JSON_INDENT(1));

	(void)pages;
	add(out, "<title>", screen, "</title>");
	add(out, "<h1>", screen, "</h1>");
	add(out, "<p id=agent>", view->agent, "</p>");
	add(out, "<p class=notice>", view->notice, "</p>");
	add(out, "<form method=post><input type=hidden name=nonce value=\"", view->nonce,
	    "\"><input type=hidden name=do value=note>");
	add(out, "<textarea name=text>", view->kept_text, "</textarea>");
	add(out, "<input type=hidden name=s value=\"",
	    json_string_value(json_object_get(view->query, "s")), "\">");
	g_string_append(out, "<button>OK</button></form>");
	add(out, "<pre>", said, "</pre>");
	free(said);
	return g_string_free_to_bytes(out);
}

GBytes *
pages_static(const Pages *pages, const char *name, const char **ret_type)
{
	if (strcmp(name, "casegate.css") != 0)
		return NULL;
	*ret_type = "text/css; charset=utf-8";
	return pages->style;
}
