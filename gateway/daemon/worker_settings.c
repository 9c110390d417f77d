/* SPDX-License-Identifier: Apache-2.0 */
/* The only place that reads passwords and tokens. */
#include "gateway/daemon/worker_settings.h"

#include <string.h>
#include <unistd.h>

#include "gateway/config/oauth_file.h"
#include "gateway/ipc/child.h"

#define TOKEN_WALL_MS 60000
#define SILENCE_MS 60000 /* of an oauth worker that hangs */
#define LOCK_MS 200      /* between two looks whether another process has renewed the token */
#define MS_PER_S 1000
#define LATE_MS 5000 /* more for its worker to say so */
#define TOKEN_MAX 16384

struct WorkerSettings {
	GVariantDict *values; /* own */
	WorkerSettingsReady ready;
	void *data;       /* foreign */
	Child *child;     /* own; runs the token's command, or asks for a token */
	char *token;      /* own; or NULL */
	char *problem;    /* own; or NULL */
	char *token_file; /* own; or NULL: no such login */
	GVariant *client; /* own; how another token is asked for there */
	OauthTokens tokens;
	int lock;    /* own; of that file, or -1 */
	guint timer; /* until another process lets go of it, or 0 */
};

const char *
worker_settings_fetch_name(const ConfigMailbox *mailbox)
{
	return mailbox->imap.host != NULL ? "fetch-imap" : "fetch-maildir";
}

const char *
worker_settings_send_name(const ConfigOutgoing *outgoing)
{
	return outgoing->smtp.host != NULL ? "send-smtp" : "send-maildir";
}

static void
set(GVariantDict *values, const char *name, const char *value)
{
	if (value != NULL)
		g_variant_dict_insert(values, name, "s", value);
}

/* The secret of this login under that name, where it has one; false: it cannot be read. */
static bool
set_secret(GVariantDict *values, const char *name, const ConfigLogin *login, GError **error)
{
	char *secret = NULL;

	if (login->password_file == NULL && login->credential == NULL)
		return true;
	secret = config_password(login, error);
	set(values, name, secret);
	config_secret_free(secret);
	return secret != NULL;
}

static void
set_server(GVariantDict *values, const ConfigServer *server)
{
	static const char *const TLS[] = {
	    [CONFIG_TLS_IMPLICIT] = "implicit",
	    [CONFIG_TLS_STARTTLS] = "starttls",
	    [CONFIG_TLS_NONE] = "none",
	};

	set(values, "host", server->host);
	set(values, "port", server->port);
	set(values, "tls", TLS[server->tls]);
	set(values, "ca_file", server->ca_file);
	set(values, "user", server->login.user);
}

static void
set_filing(GVariantDict *values, const char *name, const ConfigFile *file)
{
	static const char *const HOW[] = {
	    [CONFIG_FILE_MOVE] = "move",
	    [CONFIG_FILE_FLAG] = "flag",
	    [CONFIG_FILE_DELETE] = "delete",
	};
	g_autofree char *target = g_strconcat(name, "_name", NULL);

	set(values, name, HOW[file->how]);
	set(values, target, file->name);
}

void
worker_settings_free(WorkerSettings *settings)
{
	if (settings == NULL)
		return;
	child_free(settings->child);
	g_variant_dict_unref(settings->values);
	config_secret_free(settings->token);
	g_free(settings->problem);
	g_free(settings->token_file);
	g_clear_pointer(&settings->client, g_variant_unref);
	oauth_tokens_clear(&settings->tokens);
	if (settings->timer != 0)
		g_source_remove(settings->timer);
	if (settings->lock >= 0)
		close(settings->lock);
	g_free(settings);
}

static void
finish(WorkerSettings *settings, const char *error)
{
	WorkerSettingsReady ready = settings->ready;
	void *data = settings->data;
	GVariant *values = error == NULL ? g_variant_dict_end(settings->values) : NULL;

	worker_settings_free(settings);
	ready(values, error, data);
}

static void
on_output(Child *child, Frame *frame, void *data)
{
	WorkerSettings *settings = data;
	gsize length = 0;
	const char *output = g_bytes_get_data(frame->bytes, &length);
	const char *problem = NULL;
	int status = 0;

	(void)child;
	if (frame->type != FRAME_OUTPUT || settings->token != NULL || settings->problem != NULL)
		return;
	g_variant_get(frame->body, "(i&s)", &status, &problem);
	if (problem[0] != '\0')
		settings->problem = g_strdup(problem);
	else if (status != 0)
		settings->problem = g_strdup_printf("it ended with %d", status);
	else if (length == 0 || length > TOKEN_MAX)
		settings->problem = g_strdup("it printed no token");
	else
		settings->token = g_strchomp(g_strndup(output, length));
}

static void
on_command_end(Child *child, bool good, const char *how, void *data)
{
	WorkerSettings *settings = data;
	g_autofree char *error = NULL;

	(void)good;
	settings->child = NULL;
	child_free(child);
	if (settings->token != NULL) {
		set(settings->values, "token", settings->token);
		finish(settings, NULL);
		return;
	}
	error = g_strdup_printf(
	    "token_command: %s", settings->problem != NULL ? settings->problem : how);
	finish(settings, error);
}

/* Runs the command; NULL when it could not be started, which ready() was told. */
static WorkerSettings *
ask_for_token(WorkerSettings *settings, char **command)
{
	static const ChildEvents EVENTS = {.frame = on_output, .ended = on_command_end};
	g_autoptr(GError) error = NULL;
	GVariantDict argv;

	g_variant_dict_init(&argv, NULL);
	g_variant_dict_insert_value(
	    &argv, "argv", g_variant_new_strv((const char *const *)command, -1));
	g_variant_dict_insert(&argv, "wall_ms", "x", (gint64)TOKEN_WALL_MS);
	settings->child =
	    child_start("command", g_variant_dict_end(&argv), &EVENTS, settings, &error);
	if (settings->child == NULL) {
		finish(settings, error->message);
		return NULL;
	}
	child_expect(settings->child, TOKEN_WALL_MS + LATE_MS);
	return settings;
}

static int64_t
now_ms(void)
{
	return g_get_real_time() / 1000;
}

/* A session that outlives the token would be cut off: it is to end by itself, and the next one has another token. */
static void
finish_with_token(WorkerSettings *settings)
{
	int64_t left_ms = MAX(settings->tokens.due_ms - now_ms(), 0) + MS_PER_S;

	set(settings->values, "token", settings->tokens.access);
	g_variant_dict_insert(settings->values, "session_ms", "x", (gint64)left_ms);
	finish(settings, NULL);
}

/* What came is on disk before it is used: the refresh token before it may be worth nothing by now. */
static void
keep_tokens(WorkerSettings *settings, GVariant *body)
{
	OauthTokens *tokens = &settings->tokens;
	const char *access = NULL;
	const char *refresh = NULL;
	g_autoptr(GError) error = NULL;
	gint64 life_s = 0;

	g_variant_get(body, "(&s&sx)", &access, &refresh, &life_s);
	tokens->access = g_strdup(access);
	tokens->due_ms = oauth_file_due_ms(now_ms(), life_s);
	if (*refresh != '\0') {
		config_secret_free(tokens->refresh);
		tokens->refresh = g_strdup(refresh);
	}
	if (!oauth_file_write(settings->token_file, tokens, &error))
		settings->problem = g_strdup(error->message);
}

static void
on_oauth_frame(Child *child, Frame *frame, void *data)
{
	WorkerSettings *settings = data;
	const char *text = NULL;

	child_expect(child, SILENCE_MS);
	if (frame->type == FRAME_TROUBLE && settings->problem == NULL) {
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		settings->problem = g_strdup(text);
	} else if (frame->type == FRAME_TOKEN && settings->tokens.access == NULL)
		keep_tokens(settings, frame->body);
}

static void
on_oauth_end(Child *child, bool good, const char *how, void *data)
{
	WorkerSettings *settings = data;
	g_autofree char *error = NULL;

	(void)good;
	settings->child = NULL;
	child_free(child);
	if (settings->problem == NULL && settings->tokens.access != NULL) {
		finish_with_token(settings);
		return;
	}
	error =
	    g_strdup_printf("oauth: %s", settings->problem != NULL ? settings->problem : how);
	finish(settings, error);
}

/* That the file can be written is known before the server is asked: it may give each refresh token once. */
static bool
renew(WorkerSettings *settings, GError **error)
{
	static const ChildEvents EVENTS = {.frame = on_oauth_frame, .ended = on_oauth_end};
	GVariantDict values;

	config_secret_free(g_steal_pointer(&settings->tokens.access));
	if (!oauth_file_write(settings->token_file, &settings->tokens, error))
		return false;
	g_variant_dict_init(&values, settings->client);
	set(&values, "refresh", settings->tokens.refresh);
	settings->child =
	    child_start("oauth", g_variant_dict_end(&values), &EVENTS, settings, error);
	if (settings->child != NULL)
		child_expect(settings->child, SILENCE_MS);
	return settings->child != NULL;
}

static bool
read_tokens(WorkerSettings *settings, GError **error)
{
	oauth_tokens_clear(&settings->tokens);
	return oauth_file_read(settings->token_file, &settings->tokens, error);
}

static bool
has_token(const WorkerSettings *settings)
{
	return settings->tokens.access != NULL && now_ms() < settings->tokens.due_ms;
}

static WorkerSettings *look_for_token(WorkerSettings *settings);

static int
on_lock_time(void *data)
{
	WorkerSettings *settings = data;

	settings->timer = 0;
	look_for_token(settings);
	return G_SOURCE_REMOVE;
}

/* The one of the file, or another, which one process at a time asks for. NULL when ready() was called. */
static WorkerSettings *
look_for_token(WorkerSettings *settings)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (read_tokens(settings, &error) && !has_token(settings)) {
		settings->lock = oauth_file_lock(settings->token_file, &error);
		if (settings->lock < 0 && error == NULL) {
			settings->timer = g_timeout_add(LOCK_MS, on_lock_time, settings);
			return settings;
		}
	}
	if (error == NULL && !has_token(settings) && read_tokens(settings, &error) &&
	    !has_token(settings) && renew(settings, &error))
		return settings;
	if (error == NULL) {
		finish_with_token(settings);
		return NULL;
	}
	text = g_strdup_printf("oauth: %s", error->message);
	finish(settings, text);
	return NULL;
}

GVariantDict *
worker_settings_oauth(const ConfigOauth *oauth, GError **error)
{
	g_autoptr(GVariantDict) values = g_variant_dict_new(NULL);
	const ConfigLogin secret = {.password_file = oauth->client_secret_file};

	set(values, "token_url", oauth->token_url);
	set(values, "client_id", oauth->client_id);
	set(values, "scope", oauth->scope);
	set(values, "ca_file", oauth->ca_file);
	return set_secret(values, "client_secret", &secret, error) ? g_steal_pointer(&values)
								   : NULL;
}

static WorkerSettings *
with_oauth(WorkerSettings *settings, const ConfigOauth *oauth)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariantDict) client = worker_settings_oauth(oauth, &error);

	if (client == NULL) {
		finish(settings, error->message);
		return NULL;
	}
	settings->client = g_variant_ref_sink(g_variant_dict_end(client));
	settings->token_file = g_strdup(oauth->token_file);
	return look_for_token(settings);
}

void
worker_settings_refused(const ConfigLogin *login)
{
	if (login->oauth != NULL)
		oauth_file_refused(login->oauth->token_file);
}

static WorkerSettings *
with_secret(WorkerSettings *settings, const ConfigLogin *login)
{
	g_autoptr(GError) error = NULL;
	char *password = NULL;

	if (login->token_command != NULL)
		return ask_for_token(settings, login->token_command);
	if (login->oauth != NULL)
		return with_oauth(settings, login->oauth);
	if (login->user != NULL && (password = config_password(login, &error)) == NULL) {
		finish(settings, error->message);
		return NULL;
	}
	set(settings->values, "password", password);
	config_secret_free(password);
	finish(settings, NULL);
	return NULL;
}

static WorkerSettings *
settings_new(WorkerSettingsReady ready, void *data)
{
	WorkerSettings *settings = g_new0(WorkerSettings, 1);

	settings->values = g_variant_dict_new(NULL);
	settings->lock = -1;
	settings->ready = ready;
	settings->data = data;
	return settings;
}

WorkerSettings *
worker_settings_fetch(const ConfigMailbox *mailbox, WorkerSettingsReady ready, void *data)
{
	WorkerSettings *settings = settings_new(ready, data);

	set_filing(settings->values, "processed", &mailbox->processed);
	set_filing(settings->values, "too_large", &mailbox->too_large);
	g_variant_dict_insert(settings->values, "poll_ms", "x", mailbox->poll_ms);
	g_variant_dict_insert(settings->values, "taken_from_ms", "x", mailbox->taken_from_ms);
	g_variant_dict_insert(settings->values, "old_history", "x",
	    (gint64)(mailbox->old_mail == CONFIG_OLD_HISTORY));
	set(settings->values, "path", mailbox->maildir);
	set(settings->values, "folder", mailbox->folder);
	if (mailbox->imap.host != NULL)
		set_server(settings->values, &mailbox->imap);
	return with_secret(settings, &mailbox->imap.login);
}

WorkerSettings *
worker_settings_send(const Config *config, WorkerSettingsReady ready, void *data)
{
	const ConfigOutgoing *outgoing = &config->outgoing;
	WorkerSettings *settings = settings_new(ready, data);

	set(settings->values, "path", outgoing->maildir);
	set(settings->values, "domain", config->domain);
	if (outgoing->smtp.host != NULL)
		set_server(settings->values, &outgoing->smtp);
	return with_secret(settings, &outgoing->smtp.login);
}

static void
set_words(GVariantDict *values, const char *name, const GPtrArray *words)
{
	GVariantBuilder pairs;

	g_variant_builder_init(&pairs, G_VARIANT_TYPE_STRING_ARRAY);
	for (guint i = 0; i < words->len; i++) {
		const ConfigDeskWord *word = words->pdata[i];

		g_variant_builder_add(&pairs, "s", word->ours);
		g_variant_builder_add(&pairs, "s", word->theirs);
	}
	g_variant_dict_insert_value(values, name, g_variant_builder_end(&pairs));
}

static void
set_number(GVariantDict *values, const char *name, int64_t number)
{
	g_variant_dict_insert(values, name, "x", (gint64)number);
}

static void
set_desk(GVariantDict *values, const ConfigDesk *desk)
{
	static const char *const LOGINS[] = {
	    [DESK_LOGIN_CLIENT] = "client",
	    [DESK_LOGIN_PASSWORD] = "password",
	    [DESK_LOGIN_BASIC] = "basic",
	    [DESK_LOGIN_KEY] = "key",
	};

	set(values, "url", desk->url);
	set(values, "ca_file", desk->ca_file);
	set(values, "login", LOGINS[desk->login]);
	set(values, "client_id", desk->client_id);
	set(values, "user", desk->user.user);
	set(values, "scope", desk->scope);
	set(values, "name", desk->name);
	set(values, "request_letters", desk->request_letters);
	set(values, "resolution_code", desk->resolution_code);
	set(values, "close_code", desk->close_code);
	set_number(values, "guests", desk->guests);
	set_number(values, "hashes", desk->hashes);
	set_number(values, "writes", desk->writes_there);
	set_number(values, "title_most", desk->title_most);
	set_number(values, "text_most", desk->text_most);
	set_number(values, "parallel", desk->parallel);
	set_number(values, "per_hour", desk->per_hour);
	set_words(values, "case_states", desk->states[TICKET_CASE]);
	set_words(values, "request_states", desk->states[TICKET_REQUEST]);
	set_words(values, "categories", desk->categories);
	set_words(values, "priorities", desk->priorities);
	set_words(values, "groups", desk->groups);
	set_words(values, "fields", desk->fields);
}

WorkerSettings *
worker_settings_desk(const Config *config, WorkerSettingsReady ready, void *data)
{
	const ConfigDesk *desk = config->tickets;
	WorkerSettings *settings = settings_new(ready, data);
	g_autoptr(GError) error = NULL;

	set_desk(settings->values, desk);
	if (set_secret(settings->values, "secret", &desk->secret, &error) &&
	    set_secret(settings->values, "password", &desk->user, &error))
		finish(settings, NULL);
	else
		finish(settings, error->message);
	return NULL;
}
