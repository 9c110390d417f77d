/* SPDX-License-Identifier: Apache-2.0 */
/* Commands served where the whole desk of context_fixture.h is open. */
#pragma once

#include <jansson.h>

#include "gateway/commands/command.h"
#include "gateway/commands/served.h"
#include "tests/unit/context_fixture.h"

/* A line of words, as root types it; `--json` may stand last. */
static inline void
served_parse(const Command *command, const char *line, Call *call)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int argc = (int)g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
	bool json = g_str_equal(words[argc - 1], "--json");

	call_init(call, command->name);
	call->caller = (Caller){.login = g_strdup("root"), .is_owner = true};
	must(
	    subcommand_parse(command->subcommands, json ? argc - 1 : argc, argv, call, &error));
	if (json)
		call_set_flag(call, "json");
}

/* The exit code; ret_text: what is printed, or why it failed. Caller owns. */
static inline int
served(const Desk *desk, const Command *command, const char *line, char **ret_text)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	gsize size = 0;
	const char *out = NULL;

	served_parse(command, line, &call);
	served_run(desk->context, &call, &reply);
	out = g_bytes_get_data(reply.out, &size);
	*ret_text = reply.code == 0 ? g_strndup(out, size) : g_strdup(reply.error);
	return reply.code;
}

static inline void
assert_served(
    const Desk *desk, const Command *command, const char *line, int code, const char *words)
{
	g_autofree char *text = NULL;

	if (served(desk, command, line, &text) != code || strstr(text, words) == NULL)
		fail_msg("%s: %s", line, text);
}
