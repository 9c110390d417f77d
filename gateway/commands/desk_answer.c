/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/desk_answer.h"

#include <jansson.h>
#include <string.h>

#include "gateway/commands/ticket_command.h"
#include "gateway/util/json_print.h"
#include "spool/outbox.h"

int64_t
desk_answer_awaits(const Context *context, const Call *call, const CallReply *reply)
{
	bool acts = strcmp(call->command, "case") == 0 || strcmp(call->command, "request") == 0;

	return acts && reply->code == 0 ? context->queued : 0;
}

bool
desk_answer_is_there(const Context *context, int64_t operation)
{
	g_autoptr(OutboxOperation) found = NULL;

	return !outbox_get(context->spool, operation, &found, NULL) || found == NULL ||
	       found->state >= OUTBOX_DONE;
}

static void
set_out(CallReply *reply, GString *take_out)
{
	g_clear_pointer(&reply->out, g_bytes_unref);
	reply->out = g_string_free_to_bytes(take_out);
}

/* It was not done: that is what the command says. */
static void
fail(CallReply *reply, const char *what, const char *why)
{
	reply->code = 1;
	g_free(reply->error);
	reply->error = g_strdup_printf("%s: %s", what, why);
	set_out(reply, g_string_new(NULL));
}

static GString *
printed(const CallReply *reply)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(reply->out, &size);

	return g_string_new_len(bytes == NULL ? "" : bytes, (gssize)size);
}

static void
tell_json(CallReply *reply, const char *state, const char *why)
{
	g_autoptr(GString) before = printed(reply);
	json_t *object = json_loads(before->str, 0, NULL);
	GString *out = g_string_new(NULL);

	if (json_is_object(object)) {
		json_object_set_new(
		    object, "desk", json_pack("{s:s, s:s?}", "state", state, "why", why));
		json_print(out, object);
		set_out(reply, out);
		return;
	}
	json_decref(object);
	g_string_free(out, TRUE);
}

static void
tell_waits(CallReply *reply, const char *why)
{
	GString *out = printed(reply);

	g_string_append_printf(out, "it waits for the desk%s%s\n", why == NULL ? "" : ": ",
	    why == NULL ? "" : why);
	set_out(reply, out);
}

/* What is new has that desk's number now. */
static void
tell_number(
    const Context *context, const OutboxOperation *done, const Call *call, CallReply *reply)
{
	g_autoptr(Ticket) ticket = NULL;
	GString *out = NULL;

	if (g_strcmp0(call_word(call, "subcommand"), "new") != 0 ||
	    !ticket_get(context->spool, done->ticket, &ticket, NULL))
		return;
	out = g_string_new(NULL);
	ticket_command_tell_state(call, ticket, out);
	set_out(reply, out);
}

void
desk_answer_add(const Context *context, int64_t operation, const char *trouble,
    const Call *call, CallReply *reply)
{
	g_autoptr(OutboxOperation) found = NULL;
	const char *why = trouble;

	if (!outbox_get(context->spool, operation, &found, NULL) || found == NULL)
		return;
	if (why == NULL && found->result[0] != '\0')
		why = found->result;
	if (found->state == OUTBOX_REFUSED || found->state == OUTBOX_DROPPED)
		fail(reply, "the desk refused it", found->result);
	else if (found->state == OUTBOX_DOUBTFUL)
		fail(reply, "the desk is not sure what is meant", found->result);
	else if (found->state == OUTBOX_CONFLICT)
		fail(reply, "it changed at the desk meanwhile", found->result);
	if (found->state == OUTBOX_DONE)
		tell_number(context, found, call, reply);
	if (reply->code != 0)
		return;
	if (call_flag(call, "json"))
		tell_json(reply, outbox_state_name(found->state),
		    found->state == OUTBOX_DONE ? NULL : why);
	else if (found->state != OUTBOX_DONE)
		tell_waits(reply, why);
}
