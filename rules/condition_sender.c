/* SPDX-License-Identifier: Apache-2.0 */
/* from, domain, contact, account, proof: who sent it, and how sure we are. */
#include "rules/condition.h"

#include <string.h>

static const char *
sender_address(const ConditionRun *run)
{
	const MessageAddress *from = run->facts->message->from;

	return from == NULL ? "" : from->address;
}

static ConditionResult
match_from(const void *self, ConditionRun *run)
{
	return condition_search(self, "from", sender_address(run), run);
}

static GPtrArray *
from_literals(const void *self, unsigned *seen)
{
	return condition_pattern_literals(self, SEEN_FROM, seen);
}

const ConditionKind condition_from = {
    .key = "from",
    .read = condition_read_pattern,
    .match = match_from,
    .free = condition_free_pattern,
    .literals = from_literals,
};

/* jansen.example is the domain of els@jansen.example and of els@mail.jansen.example. */
static bool
is_below(const char *domain, const char *parent)
{
	size_t length = strlen(domain), tail = strlen(parent);

	if (length < tail || g_ascii_strcasecmp(domain + length - tail, parent) != 0)
		return false;
	return length == tail || domain[length - tail - 1] == '.';
}

static ConditionResult
match_domain(const void *self, ConditionRun *run)
{
	const GPtrArray *words = self;
	const char *at = strrchr(sender_address(run), '@');

	for (size_t i = 0; at != NULL && i < words->len; i++)
		if (is_below(at + 1, words->pdata[i]))
			return condition_met(run, "domain %s", at + 1);
	return condition_not_met(run, "domain is %s", at == NULL ? "not known" : at + 1);
}

const ConditionKind condition_domain = {
    .key = "domain",
    .read = condition_read_words,
    .match = match_domain,
    .free = condition_free_words,
};

static void *
read_bool(const YamlNode *value, ConditionScope *scope)
{
	bool *wanted = g_new0(bool, 1);

	(void)scope;
	if (!yaml_read_bool(value, NULL, wanted))
		g_clear_pointer(&wanted, g_free);
	return wanted;
}

static ConditionResult
match_contact(const void *self, ConditionRun *run)
{
	const bool *wanted = self;

	return condition_when(*wanted == run->facts->sender_known, run, "contact",
	    run->facts->sender_known ? "known" : "not known");
}

const ConditionKind condition_contact = {
    .key = "contact",
    .read = read_bool,
    .match = match_contact,
    .free = g_free,
};

static ConditionResult
match_account(const void *self, ConditionRun *run)
{
	return condition_word(self, "account", run->facts->account, run);
}

const ConditionKind condition_account = {
    .key = "account",
    .read = condition_read_words,
    .match = match_account,
    .free = condition_free_words,
};

static void *
read_proof(const YamlNode *value, ConditionScope *scope)
{
	static const YamlRange levels = {PROOF_NONE, PROOF_CODE};
	int64_t *least = g_new0(int64_t, 1);

	(void)scope;
	if (!yaml_read_integer(value, &levels, least))
		g_clear_pointer(&least, g_free);
	return least;
}

static ConditionResult
match_proof(const void *self, ConditionRun *run)
{
	const int64_t *least = self;
	char level[] = {'L', (char)('0' + run->facts->proof), '\0'};

	return condition_when((int64_t)run->facts->proof >= *least, run, "proof", level);
}

const ConditionKind condition_proof = {
    .key = "proof",
    .read = read_proof,
    .match = match_proof,
    .free = g_free,
};
