/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 3834, section 2, and what mail systems ask for beside it. When in doubt nothing is sent: the mail has opened its
 * case all the same, and a person answers.
 */
#include "gateway/intake/reply_policy.h"

#include <string.h>

#include "gateway/templates/letter_types.h"

/* Of the local part, in lower case. */
static const char *const MACHINES[] = {"abuse", "bounce", "bounces", "cron", "daemon",
    "hostmaster", "listserv", "mailer", "mailerdaemon", "mailer-daemon", "majordomo", "nobody",
    "postmaster", "root", "www-data", NULL};
static const char *const BEGINNINGS[] = {"owner-", "bounce-", "bounces-", "bounce+", "bounces+",
    "mailer-daemon+", "notification@", "notifications@", NULL};
static const char *const ENDS[] = {"-owner", "-request", "-bounce", "-bounces", "+owner",
    "+request", "+bounces", "-errors", NULL};
/* Wherever it stands in the local part, hyphens and the like left out. */
static const char *const MUTE[] = {"noreply", "donotreply", "dontreply", "geenantwoord",
    "geenreactie", "nietantwoorden", "nietbeantwoorden", "nietreageren", "keineantwort",
    "nichtantworten", "antwortnicht", "nepasrepondre", "pasdereponse", "sansreponse", NULL};

static bool
begins(const char *text)
{
	for (const char *const *one = BEGINNINGS; *one != NULL; one++)
		if (g_str_has_prefix(text, *one))
			return true;
	return false;
}

/* With or without what follows a plus sign. */
static bool
ends(const char *local)
{
	g_autofree char *bare = g_strndup(local, strcspn(local, "+"));

	for (const char *const *one = ENDS; *one != NULL; one++)
		if (g_str_has_suffix(local, *one) || g_str_has_suffix(bare, *one))
			return true;
	return false;
}

static bool
is_mute(const char *local)
{
	g_autoptr(GString) bare = g_string_new(NULL);

	for (const char *c = local; *c != '\0'; c++)
		if (strchr("-_. \"", *c) == NULL)
			g_string_append_c(bare, *c);
	for (const char *const *one = MUTE; *one != NULL; one++)
		if (strstr(bare->str, *one) != NULL)
			return true;
	return false;
}

bool
reply_policy_is_machine(const char *address)
{
	g_autofree char *lower = g_ascii_strdown(address, -1);
	const char *at = strrchr(lower, '@');
	g_autofree char *local =
	    at == NULL ? g_strdup(lower) : g_strndup(lower, (size_t)(at - lower));

	return g_strv_contains(MACHINES, local) || begins(lower) || ends(local) ||
	       is_mute(local);
}

static bool
is_null_path(const char *value)
{
	g_autofree char *path = g_strdup(value);

	g_strstrip(path);
	if (*path != '<')
		return *path == '\0';
	return path[1 + strspn(path + 1, " \t")] == '>';
}

/* X-Auto-Response-Suppress: a list; the other words in it are about receipts and notes of absence. */
static bool
suppresses(const char *value)
{
	g_auto(GStrv) words = g_strsplit_set(value, ",; \t", -1);

	for (char **word = words; *word != NULL; word++)
		if (g_ascii_strcasecmp(*word, "all") == 0 ||
		    g_ascii_strcasecmp(*word, "autoreply") == 0)
			return true;
	return false;
}

/* Every header of that name is looked at: the sender may have put another one above or below. */
static const char *
header_forbids(const MessageHeader *header)
{
	if (g_ascii_strcasecmp(header->name, "Return-Path") == 0)
		return is_null_path(header->value) ? "its return path is empty" : NULL;
	if (g_ascii_strcasecmp(header->name, "X-Auto-Response-Suppress") == 0)
		return suppresses(header->value) ? "its header asks for no automatic answer"
						 : NULL;
	return NULL;
}

static bool
is_rejected(const ReplyAsk *ask)
{
	return ask->verdict != NULL && ask->verdict->failed && ask->verdict->rejects;
}

/* An odd level has a token of the ticket, issued to the sender. */
static bool
has_token(const ReplyAsk *ask)
{
	return ask->proof % 2 == 1 || ask->proof == 4;
}

const char *
reply_policy_forbids(const ReplyAsk *ask)
{
	const Message *message = ask->message;

	if (message->kind != MESSAGE_PERSON)
		return "no person wrote it";
	if (message->from != NULL && reply_policy_is_machine(message->from->address))
		return "its sender is a machine's address";
	for (unsigned i = 0; i < message->headers->len; i++) {
		const char *why = header_forbids(message->headers->pdata[i]);

		if (why != NULL)
			return why;
	}
	return is_rejected(ask) && !has_token(ask) ? PROOF_MARK_FORGED : NULL;
}

void
reply_policy_refer(const ReplyAsk *ask, Decision *decision)
{
	if (decision->kind != DECISION_REFER || reply_policy_forbids(ask) == NULL)
		return;
	decision->kind = DECISION_HOLD;
	decision->letter = NULL;
	decision->reason = "the sender is no known contact, and is not to be written to";
}

bool
reply_policy_is_constant(int proof)
{
	return proof <= 0;
}

const char *
reply_policy_letter(const char *letter, int proof)
{
	if (letter == NULL || !reply_policy_is_constant(proof) ||
	    letter_types_of(letter)->is_constant)
		return letter;
	return LETTER_ACKNOWLEDGEMENT_UNVERIFIED;
}

static bool
is_about_delivery(MessageKind kind)
{
	return kind == MESSAGE_BOUNCE || kind == MESSAGE_DELAYED || kind == MESSAGE_DELIVERED ||
	       kind == MESSAGE_RECEIPT;
}

const char *
reply_policy_forbids_forward(const Message *message, const char *address, bool from_us)
{
	if (from_us)
		return "it comes from a letter of our own";
	if (is_about_delivery(message->kind))
		return "it is a report about a mail's delivery";
	if (message->from != NULL && g_ascii_strcasecmp(message->from->address, address) == 0)
		return "it comes from where it would go";
	return NULL;
}
