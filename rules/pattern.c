/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only file that knows PCRE2. Its match limit counts from each place at which a match may start, so that a
 * hostile text could still cost limit times length: a long text is therefore searched in spans of starting
 * places, with a look at the watch between them. JIT is used where the system allows it; where its small stack is
 * not enough, and where there is none, the interpreter does the same within the limits of memory.
 */
#include "rules/pattern.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 100000
#define UNWATCHED_MATCH_LIMIT 5000
#define DEPTH_LIMIT 100000
#define HEAP_LIMIT_KIB (20 * 1024)
#define SOURCE_MOST 8192
#define GROUPS_MOST 63
#define FIRST_SPAN 64 /* starting places until the next look at the watch; then doubled */

struct Pattern {
	pcre2_code *code; /* own */
	char *source;     /* own */
	char **names;     /* own */
	bool whole;       /* must be searched in one span */
};

struct PatternScratch {
	pcre2_match_data *data;       /* own */
	pcre2_match_context *context; /* own */
	PatternWatch watch;
};

GQuark
rule_error_quark(void)
{
	return g_quark_from_static_string("casegate-rule-error");
}

static void
set_syntax_error(GError **error, int code, const char *source, size_t offset)
{
	char message[256] = "";
	const char *end = source + MIN(offset, strlen(source));

	pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof(message));
	g_set_error(error, RULE_ERROR, RULE_ERROR_SYNTAX, "%s at character %ld", message,
	    g_utf8_pointer_to_offset(source, end) + 1);
}

static pcre2_code *
compile(const char *source, GError **error)
{
	const uint32_t options =
	    PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
	int code = 0;
	size_t offset = 0;
	pcre2_code *compiled;

	compiled = pcre2_compile(
	    (PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED, options, &code, &offset, NULL);
	if (compiled == NULL)
		set_syntax_error(error, code, source, offset);
	return compiled;
}

static uint32_t
info(const pcre2_code *code, uint32_t what)
{
	uint32_t value = 0;

	pcre2_pattern_info(code, what, &value);
	return value;
}

static char **
read_names(const pcre2_code *code)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	uint32_t count = info(code, PCRE2_INFO_NAMECOUNT);
	uint32_t size = info(code, PCRE2_INFO_NAMEENTRYSIZE);
	const char *table = NULL;

	pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
	for (uint32_t i = 0; i < count; i++)
		g_strv_builder_add(names, table + i * size + 2);
	return g_strv_builder_end(names);
}

/* "(*COMMIT)" and its kin speak about all starting places at once; an anchored pattern has but one. */
static bool
must_be_whole(const pcre2_code *code, const char *source)
{
	return strstr(source, "(*") != NULL ||
	       (info(code, PCRE2_INFO_ALLOPTIONS) & PCRE2_ANCHORED) != 0;
}

Pattern *
pattern_new(const char *source, GError **error)
{
	pcre2_code *code;
	Pattern *pattern;

	if (strlen(source) > SOURCE_MOST || strstr(source, "\\G") != NULL) {
		g_set_error(error, RULE_ERROR, RULE_ERROR_SYNTAX,
		    "a pattern has at most %d bytes and no \\G", SOURCE_MOST);
		return NULL;
	}
	code = compile(source, error);
	if (code == NULL)
		return NULL;
	if (info(code, PCRE2_INFO_CAPTURECOUNT) > GROUPS_MOST) {
		g_set_error(error, RULE_ERROR, RULE_ERROR_SYNTAX,
		    "a pattern has at most %d groups", GROUPS_MOST);
		pcre2_code_free(code);
		return NULL;
	}
	pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	pattern = g_new0(Pattern, 1);
	pattern->code = code;
	pattern->source = g_strdup(source);
	pattern->names = read_names(code);
	pattern->whole = must_be_whole(code, source);
	return pattern;
}

void
pattern_free(Pattern *pattern)
{
	if (pattern == NULL)
		return;
	pcre2_code_free(pattern->code);
	g_free(pattern->source);
	g_strfreev(pattern->names);
	g_free(pattern);
}

const char *
pattern_source(const Pattern *pattern)
{
	return pattern->source;
}

const char *const *
pattern_names(const Pattern *pattern)
{
	return (const char *const *)pattern->names;
}

PatternScratch *
pattern_scratch_new(const PatternWatch *watch)
{
	PatternScratch *scratch = g_new0(PatternScratch, 1);

	scratch->data = pcre2_match_data_create(GROUPS_MOST + 1, NULL);
	scratch->context = pcre2_match_context_create(NULL);
	g_assert(scratch->data != NULL && scratch->context != NULL);
	pcre2_set_match_limit(
	    scratch->context, watch != NULL ? MATCH_LIMIT : UNWATCHED_MATCH_LIMIT);
	pcre2_set_depth_limit(scratch->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(scratch->context, HEAP_LIMIT_KIB);
	if (watch != NULL)
		scratch->watch = *watch;
	return scratch;
}

void
pattern_scratch_free(PatternScratch *scratch)
{
	if (scratch == NULL)
		return;
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->context);
	g_free(scratch);
}

static bool
is_late(const PatternScratch *scratch)
{
	return scratch->watch.is_late != NULL && scratch->watch.is_late(scratch->watch.data);
}

/* Matches that start at `from` up to and including `last`. */
typedef struct {
	const char *text;
	size_t length;
	size_t from;
	size_t last;
} Span;

static PatternResult
search_span(const Pattern *pattern, PatternScratch *scratch, const Span *span)
{
	PCRE2_SPTR text = (PCRE2_SPTR)span->text;
	int result;

	pcre2_set_offset_limit(scratch->context, span->last);
	result = pcre2_match(pattern->code, text, span->length, span->from, PCRE2_NO_UTF_CHECK,
	    scratch->data, scratch->context);
	if (result == PCRE2_ERROR_JIT_STACKLIMIT)
		result = pcre2_match(pattern->code, text, span->length, span->from,
		    PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, scratch->data, scratch->context);
	if (result == PCRE2_ERROR_NOMATCH)
		return PATTERN_NO;
	return result < 0 ? PATTERN_LIMIT : PATTERN_YES;
}

/* The last byte of so many starting places, chosen so that the next span starts with a character. */
static size_t
last_of(const Span *span, size_t places)
{
	size_t end = span->from + places;

	while (end < span->length && (span->text[end] & 0xC0) == 0x80)
		end++;
	return end < span->length ? end - 1 : span->length;
}

PatternResult
pattern_search(const Pattern *pattern, PatternScratch *scratch, const char *text, size_t length)
{
	Span span = {.text = text, .length = length};
	size_t places = pattern->whole ? length : FIRST_SPAN;

	for (; span.from <= length; span.from = span.last + 1, places *= 2) {
		PatternResult result;

		if (is_late(scratch))
			return PATTERN_LATE;
		span.last = last_of(&span, places);
		result = search_span(pattern, scratch, &span);
		if (result != PATTERN_NO)
			return result;
	}
	return PATTERN_NO;
}

char *
pattern_found(const PatternScratch *scratch, const char *text)
{
	const size_t *vector = pcre2_get_ovector_pointer(scratch->data);

	if (vector[1] < vector[0]) /* "\K" in a look-ahead */
		return g_strdup("");
	return g_strndup(text + vector[0], vector[1] - vector[0]);
}

char *
pattern_group(const PatternScratch *scratch, const char *name)
{
	PCRE2_UCHAR *value = NULL;
	size_t length = 0;
	char *copy;

	if (pcre2_substring_get_byname(scratch->data, (PCRE2_SPTR)name, &value, &length) != 0)
		return NULL;
	copy = g_strndup((const char *)value, length);
	pcre2_substring_free(value);
	return copy;
}

size_t
pattern_visible_length(const char *text, size_t most)
{
	const char *end = text;

	g_utf8_validate_len(text, strnlen(text, most), &end);
	return (size_t)(end - text);
}

static bool
search_unwatched(const Pattern *pattern, PatternScratch *scratch, const char *text)
{
	size_t length = pattern_visible_length(text, PATTERN_UNWATCHED_MOST);

	return pattern_search(pattern, scratch, text, length) == PATTERN_YES;
}

bool
pattern_is_in(const Pattern *pattern, const char *text)
{
	g_autoptr(PatternScratch) scratch = pattern_scratch_new(NULL);

	return search_unwatched(pattern, scratch, text);
}

char *
pattern_find(const Pattern *pattern, const char *group, const char *text)
{
	g_autoptr(PatternScratch) scratch = pattern_scratch_new(NULL);
	char *value;

	if (!search_unwatched(pattern, scratch, text))
		return NULL;
	value = pattern_group(scratch, group);
	return value != NULL ? value : pattern_found(scratch, text);
}
