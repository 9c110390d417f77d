/* SPDX-License-Identifier: Apache-2.0 */
/* The worker runs ahead of who takes the mails, by WAITING_BYTES at most. */
#include "gateway/cli/import_source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/error.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"

#define WAITING_BYTES ((size_t)8 * 1024 * 1024)

struct ImportSource {
	const char *worker;
	char *place; /* own; of `where` */
	char
	    separator; /* of `where`: ':' before a line, '/' before a file; ',' before an UID */
	Child *child;  /* own; NULL: it has ended */
	GQueue waiting; /* of ImportMail */
	size_t bytes;   /* of those */
	bool heard;     /* all mails came */
	char *trouble;  /* own; what is wrong, or NULL */
	bool temporary; /* it may go away */
	int64_t total;  /* mails, or bytes of a file; 0: unknown */
	int64_t done;
	bool counts_bytes;
	int64_t before_ms; /* only what came before; 0: all */
};

void
import_mail_free(ImportMail *mail)
{
	if (mail == NULL)
		return;
	g_free(mail->where);
	g_free(mail->wrong);
	g_bytes_unref(mail->raw);
	g_free(mail);
}

/* The worker's key in words. */
static char *
where(const ImportSource *source, const char *key)
{
	const char *dot = strchr(key, '.');
	const char *at = strrchr(key, '@');

	if (source->separator == ',')
		return g_strdup_printf(
		    "%s, UID %s", source->place, dot == NULL ? key : dot + 1);
	return g_strdup_printf("%s%c%.*s", source->place, source->separator,
	    at == NULL ? (int)strlen(key) : (int)(at - key), key);
}

static void
take_mail(ImportSource *source, const Frame *frame)
{
	ImportMail *mail = g_new0(ImportMail, 1);
	const char *key = NULL;
	gint64 size = 0, came_ms = 0;
	int header_only = false;

	g_variant_get(frame->body, "(&sxbx)", &key, &size, &header_only, &came_ms);
	mail->where = where(source, key);
	mail->raw = g_bytes_ref(frame->bytes);
	mail->size = MAX(size, (gint64)g_bytes_get_size(frame->bytes));
	mail->came_ms = MAX(came_ms, 0);
	if (mail->size == 0)
		mail->wrong = g_strdup("found no mail, expected one between two lines 'From '");
	source->bytes += g_bytes_get_size(mail->raw);
	g_queue_push_tail(&source->waiting, mail);
	if (source->bytes > WAITING_BYTES)
		child_pause(source->child, true);
}

/* A mail that the server lists and does not give. */
static void
take_unfetched(ImportSource *source, const Frame *frame)
{
	ImportMail *mail = g_new0(ImportMail, 1);
	const char *key = NULL;
	const char *why = NULL;

	g_variant_get(frame->body, "(&s&s)", &key, &why);
	mail->where = where(source, key);
	mail->wrong = sanitize_line(why);
	mail->raw = g_bytes_new(NULL, 0);
	g_queue_push_tail(&source->waiting, mail);
}

static void
set_trouble(ImportSource *source, const char *text, bool temporary)
{
	if (source->trouble != NULL)
		return;
	source->trouble = g_strdup(text);
	source->temporary = temporary;
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	ImportSource *source = data;
	const char *text = NULL;
	guchar scope = 0;
	gint32 total = 0;

	(void)child;
	switch (frame->type) {
	case FRAME_UNFETCHED:
		take_unfetched(source, frame);
		break;
	case FRAME_MAIL: /* it came since, or nobody knows when */
		if (source->before_ms == 0)
			take_mail(source, frame);
		break;
	case FRAME_HISTORY:
		take_mail(source, frame);
		break;
	case FRAME_HEARD:
		source->heard = true;
		break;
	case FRAME_PROGRESS:
		g_variant_get(frame->body, "(ii)", NULL, &total);
		source->total = total;
		break;
	case FRAME_TROUBLE:
		g_variant_get(frame->body, "(y&s)", &scope, &text);
		set_trouble(source, text, scope == TROUBLE_TEMPORARY);
		break;
	case FRAME_LOG:
		frame_log(source->place, frame->body);
		break;
	default: /* of filing, which is nothing to an import */
		break;
	}
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	ImportSource *source = data;
	g_autofree char *text = g_strdup_printf("its fetch worker ended: %s", how);

	(void)good;
	child_free(child);
	source->child = NULL;
	if (!source->heard)
		set_trouble(source, text, true);
}

static ImportSource *
source_new(const char *worker, const char *place, char separator)
{
	ImportSource *source = g_new0(ImportSource, 1);

	source->worker = worker;
	source->place = g_strdup(place);
	source->separator = separator;
	g_queue_init(&source->waiting);
	return source;
}

void
import_source_free(ImportSource *source)
{
	if (source == NULL)
		return;
	child_free(source->child);
	g_queue_clear_full(&source->waiting, (GDestroyNotify)import_mail_free);
	g_free(source->place);
	g_free(source->trouble);
	g_free(source);
}

/* What came before is to be brought as history; nothing is filed. Settings: own. */
static bool
start(ImportSource *source, GVariantDict *settings, GError **error)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	gint64 before_ms =
	    source->before_ms != 0 ? source->before_ms : g_get_real_time() / 1000;

	g_variant_dict_insert(settings, "only_look", "x", (gint64)1);
	g_variant_dict_insert(settings, "old_history", "x", (gint64)1);
	g_variant_dict_insert(settings, "taken_from_ms", "x", before_ms);
	g_variant_dict_insert(settings, "counts", "x", (gint64)1);
	g_variant_dict_insert(settings, "poll_ms", "x", (gint64)1);
	g_variant_dict_insert(settings, "processed", "s", "delete");
	g_variant_dict_insert(settings, "too_large", "s", "delete");
	source->child =
	    child_start(source->worker, g_variant_dict_end(settings), &EVENTS, source, error);
	return source->child != NULL;
}

static ImportSource *
open_path(ImportSource *take_source, const char *path, GError **error)
{
	g_autoptr(ImportSource) source = take_source;
	g_autofree char *whole = g_canonicalize_filename(path, NULL);
	GVariantDict settings;

	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert_value(
	    &settings, "path", g_variant_new_take_string(g_utf8_make_valid(whole, -1)));
	return start(source, &settings, error) ? g_steal_pointer(&source) : NULL;
}

ImportSource *
import_source_mbox(const char *path, GError **error)
{
	g_autoptr(ImportSource) source = source_new("fetch-mbox", path, ':');
	struct stat status;

	source->counts_bytes = true;
	if (stat(path, &status) == 0)
		source->total = status.st_size;
	return open_path(g_steal_pointer(&source), path, error);
}

/* How many files there are, roughly. */
static int64_t
count_files(const char *folder)
{
	g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
	int64_t count = 0;

	while (directory != NULL && g_dir_read_name(directory) != NULL)
		count++;
	return count;
}

ImportSource *
import_source_maildir(const char *path, int64_t before_ms, GError **error)
{
	static const char *const FOLDERS[] = {"cur", "new"};
	g_autoptr(ImportSource) source = source_new("fetch-maildir", path, '/');

	for (size_t i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
		g_autofree char *folder = g_build_filename(path, FOLDERS[i], NULL);

		if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
			    "%s: found no folder %s in it, expected a Maildir", path,
			    FOLDERS[i]);
			return NULL;
		}
		source->total += count_files(folder);
	}
	source->before_ms = before_ms;
	return open_path(g_steal_pointer(&source), path, error);
}

/* A server's settings come at once, or when its token's command is done. */
typedef struct {
	GVariant *settings; /* own; or NULL */
	char *problem;      /* own; or NULL */
} Settings;

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	Settings *got = data;

	got->settings = settings == NULL ? NULL : g_variant_ref_sink(settings);
	got->problem = g_strdup(settings == NULL ? problem : NULL);
}

ImportSource *
import_source_imap(
    const ConfigMailbox *mailbox, const char *folder, int64_t before_ms, GError **error)
{
	g_autoptr(ImportSource) source = source_new("fetch-imap", folder, ',');
	g_autoptr(GVariant) settings = NULL;
	Settings got = {0};
	GVariantDict more;

	worker_settings_fetch(mailbox, on_settings, &got);
	while (got.settings == NULL && got.problem == NULL)
		g_main_context_iteration(NULL, TRUE);
	if (got.problem != NULL) {
		error_set(error, GATEWAY_ERROR_TEMPORARY, "mailbox %s: %s", mailbox->name,
		    got.problem);
		g_free(got.problem);
		return NULL;
	}
	settings = got.settings;
	source->before_ms = before_ms;
	g_variant_dict_init(&more, settings);
	g_variant_dict_insert(&more, "folder", "s", folder);
	return start(source, &more, error) ? g_steal_pointer(&source) : NULL;
}

static bool
fail(const ImportSource *source, GError **error)
{
	g_autofree char *clean = sanitize_line(source->trouble);

	if (source->temporary)
		return error_set(error, GATEWAY_ERROR_TEMPORARY, "%s", clean);
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s", clean);
	return false;
}

bool
import_source_next(ImportSource *source, ImportMail **ret_mail, GError **error)
{
	ImportMail *mail = NULL;

	while (g_queue_is_empty(&source->waiting) && !source->heard && source->trouble == NULL)
		g_main_context_iteration(NULL, TRUE);
	mail = g_queue_pop_head(&source->waiting);
	if (mail == NULL && source->trouble != NULL)
		return fail(source, error);
	*ret_mail = mail;
	if (mail == NULL)
		return true;
	source->bytes -= g_bytes_get_size(mail->raw);
	source->done += source->counts_bytes ? mail->size : 1;
	if (source->child != NULL && source->bytes <= WAITING_BYTES)
		child_pause(source->child, false);
	return true;
}

int
import_source_done(const ImportSource *source)
{
	return source->total <= 0
		   ? 0
		   : (int)(MIN(source->done, source->total) * 1000 / source->total);
}
