/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate complete -- WORD ...`: what may stand in the place of the last word, for the shells (data/casegate.bash, .zsh,
 * .fish): a line each, with what it is behind a tab; or the one line ":file" or ":directory". Words and options come from
 * the commands' help. Values come from the gateway that runs; where none does, or it takes a second, there are none.
 * Nothing is ever said on standard error.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/cli/control_client.h"
#include "gateway/cli/usage.h"
#include "rules/diagnostic.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/ticket_state.h"

#define PATIENCE_S 1

typedef struct {
	const Command *command;
	GPtrArray *usages; /* own; those of the verb */
	char **
	    words; /* foreign; behind the command's name and verb, the last is to be completed */
	const char *current; /* that */
	const char *config;
	const char *state;
} Line;

/* What the value of an option or operand is: a kind that `values` lists, or one that offer_kind() knows. */
static const struct {
	const char *word; /* of the option, or of an operand */
	const char *kind;
} KINDS[] = {
    {"--account", "account"},
    {"--agent", "agent"},
    {"--approves", "contact"},
    {"--as", "agent"},
    {"--before", "ticket"},
    {"--category", "category"},
    {"--group", "group"},
    {"--items", "item"},
    {"--lang", "language"},
    {"--language", "language"},
    {"--mailbox", "mailbox"},
    {"--manager", "contact"},
    {"--reporter", "contact"},
    {"--state", ":directory"},
    {"ADDRESS", "contact"},
    {"AGENT", "agent"},
    {"DIR", ":directory"},
    {"FIELD=VALUE", "field"},
    {"FILE", ":file"},
    {"FILE.csv", ":file"},
    {"FOLDER", ":directory"},
    {"MAILBOX", "mailbox"},
    {"NUMBER", "ticket"},
    {"OTHER", "ticket"},
    {"RULES_DIR", ":directory"},
    {"STATE", "state"},
};

static const char *
kind_of(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (g_strcmp0(KINDS[i].word, word) == 0)
			return KINDS[i].kind;
	return NULL;
}

/* before: what stands in front of the value in the word, "els@klant.example," or "group=". */
static void
offer(const Line *line, const char *before, const char *value, const char *about)
{
	g_autofree char *word = g_strconcat(before, value, NULL);

	if (g_str_has_prefix(word, line->current))
		printf("%s\t%s\n", word, about);
}

/* Asks for no answer of another gateway than that of the state folder, or of the configuration. */
static bool
ask(const Line *line, Call *call, CallReply *ret_reply)
{
	g_autofree char *usual = config_control_path(NULL, line->state);
	ControlResult result = control_client_ask(usual, call, ret_reply, NULL);
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = NULL;
	g_autofree char *named = NULL;

	if (result != CONTROL_NOBODY)
		return result == CONTROL_ANSWERED;
	config = config_load(line->config, diagnostics);
	named = config == NULL ? NULL : config_control_path(config, line->state);
	return named != NULL &&
	       control_client_ask(named, call, ret_reply, NULL) == CONTROL_ANSWERED;
}

static void
offer_values(const Line *line, const char *before, const char *kind)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	g_auto(GStrv) rows = NULL;
	g_autofree char *all = NULL;
	gsize size = 0;
	const char *bytes = NULL;

	call_init(&call, "values");
	call_set_word(&call, "kind", kind);
	if (!ask(line, &call, &reply) || reply.code != EX_OK)
		return;
	bytes = g_bytes_get_data(reply.out, &size);
	all = g_strndup(bytes == NULL ? "" : bytes, size);
	rows = g_strsplit(all, "\n", -1);
	for (char **row = rows; *row != NULL && **row != '\0'; row++) {
		char *about = strchr(*row, '\t');

		if (about == NULL)
			continue;
		*about++ = '\0';
		offer(line, before, *row, about);
	}
}

static void
offer_ticket_states(const Line *line, TicketKind kind)
{
	for (TicketState state = 0; state < TICKET_STATES; state++)
		if (ticket_state_is_of(state, kind))
			offer(line, "", ticket_state_name(state), "");
}

/* Of what the command is about. */
static void
offer_states(const Line *line)
{
	const char *command = line->command->name;

	if (strcmp(command, "case") == 0)
		offer_ticket_states(line, TICKET_CASE);
	else if (strcmp(command, "request") == 0)
		offer_ticket_states(line, TICKET_REQUEST);
	for (MailState state = 0; strcmp(command, "mail") == 0 && state < MAIL_STATES; state++)
		offer(line, "", mail_state_name(state), "");
	for (LetterState state = 0; strcmp(command, "letter") == 0 && state < LETTER_STATES;
	     state++)
		offer(line, "", letter_state_name(state), "");
}

/* `case set`: the fields, and then what they may be. */
static void
offer_field(const Line *line)
{
	static const char *const FIELDS[][2] = {{"category=", "category"}, {"group=", "group"},
	    {"priority=", NULL}, {"reporter=", "contact"}, {"title=", NULL}};

	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		if (!g_str_has_prefix(line->current, FIELDS[i][0]))
			offer(line, "", FIELDS[i][0], "");
		else if (FIELDS[i][1] != NULL)
			offer_values(line, FIELDS[i][0], FIELDS[i][1]);
	}
}

static void
offer_kind(const Line *line, const char *before, const char *kind)
{
	if (kind[0] == ':')
		puts(kind);
	else if (strcmp(kind, "state") == 0)
		offer_states(line);
	else if (strcmp(kind, "field") == 0)
		offer_field(line);
	else if (strcmp(kind, "ticket") == 0)
		offer_values(line, before, line->command->name);
	else
		offer_values(line, before, kind);
}

/* Of a list in one word, what stands behind its last comma. Caller owns. */
static char *
before_last_comma(const char *word)
{
	const char *comma = strrchr(word, ',');

	return comma == NULL ? g_strdup("") : g_strndup(word, (gsize)(comma + 1 - word));
}

static void
offer_option_value(const Line *line, const UsageOption *option)
{
	const char *kind = kind_of(option->name);
	g_autofree char *before = before_last_comma(line->current);
	g_auto(GStrv) choices = g_strsplit(option->value, "|", -1);

	for (char **choice = choices; choices[1] != NULL && *choice != NULL; choice++)
		offer(line, "", *choice, "");
	if (kind == NULL)
		kind = kind_of(option->value);
	if (choices[1] == NULL && kind != NULL)
		offer_kind(line, before, kind);
}

/* ID and NAME are of what the command is about. */
static void
offer_operand(const Line *line, const char *operand)
{
	const char *kind = kind_of(operand);

	if (kind == NULL && (strcmp(operand, "ID") == 0 || strcmp(operand, "NAME") == 0))
		kind = line->command->name;
	if (kind != NULL)
		offer_kind(line, "", kind);
}

static const UsageOption *
find_option(const Line *line, const char *name)
{
	for (guint i = 0; i < line->usages->len; i++) {
		const Usage *usage = line->usages->pdata[i];

		for (guint k = 0; k < usage->options->len; k++)
			if (strcmp(((UsageOption *)usage->options->pdata[k])->name, name) == 0)
				return usage->options->pdata[k];
	}
	return NULL;
}

static void
offer_options(const Line *line)
{
	for (guint i = 0; i < line->usages->len; i++) {
		const Usage *usage = line->usages->pdata[i];

		for (guint k = 0; k < usage->options->len; k++) {
			const UsageOption *option = usage->options->pdata[k];

			if (find_option(line, option->name) == option)
				offer(line, "", option->name, option->about);
		}
	}
}

/* What the last word may be. */
static void
complete_words(const Line *line)
{
	const UsageOption *awaits = NULL;
	guint operands = 0;

	for (char **word = line->words; word[1] != NULL; word++) {
		const UsageOption *option = awaits == NULL ? find_option(line, *word) : NULL;

		operands += awaits == NULL && option == NULL;
		awaits = option != NULL && option->value != NULL ? option : NULL;
	}
	if (awaits != NULL) {
		offer_option_value(line, awaits);
		return;
	}
	if (line->current[0] == '-') {
		offer_options(line);
		return;
	}
	for (guint i = 0; i < line->usages->len; i++) {
		const Usage *usage = line->usages->pdata[i];
		guint at = usage->repeats && usage->operands->len > 0
			       ? MIN(operands, usage->operands->len - 1)
			       : operands;

		if (at < usage->operands->len)
			offer_operand(line, usage->operands->pdata[at]);
	}
}

/* What every command takes, as its help says below. */
static void
add_shared(GPtrArray *usages)
{
	static const char HELP[] =
	    "usage: casegate x [--config FILE] [--state DIR] [--json] [--help]\n\n";
	g_autoptr(GPtrArray) shared = usage_read("x", HELP);

	g_ptr_array_extend_and_steal(usages, g_steal_pointer(&shared));
}

static void
offer_verbs(const Line *line)
{
	for (guint i = 0; i < line->usages->len; i++) {
		const Usage *usage = line->usages->pdata[i];

		for (char **verb = usage->verbs; *verb != NULL; verb++) {
			g_autofree char *about = usage_about(line->command->help, *verb);

			offer(line, "", *verb, about);
		}
	}
}

/* words: behind the command's name. */
static void
complete_command(Line *line, char **words)
{
	bool has_verbs = false;

	line->usages = usage_read(line->command->name, line->command->help);
	for (guint i = 0; i < line->usages->len; i++)
		has_verbs = has_verbs || ((Usage *)line->usages->pdata[i])->verbs[0] != NULL;
	if (has_verbs && words[1] == NULL && words[0][0] != '-') {
		offer_verbs(line);
	} else {
		for (guint i = line->usages->len; has_verbs && i > 0; i--)
			if (!g_strv_contains(
				(const char *const *)((Usage *)line->usages->pdata[i - 1])
				    ->verbs,
				words[0]))
				g_ptr_array_remove_index(line->usages, i - 1);
		add_shared(line->usages);
		line->words = words + (has_verbs && words[1] != NULL);
		complete_words(line);
	}
	g_ptr_array_unref(line->usages);
}

static void
offer_commands(const Line *line)
{
	static const char *const MORE[] = {"help", "--help", "--version"};
	g_autofree const Command **commands = cli_commands();

	for (unsigned i = 0; commands[i] != NULL; i++)
		offer(line, "", commands[i]->name, commands[i]->summary);
	for (size_t i = 0; i < G_N_ELEMENTS(MORE); i++)
		offer(line, "", MORE[i], "");
}

/* Takes out what every command takes, wherever it stands: it says which gateway is asked. */
static void
take_shared(Line *line, char **words)
{
	char **to = words;

	for (char **word = words; *word != NULL; word++) {
		bool config = strcmp(*word, "--config") == 0;
		bool whole = word[1] != NULL && word[2] != NULL;

		if (whole && (config || strcmp(*word, "--state") == 0))
			*(config ? &line->config : &line->state) = *++word;
		else if (word[1] == NULL || strcmp(*word, "--json") != 0)
			*to++ = *word;
	}
	*to = NULL;
}

static int
complete_main(int argc, char **argv)
{
	g_autofree const Command **commands = cli_commands();
	char **words = argv + 2;
	Line line = {.config = CONFIGFILE, .state = STATEDIR};

	if (argc < 3 || strcmp(argv[1], "--") != 0)
		return EX_USAGE;
	alarm(PATIENCE_S);
	line.current = argv[argc - 1];
	take_shared(&line, words);
	if (words[1] == NULL || strcmp(words[0], "help") == 0) {
		offer_commands(&line);
		return EX_OK;
	}
	for (unsigned i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, words[0]) == 0)
			line.command = commands[i];
	if (line.command != NULL)
		complete_command(&line, words + 1);
	return EX_OK;
}

const Command command_complete = {
    .name = "complete",
    .summary = "",
    .help = "usage: casegate complete -- WORD ...\n\nWhat shells ask when a key is pressed.\n",
    .main = complete_main,
};
