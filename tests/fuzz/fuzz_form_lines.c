/* SPDX-License-Identifier: Apache-2.0 */
/* A text with labels: no more fields come out of it than they may. */
#include "parsers/form_lines.h"
#include "parsers/limits.h"
#include "parsers/message.h"
#include "parsers/text.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Message) message = message_new();
	g_autofree char *text = text_clean(g_utf8_make_valid((const char *)data, (gssize)size));

	form_lines_read(text, message->fields, message->limits);
	g_assert(message->fields->len <= LIMIT_FORM_FIELDS);
	return 0;
}
