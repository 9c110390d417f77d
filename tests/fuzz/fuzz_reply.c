/* SPDX-License-Identifier: Apache-2.0 */
/* A text with quotes, and with the marks that HTML leaves in it: no line is lost. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "parsers/reply.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
	g_auto(Reply) reply = reply_split(text, (SubjectMark)(size % 4));
	g_autofree char *rest = message_cut_text(reply.cut);

	g_assert(strlen(reply.text) + strlen(rest) <= strlen(text));
	return 0;
}
