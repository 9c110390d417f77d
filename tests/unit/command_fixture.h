/* SPDX-License-Identifier: Apache-2.0 */
/* A desk with one mailbox and one agent on a real spool, and commands as an operator types them. */
#pragma once

#include "tests/unit/spool_fixture.h"

#include <jansson.h>

#include "gateway/cli/cli.h"
#include "gateway/commands/command.h"
#include "gateway/commands/served.h"
#include "rules/diagnostic.h"

#define NOW INT64_C(1795428120000) /* 2026-11-23 10:02 */
#define DAY INT64_C(86400000)

/* The shipped ones, which people's words are looked up in. Caller owns. */
static inline Templates *
shipped_templates(void)
{
	g_autofree char *letters = g_build_filename(config_data_directory(), "letters", NULL);
	const char *const directories[] = {letters, NULL};
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);

	return templates_load(
	    directories, &(TemplateStyle){.language = "en", .formal = true}, diagnostics);
}

static inline Context
open_context(Fixture *fixture)
{
	Config *config = g_new0(Config, 1);
	ConfigMailbox *mailbox = g_new0(ConfigMailbox, 1);
	ConfigAgent *agent = g_new0(ConfigAgent, 1);
	ConfigGroup *group = g_new0(ConfigGroup, 1);

	mailbox->name = (char *)"support";
	mailbox->address = (char *)"desk@desk.example";
	agent->name = (char *)"Sanne de Wit";
	agent->address = (char *)"sanne@desk.example";
	agent->login = (char *)"sanne";
	group->name = (char *)"werkplek";
	config->desk_name = (char *)"Servicedesk";
	config->language = (char *)"en";
	config->mailboxes = g_ptr_array_new_with_free_func(g_free);
	config->agents = g_ptr_array_new_with_free_func(g_free);
	config->accounts = g_ptr_array_new();
	config->escalations = g_ptr_array_new();
	config->groups = g_ptr_array_new_with_free_func(g_free);
	config->categories = g_ptr_array_new();
	g_ptr_array_add(config->groups, group);
	g_ptr_array_add(config->categories, (char *)"Netwerk");
	g_ptr_array_add(config->mailboxes, mailbox);
	g_ptr_array_add(config->agents, agent);
	return (Context){.spool = fixture->spool,
	    .config = config,
	    .templates = shipped_templates(),
	    .now_ms = NOW};
}

static inline void
close_context(Context *context)
{
	g_ptr_array_unref(context->config->mailboxes);
	g_ptr_array_unref(context->config->agents);
	g_ptr_array_unref(context->config->accounts);
	g_ptr_array_unref(context->config->escalations);
	g_ptr_array_unref(context->config->groups);
	g_ptr_array_unref(context->config->categories);
	templates_free(context->templates);
	g_free(context->config);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Context, close_context)

static inline const Command *
command_named(const char *name)
{
	static const Command *const COMMANDS[] = {&command_case, &command_request,
	    &command_mail, &command_contact, &command_account, &command_status,
	    &command_deliver, &command_letter};

	for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
		if (strcmp(COMMANDS[i]->name, name) == 0)
			return COMMANDS[i];
	fail_msg("no command %s", name);
	return NULL;
}

/* A line of words, as root types it; '_' stands for a space within a word. */
static inline void
parse(const char *line, Call *call)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int argc = (int)g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
	CliOptions options;

	for (size_t i = 0; words[i] != NULL; i++)
		g_strdelimit(words[i], "_", ' ');
	call_init(call, argv[0]);
	call->caller = (Caller){.login = g_strdup("root"), .is_owner = true};
	must(cli_options(&argc, argv, &options, &error));
	must(subcommand_parse(command_named(argv[0])->subcommands, argc, argv, call, &error));
	if (options.json)
		call_set_flag(call, "json");
}

static inline void
serve_request(Context *context, const Call *call, CallReply *reply)
{
	must(spool_begin(context->spool, &error));
	served_run(context, call, reply);
	must(spool_commit(context->spool, &error));
}

/* `status` prints how it is, and then says by its code whether that is well. */
static inline bool
is_done(const Call *call, const CallReply *reply)
{
	return reply->code == 0 || strcmp(call->command, "status") == 0;
}

/* What the line prints. Caller owns. */
static inline char *
run(Context *context, const char *line)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	gsize size = 0;
	const char *out = NULL;

	parse(line, &call);
	serve_request(context, &call, &reply);
	if (!is_done(&call, &reply))
		fail_msg("%s: %d %s", line, reply.code, reply.error);
	out = g_bytes_get_data(reply.out, &size);
	return g_strndup(out, size);
}

static inline json_t *
run_json(Context *context, const char *line)
{
	g_autofree char *text = run(context, line);
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

#define assert_prints(context, line, expected)                 \
	do {                                                   \
		g_autofree char *printed = run(context, line); \
		assert_string_equal(printed, expected);        \
	} while (0)

static inline void
assert_refused(Context *context, const char *line, int code, const char *text)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};

	parse(line, &call);
	serve_request(context, &call, &reply);
	assert_int_equal(reply.code, code);
	assert_string_equal(reply.error, text);
	assert_int_equal(g_bytes_get_size(reply.out), 0);
}

static inline void
assert_json(const json_t *object, const char *key, const char *expected)
{
	const char *value = json_string_value(json_object_get(object, key));

	if (g_strcmp0(value, expected) != 0)
		fail_msg("%s is %s, not %s", key, value ? value : "no string",
		    expected ? expected : "null");
}
