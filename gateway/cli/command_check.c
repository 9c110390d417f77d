/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate check`: reads the configuration and all that belongs to it and lists every mistake. */
#include "gateway/cli/cli.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/check_certificate.h"
#include "gateway/cli/check_hours.h"
#include "gateway/cli/online.h"
#include "gateway/cli/online_authserv.h"
#include "gateway/cli/online_desk.h"
#include "gateway/cli/online_letter.h"
#include "gateway/cli/online_trust.h"
#include "gateway/cli/online_web.h"
#include "gateway/config/config_folders.h"
#include "gateway/config/unread_files.h"
#include "gateway/model/context.h"
#include "gateway/model/needs.h"
#include "gateway/model/proof.h"
#include "gateway/templates/template_names.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "rules/diagnostic.h"
#include "rules/rule_files.h"

static const char HELP[] =
    "usage: casegate check [--config FILE] [--json | --online [--letter]]\n"
    "       casegate check --proof\n"
    "\n"
    "Reads the configuration, the rules, answers, catalog items, frequent questions\n"
    "and letters. Every mistake is listed on standard error with its file, line, what\n"
    "was found and what was expected. So is what is allowed and hardly meant, with\n"
    "the word warning: rules that no mail reaches, patterns that are slow, mailboxes\n"
    "that cannot tell who speaks, letters that nothing sends, files that are not read\n"
    "and that nobody is told of what comes. Of working hours it tells whether it is\n"
    "working time, until when, and when one working day from now is over. The exit\n"
    "code is 0 when there is no mistake, else 78.\n"
    "\n"
    "--online tries each mailbox and the way out as well: TLS, login, folders, what\n"
    "the server can do; and of tickets in ServiceNow the login, rights, states,\n"
    "categories, items, and whether it writes letters of its own. It fetches, files,\n"
    "sends and changes nothing. The exit code is 1 when one of them does not work.\n"
    "\n"
    "--letter, beside it, also sends a letter from each mailbox to itself, deletes it\n"
    "when it is back, and says what its server found by SPF, DKIM and DMARC, and what\n"
    "to do about it. A gateway must not run meanwhile.\n"
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

/* What the operator wrote beside the configuration and is read, so that a file which is not there is missed. */
static void
append_own_files(GString *out, const char *file)
{
	g_autofree char *folder = g_path_get_dirname(file);
	const char *before = "; own files: ";

	for (const char *const *kind = CONFIG_FOLDERS; *kind != NULL; kind++) {
		g_autofree char *path = g_build_filename(folder, *kind, NULL);
		g_autoptr(GPtrArray) mistakes = diagnostics_new(); /* told when it was read */
		g_autoptr(GPtrArray) files =
		    rule_files_list((const char *const[]){path, NULL}, mistakes);

		for (guint i = 0; i < files->len; i++) {
			g_string_append_printf(out, "%s%s", before,
			    (const char *)files->pdata[i] + strlen(folder) + 1);
			before = ", ";
		}
	}
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
	if (config->tickets != NULL)
		g_string_append_printf(out, "; tickets at %s", config->tickets->url);
	append_own_files(out, file);
	g_string_append(out, ")\n");
	check_hours_print(config, g_get_real_time() / 1000, out);
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

static void
warn_of_people(const Config *config, GPtrArray *warnings)
{
	if (config->agents->len == 0 && config->groups->len == 0)
		diagnostics_add_file(warnings, config->file,
		    "'agents', or 'groups' with an address each",
		    "no agents and no groups: nobody is told of new cases, replies and mails "
		    "that are held");
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

/* Where nobody may look into the file's folder, nothing is known. */
static void
warn_of_login(const Config *config, const ConfigServer *server, const char *what,
    const char *name, GPtrArray *warnings)
{
	const ConfigOauth *oauth = server->login.oauth;

	if (oauth != NULL && g_access(oauth->token_file, F_OK) != 0 && errno == ENOENT)
		diagnostics_add_file(warnings, config->file,
		    "'casegate sign-in' before it runs",
		    "%s%s with 'oauth': nobody has signed in yet", what, name);
}

static void
warn_of_logins(const Config *config, GPtrArray *warnings)
{
	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];
		g_autofree char *name = g_strdup_printf("'%s'", mailbox->name);

		warn_of_login(config, &mailbox->imap, "mailbox ", name, warnings);
	}
	warn_of_login(config, &config->outgoing.smtp, "outgoing", "", warnings);
}

static bool
is_named(const char *template, const void *data)
{
	const Config *config = data;

	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];

		if (g_strcmp0(mailbox->signature, template) == 0)
			return true;
	}
	return ruleset_names_letter(config->rules, template);
}

static void
warn_of_letters(const Config *config, GPtrArray *warnings)
{
	const TemplateNames names = {
	    .directories = (const char *const *)config->letter_directories,
	    .language = config->language,
	    .is_named = is_named,
	    .data = config,
	};

	template_names_check(&names, warnings);
}

/* What of ours a desk elsewhere does not get. */
static void
warn_of_words(const Config *config, GPtrArray *warnings)
{
	const ConfigDesk *desk = config->tickets;

	if (desk->categories->len == 0)
		diagnostics_add_file(warnings, config->file,
		    "'categories: {OURS: THEIRS}' in desk.tickets",
		    "no value for a category: each case gets the instance's own default");
	for (guint i = 0; i < config->groups->len; i++) {
		const ConfigGroup *group = config->groups->pdata[i];

		if (config_desk_theirs(desk->groups, group->name) == NULL)
			diagnostics_add_file(warnings, config->file,
			    "'groups: {OURS: SYS_ID}' in desk.tickets",
			    "group '%s' without a sys_id: its cases have no group there",
			    group->name);
	}
}

/* Items that name one of a desk elsewhere, where there is no such desk. */
static void
warn_of_items(const Config *config, GPtrArray *warnings)
{
	for (const char *const *name = catalog_names(config->catalog); *name != NULL; name++)
		if (catalog_item_remote(catalog_get(config->catalog, *name)) != NULL)
			diagnostics_add_file(warnings, config->file,
			    "'desk.tickets' with the desk that has it",
			    "item '%s' with 'remote': nothing is ordered where tickets are "
			    "casegate's own",
			    *name);
}

static GPtrArray *
warnings_of(const Config *config)
{
	GPtrArray *warnings = diagnostics_new();

	ruleset_check(config->rules, warnings);
	catalog_check(config->catalog, warnings);
	faq_check(config->faq, warnings);
	warn_of_letters(config, warnings);
	if (config->tickets != NULL)
		warn_of_words(config, warnings);
	else
		warn_of_items(config, warnings);
	warn_of_proof(config, warnings);
	warn_of_logins(config, warnings);
	check_certificate(config, g_get_real_time() / 1000, warnings);
	warn_of_people(config, warnings);
	unread_files_check(config->file, warnings);
	return warnings;
}

static json_t *
warnings_json(const Config *config)
{
	g_autoptr(GPtrArray) warnings = warnings_of(config);

	return json_print_mistakes(warnings);
}

/* null: not where something is wrong. */
static void
print_json(GString *out, const Config *config, const GPtrArray *diagnostics)
{
	bool good = config != NULL;

	json_print(out,
	    json_pack("{sb, so, so?, so?, so?, so?, so?}", "good", good, "mistakes",
		json_print_mistakes(diagnostics), "warnings",
		good ? warnings_json(config) : NULL, "mailboxes",
		good ? json_integer(config->mailboxes->len) : NULL, "rules",
		good ? json_integer((json_int_t)ruleset_count(config->rules)) : NULL, "items",
		good ? json_integer((json_int_t)count_items(config)) : NULL, "questions",
		good ? json_integer((json_int_t)faq_count(config->faq)) : NULL));
}

static int
print(const CliOptions *options, GString *take_out, const Config *config)
{
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(take_out);
	int code = cli_print(options, bytes);

	return code == EX_OK && config == NULL ? EX_CONFIG : code;
}

static int
check_for_programs(const CliOptions *options)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = config_load(options->config, diagnostics);
	GString *out = g_string_new(NULL);

	print_json(out, config, diagnostics);
	return print(options, out, config);
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
	return print(options, out, config);
}

/* By the mails that came in, of a copy of the spool, which a running gateway does not give. */
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

	good = error == NULL && context != NULL && online_desk_left(context, out, &error) &&
	       online_trust(context, out, &error) && good;

	if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_BUSY)) {
		g_string_append(out, "mails: not looked at while a gateway runs\n");
		good = true;
	} else if (error != NULL) {
		g_string_append_printf(out, "mails: wrong: %s\n", error->message);
	}
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

/* No gateway takes the letter in: where there is a spool, it is held until all is over. */
static bool
try_letter(const CliOptions *options, const Config *config, GString *out)
{
	g_autofree char *path = g_build_filename(options->state, "spool.db", NULL);
	bool there = has_spool(options);
	g_autoptr(GError) error = NULL;
	Spool *spool = NULL;
	bool good = false;

	if (there && context_check_owner(options->state, &error))
		spool = spool_open(path, &error);
	if (error == NULL)
		good = online_letter(config, out);
	else if (g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_BUSY))
		g_string_append(out,
		    "letter: not sent: the gateway that runs would take it in; stop it for a "
		    "minute, mail waits where it is\n");
	else
		g_string_append_printf(out, "letter: not sent: %s\n", error->message);
	spool_close(spool);
	return good;
}

static bool
try_desk(const Config *config, GString *out)
{
	g_autoptr(DeskPeer) peer = desk_peer_new(config);

	return online_desk(peer, config, out);
}

static int
check_online(const CliOptions *options, bool letter)
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
	if (config_web_is_on(&config->web))
		good = online_web(&config->web, NULL, out) && good;
	if (config->tickets != NULL)
		good = try_desk(config, out) && good;
	if (has_spool(options) || online_trust_is_wanted(config))
		good = check_mails(options, out) && good;
	if (letter)
		good = try_letter(options, config, out) && good;
	code = print(options, out, config);
	return code == EX_OK && !good ? 1 : code;
}

/* With the needs of the configuration; where there is none, as they are where nothing is said of them. */
static int
print_proof(const CliOptions *options)
{
	bool is_there = g_file_test(options->config, G_FILE_TEST_EXISTS);
	g_autoptr(Config) config = is_there ? cli_config(options) : NULL;
	NeedTable needs = config == NULL ? need_default() : config->needs;
	g_autofree char *proof = proof_text();
	g_autofree char *text = needs_text(&needs);
	char *both = g_strconcat(proof, "\n", text, NULL);
	g_autoptr(GBytes) out = g_bytes_new_take(both, strlen(both));
	int code = cli_print(options, out);

	return code == EX_OK && is_there && config == NULL ? EX_CONFIG : code;
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
	    "config", "state", "json", "online", "letter", "proof", "help", NULL};
	CliOptions options;
	g_autoptr(GError) error = NULL;
	bool online = false;
	bool letter = false;
	bool proof = false;

	if (!cli_options(&argc, argv, &options, &error) ||
	    !take_flag(&argc, argv, "online", &online, &error) ||
	    !take_flag(&argc, argv, "letter", &letter, &error) ||
	    !take_flag(&argc, argv, "proof", &proof, &error) ||
	    !arguments_operands(&argc, argv, known, &error))
		return cli_fail(&options, error);
	if (argc > 1) {
		error_set(&error, GATEWAY_ERROR_USAGE, "it takes no argument '%s'", argv[1]);
		return cli_fail(&options, error);
	}
	if (online + proof + options.json > 1) {
		error_set(&error, GATEWAY_ERROR_USAGE,
		    "--online, --proof and --json do not go together");
		return cli_fail(&options, error);
	}
	if (letter && !online) {
		error_set(&error, GATEWAY_ERROR_USAGE, "--letter goes with --online");
		return cli_fail(&options, error);
	}
	if (proof)
		return print_proof(&options);
	if (online)
		return check_online(&options, letter);
	return options.json ? check_for_programs(&options) : check_for_people(&options);
}

const Command command_check = {
    .name = "check",
    .summary = "list every mistake of the configuration",
    .help = HELP,
    .main = check_main,
};
