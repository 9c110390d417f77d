/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what our own mail exchanger said of the sender; believes no header that anybody could have written. */
#include "gateway/identity.h"

#include <string.h>

bool
identity_domain_within(const char *domain, const char *of)
{
	size_t length = strlen(domain);
	size_t tail = strlen(of);

	if (tail == 0 || tail > length || g_ascii_strcasecmp(domain + length - tail, of) != 0)
		return false;
	return tail == length || domain[length - tail - 1] == '.';
}

static const char *
domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at == NULL ? "" : at + 1;
}

/* The hop of the topmost result that our own server wrote, or -1: none. */
static int
own_hop(const Message *message, const ConfigMailbox *mailbox)
{
	for (unsigned i = 0; mailbox->authserv != NULL && i < message->authentication->len;
	     i++) {
		const MessageAuth *auth = message->authentication->pdata[i];

		if (g_ascii_strcasecmp(auth->authserv, mailbox->authserv) == 0)
			return auth->hop <= mailbox->authserv_hops ? (int)auth->hop : -1;
	}
	return -1;
}

static bool
vouches(const MessageAuth *auth, const char *domain)
{
	if (!g_str_equal(auth->result, "pass") || auth->domain[0] == '\0')
		return false;
	if (g_str_equal(auth->method, "dmarc"))
		return g_ascii_strcasecmp(auth->domain, domain) == 0;
	return g_str_equal(auth->method, "dkim") &&
	       identity_domain_within(domain, auth->domain) &&
	       strchr(auth->domain, '.') != NULL;
}

static bool
denies(const MessageAuth *auth)
{
	return g_str_equal(auth->method, "dmarc") && g_str_equal(auth->result, "fail");
}

/* Whether our own server wrote it, at its topmost hop. */
static bool
is_own(const MessageAuth *auth, const ConfigMailbox *mailbox, int hop)
{
	return (int)auth->hop == hop &&
	       g_ascii_strcasecmp(auth->authserv, mailbox->authserv) == 0;
}

void
verdict_clear(Verdict *verdict)
{
	g_clear_pointer(&verdict->why, g_free);
}

void
identity_judge(const Message *message, const ConfigMailbox *mailbox, Verdict *ret_verdict)
{
	const MessageAuth *voucher = NULL;
	const char *domain = message->from == NULL ? "" : domain_of(message->from->address);
	int hop = own_hop(message, mailbox);
	Verdict verdict = {0};

	for (unsigned i = 0; hop >= 0 && i < message->authentication->len; i++) {
		const MessageAuth *auth = message->authentication->pdata[i];

		if (!is_own(auth, mailbox, hop))
			continue;
		verdict.failed = verdict.failed || denies(auth);
		if (voucher == NULL && domain[0] != '\0' && vouches(auth, domain))
			voucher = auth;
	}
	verdict.passed = voucher != NULL && !verdict.failed;
	if (verdict.failed)
		verdict.why = g_strdup_printf("DMARC fail by %s", mailbox->authserv);
	else if (verdict.passed)
		verdict.why = g_strdup_printf("%s pass by %s",
		    g_str_equal(voucher->method, "dmarc") ? "DMARC" : "DKIM",
		    mailbox->authserv);
	else
		verdict.why = g_strdup(mailbox->authserv == NULL ? "no authserv is configured"
								 : "no pass by our own server");
	*ret_verdict = verdict;
}

int
identity_proof(bool known, bool aligned, bool own_token)
{
	return (own_token ? 1 : 0) + (known && aligned ? 2 : 0);
}

static bool
is_reply_address(const ConfigMailbox *mailbox, const char *address)
{
	const char *place =
	    mailbox->reply_address == NULL ? NULL : strstr(mailbox->reply_address, "{token}");
	size_t before = place == NULL ? 0 : (size_t)(place - mailbox->reply_address);
	const char *after = place == NULL ? "" : place + strlen("{token}");
	size_t length = strlen(address);
	size_t tail = strlen(after);

	return place != NULL && length > before + tail &&
	       g_ascii_strncasecmp(address, mailbox->reply_address, before) == 0 &&
	       g_ascii_strcasecmp(address + length - tail, after) == 0;
}

bool
identity_is_of(const ConfigMailbox *mailbox, const char *address)
{
	return g_ascii_strcasecmp(mailbox->address, address) == 0 ||
	       is_reply_address(mailbox, address);
}

bool
identity_is_ours(const Config *config, const char *address)
{
	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];

		if (identity_is_of(mailbox, address))
			return true;
	}
	return false;
}
