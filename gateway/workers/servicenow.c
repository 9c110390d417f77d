/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The desk worker for a ServiceNow instance. Settings:
 *   url, ca_file (or the system's), login ("client", "password", "basic", "key"), client_id, secret, user, password, scope
 *   name, request_letters, resolution_code, close_code, guests (x), hashes (x), title_most (x), text_most (x), writes (x)
 *   case_states, request_states, categories, priorities, groups, fields (as: ours, theirs, ours, theirs ...)
 *   parallel (x), per_hour (x)
 *   wait_ms (x, 330 s)  for an answer: longer than an instance lets its own work take
 * What comes is begun at once: whoever sends it knows how much may be under way. Each is answered once, in any order.
 */
#include "gateway/workers/worker.h"

#include <jansson.h>
#include <string.h>

#include "gateway/config/config_desk.h"
#include "gateway/net/curl_library.h"
#include "gateway/net/servicenow.h"
#include "gateway/workers/sandbox.h"
#include "parsers/html.h"

#define WAIT_MS (330 * 1000)
#define PARALLEL 4
#define TITLE_MOST 160
#define TEXT_MOST 4000

typedef struct {
	Channel *channel;     /* foreign */
	ServicenowDesk *desk; /* own */
	GHashTable *tasks;    /* own; those under way */
} Worker;

/* One thing asked by a frame. */
typedef struct {
	Worker *worker; /* foreign */
	gint64 id;
	const char *what; /* a constant */
} Task;

static Task *
task_new(Worker *worker, gint64 id, const char *what)
{
	Task *task = g_new0(Task, 1);

	*task = (Task){.worker = worker, .id = id, .what = what};
	g_hash_table_add(worker->tasks, task);
	return task;
}

/* By numbers and the instance's id of the request alone: its words may hold a customer's. */
static void
log_end(const Task *task, DeskOutcome outcome, const json_t *result)
{
	const char *transaction = json_string_value(json_object_get(result, "transaction"));

	worker_log(task->worker->channel, outcome == DESK_DONE ? LOG_DEBUG : LOG_INFO,
	    "%s %" G_GINT64_FORMAT ": %s, transaction %s", task->what, task->id,
	    desk_outcome_name(outcome), transaction == NULL ? "unknown" : transaction);
}

static void
on_operated(DeskOutcome outcome, json_t *result, const GByteArray *bytes, void *data)
{
	const Task *task = data;
	char *text = json_dumps(result, JSON_COMPACT);

	(void)bytes;
	log_end(task, outcome, result);
	channel_send(task->worker->channel, FRAME_OPERATED,
	    g_variant_new("(xys)", task->id, (guchar)outcome, text), NULL, NULL);
	free(text);
	g_hash_table_remove(task->worker->tasks, task);
}

static void
on_polled(DeskOutcome outcome, json_t *result, const GByteArray *bytes, void *data)
{
	const Task *task = data;
	char *text = json_dumps(result, JSON_COMPACT);

	(void)bytes;
	if (outcome != DESK_DONE)
		log_end(task, outcome, result);
	channel_send(
	    task->worker->channel, FRAME_CHANGES, g_variant_new("(s)", text), NULL, NULL);
	free(text);
	g_hash_table_remove(task->worker->tasks, task);
}

static void
on_file(DeskOutcome outcome, json_t *result, const GByteArray *bytes, void *data)
{
	const Task *task = data;
	const char *why = json_string_value(json_object_get(result, "why"));
	g_autoptr(GBytes) file = bytes == NULL ? NULL : g_bytes_new(bytes->data, bytes->len);

	if (outcome != DESK_DONE)
		log_end(task, outcome, result);
	channel_send(task->worker->channel, FRAME_FILE_FETCHED,
	    g_variant_new("(xs)", task->id, outcome == DESK_DONE ? "" : why), file, NULL);
	g_hash_table_remove(task->worker->tasks, task);
}

/* What is no JSON object, or no operation that there is. */
static void
refuse(Worker *worker, gint64 id, const char *why)
{
	g_autofree char *text = g_strdup_printf("{\"why\":\"%s\"}", why);

	channel_send(worker->channel, FRAME_OPERATED,
	    g_variant_new("(xys)", id, (guchar)DESK_REFUSED, text), NULL, NULL);
}

static void
take_operation(Worker *worker, const Frame *frame)
{
	ServicenowOperation operation = {0};
	const char *name = NULL;
	const char *text = NULL;
	json_auto_t *asked = NULL;
	int look_first = 0; /* as g_variant_get() has it */
	gint64 id = 0;

	g_variant_get(frame->body, "(x&sb&s)", &id, &name, &look_first, &text);
	asked = json_loads(text, 0, NULL);
	if (!desk_operation_from_name(name, &operation.operation) || !json_is_object(asked)) {
		refuse(worker, id, "that is no operation");
		return;
	}
	operation.look_first = look_first != 0;
	operation.asked = asked;
	operation.file = frame->bytes;
	servicenow_operate(worker->desk, &operation, on_operated,
	    task_new(worker, id, desk_operation_name(operation.operation)));
}

static void
take_poll(Worker *worker, const Frame *frame)
{
	const char *text = NULL;
	json_auto_t *asked = NULL;

	g_variant_get(frame->body, "(&s)", &text);
	asked = json_loads(text, 0, NULL);
	servicenow_poll(worker->desk, asked, on_polled, task_new(worker, 0, "poll"));
}

static void
take_file(Worker *worker, const Frame *frame)
{
	const char *remote_id = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x&s)", &id, &remote_id);
	servicenow_fetch_file(worker->desk, remote_id, on_file, task_new(worker, id, "file"));
}

static void
take_frame(Worker *worker, const Frame *frame)
{
	if (frame->type == FRAME_OPERATION)
		take_operation(worker, frame);
	else if (frame->type == FRAME_POLL)
		take_poll(worker, frame);
	else if (frame->type == FRAME_FETCH_FILE)
		take_file(worker, frame);
}

/* The exit status. */
static int
serve(Worker *worker)
{
	for (;;) {
		g_autoptr(Frame) frame = NULL;
		g_autoptr(GError) error = NULL;
		ChannelResult result;

		if (!servicenow_run(worker->desk, channel_fd(worker->channel),
			channel_beat(worker->channel)))
			continue;
		result = channel_receive(worker->channel, &frame, &error);
		if (result != CHANNEL_FRAME)
			return result == CHANNEL_CLOSED ? 0 : 1;
		take_frame(worker, frame);
	}
}

static GPtrArray *
read_words(GVariant *settings, const char *name)
{
	GPtrArray *words = config_desk_words();
	g_autofree const char **pairs = NULL;

	if (g_variant_lookup(settings, name, "^a&s", &pairs))
		for (const char **at = pairs; at[0] != NULL && at[1] != NULL; at += 2)
			config_desk_add_word(words, at[0], at[1]);
	return words;
}

static DeskLoginKind
read_login(const char *name)
{
	static const char *const NAMES[] = {
	    [DESK_LOGIN_CLIENT] = "client",
	    [DESK_LOGIN_PASSWORD] = "password",
	    [DESK_LOGIN_BASIC] = "basic",
	    [DESK_LOGIN_KEY] = "key",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (g_strcmp0(name, NAMES[i]) == 0)
			return (DeskLoginKind)i;
	return DESK_LOGIN_CLIENT;
}

static char *
read_text(GVariant *settings, const char *name)
{
	return g_strdup(worker_setting(settings, name));
}

/* As far as this worker needs it. */
static ConfigDesk *
read_desk(GVariant *settings)
{
	ConfigDesk *desk = g_new0(ConfigDesk, 1);

	desk->url = read_text(settings, "url");
	desk->ca_file = read_text(settings, "ca_file");
	desk->login = read_login(worker_setting(settings, "login"));
	desk->client_id = read_text(settings, "client_id");
	desk->user.user = read_text(settings, "user");
	desk->scope = read_text(settings, "scope");
	desk->name = read_text(settings, "name");
	desk->request_letters = read_text(settings, "request_letters");
	desk->resolution_code = read_text(settings, "resolution_code");
	desk->close_code = read_text(settings, "close_code");
	desk->guests = worker_number(settings, "guests", 0) != 0;
	desk->hashes = worker_number(settings, "hashes", 0) != 0;
	desk->writes_there = worker_number(settings, "writes", 0) != 0;
	desk->title_most = worker_number(settings, "title_most", TITLE_MOST);
	desk->text_most = worker_number(settings, "text_most", TEXT_MOST);
	desk->parallel = worker_number(settings, "parallel", PARALLEL);
	desk->per_hour = worker_number(settings, "per_hour", 0);
	desk->states[TICKET_CASE] = read_words(settings, "case_states");
	desk->states[TICKET_REQUEST] = read_words(settings, "request_states");
	desk->categories = read_words(settings, "categories");
	desk->priorities = read_words(settings, "priorities");
	desk->groups = read_words(settings, "groups");
	desk->fields = read_words(settings, "fields");
	return desk;
}

int
servicenow_worker(Channel *channel, GVariant *settings)
{
	g_autoptr(ConfigDesk) config = read_desk(settings);
	g_autoptr(GError) error = NULL;
	CurlLibrary curl;
	ServicenowAccount account = {
	    .curl = &curl,
	    .config = config,
	    .secret = worker_setting(settings, "secret"),
	    .password = worker_setting(settings, "password"),
	    .wait_ms = worker_number(settings, "wait_ms", WAIT_MS),
	};
	g_autoptr(ServicenowDesk) desk = NULL;
	g_autoptr(GHashTable) tasks = g_hash_table_new_full(NULL, NULL, g_free, NULL);
	Worker worker = {.channel = channel, .tasks = tasks};

	html_init();
	g_assert(
	    config->url != NULL && config->name != NULL && config->request_letters != NULL);
	if (!curl_library_load(&curl, &error) ||
	    !sandbox_enter_network(config->ca_file, &error) ||
	    (desk = servicenow_new(&account, &error)) == NULL)
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	worker.desk = desk;
	return serve(&worker);
}
