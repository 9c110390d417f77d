/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up mails as a service desk gets them: always the same ones. */
#pragma once

#include <glib.h>

typedef enum {
	BENCH_PLAIN,
	BENCH_HTML,
	BENCH_LIST,
	BENCH_FILES,
	BENCH_MIX,
} BenchKind;

const char *bench_kind_name(BenchKind kind);
/* So many mails of a kind; of GBytes. */
GPtrArray *bench_mails(BenchKind kind, guint count);
