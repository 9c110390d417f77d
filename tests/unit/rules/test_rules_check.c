/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/rules_fixture.h"

/* What the check says of rules that are allowed and hardly meant. */
static void
test_check(void **state)
{
	static const struct {
		const char *text;
		const char *said; /* of the only warning; NULL: none */
	} rows[] = {
	    {"- {name: a, when: {}, then: comment}", NULL},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {kind: list}, then: "
	     "comment}",
		"rule 'b', which no mail"},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {}, then: comment}",
		"rule 'a' takes them all"},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {ticket: known}, then: "
	     "comment}",
		NULL},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {ticket: any, proof: 1}, "
	     "then: comment}",
		NULL},
	    {"- {name: a, when: {ticket: known}, then: comment}\n- {name: b, when: "
	     "{ticket.state: open}, then: comment}",
		"rule 'b', which no mail"},
	    {"- {name: a, when: {ticket: known}, then: comment}\n- {name: b, when: {}, then: "
	     "comment}",
		NULL},
	    {"- {name: a, when: {ticket: known}, then: comment}\n- {name: b, when: {}, then: "
	     "comment}\n- {name: c, when: {ticket.state: open}, then: comment}",
		"rules.yaml:3: found rule 'c', which no mail reaches: rule 'a'"},
	    {"- {name: a, when: {ticket: any}, then: comment}\n- {name: b, when: {}, then: "
	     "comment}",
		"rule 'b', which no mail"},
	    {"- {name: a, when: {ticket: known}, then: comment}\n- {name: b, when: {ticket: "
	     "none}, then: comment}\n"
	     "- {name: c, when: {ticket: any, proof: 2}, then: comment}",
		"rule 'c', which no mail reaches: rule 'b'"},
	    {"- {name: a, when: {}, continue: {priority: high}}\n- {name: b, when: {}, then: "
	     "comment}",
		NULL},
	    {"- {name: a, when: {proof: 2, account: [x, y]}, then: comment}\n"
	     "- {name: b, when: {account: [y, x], proof: 2}, then: ignore}",
		"rule 'b' with the same conditions as rule 'a' in line 1"},
	    {"- {name: a, when: {proof: 2}, then: comment}\n- {name: b, when: {proof: 3}, "
	     "then: comment}",
		NULL},
	    {"- {name: a, when: {kind: list}, then: comment}\n- {name: b, when: {kind: "
	     "[list]}, then: comment}",
		"the same"},
	    {"- {name: a, when: {proof: 2}, continue: {priority: low}}\n- {name: b, when: "
	     "{proof: 2}, then: comment}",
		NULL},
	    {"- {name: a, when: {text: printer}, then: comment}", NULL},
	    {"- {name: a, when: {text: '\\d+'}, then: comment}",
		"whose patterns every mail is searched for"},
	    {"- {name: a, when: {any: [{text: printer}, {subject: muis}]}, then: comment}",
		NULL},
	    {"- {name: a, when: {any: [{text: printer}, {subject: '.'}]}, then: comment}",
		"every mail"},
	    {"- {name: a, when: {not: {text: printer}}, then: comment}", "every mail"},
	    {"- {name: a, when: {subject: printer, text: '\\d'}, then: comment}", NULL},
	    {"- {name: a, when: {subject: printer, text: '(\\w+\\s?)*$'}, then: comment}",
		"very slow"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Ruleset) ruleset = parse_good(rows[i].text);
		g_autoptr(GPtrArray) warnings = diagnostics_new();
		g_autofree char *said = NULL;

		ruleset_check(ruleset, warnings);
		if (warnings->len > 0)
			said = diagnostic_text(warnings->pdata[0]);
		if (warnings->len != (rows[i].said != NULL) ||
		    (rows[i].said != NULL && strstr(said, rows[i].said) == NULL))
			fail_msg("%s: %u warnings, %s", rows[i].text, warnings->len, said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
