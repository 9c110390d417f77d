/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/visit_internal.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/web/http_form.h"

#define LOGIN "/login"
#define HOME "/desk/"
#define MY_HOME "/my/"
#define MY_LOGIN "/my/login"

Visits *
visits_new(const VisitSettings *settings)
{
	Visits *visits = g_new0(Visits, 1);

	visits->settings = *settings;
	visits->asked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	visits->visits = g_hash_table_new(NULL, NULL);
	return visits;
}

void
visits_free(Visits *visits)
{
	if (visits == NULL)
		return;
	g_hash_table_unref(visits->asked);
	g_hash_table_unref(visits->visits);
	g_free(visits);
}

RouteView
visit_view(const Visit *visit)
{
	return (RouteView){.subject = visit->subject,
	    .second = visit->second,
	    .query = visit->request->query,
	    .form = visit->request->form,
	    .files = visit->request->files,
	    .who = visit->who,
	    .values = visit->values,
	    .is_unpressed = !http_head_is_pressed(&visit->request->head)};
}

const char *
visit_proxied(const Visit *visit)
{
	const WebRequest *request = visit->request;
	const uid_t proxy = visit->door->visits->settings.proxy;

	if (proxy == (uid_t)-1 || request->user != proxy || request->head.proxy == NULL)
		return "";
	return request->head.proxy;
}

/* call: NULL: who it is. */
static void
ask(Visit *visit, WebCall *call)
{
	Visits *visits = visit->door->visits;
	const WebRequest *request = visit->request;
	g_autoptr(GPtrArray) own = web_calls_new();
	WebCall *asked = call == NULL ? web_call_add(own, "who", "page", "who") : call;
	bool is_nobody = request->head.cookie == NULL || visit->route->is_link;
	const char *secret = is_nobody ? "" : request->head.cookie;
	Asked *waiting = g_new(Asked, 1);
	gint64 *id = g_new(gint64, 1);

	web_call_word(asked, "reads", visit->language);
	*id = ++visits->last_id;
	*waiting = (Asked){visit, call};
	g_hash_table_insert(visits->asked, id, waiting);
	visit->open++;
	visits->settings.ask(g_variant_new("(xssss@a{sv})", *id, secret, visit_proxied(visit),
				 http_form_get(request->form, "nonce"), asked->command,
				 g_variant_dict_end(asked->words)),
	    asked->text, visits->settings.data);
	/* a file would be here twice for as long as the gateway takes */
	g_clear_pointer(&asked->text, g_bytes_unref);
}

static void
let_in(Visit *visit)
{
	WebCall *call = NULL;

	visit->phase = VISIT_ENTERS;
	g_ptr_array_set_size(visit->calls, 0);
	call = web_call_add(visit->calls, "enter", "page", "enter");
	web_call_word(call, "proxy", visit_proxied(visit));
	visit->begun = 1;
	ask(visit, call);
}

/* Whoever looked for a ticket comes to it when they are logged in. */
static void
lead_to_login(Visit *visit)
{
	const Route *route = visit->route;
	bool looks = route->is_my && strcmp(route->pattern, MY_HOME "*") == 0 &&
		     route_is_number(visit->subject);
	g_autofree char *login = looks ? g_strconcat(MY_LOGIN "?to=", visit->subject, NULL)
				       : g_strdup(route->is_my ? MY_LOGIN : LOGIN);

	visit_lead_to(visit, login, NULL);
}

void
visit_send_away(Visit *visit)
{
	if (*visit_proxied(visit) != '\0' && visit->phase != VISIT_ENTERS &&
	    !visit->request->is_post) {
		let_in(visit);
	} else if (visit->request->is_post || visit->phase == VISIT_ENTERS) {
		visit->status = 403;
		g_clear_pointer(&visit->who, json_decref);
		visit_render(visit, visit->route->is_my ? "my-login" : "desk-login");
	} else {
		lead_to_login(visit);
	}
}

/* Nothing was kept of what the form's calls said; the page is gathered anew. */
void
visit_begin_show(Visit *visit)
{
	visit->phase = VISIT_SHOWS;
	json_object_clear(visit->values);
	g_clear_pointer(&visit->bytes, g_bytes_unref);
	g_ptr_array_set_size(visit->calls, 0);
	visit->begun = 0;
	if (!visit->route->is_open)
		ask(visit, NULL);
	visit_ask_more(visit);
}

/* Whether this round of a form's calls was what it is to change, not what it has to know for that. */
static bool
has_acted(const Visit *visit)
{
	const WebCall *last =
	    visit->calls->len == 0 ? NULL : visit->calls->pdata[visit->calls->len - 1];

	return last == NULL || strcmp(last->name, "show") != 0;
}

void
visit_ask_more(Visit *visit)
{
	const RouteView view = visit_view(visit);
	bool acts = visit->phase == VISIT_ACTS;

	if (acts && visit->begun < visit->calls->len) {
		ask(visit, visit->calls->pdata[visit->begun++]);
		return;
	}
	if (acts && visit->begun > 0 && has_acted(visit)) {
		visit_end_acts(visit);
		return;
	}
	g_ptr_array_set_size(visit->calls, 0);
	visit->begun = 0;
	if (!(acts ? visit->route->act : visit->route->show)(&view, visit->calls)) {
		if (visit->open == 0)
			visit_answer_text(visit, 404, "404\n");
		else
			visit->status = 404;
	} else if (visit->calls->len == 0 && acts) {
		visit_end_acts(visit);
	} else if (visit->calls->len == 0 && visit->open == 0) {
		visit_show(visit);
	} else if (acts) {
		ask(visit, visit->calls->pdata[visit->begun++]);
	} else {
		while (visit->begun < visit->calls->len)
			ask(visit, visit->calls->pdata[visit->begun++]);
	}
}

static void
fail(Visit *visit, int code, const char *error)
{
	visit->code = code;
	g_free(visit->notice);
	visit->notice = g_utf8_make_valid(error, -1);
}

/* A form whose call failed shows its page again, but one that was sent twice, which is done. */
static void
act_failed(Visit *visit, int code, const char *error)
{
	if (code == CODE_DONE) {
		visit->begun = visit->calls->len;
		visit_end_acts(visit);
		return;
	}
	fail(visit, code, error);
	visit->status = code == CODE_NEWER ? 409 : code == EX_TEMPFAIL ? 503 : 422;
	visit_begin_show(visit);
}

static void
enter_answered(Visit *visit, int code, json_t *value)
{
	const char *secret = json_string_value(json_object_get(value, "secret"));

	if (code == CODE_GOOD && secret != NULL)
		visit_lead_to(visit, visit->request->path, secret);
	else
		visit_send_away(visit);
}

static void
show_failed(Visit *visit, const WebCall *call, int code, const char *error)
{
	if (call->may_fail) {
		json_object_set_new(visit->values, call->name, json_null());
		return;
	}
	if (visit->notice == NULL)
		fail(visit, code, error);
	if (visit->status == 200)
		visit->status = code == EX_TEMPFAIL ? 503 : visit->request->is_post ? 422 : 404;
	json_object_set_new(
	    visit->values, "error", json_pack("{ss}", "message", visit->notice));
}

/* Customers read what their contact has, or their letter, where that is known. */
static void
choose_language(Visit *visit, const json_t *by)
{
	const char *language = json_string_value(json_object_get(by, "language"));

	for (const char *const *one = VISIT_LANGUAGES; language != NULL && *one != NULL; one++)
		if (strcmp(*one, language) == 0)
			visit->language = *one;
}

/* Takes the value. */
static void
show_answered(Visit *visit, const WebCall *call, int code, const char *error, json_t *value)
{
	if (value != NULL)
		json_object_set_new(visit->values, call->name, value);
	else
		show_failed(visit, call, code, error);
	if (visit->open > 0)
		return;
	if (visit->route->is_link)
		choose_language(visit, value);
	if (visit->is_stranger)
		visit_send_away(visit);
	else
		visit_ask_more(visit);
}

/* A customer's session opens no page of the desk, nor one of the desk a customer's. */
static bool
is_of_others(const Visit *visit)
{
	return visit->who != NULL &&
	       json_is_true(json_object_get(visit->who, "customer")) != visit->route->is_my;
}

static void
who_answered(Visit *visit, int code, json_t *value)
{
	if (value != NULL && code == CODE_GOOD)
		visit->who = value;
	else
		json_decref(value);
	visit->is_stranger = code == EX_NOPERM;
	choose_language(visit, visit->who);
	if (is_of_others(visit))
		visit_lead_to(visit, visit->route->is_my ? HOME : MY_HOME, NULL);
	else if (visit->who == NULL && !visit->is_stranger)
		visit_answer_text(visit, 503, "The desk cannot answer now. Try again.\n");
	if (visit->open > 0 || visit->exchange == NULL)
		return;
	if (visit->is_stranger)
		visit_send_away(visit);
	else
		visit_ask_more(visit);
}

/* What a good call printed, or one that says besides that something is not well. */
static json_t *
value_of(Visit *visit, const WebCall *call, int code, GBytes *bytes)
{
	gsize size = 0;
	const char *text = g_bytes_get_data(bytes, &size);

	if (size == 0 || (code != CODE_GOOD && code != CODE_REFUSED))
		return NULL;
	if (call != NULL && call->is_raw) {
		visit->bytes = g_bytes_ref(bytes);
		return json_true();
	}
	return json_loadb(text, size, 0, NULL);
}

static void
take_answer(Visit *visit, WebCall *call, int code, const char *error, GBytes *bytes)
{
	json_t *value = value_of(visit, call, code, bytes);

	visit->open--;
	if (visit->exchange == NULL) {
		json_decref(value);
	} else if (call == NULL) {
		who_answered(visit, code, value);
	} else if (visit->phase == VISIT_SHOWS) {
		show_answered(visit, call, code, error, value);
	} else if (visit->phase == VISIT_ENTERS) {
		enter_answered(visit, code, value);
		json_decref(value);
	} else if (code != CODE_GOOD) {
		json_decref(value);
		act_failed(visit, code, error);
	} else {
		json_object_set_new(visit->values, call->name, value);
		visit_ask_more(visit);
	}
}

bool
visits_answered(Visits *visits, int64_t id, int code, const char *error, GBytes *bytes)
{
	g_autofree Asked *asked = NULL;
	g_autofree gint64 *key = NULL;

	if (id <= 0 || id > visits->last_id)
		return false;
	/* the browser may have gone meanwhile */
	if (!g_hash_table_steal_extended(
		visits->asked, &id, (gpointer *)&key, (gpointer *)&asked))
		return true;
	take_answer(asked->visit, asked->call, code, error, bytes);
	return true;
}

void
visits_give_up(Visits *visits, bool all)
{
	g_autoptr(GPtrArray) late = g_ptr_array_new();
	int64_t now_us = g_get_monotonic_time();
	GHashTableIter iter;
	void *key = NULL;

	g_hash_table_iter_init(&iter, visits->visits);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const Visit *visit = key;
		int64_t since_us = now_us - visit->request->begun_us;

		if (visit->exchange != NULL && (all || since_us > visit->door->patience_us))
			g_ptr_array_add(late, key);
	}
	for (guint i = 0; i < late->len; i++)
		visit_answer_text(
		    late->pdata[i], 503, "The desk does not answer now. Try again.\n");
}
