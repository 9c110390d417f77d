/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages without a gateway: each line of standard input is an object {screen, language, values, ...} as page.h has them; its
 * page goes to the file that it names by "out". For tests/pages/pictures.py.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "gateway/util/time_format.h"
#include "gateway/web/page.h"

#define NOW_MS INT64_C(1795608000000) /* 2026-11-25 12:00 UTC */

static const char *
text(const json_t *asked, const char *key)
{
	return json_string_value(json_object_get(asked, key));
}

static bool
render(const Pages *pages, const json_t *asked)
{
	const PageView view = {
	    .language = text(asked, "language"),
	    .desk = "Servicedesk Voorbeeld",
	    .agent = text(asked, "agent"),
	    .is_operator = json_is_true(json_object_get(asked, "is_operator")),
	    .nonce = "nonce",
	    .now_ms = NOW_MS,
	    .path = text(asked, "path"),
	    .query = json_object_get(asked, "query"),
	    .counts = json_object_get(asked, "counts"),
	    .notice = text(asked, "notice"),
	    .notice_is_error = json_is_true(json_object_get(asked, "notice_is_error")),
	    .kept_text = text(asked, "kept_text"),
	};
	g_autoptr(GBytes) page =
	    page_render(pages, text(asked, "screen"), &view, json_object_get(asked, "values"));
	gsize size = 0;
	const char *bytes = g_bytes_get_data(page, &size);

	return g_file_set_contents(text(asked, "out"), bytes, (gssize)size, NULL);
}

int
main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Pages) pages = NULL;
	json_t *asked = NULL;
	bool good = true;

	time_format_use_zone("Europe/Amsterdam");
	pages = pages_load(SRCDIR "/data", false, &error);
	if (pages == NULL) {
		fprintf(stderr, "render: %s\n", error->message);
		return 1;
	}
	while (good && (asked = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
		good = render(pages, asked);
		json_decref(asked);
	}
	return good ? 0 : 1;
}
