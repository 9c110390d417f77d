/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate import`: old mail from a file, a Maildir or a folder on a server becomes closed history. The mails go to who
 * has the spool in small sets, each of which is safe when it is answered; one that is there already, by its bytes,
 * changes nothing. So it may be killed at any moment, and run again.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/control_client.h"
#include "gateway/cli/import_source.h"
#include "gateway/commands/served.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"

/* What a running gateway takes between two mails that come: some thousandths of a second. */
#define SET_MAILS 64
#define SET_BYTES ((size_t)512 * 1024)
#define LOOK_MS 200

static const char HELP[] =
    "usage: casegate import mbox FILE [--mailbox NAME]\n"
    "       casegate import maildir DIR [--mailbox NAME]\n"
    "       casegate import imap MAILBOX FOLDER\n"
    "\n"
    "Takes in old mail as closed cases, with its threads put together and at the\n"
    "times at which it came. Nobody gets a letter or a notification for it. What it\n"
    "reads is not changed. The same mail twice changes nothing, so that it may be\n"
    "interrupted and run again. A running gateway goes on meanwhile; without one it\n"
    "is all done here.\n"
    "\n"
    "  mbox     a file with many mails, as many mail programs keep and export them\n"
    "  maildir  a folder with cur and new; each folder below it is one of its own\n"
    "  imap     a folder on the server of a mailbox of the configuration, as its user\n"
    "\n"
    "  --mailbox  the mailbox that it once came by (the first of the configuration)\n";

typedef struct {
	CliOptions options;
	const char *mailbox; /* whose name the mails bear */
	char *control;       /* own */
	Context *context; /* own; where no gateway runs, or NULL: it was not looked for yet */
	CallProgress progress;
	int percent; /* that was last told */

	GPtrArray *set;      /* own; of ImportMail: to be taken next */
	size_t bytes;        /* of those */
	GHashTable *places;  /* own; id -> where that mail stood: of those that are new */
	json_t *refused;     /* own; of {where, reason}: what is no mail */
	int64_t mails;       /* that came */
	int64_t there;       /* were there already */
	int64_t first, last; /* ids of those that are new; 0: none */
} Import;

static void
import_init(Import *import)
{
	*import = (Import){
	    .percent = -1,
	    .progress = cli_shows_progress() ? cli_draw_progress : NULL,
	    .set = g_ptr_array_new_with_free_func((GDestroyNotify)import_mail_free),
	    .places = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free),
	    .refused = json_array(),
	};
}

static void
import_clear(Import *import)
{
	g_clear_pointer(&import->context, context_close);
	g_clear_pointer(&import->control, g_free);
	g_clear_pointer(&import->set, g_ptr_array_unref);
	g_clear_pointer(&import->places, g_hash_table_unref);
	g_clear_pointer(&import->refused, json_decref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

static bool
open_here(Import *import, GError **error)
{
	Config *config = NULL;

	if (access(import->options.state, F_OK) != 0)
		return error_set(
		    error, GATEWAY_ERROR_TEMPORARY, CLI_NO_STATE, import->options.state);
	config = cli_config(&import->options);
	if (config == NULL)
		return error_set(error, GATEWAY_ERROR_CONFIG, "the configuration is wrong");
	import->context = cli_context(config, import->options.state, error);
	return import->context != NULL;
}

/* Asks the gateway, or the spool that is open here once there was no gateway. */
static bool
ask_who_has_it(Import *import, Call *call, CallReply *ret_reply, GError **error)
{
	ControlResult result = CONTROL_NOBODY;

	if (import->context == NULL)
		result = control_client_ask(import->control, call, ret_reply, error);
	if (result != CONTROL_NOBODY)
		return result == CONTROL_ANSWERED;
	return (import->context != NULL || open_here(import, error)) &&
	       cli_serve(import->context, call, ret_reply, error);
}

/* What was answered, as text; caller owns. NULL with an error where it was refused. */
static char *
ask(Import *import, Call *call, const char *subcommand, GError **error)
{
	g_auto(CallReply) reply = {0};
	gsize size = 0;
	const char *text = NULL;

	call_set_word(call, "subcommand", subcommand);
	call_set_caller(call, geteuid());
	if (!ask_who_has_it(import, call, &reply, error))
		return NULL;
	if (reply.code != EX_OK) {
		error_set(error,
		    reply.code == EX_TEMPFAIL ? GATEWAY_ERROR_TEMPORARY : GATEWAY_ERROR_REFUSED,
		    "%s", reply.error);
		return NULL;
	}
	text = g_bytes_get_data(reply.out, &size);
	return g_strndup(text == NULL ? "" : text, size);
}

/* "LENGTH SIZE CAME_MS", as command_history.c reads it. */
static char *
describe(const ImportMail *mail)
{
	int64_t came_ms = mail->came_ms != 0 ? mail->came_ms : g_get_real_time() / 1000;

	return g_strdup_printf(
	    "%zu %" PRId64 " %" PRId64, g_bytes_get_size(mail->raw), mail->size, came_ms);
}

static void
fill_call(const Import *import, Call *call)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GByteArray) all = g_byte_array_sized_new((guint)import->bytes);

	for (guint i = 0; i < import->set->len; i++) {
		const ImportMail *mail = import->set->pdata[i];
		gsize size = 0;
		const void *bytes = g_bytes_get_data(mail->raw, &size);

		g_ptr_array_add(rows, describe(mail));
		g_byte_array_append(all, bytes, (guint)size);
	}
	call_set_words(call, "mails", (char *const *)rows->pdata, (int)rows->len);
	call_set_word(call, "mailbox", import->mailbox);
	call->bytes = g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

/* The ids of the set's mails, one a line; 0 where a mail was there. */
static void
note_ids(Import *import, const char *answer)
{
	g_auto(GStrv) ids = g_strsplit(answer, "\n", -1);

	for (guint i = 0; i < import->set->len && ids[i] != NULL; i++) {
		ImportMail *mail = import->set->pdata[i];
		int64_t id = g_ascii_strtoll(ids[i], NULL, 10);

		if (id == 0) {
			import->there++;
			continue;
		}
		if (import->first == 0)
			import->first = id;
		import->last = MAX(import->last, id);
		g_hash_table_insert(
		    import->places, g_memdup2(&id, sizeof id), g_steal_pointer(&mail->where));
	}
}

static bool
send_set(Import *import, GError **error)
{
	g_auto(Call) call = {0};
	g_autofree char *answer = NULL;

	if (import->set->len == 0)
		return true;
	call_init(&call, "history");
	fill_call(import, &call);
	answer = ask(import, &call, "take", error);
	if (answer == NULL)
		return false;
	note_ids(import, answer);
	g_ptr_array_set_size(import->set, 0);
	import->bytes = 0;
	return true;
}

/* Taking in is the first half of the bar, sorting into cases the second. */
static void
tell_progress(Import *import, int64_t done, int64_t total)
{
	int percent = (int)(done * 100 / total);

	if (import->progress == NULL || percent == import->percent)
		return;
	import->percent = percent;
	import->progress(percent, 100, NULL);
}

static bool
take_mail(Import *import, ImportMail *take_mail, GError **error)
{
	g_autoptr(ImportMail) mail = take_mail;
	size_t size = g_bytes_get_size(mail->raw);

	if (mail->wrong != NULL)
		return json_array_append_new(import->refused,
			   json_pack("{so, so}", "where", json_print_string(mail->where),
			       "reason", json_print_string(mail->wrong))) == 0;
	if ((import->set->len >= SET_MAILS ||
		(import->set->len > 0 && import->bytes + size > SET_BYTES)) &&
	    !send_set(import, error))
		return false;
	import->mails++;
	import->bytes += size;
	g_ptr_array_add(import->set, g_steal_pointer(&mail));
	return true;
}

static bool
take_all(Import *import, ImportSource *source, GError **error)
{
	ImportMail *mail = NULL;

	do {
		if (!import_source_next(source, &mail, error) ||
		    (mail != NULL && !take_mail(import, mail, error)))
			return false;
		tell_progress(import, import_source_done(source), 2000);
	} while (mail != NULL);
	return send_set(import, error);
}

/* Until all of history was read. */
static bool
await(Import *import, GError **error)
{
	int64_t most = 1, waiting = 1;

	while (waiting > 0) {
		g_auto(Call) call = {0};
		g_autofree char *answer = NULL;

		call_init(&call, "history");
		answer = ask(import, &call, "wait", error);
		if (answer == NULL)
			return false;
		waiting = g_ascii_strtoll(answer, NULL, 10);
		most = MAX(most, waiting);
		tell_progress(import, most * 2 - waiting, most * 2);
		if (waiting > 0 && import->context == NULL)
			g_poll(NULL, 0, LOOK_MS);
	}
	return true;
}

/* What became of them; caller owns. */
static json_t *
count(Import *import, GError **error)
{
	g_auto(Call) call = {0};
	g_autofree char *answer = NULL;
	json_t *counted = NULL;

	call_init(&call, "history");
	call_set_number(&call, "first", import->first);
	call_set_number(&call, "last", import->last);
	answer = ask(import, &call, "count", error);
	if (answer == NULL)
		return NULL;
	counted = json_loads(answer, 0, NULL);
	if (counted == NULL)
		error_set(error, GATEWAY_ERROR_TEMPORARY, "the answer cannot be understood");
	return counted;
}

static int64_t
number(const json_t *counted, const char *name)
{
	return json_integer_value(json_object_get(counted, name));
}

/* Where each stood that was refused, and why: {where, reason}. */
static json_t *
list_refused(const Import *import, const json_t *counted)
{
	json_t *list = json_copy(import->refused);
	size_t i = 0;
	json_t *one = NULL;

	json_array_foreach (json_object_get(counted, "refused"), i, one) {
		int64_t id = number(one, "id");
		const char *place = g_hash_table_lookup(import->places, &id);
		g_autofree char *reason = g_strdup_printf("mail %" PRId64 ": %s", id,
		    json_string_value(json_object_get(one, "reason")));

		json_array_append_new(
		    list, json_pack("{so, so}", "where", json_print_string(place), "reason",
			      json_print_string(reason)));
	}
	return list;
}

static json_t *
summary(const Import *import, const json_t *counted)
{
	return json_pack("{sI, sI, sI, sI, sI, sI, sI, so}", "mails", (json_int_t)import->mails,
	    "cases", (json_int_t)number(counted, "opened"), "threaded",
	    (json_int_t)number(counted, "added"), "there", (json_int_t)import->there,
	    "duplicates", (json_int_t)number(counted, "duplicates"), "ignored",
	    (json_int_t)number(counted, "ignored"), "waiting",
	    (json_int_t)number(counted, "waiting"), "refused", list_refused(import, counted));
}

static void
print_line(
    GString *out, const json_t *made, const char *name, const char *one, const char *many)
{
	int64_t value = number(made, name);

	if (value > 0)
		g_string_append_printf(
		    out, "  %" PRId64 " %s\n", value, value == 1 ? one : many);
}

static void
print_summary(GString *out, const json_t *made)
{
	const json_t *refused = json_object_get(made, "refused");
	size_t i = 0;
	json_t *one = NULL;
	int64_t mails = number(made, "mails");

	g_string_append_printf(out, "%" PRId64 " %s\n", mails, mails == 1 ? "mail" : "mails");
	print_line(out, made, "cases", "is a closed case now", "are closed cases now");
	print_line(out, made, "threaded", "stands on the case of its thread",
	    "stand on the case of their thread");
	print_line(out, made, "there", "was there already, byte for byte",
	    "were there already, byte for byte");
	print_line(out, made, "duplicates", "is the same as another one",
	    "are the same as another one");
	print_line(out, made, "ignored",
	    "is no case: a rule ignores it, or a machine wrote it to nobody",
	    "are no case: a rule ignores them, or a machine wrote them to nobody");
	print_line(out, made, "waiting", "still waits for a reader", "still wait for a reader");
	if (json_array_size(refused) > 0)
		g_string_append_printf(out, "  %zu refused:\n", json_array_size(refused));
	json_array_foreach (refused, i, one)
		g_string_append_printf(out, "%s: %s\n",
		    json_string_value(json_object_get(one, "where")),
		    json_string_value(json_object_get(one, "reason")));
}

/* The exit code: 65 where a mail was refused. */
static int
print(const Import *import, const json_t *counted)
{
	json_t *made = summary(import, counted);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *clean = NULL;
	g_autoptr(GBytes) bytes = NULL;
	bool refused = json_array_size(json_object_get(made, "refused")) > 0;
	int code = EX_OK;

	if (import->options.json) {
		json_print(out, made);
	} else {
		print_summary(out, made);
		json_decref(made);
	}
	clean = sanitize_text(out->str);
	bytes = g_bytes_new_static(clean, strlen(clean));
	code = cli_print(&import->options, bytes);
	return code == EX_OK && refused ? EX_DATAERR : code;
}

static int
import_all(Import *import, ImportSource *source, GError **error)
{
	json_t *counted = NULL;
	int code = EX_SOFTWARE;

	if (!take_all(import, source, error) || !await(import, error))
		return code;
	counted = count(import, error);
	if (counted == NULL)
		return code;
	code = print(import, counted);
	json_decref(counted);
	return code;
}

static const ConfigMailbox *
find_mailbox(const Config *config, const char *name, GError **error)
{
	const ConfigMailbox *mailbox = name == NULL ? g_ptr_array_index(config->mailboxes, 0)
						    : config_mailbox(config, name);

	if (mailbox == NULL)
		error_set(error, GATEWAY_ERROR_USAGE, "there is no mailbox '%s'", name);
	return mailbox;
}

/* The mailbox that is fetched from there, or NULL. */
static const ConfigMailbox *
find_fetched(const Config *config, const char *path)
{
	g_autofree char *real = realpath(path, NULL);

	for (guint i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];
		g_autofree char *fetched =
		    mailbox->maildir == NULL ? NULL : realpath(mailbox->maildir, NULL);

		if (real != NULL && g_strcmp0(real, fetched) == 0)
			return mailbox;
	}
	return NULL;
}

/* From what is fetched as it comes, only old mail is taken: the rest is to be answered. fetched: or NULL. */
static bool
find_end(const ConfigMailbox *fetched, int64_t *ret_before_ms, GError **error)
{
	*ret_before_ms = fetched == NULL ? 0 : fetched->taken_from_ms;
	if (fetched == NULL || fetched->taken_from_ms != 0)
		return true;
	return error_set(error, GATEWAY_ERROR_REFUSED,
	    "mailbox %s is fetched from there, all of it: set its 'taken_from' first",
	    fetched->name);
}

static ImportSource *
open_folder(const ConfigMailbox *mailbox, const char *folder, GError **error)
{
	const ConfigMailbox *fetched =
	    g_ascii_strcasecmp(folder, mailbox->folder == NULL ? "" : mailbox->folder) == 0
		? mailbox
		: NULL;
	int64_t before_ms = 0;

	if (mailbox->imap.host != NULL)
		return find_end(fetched, &before_ms, error)
			   ? import_source_imap(mailbox, folder, before_ms, error)
			   : NULL;
	error_set(error, GATEWAY_ERROR_USAGE,
	    "mailbox %s is a Maildir: casegate import maildir %s", mailbox->name,
	    mailbox->maildir);
	return NULL;
}

static ImportSource *
open_maildir(const Config *config, const char *path, GError **error)
{
	int64_t before_ms = 0;

	return find_end(find_fetched(config, path), &before_ms, error)
		   ? import_source_maildir(path, before_ms, error)
		   : NULL;
}

/* words: kind, place, and of imap the folder. */
static ImportSource *
open_source(
    Import *import, const Config *config, char **words, const char *named, GError **error)
{
	bool imap = g_str_equal(words[0], "imap");
	const ConfigMailbox *mailbox = find_mailbox(config, imap ? words[1] : named, error);

	if (mailbox == NULL)
		return NULL;
	import->mailbox = mailbox->name;
	if (imap)
		return open_folder(mailbox, words[2], error);
	return g_str_equal(words[0], "mbox") ? import_source_mbox(words[1], error)
					     : open_maildir(config, words[1], error);
}

/* What is wrong with the words, before anything is read. */
static bool
check_words(int count, char **words, const char *named, GError **error)
{
	static const char *const KINDS[] = {"imap", "maildir", "mbox", NULL};
	bool imap = count > 0 && g_str_equal(words[0], "imap");
	int wanted = imap ? 3 : 2;
	g_autofree char *meant = NULL;

	if (count == 0)
		return error_set(error, GATEWAY_ERROR_USAGE, "it needs mbox, maildir or imap");
	if (!g_strv_contains(KINDS, words[0])) {
		meant = arguments_meant(words[0], KINDS, "");
		return error_set(error, GATEWAY_ERROR_USAGE,
		    "found '%s', expected mbox, maildir or imap%s", words[0], meant);
	}
	if (count != wanted)
		return error_set(error, GATEWAY_ERROR_USAGE, "%s takes %s", words[0],
		    imap ? "a mailbox and a folder" : "one path");
	if (imap && named != NULL)
		return error_set(
		    error, GATEWAY_ERROR_USAGE, "imap takes its mailbox as a word");
	return true;
}

static bool
take_options(int *argc, char **argv, CliOptions *options, const char **named, GError **error)
{
	static const char *const KNOWN[] = {"config", "state", "json", "mailbox", "help", NULL};
	g_autoptr(GError) wrong = NULL;

	if (!cli_options(argc, argv, options, error))
		return false;
	arguments_take(argc, argv, "mailbox", named, &wrong);
	if (wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	return arguments_operands(argc, argv, KNOWN, error) &&
	       check_words(*argc - 1, argv + 1, *named, error);
}

static int
run(int argc, char **argv)
{
	g_auto(Import) import;
	g_autoptr(Config) config = NULL;
	g_autoptr(ImportSource) source = NULL;
	g_autoptr(GError) error = NULL;
	const char *named = NULL;
	int code = EX_OK;

	import_init(&import);
	if (!take_options(&argc, argv, &import.options, &named, &error))
		return cli_fail(&import.options, error);
	config = cli_config(&import.options);
	if (config == NULL)
		return EX_CONFIG;
	import.control = config_control_path(config, import.options.state);
	source = open_source(&import, config, argv + 1, named, &error);
	if (source != NULL)
		code = import_all(&import, source, &error);
	if (error == NULL)
		return code;
	tell_progress(&import, 1, 1);
	return cli_fail(&import.options, error);
}

const Command command_import = {
    .name = "import",
    .summary = "take in old mail as closed cases, without a letter",
    .help = HELP,
    .main = run,
};
