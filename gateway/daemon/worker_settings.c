/* SPDX-License-Identifier: Apache-2.0 */
/* The only place that reads passwords and tokens. */
#include "gateway/daemon/worker_settings.h"

#include <string.h>

#include "gateway/ipc/child.h"

#define TOKEN_WALL_MS 60000
#define LATE_MS 5000 /* more for its worker to say so */
#define TOKEN_MAX 16384

struct WorkerSettings {
	GVariantDict *values; /* own */
	WorkerSettingsReady ready;
	void *data;    /* foreign */
	Child *child;  /* own; runs the token's command */
	char *token;   /* own; or NULL */
	char *problem; /* own; or NULL */
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

static WorkerSettings *
with_secret(WorkerSettings *settings, const ConfigLogin *login)
{
	g_autoptr(GError) error = NULL;
	char *password = NULL;

	if (login->token_command != NULL)
		return ask_for_token(settings, login->token_command);
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
