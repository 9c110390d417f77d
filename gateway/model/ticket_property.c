/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/ticket_property.h"

static const struct {
	const char *name;
	size_t place;
} ROWS[] = {
    [PROPERTY_TITLE] = {"title", offsetof(Ticket, title)},
    [PROPERTY_CATEGORY] = {"category", offsetof(Ticket, category)},
    [PROPERTY_PRIORITY] = {"priority", offsetof(Ticket, priority)},
    [PROPERTY_GROUP] = {"group", offsetof(Ticket, group)},
    [PROPERTY_AGENT] = {"agent", offsetof(Ticket, agent)},
};

const char *
ticket_property_name(TicketProperty property)
{
	return ROWS[property].name;
}

TicketProperty
ticket_property_find(const char *name)
{
	for (int i = 0; i < PROPERTY_AGENT; i++)
		if (g_str_equal(ROWS[i].name, name))
			return (TicketProperty)i;
	g_assert_not_reached();
}

static char **
place_of(const Ticket *ticket, TicketProperty property)
{
	return (char **)((char *)ticket + ROWS[property].place);
}

const char *
ticket_property_get(const Ticket *ticket, TicketProperty property)
{
	return *place_of(ticket, property);
}

void
ticket_property_set(Ticket *ticket, TicketProperty property, const char *value)
{
	char **place = place_of(ticket, property);
	char *before = *place;

	*place = g_strdup(value);
	g_free(before);
}
