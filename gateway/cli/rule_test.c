/* SPDX-License-Identifier: Apache-2.0 */
/* What may be expected stands under the keys of a report, and is compared as text. */
#include "gateway/cli/rule_test.h"

#include "gateway/intake/report.h"
#include "gateway/model/proof.h"
#include "rules/yaml.h"
#include "spool/ticket.h"

struct RuleTest {
	DryRunFacts given;         /* own */
	char *values[REPORT_KEYS]; /* own; NULL: anything */
};

void
rule_test_free(RuleTest *test)
{
	if (test == NULL)
		return;
	dry_run_facts_clear(&test->given);
	for (int i = 0; i < REPORT_KEYS; i++)
		g_free(test->values[i]);
	g_free(test);
}

const DryRunFacts *
rule_test_given(const RuleTest *test)
{
	return &test->given;
}

/* int64_t: "2026-11-23 22:15", by the clock of the machine. */
static bool
read_time(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();
	g_autofree char *text = g_strdup(yaml_scalar(node));
	g_autoptr(GDateTime) time = NULL;

	(void)extra;
	if (text != NULL)
		time = g_date_time_new_from_iso8601(g_strdelimit(text, " ", 'T'), zone);
	if (time == NULL && text != NULL) {
		g_autofree char *with_seconds = g_strconcat(text, ":00", NULL);

		time = g_date_time_new_from_iso8601(with_seconds, zone);
	}
	if (time == NULL) {
		yaml_mistake_unexpected(node, "a time as 2026-11-23 22:15");
		return false;
	}
	*(int64_t *)target = g_date_time_to_unix(time) * 1000;
	return true;
}

static const YamlChoice KINDS[] = {
    {"case", TICKET_CASE}, {"request", TICKET_REQUEST}, {NULL, 0}};

/* int: a TicketState. */
static bool
read_state(const YamlNode *node, const void *extra, void *target)
{
	YamlChoice choices[TICKET_STATES + 1] = {0};

	(void)extra;
	for (TicketState state = 0; state < TICKET_STATES; state++)
		choices[state] = (YamlChoice){ticket_state_name(state), (int)state};
	return yaml_read_choice(node, choices, target);
}

static const YamlField TICKET[] = {
    {"kind", yaml_read_choice, offsetof(DryRunFacts, ticket_kind), KINDS, false,
	"case or request"},
    {"state", read_state, offsetof(DryRunFacts, ticket_state), NULL, true,
	"the state that it is in"},
    {"category", yaml_read_string, offsetof(DryRunFacts, category), NULL, false,
	"its category"},
    {"item", yaml_read_string, offsetof(DryRunFacts, item), NULL, false,
	"a request's catalog item"},
    {0},
};

/* Given: the ticket's part. */
static bool
read_ticket(const YamlNode *node, const void *extra, void *target)
{
	DryRunFacts *given = target;

	(void)extra;
	given->has_ticket = true;
	return yaml_read_map(node, TICKET, given);
}

static const YamlRange PROOFS = {PROOF_NONE, PROOF_BOTH};
static const YamlField GIVEN[] = {
    {"contact", yaml_read_bool, offsetof(DryRunFacts, contact), NULL, false,
	"whether the sender is a known contact"},
    {"account", yaml_read_string, offsetof(DryRunFacts, account), NULL, false,
	"the organisation that the sender belongs to"},
    {"proof", yaml_read_integer, offsetof(DryRunFacts, proof), &PROOFS, false,
	"how sure it is that the sender wrote it"},
    {"ticket", read_ticket, 0, NULL, false, "the ticket that the mail answers"},
    {"mailbox", yaml_read_string, offsetof(DryRunFacts, mailbox), NULL, false,
	"where it came in"},
    {"at", read_time, offsetof(DryRunFacts, at_ms), NULL, false, "when it came"},
    {0},
};

/* char *: what is expected; of a list its words, joined. */
static bool
read_value(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(GPtrArray) words = NULL;
	char **value = target;

	if (!yaml_read_strings(node, extra, &words))
		return false;
	g_ptr_array_add(words, NULL);
	g_free(*value);
	*value = g_strjoinv(" ", (char **)words->pdata);
	return true;
}

static bool
read_all(const YamlNode *top, RuleTest *test)
{
	YamlField fields[REPORT_KEYS + 2] = {0};

	for (int i = 0; i < REPORT_KEYS; i++)
		fields[i] = (YamlField){report_key_name((ReportKey)i), read_value,
		    offsetof(RuleTest, values) + (size_t)i * sizeof(char *), NULL, false,
		    "what is expected"};
	fields[REPORT_KEYS] = (YamlField){"given", yaml_read_section, offsetof(RuleTest, given),
	    GIVEN, false, "what the spool would know"};
	return yaml_read_map(top, fields, test);
}

static bool
check_mailbox(const YamlNode *top, const DryRunFacts *given, const Config *config)
{
	const YamlNode *node = yaml_get(top, "given");

	if (given->mailbox == NULL || config_mailbox(config, given->mailbox) != NULL)
		return true;
	yaml_mistake(yaml_get(node, "mailbox"), "a mailbox of the configuration",
	    "unknown mailbox '%s'", given->mailbox);
	return false;
}

static bool
check_proof(const YamlNode *top, const DryRunFacts *given)
{
	if (!proof_has_token((SenderProof)given->proof) || given->has_ticket)
		return true;
	yaml_mistake(yaml_get(top, "given"), "a ticket too",
	    "proof %d, which needs the token of a ticket", (int)given->proof);
	return false;
}

RuleTest *
rule_test_open(const char *path, const Config *config, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	g_autoptr(RuleTest) test = g_new0(RuleTest, 1);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);

	if (document == NULL)
		return NULL;
	if (top == NULL) {
		diagnostics_add_file(
		    diagnostics, path, "what is to come of the mail", "nothing");
		return NULL;
	}
	if (!read_all(top, test) || !check_mailbox(top, &test->given, config) ||
	    !check_proof(top, &test->given))
		return NULL;
	return g_steal_pointer(&test);
}

GPtrArray *
rule_test_compare(const RuleTest *test, const json_t *report)
{
	GPtrArray *differences = differences_new();

	for (int i = 0; i < REPORT_KEYS; i++)
		if (test->values[i] != NULL)
			differences_add(differences, report_key_name((ReportKey)i),
			    test->values[i], report);
	return differences;
}
