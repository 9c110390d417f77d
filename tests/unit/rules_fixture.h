/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of rules share: rules out of a text, and one mail with its facts. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/diagnostic.h"
#include "rules/ruleset.h"

static const char *const groups[] = {"werkplek", "servicedesk", NULL};
static const char *const categories[] = {"Werkplek", "Overig", NULL};
static const char *const mailboxes[] = {"support", "drop", NULL};
static const char *const items[] = {"teams", NULL};

static inline bool
has_letter(const char *name, const void *data)
{
	(void)data;
	return strcmp(name, "welcome") == 0;
}

static const char *const ticket_states[] = {
    "open", "awaiting info", "resolved", "closed", "draft", "awaiting approval", NULL};
static const RulesetNames names = {
    groups, categories, items, has_letter, NULL, mailboxes, ticket_states, NULL, NULL};

static inline Ruleset *
parse(const char *text, GPtrArray *diagnostics)
{
	return ruleset_parse("rules.yaml", text, strlen(text), &names, diagnostics);
}

static inline Ruleset *
parse_good(const char *text)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Ruleset *ruleset = parse(text, diagnostics);

	for (size_t i = 0; i < diagnostics->len; i++) {
		g_autofree char *said = diagnostic_text(diagnostics->pdata[i]);

		print_error("%s\n%s\n", text, said);
	}
	assert_int_equal(diagnostics->len, 0);
	return ruleset;
}

static inline void
set(char **string, const char *value)
{
	g_free(*string);
	*string = g_strdup(value);
}

/* The mail that the tables below are about. */
static inline Message *
sample_message(void)
{
	Message *message = message_new();
	MessageHeader *header = g_new0(MessageHeader, 1);
	MessageAttachment *attachment = g_new0(MessageAttachment, 1);

	message->from = message_address_new("els@mail.klant.example", "Els Bos");
	g_ptr_array_add(message->to, message_address_new("desk@desk.example", ""));
	g_ptr_array_add(message->cc, message_address_new("piet@klant.example", "Piet"));
	g_ptr_array_add(message->delivered_to, g_strdup("hulp@desk.example"));
	set(&message->subject, "Printer B12 kapot");
	set(&message->text, "Hallo,\n\nde printer doet het niet.\n\nKamer: B12\nverdieping 3");
	message_cut_add(message->cut, CUT_QUOTE, g_strdup("> eerder geschreven"));
	message->language = g_strdup("nl");
	header->name = g_strdup("X-Priority");
	header->value = g_strdup("1 (Highest)");
	g_ptr_array_add(message->headers, header);
	attachment->path = g_strdup("2");
	attachment->name = g_strdup("foto.jpg");
	attachment->type = g_strdup("image/jpeg");
	attachment->size = 200000;
	g_ptr_array_add(message->attachments, attachment);
	return message;
}

static inline Facts
sample_facts(const Message *message)
{
	return (Facts){
	    .message = message,
	    .mailbox = "support",
	    .now_ms = INT64_C(1763975400000), /* Monday 2025-11-24 09:10 UTC */
	    .sender_known = true,
	    .account = "Jansen BV",
	    .proof = 2,
	    .spam = {true, true, 8.5},
	};
}
