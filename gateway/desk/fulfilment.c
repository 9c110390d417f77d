/* SPDX-License-Identifier: Apache-2.0 */
/* A step's row is its only state; the command and the address are what the catalog says now, so that a mistake in it
 * can be mended while a request waits. */
#include "gateway/desk/fulfilment.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/desk/approval.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/letters/letter_token.h"
#include "gateway/letters/ticket_values.h"
#include "gateway/letters/token_cut.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "rules/catalog.h"
#include "spool/ticket_content.h"

#define MINUTE_MS (INT64_C(60) * 1000)
#define OUTPUT_TOLD 200 /* characters of what a command printed */

void
fulfilment_result_clear(FulfilmentResult *result)
{
	g_clear_pointer(&result->problem, g_free);
	g_clear_pointer(&result->output, g_free);
}

static const CatalogStep *
step_of(const Context *context, const Ticket *ticket, int position)
{
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(context->config->catalog, ticket->item);

	return item == NULL ? NULL : catalog_item_step(item, (size_t)position);
}

char *const *
fulfilment_command(const Context *context, const Ticket *ticket, int position)
{
	const CatalogStep *step = step_of(context, ticket, position);

	return step == NULL ? NULL : step->run;
}

/* The agents, of a group or one, who have this address, as notifications_due() takes them; NULL: it is nobody's of the
 * desk, or a group's that has no agents. Borrowed. */
static const char *
agents_at(const Config *config, const char *address)
{
	const ConfigAgent *agent = agents_agent(config, address);

	for (unsigned i = 0; i < config->groups->len; i++) {
		const ConfigGroup *group = config->groups->pdata[i];

		for (unsigned j = 0; j < config->agents->len; j++)
			if (g_ascii_strcasecmp(group->address, address) == 0 &&
			    agents_is_in(config->agents->pdata[j], group->name))
				return group->name;
	}
	return agent == NULL ? NULL : agent->address;
}

/* The group that fulfils it was told already; whoever else is of the desk gets a notification, which they can answer. */
static bool
write_mail(Context *context, const Ticket *ticket, const char *address, GError **error)
{
	const ConfigGroup *group = approval_group(context->config, ticket);
	const LetterOrder order = {
	    .name = LETTER_REQUEST_READY, .ticket = ticket, .address = address};

	const char *agents = agents_at(context->config, address);

	if (group != NULL && g_ascii_strcasecmp(group->address, address) == 0)
		return true;
	if (agents != NULL)
		return notifications_due(context, ticket, NOTIFY_READY, agents, error);
	return customer_letter(context, &order, error);
}

/* Mails up to the next command. */
static bool
go_on(Context *context, const Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) steps = NULL;

	if (!step_list(context->spool, ticket->id, &steps, error))
		return false;
	for (unsigned i = 0; i < steps->len; i++) {
		FulfilmentStep *step = steps->pdata[i];
		const CatalogStep *what = step_of(context, ticket, step->position);

		if (step->state == STEP_DONE)
			continue;
		if (step->state != STEP_WAITING || what == NULL || what->mail == NULL)
			break;
		step->state = STEP_DONE;
		if (!write_mail(context, ticket, what->mail, error) ||
		    !step_save(context->spool, step, error))
			return false;
	}
	return true;
}

bool
fulfilment_begin(Context *context, const Ticket *ticket, GError **error)
{
	for (int i = 0; step_of(context, ticket, i) != NULL; i++)
		if (!step_add(context->spool, ticket->id, i, context->now_ms, error))
			return false;
	return go_on(context, ticket, error);
}

/* What a customer wrote may quote a letter; a command has no use for the token of one. */
static void
cut_tokens(const TokenCutter *cutter, json_t *object)
{
	const char *key = NULL;
	json_t *value = NULL;

	json_object_foreach (object, key, value) {
		g_autofree char *left =
		    json_is_string(value) ? token_cut(cutter, json_string_value(value)) : NULL;

		if (json_is_object(value))
			cut_tokens(cutter, value);
		if (left != NULL)
			json_string_set(value, left);
	}
}

GBytes *
fulfilment_input(Context *context, const Ticket *ticket, GError **error)
{
	const TokenCutter cutter = letter_token_cutter(context, TOKEN_LETTERS_MOST, NULL);
	json_t *request = ticket_values_for_command(context, ticket, error);
	g_autoptr(GString) out = g_string_new(NULL);

	if (request == NULL)
		return NULL;
	cut_tokens(&cutter, request);
	json_print_line(out, request);
	return g_string_free_to_bytes(g_steal_pointer(&out));
}

/* "exit 3: the name is taken" */
static char *
words_of(const FulfilmentResult *result)
{
	g_autofree char *end = g_strdup(result->output == NULL ? "" : result->output);
	glong length;

	g_strstrip(end);
	g_strdelimit(end, "\r\n\t", ' ');
	length = g_utf8_strlen(end, -1);
	if (result->problem != NULL)
		return g_strdup(result->problem);
	if (result->status == 0)
		return g_strdup("exit 0");
	return g_strdup_printf("exit %d%s%s", result->status, *end == '\0' ? "" : ": ",
	    g_utf8_offset_to_pointer(end, MAX(0, length - OUTPUT_TOLD)));
}

static bool
note(Context *context, const Ticket *ticket, const FulfilmentStep *step, const char *after,
    GError **error)
{
	char *const *command = fulfilment_command(context, ticket, step->position);
	g_autofree char *name =
	    command == NULL ? g_strdup("?") : g_path_get_basename(command[0]);
	g_autofree char *text = g_strdup_printf("command %s: %s%s", name, step->result, after);

	return ticket_change_note(context, ticket->id, text, error);
}

/* Later with each try: 1, 2, 4 ... minutes, an hour at most. Only the first failure and the last are told. */
static bool
failed(Context *context, const Ticket *ticket, FulfilmentStep *step, GError **error)
{
	int64_t wait_ms = MIN(MINUTE_MS << MIN(step->attempts - 1, 6), 60 * MINUTE_MS);

	step->due_ms = context->now_ms + wait_ms;
	if (step->due_ms - step->created_ms > context->config->times.give_up_command)
		step->state = STEP_FAILED;
	log_write(LOG_WARNING, "command", "%s: %s%s", ticket->number, step->result,
	    step->state == STEP_FAILED ? "; given up" : "");
	if (!step_save(context->spool, step, error))
		return false;
	if (step->state == STEP_FAILED)
		return note(context, ticket, step,
		    "; given up, 'casegate request retry' tries again", error);
	return step->attempts > 1 || note(context, ticket, step, "; tried again", error);
}

bool
fulfilment_record(Context *context, const FulfilmentResult *result, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(FulfilmentStep) step = NULL;

	if (!ticket_get(context->spool, result->ticket, &ticket, error) ||
	    !step_get(context->spool, result->ticket, result->position, &step, error))
		return false;
	if (step == NULL || step->state == STEP_DONE)
		return true;
	g_free(step->result);
	step->result = words_of(result);
	step->attempts++;
	/* the request may have ended meanwhile: then it is only told */
	if (step->state == STEP_STOPPED)
		return step_save(context->spool, step, error) &&
		       note(context, ticket, step, "", error);
	if (result->problem != NULL || result->status != 0)
		return failed(context, ticket, step, error);
	step->state = STEP_DONE;
	return step_save(context->spool, step, error) &&
	       note(context, ticket, step, "", error) && go_on(context, ticket, error);
}
