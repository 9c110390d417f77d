/* SPDX-License-Identifier: Apache-2.0 */
/* Each sentence is there in Dutch, with the parts that it has in English. */
#include "tests/unit/context_fixture.h"

#include "gateway/templates/refusals.h"
#include "gateway/util/error.h"

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

static void
assert_said(const Templates *templates, const GError *error, const char *expected)
{
	g_autofree char *said = refusal_error_text(templates, "nl", error);

	assert_string_equal(said, expected);
}

/* By the sentence that it carries, with what stands around it; the spool's by how it reads; a "why" is a sentence, too. */
static void
an_error_is_said_in_the_language(void **state)
{
	const Desk *desk = *state;
	const Templates *templates = desk->context->templates;
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) field = NULL;
	g_autoptr(GError) spool = NULL;
	g_autoptr(GError) own = NULL;

	error_refuse(
	    &error, GATEWAY_ERROR_MISSING, "there is no letter {{id}}", "id", "9", NULL);
	g_prefix_error(&error, "x.csv:3: ");
	assert_said(templates, error, "x.csv:3: er is geen verstuurde mail 9");
	error_refuse(&field, GATEWAY_ERROR_USAGE,
	    "found --{{field}} {{found}}, expected {{why}}", "field", "manager", "found",
	    "somebody else", "why", "somebody else", NULL);
	assert_said(
	    templates, field, "er staat --manager somebody else; verwacht wordt iemand anders");
	g_set_error(&spool, SPOOL_ERROR, SPOOL_ERROR_EXISTS, "a@b.example is an alias of c@d");
	assert_said(templates, spool, "a@b.example is een ander adres van c@d");
	error_set(&own, GATEWAY_ERROR_REFUSED, "it rains");
	assert_said(templates, own, "it rains");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_sentence_is_there_in_dutch),
	    desk_test(parts_are_put_in),
	    desk_test(an_error_is_said_in_the_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
