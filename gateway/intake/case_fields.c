/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading count only of known contacts, and of agents whose domain was vouched for. A line never gives more than its
 * sender has: a category there is, an account that is his or that he approves for, people who are recorded as those in
 * Cc are, and a reporter of his own account. What names others than himself takes some proof; what an agent says is the
 * desk's word.
 */
#include "gateway/intake/case_fields.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/intake/agent_forward.h"
#include "gateway/intake/mail_facts.h"
#include "gateway/intake/page_form.h"
#include "gateway/model/name_others.h"
#include "gateway/model/typed.h"
#include "parsers/subject_mark.h"
#include "rules/answers.h"
#include "rules/people.h"
#include "rules/words.h"
#include "rules/yaml.h"
#include "spool/account.h"

#define PEOPLE_MAX 20
#define SUBJECT_TELLS 2 /* words */

void
case_fields_clear(CaseFields *form)
{
	g_clear_pointer(&form->group, g_free);
	g_clear_pointer(&form->people, g_array_unref);
	g_clear_pointer(&form->reporter, contact_free);
	g_clear_pointer(&form->first_line, g_free);
	g_clear_pointer(&form->words, g_ptr_array_unref);
}

typedef struct {
	const MailFacts *facts;
	const char *agent; /* the sender's name, where it is one of the desk; or NULL */
	GPtrArray *fields; /* own; of FormField */
	const char *values[LABEL_COUNT]; /* borrowed from the fields; or NULL */
	CaseFields *form;
} Reading;

static void say(Reading *reading, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
say(Reading *reading, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *words = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (reading->form->words == NULL)
		reading->form->words = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(reading->form->words, g_steal_pointer(&words));
}

/* What a page has fields for, it has no lines for. */
static bool
find_fields(Reading *reading)
{
	static const struct {
		const char *name;
		int label;
	} FIELDS[] = {
	    {PAGE_FORM_CATEGORY, LABEL_CATEGORY},
	    {PAGE_FORM_ACCOUNT, LABEL_ACCOUNT},
	    {PAGE_FORM_PEOPLE, LABEL_PEOPLE},
	    {PAGE_FORM_REPORTER, LABEL_BEHALF},
	};
	const WebForm *page = reading->facts->page;
	bool found = false;

	for (size_t i = 0; page->deed == WEB_DEED_OPEN && i < G_N_ELEMENTS(FIELDS); i++) {
		const char *value = web_form_field(page, FIELDS[i].name);

		reading->values[FIELDS[i].label] = value;
		found = found || value != NULL;
	}
	return found;
}

/* The first line of each kind counts. */
static bool
find_lines(Reading *reading)
{
	const Message *message = reading->facts->message;
	const Answers *answers = reading->facts->context->config->answers;
	const FormContext context = {.phrases = answers_phrases(answers), .whole = true};
	bool found = false;

	reading->fields = form_read(answers_labels(answers),
	    message->table == NULL ? message->text : message->table, &context);
	for (unsigned i = 0; i < reading->fields->len; i++) {
		const FormField *field = reading->fields->pdata[i];

		if (field->how != FORM_WHOLE || field->value[0] == '\0' ||
		    reading->values[field->question] != NULL)
			continue;
		reading->values[field->question] = field->value;
		found = true;
	}
	return found;
}

static const char *
agent_name(const MailFacts *facts)
{
	const MessageAddress *from = facts->message->from;
	Standing standing = proof_standing(false, facts->verdict.passed, false);
	const ConfigAgent *agent =
	    from == NULL ? NULL : agents_agent(facts->context->config, from->address);

	return agent != NULL && facts->page == NULL &&
		       (proof_outcome(ACTION_AGENT_NEW, standing, true) == PROOF_YES ||
			   (agent_forward_is(facts) && facts->mail->released))
		   ? agent->name
		   : NULL;
}

/* "Els Bos <els@klant.example>", "els@klant.example."; NULL where there is no address. Caller owns. */
static char *
address_in(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\n<>()[],;\"'", -1);

	for (size_t i = 0; words[i] != NULL; i++) {
		size_t length = strlen(words[i]);

		while (length > 0 && strchr(".:!?", words[i][length - 1]) != NULL)
			words[i][--length] = '\0';
		if (g_str_has_prefix(words[i], "mailto:"))
			memmove(words[i], words[i] + 7, length - 6);
		if (yaml_is_address(words[i]))
			return g_strdup(words[i]);
	}
	return NULL;
}

/* name: or NULL. */
static bool
meet(Reading *reading, const char *address, const char *name, Contact **ret_contact,
    GError **error)
{
	const ContactDetails details = {.address = address, .name = name};

	return contact_meet(reading->facts->context->spool, &details,
	    reading->facts->context->now_ms, ret_contact, error);
}

static bool
may_name_others(const Reading *reading)
{
	return proof_outcome(ACTION_ON_BEHALF, reading->facts->standing, true) == PROOF_YES;
}

static bool
read_behalf(Reading *reading, GError **error)
{
	const char *value = reading->values[LABEL_BEHALF];
	g_autofree char *address = value == NULL ? NULL : address_in(value);
	g_autoptr(Contact) other = NULL;
	const char *why = NULL;

	if (value == NULL)
		return true;
	if (address == NULL || own_address_is_ours(reading->facts->context->config, address)) {
		say(reading, "on behalf of: no mail address of a customer, not taken");
		return true;
	}
	if (reading->agent != NULL
		? !meet(reading, address, NULL, &other, error)
		: !contact_find(reading->facts->context->spool, address, &other, error))
		return false;
	why = reading->agent != NULL ? NULL
				     : name_others_why_not(reading->facts->author,
					   may_name_others(reading), other);
	if (why != NULL) {
		say(reading, "on behalf of %s: %s, not taken", address, why);
		return true;
	}
	say(reading, "on behalf of %s: taken%s%s", address,
	    reading->agent == NULL ? "" : ", the word of ",
	    reading->agent == NULL ? "" : reading->agent);
	reading->form->reporter = g_steal_pointer(&other);
	reading->form->by_desk = reading->agent != NULL;
	return true;
}

/* What an agent forwards is the case of who wrote it, unless a line says whose. */
static bool
read_forward(Reading *reading, GError **error)
{
	const MessageAddress *customer = NULL;

	if (reading->agent == NULL || !agent_forward_is(reading->facts) ||
	    reading->form->reporter != NULL)
		return true;
	reading->form->by_desk = reading->form->forwards = true;
	customer = agent_forward_customer(reading->facts);
	if (customer == NULL) {
		say(reading, "forwarded by %s: no address of a customer in it", reading->agent);
		return true;
	}
	say(reading, "a mail of %s: taken, forwarded by %s", customer->address, reading->agent);
	return meet(
	    reading, customer->address, customer->name, &reading->form->reporter, error);
}

static void
read_category(Reading *reading)
{
	const char *value = reading->values[LABEL_CATEGORY];

	if (value == NULL)
		return;
	reading->form->category = typed_near(reading->facts->context, TYPED_CATEGORY, value);
	if (reading->form->category != NULL)
		say(reading, "category %s: taken", reading->form->category);
	else
		say(reading, "category: none of ours, not taken");
}

/* An agent may name any. */
static bool
may_name_account(Reading *reading, const Account *account, bool *ret_may, GError **error)
{
	*ret_may = reading->agent != NULL;
	return *ret_may ||
	       name_others_may_account(reading->facts->context->spool, reading->facts->author,
		   may_name_others(reading), account, ret_may, error);
}

static bool
read_account(Reading *reading, GError **error)
{
	const char *value = reading->values[LABEL_ACCOUNT];
	g_autofree char *name = value == NULL ? NULL : g_strndup(value, strcspn(value, "\n"));
	g_autoptr(Account) account = NULL;
	bool may = false;

	if (value == NULL)
		return true;
	if (!account_find(reading->facts->context->spool, g_strstrip(name), &account, error) ||
	    (account != NULL && !may_name_account(reading, account, &may, error)))
		return false;
	if (may) {
		reading->form->account = account->id;
		reading->form->group = g_steal_pointer(&account->group);
		say(reading, "account %s: taken", account->name);
	} else {
		say(reading, "account: %s, not taken",
		    account == NULL ? "there is none of this name"
				    : "not one that the sender may name");
	}
	return true;
}

/* A colleague by his whole name, where there is just one. */
static bool
find_colleague(Reading *reading, const char *name, int64_t *ret_id, GError **error)
{
	const Contact *reporter = reading->form->reporter;
	int64_t account =
	    reporter != NULL ? reporter->account : reading->facts->author->account;
	g_autofree char *wanted = words_fold(name);
	g_autoptr(GPtrArray) colleagues = NULL;

	*ret_id = 0;
	if (account == 0 || wanted[0] == '\0')
		return true;
	if (!contact_list(reading->facts->context->spool, account, &colleagues, error))
		return false;
	for (unsigned i = 0; i < colleagues->len; i++) {
		const Contact *one = colleagues->pdata[i];
		g_autofree char *folded = words_fold(one->name);

		if (!one->known || !g_str_equal(folded, wanted))
			continue;
		if (*ret_id != 0) {
			*ret_id = 0;
			return true;
		}
		*ret_id = one->id;
	}
	return true;
}

static bool
read_person(Reading *reading, const char *text, GError **error)
{
	g_autofree char *address = address_in(text);
	g_autoptr(Contact) contact = NULL;
	int64_t id = 0;

	if (address != NULL && own_address_is_ours(reading->facts->context->config, address))
		return true;
	if (address == NULL ? !find_colleague(reading, text, &id, error)
			    : !meet(reading, address, NULL, &contact, error))
		return false;
	if (contact != NULL)
		id = contact->id;
	if (id == 0) {
		say(reading, "people: neither an address nor one known colleague, not taken");
		return true;
	}
	g_array_append_val(reading->form->people, id);
	say(reading, "people %s: taken", address == NULL ? text : address);
	return true;
}

static bool
read_people(Reading *reading, GError **error)
{
	const char *value = reading->values[LABEL_PEOPLE];
	g_autoptr(GPtrArray) parts = value == NULL ? NULL : people_split(value);

	if (value == NULL)
		return true;
	reading->form->people = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (unsigned i = 0; i < parts->len && i < PEOPLE_MAX; i++)
		if (!read_person(reading, parts->pdata[i], error))
			return false;
	return true;
}

/* What was forwarded stands below the sender's own words, which may be a greeting only, or is a part. */
static bool
carries_another(const Message *message)
{
	if (subject_mark_may_forward(message->subject) && message->text[0] != '\0')
		return true;
	for (unsigned i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *attachment = message->attachments->pdata[i];

		if (g_str_equal(attachment->type, "message/rfc822"))
			return true;
	}
	return false;
}

static bool
read_all(Reading *reading, GError **error)
{
	reading->agent = agent_name(reading->facts);
	if (reading->facts->page != NULL ? !find_fields(reading) : !find_lines(reading))
		return read_forward(reading, error);
	if (reading->facts->author == NULL ||
	    (!reading->facts->author->known && reading->agent == NULL)) {
		say(reading, "from who is no known contact, not taken");
		return true;
	}
	read_category(reading);
	return read_behalf(reading, error) && read_forward(reading, error) &&
	       read_account(reading, error) && read_people(reading, error);
}

static unsigned
telling(const MailFacts *facts, const char *line)
{
	return answers_telling(facts->context->config->answers, line);
}

/* Whether the line is the name with which the sender signs. */
static bool
is_own_name(const Message *message, const char *line)
{
	g_autofree char *name = words_fold(message->from == NULL ? "" : message->from->name);
	g_autofree char *signed_as = words_fold(line);
	g_autofree char *padded = g_strdup_printf(" %s ", g_strstrip(name));
	g_autofree char *part = g_strdup_printf(" %s ", g_strstrip(signed_as));

	return strstr(padded, part) != NULL;
}

/* A name alone below a salutation is no matter, whoever bears it. */
static bool
is_only_name(const MailFacts *facts, const char *line, bool has_subject)
{
	const char *text = facts->message->text;

	if (!g_str_has_suffix(text, line))
		return false;
	return is_own_name(facts->message, line) ||
	       (!has_subject && telling(facts, line) == 1 && !g_str_equal(text, line));
}

/* A subject of two telling words is a message: "Printer kapot". */
static bool
says_nothing(const MailFacts *facts, const char *first_line)
{
	const Message *message = facts->message;
	const char *subject = subject_mark_skip(message->subject);

	unsigned words = telling(facts, subject);

	if (carries_another(message) || words >= SUBJECT_TELLS)
		return false;
	return first_line == NULL || is_only_name(facts, first_line, words > 0);
}

bool
case_fields_read(const MailFacts *facts, CaseFields *ret_form, GError **error)
{
	const Message *message = facts->message;
	Reading reading = {.facts = facts, .form = ret_form};
	bool good = true;

	ret_form->first_line =
	    answers_first_line(facts->context->config->answers, message->text);
	ret_form->says_nothing = says_nothing(facts, ret_form->first_line);
	if (!message_kind_is_machine(message->kind))
		good = read_all(&reading, error);
	g_clear_pointer(&reading.fields, g_ptr_array_unref);
	return good;
}
