/* SPDX-License-Identifier: Apache-2.0 */
/* What GLib's IDNA maps on the way to A-labels does not come back the same: that tells a name that was one already. */
#include "parsers/domain.h"

#include <glib.h>
#include <string.h>

#define DOMAIN_MAX 255

char *
domain_to_ascii(const char *domain)
{
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	g_autofree char *ascii = NULL;
	g_autofree char *back = NULL;

	if (g_str_is_ascii(lower) || strlen(lower) > DOMAIN_MAX ||
	    !g_utf8_validate(lower, -1, NULL))
		return g_steal_pointer(&lower);
	ascii = g_hostname_to_ascii(lower);
	back = ascii == NULL ? NULL : g_hostname_to_unicode(ascii);
	if (g_strcmp0(back, lower) != 0)
		return g_steal_pointer(&lower);
	return g_steal_pointer(&ascii);
}

const char *
domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at == NULL ? "" : at + 1;
}

char *
domain_address_to_ascii(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *domain = NULL;

	if (at == NULL)
		return g_strdup(address);
	domain = domain_to_ascii(at + 1);
	return g_strdup_printf("%.*s@%s", (int)(at - address), address, domain);
}

bool
domain_equal(const char *domain, const char *other)
{
	g_autofree char *one = domain_to_ascii(domain);
	g_autofree char *two = domain_to_ascii(other);

	return strcmp(one, two) == 0;
}

bool
domain_within(const char *domain, const char *of)
{
	g_autofree char *below = domain_to_ascii(domain);
	g_autofree char *above = domain_to_ascii(of);
	size_t length = strlen(below);
	size_t tail = strlen(above);

	if (tail == 0 || tail > length || strcmp(below + length - tail, above) != 0)
		return false;
	return tail == length || below[length - tail - 1] == '.';
}

bool
domain_address_equal(const char *address, const char *other)
{
	g_autofree char *one = domain_address_to_ascii(address);
	g_autofree char *two = domain_address_to_ascii(other);

	return g_ascii_strcasecmp(one, two) == 0;
}
