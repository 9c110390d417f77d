/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate read`: what is read out of mails in files. They are read by the gateway's sandboxed worker; nothing is
 * decided and nothing kept.
 */
#include <config.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/commands/mail_reader.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "parsers/file_marks.h"

static const char HELP[] =
    "usage: casegate read [--json] [--mailbox NAME] FILE...\n"
    "       casegate read --part PATH FILE > OUT\n"
    "\n"
    "Shows what is read out of each mail: who wrote it, what is new in it, what was\n"
    "cut off, its attachments. With --json a list, in the order of the\n"
    "files. The banners and subject tags of a mailbox are known where there is a\n"
    "configuration: of the mailbox that is named, or else of the one that the mail is\n"
    "addressed to, or else of the first. With --part the bytes of one attachment are\n"
    "written, PATH being what is shown of it. A file that cannot be opened is told on\n"
    "standard error; the others are read, and the exit code is 66.\n";

static json_t *
marks_json(unsigned marks)
{
	json_t *list = json_array();

	for (unsigned i = 0; FILE_MARK_NAMES[i] != NULL; i++)
		if ((marks & (1u << i)) != 0)
			json_array_append_new(list, json_print_string(FILE_MARK_NAMES[i]));
	return list;
}

static json_t *
attachments_json(const Message *message)
{
	json_t *list = json_array();

	for (guint i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *attachment =
		    g_ptr_array_index(message->attachments, i);

		json_array_append_new(
		    list, json_pack("{so, so, so, sI, sb, so}", "path",
			      json_print_string(attachment->path), "name",
			      json_print_string(attachment->name), "type",
			      json_print_string(attachment->type), "size",
			      (json_int_t)attachment->size, "inline", attachment->is_inline,
			      "marks", marks_json(attachment->marks)));
	}
	return list;
}

static json_t *
bounce_json(const Message *message)
{
	json_t *list = NULL;

	if (message->bounce->len == 0)
		return json_null();
	list = json_array();
	for (guint i = 0; i < message->bounce->len; i++) {
		const MessageBounce *bounce = g_ptr_array_index(message->bounce, i);

		json_array_append_new(
		    list, json_pack("{so, so}", "address", json_print_string(bounce->address),
			      "status", json_print_string(bounce->status)));
	}
	return json_pack("{so}", "recipients", list);
}

static json_t *
from_json(const Message *message)
{
	if (message->from == NULL)
		return json_null();
	return json_pack("{so, so}", "address", json_print_string(message->from->address),
	    "name", json_print_string(message->from->name));
}

static json_t *
limits_json(const Message *message)
{
	json_t *list = json_array();

	for (guint i = 0; i < message->limits->len; i++)
		json_array_append_new(list, json_print_string(message->limits->pdata[i]));
	return list;
}

static void
print_json(const char *file, const Message *message, bool first, GString *out)
{
	json_t *object = json_object();
	g_autofree char *rest = message_cut_text(message->cut);

	json_object_set_new(object, "file", json_print_string(file));
	json_object_set_new(object, "refused", json_print_string(message->refused));
	json_object_set_new(object, "limits", limits_json(message));
	json_object_set_new(
	    object, "kind", json_print_string(message_kind_name(message->kind)));
	json_object_set_new(object, "from", from_json(message));
	json_object_set_new(object, "subject", json_print_text(message_whole_subject(message)));
	json_object_set_new(object, "text", json_print_text(message->text));
	json_object_set_new(object, "rest", json_print_text(rest));
	json_object_set_new(object, "begins_quoted", json_boolean(message->begins_quoted));
	json_object_set_new(object, "attachments", attachments_json(message));
	json_object_set_new(object, "bounce", bounce_json(message));
	json_print_item(out, first, object);
}

static void
append_line(GString *out, const char *label, const char *text)
{
	g_autofree char *clean = sanitize_line(text);

	g_string_append_printf(out, "%-9s %s\n", label, clean);
}

static void
append_from(const Message *message, GString *out)
{
	g_autofree char *person = NULL;

	if (message->from == NULL) {
		append_line(out, "from", "nobody");
		return;
	}
	person = *message->from->name == '\0'
		     ? g_strdup(message->from->address)
		     : g_strdup_printf("%s <%s>", message->from->name, message->from->address);
	append_line(out, "from", person);
}

static void
append_lists(const Message *message, GString *out)
{
	for (guint i = 0; i < message->limits->len; i++)
		append_line(out, "cut", message->limits->pdata[i]);
	for (guint i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *attachment =
		    g_ptr_array_index(message->attachments, i);
		static const ConfigMarked ALL = {FILE_MARKS_ALL, NULL};
		g_autofree char *words =
		    config_marked_words(&ALL, attachment->marks, attachment->name);
		g_autofree char *size = sanitize_size(attachment->size);
		g_autofree char *text = g_strdup_printf("%s  %s  %s  %s  %s", attachment->path,
		    attachment->name, attachment->type, size, words);

		append_line(out, "attached", text);
	}
	for (guint i = 0; i < message->bounce->len; i++) {
		const MessageBounce *bounce = g_ptr_array_index(message->bounce, i);
		g_autofree char *text =
		    g_strdup_printf("%s %s", bounce->address, bounce->status);

		append_line(out, "bounced", text);
	}
}

static void
append_part(GString *out, const char *heading, const char *text)
{
	g_autofree char *clean = sanitize_text(text);

	if (*clean == '\0')
		return;
	g_string_append_printf(out, "\n%s%s", heading, clean);
	if (out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
}

static void
print_text(const char *file, const Message *message, GString *out)
{
	g_autofree char *rest = message_cut_text(message->cut);

	append_line(out, "file", file);
	if (message->refused != NULL)
		append_line(out, "refused", message->refused);
	append_from(message, out);
	append_line(out, "subject", message_whole_subject(message));
	append_line(out, "kind", message_kind_name(message->kind));
	append_lists(message, out);
	append_part(out, "", message->text);
	append_part(out, "Cut off:\n", rest);
}

static GBytes *
open_mail(const CliOptions *options, const char *file)
{
	g_autoptr(GError) error = NULL;
	char *contents = NULL;
	gsize size = 0;

	if (g_file_get_contents(file, &contents, &size, &error))
		return g_bytes_new_take(contents, size);
	cli_fail(options, error);
	return NULL;
}

typedef struct {
	MailReader *reader;        /* foreign */
	const char *mailbox;       /* or NULL */
	const CliOptions *options; /* foreign */
	bool any;                  /* was printed before */
} Reading;

/* The exit code of one file: EX_OK, EX_NOINPUT when it cannot be opened, another one to stop at. */
static int
read_file(Reading *reading, const char *file)
{
	const CliOptions *options = reading->options;
	g_autoptr(GBytes) raw = open_mail(options, file);
	g_autoptr(GString) out = g_string_new(reading->any && !options->json ? "\n" : "");
	g_autoptr(GError) error = NULL;
	g_autoptr(Message) message = NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (raw == NULL)
		return EX_NOINPUT;
	message = mail_reader_message(reading->reader, reading->mailbox, raw, &error);
	if (message == NULL)
		return cli_fail(options, error);
	if (options->json)
		print_json(file, message, !reading->any, out);
	else
		print_text(file, message, out);
	reading->any = true;
	bytes = g_string_free_to_bytes(g_steal_pointer(&out));
	return cli_print(options, bytes);
}

static int
end_list(const Reading *reading)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GBytes) bytes = NULL;

	json_print_end(out, !reading->any);
	bytes = g_string_free_to_bytes(g_steal_pointer(&out));
	return cli_print(reading->options, bytes);
}

/* EX_OK also where there is no configuration, or none that this user may read, and none was named. */
static int
open_config(const CliOptions *options, const char *mailbox, Config **ret_config)
{
	bool is_named = strcmp(options->config, CONFIGFILE) != 0 || mailbox != NULL;
	g_autoptr(GError) error = NULL;

	if (!is_named && access(options->config, F_OK) != 0)
		return EX_OK;
	*ret_config = cli_config(options);
	if (*ret_config == NULL && is_named)
		return EX_CONFIG;
	if (*ret_config == NULL && !options->json)
		fprintf(stderr, "casegate read: a mailbox's banners and subject_tags are not "
				"known therefore\n");
	if (mailbox == NULL || config_mailbox(*ret_config, mailbox) != NULL)
		return EX_OK;
	error_set(&error, GATEWAY_ERROR_MISSING, "there is no mailbox '%s'", mailbox);
	return cli_fail(options, error);
}

static int
read_files(int argc, char **argv, const CliOptions *options, const char *mailbox)
{
	g_autoptr(Config) config = NULL;
	g_autoptr(MailReader) reader = NULL;
	Reading reading = {.mailbox = mailbox, .options = options};
	int worst = open_config(options, mailbox, &config);
	int code = EX_OK;

	if (worst != EX_OK)
		return worst;
	reading.reader = reader = mail_reader_new(config);
	for (int i = 1; i < argc && (code == EX_OK || code == EX_NOINPUT); i++) {
		code = read_file(&reading, argv[i]);
		worst = MAX(worst, code);
	}
	if (code != EX_IOERR && options->json)
		code = end_list(&reading);
	return MAX(worst, code);
}

/* A stranger's bytes never go to a terminal, which would do what they say. */
static int
write_part(const CliOptions *options, const char *path, const char *file)
{
	g_autoptr(MailReader) reader = mail_reader_new(NULL);
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(GBytes) part = NULL;
	g_autoptr(GError) error = NULL;

	if (isatty(STDOUT_FILENO) == 1) {
		error_set(&error, GATEWAY_ERROR_USAGE,
		    "an attachment is not shown: send it into a file, > OUT");
		return cli_fail(options, error);
	}
	raw = open_mail(options, file);
	if (raw == NULL)
		return EX_NOINPUT;
	part = mail_reader_part(reader, raw, path, &error);
	return part == NULL ? cli_fail(options, error) : cli_print(options, part);
}

static int
read_main(int argc, char **argv)
{
	static const char *const KNOWN[] = {
	    "json", "part", "mailbox", "config", "state", "help", NULL};
	g_autoptr(GError) error = NULL;
	const char *part = NULL, *mailbox = NULL;
	CliOptions options;

	if (!cli_options(&argc, argv, &options, &error))
		return cli_fail(&options, error);
	arguments_take(&argc, argv, "part", &part, &error);
	if (error == NULL)
		arguments_take(&argc, argv, "mailbox", &mailbox, &error);
	if (error != NULL || !arguments_operands(&argc, argv, KNOWN, &error))
		return cli_fail(&options, error);
	if (part != NULL && argc == 2 && !options.json)
		return write_part(&options, part, argv[1]);
	if (part != NULL) {
		error_set(
		    &error, GATEWAY_ERROR_USAGE, "--part PATH wants one file, and no --json");
		return cli_fail(&options, error);
	}
	if (argc > 1)
		return read_files(argc, argv, &options, mailbox);
	error_set(&error, GATEWAY_ERROR_USAGE, "name the files to read");
	return cli_fail(&options, error);
}

const Command command_read = {
    .name = "read",
    .summary = "show what is read out of mails that lie in files",
    .help = HELP,
    .main = read_main,
};
