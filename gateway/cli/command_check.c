/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate check`: reads the configuration and all that belongs to it and lists every mistake. */
#include "gateway/cli/cli.h"

#include <stdio.h>
#include <sysexits.h>

#include "gateway/cli/online.h"
#include "gateway/cli/online_authserv.h"
#include "gateway/cli/online_trust.h"
#include "gateway/model/context.h"
#include "gateway/model/proof.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "rules/diagnostic.h"

static const char HELP[] =
    "usage: casegate check [--config FILE] [--json | --online]\n"
    "       casegate check --proof\n"
    "\n"
    "Reads the configuration, the rules, answers, catalog items, frequent questions\n"
    "and letters. Every mistake is listed on standard error with its file, line, what\n"
    "was found and what was expected. So is what is allowed and hardly meant, with\n"
    "the word warning: rules that no mail reaches, patterns that are slow, mailboxes\n"
    "that cannot tell who speaks. The exit code is 0 when there is no mistake,\n"
    "else 78.\n"
    "\n"
    "--online tries each mailbox and the way out as well: TLS, login, folders, what\n"
    "the server can do. It fetches, files, sends and changes nothing. The exit code\n"
    "is 1 when one of them does not work.\n"
    "\n"
    "--proof prints who may do what: each action against what proves the sender.\n";

static size_t
count_items(const Config *config)
{
	return g_strv_length((char **)catalog_names(config->catalog));
}

static void
append_count(GString *out, size_t count, const char *one, const char *many)
{
	g_string_append_printf(out, "%zu %s", count, count == 1 ? one : many);
}

static void
print_good(GString *out, const char *file, const Config *config)
{
	g_string_append_printf(out, "%s: good (", file);
	append_count(out, config->mailboxes->len, "mailbox", "mailboxes");
	g_string_append(out, ", ");
	append_count(out, ruleset_count(config->rules), "rule", "rules");
	g_string_append(out, ", ");
	append_count(out, count_items(config), "item", "items");
	if (faq_count(config->faq) > 0) {
		g_string_append(out, ", ");
		append_count(out, faq_count(config->faq), "question", "questions");
	}
	g_string_append(out, ")\n");
}

static json_t *
mistake_json(const Diagnostic *diagnostic)
{
	json_t *line = diagnostic->line > 0 ? json_integer(diagnostic->line) : json_null();

	return json_pack("{so, so, so, so}", "file", json_print_string(diagnostic->file),
	    "line", line, "found", json_print_string(diagnostic->found), "expected",
	    json_print_string(diagnostic->expected));
}

static void
warn_of_mailbox(const Config *config, const ConfigMailbox *mailbox, GPtrArray *warnings)
{
	if (mailbox->authserv == NULL)
		diagnostics_add_file(warnings, config->file,
		    "'authserv: HOST', your own mail server as it calls itself in "
		    "Authentication-Results",
		    "mailbox '%s' without authserv: nobody vouches for a sender, so that "
		    "whoever "
		    "has a letter to a manager or an agent can approve or act in that name",
		    mailbox->name);
	if (mailbox->reply_address == NULL)
		diagnostics_add_file(warnings, config->file,
		    "'reply_address: NAME+{token}@DOMAIN', where the server delivers "
		    "NAME+anything@ to it",
		    "mailbox '%s' without reply_address: an accept that does not quote our "
		    "letter "
		    "closes only when authserv vouches for its sender, else it is asked back; "
		    "and letters that come back silence no address",
		    mailbox->name);
}

/* Settings that leave senders unproven. */
static void
warn_of_proof(const Config *config, GPtrArray *warnings)
{
	if (config->outgoing.envelope_from != NULL)
		diagnostics_add_file(warnings, config->file,
		    "no envelope_from, where the server lets each letter have its own",
		    "'envelope_from': letters that come back to it silence no address");
	for (unsigned i = 0; i < config->mailboxes->len; i++)
		warn_of_mailbox(config, config->mailboxes->pdata[i], warnings);
}

static GPtrArray *
warnings_of(const Config *config)
{
	GPtrArray *warnings = diagnostics_new();

	ruleset_check(config->rules, warnings);
	catalog_check(config->catalog, warnings);
	faq_check(config->faq, warnings);
	warn_of_proof(config, warnings);
	return warnings;
}

static json_t *
mistakes_json(const GPtrArray *diagnostics)
{
	json_t *list = json_array();

	for (guint i = 0; i < diagnostics->len; i++)
		json_array_append_new(list, mistake_json(g_ptr_array_index(diagnostics, i)));
	return list;
}

static void
print_json(GString *out, const Config *config, const GPtrArray *diagnostics)
{
	json_t *all = json_pack(
	    "{sb, so}", "good", config != NULL, "mistakes", mistakes_json(diagnostics));

	if (config != NULL) {
		g_autoptr(GPtrArray) warnings = warnings_of(config);

		json_object_set_new(all, "warnings", mistakes_json(warnings));
		json_object_set_new(all, "mailboxes", json_integer(config->mailboxes->len));
		json_object_set_new(
		    all, "rules", json_integer((json_int_t)ruleset_count(config->rules)));
		json_object_set_new(
		    all, "items", json_integer((json_int_t)count_items(config)));
		json_object_set_new(
		    all, "questions", json_integer((json_int_t)faq_count(config->faq)));
	}
	json_print(out, all);
}

static int
print(GString *take_out, const Config *config)
{
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(take_out);
	int code = cli_print("check", bytes);

	return code == EX_OK && config == NULL ? EX_CONFIG : code;
}

static int
check_for_programs(const CliOptions *options)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = config_load(options->config, diagnostics);
	GString *out = g_string_new(NULL);

	print_json(out, config, diagnostics);
	return print(out, config);
}

static void
print_warnings(const Config *config)
{
	g_autoptr(GPtrArray) warnings = warnings_of(config);

	for (guint i = 0; i < warnings->len; i++) {
		g_autofree char *text = diagnostic_text(g_ptr_array_index(warnings, i));

		fprintf(stderr, "warning: %s\n", text);
	}
}

/* The mistakes are listed on standard error, as by every command that needs the configuration. */
static int
check_for_people(const CliOptions *options)
{
	g_autoptr(Config) config = cli_config(options);
	GString *out = g_string_new(NULL);

	if (config != NULL) {
		print_warnings(config);
		print_good(out, options->config, config);
	}
	return print(out, config);
}

/* By the mails that came in, of a copy of the spool: the gateway may be running. */
static bool
check_mails(const CliOptions *options, GString *out)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GError) error = NULL;
	Config *config = config_load(options->config, diagnostics);
	Context *context =
	    config == NULL ? NULL : context_open_copy(config, options->state, &error);
	bool good =
	    context != NULL && online_authserv(context->config, context->spool, out, &error);

	good = error == NULL && context != NULL &&
	       online_trust(context->config, context->spool, out, &error) && good;

	if (error != NULL)
		g_string_append_printf(out, "mails: wrong: %s\n", error->message);
	if (context == NULL)
		config_free(config);
	context_close(context);
	return good;
}

/* Before the first start there is none, and no mail to look at. */
static bool
has_spool(const CliOptions *options)
{
	g_autofree char *path = g_build_filename(options->state, "spool.db", NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static int
check_online(const CliOptions *options)
{
	g_autoptr(Config) config = cli_config(options);
	GString *out = NULL;
	bool good;
	int code;

	if (config == NULL)
		return EX_CONFIG;
	out = g_string_new(NULL);
	print_good(out, options->config, config);
	good = online_try(config, out);
	if (has_spool(options) || online_trust_is_wanted(config))
		good = check_mails(options, out) && good;
	code = print(out, config);
	return code == EX_OK && !good ? 1 : code;
}

static int
print_proof(void)
{
	g_autofree char *text = proof_text();
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	return cli_print("check", bytes);
}

static bool
take_flag(int *argc, char **argv, const char *name, bool *ret_given, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	bool given = arguments_take(argc, argv, name, NULL, &wrong);

	if (wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	*ret_given = given;
	return true;
}

static int
check_main(int argc, char **argv)
{
	static const char *const known[] = {
	    "config", "state", "json", "online", "proof", "help", NULL};
	CliOptions options;
	g_autoptr(GError) error = NULL;
	bool online = false;
	bool proof = false;

	if (!cli_options(&argc, argv, &options, &error) ||
	    !take_flag(&argc, argv, "online", &online, &error) ||
	    !take_flag(&argc, argv, "proof", &proof, &error) ||
	    !arguments_operands(&argc, argv, known, &error))
		return cli_fail("check", error);
	if (argc > 1) {
		error_set(&error, GATEWAY_ERROR_USAGE, "it takes no argument '%s'", argv[1]);
		return cli_fail("check", error);
	}
	if (online + proof + options.json > 1) {
		error_set(&error, GATEWAY_ERROR_USAGE,
		    "--online, --proof and --json do not go together");
		return cli_fail("check", error);
	}
	if (proof)
		return print_proof();
	if (online)
		return check_online(&options);
	return options.json ? check_for_programs(&options) : check_for_people(&options);
}

const Command command_check = {
    .name = "check",
    .summary = "list every mistake of the configuration",
    .help = HELP,
    .main = check_main,
};
