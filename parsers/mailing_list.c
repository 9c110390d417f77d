/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/mailing_list.h"

#include <string.h>

/* Whose value has the address of a list where people write to, in front of the end. */
static const struct {
	const char *name;
	const char *before; /* the address */
} posts[] = {
    {"List-Post", "<mailto:"},
    {"Mailing-List", "list "},
    {"X-BeenThere", ""},
};

/* What stands in front of what ends an address; caller owns. */
static char *
address_at(const char *text)
{
	return g_ascii_strdown(text, (ssize_t)strcspn(text, " \t<>;,?"));
}

/* "Desk <desk.klant.example>": the first label is the name of the list, mostly. */
static char *
address_of_id(const char *value)
{
	const char *open = strrchr(value, '<');
	char *address = address_at(open == NULL ? value : open + 1);
	char *dot = strchr(address, '.');

	if (dot != NULL)
		*dot = '@';
	return address;
}

GPtrArray *
mailing_list_addresses(const Message *message)
{
	GPtrArray *addresses = g_ptr_array_new_with_free_func(g_free);
	const char *id = message_header(message, "List-Id");

	for (size_t i = 0; i < G_N_ELEMENTS(posts); i++) {
		const char *value = message_header(message, posts[i].name);
		const char *found = value == NULL ? NULL : strstr(value, posts[i].before);

		if (found != NULL)
			g_ptr_array_add(addresses, address_at(found + strlen(posts[i].before)));
	}
	if (id != NULL)
		g_ptr_array_add(addresses, address_of_id(id));
	return addresses;
}

bool
mailing_list_is_newsletter(const Message *message)
{
	for (size_t i = 0; i < G_N_ELEMENTS(posts); i++) {
		const char *value = message_header(message, posts[i].name);

		if (value != NULL && strstr(value, posts[i].before) != NULL)
			return false;
	}
	return message_header(message, "List-Unsubscribe") != NULL;
}
