/* SPDX-License-Identifier: Apache-2.0 */
/* A table: rows come in order, cells end in NUL, and it comes to an end. */
#include "tests/fuzz/fuzz.h"

#include "gateway/util/csv.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_memdup2(data, size);
	unsigned line = 0, before = 0;
	const char *wrong = NULL;
	GPtrArray *cells = NULL;
	CsvResult result;
	Csv csv;

	csv_open(&csv, text == NULL ? "" : text, size);
	while ((result = csv_next(&csv, &cells, &line, &wrong)) != CSV_END) {
		g_assert(line > before);
		before = line;
		g_assert(result == CSV_ROW ? cells->len > 0 : wrong != NULL);
		if (result == CSV_ROW)
			g_clear_pointer(&cells, g_ptr_array_unref);
	}
	g_assert(csv.at == csv.end);
	return 0;
}
