/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/letters/agent_text.h"

static const struct {
	const char *text;
	const char *greeting, *rest, *closing; /* NULL: none */
} texts[] = {
    {"Beste Els,\n\nDe kabel is vervangen.\n\nMet vriendelijke groet,\nSanne", "Beste Els,",
	"De kabel is vervangen.", "Met vriendelijke groet,\nSanne"},
    {"\nHoi Els\n\nGoed.\n\n- een\n- twee\n", "Hoi Els", "Goed.\n\n- een\n- twee", NULL},
    {"Goedemorgen mevrouw Bos!\nGoed.", "Goedemorgen mevrouw Bos!", "Goed.", NULL},
    {"Geachte mevr. Bos,\nGoed.\nGroeten, Sanne", "Geachte mevr. Bos,", "Goed.",
	"Groeten, Sanne"},
    {"Dear Els, the cable was replaced.\n\nKind regards,\n\nSanne de Wit\nService desk",
	"Dear Els,", "The cable was replaced.", "Kind regards,\n\nSanne de Wit\nService desk"},
    {"Beste Els, één kabel is vervangen.", "Beste Els,", "Één kabel is vervangen.", NULL},
    {"Guten Tag Frau Bos,\nfertig.\nMit freundlichen Grüßen\nSanne", "Guten Tag Frau Bos,",
	"fertig.", "Mit freundlichen Grüßen\nSanne"},
    {"De kabel is vervangen.", NULL, "De kabel is vervangen.", NULL},
    {"Dag en nacht is er iemand, zegt men. Bel gerust.", NULL,
	"Dag en nacht is er iemand, zegt men. Bel gerust.", NULL},
    {"Hallo, hoe gaat het?", "Hallo,", "Hoe gaat het?", NULL},
    {"Highlights zijn gemarkeerd", NULL, "Highlights zijn gemarkeerd", NULL},
    {"Beste Els,\n\nGroeten,\nSanne", NULL, "Beste Els,\n\nGroeten,\nSanne", NULL},
    {"Beste Els,", NULL, "Beste Els,", NULL},
    {"Zet dit onder de brief:\n\nMet vriendelijke groet,\n\nEn daarna komt nog een lange regel "
     "waarin staat wat er moet gebeuren.",
	NULL,
	"Zet dit onder de brief:\n\nMet vriendelijke groet,\n\nEn daarna komt nog een lange "
	"regel "
	"waarin staat wat er moet gebeuren.",
	NULL},
    {"", NULL, "", NULL},
};

static void
test_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(AgentText) split = agent_text_split(texts[i].text);

		if (g_strcmp0(split.greeting, texts[i].greeting) != 0 ||
		    g_strcmp0(split.text, texts[i].rest) != 0 ||
		    g_strcmp0(split.closing, texts[i].closing) != 0)
			fail_msg("%s: <%s> <%s> <%s>", texts[i].text, split.greeting,
			    split.text, split.closing);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
