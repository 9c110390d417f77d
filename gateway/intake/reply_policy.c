/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 3834, section 2, and what mail systems ask for beside it. When in doubt nothing is sent: the mail has opened its
 * case all the same, and a person answers.
 */
#include "gateway/intake/reply_policy.h"

#include <string.h>

#include "gateway/templates/letter_types.h"
#include "parsers/machine_sender.h"

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
	if (g_ascii_strcasecmp(header->name, "X-Auto-Response-Suppress") == 0)
		return suppresses(header->value) ? "its header asks for no automatic answer"
						 : NULL;
	return NULL;
}

const char *
reply_policy_forbids(const Message *message, const Verdict *verdict, SenderProof proof)
{
	unsigned sender = 0;

	if (message_kind_is_machine(message->kind))
		return "no person wrote it";
	sender = machine_sender_tells(message);
	if ((sender & SENDER_NULL) != 0)
		return "its return path is empty";
	if ((sender & SENDER_UNANSWERED) != 0)
		return "its sender is a machine's address";
	for (unsigned i = 0; i < message->headers->len; i++) {
		const char *why = header_forbids(message->headers->pdata[i]);

		if (why != NULL)
			return why;
	}
	return verdict->failed && verdict->rejects && !proof_has_token(proof)
		   ? PROOF_MARK_FORGED
		   : NULL;
}

bool
reply_policy_is_constant(SenderProof proof)
{
	return proof == PROOF_NONE;
}

const char *
reply_policy_letter(const char *letter, SenderProof proof)
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
