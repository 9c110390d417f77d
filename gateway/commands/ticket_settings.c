/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/ticket_settings.h"

#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/desk/desk.h"
#include "gateway/model/ticket_property.h"
#include "gateway/util/error.h"

const char *const TICKET_SETTINGS_AGENT[] = {"number", "agent", NULL};
const char *const TICKET_SETTINGS_ADDRESS[] = {"number", "address", NULL};

/* Who acts, on which ticket. */
typedef struct {
	Ticket *ticket; /* own */
	Actor by;
} Act;

static void
act_clear(Act *act)
{
	g_clear_pointer(&act->ticket, ticket_free);
	actor_clear(&act->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static bool
read_act(Context *context, const Call *call, Act *act, GError **error)
{
	return call_actor(context, call, false, &act->by, error) &&
	       ticket_command_find_own(context, call, &act->ticket, error);
}

bool
ticket_settings_assign(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error) ||
	    !desk_assign(context, act.ticket, call_word(call, "agent"), &act.by, error))
		return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}

bool
ticket_settings_people(Context *context, const Call *call, GString *out, GError **error)
{
	const char *address = call_word(call, "address");
	bool adds = strcmp(call_word(call, "subcommand"), "add") == 0;
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error) ||
	    !(adds ? desk_add_person : desk_remove_person)(
		context, act.ticket, address, &act.by, error))
		return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}

/* setting: "priority=high". */
static bool
set_one(Context *context, const Act *act, const char *setting, GError **error)
{
	const char *equals = strchr(setting, '=');
	g_autofree char *field = NULL;

	if (equals == NULL)
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "'{{typed}}' is not of the form FIELD=VALUE", "typed", setting, NULL);
	field = g_strndup(setting, (gsize)(equals - setting));
	if (strcmp(field, ticket_property_name(PROPERTY_AGENT)) == 0)
		return desk_assign(context, act->ticket, equals + 1, &act->by, error);
	return desk_set(context, act->ticket, field, equals + 1, &act->by, error);
}

bool
ticket_settings_set(Context *context, const Call *call, GString *out, GError **error)
{
	g_autofree const char **settings = call_words(call, TICKET_SETTINGS);
	g_auto(Act) act = {0};

	if (!read_act(context, call, &act, error))
		return false;
	for (size_t i = 0; settings[i] != NULL; i++)
		if (!set_one(context, &act, settings[i], error))
			return false;
	ticket_command_tell_state(call, act.ticket, out);
	return true;
}
