/* SPDX-License-Identifier: Apache-2.0 */
/* An mbox: the mails are in order and no larger than it, and the same in whatever pieces it comes. */
#include "parsers/mbox.h"
#include "tests/fuzz/fuzz.h"

#define MAX_BYTES 2000
#define PIECE \
	4096 /* of a line, by which a mail may grow beyond that before its header alone is kept */

typedef struct {
	GString *all; /* own; what came, to be compared */
	int64_t line;
	size_t bytes;
} Seen;

static bool
take(const MboxMail *mail, void *data)
{
	Seen *seen = data;
	gsize size = 0;
	const char *raw = g_bytes_get_data(mail->raw, &size);

	g_assert(mail->line > seen->line && mail->came_ms >= 0);
	g_assert(
	    size <= MAX_BYTES + PIECE && (mail->header_only || mail->size == (int64_t)size));
	g_assert(mail->size >= (int64_t)size);
	seen->line = mail->line;
	seen->bytes += (size_t)mail->size;
	g_string_append_printf(seen->all, "\n%d %d %d:", (int)mail->line, (int)mail->size,
	    (int)(mail->came_ms / 1000));
	g_string_append_len(seen->all, raw, (gssize)size);
	return true;
}

static GString *
run(const char *data, size_t size, size_t piece)
{
	Seen seen = {.all = g_string_new(NULL)};
	g_autoptr(Mbox) mbox = mbox_new(MAX_BYTES, take, &seen);
	bool good = true;

	for (size_t at = 0; good && at < size; at += piece)
		good = mbox_feed(mbox, data + at, MIN(piece, size - at));
	good = good && mbox_end(mbox);
	g_assert(good == (mbox_wrong(mbox) == NULL));
	g_assert(seen.bytes <= size);
	return seen.all;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GString *whole = run((const char *)data, size, MAX(size, 1));
	GString *pieces = run((const char *)data, size, 7);

	g_assert(g_string_equal(whole, pieces));
	g_string_free(whole, TRUE);
	g_string_free(pieces, TRUE);
	return 0;
}
