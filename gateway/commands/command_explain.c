/* SPDX-License-Identifier: Apache-2.0 */
/*
 * casegate explain: what would become of mails, and why. They are read by a read worker of this process, which first
 * asks what is known of the mailboxes; deciding happens where the spool is open, and all of it is taken back.
 */
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/explain_mail.h"
#include "gateway/commands/mail_reader.h"
#include "gateway/config/config_folders.h"
#include "gateway/config/told_mailboxes.h"
#include "gateway/intake/difference.h"
#include "gateway/intake/dry_run.h"
#include "gateway/intake/report.h"
#include "gateway/intake/trace.h"
#include "gateway/ipc/channel.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "rules/diagnostic.h"

#define FILE_MAX ((gsize)48 * 1024 * 1024)

static GBytes *
load(const char *path, GError **error)
{
	char *content = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &content, &length, error))
		return NULL;
	if (length > FILE_MAX) {
		g_free(content);
		error_set(error, GATEWAY_ERROR_REFUSED, "%s: it is larger than any mail", path);
		return NULL;
	}
	return g_bytes_new_take(content, length);
}

static GVariant *
mail_variant(GBytes *message, GVariant *origin)
{
	return g_variant_new("(@ay@m" ORIGIN_FORM ")",
	    g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, message, true),
	    g_variant_new_maybe(G_VARIANT_TYPE(ORIGIN_FORM), origin));
}

GBytes *
explain_mail_pack(GBytes *message, GVariant *origin)
{
	GVariant *one = mail_variant(message, origin);
	g_autoptr(GVariant) all = g_variant_ref_sink(g_variant_new_array(NULL, &one, 1));

	return g_variant_get_data_as_bytes(all);
}

static bool
add_message(MailReader *reader, const char *mailbox, const char *path,
    GVariantBuilder *messages, GError **error)
{
	g_autoptr(GBytes) raw = load(path, error);
	g_autoptr(Message) message =
	    raw == NULL ? NULL : mail_reader_message(reader, mailbox, raw, error);
	g_autoptr(GBytes) packed = NULL;

	if (message == NULL)
		return false;
	packed = message_pack(message);
	g_variant_builder_add_value(
	    messages, mail_variant(packed,
			  message->origin == NULL ? NULL : origin_pack(message->origin)));
	return true;
}

/* The process with the spool gets the messages as read, not the mails. */
static bool
prepare(Call *call, GBytes *told, GError **error)
{
	g_autoptr(GVariant) packed = g_variant_ref_sink(
	    g_variant_new_from_bytes(G_VARIANT_TYPE(TOLD_MAILBOXES_FORM), told, false));
	g_autoptr(GPtrArray) mailboxes = told_mailboxes_unpack(packed);
	const Config config = {.mailboxes = mailboxes};
	g_autoptr(MailReader) reader = mail_reader_new(mailboxes->len > 0 ? &config : NULL);
	g_autofree const char **files = call_words(call, "file");
	g_autoptr(GVariant) all = NULL;
	GVariantBuilder messages;
	bool good = true;

	g_variant_builder_init(&messages, G_VARIANT_TYPE(EXPLAIN_FORM));
	for (size_t i = 0; good && files[i] != NULL; i++)
		good =
		    add_message(reader, call_word(call, "mailbox"), files[i], &messages, error);
	all = g_variant_ref_sink(g_variant_builder_end(&messages));
	if (good && g_variant_get_size(all) > CHANNEL_BYTES_MAX) {
		return error_set(error, GATEWAY_ERROR_USAGE,
		    "that is too much for one go: name fewer files");
	}
	if (good)
		call->bytes = g_variant_get_data_as_bytes(all);
	return good;
}

/* The first time it is told of the mailboxes. */
static bool
again(Call *call, GBytes *told, bool *ret_again, GError **error)
{
	*ret_again = call->bytes == NULL;
	return !*ret_again || prepare(call, told, error);
}

/* What is told of one mail. */
typedef struct {
	const char *file; /* foreign */
	Message *message; /* foreign */
	IntakeResult now; /* own; nothing where the mail was refused */
	bool has_trial;
	IntakeResult trial;     /* own; by the rules on trial */
	GPtrArray *differences; /* own; of Difference, from now to trial; or NULL */
} Explanation;

static void
explanation_clear(Explanation *explanation)
{
	intake_result_clear(&explanation->now);
	intake_result_clear(&explanation->trial);
	g_clear_pointer(&explanation->differences, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Explanation, explanation_clear)

static json_t *
trial_json(const Explanation *explanation)
{
	json_t *differences = json_array();

	for (guint i = 0; i < explanation->differences->len; i++) {
		const Difference *one = explanation->differences->pdata[i];

		json_array_append_new(
		    differences, json_pack("{so, so, so}", "key", json_print_string(one->key),
				     "expected", json_print_string(one->expected), "found",
				     json_print_string(one->found)));
	}
	return json_pack("{so, so, so}", "decision",
	    json_incref(json_object_get(explanation->trial.report, "decision")), "differences",
	    differences, "trace", json_print_lines(explanation->trial.trace));
}

static void
print_json(const Explanation *explanation, GString *out)
{
	const Message *message = explanation->message;
	json_t *object = json_object();
	json_t *report = explanation->now.report != NULL ? json_incref(explanation->now.report)
							 : report_aside(message, NULL, NULL);

	json_object_set_new(object, "file", json_print_string(explanation->file));
	json_object_set_new(object, "refused", json_print_string(message->refused));
	json_object_update(object, report);
	json_object_set_new(object, "trace", json_print_lines(explanation->now.trace));
	json_object_set_new(
	    object, "trial", explanation->has_trial ? trial_json(explanation) : json_null());
	json_print_item(out, out->len == 0, object);
	json_decref(report);
}

/* On a terminal what matched, the quoted text of the rules' lines, stands out. */
static void
print_marked(const char *lines, GString *out)
{
	bool rules = g_str_has_prefix(lines, "rules ");
	bool inside = false;

	for (const char *p = lines; *p != '\0'; p++) {
		if (*p == '\n' && p[1] != ' ')
			rules = g_str_has_prefix(p + 1, "rules ");
		if (rules && *p == '"' && !inside)
			g_string_append(out, "\"\x1b[1;32m");
		else if (inside && (*p == '"' || *p == '\n'))
			g_string_append_printf(out, "\x1b[0m%c", *p);
		else
			g_string_append_c(out, *p);
		inside = *p == '"' ? rules && !inside : inside && *p != '\n';
	}
	g_string_append_c(out, '\n');
}

static void
print_trace(const Call *call, const char *trace, GString *out)
{
	g_autofree char *brief = trace_brief(trace);
	g_autofree char *lines = sanitize_text(brief);

	if (call_style(call).colour)
		print_marked(lines, out);
	else
		g_string_append_printf(out, "%s\n", lines);
}

static void
print_trial(const Call *call, const Explanation *explanation, GString *out)
{
	const GPtrArray *differences = explanation->differences;

	g_string_append(out, "\nwith " CONFIG_TRIAL " in the place of rules.d:\n");
	if (differences->len == 0) {
		g_string_append(out, "the same\n");
		return;
	}
	print_trace(call, explanation->trial.trace, out);
	g_string_append_c(out, '\n');
	for (guint i = 0; i < differences->len; i++) {
		const Difference *one = differences->pdata[i];
		g_autofree char *expected = sanitize_line(one->expected);
		g_autofree char *found = sanitize_line(one->found);

		g_string_append_printf(out, "%-9s %s -> %s\n", one->key, expected, found);
	}
}

static void
print_text(const Call *call, const Explanation *explanation, GString *out)
{
	const char *refused = explanation->message->refused;
	g_autofree char *trace =
	    refused == NULL
		? g_strdup(explanation->now.trace)
		: g_strdup_printf(
		      "refused   %s\ndecision  open case    bare, for a person to look at",
		      refused);

	print_trace(call, trace, out);
	if (explanation->has_trial)
		print_trial(call, explanation, out);
}

/* trial: rules that are tried, or NULL. */
static bool
decide(Context *context, const Call *call, Ruleset *trial, Explanation *explanation,
    GError **error)
{
	const DryRunFacts given = {.mailbox = (char *)call_word(call, "mailbox")};
	Message *message = explanation->message;

	explanation->has_trial = trial != NULL && message->refused == NULL;
	if (message->refused != NULL)
		return true;
	if (!dry_run(context, &given, message, &explanation->now, error))
		return false;
	if (trial == NULL)
		return true;
	if (!dry_run_by(context, trial, &given, message, &explanation->trial, error))
		return false;
	explanation->differences =
	    differences_between(explanation->now.report, explanation->trial.report);
	return true;
}

static bool
explain(Context *context, const Call *call, Ruleset *trial, Explanation *explanation,
    GString *out, GError **error)
{
	if (!decide(context, call, trial, explanation, error))
		return false;
	if (call_flag(call, "json"))
		print_json(explanation, out);
	else
		print_text(call, explanation, out);
	return true;
}

/* NULL without an error: none are tried. Caller owns. */
static Ruleset *
rules_on_trial(const Context *context, const Call *call, GError **error)
{
	g_autoptr(GPtrArray) mistakes = diagnostics_new();
	g_autoptr(GString) told = g_string_new(NULL);
	g_autoptr(Ruleset) rules = NULL;

	if (!call_flag(call, "trial"))
		return NULL;
	rules = config_trial_rules(context->config, mistakes);
	if (rules != NULL && mistakes->len == 0)
		return g_steal_pointer(&rules);
	if (mistakes->len == 0) {
		error_refuse(error, GATEWAY_ERROR_MISSING,
		    "there is no folder 'rules.trial' beside the configuration: rules in it "
		    "are "
		    "tried in the place of those in rules.d",
		    NULL);
		return NULL;
	}
	for (guint i = 0; i < mistakes->len; i++) {
		g_autofree char *one = diagnostic_text(mistakes->pdata[i]);

		g_string_append_printf(told, "\n%s", one);
	}
	error_refuse(error, GATEWAY_ERROR_REFUSED, "the rules on trial are wrong:{{mistakes}}",
	    "mistakes", told->str, NULL);
	return NULL;
}

static bool
check_mailbox(const Context *context, const char *name, GError **error)
{
	if (name == NULL || config_mailbox(context->config, name) != NULL)
		return true;
	return error_refuse(error, GATEWAY_ERROR_MISSING, "there is no mailbox '{{typed}}'",
	    "typed", name, NULL);
}

static Message *
unpack(GVariant *packed, GError **error)
{
	g_autoptr(GVariant) content = g_variant_get_child_value(packed, 0);
	g_autoptr(GVariant) maybe = g_variant_get_child_value(packed, 1);
	g_autoptr(GVariant) origin = g_variant_get_maybe(maybe);
	g_autoptr(GBytes) bytes = g_variant_get_data_as_bytes(content);
	Message *message = message_unpack(bytes, error);

	if (message != NULL && origin != NULL)
		message->origin = origin_unpack(origin);
	return message;
}

static void
tell_mailboxes(const Config *config, GString *out)
{
	g_autoptr(GVariant) told = g_variant_ref_sink(told_mailboxes_pack(config));

	g_string_append_len(out, g_variant_get_data(told), (gssize)g_variant_get_size(told));
}

static bool
explain_all(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	g_autoptr(Ruleset) trial = rules_on_trial(context, call, &wrong);
	g_autofree const char **files = call_words(call, "file");
	g_autoptr(GVariant) messages = g_variant_ref_sink(
	    g_variant_new_from_bytes(G_VARIANT_TYPE(EXPLAIN_FORM), call->bytes, false));
	size_t count = MIN(g_variant_n_children(messages), g_strv_length((char **)files));

	if (wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		g_autoptr(GVariant) packed = g_variant_get_child_value(messages, i);
		g_autoptr(Message) message = unpack(packed, error);
		g_auto(Explanation) explanation = {.file = files[i], .message = message};

		if (message == NULL)
			return false;
		if (!call_flag(call, "json") && count > 1)
			g_string_append_printf(out, "%s%s\n", i == 0 ? "" : "\n", files[i]);
		if (!explain(context, call, trial, &explanation, out, error))
			return false;
	}
	if (call_flag(call, "json"))
		json_print_end(out, count == 0);
	return true;
}

static bool
serve(Context *context, const Call *call, GString *out, GError **error)
{
	if (!check_mailbox(context, call_word(call, "mailbox"), error))
		return false;
	if (call->bytes != NULL)
		return explain_all(context, call, out, error);
	tell_mailboxes(context->config, out);
	return true;
}

static const SubcommandOption OPTIONS[] = {
    {"mailbox", OPTION_WORD}, {"trial", OPTION_FLAG}, {0}};
static const Subcommand SUBCOMMANDS[] = {
    {.rest = "file", .options = OPTIONS, .dry_run = true, .again = again, .serve = serve},
    {0},
};

const Command command_explain = {
    .name = "explain",
    .summary = "say what would become of mails, and why",
    .help = "usage: casegate explain [--trial] [--mailbox NAME] FILE...\n"
	    "\n"
	    "Prints each step of deciding for the mails in these files and changes nothing:\n"
	    "each rule that was tried, with the condition that was not met or the text that\n"
	    "matched, the fields, the ticket and the letter. With --json a list, in the\n"
	    "order of the files.\n"
	    "\n"
	    "  --mailbox NAME   as if they had come by this mailbox (default: the one that\n"
	    "                   each was sent to, else the first)\n"
	    "  --trial          and what else would become of them with the rules in the\n"
	    "                   folder rules.trial, beside casegate.yaml, in the place of\n"
	    "                   those in rules.d\n",
    .subcommands = SUBCOMMANDS,
};
