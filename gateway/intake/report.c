/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is decided here: what others found out is put under its keys. */
#include "gateway/intake/report.h"

#include "gateway/config/agents.h"
#include "gateway/intake/decide.h"
#include "gateway/intake/mail_facts.h"
#include "gateway/util/json_print.h"

bool
report_look_back(MailFacts *facts, GError **error)
{
	Spool *spool = facts->context->spool;
	int64_t ticket = facts->applied.ticket;
	ReportChanges *after = &facts->after;
	g_autoptr(GPtrArray) letters = NULL;

	if (ticket == 0)
		return true;
	if (!ticket_get(spool, ticket, &after->ticket, error) ||
	    !contact_account_name(spool, after->ticket->account, &after->account, error) ||
	    !letter_of_ticket(spool, ticket, &letters, error))
		return false;
	for (unsigned i = letters->len; i > 0 && after->letter == NULL; i--)
		if (g_strcmp0(((Letter *)letters->pdata[i - 1])->name, facts->applied.letter) ==
		    0)
			after->letter = g_ptr_array_steal_index(letters, i - 1);
	return true;
}

const char *
report_key_name(ReportKey key)
{
	static const char *const NAMES[REPORT_KEYS] = {
	    [REPORT_KIND] = "kind",
	    [REPORT_ANSWER] = "answer",
	    [REPORT_ASKS] = "asks",
	    [REPORT_ITEM] = "item",
	    [REPORT_RULE] = "rule",
	    [REPORT_ACTION] = "action",
	    [REPORT_DECISION] = "decision",
	    [REPORT_REASON] = "reason",
	    [REPORT_STATE] = "state",
	    [REPORT_TITLE] = "title",
	    [REPORT_CATEGORY] = "category",
	    [REPORT_PRIORITY] = "priority",
	    [REPORT_GROUP] = "group",
	    [REPORT_AGENT] = "agent",
	    [REPORT_ACCOUNT] = "account",
	    [REPORT_WATCHERS] = "watchers",
	    [REPORT_FORWARD] = "forward",
	    [REPORT_LETTER] = "letter",
	};

	return NAMES[key];
}

void
report_add_rule(json_t *rules, const char *rule, bool matched, const char *why)
{
	json_array_append_new(rules, json_pack("{so, sb, so}", "rule", json_print_string(rule),
					 "matched", matched, "why", json_print_string(why)));
}

static void
set(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, json_print_string(value));
}

static void
put(json_t *object, ReportKey key, const char *value)
{
	set(object, report_key_name(key), value);
}

static json_t *
message_json(const Message *message)
{
	json_t *object = json_object();

	set(object, "message_id", message->message_id);
	json_object_set_new(object, "date", json_print_time(message->date_ms));
	set(object, "subject", message_whole_subject(message));
	put(object, REPORT_KIND, message_kind_name(message->kind));
	set(object, "kind_reason", message->kind_reason);
	json_object_set_new(object, "from",
	    message->from == NULL
		? json_null()
		: json_print_person(message->from->name, message->from->address));
	return object;
}

static json_t *
sender_json(const Contact *sender)
{
	json_t *object = NULL;

	if (sender == NULL)
		return json_null();
	object = json_print_person(sender->name, sender->address);
	json_object_set_new(object, "known", json_boolean(sender->known));
	put(object, REPORT_ACCOUNT, sender->account_name);
	return object;
}

static void
set_ticket(json_t *object, const MailFacts *facts)
{
	const Ticket *before = mail_facts_target(facts), *after = facts->after.ticket;

	set(object, "ticket", facts->applied.number);
	set(object, "evidence", before == NULL ? NULL : facts->thread.words);
	set(object, "was", before == NULL ? NULL : ticket_state_name(before->state));
	put(object, REPORT_STATE, after == NULL ? NULL : ticket_state_name(after->state));
	put(object, REPORT_TITLE, after == NULL ? NULL : after->title);
	put(object, REPORT_CATEGORY, after == NULL ? NULL : after->category);
	put(object, REPORT_PRIORITY, after == NULL ? NULL : after->priority);
	put(object, REPORT_GROUP, after == NULL ? NULL : after->group);
	put(object, REPORT_AGENT,
	    after == NULL ? NULL : agents_shown(facts->context->config, after->agent));
	put(object, REPORT_ACCOUNT, facts->after.account);
	json_object_set_new(object, report_key_name(REPORT_WATCHERS),
	    json_print_strings(facts->rule_result->watchers));
}

/* The frequent questions that the letter answers, by title. */
static json_t *
faq_json(const GPtrArray *hits)
{
	json_t *list = json_array();

	for (unsigned i = 0; hits != NULL && i < hits->len; i++)
		json_array_append_new(
		    list, json_string(((const FaqHit *)hits->pdata[i])->title));
	return list;
}

static void
set_letter(json_t *object, const MailFacts *facts)
{
	const Letter *letter = facts->after.letter;

	put(object, REPORT_LETTER, facts->applied.letter);
	set(object, "letter_language", letter == NULL ? NULL : mail_facts_language(facts));
	set(object, "letter_to", letter == NULL ? NULL : letter->recipient);
	set(object, "letter_subject", letter == NULL ? NULL : letter->subject);
	set(object, "no_letter", facts->applied.no_letter);
	json_object_set_new(object, "faq", faq_json(facts->applied.faq));
}

json_t *
report_json(const MailFacts *facts)
{
	const RuleResult *rule_result = facts->rule_result;
	const CatalogItem *item = facts->form.item;
	json_t *object = message_json(facts->message);

	json_object_set_new(object, "sender", sender_json(facts->sender));
	json_object_set_new(object, "proof", json_integer(facts->proof));
	set(object, "vouched", facts->verdict.why);
	put(object, REPORT_ANSWER, answer_kind_name(facts->answer.kind));
	put(object, REPORT_ASKS, asks_kind_name(mail_facts_asks(facts)));
	put(object, REPORT_ITEM, item == NULL ? NULL : catalog_item_name(item));
	json_object_set_new(object, "lines", json_print_strings(facts->lines.words));
	json_object_set(object, "rules", facts->tried);
	put(object, REPORT_RULE, rule_result->rule);
	put(object, REPORT_ACTION, rule_result_kind_name(rule_result->kind));
	put(object, REPORT_FORWARD, rule_result->forward);
	put(object, REPORT_DECISION, decision_kind_name(facts->decision.kind));
	put(object, REPORT_REASON, facts->decision.reason);
	set_ticket(object, facts);
	set_letter(object, facts);
	set(object, "notice", facts->applied.notice);
	json_object_set_new(object, "told", json_print_strings(facts->applied.told));
	return object;
}

json_t *
report_aside(const Message *message, const char *decision, const char *reason)
{
	static const char *const UNASKED[] = {"sender", "proof", "vouched", "ticket",
	    "evidence", "was", "letter_language", "letter_to", "letter_subject", "no_letter"};
	static const char *const NONE[] = {"watchers", "lines", "rules", "faq"};
	json_t *object = message_json(message);

	for (size_t i = 0; i < G_N_ELEMENTS(UNASKED); i++)
		set(object, UNASKED[i], NULL);
	for (ReportKey key = REPORT_ANSWER; key < REPORT_KEYS; key++)
		put(object, key, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(NONE); i++)
		json_object_set_new(object, NONE[i], json_array());
	put(object, REPORT_DECISION, decision);
	put(object, REPORT_REASON, reason);
	return object;
}
