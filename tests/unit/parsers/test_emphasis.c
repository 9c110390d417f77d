/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/emphasis.h"

static const struct {
	const char *text;
	const char *html;
	const char *expected; /* NULL: nothing */
} ROWS[] = {
    {"Zet hem uit en wacht.", "<p>Zet hem <b>uit</b> en <STRONG class=x>wacht</STRONG>.",
	"Zet hem *uit* en *wacht*."},
    {"Let op: nooit openen", "<b><span style='color:red'>Let&nbsp;op:</span></b> nooit openen",
	"*Let op:* nooit openen"},
    {"een a b a", "a <b>b</b> <b>a</b>", "een a *b* *a*"},
    /* within a word, or marked already */
    {"opnieuw", "<b>nieuw</b>", NULL},
    {"nu *eerst* dit", "nu <b>eerst</b> dit", NULL},
    /* other elements, and what does not end */
    {"regel", "<br>regel<body>", NULL},
    {"regel", "<b>regel", NULL},
    {"regel", "<b", NULL},
    {"a\nb", "<b>a<br>b</b>", NULL},
    /* a command stays one */
    {"#assign Jan\nJan komt", "<div>#assign <b>Jan</b></div><div><b>Jan</b> komt</div>",
	"#assign Jan\n*Jan* komt"},
    {"niets", "<b>iets</b>", NULL},
    {"niets", "<b></b>", NULL},
};

static void
bold_is_marked(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *found = emphasis_put(ROWS[i].text, ROWS[i].html);

		if (g_strcmp0(found, ROWS[i].expected) != 0)
			fail_msg("%s: %s", ROWS[i].html, found == NULL ? "nothing" : found);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bold_is_marked),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
