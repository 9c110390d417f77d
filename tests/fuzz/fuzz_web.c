/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser sends: a form, whose words are valid UTF-8, and a head, which is that of one request or none. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "gateway/web/http_form.h"
#include "gateway/web/http_head.h"
#include "gateway/web/route.h"
#include "parsers/limits.h"

static void
read_form(const char *bytes, size_t size)
{
	json_t *form = http_form_read(bytes, size);
	const char *name = NULL;
	json_t *value = NULL;

	if (form == NULL)
		return;
	g_assert(json_object_size(form) <= LIMIT_WEB_FIELDS);
	json_object_foreach (form, name, value) {
		g_assert(g_utf8_validate(name, -1, NULL));
		g_assert(g_utf8_validate(json_string_value(value), -1, NULL));
	}
	json_decref(form);
}

/* Lines of "NAME: VALUE", as they may be. */
static void
read_head(const char *bytes, size_t size)
{
	HttpHead head;

	http_head_init(&head, "X-User");
	while (size > 0) {
		const char *end = memchr(bytes, '\n', size);
		size_t length = end == NULL ? size : (size_t)(end - bytes);
		const char *colon = memchr(bytes, ':', length);
		size_t named = colon == NULL ? length : (size_t)(colon - bytes);
		size_t rest = MIN(length, named + 1);

		http_head_add(&head, bytes, named, bytes + rest, length - rest);
		bytes += MIN(size, length + 1);
		size -= MIN(size, length + 1);
	}
	g_assert(
	    !http_head_is_good(&head) || (head.hosts == 1 && head.lengths + head.codings <= 1));
	g_assert(head.cookies < 2 || head.cookie == NULL);
	http_head_is_same_origin(&head, "https://desk.example");
	http_head_clear(&head);
}

static void
read_path(const char *bytes, size_t size)
{
	static const Route *const ALL[] = {ROUTES_DESK, ROUTE_TICKET, ROUTES_METRICS, NULL};
	g_autofree char *path = g_strndup(bytes, size);
	g_autofree char *subject = NULL;
	g_autofree char *second = NULL;

	if (route_find(ALL, path, &subject, &second) != NULL)
		g_assert(
		    g_utf8_validate(subject, -1, NULL) && g_utf8_validate(second, -1, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* so that a byte too far is seen */
	g_autofree char *bytes = g_memdup2(data, size);

	if (bytes == NULL)
		return 0;
	read_form(bytes, size);
	read_head(bytes, size);
	read_path(bytes, size);
	return 0;
}
