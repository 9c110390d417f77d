/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/pattern_syntax.h"

#include <glib.h>
#include <string.h>

#define MANY 10 /* "{1,10}" is as bad as "+" */

static unsigned
read_number(const char **at, unsigned missing)
{
	size_t digits = strspn(*at, "0123456789");
	unsigned number = digits == 0 ? missing : (unsigned)g_ascii_strtoull(*at, NULL, 10);

	*at += digits;
	return number;
}

/* "{2}", "{2,}", "{2,5}"; false when it is no such thing. */
static bool
read_braces(const char **at, PatternQuantity *quantity)
{
	const char *p = *at + 1;
	unsigned least, most;

	if (!g_ascii_isdigit(*p))
		return false;
	least = most = read_number(&p, 0);
	if (*p == ',') {
		p++;
		most = read_number(&p, G_MAXUINT);
	}
	if (*p != '}')
		return false;
	*at = p + 1;
	quantity->optional |= least == 0;
	quantity->often |= most > least && most >= MANY;
	quantity->counted |= least == most && most >= MANY;
	return true;
}

static bool
read_quantifier(const char **at, PatternQuantity *quantity)
{
	if (**at == '*' || **at == '+' || **at == '?') {
		quantity->optional |= **at != '+';
		quantity->often |= **at != '?';
		(*at)++;
	} else if (**at != '{' || !read_braces(at, quantity)) {
		return false;
	}
	quantity->there = true;
	quantity->possessive = **at == '+';
	*at += **at == '+' || **at == '?';
	return true;
}

PatternQuantity
pattern_syntax_quantity(const char **at)
{
	PatternQuantity quantity = {0};

	while (read_quantifier(at, &quantity))
		continue;
	return quantity;
}

static PatternGroup
read_options(const char **at)
{
	size_t length = strspn(*at, "imsnxUJ^-");
	PatternGroup group = {GROUP_OTHER, memchr(*at, 'x', length) != NULL};

	*at += length;
	if (**at == ':' || **at == ')')
		group.kind = *(*at)++ == ':' ? GROUP_PLAIN : GROUP_OPTIONS;
	return group;
}

PatternGroup
pattern_syntax_group(const char **at)
{
	static const struct {
		const char *start;
		PatternGroupKind kind;
	} STARTS[] = {{"(?=", GROUP_AROUND}, {"(?!", GROUP_AROUND}, {"(?<=", GROUP_AROUND},
	    {"(?<!", GROUP_AROUND}, {"(?:", GROUP_PLAIN}, {"(?|", GROUP_PLAIN},
	    {"(?>", GROUP_ATOMIC}, {"(*", GROUP_OTHER}};
	const char *name;

	for (size_t i = 0; i < G_N_ELEMENTS(STARTS); i++)
		if (g_str_has_prefix(*at, STARTS[i].start)) {
			*at += STARTS[i].kind == GROUP_OTHER ? 0 : strlen(STARTS[i].start);
			return (PatternGroup){.kind = STARTS[i].kind};
		}
	if ((*at)[1] != '?') {
		(*at)++;
		return (PatternGroup){GROUP_PLAIN, false};
	}
	*at += 2;
	name = *at + (**at == 'P');
	if (*name != '<' && *name != '\'')
		return read_options(at);
	*at = name + 1 + strcspn(name + 1, ">'");
	*at += **at != '\0';
	return (PatternGroup){GROUP_PLAIN, false};
}
