/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Estimates whether a pattern can take exponential time: a group that repeats, and in it either something that
 * repeats with nothing sure beside it to hold the rounds apart, or two alternatives that take the same text.
 * Which characters an item takes is asked of PCRE2 itself, one ASCII character after the other.
 */
#include "rules/pattern_risk.h"

#include <stdint.h>
#include <string.h>

#include "rules/pattern.h"
#include "rules/pattern_syntax.h"

#define DEPTH_MOST 50
#define SET_WORDS 3 /* ASCII, and one bit for all the rest */
#define REST_BIT 128

typedef struct {
	uint64_t bits[SET_WORDS];
} Set;

/* One item of an alternative. */
typedef struct {
	Set set;       /* the characters that it takes */
	bool optional; /* may take nothing */
	bool repeats;  /* often, and can give back what it took */
} Item;

typedef struct {
	const char *at;
	bool flagged;
	unsigned depth;
} Reader;

static GPtrArray *read_alternatives(Reader *reader);

static const Set everything = {{UINT64_MAX, UINT64_MAX, UINT64_MAX}};

static bool
overlap(const Set *a, const Set *b)
{
	for (size_t i = 0; i < SET_WORDS; i++)
		if ((a->bits[i] & b->bits[i]) != 0)
			return true;
	return false;
}

static void
add_set(Set *to, const Set *set)
{
	for (size_t i = 0; i < SET_WORDS; i++)
		to->bits[i] |= set->bits[i];
}

/* The characters that one plain item takes. */
static Set
ask_set(const char *item, size_t length)
{
	g_autofree char *source = g_strdup_printf("(?i)^(?:%.*s)$", (int)length, item);
	g_autoptr(Pattern) pattern = pattern_new(source, NULL);
	g_autoptr(PatternScratch) scratch = pattern_scratch_new(NULL);
	Set set = {{0}};

	if (pattern == NULL)
		return everything;
	for (unsigned c = 1; c <= REST_BIT; c++) {
		char text[3] = {(char)c, '\0', '\0'};

		if (c == REST_BIT)
			memcpy(text, "\xc3\xa9", 3);
		if (pattern_search(pattern, scratch, text, strlen(text)) == PATTERN_YES)
			set.bits[c / 64] |= UINT64_C(1) << c % 64;
	}
	return set;
}

static size_t
escape_length(const char *escape)
{
	static const char pairs[] = "{}<>''";
	const char *open, *end;

	if (escape[1] == '\0')
		return 1;
	if (strchr("pPxoNgk", escape[1]) == NULL || escape[2] == '\0' ||
	    (open = strchr(pairs, escape[2])) == NULL)
		return 1 + (size_t)(g_utf8_next_char(escape + 1) - (escape + 1));
	end = strchr(escape + 3, open[1]);
	return end == NULL ? strlen(escape) : (size_t)(end - escape) + 1;
}

static size_t
class_length(const char *class)
{
	const char *p = class + 1;

	p += *p == '^';
	p += *p == ']';
	while (*p != '\0' && *p != ']') {
		const char *end = p[0] == '[' && p[1] == ':' ? strstr(p, ":]") : NULL;

		p = end != NULL ? end + 2 : p + (*p == '\\' && p[1] != '\0' ? 2 : 1);
	}
	return (size_t)(p - class) + (*p == ']');
}

static size_t
plain_length(const char *item)
{
	if (item[0] == '\\')
		return escape_length(item);
	if (item[0] == '[')
		return class_length(item);
	return (size_t)(g_utf8_next_char(item) - item);
}

/* "^", "$", "\b" and the like take no character. */
static bool
takes_nothing(const char *item)
{
	return item[0] == '^' || item[0] == '$' ||
	       (item[0] == '\\' && item[1] != '\0' && strchr("bBAzZGK", item[1]) != NULL);
}

static void
read_plain(Reader *reader, GArray *items)
{
	const char *start = reader->at;
	size_t length = plain_length(start);
	PatternQuantity quantity;
	Item item = {0};

	reader->at += length;
	quantity = pattern_syntax_quantity(&reader->at);
	if (takes_nothing(start))
		return;
	item.set = ask_set(start, length);
	item.optional = quantity.optional;
	item.repeats = quantity.often && !quantity.possessive;
	g_array_append_val(items, item);
}

/* Whether what repeats in this alternative has nothing sure beside it that tells its rounds apart. */
static bool
is_loose(const GArray *items)
{
	for (size_t i = 0; i < items->len; i++) {
		const Item *item = &g_array_index(items, Item, i);
		bool held = false;

		for (size_t j = 0; item->repeats && j < items->len; j++) {
			const Item *other = &g_array_index(items, Item, j);

			held |= j != i && !other->optional && !overlap(&item->set, &other->set);
		}
		if (item->repeats && !held)
			return true;
	}
	return false;
}

/* Whether two alternatives can take the same characters, or one the other's several times. */
static bool
are_alike(const GArray *a, const GArray *b)
{
	const GArray *less = a->len <= b->len ? a : b, *more = less == a ? b : a;
	Set all = {{0}};

	for (size_t i = 0; i < less->len; i++)
		add_set(&all, &g_array_index(less, Item, i).set);
	for (size_t i = 0; i < more->len; i++) {
		const Item *item = &g_array_index(more, Item, i);
		const Set *other = i < less->len ? &g_array_index(less, Item, i).set : &all;

		if (!overlap(&item->set, other))
			return false;
	}
	return less->len > 0;
}

static bool
is_nullable(const GArray *items)
{
	for (size_t i = 0; i < items->len; i++)
		if (!g_array_index(items, Item, i).optional)
			return false;
	return true;
}

/* Whether a group of these alternatives may not be repeated. */
static bool
blows_up(const GPtrArray *alternatives, const PatternQuantity *quantity)
{
	for (size_t i = 0; i < alternatives->len; i++) {
		const GArray *items = alternatives->pdata[i];

		if (is_loose(items) ||
		    (quantity->counted && items->len > 0 && is_nullable(items)))
			return true;
		for (size_t j = i + 1; j < alternatives->len; j++)
			if (are_alike(items, alternatives->pdata[j]))
				return true;
	}
	return false;
}

/* A group as one item of the alternative that it stands in. */
static Item
group_item(const GPtrArray *alternatives, const PatternQuantity *quantity)
{
	Item item = {.optional = quantity->optional, .repeats = quantity->often};

	for (size_t i = 0; i < alternatives->len; i++) {
		const GArray *items = alternatives->pdata[i];

		item.optional |= is_nullable(items);
		item.repeats |= is_loose(items);
		for (size_t j = 0; j < items->len; j++)
			add_set(&item.set, &g_array_index(items, Item, j).set);
	}
	return item;
}

/* Goes behind the ")" that ends what stands here. */
static void
skip_group(Reader *reader)
{
	for (unsigned depth = 0; *reader->at != '\0';) {
		char c = *reader->at;

		reader->at += plain_length(reader->at);
		if (c == ')' && depth-- == 0)
			return;
		depth += c == '(';
	}
}

static void
add_group(Reader *reader, GArray *items, GPtrArray *alternatives, PatternGroupKind kind)
{
	PatternQuantity quantity = pattern_syntax_quantity(&reader->at);
	GArray *only = alternatives->pdata[0];
	Item item;

	quantity.possessive |= kind == GROUP_ATOMIC;
	if (kind == GROUP_AROUND)
		return;
	if (!quantity.possessive && (quantity.often || quantity.counted))
		reader->flagged |= blows_up(alternatives, &quantity);
	if (alternatives->len == 1 && !quantity.optional && !quantity.often &&
	    !quantity.possessive) {
		g_array_append_vals(items, only->data, only->len);
		return;
	}
	item = group_item(alternatives, &quantity);
	item.repeats &= !quantity.possessive;
	g_array_append_val(items, item);
}

static void
read_group(Reader *reader, GArray *items)
{
	PatternGroupKind kind = pattern_syntax_group(&reader->at).kind;
	g_autoptr(GPtrArray) alternatives = NULL;
	Item other = {.set = everything, .optional = true};

	if (kind == GROUP_OPTIONS)
		return;
	/* a recursion or the like is taken as one item of any characters */
	if (kind == GROUP_OTHER || reader->depth >= DEPTH_MOST) {
		reader->at += *reader->at == '(';
		skip_group(reader);
		pattern_syntax_quantity(&reader->at);
		g_array_append_val(items, other);
		return;
	}
	reader->depth++;
	alternatives = read_alternatives(reader);
	reader->depth--;
	reader->at += *reader->at == ')';
	add_group(reader, items, alternatives, kind);
}

static GArray *
read_sequence(Reader *reader)
{
	GArray *items = g_array_new(false, false, sizeof(Item));

	while (*reader->at != '\0' && *reader->at != '|' && *reader->at != ')') {
		if (*reader->at == '(')
			read_group(reader, items);
		else
			read_plain(reader, items);
	}
	return items;
}

static void
free_items(void *items)
{
	g_array_unref(items);
}

static GPtrArray *
read_alternatives(Reader *reader)
{
	GPtrArray *alternatives = g_ptr_array_new_with_free_func(free_items);

	g_ptr_array_add(alternatives, read_sequence(reader));
	while (*reader->at == '|') {
		reader->at++;
		g_ptr_array_add(alternatives, read_sequence(reader));
	}
	return alternatives;
}

/* A group that ends and is repeated: without one nothing can blow up, and most patterns have none. */
static bool
repeats_a_group(const char *pattern)
{
	for (const char *p = pattern; (p = strchr(p, ')')) != NULL; p++)
		if (p[1] == '*' || p[1] == '+' || p[1] == '{')
			return true;
	return false;
}

bool
pattern_risk_is_likely(const char *pattern)
{
	Reader reader = {.at = pattern};
	g_autoptr(GPtrArray) alternatives = NULL;

	if (!repeats_a_group(pattern))
		return false;
	alternatives = read_alternatives(&reader);
	return reader.flagged;
}
