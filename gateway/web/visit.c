/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/visit.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/web/http_form.h"
#include "gateway/web/web_call.h"
#include "parsers/limits.h"

#define UNDER_WAY_MAX 512 /* calls that the gateway has not answered */
#define HTML "text/html; charset=utf-8"
#define PLAIN "text/plain; charset=utf-8"
#define FORM "application/x-www-form-urlencoded"
#define STATIC "/static/"
#define HOME "/desk/"
#define LOGIN "/login"
#define MY_HOME "/my/"
#define MY_LOGIN "/my/login"
#define SHOW_NEWER "desk-case-newer"

/* Exit codes of commands (gateway/commands/command.h), as far as a page goes on from them. */
enum {
	CODE_GOOD = 0,
	CODE_REFUSED = 1,
	CODE_NEWER = 4,
	CODE_DONE = 5,
};

typedef enum {
	VISIT_ACTS,   /* a form is being done */
	VISIT_SHOWS,  /* what the page shows is gathered */
	VISIT_ENTERS, /* somebody whom the proxy has let in */
} VisitPhase;

typedef struct {
	VisitDoor *door;        /* foreign */
	HttpExchange *exchange; /* foreign; NULL: answered */
	WebRequest *request;    /* foreign */
	const Route *route;     /* foreign */
	char *subject, *second; /* own */
	const char *language;   /* constant */
	VisitPhase phase;
	GPtrArray *calls; /* own; of this round */
	guint begun;      /* how many of them were asked */
	guint open;       /* how many of those are not answered; with the question who it is */
	json_t *who;      /* own; or NULL */
	bool is_stranger; /* nobody is logged in */
	json_t *values;   /* own */
	GBytes *bytes;    /* own; of a file; or NULL */
	char *notice;     /* own; what went wrong, or NULL */
	int code;         /* of the call that went wrong */
	int status;       /* of the page */
} Visit;

/* A call that is not answered. */
typedef struct {
	Visit *visit;
	WebCall *call; /* foreign; NULL: who it is */
} Asked;

struct Visits {
	VisitSettings settings;
	GHashTable *asked;  /* own; id -> Asked */
	GHashTable *visits; /* own; set of Visit, which their exchanges own */
	int64_t last_id;
};

static const char *const LANGUAGES[] = {"en", "nl", NULL};

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

static void
answer(Visit *visit, const WebAnswer *answer)
{
	HttpExchange *exchange = visit->exchange;

	visit->exchange = NULL;
	http_answer(exchange, answer);
}

static void
answer_text(Visit *visit, int status, const char *text)
{
	g_autoptr(GBytes) body = g_bytes_new(text, strlen(text));

	answer(visit, &(WebAnswer){.status = status, .type = PLAIN, .body = body});
}

/* 303: what is there is looked at, whatever was sent here. */
static void
lead_to(Visit *visit, const char *location, const char *cookie)
{
	answer(visit, &(WebAnswer){.status = 303, .location = location, .cookie = cookie});
}

static RouteView
view_of(const Visit *visit)
{
	return (RouteView){.subject = visit->subject,
	    .second = visit->second,
	    .query = visit->request->query,
	    .form = visit->request->form,
	    .who = visit->who,
	    .values = visit->values};
}

/* Whom the proxy has let in, or "": only its own user's word counts. */
static const char *
proxied(const Visit *visit)
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
	const char *secret = request->head.cookie == NULL ? "" : request->head.cookie;
	Asked *waiting = g_new(Asked, 1);
	gint64 *id = g_new(gint64, 1);

	web_call_word(asked, "reads", visit->language);
	*id = ++visits->last_id;
	*waiting = (Asked){visit, call};
	g_hash_table_insert(visits->asked, id, waiting);
	visit->open++;
	visits->settings.ask(g_variant_new("(xssss@a{sv})", *id, secret, proxied(visit),
				 http_form_get(request->form, "nonce"), asked->command,
				 g_variant_dict_end(asked->words)),
	    asked->text, visits->settings.data);
}

/* The form's words, but what was meant for nobody's eyes, so that its page can be shown again. */
static json_t *
words_of(const WebRequest *request)
{
	json_t *words = json_copy(request->query);

	if (request->form == NULL)
		return words;
	json_object_update(words, request->form);
	json_object_del(words, "nonce");
	json_object_del(words, "text");
	return words;
}

static void
render(Visit *visit, const char *screen)
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
	answer(visit, &(WebAnswer){.status = visit->status, .type = HTML, .body = page});
}

static void
let_in(Visit *visit)
{
	WebCall *call = NULL;

	visit->phase = VISIT_ENTERS;
	g_ptr_array_set_size(visit->calls, 0);
	call = web_call_add(visit->calls, "enter", "page", "enter");
	web_call_word(call, "proxy", proxied(visit));
	visit->begun = 1;
	ask(visit, call);
}

/* Nobody is logged in. Who has typed something keeps it on the page. */
static void
send_away(Visit *visit)
{
	if (*proxied(visit) != '\0' && visit->phase != VISIT_ENTERS &&
	    !visit->request->is_post) {
		let_in(visit);
	} else if (visit->request->is_post || visit->phase == VISIT_ENTERS) {
		visit->status = 403;
		g_clear_pointer(&visit->who, json_decref);
		render(visit, visit->route->is_my ? "my-login" : "desk-login");
	} else {
		lead_to(visit, visit->route->is_my ? MY_LOGIN : LOGIN, NULL);
	}
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

static void
show(Visit *visit)
{
	const RouteView view = view_of(visit);
	const char *name = NULL;
	g_autofree char *onward = visit->route->onward == NULL || visit->notice != NULL
				      ? NULL
				      : visit->route->onward(&view);

	if (onward != NULL) {
		lead_to(visit, onward, NULL);
		return;
	}
	if (visit->route->kind == ROUTE_PAGE) {
		render(visit,
		    visit->code == CODE_NEWER && strcmp(visit->route->screen, "desk-case") == 0
			? SHOW_NEWER
			: visit->route->screen);
		return;
	}
	if (visit->bytes == NULL) {
		answer_text(visit, visit->code == EX_TEMPFAIL ? 503 : 404,
		    visit->notice == NULL ? "" : visit->notice);
		return;
	}
	name = visit->route->kind == ROUTE_FILE ? file_name(visit) : NULL;
	answer(visit, &(WebAnswer){.status = 200,
			  .type = name == NULL ? PLAIN : "application/octet-stream",
			  .file = name,
			  .body = visit->bytes});
}

static void ask_more(Visit *visit);

/* Nothing was kept of what the form's calls said; the page is gathered anew. */
static void
begin_show(Visit *visit)
{
	visit->phase = VISIT_SHOWS;
	json_object_clear(visit->values);
	g_clear_pointer(&visit->bytes, g_bytes_unref);
	g_ptr_array_set_size(visit->calls, 0);
	visit->begun = 0;
	if (!visit->route->is_open)
		ask(visit, NULL);
	ask_more(visit);
}

static void
end_acts(Visit *visit)
{
	const RouteView view = view_of(visit);
	const char *secret = json_string_value(
	    json_object_get(json_object_get(visit->values, "enter"), "secret"));
	bool left = json_object_get(visit->values, "leave") != NULL;
	g_autofree char *after =
	    visit->route->after == NULL ? NULL : visit->route->after(&view);
	g_autofree char *done = http_form_escape(http_form_get(visit->request->form, "do"));
	g_autofree char *location = g_strconcat(after == NULL ? visit->request->path : after,
	    *done == '\0' ? "" : "?done=", done, NULL);

	lead_to(visit, location, left ? "" : secret);
}

/* Whether this round of a form's calls was what it is to change, not what it has to know for that. */
static bool
has_acted(const Visit *visit)
{
	const WebCall *last =
	    visit->calls->len == 0 ? NULL : visit->calls->pdata[visit->calls->len - 1];

	return last == NULL || strcmp(last->name, "show") != 0;
}

/* The next round of calls, or the end. Those of a form are done one after the other. */
static void
ask_more(Visit *visit)
{
	const RouteView view = view_of(visit);
	bool acts = visit->phase == VISIT_ACTS;

	if (acts && visit->begun < visit->calls->len) {
		ask(visit, visit->calls->pdata[visit->begun++]);
		return;
	}
	if (acts && visit->begun > 0 && has_acted(visit)) {
		end_acts(visit);
		return;
	}
	g_ptr_array_set_size(visit->calls, 0);
	visit->begun = 0;
	if (!(acts ? visit->route->act : visit->route->show)(&view, visit->calls)) {
		if (visit->open == 0)
			answer_text(visit, 404, "404\n");
		else
			visit->status = 404;
	} else if (visit->calls->len == 0 && acts) {
		end_acts(visit);
	} else if (visit->calls->len == 0 && visit->open == 0) {
		show(visit);
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
		end_acts(visit);
		return;
	}
	fail(visit, code, error);
	visit->status = code == CODE_NEWER ? 409 : code == EX_TEMPFAIL ? 503 : 422;
	begin_show(visit);
}

static void
enter_answered(Visit *visit, int code, json_t *value)
{
	const char *secret = json_string_value(json_object_get(value, "secret"));

	if (code == CODE_GOOD && secret != NULL)
		lead_to(visit, visit->request->path, secret);
	else
		send_away(visit);
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
		visit->status = code == EX_TEMPFAIL ? 503 : 404;
	json_object_set_new(
	    visit->values, "error", json_pack("{ss}", "message", visit->notice));
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
	if (visit->is_stranger)
		send_away(visit);
	else
		ask_more(visit);
}

/* A customer's session opens no page of the desk, nor one of the desk a customer's. */
static bool
is_of_others(const Visit *visit)
{
	return visit->who != NULL &&
	       json_is_true(json_object_get(visit->who, "customer")) != visit->route->is_my;
}

/* Customers read what their contact has, where that is known. */
static void
choose_language(Visit *visit)
{
	const char *language = json_string_value(json_object_get(visit->who, "language"));

	for (const char *const *one = LANGUAGES; language != NULL && *one != NULL; one++)
		if (strcmp(*one, language) == 0)
			visit->language = *one;
}

static void
who_answered(Visit *visit, int code, json_t *value)
{
	if (value != NULL && code == CODE_GOOD)
		visit->who = value;
	else
		json_decref(value);
	visit->is_stranger = code == EX_NOPERM;
	choose_language(visit);
	if (is_of_others(visit))
		lead_to(visit, visit->route->is_my ? HOME : MY_HOME, NULL);
	else if (visit->who == NULL && !visit->is_stranger)
		answer_text(visit, 503, "The desk cannot answer now. Try again.\n");
	if (visit->open > 0 || visit->exchange == NULL)
		return;
	if (visit->is_stranger)
		send_away(visit);
	else
		ask_more(visit);
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
		ask_more(visit);
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

/* Static files, and what only leads on. */
static bool
answer_at_once(HttpExchange *exchange, const WebRequest *request, const VisitDoor *door)
{
	const char *type = NULL;
	GBytes *file = NULL;
	bool is_root = strcmp(request->path, "/") == 0 || strcmp(request->path, "/desk") == 0;

	if (request->is_post || !door->has_files)
		return false;
	if (is_root) {
		http_answer(exchange, &(WebAnswer){.status = 303, .location = HOME});
		return true;
	}
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

	if (visit->route->act == NULL)
		return 405;
	if (head->type == NULL || !g_str_has_prefix(head->type, FORM))
		return 415;
	return http_head_is_same_origin(head, visit->door->visits->settings.origin) ? 0 : 403;
}

/* The gateway need not be asked who that is. */
static bool
is_nobody(const Visit *visit)
{
	return !visit->route->is_open && visit->request->head.cookie == NULL &&
	       *proxied(visit) == '\0';
}

static void
begin(Visit *visit)
{
	const RouteView view = view_of(visit);
	int trouble = visit->request->is_post ? form_trouble(visit) : 0;
	g_autofree char *elsewhere = visit->request->is_post || visit->route->elsewhere == NULL
					 ? NULL
					 : visit->route->elsewhere(&view);

	if (trouble == 403) {
		answer_text(visit, 403, "This form was not sent by our own page.\n");
	} else if (trouble != 0) {
		g_autofree char *text = g_strdup_printf("%d\n", trouble);

		answer_text(visit, trouble, text);
	} else if (is_nobody(visit)) {
		send_away(visit);
	} else if (elsewhere != NULL) {
		lead_to(visit, elsewhere, NULL);
	} else if (visit->request->is_post) {
		visit->phase = VISIT_ACTS;
		ask_more(visit);
	} else {
		begin_show(visit);
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
	    http_head_language(&request->head, LANGUAGES, visits->settings.language);
	visit->route = route_find(door->routes, request->path, &visit->subject, &visit->second);
	request->data = visit;
	g_hash_table_add(visits->visits, visit);
	if (visit->route == NULL)
		answer_text(visit, 404, "404\n");
	else if (g_hash_table_size(visits->asked) >= UNDER_WAY_MAX)
		answer_text(visit, 503, "503\n");
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
	bool is_known = request->head.cookie != NULL && route != NULL && !route->is_open;

	return is_known ? LIMIT_WEB_FORM : LIMIT_WEB_LOGIN;
}

const HttpEvents VISIT_EVENTS = {.body_max = body_max, .asked = on_asked, .over = on_over};

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
		answer_text(late->pdata[i], 503, "The desk does not answer now. Try again.\n");
}
