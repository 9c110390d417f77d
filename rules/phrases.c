/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's words, by what they say. Phrases are found by their first word, the longest wins, and none
 * reaches over the end of a clause: "niet, akkoord" is not "niet akkoord". There are some ten thousand, which are only
 * added to and go together: they stand in arrays, and name each other by their places there.
 */
#include "rules/phrases.h"

#include <stdint.h>
#include <string.h>

#include "rules/known_words.h"

#define BLANKS " \t\n"
#define GAP "..."
#define PHRASE_SOURCE_MOST 200
#define GAP_MOST 12 /* words that may stand in a gap */

/* One place of a phrase. */
typedef struct {
	const char *word; /* of `known` */
	unsigned others,
	    count; /* what may stand here instead: so many of Phrases.others, from that one on */
	bool gap;  /* other words may stand before it */
} Slot;

typedef struct {
	unsigned slot, length; /* so many of Phrases.slots, from that one on */
	unsigned next;         /* of its list; 0: it is the last */
} Phrase;

/* Phrases that begin with one word and say one thing. */
typedef struct {
	Says says;
	unsigned first, last; /* of Phrases.phrases */
	unsigned next;        /* of the same word; 0: it is the last */
} List;

struct Phrases {
	KnownWords *known;   /* own */
	GHashTable *by_word; /* own; of a word of `known`, to the first of its lists */
	GArray *lists;       /* own; of List; the first is none, as of the next */
	GArray *phrases;     /* own; of Phrase */
	GArray *slots;       /* own; of Slot */
	GPtrArray *others;   /* own; of words of `known` */
};

/* What stands at one word of a text: how many words the longest phrase takes that says this. */
struct PhrasesFound {
	const Phrases *phrases; /* foreign */
	unsigned list;          /* the first of its word */
	uint16_t longest[SAYS_COUNT];
	/* The longest of those without gaps, which may stand in one. */
	uint16_t gapless[SAYS_COUNT];
};

/* One search for phrases at one place. */
typedef struct {
	const Phrases *phrases;
	const GArray *words;
	size_t at;
	Says says;
	bool around; /* negations may stand inside */
} Search;

/* What stands inside a phrase that was found. */
typedef struct {
	unsigned negations;
	unsigned others; /* words where the phrase has no gap */
} Inside;

Phrases *
phrases_new(void)
{
	Phrases *phrases = g_new0(Phrases, 1);

	phrases->known = known_words_new();
	phrases->by_word = g_hash_table_new(g_direct_hash, g_direct_equal);
	phrases->lists = g_array_set_size(g_array_new(false, true, sizeof(List)), 1);
	phrases->phrases = g_array_set_size(g_array_new(false, true, sizeof(Phrase)), 1);
	phrases->slots = g_array_new(false, false, sizeof(Slot));
	phrases->others = g_ptr_array_new();
	return phrases;
}

void
phrases_free(Phrases *phrases)
{
	if (phrases == NULL)
		return;
	g_hash_table_unref(phrases->by_word);
	g_array_unref(phrases->lists);
	g_array_unref(phrases->phrases);
	g_array_unref(phrases->slots);
	g_ptr_array_unref(phrases->others);
	known_words_free(phrases->known);
	g_free(phrases);
}

static List *
list_at(const Phrases *phrases, unsigned at)
{
	return &g_array_index(phrases->lists, List, at);
}

static const Phrase *
phrase_at(const Phrases *phrases, unsigned at)
{
	return &g_array_index(phrases->phrases, Phrase, at);
}

static const Slot *
slot_at(const Phrases *phrases, unsigned at)
{
	return &g_array_index(phrases->slots, Slot, at);
}

/* 0: none begins with it. */
static unsigned
lists_of(const Phrases *phrases, const char *word)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(phrases->by_word, word));
}

/* 0: none of these, from this one on, says that. */
static unsigned
list_saying(const Phrases *phrases, unsigned list, Says says)
{
	while (list != 0 && list_at(phrases, list)->says != says)
		list = list_at(phrases, list)->next;
	return list;
}

/* A phrase that begins with this word: those slots. */
static void
add_to_list(Phrases *phrases, Says says, const char *first, const Phrase *phrase)
{
	unsigned head = lists_of(phrases, first), at = phrases->phrases->len;
	unsigned list = list_saying(phrases, head, says);

	g_array_append_vals(phrases->phrases, phrase, 1);
	if (list != 0) {
		List *same = list_at(phrases, list);

		g_array_index(phrases->phrases, Phrase, same->last).next = at;
		same->last = at;
		return;
	}
	list = phrases->lists->len;
	g_array_append_vals(phrases->lists, &(List){says, at, at, head}, 1);
	g_hash_table_insert(phrases->by_word, (void *)first, GUINT_TO_POINTER(list));
}

/* The list's own copy of a word. */
static const char *
know(Phrases *phrases, Says says, const char *word)
{
	bool turns = says == SAYS_ACCEPT || says == SAYS_REJECT || says == SAYS_WISH ||
		     says == SAYS_THANKS;

	return known_words_add(phrases->known, word, turns);
}

/* Adds the words of a text, each at a place of its own. */
static void
add_words(Phrases *phrases, Says says, const char *text, bool gap)
{
	g_autoptr(GArray) words = words_split(text, PHRASE_SOURCE_MOST);

	for (size_t i = 0; i < words->len; i++) {
		const char *word = know(phrases, says, g_array_index(words, Word, i).word);

		g_array_append_vals(
		    phrases->slots, &(Slot){.word = word, .gap = gap && i == 0}, 1);
	}
}

/* Adds the words of a piece, "mag|mogen": one place. */
static void
add_choices(Phrases *phrases, Says says, const char *piece, bool gap)
{
	g_auto(GStrv) choices = g_strsplit(piece, "|", -1);
	Slot slot = {.others = phrases->others->len, .gap = gap};

	for (size_t i = 0; choices[i] != NULL; i++) {
		g_autoptr(GArray) words = words_split(choices[i], PHRASE_SOURCE_MOST);
		const char *word = know(phrases, says, g_array_index(words, Word, 0).word);

		if (i == 0)
			slot.word = word;
		else
			g_ptr_array_add(phrases->others, (void *)word);
	}
	slot.count = phrases->others->len - slot.others;
	g_array_append_val(phrases->slots, slot);
}

/* Adds what stands between two gaps of a phrase, which began at that slot. */
static void
add_part(Phrases *phrases, Says says, unsigned begin, const char *part)
{
	g_auto(GStrv) pieces = NULL;
	unsigned before = phrases->slots->len;

	if (strchr(part, '|') == NULL) {
		add_words(phrases, says, part, before > begin);
		return;
	}
	pieces = g_strsplit_set(part, BLANKS, -1);
	for (size_t i = 0; pieces[i] != NULL; i++) {
		bool gap = before > begin && phrases->slots->len == before;

		if (strchr(pieces[i], '|') == NULL)
			add_words(phrases, says, pieces[i], gap);
		else
			add_choices(phrases, says, pieces[i], gap);
	}
}

/* One phrase, each of whose alternatives is one word; false: there is no word in it. */
static bool
add_one(Phrases *phrases, Says says, const char *source)
{
	Phrase phrase = {.slot = phrases->slots->len};
	Slot first;

	for (const char *part = source, *gap = NULL; part != NULL;
	     part = gap == NULL ? NULL : gap + strlen(GAP)) {
		g_autofree char *own = NULL;

		gap = strstr(part, GAP);
		own = gap == NULL ? NULL : g_strndup(part, (size_t)(gap - part));
		add_part(phrases, says, phrase.slot, own != NULL ? own : part);
	}
	phrase.length = phrases->slots->len - phrase.slot;
	if (phrase.length == 0)
		return false;
	first = *slot_at(phrases, phrase.slot);
	if (says == SAYS_NEGATE && phrase.length == 1)
		known_words_add_negation(phrases->known, first.word);
	add_to_list(phrases, says, first.word, &phrase);
	for (unsigned i = 0; i < first.count; i++)
		add_to_list(phrases, says, phrases->others->pdata[first.others + i], &phrase);
	return true;
}

/* Sorts the alternatives of a piece; false: one of them has no word. */
static bool
sort_choices(const char *piece, GString *ret_single, GPtrArray *ret_several)
{
	g_auto(GStrv) choices = g_strsplit(piece, "|", -1);

	for (size_t i = 0; choices[i] != NULL; i++) {
		g_autoptr(GArray) words = words_split(choices[i], PHRASE_SOURCE_MOST);

		if (words->len == 0)
			return false;
		if (words->len > 1)
			g_ptr_array_add(ret_several, g_strdup(choices[i]));
		else
			g_string_append_printf(
			    ret_single, "%s%s", ret_single->len > 0 ? "|" : "", choices[i]);
	}
	return true;
}

/* Alternatives of several words ("middag|week-end") make phrases of their own. */
bool
phrases_add(Phrases *phrases, Says says, const char *phrase)
{
	g_autoptr(GString) single = NULL;
	g_autoptr(GPtrArray) several = NULL;
	const char *start = phrase, *end = NULL;
	bool added = true;

	if (strchr(phrase, '|') == NULL)
		return add_one(phrases, says, phrase);
	single = g_string_new(NULL);
	several = g_ptr_array_new_with_free_func(g_free);
	for (; *start != '\0'; start = end + strspn(end, BLANKS)) {
		g_autofree char *piece = NULL;

		end = start + strcspn(start, BLANKS);
		piece = g_strndup(start, (size_t)(end - start));
		g_string_truncate(single, 0);
		if (strchr(piece, '|') == NULL)
			continue;
		if (!sort_choices(piece, single, several))
			return false;
		if (several->len > 0)
			break;
	}
	if (several->len == 0)
		return add_one(phrases, says, phrase);
	if (single->len > 0)
		g_ptr_array_add(several, g_strdup(single->str));
	for (unsigned i = 0; i < several->len && added; i++) {
		g_autofree char *before = g_strndup(phrase, (size_t)(start - phrase));
		g_autofree char *one =
		    g_strconcat(before, (const char *)several->pdata[i], end, NULL);

		added = phrases_add(phrases, says, one);
	}
	return added;
}

static bool
has_word(const Phrases *phrases, const Slot *slot, const char *known)
{
	if (slot->word == known)
		return true;
	for (unsigned i = 0; i < slot->count; i++)
		if (phrases->others->pdata[slot->others + i] == known)
			return true;
	return false;
}

static bool
fits(const Search *search, size_t at, const Slot *slot)
{
	const Word *first = &g_array_index(search->words, Word, search->at);
	const Word *word = NULL;

	if (at >= search->words->len)
		return false;
	word = &g_array_index(search->words, Word, at);
	return word->known != NULL && word->clause == first->clause &&
	       has_word(search->phrases, slot, word->known);
}

/* How many words of what may stand inside a phrase stand here, a negation being counted: "ik ga *hiermee niet*
 * akkoord". What is wished closed is the ticket: no printer stands in a wish. */
static size_t
inside_length(const Search *search, size_t at, unsigned *negations)
{
	static const Says inside[] = {
	    SAYS_POLITE, SAYS_LEAD, SAYS_THANKS, SAYS_DONE, SAYS_BESIDE};
	const PhrasesFound *found = g_array_index(search->words, Word, at).found;
	bool wish = search->says == SAYS_WISH || search->says == SAYS_REQUEST;
	size_t count = G_N_ELEMENTS(inside) - (wish ? 1 : 0);

	if (found == NULL)
		return 0;
	if (search->around && found->gapless[SAYS_NEGATE] > 0) {
		*negations += 1;
		return found->gapless[SAYS_NEGATE];
	}
	for (size_t i = 0; i < count; i++)
		if (found->gapless[inside[i]] > 0)
			return found->gapless[inside[i]];
	/* "ben *tot donderdag* weg" */
	return search->says == SAYS_LATER || search->says == SAYS_AWAY
		   ? found->gapless[SAYS_PERHAPS]
		   : 0;
}

/* Where the next word of a phrase stands, behind what may stand inside; or where neither is. */
static size_t
skip_inside(const Search *search, size_t at, const Slot *slot, Inside *inside)
{
	const Word *first = &g_array_index(search->words, Word, search->at);
	size_t most = MIN(at + GAP_MOST, search->words->len), length = 1;

	while (!fits(search, at, slot) && length > 0) {
		if (at >= most ||
		    g_array_index(search->words, Word, at).clause != first->clause)
			return at;
		length = inside_length(search, at, &inside->negations);
		at += length;
		inside->others += length > 0;
	}
	return at;
}

/* How many words the phrase takes. */
static size_t
phrase_length(const Search *search, const Phrase *phrase, unsigned *negations, bool *gapless)
{
	Inside inside = {0};
	size_t next = search->at + 1;

	*gapless = true;
	for (unsigned i = 1; i < phrase->length; i++, next++) {
		const Slot *slot = slot_at(search->phrases, phrase->slot + i);
		unsigned others = inside.others;

		if (slot->gap || search->around)
			next = skip_inside(search, next, slot, &inside);
		if (slot->gap)
			inside.others = others;
		if (!fits(search, next, slot))
			return 0;
		*gapless &= !slot->gap;
	}
	*negations = inside.negations;
	return inside.others > 0 && inside.negations == 0 ? 0 : next - search->at;
}

/* What stands behind has been found already, so that it can stand in a gap. */
static void
find_here(const GArray *words, size_t at, PhrasesFound *found)
{
	const Phrases *phrases = found->phrases;

	for (unsigned l = found->list; l != 0; l = list_at(phrases, l)->next) {
		const List *list = list_at(phrases, l);
		const Search search = {phrases, words, at, list->says, false};
		uint16_t *longest = &found->longest[list->says];

		for (unsigned i = list->first; i != 0; i = phrase_at(phrases, i)->next) {
			unsigned none = 0;
			bool gapless = true;
			uint16_t length = (uint16_t)phrase_length(
			    &search, phrase_at(phrases, i), &none, &gapless);

			*longest = MAX(*longest, length);
			if (gapless)
				found->gapless[list->says] =
				    MAX(found->gapless[list->says], length);
		}
	}
}

void
phrases_look_up(const Phrases *phrases, GArray *words)
{
	for (size_t i = 0; i < words->len; i++) {
		Word *word = &g_array_index(words, Word, i);

		word->known = known_words_find(phrases->known, word->word, word->elided);
	}
	for (size_t i = words->len; i-- > 0;) {
		Word *word = &g_array_index(words, Word, i);
		unsigned list = word->known == NULL ? 0 : lists_of(phrases, word->known);

		if (list == 0)
			continue;
		word->found = g_new0(PhrasesFound, 1);
		word->found->phrases = phrases;
		word->found->list = list;
		find_here(words, i, word->found);
	}
}

size_t
phrases_at(Says says, const GArray *words, size_t at)
{
	const PhrasesFound *found =
	    at < words->len ? g_array_index(words, Word, at).found : NULL;

	return found == NULL ? 0 : found->longest[says];
}

size_t
phrases_around(Says says, const GArray *words, size_t at, unsigned *negations)
{
	const PhrasesFound *found =
	    at < words->len ? g_array_index(words, Word, at).found : NULL;
	const Phrases *phrases = found == NULL ? NULL : found->phrases;
	unsigned list = found == NULL ? 0 : list_saying(phrases, found->list, says);
	const Search search = {phrases, words, at, says, true};
	unsigned best_inside = 0;
	size_t best = 0;

	for (unsigned i = list == 0 ? 0 : list_at(phrases, list)->first; i != 0;
	     i = phrase_at(phrases, i)->next) {
		unsigned inside = 0;
		bool gapless;
		size_t length =
		    phrase_length(&search, phrase_at(phrases, i), &inside, &gapless);

		if (length > best) {
			best = length;
			best_inside = inside;
		}
	}
	*negations += best_inside;
	return best;
}
