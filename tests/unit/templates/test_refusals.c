/* SPDX-License-Identifier: Apache-2.0 */
/* Each sentence is there in Dutch, with the parts that it has in English. */
#include "tests/unit/context_fixture.h"

#include "gateway/templates/refusals.h"

/* How many parts a sentence has. */
static unsigned
count_parts(const char *text)
{
	unsigned count = 0;

	for (const char *part = strstr(text, "{{"); part != NULL; part = strstr(part + 2, "{{"))
		count++;
	return count;
}

static void
each_sentence_is_there_in_dutch(void **state)
{
	const Desk *desk = *state;

	for (size_t i = 0; REFUSALS[i] != NULL; i++) {
		const char *dutch =
		    templates_refusal(desk->context->templates, "nl", REFUSALS[i]);

		if (strcmp(dutch, REFUSALS[i]) == 0)
			fail_msg("no Dutch for '%s'", REFUSALS[i]);
		if (count_parts(dutch) != count_parts(REFUSALS[i]))
			fail_msg("other parts in '%s'", dutch);
	}
}

static void
parts_are_put_in(void **state)
{
	static const char SENTENCE[] = "{{other}} is merged into {{now}}: name that";
	const Desk *desk = *state;
	const Templates *templates = desk->context->templates;
	g_autofree char *dutch =
	    refusal_text(templates, "nl", SENTENCE, "other", "CS1", "now", "CS2", NULL);
	g_autofree char *english =
	    refusal_text(NULL, "nl", SENTENCE, "other", "CS1", "now", "CS2", NULL);
	g_autofree char *unknown = refusal_text(templates, "nl", "it rains", NULL);

	assert_string_equal(dutch, "CS1 is samengevoegd met CS2: noem dat nummer");
	assert_string_equal(english, "CS1 is merged into CS2: name that");
	assert_string_equal(unknown, "it rains");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_sentence_is_there_in_dutch),
	    desk_test(parts_are_put_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
