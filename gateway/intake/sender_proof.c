/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what our own mail exchanger said of the sender; believes no header that anybody could have written. */
#include "gateway/intake/sender_proof.h"

#include <string.h>

#include "parsers/domain.h"

/* A mail, what its header says, and what our own server among it. */
typedef struct {
	const Origin *origin;
	const ConfigMailbox *mailbox;
	const char *from;   /* the address of From, by both who read it */
	const char *domain; /* its domain */
	int hop;            /* the topmost of our own server, or -1 */
} Case;

static bool
is_microsoft(const ConfigMailbox *mailbox)
{
	return mailbox->authserv != NULL && strcmp(mailbox->authserv, CONFIG_MICROSOFT) == 0;
}

/* A server of Microsoft 365, by the name that it has in Received; no customer's has one of these. */
static bool
is_microsofts(const char *server)
{
	static const char *const DOMAINS[] = {
	    "outlook.com", "outlook.office365.com", "prod.exchangelabs.com", NULL};

	for (size_t i = 0; DOMAINS[i] != NULL; i++)
		if (domain_within(server, DOMAINS[i]) && strcmp(server, DOMAINS[i]) != 0)
			return true;
	return false;
}

bool
sender_proof_is_by_microsoft(const Origin *origin, unsigned hop)
{
	if (hop >= origin->hops->len)
		return false;
	for (unsigned i = 0; i <= hop; i++)
		if (!is_microsofts(((OriginHop *)origin->hops->pdata[i])->by))
			return false;
	return true;
}

static bool
begins_with_name(const char *text, const char *name)
{
	size_t size = strlen(name);

	return g_ascii_strncasecmp(text, name, size) == 0 && !g_ascii_isalnum(text[size]) &&
	       strchr("-_.", text[size]) == NULL;
}

/* Whether it may be our own server's, however it is written: enough to count against the mail. */
static bool
may_be_own(const Case *one, const AuthResult *result)
{
	const char *name = one->mailbox->authserv;

	if (result->hop > one->mailbox->authserv_hops)
		return false;
	if (is_microsoft(one->mailbox))
		return result->authserv[0] == '\0' &&
		       sender_proof_is_by_microsoft(one->origin, result->hop);
	return g_ascii_strcasecmp(result->authserv, name) == 0 ||
	       (result->unreadable && (begins_with_name(result->authserv, name) ||
					  g_ascii_strcasecmp(result->authserv, name) == 0));
}

/* Whether it is written as our own server writes: what speaks for a mail must be. */
static bool
is_own(const Case *one, const AuthResult *result)
{
	return (int)result->hop == one->hop && !result->unreadable && !result->is_odd &&
	       strcmp(result->authserv,
		   is_microsoft(one->mailbox) ? "" : one->mailbox->authserv) == 0;
}

/* The hop of the topmost result that our own server may have written, or -1: none. */
static int
own_hop(const Case *one)
{
	for (unsigned i = 0; one->mailbox->authserv != NULL && i < one->origin->results->len;
	     i++) {
		const AuthResult *result = one->origin->results->pdata[i];

		if (may_be_own(one, result))
			return (int)result->hop;
	}
	return -1;
}

bool
sender_proof_has_results(const Origin *origin, const ConfigMailbox *mailbox)
{
	const Case one = {.origin = origin, .mailbox = mailbox};

	return own_hop(&one) >= 0;
}

/* Where no Received stands below nobody can tell what our own server wrote. */
SpamSign
sender_proof_spam(const Origin *origin, const ConfigMailbox *mailbox)
{
	const Case one = {.origin = origin, .mailbox = mailbox};
	bool all = mailbox->spam_headers == CONFIG_SPAM_ALL;
	int hop = origin == NULL ? -1 : own_hop(&one);
	SpamSign sign = {0};

	for (unsigned i = 0; origin != NULL && i < origin->spam->len; i++)
		if (all || ((int)i <= hop && i < origin->hops->len))
			spam_sign_add(&sign, &g_array_index(origin->spam, SpamSign, i));
	return sign;
}

static bool
is_result(const AuthResult *result, const char *method, const char *word)
{
	return strcmp(result->method, method) == 0 && strcmp(result->result, word) == 0;
}

/* A signature over a part of the body lets everybody who has such a mail write below it: then SPF must say the same. */
static bool
is_signed_in_part(const Case *one)
{
	bool partial = false;

	for (unsigned i = 0; i < one->origin->partial->len; i++) {
		const char *domain = one->origin->partial->pdata[i];

		partial = partial || domain_within(one->domain, domain) ||
			  domain_within(domain, one->domain);
	}
	for (unsigned i = 0; partial && i < one->origin->results->len; i++) {
		const AuthResult *result = one->origin->results->pdata[i];

		if (is_own(one, result) && is_result(result, "spf", "pass") &&
		    domain_equal(result->domain, one->domain))
			return false;
	}
	return partial;
}

static bool
vouches(const Case *one, const AuthResult *result)
{
	if (!is_own(one, result) || result->domain[0] == '\0' || one->domain[0] == '\0')
		return false;
	if (is_result(result, "dmarc", "pass"))
		return domain_equal(result->domain, one->domain);
	return is_result(result, "dkim", "pass") && strchr(result->domain, '.') != NULL &&
	       domain_within(one->domain, result->domain);
}

/* DMARC results that do not agree vouch for nothing. */
static const AuthResult *
find_voucher(const Case *one)
{
	const AuthResult *voucher = NULL;
	unsigned passes = 0, others = 0;

	for (unsigned i = 0; i < one->origin->results->len; i++) {
		const AuthResult *result = one->origin->results->pdata[i];
		bool is_dmarc = is_own(one, result) && strcmp(result->method, "dmarc") == 0;

		passes += is_dmarc && strcmp(result->result, "pass") == 0;
		others += is_dmarc && strcmp(result->result, "pass") != 0;
		if (voucher == NULL && vouches(one, result))
			voucher = result;
	}
	if ((passes > 0 && others > 0) || voucher == NULL || is_signed_in_part(one))
		return NULL;
	return voucher;
}

static bool
is_internal_domain(const Case *one)
{
	const GPtrArray *internal = one->mailbox->internal;

	for (unsigned i = 0; internal != NULL && i < internal->len; i++)
		if (domain_equal(one->domain, internal->pdata[i]))
			return true;
	return false;
}

/* Who had logged in at our own server to hand the mail in: as its topmost results say, or its topmost Received but for
 * one of its LMTP, which says nothing of who came in and stands above that of its SMTP. */
static bool
is_handed_in(const Case *one)
{
	for (unsigned i = 0; i < one->origin->results->len; i++) {
		const AuthResult *result = one->origin->results->pdata[i];

		if (is_own(one, result) && is_result(result, "auth", "pass") &&
		    domain_address_equal(result->user, one->from))
			return true;
	}
	for (unsigned i = 0; i < one->origin->hops->len && i <= one->mailbox->authserv_hops;
	     i++) {
		const OriginHop *hop = one->origin->hops->pdata[i];

		if (!hop->is_lmtp && g_ascii_strcasecmp(hop->by, one->mailbox->authserv) == 0)
			return domain_address_equal(hop->user, one->from);
	}
	return false;
}

/* Exchange's mark on mail inside a tenant. Mail from outside has results, so the mark beside them is somebody's copy. */
static bool
is_marked_internal(const Case *one)
{
	return one->mailbox->believes_authas && is_microsoft(one->mailbox) &&
	       one->origin->is_internal && one->hop < 0 &&
	       sender_proof_is_by_microsoft(one->origin, 0);
}

void
verdict_clear(Verdict *verdict)
{
	g_clear_pointer(&verdict->why, g_free);
}

static void
fail(Verdict *verdict, const char *why, const char *by)
{
	verdict->failed = true;
	g_free(verdict->why);
	verdict->why = g_strconcat(why, by, NULL);
}

/* What our own server says against it. A domain of which it does not say what it wants is taken for one that wants no
 * forged mail: an answer to somebody else's forgery would only be noise. */
static void
judge_against(const Case *one, Verdict *verdict)
{
	const char *authserv = one->mailbox->authserv;
	bool unreadable = false;

	for (unsigned i = 0; one->hop >= 0 && i < one->origin->results->len; i++) {
		const AuthResult *result = one->origin->results->pdata[i];

		if ((int)result->hop != one->hop || !may_be_own(one, result))
			continue;
		unreadable = unreadable || result->unreadable;
		if (!is_result(result, "dmarc", "fail"))
			continue;
		verdict->failed = true;
		verdict->rejects =
		    verdict->rejects || (strcmp(result->policy, "none") != 0 &&
					    strcmp(result->policy, "quarantine") != 0);
	}
	if (verdict->failed)
		fail(verdict, "DMARC fail by ", authserv);
	else if (unreadable) {
		fail(verdict, "unreadable results of ", authserv);
		verdict->rejects = true;
	}
}

static void
judge_for(const Case *one, Verdict *verdict)
{
	const AuthResult *voucher = find_voucher(one);

	verdict->passed = true;
	if (voucher != NULL)
		verdict->why = g_strdup_printf("%s pass by %s",
		    strcmp(voucher->method, "dmarc") == 0 ? "DMARC" : "DKIM",
		    one->mailbox->authserv);
	else if (is_internal_domain(one) && is_handed_in(one))
		verdict->why = g_strdup_printf("handed in at our own server by %s", one->from);
	else if (is_internal_domain(one) && is_marked_internal(one))
		verdict->why = g_strdup_printf("sent inside our own tenant by %s", one->from);
	else
		verdict->passed = false;
}

void
sender_proof_judge(const Message *message, const ConfigMailbox *mailbox, Verdict *ret_verdict)
{
	const Origin *origin = message->origin;
	const char *from = origin == NULL || origin->from == NULL ? "" : origin->from;
	const MessageAddress *read = message->via != NULL ? message->via : message->from;
	Case one = {origin, mailbox, from, domain_of(from), -1};
	Verdict verdict = {0};

	if (origin != NULL) {
		one.hop = own_hop(&one);
		judge_against(&one, &verdict);
		/* what the reader takes for From decides whom the mail speaks for, so it must be what was proved */
		if (read != NULL && origin->from != NULL &&
		    !domain_address_equal(read->address, origin->from))
			fail(&verdict, "the two readings of its From disagree", NULL);
	}
	/* a pass of a group, or of a form, is theirs, and nobody's who wrote through it */
	if (origin != NULL && mailbox->authserv != NULL && from[0] != '\0' &&
	    message->from != NULL && message->via == NULL && !verdict.failed)
		judge_for(&one, &verdict);
	if (verdict.why == NULL)
		verdict.why = g_strdup(
		    mailbox->authserv == NULL         ? "no authserv is configured"
		    : message->via != NULL            ? "who wrote it is not in its From"
		    : from[0] == '\0' && one.hop >= 0 ? "its From is not one plain address"
						      : "no pass by our own server");
	*ret_verdict = verdict;
}
