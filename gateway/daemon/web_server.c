/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing that the worker says is believed but what it asks: who asks is known by the browser's secret, which the worker
 * hands on (gateway/commands/page_caller.h). It may ask as much at once as its browsers do, and no more.
 */
#include "gateway/daemon/web_server.h"

#include <pwd.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/commands/command_right.h"
#include "gateway/commands/explain_mail.h"
#include "gateway/commands/page_caller.h"
#include "gateway/commands/served.h"
#include "gateway/daemon/file_scan.h"
#include "gateway/daemon/mail_trial.h"
#include "gateway/daemon/part_reader.h"
#include "gateway/daemon/web_listener.h"
#include "gateway/ipc/child.h"
#include "gateway/ipc/descriptors.h"
#include "gateway/util/error.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"
#include "gateway/util/sanitize.h"

#define LONGEST_WAIT_MS (INT64_C(60) * 1000)
#define LATER_MS 15 /* what is not there yet is asked again so often, */
#define LATER_MOST_US (INT64_C(3) * G_USEC_PER_SEC) /* and so long */
#define TRIALS_MAX 16 /* mails that are tried, each of which is kept meanwhile */
#define ASKS_MAX 1024 /* an honest worker has no more under way */

typedef enum {
	WAITS_NOT,
	WAITS_FOR_READER,  /* the mail that is to be explained is read first */
	WAITS_FOR_SCANNER, /* its files are looked into first */
} AskWaits;

typedef struct {
	int64_t id;                   /* the worker's; 0: that one is gone */
	char *secret, *proxy, *nonce; /* own */
	Call call;
	bool served; /* in this batch */
	AskWaits waits;
	bool is_tried;  /* the mail that is its bytes was read */
	FileScan *scan; /* own; of its files, which is waited for; or NULL */
	bool is_part;   /* its reply is a mail of which a part is to be read, */
	char *path;     /* own; this one; or NULL */
	CallReply reply;
	int64_t since_us; /* monotonic; it came then */
} Ask;

struct WebServer {
	Daemon *daemon; /* foreign */
	Child *child;   /* own; or NULL */
	int fds[2];     /* own; what is listened at; -1: not */
	Retry retry;
	GPtrArray *asks;    /* own; of Ask, oldest first */
	PartReader *reader; /* own */
	Ask *reading;       /* own; whose part is being read, or NULL */
	int64_t last_file;  /* of file_scan_begin() */
	GPtrArray *scans;   /* own; of Ask, whose files are looked into */
	GPtrArray *later;   /* own; of Ask, whose answers are not there yet */
	guint later_timer;  /* 0: there are none */
	MailTrial *trial;   /* own */
	GPtrArray *trials;  /* own; of Ask, that wait for it */
	GQueue parts;       /* own; of Ask, that wait for it */
	char *trouble;      /* own; or NULL */
};

static void
ask_free(Ask *ask)
{
	if (ask == NULL)
		return;
	g_free(ask->secret);
	g_free(ask->proxy);
	g_free(ask->nonce);
	g_free(ask->path);
	file_scan_free(ask->scan);
	call_clear(&ask->call);
	call_reply_clear(&ask->reply);
	g_free(ask);
}

static void
set_trouble(WebServer *server, const char *text)
{
	g_autofree char *line = text == NULL ? NULL : sanitize_line(text);

	if (g_strcmp0(server->trouble, line) == 0)
		return;
	g_free(server->trouble);
	server->trouble = g_steal_pointer(&line);
	if (server->trouble != NULL)
		log_write(LOG_WARNING, "web", "%s", server->trouble);
}

static void
answer(WebServer *server, const Ask *ask)
{
	if (server->child != NULL && ask->id != 0)
		child_send(server->child, FRAME_ANSWER,
		    g_variant_new("(xis)", ask->id, ask->reply.code, ask->reply.error),
		    ask->reply.out);
}

/* Takes the ask. */
static void
answer_why_not(WebServer *server, Ask *take_ask, int code, const char *why)
{
	call_reply_clear(&take_ask->reply);
	take_ask->reply.code = code;
	take_ask->reply.error = g_strdup(why);
	take_ask->reply.out = g_bytes_new(NULL, 0);
	answer(server, take_ask);
	ask_free(take_ask);
}

static bool
take_ask(WebServer *server, const Frame *frame)
{
	g_autoptr(GVariant) command = NULL;
	const char *name = NULL;
	GVariant *words = NULL;
	Ask *ask = NULL;

	if (server->asks->len + server->later->len + server->parts.length + server->scans->len +
		server->trials->len >=
	    ASKS_MAX)
		return false;
	ask = g_new0(Ask, 1);
	ask->since_us = g_get_monotonic_time();
	g_variant_get(frame->body, "(xsss&s@a{sv})", &ask->id, &ask->secret, &ask->proxy,
	    &ask->nonce, &name, &words);
	command = g_variant_ref_sink(g_variant_new("(s@a{sv})", name, words));
	g_variant_unref(words);
	call_unpack(command, frame->bytes, &ask->call);
	g_ptr_array_add(server->asks, ask);
	daemon_wake(server->daemon);
	return true;
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	WebServer *server = data;
	const char *text = NULL;
	bool good = true;

	switch (frame->type) {
	case FRAME_ASK:
		good = take_ask(server, frame);
		break;
	case FRAME_READY:
		retry_reset(&server->retry);
		set_trouble(server, NULL);
		log_write(LOG_INFO, "web", "the pages are there");
		break;
	case FRAME_LOG:
		frame_log("web", frame->body);
		break;
	case FRAME_TROUBLE:
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_trouble(server, text);
		break;
	case FRAME_BEAT:
		break;
	default:
		good = false;
	}
	if (good)
		child_expect(child, server->daemon->context->config->times.silence);
	else
		child_kill(child);
}

/* Of the worker that is gone. */
static void
forget_asks(WebServer *server)
{
	if (server->reading != NULL)
		server->reading->id = 0;
	g_ptr_array_set_size(server->asks, 0);
	g_ptr_array_set_size(server->scans, 0);
	g_ptr_array_set_size(server->later, 0);
	for (guint i = 0; i < server->trials->len; i++)
		((Ask *)server->trials->pdata[i])->id = 0;
	g_queue_clear_full(&server->parts, (GDestroyNotify)ask_free);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	WebServer *server = data;
	g_autofree char *text = g_strdup_printf("its worker ended: %s", how);

	(void)good;
	if (child_was_silent(child))
		daemon_note_hung(server->daemon, "the web worker", how);
	child_free(child);
	server->child = NULL;
	forget_asks(server);
	if (server->trouble == NULL)
		set_trouble(server, text);
	retry_failed(&server->retry);
}

static void
set_word(GVariantDict *settings, const char *name, const char *value)
{
	if (value != NULL)
		g_variant_dict_insert(settings, name, "s", value);
}

/* The user of a proxy that is to be believed; none: nobody is. */
static void
set_proxy(GVariantDict *settings, const ConfigWeb *web)
{
	const struct passwd *user = web->sso_user == NULL ? NULL : getpwnam(web->sso_user);

	if (user != NULL) {
		set_word(settings, "sso_header", web->sso_header);
		g_variant_dict_insert(settings, "sso_user", "x", (gint64)user->pw_uid);
	} else if (web->sso_user != NULL) {
		log_write(LOG_WARNING, "web",
		    "there is no Unix user '%s', which sso names: nobody is let in by it",
		    web->sso_user);
	}
}

static GVariant *
settings_of(const WebServer *server)
{
	const Config *config = server->daemon->context->config;
	GVariantDict settings;

	g_variant_dict_init(&settings, NULL);
	set_word(&settings, "data", config_data_directory());
	set_word(&settings, "desk", config->desk_name);
	set_word(&settings, "language", strcmp(config->language, "nl") == 0 ? "nl" : "en");
	g_variant_dict_insert(
	    &settings, "formal", "x", (gint64)(config->address == CONFIG_FORMAL));
	set_word(&settings, "origin", config->web.url);
	set_word(&settings, "certificate", config->web.certificate);
	set_word(&settings, "key", config->web.key);
	set_proxy(&settings, &config->web);
	g_variant_dict_insert(
	    &settings, "listeners", "x", (gint64)(server->fds[1] >= 0 ? 2 : 1));
	return g_variant_dict_end(&settings);
}

static bool
open_listeners(WebServer *server, GError **error)
{
	const ConfigWeb *web = &server->daemon->context->config->web;

	if (server->fds[0] < 0)
		server->fds[0] =
		    web_listener_open(&web->listen, web->certificate != NULL, error);
	if (server->fds[0] >= 0 && web->metrics.host != NULL && server->fds[1] < 0)
		server->fds[1] = web_listener_open(&web->metrics, false, error);
	return server->fds[0] >= 0 && (web->metrics.host == NULL || server->fds[1] >= 0);
}

static void
close_listeners(WebServer *server)
{
	for (size_t i = 0; i < G_N_ELEMENTS(server->fds); i++) {
		if (server->fds[i] >= 0)
			close(server->fds[i]);
		server->fds[i] = -1;
	}
}

static void
start(void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	WebServer *server = data;
	g_autoptr(GError) error = NULL;

	if (server->child != NULL || !config_web_is_on(&server->daemon->context->config->web))
		return;
	if (open_listeners(server, &error))
		server->child =
		    child_start("web", settings_of(server), &EVENTS, server, &error);
	if (server->child == NULL) {
		set_trouble(server, error->message);
		retry_failed(&server->retry);
		return;
	}
	child_expect(server->child, server->daemon->context->config->times.silence);
	if (!descriptors_send(
		child_socket(server->child), server->fds, server->fds[1] >= 0 ? 2 : 1))
		child_kill(server->child);
}

static void on_tried(void *data, GBytes *packed, const char *why, void *server);
static void on_part(int64_t id, GBytes *bytes, const char *why, void *data);

WebServer *
web_server_new(Daemon *daemon)
{
	WebServer *server = g_new0(WebServer, 1);

	server->daemon = daemon;
	server->fds[0] = server->fds[1] = -1;
	server->asks = g_ptr_array_new_with_free_func((GDestroyNotify)ask_free);
	server->scans = g_ptr_array_new_with_free_func((GDestroyNotify)ask_free);
	server->later = g_ptr_array_new_with_free_func((GDestroyNotify)ask_free);
	server->trials = g_ptr_array_new_with_free_func((GDestroyNotify)ask_free);
	server->trial = mail_trial_new(daemon, on_tried, server);
	server->reader = part_reader_new(daemon, on_part, server);
	g_queue_init(&server->parts);
	retry_init(&server->retry, LONGEST_WAIT_MS, start, server);
	if (!daemon->context->dry_run)
		start(server);
	return server;
}

void
web_server_free(WebServer *server)
{
	if (server == NULL)
		return;
	retry_reset(&server->retry);
	child_free(server->child);
	part_reader_free(server->reader);
	mail_trial_free(server->trial);
	ask_free(server->reading);
	forget_asks(server);
	g_ptr_array_unref(server->asks);
	g_ptr_array_unref(server->scans);
	g_ptr_array_unref(server->later);
	g_ptr_array_unref(server->trials);
	if (server->later_timer != 0)
		g_source_remove(server->later_timer);
	close_listeners(server);
	g_free(server->trouble);
	g_free(server);
}

void
web_server_renew(WebServer *server)
{
	retry_reset(&server->retry);
	g_clear_pointer(&server->child, child_free);
	forget_asks(server);
	close_listeners(server);
	set_trouble(server, NULL);
	if (!server->daemon->context->dry_run)
		start(server);
}

const char *
web_server_trouble(const WebServer *server)
{
	return server->trouble;
}

/* Whoever changed something is in the log, too. */
static void
log_ask(const Ask *ask)
{
	const char *subcommand = call_word(&ask->call, "subcommand");
	const char *number = call_word(&ask->call, "number");

	if (ask->reply.code != EX_OK ||
	    command_right(ask->call.command, subcommand) <= RIGHT_READ)
		return;
	log_write(LOG_INFO, "web", "%s %s%s%s by %s", ask->call.command, subcommand,
	    number == NULL ? "" : " ", number == NULL ? "" : number, ask->call.caller.login);
}

/* Whether this is the bytes of a file, which only a reader can take out of its mail. */
static bool
is_part(const Call *call)
{
	return g_strcmp0(call_word(call, "subcommand"), "attachment") == 0 &&
	       call_word(call, "n") != NULL;
}

/* Whether it is a mail that a reader has to read before it can be explained. */
static bool
is_trial(const Ask *ask)
{
	return !ask->is_tried && strcmp(ask->call.command, EXPLAIN_COMMAND) == 0 &&
	       ask->call.bytes != NULL;
}

static void
refuse(Ask *ask, const GError *why)
{
	ask->reply = (CallReply){.code = served_exit_code(why),
	    .error = g_strdup(why->message),
	    .out = g_bytes_new(NULL, 0)};
}

/* What it has to wait for before it is served: a mail is read, files are looked into; for nobody who may not ask. */
static bool
prepare(WebServer *server, Ask *ask, GError **error)
{
	Context *context = server->daemon->context;
	const PageCaller from = {ask->secret, ask->proxy, ask->nonce};

	ask->waits = WAITS_NOT;
	if (!page_caller_set(context, &from, &ask->call, error) ||
	    !command_right_check(context->config, &ask->call, error))
		return false;
	if (is_trial(ask) && server->trials->len >= TRIALS_MAX)
		return error_set(error, GATEWAY_ERROR_TEMPORARY,
		    "many mails are tried now: try yours again in a moment");
	if (is_trial(ask))
		ask->waits = WAITS_FOR_READER;
	if (ask->scan == NULL)
		ask->scan = file_scan_begin(
		    context, server->daemon->scanner, &ask->call, &server->last_file);
	if (ask->scan != NULL && file_scan_is_done(ask->scan))
		file_scan_tell(ask->scan, &ask->call);
	else if (ask->scan != NULL)
		ask->waits = WAITS_FOR_SCANNER;
	return true;
}

/* What fails is answered, and is no reason for the batch to fail. */
static void
serve(WebServer *server, Ask *ask)
{
	Context *context = server->daemon->context;
	g_autoptr(GError) error = NULL;

	call_reply_clear(&ask->reply);
	ask->served = true;
	if (!prepare(server, ask, &error)) {
		refuse(ask, error);
		return;
	}
	if (ask->waits != WAITS_NOT)
		return;
	served_run(context, &ask->call, &ask->reply);
	log_ask(ask);
	ask->is_part = ask->reply.code == EX_OK && is_part(&ask->call);
}

/* Those whose files were looked into are asked again. */
static void
take_scanned(WebServer *server)
{
	for (guint i = server->scans->len; i > 0; i--) {
		Ask *ask = server->scans->pdata[i - 1];

		if (!file_scan_is_done(ask->scan))
			continue;
		g_ptr_array_steal_index(server->scans, i - 1);
		ask->served = false;
		g_ptr_array_add(server->asks, ask);
	}
}

bool
web_server_serve(WebServer *server, const Batch *batch, GError **error)
{
	int64_t began_us = g_get_monotonic_time();

	(void)error;
	take_scanned(server);
	for (guint i = 0; i < server->asks->len && !batch_is_full(batch); i++)
		serve(server, server->asks->pdata[i]);
	if (server->asks->len > 0)
		histogram_add(
		    &server->daemon->context->page_holds, g_get_monotonic_time() - began_us);
	return true;
}

static void
read_next_part(WebServer *server)
{
	while (server->reading == NULL && server->parts.length > 0) {
		Ask *ask = g_queue_pop_head(&server->parts);
		gsize size = 0;
		const char *bytes = g_bytes_get_data(ask->reply.out, &size);
		const char *end = size == 0 ? NULL : memchr(bytes, '\n', size);
		g_autoptr(GBytes) raw = NULL;

		if (end == NULL) {
			answer_why_not(server, ask, EX_SOFTWARE, "there is no such file");
			continue;
		}
		ask->path = g_strndup(bytes, strcspn(bytes, "\t\n"));
		raw = g_bytes_new_from_bytes(
		    ask->reply.out, (gsize)(end + 1 - bytes), size - (gsize)(end + 1 - bytes));
		server->reading = ask;
		part_reader_ask(server->reader, ask->id, raw, ask->path);
	}
}

static void
on_part(int64_t id, GBytes *bytes, const char *why, void *data)
{
	WebServer *server = data;
	Ask *ask = g_steal_pointer(&server->reading);

	(void)id;
	if (ask == NULL)
		return;
	if (bytes == NULL) {
		answer_why_not(server, ask, 1, why);
		return;
	}
	g_bytes_unref(ask->reply.out);
	ask->reply.out = g_bytes_ref(bytes);
	answer(server, ask);
	ask_free(ask);
}

static void
let_wait(WebServer *server, Ask *ask)
{
	g_autoptr(GBytes) raw = NULL;

	if (ask->waits == WAITS_FOR_SCANNER) {
		g_ptr_array_add(server->scans, ask);
		return;
	}
	raw = g_steal_pointer(&ask->call.bytes);
	g_ptr_array_add(server->trials, ask);
	mail_trial_ask(server->trial, ask, call_word(&ask->call, "mailbox"), raw);
}

static void
on_tried(void *data, GBytes *packed, const char *why, void *to)
{
	WebServer *server = to;
	Ask *ask = data;
	guint at = 0;

	if (!g_ptr_array_find(server->trials, ask, &at))
		return;
	g_ptr_array_steal_index(server->trials, at);
	if (packed == NULL) {
		answer_why_not(server, ask, 1, why);
		return;
	}
	ask->call.bytes = g_bytes_ref(packed);
	ask->is_tried = true;
	ask->served = false;
	g_ptr_array_add(server->asks, ask);
}

static int
ask_again(void *data)
{
	WebServer *server = data;

	server->later_timer = 0;
	while (server->later->len > 0) {
		Ask *ask = g_ptr_array_steal_index(server->later, 0);

		ask->served = false;
		g_ptr_array_add(server->asks, ask);
	}
	daemon_wake(server->daemon);
	return G_SOURCE_REMOVE;
}

/* What somebody waits for is asked for again in a moment; in the end they are told that it is not there. */
static bool
put_off(WebServer *server, Ask *ask)
{
	if (ask->reply.code != SERVED_LATER)
		return false;
	if (g_get_monotonic_time() - ask->since_us > LATER_MOST_US)
		g_variant_dict_remove(ask->call.words, "wait");
	g_ptr_array_add(server->later, ask);
	if (server->later_timer == 0)
		server->later_timer = g_timeout_add(LATER_MS, ask_again, server);
	return true;
}

void
web_server_committed(WebServer *server)
{
	guint n = 0;

	while (n < server->asks->len && ((Ask *)server->asks->pdata[n])->served)
		n++;
	for (guint i = 0; i < n; i++) {
		Ask *ask = g_ptr_array_steal_index(server->asks, 0);

		if (ask->waits != WAITS_NOT) {
			let_wait(server, ask);
			continue;
		}
		if (ask->is_part) {
			g_queue_push_tail(&server->parts, ask);
			continue;
		}
		if (put_off(server, ask))
			continue;
		answer(server, ask);
		ask_free(ask);
	}
	if (!part_reader_is_busy(server->reader))
		read_next_part(server);
	if (server->asks->len > 0)
		daemon_go_on(server->daemon);
}

void
web_server_undone(WebServer *server)
{
	for (guint i = 0; i < server->asks->len; i++)
		((Ask *)server->asks->pdata[i])->served = false;
}

void
web_server_refuse(WebServer *server, const GError *why)
{
	while (server->asks->len > 0)
		answer_why_not(server, g_ptr_array_steal_index(server->asks, 0),
		    served_exit_code(why), why->message);
}
