/* SPDX-License-Identifier: Apache-2.0 */
/* From configuration to settings; the only reader of passwords. */
#include "gateway/daemon/worker_settings.h"

#include <string.h>

#include "gateway/ipc/child.h"

#define TOKEN_WALL_MS 60000
#define TOKEN_MAX 16384

struct WorkerSettings {
	GVariantDict *settings; /* own */
	WorkerSettingsReady ready;
	void *data;   /* foreign */
	Child *child; /* own; runs the token's command */
	guint timer;
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
set(GVariantDict *settings, const char *name, const char *value)
{
	if (value != NULL)
		g_variant_dict_insert(settings, name, "s", value);
}

static void
set_server(GVariantDict *settings, const ConfigServer *server)
{
	static const char *const TLS[] = {
	    [CONFIG_TLS_IMPLICIT] = "implicit",
	    [CONFIG_TLS_STARTTLS] = "starttls",
	    [CONFIG_TLS_NONE] = "none",
	};

	set(settings, "host", server->host);
	set(settings, "port", server->port);
	set(settings, "tls", TLS[server->tls]);
	set(settings, "ca_file", server->ca_file);
	set(settings, "user", server->login.user);
}

static void
set_filing(GVariantDict *settings, const char *name, const ConfigFile *file)
{
	static const char *const HOW[] = {
	    [CONFIG_FILE_MOVE] = "move",
	    [CONFIG_FILE_FLAG] = "flag",
	    [CONFIG_FILE_DELETE] = "delete",
	};
	g_autofree char *target = g_strconcat(name, "_name", NULL);

	set(settings, name, HOW[file->how]);
	set(settings, target, file->name);
}

void
worker_settings_free(WorkerSettings *setup)
{
	if (setup == NULL)
		return;
	if (setup->timer != 0)
		g_source_remove(setup->timer);
	child_free(setup->child);
	g_variant_dict_unref(setup->settings);
	config_secret_free(setup->token);
	g_free(setup->problem);
	g_free(setup);
}

static void
tell(WorkerSettings *setup, const char *error)
{
	WorkerSettingsReady ready = setup->ready;
	void *data = setup->data;
	GVariant *settings = error == NULL ? g_variant_dict_end(setup->settings) : NULL;

	worker_settings_free(setup);
	ready(settings, error, data);
}

static void
on_output(Child *child, Frame *frame, void *data)
{
	WorkerSettings *setup = data;
	gsize length = 0;
	const char *output = g_bytes_get_data(frame->bytes, &length);
	const char *problem = NULL;
	int status = 0;

	(void)child;
	if (frame->type != FRAME_OUTPUT || setup->token != NULL || setup->problem != NULL)
		return;
	g_variant_get(frame->body, "(i&s)", &status, &problem);
	if (problem[0] != '\0')
		setup->problem = g_strdup(problem);
	else if (status != 0)
		setup->problem = g_strdup_printf("it ended with %d", status);
	else if (length == 0 || length > TOKEN_MAX)
		setup->problem = g_strdup("it printed no token");
	else
		setup->token = g_strchomp(g_strndup(output, length));
}

static void
on_command_end(Child *child, bool good, const char *how, void *data)
{
	WorkerSettings *setup = data;
	g_autofree char *error = NULL;

	(void)good;
	setup->child = NULL;
	child_free(child);
	if (setup->token != NULL) {
		set(setup->settings, "token", setup->token);
		tell(setup, NULL);
		return;
	}
	error =
	    g_strdup_printf("token_command: %s", setup->problem != NULL ? setup->problem : how);
	tell(setup, error);
}

static int
on_late(void *data)
{
	WorkerSettings *setup = data;

	setup->timer = 0;
	setup->problem = g_strdup_printf("it took more than %d seconds", TOKEN_WALL_MS / 1000);
	child_kill(setup->child);
	return G_SOURCE_REMOVE;
}

/* Runs the command; NULL when it could not be started, which was told. */
static WorkerSettings *
ask_for_token(WorkerSettings *setup, char **command)
{
	static const ChildEvents EVENTS = {on_output, on_command_end};
	g_autoptr(GError) error = NULL;
	GVariantDict argv;

	g_variant_dict_init(&argv, NULL);
	g_variant_dict_insert_value(
	    &argv, "argv", g_variant_new_strv((const char *const *)command, -1));
	setup->child =
	    child_start("command", g_variant_dict_end(&argv), &EVENTS, setup, &error);
	if (setup->child == NULL) {
		tell(setup, error->message);
		return NULL;
	}
	setup->timer = g_timeout_add(TOKEN_WALL_MS, on_late, setup);
	return setup;
}

static WorkerSettings *
with_secret(WorkerSettings *setup, const ConfigLogin *login)
{
	g_autoptr(GError) error = NULL;
	char *password = NULL;

	if (login->token_command != NULL)
		return ask_for_token(setup, login->token_command);
	if (login->user != NULL && (password = config_password(login, &error)) == NULL) {
		tell(setup, error->message);
		return NULL;
	}
	set(setup->settings, "password", password);
	config_secret_free(password);
	tell(setup, NULL);
	return NULL;
}

static WorkerSettings *
setup_new(WorkerSettingsReady ready, void *data)
{
	WorkerSettings *setup = g_new0(WorkerSettings, 1);

	setup->settings = g_variant_dict_new(NULL);
	setup->ready = ready;
	setup->data = data;
	return setup;
}

WorkerSettings *
worker_settings_fetch(const ConfigMailbox *mailbox, WorkerSettingsReady ready, void *data)
{
	WorkerSettings *setup = setup_new(ready, data);

	set_filing(setup->settings, "processed", &mailbox->processed);
	set_filing(setup->settings, "too_large", &mailbox->too_large);
	g_variant_dict_insert(setup->settings, "poll_ms", "x", mailbox->poll_ms);
	set(setup->settings, "path", mailbox->maildir);
	set(setup->settings, "folder", mailbox->folder);
	if (mailbox->imap.host != NULL)
		set_server(setup->settings, &mailbox->imap);
	return with_secret(setup, &mailbox->imap.login);
}

WorkerSettings *
worker_settings_send(const Config *config, WorkerSettingsReady ready, void *data)
{
	const ConfigOutgoing *outgoing = &config->outgoing;
	WorkerSettings *setup = setup_new(ready, data);

	set(setup->settings, "path", outgoing->maildir);
	set(setup->settings, "domain", config->domain);
	if (outgoing->smtp.host != NULL)
		set_server(setup->settings, &outgoing->smtp);
	return with_secret(setup, &outgoing->smtp.login);
}
