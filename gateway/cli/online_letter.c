/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nobody could write results into a letter that nobody else knew of: the topmost ones are those of the server that took it
 * in, whether `authserv` names it or not.
 */
#include "gateway/cli/online_letter.h"

#include <string.h>

#include "gateway/cli/own_letter.h"
#include "gateway/intake/verifier.h"
#include "parsers/domain.h"

typedef enum {
	PASS,
	NOT_ALIGNED, /* a pass, for another domain */
	FAIL,
	NONE, /* the domain, or the letter, has none */
	UNCLEAR,
	OUTCOMES,
} Outcome;

typedef struct {
	const char *method;
	const char *name;
	const char *todo[OUTCOMES]; /* DOMAIN and OTHER stand for domains; NULL: nothing */
} Method;

static const Method METHODS[] = {
    {"spf", "SPF",
	{[NOT_ALIGNED] =
		"the letter leaves with an envelope sender of OTHER, which says nothing for "
		"DOMAIN: leave out 'envelope_from', or set it to an address of DOMAIN",
	    [FAIL] = "the record of OTHER does not name the server that sent the letter: add "
		     "that server to the TXT record of OTHER that begins with 'v=spf1'",
	    [NONE] =
		"OTHER has no record: publish a TXT record at OTHER, such as 'v=spf1 "
		"include:YOUR-PROVIDER -all', that names the server that sends your letters",
	    [UNCLEAR] =
		"the record of OTHER cannot be used: look whether there is one, and not "
		"two, that begin with 'v=spf1', and that it needs ten look-ups at most"}},
    {"dkim", "DKIM",
	{[NOT_ALIGNED] =
		"the letter is signed by OTHER, which says nothing for DOMAIN: have the "
		"server that sends it sign with d=DOMAIN",
	    [FAIL] = "there is a signature, and it does not hold: look whether the key at "
		     "SELECTOR._domainkey.DOMAIN is the one that it is made with, and whether "
		     "something changes letters after they are signed",
	    [NONE] = "nothing signs the letter: have the server that sends it sign with "
		     "d=DOMAIN, and publish its key as a TXT record at "
		     "SELECTOR._domainkey.DOMAIN",
	    [UNCLEAR] =
		"the key cannot be read: look whether SELECTOR._domainkey.DOMAIN can be "
		"resolved"}},
    {"dmarc", "DMARC",
	{[NOT_ALIGNED] = "the policy that was looked at is that of OTHER",
	    [FAIL] = "neither SPF nor DKIM passes for DOMAIN: mend one of them, better both",
	    [NONE] = "DOMAIN has no policy: publish a TXT record at _dmarc.DOMAIN, such as "
		     "'v=DMARC1; p=none; rua=mailto:postmaster@DOMAIN', and later p=quarantine",
	    [UNCLEAR] = "the policy cannot be read: look whether _dmarc.DOMAIN has one TXT "
			"record that begins with 'v=DMARC1'"}},
};

static bool
is_aligned(const char *domain, const char *with)
{
	return domain[0] == '\0' || domain_within(domain, with) || domain_within(with, domain);
}

static Outcome
outcome_of(const AuthResult *result, const char *domain)
{
	static const struct {
		const char *word;
		Outcome outcome;
	} WORDS[] = {
	    {"fail", FAIL},
	    {"softfail", FAIL},
	    {"neutral", FAIL},
	    {"policy", FAIL},
	    {"none", NONE},
	    {"bestguesspass", NONE},
	};

	if (strcmp(result->result, "pass") == 0)
		return is_aligned(result->domain, domain) ? PASS : NOT_ALIGNED;
	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++)
		if (strcmp(result->result, WORDS[i].word) == 0)
			return WORDS[i].outcome;
	return UNCLEAR;
}

/* Of several signatures the best counts. NULL: the server did not look. */
static const AuthResult *
best_of(const Origin *origin, const char *method, const char *domain)
{
	const AuthResult *top = origin->results->pdata[0];
	const AuthResult *best = NULL;

	for (unsigned i = 0; i < origin->results->len; i++) {
		const AuthResult *one = origin->results->pdata[i];

		if (one->hop == top->hop && strcmp(one->authserv, top->authserv) == 0 &&
		    !one->unreadable && strcmp(one->method, method) == 0 &&
		    (best == NULL || outcome_of(one, domain) < outcome_of(best, domain)))
			best = one;
	}
	return best;
}

/* Caller owns. */
static char *
todo_for(const Method *method, const AuthResult *result, const char *domain)
{
	const char *todo = method->todo[outcome_of(result, domain)];
	GString *text = g_string_new(todo == NULL ? "" : todo);

	g_string_replace(text, "OTHER", result->domain[0] == '\0' ? domain : result->domain, 0);
	g_string_replace(text, "DOMAIN", domain, 0);
	return g_string_free(text, FALSE);
}

static bool
judge_one(
    const ConfigMailbox *mailbox, const Method *method, const Origin *origin, GString *out)
{
	const char *domain = domain_of(mailbox->address);
	const AuthResult *result = best_of(origin, method->method, domain);
	bool passes = result != NULL && outcome_of(result, domain) == PASS;
	g_autofree char *todo = result == NULL ? NULL : todo_for(method, result, domain);

	g_string_append_printf(out, "mailbox %s, letter, %s: ", mailbox->name, method->name);
	if (result == NULL)
		g_string_append(out, "not known: the server says nothing of it\n");
	else if (passes)
		g_string_append_printf(out, "good: pass for %s\n",
		    result->domain[0] == '\0' ? domain : result->domain);
	else
		g_string_append_printf(out, "wrong: %s: %s\n",
		    outcome_of(result, domain) == NOT_ALIGNED ? "not aligned" : result->result,
		    todo);
	return result == NULL || passes;
}

bool
online_letter_judge(const ConfigMailbox *mailbox, const Origin *origin, GString *out)
{
	const AuthResult *top = origin->results->len == 0 ? NULL : origin->results->pdata[0];
	bool good = true;

	g_string_append_printf(
	    out, "mailbox %s, letter: good: it came back, and is deleted", mailbox->name);
	if (top == NULL) {
		g_string_append(out,
		    "; its server judges no letters of its own people, so that SPF, DKIM and "
		    "DMARC are not known: look at Authentication-Results of a letter that "
		    "somebody "
		    "got elsewhere\n");
		return true;
	}
	g_string_append_printf(out, "; judged by '%s'\n",
	    top->authserv[0] == '\0' ? CONFIG_MICROSOFT : top->authserv);
	for (size_t i = 0; i < G_N_ELEMENTS(METHODS); i++)
		good = judge_one(mailbox, &METHODS[i], origin, out) && good;
	return good;
}

static void
on_answer(void *data)
{
	(void)data;
}

/* Borrowed of the verifier; NULL: its worker ended. */
static const Origin *
read_header(Verifier *verifier, GBytes *header)
{
	g_autoptr(GBytes) start = verifier_header(header);
	Origin *origin = NULL;
	const char *how = NULL;
	VerifierState state = VERIFIER_WAITS;

	verifier_give(verifier, 1, start);
	verifier_run(verifier);
	while ((state = verifier_look(verifier, 1, &origin, &how)) == VERIFIER_WAITS)
		g_main_context_iteration(NULL, TRUE);
	return state == VERIFIER_KNOWS ? origin : NULL;
}

static bool
try_mailbox(const Config *config, const ConfigMailbox *mailbox, GString *out)
{
	g_autoptr(Verifier) verifier = verifier_new(on_answer, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) header = own_letter_go(config, mailbox, &error);
	const Origin *origin = header == NULL ? NULL : read_header(verifier, header);

	if (origin != NULL)
		return online_letter_judge(mailbox, origin, out);
	g_string_append_printf(out, "mailbox %s, letter: wrong: %s\n", mailbox->name,
	    error == NULL ? "its header cannot be read" : error->message);
	return false;
}

bool
online_letter(const Config *config, GString *out)
{
	bool good = true;

	if (config->outgoing.smtp.host == NULL) {
		g_string_append(
		    out, "letter: not sent: letters go into a Maildir, and no further\n");
		return true;
	}
	for (guint i = 0; i < config->mailboxes->len; i++)
		good = try_mailbox(config, config->mailboxes->pdata[i], out) && good;
	return good;
}
