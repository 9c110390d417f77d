/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser gets: a page, a file, some words, or the way to another address. */
#include "gateway/web/visit_internal.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/web/http_form.h"

#define HTML "text/html; charset=utf-8"
#define PLAIN "text/plain; charset=utf-8"
#define BYTES "application/octet-stream"
#define WITH_SCRIPT "desk-" /* how screens that have one are called */
#define SHOW_NEWER "desk-case-newer"

static void
answer(Visit *visit, const WebAnswer *answer)
{
	HttpExchange *exchange = visit->exchange;
	WebAnswer whole = *answer;

	whole.is_secret = visit->route != NULL && visit->route->is_link;
	visit->exchange = NULL;
	http_answer(exchange, &whole);
}

void
visit_answer_text(Visit *visit, int status, const char *text)
{
	g_autoptr(GBytes) body = g_bytes_new(text, strlen(text));

	answer(visit, &(WebAnswer){.status = status, .type = PLAIN, .body = body});
}

void
visit_lead_to(Visit *visit, const char *location, const char *cookie)
{
	answer(visit, &(WebAnswer){.status = 303, .location = location, .cookie = cookie});
}

/* What was chosen, which no page can choose again. */
static void
add_files(const GPtrArray *files, json_t *words)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; files != NULL && i < files->len; i++)
		g_string_append_printf(names, "%s%s", i == 0 ? "" : ", ",
		    ((const HttpFile *)files->pdata[i])->name);
	json_object_set_new(words, PAGE_FILES, json_string(names->str));
}

/* The form's words, but what was meant for nobody's eyes, so that its page can be shown again. */
static json_t *
words_of(const WebRequest *request)
{
	json_t *words = json_copy(request->query);

	json_object_del(words, PAGE_FILES);
	if (request->form == NULL)
		return words;
	json_object_update(words, request->form);
	json_object_del(words, "nonce");
	json_object_del(words, "text");
	add_files(request->files, words);
	return words;
}

void
visit_render(Visit *visit, const char *screen)
{
	const VisitSettings *settings = &visit->door->visits->settings;
	const WebRequest *request = visit->request;
	const char *text = http_form_get(request->form, "text");
	const json_t *who = visit->who;
	json_t *words = words_of(request);
	const PageView view = {.language = visit->language,
	    .desk = who == NULL ? settings->desk : http_form_get(who, "desk"),
	    .agent = json_string_value(json_object_get(who, "agent")),
	    .is_operator = json_is_true(json_object_get(who, "operator")),
	    .nonce = json_string_value(json_object_get(who, "nonce")),
	    .now_ms = g_get_real_time() / 1000,
	    .path = request->path,
	    .query = words,
	    .counts = json_object_get(who, "counts"),
	    .notice = visit->notice,
	    .notice_is_error = visit->notice != NULL,
	    .kept_text = *text == '\0' ? NULL : text};
	g_autoptr(GBytes) page = page_render(settings->pages, screen, &view, visit->values);

	json_decref(words);
	answer(visit, &(WebAnswer){.status = visit->status,
			  .type = HTML,
			  .body = page,
			  .has_script = g_str_has_prefix(screen, WITH_SCRIPT)});
}

/* Under which it is harmless to save. */
static const char *
file_name(const Visit *visit)
{
	const json_t *files = json_object_get(visit->values, "files");
	gint64 wanted = g_ascii_strtoll(visit->second, NULL, 10);

	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);
		const char *name = json_string_value(json_object_get(file, "file"));

		if (json_integer_value(json_object_get(file, "number")) == wanted &&
		    name != NULL)
			return name;
	}
	return "file";
}

void
visit_show(Visit *visit)
{
	const RouteView view = visit_view(visit);
	const char *name = NULL;
	g_autofree char *onward = visit->route->onward == NULL || visit->notice != NULL
				      ? NULL
				      : visit->route->onward(&view);

	if (onward != NULL) {
		visit_lead_to(visit, onward, NULL);
		return;
	}
	if (visit->route->kind == ROUTE_PAGE) {
		visit_render(visit,
		    visit->code == CODE_NEWER && strcmp(visit->route->screen, "desk-case") == 0
			? SHOW_NEWER
			: visit->route->screen);
		return;
	}
	if (visit->bytes == NULL) {
		visit_answer_text(visit, visit->code == EX_TEMPFAIL ? 503 : 404,
		    visit->notice == NULL ? "" : visit->notice);
		return;
	}
	name = visit->route->kind == ROUTE_FILE ? file_name(visit) : NULL;
	answer(visit, &(WebAnswer){.status = 200,
			  .type = name == NULL ? PLAIN : BYTES,
			  .file = name,
			  .body = visit->bytes});
}

void
visit_end_acts(Visit *visit)
{
	const RouteView view = visit_view(visit);
	const char *secret = json_string_value(
	    json_object_get(json_object_get(visit->values, "enter"), "secret"));
	bool left = json_object_get(visit->values, "leave") != NULL;
	g_autofree char *after =
	    visit->route->after == NULL ? NULL : visit->route->after(&view);
	g_autofree char *done = http_form_escape(http_form_get(visit->request->form, "do"));
	g_autofree char *location = g_strconcat(after == NULL ? visit->request->path : after,
	    *done == '\0' ? "" : "?done=", done, NULL);

	visit_lead_to(visit, location, left ? "" : secret);
}
