/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern, NUL, and a text: whatever matches has one of the strings that the extractor says it needs. */
#include <string.h>

#include "rules/pattern.h"
#include "rules/pattern_risk.h"
#include "rules/prefilter.h"
#include "rules/required_literals.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\0', size);
	g_autofree char *source = NULL, *text = NULL;
	g_autoptr(Pattern) pattern = NULL;
	g_autoptr(GPtrArray) literals = NULL;
	g_autoptr(Prefilter) prefilter = prefilter_new(1);
	g_autoptr(PrefilterHits) hits = NULL;

	if (end == NULL || end - data > 200)
		return 0;
	source = g_utf8_make_valid((const char *)data, end - data);
	text = g_utf8_make_valid((const char *)end + 1, (gssize)(size - 1) - (end - data));
	pattern = pattern_new(source, NULL);
	if (pattern == NULL)
		return 0;
	literals = required_literals_extract(source);
	if (literals != NULL)
		prefilter_require(prefilter, 0, literals);
	prefilter_build(prefilter);
	hits = prefilter_hits_new(prefilter);
	prefilter_scan(prefilter, text, strlen(text), hits);
	g_assert(prefilter_next(hits, 0) == 0 || !pattern_is_in(pattern, text));
	pattern_risk_is_likely(source);
	return 0;
}
