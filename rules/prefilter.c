/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Aho and Corasick's automaton over all required literals. The bytes that occur in no literal are one column of
 * its table, which therefore stays small; A to Z share the columns of a to z. Row 0 is the start; column 0, for
 * bytes of no literal, always leads back to it.
 */
#include "rules/prefilter.h"

#include <string.h>

#define WORD_BITS 64

/* One literal, and the rules that have it. */
typedef struct {
	unsigned number;
	GArray *rules; /* own; of unsigned */
} Literal;

struct Prefilter {
	unsigned count;
	uint64_t *always;     /* own; the rules without literals, a bit each */
	GHashTable *literals; /* own; string -> Literal */
	uint8_t column[256];  /* of a byte */
	unsigned columns;
	GArray *next;    /* own; uint32_t, columns for each row: the row that follows */
	GArray *fail;    /* own; uint32_t for each row: the row of its longest proper end */
	GPtrArray *ends; /* own; for each row the Literal that ends there (borrowed), or NULL */
	GArray *
	    shorter; /* own; uint32_t for each row: the next row with a literal among its ends */
};

struct PrefilterHits {
	unsigned count;
	uint64_t *rules;    /* own; a bit each */
	uint64_t *literals; /* own; those seen already */
};

static size_t
words_for(unsigned count)
{
	return (count + WORD_BITS - 1) / WORD_BITS;
}

static void
free_literal(void *data)
{
	Literal *literal = data;

	g_array_unref(literal->rules);
	g_free(literal);
}

static void
set_bit(uint64_t *bits, unsigned index)
{
	bits[index / WORD_BITS] |= UINT64_C(1) << index % WORD_BITS;
}

Prefilter *
prefilter_new(unsigned count)
{
	Prefilter *prefilter = g_new0(Prefilter, 1);

	prefilter->count = count;
	prefilter->always = g_new0(uint64_t, words_for(count) + 1);
	for (unsigned i = 0; i < count; i++)
		set_bit(prefilter->always, i);
	prefilter->literals =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_literal);
	prefilter->next = g_array_new(false, true, sizeof(uint32_t));
	prefilter->fail = g_array_new(false, true, sizeof(uint32_t));
	prefilter->shorter = g_array_new(false, true, sizeof(uint32_t));
	prefilter->ends = g_ptr_array_new();
	return prefilter;
}

void
prefilter_free(Prefilter *prefilter)
{
	if (prefilter == NULL)
		return;
	g_free(prefilter->always);
	g_hash_table_unref(prefilter->literals);
	g_array_unref(prefilter->next);
	g_array_unref(prefilter->fail);
	g_array_unref(prefilter->shorter);
	g_ptr_array_unref(prefilter->ends);
	g_free(prefilter);
}

void
prefilter_require(Prefilter *prefilter, unsigned rule, const GPtrArray *literals)
{
	prefilter->always[rule / WORD_BITS] &= ~(UINT64_C(1) << rule % WORD_BITS);
	for (size_t i = 0; i < literals->len; i++) {
		const char *text = literals->pdata[i];
		Literal *literal = g_hash_table_lookup(prefilter->literals, text);

		if (literal == NULL) {
			literal = g_new0(Literal, 1);
			literal->number = g_hash_table_size(prefilter->literals);
			literal->rules = g_array_new(false, false, sizeof(unsigned));
			g_hash_table_insert(prefilter->literals, g_strdup(text), literal);
		}
		g_array_append_val(literal->rules, rule);
	}
}

static void
number_columns(Prefilter *prefilter)
{
	GHashTableIter each;
	void *text;

	prefilter->columns = 1;
	g_hash_table_iter_init(&each, prefilter->literals);
	while (g_hash_table_iter_next(&each, &text, NULL))
		for (const uint8_t *p = text; *p != '\0'; p++)
			if (prefilter->column[*p] == 0)
				prefilter->column[*p] = (uint8_t)prefilter->columns++;
	for (int c = 'A'; c <= 'Z'; c++)
		prefilter->column[c] = prefilter->column[c - 'A' + 'a'];
}

static uint32_t
add_row(Prefilter *prefilter)
{
	uint32_t row = prefilter->ends->len;

	g_array_set_size(prefilter->next, (row + 1) * prefilter->columns);
	g_array_set_size(prefilter->fail, row + 1);
	g_array_set_size(prefilter->shorter, row + 1);
	g_ptr_array_add(prefilter->ends, NULL);
	return row;
}

static uint32_t *
next_of(const Prefilter *prefilter, uint32_t row, unsigned column)
{
	return &g_array_index(
	    prefilter->next, uint32_t, (size_t)row * prefilter->columns + column);
}

static void
add_literal(Prefilter *prefilter, const char *text, Literal *literal)
{
	uint32_t row = 0;

	for (const uint8_t *p = (const uint8_t *)text; *p != '\0'; p++) {
		unsigned column = prefilter->column[*p];

		if (*next_of(prefilter, row, column) == 0) {
			uint32_t added = add_row(prefilter);

			*next_of(prefilter, row, column) = added;
		}
		row = *next_of(prefilter, row, column);
	}
	prefilter->ends->pdata[row] = literal;
}

/* One row, all shorter ones being linked: where it has no own way on, it goes on as its longest proper end does. */
static void
link_row(Prefilter *prefilter, uint32_t row, GArray *queue)
{
	uint32_t end = g_array_index(prefilter->fail, uint32_t, row);

	for (unsigned column = 1; column < prefilter->columns; column++) {
		uint32_t *next = next_of(prefilter, row, column);
		uint32_t of_end = row == 0 ? 0 : *next_of(prefilter, end, column);

		if (*next == 0) {
			*next = of_end;
			continue;
		}
		g_array_index(prefilter->fail, uint32_t, *next) = of_end;
		g_array_index(prefilter->shorter, uint32_t, *next) =
		    prefilter->ends->pdata[of_end] != NULL
			? of_end
			: g_array_index(prefilter->shorter, uint32_t, of_end);
		g_array_append_val(queue, *next);
	}
}

void
prefilter_build(Prefilter *prefilter)
{
	g_autoptr(GArray) queue = g_array_new(false, false, sizeof(uint32_t));
	GHashTableIter each;
	void *text, *literal;

	number_columns(prefilter);
	add_row(prefilter);
	g_hash_table_iter_init(&each, prefilter->literals);
	while (g_hash_table_iter_next(&each, &text, &literal))
		add_literal(prefilter, text, literal);
	link_row(prefilter, 0, queue);
	for (size_t i = 0; i < queue->len; i++)
		link_row(prefilter, g_array_index(queue, uint32_t, i), queue);
}

PrefilterHits *
prefilter_hits_new(const Prefilter *prefilter)
{
	PrefilterHits *hits = g_new0(PrefilterHits, 1);
	size_t words = words_for(prefilter->count);

	hits->count = prefilter->count;
	hits->rules = g_new(uint64_t, words + 1);
	memcpy(hits->rules, prefilter->always, words * sizeof(uint64_t));
	hits->literals =
	    g_new0(uint64_t, words_for(g_hash_table_size(prefilter->literals)) + 1);
	return hits;
}

void
prefilter_hits_free(PrefilterHits *hits)
{
	if (hits == NULL)
		return;
	g_free(hits->rules);
	g_free(hits->literals);
	g_free(hits);
}

/* A literal of thousands of rules that stands thousands of times in a text costs but once. */
static void
hit(const Literal *literal, PrefilterHits *hits)
{
	if ((hits->literals[literal->number / WORD_BITS] >> literal->number % WORD_BITS & 1) !=
	    0)
		return;
	set_bit(hits->literals, literal->number);
	for (size_t i = 0; i < literal->rules->len; i++)
		set_bit(hits->rules, g_array_index(literal->rules, unsigned, i));
}

/* All literals that end where the text has led to this row. */
static void
hit_all(const Prefilter *prefilter, uint32_t row, PrefilterHits *hits)
{
	for (; row != 0; row = g_array_index(prefilter->shorter, uint32_t, row))
		if (prefilter->ends->pdata[row] != NULL)
			hit(prefilter->ends->pdata[row], hits);
}

void
prefilter_scan(const Prefilter *prefilter, const char *text, size_t length, PrefilterHits *hits)
{
	const uint32_t *next = (const uint32_t *)(const void *)prefilter->next->data;
	uint32_t row = 0;

	for (size_t i = 0; i < length; i++) {
		row = next[(size_t)row * prefilter->columns +
			   prefilter->column[(uint8_t)text[i]]];
		if (prefilter->ends->pdata[row] != NULL ||
		    g_array_index(prefilter->shorter, uint32_t, row) != 0)
			hit_all(prefilter, row, hits);
	}
}

unsigned
prefilter_next(const PrefilterHits *hits, unsigned from)
{
	for (unsigned i = from; i < hits->count;) {
		uint64_t rest = hits->rules[i / WORD_BITS] >> i % WORD_BITS;

		if (rest != 0)
			return i + (unsigned)__builtin_ctzll(rest);
		i = (i / WORD_BITS + 1) * WORD_BITS;
	}
	return hits->count;
}
