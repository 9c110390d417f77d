/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator can get wrong. */
#include "tests/unit/rules_fixture.h"

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text;
		const char *said; /* of the only mistake */
	} rows[] = {
	    {"name: x", "a list of rules"},
	    {"- {name: r, then: comment}", "when"},
	    {"- {when: {}, then: comment}", "name"},
	    {"- {name: r, when: {}, than: comment, then: comment}", "then"},
	    {"- {name: r, when: {}}", "neither"},
	    {"- {name: r, when: {}, then: comment, continue: {priority: high}}", "both"},
	    {"- {name: r, when: [], then: comment}", "a map of conditions"},
	    {"- {name: r, when: {subjekt: x}, then: comment}", "subject"},
	    {"- {name: r, when: {text: '('}, then: comment}", "at character 2"},
	    {"- {name: r, when: {kind: persoon}, then: comment}", "person"},
	    {"- {name: r, when: {ticket: knwon}, then: comment}", "known"},
	    {"- {name: r, when: {ticket.state: gesloten}, then: comment}", "awaiting info"},
	    {"- {name: r, when: {proof: 7}, then: comment}", "7"},
	    {"- {name: r, when: {time: '8-9'}, then: comment}", "18:00-08:00"},
	    {"- {name: r, when: {day: maandag}, then: comment}", "maandag"},
	    {"- {name: r, when: {any: {text: x}}, then: comment}", "a list of maps"},
	    {"- {name: r, when: {not: {}}, then: comment}", "nothing below 'not'"},
	    {"- {name: r, when: {attachment: {naam: x}}, then: comment}", "name"},
	    {"- {name: r, when: {header: x}, then: comment}", "a map of header names"},
	    {"- {name: r, when: {item: temas}, then: comment}", "expected teams"},
	    {"- {name: r, when: {ticket.category: Werkplk}, then: comment}",
		"expected Werkplek"},
	    {"- {name: r, when: {mailbox: suport}, then: comment}", "expected support"},
	    {"- {name: r, when: {language: nlx}, then: comment}", "expected nl"},
	    {"- {name: r, when: {}, then: comnent}", "comment"},
	    {"- {name: r, when: {}, then: {open_case: {prioriti: high}}}", "priority"},
	    {"- {name: r, when: {}, then: {open_case: {priority: urgent}}}",
		"unknown priority 'urgent', expected low, normal, high"},
	    {"- {name: r, when: {}, then: {open_case: {group: werkplk}}}", "werkplek"},
	    {"- {name: r, when: {}, then: {open_case: {category: Netwerk}}}",
		"unknown category"},
	    {"- {name: r, when: {}, then: {file_request: {item: team}}}", "teams"},
	    {"- {name: r, when: {}, then: {open_case: {title: '{{room}}'}}}",
		"unknown {{room}}"},
	    {"- {name: r, when: {not: {text: '(?<room>x)'}}, then: {open_case: {title: "
	     "'{{room}}'}}}",
		"unknown {{room}}"},
	    {"- {name: r, when: {}, then: {open_case: {title: 'a {{b'}}}", "has no end"},
	    {"- {name: r, when: {}, then: forward}", "no address"},
	    {"- {name: r, when: {}, then: {forward: {address: '{{sender.address}}'}}}",
		"address"},
	    {"- {name: r, when: {}, then: {open_case: {watchers: '{{sender.address}}'}}}",
		"mail addresses"},
	    {"- {name: r, when: {}, then: {open_case: {letter: wellcome}}}",
		"unknown letter 'wellcome'"},
	    {"- {name: r, when: {}, then: {comment: {letter: '{{subject}}'}}}",
		"the name of a letter"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autofree char *said =
		    diagnostics->len == 0 ? NULL : diagnostic_text(diagnostics->pdata[0]);

		ruleset_free(parse(rows[i].text, diagnostics));
		if (diagnostics->len > 0)
			said = diagnostic_text(diagnostics->pdata[0]);
		if (diagnostics->len != 1 || strstr(said, rows[i].said) == NULL)
			fail_msg("%s: %u mistakes, %s", rows[i].text, diagnostics->len, said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
