/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an answer, its first line also as subject: read by the shipped words, whatever it holds. */
#include <string.h>

#include "rules/answer.h"
#include "rules/diagnostic.h"
#include "tests/fuzz/fuzz.h"

static Answers *answers;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	(void)argc;
	(void)argv;
	answers = answers_load(directories, diagnostics);
	g_assert(diagnostics->len == 0);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Message) message = message_new();
	Answer answer = {0};

	g_free(message->text);
	g_free(message->subject);
	message->text = g_utf8_make_valid((const char *)data, (gssize)size);
	message->subject = g_strndup(message->text, strcspn(message->text, "\n"));
	answer_read(answers, message, size % 2 == 0, &answer);
	g_assert((answer.kind == ANSWER_NONE && answer.asks == ASKS_NOTHING) ==
		 (answer.where == NULL));
	answer_clear(&answer);
	return 0;
}
