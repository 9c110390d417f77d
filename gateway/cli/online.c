/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server is tried by its own worker, with its usual settings and "probe": the worker opens its session, says what it
 * found and ends. The workers of a Maildir make what is missing, so a Maildir is looked at from here.
 */
#include "gateway/cli/online.h"

#include <sys/stat.h>
#include <unistd.h>

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/sanitize.h"
#include "gateway/workers/fetch.h"

#define SILENCE_MS 60000 /* of a worker that hangs */

typedef struct {
	const char *worker;
	const ConfigLogin *login; /* foreign */
	GString *remarks;         /* own; warnings of the worker */
	char *text;               /* own; what it found, or what is wrong */
	OnlineResult result;
	bool ended;
} Probe;

static void
probe_clear(Probe *probe)
{
	g_string_free(probe->remarks, TRUE);
	g_free(probe->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Probe, probe_clear)

static void
probe_set(Probe *probe, OnlineResult result, const char *text)
{
	g_free(probe->text);
	probe->text = g_strdup(text);
	probe->result = result;
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	static const OnlineResult RESULTS[] = {[TROUBLE_TEMPORARY] = ONLINE_WRONG,
	    [TROUBLE_ACCOUNT] = ONLINE_REFUSED,
	    [TROUBLE_CERTIFICATE] = ONLINE_CERTIFICATE};
	Probe *probe = data;
	const char *text = NULL;
	guchar level = 0;

	child_expect(child, SILENCE_MS);
	if (frame->type == FRAME_OPENED) {
		g_variant_get(frame->body, "(&s)", &text);
		probe_set(probe, ONLINE_GOOD, text);
	} else if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", &level, &text);
		if (level == TROUBLE_ACCOUNT)
			worker_settings_refused(probe->login);
		probe_set(probe, RESULTS[MIN(level, TROUBLE_CERTIFICATE)], text);
	} else if (frame->type == FRAME_LOG) {
		g_variant_get(frame->body, "(y&s)", &level, &text);
		g_string_append_printf(probe->remarks, "; %s", text);
	}
}

static void
on_end(Child *child, bool good, const char *how, void *data)
{
	Probe *probe = data;

	child_free(child);
	if (probe->text == NULL || (probe->result == ONLINE_GOOD && !good))
		probe_set(probe, ONLINE_WRONG, how);
	probe->ended = true;
}

static void
on_settings(GVariant *settings, const char *error, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_end};
	Probe *probe = data;
	g_autoptr(GVariant) owned = settings == NULL ? NULL : g_variant_ref_sink(settings);
	g_autoptr(GError) failure = NULL;
	GVariantDict probing;
	Child *child = NULL;

	if (owned != NULL) {
		g_variant_dict_init(&probing, owned);
		g_variant_dict_insert(&probing, "probe", "x", (gint64)1);
		child = child_start(
		    probe->worker, g_variant_dict_end(&probing), &EVENTS, probe, &failure);
		if (child != NULL) {
			child_expect(child, SILENCE_MS);
			return;
		}
		error = failure->message;
	}
	probe_set(probe, ONLINE_REFUSED, error);
	probe->ended = true;
}

static OnlineResult
probe_report(Probe *probe, const char *about, GString *out)
{
	g_autofree char *text = NULL;
	g_autofree char *clean = NULL;

	while (!probe->ended)
		g_main_context_iteration(NULL, TRUE);
	text = g_strdup_printf("%s: %s: %s%s", about,
	    probe->result == ONLINE_GOOD ? "good" : "wrong", probe->text, probe->remarks->str);
	clean = sanitize_text(text);
	g_string_append_printf(out, "%s\n", clean);
	return probe->result;
}

static void
look_at_maildir(Probe *probe, const char *path)
{
	static const char *const FOLDERS[] = {"cur", "new", "tmp"};
	g_autofree char *good = g_strdup_printf("Maildir %s", path);

	probe->ended = true;
	probe_set(probe, ONLINE_GOOD, good);
	for (size_t i = 0; i < G_N_ELEMENTS(FOLDERS) && probe->result == ONLINE_GOOD; i++) {
		g_autofree char *folder = g_build_filename(path, FOLDERS[i], NULL);
		bool there = g_file_test(folder, G_FILE_TEST_IS_DIR);
		g_autofree char *wrong = g_strdup_printf("%s: %s", folder,
		    there ? "it cannot be written" : "there is no such folder");

		if (!there || access(folder, R_OK | W_OK | X_OK) != 0)
			probe_set(probe, ONLINE_WRONG, wrong);
	}
}

static void
count_file(const char *folder, const char *name, int64_t taken_from_ms, FetchOld *old)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat status;

	if (*name == '.' || lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return;
	old->all++;
	old->old += status.st_mtim.tv_sec * INT64_C(1000) < taken_from_ms;
}

/* The mails of a Maildir, as its fetch worker would see them. */
static void
count_files(Probe *probe, const ConfigMailbox *mailbox)
{
	static const char *const FOLDERS[] = {"cur", "new"};
	FetchOld old = {.has_start = mailbox->taken_from_ms != 0,
	    .history = mailbox->old_mail == CONFIG_OLD_HISTORY};
	g_autofree char *words = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
		g_autofree char *folder = g_build_filename(mailbox->maildir, FOLDERS[i], NULL);
		g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
		const char *name = NULL;

		while (directory != NULL && (name = g_dir_read_name(directory)) != NULL)
			count_file(folder, name, mailbox->taken_from_ms, &old);
	}
	words = fetch_describe_old(&old);
	if (words != NULL)
		g_string_append_printf(probe->remarks, "; %s", words);
}

OnlineResult
online_try_mailbox(const ConfigMailbox *mailbox, GString *out)
{
	g_auto(Probe) probe = {.worker = worker_settings_fetch_name(mailbox),
	    .login = &mailbox->imap.login,
	    .remarks = g_string_new(NULL)};
	g_autofree char *about = g_strdup_printf("mailbox %s", mailbox->name);

	if (mailbox->imap.host != NULL) {
		worker_settings_fetch(mailbox, on_settings, &probe);
	} else {
		look_at_maildir(&probe, mailbox->maildir);
		count_files(&probe, mailbox);
	}
	return probe_report(&probe, about, out);
}

OnlineResult
online_try_outgoing(const Config *config, GString *out)
{
	g_auto(Probe) probe = {.worker = worker_settings_send_name(&config->outgoing),
	    .login = &config->outgoing.smtp.login,
	    .remarks = g_string_new(NULL)};

	if (config->outgoing.smtp.host != NULL)
		worker_settings_send(config, on_settings, &probe);
	else
		look_at_maildir(&probe, config->outgoing.maildir);
	return probe_report(&probe, "outgoing", out);
}

static OnlineResult
try_clamd(const Config *config, GString *out)
{
	g_auto(Probe) probe = {.worker = "scan", .remarks = g_string_new(NULL)};

	on_settings(g_variant_new_parsed("{'clamd': <%s>}", config->clamd), NULL, &probe);
	return probe_report(&probe, "clamd", out);
}

bool
online_try(const Config *config, GString *out)
{
	bool good = true;

	for (guint i = 0; i < config->mailboxes->len; i++)
		good =
		    online_try_mailbox(config->mailboxes->pdata[i], out) == ONLINE_GOOD && good;
	good = online_try_outgoing(config, out) == ONLINE_GOOD && good;
	return (config->clamd == NULL || try_clamd(config, out) == ONLINE_GOOD) && good;
}
