/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/data_uri.h"

static const struct {
	const char *html;
	const char *rest;  /* NULL: nothing was found */
	const char *files; /* "type bytes|..." */
} pages[] = {
    {"<img src=\"data:image/png;base64,aGFsbG8=\">x", "<img src=\"\">x", "image/png hallo"},
    {"<img src='DATA:IMAGE/PNG;BASE64,aGFs\r\n bG8='>", "<img src=''>", "image/png hallo"},
    {"<img src=data:image/gif;base64,aGFsbG8= width=1>", "<img src= width=1>",
	"image/gif hallo"},
    {"<img src=\" data:image/png;base64,aGFsbG8%3D\">", "<img src=\" \">", "image/png hallo"},
    {"<img src=\"data:image/svg+xml;utf8,<svg a='b'>\">", "<img src=\"\">",
	"image/svg+xml <svg a='b'>"},
    {"<a href=\"data:application/pdf;base64,aGFsbG8=\">x</a>", "<a href=\"\">x</a>",
	"application/pdf hallo"},
    {"<p style=\"background: url(data:image/png;base64,aGFsbG8=)\">",
	"<p style=\"background: url()\">", ""},
    {"<p style=\"a:url(&quot;data:image/png;base64,aGFsbG8=&quot;)\">",
	"<p style=\"a:url(&quot;&quot;)\">", ""},
    {"<img alt=\"a>b\" src=\"data:a/b;base64,aGFsbG8=\"><img src=\"data:c/d;base64,aGFsbG8=\">",
	"<img alt=\"a>b\" src=\"\"><img src=\"\">", "a/b hallo|c/d hallo"},
    {"<img src=\"data:image/png;base64,aGFsbG8=", "<img src=\"", "image/png hallo"},
    {"<img src=\"data:image/png;base64,\">", "<img src=\"\">", ""},
    {"<img src=\"data:,hallo\">", "<img src=\"\">", ""},
    {"see data:image/png;base64,aGFsbG8= here", NULL, ""},
    {"1 < 2 data:image/png;base64,aGFsbG8=", NULL, ""},
    {"<p title=\"my data: 5\">", NULL, ""},
    {"", NULL, ""},
};

static void
test_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
		g_autoptr(GPtrArray) files =
		    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
		g_autoptr(GBytes) rest =
		    data_uri_split(pages[i].html, strlen(pages[i].html), files);
		g_autoptr(GString) found = g_string_new(NULL);
		g_autofree char *left = NULL;

		for (unsigned n = 0; n < files->len; n++) {
			const Unwrapped *file = files->pdata[n];

			g_string_append_printf(found, "%s%s %.*s", n == 0 ? "" : "|",
			    file->type, (int)g_bytes_get_size(file->bytes),
			    (const char *)g_bytes_get_data(file->bytes, NULL));
		}
		if (rest != NULL)
			left = g_strndup(g_bytes_get_data(rest, NULL), g_bytes_get_size(rest));
		if (g_strcmp0(left, pages[i].rest) != 0)
			fail_msg("%s: %s", pages[i].html, left);
		assert_string_equal(found->str, pages[i].files);
	}
}

static void
test_linear(void **state)
{
	const char *const pieces[] = {"<a =\"", "<a ='",
	    "data:", "=\"data:", "<img src=data:x/y,a", "(data:a/b,c", "&quot;data:", "<"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GPtrArray) files =
		    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
		g_autoptr(GString) html = g_string_new("<p ");
		g_autoptr(GBytes) rest = NULL;
		clock_t start = clock();

		while (html->len < 1000 * 1000)
			g_string_append(html, pieces[i]);
		rest = data_uri_split(html->str, html->len, files);
		if (clock() - start > 2 * CLOCKS_PER_SEC)
			fail_msg("%s: too slow", pieces[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
