/* SPDX-License-Identifier: Apache-2.0 */
/* How a visit begins: whose page it is, whether a form may be sent; and how it ends. */
#include "gateway/web/visit_internal.h"

#include <string.h>

#include "gateway/web/http_form.h"
#include "parsers/limits.h"

#define UNDER_WAY_MAX 512 /* calls that the gateway has not answered */
#define FORM "application/x-www-form-urlencoded"
#define STATIC "/static/"

const char *const VISIT_LANGUAGES[] = {"en", "nl", NULL};

static void
visit_free(Visit *visit)
{
	g_free(visit->subject);
	g_free(visit->second);
	g_ptr_array_unref(visit->calls);
	json_decref(visit->who);
	json_decref(visit->values);
	g_clear_pointer(&visit->bytes, g_bytes_unref);
	g_free(visit->notice);
	g_free(visit);
}

/* Static files are the same for everybody. */
static bool
answer_at_once(HttpExchange *exchange, const WebRequest *request, const VisitDoor *door)
{
	const char *type = NULL;
	GBytes *file = NULL;

	if (request->is_post || !door->has_files)
		return false;
	if (!g_str_has_prefix(request->path, STATIC))
		return false;
	file =
	    pages_static(door->visits->settings.pages, request->path + strlen(STATIC), &type);
	if (file == NULL)
		return false;
	http_answer(
	    exchange, &(WebAnswer){.status = 200, .type = type, .body = file, .lasts = true});
	return true;
}

/* Why this form may not be sent, or 0. */
static int
form_trouble(const Visit *visit)
{
	const HttpHead *head = &visit->request->head;

	if (visit->route->act == NULL && !visit->route->shows_form)
		return 405;
	if (head->type == NULL ||
	    (!g_str_has_prefix(head->type, FORM) &&
		!(visit->route->takes_files && http_multipart_is(head->type))))
		return 415;
	if (visit->route->is_link)
		return http_head_is_not_foreign(head, visit->door->visits->settings.origin)
			   ? 0
			   : 403;
	return http_head_is_same_origin(head, visit->door->visits->settings.origin) ? 0 : 403;
}

/* The gateway need not be asked who that is. */
static bool
is_nobody(const Visit *visit)
{
	return !visit->route->is_open && visit->request->head.cookie == NULL &&
	       *visit_proxied(visit) == '\0';
}

static void
begin(Visit *visit)
{
	const RouteView view = visit_view(visit);
	int trouble = visit->request->is_post ? form_trouble(visit) : 0;
	g_autofree char *elsewhere = visit->request->is_post || visit->route->elsewhere == NULL
					 ? NULL
					 : visit->route->elsewhere(&view);

	if (trouble == 403) {
		visit_answer_text(visit, 403, "This form was not sent by our own page.\n");
	} else if (trouble != 0) {
		g_autofree char *text = g_strdup_printf("%d\n", trouble);

		visit_answer_text(visit, trouble, text);
	} else if (is_nobody(visit)) {
		visit_send_away(visit);
	} else if (elsewhere != NULL) {
		visit_lead_to(visit, elsewhere, NULL);
	} else if (visit->request->is_cut) {
		visit->status = 413;
		visit->notice = g_strdup(PAGE_TOO_LARGE);
		visit_begin_show(visit);
	} else if (visit->request->is_post && !visit->route->shows_form) {
		visit->phase = VISIT_ACTS;
		visit_ask_more(visit);
	} else {
		visit_begin_show(visit);
	}
}

static void
on_asked(HttpExchange *exchange, WebRequest *request, void *data)
{
	VisitDoor *door = data;
	Visits *visits = door->visits;
	Visit *visit = NULL;

	if (answer_at_once(exchange, request, door))
		return;
	visit = g_new0(Visit, 1);
	visit->door = door;
	visit->exchange = exchange;
	visit->request = request;
	visit->status = 200;
	visit->calls = web_calls_new();
	visit->values = json_object();
	visit->language =
	    http_head_language(&request->head, VISIT_LANGUAGES, visits->settings.language);
	visit->route = route_find(door->routes, request->path, &visit->subject, &visit->second);
	request->data = visit;
	g_hash_table_add(visits->visits, visit);
	if (visit->route == NULL)
		visit_answer_text(visit, 404, "404\n");
	else if (g_hash_table_size(visits->asked) >= UNDER_WAY_MAX)
		visit_answer_text(visit, 503, "503\n");
	else
		begin(visit);
}

static int
is_of(void *key, void *value, void *visit)
{
	(void)key;
	return ((const Asked *)value)->visit == visit;
}

static void
on_over(WebRequest *request, void *data)
{
	VisitDoor *door = data;
	Visit *visit = request->data;

	if (visit == NULL)
		return;
	g_hash_table_foreach_remove(door->visits->asked, is_of, visit);
	g_hash_table_remove(door->visits->visits, visit);
	visit_free(visit);
}

static size_t
body_max(const WebRequest *request, void *data)
{
	const VisitDoor *door = data;
	g_autofree char *subject = NULL;
	g_autofree char *second = NULL;
	const Route *route = route_find(door->routes, request->path, &subject, &second);
	const char *cookie = request->head.cookie;
	bool is_known = cookie != NULL && *cookie != '\0' && route != NULL && !route->is_open;

	if (route != NULL && route->is_link)
		return LIMIT_WEB_LINK;
	if (!is_known)
		return LIMIT_WEB_LOGIN;
	return route->takes_files && http_multipart_is(request->head.type) ? LIMIT_WEB_FILES
									   : LIMIT_WEB_FORM;
}

const HttpEvents VISIT_EVENTS = {.body_max = body_max, .asked = on_asked, .over = on_over};
